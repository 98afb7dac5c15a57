//! How what is kept is reached again: the exact command to type, and the folder as a person knows it.
//!
//! Pure, apart from asking the store which session a bare command would take.

use std::path::Path;

use super::world::World;
use crate::env::Env;
use crate::safe;
use crate::store::{SessionId, Store};

/// How a store is reached from the command line.
#[derive(Debug, Clone)]
pub(super) struct Reach {
    store: Store,
    /// The folder, shortened.
    folder: String,
    /// What has to be typed besides, because it was typed this time.
    options: String,
}

impl Reach {
    /// Takes the store that a world uses.
    pub(super) fn of(world: World<'_>, store: &Store) -> Self {
        let named = world.common.state_dir.as_deref();
        let options = named.map(|dir| format!(" --state-dir {}", quoted(dir))).unwrap_or_default();
        Self { store: store.clone(), folder: shown(store.path(), world.env), options }
    }

    /// Returns the folder in which everything is kept.
    pub(super) fn folder(&self) -> &str {
        &self.folder
    }

    /// Returns a command as it has to be typed: `sessions --unfinished`.
    pub(super) fn command(&self, words: &str) -> String {
        format!("cekdulu {words}{}", self.options)
    }

    /// Returns the command that brings up the first screen.
    pub(super) fn start(&self) -> String {
        format!("cekdulu{}", self.options)
    }

    /// Returns the command that goes on with a session.
    pub(super) fn resume(&self, id: &SessionId) -> String {
        let newest = self.store.newest_unfinished().ok().flatten();
        self.naming("resume", id, newest.as_ref() == Some(id))
    }

    /// Returns the command that shows a session whose run ends now.
    pub(super) fn show(&self, id: &SessionId) -> String {
        self.naming("show", id, self.is_implied(id))
    }

    /// Returns the command that goes on with a call about a session, or makes the next.
    pub(super) fn call(&self, id: &SessionId) -> String {
        self.naming("call", id, self.is_implied(id))
    }

    /// Tells whether a session is the one that is taken where none is named, also once its run has ended.
    fn is_implied(&self, id: &SessionId) -> bool {
        let open = self.store.still_open().unwrap_or_default().unfinished;
        let newest = self.store.newest().ok().flatten();
        open.iter().all(|open| open == id) && newest.as_ref() == Some(id)
    }

    /// Returns a command with the session's name where that has to be said.
    pub(super) fn naming(&self, word: &str, id: &SessionId, implied: bool) -> String {
        let words = if implied { word.to_owned() } else { format!("{word} --session {id}") };
        self.command(&words)
    }

    /// Returns the command that deletes a session.
    pub(super) fn forget(&self, id: &SessionId) -> String {
        self.command(&format!("forget {id}"))
    }
}

/// Shows a folder without what steers a terminal, and with `~` for the home folder where shells know it.
fn shown(path: &Path, env: &Env) -> String {
    let home = env.var("HOME").filter(|_| cfg!(unix)).map(Path::new);
    let home = home.filter(|home| home.parent().is_some());
    let rest = home.and_then(|home| path.strip_prefix(home).ok());
    let path = rest.map_or_else(|| path.to_owned(), |rest| Path::new("~").join(rest));
    safe::line(&path.display().to_string()).into_owned()
}

/// Writes a path so that a shell takes it as one word.
fn quoted(path: &Path) -> String {
    let path = safe::line(&path.display().to_string()).into_owned();
    let plain = |c: char| c.is_alphanumeric() || "/\\._-+:@%,=".contains(c);
    if !path.is_empty() && path.chars().all(plain) {
        path
    } else if cfg!(windows) {
        format!("\"{path}\"")
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::env::SystemClock;

    fn home(home: &str) -> Env {
        Env {
            args: Vec::new(),
            vars: BTreeMap::from([("HOME".into(), home.into())]),
            clock: Box::new(SystemClock::start()),
            stdin_tty: false,
            stdout_tty: false,
            stderr_tty: false,
        }
    }

    #[test]
    fn the_home_folder_is_shortened_and_nothing_steers() {
        for (at, path, said) in [
            ("/home/rina", "/home/rina/.local/state/cekdulu", "~/.local/state/cekdulu"),
            ("/home/rina", "/home/rinawati/x", "/home/rinawati/x"),
            ("/", "/var/x", "/var/x"),
            ("", "/var/x", "/var/x"),
            ("/h", "/h/a\u{1b}[2Jb", "~/a\u{fffd}[2Jb"),
        ] {
            assert_eq!(shown(Path::new(path), &home(at)), said);
        }
    }

    #[test]
    fn a_folder_with_spaces_is_one_word() {
        for (path, typed) in [
            ("/a/b-c.d", "/a/b-c.d"),
            ("my notes", "'my notes'"),
            ("it's", r"'it'\''s'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(Path::new(path)), typed);
        }
    }
}
