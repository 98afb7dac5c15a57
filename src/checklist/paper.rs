//! A list on paper: Markdown with boxes to tick and lines to write on.
//!
//! Pure. Nobody hides a step on paper, so each says for whom it is.

use std::fmt::Write as _;

use super::condition::{StepTest, Test, Value};
use super::{Checklist, Condition, Kind, Outcome, Step, requests};
use crate::lang::{Catalogue, Lang};

/// The line on which an answer is written.
const LINE: &str = "______________________";

/// Writes a list for paper, in a language.
pub fn paper(list: &Checklist, lang: Lang) -> String {
    let mut out = Paper { text: String::new(), list, lang, texts: Catalogue::of(lang) };
    let _ = writeln!(out.text, "# {}\n", escape(list.title.get(lang)));
    let _ = writeln!(out.text, "`{}` {}", list.key, escape(&list.version));
    for phase in &list.phases {
        let _ = writeln!(out.text, "\n## {}\n", escape(phase.title.get(lang)));
        if !phase.note.is_empty() {
            let _ = writeln!(out.text, "{}\n", escape(phase.note.get(lang)));
        }
        for step in &phase.steps {
            out.step(step);
        }
    }
    let _ = writeln!(out.text, "\n## {}\n", out.texts.get("paper.outcomes"));
    for outcome in list.outcomes.iter().filter(|outcome| !outcome.say.is_empty()) {
        out.outcome(outcome);
    }
    out.text
}

/// What takes the place of what the program does by itself, for a person with the paper in hand.
const BY_HAND: [&str; 2] = ["paper.restart", "paper.look"];

/// Returns what a step asks; what the program does by itself is named by one of these texts.
pub(crate) fn asks(step: &Step, lang: Lang, [restart, look]: [&str; 2]) -> String {
    if !step.ask.is_empty() {
        return blanks(step.ask.get(lang));
    }
    let key = match &step.kind {
        Kind::Restart { .. } => restart,
        Kind::Probe { .. } | Kind::Diagnose => look,
        Kind::Do
        | Kind::YesNo
        | Kind::Choice { .. }
        | Kind::Multi { .. }
        | Kind::Number { .. }
        | Kind::Text { .. }
        | Kind::DateTime
        | Kind::Wait { .. }
        | Kind::Info => return step.key.clone(),
    };
    Catalogue::of(lang).get(key).to_owned()
}

struct Paper<'a> {
    text: String,
    list: &'a Checklist,
    lang: Lang,
    texts: &'static Catalogue,
}

