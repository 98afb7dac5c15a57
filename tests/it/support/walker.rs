//! Somebody who answers everything that any list asks, by chance but always the same way.
//!
//! What is asked is known from the session's own log, not from the words on the screen: the engine says
//! which step is open. So a walker needs to know nothing of a list, and a new list is walked as it is.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Mutex;

use cekdulu::app::registry;
use cekdulu::checklist::{self, Audience, Checklist, Kind, Slot, Step, Style};
use cekdulu::engine::Walk;
use cekdulu::lang::{Catalogue, Lang};
use cekdulu::session::{Entry, codec};
use toml::{Table, Value};

use super::Home;
use super::run::flat;

/// What stands before the keys of the questions about the call.
const CALL: &str = "call.";

/// Where a walker reads and types.
pub(crate) trait Screen {
    /// Waits for the next turn and returns what was shown for it; none where the program ended.
    fn question(&mut self) -> Option<String>;

    /// Types something as it is.
    fn keys(&mut self, keys: &str);
}

/// How choices are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Naming {
    /// By their numbers.
    Numbers,
    /// By their own words.
    Words,
}

/// Something that was asked, and the answer.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// The step's key with its prefix, or what else it was: `confirm`, `panel`, `remember`, `wait`, and so on.
    pub(crate) key: String,
    /// What was typed.
    pub(crate) typed: String,
    /// The answer as a file of answers says it; none where there is nothing to say.
    pub(crate) value: Option<Value>,
}

/// Returns the file that gives the same answers.
pub(crate) fn file(asked: &[Asked]) -> String {
    let (mut steps, mut call) = (Table::new(), Table::new());
    for Asked { key, value, .. } in asked {
        let Some(value) = value.clone() else { continue };
        match key.strip_prefix(CALL) {
            Some(key) => call.insert(key.to_owned(), value),
            None => steps.insert(key.clone(), value),
        };
    }
    if !call.is_empty() {
        steps.insert("call".into(), call.into());
    }
    toml::to_string(&steps).unwrap()
}

/// One walk through one list.
pub(crate) struct Walker<'a> {
    pub(crate) home: &'a Home,
    pub(crate) list: &'a str,
    pub(crate) lang: Lang,
    /// 0 takes the first of everything; every other number takes other things.
    pub(crate) variant: u64,
    pub(crate) naming: Naming,
}

