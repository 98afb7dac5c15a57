//! Reading the steps of a fragment in place of the include.
//!
//! Pure. A fragment names its own steps only; the list names them with the include's key before them.

use std::ops::Range;
use std::sync::Arc;

use super::include::{Fragment, fragment_of};
use super::reader::{Fields, Reader};
use super::shape::{FRAGMENT_KEYS, INCLUDE, INCLUDE_KEYS};
use super::step::Used;
use crate::checklist::condition::{Condition, StepTest};
use crate::checklist::finding::{Code, Finding, SourceFile};
use crate::checklist::{Audience, Step};
use crate::lang::Lang;

/// What the key of an include cannot be: the questions about the call have it in the same log.
const RESERVED: &str = "call";
/// The most groups that the conditions of an include and of a step come to together.
const MOST_GROUPS: usize = 256;

/// The file that is read, and what goes for all of its steps.
#[derive(Debug, Default)]
pub(super) struct Scope<'a> {
    /// What stands before the keys of its steps; ends in a dot, or is empty.
    pub(super) prefix: String,
    /// The fragment; none for the list itself.
    pub(super) file: Option<Arc<SourceFile>>,
    /// Its text.
    pub(super) source: &'a str,
    /// What the includes around it say.
    gates: Vec<Gate>,
}

impl<'a> Scope<'a> {
    /// Begins with the file that is checked.
    pub(super) fn of(source: &'a str) -> Self {
        Self { source, ..Self::default() }
    }
}

/// What an include says for all of its steps.
#[derive(Debug, Clone)]
struct Gate {
    when: Condition,
    unless: Condition,
    audience: Vec<Audience>,
    /// The former keys of the include, with what stands before them.
    was: Vec<String>,
    /// Steps of the fragment, each with a key that it had before it was one.
    former: Vec<(String, String)>,
    prefix: String,
    is_whole: bool,
}

/// The languages that an included fragment has.
#[derive(Debug)]
pub(super) struct Said {
    /// The place of the include.
    span: Range<usize>,
    file: Option<Arc<SourceFile>>,
    /// The languages; none where its texts do not say.
    own: Vec<Lang>,
    name: String,
}

impl<'a> Reader<'a> {
    /// Reads a step, or the steps of the fragment that it includes.
    pub(super) fn entry(
        &mut self,
        fields: &Fields<'a>,
        position: &mut usize,
        used: &mut Used<'a>,
    ) -> Vec<Step> {
        let Some(key) = fragment_of(fields.table) else {
            self.is_partial = false;
            let step = self.step(fields, *position, used);
            *position += 1;
            let Some(mut step) = step else { return Vec::new() };
            let mut is_whole = !self.is_partial;
            is_whole &= self.apply_gates(&mut step, fields);
            let site = super::site::Site::of(fields, self.scope.file.as_ref(), is_whole);
            self.sites.steps.push(site);
            return vec![step];
        };
        self.include(fields, key, position, used)
    }

    fn include(
        &mut self,
        fields: &Fields<'a>,
        fragment: &'a str,
        position: &mut usize,
        used: &mut Used<'a>,
    ) -> Vec<Step> {
        self.only_in_include(fields);
        self.is_partial = false;
        let gate = self.gate(fields, *position, used);
        let place = ["fragment", "key"].into_iter().find_map(|key| fields.get(key));
        let span = place.map_or(fields.span.clone(), toml::Spanned::span);
        let entered = match self.path.enter(fragment) {
            Ok(entered) => entered,
            Err(code) => {
                self.refuse(code, fragment, span);
                return Vec::new();
            }
        };
        let inside = Scope {
            prefix: gate.prefix.clone(),
            file: Some(Arc::clone(&entered.file)),
            source: entered.source,
            gates: self.scope.gates.iter().cloned().chain([gate]).collect(),
        };
        let outside = std::mem::replace(&mut self.scope, inside);
        let texts = std::mem::take(&mut self.texts);
        let steps = self.fragment(entered, position, used);
        let found = self.texts.findings();
        for finding in found {
            self.note(finding);
        }
        let own = if self.texts.is_said() { self.texts.languages() } else { Vec::new() };
        if !self.texts.is_empty() {
            let (file, name) = (outside.file.clone(), fragment.to_owned());
            self.said.push(Said { span, file, own, name });
        }
        self.texts = texts;
        self.scope = outside;
        self.path.leave();
        steps
    }

    /// Reads what a fragment holds.
    fn fragment(
        &mut self,
        fragment: &'a Fragment<'a>,
        position: &mut usize,
        used: &mut Used<'a>,
    ) -> Vec<Step> {
        let root = Fields { table: &fragment.root, span: 0..0, place: "check.place.fragment" };
        if self.is_foreign(&root) {
            return Vec::new();
        }
        self.fragment_head(&root);
        let mut steps = Vec::new();
        let list = self.required(&root, "step").and_then(|node| self.tables(node));
        for item in list.unwrap_or_default() {
            let Some(step) = self.fields(item, "check.place.step") else { continue };
            steps.extend(self.entry(&step, position, used));
        }
        steps
    }

    /// Reads the head of a fragment.
    pub(super) fn fragment_head(&mut self, root: &Fields<'a>) {
        self.only(root, FRAGMENT_KEYS);
        if let Some(node) = self.required(root, "key") {
            self.key(node);
        }
        if let Some(node) = self.required(root, "version") {
            self.string(node);
        }
        self.required_text(root, "title");
    }

    fn only_in_include(&mut self, fields: &Fields<'a>) {
        for key in fields.table.keys() {
            let name: &str = key.get_ref();
            if INCLUDE_KEYS.contains(&name) {
                continue;
            }
            let finding = Finding::new(Code::KeyNotForKind, key.span()).quote("key", name);
            self.note(finding.quote("kind", INCLUDE));
        }
        if let Some(node) = fields.get("fragment") {
            self.key(node);
        }
    }

