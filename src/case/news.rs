//! What is new in what a person tells about a call: only that is written down.
//!
//! Pure.

use jiff::{SignedDuration, Zoned};

use super::Case;
use crate::moment::Moment;
use crate::session::pending::{BY_MESSAGE, SAME_CALL_MIN, a_day_after};
use crate::session::{Entry, Event};

/// What a person tells about a call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Told<'a> {
    /// The ticket number.
    pub number: Option<&'a str>,
    /// Why there is none: a key such as `area-outage`.
    pub reason: Option<&'a str>,
    /// What was promised, in the person's words.
    pub promises: &'a [String],
    /// What the agent explained.
    pub explanation: Option<&'a str>,
    /// How one is told.
    pub told: Option<&'a str>,
    /// The charge that was named.
    pub charge: Option<&'a str>,
    /// The agent's first name.
    pub agent: Option<&'a str>,
}

/// Returns the events that what is told adds to a session; none where all of it is there already.
pub fn news(entries: &[Entry], told: &Told<'_>, now: &Zoned) -> Vec<Event> {
    let mut promises: Vec<Event> = Vec::new();
    for text in told.promises {
        let promise = super::promise(text, None, now);
        let twice = promises.iter().any(|earlier| words(earlier) == words(&promise));
        if !twice && !is_known(entries, &promise, now) {
            promises.push(promise);
        }
    }
    let again = !promises.is_empty() && is_another_call(entries, now);
    let ticket = ticket(entries, told, now);
    let known = round(entries).any(|entry| adds_nothing(&ticket, &entry.event));
    let first = !entries.iter().any(|entry| matches!(entry.event, Event::Ticket { .. }));
    // A promise alone, soon after a call, belongs to that call.
    let bare = Told { promises: &[], told: None, charge: None, ..*told } == Told::default();
    let call = (first || again || !(known || bare)).then_some(ticket);
    call.into_iter().chain(promises).chain(terms(entries, told)).collect()
}

/// Makes what else was settled, as far as it is new.
fn terms(entries: &[Entry], told: &Told<'_>) -> Option<Event> {
    let case = Case::of(entries);
    let new = |said: Option<&str>, known: Option<&str>| {
        said.filter(|said| known != Some(*said)).map(str::to_owned)
    };
    let (by, charge) = (new(told.told, case.told_by()), new(told.charge, case.charge()));
    (by.is_some() || charge.is_some()).then_some(Event::Terms { told: by, charge })
}

/// Makes the call; what is not told of its number is as it was, and a number that was to follow belongs to that call.
fn ticket(entries: &[Entry], told: &Told<'_>, now: &Zoned) -> Event {
    let case = Case::of(entries);
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let has_come = told.number.is_some() && is_to_follow(&case, entries, told, now);
    let last = case.calls.last().filter(|_| told.number.is_none() && told.reason.is_none());
    let (number, reason) = match last {
        Some(last) => (last.number.clone(), last.reason.clone()),
        None if has_come => (owned(told.number), Some(BY_MESSAGE.to_owned())),
        None => (owned(told.number), owned(told.reason)),
    };
    let (explanation, agent) = (owned(told.explanation), owned(told.agent));
    Event::Ticket { number, reason, explanation, agent }
}

/// Tells whether the newest call waits for its number: a message brings it, and nobody who explains anything.
fn is_to_follow(case: &Case, entries: &[Entry], told: &Told<'_>, now: &Zoned) -> bool {
    let waits =
        |call: &super::Call| call.number.is_none() && call.reason.as_deref() == Some(BY_MESSAGE);
    let talked = told.explanation.is_some() || told.agent.is_some();
    case.calls.last().is_some_and(waits) && !(talked && is_another_call(entries, now))
}

/// Tells whether what is promised now cannot have been promised in the newest call that was noted.
fn is_another_call(entries: &[Entry], now: &Zoned) -> bool {
    let mut calls = entries.iter().rev().filter(|it| matches!(it.event, Event::Ticket { .. }));
    let hour = SignedDuration::from_mins(SAME_CALL_MIN);
    let until = calls.next().map(|call| call.at.checked_add(hour));
    until.is_some_and(|until| until.is_ok_and(|until| until <= *now))
}

/// Returns the entries since it was last told what became of it, the newest first.
fn round(entries: &[Entry]) -> impl Iterator<Item = &Entry> {
    let ends = |event: &Event| matches!(event, Event::Became { .. } | Event::FollowedUp { .. });
    entries.iter().rev().take_while(move |entry| !ends(&entry.event))
}

/// Tells whether a call says nothing that an earlier note of it does not.
fn adds_nothing(ticket: &Event, earlier: &Event) -> bool {
    let Event::Ticket { number, reason, explanation, agent } = ticket else { return false };
    let Event::Ticket { number: n, reason: r, explanation: e, agent: a } = earlier else {
        return false;
    };
    // With its number, that it was to follow is no news.
    let same = number == n && (number.is_some() || reason == r);
    same && (explanation.is_none() || explanation == e) && (agent.is_none() || agent == a)
}

