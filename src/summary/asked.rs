//! What is said only where the agent asks: every intake question that opening and details leave open.
//!
//! Pure.

use super::budget::Told;
use super::own::own_ticket;
use super::voice::Voice;
use super::{Pair, Source, best};
use crate::checklist::Slot;
use crate::checklist::slots::{self, Question};
use crate::lang::Catalogue;

/// Answers each intake question that is not answered by what is told anyway.
pub(super) fn pairs(source: &Source<'_>, voice: &Voice<'_>, told: &Told) -> Vec<Pair> {
    let asked = Asked { source, voice, told };
    let service = &source.walk.list().service;
    let questions = slots::questions().iter().filter(|question| question.is_asked(service));
    questions.filter_map(|question| asked.pair(question)).collect()
}

/// Answers each intake question in full, whatever is told anyway, with the question's key.
pub(super) fn answers<'q>(source: &Source<'_>, voice: &Voice<'_>) -> Vec<(&'q Question, Pair)> {
    let told = Told { opening: Vec::new(), details: Vec::new() };
    let asked = Asked { source, voice, told: &told };
    let service = &source.walk.list().service;
    let questions = slots::questions().iter().filter(|question| question.is_asked(service));
    questions.filter_map(|question| Some((question, asked.pair(question)?))).collect()
}

/// Answers what is asked about one slot alone; none where nothing is known of it.
pub(super) fn answer(source: &Source<'_>, voice: &Voice<'_>, slot: Slot) -> Option<String> {
    let told = Told { opening: Vec::new(), details: Vec::new() };
    let answers = Asked { source, voice, told: &told }.short(slot);
    (!answers.is_empty()).then(|| joined(&answers))
}

struct Asked<'a> {
    source: &'a Source<'a>,
    voice: &'a Voice<'a>,
    told: &'a Told,
}

/// An answer in short.
enum Short {
    /// A name, a number, a word.
    Value(String),
    /// A sentence without its stop.
    Sentence(String),
}

impl Asked<'_> {
    fn pair(&self, question: &Question) -> Option<Pair> {
        let mine = slots::in_order().filter(|spec| spec.question.as_ref() == Some(&question.key));
        let mine: Vec<_> = mine.map(|spec| spec.slot).collect();
        let open = mine.iter().filter(|slot| !self.is_told(**slot));
        let answers: Vec<_> = open.flat_map(|slot| self.short(*slot)).collect();
        if answers.is_empty() && mine.iter().any(|slot| self.is_told(*slot)) {
            return None;
        }
        let texts = Catalogue::of(self.source.lang);
        let say = if answers.is_empty() {
            let withheld = mine.iter().any(|slot| self.voice.is_withheld(*slot));
            texts.get(if withheld { "summary.not-shown" } else { "summary.not-known" }).to_owned()
        } else {
            joined(&answers)
        };
        let label = question.label.get(self.source.lang);
        let is_number = mine.contains(&Slot::CustomerNumber);
        let own = is_number.then(|| super::in_words(self.source, label));
        let label = own.unwrap_or_else(|| label.to_owned());
        Some(Pair { label, say })
    }

    /// Tells whether all that can be said of a slot is read out before anybody asks, in its best words.
    fn is_told(&self, slot: Slot) -> bool {
        let told = || self.told.opening.iter().chain(&self.told.details);
        let steps = 0..self.source.walk.len();
        let mut best = steps.filter_map(|at| self.voice.sentences(at, slot).into_iter().next());
        if let Some(first) = best.next() {
            let mut all = std::iter::once(first).chain(best);
            return all.all(|say| told().any(|sentence| sentence.say == say));
        }
        // When it began is said with what is wrong.
        let begins = matches!(slot, Slot::Since | Slot::Occurred);
        let since = if begins { self.voice.since() } else { None };
        since.is_some_and(|since| told().any(|sentence| sentence.say.contains(&since)))
    }

    /// Says a slot in short: its sentences without their stops, else the value of its step.
    fn short(&self, slot: Slot) -> Vec<Short> {
        let (walk, voice) = (self.source.walk, self.voice);
        let said = best(walk, voice, slot).map(|said| Short::Sentence(plain(&said)));
        let own_name = slot == Slot::Holder && voice.chosen(Slot::Relation) == Some("self");
        let value = || voice.value(if own_name { Slot::Name } else { slot });
        let said = said.or_else(|| value().map(Short::Value));
        let spelt = if is_code(slot) { voice.spelt(slot).map(Short::Value) } else { None };
        let own = if slot == Slot::EarlierReport { own_ticket(self.source) } else { None };
        let Some(own) = own else { return said.into_iter().chain(spelt).collect() };
        // The ticket of this session makes "none so far" untrue.
        let earlier = matches!(voice.chosen(slot), Some("with-number" | "again"));
        let number = own.number.as_deref().and_then(|number| voice.spell(number));
        // A list about that ticket says no other.
        let told = |said: &Short| {
            let (Short::Sentence(said) | Short::Value(said)) = said;
            own.number.as_deref().is_some_and(|number| said.contains(number))
        };
        let said = said.filter(|said| earlier && !told(said));
        let first = std::iter::once(Short::Sentence(plain(&own.say)));
        first.chain(number.map(Short::Value)).chain(said).collect()
    }
}

/// Tells whether a slot's text is a code that is spelt on the telephone.
fn is_code(slot: Slot) -> bool {
    matches!(slot, Slot::CustomerNumber | Slot::EarlierReport | Slot::Reference)
}

fn plain(said: &str) -> String {
    said.trim_end_matches('.').to_owned()
}

/// Joins answers: words by commas, sentences by semicolons.
fn joined(answers: &[Short]) -> String {
    let mut all = String::new();
    let mut after_sentence = false;
    for answer in answers {
        let (said, sentence) = match answer {
            Short::Value(said) => (said, false),
            Short::Sentence(said) => (said, true),
        };
        if !all.is_empty() {
            all.push_str(if sentence || after_sentence { "; " } else { ", " });
        }
        all.push_str(said);
        after_sentence = sentence;
    }
    all
}
