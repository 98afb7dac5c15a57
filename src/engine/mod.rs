//! The walk through a list: which step is asked now, what is answered, what is hidden.
//!
//! Pure: `(checklist, events) -> state`. Replaying the same events always gives the same state, which is
//! how a killed session goes on where it stopped. Going back keeps later answers; those that no longer
//! apply are hidden and come back when they apply again.

mod readers;
mod values;

pub use crate::checklist::pace::seconds;

use std::collections::{BTreeSet, HashMap};

use jiff::Zoned;

use crate::checklist::condition::Value;
use crate::checklist::{Audience, Checklist, Condition, Kind, Outcome, Step};
use crate::diagnosis::Diagnosis;
use crate::evidence::Evidence;
use crate::lang::Lang;
use crate::session::{Answer, Entry, Event, Omission};
use readers::Readers;
use values::{Values, fitting};

/// The option of a `Slot::Place` step that says: this computer is on the faulty network.
pub const HERE: &str = "here";

/// How an attempted step ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Ending {
    /// With an answer, which may be "I don't know".
    Answered(Answer),
    /// With a verdict.
    Diagnosed(Diagnosis),
    /// Without an answer.
    Left {
        /// How.
        how: Omission,
        /// Why, in the person's words.
        why: Option<String>,
    },
}

/// What is kept of a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// How it ended.
    pub ending: Ending,
    /// When.
    pub at: Zoned,
    /// How often it has ended, 1 unless somebody went back to it.
    pub times: u32,
}

/// What has become of a step so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Answered, "I don't know" included.
    Done,
    /// Left out on the person's wish.
    Skipped,
    /// Tried in vain.
    CouldNot,
    /// Does not fit this home.
    NotApplicable,
    /// Not asked, because of other answers.
    Hidden,
    /// Not asked yet.
    NotReached,
}

/// Where the walk stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The number of the part, from 1.
    pub part: usize,
    /// How many parts have anything to show.
    pub parts: usize,
    /// The number of the question in its part, from 1.
    pub number: usize,
    /// How many questions the part has, as far as is known now.
    pub of: usize,
}

/// A walk through one list.
#[derive(Debug)]
pub struct Walk<'a> {
    list: &'a Checklist,
    steps: Vec<(usize, &'a Step)>,
    index: HashMap<String, usize>,
    records: Vec<Option<Record>>,
    notes: HashMap<usize, String>,
    evidence: HashMap<usize, Evidence>,
    shown: Vec<bool>,
    /// The shown steps without a record.
    open: BTreeSet<usize>,
    /// The shown steps with one.
    ended: BTreeSet<usize>,
    /// The steps that have to be decided anew.
    stale: BTreeSet<usize>,
    readers: Readers,
    values: Values,
    cursor: Option<usize>,
    summarised: bool,
    audience: Audience,
}

impl<'a> Walk<'a> {
    /// Begins a walk without any answer.
    ///
    /// `prefix` stands before each step's key in events (`call.`), so that two lists can share a log.
    pub fn new(list: &'a Checklist, prefix: &str, audience: Audience) -> Self {
        let steps: Vec<_> = list.steps().collect();
        let mut index = HashMap::new();
        for (at, (_, step)) in steps.iter().enumerate() {
            for old in &step.was {
                index.entry(format!("{prefix}{old}")).or_insert(at);
            }
        }
        for (at, (_, step)) in steps.iter().enumerate() {
            index.insert(format!("{prefix}{}", step.key), at);
        }
        let mut walk = Self {
            list,
            records: vec![None; steps.len()],
            shown: vec![false; steps.len()],
            open: BTreeSet::new(),
            ended: BTreeSet::new(),
            stale: (0..steps.len()).collect(),
            readers: Readers::new(&steps),
            steps,
            index,
            notes: HashMap::new(),
            evidence: HashMap::new(),
            values: Values::default(),
            cursor: None,
            summarised: false,
            audience,
        };
        walk.refresh();
        walk
    }

