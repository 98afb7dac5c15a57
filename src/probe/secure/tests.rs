use super::*;
use crate::evidence::Id;
use crate::probe::testing::{self, Dns, Web};
use crate::probe::testing_tls::{self, Certificate, Root};
use crate::wire::dns::Kind;

fn row(port: u16) -> Secure {
    let canary = testing::canary(port);
    Secure {
        operator: canary.operator,
        host: "secure.example".into(),
        port,
        path: canary.path,
        status: 200,
        body: "exact".into(),
        source: String::new(),
        checked_on: canary.checked_on,
    }
}

fn ask_with(port: u16, host: &str, trust: &Trust) -> Item {
    let resolver = testing::dns(Dns::Good);
    let around =
        Surroundings { resolvers: vec![resolver.address], kind: Kind::A, gateways: Vec::new() };
    let row = Secure { host: host.into(), ..row(port) };
    let limit = Limit::after(Duration::from_millis(1500));
    let blank = Item::new(Id::WebSecure, Status::NotRun);
    page(blank, &row, &around, (&limit, || trust.clone()))
}

fn ask(certificate: Certificate, answer: &'static str) -> Item {
    let trust = testing_tls::trust(Root::Test);
    ask_with(testing_tls::serve(certificate, answer), "secure.example", &trust)
}

fn remark(item: &Item) -> Option<&str> {
    item.facts.remark.as_deref()
}

const EXACT: &str =
    "HTTP/1.1 200 OK\r\nDate: Sat, 01 Jan 2000 00:00:00 GMT\r\nContent-Length: 5\r\n\r\nexact";

#[test]
fn a_trusted_exact_page_is_got_with_issuer_and_clock() {
    let item = ask(Certificate::Good, EXACT);
    assert_eq!(
        (item.status, item.facts.trusted, item.facts.exact),
        (Status::Got, Some(true), Some(true))
    );
    assert_eq!(item.facts.issuer.as_deref(), Some("Test Root, Test Organisation"));
    assert_eq!(item.facts.http_status, Some(200));
    assert!(item.facts.clock_offset_s.is_some_and(|offset| offset > 800_000_000.0));
    assert_eq!(item.facts.remark, None);
}

#[test]
fn why_a_certificate_is_not_trusted_is_told_and_so_is_its_issuer() {
    for (certificate, word) in [
        (Certificate::Expired, "certificate-expired"),
        (Certificate::Early, "certificate-not-yet-valid"),
    ] {
        let item = ask(certificate, EXACT);
        assert_eq!((item.status, item.facts.trusted), (Status::Odd, Some(false)));
        assert_eq!(remark(&item), Some(word));
        assert!(item.facts.issuer.is_some() && item.facts.clock_offset_s.is_some());
    }
    let port = testing_tls::serve(Certificate::Good, EXACT);
    let wrong = ask_with(port, "other.example", &testing_tls::trust(Root::Test));
    assert_eq!(remark(&wrong), Some("certificate-wrong-name"));
    let stranger = ask_with(port, "secure.example", &testing_tls::trust(Root::Other));
    assert_eq!(remark(&stranger), Some("certificate-unknown-issuer"));
    assert_eq!(stranger.facts.issuer.as_deref(), Some("Test Root, Test Organisation"));
}

#[test]
fn without_a_store_nobody_is_accused() {
    let item = ask_with(
        testing_tls::serve(Certificate::Good, EXACT),
        "secure.example",
        &testing_tls::trust(Root::None),
    );
    assert_eq!((item.status, item.facts.trusted), (Status::Unsupported, None));
    assert_eq!((remark(&item), item.facts.exact), (Some("no-certificate-store"), Some(true)));
}

#[test]
fn another_page_is_odd_and_gives_no_time() {
    let item = ask(
        Certificate::Good,
        "HTTP/1.1 302 Found\r\nDate: Sat, 01 Jan 2000 00:00:00 GMT\r\nLocation: https://block.example/\u{1b}[2J\r\n\r\n",
    );
    assert_eq!((item.status, remark(&item)), (Status::Odd, Some("page-differs")));
    assert_eq!(item.facts.redirect_host.as_deref(), Some("block.example"));
    assert_eq!(item.facts.clock_offset_s, None);
}

#[test]
fn each_way_to_fail_has_its_word() {
    let trust = testing_tls::trust(Root::Test);
    let failing = |port| ask_with(port, "secure.example", &trust);
    let closed = failing(testing::closed_port());
    assert_eq!((closed.status, remark(&closed)), (Status::Refused, Some("connect-failed")));
    let silent = failing(testing::web(Web::Silent));
    assert_eq!((silent.status, remark(&silent)), (Status::Timeout, Some("handshake-silent")));
    let cut = failing(testing::web(Web::HangsUp));
    assert_eq!((cut.status, remark(&cut)), (Status::Odd, Some("handshake-reset")));
    let plain = failing(testing::web(Web::Answer("200 OK", "", "exact")));
    assert_eq!((plain.status, remark(&plain)), (Status::Odd, Some("handshake-garbled")));
    let trickle = failing(testing::web(Web::TricklingHeaders));
    assert!(matches!(trickle.status, Status::Timeout | Status::Odd));
    let mute = ask(Certificate::Good, "");
    assert_eq!((mute.status, remark(&mute)), (Status::Odd, Some("page-missing")));
}

#[test]
fn a_gigabyte_over_tls_is_cut() {
    let item = ask(Certificate::Endless, "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
    assert_eq!((item.status, remark(&item)), (Status::Odd, Some("page-differs")));
}
