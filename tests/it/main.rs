//! The whole program, run as people run it: the real binary, its streams, its exit codes, its files.
//!
//! | module | shows |
//! |---|---|
//! | `cli` | what every command prints, says and returns, in both languages |
//! | `flows` | what each kind of trouble comes to (`cases/*.toml`) |
//! | `followup` | what is written after the call, over days |
//! | `kills` | that a killed run loses and repeats nothing |
//! | `screens` | the first screen, and the end of every kind of talk |
//! | `access` | that a talk in plain lines can be had by ear alone |
//! | `same` | that typed answers and a file of answers come to the same |
//! | `hostile` | that nothing steers the terminal |
//! | `restart` | that a restart outlives the program, at every stage |
//! | `pty` | the plain talk in a real terminal |
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
mod cli;
#[cfg(target_os = "linux")]
mod comfort;
mod flows;
mod followup;
mod hostile;
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
mod support;
mod visit;
