//! Which steps and outcomes any answers reach, and which answers reach no outcome.
//!
//! Pure. First what is plain from each step alone, in linear time; then a few walks that go wherever
//! nobody has been yet; then a bounded search for each part that is left. What the bound leaves open is
//! said to be open: nothing is called impossible that was not shown to be.

use super::model::{Formula, Model, holds};
use super::search::{Answered, Found, Goal, Search, class_of};

/// How many walks are made.
const WALKS: usize = 8;
/// How many literals may be looked at for one part.
const FOR_ONE: usize = 20_000;
/// How many literals may be looked at for all parts, besides some for each step.
const FOR_ALL: usize = 1_000_000;
/// How often answers are looked for that reach an outcome before those that stand above it.
const TRIES: usize = 64;
/// The most pairs of restarts that are looked at.
const MOST_PAIRS: usize = 100;

/// Whether answers lead somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reached {
    /// Some do.
    Yes,
    /// None do.
    No,
    /// It was not decided.
    Open,
}

impl From<&Found> for Reached {
    fn from(found: &Found) -> Self {
        match found {
            Found::Yes(_) => Self::Yes,
            Found::No => Self::No,
            Found::Unknown => Self::Open,
        }
    }
}

/// What is reached.
#[derive(Debug)]
pub(super) struct Reach {
    /// For each step.
    pub(super) steps: Vec<Reached>,
    /// For each outcome.
    pub(super) outcomes: Vec<Reached>,
    /// Answers that lead to each outcome, where some were found.
    pub(super) ways: Vec<Option<Answered>>,
    /// Answers that reach no outcome; whether there are any may be open.
    pub(super) nowhere: Found,
    /// Restarts of which both can be done, as positions.
    pub(super) restarts: Vec<(usize, usize)>,
}

/// Finds out what is reached.
pub(super) fn reach(model: &Model, restarts: &[usize]) -> Reach {
    let mut explorer = Explorer::new(model);
    for round in 0..WALKS {
        if !explorer.walk(round) {
            break;
        }
    }
    explorer.search_steps();
    explorer.search_outcomes();
    let nowhere = explorer.nowhere();
    let restarts = explorer.restarts(restarts);
    let Explorer { steps, ways, outcomes, .. } = explorer;
    Reach { steps, outcomes, ways, nowhere, restarts }
}

struct Explorer<'m> {
    model: &'m Model,
    steps: Vec<Reached>,
    outcomes: Vec<Reached>,
    ways: Vec<Option<Answered>>,
    /// For each step, the later steps that need an answer to it, each with the classes that it needs.
    wanted: Vec<Vec<(usize, u128)>>,
    budget: usize,
}

impl<'m> Explorer<'m> {
    /// Begins with what is plain: a step that cannot be shown whatever the earlier ones come to.
    fn new(model: &'m Model) -> Self {
        let mut steps: Vec<Reached> = Vec::new();
        let mut wanted = vec![Vec::new(); model.steps.len()];
        for (at, step) in model.steps.iter().enumerate() {
            let is_shown = may_be_shown(model, &steps, at);
            for (other, classes) in step.show.iter().flat_map(literals) {
                if let Some(wanted) = wanted.get_mut(other).filter(|_| is_shown) {
                    wanted.push((at, classes));
                }
            }
            steps.push(if is_shown { Reached::Open } else { Reached::No });
        }
        let outcomes = vec![Reached::Open; model.outcomes.len()];
        let ways = vec![None; outcomes.len()];
        let budget = FOR_ALL + 20 * steps.len();
        Self { model, steps, outcomes, ways, wanted, budget }
    }

