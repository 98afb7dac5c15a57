//! What a text gives away by its words: names, addresses, networks, health.
//!
//! Pure. The words are in `checklists/data/private.toml`.

use std::ops::Range;
use std::sync::OnceLock;

use serde::Deserialize;

use super::form::Hidden;

/// At most so many words are a name.
const NAME: usize = 3;

/// Titles of so many letters are written with a stop.
const SHORT: usize = 4;

/// What `private.toml` holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    hides: Vec<String>,
    titles: Vec<String>,
    health: Health,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Health {
    id: Vec<String>,
    en: Vec<String>,
}

impl File {
    /// Returns the one file, parsed at its first use.
    fn get() -> &'static Self {
        static FILE: OnceLock<File> = OnceLock::new();
        FILE.get_or_init(|| {
            let source = include_str!("../../../checklists/data/private.toml");
            toml::from_str(source).expect("the built-in words are TOML of this shape")
        })
    }
}

/// A word of a text: where it is, and in small letters.
struct Word {
    range: Range<usize>,
    small: String,
}

/// Finds everything that words of the data give away.
pub(super) fn all(text: &str) -> Vec<Hidden> {
    let words = words(text);
    let mut found = Vec::new();
    for at in 0..words.len() {
        let range = labelled(text, &words, at)
            .or_else(|| named(text, &words, at))
            .or_else(|| health(&words, at));
        found.extend(range.map(|range| (range, "…".to_owned())));
    }
    found
}

/// Finds every one of `own`.
pub(super) fn names(text: &str, own: &[String]) -> Vec<Hidden> {
    let words = words(text);
    let found = (0..words.len()).filter_map(|at| is_own(&words, at, own));
    found.map(|range| (range, "…".to_owned())).collect()
}

/// Tells whether a text speaks of somebody's health.
pub(super) fn speaks_of_health(text: &str) -> bool {
    let words = words(text);
    (0..words.len()).any(|at| health(&words, at).is_some())
}

fn words(text: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut open = false;
    for (at, c) in text.char_indices() {
        if !c.is_alphanumeric() {
            open = false;
            continue;
        }
        if !open {
            out.push(Word { range: at..at, small: String::new() });
            open = true;
        }
        if let Some(word) = out.last_mut() {
            word.range.end = at + c.len_utf8();
            word.small.extend(c.to_lowercase());
        }
    }
    out
}

/// Returns how many words from here on are those of a label, the most that any label takes.
fn used(words: &[Word], at: usize, labels: &[String]) -> Option<usize> {
    let rest = words.get(at..)?;
    let fits = |label: &String| {
        let mut parts = label.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
        let mut count = 0;
        parts
            .all(|part| {
                count += 1;
                rest.get(count - 1).is_some_and(|word| word.small == part)
            })
            .then_some(count)
    };
    labels.iter().filter_map(fits).max()
}

/// Returns what stands behind a label, up to the end of the clause.
fn labelled(text: &str, words: &[Word], at: usize) -> Option<Range<usize>> {
    let used = used(words, at, &File::get().hides)?;
    let label = words.get(at + used - 1)?.range.end;
    let first = words.get(at + used)?.range.start;
    let between = text.get(label..first)?;
    if between.contains([',', ';', '@', '\n', '\r']) {
        return None;
    }
    let rest = text.get(first..)?;
    let ends = |(at, c): (usize, char)| {
        let stop = matches!(c, '.' | '!' | '?' | ')') && {
            let word = rest.get(..at).unwrap_or_default();
            let long = word.chars().rev().take_while(|c| c.is_alphanumeric()).count() > 3;
            let after = rest.get(at + c.len_utf8()..).unwrap_or_default();
            long && (after.is_empty() || after.starts_with(char::is_whitespace))
        };
        (stop || matches!(c, ',' | ';' | '\n' | '\r')).then_some(at)
    };
    let length = rest.char_indices().find_map(ends).unwrap_or(rest.len());
    let length = rest.get(..length)?.trim_end().len();
    Some(first..first + length)
}

/// Returns the name behind a title: the words with a capital.
fn named(text: &str, words: &[Word], at: usize) -> Option<Range<usize>> {
    let used = used(words, at, &File::get().titles)?;
    let mut end = words.get(at + used - 1)?.range.end;
    let first = words.get(at + used)?.range.start;
    let start = end;
    for word in words.iter().skip(at + used).take(NAME) {
        let gap = text.get(end..word.range.start)?;
        // "Bpk. Budi" is one, "Internet jalan. Kami" is not.
        let stop = gap == ". " && words.get(at).is_some_and(|title| title.small.len() <= SHORT);
        let near = gap == " " || stop;
        let capital = text.get(word.range.clone())?.starts_with(char::is_uppercase);
        if !near || !capital {
            break;
        }
        end = word.range.end;
    }
    (end > start).then_some(first..end)
}

/// Returns the words about health that begin here, Indonesian endings included.
fn health(words: &[Word], at: usize) -> Option<Range<usize>> {
    let health = &File::get().health;
    let bare = |list: &[String]| {
        let word = words.get(at)?.small.as_str();
        let stem = ["nya", "ku", "mu"].iter().find_map(|end| word.strip_suffix(end))?;
        list.iter().any(|known| known == stem).then_some(1)
    };
    let used = [&health.id, &health.en].into_iter().find_map(|list| used(words, at, list));
    let used = used.or_else(|| bare(&health.id))?;
    Some(words.get(at)?.range.start..words.get(at + used - 1)?.range.end)
}

fn is_own(words: &[Word], at: usize, own: &[String]) -> Option<Range<usize>> {
    let word = words.get(at)?;
    own.contains(&word.small).then(|| word.range.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_data_is_small_and_there_once() {
        let file = File::get();
        for list in [&file.hides, &file.titles, &file.health.id, &file.health.en] {
            let mut sorted = list.clone();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), list.len());
            assert!(list.iter().all(|word| *word == word.to_lowercase() && !word.is_empty()));
        }
    }
}
