//! Deleting, and saying what was deleted.
//!
//! Edge. Nothing outside the store is ever touched: names are plain, and links are removed, not followed.

use std::fs;
use std::io;
use std::time::{Duration, SystemTime};

use jiff::Zoned;

use super::file;
use super::{LOCK, LOG, LoadError, OpenError, SaveError, SessionId, Store};

/// How long a folder without a header is let be: somebody may just be making it.
const HALF_MADE_FOR: Duration = Duration::from_secs(60 * 60);
/// How many of the newest folders are looked at for such; those made since the last run are among them.
const SWEPT: usize = 64;
/// The largest log without a complete first line that can be the beginning of a header, in bytes.
const LONGEST_HEADER: u64 = 4096;

/// What was deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// The sessions that are gone, newest first.
    pub sessions: Vec<SessionId>,
    /// The sessions that stayed, because another copy of the program has them.
    pub busy: Vec<SessionId>,
    /// Whether there were remembered places, which are gone.
    pub places: bool,
}

impl Store {
    /// Deletes a session.
    ///
    /// # Errors
    ///
    /// [`OpenError::Busy`] while another copy of the program has it.
    pub fn forget(&self, id: &SessionId) -> Result<Forgotten, OpenError> {
        let folder = self.folder(id);
        if !file::is_real_dir(&self.sessions()) || !file::is_real_dir(&folder) {
            return Err(LoadError::Missing { id: id.clone() }.into());
        }
        let lock = self.lock(id)?;
        let remove = || -> io::Result<()> {
            // The log goes first: without it the folder is no session any more, whatever happens next.
            match fs::remove_file(folder.join(LOG)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => file::empty_dir(&folder, LOCK)?,
            }
            // Windows does not let go of the name of an open file.
            drop(lock);
            fs::remove_file(folder.join(LOCK))?;
            fs::remove_dir(&folder)?;
            file::sync_dir(&self.sessions())
        };
        remove().map_err(|source| SaveError::io("delete", &folder, source))?;
        Ok(Forgotten { sessions: vec![id.clone()], ..Forgotten::default() })
    }

    /// Deletes everything that the program remembers: all sessions and the places.
    ///
    /// Sessions that another copy of the program has stay, and are named.
    ///
    /// # Errors
    ///
    /// The first thing that could not be deleted; what came before it is gone.
    pub fn forget_all(&self) -> Result<Forgotten, OpenError> {
        let mut forgotten = self.forget_places()?;
        for id in self.names()? {
            match self.forget(&id) {
                Ok(_) => forgotten.sessions.push(id),
                Err(OpenError::Busy { id }) => forgotten.busy.push(id),
                Err(error) => return Err(error),
            }
        }
        // Fails where something is left, which then is not ours to delete.
        let _ = fs::remove_dir(self.sessions());
        let _ = fs::remove_dir(self.path());
        Ok(forgotten)
    }

    /// Deletes the remembered places.
    ///
    /// # Errors
    ///
    /// The file could not be deleted.
    pub fn forget_places(&self) -> Result<Forgotten, OpenError> {
        let places = self.places().delete()?;
        Ok(Forgotten { places, ..Forgotten::default() })
    }

    /// Removes what is left of sessions whose first line was never complete. Failing is no matter.
    pub(super) fn sweep(&self, now: &Zoned) {
        let now = SystemTime::from(now.timestamp());
        for id in self.names().unwrap_or_default().iter().take(SWEPT) {
            if self.is_half_made(id, now) {
                let _ = self.forget(id);
            }
        }
    }

    /// Tells whether a folder was left before its header was complete, and an hour ago or more.
    ///
    /// A log that is too long for that, or has a line break, may be a damaged session: that is not for
    /// us to delete.
    fn is_half_made(&self, id: &SessionId, now: SystemTime) -> bool {
        let folder = self.folder(id);
        let age = fs::symlink_metadata(&folder)
            .and_then(|metadata| metadata.modified())
            .map(|made| now.duration_since(made).unwrap_or_default());
        let is_old = age.is_ok_and(|age| age >= HALF_MADE_FOR);
        is_old
            && match file::open(&folder.join(LOG)) {
                Ok((_, length)) => length <= LONGEST_HEADER && !self.was_begun(id),
                Err(error) => error.kind() == io::ErrorKind::NotFound,
            }
    }
}
