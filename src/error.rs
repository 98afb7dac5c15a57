//! How the program ends: exit codes, and errors that say what to do next.
//!
//! Pure. An [`Error`] carries finished sentences in the person's language; a broken network is never one.

use std::process::ExitCode;

/// The exit codes, which are a contract with scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: done, whatever was found.
    Done,
    /// 1: the answer is no: a fault (`probe`), an error in a file (`check`).
    No,
    /// 2: wrong use, or input that cannot be used.
    Usage,
    /// 3: could not, or could not save.
    Failed,
    /// 130: interrupted; the session is kept.
    Interrupted,
}

impl Exit {
    /// Returns the number.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::No => 1,
            Self::Usage => 2,
            Self::Failed => 3,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Why the program could not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// The exit code that it ends with.
    pub exit: Exit,
    /// What went wrong, in the person's language.
    pub message: String,
    /// What to do next, in the person's language.
    pub hint: Option<String>,
}

impl Error {
    /// Wrong use, or input that cannot be used: exit code 2.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, message: message.into(), hint: None }
    }

    /// Something could not be done or saved: exit code 3.
    pub fn failed(message: impl Into<String>) -> Self {
        Self { exit: Exit::Failed, message: message.into(), hint: None }
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// A result that fails with an [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;
