//! The record of a run: one header, then one event a line.
//!
//! Pure: this is the format only; [`crate::store`] puts it on disk. An event is never changed once it is
//! written, so that killing the program at any moment loses at most the answer being typed.

mod asked;
pub mod codec;
pub mod glance;
pub mod pending;
mod restart;
mod withdrawn;

pub use codec::fnv1a;
pub use restart::{Restart, Return, Sighting, Stage, Watched};
pub use withdrawn::{Noted, count, counting};

use jiff::Zoned;
use serde::{Deserialize, Serialize};

use crate::diagnosis::Diagnosis;
use crate::evidence::Evidence;
use crate::lang::Lang;
use crate::moment::{Moment, rfc9557};

/// The newest log format that this program writes and reads.
pub const FORMAT: u32 = 1;

/// The first line of a log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// The log's format; a newer one is refused, not rewritten.
    pub format: u32,
    /// The program and version that began the session, such as `cekdulu 0.1.0`.
    pub program: String,
    /// The list's key.
    pub list: String,
    /// The list's version.
    pub version: String,
    /// A hash of the list's text, so that a changed snapshot is noticed: FNV-1a, 64 bits, in hex.
    pub hash: String,
    /// The language that the session began in.
    pub lang: Lang,
    /// The day of the data that the program carries, such as `2026-11-22`.
    pub data_date: String,
    /// When the session began.
    #[serde(with = "rfc9557")]
    pub at: Zoned,
}

/// One line of the log after the header.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The wall-clock time, with offset and zone.
    #[serde(with = "rfc9557")]
    pub at: Zoned,
    /// Milliseconds of a clock that never jumps, from the start of the program that wrote the line.
    pub mono_ms: u64,
    /// What happened.
    pub event: Event,
}

/// What can happen in a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Event {
    /// A step was answered.
    Answered {
        /// The step's key.
        step: String,
        /// The answer.
        answer: Answer,
    },
    /// A step was left without an answer.
    Skipped {
        /// The step's key.
        step: String,
        /// How.
        how: Omission,
        /// Why, in the person's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// The person went back to a step; later answers stay.
    WentBack {
        /// The step's key.
        to: String,
    },
    /// A note was put beside a step; an empty one takes it away.
    Noted {
        /// The step's key.
        step: String,
        /// The note.
        note: String,
    },
    /// The network was looked at for a step.
    Measured {
        /// The step's key.
        step: String,
        /// What was seen.
        evidence: Evidence,
    },
    /// The look came to a verdict, which answers the step.
    Verdict {
        /// The step's key.
        step: String,
        /// What the evidence proves.
        diagnosis: Diagnosis,
    },
    /// The person went straight to the summary; `false` takes that back.
    Summarised {
        /// Whether the rest of the questions is left out.
        on: bool,
    },
    /// The person changed the language.
    Language {
        /// The new language.
        lang: Lang,
    },
    /// The person said which remembered place the session is about; none for a new one.
    Place {
        /// The place's name.
        name: Option<String>,
    },
    /// A call came to a ticket, or to none.
    Ticket {
        /// The number as given, leading zeros and case kept; none is normal too.
        number: Option<String>,
        /// Why there is none: a key such as `area-outage`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// What the agent explained, in the person's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        explanation: Option<String>,
        /// The agent's first name. It travels in no text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<String>,
    },
    /// Something was promised.
    Promise {
        /// What, in the person's words.
        what: String,
        /// When the window begins, where there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Moment>,
        /// When it is due: the end of the window, or the deadline.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Moment>,
        /// Working or calendar days.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        days: Option<String>,
    },
    /// The agent said no: what may not be, by which rule, and who could decide, in the person's words.
    Refused {
        /// What was refused.
        what: String,
        /// The rule that was given for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule: Option<String>,
        /// Who can decide.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decides: Option<String>,
    },
    /// What a call settled beside the number and the promise, in the person's words.
    Terms {
        /// How one is told, such as "SMS".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        told: Option<String>,
        /// The charge that was named, or that there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        charge: Option<String>,
    },
    /// The person said what has become of it since.
    Became {
        /// What.
        turn: Turn,
        /// When, where that was said; else the entry's own time is as near as is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        when: Option<Moment>,
    },
    /// A follow-up was written.
    FollowedUp {
        /// The channel, such as `x`.
        to: String,
        /// What it was about: the key of a situation, such as `visit-missed`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<String>,
    },
    /// A guided restart went on by one stage; the entry's own time is the time of the stage.
    Restarting {
        /// The step's key.
        step: String,
        /// Which stage.
        stage: Stage,
        /// Whether it was reached while nobody looked, so that its time is not known.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        earlier: bool,
    },
    /// The program saw something go or come back during a restart.
    Sighted {
        /// The step's key.
        step: String,
        /// What was seen, and when.
        sighting: Sighting,
        /// When, in milliseconds of the clock of [`Entry::mono_ms`].
        seen_ms: u64,
    },
    /// What was noted of a call last under these words counts no more: it was wrong, or is noted anew.
    Withdrawn {
        /// What it was.
        of: Noted,
        /// The number, the reason, or the words; none for a call of which nothing was known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        said: Option<String>,
    },
    /// The run reached its end.
    Finished,
}

/// What can become of a fault between one call and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Turn {
    /// What was promised was done: somebody came, or an answer came.
    Kept,
    /// What was promised was not done in its time.
    Missed,
    /// The provider closed the ticket.
    Closed,
    /// It works again.
    Fixed,
    /// It does not work, still or again.
    Broken,
    /// The bill was paid, and the service is suspended all the same.
    Paid,
}

/// An answer to a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "as", rename_all = "kebab-case")]
pub enum Answer {
    /// Done, read, or waited for.
    Done,
    /// "I don't know": an answer, but to no condition.
    Unknown,
    /// Yes or no.
    YesNo {
        /// Whether yes.
        yes: bool,
    },
    /// One option.
    Choice {
        /// Its key.
        option: String,
    },
    /// Several options.
    Multi {
        /// Their keys, in the list's order.
        options: Vec<String>,
    },
    /// A number.
    Number {
        /// In the step's unit.
        value: f64,
    },
    /// Words.
    Text {
        /// As typed, line breaks kept.
        text: String,
    },
    /// A point in time.
    DateTime {
        /// When.
        moment: Moment,
        /// The person's own words.
        said: String,
    },
    /// What became of a restart.
    Restart(Restart),
    /// What one probe saw.
    Probe {
        /// Whether it passed; none where this computer could not look.
        passed: Option<bool>,
    },
}

/// How a step was left without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Omission {
    /// The person did not want to.
    Skipped,
    /// The person tried and could not.
    CouldNot,
    /// The question does not fit this home.
    NotApplicable,
}
