//! One question instead of all, for steps that ask one, and for watching a restart.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::checklist::Probe;
use crate::evidence::{Id, Item, Status};
use crate::os::View;
use crate::probe::gather::{self, Slot, Watch};
use crate::probe::limit::Limit;
use crate::probe::{Plan, settle, tasks};

/// Answers one question; nothing where it cannot be told: not permitted, not supported, nobody to ask.
///
/// Returns as soon as the answer is certain, at the plan's deadline at the latest. One operator or one
/// vendor is never enough for a yes about what lies beyond the gateway. [`Probe::Site`] is not told.
pub fn quick(plan: &Plan, which: Probe) -> Option<bool> {
    let view = plan.way_out();
    let limit = Limit::after(plan.deadline);
    let wanted: &[Id] = match which {
        Probe::Path => return path(&view),
        Probe::Gateway => &[Id::GatewayIcmp, Id::GatewayTcp, Id::GatewayDns, Id::FirstHop],
        Probe::Internet => &[Id::BeyondTcp, Id::BeyondIcmp],
        Probe::Dns => &[Id::ResolverDns, Id::SystemName],
        Probe::Web => &[Id::WebCanary],
        Probe::Site => return None,
    };
    if view.families.is_empty() {
        return path(&view).filter(|has_way| !has_way);
    }
    let yes = |slots: &[Slot]| is_yes(which, slots);
    let enough = |slots: &[Slot]| yes(slots).then_some(Duration::ZERO);
    let mut watch = Watch { on_item: &mut |_| (), enough: &enough, patience: &settle::patience };
    let slots = gather::gather(tasks::of(plan, &view, wanted), &limit, &mut watch);
    if yes(&slots) {
        return Some(true);
    }
    slots.iter().any(|slot| is_no(slot.item.status)).then_some(false)
}

/// Tells whether there is a link with an address and a route; nothing where the system does not say.
fn path(view: &View) -> Option<bool> {
    let is_told = view.items.iter().all(|item| item.status != Status::Unsupported);
    let has_way = !view.families.is_empty();
    (is_told || has_way).then_some(has_way)
}

fn is_yes(which: Probe, slots: &[Slot]) -> bool {
    let done = || slots.iter().filter(|slot| slot.done).map(|slot| &slot.item);
    let got = || done().filter(|item| item.status == Status::Got);
    match which {
        Probe::Path | Probe::Site => false,
        Probe::Gateway => done().any(|item| item.status.is_alive()),
        Probe::Internet | Probe::Web => operators(got()) >= 2,
        Probe::Dns => got().next().is_some(),
    }
}

fn operators<'a>(items: impl Iterator<Item = &'a Item>) -> usize {
    items.filter_map(|item| item.facts.operator.as_deref()).collect::<BTreeSet<_>>().len()
}

/// Tells whether an ending speaks for a no; one that says nothing about the network does not.
fn is_no(status: Status) -> bool {
    match status {
        Status::Got | Status::Timeout | Status::Refused | Status::Unreachable | Status::Odd => true,
        Status::NotPermitted | Status::Unsupported | Status::NotRun => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::testing::{self, Dns, Web};
    use std::net::TcpListener;

    fn exact() -> u16 {
        testing::web(Web::Answer("200 OK", "", "exact"))
    }

    #[test]
    fn every_question_is_a_yes_where_everything_answers() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let open = listener.local_addr().unwrap().port();
        let plan = testing::plan(open, &testing::dns(Dns::Good), [exact(), exact()]);
        for probe in [Probe::Path, Probe::Gateway, Probe::Internet, Probe::Dns, Probe::Web] {
            assert_eq!(quick(&plan, probe), Some(true), "{probe:?}");
        }
        assert_eq!(quick(&plan, Probe::Site), None);
    }

    #[test]
    fn one_operator_or_one_vendor_is_not_enough() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let open = listener.local_addr().unwrap().port();
        let portal =
            testing::web(Web::Answer("302 Found", "Location: http://portal.example/\r\n", ""));
        let mut plan = testing::plan(open, &testing::dns(Dns::Good), [exact(), portal]);
        assert_eq!(quick(&plan, Probe::Web), Some(false));
        plan.endpoints.target =
            vec![testing::target("one", &[open]), testing::target("one", &[open])];
        assert_eq!(quick(&plan, Probe::Internet), Some(false));
    }

    #[test]
    fn a_gateway_that_refuses_is_there_and_no_gateway_is_not_told() {
        let resolver = testing::dns(Dns::Silent);
        let mut plan = testing::plan(testing::closed_port(), &resolver, [1, 1]);
        assert_eq!(quick(&plan, Probe::Gateway), Some(true));
        if let Some(view) = &mut plan.view {
            view.gateways.clear();
        }
        assert_eq!(quick(&plan, Probe::Gateway), None);
    }

    #[test]
    fn without_a_way_out_every_answer_is_no() {
        let mut plan = testing::plan(1, &testing::dns(Dns::Silent), [1, 1]);
        if let Some(view) = &mut plan.view {
            view.families.clear();
        }
        for probe in [Probe::Path, Probe::Gateway, Probe::Internet, Probe::Dns, Probe::Web] {
            assert_eq!(quick(&plan, probe), Some(false), "{probe:?}");
        }
    }

    #[test]
    fn what_the_system_does_not_tell_is_not_told() {
        let mut view =
            View { items: vec![Item::new(Id::Path, Status::Unsupported)], ..View::default() };
        assert_eq!(path(&view), None);
        view.families.push(crate::evidence::Family::Ipv4);
        assert_eq!(path(&view), Some(true));
    }
}
