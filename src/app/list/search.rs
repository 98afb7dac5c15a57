//! Which lists somebody means by words of their own.
//!
//! Pure. A word in a title says more than one in a question, and a rare word more than one that every list has.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::checklist::{Checklist, asks};
use crate::data;
use crate::lang::Lang;
use crate::summary::companion::{Hearing, Spellings, alike};

/// How much more a word says in a title, a key or a service than in a question.
const OF_NAME: f64 = 3.0;

/// What a word in an option says beside one in a question, where the place is to be shown.
const OF_OPTION: f64 = 0.8;

/// A list counts as found from this share of what the best one has.
const SHARE: f64 = 0.5;

/// What is looked into of one list.
pub(super) struct Pages {
    /// The words of its key, titles and service.
    name: BTreeSet<String>,
    /// The words of each question, then those of each of its options, in all languages together.
    asks: Vec<Vec<BTreeSet<String>>>,
}

/// A list that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    /// The place of the list.
    pub list: usize,
    /// Where it was found, where the name does not say it already.
    pub place: Option<Place>,
}

/// A place in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The place of the question.
    pub step: usize,
    /// The place of its option, where the question itself does not have it.
    pub option: Option<usize>,
}

impl Pages {
    /// Opens a list, or only its name where it cannot be read.
    pub(super) fn of(name: &[&str], list: Option<&Checklist>) -> Self {
        let spellings = spellings();
        let set = |texts: &[&str]| texts.iter().flat_map(|text| spellings.words(text)).collect();
        let steps = list.into_iter().flat_map(Checklist::steps);
        let asked = steps.map(|(_, step)| {
            let [id, en] = Lang::ALL.map(|lang| asks(step, lang, super::BY_ITSELF));
            let options = step.kind.options().iter();
            let options = options.map(|option| set(&Lang::ALL.map(|lang| option.text.get(lang))));
            [set(&[&id, &en])].into_iter().chain(options).collect()
        });
        Self { name: set(name), asks: asked.collect() }
    }

    /// Tells how much a word is in the name, and in the question that has it most.
    fn has(&self, word: &str) -> (f64, f64) {
        let asks = self.asks.iter().flatten().map(|ask| most(ask, word)).fold(0.0, f64::max);
        (most(&self.name, word), asks)
    }

    /// Returns the question or option in which most of the words are; the first of those that are alike, and a
    /// question before an option.
    fn best_place(&self, words: &[String]) -> Option<Place> {
        let score = |ask| words.iter().map(|word| most(ask, word)).sum::<f64>();
        let parts = self.asks.iter().enumerate().flat_map(|(step, parts)| {
            parts.iter().enumerate().map(move |(part, words)| {
                let option = part.checked_sub(1);
                (Place { step, option }, words, if option.is_some() { OF_OPTION } else { 1.0 })
            })
        });
        let scores = parts.map(|(place, part, share)| (place, share * score(part)));
        let mut best = (None, 0.0);
        for (place, score) in scores {
            if score > best.1 {
                best = (Some(place), score);
            }
        }
        best.0
    }
}

/// Finds the lists that words may mean, the likeliest first; none where no list has any of them.
pub(super) fn search(lists: &[Pages], words: &str) -> Vec<Hit> {
    let words = telling(words);
    let spread: Vec<usize> = words
        .iter()
        .map(|word| lists.iter().filter(|pages| pages.has(word) != (0.0, 0.0)).count().max(1))
        .collect();
    let count = |number: usize| u32::try_from(number).map_or(f64::MAX, f64::from);
    let score = |pages: &Pages| -> f64 {
        let of = |(word, spread): (&String, &usize)| {
            let (name, ask) = pages.has(word);
            (OF_NAME * name).max(ask) * (count(lists.len()) / count(*spread)).ln_1p()
        };
        words.iter().zip(&spread).map(of).sum()
    };
    let mut scores: Vec<(usize, f64)> = lists.iter().map(score).enumerate().collect();
    scores.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let least = scores.first().map_or(0.0, |(_, best)| best * SHARE);
    let found = scores.into_iter().filter(|(_, score)| *score > 0.0 && *score >= least);
    found
        .filter_map(|(list, _)| {
            let pages = lists.get(list)?;
            let is_named = words.iter().any(|word| pages.has(word).0 > 0.0);
            let place = if is_named { None } else { pages.best_place(&words) };
            Some(Hit { list, place })
        })
        .collect()
}

