//! Phases and steps.
//!
//! Pure.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use toml::de::DeValue;

use super::reader::{Fields, Node, Reader, whole};
use super::shape::{
    self, AUDIENCES, DEVICES, INCLUDE, KINDS, OPTION_KEYS, PHASE_KEYS, REPORT_KEYS, STEP_KEYS,
};
use super::site::Site;
use crate::checklist::finding::{Code, Finding};
use crate::checklist::{
    Audience, Choice, Device, Kind, Phase, Probe, Report, Slot, Step, pattern, ranges, words,
};

/// The longest wait, in seconds.
const LONGEST_WAIT: u32 = 3600;

/// Where each key was first used.
pub(super) type Used<'a> = HashMap<Cow<'a, str>, Range<usize>>;

impl<'a> Reader<'a> {
    /// Reads all phases.
    pub(super) fn phases(&mut self, root: &Fields<'a>) -> Vec<Phase> {
        let Some(node) = self.required(root, "phase") else { return Vec::new() };
        let list = self.tables(node).unwrap_or_default();
        let (mut phases, mut steps) = (Used::new(), Used::new());
        let mut position = 0;
        let mut read = Vec::new();
        for item in list {
            let Some(phase) = self.fields(item, "check.place.phase") else { continue };
            self.only(&phase, PHASE_KEYS);
            let mut made = Phase {
                key: self.unique_key(&phase, &mut phases, Code::DuplicatePhase),
                title: self.required_text(&phase, "title"),
                note: self.text(&phase, "note"),
                steps: Vec::new(),
            };
            let list = self.required(&phase, "step").and_then(|node| self.tables(node));
            for item in list.unwrap_or_default() {
                let Some(step) = self.fields(item, "check.place.step") else { continue };
                made.steps.extend(self.entry(&step, &mut position, &mut steps));
            }
            self.sites.phases.push(Site::of(&phase, None, true));
            read.push(made);
        }
        read
    }

    /// Reads one step that is no include.
    pub(super) fn step(
        &mut self,
        fields: &Fields<'a>,
        position: usize,
        used: &mut Used<'a>,
    ) -> Option<Step> {
        let key = self.unique_key(fields, used, Code::DuplicateStep);
        let was = self.former_keys(fields, used, Code::DuplicateStep);
        let before = Some(position);
        let common = Step {
            key,
            kind: Kind::Info,
            ask: self.text(fields, "ask"),
            when: self.condition(fields, "when", before),
            unless: self.condition(fields, "unless", before),
            help: self.text(fields, "help"),
            warn: self.text(fields, "warn"),
            optional: self.flag(fields, "optional", false),
            audience: self.audience(fields),
            was,
            slot: self.slot(fields, false),
            reports: self.reports(fields),
        };
        for text in ["ask", "help", "warn"] {
            self.placeholders(fields, text, before);
        }
        let kind = self.kind(fields, position)?;
        if !matches!(kind, Kind::Restart { .. } | Kind::Probe { .. } | Kind::Diagnose) {
            self.required(fields, "ask");
        }
        Some(Step { kind, ..common })
    }

    /// Reads the kind with what only it has.
    fn kind(&mut self, fields: &Fields<'a>, position: usize) -> Option<Kind> {
        let node = self.required(fields, "kind")?;
        let names: Vec<_> = KINDS.iter().map(|kind| kind.name).collect();
        let shape = KINDS.get(self.word(node, &names, Code::UnknownKind)?)?;
        self.only_for(fields, shape);
        Some(match shape.name {
            // An include without a key, which was spoken of already.
            INCLUDE => return None,
            "do" => Kind::Do,
            "yes-no" => Kind::YesNo,
            "choice" => Kind::Choice { options: self.options(fields) },
            "multi" => Kind::Multi { options: self.options(fields) },
            "number" => self.number_kind(fields),
            "text" => Kind::Text {
                pattern: self.pattern(fields),
                lines: self.flag(fields, "lines", false),
            },
            "datetime" => Kind::DateTime,
            "wait" => {
                let (seconds, until) = (self.seconds(fields), self.probe(fields, "until"));
                Kind::Wait { seconds: seconds?, until }
            }
            "restart" => Kind::Restart { device: self.device(fields)? },
            "probe" => self.probe_kind(fields, position)?,
            "diagnose" => Kind::Diagnose,
            _ => Kind::Info,
        })
    }

