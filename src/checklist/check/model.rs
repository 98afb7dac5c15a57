//! A list as what matters to reachability: steps with classes of answers, and formulas over them.
//!
//! Pure.

use std::collections::HashMap;

use super::domain::{Domain, looks};
use crate::checklist::condition::{StepTest, Test, Value};
use crate::checklist::{Audience, Checklist, Condition, Slot, Style};

/// A step's answer is in one of the classes of this set.
pub(super) type Literal = (usize, u128);

/// What must hold.
#[derive(Debug, Clone)]
pub(super) enum Formula {
    /// Nobody knows: the condition could not be read.
    Open,
    /// One of the groups holds; in a group every literal does.
    Any(Vec<Vec<Literal>>),
}

/// A step.
#[derive(Debug)]
pub(super) struct StepModel {
    /// What can be answered.
    pub(super) domain: Domain,
    /// What must hold for the step to be shown.
    pub(super) show: Vec<Formula>,
    /// What must not hold for the step to be shown.
    pub(super) hide: Vec<Formula>,
    /// Whether it is never shown: it is for others, or looks before anybody knows where.
    pub(super) is_never: bool,
}

impl StepModel {
    /// Returns the set of all its classes.
    pub(super) fn all(&self) -> u128 {
        u128::MAX >> (128 - self.domain.classes.len().clamp(1, 128))
    }
}

/// A list.
#[derive(Debug)]
pub(super) struct Model {
    /// The steps, in order.
    pub(super) steps: Vec<StepModel>,
    /// What must hold for each outcome.
    pub(super) outcomes: Vec<Formula>,
}

/// Which conditions could be read: those of each step, and of each outcome.
pub(super) struct Readable {
    /// For each step.
    pub(super) steps: Vec<bool>,
    /// For each outcome.
    pub(super) outcomes: Vec<bool>,
}

impl Model {
    /// Makes the model of a list.
    pub(super) fn of(list: &Checklist, readable: &Readable) -> Self {
        let steps: Vec<_> = list.steps().map(|(_, step)| step).collect();
        let index: HashMap<&str, usize> =
            steps.iter().enumerate().map(|(at, step)| (step.key.as_str(), at)).collect();
        let place = steps.iter().position(|step| step.slot == Some(Slot::Place));
        let here = StepTest { step: String::new(), field: None, test: here() };
        let mut tests: Vec<Vec<&StepTest>> = vec![Vec::new(); steps.len()];
        let own = steps.iter().flat_map(|step| step.when.tests().chain(step.unless.tests()));
        for test in own.chain(list.outcomes.iter().flat_map(|outcome| outcome.when.tests())) {
            let at = index.get(test.step.as_str()).and_then(|at| tests.get_mut(*at));
            if let Some(tests) = at {
                tests.push(test);
            }
        }
        if let Some(tests) = place.and_then(|at| tests.get_mut(at)) {
            tests.push(&here);
        }
        let domains = steps.iter().zip(&tests).map(|(step, tests)| Domain::of(&step.kind, tests));
        let maker = Maker { index, domains: domains.collect() };
        let mut made = Vec::new();
        for (at, step) in steps.iter().enumerate() {
            let is_readable = readable.steps.get(at).copied().unwrap_or(true);
            let mut show = maker.written(&step.when, is_readable);
            let mut is_never =
                !step.audience.is_empty() && !step.audience.contains(&audience(list.style));
            if let Some(place) = place.filter(|_| looks(&step.kind)) {
                show.push(Formula::Any(vec![vec![maker.literal(place, &here)]]));
                is_never |= place >= at;
            }
            let hide = maker.written(&step.unless, is_readable);
            made.push((show, hide, is_never));
        }
        let outcomes = list.outcomes.iter().enumerate().map(|(at, outcome)| {
            let is_readable = readable.outcomes.get(at).copied().unwrap_or(true);
            let always = Formula::Any(vec![Vec::new()]);
            maker.written(&outcome.when, is_readable).pop().unwrap_or(always)
        });
        let outcomes = outcomes.collect();
        let step = |((show, hide, is_never), domain)| StepModel { domain, show, hide, is_never };
        Self { steps: made.into_iter().zip(maker.domains).map(step).collect(), outcomes }
    }

    /// Tells whether a step is shown, given the classes of the steps before it.
    pub(super) fn is_shown(&self, at: usize, class: &impl Fn(usize) -> usize) -> bool {
        self.steps.get(at).is_some_and(|step| {
            !step.is_never
                && step.show.iter().all(|formula| holds(formula, class))
                && !step.hide.iter().any(|formula| holds(formula, class))
        })
    }

    /// Returns the first outcome that holds.
    pub(super) fn outcome(&self, class: &impl Fn(usize) -> usize) -> Option<usize> {
        self.outcomes.iter().position(|formula| holds(formula, class))
    }

    /// Tells whether every condition could be read.
    pub(super) fn is_readable(&self) -> bool {
        let own = self.steps.iter().flat_map(|step| step.show.iter().chain(&step.hide));
        own.chain(&self.outcomes).all(|formula| matches!(formula, Formula::Any(_)))
    }
}

/// Tells whether a formula holds; one that nobody knows does not.
pub(super) fn holds(formula: &Formula, class: &impl Fn(usize) -> usize) -> bool {
    match formula {
        Formula::Open => false,
        Formula::Any(groups) => groups
            .iter()
            .any(|group| group.iter().all(|(step, classes)| classes >> class(*step) & 1 == 1)),
    }
}

/// Returns for whom a list of this style is.
fn audience(style: Style) -> Audience {
    match style {
        Style::ReadDo => Audience::Customer,
        Style::DoConfirm => Audience::Technician,
    }
}

/// The test that this computer is on the faulty network.
fn here() -> Test {
    Test::OneOf(vec![Value::word("here")])
}

/// What turns conditions into formulas.
struct Maker<'l> {
    index: HashMap<&'l str, usize>,
    domains: Vec<Domain>,
}

impl Maker<'_> {
    /// Returns the formula of a condition; none where none is written.
    fn written(&self, condition: &Condition, is_readable: bool) -> Vec<Formula> {
        let Condition::AnyOf(groups) = condition else { return Vec::new() };
        if !is_readable {
            return vec![Formula::Open];
        }
        vec![Formula::Any(groups.iter().map(|group| self.group(group)).collect())]
    }

    /// Joins the tests on each step into one literal.
    fn group(&self, tests: &[StepTest]) -> Vec<Literal> {
        let literal =
            |test: &StepTest| Some(self.literal(*self.index.get(test.step.as_str())?, test));
        let mut literals: Vec<_> = tests.iter().filter_map(literal).collect();
        literals.sort_unstable();
        literals.dedup_by(|(step, more), (own, classes)| {
            let is_same = step == own;
            *classes &= if is_same { *more } else { u128::MAX };
            is_same
        });
        literals
    }

    fn literal(&self, step: usize, test: &StepTest) -> Literal {
        let classes = self.domains.get(step).map(|domain| domain.classes.as_slice());
        let classes = classes.unwrap_or_default().iter().enumerate();
        let passing = classes.filter(|(_, class)| class.passes(test));
        (step, passing.fold(0, |set, (at, _)| set | 1 << at))
    }
}
