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
/// How long a look at a slow line may take: this, and six round trips, and never longer than the last.
const SLOW: (Duration, u32, Duration) = (Duration::from_secs(1), 6, Duration::from_secs(8));

/// Tells whether this takes its own time on a healthy network too: a series, which ends by itself soon after
/// it can tell, and large packets to somebody who answers small ones.
fn is_awaited(slot: &Slot, slots: &[Slot]) -> bool {
    let facts = |slot: &Slot| (slot.item.facts.operator.clone(), slot.item.facts.family);
    let answers = |other: &Slot| other.item.status == Status::Got && facts(other) == facts(slot);
    match slot.item.id {
        Id::GatewaySample | Id::BeyondSample => true,
        Id::PathMtu => of(slots, Id::BeyondTcp).any(answers),
        Id::Path
        | Id::GatewayIcmp
        | Id::GatewayTcp
        | Id::GatewayDns
        | Id::FirstHop
        | Id::BeyondTcp
        | Id::BeyondIcmp
        | Id::ResolverDns
        | Id::SystemName
        | Id::WebCanary
        | Id::Neighbour
        | Id::Hop
        | Id::MissingName
        | Id::ExactName
        | Id::PublicDns
        | Id::NoResolver
        | Id::WebSecure
        | Id::RouterWord
        | Id::Wifi
        | Id::Proxy
        | Id::Site
        | Id::Load => false,
    }
}

/// Tells how long the look may take, once an address beyond the gateway has answered.
///
/// The quickest answer counts: one alone that comes late was lost and sent again.
pub(super) fn patience(slots: &[Slot]) -> Option<Duration> {
    let beyond = of(slots, Id::BeyondTcp).chain(of(slots, Id::BeyondIcmp));
    let times = beyond.filter(|slot| slot.done && slot.item.status == Status::Got);
    let quickest = times.filter_map(|slot| slot.item.facts.rtt_ms).reduce(f64::min)?;
    let (base, trips, most) = SLOW;
    let trip = Duration::try_from_secs_f64(quickest / 1000.0).ok()?;
    Some((base + trip.min(most) * trips).min(most))
}

/// Tells, once everything that matters has answered well, how long the rest is still waited for: three
/// times the slowest round trip so far.
pub(super) fn enough(slots: &[Slot]) -> Option<Duration> {
    let families: BTreeSet<Family> =
        of(slots, Id::BeyondTcp).filter_map(|s| s.item.facts.family).collect();
    let healthy = !families.is_empty()
        && families.iter().all(|family| operators(slots, *family) >= 2)
        && resolvers(slots)
        && all(slots, Id::SystemName)
        && pages(slots)
        && slots.iter().all(|slot| slot.done || !is_awaited(slot, slots));
    healthy.then(|| GRACE.max(3 * slowest(slots)))
}

fn of(slots: &[Slot], id: Id) -> impl Iterator<Item = &Slot> {
    slots.iter().filter(move |slot| slot.item.id == id)
}

/// Tells whether every probe of a kind has got what it asked for.
fn all(slots: &[Slot], id: Id) -> bool {
    of(slots, id).all(|slot| slot.done && slot.item.status == Status::Got)
}

/// Tells whether every resolver has come to its end, and one has found what it was asked for. One that refuses,
/// or to which there is no way, is not waited for any longer.
fn resolvers(slots: &[Slot]) -> bool {
    let asked = || of(slots, Id::ResolverDns);
    let found = |slot: &Slot| slot.item.status == Status::Got;
    asked().all(|slot| slot.done) && (asked().any(found) || asked().next().is_none())
}

/// Tells whether two vendors' pages came exactly, and nobody's was replaced.
fn pages(slots: &[Slot]) -> bool {
    let done = || of(slots, Id::WebCanary).filter(|slot| slot.done).map(|slot| &slot.item);
    let exact = done().filter(|item| item.status == Status::Got);
    let vendors: BTreeSet<_> = exact.filter_map(|item| item.facts.operator.as_deref()).collect();
    vendors.len() >= 2 && done().all(|item| item.status != Status::Odd)
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
            slot(Id::WebCanary, "two", four),
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
        for index in 0..6 {
            let mut slots = healthy();
            slots[index].done = false;
            assert_eq!(enough(&slots), None, "{index}");
            slots[index].done = true;
            slots[index].item.status = Status::Odd;
            assert_eq!(enough(&slots), None, "{index}");
        }
    }

    #[test]
    fn a_series_is_waited_for_and_may_end_in_silence() {
        for id in [Id::GatewaySample, Id::BeyondSample, Id::PathMtu] {
            let mut slots = healthy();
            slots.push(Slot { done: false, ..slot(id, "one", Family::Ipv4) });
            assert_eq!(enough(&slots), None, "{id:?}");
            let last = slots.len() - 1;
            slots[last].done = true;
            slots[last].item.status = Status::Timeout;
            assert!(enough(&slots).is_some(), "{id:?}");
        }
    }

    #[test]
    fn large_packets_to_a_silent_operator_are_not_waited_for() {
        let mut slots = healthy();
        slots.push(Slot { done: false, ..slot(Id::PathMtu, "three", Family::Ipv4) });
        slots.push(Slot { done: false, ..slot(Id::Neighbour, "one", Family::Ipv4) });
        assert!(enough(&slots).is_some());
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
    fn one_vendor_without_a_page_is_not_waited_for() {
        let mut slots = healthy();
        slots.push(Slot { done: false, ..slot(Id::WebCanary, "three", Family::Ipv4) });
        assert!(enough(&slots).is_some());
    }

    #[test]
    fn a_slow_line_gets_more_time_and_one_late_answer_does_not() {
        let at = |rtt| {
            let mut slot = slot(Id::BeyondTcp, "one", Family::Ipv4);
            slot.item.facts.rtt_ms = Some(rtt);
            slot
        };
        assert_eq!(patience(&[at(600.0)]), Some(Duration::from_millis(4600)));
        assert_eq!(patience(&[at(600.0), at(20.0)]), Some(Duration::from_millis(1120)));
        assert_eq!(patience(&[at(1e12)]), Some(Duration::from_secs(8)));
        assert_eq!(patience(&[slot(Id::ResolverDns, "lan", Family::Ipv4)]), None);
    }

    #[test]
    fn nothing_is_never_enough() {
        assert_eq!(enough(&[]), None);
    }
}
