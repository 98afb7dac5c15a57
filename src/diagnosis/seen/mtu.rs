//! Large packets: do they arrive, is their size refused, or do they vanish?
//!
//! Pure. A path that takes only smaller packets and says so is in order.

use std::collections::{BTreeMap, BTreeSet};

use super::organisation;
use crate::evidence::{Id, Item, Status};

/// What became of large packets, by organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mtu {
    /// A small one was answered, a larger one vanished without a word.
    pub vanish: BTreeSet<String>,
    /// Every size was answered, or its refusal was told.
    pub pass: BTreeSet<String>,
}

#[derive(Default)]
struct Sizes {
    answered: Option<u32>,
    silent: Option<u32>,
    told: bool,
}

impl Mtu {
    pub(super) fn of(items: &[&Item]) -> Self {
        let mut by: BTreeMap<String, Sizes> = BTreeMap::new();
        for item in items.iter().filter(|item| item.id == Id::PathMtu) {
            let Some(size) = item.facts.size_bytes else { continue };
            let sizes = by.entry(organisation(item)).or_default();
            let told = item.facts.mtu_bytes.is_some_and(|mtu| mtu < size);
            if told || matches!(item.status, Status::Unreachable | Status::Odd) {
                sizes.told = true;
            } else if item.status.is_alive() {
                sizes.answered = sizes.answered.max(Some(size));
            } else if item.status == Status::Timeout {
                sizes.silent = sizes.silent.max(Some(size));
            }
        }
        let mut mtu = Self::default();
        for (who, sizes) in by {
            let larger = sizes.silent > sizes.answered;
            if sizes.answered.is_some() && larger && !sizes.told {
                let _ = mtu.vanish.insert(who);
            } else if sizes.answered.is_some() && !larger {
                let _ = mtu.pass.insert(who);
            }
        }
        mtu
    }
}
