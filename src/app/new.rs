//! `new`: a list to begin with, in both languages, as a file.
//!
//! Edge.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};

use super::world::World;
use crate::cli::New;
use crate::data;
use crate::error::{Error, Exit, Result};
use crate::safe;
use crate::ui::output;

/// Writes `KEY.toml` into the present folder; a file that is there already stays as it is.
pub(super) fn run(world: World<'_>, asked: &New) -> Result<Exit> {
    let texts = world.texts();
    let key = &asked.key;
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if key.is_empty() || key.len() > 64 || !key.bytes().all(allowed) {
        return Err(Error::usage(texts.fill("app.new-bad-key", &[("key", &safe::line(key))])));
    }
    let path = format!("{key}.toml");
    let said = |key: &str, why: &str| texts.fill(key, &[("path", &path), ("why", why)]);
    let opened = OpenOptions::new().write(true).create_new(true).open(&path);
    let written = opened.and_then(|mut file| file.write_all(starter(key).as_bytes()));
    match written {
        Ok(()) => output::remark(&said("app.new-written", "")),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(Error::usage(said("app.new-exists", "")));
        }
        Err(error) => return Err(Error::failed(said("app.cannot-write", &error.to_string()))),
    }
    Ok(Exit::Done)
}

/// Returns the starter under a key.
fn starter(key: &str) -> String {
    data::shipped!("starter.toml").replace("{key}", key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::registry;
    use crate::checklist::check::inspect;
    use crate::checklist::finding::Severity;

    #[test]
    fn a_new_list_has_no_mistake_in_it() {
        let inspected = inspect(&starter("contoh"), &registry::fragment);
        let found = inspected.parsed.findings;
        let bad = found.iter().filter(|finding| finding.severity() != Severity::Note);
        assert_eq!(bad.collect::<Vec<_>>(), Vec::<&_>::new());
        let list = inspected.parsed.checklist.unwrap();
        assert_eq!((list.key.as_str(), list.languages.len()), ("contoh", 2));
    }
}