impl Walker<'_> {
    /// Answers until the program ends; `look` sees every question as it is shown.
    pub(crate) fn walk(
        &self,
        screen: &mut dyn Screen,
        look: &mut dyn FnMut(&mut dyn Screen, &str),
    ) -> Vec<Asked> {
        let list = parsed(registry::find(self.list).unwrap());
        let call = parsed(include_str!("../../../checklists/data/call.toml"));
        let mut asked: Vec<Asked> = Vec::new();
        while let Some(shown) = screen.question() {
            assert!(asked.len() < 200, "it goes round in circles: {asked:?}");
            look(screen, &shown);
            let next = self.own(&flat(&shown)).unwrap_or_else(|| {
                self.open(list, "").or_else(|| self.open(call, CALL)).unwrap_or_else(|| {
                    panic!("what does it ask?\n{shown}\n{asked:?}");
                })
            });
            screen.keys(&format!("{}\n", next.typed));
            asked.push(next);
        }
        asked
    }

    /// Answers what the program asks besides the steps of a list.
    fn own(&self, shown: &str) -> Option<Asked> {
        let texts = Catalogue::of(self.lang);
        let asks = |key: &str| shown.contains(&flat(texts.get(key)));
        let first = |key: &str| Asked { key: key.into(), typed: "1".into(), value: None };
        if shown.contains(&format!("1 {} 2 ", texts.get("walk.right"))) {
            Some(first("confirm"))
        } else if asks("call.ask-open") {
            let word = texts.get("call.act.end").split(' ').next().unwrap();
            Some(Asked { typed: word.to_owned(), ..first("panel") })
        } else if shown.ends_with(&flat(texts.get("walk.wait-enough"))) {
            Some(Asked { typed: String::new(), ..first("wait") })
        } else {
            let known = ["remember", "no-call-needed"];
            known.into_iter().find(|key| asks(&format!("walk.{key}"))).map(first)
        }
    }

    /// Answers the step that is open, by the session's log; none where none is.
    fn open(&self, list: &Checklist, prefix: &str) -> Option<Asked> {
        let entries = self.entries();
        let audience = match list.style {
            Style::ReadDo => Audience::Customer,
            Style::DoConfirm => Audience::Technician,
        };
        let walk = Walk::replay(list, prefix, audience, &entries);
        let (_, step) = walk.step(walk.current()?)?;
        let (typed, value) = self.answer(step, &format!("{prefix}{}", step.key));
        Some(Asked { key: format!("{prefix}{}", step.key), typed, value: Some(value) })
    }

    fn entries(&self) -> Vec<Entry> {
        let log = fs::read(self.home.sessions()[0].join("log.jsonl")).unwrap();
        codec::decode(&log).unwrap().entries
    }

    /// Returns a number below `end` that only the step and the variant decide; 0 in the first variant.
    fn below(&self, key: &str, end: usize) -> usize {
        let mixed = codec::fnv1a(format!("{} {key}", self.variant).as_bytes());
        let number = u64::from_str_radix(&mixed, 16).unwrap() >> 7;
        if self.variant == 0 { 0 } else { usize::try_from(number).unwrap() % end }
    }

    /// Chooses an answer: what is typed, and what a file says.
    fn answer(&self, step: &Step, key: &str) -> (String, Value) {
        let omitted = |typed: &str, way: &str, why: &str| {
            let why = if way == "unknown" { true.into() } else { Value::from(why) };
            (typed.to_owned(), Table::from_iter([(way.to_owned(), why)]).into())
        };
        // A minute without power is not waited for here.
        if let Kind::Restart { .. } = step.kind {
            return omitted("2", "could_not", "");
        }
        match self.below(&format!("{key}?"), 12) {
            8 => omitted("/dont-know", "unknown", ""),
            9 => omitted("/skip", "skip", ""),
            10 => omitted("/could-not", "could_not", ""),
            11 => omitted("/not-applicable a flat", "not_applicable", "a flat"),
            _ => self.given(step, key),
        }
    }

    fn given(&self, step: &Step, key: &str) -> (String, Value) {
        let options = step.kind.options();
        let at = self.below(key, options.len().max(2));
        match &step.kind {
            Kind::Choice { options } => {
                let by_words = self.naming == Naming::Words;
                let words = by_words.then(|| options[at].text.get(self.lang).to_owned());
                let typed = words.unwrap_or_else(|| (at + 1).to_string());
                (typed, options[at].key.clone().into())
            }
            Kind::Multi { options } => {
                let other = self.below(&format!("{key}+"), options.len());
                let alone = [at, other].into_iter().find(|at| options[*at].key == "none");
                let mut both = alone.map_or(vec![at, other], |alone| vec![alone]);
                both.dedup();
                let typed: Vec<_> = both.iter().map(|at| (at + 1).to_string()).collect();
                let keys = both.iter().map(|at| Value::from(options[*at].key.clone()));
                (typed.join(" "), keys.collect::<Vec<_>>().into())
            }
            Kind::YesNo => {
                let words = Catalogue::of(self.lang);
                let word = words.get(if at == 0 { "ui.yes" } else { "ui.no" });
                let by_words = (self.naming == Naming::Words).then(|| word.to_owned());
                (by_words.unwrap_or_else(|| (at + 1).to_string()), (at == 0).into())
            }
            Kind::Number { min, max, .. } => {
                let number = min.or(*max).unwrap_or(7.0);
                (number.to_string(), number.into())
            }
            Kind::Text { lines, .. } => {
                let number = step.slot == Some(Slot::CustomerNumber);
                let words = if number { "122345678901" } else { "seberang masjid, pagar hijau" };
                (words.to_owned() + if *lines { "\n" } else { "" }, words.into())
            }
            Kind::DateTime => ("2026-11-05 19:00".into(), "2026-11-05 19:00".into()),
            Kind::Info => (String::new(), true.into()),
            Kind::Do | Kind::Wait { .. } | Kind::Restart { .. } => ("1".into(), true.into()),
            Kind::Probe { .. } | Kind::Diagnose => panic!("{key} is not asked the first time"),
        }
    }
}

/// Returns one of the program's own lists, read once for all tests.
pub(crate) fn parsed(text: &'static str) -> &'static Checklist {
    static LISTS: Mutex<BTreeMap<&str, &Checklist>> = Mutex::new(BTreeMap::new());
    let read = || checklist::parse_with(text, &registry::fragment).checklist.unwrap();
    LISTS.lock().unwrap().entry(text).or_insert_with(|| Box::leak(Box::new(read())))
}
