//! The program's own words for options, each with its spoken form, in both languages.
//!
//! Pure: read from `checklists/data/words.toml`, which is part of the program.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::Choice;
use crate::data;
use crate::lang::Text;

/// A word as the data file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Word {
    text: Text,
    say: Text,
}

/// Words by key.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    word: HashMap<String, Word>,
}

/// Returns the word with this key.
pub fn lookup(key: &str) -> Option<&'static Choice> {
    all().get(key)
}

/// Iterates over the keys of all words, in no particular order.
pub fn keys() -> impl Iterator<Item = &'static str> {
    all().keys().map(String::as_str)
}

fn all() -> &'static HashMap<String, Choice> {
    static WORDS: OnceLock<HashMap<String, Choice>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let source = data::shipped!("words.toml");
        let file: File = toml::from_str(&source).expect("a test reads the built-in words");
        let choice = |(key, word): (String, Word)| {
            (key.clone(), Choice { key, text: word.text, say: word.say, was: Vec::new() })
        };
        file.word.into_iter().map(choice).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn every_word_is_shown_and_said_in_both_languages() {
        assert!(keys().count() > 60);
        for key in keys() {
            let word = lookup(key).unwrap();
            assert_eq!(word.key, key);
            for lang in Lang::ALL {
                let (text, say) = (word.text.exact(lang).unwrap(), word.say.exact(lang).unwrap());
                assert!(!text.trim().is_empty() && !say.trim().is_empty(), "{key}");
                assert!(!say.ends_with('.') && !text.ends_with('.'), "{key}");
                // An answer is what was seen, never an opinion.
                assert!(!["ok", "normal", "checked"].contains(&text.to_lowercase().as_str()));
            }
        }
    }

    #[test]
    fn lights_make_sentences() {
        let said = |key: &str, lang| lookup(key).unwrap().say.exact(lang).unwrap().to_owned();
        assert_eq!(said("los", Lang::En), "LOS");
        assert_eq!(
            format!("The LOS light {} red.", said("blinking", Lang::En)),
            "The LOS light blinks red."
        );
        assert_eq!(
            format!("Lampu LOS {} merah.", said("blinking", Lang::Id)),
            "Lampu LOS berkedip merah."
        );
    }
}