    /// Notes keys that no step has, or not this kind.
    fn only_for(&mut self, fields: &Fields<'a>, shape: &'static shape::Kind) {
        let own: Vec<_> = STEP_KEYS.iter().chain(shape.keys).copied().collect();
        for key in fields.table.keys() {
            let name: &str = key.get_ref();
            if own.contains(&name) {
                continue;
            }
            let is_others = KINDS.iter().any(|kind| kind.keys.contains(&name));
            let finding = if is_others {
                let finding = Finding::new(Code::KeyNotForKind, key.span()).quote("key", name);
                finding.quote("kind", shape.name)
            } else {
                let guess = self.guess(name, own.iter().copied());
                let finding = Finding::new(Code::UnknownKey, key.span()).quote("key", name);
                finding.word("place", "check.place.step").suggest(guess)
            };
            self.note(finding);
        }
    }

    fn options(&mut self, fields: &Fields<'a>) -> Vec<Choice> {
        let Some(node) = self.required(fields, "options") else { return Vec::new() };
        let mut used = Used::new();
        let list = self.list(node).unwrap_or_default();
        list.iter().filter_map(|item| self.choice(item, &mut used)).collect()
    }

    fn choice(&mut self, node: Node<'a>, used: &mut Used<'a>) -> Option<Choice> {
        if let DeValue::Table(_) = node.get_ref() {
            let fields = self.fields(node, "check.place.option")?;
            self.only(&fields, OPTION_KEYS);
            let key = self.unique_key(&fields, used, Code::DuplicateOption);
            let was = self.former_keys(&fields, used, Code::DuplicateOption);
            let text = self.required_text(&fields, "text");
            return Some(Choice { key, text, say: self.text(&fields, "say"), was });
        }
        let key = self.key(node)?;
        self.use_key(key, node.span(), used, Code::DuplicateOption);
        let Some(word) = words::lookup(key) else {
            let mut words: Vec<_> = words::keys().collect();
            words.sort_unstable();
            let guess = self.guess(key, words);
            let finding = Finding::new(Code::UnknownWord, node.span());
            self.note(finding.quote("word", key).suggest(guess));
            return None;
        };
        Some(word.clone())
    }

    fn number_kind(&mut self, fields: &Fields<'a>) -> Kind {
        let mut limit = |key| fields.get(key).and_then(|node| self.number(node));
        let (min, max) = (limit("min"), limit("max"));
        if let (Some(low), Some(high)) = (min, max)
            && low > high
        {
            let span = fields.get("min").map_or(fields.span.clone(), toml::Spanned::span);
            let finding = Finding::new(Code::BadLimits, span);
            self.note(finding.quote("min", &low.to_string()).quote("max", &high.to_string()));
        }
        Kind::Number { unit: self.unit(fields), min, max, range: self.range(fields) }
    }

    fn range(&mut self, fields: &Fields<'a>) -> Option<String> {
        let node = fields.get("range")?;
        let names: Vec<_> = ranges::keys().collect();
        let found = self.word(node, &names, Code::UnknownRange)?;
        names.get(found).map(|name| (*name).to_owned())
    }

    fn pattern(&mut self, fields: &Fields<'a>) -> Option<String> {
        let node = fields.get("pattern")?;
        let pattern = self.string(node)?;
        if pattern::whole(pattern).is_none() {
            self.note(Finding::new(Code::BadPattern, node.span()).quote("pattern", pattern));
            return None;
        }
        Some(pattern.to_owned())
    }

    fn seconds(&mut self, fields: &Fields<'a>) -> Option<u32> {
        let node = self.required(fields, "seconds")?;
        let seconds = self.number(node)?;
        let found = whole(node.get_ref()).and_then(|whole| u32::try_from(whole).ok());
        let allowed = found.filter(|seconds| (1..=LONGEST_WAIT).contains(seconds));
        if allowed.is_none() {
            let finding = Finding::new(Code::OutOfRange, node.span());
            let finding = finding.quote("found", &seconds.to_string()).quote("min", "1");
            self.note(finding.quote("max", &LONGEST_WAIT.to_string()));
        }
        allowed
    }

    fn device(&mut self, fields: &Fields<'a>) -> Option<Device> {
        let node = self.required(fields, "device")?;
        let all = [Device::Modem, Device::Router, Device::Both];
        all.get(self.word(node, DEVICES, Code::UnknownDevice)?).copied()
    }

    fn probe(&mut self, fields: &Fields<'a>, key: &str) -> Option<Probe> {
        let node = fields.get(key)?;
        let names: Vec<_> = Probe::ALL.iter().map(|probe| probe.name()).collect();
        Probe::ALL.get(self.word(node, &names, Code::UnknownProbe)?).copied()
    }

