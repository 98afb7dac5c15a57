use super::*;
use crate::probe::testing::{Dns, Web};
use std::net::TcpListener;

fn exact() -> u16 {
    testing::web(Web::Answer("200 OK", "", "exact"))
}

fn statuses(evidence: &Evidence, id: Id) -> Vec<Status> {
    evidence.of(id).map(|item| item.status).collect()
}

#[test]
fn a_network_that_answers_is_seen_and_every_item_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let open = listener.local_addr().unwrap().port();
    let plan = testing::plan(open, &testing::dns(Dns::Good), [exact(), exact()]);
    let mut told = Vec::new();
    let evidence = look(&plan, &mut |item| told.push(item.clone()));
    assert_eq!(statuses(&evidence, Id::Path), [Status::Got]);
    assert_eq!(statuses(&evidence, Id::GatewayTcp), [Status::Got]);
    assert_eq!(statuses(&evidence, Id::GatewayDns), [Status::Got]);
    assert_eq!(statuses(&evidence, Id::BeyondTcp), [Status::Got; 2]);
    assert_eq!(statuses(&evidence, Id::ResolverDns), [Status::Got]);
    assert_eq!(statuses(&evidence, Id::SystemName), [Status::Got]);
    assert_eq!(statuses(&evidence, Id::WebCanary), [Status::Got; 2]);
    assert_eq!(statuses(&evidence, Id::FirstHop), [Status::NotRun], "no row, no probe");
    assert_eq!(told.len(), evidence.items.len());
    assert!(evidence.items.iter().all(|item| told.contains(item)));
    assert!(evidence.items.is_sorted_by_key(|item| item.id));
    let operators: Vec<_> =
        evidence.of(Id::BeyondTcp).map(|item| item.facts.operator.clone()).collect();
    assert_eq!(operators, [Some("one".into()), Some("two".into())], "in the order of the targets");
}

#[test]
fn without_a_way_out_nothing_is_tried() {
    let mut plan = testing::plan(testing::closed_port(), &testing::dns(Dns::Good), [1, 1]);
    plan.view = Some(View { items: testing::view().items, ..View::default() });
    let evidence = look(&plan, &mut |_| ());
    let not_path = evidence.items.iter().filter(|item| item.id != Id::Path);
    assert!(not_path.clone().all(|item| item.status == Status::NotRun));
    assert_eq!(not_path.count(), Id::ALL.len() - 1);
}

#[test]
fn silence_ends_at_the_deadline_and_unresolved_pages_are_not_run() {
    let closed = testing::closed_port();
    let mut plan = testing::plan(closed, &testing::dns(Dns::Silent), [1, 1]);
    plan.deadline = Duration::from_millis(1900);
    let evidence = look(&plan, &mut |_| ());
    assert_eq!(statuses(&evidence, Id::BeyondTcp), [Status::Refused; 2]);
    assert_eq!(statuses(&evidence, Id::ResolverDns), [Status::Timeout]);
    assert_eq!(statuses(&evidence, Id::WebCanary), [Status::NotRun; 2]);
    assert!(evidence.of(Id::ResolverDns).all(|item| (1500..1900 * 3).contains(&item.ms)));
}

#[test]
fn the_standard_plan_fits_into_the_budget() {
    let plan = Plan::standard(vec!["http_proxy".into()]);
    assert!(plan.deadline < Duration::from_millis(2500));
    assert_eq!(plan.endpoints, *Endpoints::builtin());
    assert_eq!(plan.view, None);
}

#[test]
fn random_numbers_differ() {
    assert_ne!((random(), random()), (random(), random()));
}