    /// Walks once through the list, towards what has not been reached; false where nothing new was.
    fn walk(&mut self, round: usize) -> bool {
        let model = self.model;
        let mut classes: Vec<usize> = Vec::with_capacity(model.steps.len());
        let mut is_new = false;
        for at in 0..model.steps.len() {
            let class = |step: usize| classes.get(step).copied().unwrap_or(0);
            let is_shown = model.is_shown(at, &class);
            if let Some(reached) = self.steps.get_mut(at).filter(|_| is_shown) {
                is_new |= *reached != Reached::Yes;
                *reached = Reached::Yes;
            }
            classes.push(if is_shown { self.preferred(at, round) } else { 0 });
        }
        let class = |step: usize| classes.get(step).copied().unwrap_or(0);
        if let Some(outcome) = model.outcome(&class)
            && self.outcomes.get(outcome) == Some(&Reached::Open)
            && model.is_readable()
        {
            let answered = classes.iter().enumerate().filter(|(_, class)| **class > 0);
            let way = answered.map(|(step, class)| (step, 1 << class)).collect();
            self.reached(outcome, way);
            is_new = true;
        }
        is_new
    }

    /// Returns the class that leads to the most steps that have not been reached.
    fn preferred(&self, at: usize, round: usize) -> usize {
        let count = self.model.steps.get(at).map_or(1, |step| step.domain.classes.len());
        let mut votes = vec![0_usize; count];
        let is_open = |step: &usize| self.steps.get(*step) == Some(&Reached::Open);
        for (_, classes) in self.wanted.get(at).into_iter().flatten().filter(|(at, _)| is_open(at))
        {
            for (class, votes) in votes.iter_mut().enumerate() {
                *votes += usize::from(classes >> class & 1 == 1);
            }
        }
        // Where nobody wants anything, another class each time.
        let turn = |class: usize| (class + count - 1 + round) % count;
        (0..count).max_by_key(|class| (votes.get(*class).copied(), turn(*class))).unwrap_or(0)
    }

    fn reached(&mut self, outcome: usize, way: Answered) {
        if let (Some(reached), Some(kept)) =
            (self.outcomes.get_mut(outcome), self.ways.get_mut(outcome))
        {
            *reached = Reached::Yes;
            *kept = Some(way);
        }
    }

