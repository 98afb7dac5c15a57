//! What each kind of step has: its keys in a list, and the type of its answer in conditions.
//!
//! Pure: tables only.

use crate::checklist::finding::Code;

/// The key that says that includes were written out: then keys of steps may have dots.
pub(super) const WRITTEN_OUT: &str = "written_out";

/// The keys of a list.
pub(in crate::checklist) const LIST_KEYS: &[&str] =
    &["format", "key", "version", "service", "style", "title", "phase", "outcome", WRITTEN_OUT];
/// The keys of a fragment.
pub(in crate::checklist) const FRAGMENT_KEYS: &[&str] =
    &["format", "key", "version", "title", "step"];
/// The keys of a phase.
pub(in crate::checklist) const PHASE_KEYS: &[&str] = &["key", "title", "note", "step"];
/// The keys of an own option.
pub(in crate::checklist) const OPTION_KEYS: &[&str] = &["key", "text", "say", "was"];
/// The keys of a report.
pub(in crate::checklist) const REPORT_KEYS: &[&str] = &["slot", "say", "when"];
/// The keys of an outcome.
pub(in crate::checklist) const OUTCOME_KEYS: &[&str] = &[
    "key",
    "when",
    "from",
    "segment",
    "call",
    "say",
    "do",
    "expect",
    "request",
    "alternative",
    "meanwhile",
    "ticket_note",
];

/// The keys that every step may have.
pub(in crate::checklist) const STEP_KEYS: &[&str] = &[
    "key", "kind", "ask", "when", "unless", "help", "warn", "optional", "for", "was", "slot",
    "report",
];

/// The kinds of steps, with what only they have.
pub(in crate::checklist) const KINDS: &[Kind] = &[
    Kind { name: "do", keys: &[], answer: Answer::Words(ENDS, Code::UnknownOption) },
    Kind { name: "yes-no", keys: &[], answer: Answer::YesNo },
    Kind { name: "choice", keys: &["options"], answer: Answer::Option },
    Kind { name: "multi", keys: &["options"], answer: Answer::Options },
    Kind { name: "number", keys: &["unit", "min", "max", "range"], answer: Answer::Number },
    Kind { name: "text", keys: &["pattern", "lines"], answer: Answer::Opaque },
    Kind { name: "datetime", keys: &[], answer: Answer::Opaque },
    Kind {
        name: "wait",
        keys: &["seconds", "until"],
        answer: Answer::Words(ENDS, Code::UnknownOption),
    },
    Kind { name: "restart", keys: &["device"], answer: Answer::Parts(RESTART) },
    Kind { name: "probe", keys: &["probe", "host_from"], answer: Answer::Parts(PROBE) },
    Kind { name: "diagnose", keys: &[], answer: Answer::Parts(DIAGNOSE) },
    Kind { name: "info", keys: &[], answer: Answer::Words(ENDS, Code::UnknownOption) },
    Kind { name: INCLUDE, keys: &["fragment"], answer: Answer::Opaque },
];

/// The kind that stands for the steps of a fragment.
pub(in crate::checklist) const INCLUDE: &str = "include";

/// The keys that an include may have; conditions and audience go for each of its steps.
pub(in crate::checklist) const INCLUDE_KEYS: &[&str] =
    &["key", "kind", "fragment", "when", "unless", "for", "was"];

/// A kind of step.
#[derive(Debug)]
pub(in crate::checklist) struct Kind {
    /// Its name in a list.
    pub(in crate::checklist) name: &'static str,
    /// The keys that only some kinds have.
    pub(in crate::checklist) keys: &'static [&'static str],
    /// What its answer is in conditions.
    pub(super) answer: Answer,
}

/// What an answer, or a part of one, is in conditions.
#[derive(Debug, Clone, Copy)]
pub(super) enum Answer {
    /// One of these words; another one is a finding of this code.
    Words(&'static [&'static str], Code),
    /// A set of these words.
    WordSet(&'static [&'static str], Code),
    /// Yes or no.
    YesNo,
    /// The key of one of the step's options.
    Option,
    /// Keys of the step's options.
    Options,
    /// A number.
    Number,
    /// Only whether it is known.
    Opaque,
    /// Parts, each with its own type.
    Parts(&'static [(&'static str, Answer)]),
}