    /// Begins a walk and takes in everything that a log holds.
    pub fn replay<'e>(
        list: &'a Checklist,
        prefix: &str,
        audience: Audience,
        entries: impl IntoIterator<Item = &'e Entry>,
    ) -> Self {
        let mut walk = Self::new(list, prefix, audience);
        for entry in entries {
            walk.take(entry);
        }
        walk.refresh();
        walk
    }

    /// Takes in one event. Events about steps that this list does not have change nothing.
    pub fn apply(&mut self, entry: &Entry) {
        self.take(entry);
        self.refresh();
    }

    fn take(&mut self, entry: &Entry) {
        match &entry.event {
            Event::Answered { step, answer } => self.answer(step, answer, entry),
            Event::Skipped { step, how, why } => {
                self.end(step, Ending::Left { how: *how, why: why.clone() }, entry);
            }
            Event::Verdict { step, diagnosis } => {
                let step_at = self.index.get(step).and_then(|at| self.steps.get(*at));
                if step_at.is_some_and(|(_, step)| matches!(step.kind, Kind::Diagnose)) {
                    self.end(step, Ending::Diagnosed(diagnosis.clone()), entry);
                }
            }
            Event::Measured { step, evidence } => {
                if let Some(at) = self.index.get(step) {
                    self.evidence.insert(*at, evidence.clone());
                }
            }
            Event::Noted { step, note } => {
                if let Some(at) = self.index.get(step) {
                    self.notes.insert(*at, note.clone());
                }
            }
            Event::WentBack { to } => {
                if let Some(at) = self.index.get(to) {
                    self.cursor = Some(*at);
                    self.summarised = false;
                }
            }
            Event::Summarised { on } => {
                self.summarised = *on;
                // Whoever went back and then asks for the summary wants the summary.
                self.cursor = self.cursor.filter(|_| !*on);
            }
            Event::Language { .. }
            | Event::Place { .. }
            | Event::Ticket { .. }
            | Event::Promise { .. }
            | Event::Refused { .. }
            | Event::Terms { .. }
            | Event::Became { .. }
            | Event::FollowedUp { .. }
            | Event::Restarting { .. }
            | Event::Sighted { .. }
            | Event::Withdrawn { .. }
            | Event::Finished => {}
        }
    }

    /// Keeps an answer if it fits the step as it is now; an older version's option finds its new name.
    fn answer(&mut self, key: &str, answer: &Answer, entry: &Entry) {
        let Some(step) = self.index.get(key).and_then(|at| self.steps.get(*at)) else { return };
        if let Some(answer) = fitting(&step.1.kind, answer) {
            self.end(key, Ending::Answered(answer), entry);
        }
    }

    fn end(&mut self, key: &str, ending: Ending, entry: &Entry) {
        let Some(at) = self.index.get(key).copied() else { return };
        if let Some(record) = self.records.get_mut(at) {
            let times = record.as_ref().map_or(1, |record| record.times.saturating_add(1));
            *record = Some(Record { ending, at: entry.at.clone(), times });
            self.stale.insert(at);
        }
        if self.cursor == Some(at) {
            self.cursor = None;
        }
    }

    /// Decides anew what is shown, in the list's order: a condition sees shown, earlier steps only.
    ///
    /// Only what has a new answer is looked at, and what looks at that in turn.
    fn refresh(&mut self) {
        while let Some(at) = self.stale.pop_first() {
            let Some((_, step)) = self.step(at) else { continue };
            let shown = self.applies(at, step);
            if let Some(flag) = self.shown.get_mut(at) {
                *flag = shown;
            }
            let record = self.records.get(at).and_then(Option::as_ref).filter(|_| shown);
            let is_open = shown && record.is_none();
            for (steps, holds) in [(&mut self.open, is_open), (&mut self.ended, record.is_some())] {
                if holds {
                    steps.insert(at)
                } else {
                    steps.remove(&at)
                };
            }
            if self.values.put(step, record.map(|record| &record.ending)) {
                self.stale.extend(self.readers.of(at));
            }
        }
    }

    /// Tells whether a step applies, as far as the steps before it have been decided.
    fn applies(&self, at: usize, step: &Step) -> bool {
        let is_here = |place: usize| {
            let key = self.steps.get(place).map_or("", |(_, step)| step.key.as_str());
            place < at && self.values.get(key, None) == Some(&Value::word(HERE))
        };
        (!looks(&step.kind) || self.readers.place.is_none_or(is_here))
            && (step.audience.is_empty() || step.audience.contains(&self.audience))
            && self.values.holds(&step.when)
            && !(step.unless.is_written() && self.values.holds(&step.unless))
    }

    /// Returns the list.
    pub fn list(&self) -> &'a Checklist {
        self.list
    }

    /// Returns the index of the step that is asked now; none at the end.
    pub fn current(&self) -> Option<usize> {
        if let Some(at) = self.cursor.filter(|at| self.is_shown(*at)) {
            return Some(at);
        }
        if self.summarised { None } else { self.next_open() }
    }

    /// Returns the first shown step without a record, whether or not the summary was asked for.
    pub fn next_open(&self) -> Option<usize> {
        self.open.first().copied()
    }

    /// Returns the step that "back" leads to: the shown one before the current, or the last at the end.
    pub fn back_target(&self) -> Option<usize> {
        let end = self.current().unwrap_or(self.steps.len());
        self.ended.range(..end).next_back().copied()
    }

    /// Returns the last shown step, in the list's order, that has ended.
    pub fn last_ended(&self) -> Option<usize> {
        self.ended.last().copied()
    }

    /// Tells whether any shown step has a diagnosis.
    pub fn is_diagnosed(&self) -> bool {
        self.readers.looks.iter().any(|at| self.diagnosis(*at).is_some())
    }

    /// Returns a step with its phase index.
    pub fn step(&self, at: usize) -> Option<(usize, &'a Step)> {
        self.steps.get(at).copied()
    }

    /// Returns the index of the step with this key (without any prefix).
    pub fn find(&self, key: &str) -> Option<usize> {
        self.steps.iter().position(|(_, step)| step.key == key)
    }

    /// Returns how many steps the list has.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Tells whether the list has no step.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Tells whether a step applies, given the answers so far.
    pub fn is_shown(&self, at: usize) -> bool {
        self.shown.get(at).copied().unwrap_or(false)
    }

    /// Returns what is kept of a step, whether or not it still applies.
    pub fn record(&self, at: usize) -> Option<&Record> {
        self.records.get(at)?.as_ref()
    }

    /// Returns the answer to a shown step; "I don't know" and omissions are none.
    pub fn known(&self, at: usize) -> Option<&Answer> {
        let record = self.record(at).filter(|_| self.is_shown(at))?;
        match &record.ending {
            Ending::Answered(Answer::Unknown) | Ending::Diagnosed(_) | Ending::Left { .. } => None,
            Ending::Answered(answer) => Some(answer),
        }
    }

    /// Returns the note beside a step.
    pub fn note(&self, at: usize) -> Option<&str> {
        self.notes.get(&at).map(String::as_str).filter(|note| !note.is_empty())
    }

    /// Returns the evidence that was gathered for a step.
    pub fn evidence(&self, at: usize) -> Option<&Evidence> {
        self.evidence.get(&at)
    }

    /// Returns the diagnosis of a shown step.
    pub fn diagnosis(&self, at: usize) -> Option<&Diagnosis> {
        match &self.record(at).filter(|_| self.is_shown(at))?.ending {
            Ending::Diagnosed(diagnosis) => Some(diagnosis),
            Ending::Answered(_) | Ending::Left { .. } => None,
        }
    }

    /// Tells what has become of a step.
    pub fn state(&self, at: usize) -> State {
        if !self.is_shown(at) {
            return State::Hidden;
        }
        match self.record(at).map(|record| &record.ending) {
            None => State::NotReached,
            Some(Ending::Answered(_) | Ending::Diagnosed(_)) => State::Done,
            Some(Ending::Left { how, .. }) => match how {
                Omission::Skipped => State::Skipped,
                Omission::CouldNot => State::CouldNot,
                Omission::NotApplicable => State::NotApplicable,
            },
        }
    }

    /// Tells whether a condition holds on the answers so far.
    pub fn holds(&self, condition: &Condition) -> bool {
        self.values.holds(condition)
    }

    /// Tells whether this computer may look at the network: it is on the faulty one, or nobody asked.
    pub fn may_look(&self) -> bool {
        self.place().is_none_or(
            |at| matches!(self.known(at), Some(Answer::Choice { option }) if option == HERE),
        )
    }

    /// Returns the step that asks where this computer is.
    pub fn place(&self) -> Option<usize> {
        self.readers.place
    }

    /// Tells whether the person went straight to the summary.
    pub fn is_summarised(&self) -> bool {
        self.summarised
    }

    /// Returns the first outcome that holds.
    pub fn outcome(&self) -> Option<&'a Outcome> {
        self.list.outcomes.iter().find(|outcome| self.holds(&outcome.when))
    }

    /// Returns where a step stands among the parts and questions that are shown.
    pub fn position(&self, at: usize) -> Position {
        let Some((phase, _)) = self.step(at) else {
            return Position { part: 0, parts: 0, number: 0, of: 0 };
        };
        let shown = |index: &usize| self.is_shown(*index);
        let mut phases: Vec<_> =
            (0..self.len()).filter(shown).filter_map(|i| Some(self.step(i)?.0)).collect();
        let of = phases.iter().filter(|other| **other == phase).count();
        phases.dedup();
        let earlier = (0..=at).filter(shown).filter_map(|i| Some(self.step(i)?.0));
        Position {
            part: phases.iter().take_while(|other| **other <= phase).count(),
            parts: phases.len(),
            number: earlier.filter(|other| *other == phase).count(),
            of,
        }
    }

    /// Estimates the person's own time for the steps that are still open, in seconds.
    ///
    /// A hidden step that an open one may still bring up counts half.
    pub fn seconds_left(&self, lang: Lang) -> u32 {
        let mut open: HashMap<&str, bool> = HashMap::new();
        let mut left = 0;
        for (at, (_, step)) in self.steps.iter().enumerate() {
            let shown = self.is_shown(at);
            let mut named = step.when.tests().chain(step.unless.tests());
            let undecided = !shown && named.any(|test| open.get(test.step.as_str()) == Some(&true));
            let is_open = (shown && self.record(at).is_none()) || undecided;
            open.insert(&step.key, is_open);
            let cost = if is_open { seconds(step, lang) } else { 0 };
            left += if undecided { cost / 2 } else { cost };
        }
        left
    }
}

/// Tells whether a kind of step looks at the network.
fn looks(kind: &Kind) -> bool {
    matches!(kind, Kind::Probe { .. } | Kind::Diagnose)
}

#[cfg(test)]
mod tests;
