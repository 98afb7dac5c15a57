//! Finding sessions.
//!
//! Edge. Names sort by time, so that only the sessions that are shown are read.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::panic::resume_unwind;
use std::thread;

use super::file;
use super::{FindError, LOG, LoadError, SessionId, Store};
use crate::session::codec::{Fault, decode_header};
use crate::session::glance::{self, Awaited, Glance, Standing};

/// How much of a log's end is looked at before all of it is, in bytes.
const TAIL: u64 = 8 << 10;

/// A line of the list of sessions.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The session's name.
    pub id: SessionId,
    /// What can be seen at a glance.
    pub glance: Glance,
}

/// What is still open, over all sessions, the newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Open {
    /// The sessions in which something happened and whose run has not reached its end.
    pub unfinished: Vec<SessionId>,
    /// What is waited for after a call, due or not.
    pub awaited: Vec<(SessionId, Awaited)>,
}

/// A session in a list, with its line or why that could not be read.
pub type Listed = (SessionId, Result<Summary, LoadError>);

impl Store {
    /// Returns the names of all folders that could be sessions, newest first, without opening any.
    ///
    /// # Errors
    ///
    /// The folder of the sessions cannot be read; that it is not there means that there are none.
    pub fn names(&self) -> Result<Vec<SessionId>, LoadError> {
        let path = self.sessions();
        let failed = |source| LoadError::Io { path: path.clone(), source };
        let entries = match fs::read_dir(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(failed)?,
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(failed)?;
            let id = entry.file_name().to_str().and_then(SessionId::parse);
            // The type is asked of the name itself, so that a link to a folder is none.
            if let Some(id) = id
                && entry.file_type().is_ok_and(|kind| kind.is_dir())
            {
                names.push(id);
            }
        }
        names.sort_unstable_by(|a, b| b.order().cmp(&a.order()));
        Ok(names)
    }

    /// Iterates over the sessions, newest first; each is read when its turn comes.
    ///
    /// A session that was never quite begun is left out; one that cannot be read is an error in its place.
    ///
    /// # Errors
    ///
    /// As [`names`](Self::names).
    pub fn list(&self) -> Result<impl Iterator<Item = Listed>, LoadError> {
        Ok(self.names()?.into_iter().filter_map(|id| self.listed(id)))
    }

    /// Reads the lines of all sessions at once, on up to four cores: for a search, which needs them all.
    ///
    /// # Errors
    ///
    /// As [`names`](Self::names).
    pub fn list_all(&self) -> Result<Vec<Listed>, LoadError> {
        Ok(on_all_cores(&self.names()?, |id| self.listed(id.clone())))
    }

    /// Looks at the ends of all logs at once, on up to four cores, for what is still open.
    ///
    /// A session that cannot be read is passed over: a list of the sessions says so in its place.
    ///
    /// # Errors
    ///
    /// As [`names`](Self::names).
    pub fn still_open(&self) -> Result<Open, LoadError> {
        let stands = |id: &SessionId| Some((id.clone(), self.standing(id).ok()?));
        let mut open = Open::default();
        for (id, standing) in on_all_cores(&self.names()?, stands) {
            open.awaited.extend(standing.awaited.map(|awaited| (id.clone(), awaited)));
            if standing.begun && !standing.finished {
                open.unfinished.push(id);
            }
        }
        Ok(open)
    }

    /// Reads a line of the list; nothing for a session that was never quite begun.
    fn listed(&self, id: SessionId) -> Option<Listed> {
        match self.summary(&id) {
            Err(LoadError::Missing { .. }) => None,
            summary => Some((id, summary)),
        }
    }

    /// Reads the line of one session for a list.
    ///
    /// # Errors
    ///
    /// Only a file or a header that cannot be read; damage further down is found by [`load`](Self::load).
    pub fn summary(&self, id: &SessionId) -> Result<Summary, LoadError> {
        let path = self.folder(id).join(LOG);
        let log = file::read_bounded(&path).map_err(|source| LoadError::of(source, id, &path))?;
        let glance = glance::glance(&log).map_err(|fault| LoadError::in_log(fault, id, &path))?;
        Ok(Summary { id: id.clone(), glance })
    }

    /// Returns the newest session.
    ///
    /// # Errors
    ///
    /// As [`names`](Self::names).
    pub fn newest(&self) -> Result<Option<SessionId>, LoadError> {
        Ok(self.names()?.into_iter().find(|id| self.was_begun(id)))
    }

