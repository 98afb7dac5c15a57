//! Sessions and remembered places on disk.
//!
//! Edge: the only module that writes files. Everything is private to the user (folders 0700, files 0600),
//! and nothing is made before there is something to keep.
//!
//! ```text
//! sessions/20261121-082000-internet-mati/checklist.toml   the list as it was, whole or absent
//!                                        log.jsonl        a header, then one event a line
//!                                        lock             held by the one copy that writes
//! places.json                                             what is remembered from session to session
//! ```
//!
//! Invariants: a line is flushed to the disk before [`Log::append`] returns; only a torn last line is ever
//! cut off; a damaged log, or one from a newer program, is never written to.

mod error;
mod explain;
mod file;
mod forget;
mod id;
mod list;
mod lock;
mod log;
mod places;
mod recorder;

#[cfg(test)]
#[cfg(unix)]
mod tests;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;

pub use self::error::{FindError, LoadError, OpenError, PlacesError, SaveError};
pub use self::forget::Forgotten;
pub use self::id::SessionId;
pub use self::list::{Listed, Open, Summary};
pub use self::log::Log;
pub use self::places::{Place, Places};
pub use self::recorder::{Recorder, Resumed, Trouble, Why};

use self::file::LIMIT;
use self::lock::{Lock, LockError};
use crate::session::codec::{self, Fault};
use crate::session::{Entry, Header, counting, fnv1a};

const SESSIONS: &str = "sessions";
const SNAPSHOT: &str = "checklist.toml";
const LOG: &str = "log.jsonl";
const LOCK: &str = "lock";

/// The folder that holds everything the program remembers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateDir(PathBuf);

impl StateDir {
    /// Takes the folder that the person named, else the system's folder for such things.
    ///
    /// # Errors
    ///
    /// [`SaveError::NoHome`] where none was named and the system knows no home folder.
    pub fn choose(named: Option<&Path>) -> Result<Self, SaveError> {
        if let Some(path) = named {
            return Ok(Self(path.to_owned()));
        }
        let base = etcetera::choose_base_strategy().map_err(|_| SaveError::NoHome)?;
        Ok(Self(base.state_dir().unwrap_or_else(|| base.data_dir()).join("cekdulu")))
    }

    /// Returns the path; the folder need not be there yet.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

/// All sessions and places of one person on this computer.
#[derive(Debug, Clone)]
pub struct Store {
    dir: StateDir,
}

/// A session as it is on the disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The session's name.
    pub id: SessionId,
    /// How it began.
    pub header: Header,
    /// What happened, in order.
    pub entries: Vec<Entry>,
    /// The list that it runs on.
    pub snapshot: String,
    /// What the person should know about the file.
    pub notice: Option<Notice>,
    /// How many bytes of the log are complete lines.
    good: u64,
}

/// Something that a person should know about a session that could be read all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The last line was not complete, because the computer stopped while it was written.
    Torn,
}

impl Store {
    /// Takes a folder; nothing is read or made yet.
    pub fn open(dir: StateDir) -> Self {
        Self { dir }
    }

    /// Returns the folder of the store.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Returns the remembered places.
    pub fn places(&self) -> Places {
        Places::in_folder(self.path())
    }

    /// Begins a session. The header's format and hash are filled in here.
    ///
    /// The snapshot is on the disk before the header is, so that a log with a header always has its list.
    ///
    /// # Errors
    ///
    /// Nothing is left behind, as far as the disk allows.
    pub fn create(&self, header: &Header, snapshot: &str) -> Result<Log, SaveError> {
        self.sweep(&header.at);
        if snapshot.len() as u64 > LIMIT {
            return Err(SaveError::TooLarge { path: self.sessions() });
        }
        let id = self.make_folder(header)?;
        let begun = self.begin(&id, header, snapshot);
        if begun.is_err() {
            // Best effort: what cannot be removed now has no header and is swept later.
            let _ = fs::remove_dir_all(self.folder(&id));
        }
        begun
    }

    fn begin(&self, id: &SessionId, header: &Header, snapshot: &str) -> Result<Log, SaveError> {
        let folder = self.folder(id);
        let lock = Lock::try_take(&folder.join(LOCK)).map_err(|error| {
            let source = match error {
                LockError::Io(source) => source,
                LockError::Busy => io::ErrorKind::WouldBlock.into(),
            };
            SaveError::io("lock", &folder, source)
        })?;
        let path = folder.join(SNAPSHOT);
        file::write_atomic(&path, snapshot.as_bytes())
            .map_err(|source| SaveError::io("write", &path, source))?;
        let hash = fnv1a(snapshot.as_bytes());
        let header = Header { format: crate::session::FORMAT, hash, ..header.clone() };
        let log = Log::begin(id.clone(), folder.join(LOG), &header, lock)?;
        for dir in [&folder, &self.sessions()] {
            file::sync_dir(dir).map_err(|source| SaveError::io("write", dir, source))?;
        }
        Ok(log)
    }

