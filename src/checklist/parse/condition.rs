//! `when` and `unless`: from tables to tests, each checked against the step that it looks at.
//!
//! Pure.

use std::ops::Range;

use toml::de::DeValue;

use super::reader::{Fields, Node, Reader, number, type_of};
use super::shape::Answer;
use crate::checklist::condition::{Condition, StepTest, Test, Value};
use crate::checklist::finding::{Code, Finding};

/// The operators of a test.
const OPERATORS: &[&str] = &["not", "at_least", "at_most", "includes", "known"];

/// The answer, or the part of one, that a test looks at.
#[derive(Debug, Clone, Copy)]
struct Target<'k> {
    step: &'k str,
    field: Option<&'static str>,
    answer: Answer,
}

impl Target<'_> {
    fn test(&self, test: Test) -> StepTest {
        StepTest { step: self.step.to_owned(), field: self.field.map(str::to_owned), test }
    }
}

impl<'a> Reader<'a> {
    /// Reads a condition; one that is not written is [`Condition::Always`].
    ///
    /// It may look at the steps before the position `before`, or at all where none is given.
    pub(super) fn condition(
        &mut self,
        fields: &Fields<'a>,
        key: &str,
        before: Option<usize>,
    ) -> Condition {
        let Some(node) = fields.get(key) else { return Condition::Always };
        let noted = self.findings.len();
        let groups = self.one_or_list(node);
        let groups = groups.iter().filter_map(|group| self.group(group, before)).collect();
        self.is_partial |= self.findings.len() > noted;
        Condition::AnyOf(groups)
    }

    fn group(&mut self, node: Node<'a>, before: Option<usize>) -> Option<Vec<StepTest>> {
        let fields = self.fields(node, "check.place.condition")?;
        if fields.table.is_empty() {
            self.note(Finding::new(Code::Empty, node.span()).word("what", "check.place.condition"));
        }
        let mut tests = Vec::new();
        for (key, value) in fields.table {
            let step: &'a str = key.get_ref();
            tests.extend(self.on_step(step, key.span(), value, before));
        }
        Some(tests)
    }

    /// Reads what stands behind the key of a step, or behind that of an include: `lights.red = "none"`.
    fn on_step(
        &mut self,
        step: &str,
        span: Range<usize>,
        node: Node<'a>,
        before: Option<usize>,
    ) -> Vec<StepTest> {
        let full = format!("{}{step}", self.scope.prefix);
        if self.index.get(&full).is_none() && self.index.is_include(&full) {
            let inner = node.get_ref().as_table().into_iter().flatten();
            let inner: Vec<_> = inner.collect();
            self.is_partial |= inner.is_empty() || self.index.is_lost(&full);
            let each = inner.into_iter().map(|(key, node)| {
                let name: &str = key.get_ref();
                self.on_step(&format!("{step}.{name}"), key.span(), node, before)
            });
            return each.flatten().collect();
        }
        let is_known = self.step_named(step, span, before);
        let kind = self.index.get(&full).and_then(|known| known.kind).filter(|_| is_known);
        let Some(kind) = kind else {
            self.is_partial = true;
            return Vec::new();
        };
        self.tests(Target { step: &full, field: None, answer: kind.answer }, node)
    }

    /// Reads what stands behind the key of a step.
    fn tests(&mut self, target: Target<'_>, node: Node<'a>) -> Vec<StepTest> {
        let Answer::Parts(parts) = target.answer else { return self.plain(target, node) };
        let DeValue::Table(table) = node.get_ref() else {
            let names: Vec<_> = parts.iter().map(|(name, _)| *name).collect();
            let finding = Finding::new(Code::NeedsField, node.span());
            self.note(finding.quote("step", target.step).quote("fields", &names.join(", ")));
            return Vec::new();
        };
        let mut tests = Vec::new();
        for (key, value) in table {
            let name: &str = key.get_ref();
            if name == "known" {
                tests.extend(self.bool(value).map(|known| target.test(Test::Known(known))));
            } else if let Some((field, answer)) = parts.iter().find(|(field, _)| *field == name) {
                let part = Target { field: Some(field), answer: *answer, ..target };
                tests.extend(self.plain(part, value));
            } else {
                let names = parts.iter().map(|(field, _)| *field).chain(["known"]);
                self.unknown_field(name, key.span(), target.step, names);
            }
        }
        tests
    }

