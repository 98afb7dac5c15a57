//! The tone of what is typed on the walk and may travel: a calmer wording is offered once.
//!
//! Edge. What was typed is on the disk before anything is asked about it, and stays there: a rewording is a second
//! answer. A file of answers is never asked about: its words were written with care, and it is meant to repeat.

use super::{Guide, Halt};
use crate::app::tone::{self, Wish};
use crate::checklist::{Kind, Slot, Step};
use crate::engine::Walk;
use crate::session::{Answer, Event};

/// What people tell in their own words. Everything else is a name, a number, a time, a place, or copied letter by
/// letter from a screen or a bill.
const TOLD: [Slot; 14] = [
    Slot::Symptom,
    Slot::Restart,
    Slot::Impact,
    Slot::Scope,
    Slot::Connection,
    Slot::Cable,
    Slot::Neighbours,
    Slot::Bundle,
    Slot::Pattern,
    Slot::Power,
    Slot::Events,
    Slot::Lights,
    Slot::Secured,
    Slot::Proof,
];

/// Offers a calmer wording of what was just recorded. `before` is how many entries the log had before it.
pub(super) fn offer(
    guide: &mut Guide<'_>,
    walk: &mut Walk<'_>,
    (at, prefix): (usize, &str),
    before: usize,
) -> Result<(), Halt> {
    let Some((_, step)) = walk.step(at) else { return Ok(()) };
    let Some((event, text)) = fresh(guide, step, prefix, before) else { return Ok(()) };
    let lang = guide.lang;
    let Some(face) = guide.respondent.face() else { return Ok(()) };
    let key = format!("{prefix}{}", step.key);
    match tone::offer(face, &text, lang)? {
        Wish::Own => {}
        Wish::Reworded(calmer) => guide.apply(walk, with(&event, calmer)),
        // A note is typed at its step, which is asked next anyway.
        Wish::Again if matches!(event, Event::Noted { .. }) => {}
        Wish::Again => guide.apply(walk, Event::WentBack { to: key }),
    }
    Ok(())
}

/// Returns what was just typed for a step, if it may travel and was not typed for it before.
fn fresh(guide: &Guide<'_>, step: &Step, prefix: &str, before: usize) -> Option<(Event, String)> {
    let (old, new) = guide.kept.entries.split_at_checked(before)?;
    let event = &new.first()?.event;
    let text = words(event)?;
    let is_told = matches!(event, Event::Noted { .. }) || is_told(step, !prefix.is_empty());
    let again = old
        .iter()
        .any(|entry| step_of(&entry.event) == step_of(event) && words(&entry.event) == Some(text));
    (is_told && !again).then(|| (event.clone(), text.to_owned()))
}

/// Tells whether a step is answered in the person's own words, and the answer may travel.
fn is_told(step: &Step, call: bool) -> bool {
    let Kind::Text { pattern: None, .. } = &step.kind else { return false };
    // While an agent is on the line nobody is asked about wording; the companion asks when all is read back.
    if call {
        return false;
    }
    let says = format!("{{{}}}", step.key);
    let told = |slot: Slot| TOLD.contains(&slot);
    let said = |text: &crate::lang::Text| {
        crate::lang::Lang::ALL.iter().any(|lang| text.get(*lang).contains(&says))
    };
    step.slot.map_or_else(
        || step.reports.iter().any(|report| told(report.slot) && said(&report.say)),
        told,
    )
}

/// Returns the person's words in an event.
fn words(event: &Event) -> Option<&str> {
    if let Event::Answered { answer: Answer::Text { text }, .. } | Event::Noted { note: text, .. } =
        event
    {
        return Some(text);
    }
    None
}

/// Returns the step that a person's words are about.
fn step_of(event: &Event) -> Option<&str> {
    if let Event::Answered { step, .. } | Event::Noted { step, .. } = event {
        Some(step)
    } else {
        None
    }
}

/// Returns an event with other words.
fn with(event: &Event, words: String) -> Event {
    if let Event::Noted { step, .. } = event {
        return Event::Noted { step: step.clone(), note: words };
    }
    let step = step_of(event).unwrap_or_default().to_owned();
    Event::Answered { step, answer: Answer::Text { text: words } }
}
