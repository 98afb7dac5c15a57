//! The two languages and the texts written in them.
//!
//! Pure. [`Text`] is what a list or a data file says in one or both languages; [`Catalogue`] holds the
//! program's own sentences, which live in `src/lang/*.toml`, never in code.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::data;

/// A language that the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Indonesian.
    Id,
    /// English.
    En,
}

impl Lang {
    /// Both languages, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::Id, Self::En];

    /// Returns the ISO 639-1 code, which is also the key in every text table.
    pub fn code(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::En => "en",
        }
    }

    /// Returns the language with this ISO 639-1 code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// Returns the other language.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Id => Self::En,
            Self::En => Self::Id,
        }
    }

    /// Chooses by a locale such as `id_ID.UTF-8`; anything but Indonesian is English.
    ///
    /// The old code `in` for Indonesian is still used by Java and some phones.
    pub fn from_locale(locale: &str) -> Self {
        let language = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        match language.to_ascii_lowercase().as_str() {
            "id" | "in" | "ind" | "indonesian" => Self::Id,
            _ => Self::En,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A text in one or both languages.
///
/// A list that is written in one language only has plain strings; they answer for both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The Indonesian wording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The English wording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl Text {
    /// Makes a text that reads the same in both languages.
    pub fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { id: Some(text.clone()), en: Some(text) }
    }

    /// Returns the wording in `lang`, else in the other language, else nothing.
    pub fn get(&self, lang: Lang) -> &str {
        self.exact(lang).or_else(|| self.exact(lang.other())).unwrap_or_default()
    }

    /// Returns the wording in exactly this language.
    pub fn exact(&self, lang: Lang) -> Option<&str> {
        match lang {
            Lang::Id => self.id.as_deref(),
            Lang::En => self.en.as_deref(),
        }
    }

    /// Tells whether neither language has a word.
    pub fn is_empty(&self) -> bool {
        Lang::ALL.iter().all(|lang| self.exact(*lang).is_none_or(str::is_empty))
    }
}

/// A file of the program's own sentences: which areas it has, and what it says, packed.
type File = (&'static [&'static str], &'static [u8]);

const FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/lang.rs"));

/// The program's own sentences in one language, by dotted key such as `walk.part`.
///
/// A file is read when the first of its areas is asked for: most commands need few of them.
#[derive(Debug)]
pub struct Catalogue {
    lang: Lang,
    /// Which files have an area, the part of a key before its first dot.
    areas: BTreeMap<&'static str, Vec<usize>>,
    /// What each file says, once it was read.
    files: Vec<OnceLock<BTreeMap<String, String>>>,
}

impl Catalogue {
    /// Returns the catalogue of a language.
    ///
    /// # Panics
    ///
    /// Never in a released program: the files are part of it and a test parses them.
    pub fn of(lang: Lang) -> &'static Self {
        static ID: OnceLock<Catalogue> = OnceLock::new();
        static EN: OnceLock<Catalogue> = OnceLock::new();
        match lang {
            Lang::Id => ID.get_or_init(|| Self::new(lang)),
            Lang::En => EN.get_or_init(|| Self::new(lang)),
        }
    }

    fn new(lang: Lang) -> Self {
        let mut areas: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (file, (own, _)) in FILES.iter().enumerate() {
            own.iter().for_each(|area| areas.entry(*area).or_default().push(file));
        }
        Self { lang, areas, files: FILES.iter().map(|_| OnceLock::new()).collect() }
    }

    /// Returns what a file says, read at its first use.
    fn texts(&self, file: usize) -> Option<&BTreeMap<String, String>> {
        let (_, packed) = FILES.get(file)?;
        let texts = self.files.get(file)?.get_or_init(|| {
            let source = data::unpack(packed);
            let table: toml::Table = toml::from_str(&source).expect("the built-in texts are TOML");
            let mut texts = BTreeMap::new();
            flatten(&table, "", self.lang, &mut texts);
            texts
        });
        Some(texts)
    }

    /// Returns the sentence with this key; none where it is missing.
    pub fn find(&self, key: &str) -> Option<&str> {
        let area = key.split('.').next().unwrap_or(key);
        let files = self.areas.get(area).map(Vec::as_slice).unwrap_or_default();
        files.iter().find_map(|file| self.texts(*file)?.get(key)).map(String::as_str)
    }

    /// Returns the sentence with this key; the key itself where it is missing, which a test forbids.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// Returns the sentence with `{name}` replaced by each given value.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.get(key), values)
    }

    /// Iterates over all keys in alphabetical order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let all = (0..FILES.len()).filter_map(|file| self.texts(file)).flatten();
        all.map(|(key, _)| key.as_str()).collect::<BTreeSet<_>>().into_iter()
    }
}

