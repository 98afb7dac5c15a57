//! The log that one copy of the program is writing.
//!
//! Edge. See [`crate::session::codec`] for the format.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::file::{self, LIMIT};
use super::lock::Lock;
use super::{SaveError, SessionId};
use crate::session::{Entry, Header, codec};

/// A session's log, held for writing until it is dropped.
#[derive(Debug)]
pub struct Log {
    id: SessionId,
    path: PathBuf,
    file: File,
    /// How long the complete lines are, in bytes.
    good: u64,
    _lock: Lock,
}

impl Log {
    /// Makes the log and writes the header.
    pub(super) fn begin(
        id: SessionId,
        path: PathBuf,
        header: &Header,
        lock: Lock,
    ) -> Result<Self, SaveError> {
        let line =
            codec::encode_header(header).map_err(|source| SaveError::Unwritable { source })?;
        let file = file::options()
            .append(true)
            .create_new(true)
            .open(&path)
            .map_err(|source| SaveError::io("create", &path, source))?;
        let mut log = Self { id, path, file, good: 0, _lock: lock };
        log.write(&line)?;
        Ok(log)
    }

    /// Takes a log that has `good` bytes of complete lines, and cuts off what follows them.
    pub(super) fn resume(
        id: SessionId,
        path: PathBuf,
        good: u64,
        lock: Lock,
    ) -> Result<Self, SaveError> {
        let open = || -> io::Result<File> {
            let file = file::options().append(true).open(&path)?;
            if file.metadata()?.len() > good {
                cut(&path, good)?;
            }
            Ok(file)
        };
        let file = open().map_err(|source| SaveError::io("write", &path, source))?;
        Ok(Self { id, path, file, good, _lock: lock })
    }

    /// Returns the session's name.
    pub fn id(&self) -> &SessionId {
        &self.id
    }

    /// Adds one line; the disk has it when this returns.
    ///
    /// # Errors
    ///
    /// What was written of the line is taken back, as far as the disk allows; else it is a torn line, which
    /// the next load drops.
    pub fn append(&mut self, entry: &Entry) -> Result<(), SaveError> {
        let line = codec::encode(entry).map_err(|source| SaveError::Unwritable { source })?;
        self.write(&line)
    }

    fn write(&mut self, line: &str) -> Result<(), SaveError> {
        let good = self.good + line.len() as u64;
        if good > LIMIT {
            return Err(SaveError::TooLarge { path: self.path.clone() });
        }
        let written = self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data());
        if let Err(source) = written {
            // A later line must not be glued to half of this one.
            let _ = cut(&self.path, self.good);
            return Err(SaveError::io("write", &self.path, source));
        }
        self.good = good;
        Ok(())
    }
}

/// Shortens a file to its first `good` bytes. Windows does not let a handle for appending do that.
fn cut(path: &Path, good: u64) -> io::Result<()> {
    let file = file::options().write(true).open(path)?;
    file.set_len(good)?;
    file.sync_all()
}

#[cfg(all(test, target_os = "linux"))]
impl Log {
    /// Puts another file in the place of the log's, such as one that is always full.
    pub(super) fn with_file(mut self, file: File) -> Self {
        self.file = file;
        self
    }
}
