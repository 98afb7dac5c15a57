//! The checklists that are part of the program.
//!
//! Pure data, unpacked at its first use. Adding a list is one line below, and a test finds a file that has none.

use crate::data::Packed;

/// A built-in list: its key and its TOML.
pub type Builtin = (&'static str, &'static Packed);

/// Takes what `build.rs` made of a list.
macro_rules! packed {
    ($folder:literal, $key:literal) => {{
        static PACKED: Packed = Packed::new(concat!($folder, $key, ".toml"));
        &PACKED
    }};
}

/// Makes the registry from the names of the files in `checklists/`.
macro_rules! builtin {
    ($($key:literal),* $(,)?) => {
        &[$(($key, packed!("checklists/", $key))),*]
    };
}

/// The built-in lists, in the order in which they are offered; the last one is for whatever has none of its own.
pub static BUILTIN: &[Builtin] = builtin![
    "internet-mati",
    "internet-lambat",
    "putus-nyambung",
    "wifi",
    "tv-kabel",
    "telepon-rumah",
    "isolir",
    "satu-situs",
    "tagihan-melonjak",
    "sim-hilang",
    "atm-uang-tidak-keluar",
    "tindak-lanjut",
    "keluhan-pelayanan",
    "kunjungan-teknisi",
    "lain",
];

/// Makes the registry of fragments from the names of the files in `checklists/fragments/`.
macro_rules! fragments {
    ($($key:literal),* $(,)?) => {
        &[$(($key, packed!("checklists/fragments/", $key))),*]
    };
}

/// The built-in fragments, which any list can include.
pub static FRAGMENTS: &[Builtin] = fragments![
    "dampak",
    "dibayar",
    "diblokir",
    "internet",
    "jalur",
    "kabel",
    "kejadian",
    "kembali",
    "kunjungan",
    "lampu",
    "langganan",
    "lapor",
    "listrik",
    "operator",
    "penelepon",
    "penyedia",
    "perangkat",
    "pernah",
    "sejak",
    "tagihan",
    "tempat",
    "tetangga",
    "ulang",
];

/// Returns the TOML of a built-in fragment, for those who read lists.
pub fn fragment(key: &str) -> Option<String> {
    FRAGMENTS.iter().find(|(known, _)| *known == key).map(|(_, source)| source.to_string())
}

/// Returns the TOML of a built-in list.
pub fn find(key: &str) -> Option<&'static str> {
    BUILTIN.iter().find(|(known, _)| *known == key).map(|(_, source)| &***source)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn every_file_is_in_the_registry_once_under_its_own_key() {
        compare("checklists", BUILTIN);
        compare("checklists/fragments", FRAGMENTS);
        assert_eq!(find("lain"), BUILTIN.last().map(|(_, text)| &***text));
        assert!(fragment("tempat").is_some_and(|text| text.contains("key = \"tempat\"")));
        assert_eq!(fragment("../lain"), None);
    }

    #[test]
    fn every_fragment_is_without_a_finding() {
        for (key, source) in FRAGMENTS {
            let parsed = crate::checklist::parse_with(source, &fragment);
            assert!(parsed.is_fragment, "{key}");
            assert_eq!(parsed.findings, [], "{key}");
        }
    }

    #[expect(clippy::disallowed_methods, reason = "compares the registry with the folder")]
    fn compare(folder: &str, registry: &[Builtin]) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let files = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap());
        let paths = files.map(|entry| entry.path());
        let lists = paths.filter(|path| path.extension().is_some_and(|end| end == "toml"));
        let on_disk: BTreeSet<_> =
            lists.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
        let known: Vec<_> = registry.iter().map(|(key, _)| (*key).to_owned()).collect();
        assert_eq!(known.iter().cloned().collect::<BTreeSet<_>>(), on_disk);
        assert_eq!(known.len(), on_disk.len());
        for (key, source) in registry {
            let table: toml::Table = source.parse().unwrap();
            assert_eq!(table["key"].as_str(), Some(*key));
        }
    }
}
