use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;
use std::time::Instant;

use super::*;
use crate::evidence::{Id, WanLink};
use crate::probe::testing::{self, Web};

/// Starts a fake router that points here, and returns its UDP place.
fn router(location: String) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let place = socket.local_addr().unwrap();
    thread::spawn(move || {
        let mut bytes = [0; 2048];
        while let Ok((_, from)) = socket.recv_from(&mut bytes) {
            let reply = format!("HTTP/1.1 200 OK\r\nLOCATION: {location}\r\n\r\n");
            let _ = socket.send_to(reply.as_bytes(), from);
        }
    });
    place
}

fn ask(place: SocketAddr, limit: Duration) -> Item {
    word(Item::new(Id::RouterWord, Status::NotRun), place, &Limit::after(limit))
}

fn ask_page(behaviour: Web) -> Item {
    let url = format!("http://127.0.0.1:{}/desc.xml", testing::web(behaviour));
    ask(router(url), Duration::from_millis(700))
}

const LONG: Duration = Duration::from_secs(20);

const DESCRIBED: &str = "<root><device><serviceList>\
    <service><serviceType>urn:schemas-upnp-org:service:WANCommonInterfaceConfig:1</serviceType><controlURL>/line</controlURL></service>\
    <service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType><controlURL>/tv</controlURL></service>\
    <service><serviceType>urn:schemas-upnp-org:service:WANPPPConnection:1</serviceType><controlURL>/ppp</controlURL></service>\
    </serviceList></device></root>";

fn answer(question: &str) -> &'static str {
    if question.starts_with("GET") {
        DESCRIBED
    } else if question.contains("GetCommonLinkProperties") {
        "<a><NewPhysicalLinkStatus>Up</NewPhysicalLinkStatus></a>"
    } else if question.contains("GetStatusInfo") && question.starts_with("POST /ppp") {
        "<a><NewConnectionStatus>Connecting</NewConnectionStatus><NewLastConnectionError>ERROR_AUTHENTICATION_FAILURE\u{9b}2J</NewLastConnectionError><NewUptime>7</NewUptime></a>"
    } else if question.contains("GetStatusInfo") {
        "<a><NewConnectionStatus>Disconnected</NewConnectionStatus></a>"
    } else {
        "<a><NewExternalIPAddress>203.0.113.9</NewExternalIPAddress></a>"
    }
}

fn box_that_answers() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut bytes = [0; 4096];
            let length = stream.read(&mut bytes).unwrap_or(0);
            let body = answer(&String::from_utf8_lossy(&bytes[..length]));
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
            let _ = stream.write_all((head + body).as_bytes());
        }
    });
    port
}

#[test]
fn the_routers_word_is_taken_whole() {
    let item = ask(router(format!("http://127.0.0.1:{}/d", box_that_answers())), LONG);
    assert_eq!(item.status, Status::Got);
    assert_eq!(item.facts.wan_link, Some(WanLink::Up));
    assert_eq!(item.facts.wan_session, Some(WanSession::Connecting), "the best of two sessions");
    assert_eq!(item.facts.wan_error.as_deref(), Some("ERROR_AUTHENTICATION_FAILURE 2J"));
    assert_eq!(item.facts.wan_uptime_s, Some(7));
    assert_eq!(item.facts.external_address, "203.0.113.9".parse().ok());
}

#[test]
fn another_address_is_never_asked() {
    let listener = TcpListener::bind("127.0.0.2:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let elsewhere = format!("http://{}/d", listener.local_addr().unwrap());
    let item = ask(router(elsewhere), LONG);
    assert_eq!(item.status, Status::Odd);
    assert_eq!(item.facts.remark.as_deref(), Some("points-elsewhere"));
    assert!(listener.accept().is_err(), "nobody came");
}

#[test]
fn a_redirect_is_not_followed() {
    let item = ask_page(Web::Answer("302 Found", "Location: http://127.0.0.2/\r\n", ""));
    assert_eq!(item.facts.remark.as_deref(), Some("description-unreadable"));
}

#[test]
fn hostile_descriptions_hold_nobody() {
    let began = Instant::now();
    for behaviour in [Web::Endless, Web::TricklingHeaders, Web::TricklingBody, Web::Rubbish] {
        let item = ask_page(behaviour);
        assert!(item.status != Status::Got && item.facts.wan_link.is_none(), "{behaviour:?}");
        assert_eq!(item.facts.remark.as_deref(), Some("description-unreadable"));
    }
    // The trickles alone would take minutes.
    assert!(began.elapsed() < LONG);
}

#[test]
fn a_router_without_upnp_is_silent_or_refuses() {
    let quiet = UdpSocket::bind("127.0.0.1:0").unwrap();
    let item = ask(quiet.local_addr().unwrap(), Duration::from_millis(100));
    assert_eq!(item.status, Status::Timeout);
    let closed = testing::loopback().at(testing::closed_udp_port());
    assert_eq!(ask(closed, LONG).status, Status::Refused);
}

#[test]
fn a_description_of_something_else_tells_nothing() {
    let item = ask_page(Web::Answer("200 OK", "", "<root><device/></root>"));
    assert_eq!((item.status, item.facts.wan_link), (Status::Unsupported, None));
}
