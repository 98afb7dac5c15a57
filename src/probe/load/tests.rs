use std::io::{Read as _, Write as _};

use super::*;
use crate::probe::testing::{self, Dns, Web};
use std::net::TcpListener;

/// Takes everything that is promised, then answers with this head and this many bytes.
fn server(bytes: usize) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            thread::spawn(move || {
                let mut taken = vec![0; 1 << 16];
                let read = stream.read(&mut taken).unwrap_or(0);
                let head = String::from_utf8_lossy(&taken[..read]).into_owned();
                let promised = head
                    .split_once("Content-Length: ")
                    .map(|(_, rest)| rest.lines().next().unwrap_or("0").parse::<usize>().unwrap());
                let body = head.find("\r\n\r\n").map_or(read, |end| end + 4);
                let mut missing = promised.unwrap_or(0).saturating_sub(read - body);
                while missing > 0 {
                    match stream.read(&mut taken) {
                        Ok(read @ 1..) => missing -= read.min(missing),
                        _ => return,
                    }
                }
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
                let body = vec![b'x'; if promised.is_some() { 0 } else { bytes }];
                let _ = stream.write_all(&body);
            });
        }
    });
    port
}

fn plan(down: u16, up: u16) -> Plan {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let open = listener.local_addr().unwrap().port();
    thread::spawn(move || while listener.accept().is_ok() {});
    let mut plan = testing::plan(open, &testing::dns(Dns::Good), [1, 1]);
    plan.endpoints.load = vec![Load {
        operator: "one".into(),
        down: format!("http://127.0.0.1:{down}/down?bytes={{bytes}}"),
        up: format!("http://127.0.0.1:{up}/up"),
        most_bytes: 4_000_000,
        source: String::new(),
        checked_on: jiff::civil::Date::default(),
    }];
    plan
}

#[test]
fn both_ways_are_measured_within_the_bytes_that_were_promised() {
    let port = server(1_000_000);
    let plan = plan(port, port);
    assert_eq!(load_bytes(&plan), Some(8_000_000));
    let item = load(&plan);
    assert_eq!(item.status, Status::Got, "{item:?}");
    assert!(item.facts.download_mbps.is_some_and(|mbps| mbps > 1.0), "{item:?}");
    assert!(item.facts.upload_mbps.is_some_and(|mbps| mbps > 1.0), "{item:?}");
    assert!(item.facts.rtt_median_ms.is_some());
    let moved = item.facts.moved_bytes.unwrap();
    assert!((7_000_000..=8_000_000).contains(&moved), "{moved}");
}

#[test]
fn a_server_that_refuses_is_a_status_and_not_a_speed() {
    let closed = testing::closed_port();
    let item = load(&plan(closed, closed));
    assert_eq!((item.status, item.facts.download_mbps), (Status::Refused, None));
    let rubbish = testing::web(Web::Answer("403 Forbidden", "", "no"));
    assert_eq!(load(&plan(rubbish, rubbish)).status, Status::Odd);
}

#[test]
fn without_rows_or_without_a_way_out_nothing_moves() {
    let mut plan = plan(1, 1);
    plan.view = plan.view.map(|view| View { families: Vec::new(), ..view });
    assert_eq!(load(&plan).status, Status::NotRun);
    plan.endpoints.load.clear();
    assert_eq!(load_bytes(&plan), None);
}

#[test]
fn the_middle_and_the_speed_are_reckoned() {
    assert_eq!(median(&[]), None);
    assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
    assert_eq!(median(&[4.0, 1.0]), Some(2.5));
    let second = Duration::from_secs;
    let marks = vec![(second(0), 0), (second(2), 9_000_000), (second(8), 10_500_000)];
    let mut watch = Watch {
        began: Instant::now(),
        marks,
        late: vec![],
        failure: None,
        whole: false,
        any: true,
    };
    assert_eq!(watch.mbps(10_500_000), Some(2.0), "the buffers' share is left out");
    watch.whole = true;
    assert_eq!(watch.mbps(10_500_000), Some(10.5));
    assert_eq!(watch.mbps(0), None);
}
