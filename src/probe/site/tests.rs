use super::*;
use crate::probe::testing::{self, Dns, Web};
use crate::probe::testing_tls::{self, Certificate, Root};
use crate::wire::dns::Kind;

const FILTERS: &str = r#"
[[filter]]
key = "a-provider"
host = ["block.example"]
address = ["192.0.2.99"]
title = ["situs diblokir"]
source = "https://example.org/"
checked_on = "2026-11-22"
"#;

fn look(resolver: Dns, port: u16, is_secure: bool) -> Item {
    let resolver = testing::dns(resolver);
    let around =
        Surroundings { resolvers: vec![resolver.address], kind: Kind::A, gateways: Vec::new() };
    let entry = Door { port, secure: is_secure };
    let site = Site { host: "secure.example".into(), doors: vec![entry] };
    let filters = Filters::load(FILTERS).unwrap();
    let limit = Limit::after(Duration::from_millis(900));
    let blank = Item::new(Id::Site, Status::NotRun);
    door(blank, (&site, entry), (&around, &filters), (&limit, || testing_tls::trust(Root::Test)))
}

fn at(behaviour: Web) -> Item {
    look(Dns::Good, testing::web(behaviour), false)
}

fn remark(item: &Item) -> Option<&str> {
    item.facts.remark.as_deref()
}

#[test]
fn a_site_that_answers_is_got() {
    let item = at(Web::Answer("404 Not Found", "", "hello"));
    assert_eq!((item.status, item.facts.http_status), (Status::Got, Some(404)));
    assert_eq!(item.facts.answers, [testing::loopback().address]);
    let port = testing_tls::serve(Certificate::Good, "HTTP/1.1 200 OK\r\n\r\nhello");
    let item = look(Dns::Good, port, true);
    assert_eq!((item.status, item.facts.trusted), (Status::Got, Some(true)));
}

#[test]
fn block_pages_are_recognised_by_redirect_and_title() {
    let redirect = at(Web::Answer("302 Found", "Location: http://www.block.example/x\r\n", ""));
    assert_eq!((redirect.status, remark(&redirect)), (Status::Odd, Some("a-provider")));
    let title = at(Web::Answer("200 OK", "", "<title>Situs Diblokir</title>"));
    assert_eq!((title.status, remark(&title)), (Status::Odd, Some("a-provider")));
    let other = at(Web::Answer("302 Found", "Location: https://secure.example/\r\n", ""));
    assert_eq!((other.status, remark(&other)), (Status::Got, None));
}

#[test]
fn each_way_to_fail_is_told() {
    let missing = look(Dns::Code(3), 1, false);
    assert_eq!((missing.status, missing.facts.rcode), (Status::Odd, Some(3)));
    assert_eq!(remark(&missing), Some("name-not-found"));
    let silent = look(Dns::Silent, 1, false);
    assert_eq!((silent.status, remark(&silent)), (Status::Timeout, Some("name-unanswered")));
    let closed = look(Dns::Good, testing::closed_port(), true);
    assert_eq!((closed.status, remark(&closed)), (Status::Refused, Some("connect-failed")));
    let broken = at(Web::Answer("503 Busy", "", ""));
    assert_eq!((broken.status, broken.facts.http_status), (Status::Odd, Some(503)));
    let old = testing_tls::serve(Certificate::Expired, "HTTP/1.1 200 OK\r\n\r\nhello");
    assert_eq!(remark(&look(Dns::Good, old, true)), Some("certificate-expired"));
    assert_eq!(at(Web::Silent).status, Status::Timeout);
    assert_eq!(at(Web::Endless).status, Status::Got);
}

fn look_at(doors: &[(u16, bool)]) -> Item {
    let resolver = testing::dns(Dns::Good);
    let around =
        Surroundings { resolvers: vec![resolver.address], kind: Kind::A, gateways: Vec::new() };
    let doors = doors.iter().map(|(port, secure)| Door { port: *port, secure: *secure }).collect();
    let site = Site { host: "secure.example".into(), doors };
    let filters = Filters::load(FILTERS).unwrap();
    let limit = Limit::after(Duration::from_secs(3));
    let blank = Item::new(Id::Site, Status::NotRun);
    super::look(blank, &site, (around, filters), (&limit, || testing_tls::trust(Root::Test)))
}

#[test]
fn the_secure_door_counts_unless_it_is_closed_or_a_filter_stands_at_the_other() {
    let closed = testing::closed_port();
    let page = testing::web(Web::Answer("200 OK", "", "hello"));
    let moved = testing::web(Web::Answer("301 Moved", "Location: https://secure.example/\r\n", ""));
    let block = testing::web(Web::Answer("302 Found", "Location: http://block.example/\r\n", ""));
    let good = testing_tls::serve(Certificate::Good, "HTTP/1.1 200 OK\r\n\r\nhello");
    let old = testing_tls::serve(Certificate::Expired, "HTTP/1.1 200 OK\r\n\r\nhello");
    let ends = |first, second| {
        let item = look_at(&[(first, true), (second, false)]);
        (item.status, item.facts.port)
    };
    assert_eq!(ends(good, closed), (Status::Got, Some(good)));
    assert_eq!(ends(closed, page), (Status::Got, Some(page)));
    assert_eq!(ends(closed, moved), (Status::Refused, Some(closed)));
    assert_eq!(ends(old, page), (Status::Odd, Some(old)));
    assert_eq!(ends(closed, block), (Status::Odd, Some(block)));
}
