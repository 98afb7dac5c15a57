//! TCP connections: whoever completes or refuses one is alive.

use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use crate::evidence::{Item, Status};
use crate::os::Peer;
use crate::probe::limit::Limit;
use crate::probe::{millis, socket};

/// How long the first port may take before the next one is tried: longer than the second SYN, which
/// leaves one second after the first (RFC 6298 section 2), and half a satellite's round trip.
const FIRST_PORT: Duration = Duration::from_millis(1300);

/// Connects to the ports in turn until one answers, and hangs up at once.
pub(super) fn connect(mut item: Item, peer: Peer, ports: &[u16], limit: Limit) -> Item {
    let mut outcome: Option<(u16, Status, f64)> = None;
    for (index, port) in ports.iter().enumerate() {
        let is_last = index + 1 == ports.len();
        let own = if is_last { limit } else { limit.at_most(FIRST_PORT) };
        let (status, rtt) = attempt(peer.at(*port), own);
        // A refusal counts for more than silence, an answer for more than a refusal.
        if outcome.is_none_or(|(_, before, _)| weight(status) > weight(before)) {
            outcome = Some((*port, status, rtt));
        }
        if status == Status::Got {
            break;
        }
    }
    if let Some((port, status, rtt)) = outcome {
        item.status = status;
        item.facts.port = Some(port);
        item.facts.rtt_ms = status.is_alive().then_some(rtt);
    }
    item
}

fn weight(status: Status) -> u8 {
    u8::from(status.is_alive()) + u8::from(status == Status::Got)
}

fn attempt(to: SocketAddr, limit: Limit) -> (Status, f64) {
    let began = Instant::now();
    let Some(left) = limit.left() else { return (Status::Timeout, 0.0) };
    let status = match TcpStream::connect_timeout(&to, left) {
        Ok(_) => Status::Got,
        Err(error) => socket::status_of(&error),
    };
    (status, millis(began.elapsed()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Id;
    use crate::probe::testing;
    use std::net::TcpListener;

    fn try_ports(ports: &[u16]) -> Item {
        let blank = Item::new(Id::BeyondTcp, Status::Timeout);
        connect(blank, testing::loopback(), ports, Limit::after(Duration::from_secs(5)))
    }

    #[test]
    fn a_listener_is_got_and_a_closed_port_refused() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let open = listener.local_addr().unwrap().port();
        let closed = testing::closed_port();
        let got = try_ports(&[open]);
        assert_eq!((got.status, got.facts.port), (Status::Got, Some(open)));
        assert!(got.facts.rtt_ms.is_some());
        assert_eq!(try_ports(&[closed]).status, Status::Refused);
        let second = try_ports(&[closed, open]);
        assert_eq!((second.status, second.facts.port), (Status::Got, Some(open)));
    }

    #[test]
    fn after_the_limit_nothing_is_tried() {
        let blank = Item::new(Id::BeyondTcp, Status::NotRun);
        let item = connect(blank, testing::loopback(), &[1], Limit::after(Duration::ZERO));
        assert_eq!(item.status, Status::Timeout);
        assert_eq!(item.facts.rtt_ms, None);
    }
}
