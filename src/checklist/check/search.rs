//! Looks for answers that make formulas hold, within a bound.
//!
//! Pure. A step can always be left without an answer; any other answer needs the step to be shown, and
//! so brings its own conditions along. Only what a goal needs is looked at, however long the list.

use std::collections::BTreeMap;

use super::model::{Formula, Literal, Model};

/// The most choices that are open at once; a search that goes deeper is given up.
const DEEPEST: usize = 64;

/// What came of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// These steps have an answer of these classes, all others none.
    Yes(Answered),
    /// No answers make it hold.
    No,
    /// The bound was reached, or something is not known.
    Unknown,
}

/// The classes that are left to the steps that matter.
pub(super) type Answered = BTreeMap<usize, u128>;

/// Returns the class that a step gets: none, where that is possible.
pub(super) fn class_of(answered: &Answered, step: usize) -> usize {
    answered.get(&step).map_or(0, |classes| classes.trailing_zeros() as usize)
}

/// What must or must not hold.
#[derive(Debug, Clone, Copy)]
pub(super) enum Goal<'m> {
    /// This must hold.
    Holds(&'m Formula),
    /// This must not hold.
    Fails(&'m Formula),
    /// This step must be shown.
    Shown(usize),
    /// This step must have an answer.
    Answered(usize),
}

/// Alternatives of which one must hold.
#[derive(Debug, Clone, Copy)]
enum Choice<'m> {
    /// One of these groups.
    Group(&'m [Vec<Literal>]),
    /// One of these literals must fail.
    Failing(&'m [Literal]),
}

/// How far a search has come.
#[derive(Debug, Clone, Default)]
struct State<'m> {
    left: Answered,
    fresh: Vec<Choice<'m>>,
    waiting: Vec<Choice<'m>>,
}

/// How an alternative stands.
enum Standing {
    Holds,
    /// The numbers of the alternatives that may still hold.
    Open(Vec<usize>),
}

/// A search through the answers to a list.
#[derive(Debug)]
pub(super) struct Search<'m> {
    model: &'m Model,
    /// How much may still be looked at.
    pub(super) budget: usize,
    /// Whether a dead end may be none, because not everything is known.
    is_loose: bool,
    /// Whether something was asked for of which nobody knows whether it holds.
    pub(super) is_guess: bool,
}

impl<'m> Search<'m> {
    /// Begins a search that looks at so many literals at most.
    pub(super) fn new(model: &'m Model, budget: usize) -> Self {
        Self { model, budget, is_loose: false, is_guess: false }
    }