    /// Reads values, or a table of operators.
    fn plain(&mut self, target: Target<'_>, node: Node<'a>) -> Vec<StepTest> {
        let DeValue::Table(table) = node.get_ref() else {
            let values = self.values(target, node);
            let is_set = matches!(target.answer, Answer::Options | Answer::WordSet(..));
            let test = if is_set { Test::Includes(values) } else { Test::OneOf(values) };
            return vec![target.test(test)];
        };
        if table.is_empty() {
            self.note(Finding::new(Code::Empty, node.span()).word("what", "check.place.condition"));
        }
        let mut tests = Vec::new();
        for (key, value) in table {
            let name: &str = key.get_ref();
            if OPERATORS.contains(&name) {
                let test = self.operator(target, name, key.span(), value);
                tests.extend(test.map(|test| target.test(test)));
            } else {
                self.unknown_field(name, key.span(), target.step, OPERATORS.iter().copied());
            }
        }
        tests
    }

    fn operator(
        &mut self,
        target: Target<'_>,
        name: &str,
        span: Range<usize>,
        node: Node<'a>,
    ) -> Option<Test> {
        let is_set = matches!(target.answer, Answer::Options | Answer::WordSet(..));
        let is_number = matches!(target.answer, Answer::Number);
        match name {
            "known" => self.bool(node).map(Test::Known),
            "not" => Some(Test::Not(self.values(target, node))),
            "includes" if is_set => Some(Test::Includes(self.values(target, node))),
            "at_least" if is_number => self.number(node).map(Test::AtLeast),
            "at_most" if is_number => self.number(node).map(Test::AtMost),
            _ => {
                let finding = Finding::new(Code::WrongTest, span).quote("step", target.step);
                let found = if name == "includes" { "check.op.includes" } else { "check.op.limit" };
                self.note(finding.word("wanted", target.answer.wanted()).word("found", found));
                None
            }
        }
    }

    /// Reads one value or a list of them.
    fn values(&mut self, target: Target<'_>, node: Node<'a>) -> Vec<Value> {
        self.one_or_list(node).iter().filter_map(|item| self.value(target, item)).collect()
    }

    fn value(&mut self, target: Target<'_>, node: Node<'a>) -> Option<Value> {
        let value = node.get_ref();
        match (target.answer, value) {
            (Answer::YesNo, DeValue::Boolean(yes)) => Some(Value::Bool(*yes)),
            (Answer::Number, DeValue::Integer(_) | DeValue::Float(_)) => number(value)
                .filter(|number| number.is_finite())
                .map(Value::Number)
                .or_else(|| self.mismatch(node, "check.type.number")),
            (Answer::Option | Answer::Options, DeValue::String(word)) => {
                self.option(target, word, node.span())
            }
            (Answer::Words(words, code) | Answer::WordSet(words, code), DeValue::String(_)) => {
                let found = self.word(node, words, code)?;
                words.get(found).map(|word| Value::word(*word))
            }
            _ if node.span() == (0..0) => None,
            _ => {
                let finding = Finding::new(Code::WrongTest, node.span()).quote("step", target.step);
                let wanted = target.answer.wanted();
                self.note(finding.word("wanted", wanted).word("found", type_of(value)));
                None
            }
        }
    }

    fn option(&mut self, target: Target<'_>, word: &str, span: Range<usize>) -> Option<Value> {
        let known = self.index.get(target.step)?;
        // Options that could not be read would make every mention of them a second mistake.
        if known.options.is_empty() || known.options.contains(word) {
            return Some(Value::word(word));
        }
        let renamed = known.former.get(word).copied();
        let mut options: Vec<_> = known.options.iter().copied().take(MOST_GUESSED).collect();
        options.sort_unstable();
        let guess = renamed.or_else(|| self.guess(word, options));
        let finding = Finding::new(Code::UnknownOption, span).quote("word", word);
        self.note(finding.suggest(guess));
        None
    }

    fn unknown_field(
        &mut self,
        name: &str,
        span: Range<usize>,
        step: &str,
        known: impl IntoIterator<Item = &'static str>,
    ) {
        let guess = self.guess(name, known);
        let finding = Finding::new(Code::UnknownField, span).quote("field", name);
        self.note(finding.quote("step", step).suggest(guess));
    }
}

/// The most options of one step that a guess looks at.
const MOST_GUESSED: usize = 100;
