//! From what an agent says to what it is about.
//!
//! Pure. Every topic has words and phrases by which it is known, as data. A rare word says more than one that many
//! topics share, a whole phrase more than its words, and forms of a word count as the word.

use std::collections::{BTreeMap, BTreeSet};

use crate::summary::phrases::Hearing;

/// The fewest letters of a word that may be found inside another: `bayar` in `pembayaran`.
const FEWEST_INSIDE: usize = 4;

/// The fewest letters of a word that may be typed with one mistake.
const FEWEST_MISTYPED: usize = 5;

/// What a word of a phrase counts where the rest of the phrase is not said.
const PART_OF_PHRASE: f64 = 0.4;

/// What a word of a topic's own label counts.
const OF_LABEL: f64 = 0.5;

/// What is added for a whole phrase, as a share of its words.
const WHOLE_PHRASE: f64 = 1.2;

/// How many words may stand between the words of a phrase.
const BETWEEN: usize = 2;

/// What is left of a form of a word where another topic has the very word: `restart` is no kind of `start`.
const OTHERS_WORD: f64 = 0.4;

/// The least that counts as understood.
const LEAST: f64 = 0.6;

/// The least that is worth naming beside the likeliest, as a share of what that one has.
const NEARLY: f64 = 0.33;

/// What one topic is known by.
pub(super) struct Known<'a> {
    /// Words and phrases.
    pub hear: &'a [String],
    /// Its label.
    pub label: &'a str,
}

/// What one topic is known by, word by word.
struct Topic {
    /// What each word of it counts.
    words: BTreeMap<String, f64>,
    phrases: Vec<Vec<String>>,
}

/// Knows what each of several topics sounds like.
pub(super) struct Ear {
    topics: Vec<Topic>,
    /// In how many topics each word occurs.
    spread: BTreeMap<String, usize>,
    spellings: Spellings<'static>,
}

/// How words are read before they are compared.
pub struct Spellings<'a> {
    silent: BTreeSet<&'a str>,
    /// The usual spelling of each other one.
    usual: BTreeMap<&'a str, &'a str>,
}

impl<'a> Spellings<'a> {
    /// Knows these words.
    pub fn new(hearing: &'a Hearing) -> Self {
        let usual = hearing.same.iter().filter_map(|same| same.split_first());
        let usual = usual
            .flat_map(|(first, rest)| rest.iter().map(move |it| (it.as_str(), first.as_str())));
        Self { silent: hearing.silent.iter().map(String::as_str).collect(), usual: usual.collect() }
    }

    /// Tells whether a word alone says nothing.
    pub fn is_silent(&self, word: &str) -> bool {
        self.silent.contains(word)
    }

    /// Splits what is said into words: letters and figures in small letters, in their usual spelling.
    pub fn words(&self, said: &str) -> Vec<String> {
        let all = said.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let all = all.map(str::to_lowercase);
        all.map(|word| self.usual.get(word.as_str()).map_or(word.clone(), ToString::to_string))
            .collect()
    }
}

