//! A list as TOML again, with everything that it includes written out: what a session keeps of it.
//!
//! Pure. What is read back is the same list; comments and the order of keys are not kept.

use std::fmt::Write as _;

use serde_json::Value as Json;

use super::condition::{Condition, StepTest, Test, Value};
use super::{Checklist, Choice, Kind, Outcome, Phase, Report, Step, Style, words};
use crate::lang::{Lang, Text};

/// Writes a list out.
pub fn write_out(list: &Checklist) -> String {
    let mut out = Writer { text: String::new(), languages: &list.languages };
    out.line("format", "1");
    out.word("key", &list.key);
    out.word("version", &list.version);
    out.word("service", &list.service);
    out.word("style", if list.style == Style::ReadDo { "read-do" } else { "do-confirm" });
    out.line("written_out", "true");
    out.say("title", &list.title);
    for phase in &list.phases {
        out.phase(phase);
    }
    for outcome in &list.outcomes {
        out.outcome(outcome);
    }
    out.text
}

struct Writer<'a> {
    text: String,
    languages: &'a [Lang],
}

impl Writer<'_> {
    fn line(&mut self, key: &str, value: &str) {
        let _ = writeln!(self.text, "{key} = {value}");
    }

    fn maybe(&mut self, key: &str, value: Option<String>) {
        if let Some(value) = value {
            self.line(key, &value);
        }
    }

    fn word(&mut self, key: &str, value: &str) {
        self.line(key, &quoted(value));
    }

    /// Writes a text in the languages of the list; nothing where it has none of them.
    fn say(&mut self, key: &str, text: &Text) {
        if let Some(text) = self.table(text) {
            self.line(key, &text);
        }
    }

    fn table(&self, text: &Text) -> Option<String> {
        let said = self.languages.iter().filter_map(|lang| Some((lang, text.exact(*lang)?)));
        let said: Vec<_> = said.map(|(lang, text)| format!("{lang} = {}", quoted(text))).collect();
        (!said.is_empty()).then(|| format!("{{ {} }}", said.join(", ")))
    }

    fn phase(&mut self, phase: &Phase) {
        self.text.push_str("\n[[phase]]\n");
        self.word("key", &phase.key);
        self.say("title", &phase.title);
        self.say("note", &phase.note);
        for step in &phase.steps {
            self.step(step);
        }
    }

    fn step(&mut self, step: &Step) {
        self.text.push_str("\n[[phase.step]]\n");
        self.word("key", &step.key);
        self.word("kind", step.kind.name());
        self.say("ask", &step.ask);
        self.condition("when", &step.when);
        self.condition("unless", &step.unless);
        self.say("help", &step.help);
        self.say("warn", &step.warn);
        if step.optional {
            self.line("optional", "true");
        }
        if !step.audience.is_empty() {
            let json = serde_json::to_string(&step.audience).unwrap_or_default();
            self.line("for", &json);
        }
        self.words("was", &step.was);
        if let Some(slot) = step.slot {
            self.word("slot", slot.name());
        }
        self.kind(&step.kind);
        let reports: Vec<_> = step.reports.iter().map(|report| self.report(report)).collect();
        if !reports.is_empty() {
            self.line("report", &format!("[\n    {},\n]", reports.join(",\n    ")));
        }
    }

    fn words(&mut self, key: &str, words: &[String]) {
        if !words.is_empty() {
            let words: Vec<_> = words.iter().map(|word| quoted(word)).collect();
            self.line(key, &format!("[{}]", words.join(", ")));
        }
    }

    fn report(&self, report: &Report) -> String {
        let mut said = format!("{{ slot = {}", quoted(report.slot.name()));
        if let Some(when) = condition(&report.when) {
            let _ = write!(said, ", when = {when}");
        }
        if let Some(say) = self.table(&report.say) {
            let _ = write!(said, ", say = {say}");
        }
        said + " }"
    }

    /// Writes what only this kind of step has.
    fn kind(&mut self, kind: &Kind) {
        match kind {
            Kind::Choice { options } | Kind::Multi { options } => {
                let options: Vec<_> = options.iter().map(|option| self.option(option)).collect();
                self.line("options", &format!("[\n    {},\n]", options.join(",\n    ")));
            }
            Kind::Number { unit, min, max, range } => {
                // A unit is of no language where it is the same in both.
                match (&unit.id, &unit.en) {
                    (Some(id), Some(en)) if id == en => self.word("unit", id),
                    _ => self.say("unit", unit),
                }
                for (key, limit) in [("min", min), ("max", max)] {
                    self.maybe(key, limit.map(|limit| format!("{limit:?}")));
                }
                self.maybe("range", range.as_deref().map(quoted));
            }
            Kind::Text { pattern, lines } => {
                self.maybe("pattern", pattern.as_deref().map(quoted));
                self.maybe("lines", lines.then(|| "true".to_owned()));
            }
            Kind::Wait { seconds, until } => {
                self.line("seconds", &seconds.to_string());
                self.maybe("until", until.map(|probe| quoted(probe.name())));
            }
            Kind::Restart { device } => {
                let device = serde_json::to_string(device).unwrap_or_default();
                self.line("device", &device);
            }
            Kind::Probe { probe, host_from } => {
                self.word("probe", probe.name());
                self.maybe("host_from", host_from.as_deref().map(quoted));
            }
            Kind::Do | Kind::YesNo | Kind::DateTime | Kind::Diagnose | Kind::Info => {}
        }
    }

    fn option(&self, option: &Choice) -> String {
        if words::lookup(&option.key) == Some(option) {
            return quoted(&option.key);
        }
        let mut said = format!("{{ key = {}", quoted(&option.key));
        for (key, text) in [("text", &option.text), ("say", &option.say)] {
            if let Some(text) = self.table(text) {
                let _ = write!(said, ", {key} = {text}");
            }
        }
        if !option.was.is_empty() {
            let was: Vec<_> = option.was.iter().map(|word| quoted(word)).collect();
            let _ = write!(said, ", was = [{}]", was.join(", "));
        }
        said + " }"
    }

    fn outcome(&mut self, outcome: &Outcome) {
        self.text.push_str("\n[[outcome]]\n");
        self.word("key", &outcome.key);
        self.condition("when", &outcome.when);
        self.maybe("from", outcome.from.as_deref().map(quoted));
        if let Some(segment) = outcome.segment {
            self.word("segment", segment.name());
        }
        if !outcome.call {
            self.line("call", "false");
        }
        self.say("say", &outcome.say);
        self.say("do", &outcome.todo);
        self.say("expect", &outcome.expect);
        self.words("request", &outcome.request);
        self.words("alternative", &outcome.alternative);
        self.say("meanwhile", &outcome.meanwhile);
        self.say("ticket_note", &outcome.ticket_note);
    }

    fn condition(&mut self, key: &str, written: &Condition) {
        if let Some(written) = condition(written) {
            self.line(key, &written);
        }
    }
}

