//! What a list was told of a ticket that was opened elsewhere: the same history, from its answers.
//!
//! Pure. Where a session has a call of its own, this comes before it.

use jiff::Zoned;

use super::answers;
use crate::checklist::Slot;
use crate::engine::Walk;
use crate::lang::Lang;
use crate::moment::{Moment, parse_window};
use crate::session::{Answer, Entry, Event, Turn};

/// What was told of a report that was made before the session.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    /// It, as a log would have it.
    pub entries: Vec<Entry>,
    /// When the report was made, as exactly as the person knows.
    pub reported: Option<Moment>,
}

impl History {
    /// Tells whether a log has it already.
    pub fn is_in(&self, entries: &[Entry]) -> bool {
        let call = |entry: &&Entry| matches!(entry.event, Event::Ticket { .. });
        let own = self.entries.iter().find(call);
        own.is_some_and(|own| entries.iter().filter(call).any(|entry| entry.at == own.at))
    }
}

/// Reads it from the answers of a list that asks when something was reported; empty for any other list. What was
/// promised is said in `lang`.
pub fn history(walk: &Walk<'_>, lang: Lang) -> History {
    let Some((answer, answered)) = answer(walk, Slot::Reported) else { return History::default() };
    let reported =
        if let Answer::DateTime { moment, .. } = answer { Some(moment.clone()) } else { None };
    let at = reported.as_ref().map_or_else(|| answered.clone(), Moment::start);
    let mut events = vec![(at.clone(), ticket(walk))];
    events.extend(promise(walk, &at, lang).map(|promise| (at, promise)));
    let mut turned = [Slot::Symptom, Slot::Became].into_iter();
    let latest = turned.find_map(|slot| Some(self::answer(walk, slot)?.1)).unwrap_or(answered);
    let turns = turns(walk).into_iter();
    events.extend(turns.map(|turn| (latest.clone(), Event::Became { turn, when: None })));
    let entries = events.into_iter().map(|(at, event)| Entry { at, mono_ms: 0, event });
    History { entries: entries.collect(), reported }
}

/// Returns what a slot's step was answered with, "I don't know" included, and when.
fn answer<'w>(walk: &'w Walk<'_>, slot: Slot) -> Option<(&'w Answer, &'w Zoned)> {
    (0..walk.len()).find_map(|at| {
        let (_, step) = walk.step(at).filter(|(_, step)| step.slot == Some(slot))?;
        let record = walk.record(at).filter(|_| walk.is_shown(at) && !step.key.is_empty())?;
        match &record.ending {
            crate::engine::Ending::Answered(answer) => Some((answer, &record.at)),
            crate::engine::Ending::Diagnosed(_) | crate::engine::Ending::Left { .. } => None,
        }
    })
}

fn ticket(walk: &Walk<'_>) -> Event {
    let number = answers::text(walk, Slot::EarlierReport);
    let option = answers::option(walk, Slot::EarlierReport);
    let reasons = ["by-message", "not-given", "area-outage"];
    let reason = option.filter(|option| number.is_none() && reasons.contains(&&**option));
    Event::Ticket { number, reason, explanation: None, agent: None }
}

/// What was promised, and when, understood as on the day of the report.
fn promise(walk: &Walk<'_>, reported: &Zoned, lang: Lang) -> Option<Event> {
    let option = answers::option(walk, Slot::Promised).filter(|option| option != "nothing")?;
    let (_, answered) = answer(walk, Slot::Promised)?;
    // The newest time that was named counts, where a promise was moved.
    let typed = answers::texts(walk, Slot::Promised).last().unwrap_or_default();
    let window = parse_window(&typed, reported).or_else(|| parse_window(&typed, answered));
    let said = words(walk, &option, lang).unwrap_or(option);
    let what = if typed.is_empty() { said } else { format!("{said}, {typed}") };
    let (from, due) = window.map_or((None, None), |window| (window.from, Some(window.due)));
    Some(Event::Promise { what, from, due, days: None })
}

/// Returns what an option of the question about the promise is called inside a sentence.
fn words(walk: &Walk<'_>, option: &str, lang: Lang) -> Option<String> {
    let steps = (0..walk.len()).filter_map(|at| walk.step(at)).map(|(_, step)| step);
    let mut own = steps.filter(|step| step.slot == Some(Slot::Promised));
    let choice = own.find_map(|step| step.kind.options().iter().find(|it| it.key == option))?;
    let said = choice.say.get(lang);
    Some(if said.is_empty() { choice.text.get(lang) } else { said }.to_owned())
}

/// What has become of it, in order; that it does not work is news only where something was done about it.
fn turns(walk: &Walk<'_>) -> Vec<Turn> {
    let became = answers::option(walk, Slot::Became);
    let now = answers::option(walk, Slot::Symptom);
    let became = match became.as_deref() {
        Some("kept") => Some(Turn::Kept),
        Some("missed") => Some(Turn::Missed),
        Some("closed") => Some(Turn::Closed),
        _ => None,
    };
    let done = matches!(became, Some(Turn::Kept | Turn::Closed));
    let mut all = Vec::from_iter(became);
    match now.as_deref() {
        Some("works") => all.push(Turn::Fixed),
        Some("suspended") => all.push(Turn::Paid),
        Some("again") if became == Some(Turn::Closed) => all.push(Turn::Broken),
        Some("again") => all.extend([Turn::Fixed, Turn::Broken]),
        Some("same" | "other") if done => all.push(Turn::Broken),
        _ => {}
    }
    all
}