impl Ear {
    /// Learns what topics sound like.
    pub(super) fn new(topics: &[Known<'_>], hearing: &'static Hearing) -> Self {
        let spellings = Spellings::new(hearing);
        let topics: Vec<_> = topics.iter().map(|known| learn(known, &spellings)).collect();
        let mut spread = BTreeMap::new();
        for word in topics.iter().flat_map(|topic| topic.words.keys()) {
            *spread.entry(word.clone()).or_insert(0) += 1;
        }
        Self { topics, spread, spellings }
    }

    /// Returns the topics that something said may be about, the likeliest first; none where no word is known.
    pub(super) fn about(&self, said: &str) -> Vec<usize> {
        ranked(self.scores(said))
    }

    /// Returns those of them that are hardly less likely than the likeliest.
    pub(super) fn nearly(&self, said: &str) -> Vec<usize> {
        let mut scores = self.scores(said);
        let most = scores.iter().map(|(_, score)| *score).fold(0.0, f64::max);
        scores.retain(|(_, score)| *score >= NEARLY * most);
        ranked(scores)
    }

    /// Scores the topics that something said may be about.
    fn scores(&self, said: &str) -> Vec<(usize, f64)> {
        let words = self.spellings.words(said);
        let scores = self.topics.iter().map(|topic| self.score(topic, &words));
        scores.enumerate().filter(|(_, score)| *score >= LEAST).collect()
    }

    /// Returns the topics whose words look most like what was said, however little that is.
    pub(super) fn nearest(&self, said: &str, count: usize) -> Vec<usize> {
        let words = self.spellings.words(said);
        let alike = |topic: &Topic| {
            let pairs =
                words.iter().flat_map(|word| topic.words.keys().map(move |own| (word, own)));
            pairs.map(|(word, own)| strsim::jaro_winkler(word, own)).fold(0.0, f64::max)
        };
        let mut all = ranked(self.topics.iter().map(alike).enumerate().collect());
        all.truncate(count);
        all
    }

    /// Returns what a word counts: the more, the fewer topics have it.
    fn weight(&self, word: &str) -> f64 {
        let spread = self.spread.get(word).copied().unwrap_or(1);
        let ratio = as_f64(self.topics.len()) / as_f64(spread);
        ratio.ln_1p()
    }

    fn score(&self, topic: &Topic, said: &[String]) -> f64 {
        let telling = said.iter().filter(|word| !self.spellings.is_silent(word));
        let best = |word: &String| {
            let known = self.spread.contains_key(word) && !topic.words.contains_key(word);
            let share = if known { OTHERS_WORD } else { 1.0 };
            let own = topic.words.iter();
            own.map(|(own, counts)| share * alike(word, own) * counts * self.weight(own))
                .fold(0.0, f64::max)
        };
        let words: f64 = telling.map(best).sum();
        let whole = topic.phrases.iter().filter(|phrase| is_said(phrase, said));
        let phrase = |phrase: &Vec<String>| -> f64 {
            phrase.iter().map(|word| self.weight(word) * self.telling(word)).sum()
        };
        words + WHOLE_PHRASE * whole.map(phrase).fold(0.0, f64::max)
    }

    /// Returns how much of its weight a word of a phrase brings: a silent one little.
    fn telling(&self, word: &str) -> f64 {
        if self.spellings.is_silent(word) { 0.3 } else { 1.0 }
    }
}

fn learn(known: &Known<'_>, spellings: &Spellings<'_>) -> Topic {
    let mut own = BTreeMap::<String, f64>::new();
    let mut put = |word: String, counts: f64| {
        if !spellings.is_silent(&word) {
            let most = own.entry(word).or_insert(counts);
            *most = most.max(counts);
        }
    };
    let mut phrases = Vec::new();
    for phrase in known.hear.iter().map(|phrase| spellings.words(phrase)) {
        let alone = phrase.len() == 1;
        for word in &phrase {
            put(word.clone(), if alone { 1.0 } else { PART_OF_PHRASE });
        }
        if !alone {
            phrases.push(phrase);
        }
    }
    spellings.words(known.label).into_iter().for_each(|word| put(word, OF_LABEL));
    Topic { words: own, phrases }
}

/// Tells whether a phrase's words are said in its order, with little between them.
fn is_said(phrase: &[String], said: &[String]) -> bool {
    let mut starts = (0..said.len()).filter_map(|at| said.get(at..));
    starts.any(|rest| {
        let mut rest = rest.iter().take(phrase.len() * (BETWEEN + 1));
        phrase
            .iter()
            .all(|word| rest.by_ref().take(BETWEEN + 1).any(|other| alike(other, word) > 0.0))
    })
}

/// Tells how much two words are one, from 0 to 1.
pub fn alike(one: &str, other: &str) -> f64 {
    if one == other {
        return 1.0;
    }
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() >= FEWEST_INSIDE && long.len() <= 2 * short.len() && long.contains(short) {
        return 0.85;
    }
    let mistyped = short.len() >= FEWEST_MISTYPED && strsim::osa_distance(short, long) == 1;
    if mistyped { 0.7 } else { 0.0 }
}

fn ranked(mut scores: Vec<(usize, f64)>) -> Vec<usize> {
    scores.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    scores.into_iter().map(|(index, _)| index).collect()
}

fn as_f64(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::phrases::Phrases;
    use proptest::prelude::*;

    fn ear() -> Ear {
        let hear = |all: &[&str]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
        let all = [
            hear(&["restart", "matikan nyalakan"]),
            hear(&["sudah restart", "kapan restart"]),
            hear(&["tagihan", "pembayaran"]),
        ];
        let known: Vec<_> = all.iter().map(|hear| Known { hear, label: "" }).collect();
        Ear::new(&known, &Phrases::builtin().hearing)
    }

    #[test]
    fn a_phrase_says_more_than_its_words_and_a_form_is_the_word() {
        let ear = ear();
        for (said, about) in [
            ("Coba di-restart ya", 0),
            ("Modemnya sudah di-restart?", 1),
            ("restarted", 0),
            ("Tagihannya?", 2),
            ("udah bayar?", 2),
            ("tagihn", 2),
        ] {
            assert_eq!(ear.about(said).first(), Some(&about), "{said}");
        }
        for nothing in ["", "ya", "sudah ya", "halo"] {
            assert!(ear.about(nothing).is_empty(), "{nothing}");
        }
        assert_eq!(ear.nearest("rstrt", 2).first(), Some(&0));
    }

    proptest! {
        #[test]
        fn whatever_is_said_there_is_something_near(said in any::<String>()) {
            let ear = ear();
            prop_assert!(ear.about(&said).len() <= 3);
            prop_assert_eq!(ear.nearest(&said, 3).len(), 3);
        }
    }
}
