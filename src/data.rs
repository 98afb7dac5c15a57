//! What is shipped with the program: texts that `build.rs` packed, unpacked when they are read first.
//!
//! Pure. Packing takes two thirds off the data files, the sentences and the checklists.

use std::collections::BTreeMap;
use std::iter;
use std::ops::Deref;
use std::sync::OnceLock;

use miniz_oxide::inflate::decompress_to_vec;

/// Returns the text of a file in `checklists/data`.
macro_rules! shipped {
    ($name:literal) => {
        $crate::data::unpack(include_bytes!(concat!(env!("OUT_DIR"), "/data/", $name)))
    };
}
pub(crate) use shipped;

/// Returns what was packed when the program was built.
///
/// # Panics
///
/// Never in a released program: whoever reads a file has a test that unpacks it.
pub fn unpack(packed: &[u8]) -> String {
    let bytes = decompress_to_vec(packed).expect("packed when the program was built");
    String::from_utf8(bytes).expect("it was text when it was packed")
}

/// A built-in checklist or fragment, which is unpacked, with all others, when the first of them is read.
#[derive(Debug)]
pub struct Packed {
    path: &'static str,
    text: OnceLock<&'static str>,
}

impl Packed {
    /// Takes the file with this path, such as `checklists/lain.toml`.
    pub const fn new(path: &'static str) -> Self {
        Self { path, text: OnceLock::new() }
    }

    /// Takes a text as if it had been shipped.
    #[cfg(test)]
    pub(crate) fn of(text: String) -> &'static Self {
        Box::leak(Box::new(Self { path: "", text: OnceLock::from(&*text.leak()) }))
    }
}

impl Deref for Packed {
    type Target = str;

    /// Returns the text; nothing where no such file was shipped, which a test of the registry forbids.
    fn deref(&self) -> &str {
        self.text.get_or_init(|| lists().get(self.path).copied().unwrap_or_default())
    }
}

/// Returns all lists and fragments by their paths.
fn lists() -> &'static BTreeMap<&'static str, &'static str> {
    static TEXT: OnceLock<String> = OnceLock::new();
    static LISTS: OnceLock<BTreeMap<&'static str, &'static str>> = OnceLock::new();
    LISTS.get_or_init(|| {
        let unpacked = || unpack(include_bytes!(concat!(env!("OUT_DIR"), "/lists.packed")));
        let mut parts = TEXT.get_or_init(unpacked).split('\0');
        iter::from_fn(|| Some((parts.next()?, parts.next()?))).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_is_what_the_files_say() {
        let unpacked = [
            (shipped!("call.toml"), include_str!("../checklists/data/call.toml")),
            (shipped!("tone.toml"), include_str!("../checklists/data/tone.toml")),
            (shipped!("verdicts.toml"), include_str!("../checklists/data/verdicts.toml")),
        ];
        for (own, file) in unpacked {
            let [own, file]: [toml::Table; 2] = [&*own, file].map(|text| text.parse().unwrap());
            assert!(!own.is_empty() && own == file);
        }
        let starter = include_str!("../checklists/data/starter.toml");
        assert_eq!(shipped!("starter.toml"), starter, "with its comments");
    }

    #[test]
    fn lists_are_shipped_to_the_letter() {
        for (path, text) in [
            ("checklists/lain.toml", include_str!("../checklists/lain.toml")),
            ("checklists/wifi.toml", include_str!("../checklists/wifi.toml")),
            ("checklists/fragments/ulang.toml", include_str!("../checklists/fragments/ulang.toml")),
            ("checklists/no.toml", ""),
        ] {
            assert_eq!(&*Packed::new(path), text);
        }
    }
}
