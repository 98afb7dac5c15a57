//! What a person, or a provider, has put into the folder for settings: lists, fragments and provider data.
//!
//! Edge. `checklists/KEY.toml` and `checklists/fragments/KEY.toml` take the place of built-in ones of the same
//! key; `data/providers.toml` adds to the built-in rows. A key is never a path.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;

use super::registry::{self, Builtin};
use super::world::World;
use crate::checklist::providers::{Chosen, Providers, Regulator};
use crate::checklist::{Kind, Slot, Step, is_key};
use crate::engine::Walk;
use crate::error::{Error, Result};
use crate::lang::{Catalogue, Lang};
use crate::safe;
use crate::session::{Answer, Entry, Event};

/// What stands in the log for the provider that was named at the start; no list has a step of this key.
const PROVIDER: &str = "about.provider";

/// The most bytes of an own list that are read for the first screen: what stands before its first part.
const HEAD: u64 = 16 * 1024;

/// The most own lists that the first screen looks at.
const MOST_OFFERED: usize = 100;

/// A list, with where it comes from.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    /// Its key.
    pub key: String,
    /// Its TOML.
    pub source: Cow<'static, str>,
    /// Where it comes from.
    pub origin: Origin,
    /// The file, of the person's own.
    pub path: Option<PathBuf>,
}

/// Where a list comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Origin {
    /// It is part of the program.
    #[default]
    BuiltIn,
    /// It is the person's own.
    Own,
    /// It is the person's own, in the place of a built-in one.
    Overrides,
}

impl Listed {
    /// Takes a built-in list.
    pub(super) fn built_in((key, source): &Builtin) -> Self {
        Self {
            key: (*key).to_owned(),
            source: Cow::Borrowed(source),
            origin: Origin::BuiltIn,
            path: None,
        }
    }

    /// Takes one of the person's own.
    fn own(key: &str, origin: Origin, (path, text): (PathBuf, String)) -> Self {
        Self { key: key.to_owned(), source: Cow::Owned(text), origin, path: Some(path) }
    }
}

impl Origin {
    /// Returns the word for machines.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::BuiltIn => "built-in",
            Self::Own => "own",
            Self::Overrides => "overrides",
        }
    }

    /// Says it behind a title; nothing of a built-in list.
    pub(super) fn said(self, lang: Lang) -> String {
        let key = match self {
            Self::BuiltIn => return String::new(),
            Self::Own => "own.own",
            Self::Overrides => "own.overrides",
        };
        format!(" {}", Catalogue::of(lang).get(key))
    }
}

/// Returns the folder for settings; none where the system knows no home folder.
fn folder() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.config_dir().join("cekdulu"))
}

/// Reads a file of the folder; none where it is not there.
pub(super) fn read(world: World<'_>, path: PathBuf) -> Result<Option<(PathBuf, String)>> {
    match fs::metadata(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        // A pipe would be waited for, and a device never ends.
        Ok(found) if !found.is_file() => Err(unreadable(world, &path, &no_file(world))),
        _ => world.read(&path).map(|text| Some((path, text))),
    }
}

fn no_file(world: World<'_>) -> io::Error {
    io::Error::other(world.texts().get("own.no-file"))
}

fn file(key: &str, under: &str) -> Option<PathBuf> {
    is_key(key).then(folder)?.map(|folder| folder.join(under).join(format!("{key}.toml")))
}

/// Returns the person's own list of this key, with its path.
pub(super) fn list(world: World<'_>, key: &str) -> Result<Option<(PathBuf, String)>> {
    file(key, "checklists").map_or(Ok(None), |path| read(world, path))
}

/// Returns the person's own fragment of this key; one that cannot be read counts as none.
pub(super) fn fragment(world: World<'_>, key: &str) -> Option<String> {
    let path = file(key, "checklists/fragments")?;
    read(world, path).ok()?.map(|(_, text)| text)
}

/// Returns the beginnings of the person's own lists, for the first screen; what cannot be read is left out.
pub(super) fn heads(world: World<'_>) -> Vec<Listed> {
    let keys = keys(world).unwrap_or_default().into_iter().take(MOST_OFFERED);
    let read = |key: &str| {
        let path = file(key, "checklists").filter(|path| path.is_file())?;
        let mut bytes = Vec::new();
        File::open(&path).ok()?.take(HEAD).read_to_end(&mut bytes).ok()?;
        let origin = if registry::find(key).is_some() { Origin::Overrides } else { Origin::Own };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Some(Listed::own(key, origin, (path, text)))
    };
    keys.filter_map(|key| read(&key)).collect()
}

/// Returns all lists: the built-in ones, each replaced by an own one of its key, then the person's others. Of one
/// that cannot be read nothing is there but its path.
pub(super) fn lists(world: World<'_>) -> Result<Vec<Listed>> {
    let mut own = keys(world)?;
    let mut all = Vec::new();
    for built_in in registry::BUILTIN {
        let at = own.iter().position(|key| key == built_in.0);
        let mine = at.map(|at| own.remove(at));
        let found = mine.and_then(|key| found(world, &key));
        all.push(match found {
            Some(found) => Listed::own(built_in.0, Origin::Overrides, found),
            None => Listed::built_in(built_in),
        });
    }
    for key in own {
        all.extend(found(world, &key).map(|found| Listed::own(&key, Origin::Own, found)));
    }
    Ok(all)
}

/// Returns an own list; one that cannot be read has no text.
fn found(world: World<'_>, key: &str) -> Option<(PathBuf, String)> {
    let unread = || file(key, "checklists").map(|path| (path, String::new()));
    list(world, key).unwrap_or_else(|_| unread())
}

