use super::*;
use crate::evidence::{Facts, Status};
use crate::probe::testing::{self, Dns};
use std::net::TcpListener;
use std::thread;

fn sampled(id: Id, dns_port: u16, tcp_port: u16) -> Vec<Item> {
    let doubt = Doubt::default();
    doubt.settle();
    sampled_with(doubt, (id, dns_port, tcp_port))
}

fn sampled_with(doubt: Doubt, (id, dns_port, tcp_port): (Id, u16, u16)) -> Vec<Item> {
    let mut blank = Item::new(id, Status::NotRun);
    blank.facts.target = Some(testing::loopback().address);
    let targets = vec![testing::loopback().at(tcp_port)];
    let plan = Plan { id, targets, dns_port, name: "localhost".into(), doubt };
    run(vec![blank], &plan, &Limit::after(Duration::from_millis(2200)))
}

/// What a series over anything but ICMP comes to; where ICMP is allowed here, the loopback answers that.
fn facts_of(items: &[Item]) -> (&Facts, bool) {
    let facts = &items.first().unwrap().facts;
    (facts, facts.protocol == Some(Protocol::Icmp))
}

#[test]
fn a_gateway_that_answers_gets_the_short_series() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let open = listener.local_addr().unwrap().port();
    thread::spawn(move || listener.incoming().for_each(drop));
    let items = sampled(Id::GatewaySample, testing::closed_udp_port(), open);
    let (facts, is_icmp) = facts_of(&items);
    let (short, _) = if is_icmp { PACKETS } else { KNOCKS };
    assert_eq!((items.len(), items[0].status), (1, Status::Got));
    assert_eq!((facts.sent, facts.lost), (u32::try_from(short).ok(), Some(0)));
    assert!(facts.rtt_median_ms.is_some_and(|median| median < 500.0));
}

#[test]
fn a_refusal_is_an_answer_too() {
    let items = sampled(Id::GatewaySample, testing::closed_udp_port(), testing::closed_port());
    let (facts, _) = facts_of(&items);
    assert_eq!((items[0].status, facts.lost), (Status::Got, Some(0)));
}

#[test]
fn beyond_names_are_asked_for_where_icmp_is_not_allowed() {
    let resolver = testing::dns(Dns::Good);
    let items = sampled(Id::BeyondSample, resolver.address.port(), testing::closed_port());
    let (facts, is_icmp) = facts_of(&items);
    assert!(is_icmp || facts.protocol == Some(Protocol::Dns));
    assert_eq!((items[0].status, facts.sent, facts.lost), (Status::Got, Some(66), Some(0)));
}

#[test]
fn one_lost_packet_leads_to_the_long_series() {
    let resolver = testing::dns(Dns::LosesFirst);
    let items = sampled(Id::BeyondSample, resolver.address.port(), testing::closed_port());
    let (facts, is_icmp) = facts_of(&items);
    let is_long = facts.sent > Some(100) && facts.lost == Some(1);
    assert!(is_icmp || is_long, "{facts:?}");
}

#[test]
fn what_seems_lost_beyond_lets_a_clean_series_to_the_gateway_go_on() {
    let doubt = Doubt::default();
    let (dns, tcp) = (testing::closed_udp_port(), testing::closed_port());
    let beyond = doubt.clone();
    let raise = thread::spawn(move || {
        let resolver = testing::dns(Dns::LosesFirst);
        sampled_with(beyond.clone(), (Id::BeyondSample, resolver.address.port(), tcp));
        // Where the loopback answers echoes, none is lost.
        beyond.raise();
    });
    let items = sampled_with(doubt, (Id::GatewaySample, dns, tcp));
    raise.join().unwrap();
    let (facts, is_icmp) = facts_of(&items);
    let (short, _) = if is_icmp { PACKETS } else { KNOCKS };
    assert!(facts.sent > u32::try_from(short).ok() && facts.lost == Some(0), "{facts:?}");
}

#[test]
fn a_look_beyond_that_loses_none_lets_the_gateways_end() {
    let doubt = Doubt::default();
    let resolver = testing::dns(Dns::Good);
    sampled_with(
        doubt.clone(),
        (Id::BeyondSample, resolver.address.port(), testing::closed_port()),
    );
    assert!(!doubt.is_open() && !doubt.is_raised());
}