    /// Returns the newest session whose run has not reached its end.
    ///
    /// One in which nothing was answered yet, such as a window that was closed at the first question, counts
    /// only where there is nothing else.
    ///
    /// # Errors
    ///
    /// As [`names`](Self::names).
    pub fn newest_unfinished(&self) -> Result<Option<SessionId>, LoadError> {
        let (mut empty, mut others) = (None, false);
        for id in self.names()?.into_iter().filter(|id| self.was_begun(id)) {
            match self.standing(&id) {
                Ok(standing) if standing.finished => others = true,
                Ok(standing) if !standing.begun => empty = empty.or(Some(id)),
                // What cannot be read is not hidden: whoever opens it is told why.
                Ok(_) | Err(_) => return Ok(Some(id)),
            }
        }
        Ok(empty.filter(|_| !others))
    }

    /// Iterates over the sessions whose run has not reached its end, newest first.
    ///
    /// # Errors
    ///
    /// As [`names`](Self::names).
    pub fn unfinished(&self) -> Result<impl Iterator<Item = SessionId>, LoadError> {
        let names = self.names()?.into_iter();
        Ok(names.filter(|id| !self.is_finished(id).unwrap_or(false) && self.was_begun(id)))
    }

    /// Finds the session that a person means: a name, the beginning of one name only, or its number in
    /// the [`list`](Self::list), counted from 1.
    ///
    /// # Errors
    ///
    /// See [`FindError`]; nothing that is typed can lead out of the store.
    pub fn find(&self, typed: &str) -> Result<SessionId, FindError> {
        let wanted = typed.trim().to_ascii_lowercase();
        if !SessionId::may_begin(&wanted) {
            return Err(FindError::NotAName(typed.to_owned()));
        }
        let names = self.names()?;
        let mut begun = names.iter().filter(|id| self.was_begun(id));
        let number = wanted.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        if let Some(id) = number.filter(|at| *at < names.len()).and_then(|at| begun.nth(at)) {
            return Ok(id.clone());
        }
        let matches = names.iter().filter(|id| id.as_str().starts_with(&wanted));
        let matches: Vec<_> = matches.filter(|id| self.was_begun(id)).take(5).cloned().collect();
        // A whole name is meant, also where another one goes on with `-2`.
        if let Some(id) = matches.iter().find(|id| id.as_str() == wanted) {
            return Ok(id.clone());
        }
        match matches.as_slice() {
            [] => Err(FindError::Missing(typed.to_owned())),
            [id] => Ok(id.clone()),
            _ => Err(FindError::Ambiguous { typed: typed.to_owned(), matches }),
        }
    }

    /// Tells whether a session has a first line. One that cannot be read counts, so that it is not hidden.
    pub(super) fn was_begun(&self, id: &SessionId) -> bool {
        let begin = || -> io::Result<bool> {
            let (file, length) = file::open(&self.folder(id).join(LOG))?;
            if length > TAIL {
                return Ok(true);
            }
            Ok(decode_header(&read_some(file)?) != Err(Fault::NoHeader))
        };
        begin().unwrap_or_else(|error| !file::is_absent(&error))
    }

    /// Tells how a session stands, from the end of its log where that is enough.
    fn standing(&self, id: &SessionId) -> io::Result<Standing> {
        let path = self.folder(id).join(LOG);
        let (mut file, length) = file::open(&path)?;
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
        let standing = glance::standing(&read_some(file)?);
        if standing.finished || length <= TAIL {
            return Ok(standing);
        }
        Ok(glance::standing(&file::read_bounded(&path)?))
    }

    /// Tells whether a session's run has reached its end.
    fn is_finished(&self, id: &SessionId) -> io::Result<bool> {
        let path = self.folder(id).join(LOG);
        let (mut file, length) = file::open(&path)?;
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
        let tail = read_some(file)?;
        // What follows the end is a call, as a rule, and short; only a long one makes this read it all.
        Ok(glance::has_finished(&tail)
            || length > TAIL && glance::has_finished(&file::read_bounded(&path)?))
    }
}

/// Does something with every name, on up to four cores, and returns what came of it in their order.
fn on_all_cores<T: Send>(
    names: &[SessionId],
    one: impl Fn(&SessionId) -> Option<T> + Sync,
) -> Vec<T> {
    let cores = thread::available_parallelism().map_or(1, usize::from).min(4);
    let share = names.len().div_ceil(cores).max(1);
    let some = |part: &[SessionId]| -> Vec<T> { part.iter().filter_map(&one).collect() };
    thread::scope(|scope| {
        let mut parts = names.chunks(share);
        let first = parts.next().unwrap_or_default();
        let others: Vec<_> = parts.map(|part| scope.spawn(|| some(part))).collect();
        let mut all = some(first);
        for other in others {
            all.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        all
    })
}

/// Reads at most [`TAIL`] bytes.
fn read_some(file: File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(8 << 10);
    file.take(TAIL).read_to_end(&mut bytes)?;
    Ok(bytes)
}