impl Paper<'_> {
    fn step(&mut self, step: &Step) {
        if !step.warn.is_empty() {
            let _ = writeln!(self.text, "- **{}**", escape(step.warn.get(self.lang)));
        }
        let ask = asks(step, self.lang, BY_HAND);
        let _ = writeln!(self.text, "- [ ] {}", escape(&ask));
        for (key, condition) in [("paper.only-if", &step.when), ("paper.not-if", &step.unless)] {
            if let Some(said) = self.condition(condition) {
                let said = self.texts.fill(key, &[("condition", &said)]);
                let _ = writeln!(self.text, "  *{}*", escape(&said));
            }
        }
        for option in step.kind.options() {
            let _ = writeln!(self.text, "  - [ ] {}", escape(option.text.get(self.lang)));
        }
        match &step.kind {
            Kind::YesNo => {
                for key in ["paper.yes", "paper.no"] {
                    let _ = writeln!(self.text, "  - [ ] {}", self.texts.get(key));
                }
            }
            Kind::Number { unit, .. } => {
                let _ = writeln!(self.text, "  {LINE} {}", escape(unit.get(self.lang)));
            }
            Kind::Text { .. } | Kind::DateTime | Kind::Probe { .. } | Kind::Diagnose => {
                let _ = writeln!(self.text, "  {LINE}");
            }
            Kind::Choice { .. }
            | Kind::Multi { .. }
            | Kind::Do
            | Kind::Wait { .. }
            | Kind::Restart { .. }
            | Kind::Info => {}
        }
    }

    fn outcome(&mut self, outcome: &Outcome) {
        let say = blanks(outcome.say.get(self.lang));
        let _ = writeln!(self.text, "- [ ] **{}**", escape(&say));
        if let Some(said) = self.condition(&outcome.when) {
            let said = self.texts.fill("paper.only-if", &[("condition", &said)]);
            let _ = writeln!(self.text, "  *{}*", escape(&said));
        }
        for text in [&outcome.todo, &outcome.expect] {
            if !text.is_empty() {
                let _ = writeln!(self.text, "  {}", escape(&blanks(text.get(self.lang))));
            }
        }
        for request in outcome.request.iter().filter_map(|key| requests::lookup(key)) {
            let _ = writeln!(self.text, "  - {}.", escape(request.say.get(self.lang)));
        }
    }

    /// Says a condition in words: questions with their answers.
    fn condition(&self, condition: &Condition) -> Option<String> {
        let Condition::AnyOf(groups) = condition else { return None };
        let group = |tests: &Vec<StepTest>| {
            let said: Vec<_> = tests.iter().map(|test| self.test(test)).collect();
            said.join(self.texts.get("paper.and"))
        };
        let said: Vec<_> = groups.iter().map(group).collect();
        Some(said.join(self.texts.get("paper.or")))
    }

    fn test(&self, test: &StepTest) -> String {
        let step = self.list.step(&test.step);
        let ask = step.map_or_else(|| test.step.clone(), |step| asks(step, self.lang, BY_HAND));
        let ask = ask.trim_end_matches(['?', '.', ' ']);
        let values = |values: &[Value]| {
            let said: Vec<_> = values.iter().map(|value| self.value(step, value)).collect();
            said.join("/")
        };
        let answer = match &test.test {
            Test::OneOf(wanted) | Test::Includes(wanted) => values(wanted),
            Test::Not(unwanted) => self.texts.fill("paper.not", &[("value", &values(unwanted))]),
            Test::AtLeast(least) => format!("≥ {least}"),
            Test::AtMost(most) => format!("≤ {most}"),
            Test::Known(true) => self.texts.get("paper.known").to_owned(),
            Test::Known(false) => self.texts.get("paper.unknown").to_owned(),
        };
        format!("{ask}: {answer}")
    }

    fn value(&self, step: Option<&Step>, value: &Value) -> String {
        match value {
            Value::Word(word) => {
                let options = step.map(|step| step.kind.options()).unwrap_or_default();
                let option = options.iter().find(|option| option.key == *word);
                option.map_or_else(|| word.clone(), |option| option.text.get(self.lang).to_owned())
            }
            Value::Bool(true) => self.texts.get("paper.yes").to_owned(),
            Value::Bool(false) => self.texts.get("paper.no").to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Set(words) => words.join("/"),
        }
    }
}

/// Puts a line to write on where an answer would be repeated.
fn blanks(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((_, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        out.push_str("______");
        rest = tail;
    }
    out + rest
}

/// Keeps what Markdown would read as its own marks.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '`' | '[' | ']' | '<' | '>' | '#' | '|') {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::registry::{BUILTIN, fragment};
    use crate::checklist::parse_with;

    #[test]
    fn every_step_and_option_has_a_box_in_both_languages() {
        for (key, source) in BUILTIN {
            let list = parse_with(source, &fragment).checklist.unwrap();
            for lang in Lang::ALL {
                let page = paper(&list, lang);
                let steps: Vec<_> = list.steps().map(|(_, step)| step).collect();
                let boxes = page.matches("[ ]").count();
                let options: usize = steps.iter().map(|step| step.kind.options().len()).sum();
                assert!(boxes >= steps.len() + options, "{key}: {boxes}");
                let mut own = Catalogue::of(lang).keys().filter(|own| own.starts_with("paper."));
                assert!(!page.contains('{') && !own.any(|own| page.contains(own)), "{key}: {page}");
                for phase in &list.phases {
                    assert!(page.contains(&format!("## {}", phase.title.get(lang))), "{key}");
                }
            }
        }
    }

    #[test]
    fn a_condition_is_said_in_the_words_of_the_question() {
        let list = parse_with(BUILTIN[0].1, &fragment).checklist.unwrap();
        let page = paper(&list, Lang::En);
        let only =
            "*Only if: Is any light on the modem RED now: Yes, blinking red/Yes, steady red*";
        assert!(page.contains(only), "{page}");
        assert_eq!(blanks("a {b} c {d"), "a ______ c {d");
        assert_eq!(escape("1 * <b>\n[x]"), "1 \\* \\<b\\> \\[x\\]");
    }
}
