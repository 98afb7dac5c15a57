//! What a text gives away by its words: names, addresses, networks, health.
//!
//! Pure. The words are in `checklists/data/private.toml`.

use std::ops::Range;
use std::sync::OnceLock;

use serde::Deserialize;

use super::form::Hidden;
use crate::data;

/// At most so many words are a name.
const NAME: usize = 3;

/// Titles of so many letters are written with a stop.
const SHORT: usize = 4;

/// So many figures in a row, each spelt out, are a number.
const SPELT: usize = 4;

/// In a year up to this one people are born who pay bills.
const BORN: u16 = 2012;

/// A name with so many letters is known in the middle of an account's name too.
const LONG_NAME: usize = 4;

/// What `private.toml` holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    hides: Vec<String>,
    titles: Vec<String>,
    spoken: Vec<String>,
    plain: Vec<String>,
    figures: Vec<String>,
    months: Vec<String>,
    streets: Vec<String>,
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
            let source = data::shipped!("private.toml");
            toml::from_str(&source).expect("the built-in words are TOML of this shape")
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
            .or_else(|| in_small_letters(text, &words, at))
            .or_else(|| spelt(&words, at))
            .or_else(|| birthday(&words, at))
            .or_else(|| house(&words, at))
            .or_else(|| health(&words, at));
        found.extend(range.map(|range| (range, "…".to_owned())));
    }
    found
}

/// Finds every one of `own`.
pub(super) fn names(text: &str, own: &[String]) -> Vec<Hidden> {
    let words = words(text);
    let found = (0..words.len()).filter_map(|at| is_own(text, words.get(at)?, own));
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
        // "May 12, 1958" goes on behind its comma.
        let year = rest.get(at + c.len_utf8()..).unwrap_or_default().trim_start_matches(' ');
        let year = c == ',' && year.bytes().take_while(u8::is_ascii_digit).count() == 4;
        (stop || matches!(c, ',' | ';' | '\n' | '\r') && !year).then_some(at)
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
        let near = gap == " " || gap == ": " || stop;
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

/// Returns the name behind a title that people write without a capital: "pak budi".
fn in_small_letters(text: &str, words: &[Word], at: usize) -> Option<Range<usize>> {
    let (title, name) = (words.get(at)?, words.get(at + 1)?);
    let file = File::get();
    let near = text.get(title.range.end..name.range.start) == Some(" ");
    let letters = name.small.chars().count() > 2 && name.small.chars().all(char::is_alphabetic);
    let named = near && letters && !file.plain.contains(&name.small);
    (named && file.spoken.contains(&title.small)).then(|| name.range.clone())
}

/// Returns figures that are spelt out, where they make a number.
fn spelt(words: &[Word], at: usize) -> Option<Range<usize>> {
    let is_figure = |word: &&Word| File::get().figures.contains(&word.small);
    let run = words.get(at..)?.iter().take_while(is_figure);
    let inside =
        at.checked_sub(1).and_then(|at| words.get(at)).is_some_and(|word| is_figure(&word));
    let (first, last) = (words.get(at)?, run.clone().last()?);
    (!inside && run.count() >= SPELT).then_some(first.range.start..last.range.end)
}

/// Returns a day of a year in which people were born: "12 Mei 1958", "May 12 1958".
fn birthday(words: &[Word], at: usize) -> Option<Range<usize>> {
    let [one, two, year] = words.get(at..at + 3)? else { return None };
    let is_month = |word: &Word| File::get().months.contains(&word.small);
    let is_day = |word: &Word| word.small.parse::<u8>().is_ok_and(|day| day <= 31);
    let is_date = (is_day(one) && is_month(two)) || (is_month(one) && is_day(two));
    let born = year.small.parse::<u16>().is_ok_and(|year| (1900..=BORN).contains(&year));
    (is_date && born).then_some(one.range.start..year.range.end)
}

/// Returns the number of a house in a street that is named before: what is short and has a figure.
fn house(words: &[Word], at: usize) -> Option<Range<usize>> {
    let (label, number) = (words.get(at)?, words.get(at + 1)?);
    let labelled = matches!(label.small.as_str(), "no" | "nomor" | "number");
    let short = number.small.len() <= 4 && number.small.starts_with(|c: char| c.is_ascii_digit());
    // Without a street it is the number of anything.
    let in_street = words.get(..at)?.iter().any(|word| File::get().streets.contains(&word.small));
    (labelled && short && in_street).then(|| number.range.clone())
}

fn is_own(text: &str, word: &Word, own: &[String]) -> Option<Range<usize>> {
    // "@rinawijaya" is the name as well.
    let account = text.get(..word.range.start).is_some_and(|before| before.ends_with('@'));
    let within = |name: &String| name.chars().count() >= LONG_NAME && word.small.contains(&**name);
    let held = own.contains(&word.small) || (account && own.iter().any(within));
    held.then(|| word.range.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_data_is_small_and_there_once() {
        let file = File::get();
        let health = [&file.health.id, &file.health.en];
        let names = [&file.hides, &file.titles, &file.spoken, &file.plain];
        let others = [&file.figures, &file.months, &file.streets];
        for list in health.into_iter().chain(names).chain(others) {
            let mut sorted = list.clone();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), list.len());
            assert!(list.iter().all(|word| *word == word.to_lowercase() && !word.is_empty()));
        }
    }
}
