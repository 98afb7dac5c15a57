//! What has become of a fault since the first call: calls, tickets, promises, and how it stands now.
//!
//! Pure. Everything is read from the log, and nothing is guessed: where nobody has said what became of a
//! promise, it is due, neither kept nor missed.

mod news;
mod promise;
mod situation;

pub use news::{Told, news};
pub use promise::{Days, Reading, promise, read};
pub use situation::{Situation, Standing};

use jiff::Zoned;

use crate::moment::Moment;
use crate::session::pending::{Asked, Awaited, BY_MESSAGE, Pending};
use crate::session::{Entry, Event, Turn};

/// A fault's history, the oldest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Case {
    /// The calls.
    pub calls: Vec<Call>,
    /// What was promised.
    pub promises: Vec<Promise>,
    /// What was refused.
    pub refusals: Vec<Refusal>,
    /// What else was settled.
    pub terms: Vec<Terms>,
    /// What the person said has become of it.
    pub turns: Vec<(Turn, Moment)>,
    /// The follow-ups that were written.
    pub follow_ups: Vec<FollowUp>,
    /// What is still to come.
    pending: Pending,
}

/// A call and what it came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// When it was noted.
    pub at: Zoned,
    /// The ticket number as given, leading zeros and case kept.
    pub number: Option<String>,
    /// Why there is none: a key such as `area-outage`.
    pub reason: Option<String>,
    /// What the agent explained, in the person's words.
    pub explanation: Option<String>,
}

/// Something that was promised.
#[derive(Debug, Clone, PartialEq)]
pub struct Promise {
    /// When it was noted.
    pub at: Zoned,
    /// What, in the person's words.
    pub what: String,
    /// When the window begins, where there is one.
    pub from: Option<Moment>,
    /// When it is due.
    pub due: Option<Moment>,
    /// The kind of days: `working`, `calendar`, `dated`, or none where it is unknown.
    pub days: Option<String>,
    /// What became of it; none while nobody said.
    pub kept: Option<bool>,
}

impl Promise {
    /// Tells whether its window has begun.
    fn is_begun(&self, now: &Zoned) -> bool {
        self.from.as_ref().is_some_and(|from| from.start() <= *now)
    }
}

/// Something that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// When it was noted.
    pub at: Zoned,
    /// What, in the person's words.
    pub what: String,
    /// The rule that was given for it.
    pub rule: Option<String>,
    /// Who can decide.
    pub decides: Option<String>,
}

/// What a call settled beside the number and the promise, in the person's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// When it was noted.
    pub at: Zoned,
    /// How one is told.
    pub told: Option<String>,
    /// The charge that was named, or that there is none.
    pub charge: Option<String>,
}

/// A follow-up that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// When.
    pub at: Zoned,
    /// The channel, such as `x`.
    pub to: String,
    /// The situation that it was about.
    pub about: Option<String>,
}

impl Case {
    /// Reads the history from a session's events, the oldest first.
    pub fn of<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Self {
        let mut case = Self::default();
        for entry in entries {
            case.take(entry);
        }
        case
    }

