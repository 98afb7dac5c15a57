//! What happened when, for a text that somebody reads who knows nothing of it yet.
//!
//! Pure. Only what is a fact in the log: no free text, no name.

use jiff::Zoned;

use super::data::Data;
use super::facts::{Facts, is_visit};
use crate::case::{Call, Promise};
use crate::checklist::Slot;
use crate::lang::fill;
use crate::moment::{Moment, Style};
use crate::session::Turn;
use crate::spoken::may_be_ticket;

/// Lists what happened, the oldest first, each with its day and hour.
pub(super) fn timeline(facts: &Facts<'_>) -> Vec<String> {
    let mut all: Vec<(Zoned, String)> = Vec::new();
    let mut put = |moment: &Moment, said: String| {
        let when = facts.speak(moment, Style::Dated);
        all.push((moment.start(), format!("- {when}: {said}.")));
    };
    if let Some(since) = facts.since() {
        put(since, event(facts, began(facts), &[]));
    }
    for (call, called) in facts.case.calls.iter().zip(&facts.called) {
        put(called, reported(facts, call));
    }
    for promise in &facts.case.promises {
        put(&at(facts, promise), promised(facts, promise));
    }
    let mut worked = false;
    for (turn, moment) in &facts.case.turns {
        worked |= *turn == Turn::Fixed;
        put(moment, event(facts, became(*turn, worked), &[]));
        worked &= *turn != Turn::Broken;
    }
    for asked in facts.case.follow_ups.iter().filter(|asked| asked.to != "employer") {
        let to = super::called(&asked.to, facts.lang());
        put(&Moment::exact(asked.at.clone()), event(facts, "asked", &[("to", to)]));
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    let mut lines: Vec<_> = all.into_iter().map(|(_, line)| line).collect();
    lines.dedup();
    lines
}

fn event(facts: &Facts<'_>, key: &str, values: &[(&str, &str)]) -> String {
    let text = Data::builtin().event.get(key);
    fill(text.map_or(key, |text| text.get(facts.lang())), values)
}

/// Returns when a promise was made: with the report, where that is not known more exactly.
fn at(facts: &Facts<'_>, promise: &Promise) -> Moment {
    let calls = facts.case.calls.iter().zip(&facts.called);
    let mut same = calls.filter(|(call, _)| call.at == promise.at);
    same.next().map_or_else(|| Moment::exact(promise.at.clone()), |(_, called)| called.clone())
}

/// A single event "happened"; everything else "began".
fn began(facts: &Facts<'_>) -> &'static str {
    let walk = facts.source.walk;
    let single = (0..walk.len()).any(|at| {
        let own = walk.step(at).is_some_and(|(_, step)| step.slot == Some(Slot::Occurred));
        own && walk.known(at).is_some()
    });
    if single { "occurred" } else { "began" }
}

fn reported(facts: &Facts<'_>, call: &Call) -> String {
    // Each call with its own number: an earlier one may have had another.
    let current = facts.ticket(false).filter(|own| Some(own.as_str()) == call.number.as_deref());
    let other = || {
        let typed = call.number.as_deref().filter(|typed| may_be_ticket(typed))?;
        facts.guard.ticket(typed, true)
    };
    let quoted = current.or_else(other);
    match (quoted, call.reason.as_deref()) {
        (Some(ticket), _) => event(facts, "reported", &[("ticket", &ticket)]),
        (None, _) if call.number.is_some() => event(facts, "reported-open", &[]),
        (None, Some("area-outage")) => event(facts, "reported-area", &[]),
        (None, _) => event(facts, "reported-none", &[]),
    }
}

fn promised(facts: &Facts<'_>, promise: &Promise) -> String {
    let visit = is_visit(&promise.what);
    let window = facts.window(promise, false).filter(|_| visit);
    let due = promise.due.as_ref().map(|due| facts.say(due));
    match (window, due) {
        (Some(window), _) => event(facts, "promised-visit", &[("window", &window)]),
        (None, Some(due)) => event(facts, "promised-by", &[("window", &due)]),
        (None, None) => event(facts, "promised-open", &[]),
    }
}

/// Names what became of it; what failed after it had `worked` failed again.
fn became(turn: Turn, worked: bool) -> &'static str {
    match turn {
        Turn::Kept => "kept",
        Turn::Missed => "missed",
        Turn::Closed => "closed",
        Turn::Fixed => "fixed",
        Turn::Broken if worked => "again",
        Turn::Broken => "broken",
        Turn::Paid => "paid",
    }
}
