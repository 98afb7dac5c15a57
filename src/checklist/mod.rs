//! What a checklist is, once it has been read: plain types without positions.
//!
//! Pure. [`mod@parse`] makes these from TOML and says what is wrong with a file;
//! [`condition`] tells whether a condition holds. Nothing here can run a command, name a host to
//! contact or read a file: lists are passed from hand to hand.

pub mod check;
pub mod closed;
pub mod condition;
pub mod finding;
pub mod pace;
mod paper;
pub mod parse;
pub mod pattern;
pub mod providers;
pub mod ranges;
pub mod regulators;
pub mod requests;
mod schema;
mod slot;
pub mod slots;
pub mod words;
mod write;

pub use check::sentences;
pub use condition::Condition;
pub use finding::Finding;
pub(crate) use paper::asks;
pub use paper::paper;
pub use parse::{MAX_BYTES, Parsed, Resolver, findings, parse, parse_with};
pub(crate) use parse::{is_key, nearest};
pub use schema::schema;
pub use slot::Slot;
pub use write::write_out;

use serde::{Deserialize, Serialize};

use crate::diagnosis::Segment;
use crate::lang::{Lang, Text};

/// A checklist of format 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Checklist {
    /// The list's key, such as `internet-mati`.
    pub key: String,
    /// The list's own version, such as `1.0.0`.
    pub version: String,
    /// What the list is about, such as `internet`.
    pub service: String,
    /// How it is gone through.
    pub style: Style,
    /// The problem in the user's words.
    pub title: Text,
    /// The languages that every text of the list has; both, unless it is written in one only.
    pub languages: Vec<Lang>,
    /// The parts, in order; each ends in a pause point.
    pub phases: Vec<Phase>,
    /// What the answers can come to; the first that holds counts.
    pub outcomes: Vec<Outcome>,
}

impl Checklist {
    /// Iterates over all steps in order, each with the index of its phase.
    pub fn steps(&self) -> impl Iterator<Item = (usize, &Step)> {
        let phases = self.phases.iter().enumerate();
        phases.flat_map(|(index, phase)| phase.steps.iter().map(move |step| (index, step)))
    }

    /// Returns the step with this key, or that once had it (`was`).
    pub fn step(&self, key: &str) -> Option<&Step> {
        let steps = || self.steps().map(|(_, step)| step);
        steps()
            .find(|step| step.key == key)
            .or_else(|| steps().find(|step| step.was.iter().any(|old| old == key)))
    }
}

/// How a list is gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// Read a step, do it: for customers.
    ReadDo,
    /// Do it from memory, then confirm: for technicians.
    DoConfirm,
}

impl Style {
    /// Returns for whom a list of this style is.
    pub fn audience(self) -> Audience {
        match self {
            Self::ReadDo => Audience::Customer,
            Self::DoConfirm => Audience::Technician,
        }
    }
}

/// A part of a list: at most nine shown steps, then a pause point.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// The part's key.
    pub key: String,
    /// The part's heading.
    pub title: Text,
    /// A line under the heading, such as where to stand.
    pub note: Text,
    /// The steps, in order.
    pub steps: Vec<Step>,
}

/// For whom a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Whoever has the problem.
    Customer,
    /// Whoever mends it on site.
    Technician,
}

/// One question or one thing to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The step's key, unique in the list.
    pub key: String,
    /// What kind of step it is, with what only that kind has.
    pub kind: Kind,
    /// The question, or what to do.
    pub ask: Text,
    /// The step is shown only where this holds.
    pub when: Condition,
    /// The step is hidden where this holds; unknown shows it.
    pub unless: Condition,
    /// What `?` says.
    pub help: Text,
    /// A danger, said before the question.
    pub warn: Text,
    /// Whether it may be left empty without a reason.
    pub optional: bool,
    /// For whom it is; empty means everybody.
    pub audience: Vec<Audience>,
    /// The keys that it had in earlier versions.
    pub was: Vec<String>,
    /// What the summary learns from the answer itself.
    pub slot: Option<Slot>,
    /// The sentences that the summary may make of it; the first that can be said is said.
    pub reports: Vec<Report>,
}

/// A sentence for the summary.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// What the sentence is about, which decides its place.
    pub slot: Slot,
    /// The sentence is said only where this holds; it may look at any step.
    pub when: Condition,
    /// The sentence, with `{step}` for the spoken form of an answer.
    pub say: Text,
}

