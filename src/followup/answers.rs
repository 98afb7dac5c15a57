//! What the steps of a slot were answered with, and who is known from it.
//!
//! Pure.

use super::guard::Guard;
use crate::checklist::{Slot, slots};
use crate::engine::Walk;
use crate::evidence::Privacy;
use crate::moment::Moment;
use crate::safe;
use crate::session::{Answer, Event};
use crate::summary;

/// Iterates over the known answers of a slot's steps.
fn known<'w>(walk: &'w Walk<'_>, slot: Slot) -> impl Iterator<Item = &'w Answer> {
    let own = move |at: &usize| walk.step(*at).is_some_and(|(_, step)| step.slot == Some(slot));
    (0..walk.len()).filter(own).filter_map(|at| walk.known(at))
}

/// Iterates over the texts that a slot's steps were answered with.
pub(super) fn texts<'w>(walk: &'w Walk<'_>, slot: Slot) -> impl Iterator<Item = String> + 'w {
    let typed = known(walk, slot).filter_map(|answer| {
        if let Answer::Text { text } = answer {
            Some(safe::line(text).trim().to_owned())
        } else {
            None
        }
    });
    typed.filter(|text| !text.is_empty())
}

/// Returns the text that a slot was answered with.
pub(super) fn text(walk: &Walk<'_>, slot: Slot) -> Option<String> {
    texts(walk, slot).next()
}

/// Returns the option that a slot was answered with.
pub(super) fn option(walk: &Walk<'_>, slot: Slot) -> Option<String> {
    known(walk, slot).find_map(|answer| {
        if let Answer::Choice { option } = answer { Some(option.clone()) } else { None }
    })
}

/// Returns the moment that a slot was answered with.
pub(super) fn moment<'w>(walk: &'w Walk<'_>, slot: Slot) -> Option<&'w Moment> {
    known(walk, slot).find_map(|answer| {
        if let Answer::DateTime { moment, .. } = answer { Some(moment) } else { None }
    })
}

/// Collects the people who are known in a session.
pub(super) fn guard(source: &summary::Source<'_>) -> Guard {
    let personal = Slot::ALL.iter().filter(|slot| slots::spec(**slot).privacy != Privacy::Open);
    let private = personal.flat_map(|slot| texts(source.walk, *slot));
    let agents = source.entries.iter().filter_map(|entry| {
        let Event::Ticket { agent, .. } = &entry.event else { return None };
        agent.as_deref().map(|name| safe::line(name).into_owned())
    });
    Guard { private: private.collect(), agents: agents.collect() }
}