    /// Makes the session's folder; `mkdir` decides which of two copies gets a name.
    fn make_folder(&self, header: &Header) -> Result<SessionId, SaveError> {
        let sessions = self.sessions();
        file::private_dir(&sessions)
            .map_err(|source| SaveError::io("create", &sessions, source))?;
        let mut number = 1_u32;
        loop {
            let id = SessionId::new(&header.at, &header.list, number);
            let folder = self.folder(&id);
            match file::new_private_dir(&folder) {
                Ok(()) => return Ok(id),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 1000 => {
                    number += 1;
                }
                Err(source) => return Err(SaveError::io("create", &folder, source)),
            }
        }
    }

    /// Reads a session, without a lock: another copy may be writing it.
    ///
    /// # Errors
    ///
    /// See [`LoadError`]; nothing on the disk is changed.
    pub fn load(&self, id: &SessionId) -> Result<Loaded, LoadError> {
        let path = self.folder(id).join(LOG);
        let bytes = file::read_bounded(&path).map_err(|source| LoadError::of(source, id, &path))?;
        let decoded = codec::decode(&bytes).map_err(|fault| LoadError::in_log(fault, id, &path))?;
        let path = self.folder(id).join(SNAPSHOT);
        let snapshot = match file::read_bounded(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(LoadError::SnapshotChanged { path });
            }
            read => read.map_err(|source| LoadError::of(source, id, &path))?,
        };
        if fnv1a(&snapshot) != decoded.header.hash {
            return Err(LoadError::SnapshotChanged { path });
        }
        Ok(Loaded {
            id: id.clone(),
            header: decoded.header,
            entries: counting(decoded.entries),
            snapshot: String::from_utf8(snapshot)
                .map_err(|_| LoadError::SnapshotChanged { path })?,
            notice: decoded.torn.then_some(Notice::Torn),
            good: decoded.good as u64,
        })
    }

    /// Reads a session and takes it for writing; a torn last line is cut off.
    ///
    /// # Errors
    ///
    /// [`OpenError::Busy`] while another copy has it; a session that cannot be read is left as it is.
    pub fn open_for_writing(&self, id: &SessionId) -> Result<(Log, Loaded), OpenError> {
        let folder = self.folder(id);
        if !file::is_real_dir(&folder) || !folder.join(LOG).exists() {
            return Err(LoadError::Missing { id: id.clone() }.into());
        }
        let lock = self.lock(id)?;
        let loaded = self.load(id)?;
        let log = Log::resume(id.clone(), folder.join(LOG), loaded.good, lock)?;
        Ok((log, loaded))
    }

    fn lock(&self, id: &SessionId) -> Result<Lock, OpenError> {
        let path = self.folder(id).join(LOCK);
        Lock::try_take(&path).map_err(|error| match error {
            LockError::Busy => OpenError::Busy { id: id.clone() },
            LockError::Io(source) => SaveError::io("lock", &path, source).into(),
        })
    }

    fn sessions(&self) -> PathBuf {
        self.path().join(SESSIONS)
    }

    fn folder(&self, id: &SessionId) -> PathBuf {
        self.sessions().join(id.as_str())
    }
}

impl LoadError {
    /// Tells apart why a file of a session could not be read.
    fn of(source: io::Error, id: &SessionId, path: &Path) -> Self {
        let path = path.to_owned();
        if file::is_absent(&source) {
            Self::Missing { id: id.clone() }
        } else if source.kind() == io::ErrorKind::FileTooLarge {
            Self::TooLarge { path }
        } else {
            Self::Io { path, source }
        }
    }

    /// Tells what is wrong with a log.
    fn in_log(fault: Fault, id: &SessionId, path: &Path) -> Self {
        let path = path.to_owned();
        match fault {
            Fault::NoHeader => Self::Missing { id: id.clone() },
            Fault::Damaged { line } => Self::Damaged { path, line },
            Fault::Newer { .. } | Fault::Unknown { .. } => Self::Newer { path },
        }
    }
}
