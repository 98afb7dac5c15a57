//! What a verdict means to the customer, in both languages.
//!
//! Pure. The words live in `checklists/data/verdicts.toml`; this finds those of a verdict. No text says
//! whose fault it is.

use std::sync::OnceLock;

use serde::Deserialize;

use super::{Segment, Verdict};
use crate::data;
use crate::lang::Text;

/// The texts of one verdict, perhaps for one segment only.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerdictTexts {
    /// The verdict.
    pub code: Verdict,
    /// The segment; none where the texts hold for every segment of the verdict.
    #[serde(default)]
    pub segment: Option<Segment>,
    /// What it is, in one sentence of at most 20 words.
    pub say: Text,
    /// What the customer can still do.
    #[serde(rename = "do")]
    pub act: Text,
    /// What a call can and cannot do.
    pub expect: Text,
    /// What to ask for: keys of `data/requests.toml`.
    pub request: Vec<String>,
    /// What to ask for where that is refused: keys of `data/requests.toml`.
    pub alternative: Vec<String>,
    /// How to get by until then.
    pub meanwhile: Text,
    /// What may be noted for the technician.
    pub ticket_note: Text,
}

/// The file's one table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    verdict: Vec<VerdictTexts>,
}

impl VerdictTexts {
    /// Returns the texts of a verdict: those for this segment, else those for every segment.
    pub fn of(verdict: Verdict, segment: Segment) -> &'static Self {
        static MISSING: VerdictTexts = VerdictTexts::missing();
        let of_verdict = || Self::all().iter().filter(move |texts| texts.code == verdict);
        of_verdict()
            .find(|texts| texts.segment == Some(segment))
            .or_else(|| of_verdict().find(|texts| texts.segment.is_none()))
            .unwrap_or(&MISSING)
    }

    /// Returns all texts in the order of the file, which is parsed at its first use.
    ///
    /// # Panics
    ///
    /// Never in a released program: the file is part of it and a test parses it.
    pub fn all() -> &'static [Self] {
        static ALL: OnceLock<Vec<VerdictTexts>> = OnceLock::new();
        ALL.get_or_init(|| {
            let source = data::shipped!("verdicts.toml");
            let file: File = toml::from_str(&source).expect("the built-in verdict texts are TOML");
            file.verdict
        })
    }

    /// Stands in for texts that the file lacks, which a test forbids.
    const fn missing() -> Self {
        const NOTHING: Text = Text { id: None, en: None };
        Self {
            code: Verdict::NotMeasured,
            segment: None,
            say: NOTHING,
            act: NOTHING,
            expect: NOTHING,
            request: Vec::new(),
            alternative: Vec::new(),
            meanwhile: NOTHING,
            ticket_note: NOTHING,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    /// The keys that `data/requests.toml` has.
    const REQUESTS: &[&str] = &[
        "check-area",
        "open-ticket",
        "book-visit",
        "wait-list",
        "check-line",
        "check-account",
        "clear-session",
        "check-dns",
        "next-update",
        "callback",
        "check-suspension",
        "explain-steps",
    ];

    /// Words that a customer need not know, and words that lay a fault at somebody's door.
    const FORBIDDEN: &[&str] = &[
        "gateway",
        "dns",
        "egress",
        "rtt",
        "icmp",
        "tcp",
        "udp",
        "ip",
        "dhcp",
        "ping",
        "resolver",
        "host",
        "latency",
        "latensi",
        "interface",
        "antarmuka",
        "packet",
        "paket",
        "port",
        "portal",
        "route",
        "rute",
        "subnet",
        "server",
        "peladen",
        "link",
        "timeout",
        "ont",
        "olt",
        "default",
        "fault",
        "blame",
        "salah",
        "kesalahan",
        "normal",
        "ok",
        "oke",
        "invalid",
    ];

    fn texts_of(texts: &VerdictTexts) -> [(&'static str, &Text); 5] {
        [
            ("say", &texts.say),
            ("do", &texts.act),
            ("expect", &texts.expect),
            ("meanwhile", &texts.meanwhile),
            ("ticket_note", &texts.ticket_note),
        ]
    }

    fn sentences(text: &str) -> impl Iterator<Item = &str> {
        text.split_inclusive(['.', '!', '?']).map(str::trim).filter(|part| !part.is_empty())
    }

    /// Calls `check` with where it stands, which text it is, and its wording.
    fn each(mut check: impl FnMut(&str, &str, &str)) {
        for texts in VerdictTexts::all() {
            for (name, text) in texts_of(texts) {
                for lang in Lang::ALL {
                    let at = format!("{} {:?} {name} {lang}", texts.code.code(), texts.segment);
                    check(&at, name, text.exact(lang).unwrap_or_default());
                }
            }
        }
    }

    #[test]
    fn every_verdict_and_segment_has_its_texts() {
        for verdict in Verdict::ALL {
            for segment in Segment::ALL {
                assert_eq!(VerdictTexts::of(*verdict, *segment).code, *verdict);
                let say = &VerdictTexts::of(*verdict, *segment).say;
                assert!(!say.is_empty(), "{verdict:?} {segment:?}");
            }
        }
    }

    #[test]
    fn every_text_is_there_in_both_languages_in_short_sentences() {
        each(|at, name, text| {
            assert!(!text.trim().is_empty() && text.ends_with('.'), "{at}");
            assert!(name != "say" || sentences(text).count() == 1, "{at}");
            for sentence in sentences(text) {
                let words = sentence.split_whitespace().count();
                assert!(words <= 20, "{at}: {words} words: {sentence}");
            }
        });
    }

    #[test]
    fn no_text_has_jargon_or_blame() {
        each(|at, _, text| {
            let lower = text.to_lowercase();
            for word in lower.split(|c: char| !c.is_alphanumeric()) {
                assert!(!FORBIDDEN.contains(&word), "{at}: {word}");
            }
        });
    }

    #[test]
    fn every_request_is_known_and_every_verdict_asks_for_something() {
        for texts in VerdictTexts::all() {
            let keys = || texts.request.iter().chain(&texts.alternative);
            assert!(!texts.request.is_empty() && !texts.alternative.is_empty(), "{:?}", texts.code);
            assert!(keys().all(|key| REQUESTS.contains(&key.as_str())), "{:?}", texts.code);
        }
    }
}