/// Returns the keys of the person's own lists, in alphabetical order.
fn keys(world: World<'_>) -> Result<Vec<String>> {
    let Some(folder) = folder().map(|folder| folder.join("checklists")) else {
        return Ok(Vec::new());
    };
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|error| unreadable(world, &folder, &error))?,
    };
    let names = entries.flatten().filter_map(|entry| {
        let name = entry.file_name();
        let key = name.to_str()?.strip_suffix(".toml")?;
        is_key(key).then(|| key.to_owned())
    });
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    Ok(names)
}

fn unreadable(world: World<'_>, path: &Path, error: &io::Error) -> Error {
    let name = safe::line(&path.display().to_string()).into_owned();
    let why = error.to_string();
    Error::failed(world.texts().fill("app.cannot-read", &[("path", &name), ("why", &why)]))
}

/// Whom one calls: everybody that is known, and who was named at the start.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Book {
    providers: Cow<'static, Providers>,
    asked: Option<String>,
}

impl Book {
    /// Returns what comes with the program, with nobody named.
    #[cfg(test)]
    pub(super) fn builtin() -> Self {
        Self { providers: Cow::Borrowed(Providers::builtin()), asked: None }
    }

    /// Reads the data, and holds `--provider` against it.
    pub(super) fn open(world: World<'_>) -> Result<Self> {
        let path = folder().map(|folder| folder.join("data/providers.toml"));
        let own = path.map_or(Ok(None), |path| read(world, path))?;
        let providers = match own {
            None => Cow::Borrowed(Providers::builtin()),
            Some((path, text)) => {
                let own = Providers::parse(&text).map_err(|e| wrong(world, &path, &text, &e))?;
                Cow::Owned(Providers::builtin().clone().with(own))
            }
        };
        let asked = world.common.provider.clone();
        if let Some(key) = asked.as_deref().filter(|key| providers.get(key).is_none()) {
            return Err(unknown(world, key, &providers));
        }
        Ok(Self { providers, asked })
    }

    /// Returns whose customer it is: as was named at the start now or then, else as was answered.
    pub(super) fn chosen(&self, entries: &[Entry], walk: &Walk<'_>) -> Option<Chosen<'_>> {
        let named = self.asked.as_deref().or_else(|| named(entries));
        named.or_else(|| answered(walk)).and_then(|key| self.providers.choose(key))
    }

    /// Iterates over those that can be turned to about a service, the person's own rows among them.
    pub(super) fn regulators(&self, service: &str) -> impl Iterator<Item = &Regulator> {
        self.providers.regulators_for(service)
    }

    /// Returns the answer to a step that asks what was named at the start.
    pub(super) fn answer(&self, step: &Step) -> Option<Answer> {
        let key = self.asked.as_ref().filter(|_| step.slot == Some(Slot::Provider))?;
        let known = matches!(step.kind, Kind::Choice { .. })
            && step.kind.options().iter().any(|option| option.key == *key);
        known.then(|| Answer::Choice { option: key.clone() })
    }

    /// Returns what the log should keep of `--provider`, unless it has that already.
    pub(super) fn event(&self, entries: &[Entry]) -> Option<Event> {
        let key = self.asked.clone().filter(|key| named(entries) != Some(key))?;
        Some(Event::Answered { step: PROVIDER.to_owned(), answer: Answer::Choice { option: key } })
    }
}

/// Returns the provider that the log names.
fn named(entries: &[Entry]) -> Option<&str> {
    entries.iter().rev().find_map(|entry| {
        let Event::Answered { step, answer: Answer::Choice { option } } = &entry.event else {
            return None;
        };
        (step == PROVIDER).then_some(option.as_str())
    })
}

/// Returns the provider that a step of the list was answered with.
fn answered<'w>(walk: &'w Walk<'_>) -> Option<&'w str> {
    (0..walk.len()).find_map(|at| {
        let (_, step) = walk.step(at)?;
        let answer = walk.known(at).filter(|_| step.slot == Some(Slot::Provider))?;
        if let Answer::Choice { option } = answer { Some(option.as_str()) } else { None }
    })
}

/// Says where a file of provider data is wrong.
fn wrong(world: World<'_>, path: &Path, text: &str, error: &toml::de::Error) -> Error {
    let at = error.span().map_or(0, |span| span.start).min(text.len());
    let before = text.get(..at).unwrap_or_default();
    let line = (before.matches('\n').count() + 1).to_string();
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let name = path.display().to_string();
    let why = safe::line(error.message()).into_owned();
    let values = [
        ("path", &*safe::line(&name)),
        ("line", &*line),
        ("column", &*column.to_string()),
        ("why", &*why),
    ];
    let texts = world.texts();
    Error::usage(texts.fill("provider.wrong-file", &values)).hint(texts.get("provider.mend-file"))
}

fn unknown(world: World<'_>, key: &str, providers: &Providers) -> Error {
    let texts = world.texts();
    let said = safe::line(key);
    let error = Error::usage(texts.fill("provider.unknown", &[("key", &said)]));
    let near = providers.keys().map(|known| (strsim::osa_distance(known, key), known)).min();
    if let Some((_, near)) = near.filter(|(distance, _)| *distance <= 2) {
        return error.hint(texts.fill("ui.did-you-mean", &[("word", near)]));
    }
    let keys: Vec<_> = providers.keys().collect();
    error.hint(texts.fill("provider.known", &[("keys", &keys.join(", "))]))
}