impl Answer {
    /// Returns the sentence's word for what can stand in a condition on it.
    pub(super) fn wanted(self) -> &'static str {
        match self {
            Self::Words(..) | Self::WordSet(..) => "check.wanted.word",
            Self::YesNo => "check.wanted.yes-no",
            Self::Option | Self::Options => "check.wanted.option",
            Self::Number => "check.wanted.number",
            Self::Opaque => "check.wanted.known",
            Self::Parts(_) => "check.wanted.part",
        }
    }
}

const ENDS: &[&str] = &["done", "could-not", "skipped"];
const RETURNS: &[&str] = &["came-back", "stayed-away", "never-left"];
const CONFIDENCES: &[&str] = &["low", "medium", "high"];

const RESTART: &[(&str, Answer)] = &[
    ("seen", Answer::YesNo),
    ("link", Answer::Words(RETURNS, Code::UnknownOption)),
    ("gateway", Answer::Words(RETURNS, Code::UnknownOption)),
    ("internet", Answer::Words(RETURNS, Code::UnknownOption)),
];
const PROBE: &[(&str, Answer)] = &[("passed", Answer::YesNo)];
const DIAGNOSE: &[(&str, Answer)] = &[
    ("verdict", Answer::Words(VERDICTS, Code::UnknownVerdict)),
    ("finding", Answer::WordSet(VERDICTS, Code::UnknownVerdict)),
    ("segment", Answer::Words(SEGMENTS, Code::UnknownSegment)),
    ("confidence", Answer::Words(CONFIDENCES, Code::UnknownOption)),
];

/// Every verdict code of the contract. A list may name one that this version never comes to: the list
/// stays right when the program learns it.
pub(super) const VERDICTS: &[&str] = &[
    "ok",
    "no-link",
    "no-address",
    "no-gateway",
    "router-unreachable",
    "line-down",
    "login-failed",
    "no-internet",
    "isp-down",
    "dns-down",
    "dns-slow",
    "dns-hijack",
    "dns-filtered",
    "captive-portal",
    "isolated",
    "lossy-lan",
    "lossy-line",
    "high-latency",
    "bufferbloat",
    "slow",
    "ipv6-broken",
    "ipv4-broken",
    "mtu-blackhole",
    "https-blocked",
    "tls-intercepted",
    "clock-wrong",
    "wifi-weak",
    "other-network",
    "proxy-broken",
    "site-down",
    "not-measured",
];
/// Every segment.
pub(in crate::checklist) const SEGMENTS: &[&str] =
    &["none", "device", "lan", "router", "line", "isp", "dns", "internet", "site"];
/// Every style.
pub(in crate::checklist) const STYLES: &[&str] = &["read-do", "do-confirm"];
/// Every device.
pub(in crate::checklist) const DEVICES: &[&str] = &["modem", "router", "both"];
/// Every audience.
pub(in crate::checklist) const AUDIENCES: &[&str] = &["customer", "technician"];

/// Returns the kind with this name.
pub(super) fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checklist::{Audience, Device, Style};
    use crate::diagnosis::{Confidence, Segment, Verdict};
    use crate::session::Return;

    fn named<T: serde::Serialize>(values: &[T]) -> Vec<String> {
        let name = |value| serde_json::to_value(value).unwrap().as_str().unwrap().to_owned();
        values.iter().map(name).collect()
    }

    #[test]
    fn the_words_are_those_of_the_types() {
        assert!(Verdict::ALL.iter().all(|verdict| VERDICTS.contains(&verdict.code())));
        assert_eq!(named(Segment::ALL), SEGMENTS);
        assert_eq!(named(Confidence::ALL), CONFIDENCES);
        assert_eq!(named(Return::ALL), RETURNS);
        assert_eq!(named(&[Style::ReadDo, Style::DoConfirm]), STYLES);
        assert_eq!(named(&[Device::Modem, Device::Router, Device::Both]), DEVICES);
        assert_eq!(named(&[Audience::Customer, Audience::Technician]), AUDIENCES);
    }
}
