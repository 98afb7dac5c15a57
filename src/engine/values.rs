//! What answers are to conditions, and whether an answer fits a step.
//!
//! Pure.

use std::collections::HashMap;

use super::Ending;
use crate::checklist::condition::Value;
use crate::checklist::{Condition, Kind, Step};
use crate::diagnosis::{Diagnosis, Finding, Verdict};
use crate::session::{Answer, Omission, Return};

/// The values that conditions look at, by step key and field.
#[derive(Debug, Default)]
pub(super) struct Values(HashMap<String, Vec<(Option<&'static str>, Value)>>);

impl Values {
    pub(super) fn get(&self, step: &str, field: Option<&str>) -> Option<&Value> {
        let fields = self.0.get(step)?;
        fields.iter().find(|(name, _)| *name == field).map(|(_, value)| value)
    }

    pub(super) fn holds(&self, condition: &Condition) -> bool {
        condition.holds(&|step, field| self.get(step, field))
    }

    /// Puts in what a shown step's ending, or the lack of one, is to conditions; tells whether that is new.
    pub(super) fn put(&mut self, step: &Step, ending: Option<&Ending>) -> bool {
        let found = values_of(&step.kind, ending);
        if found.is_empty() {
            return self.0.remove(&step.key).is_some();
        }
        let is_new = self.0.get(&step.key) != Some(&found);
        if is_new {
            self.0.insert(step.key.clone(), found);
        }
        is_new
    }
}

/// Returns the answer as it fits a kind of step: options under their present names; none if it does not.
pub(super) fn fitting(kind: &Kind, answer: &Answer) -> Option<Answer> {
    let present = |key: &String| {
        let options = kind.options();
        let option = options.iter().find(|option| option.key == *key);
        let option = option.or_else(|| options.iter().find(|option| option.was.contains(key)))?;
        Some(option.key.clone())
    };
    let answer = match (kind, answer) {
        (_, Answer::Unknown)
        | (Kind::YesNo, Answer::YesNo { .. })
        | (Kind::Number { .. }, Answer::Number { .. })
        | (Kind::Text { .. }, Answer::Text { .. })
        | (Kind::DateTime, Answer::DateTime { .. })
        | (Kind::Restart { .. }, Answer::Restart(_))
        | (Kind::Probe { .. }, Answer::Probe { .. })
        | (Kind::Do | Kind::Wait { .. } | Kind::Info, Answer::Done) => answer.clone(),
        (Kind::Choice { .. }, Answer::Choice { option }) => {
            Answer::Choice { option: present(option)? }
        }
        (Kind::Multi { .. }, Answer::Multi { options }) => {
            Answer::Multi { options: options.iter().map(present).collect::<Option<_>>()? }
        }
        _ => return None,
    };
    Some(answer)
}

/// Returns the values that conditions can look at, by field; none for a step without an answer.
fn values_of(kind: &Kind, ending: Option<&Ending>) -> Vec<(Option<&'static str>, Value)> {
    if matches!(kind, Kind::Diagnose) {
        return match ending {
            Some(Ending::Diagnosed(diagnosis)) => diagnosed(diagnosis),
            Some(Ending::Answered(_) | Ending::Left { .. }) | None => not_measured(),
        };
    }
    match ending {
        Some(Ending::Answered(answer)) => answered(answer),
        Some(Ending::Left { how, .. }) if is_done(kind) => match how {
            Omission::Skipped => vec![(None, Value::word("skipped"))],
            Omission::CouldNot => vec![(None, Value::word("could-not"))],
            Omission::NotApplicable => Vec::new(),
        },
        Some(Ending::Left { .. } | Ending::Diagnosed(_)) | None => Vec::new(),
    }
}

/// Tells whether a kind of step is done rather than answered; such a step has a word for each end.
fn is_done(kind: &Kind) -> bool {
    matches!(kind, Kind::Do | Kind::Wait { .. } | Kind::Info)
}

/// What a `diagnose` step is to conditions where it did not run: a verdict, and nothing else.
fn not_measured() -> Vec<(Option<&'static str>, Value)> {
    let code = Verdict::NotMeasured.code();
    vec![(Some("verdict"), Value::word(code)), (Some("finding"), Value::Set(vec![code.to_owned()]))]
}

fn diagnosed(diagnosis: &Diagnosis) -> Vec<(Option<&'static str>, Value)> {
    let main = Finding { code: diagnosis.verdict, segment: diagnosis.segment };
    let all = std::iter::once(&main).chain(&diagnosis.also);
    vec![
        // For `known`: where it did not run, there is a verdict, but no answer.
        (None, Value::word("done")),
        (Some("verdict"), Value::word(diagnosis.verdict.code())),
        (Some("segment"), Value::word(diagnosis.segment.name())),
        (Some("confidence"), Value::word(diagnosis.confidence.name())),
        (Some("finding"), Value::Set(all.map(|finding| finding.code.code().to_owned()).collect())),
    ]
}

fn answered(answer: &Answer) -> Vec<(Option<&'static str>, Value)> {
    let word = |way: Return| Value::word(way.name());
    match answer {
        Answer::Unknown => Vec::new(),
        Answer::Done => vec![(None, Value::word("done"))],
        Answer::YesNo { yes } => vec![(None, Value::Bool(*yes))],
        Answer::Choice { option } => vec![(None, Value::word(option))],
        Answer::Multi { options } => vec![(None, Value::Set(options.clone()))],
        Answer::Number { value } => vec![(None, Value::Number(*value))],
        Answer::Text { text } => vec![(None, Value::word(text))],
        Answer::DateTime { said, .. } => vec![(None, Value::word(said))],
        Answer::Restart(restart) => {
            let mut values =
                vec![(None, Value::word("done")), (Some("seen"), Value::Bool(restart.seen))];
            values.extend(restart.link.map(|way| (Some("link"), word(way))));
            values.extend(restart.gateway.map(|way| (Some("gateway"), word(way))));
            values.extend(restart.internet.map(|way| (Some("internet"), word(way))));
            values
        }
        Answer::Probe { passed } => {
            let mut values = vec![(None, Value::word("done"))];
            values.extend(passed.map(|passed| (Some("passed"), Value::Bool(passed))));
            values
        }
    }
}
