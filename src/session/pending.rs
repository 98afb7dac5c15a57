//! What is still to come of the calls: the one rule by which a promise counts, is told about, or is replaced.
//!
//! Pure.

use jiff::Zoned;

use super::{Entry, Event, Turn};
use crate::moment::{Grain, Moment};

/// What is waited for after a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Awaited {
    /// What was promised, in the person's words; none where nothing was.
    pub what: Option<String>,
    /// When the window of what was promised begins, where it is one.
    pub from: Option<Moment>,
    /// When it is due: the end of what was promised, or else a day after the call.
    pub due: Moment,
    /// Whether that is what was promised, and not a day after the call.
    pub dated: bool,
    /// The ticket number.
    pub ticket: Option<String>,
    /// Why there is no ticket number: a key such as `area-outage`.
    pub reason: Option<String>,
    /// What was refused in that call, in the person's words.
    pub refused: Option<String>,
    /// When it was noted.
    pub noted: Zoned,
}

/// A promise of which nobody has said yet what became of it.
#[derive(Debug, Clone, PartialEq)]
struct Open {
    /// Its place among all promises of the session.
    place: usize,
    /// The place of the call that it was made in.
    call: usize,
    at: Zoned,
    what: String,
    from: Option<Moment>,
    due: Option<Moment>,
}

/// The newest call.
#[derive(Debug, Clone, PartialEq)]
struct Call {
    at: Zoned,
    number: Option<String>,
    reason: Option<String>,
    refused: Option<String>,
}

/// What is still to come of a session's calls.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pending {
    open: Vec<Open>,
    call: Option<Call>,
    calls: usize,
    promises: usize,
    /// Whether it was said what became of it, or was asked about, since anything was promised.
    settled: bool,
}

impl Pending {
    /// Takes the next event of a session; the oldest comes first.
    pub fn take(&mut self, Entry { at, event, .. }: &Entry) {
        match event {
            Event::Ticket { number, reason, .. } => self.called(at, number.clone(), reason.clone()),
            Event::Promise { what, from, due, .. } => {
                // What was over already when it was noted says nothing about when to ask.
                let due = due.clone().filter(|due| due.end() > *at);
                self.promised(at, what, from.clone(), due);
            }
            Event::Refused { what, .. } => {
                if let Some(call) = &mut self.call {
                    call.refused = Some(what.clone());
                }
            }
            Event::Became { turn: Turn::Kept | Turn::Missed, .. } => {
                let place = self.promise();
                self.open.retain(|open| Some(open.place) != place);
                self.settled = true;
            }
            Event::Became { .. } => {
                self.open.clear();
                self.settled = true;
            }
            Event::FollowedUp { .. } => {
                // What lies ahead is waited for all the same.
                self.open.retain(|open| open.due.as_ref().is_some_and(|due| due.end() > *at));
                self.settled = true;
            }
            Event::Answered { .. }
            | Event::Skipped { .. }
            | Event::WentBack { .. }
            | Event::Noted { .. }
            | Event::Measured { .. }
            | Event::Verdict { .. }
            | Event::Summarised { .. }
            | Event::Language { .. }
            | Event::Place { .. }
            | Event::Restarting { .. }
            | Event::Sighted { .. }
            | Event::Withdrawn { .. }
            | Event::Finished => {}
        }
    }

    /// A new call: what was promised before stands unless its time is over, until something else is promised.
    fn called(&mut self, at: &Zoned, number: Option<String>, reason: Option<String>) {
        self.open.retain(|open| open.due.as_ref().is_some_and(|due| due.end() > *at));
        self.calls += 1;
        self.settled = false;
        self.call = Some(Call { at: at.clone(), number, reason, refused: None });
    }

    fn promised(&mut self, at: &Zoned, what: &str, from: Option<Moment>, due: Option<Moment>) {
        let (place, call) = (self.promises, self.calls);
        self.promises += 1;
        self.settled = false;
        // One call may promise several things; a later one puts its own in their place.
        self.open.retain(|open| open.call == call);
        self.open.push(Open { place, call, at: at.clone(), what: what.to_owned(), from, due });
    }

    /// Returns the place, among all promises of the session, of the one that counts: the next that is due,
    /// else the newest without a time.
    pub fn promise(&self) -> Option<usize> {
        self.counting().map(|open| open.place)
    }

    /// Tells whether nobody has said yet what became of a promise, and nothing took its place.
    pub fn is_open(&self, place: usize) -> bool {
        self.open.iter().any(|open| open.place == place)
    }

    fn counting(&self) -> Option<&Open> {
        let end = |open: &&Open| open.due.as_ref().map(Moment::end);
        let dated = self.open.iter().filter(|open| open.due.is_some());
        dated.min_by_key(end).or_else(|| self.open.last())
    }

