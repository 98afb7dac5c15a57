//! When a look has seen enough to stop waiting.
//!
//! Only a network on which everything that matters has answered ends early. Silence is always waited out:
//! a router that ignores ICMP must not cost the healthy two seconds, nor a slow line its verdict.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::evidence::{Family, Id, Status};
use crate::probe::gather::Slot;

/// The least time that the rest is still waited for.
const GRACE: Duration = Duration::from_millis(150);

/// Tells, once everything that matters has answered well, how long the rest is still waited for: three
/// times the slowest round trip so far.
pub(super) fn enough(slots: &[Slot]) -> Option<Duration> {
    let families: BTreeSet<Family> =
        of(slots, Id::BeyondTcp).filter_map(|s| s.item.facts.family).collect();
    let healthy = !families.is_empty()
        && families.iter().all(|family| operators(slots, *family) >= 2)
        && all(slots, Id::ResolverDns)
        && all(slots, Id::SystemName)
        && all(slots, Id::WebCanary);
    healthy.then(|| GRACE.max(3 * slowest(slots)))
}

fn of(slots: &[Slot], id: Id) -> impl Iterator<Item = &Slot> {
    slots.iter().filter(move |slot| slot.item.id == id)
}

/// Tells whether every probe of a kind has got what it asked for.
fn all(slots: &[Slot], id: Id) -> bool {
    of(slots, id).all(|slot| slot.done && slot.item.status == Status::Got)
}

/// Counts the operators that answered over TCP in one family.
fn operators(slots: &[Slot], family: Family) -> usize {
    let got = of(slots, Id::BeyondTcp)
        .filter(|slot| slot.done && slot.item.status == Status::Got)
        .filter(|slot| slot.item.facts.family == Some(family));
    got.filter_map(|slot| slot.item.facts.operator.as_deref()).collect::<BTreeSet<_>>().len()
}

fn slowest(slots: &[Slot]) -> Duration {
    let times = slots.iter().filter(|slot| slot.done).filter_map(|slot| slot.item.facts.rtt_ms);
    Duration::try_from_secs_f64(times.fold(0.0, f64::max) / 1000.0).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Item;

    fn slot(id: Id, operator: &str, family: Family) -> Slot {
        let mut item = Item::new(id, Status::Got);
        item.facts.operator = Some(operator.into());
        item.facts.family = Some(family);
        item.facts.rtt_ms = Some(20.0);
        Slot { item, done: true }
    }

    fn healthy() -> Vec<Slot> {
        let four = Family::Ipv4;
        let mut slots = vec![
            slot(Id::BeyondTcp, "one", four),
            slot(Id::BeyondTcp, "two", four),
            slot(Id::ResolverDns, "lan", four),
            slot(Id::SystemName, "one", four),
            slot(Id::WebCanary, "one", four),
        ];
        for id in [Id::GatewayIcmp, Id::GatewayTcp, Id::BeyondIcmp, Id::BeyondTcp] {
            let silent = Slot { item: Item::new(id, Status::NotRun), done: false };
            slots.push(silent);
        }
        slots
    }

    #[test]
    fn silent_icmp_and_gateways_do_not_hold_a_healthy_look() {
        assert_eq!(enough(&healthy()), Some(GRACE));
        let mut slow = healthy();
        slow[0].item.facts.rtt_ms = Some(600.0);
        assert_eq!(enough(&slow), Some(Duration::from_millis(1800)));
    }

    #[test]
    fn anything_that_matters_is_waited_for() {
        for index in 0..5 {
            let mut slots = healthy();
            slots[index].done = false;
            assert_eq!(enough(&slots), None, "{index}");
            slots[index].done = true;
            slots[index].item.status = Status::Odd;
            assert_eq!(enough(&slots), None, "{index}");
        }
    }

    #[test]
    fn one_operator_under_two_addresses_is_not_two() {
        let mut slots = healthy();
        slots[1].item.facts.operator = Some("one".into());
        assert_eq!(enough(&slots), None);
    }

    #[test]
    fn each_family_needs_its_own_answers() {
        let mut slots = healthy();
        slots.push(slot(Id::BeyondTcp, "one", Family::Ipv6));
        assert_eq!(enough(&slots), None);
        slots.push(slot(Id::BeyondTcp, "two", Family::Ipv6));
        assert!(enough(&slots).is_some());
    }

    #[test]
    fn nothing_is_never_enough() {
        assert_eq!(enough(&[]), None);
    }
}
