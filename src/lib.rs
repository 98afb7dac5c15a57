//! cekdulu walks a customer through the checks that a provider's customer service will ask for anyway,
//! looks at the network, says **where** the fault is, and writes the script for the call.
//!
//! # The map
//!
//! A module imports only what stands below it in its column; an edge may import what is pure as well. A test
//! holds the imports to this table.
//!
//! | pure: no clock, file, socket or terminal | edge |
//! |---|---|
//! | [`followup`]: the text after the call, and whom to ask next | |
//! | [`summary`]: the script and the report, one model in many forms | [`app`]: one file a command; the only place that builds adapters |
//! | [`case`]: calls, tickets, promises, and how a fault stands | [`ui`]: the faces that ask; nothing else touches the terminal |
//! | [`engine`]: checklist and events to what is asked now | [`store`]: sessions and places on disk |
//! | [`session`]: the format of the log | [`probe`]: looks at the network, under one deadline |
//! | [`checklist`]: types, parser, conditions, structural check | [`os`]: what the operating system states |
//! | [`diagnosis`]: the table of rules from evidence to verdict | [`mod@env`]: arguments, environment, clock |
//! | [`wire`]: bytes to values, one protocol a file | |
//! | [`evidence`]: what a probe saw | |
//! | [`tone`]: what sounds harsh, each with a neutral wording | |
//! | [`moment`], [`spoken`]: times and numbers as people say them | |
//! | [`cli`]: what can be typed after `cekdulu` | |
//! | [`safe`], [`lang`], [`error`]: what may reach a terminal, texts in two languages, exit codes | |
//! | [`data`]: what is shipped, unpacked | |
//!
//! The left column is held to its heading by the lints: `clippy.toml` forbids clock, environment, files,
//! sockets and standard streams everywhere, and only the edge modules are let off, here, by name.

pub mod app;
pub mod case;
pub mod checklist;
pub mod cli;
pub mod data;
pub mod diagnosis;
pub mod engine;
#[expect(clippy::disallowed_methods, reason = "the edge where clock and environment come in")]
pub mod env;
pub mod error;
pub mod evidence;
pub mod followup;
pub mod lang;
pub mod moment;
#[expect(clippy::disallowed_methods, reason = "the edge that reads what the system states")]
pub mod os;
#[expect(clippy::disallowed_methods, reason = "the edge with sockets, a clock and deadlines")]
pub mod probe;
pub mod safe;
pub mod session;
pub mod spoken;
#[expect(clippy::disallowed_methods, reason = "the edge where sessions and places meet the disk")]
pub mod store;
pub mod summary;
pub mod tone;
#[expect(
    clippy::disallowed_methods,
    reason = "the edge that owns the standard streams and waits for keys"
)]
pub mod ui;
pub mod wire;