    /// Looks for something within what one part may cost.
    fn solve(&mut self, goals: &[Goal<'m>]) -> Found {
        self.try_solve(goals).0
    }

    /// Looks for something; the second answer is whether it may be none, for not everything is known.
    fn try_solve(&mut self, goals: &[Goal<'m>]) -> (Found, bool) {
        let given = self.budget.min(FOR_ONE);
        let mut search = Search::new(self.model, given);
        let found = if given == 0 { Found::Unknown } else { search.solve(goals) };
        self.budget -= given - search.budget;
        (found, search.is_guess)
    }

    fn search_steps(&mut self) {
        for at in 0..self.steps.len() {
            if self.steps.get(at) != Some(&Reached::Open) {
                continue;
            }
            let reached = match self.only_parent(at) {
                // What was found out meanwhile of earlier steps may be enough.
                _ if !may_be_shown(self.model, &self.steps, at) => Reached::No,
                Some(parent) => self.steps.get(parent).copied().unwrap_or(Reached::Open),
                None => Reached::from(&self.solve(&[Goal::Shown(at)])),
            };
            if let Some(kept) = self.steps.get_mut(at) {
                *kept = reached;
            }
        }
    }

    /// Returns the one earlier step on which alone it depends whether a step is shown.
    ///
    /// That step can have any answer wherever it is shown, so both are reached or neither is.
    fn only_parent(&self, at: usize) -> Option<usize> {
        let step = self.model.steps.get(at).filter(|step| step.hide.is_empty())?;
        let [Formula::Any(groups)] = step.show.as_slice() else { return None };
        let [group] = groups.as_slice() else { return None };
        let [(parent, classes)] = group.as_slice() else { return None };
        let is_exact = self.model.steps.get(*parent).is_some_and(|step| step.domain.is_exact);
        (classes & 1 == 0 && *classes != 0 && is_exact).then_some(*parent)
    }

    fn search_outcomes(&mut self) {
        for at in 0..self.outcomes.len() {
            if self.outcomes.get(at) != Some(&Reached::Open) {
                continue;
            }
            let found = self.before_others(Some(at));
            if let Some(kept) = self.outcomes.get_mut(at) {
                *kept = Reached::from(&found);
            }
            if let Found::Yes(way) = found {
                self.reached(at, way);
            }
        }
    }

    /// Looks for answers that reach one outcome and none above it; or, without one, none at all.
    fn before_others(&mut self, wanted: Option<usize>) -> Found {
        let model = self.model;
        let own = wanted.and_then(|at| model.outcomes.get(at));
        let mut goals: Vec<_> = own.map(Goal::Holds).into_iter().collect();
        for _ in 0..TRIES {
            let found = self.solve(&goals);
            let Found::Yes(way) = &found else { return found };
            let class = |step: usize| class_of(way, step);
            let above = model.outcomes.iter().take(wanted.unwrap_or(usize::MAX));
            self.budget = self.budget.saturating_sub(above.len());
            let mut above = above.filter(|formula| holds(formula, &class));
            let Some(first) = above.next() else {
                let is_sure = own.is_none_or(|own| holds(own, &class));
                return if is_sure && model.is_readable() { found } else { Found::Unknown };
            };
            goals.push(Goal::Fails(first));
        }
        // Perhaps they exclude each other only all together.
        let above = model.outcomes.iter().take(wanted.unwrap_or(usize::MAX)).map(Goal::Fails);
        let goals: Vec<_> = own.map(Goal::Holds).into_iter().chain(above).collect();
        let found = self.solve(&goals);
        if model.is_readable() || found == Found::No { found } else { Found::Unknown }
    }

    fn nowhere(&mut self) -> Found {
        // With a list whose conditions were not all read, nobody can tell.
        let is_closed = self.model.outcomes.iter().any(always_holds);
        if self.model.is_readable() && !is_closed { self.before_others(None) } else { Found::No }
    }

    fn restarts(&mut self, all: &[usize]) -> Vec<(usize, usize)> {
        let pairs = all
            .iter()
            .enumerate()
            .flat_map(|(index, second)| all.iter().take(index).map(move |first| (*first, *second)));
        let pairs: Vec<_> = pairs.take(MOST_PAIRS).collect();
        let mut found = Vec::new();
        for (first, second) in pairs {
            let goals = [Goal::Answered(first), Goal::Shown(second)];
            if matches!(self.try_solve(&goals), (Found::Yes(_), false)) {
                found.push((first, second));
            }
        }
        found
    }
}

/// Tells whether a step may be shown, by what is known of each earlier step alone.
fn may_be_shown(model: &Model, steps: &[Reached], at: usize) -> bool {
    let Some(step) = model.steps.get(at).filter(|step| !step.is_never) else { return false };
    let may = |other: usize, classes: u128| {
        let is_shown = steps.get(other).is_some_and(|reached| *reached != Reached::No);
        let Some(other) = model.steps.get(other).filter(|_| is_shown) else {
            // A step that is never shown has no answer.
            return classes & 1 == 1;
        };
        other.all() & classes != 0 || !other.domain.is_exact
    };
    step.show.iter().all(|formula| may_hold(formula, &may))
        && !step.hide.iter().any(|formula| must_hold(formula, &may))
}

/// Tells whether a formula holds whatever is answered, because it asks for nothing.
fn always_holds(formula: &Formula) -> bool {
    if let Formula::Any(groups) = formula { groups.iter().any(Vec::is_empty) } else { false }
}

/// Iterates over the literals of a formula.
fn literals(formula: &Formula) -> impl Iterator<Item = (usize, u128)> {
    let groups = if let Formula::Any(groups) = formula { groups.as_slice() } else { &[] };
    groups.iter().flatten().copied()
}

/// Tells whether a formula may hold, where each step may have any of its possible answers.
fn may_hold(formula: &Formula, may: &impl Fn(usize, u128) -> bool) -> bool {
    match formula {
        Formula::Open => true,
        Formula::Any(groups) => {
            groups.iter().any(|group| group.iter().all(|(step, classes)| may(*step, *classes)))
        }
    }
}

/// Tells whether a formula holds whatever the possible answers are.
fn must_hold(formula: &Formula, may: &impl Fn(usize, u128) -> bool) -> bool {
    match formula {
        Formula::Open => false,
        Formula::Any(groups) => {
            groups.iter().any(|group| group.iter().all(|(step, classes)| !may(*step, !*classes)))
        }
    }
}
