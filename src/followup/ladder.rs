//! Whom to ask next, and when: one channel at a time, one step for each broken promise or fair wait.
//!
//! Pure.

use jiff::Zoned;
use jiff::civil::Time;

use super::data::Data;
use super::facts::hours;
use crate::case::Case;
use crate::lang::Lang;
use crate::moment::Moment;
use crate::session::Turn;
use crate::session::pending::{Asked, wait_hours};

/// A step of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rung {
    /// The same ticket again, through one channel.
    SameTicket,
    /// Through the same channel to whoever can decide.
    Supervisor,
    /// In writing: e-mail or app.
    Written,
    /// At an outlet.
    Outlet,
    /// A consumer body or regulator.
    Body,
}

/// A time that the provider was asked after the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// When.
    pub at: Zoned,
    /// The channel, `call` for a telephone call.
    pub to: String,
    /// Which step that was.
    pub rung: Rung,
}

/// Where one stands on the ladder.
#[derive(Debug, Clone, PartialEq)]
pub struct Ladder {
    /// The newest time that the provider was asked after the report.
    pub last: Option<Contact>,
    /// The next step.
    pub next: Rung,
    /// Before when it is too early for that; none where it is time.
    pub not_before: Option<Zoned>,
    /// How often the provider was asked after the report.
    asked: usize,
}

impl Rung {
    /// Every step, the first first.
    pub const ALL: &[Self] =
        &[Self::SameTicket, Self::Supervisor, Self::Written, Self::Outlet, Self::Body];

    /// Returns its key in the data.
    pub fn key(self) -> &'static str {
        match self {
            Self::SameTicket => "same-ticket",
            Self::Supervisor => "supervisor",
            Self::Written => "written",
            Self::Outlet => "outlet",
            Self::Body => "body",
        }
    }

    /// Says what to do.
    pub fn say(self, lang: Lang) -> &'static str {
        let row = Data::builtin().rung.iter().find(|row| row.key == self.key());
        row.map_or("", |row| row.say.get(lang))
    }

    /// Returns the step after it; the last is followed by itself.
    fn above(self) -> Self {
        match self {
            Self::SameTicket => Self::Supervisor,
            Self::Supervisor => Self::Written,
            Self::Written => Self::Outlet,
            Self::Outlet | Self::Body => Self::Body,
        }
    }

    /// Returns the step that a channel is for, and the highest that it can be.
    fn of_channel(to: &str) -> (Self, Self) {
        match to {
            "email" => (Self::Written, Self::Written),
            // A letter is taken to an outlet or sent to a body; a second one goes higher.
            "letter" => (Self::Outlet, Self::Body),
            _ => (Self::SameTicket, Self::Supervisor),
        }
    }
}

impl Ladder {
    /// Tells where one stands at `now`.
    pub fn of(case: &Case, now: &Zoned) -> Self {
        let mut last: Option<Contact> = None;
        let report = case.calls.iter().find(|call| call.reason.as_deref() != Some("dropped"));
        let mut since = report.or(case.calls.first()).map(|call| call.at.clone());
        let mut asked = 0;
        let mut contacts = case.contacts().to_vec();
        contacts.sort_by(|a, b| a.at.cmp(&b.at));
        for Asked { at, to, .. } in contacts {
            let ready =
                since.as_ref().is_none_or(|since| too_early(case, since, asked, &at).is_none());
            let (low, high) = Rung::of_channel(&to);
            let reached = last.as_ref().map_or(low, |last| {
                let above = if ready { last.rung.above() } else { last.rung };
                above.min(high.max(last.rung)).max(low)
            });
            since = Some(at.clone());
            asked += 1;
            last = Some(Contact { at, to, rung: reached });
        }
        let next = last.as_ref().map_or(Rung::SameTicket, |last| last.rung.above());
        let pending = case.quiet_until(now).map(Moment::end);
        let early = since.and_then(|since| too_early(case, &since, asked, now));
        Self { last, next, not_before: pending.or(early), asked }
    }

    /// Tells whether it is time for the next step.
    pub fn is_time(&self) -> bool {
        self.not_before.is_none()
    }

    /// Returns the newest time that another channel was used, where its answer is still waited for.
    pub fn other_channel(&self, to: &str) -> Option<&Contact> {
        self.last.as_ref().filter(|last| last.to != to && !self.is_time())
    }

    /// Returns until when to wait for an answer to what is sent at `now`.
    pub fn wait_after(&self, now: &Zoned) -> Zoned {
        now.checked_add(hours(wait_hours(self.asked + 1))).unwrap_or_else(|_| now.clone())
    }
}

/// Returns until when an answer is waited for, where at `now` nothing was broken since and the wait is not over.
fn too_early(case: &Case, since: &Zoned, asked: usize, now: &Zoned) -> Option<Zoned> {
    let broken = case.turns.iter().any(|(turn, moment)| {
        let bad = matches!(turn, Turn::Missed | Turn::Broken | Turn::Paid);
        bad && moment.end() > *since && moment.start() <= *now
    });
    let passed = case.promises.iter().filter(|promise| promise.kept != Some(true)).any(|promise| {
        promise.due.as_ref().is_some_and(|due| due.end() > *since && due.end() <= *now)
    });
    let until = since.checked_add(hours(wait_hours(asked))).ok()?;
    (!broken && !passed && until > *now).then_some(until)
}

/// Returns when a text may be sent, where it is too late or too early in the day at `now`.
pub fn send_at(now: &Zoned) -> Option<Zoned> {
    let (from, to) = Data::builtin().quiet;
    let day = match now.hour() {
        hour if hour >= from => now.date().tomorrow().ok()?,
        hour if hour < to => now.date(),
        _ => return None,
    };
    let morning = Time::new(to, 0, 0, 0).ok()?;
    day.to_datetime(morning).to_zoned(now.time_zone().clone()).ok()
}
