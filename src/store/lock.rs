//! One writer at a time.
//!
//! Edge. The lock is on a file of its own, for a file that is replaced or cut would take its lock along.
//! The system lets go of it when the program ends, however it ends.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

use super::file;

/// The right to write, until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

/// Why there is no right to write.
#[derive(Debug)]
pub(super) enum LockError {
    /// Somebody else has it.
    Busy,
    /// The system refused.
    Io(io::Error),
}

impl Lock {
    /// Takes the lock if nobody has it; the file is made if it is not there, its folder is not.
    pub(super) fn try_take(path: &Path) -> Result<Self, LockError> {
        let file = open(path).map_err(LockError::Io)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(LockError::Busy),
            Err(TryLockError::Error(error)) if cannot_lock(&error) => Ok(Self { _file: file }),
            Err(TryLockError::Error(error)) => Err(LockError::Io(error)),
        }
    }

    /// Takes the lock, waiting for whoever has it: only for what takes milliseconds.
    pub(super) fn take(path: &Path) -> io::Result<Self> {
        let file = open(path)?;
        match file.lock() {
            Err(error) if !cannot_lock(&error) => Err(error),
            _ => Ok(Self { _file: file }),
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    file::options().read(true).write(true).create(true).truncate(false).open(path)
}

/// Some network file systems have no locks; there, saving without one is better than not saving.
fn cannot_lock(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::Unsupported
}
