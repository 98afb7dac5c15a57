//! The whole program, run as people run it: the real binary, its streams, its exit codes, its files.
//!
//! | module | shows |
//! |---|---|
//! | `cli` | what every command prints, says and returns, in both languages |
//! | `call` | the companion during the call, in both faces |
//! | `flows` | what each kind of trouble comes to (`cases/*.toml`) |
//! | `intake` | that ten agents are answered from the page (`cases/intake.toml`) |
//! | `followup` | what is written after the call, over days |
//! | `kills` | that a killed run loses and repeats nothing |
//! | `screens` | the first screen, and the end of every kind of talk |
//! | `ticket` | tickets and promises, and what becomes of them over days |
//! | `access` | that a talk in plain lines can be had by ear alone |
//! | `same` | that typed answers and a file of answers come to the same |
//! | `hostile` | that nothing steers the terminal |
//! | `restart` | that a restart outlives the program, at every stage |
//! | `pty` | the plain talk in a real terminal |
//! | `tone` | that harsh words are noticed once, shown with a calmer wording, and left to the person |
//! | `share` | what leaves the screen: the message, the codes, the clipboard, the person's word for it |
//! | `comfort` | the comfortable one: what a person sees on the screen |
//!
//! Every run is in an empty network of its own; where the system does not allow one, the tests that would
//! look at the network say so and are skipped (a failure in CI).
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test program: it is all edge, and a surprise is a failed test"
)]

#[cfg(target_os = "linux")]
mod access;
#[cfg(target_os = "linux")]
mod call;
mod cli;
#[cfg(target_os = "linux")]
mod comfort;
mod flows;
mod followup;
mod hostile;
mod intake;
#[cfg(target_os = "linux")]
mod kills;
mod own;
#[cfg(target_os = "linux")]
mod pty;
#[cfg(target_os = "linux")]
mod restart;
#[cfg(target_os = "linux")]
mod same;
mod screens;
#[cfg(target_os = "linux")]
mod share;
#[cfg(target_os = "linux")]
mod story;
mod support;
mod ticket;
mod tone;
mod visit;
