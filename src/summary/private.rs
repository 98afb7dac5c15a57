//! What of a session is personal: the names in it, what it may be told by, and what is left for others.
//!
//! Pure.

use super::voice::is_identity;
use super::{Reader, Source};
use crate::checklist::{Slot, slots};
use crate::evidence::Privacy;
use crate::safe;
use crate::session::{Answer, Event};
use crate::spoken::{self, Mask};

/// Returns the mask for words of this session: its names and its ticket number are known to it.
pub fn mask(source: &Source<'_>) -> Mask {
    let ticket = ticket(source).filter(|number| !is_own_number(source, number));
    Mask::new(identities(source).chain(agents(source)), ticket)
}

/// Iterates over whatever was ever typed that says who the person is, also what was taken back or is hidden now: a
/// note may repeat it.
fn identities<'a>(source: &Source<'a>) -> impl Iterator<Item = &'a str> {
    source.entries.iter().filter_map(|entry| {
        let Event::Answered { step, answer: Answer::Text { text } } = &entry.event else {
            return None;
        };
        let (_, step) = source.walk.step(source.walk.find(step)?)?;
        step.slot.is_some_and(is_identity).then_some(text.as_str())
    })
}

/// Lists by their labels what is personal in a session, its free text as one more label at the end.
pub fn personal(source: &Source<'_>, own_words: bool) -> Vec<String> {
    let answered = |slot: Slot| {
        let mut steps = 0..source.walk.len();
        steps.any(|at| {
            let step = source.walk.step(at).map(|(_, step)| step);
            step.is_some_and(|step| step.slot == Some(slot)) && source.walk.known(at).is_some()
        })
    };
    let all = slots::in_order().filter(|spec| spec.privacy == Privacy::Personal);
    let said = all.filter(|spec| answered(spec.slot));
    let mut labels: Vec<_> =
        said.map(|spec| super::in_words(source, spec.label.get(source.lang))).collect();
    if own_words && has_own_words(source) {
        let texts = crate::lang::Catalogue::of(source.lang);
        labels.push(texts.get("message.own-words").to_owned());
    }
    labels
}

fn has_own_words(source: &Source<'_>) -> bool {
    let told = source.entries.iter().any(|entry| {
        matches!(&entry.event, Event::Ticket { explanation: Some(_), .. })
            || matches!(&entry.event, Event::Terms { .. })
            || matches!(&entry.event, Event::Promise { what, .. } | Event::Refused { what, .. } if !what.trim().is_empty())
    });
    told || (0..source.walk.len()).any(|at| {
        let slot = source.walk.step(at).and_then(|(_, step)| step.slot);
        let personal = slot.is_some_and(|slot| slots::spec(slot).privacy == Privacy::Personal);
        words(source, at).is_some() && !personal
    })
}

/// Returns the words that a step was answered with.
fn words<'a>(source: &Source<'a>, at: usize) -> Option<&'a str> {
    if let Answer::Text { text } = source.walk.known(at)? { Some(text) } else { None }
}

/// Iterates over the names of agents.
fn agents<'a>(source: &Source<'a>) -> impl Iterator<Item = &'a str> {
    source.entries.iter().filter_map(|entry| {
        if let Event::Ticket { agent, .. } = &entry.event { agent.as_deref() } else { None }
    })
}

/// Returns the number that the latest call came to.
fn ticket<'a>(source: &Source<'a>) -> Option<&'a str> {
    source.entries.iter().rev().find_map(|entry| {
        if let Event::Ticket { number, .. } = &entry.event { number.as_deref() } else { None }
    })
}

/// Tells whether a number is one of those by which the person is known.
fn is_own_number(source: &Source<'_>, number: &str) -> bool {
    let plain = spoken::normalize_number(number).to_lowercase();
    identities(source).any(|own| spoken::normalize_number(own).to_lowercase() == plain)
}

/// Returns a ticket number for the reader: for the public only what can be one.
pub(super) fn ticket_number(source: &Source<'_>, number: &str) -> String {
    let shown = safe::line(number).trim().to_owned();
    let open = source.reader != Reader::Public
        || spoken::may_be_ticket(&shown) && !is_own_number(source, &shown);
    if open { shown } else { "…".to_owned() }
}

/// Returns the person's words about a call; others do not read the agent's name in them.
pub fn without_agents(source: &Source<'_>, said: &str) -> String {
    let said = safe::line(said);
    if source.reader == Reader::Me {
        return said.into_owned();
    }
    Mask::new(agents(source), None).hide_names(&said)
}