    fn refuse(&mut self, code: Code, fragment: &str, span: Range<usize>) {
        let known = self.path.known();
        let guess = (code == Code::UnknownFragment).then(|| self.guess(fragment, known)).flatten();
        self.note(Finding::new(code, span).quote("key", fragment).suggest(guess));
    }

    /// Reads what an include says for all of its steps.
    fn gate(&mut self, fields: &Fields<'a>, position: usize, used: &mut Used<'a>) -> Gate {
        let outer = self.scope.prefix.clone();
        let key = self.unique_key(fields, used, Code::DuplicateStep);
        if key == RESERVED && outer.is_empty() {
            let span = fields.get("key").map_or(fields.span.clone(), toml::Spanned::span);
            self.note(Finding::new(Code::ReservedKey, span).quote("key", RESERVED));
        }
        let is_by_step = fields.get("was").is_some_and(|node| node.get_ref().is_table());
        let former = if is_by_step { self.former_steps(fields, &key, used) } else { Vec::new() };
        let was = if is_by_step {
            Vec::new()
        } else {
            self.former_keys(fields, used, Code::DuplicateStep)
        };
        let before = Some(position);
        Gate {
            when: self.condition(fields, "when", before),
            unless: self.condition(fields, "unless", before),
            audience: self.audience(fields),
            was: was.into_iter().map(|old| format!("{old}.")).collect(),
            former,
            prefix: format!("{key}."),
            is_whole: !self.is_partial,
        }
    }

    /// Reads which keys the steps of a fragment had while the list itself had them.
    ///
    /// One of them may be the key of the include: a step took its place, and no other step can have it.
    fn former_steps(
        &mut self,
        fields: &Fields<'a>,
        include: &str,
        used: &mut Used<'a>,
    ) -> Vec<(String, String)> {
        let Some(was) = fields.get("was").and_then(|node| self.fields(node, "check.place.step"))
        else {
            return Vec::new();
        };
        let short = include.strip_prefix(&*self.scope.prefix).unwrap_or(include).to_owned();
        let mut all = Vec::new();
        for (own, node) in was.table {
            self.step_named(&format!("{short}.{}", own.get_ref()), own.span(), None);
            let Some(old) = self.step_key(node) else { continue };
            let full = format!("{}{old}", self.scope.prefix);
            let old = if full == include {
                full
            } else {
                self.use_key(old, node.span(), used, Code::DuplicateStep)
            };
            all.push((own.get_ref().to_string(), old));
        }
        all
    }

    /// Makes a step keep to what the includes around it say; false where a condition was not read whole.
    fn apply_gates(&mut self, step: &mut Step, fields: &Fields<'a>) -> bool {
        let gates = std::mem::take(&mut self.scope.gates);
        let mut is_whole = true;
        for gate in gates.iter().rev() {
            is_whole &= gate.is_whole;
            let when = both(&gate.when, &step.when);
            if when.is_none() {
                let finding = Finding::new(Code::IncludeTooLarge, fields.span.clone());
                self.note(finding.quote("key", &step.key));
                is_whole = false;
            }
            step.when = when.unwrap_or_default();
            step.unless = either(&gate.unless, &step.unless);
            restrict(&mut step.audience, &gate.audience);
            let own = step.key.strip_prefix(&gate.prefix).unwrap_or_default().to_owned();
            step.was.extend(gate.was.iter().map(|old| format!("{old}{own}")));
            let former = gate.former.iter().filter(|(step, _)| *step == own);
            step.was.extend(former.map(|(_, old)| old.clone()));
        }
        self.scope.gates = gates;
        is_whole
    }

    /// Says which fragments lack a language of the list.
    pub(super) fn fragment_languages(&mut self) {
        let wanted = if self.texts.is_said() { self.texts.languages() } else { Vec::new() };
        for said in std::mem::take(&mut self.said) {
            for lang in wanted.iter().filter(|lang| !said.own.contains(lang)) {
                let finding = Finding::new(Code::FragmentLanguage, said.span.clone());
                let finding =
                    finding.quote("key", &said.name).word("lang", super::text::name_of(*lang));
                self.findings.push(Finding { file: said.file.clone(), ..finding });
            }
        }
    }
}

/// Joins two conditions of which both must hold; none where that would be too long.
fn both(a: &Condition, b: &Condition) -> Option<Condition> {
    let (Condition::AnyOf(first), Condition::AnyOf(second)) = (a, b) else {
        return Some(if a.is_written() { a.clone() } else { b.clone() });
    };
    if first.len().saturating_mul(second.len()) > MOST_GROUPS {
        return None;
    }
    let join = |a: &Vec<StepTest>, b: &Vec<StepTest>| a.iter().chain(b).cloned().collect();
    let pairs = first.iter().flat_map(|a| second.iter().map(move |b| join(a, b)));
    Some(Condition::AnyOf(pairs.collect()))
}

/// Joins two conditions of which one is enough; one that is not written never holds.
fn either(a: &Condition, b: &Condition) -> Condition {
    match (a, b) {
        (Condition::AnyOf(first), Condition::AnyOf(second)) => {
            Condition::AnyOf(first.iter().chain(second).cloned().collect())
        }
        (Condition::Always, other) | (other, Condition::Always) => other.clone(),
    }
}

/// Leaves only those for whom the include is as well.
fn restrict(own: &mut Vec<Audience>, include: &[Audience]) {
    let is_for_all = own.is_empty();
    if !include.is_empty() {
        own.retain(|who| include.contains(who));
        if is_for_all || own.is_empty() {
            include.clone_into(own);
        }
    }
}