    fn take(&mut self, entry: &Entry) {
        let Entry { at, event, .. } = entry;
        let at = at.clone();
        if let (Event::Became { turn, .. }, Some(place)) = (event, self.pending.promise()) {
            self.keep(place, *turn);
        }
        let calls = self.pending.calls();
        self.pending.take(entry);
        match event {
            Event::Ticket { number, reason, explanation, .. } => {
                let [number, reason, explanation] = [number, reason, explanation].map(Clone::clone);
                let reason = reason.filter(|reason| number.is_none() || reason != BY_MESSAGE);
                self.called(
                    Call { at, number, reason, explanation },
                    self.pending.calls() == calls,
                );
            }
            Event::Promise { what, from, due, days } => {
                self.promises.push(Promise {
                    what: what.clone(),
                    from: from.clone(),
                    // What was over already when it was noted says nothing about when to ask.
                    due: due.clone().filter(|due| due.end() > at),
                    days: days.clone().filter(|days| days != "unknown"),
                    kept: None,
                    at,
                });
            }
            Event::Refused { what, rule, decides } => {
                let (what, rule, decides) = (what.clone(), rule.clone(), decides.clone());
                self.refusals.push(Refusal { at, what, rule, decides });
            }
            Event::Terms { told, charge } => {
                let (told, charge) = (told.clone(), charge.clone());
                self.terms.push(Terms { at, told, charge });
            }
            Event::Became { turn, when } => self.turn(*turn, when.as_ref(), at),
            Event::FollowedUp { to, about } => {
                self.follow_ups.push(FollowUp { at, to: to.clone(), about: about.clone() });
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

    /// Takes a call, or what is noted later about the same one.
    fn called(&mut self, call: Call, same: bool) {
        match self.calls.last_mut().filter(|_| same) {
            Some(last) => {
                last.explanation = call.explanation.or(last.explanation.take());
                if call.number.is_some() {
                    (last.number, last.reason) = (call.number, call.reason);
                }
            }
            None => self.calls.push(call),
        }
    }

    /// Writes down what became of the promise that counts.
    fn keep(&mut self, place: usize, turn: Turn) {
        let kept = match turn {
            Turn::Kept => Some(true),
            Turn::Missed => Some(false),
            Turn::Closed | Turn::Fixed | Turn::Broken | Turn::Paid => None,
        };
        if let (Some(promise), Some(_)) = (self.promises.get_mut(place), kept) {
            promise.kept = kept;
        }
    }

    fn turn(&mut self, turn: Turn, when: Option<&Moment>, at: Zoned) {
        let moment = when.cloned().unwrap_or_else(|| Moment::exact(at));
        self.turns.push((turn, moment));
    }

    /// Returns the ticket that is quoted: the newest number.
    pub fn ticket(&self) -> Option<&str> {
        self.calls.iter().rev().find_map(|call| call.number.as_deref())
    }

    /// Returns how one is told, as it was settled last.
    pub fn told_by(&self) -> Option<&str> {
        self.terms.iter().rev().find_map(|terms| terms.told.as_deref())
    }

    /// Returns the charge that was named last.
    pub fn charge(&self) -> Option<&str> {
        self.terms.iter().rev().find_map(|terms| terms.charge.as_deref())
    }

    /// Returns the promise that counts now, if any: of those that are open the next that is due, else the newest
    /// without a time; once all are told about, the newest since the newest call.
    pub fn promise(&self) -> Option<&Promise> {
        if let Some(place) = self.pending.promise() {
            return self.promises.get(place);
        }
        let call = self.calls.last().map(|call| &call.at);
        self.promises.last().filter(|promise| call.is_none_or(|call| promise.at >= *call))
    }

    /// Returns the promise that is waited for, with a time.
    fn due(&self) -> Option<(&Promise, &Moment)> {
        let ends = !matches!(self.turns.last(), Some((Turn::Kept, _)));
        if self.is_told() && ends {
            return None;
        }
        let promise = self.promises.get(self.pending.promise()?)?;
        Some((promise, promise.due.as_ref()?))
    }

    /// Tells whether the newest of all this is what the person said, not what was said to the person.
    fn is_told(&self) -> bool {
        self.pending.told().is_some()
    }

    /// Returns what is waited for, as lists of sessions have it.
    pub fn awaited(&self) -> Option<Awaited> {
        self.pending.awaited()
    }

    /// Returns the day after which it is fair to ask about the newest call, where nothing was promised.
    pub fn fair_wait(&self) -> Option<Moment> {
        self.calls.last().map(|call| self.pending.fair(&call.at))
    }

    /// Returns when the provider was asked after the report and since it worked last, the oldest first.
    pub fn contacts(&self) -> &[Asked] {
        self.pending.contacts()
    }

    /// Returns until when no call is needed: the end of what was promised, while that lies ahead.
    pub fn quiet_until(&self, now: &Zoned) -> Option<&Moment> {
        self.due().map(|(_, due)| due).filter(|due| due.end() > *now)
    }

    /// Tells how a promise stands at `now`; it is one of [`Case::promises`], by its place there.
    pub fn standing(&self, place: usize, now: &Zoned) -> Standing {
        let Some(promise) = self.promises.get(place) else { return Standing::Past };
        match (promise.kept, &promise.due) {
            (Some(true), _) => Standing::Kept,
            (Some(false), _) => Standing::Missed,
            (None, _) if !self.pending.is_open(place) => Standing::Past,
            (None, None) => Standing::Open,
            (None, Some(due)) if due.end() <= *now => Standing::Due,
            (None, Some(_)) if promise.is_begun(now) => Standing::Now,
            (None, Some(_)) => Standing::Waiting,
        }
    }

    /// Tells how the fault stands at `now`.
    pub fn situation(&self, now: &Zoned) -> Situation {
        if let Some((promise, due)) = self.due() {
            return match due.end() <= *now {
                true => Situation::Overdue,
                false if promise.is_begun(now) => Situation::DueNow,
                false => Situation::Waiting,
            };
        }
        if self.is_told() {
            return self.told();
        }
        let Some(call) = self.calls.last() else { return Situation::NotCalled };
        let waits = *now < self.pending.fair(&call.at).end();
        match call.reason.as_deref() {
            Some("dropped") => Situation::CallDropped,
            _ if waits => Situation::Waiting,
            Some("area-outage") => Situation::AreaOutage,
            Some("by-message") => Situation::NumberToCome,
            _ if self.ticket().is_none() => Situation::NoNumber,
            _ => Situation::NoWord,
        }
    }

    /// Tells how it stands by what the person said last.
    fn told(&self) -> Situation {
        let turns: Vec<_> = self.turns.iter().map(|(turn, _)| *turn).collect();
        match turns.as_slice() {
            [.., Turn::Closed, Turn::Broken] | [.., Turn::Broken, Turn::Closed] => {
                Situation::ClosedNotFixed
            }
            [.., Turn::Fixed, Turn::Broken] => Situation::BackAgain,
            [.., Turn::Broken] => Situation::NotFixed,
            [.., Turn::Paid] => Situation::PaidStillSuspended,
            [.., Turn::Fixed] => Situation::Fixed,
            [.., Turn::Closed] => Situation::Closed,
            [.., Turn::Missed] => Situation::Missed,
            [.., Turn::Kept] => Situation::Kept,
            [] => Situation::NotCalled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::codec::tests::event;
    use proptest::prelude::*;

    fn at(text: &str) -> Zoned {
        format!("2026-11-{text}+07:00[+07:00]").parse().unwrap()
    }

    fn entry(when: &str, event: Event) -> Entry {
        Entry { at: at(when), mono_ms: 0, event }
    }

    fn ticket(number: Option<&str>, reason: Option<&str>) -> Event {
        let (number, reason) = (number.map(Into::into), reason.map(Into::into));
        Event::Ticket { number, reason, explanation: None, agent: None }
    }

    fn promise(from: &str, due: &str) -> Event {
        let [from, due] = [from, due].map(|text| Some(Moment::exact(at(text))));
        Event::Promise { what: "teknisi".into(), from, due, days: Some("dated".into()) }
    }

    fn became(turn: Turn) -> Event {
        Event::Became { turn, when: None }
    }

    #[test]
    fn a_story_over_days_stands_as_it_was_told() {
        let story = [
            ("21T08:30:00", ticket(Some("IN01"), None), Situation::Waiting),
            ("21T08:31:00", promise("23T10:00:00", "23T12:00:00"), Situation::Waiting),
            ("23T13:00:00", became(Turn::Missed), Situation::Missed),
            ("23T13:20:00", ticket(Some("IN01"), None), Situation::Waiting),
            ("23T13:21:00", promise("24T10:00:00", "24T12:00:00"), Situation::Waiting),
            ("24T11:00:00", became(Turn::Kept), Situation::Kept),
            ("24T11:01:00", became(Turn::Fixed), Situation::Fixed),
            ("24T18:00:00", became(Turn::Broken), Situation::BackAgain),
            ("25T09:00:00", became(Turn::Closed), Situation::ClosedNotFixed),
            ("25T09:10:00", ticket(Some("IN02"), None), Situation::Waiting),
        ];
        let mut entries = Vec::new();
        for (when, event, stands) in story {
            entries.push(entry(when, event));
            assert_eq!(Case::of(&entries).situation(&at(when)), stands, "{when}");
        }
        let case = Case::of(&entries);
        assert_eq!(case.ticket(), Some("IN02"));
        assert_eq!(
            case.promises.iter().map(|it| it.kept).collect::<Vec<_>>(),
            [Some(false), Some(true)]
        );
    }

    #[test]
    fn a_promise_is_due_at_its_end_and_asked_about_after() {
        let case = Case::of(&[
            entry("21T08:30:00", ticket(Some("IN01"), None)),
            entry("21T08:31:00", promise("23T10:00:00", "23T12:00:00")),
        ]);
        for (now, stands) in [
            ("23T09:59:00", Situation::Waiting),
            ("23T10:00:00", Situation::DueNow),
            ("23T11:59:59", Situation::DueNow),
            ("23T12:00:00", Situation::Overdue),
        ] {
            assert_eq!(case.situation(&at(now)), stands, "{now}");
            assert_eq!(case.quiet_until(&at(now)).is_some(), stands != Situation::Overdue, "{now}");
        }
    }

    #[test]
    fn where_nothing_was_promised_a_day_passes_first() {
        for (reason, later) in [
            (None, Situation::NoNumber),
            (Some("area-outage"), Situation::AreaOutage),
            (Some("by-message"), Situation::NumberToCome),
            (Some("not-given"), Situation::NoNumber),
        ] {
            let case = Case::of(&[entry("21T08:30:00", ticket(None, reason))]);
            assert_eq!(case.situation(&at("21T20:00:00")), Situation::Waiting);
            assert_eq!(case.situation(&at("23T08:30:00")), later, "{reason:?}");
        }
        let dropped = Case::of(&[entry("21T08:30:00", ticket(None, Some("dropped")))]);
        assert_eq!(dropped.situation(&at("21T08:31:00")), Situation::CallDropped);
        let numbered = Case::of(&[entry("21T08:30:00", ticket(Some("IN01"), None))]);
        assert_eq!(numbered.situation(&at("23T08:30:00")), Situation::NoWord);
        assert_eq!(Case::default().situation(&at("21T08:00:00")), Situation::NotCalled);
    }

    proptest! {
        #[test]
        fn any_history_stands_somehow(events in prop::collection::vec(event(), 0..12)) {
            let entries: Vec<_> = events.into_iter().map(|event| entry("21T08:30:00", event)).collect();
            let case = Case::of(&entries);
            let stands = case.situation(&at("22T08:30:00"));
            prop_assert!(Situation::ALL.contains(&stands));
            let calls = entries.iter().filter(|it| matches!(it.event, Event::Ticket { .. })).count();
            // What is noted twice about one call is one.
            prop_assert!(case.calls.len() <= calls && case.calls.is_empty() == (calls == 0));
            // The list of sessions waits for the same thing, by the same rule.
            let waits = crate::session::glance::awaited(entries.iter().rev());
            let dated = waits.filter(|waits| waits.dated).map(|waits| waits.due);
            let quiet = case.quiet_until(&at("21T08:30:00")).cloned();
            prop_assert!(quiet.is_none() || quiet == dated);
        }
    }
}
