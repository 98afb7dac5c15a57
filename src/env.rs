//! The world at the edge: arguments, environment, clock, and what the standard streams are.
//!
//! Edge. `main` makes one [`Env`]; everything else is handed it, so that a test can make its own.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use jiff::Zoned;

/// The clock.
pub trait Clock: Send + Sync {
    /// Returns the wall-clock time in the person's zone.
    fn now(&self) -> Zoned;

    /// Returns the time since the program began, by a clock that never jumps.
    fn elapsed(&self) -> Duration;
}

/// The computer's own clock.
#[derive(Debug)]
pub struct SystemClock {
    began: Instant,
}

impl SystemClock {
    /// Starts counting.
    pub fn start() -> Self {
        Self { began: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Zoned {
        Zoned::now()
    }

    fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }
}

/// Everything that the program takes from outside, apart from files and the network.
pub struct Env {
    /// The arguments, the program's own name first.
    pub args: Vec<OsString>,
    /// The environment variables.
    pub vars: BTreeMap<OsString, OsString>,
    /// The clock.
    pub clock: Box<dyn Clock>,
    /// Whether standard input is a terminal.
    pub stdin_tty: bool,
    /// Whether standard output is a terminal.
    pub stdout_tty: bool,
    /// Whether standard error is a terminal.
    pub stderr_tty: bool,
}

impl Env {
    /// Takes the real world.
    pub fn real() -> Self {
        Self {
            args: std::env::args_os().collect(),
            vars: std::env::vars_os().collect(),
            clock: Box::new(SystemClock::start()),
            stdin_tty: std::io::stdin().is_terminal(),
            stdout_tty: std::io::stdout().is_terminal(),
            stderr_tty: std::io::stderr().is_terminal(),
        }
    }

    /// Returns an environment variable, if it is set, not empty, and text.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.vars.get(std::ffi::OsStr::new(name))?.to_str().filter(|value| !value.is_empty())
    }

    /// Tells whether the terminal shows UTF-8: what the locale says; on Windows always.
    pub fn is_utf8(&self) -> bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| self.var(name));
        let charset = locale.unwrap_or_default().to_ascii_lowercase();
        cfg!(windows) || charset.contains("utf-8") || charset.contains("utf8")
    }
}
