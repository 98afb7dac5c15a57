//! The words of the calendar, from `checklists/data/calendar.toml`.
//!
//! Pure. The file is part of the program and is read at its first use.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use serde::Deserialize;

use super::Part;
use crate::data;
use crate::lang::Lang;

/// The longest phrase that the file may hold, in words.
pub(super) const PHRASE: usize = 4;

/// What a word or phrase means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// A day of the week, Monday 0.
    Weekday(u8),
    /// A month, January 1.
    Month(u8),
    /// A number in words.
    Number(u32),
    /// Whole days from today.
    Day(i32),
    /// Whole weeks from this one.
    Week(i32),
    /// Whole months from this one.
    MonthShift(i32),
    /// Hours ahead of UTC.
    Zone(i8),
    /// A part of the day.
    Part(Part),
    /// A unit of a span.
    Unit(Unit),
    /// One of a unit, in one word.
    Single(Unit),
    /// A small word.
    Mark(Mark),
}

/// A unit of a span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Unit {
    Minute,
    Hour,
    Day,
    CalendarDay,
    WorkDay,
    Week,
    Month,
    Year,
}

/// A small word, by what it does to its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Mark {
    About,
    /// "jam": before a number the clock, after it an hour of duration.
    HourWord,
    Clock,
    Oclock,
    Date,
    Am,
    Pm,
    Half,
    Quarter,
    PastId,
    ToId,
    PastEn,
    Ago,
    Last,
    This,
    Next,
    Recent,
    LastNight,
    Now,
    JustNow,
    Noon,
    Midnight,
    Tonight,
    One,
    Teen,
    Tens,
    Utc,
    Within,
    Since,
    Range,
    Noise,
}

/// The name of a day or month.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Name {
    id: String,
    en: String,
    #[serde(default)]
    also: Vec<String>,
}

impl Name {
    /// Returns the name as it is spoken.
    pub(super) fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Id => &self.id,
            Lang::En => &self.en,
        }
    }

    fn spellings(&self) -> impl Iterator<Item = &String> {
        [&self.id, &self.en].into_iter().chain(&self.also)
    }
}

#[derive(Debug, Deserialize)]
struct Near {
    words: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    weekday: Vec<Name>,
    month: Vec<Name>,
    near: Near,
    number: BTreeMap<String, u32>,
    day: BTreeMap<String, i32>,
    week: BTreeMap<String, i32>,
    month_shift: BTreeMap<String, i32>,
    zone: BTreeMap<String, i8>,
    part: BTreeMap<Part, Vec<String>>,
    unit: BTreeMap<Unit, Vec<String>>,
    single: BTreeMap<Unit, Vec<String>>,
    mark: BTreeMap<Mark, Vec<String>>,
}

/// The words of the calendar, ready to be looked up.
#[derive(Debug)]
pub(super) struct Calendar {
    weekdays: Vec<Name>,
    months: Vec<Name>,
    near: Vec<String>,
    senses: HashMap<String, Sense>,
}