fn words(event: &Event) -> Option<String> {
    let Event::Promise { what, .. } = event else { return None };
    Some(what.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
}

fn due(event: &Event) -> Option<&Moment> {
    if let Event::Promise { due, .. } = event { due.as_ref() } else { None }
}

/// Tells whether a promise was noted before: in the same words and due at the same time, or not over yet.
fn is_known(entries: &[Entry], promise: &Event, now: &Zoned) -> bool {
    let same = |entry: &&Entry| words(&entry.event) == words(promise);
    let on_time = |entry: &Entry| due(promise).is_some() && due(&entry.event) == due(promise);
    if entries.iter().filter(same).any(on_time) {
        return true;
    }
    round(entries).filter(same).any(|entry| {
        due(&entry.event).map_or_else(|| a_day_after(&entry.at).end(), Moment::end) > *now
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Turn;

    fn at(text: &str) -> Zoned {
        format!("2026-11-{text}+07:00[+07:00]").parse().unwrap()
    }

    fn tell(entries: &mut Vec<Entry>, told: &Told<'_>, when: &str) -> Vec<&'static str> {
        let events = news(entries, told, &at(when));
        let kind = |event: &Event| if words(event).is_some() { "promise" } else { "ticket" };
        let kinds = events.iter().map(kind).collect();
        entries.extend(events.into_iter().map(|event| Entry { at: at(when), mono_ms: 0, event }));
        kinds
    }

    #[test]
    fn what_is_told_twice_is_written_once() {
        let promises = ["1x24 jam".to_owned(), "teknisi senin 10-12".to_owned()];
        let told = Told { number: Some("IN01"), promises: &promises, ..Told::default() };
        let mut entries = Vec::new();
        assert_eq!(tell(&mut entries, &told, "21T08:00:00"), ["ticket", "promise", "promise"]);
        for later in ["21T08:00:10", "21T08:07:00", "21T20:00:00"] {
            assert!(tell(&mut entries, &told, later).is_empty(), "{later}");
        }
        assert_eq!(Case::of(&entries).promises.len(), 2);
    }

    #[test]
    fn what_is_new_about_the_same_call_stays_one_call() {
        let mut entries = Vec::new();
        let number = Told { number: Some("IN01"), ..Told::default() };
        assert_eq!(tell(&mut entries, &number, "21T08:00:00"), ["ticket"]);
        let more = Told { explanation: Some("kabel putus"), ..Told::default() };
        assert_eq!(tell(&mut entries, &more, "21T08:10:00"), ["ticket"]);
        let promises = ["besok".to_owned()];
        let promise = Told { promises: &promises, ..Told::default() };
        assert_eq!(tell(&mut entries, &promise, "21T08:11:00"), ["promise"]);
        let case = Case::of(&entries);
        let [call] = &case.calls[..] else { panic!("{case:?}") };
        assert_eq!(call.number.as_deref(), Some("IN01"));
        assert_eq!(call.explanation.as_deref(), Some("kabel putus"));
    }

    #[test]
    fn a_number_that_was_to_follow_completes_its_call() {
        let waiting = |entries: &mut Vec<Entry>| {
            let none = Told { reason: Some("by-message"), ..Told::default() };
            assert_eq!(tell(entries, &none, "21T08:00:00"), ["ticket"]);
        };
        let number = Told { number: Some("IN01"), ..Told::default() };
        let mut entries = Vec::new();
        waiting(&mut entries);
        assert_eq!(tell(&mut entries, &number, "22T19:00:00"), ["ticket"]);
        assert!(tell(&mut entries, &number, "22T19:05:00").is_empty(), "told twice");
        let case = Case::of(&entries);
        assert_eq!((case.calls.len(), case.ticket(), case.contacts().len()), (1, Some("IN01"), 0));
        assert_eq!(case.calls[0].reason, None);
        // The message may say when somebody comes.
        let promises = ["teknisi selasa 10-12".to_owned()];
        let both = Told { promises: &promises, ..number };
        let mut entries = Vec::new();
        waiting(&mut entries);
        assert_eq!(tell(&mut entries, &both, "22T19:00:00"), ["ticket", "promise"]);
        let case = Case::of(&entries);
        assert_eq!((case.calls.len(), case.promise().is_some()), (1, true));
        // Where somebody explained it much later, that was another call.
        let mut entries = Vec::new();
        waiting(&mut entries);
        let told = Told { explanation: Some("kabel putus"), ..number };
        tell(&mut entries, &told, "22T19:00:00");
        assert_eq!(Case::of(&entries).calls.len(), 2);
    }

    #[test]
    fn a_later_promise_under_the_same_number_is_another_call() {
        let mut entries = Vec::new();
        let (first, second) = (["besok".to_owned()], ["senin 10-12".to_owned()]);
        let told = |promises| Told { number: Some("IN01"), promises, ..Told::default() };
        assert_eq!(tell(&mut entries, &told(&first), "20T08:00:00"), ["ticket", "promise"]);
        assert_eq!(tell(&mut entries, &told(&second), "21T09:00:00"), ["ticket", "promise"]);
        assert_eq!(Case::of(&entries).calls.len(), 2);
        let event = Event::Became { turn: Turn::Missed, when: None };
        entries.push(Entry { at: at("23T13:00:00"), mono_ms: 0, event });
        assert_eq!(tell(&mut entries, &told(&[]), "23T13:01:00"), ["ticket"]);
        assert_eq!(Case::of(&entries).calls.len(), 3);
    }

    #[test]
    fn a_promise_without_any_call_has_one() {
        let promises = ["besok".to_owned()];
        let told = Told { promises: &promises, ..Told::default() };
        assert_eq!(tell(&mut Vec::new(), &told, "20T08:00:00"), ["ticket", "promise"]);
    }
}