/// Writes a condition; nothing where there is none.
fn condition(condition: &Condition) -> Option<String> {
    let Condition::AnyOf(groups) = condition else { return None };
    let groups: Vec<_> = groups.iter().map(|tests| group(tests)).collect();
    Some(format!("[{}]", groups.join(", ")))
}

/// Writes one group: step by step, and where an answer has parts, part by part.
fn group(tests: &[StepTest]) -> String {
    let mut steps: Vec<(&str, Vec<&StepTest>)> = Vec::new();
    for test in tests {
        match steps.iter_mut().find(|(step, _)| *step == test.step) {
            Some((_, own)) => own.push(test),
            None => steps.push((&test.step, vec![test])),
        }
    }
    let step = |(step, own): &(&str, Vec<&StepTest>)| format!("{} = {}", quoted(step), answer(own));
    format!("{{ {} }}", steps.iter().map(step).collect::<Vec<_>>().join(", "))
}

fn answer(tests: &[&StepTest]) -> String {
    let (parts, whole): (Vec<&StepTest>, Vec<&StepTest>) =
        tests.iter().partition(|test| test.field.is_some());
    if parts.is_empty() {
        return value(&whole);
    }
    let mut fields: Vec<(&str, Vec<&StepTest>)> = Vec::new();
    for test in parts {
        let name = test.field.as_deref().unwrap_or_default();
        match fields.iter_mut().find(|(field, _)| *field == name) {
            Some((_, own)) => own.push(test),
            None => fields.push((name, vec![test])),
        }
    }
    let field = |(name, own): &(&str, Vec<&StepTest>)| format!("{name} = {}", value(own));
    let fields = fields.iter().map(field).chain(whole.iter().map(|test| operator(&test.test)));
    format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
}

/// Writes what is tested of one value: the values themselves, or operators.
fn value(tests: &[&StepTest]) -> String {
    if let [StepTest { test: Test::OneOf(values), .. }] = tests {
        return list(values);
    }
    let operators: Vec<_> = tests.iter().map(|test| operator(&test.test)).collect();
    format!("{{ {} }}", operators.join(", "))
}

fn operator(test: &Test) -> String {
    match test {
        Test::OneOf(values) | Test::Includes(values) => format!("includes = {}", list(values)),
        Test::Not(values) => format!("not = {}", list(values)),
        Test::AtLeast(least) => format!("at_least = {least:?}"),
        Test::AtMost(most) => format!("at_most = {most:?}"),
        Test::Known(known) => format!("known = {known}"),
    }
}

fn list(values: &[Value]) -> String {
    let one = |value: &Value| match value {
        Value::Word(word) => quoted(word),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => format!("{number:?}"),
        Value::Set(words) => words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", "),
    };
    format!("[{}]", values.iter().map(one).collect::<Vec<_>>().join(", "))
}

/// Quotes a text; what JSON escapes, TOML reads the same.
fn quoted(text: &str) -> String {
    Json::from(text).to_string().replace('\u{7f}', "\\u007f")
}