impl Calendar {
    /// Returns the one calendar.
    pub(super) fn get() -> &'static Self {
        static CALENDAR: OnceLock<Calendar> = OnceLock::new();
        CALENDAR.get_or_init(|| {
            let source = data::shipped!("calendar.toml");
            Self::new(toml::from_str(&source).expect("the built-in calendar is TOML of this shape"))
        })
    }

    fn new(file: File) -> Self {
        let mut senses = HashMap::new();
        let mut add = |words: &mut dyn Iterator<Item = &String>, sense: Sense| {
            for word in words {
                senses.insert(normal(word), sense);
            }
        };
        for (index, name) in (0u8..).zip(&file.weekday) {
            add(&mut name.spellings(), Sense::Weekday(index));
        }
        for (number, name) in (1u8..).zip(&file.month) {
            add(&mut name.spellings(), Sense::Month(number));
        }
        let one = std::iter::once::<&String>;
        file.number.iter().for_each(|(word, n)| add(&mut one(word), Sense::Number(*n)));
        file.day.iter().for_each(|(word, n)| add(&mut one(word), Sense::Day(*n)));
        file.week.iter().for_each(|(word, n)| add(&mut one(word), Sense::Week(*n)));
        file.month_shift.iter().for_each(|(word, n)| add(&mut one(word), Sense::MonthShift(*n)));
        file.zone.iter().for_each(|(word, n)| add(&mut one(word), Sense::Zone(*n)));
        file.part.iter().for_each(|(part, words)| add(&mut words.iter(), Sense::Part(*part)));
        file.unit.iter().for_each(|(unit, words)| add(&mut words.iter(), Sense::Unit(*unit)));
        file.single.iter().for_each(|(unit, words)| add(&mut words.iter(), Sense::Single(*unit)));
        file.mark.iter().for_each(|(mark, words)| add(&mut words.iter(), Sense::Mark(*mark)));
        Self { weekdays: file.weekday, months: file.month, near: file.near.words, senses }
    }

    /// Returns what a phrase in [`normal`] form means.
    pub(super) fn sense(&self, phrase: &str) -> Option<Sense> {
        self.senses.get(phrase).copied()
    }

    /// Returns the day or month that a word misspells by one letter, if it can only be one.
    ///
    /// The first letter must be right and the word have five letters or more, so that "kami" is not a Thursday.
    pub(super) fn misspelt(&self, word: &str) -> Option<Sense> {
        if !(5..=12).contains(&word.len())
            || !word.is_ascii()
            || self.near.iter().any(|near| near == word)
        {
            return None;
        }
        let close = |sense: Sense, name: &Name| {
            name.spellings()
                .any(|spelling| one_off(word, &spelling.to_lowercase()))
                .then_some(sense)
        };
        let days =
            (0u8..).zip(&self.weekdays).filter_map(|(i, name)| close(Sense::Weekday(i), name));
        let months = (1u8..).zip(&self.months).filter_map(|(i, name)| close(Sense::Month(i), name));
        let mut found = days.chain(months);
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// Returns the name of a weekday, Monday 0.
    pub(super) fn weekday(&self, index: usize, lang: Lang) -> &str {
        self.weekdays.get(index).map_or("", |name| name.get(lang))
    }

    /// Returns the name of a month, January 1.
    pub(super) fn month(&self, number: usize, lang: Lang) -> &str {
        number.checked_sub(1).and_then(|i| self.months.get(i)).map_or("", |name| name.get(lang))
    }
}

/// Tells whether two words of four letters or more that begin alike differ by one letter or one swap.
fn one_off(word: &str, name: &str) -> bool {
    name.len() >= 4
        && name.as_bytes().first() == word.as_bytes().first()
        && strsim::osa_distance(word, name) == 1
}

/// Brings a phrase into the form in which it is looked up: lower case, words apart, no punctuation.
fn normal(phrase: &str) -> String {
    let phrase = phrase.to_lowercase().replace('\'', "");
    let words = phrase.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_whole() {
        let calendar = Calendar::get();
        assert_eq!((calendar.weekdays.len(), calendar.months.len()), (7, 12));
        for phrase in calendar.senses.keys() {
            assert!(phrase.split(' ').count() <= PHRASE, "{phrase}");
        }
        for name in &calendar.near {
            assert_eq!(calendar.sense(name), None, "{name} has a sense of its own");
        }
    }

    #[test]
    fn no_word_has_two_senses() {
        let source = include_str!("../../checklists/data/calendar.toml");
        let file: toml::Table = toml::from_str(source).unwrap();
        let mut seen = HashMap::new();
        for area in ["unit", "single", "part", "mark"] {
            for (key, words) in file[area].as_table().unwrap() {
                for word in words.as_array().unwrap() {
                    let was = seen.insert(normal(word.as_str().unwrap()), key.clone());
                    assert!(was.is_none(), "{word} is both {was:?} and {key}");
                }
            }
        }
        for area in ["number", "day", "week", "month-shift", "zone"] {
            for (word, _) in file[area].as_table().unwrap() {
                let was = seen.insert(normal(word), area.to_owned());
                assert!(was.is_none(), "{word} is both {was:?} and {area}");
            }
        }
        for name in Calendar::get().weekdays.iter().chain(&Calendar::get().months) {
            for word in name.spellings() {
                assert!(!seen.contains_key(&normal(word)), "{word}");
            }
        }
    }

    #[test]
    fn one_wrong_letter_is_forgiven_where_it_can_mean_one_thing_only() {
        let calendar = Calendar::get();
        assert_eq!(calendar.misspelt("senen"), Some(Sense::Weekday(0)));
        assert_eq!(calendar.misspelt("firday"), Some(Sense::Weekday(4)));
        assert_eq!(calendar.misspelt("novembr"), Some(Sense::Month(11)));
        for word in ["kami", "kamus", "rambu", "juno", "teknisi", "satu", "", "é", "market"] {
            assert_eq!(calendar.misspelt(word), None, "{word}");
        }
    }
}
