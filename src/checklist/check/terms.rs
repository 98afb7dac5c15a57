//! Words by which a list's manner of speaking is known, and how texts are taken apart.
//!
//! Pure: read from `checklists/data/style.toml`, which is part of the program.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::data;
use crate::lang::Lang;

/// Words in both languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Terms {
    id: Vec<String>,
    en: Vec<String>,
}

/// All words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct All {
    /// Answers that say nothing was seen.
    pub(super) opinion: Terms,
    /// What joins a second action to the first.
    pub(super) then: Terms,
    /// How a warning begins.
    pub(super) danger: Terms,
    /// What nobody must be asked to type.
    pub(super) secret: Terms,
    /// Names that only a technician knows.
    pub(super) technical: Terms,
}

/// Returns all words.
pub(super) fn all() -> &'static All {
    static ALL: OnceLock<All> = OnceLock::new();
    ALL.get_or_init(|| {
        let source = data::shipped!("style.toml");
        toml::from_str(&source).expect("a test reads the built-in words")
    })
}

impl Terms {
    fn of(&self, lang: Lang) -> &[String] {
        match lang {
            Lang::Id => &self.id,
            Lang::En => &self.en,
        }
    }

    /// Returns the word that is all of a text.
    pub(super) fn whole(&self, text: &str, lang: Lang) -> Option<&str> {
        let text = plain(text);
        self.of(lang).iter().find(|word| **word == text.trim()).map(String::as_str)
    }

    /// Returns the word with which a text begins.
    pub(super) fn first(&self, text: &str, lang: Lang) -> Option<&str> {
        let text = plain(text);
        let begins = |word: &&String| {
            text.strip_prefix(word.as_str()).is_some_and(|rest| !rest.starts_with(is_inside))
        };
        self.of(lang).iter().find(begins).map(String::as_str)
    }

    /// Returns a word that stands somewhere in a text.
    pub(super) fn anywhere(&self, text: &str, lang: Lang) -> Option<&str> {
        let text = plain(text);
        let stands = |word: &&String| {
            text.match_indices(word.as_str()).any(|(at, found)| {
                let before = text.get(..at).and_then(|text| text.chars().next_back());
                let after = text.get(at + found.len()..).and_then(|text| text.chars().next());
                !before.is_some_and(is_inside) && !after.is_some_and(is_inside)
            })
        };
        self.of(lang).iter().find(stands).map(String::as_str)
    }
}

/// Puts a text into small letters and plain marks, without what ends a sentence.
fn plain(text: &str) -> String {
    let text = text.to_lowercase().replace('’', "'");
    text.trim().trim_end_matches(['.', '!', '?']).trim_start_matches(['"', '“']).to_owned()
}

/// Tells whether a letter next to a word makes it part of a longer one.
fn is_inside(c: char) -> bool {
    c.is_alphanumeric() || c == '-'
}

/// Takes a text apart into sentences. A dot inside a number or a name ends none.
pub fn sentences(text: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let is_end = matches!(c, '.' | '!' | '?') && next.is_none_or(char::is_whitespace);
        if is_end || c == '\n' || next.is_none() {
            let end = at + c.len_utf8();
            all.extend(text.get(start..end).map(str::trim).filter(|text| !text.is_empty()));
            start = end;
        }
    }
    all
}

/// Counts the words of a sentence; what an answer puts in counts as one.
pub(super) fn words(sentence: &str) -> usize {
    let has_letter = |word: &&str| word.chars().any(char::is_alphanumeric);
    sentence.split_whitespace().filter(has_letter).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_whole_words_count() {
        let terms = all();
        assert_eq!(terms.opinion.whole("OK.", Lang::En), Some("ok"));
        assert_eq!(terms.opinion.whole("Automatic, not checked", Lang::En), None);
        assert_eq!(terms.secret.anywhere("Berapa PIN Anda?", Lang::Id), Some("pin"));
        assert_eq!(terms.secret.anywhere("Pintu mana?", Lang::Id), None);
        assert_eq!(terms.danger.first("Don’t look into it.", Lang::En), Some("don't"));
        assert_eq!(terms.danger.first("Jangankan itu", Lang::Id), None);
        for terms in [&terms.opinion, &terms.then, &terms.danger, &terms.secret, &terms.technical] {
            for word in Lang::ALL.iter().flat_map(|lang| terms.of(*lang)) {
                assert_eq!(*word, plain(word), "a word that would never be found");
            }
        }
    }

    #[test]
    fn sentences_end_where_people_stop() {
        let said = sentences("Jam 19.00 mati. Ada lampu? Ya!\nCatat");
        assert_eq!(said, ["Jam 19.00 mati.", "Ada lampu?", "Ya!", "Catat"]);
        assert_eq!(words("Lampu {label} – merah, 19.00."), 4);
    }

    proptest! {
        #[test]
        fn any_text_is_taken_apart_without_loss(text in "\\PC{0,60}") {
            let joined: String = sentences(&text).concat();
            let solid = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(solid(&joined), solid(&text));
            for lang in Lang::ALL {
                let _ = (all().then.anywhere(&text, lang), all().danger.first(&text, lang));
            }
        }
    }
}
