//! What every command needs of the world: the store, the network, the lists.
//!
//! Edge.

use std::ffi::OsString;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use etcetera::BaseStrategy as _;

use super::{own, registry};
use crate::checklist::{self, Checklist, MAX_BYTES, is_key};
use crate::cli::Common;
use crate::diagnosis::filters::Filters;
use crate::diagnosis::fingerprints::Fingerprints;
use crate::diagnosis::own::Wrong;
use crate::diagnosis::thresholds::Thresholds;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::lang::{Catalogue, Lang};
use crate::probe::endpoints::Endpoints;
use crate::probe::{Plan, Setting};
use crate::safe;
use crate::store::{StateDir, Store};

/// The environment variables that configure a proxy.
const PROXIES: [&str; 6] =
    ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];

/// What every command needs.
#[derive(Clone, Copy)]
pub(super) struct World<'a> {
    /// The world outside.
    pub env: &'a Env,
    /// What was typed that goes for every command.
    pub common: &'a Common,
    /// The language.
    pub lang: Lang,
}

/// A list with the text that it was read from.
pub(super) struct Source {
    /// The list.
    pub list: Checklist,
    /// Its TOML, with everything written out that it includes.
    pub text: String,
}

impl World<'_> {
    /// Returns the program's own sentences.
    pub(super) fn texts(&self) -> &'static Catalogue {
        Catalogue::of(self.lang)
    }

    /// Opens the store; nothing is made yet.
    pub(super) fn store(&self) -> Result<Store> {
        let dir = StateDir::choose(self.common.state_dir.as_deref())
            .map_err(|error| error.explain(self.lang))?;
        Ok(Store::open(dir))
    }

    /// Plans a look at the network. What the person has put in place of the built-in data is taken instead.
    pub(super) fn plan(&self) -> Result<Plan> {
        let set = |name: &&&str| self.env.vars.contains_key(&OsString::from(**name));
        let proxies = PROXIES.iter().filter(set).map(ToString::to_string).collect();
        let setting = |name: &&str| {
            let value = self.env.var(name)?.to_owned();
            Some(Setting { name: (*name).to_owned(), value })
        };
        let mut plan = Plan::standard(proxies);
        plan.settings = PROXIES.iter().filter_map(setting).collect();
        if let Some(rows) = self.own("endpoints.toml", Endpoints::load)? {
            plan.endpoints = rows;
        }
        if let Some(rows) = self.own("filters.toml", Filters::load)? {
            plan.filters = rows.clone();
            rows.replace();
        }
        if let Some(own) = self.own("thresholds.toml", Thresholds::load)? {
            own.replace();
        }
        if let Some(own) = self.own("fingerprints.toml", Fingerprints::load)? {
            own.replace();
        }
        Ok(plan)
    }

    /// Reads a file of the person's own data; nothing where there is none.
    fn own<T>(&self, name: &str, load: fn(&str) -> Result<T, Wrong>) -> Result<Option<T>> {
        let Ok(base) = etcetera::choose_base_strategy() else { return Ok(None) };
        let path = base.config_dir().join("cekdulu").join("data").join(name);
        if let Err(error) = std::fs::symlink_metadata(&path)
            && matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
        {
            return Ok(None);
        }
        let text = self.read(&path)?;
        load(&text).map(Some).map_err(|wrong| self.wrong_data(&path, &wrong))
    }

    /// Says what is wrong in a file of data, and what to do.
    fn wrong_data(&self, path: &Path, wrong: &Wrong) -> Error {
        let path = safe::line(&path.display().to_string()).into_owned();
        let texts = self.texts();
        let said = match wrong {
            Wrong::Form { line, column, message } => {
                let (line, column) = (line.to_string(), column.to_string());
                let values = [("path", &*path), ("line", &line), ("column", &column)];
                texts.fill("app.data-form", &[&values[..], &[("why", message)]].concat())
            }
            Wrong::Value { section, number, field } => {
                let number = number.to_string();
                let values = [("path", &*path), ("section", section), ("number", &number)];
                texts.fill("app.data-value", &[&values[..], &[("field", field)]].concat())
            }
            Wrong::Few { section } => {
                texts.fill("app.data-few", &[("path", &path), ("section", section)])
            }
            Wrong::Many { section } => {
                texts.fill("app.data-many", &[("path", &path), ("section", section)])
            }
        };
        Error::usage(said).hint(texts.get("app.data-mend"))
    }

    /// Finds a list: a built-in one by its key, or a file by its path.
    pub(super) fn list(&self, wanted: &str) -> Result<Source> {
        if let Some(source) = self.keyed(wanted)? {
            return Ok(source);
        }
        let path = Path::new(wanted);
        if path.extension().is_some_and(|end| end == "toml") || path.components().count() > 1 {
            return self.parse_from(wanted, self.read(path)?, Some(path));
        }
        Err(super::list::unknown(wanted, &own::lists(*self)?, self.lang))
    }

    /// Finds a list by its key: the person's own one before the built-in one.
    pub(super) fn keyed(&self, key: &str) -> Result<Option<Source>> {
        if let Some((path, text)) = own::list(*self, key)? {
            let name = path.display().to_string();
            let source = self.parse_from(&name, text, Some(&path))?;
            if source.list.key != key {
                let values = [("path", &*safe::line(&name)), ("key", &*source.list.key)];
                return Err(Error::usage(self.texts().fill("own.other-key", &values)));
            }
            return Ok(Some(source));
        }
        registry::find(key).map(|text| self.parse(key, text.to_owned())).transpose()
    }

    /// Returns the TOML of a fragment: one beside the list's file, else the person's own one, else the built-in one.
    pub(super) fn fragment(&self, list: Option<&Path>, key: &str) -> Option<String> {
        list.and_then(|list| self.fragment_beside(list, key))
            .or_else(|| own::fragment(*self, key))
            .or_else(|| registry::fragment(key))
    }

    /// Returns the fragment of this key that lies in `fragments` beside a list's file, or beside a fragment's.
    fn fragment_beside(&self, list: &Path, key: &str) -> Option<String> {
        let mut folder = list.parent().filter(|_| is_key(key))?.to_owned();
        if !folder.ends_with("fragments") {
            folder.push("fragments");
        }
        own::read(*self, folder.join(format!("{key}.toml"))).ok()?.map(|(_, text)| text)
    }

    /// Reads a list's text; a wrong one is refused with everything that is wrong in it.
    pub(super) fn parse(&self, name: &str, text: String) -> Result<Source> {
        self.parse_from(name, text, None)
    }

    /// Reads the text of a list that stands in a file, with the fragments beside it.
    fn parse_from(&self, name: &str, text: String, file: Option<&Path>) -> Result<Source> {
        let parsed = checklist::parse_with(&text, &|key| self.fragment(file, key));
        if let Some(list) = parsed.checklist {
            // A session runs on what is written here, whatever becomes of the fragments.
            let text = if parsed.has_includes { checklist::write_out(&list) } else { text };
            return Ok(Source { list, text });
        }
        if parsed.is_fragment && parsed.findings.is_empty() {
            let name = safe::line(name);
            return Err(Error::usage(self.texts().fill("app.only-fragment", &[("path", &name)])));
        }
        let said = checklist::finding::render_human(name, &text, &parsed.findings, self.lang)
            + &checklist::finding::more_line(parsed.omitted, self.lang);
        Err(Error::usage(said.trim_end()).hint(self.texts().get("app.mend-list")))
    }

    /// Reads a text file that a person named.
    pub(super) fn read(&self, path: &Path) -> Result<String> {
        let name = safe::line(&path.display().to_string()).into_owned();
        let failed = |why: &str| {
            Error::failed(self.texts().fill("app.cannot-read", &[("path", &name), ("why", why)]))
        };
        if is_no_file(path) {
            return Err(failed(self.texts().get("own.no-file")));
        }
        let file = File::open(path).map_err(|error| failed(&error.to_string()))?;
        let mut bytes = Vec::new();
        let limit = MAX_BYTES + 1;
        file.take(limit).read_to_end(&mut bytes).map_err(|error| failed(&error.to_string()))?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(Error::usage(self.texts().fill("app.too-large", &[("path", &name)])));
        }
        String::from_utf8(bytes)
            .map_err(|_| Error::usage(self.texts().fill("app.not-text", &[("path", &name)])))
    }
}

/// Says whether a path names what has no end of its own: a folder, or a pipe that somebody left on the disk and that
/// would be waited for. A pipe from the shell, such as `/dev/stdin`, is read.
fn is_no_file(path: &Path) -> bool {
    let is_shells = ["/dev", "/proc"].iter().any(|root| path.starts_with(root));
    std::fs::metadata(path).is_ok_and(|found| found.is_dir() || is_pipe(&found) && !is_shells)
}

#[cfg(unix)]
fn is_pipe(found: &std::fs::Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&found.file_type())
}

#[cfg(not(unix))]
fn is_pipe(_: &std::fs::Metadata) -> bool {
    false
}
