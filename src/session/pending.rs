//! What is still to come of the calls: the one rule by which a promise counts, is told about, or is replaced.
//!
//! Pure.

use jiff::Zoned;

pub use super::asked::{Asked, wait_hours, waits_for_answer};
use super::{Entry, Event, Turn};
use crate::moment::{Grain, Moment};

/// What is waited for after a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Awaited {
    /// What was promised, in the person's words; none where nothing was.
    pub what: Option<String>,
    /// When the window of what was promised begins, where it is one.
    pub from: Option<Moment>,
    /// When it is due: the end of what was promised, or of the wait for an answer, or else a day after the call.
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
    /// How it was asked about, where it is the answer to that which is waited for.
    pub asked: Option<Asked>,
}

/// For how many minutes what is noted under the same number belongs to the same call.
pub const SAME_CALL_MIN: i64 = 60;

/// The reason that a log gives for a number that comes later; with a number, that it has come.
pub const BY_MESSAGE: &str = "by-message";

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
    /// Whether a call came to anything.
    reported: bool,
    promises: usize,
    /// Whether it was said what became of it, or was asked about, since anything was promised.
    settled: bool,
    /// When the provider was asked after the report, since it worked last.
    contacts: Vec<Asked>,
    /// Whether the answer to the newest of these is waited for.
    asked: bool,
    /// What the person said last, where nothing was said to the person since.
    told: Option<Turn>,
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
            Event::Became { turn: turn @ (Turn::Kept | Turn::Missed), .. } => {
                let place = self.promise();
                self.open.retain(|open| Some(open.place) != place);
                self.turned(*turn);
            }
            Event::Became { turn, when } => {
                self.open.clear();
                if *turn == Turn::Fixed {
                    let begins = when.as_ref().map_or_else(|| at.clone(), Moment::start);
                    self.contacts.retain(|asked| asked.at > begins);
                }
                self.turned(*turn);
            }
            Event::FollowedUp { to, about } => self.followed_up(at, to, about.as_deref()),
            Event::Answered { .. }
            | Event::Skipped { .. }
            | Event::WentBack { .. }
            | Event::Noted { .. }
            | Event::Measured { .. }
            | Event::Verdict { .. }
            | Event::Summarised { .. }
            | Event::Terms { .. }
            | Event::Language { .. }
            | Event::Place { .. }
            | Event::Restarting { .. }
            | Event::Sighted { .. }
            | Event::Withdrawn { .. }
            | Event::Finished => {}
        }
    }

    fn turned(&mut self, turn: Turn) {
        self.settled = true;
        self.asked = false;
        self.told = Some(turn);
    }

    fn followed_up(&mut self, at: &Zoned, to: &str, about: Option<&str>) {
        if to == "employer" {
            return;
        }
        // What lies ahead is waited for all the same.
        self.keep_ahead(at);
        self.settled = true;
        let thanks = about.is_none() && matches!(self.told, Some(Turn::Fixed | Turn::Kept));
        if !thanks && waits_for_answer(to, about) {
            self.contacted(at, to);
            self.asked = true;
        }
    }

    /// The provider was asked: its answer is waited for, the longer the more often it was.
    fn contacted(&mut self, at: &Zoned, to: &str) {
        let wait = jiff::Span::new().hours(wait_hours(self.contacts.len() + 1));
        let until = at.checked_add(wait).unwrap_or_else(|_| at.clone());
        self.contacts.push(Asked { at: at.clone(), to: to.to_owned(), until });
    }

    /// Keeps of what was promised what lies ahead.
    fn keep_ahead(&mut self, at: &Zoned) {
        self.open.retain(|open| open.due.as_ref().is_some_and(|due| due.end() > *at));
    }

    /// A new call: what was promised before stands unless its time is over, until something else is promised.
    fn called(&mut self, at: &Zoned, number: Option<String>, reason: Option<String>) {
        let same = self.is_same_call(at, number.as_deref(), reason.as_deref());
        if let Some(call) = self.call.as_mut().filter(|_| same) {
            if number.is_some() {
                (call.number, call.reason) = (number, None);
            }
            return;
        }
        self.keep_ahead(at);
        self.calls += 1;
        (self.settled, self.asked, self.told) = (false, false, None);
        let dropped = reason.as_deref() == Some("dropped");
        if self.reported && !dropped {
            self.contacted(at, "call");
        }
        self.reported |= !dropped;
        self.call = Some(Call { at: at.clone(), number, reason, refused: None });
    }

    /// Tells whether what is noted belongs to the newest call: soon after it and under the same number, or the
    /// number that has come by message.
    fn is_same_call(&self, at: &Zoned, number: Option<&str>, reason: Option<&str>) -> bool {
        let Some(call) = &self.call else { return false };
        if number.is_some() && reason == Some(BY_MESSAGE) {
            return call.number.is_none();
        }
        let near = is_soon_after(at, &call.at);
        let alike = (call.number.as_deref(), call.reason.as_deref()) == (number, reason);
        let asked =
            self.contacts.last().is_some_and(|asked| asked.at >= call.at && asked.to != "call");
        near && alike && !asked && self.told.is_none()
    }

    fn promised(&mut self, at: &Zoned, what: &str, from: Option<Moment>, due: Option<Moment>) {
        let (place, call) = (self.promises, self.calls);
        self.promises += 1;
        (self.settled, self.asked, self.told) = (false, false, None);
        // One call may promise several things; a later one puts its own in their place.
        // So does one that is noted later of the same: it was moved.
        self.open.retain(|open| open.call == call && is_soon_after(at, &open.at));
        self.open.push(Open { place, call, at: at.clone(), what: what.to_owned(), from, due });
    }

    /// Returns how many calls there were; what is noted twice about one counts once.
    pub fn calls(&self) -> usize {
        self.calls
    }

    /// Returns when the provider was asked after the report and since it worked last, the oldest first.
    pub fn contacts(&self) -> &[Asked] {
        &self.contacts
    }

    /// Returns what the person said last, where nothing was said to the person since.
    pub fn told(&self) -> Option<Turn> {
        self.told
    }

    /// Returns when it is fair to ask about what was noted at `at`, where nothing else was said.
    pub fn fair(&self, at: &Zoned) -> Moment {
        days_after(at, wait_hours(self.contacts.len()))
    }

    /// Returns how it was asked about last, where the answer is what is waited for.
    pub fn asked(&self) -> Option<&Asked> {
        self.contacts.last().filter(|_| self.asked)
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

    /// Tells what is waited for: what was promised while it lies ahead, else the answer to what was asked last;
    /// nothing once it was told what became of it, or where the call dropped and is to be made again.
    pub fn awaited(&self) -> Option<Awaited> {
        let (call, promise) = (self.call.as_ref(), self.counting());
        let due = promise.and_then(|open| open.due.clone());
        let dropped = call.is_some_and(|call| call.reason.as_deref() == Some("dropped"));
        let asked = self.asked().filter(|_| due.is_none());
        if due.is_none() && asked.is_none() && (self.settled || (dropped && promise.is_none())) {
            return None;
        }
        let noted = promise.map(|open| &open.at).or_else(|| call.map(|call| &call.at))?.clone();
        Some(Awaited {
            what: promise.map(|open| open.what.clone()),
            from: promise.and_then(|open| open.from.clone()),
            dated: due.is_some(),
            due: due.unwrap_or_else(|| match asked {
                Some(asked) => Moment::exact(asked.until.clone()),
                None => self.fair(&noted),
            }),
            ticket: call.and_then(|call| call.number.clone()),
            reason: call.and_then(|call| call.reason.clone()),
            refused: call.and_then(|call| call.refused.clone()),
            noted,
            asked: asked.cloned(),
        })
    }
}

