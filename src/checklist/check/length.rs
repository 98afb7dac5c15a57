//! How long a list can get: shown steps of each phase, questions, and a person's own seconds.
//!
//! Pure. Goes through the list once with all walks side by side; walks that no later condition can tell
//! apart are one, and the longest of them counts. Where there would be too many, only the longest are
//! kept, and what is found is then a lower bound.

use std::collections::HashMap;

use super::model::{Formula, Model};

/// How much may be copied and compared for one measurement, in answers.
const WORK: usize = 4_000_000;
/// The most walks side by side.
const MOST_WALKS: usize = 4096;
/// The most answers that are kept in mind; a list that needs more is only sampled.
const MOST_KEPT: usize = 64;

/// How long something can get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Longest {
    /// The longest that was found.
    pub found: u32,
    /// Whether nothing is longer.
    pub is_exact: bool,
}

/// Walks that no later condition can tell apart: the answers that matter, in the order of `kept`.
type Walks = HashMap<Vec<u8>, u32>;

/// Measures the longest walk, where each shown step weighs so much.
///
/// `starts` are the positions, in order, at which the scale is read and set to nothing; one more reading is at the
/// end.
pub(super) fn longest(model: &Model, weights: &[u32], starts: &[usize]) -> Vec<Longest> {
    let mut side = SideBySide::new(model);
    let mut read = Vec::new();
    for (at, weight) in weights.iter().enumerate() {
        if starts.binary_search(&at).is_ok() {
            read.push(side.read());
        }
        side.step(at, *weight);
    }
    read.push(side.read());
    read
}

struct SideBySide<'m> {
    model: &'m Model,
    /// The last step that needs to know the answer to each; none where no step does.
    last: Vec<Option<usize>>,
    /// The classes of each step of which no two are the same to all later steps.
    different: Vec<Vec<u8>>,
    /// The steps whose answers are kept, in the order of the keys of `walks`.
    kept: Vec<usize>,
    walks: Walks,
    width: usize,
    is_exact: bool,
}

impl<'m> SideBySide<'m> {
    fn new(model: &'m Model) -> Self {
        let count = model.steps.len();
        let mut last = vec![None; count];
        let mut sets: Vec<Vec<u128>> = vec![Vec::new(); count];
        for (at, step) in model.steps.iter().enumerate() {
            let formulas = step.show.iter().chain(&step.hide);
            let groups = formulas.flat_map(|formula| match formula {
                Formula::Any(groups) => groups.as_slice(),
                Formula::Open => &[],
            });
            for (other, classes) in groups.flatten() {
                if let (Some(last), Some(sets)) = (last.get_mut(*other), sets.get_mut(*other)) {
                    *last = Some(at);
                    sets.push(*classes);
                }
            }
        }
        let different = model.steps.iter().zip(&mut sets).map(|(step, sets)| {
            sets.sort_unstable();
            sets.dedup();
            different(step.domain.classes.len(), sets)
        });
        let different = different.collect();
        let walks = Walks::from([(Vec::new(), 0)]);
        let width = (WORK / count.max(1) / 16).clamp(16, MOST_WALKS);
        Self { model, last, different, kept: Vec::new(), walks, width, is_exact: true }
    }

    /// Takes all walks one step on.
    fn step(&mut self, at: usize, weight: u32) {
        let is_needed = self.last.get(at).copied().flatten().is_some();
        let is_kept = is_needed && self.kept.len() < MOST_KEPT;
        self.is_exact &= is_kept == is_needed;
        let mut next = Walks::with_capacity(self.walks.len());
        for (answers, weighed) in &self.walks {
            let class = |step: usize| {
                let place = self.kept.iter().position(|kept| *kept == step);
                place.and_then(|place| answers.get(place)).map_or(0, |class| usize::from(*class))
            };
            let is_shown = self.model.is_shown(at, &class);
            let weighed = weighed.saturating_add(if is_shown { weight } else { 0 });
            let classes = self.different.get(at).map(Vec::as_slice).unwrap_or_default();
            let classes = if is_kept && is_shown { classes } else { &[0] };
            for class in classes {
                let mut answers = answers.clone();
                answers.extend(is_kept.then_some(*class));
                let longest = next.entry(answers).or_insert(0);
                *longest = weighed.max(*longest);
            }
        }
        self.walks = next;
        self.kept.extend(is_kept.then_some(at));
        self.forget(at);
        self.narrow();
    }

    /// Forgets the answers that no later step needs.
    fn forget(&mut self, at: usize) {
        let last = &self.last;
        let needed: Vec<_> =
            self.kept.iter().map(|step| last.get(*step).copied().flatten() > Some(at)).collect();
        if needed.iter().all(|needed| *needed) {
            return;
        }
        let mut next = Walks::with_capacity(self.walks.len());
        for (answers, weighed) in self.walks.drain() {
            let left = answers.iter().zip(&needed).filter(|(_, needed)| **needed);
            let longest = next.entry(left.map(|(class, _)| *class).collect()).or_insert(0);
            *longest = weighed.max(*longest);
        }
        self.walks = next;
        let mut needed = needed.into_iter();
        self.kept.retain(|_| needed.next().unwrap_or(true));
    }

    /// Drops the shortest walks where there are too many.
    fn narrow(&mut self) {
        if self.walks.len() <= self.width {
            return;
        }
        let mut all: Vec<_> = self.walks.drain().collect();
        all.sort_unstable_by(|(a, short), (b, long)| long.cmp(short).then_with(|| a.cmp(b)));
        all.truncate(self.width);
        self.walks = all.into_iter().collect();
        self.is_exact = false;
    }

    /// Reads the scale and sets it to nothing.
    fn read(&mut self) -> Longest {
        let found = self.walks.values().copied().max().unwrap_or(0);
        self.walks.values_mut().for_each(|weighed| *weighed = 0);
        Longest { found, is_exact: self.is_exact }
    }
}

/// Returns one class for each way in which these sets tell them apart.
fn different(count: usize, sets: &[u128]) -> Vec<u8> {
    let mut seen = HashMap::new();
    for class in 0..count {
        let marks: Vec<bool> = sets.iter().map(|set| set >> class & 1 == 1).collect();
        seen.entry(marks).or_insert(class);
    }
    let mut classes: Vec<_> =
        seen.into_values().filter_map(|class| u8::try_from(class).ok()).collect();
    classes.sort_unstable();
    classes
}