/// Replaces every `{name}` in `template` by its value, in one pass: a value is never expanded again.
///
/// `{name:step|steps}` becomes the first word where the value is 1, else the second.
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let known = after.split_once('}').and_then(|(name, tail)| {
            let (name, forms) = name.split_once(':').unwrap_or((name, ""));
            let (_, value) = values.iter().find(|(key, _)| *key == name)?;
            Some((forms.split_once('|').map_or(*value, |forms| counted(value, forms)), tail))
        });
        if let Some((text, tail)) = known {
            out.push_str(text);
            rest = tail;
        } else {
            out.push('{');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

fn counted<'a>(count: &str, (one, many): (&'a str, &'a str)) -> &'a str {
    if count == "1" { one } else { many }
}

/// Collects `area.key = { id = "...", en = "..." }` under its dotted key.
fn flatten(table: &toml::Table, prefix: &str, lang: Lang, texts: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        let Some(inner) = value.as_table() else { continue };
        match inner.get(lang.code()).and_then(toml::Value::as_str) {
            Some(text) => drop(texts.insert(path, text.to_owned())),
            None => flatten(inner, &path, lang, texts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholders(text: &str) -> Vec<&str> {
        let mut names: Vec<_> =
            text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0)).collect();
        // What only chooses between one and many need not stand in a language that does not.
        names.retain(|name| !name.contains(':'));
        names.sort_unstable();
        names
    }

    #[test]
    fn both_catalogues_have_the_same_keys_and_placeholders() {
        let (id, en) = (Catalogue::of(Lang::Id), Catalogue::of(Lang::En));
        assert_eq!(id.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
        for key in id.keys() {
            assert_eq!(placeholders(id.get(key)), placeholders(en.get(key)), "{key}");
            assert!(!id.get(key).trim().is_empty() && !en.get(key).trim().is_empty(), "{key}");
        }
    }

    #[test]
    fn a_sentence_stands_in_one_file_and_is_found_by_its_area() {
        for lang in Lang::ALL {
            let texts = Catalogue::of(lang);
            let mut seen = BTreeSet::new();
            for (key, text) in (0..FILES.len()).filter_map(|file| texts.texts(file)).flatten() {
                assert!(seen.insert(key), "{key} stands in two files");
                assert_eq!(texts.get(key), text, "{key}");
            }
            assert_eq!(texts.get("nobody.says"), "nobody.says");
        }
    }

    #[test]
    fn locale_chooses_the_language() {
        for (locale, lang) in [
            ("id_ID.UTF-8", Lang::Id),
            ("in", Lang::Id),
            ("en_GB", Lang::En),
            ("C.UTF-8", Lang::En),
            ("", Lang::En),
            ("de_DE@euro", Lang::En),
        ] {
            assert_eq!(Lang::from_locale(locale), lang, "{locale}");
        }
    }

    #[test]
    fn fill_expands_once_and_keeps_what_it_does_not_know() {
        assert_eq!(fill("{a} {b} {c", &[("a", "{b}"), ("b", "x")]), "{b} x {c");
    }

    #[test]
    fn a_word_follows_its_count() {
        let said = |n| fill("{n} {n:step|steps} of {m:one|{n}}", &[("n", n), ("m", "2")]);
        assert_eq!(said("1"), "1 step of {n}");
        assert_eq!(said("21"), "21 steps of {n}");
        assert_eq!(fill("{x:a|b} {x:a}", &[("n", "1")]), "{x:a|b} {x:a}");
    }

    #[test]
    fn a_text_falls_back_to_the_other_language() {
        let text = Text { id: Some("halo".into()), en: None };
        assert_eq!(text.get(Lang::En), "halo");
        assert_eq!(Text::default().get(Lang::Id), "");
    }
}
