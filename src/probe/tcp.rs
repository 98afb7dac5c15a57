//! TCP connections: whoever completes or refuses one is alive.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use socket2::{Domain, Protocol, Socket, Type};

use crate::evidence::{Item, Status};
use crate::os::Peer;
use crate::probe::limit::Limit;
use crate::probe::{gather, hop, millis, socket};

/// How long a port is waited for alone before the next one is tried beside it: longer than the second
/// SYN, which leaves one second after the first (RFC 6298 section 2), and half a satellite's round trip.
const ALONE: Duration = Duration::from_millis(1300);
/// After this an attempt ends by itself, whoever still waits for it.
const LONGEST: Duration = Duration::from_secs(10);
/// How long the first hop may take: Wi-Fi at its worst, and nothing beyond it.
const ONE_HOP: Duration = Duration::from_millis(500);

/// How one attempt ended.
#[derive(Debug, Clone, Copy)]
struct Outcome {
    port: u16,
    status: Status,
    /// After how many milliseconds.
    rtt: f64,
    /// Who said that there is no way.
    turned_by: Option<IpAddr>,
}

/// Connects to the ports, one after the other's silence, until one answers, and hangs up at once.
pub(super) fn connect(mut item: Item, peer: Peer, ports: &[u16], limit: &Limit) -> Item {
    let (sender, receiver) = mpsc::channel();
    let mut attempts = Attempts { receiver, open: 0, best: None };
    for (index, port) in ports.iter().enumerate() {
        attempts.start(peer.at(*port), &sender);
        let is_last = index + 1 == ports.len();
        let own = if is_last { limit.clone() } else { limit.at_most(ALONE) };
        if attempts.hear(&own) {
            break;
        }
    }
    item.status = Status::Timeout;
    if let Some(Outcome { port, status, rtt, turned_by }) = attempts.best {
        item.status = status;
        item.facts.port = Some(port);
        item.facts.rtt_ms = status.is_alive().then_some(rtt);
        item.facts.answered_by = turned_by;
    }
    item
}

/// Attempts that run side by side. A connection that comes late still counts: the wait for it may be
/// prolonged, which the system's own call does not allow.
struct Attempts {
    receiver: mpsc::Receiver<Outcome>,
    open: usize,
    best: Option<Outcome>,
}

impl Attempts {
    fn start(&mut self, to: SocketAddr, sender: &mpsc::Sender<Outcome>) {
        let sender = sender.clone();
        self.open += 1;
        gather::spawn(move || {
            let _ = sender.send(attempt(to));
        });
    }

    /// Waits until one has connected, all have ended, or the limit; tells whether one has connected.
    fn hear(&mut self, limit: &Limit) -> bool {
        while self.open > 0
            && let Some(left) = limit.left()
        {
            let Ok(outcome) = self.receiver.recv_timeout(left) else { continue };
            self.open -= 1;
            // A refusal counts for more than silence, an answer for more than a refusal.
            if self.best.is_none_or(|before| weight(outcome.status) > weight(before.status)) {
                self.best = Some(outcome);
            }
            if outcome.status == Status::Got {
                return true;
            }
        }
        false
    }
}

fn weight(status: Status) -> u8 {
    u8::from(status.is_alive()) + u8::from(status == Status::Got)
}

fn attempt(to: SocketAddr) -> Outcome {
    let began = Instant::now();
    let (status, turned_by) = match open(to) {
        Ok(socket) => match socket.connect_timeout(&to.into(), LONGEST) {
            Ok(()) => (Status::Got, None),
            Err(error) => {
                let status = socket::status_of(&error);
                let is_turned = status == Status::Unreachable;
                (status, if is_turned { hop::turned_by(&socket) } else { None })
            }
        },
        Err(error) => (socket::status_of(&error), None),
    };
    Outcome { port: to.port(), status, rtt: millis(began.elapsed()), turned_by }
}

/// Opens a socket that hears who has no way to the target.
fn open(to: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(to), Type::STREAM, Some(Protocol::TCP))?;
    socket::hear_errors(&socket, to);
    Ok(socket)
}

/// Tells whether the first hop itself takes, or refuses, connections to this far address: packets that
/// may make one hop only do not get to anybody else. RFC 791 section 3.2 (time to live).
pub(super) fn is_first_hop(to: SocketAddr, limit: &Limit) -> bool {
    let connect = |left| -> io::Result<()> {
        let socket = Socket::new(Domain::for_address(to), Type::STREAM, Some(Protocol::TCP))?;
        match to {
            SocketAddr::V4(_) => socket.set_ttl_v4(1)?,
            SocketAddr::V6(_) => socket.set_unicast_hops_v6(1)?,
        }
        socket.connect_timeout(&to.into(), left)
    };
    let left = limit.at_most(ONE_HOP).left();
    left.is_some_and(|left| match connect(left) {
        Ok(()) => true,
        Err(error) => socket::status_of(&error) == Status::Refused,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Id;
    use crate::probe::testing;
    use std::net::TcpListener;

    fn try_ports(ports: &[u16]) -> Item {
        let blank = Item::new(Id::BeyondTcp, Status::Timeout);
        connect(blank, testing::loopback(), ports, &Limit::after(Duration::from_secs(5)))
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
    fn a_neighbour_is_one_hop_away_and_after_the_limit_nobody_is() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let near = listener.local_addr().unwrap();
        assert!(is_first_hop(near, &Limit::after(Duration::from_secs(5))));
        assert!(!is_first_hop(near, &Limit::after(Duration::ZERO)));
    }

    #[test]
    fn after_the_limit_nothing_is_tried() {
        let blank = Item::new(Id::BeyondTcp, Status::NotRun);
        let item = connect(blank, testing::loopback(), &[1], &Limit::after(Duration::ZERO));
        assert_eq!(item.status, Status::Timeout);
        assert_eq!(item.facts.rtt_ms, None);
    }
}
