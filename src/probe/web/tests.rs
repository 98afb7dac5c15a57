use super::*;
use crate::evidence::Id;
use crate::probe::testing::{self, Dns, Web};

const LIMIT: Duration = Duration::from_secs(20);

fn ask_until(web: Web, limit: Duration) -> Item {
    let resolver = testing::dns(Dns::Good);
    let port = testing::web(web);
    let around = Surroundings {
        resolvers: vec![resolver.address],
        kind: Kind::A,
        gateways: vec![testing::loopback().address],
    };
    let blank = Item::new(Id::WebCanary, Status::NotRun);
    canary(blank, &testing::canary(port), &around, &Limit::after(limit))
}

fn ask(web: Web) -> Item {
    ask_until(web, LIMIT)
}

#[test]
fn the_exact_answer_is_got() {
    let item = ask(Web::Answer("200 OK", "", "exact"));
    assert_eq!(
        (item.status, item.facts.exact, item.facts.http_status),
        (Status::Got, Some(true), Some(200))
    );
    assert_eq!(item.facts.target, Some(testing::loopback().address));
    assert_eq!(item.facts.remark, None);
    assert_eq!(item.facts.clock_offset_s, None, "nobody told the time");
}

#[test]
fn the_clock_is_compared_with_who_gave_the_exact_page_only() {
    let date = "Date: Sat, 01 Jan 2000 00:00:00 GMT\r\n";
    let exact = ask(Web::Answer("200 OK", date, "exact"));
    assert!(exact.facts.clock_offset_s.is_some_and(|offset| offset > 800_000_000.0));
    let portal = ask(Web::Answer("200 OK", date, "<title>sign in</title>"));
    assert_eq!(portal.facts.clock_offset_s, None);
    let nonsense = ask(Web::Answer("200 OK", "Date: \u{1b}[2J\r\n", "exact"));
    assert_eq!(nonsense.facts.clock_offset_s, None);
}

#[test]
fn anything_else_is_odd_and_says_what_it_was() {
    let item = ask(Web::Answer("200 OK", "", "exactly"));
    assert_eq!((item.status, item.facts.exact), (Status::Odd, Some(false)));
    let line = ask(Web::Answer("200 OK", "", "exact\r\n"));
    assert_eq!((line.status, line.facts.exact), (Status::Got, Some(true)));
    let page = ask(Web::Answer("200 OK", "", "<html><title>Tagihan</title>"));
    assert_eq!(page.facts.remark.as_deref(), Some("Tagihan"));
    let text = ask(Web::Answer("403 Forbidden", "", "not here"));
    assert_eq!(
        (text.facts.remark.as_deref(), text.facts.http_status),
        (Some("not here"), Some(403))
    );
}

#[test]
fn a_redirect_is_not_followed_but_named() {
    let item = ask(Web::Answer("302 Found", "Location: https://login.example:8443/x\r\n", ""));
    assert_eq!((item.status, item.facts.http_status), (Status::Odd, Some(302)));
    assert_eq!(item.facts.redirect_host.as_deref(), Some("login.example"));
    let router = ask(Web::Answer("302 Found", "Location: http://127.0.0.1/no-internet\r\n", ""));
    assert_eq!(router.facts.from_gateway, Some(true));
}

#[test]
fn escape_sequences_reach_no_fact() {
    let item = ask(Web::Answer(
        "302 \u{1b}[2J",
        "Location: http://x\u{1b}]0;y/\r\nServer: \u{1b}[31m\r\n",
        "<title>\u{1b}[2J\u{202e}hai\u{7}</title>",
    ));
    assert!(item.status.is_alive());
    let facts = serde_json::to_string(&item.facts).unwrap();
    assert!(
        !facts.contains("\\u001b") && !facts.contains('\u{202e}') && !facts.contains("\\u0007"),
        "{facts}"
    );
}

#[test]
fn a_gigabyte_is_not_read() {
    let began = Instant::now();
    let item = ask(Web::Endless);
    assert_eq!((item.status, item.facts.exact), (Status::Odd, Some(false)));
    assert!(item.facts.remark.is_none_or(|remark| remark.len() <= 200));
    assert!(began.elapsed() < LIMIT);
}

#[test]
fn a_server_that_trickles_holds_nobody() {
    let began = Instant::now();
    let headers = ask_until(Web::TricklingHeaders, Duration::from_millis(800));
    assert_eq!(headers.status, Status::Timeout);
    let body = ask_until(Web::TricklingBody, Duration::from_millis(800));
    assert_eq!(body.status, Status::Odd);
    // Both would trickle for minutes; this only tells the two apart.
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[test]
fn silence_refusal_and_rubbish_each_have_their_status() {
    assert_eq!(ask_until(Web::Silent, Duration::from_millis(800)).status, Status::Timeout);
    assert_eq!(ask(Web::Rubbish).status, Status::Odd);
    assert_eq!(ask(Web::HangsUp).status, Status::Odd);
    let resolver = testing::dns(Dns::Good);
    let around =
        Surroundings { resolvers: vec![resolver.address], kind: Kind::A, gateways: Vec::new() };
    let closed = testing::canary(testing::closed_port());
    let item =
        canary(Item::new(Id::WebCanary, Status::NotRun), &closed, &around, &Limit::after(LIMIT));
    assert_eq!(item.status, Status::Refused);
}

#[test]
fn without_a_name_nothing_is_asked() {
    let resolver = testing::dns(Dns::Code(3));
    let around =
        Surroundings { resolvers: vec![resolver.address], kind: Kind::A, gateways: Vec::new() };
    let blank = Item::new(Id::WebCanary, Status::Got);
    let item = canary(blank, &testing::canary(1), &around, &Limit::after(LIMIT));
    assert_eq!(item.status, Status::NotRun);
}