/// Tells whether something was noted so soon after another that it was the same talk.
fn is_soon_after(at: &Zoned, earlier: &Zoned) -> bool {
    let until = earlier.checked_add(jiff::SignedDuration::from_mins(SAME_CALL_MIN));
    *earlier <= *at && until.is_ok_and(|until| *at < until)
}

/// Returns when it is time to ask where nothing else was said: the first follow-up is after 24 hours.
pub fn a_day_after(at: &Zoned) -> Moment {
    days_after(at, wait_hours(0))
}

/// Returns the day on which so many hours are over.
fn days_after(at: &Zoned, hours: i64) -> Moment {
    let days = jiff::Span::new().days(hours / 24);
    let at = at.checked_add(days).unwrap_or_else(|_| at.clone());
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

    fn asked(to: &str, about: Option<&str>) -> Event {
        Event::FollowedUp { to: to.into(), about: about.map(Into::into) }
    }

    fn asks(until: &str) -> (Option<String>, Zoned) {
        (None, at(until))
    }

    #[test]
    fn asking_waits_for_the_answer_and_not_in_place_of_what_lies_ahead() {
        let story = |when| {
            told(&[
                ("20T08:00:00", ticket()),
                ("20T08:01:00", promise("teknisi", Some("23T12:00:00"))),
                (when, asked("x", None)),
            ])
        };
        assert_eq!(story("22T08:00:00"), Some(waits("teknisi", "23T12:00:00")));
        assert_eq!(story("23T12:00:00"), Some(asks("24T12:00:00")));
        let mut story = vec![("20T08:00:00", ticket()), ("21T09:00:00", asked("x", None))];
        assert_eq!(told(&story), Some(asks("22T09:00:00")));
        story.push(("22T10:00:00", asked("email", Some("no-word"))));
        assert_eq!(told(&story), Some(asks("24T10:00:00")), "two days from the second on");
        story.push(("23T10:00:00", asked("employer", None)));
        assert_eq!(told(&story), Some(asks("24T10:00:00")), "an employer answers nothing");
        let end = story.len();
        for turn in [Turn::Kept, Turn::Missed, Turn::Closed, Turn::Fixed, Turn::Broken, Turn::Paid]
        {
            story.truncate(end);
            story.push(("24T09:00:00", became(turn)));
            assert_eq!(told(&story), None, "{turn:?}");
        }
        story.truncate(end);
        story.push(("24T09:00:00", promise("kabar", Some("26T12:00:00"))));
        assert_eq!(told(&story), Some(waits("kabar", "26T12:00:00")));
    }

    #[test]
    fn a_promise_that_was_moved_is_replaced() {
        let story = [
            ("20T08:00:00", ticket()),
            ("20T08:01:00", promise("teknisi", Some("23T12:00:00"))),
            ("23T13:00:00", promise("teknisi, besok", Some("24T12:00:00"))),
        ];
        assert_eq!(told(&story), Some(waits("teknisi, besok", "24T12:00:00")));
    }

    #[test]
    fn thanks_wait_for_nothing_and_a_fault_that_is_back_begins_anew() {
        let mut story = vec![
            ("20T08:00:00", ticket()),
            ("21T09:00:00", asked("x", None)),
            ("22T10:00:00", asked("x", None)),
            ("22T12:00:00", became(Turn::Fixed)),
            ("22T12:10:00", asked("x", Some("fixed"))),
        ];
        assert_eq!(told(&story), None);
        story[4].1 = asked("x", None);
        assert_eq!(told(&story), None, "thanks, by what was told before");
        story[4].1 = asked("x", Some("fixed"));
        story.push(("23T08:00:00", became(Turn::Broken)));
        story.push(("23T08:10:00", asked("x", Some("back-again"))));
        assert_eq!(told(&story), Some(asks("24T08:10:00")));
    }

    #[test]
    fn a_number_that_comes_by_message_belongs_to_the_call() {
        let reason = |number: Option<&str>| Event::Ticket {
            number: number.map(Into::into),
            reason: Some(BY_MESSAGE.into()),
            explanation: None,
            agent: None,
        };
        let mut pending = Pending::default();
        for (when, event) in [("20T08:00:00", reason(None)), ("20T19:00:00", reason(Some("IN01")))]
        {
            pending.take(&Entry { at: at(when), mono_ms: 0, event });
        }
        let waits = pending.awaited().unwrap();
        assert_eq!((waits.ticket.as_deref(), waits.reason), (Some("IN01"), None));
        assert_eq!((pending.calls(), pending.contacts().len()), (1, 0));
        assert_eq!(waits.noted, at("20T08:00:00"));
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
