use super::*;
use crate::evidence::Id;
use crate::probe::testing::{self, Dns};

fn ask(to: SocketAddr, names: &[&str], want: Want) -> Item {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    let blank = Item::new(Id::ResolverDns, Status::NotRun);
    Asking::new(blank, to, names, want).run(&Limit::after(Duration::from_secs(5)))
}

fn ask_briefly(to: SocketAddr) -> Item {
    let blank = Item::new(Id::ResolverDns, Status::NotRun);
    let limit = Limit::after(Duration::from_millis(60));
    Asking::new(blank, to, vec!["a.example".into()], Want::Addresses).run(&limit)
}

#[test]
fn a_good_answer_is_got_with_its_facts() {
    let item = ask(testing::dns(Dns::Good).address, &["a.example", "b.example"], Want::Addresses);
    assert_eq!((item.status, item.facts.rcode), (Status::Got, Some(0)));
    assert_eq!(item.facts.answers, [testing::loopback().address]);
    assert!(item.facts.rtt_ms.is_some() && item.facts.name.is_some());
}

#[test]
fn one_good_name_is_enough() {
    let server = testing::dns(Dns::OnlyKnows("b.example"));
    let item = ask(server.address, &["a.example", "b.example"], Want::Addresses);
    assert_eq!((item.status, item.facts.name.as_deref()), (Status::Got, Some("b.example")));
}

#[test]
fn a_refusal_is_odd_for_names_and_a_sign_of_life() {
    let server = testing::dns(Dns::Code(2));
    let names = ask(server.address, &["a.example", "b.example"], Want::Addresses);
    assert_eq!((names.status, names.facts.rcode), (Status::Odd, Some(2)));
    assert!(names.facts.rtt_ms.is_some(), "how slow a refusal is shows too");
    let life = ask(server.address, &["a.example"], Want::Life);
    assert_eq!((life.status, life.facts.rcode), (Status::Got, Some(2)));
}

#[test]
fn wrong_identifiers_and_silence_are_the_same() {
    assert_eq!(ask_briefly(testing::dns(Dns::WrongId).address).status, Status::Timeout);
    assert_eq!(ask_briefly(testing::dns(Dns::Silent).address).status, Status::Timeout);
}

#[test]
fn a_true_answer_after_forged_ones_still_counts() {
    let item = ask(testing::dns(Dns::ForgedThenGood).address, &["a.example"], Want::Addresses);
    assert_eq!(item.status, Status::Got);
}

#[test]
fn rubbish_under_our_identifier_is_odd() {
    assert_eq!(ask_briefly(testing::dns(Dns::Rubbish).address).status, Status::Odd);
}

#[test]
fn a_closed_port_is_refused() {
    let to = testing::loopback().at(testing::closed_udp_port());
    assert_eq!(ask(to, &["a.example"], Want::Addresses).status, Status::Refused);
}

#[test]
fn the_first_lost_question_is_asked_again() {
    let item = ask(testing::dns(Dns::LosesFirst).address, &["a.example"], Want::Addresses);
    assert_eq!(item.status, Status::Got);
}

#[test]
fn a_cut_answer_is_completed_over_tcp() {
    let item = ask(testing::dns(Dns::Cut).address, &["a.example"], Want::Addresses);
    assert_eq!(item.status, Status::Got);
    assert_eq!(item.facts.answers, [testing::loopback().address]);
}

#[test]
fn a_resolver_that_trickles_over_tcp_holds_nobody() {
    let began = Instant::now();
    let item = ask_briefly(testing::dns(Dns::CutAndTrickling).address);
    assert_eq!(item.status, Status::Odd);
    // The trickle would take 65 s; this only tells the two apart.
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[test]
fn the_first_resolver_that_knows_is_enough() {
    let dead = testing::dns(Dns::Silent);
    let refuses = testing::dns(Dns::Code(5));
    let good = testing::dns(Dns::Good);
    let limit = Limit::after(Duration::from_secs(5));
    let at = [dead.address, refuses.address, good.address];
    assert_eq!(resolve("a.example", &at, Kind::A, &limit), Some(vec![testing::loopback().address]));
    assert_eq!(resolve("a.example", &at[1..2], Kind::A, &limit), None);
}
