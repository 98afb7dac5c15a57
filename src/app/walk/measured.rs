//! What stands in for looks at the network in a file of answers.
//!
//! Edge-free.

use std::collections::BTreeMap;

use toml::Value;

use super::given::{unknown_key, unknown_step};
use crate::checklist::Checklist;
use crate::evidence::Evidence;
use crate::lang::Catalogue;

/// What stands in for looks at the network.
pub(super) enum Measured {
    /// Nothing: the program looks.
    Nothing,
    /// The same for every look.
    Once(Evidence),
    /// Evidence by step, for lists that look more than once.
    Each(BTreeMap<String, Evidence>),
}

impl Measured {
    /// Reads `[measured]`: evidence, or a table of evidence by the key of each step.
    pub(super) fn read(
        given: Option<Value>,
        list: &Checklist,
        texts: &Catalogue,
    ) -> Result<Self, String> {
        let wrong = |error: toml::de::Error| {
            texts.fill("walk.answers-measured", &[("why", error.message())])
        };
        let Some(given) = given else { return Ok(Self::Nothing) };
        let steps = given
            .as_table()
            .filter(|table| !table.is_empty() && table.values().all(Value::is_table));
        if let Some(unknown) = steps.and_then(|table| unknown_key(table, list)) {
            return Err(unknown_step(unknown, list, texts));
        }
        let is_each = steps.is_some();
        Ok(if is_each {
            Self::Each(given.try_into().map_err(wrong)?)
        } else {
            Self::Once(given.try_into().map_err(wrong)?)
        })
    }

    /// Returns what stands in for a look at a step, if anything does.
    pub(super) fn at(&self, step: &str) -> Option<&Evidence> {
        match self {
            Self::Nothing => None,
            Self::Once(evidence) => Some(evidence),
            Self::Each(all) => all.get(step),
        }
    }
}