    /// Looks for answers that reach all goals.
    pub(super) fn solve(&mut self, goals: &[Goal<'m>]) -> Found {
        self.is_loose = false;
        let mut state = State::default();
        if !goals.iter().all(|goal| self.add(&mut state, *goal)) {
            return self.dead_end();
        }
        self.go_on(state, 0)
    }

    fn dead_end(&self) -> Found {
        if self.is_loose || self.budget == 0 { Found::Unknown } else { Found::No }
    }

    fn add(&mut self, state: &mut State<'m>, goal: Goal<'m>) -> bool {
        match goal {
            // What is not known forbids nothing; whoever asks knows that it may.
            Goal::Holds(Formula::Open) | Goal::Fails(Formula::Open) => self.is_guess = true,
            Goal::Holds(Formula::Any(groups)) => state.fresh.push(Choice::Group(groups)),
            Goal::Fails(Formula::Any(groups)) => {
                state.fresh.extend(groups.iter().map(|group| Choice::Failing(group)));
            }
            Goal::Shown(step) => return self.show(state, step),
            Goal::Answered(step) => return self.restrict(state, (step, !1)),
        }
        true
    }

    fn show(&mut self, state: &mut State<'m>, step: usize) -> bool {
        let Some(found) = self.model.steps.get(step).filter(|step| !step.is_never) else {
            return false;
        };
        let show = found.show.iter().map(Goal::Holds);
        let goals: Vec<_> = show.chain(found.hide.iter().map(Goal::Fails)).collect();
        goals.into_iter().all(|goal| self.add(state, goal))
    }

    /// Leaves a step only these classes; one that must have an answer must also be shown.
    fn restrict(&mut self, state: &mut State<'m>, (step, classes): Literal) -> bool {
        let before = self.left(state, step);
        let after = before & classes;
        if after == before {
            return true;
        }
        if after == 0 {
            self.is_loose |= self.model.steps.get(step).is_none_or(|step| !step.domain.is_exact);
            return false;
        }
        state.left.insert(step, after);
        before & 1 == 0 || after & 1 == 1 || self.show(state, step)
    }

    fn left(&self, state: &State<'m>, step: usize) -> u128 {
        let all = || self.model.steps.get(step).map_or(1, super::model::StepModel::all);
        state.left.get(&step).copied().unwrap_or_else(all)
    }

    /// Draws every conclusion that leaves no choice; false at a dead end.
    fn conclude(&mut self, state: &mut State<'m>) -> bool {
        while self.budget > 0 {
            let Some(choice) = state.fresh.pop() else { return true };
            let Standing::Open(open) = self.standing(state, choice) else { continue };
            match open.as_slice() {
                [] => return false,
                [only] => {
                    if !self.take(state, choice, *only) {
                        return false;
                    }
                    // What waited may now leave no choice either.
                    state.fresh.append(&mut state.waiting);
                }
                _ => state.waiting.push(choice),
            }
        }
        false
    }

    /// Goes on until nothing is open, trying one alternative after the other.
    fn go_on(&mut self, mut state: State<'m>, depth: usize) -> Found {
        if !self.conclude(&mut state) {
            return self.dead_end();
        }
        let Some((choice, open)) = self.narrowest(&mut state) else {
            return Found::Yes(state.left);
        };
        if depth >= DEEPEST {
            return Found::Unknown;
        }
        let mut is_unknown = false;
        for alternative in open {
            let mut next = state.clone();
            self.budget = self.budget.saturating_sub(next.left.len());
            if !self.take(&mut next, choice, alternative) {
                continue;
            }
            next.fresh.append(&mut next.waiting);
            match self.go_on(next, depth + 1) {
                Found::Yes(answered) => return Found::Yes(answered),
                Found::No => {}
                Found::Unknown => is_unknown = true,
            }
        }
        if is_unknown { Found::Unknown } else { self.dead_end() }
    }

    /// Takes out the choice with the fewest alternatives.
    fn narrowest(&mut self, state: &mut State<'m>) -> Option<(Choice<'m>, Vec<usize>)> {
        let mut best: Option<(usize, Vec<usize>)> = None;
        let mut at = 0;
        while let Some(choice) = state.waiting.get(at).copied() {
            if let Standing::Open(open) = self.standing(state, choice) {
                if best.as_ref().is_none_or(|(_, least)| open.len() < least.len()) {
                    best = Some((at, open));
                }
                at += 1;
            } else {
                let last = state.waiting.len() - 1;
                state.waiting.swap_remove(at);
                // The best one may be the one that has just moved.
                best = best.map(|(best, open)| (if best == last { at } else { best }, open));
            }
        }
        let (at, open) = best?;
        Some((state.waiting.swap_remove(at), open))
    }

    fn standing(&mut self, state: &State<'m>, choice: Choice<'m>) -> Standing {
        let mut open = Vec::new();
        match choice {
            Choice::Group(groups) => {
                for (at, group) in groups.iter().enumerate() {
                    self.budget = self.budget.saturating_sub(group.len() + 1);
                    let mut holds = true;
                    let mut may = true;
                    for (step, classes) in group {
                        let left = self.left(state, *step);
                        holds &= left & !classes == 0;
                        may &= left & classes != 0;
                        self.is_loose |= left & classes == 0 && !self.is_exact(*step);
                    }
                    if holds {
                        return Standing::Holds;
                    }
                    open.extend(may.then_some(at));
                }
            }
            Choice::Failing(group) => {
                self.budget = self.budget.saturating_sub(group.len() + 1);
                for (at, (step, classes)) in group.iter().enumerate() {
                    let left = self.left(state, *step);
                    if left & classes == 0 {
                        return Standing::Holds;
                    }
                    self.is_loose |= left & !classes == 0 && !self.is_exact(*step);
                    open.extend((left & !classes != 0).then_some(at));
                }
            }
        }
        Standing::Open(open)
    }

    fn is_exact(&self, step: usize) -> bool {
        self.model.steps.get(step).is_some_and(|step| step.domain.is_exact)
    }

    fn take(&mut self, state: &mut State<'m>, choice: Choice<'m>, alternative: usize) -> bool {
        match choice {
            Choice::Group(groups) => {
                let group = groups.get(alternative).map(Vec::as_slice).unwrap_or_default();
                group.iter().all(|literal| self.restrict(state, *literal))
            }
            Choice::Failing(group) => group
                .get(alternative)
                .is_none_or(|(step, classes)| self.restrict(state, (*step, !classes))),
        }
    }
}
