//! Letters and numbers in words.
//!
//! Pure.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::data;
use crate::lang::{Lang, Text, fill};

/// Which words letters are spelt with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Spelling {
    /// The language's own: cities in Indonesian, ICAO in English.
    Local,
    /// The ICAO alphabet in both languages.
    Icao,
}

/// A list of words in both languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    id: Vec<String>,
    en: Vec<String>,
}

impl Words {
    fn get(&self, lang: Lang, index: usize) -> &str {
        let words = match lang {
            Lang::Id => &self.id,
            Lang::En => &self.en,
        };
        words.get(index).map_or("", String::as_str)
    }
}

/// What `spelling.toml` holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    local: BTreeMap<char, String>,
    icao: BTreeMap<char, String>,
    trap: BTreeMap<char, String>,
    mark: BTreeMap<char, Text>,
    number: Words,
    tens: Words,
    large: BTreeMap<String, Text>,
    say: BTreeMap<String, Text>,
    /// The words beside which something is a secret.
    pub(super) secret: BTreeMap<String, Vec<String>>,
}

impl File {
    /// Returns the one file, parsed at its first use.
    pub(super) fn get() -> &'static Self {
        static FILE: OnceLock<File> = OnceLock::new();
        FILE.get_or_init(|| {
            let source = data::shipped!("spelling.toml");
            toml::from_str(&source).expect("the built-in spelling is TOML of this shape")
        })
    }

    fn word(&self, letter: char, lang: Lang, spelling: Spelling) -> Option<&str> {
        let table = match (spelling, lang) {
            (Spelling::Local, Lang::Id) => &self.local,
            (Spelling::Local, Lang::En) | (Spelling::Icao, _) => &self.icao,
        };
        let trap = self.trap.get(&letter).filter(|_| lang == Lang::Id);
        trap.or_else(|| table.get(&letter)).map(String::as_str)
    }

    fn say(&self, key: &str, lang: Lang) -> &str {
        self.say.get(key).map_or("", |text| text.get(lang))
    }

    fn large(&self, key: &str, n: u16, lang: Lang) -> String {
        let text = self.large.get(key).map_or("", |text| text.get(lang));
        fill(text, &[("n", &self.cardinal(n, lang))])
    }

    fn cardinal(&self, n: u16, lang: Lang) -> String {
        let (head, rest) = match n {
            0..20 => return self.number.get(lang, usize::from(n)).to_owned(),
            20..100 => {
                (self.tens.get(lang, usize::from(n / 10).saturating_sub(2)).to_owned(), n % 10)
            }
            100..200 => (self.large("hundred", 1, lang), n % 100),
            200..1000 => (self.large("hundreds", n / 100, lang), n % 100),
            1000..2000 => (self.large("thousand", 1, lang), n % 1000),
            2000.. => (self.large("thousands", n / 1000, lang), n % 1000),
        };
        if rest == 0 {
            return head;
        }
        let joint = if lang == Lang::En && n < 100 { '-' } else { ' ' };
        format!("{head}{joint}{}", self.cardinal(rest, lang))
    }
}

/// Returns a number in words, "dua belas"; beyond 9999 in digits.
pub fn cardinal(n: u32, lang: Lang) -> String {
    match u16::try_from(n) {
        Ok(small @ ..10_000) => File::get().cardinal(small, lang),
        _ => n.to_string(),
    }
}

/// Says how many letters and digits a number has: "dua belas angka", "one letter, seven digits".
pub fn count_letters_digits(number: &str, lang: Lang) -> String {
    let count = |is: fn(&char) -> bool| number.chars().filter(is).count();
    let digits = count(char::is_ascii_digit);
    let letters = count(|c| c.is_alphabetic());
    let said = [("letter", letters), ("digit", digits)].into_iter().filter(|(_, n)| *n > 0);
    let said = said.map(|(what, n)| {
        let key = format!("{what}-{}", if n == 1 { "one" } else { "many" });
        let n = cardinal(u32::try_from(n).unwrap_or(u32::MAX), lang);
        fill(File::get().say(&key, lang), &[("n", &n)])
    });
    said.collect::<Vec<_>>().join(", ")
}

/// Spells a code for the phone: "T seperti Timor, T seperti Timor, satu, nol, nol".
///
/// Small letters are said to be small. Characters without a word are given as they are, spaces left out.
pub fn spell(code: &str, lang: Lang, spelling: Spelling) -> String {
    let said = code.chars().filter(|c| !c.is_whitespace() && !c.is_control());
    said.map(|c| spell_one(c, lang, spelling)).collect::<Vec<_>>().join(", ")
}

fn spell_one(c: char, lang: Lang, spelling: Spelling) -> String {
    let file = File::get();
    if let Some(digit) = c.to_digit(10) {
        return cardinal(digit, lang);
    }
    if let Some(mark) = file.mark.get(&c) {
        return mark.get(lang).to_owned();
    }
    let upper = c.to_ascii_uppercase();
    let Some(word) = file.word(upper, lang, spelling) else { return c.to_string() };
    let key = if c.is_ascii_lowercase() { "letter-small" } else { "letter" };
    fill(file.say(key, lang), &[("letter", upper.encode_utf8(&mut [0; 4])), ("word", word)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_has_a_word_that_begins_with_it() {
        let file = File::get();
        for table in [&file.local, &file.icao] {
            assert_eq!(table.keys().copied().collect::<String>(), "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
            for (letter, word) in table {
                assert!(word.starts_with(*letter), "{letter} {word}");
            }
        }
    }

    #[test]
    fn no_spelling_word_is_an_indonesian_number() {
        let file = File::get();
        for letter in 'A'..='Z' {
            for spelling in [Spelling::Local, Spelling::Icao] {
                let word = file.word(letter, Lang::Id, spelling).unwrap().to_lowercase();
                assert!(!file.number.id.contains(&word), "{word}");
            }
        }
    }

    #[test]
    fn every_sentence_is_in_both_languages() {
        let file = File::get();
        for text in file.mark.values().chain(file.large.values()).chain(file.say.values()) {
            assert!(text.id.is_some() && text.en.is_some(), "{text:?}");
        }
        assert_eq!((file.number.id.len(), file.number.en.len()), (20, 20));
        assert_eq!((file.tens.id.len(), file.tens.en.len()), (8, 8));
    }
}