/// Returns the words that say something; all of them where none does. A single letter never does.
fn telling(words: &str) -> Vec<String> {
    let mut all = spellings().words(words);
    all.retain(|word| word.chars().nth(1).is_some());
    let some: Vec<_> = all.iter().filter(|word| !spellings().is_silent(word)).cloned().collect();
    if some.is_empty() { all } else { some }
}

fn most(words: &BTreeSet<String>, word: &str) -> f64 {
    words.iter().map(|other| alike(other, word)).fold(0.0, f64::max)
}

fn spellings() -> &'static Spellings<'static> {
    static HEARING: OnceLock<Hearing> = OnceLock::new();
    static SPELLINGS: OnceLock<Spellings<'static>> = OnceLock::new();
    let hearing = || {
        toml::from_str(&data::shipped!("search.toml"))
            .expect("a test searches with the built-in words")
    };
    SPELLINGS.get_or_init(|| Spellings::new(HEARING.get_or_init(hearing)))
}

#[cfg(test)]
mod tests {
    use super::super::super::registry::{self, BUILTIN};
    use super::*;
    use crate::checklist::parse_with;
    use proptest::prelude::*;

    fn pages() -> &'static [Pages] {
        static PAGES: OnceLock<Vec<Pages>> = OnceLock::new();
        PAGES.get_or_init(|| {
            let lists = BUILTIN.iter().map(|(_, text)| parse_with(text, &registry::fragment));
            let lists = lists.map(|parsed| parsed.checklist.unwrap());
            let open = |list: Checklist| {
                let [id, en] = Lang::ALL.map(|lang| list.title.get(lang));
                Pages::of(&[&list.key, id, en], Some(&list))
            };
            lists.map(open).collect()
        })
    }

    fn found(words: &str) -> Vec<&'static str> {
        search(pages(), words).iter().map(|hit| BUILTIN[hit.list].0).collect()
    }

    #[test]
    fn people_find_what_they_mean_in_their_own_words() {
        for (words, list) in [
            ("lemot", "internet-lambat"),
            ("internet saya lelet banget tiap malam", "internet-lambat"),
            ("slow", "internet-lambat"),
            ("tagihan naik", "tagihan-melonjak"),
            ("my bill is expensive", "tagihan-melonjak"),
            ("hp kecopetan", "sim-hilang"),
            ("ATM duit gak keluar", "atm-uang-tidak-keluar"),
            ("kartu ketelan", "atm-uang-tidak-keluar"),
            ("wi-fi", "wifi"),
            ("WIFI lemah", "wifi"),
            ("televisi", "tv-kabel"),
            ("telpon rumah", "telepon-rumah"),
            ("terisolir", "isolir"),
            ("website", "satu-situs"),
            ("komplain", "keluhan-pelayanan"),
            ("technician", "kunjungan-teknisi"),
            ("sering putus", "putus-nyambung"),
            ("tiket", "tindak-lanjut"),
            ("intrnet mati", "internet-mati"),
        ] {
            assert_eq!(found(words).first(), Some(&list), "{words}: {:?}", found(words));
        }
        for nothing in ["", "xyzzy", "!?", "a", "b c"] {
            assert_eq!(found(nothing), Vec::<&str>::new(), "{nothing}");
        }
    }

    #[test]
    fn a_word_that_only_questions_have_is_found_with_its_question() {
        let hits = search(pages(), "LOS");
        let hit = hits.first().unwrap();
        let place = hit.place.expect("no title has it");
        let option = place.option.expect("no question has it");
        assert!(pages()[hit.list].asks[place.step][option + 1].contains("los"));
        assert_eq!(search(pages(), "lemot")[0].place, None);
        assert!(search(pages(), "lampu")[0].place.is_some_and(|place| place.option.is_none()));
        // What nearly every list asks finds nearly every list.
        assert!(found("modem").len() > 4, "{:?}", found("modem"));
    }

    proptest! {
        #[test]
        fn any_words_find_lists_that_there_are(words in any::<String>()) {
            let hits = search(pages(), &words);
            prop_assert!(hits.iter().all(|hit| hit.list < BUILTIN.len()));
            let lists: BTreeSet<_> = hits.iter().map(|hit| hit.list).collect();
            prop_assert_eq!(lists.len(), hits.len());
        }
    }
}
