//! Keeping on when nothing can be saved.
//!
//! Edge. The first time that the disk refuses, the person is told; from then on the session is in memory
//! only, and the program ends with exit code 3.

use super::{Loaded, Log, OpenError, SaveError, SessionId, Store};
use crate::error::Exit;
use crate::session::{Entry, Header};

/// Where a running session is kept.
#[derive(Debug)]
pub enum Recorder {
    /// On the disk.
    Disk(Log),
    /// In memory only.
    Memory {
        /// Why.
        why: Why,
    },
}

/// Why a session is in memory only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The person wants it so (`--no-save`).
    Asked,
    /// The disk refused; exit code 3 is due.
    Refused,
}

/// What made the program stop saving. It is said once.
#[derive(Debug)]
pub struct Trouble(pub(super) SaveError);

impl Recorder {
    /// Keeps a session in memory because the person wants it so.
    pub fn memory() -> Self {
        Self::Memory { why: Why::Asked }
    }

    /// Keeps a session in memory because it cannot be saved.
    pub fn refused(error: SaveError) -> (Self, Trouble) {
        (Self::Memory { why: Why::Refused }, Trouble(error))
    }

    /// Begins a session on the disk, else in memory.
    pub fn begin(store: &Store, header: &Header, snapshot: &str) -> (Self, Option<Trouble>) {
        match store.create(header, snapshot) {
            Ok(log) => (Self::Disk(log), None),
            Err(error) => {
                let (recorder, trouble) = Self::refused(error);
                (recorder, Some(trouble))
            }
        }
    }

    /// Goes on with a session, in memory where it can be read but not written.
    ///
    /// # Errors
    ///
    /// A session that is open elsewhere or cannot be read is refused.
    pub fn resume(store: &Store, id: &SessionId) -> Result<(Self, Resumed), OpenError> {
        match store.open_for_writing(id) {
            Ok((log, session)) => Ok((Self::Disk(log), Resumed { session, trouble: None })),
            Err(OpenError::Save(error)) => {
                let session = store.load(id)?;
                let (recorder, trouble) = Self::refused(error);
                Ok((recorder, Resumed { session, trouble: Some(trouble) }))
            }
            Err(error) => Err(error),
        }
    }

    /// Keeps an entry; on the disk when this returns, unless it now or before failed.
    ///
    /// Something comes back only the first time that the disk refuses.
    pub fn record(&mut self, entry: &Entry) -> Option<Trouble> {
        let Self::Disk(log) = self else { return None };
        let error = log.append(entry).err()?;
        let (memory, trouble) = Self::refused(error);
        *self = memory;
        Some(trouble)
    }

    /// Returns the session's name, while it is on the disk.
    pub fn id(&self) -> Option<&SessionId> {
        match self {
            Self::Disk(log) => Some(log.id()),
            Self::Memory { .. } => None,
        }
    }

    /// Returns the exit code that is due, as far as saving goes.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Disk(_) | Self::Memory { why: Why::Asked } => Exit::Done,
            Self::Memory { why: Why::Refused } => Exit::Failed,
        }
    }
}

/// A session to go on with.
#[derive(Debug)]
pub struct Resumed {
    /// The session so far.
    pub session: Loaded,
    /// What keeps the rest of it from being saved.
    pub trouble: Option<Trouble>,
}
