//! Errors of the store in a person's words, with what to do next.
//!
//! Pure. The sentences are in `src/lang/session.toml`.

use std::io;
use std::path::Path;

use super::{
    FindError, Forgotten, LoadError, Notice, OpenError, PlacesError, SaveError, SessionId, Trouble,
};
use crate::error::Error;
use crate::lang::{Catalogue, Lang};

impl SaveError {
    /// Says it in a language: exit code 3.
    pub fn explain(&self, lang: Lang) -> Error {
        let texts = Catalogue::of(lang);
        let why = self.why(lang);
        Error::failed(texts.fill("session.save", &[("why", &why)]))
            .hint(texts.get("session.save-hint"))
    }

    fn why(&self, lang: Lang) -> String {
        let texts = Catalogue::of(lang);
        match self {
            Self::NoHome => texts.get("session.why-no-home").to_owned(),
            Self::Io { path, source, .. } => because(source, path, lang),
            Self::TooLarge { path } => {
                texts.fill("session.why-too-large", &[("path", &shown(path))])
            }
            Self::Unwritable { .. } => texts.get("session.why-unwritable").to_owned(),
        }
    }
}

impl Trouble {
    /// Returns what the disk refused.
    pub fn error(&self) -> &SaveError {
        &self.0
    }

    /// Says it in a language, and that the session goes on in memory: exit code 3 when it ends.
    pub fn explain(&self, lang: Lang) -> Error {
        let texts = Catalogue::of(lang);
        let why = self.0.why(lang);
        Error::failed(texts.fill("session.trouble", &[("why", &why)]))
            .hint(texts.get("session.trouble-hint"))
    }
}

impl LoadError {
    /// Says it in a language: exit code 3, but 2 where the person named a session that is not there.
    pub fn explain(&self, lang: Lang) -> Error {
        let texts = Catalogue::of(lang);
        let say = |key: &str, path: &Path| {
            let path = shown(path);
            let hint = texts.fill(&format!("{key}-hint"), &[("path", &path)]);
            Error::failed(texts.fill(key, &[("path", &path)])).hint(hint)
        };
        match self {
            Self::Missing { id } => missing(id.as_str(), lang),
            Self::Io { path, source } => {
                let why = because(source, path, lang);
                Error::failed(texts.fill("session.read", &[("why", &why)]))
                    .hint(texts.get("session.read-hint"))
            }
            Self::TooLarge { path } => say("session.too-large", path),
            Self::Damaged { path, line } => {
                let (path, line) = (shown(path), line.to_string());
                let values = [("path", path.as_str()), ("line", line.as_str())];
                Error::failed(texts.fill("session.damaged", &values))
                    .hint(texts.get("session.damaged-hint"))
            }
            Self::Newer { path } => say("session.newer", path),
            Self::SnapshotChanged { path } => say("session.snapshot", path),
        }
    }
}

impl OpenError {
    /// Says it in a language.
    pub fn explain(&self, lang: Lang) -> Error {
        match self {
            Self::Busy { id } => {
                let texts = Catalogue::of(lang);
                Error::failed(texts.fill("session.busy", &[("id", id.as_str())]))
                    .hint(texts.get("session.busy-hint"))
            }
            Self::Load(error) => error.explain(lang),
            Self::Save(error) => error.explain(lang),
        }
    }
}

impl FindError {
    /// Says it in a language: exit code 2.
    pub fn explain(&self, lang: Lang) -> Error {
        let texts = Catalogue::of(lang);
        match self {
            Self::NotAName(typed) => {
                Error::usage(texts.fill("session.not-a-name", &[("typed", &clean(typed))]))
                    .hint(texts.get("session.missing-hint"))
            }
            Self::Missing(typed) => missing(typed, lang),
            Self::Ambiguous { typed, matches } => {
                let names: Vec<_> = matches.iter().map(SessionId::as_str).collect();
                Error::usage(texts.fill("session.ambiguous", &[("typed", &clean(typed))]))
                    .hint(texts.fill("session.ambiguous-hint", &[("names", &names.join(", "))]))
            }
            Self::Load(error) => error.explain(lang),
        }
    }
}

impl PlacesError {
    /// Says it in a language.
    pub fn explain(&self, lang: Lang) -> Error {
        let texts = Catalogue::of(lang);
        match self {
            Self::Damaged { path } => {
                let path = shown(path);
                Error::failed(texts.fill("session.places-damaged", &[("path", &path)]))
                    .hint(texts.get("session.places-damaged-hint"))
            }
            Self::Newer { path } => {
                let path = shown(path);
                Error::failed(texts.fill("session.places-newer", &[("path", &path)]))
                    .hint(texts.get("session.newer-hint"))
            }
            Self::Io { path, source } => {
                let why = because(source, path, lang);
                Error::failed(texts.fill("session.places-read", &[("why", &why)]))
                    .hint(texts.get("session.read-hint"))
            }
            Self::BadName(name) => {
                Error::usage(texts.fill("session.place-name", &[("name", &clean(name))]))
                    .hint(texts.get("session.place-name-hint"))
            }
            Self::Save(error) => error.explain(lang),
        }
    }
}

impl Notice {
    /// Says it in a language.
    pub fn say(self, lang: Lang) -> &'static str {
        match self {
            Self::Torn => Catalogue::of(lang).get("session.torn"),
        }
    }
}

impl Forgotten {
    /// Says what was deleted and what was not, one sentence a line.
    pub fn say(&self, lang: Lang) -> Vec<String> {
        let texts = Catalogue::of(lang);
        let named = |key: &str, id: &SessionId| texts.fill(key, &[("id", id.as_str())]);
        let mut lines: Vec<_> =
            self.sessions.iter().map(|id| named("session.forgot", id)).collect();
        if self.places {
            lines.push(texts.get("session.forgot-places").to_owned());
        }
        lines.extend(self.busy.iter().map(|id| named("session.kept-busy", id)));
        if lines.is_empty() {
            lines.push(texts.get("session.forgot-nothing").to_owned());
        }
        lines
    }
}

/// The reasons that have a sentence of their own.
const WHY: &[(io::ErrorKind, &str)] = &[
    (io::ErrorKind::StorageFull, "session.why-full"),
    (io::ErrorKind::QuotaExceeded, "session.why-full"),
    (io::ErrorKind::ReadOnlyFilesystem, "session.why-read-only"),
    (io::ErrorKind::PermissionDenied, "session.why-permission"),
    (io::ErrorKind::NotADirectory, "session.why-no-folder"),
    (io::ErrorKind::AlreadyExists, "session.why-no-folder"),
];

fn missing(typed: &str, lang: Lang) -> Error {
    let texts = Catalogue::of(lang);
    Error::usage(texts.fill("session.missing", &[("typed", &clean(typed))]))
        .hint(texts.get("session.missing-hint"))
}

/// Says why the system refused; the common reasons in plain words, the others in the system's.
fn because(error: &io::Error, path: &Path, lang: Lang) -> String {
    let known = WHY.iter().find(|(kind, _)| *kind == error.kind());
    let key = known.map_or("session.why-other", |(_, key)| key);
    let (path, detail) = (shown(path), clean(&error.to_string()));
    Catalogue::of(lang).fill(key, &[("path", &path), ("detail", &detail)])
}

fn shown(path: &Path) -> String {
    clean(&path.to_string_lossy())
}

/// Replaces what a terminal would obey, and what turns the direction of writing.
fn clean(text: &str) -> String {
    let harmful = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if harmful(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
