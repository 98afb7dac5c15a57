//! What is said only where the agent asks: every intake question that opening and details leave open.
//!
//! Pure.

use super::budget::Told;
use super::voice::Voice;
use super::{Pair, Source, best};
use crate::checklist::Slot;
use crate::checklist::slots::{self, Question};
use crate::lang::Catalogue;
use crate::safe;
use crate::session::Event;

/// Answers each intake question that is not answered by what is told anyway.
pub(super) fn pairs(source: &Source<'_>, voice: &Voice<'_>, told: &Told) -> Vec<Pair> {
    let asked = Asked { source, voice, told };
    slots::questions().iter().filter_map(|question| asked.pair(question)).collect()
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
        Some(Pair { label: question.label.get(self.source.lang).to_owned(), say })
    }

    /// Tells whether something is read out before anybody asks.
    fn is_told(&self, slot: Slot) -> bool {
        let value = if slot == Slot::Since { self.voice.since() } else { None };
        self.told.opening.iter().chain(&self.told.details).any(|sentence| {
            sentence.about == Some(slot)
                || value.as_ref().is_some_and(|value| sentence.say.contains(value.as_str()))
        })
    }

    /// Says a slot in short: its sentences without their stops, else the value of its step.
    fn short(&self, slot: Slot) -> Vec<Short> {
        let (walk, voice) = (self.source.walk, self.voice);
        let said = best(walk, voice, slot).map(|said| Short::Sentence(plain(&said)));
        let own_name = slot == Slot::Holder && voice.chosen(Slot::Relation) == Some("self");
        let value = || voice.value(if own_name { Slot::Name } else { slot });
        let own = if slot == Slot::EarlierReport { own_ticket(self.source) } else { None };
        let first = voice.chosen(slot) == Some("no");
        let mut all: Vec<_> = own.iter().map(|own| Short::Sentence(plain(&own.say))).collect();
        if own.is_none() || !first {
            all.extend(said.or_else(|| value().map(Short::Value)));
        }
        let spelt = own.as_ref().and_then(|own| voice.spell(own.number.as_deref()?));
        let spelt = spelt.or_else(|| voice.spelt(slot).filter(|_| is_code(slot) && own.is_none()));
        all.extend(spelt.map(Short::Value));
        all
    }
}

/// Tells whether a slot's text is a code that is spelt on the telephone.
fn is_code(slot: Slot) -> bool {
    matches!(slot, Slot::CustomerNumber | Slot::EarlierReport)
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

/// What the latest call of this very session came to.
pub(super) struct OwnTicket {
    /// Whether there is a number.
    pub numbered: bool,
    /// The number as given.
    pub number: Option<String>,
    /// The sentence for whoever takes over.
    pub say: String,
}

/// Returns what the latest call of this session came to.
pub(super) fn own_ticket(source: &Source<'_>) -> Option<OwnTicket> {
    let texts = Catalogue::of(source.lang);
    source.entries.iter().rev().find_map(|entry| {
        let Event::Ticket { number, reason, .. } = &entry.event else { return None };
        let number = number.as_deref().map(|number| safe::line(number).trim().to_owned());
        let say = match (&number, reason) {
            (Some(number), _) => texts.fill("summary.own-ticket", &[("number", number)]),
            (None, Some(reason)) => {
                super::report::text_of(texts, &format!("summary.own-{reason}"))?
            }
            (None, None) => return None,
        };
        Some(OwnTicket { numbered: number.is_some(), number, say })
    })
}
