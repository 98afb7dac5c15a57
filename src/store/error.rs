//! Why something could not be saved, read, opened or found.
//!
//! Pure. [`explain`](super::explain) puts these into a person's words.

use std::io;
use std::path::{Path, PathBuf};

use super::SessionId;

/// Why something could not be saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The system knows no home folder, and the person named none.
    #[error("there is no home folder")]
    NoHome,
    /// The disk or the system refused.
    #[error("could not {action} {}", path.display())]
    Io {
        /// What was attempted: a verb such as `write`.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file would become larger than can be read back.
    #[error("{} would become too large", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// The record could not be read back, so it was not written.
    #[error("the record cannot be written")]
    Unwritable {
        /// What was wrong with it.
        source: serde_json::Error,
    },
}

impl SaveError {
    pub(super) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io { action, path: path.to_owned(), source }
    }
}

/// Why a session could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// There is no such session, or it was never quite begun.
    #[error("there is no session {id}")]
    Missing {
        /// The session.
        id: SessionId,
    },
    /// The disk or the system refused.
    #[error("could not read {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is larger than 64 MiB, which no session becomes.
    #[error("{} is too large", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// A line other than a torn last one is no entry.
    #[error("{}:{line} is damaged", path.display())]
    Damaged {
        /// The log.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
    },
    /// A newer version of the program wrote it.
    #[error("{} was written by a newer version", path.display())]
    Newer {
        /// The log.
        path: PathBuf,
    },
    /// The snapshot of the list is not the one that the session began with, or is gone.
    #[error("{} is not what the session began with", path.display())]
    SnapshotChanged {
        /// The snapshot.
        path: PathBuf,
    },
}

/// Why a session could not be taken for writing or deleting.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another copy of the program has it.
    #[error("session {id} is open in another window")]
    Busy {
        /// The session.
        id: SessionId,
    },
    /// It could not be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// It could be read, but not written.
    #[error(transparent)]
    Save(#[from] SaveError),
}

/// Why no session was found by what the person typed.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// It can be no session's name.
    #[error("{0:?} cannot be the name of a session")]
    NotAName(String),
    /// No session has this name or number.
    #[error("there is no session {0:?}")]
    Missing(String),
    /// More than one session begins like this.
    #[error("more than one session begins with {typed:?}")]
    Ambiguous {
        /// What was typed.
        typed: String,
        /// The newest of the sessions that it could mean, at most five.
        matches: Vec<SessionId>,
    },
    /// The sessions could not be looked through.
    #[error(transparent)]
    Load(#[from] LoadError),
}

/// Why the remembered places could not be used.
#[derive(Debug, thiserror::Error)]
pub enum PlacesError {
    /// The file is no list of places. It is left as it is.
    #[error("{} is damaged", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// A newer version of the program wrote the file. It is left as it is.
    #[error("{} was written by a newer version", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
    },
    /// The disk or the system refused.
    #[error("could not read {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A place needs a name: something to read, on one line, of at most 80 characters.
    #[error("a place cannot be called {0:?}")]
    BadName(String),
    /// The file could be read, but not written.
    #[error(transparent)]
    Save(#[from] SaveError),
}
