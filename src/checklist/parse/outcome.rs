//! Outcomes: what the answers come to.
//!
//! Pure.

use super::reader::{Fields, Node, Reader};
use super::shape::{OUTCOME_KEYS, SEGMENTS};
use super::site::Site;
use super::step::Used;
use crate::checklist::finding::{Code, Finding};
use crate::checklist::{Outcome, requests};
use crate::diagnosis::Segment;

impl<'a> Reader<'a> {
    /// Reads all outcomes.
    pub(super) fn outcomes(&mut self, root: &Fields<'a>) -> Vec<Outcome> {
        let Some(node) = self.required(root, "outcome") else { return Vec::new() };
        let list = self.tables(node).unwrap_or_default();
        let mut used = Used::new();
        list.iter().filter_map(|item| self.outcome(item, &mut used)).collect()
    }

    fn outcome(&mut self, node: Node<'a>, used: &mut Used<'a>) -> Option<Outcome> {
        let fields = self.fields(node, "check.place.outcome")?;
        self.only(&fields, OUTCOME_KEYS);
        self.is_partial = false;
        for text in ["say", "do", "expect", "meanwhile", "ticket_note"] {
            self.placeholders(&fields, text, None);
        }
        let has_verdict = fields.get("from").is_some();
        let outcome = Outcome {
            key: self.unique_key(&fields, used, Code::DuplicateOutcome),
            when: self.condition(&fields, "when", None),
            from: self.from(&fields),
            segment: self.segment(&fields),
            call: self.flag(&fields, "call", true),
            say: if has_verdict {
                self.text(&fields, "say")
            } else {
                self.required_text(&fields, "say")
            },
            todo: self.text(&fields, "do"),
            expect: self.text(&fields, "expect"),
            request: self.requests(&fields, "request"),
            alternative: self.requests(&fields, "alternative"),
            meanwhile: self.text(&fields, "meanwhile"),
            ticket_note: self.text(&fields, "ticket_note"),
        };
        self.sites.outcomes.push(Site::of(&fields, None, !self.is_partial));
        let asks = ["request", "alternative"].iter().any(|key| fields.get(key).is_some());
        if outcome.call && !has_verdict && !asks {
            self.note(Finding::new(Code::NoRequest, fields.span));
        }
        Some(outcome)
    }

    fn from(&mut self, fields: &Fields<'a>) -> Option<String> {
        let node = fields.get("from")?;
        let step = self.string(node)?;
        if !self.step_named(step, node.span(), None) {
            return None;
        }
        let kind = self.index.get(step).and_then(|known| known.kind);
        if kind.is_some_and(|kind| kind.name != "diagnose") {
            self.note(Finding::new(Code::FromNotDiagnose, node.span()).quote("step", step));
            return None;
        }
        Some(step.to_owned())
    }

    fn segment(&mut self, fields: &Fields<'a>) -> Option<Segment> {
        let node = fields.get("segment")?;
        Segment::ALL.get(self.word(node, SEGMENTS, Code::UnknownSegment)?).copied()
    }

    fn requests(&mut self, fields: &Fields<'a>, key: &str) -> Vec<String> {
        let Some(node) = fields.get(key) else { return Vec::new() };
        let mut known = Vec::new();
        for (word, span) in self.keys(node) {
            if requests::lookup(word).is_some() {
                known.push(word.to_owned());
                continue;
            }
            let mut names: Vec<_> = requests::keys().collect();
            names.sort_unstable();
            let guess = self.guess(word, names);
            let finding = Finding::new(Code::UnknownRequest, span);
            self.note(finding.quote("word", word).suggest(guess));
        }
        known
    }
}
