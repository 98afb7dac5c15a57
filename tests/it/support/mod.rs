//! What the tests share: one isolated home, one builder around the real binary, one way to talk with it.

pub(crate) mod answers;
pub(crate) mod json;
pub(crate) mod net;
pub(crate) mod past;
#[cfg(target_os = "linux")]
pub(crate) mod pty;
pub(crate) mod run;
#[cfg(target_os = "linux")]
pub(crate) mod scan;
#[cfg(target_os = "linux")]
pub(crate) mod screen;
#[cfg(target_os = "linux")]
pub(crate) mod talk;
#[cfg(target_os = "linux")]
pub(crate) mod walker;

pub(crate) use answers::{Answers, visit};
pub(crate) use run::{Home, Ran};
