use super::*;
use crate::evidence::Id;
use crate::probe::limit::Limit;
use crate::probe::testing::{self, Dns};

fn place(dns_port: u16) -> Place {
    Place { address: testing::loopback().address, dns_port, name: "localhost".into() }
}

fn limit() -> Limit {
    Limit::after(Duration::from_secs(5))
}

fn blank() -> Item {
    Item::new(Id::PathMtu, Status::NotRun)
}

#[test]
fn both_sizes_are_tried_on_the_loopback() {
    let resolver = testing::dns(Dns::Good);
    let items = datagrams(&blank(), &place(resolver.address.port()), &limit());
    let sizes: Vec<_> = items.iter().map(|item| item.facts.size_bytes).collect();
    assert_eq!((items[0].status, sizes.len(), sizes[1]), (Status::Got, 2, Some(1500)));
    assert!(sizes[0] < Some(100));
    assert_eq!(items[1].status, Status::Got);
}

#[test]
fn silence_to_the_small_one_leaves_the_large_one_out() {
    let resolver = testing::dns(Dns::Silent);
    let short = Limit::after(Duration::from_millis(400));
    let items = datagrams(&blank(), &place(resolver.address.port()), &short);
    let is_icmp = items[0].facts.protocol == Some(Protocol::Icmp);
    assert!(is_icmp || (items.len(), items[0].status) == (1, Status::Timeout));
}

#[test]
fn a_connection_carries_a_full_packet_even_where_nobody_understands_it() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let items = stream(&blank(), &place(port), &limit());
    let statuses: Vec<_> = items.iter().map(|item| item.status).collect();
    assert_eq!(statuses, [Status::Got; 2], "the system itself confirms it");
    assert!(items[1].facts.size_bytes > Some(1000));
    let refused = stream(&blank(), &place(testing::closed_port()), &limit());
    assert_eq!((refused.len(), refused[0].status), (1, Status::Refused));
}

#[test]
fn a_routers_word_about_the_size_is_kept() {
    let router = "100.64.12.1".parse().unwrap();
    let told = item(&blank(), Protocol::Icmp, 1500, Ending::TooBig(Some(router), 1492));
    assert_eq!((told.status, told.facts.mtu_bytes), (Status::Unreachable, Some(1492)));
    assert_eq!(told.facts.answered_by, Some(router));
}