    /// Tells what is waited for; nothing once it was told what became of it, or it was asked about, or where
    /// the call dropped and is to be made again.
    pub fn awaited(&self) -> Option<Awaited> {
        let (call, promise) = (self.call.as_ref(), self.counting());
        let due = promise.and_then(|open| open.due.clone());
        let dropped = call.is_some_and(|call| call.reason.as_deref() == Some("dropped"));
        if due.is_none() && (self.settled || (dropped && promise.is_none())) {
            return None;
        }
        let noted = promise.map(|open| &open.at).or_else(|| call.map(|call| &call.at))?.clone();
        Some(Awaited {
            what: promise.map(|open| open.what.clone()),
            from: promise.and_then(|open| open.from.clone()),
            dated: due.is_some(),
            due: due.unwrap_or_else(|| a_day_after(&noted)),
            ticket: call.and_then(|call| call.number.clone()),
            reason: call.and_then(|call| call.reason.clone()),
            refused: call.and_then(|call| call.refused.clone()),
            noted,
        })
    }
}

/// Returns when it is time to ask where nothing else was said: the first follow-up is after 24 hours.
pub fn a_day_after(at: &Zoned) -> Moment {
    let at = at.checked_add(jiff::Span::new().days(1)).unwrap_or_else(|_| at.clone());
    Moment { grain: Grain::Day, ..Moment::exact(at) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Zoned {
        format!("2026-11-{text}+07:00[+07:00]").parse().unwrap()
    }

    fn told(story: &[(&str, Event)]) -> Option<(Option<String>, Zoned)> {
        let mut pending = Pending::default();
        for (when, event) in story {
            pending.take(&Entry { at: at(when), mono_ms: 0, event: event.clone() });
        }
        pending.awaited().map(|awaited| (awaited.what, awaited.due.end()))
    }

    fn ticket() -> Event {
        Event::Ticket { number: Some("IN01".into()), reason: None, explanation: None, agent: None }
    }

    fn promise(what: &str, due: Option<&str>) -> Event {
        let due = due.map(|due| Moment::exact(at(due)));
        Event::Promise { what: what.into(), from: None, due, days: None }
    }

    fn became(turn: Turn) -> Event {
        Event::Became { turn, when: None }
    }

    fn waits(what: &str, due: &str) -> (Option<String>, Zoned) {
        (Some(what.into()), at(due))
    }

    #[test]
    fn of_several_promises_the_next_one_is_waited_for() {
        let mut story = vec![
            ("20T08:00:00", ticket()),
            ("20T08:01:00", promise("teknisi", Some("23T12:00:00"))),
            ("20T08:01:01", promise("sms", Some("21T12:00:00"))),
        ];
        assert_eq!(told(&story), Some(waits("sms", "21T12:00:00")));
        story.push(("21T13:00:00", became(Turn::Kept)));
        assert_eq!(told(&story), Some(waits("teknisi", "23T12:00:00")));
        story.push(("23T13:00:00", became(Turn::Missed)));
        assert_eq!(told(&story), None);
    }

    #[test]
    fn a_later_call_keeps_what_stands_and_replaces_what_it_promises_anew() {
        let mut story = vec![
            ("20T08:00:00", ticket()),
            ("20T08:01:00", promise("teknisi", Some("23T12:00:00"))),
            ("21T08:00:00", ticket()),
        ];
        assert_eq!(told(&story), Some(waits("teknisi", "23T12:00:00")));
        story.push(("21T08:01:00", promise("teknisi lain", Some("24T12:00:00"))));
        assert_eq!(told(&story), Some(waits("teknisi lain", "24T12:00:00")));
    }

    #[test]
    fn an_end_ends_it_and_a_new_promise_begins_it_again() {
        for turn in [Turn::Kept, Turn::Missed, Turn::Closed, Turn::Fixed, Turn::Broken, Turn::Paid]
        {
            let mut story = vec![
                ("20T08:00:00", ticket()),
                ("20T08:01:00", promise("teknisi", Some("23T12:00:00"))),
                ("23T13:00:00", became(turn)),
            ];
            assert_eq!(told(&story), None, "{turn:?}");
            story.push(("23T13:01:00", promise("besok", Some("24T12:00:00"))));
            assert_eq!(told(&story), Some(waits("besok", "24T12:00:00")), "{turn:?}");
        }
    }

    #[test]
    fn asking_ends_what_is_due_and_not_what_lies_ahead() {
        let asked = Event::FollowedUp { to: "x".into(), about: None };
        let story = |when| {
            told(&[
                ("20T08:00:00", ticket()),
                ("20T08:01:00", promise("teknisi", Some("23T12:00:00"))),
                (when, asked.clone()),
            ])
        };
        assert_eq!(story("22T08:00:00"), Some(waits("teknisi", "23T12:00:00")));
        assert_eq!(story("23T12:00:00"), None);
        assert_eq!(told(&[("20T08:00:00", ticket()), ("20T09:00:00", asked)]), None);
    }

    #[test]
    fn a_refusal_goes_with_what_is_waited_for() {
        let mut pending = Pending::default();
        let refused = Event::Refused { what: "ganti modem".into(), rule: None, decides: None };
        for event in [ticket(), refused] {
            pending.take(&Entry { at: at("20T08:00:00"), mono_ms: 0, event });
        }
        assert_eq!(pending.awaited().unwrap().refused.as_deref(), Some("ganti modem"));
    }
}