/// A choice that a person can take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is stored.
    pub key: String,
    /// What is shown.
    pub text: Text,
    /// What stands in a sentence; where empty, the shown text.
    pub say: Text,
    /// The keys that it had in earlier versions.
    pub was: Vec<String>,
}

/// A device that can be restarted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Device {
    /// The provider's box.
    Modem,
    /// The customer's own box behind it.
    Router,
    /// Modem first, then router.
    Both,
}

/// A single look that a list may ask for. The list is closed: a checklist names no host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Probe {
    /// Is this computer connected to anything?
    Path,
    /// Does the router answer?
    Gateway,
    /// Does anything beyond the router answer?
    Internet,
    /// Do names work?
    Dns,
    /// Do web pages arrive unchanged?
    Web,
    /// Does the site that an earlier step named answer?
    Site,
}

impl Probe {
    /// Every probe.
    pub const ALL: &[Self] =
        &[Self::Path, Self::Gateway, Self::Internet, Self::Dns, Self::Web, Self::Site];

    /// Returns the name in a list.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Gateway => "gateway",
            Self::Internet => "internet",
            Self::Dns => "dns",
            Self::Web => "web",
            Self::Site => "site",
        }
    }
}

/// What kind a step is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Something to do; ends as done, could not or skipped.
    Do,
    /// Yes or no.
    YesNo,
    /// One of several.
    Choice {
        /// What can be chosen.
        options: Vec<Choice>,
    },
    /// Any number of several.
    Multi {
        /// What can be chosen. An option with the key `none` excludes the others.
        options: Vec<Choice>,
    },
    /// A number.
    Number {
        /// The unit, shown after the number.
        unit: Text,
        /// The smallest allowed value.
        min: Option<f64>,
        /// The largest allowed value.
        max: Option<f64>,
        /// The usual range that a reading is held against: a key of [`ranges`].
        range: Option<String>,
    },
    /// Words.
    Text {
        /// A regular expression that the whole text should match; a mismatch is questioned, never refused.
        pattern: Option<String>,
        /// Whether more than one line may be typed.
        lines: bool,
    },
    /// A point in time, in a person's words.
    DateTime,
    /// Waiting.
    Wait {
        /// How long at most, in seconds, 1 to 3600.
        seconds: u32,
        /// A probe that ends it early when it passes.
        until: Option<Probe>,
    },
    /// Switching a device off and on.
    Restart {
        /// Which.
        device: Device,
    },
    /// One look at the network.
    Probe {
        /// Which.
        probe: Probe,
        /// The step whose text names the site, for [`Probe::Site`] only.
        host_from: Option<String>,
    },
    /// All probes and the verdict.
    Diagnose,
    /// Something to read.
    Info,
}

impl Kind {
    /// Returns the name in a list.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Do => "do",
            Self::YesNo => "yes-no",
            Self::Choice { .. } => "choice",
            Self::Multi { .. } => "multi",
            Self::Number { .. } => "number",
            Self::Text { .. } => "text",
            Self::DateTime => "datetime",
            Self::Wait { .. } => "wait",
            Self::Restart { .. } => "restart",
            Self::Probe { .. } => "probe",
            Self::Diagnose => "diagnose",
            Self::Info => "info",
        }
    }

    /// Returns the usual range that a reading is held against, where the list names one.
    pub fn range(&self) -> Option<&'static ranges::Range> {
        if let Self::Number { range: Some(key), .. } = self { ranges::lookup(key) } else { None }
    }

    /// Returns what can be chosen, where anything can.
    pub fn options(&self) -> &[Choice] {
        if let Self::Choice { options } | Self::Multi { options } = self { options } else { &[] }
    }
}

/// What the answers come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The outcome's key, unique in the list.
    pub key: String,
    /// The outcome counts where this holds; always, where it is [`Condition::Always`].
    pub when: Condition,
    /// The `diagnose` step whose verdict gives what the outcome itself leaves open.
    pub from: Option<String>,
    /// Where the fault is; else from the verdict.
    pub segment: Option<Segment>,
    /// Whether a call is needed.
    pub call: bool,
    /// What it is, in one sentence.
    pub say: Text,
    /// What the customer can still do.
    pub todo: Text,
    /// What a call can and cannot do.
    pub expect: Text,
    /// What to ask for: keys of `data/requests.toml`.
    pub request: Vec<String>,
    /// What to ask for instead, where the first is not possible.
    pub alternative: Vec<String>,
    /// How to get by until then.
    pub meanwhile: Text,
    /// Technical wording for the ticket.
    pub ticket_note: Text,
}
