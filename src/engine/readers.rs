//! Which steps look at a step's answer.
//!
//! Pure. An answer can only change what is shown of these, so a list is gone through in time that grows with
//! its length, and not with the square of it.

use std::collections::HashMap;

use super::looks;
use crate::checklist::{Slot, Step};

/// The steps of a list by the earlier step that they look at.
#[derive(Debug)]
pub(super) struct Readers {
    of: Vec<Vec<usize>>,
    /// The step that asks where this computer is.
    pub place: Option<usize>,
    /// The steps at which the program looks at the network.
    pub looks: Vec<usize>,
}

impl Readers {
    /// Finds them.
    pub(super) fn new(steps: &[(usize, &Step)]) -> Self {
        let place = steps.iter().position(|(_, step)| step.slot == Some(Slot::Place));
        let mut of = vec![Vec::new(); steps.len()];
        let mut known: HashMap<&str, usize> = HashMap::new();
        for (at, (_, step)) in steps.iter().enumerate() {
            let named = step.when.tests().chain(step.unless.tests());
            let named = named.filter_map(|test| known.get(test.step.as_str()).copied());
            for read in named.chain(place.filter(|place| *place < at && looks(&step.kind))) {
                if let Some(readers) = of.get_mut(read) {
                    readers.push(at);
                }
            }
            known.insert(&step.key, at);
        }
        let is_look = |at: &usize| steps.get(*at).is_some_and(|(_, step)| looks(&step.kind));
        Self { of, place, looks: (0..steps.len()).filter(is_look).collect() }
    }

    /// Returns the steps that look at one; all of them come after it.
    pub(super) fn of(&self, at: usize) -> &[usize] {
        self.of.get(at).map_or(&[], Vec::as_slice)
    }
}