    fn probe_kind(&mut self, fields: &Fields<'a>, position: usize) -> Option<Kind> {
        self.required(fields, "probe")?;
        let probe = self.probe(fields, "probe");
        let host_from = self.host_from(fields, position);
        if probe == Some(Probe::Site) {
            self.required(fields, "host_from");
        } else if let Some(node) = fields.get("host_from").filter(|_| probe.is_some()) {
            self.note(Finding::new(Code::HostNotSite, node.span()));
        }
        Some(Kind::Probe { probe: probe?, host_from })
    }

    fn host_from(&mut self, fields: &Fields<'a>, position: usize) -> Option<String> {
        let node = fields.get("host_from")?;
        let step = self.string(node)?;
        if !self.step_named(step, node.span(), Some(position)) {
            return None;
        }
        let full = self.full(step).into_owned();
        let kind = self.index.get(&full).and_then(|known| known.kind);
        if kind.is_some_and(|kind| kind.name != "text") {
            self.note(Finding::new(Code::HostNotText, node.span()).quote("step", step));
            return None;
        }
        Some(full)
    }

    /// Reads for whom something is.
    pub(super) fn audience(&mut self, fields: &Fields<'a>) -> Vec<Audience> {
        let Some(node) = fields.get("for") else { return Vec::new() };
        let all = [Audience::Customer, Audience::Technician];
        let list = self.list(node).unwrap_or_default();
        list.iter()
            .filter_map(|item| all.get(self.word(item, AUDIENCES, Code::UnknownAudience)?).copied())
            .collect()
    }

    fn slot(&mut self, fields: &Fields<'a>, must_be: bool) -> Option<Slot> {
        let node = if must_be { self.required(fields, "slot")? } else { fields.get("slot")? };
        let names: Vec<_> = Slot::ALL.iter().map(|slot| slot.name()).collect();
        Slot::ALL.get(self.word(node, &names, Code::UnknownSlot)?).copied()
    }

    fn reports(&mut self, fields: &Fields<'a>) -> Vec<Report> {
        let Some(node) = fields.get("report") else { return Vec::new() };
        self.one_or_list(node).iter().filter_map(|node| self.report(node)).collect()
    }

    fn report(&mut self, node: Node<'a>) -> Option<Report> {
        let fields = self.fields(node, "check.place.report")?;
        self.only(&fields, REPORT_KEYS);
        let slot = self.slot(&fields, true);
        let say = self.required_text(&fields, "say");
        self.placeholders(&fields, "say", None);
        let when = self.condition(&fields, "when", None);
        Some(Report { slot: slot?, when, say })
    }

    /// Reads yes or no, with what it is where nothing is written.
    pub(super) fn flag(&mut self, fields: &Fields<'a>, key: &str, default: bool) -> bool {
        fields.get(key).and_then(|node| self.bool(node)).unwrap_or(default)
    }

    /// Reads a key that nothing else of its sort may have.
    pub(super) fn unique_key(
        &mut self,
        fields: &Fields<'a>,
        used: &mut Used<'a>,
        code: Code,
    ) -> String {
        let Some(node) = self.required(fields, "key") else { return String::new() };
        let is_step = code == Code::DuplicateStep;
        let key = if is_step { self.step_key(node) } else { self.key(node) };
        let Some(key) = key else { return String::new() };
        self.use_key(key, node.span(), used, code)
    }

    /// Reads the keys that something had in earlier versions.
    pub(super) fn former_keys(
        &mut self,
        fields: &Fields<'a>,
        used: &mut Used<'a>,
        code: Code,
    ) -> Vec<String> {
        let Some(node) = fields.get("was") else { return Vec::new() };
        let list = self.list(node).unwrap_or_default();
        let mut keys = Vec::new();
        for item in list {
            if let Some(key) = self.step_key(item) {
                keys.push(self.use_key(key, item.span(), used, code));
            }
        }
        keys
    }

    /// Notes a key that was used before, and returns it as the whole list knows it.
    pub(super) fn use_key(
        &mut self,
        key: &'a str,
        span: Range<usize>,
        used: &mut Used<'a>,
        code: Code,
    ) -> String {
        let full = if code == Code::DuplicateStep { self.full(key) } else { Cow::Borrowed(key) };
        let owned = full.clone().into_owned();
        if let Some(first) = used.get(&full) {
            let first = first.clone();
            self.note(Finding::new(code, span).quote("key", key).beside(first));
        } else {
            used.insert(full, span);
        }
        owned
    }
}
