//! Large packets: do they arrive, is their size refused, or do they vanish?
//!
//! Pure. A path that takes only smaller packets and says so is in order. So is one on which full packets of
//! connections arrive, for a router may have told both ends to make them smaller (RFC 4821 section 3): what
//! vanishes beside them nobody sends.

use std::collections::{BTreeMap, BTreeSet};

use super::organisation;
use crate::evidence::{Family, Id, Item, Protocol, Status};

/// What became of large packets, by organisation, in the family in which more of them vanish.
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
    /// The sizes of packets of a connection that arrived.
    carried: BTreeSet<u32>,
}

impl Mtu {
    pub(super) fn of(items: &[&Item]) -> Self {
        let mut by: BTreeMap<(Option<Family>, String), Sizes> = BTreeMap::new();
        for item in items.iter().filter(|item| item.id == Id::PathMtu) {
            let Some(size) = item.facts.size_bytes else { continue };
            let family = item.facts.target.map(Family::of).or(item.facts.family);
            let sizes = by.entry((family, organisation(item))).or_default();
            if item.facts.protocol == Some(Protocol::Tcp) && item.status == Status::Got {
                let _ = sizes.carried.insert(size);
            }
            let told = item.facts.mtu_bytes.is_some_and(|mtu| mtu < size);
            if told || matches!(item.status, Status::Unreachable | Status::Odd) {
                sizes.told = true;
            } else if item.status.is_alive() {
                sizes.answered = sizes.answered.max(Some(size));
            } else if item.status == Status::Timeout {
                sizes.silent = sizes.silent.max(Some(size));
            }
        }
        let mut families: BTreeMap<Option<Family>, Self> = BTreeMap::new();
        for ((family, who), sizes) in by {
            let mtu = families.entry(family).or_default();
            let larger = sizes.silent > sizes.answered;
            // The first packet of a connection is always small; a second size is a full one.
            let carried = sizes.carried.len() >= 2;
            if sizes.answered.is_some() && (!larger || carried) {
                let _ = mtu.pass.insert(who);
            } else if sizes.answered.is_some() && !sizes.told {
                let _ = mtu.vanish.insert(who);
            }
        }
        // Two families may differ; where one of them has a hole, programs fall into it.
        families.into_values().max_by_key(|mtu| mtu.vanish.len()).unwrap_or_default()
    }
}
