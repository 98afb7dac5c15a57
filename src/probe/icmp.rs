//! ICMP echo through a datagram socket, which needs no administrator where the system allows it at all.

use std::io::{self, ErrorKind, Read as _};
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use socket2::{Domain, Protocol, Socket, Type};

use crate::evidence::{Family, Item, Status};
use crate::os::Peer;
use crate::probe::limit::Limit;
use crate::probe::{hop, millis, random, socket};
use crate::wire::icmp::{Direction, Echo};

/// How long each echo is waited for before the next one leaves; the last one waits for the limit.
const TRIES: [Duration; 3] =
    [Duration::from_millis(400), Duration::from_millis(600), Duration::from_secs(3600)];

/// Sends up to three echoes and takes the first reply.
pub(super) fn echo(mut item: Item, peer: Peer, limit: &Limit) -> Item {
    match open(peer.at(0)) {
        Ok(socket) => {
            let family = Family::of(peer.address);
            let mut pings =
                Pings { socket, family, nonce: random(), sent: Vec::new(), turned_by: None };
            let (status, rtt) = pings.first_reply(limit);
            item.status = status;
            item.facts.rtt_ms = rtt;
            item.facts.answered_by = pings.turned_by.filter(|_| status == Status::Unreachable);
        }
        Err(error) => item.status = opening_status(&error),
    }
    item
}

fn open(to: SocketAddr) -> io::Result<Socket> {
    let socket = match to {
        SocketAddr::V4(_) => Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::ICMPV4))?,
        SocketAddr::V6(_) => Socket::new(Domain::IPV6, Type::DGRAM, Some(Protocol::ICMPV6))?,
    };
    socket::hear_errors(&socket, to);
    socket.connect(&to.into())?;
    Ok(socket)
}

/// Tells why no such socket could be had. Linux says "permission denied" outside `ping_group_range`,
/// Windows that it has no such protocol.
fn opening_status(error: &io::Error) -> Status {
    if error.kind() == ErrorKind::PermissionDenied {
        return Status::NotPermitted;
    }
    match socket::status_of(error) {
        Status::Unreachable => Status::Unreachable,
        Status::Got
        | Status::Timeout
        | Status::Refused
        | Status::NotPermitted
        | Status::Unsupported
        | Status::Odd
        | Status::NotRun => Status::Unsupported,
    }
}

/// The echoes to one address.
struct Pings {
    socket: Socket,
    family: Family,
    nonce: u64,
    sent: Vec<Instant>,
    /// Who said that there is no way.
    turned_by: Option<IpAddr>,
}

impl Pings {
    fn first_reply(&mut self, limit: &Limit) -> (Status, Option<f64>) {
        let mut ending = Status::Timeout;
        for wait in TRIES {
            if limit.left().is_none() {
                break;
            }
            match self.send().and_then(|()| self.receive(&limit.at_most(wait))) {
                Ok(rtt) => return (Status::Got, Some(rtt)),
                // Silence after a clear word does not take the word back.
                Err(error) => {
                    let status = socket::status_of(&error);
                    self.turned_by = self.turned_by.or_else(|| hop::turned_by(&self.socket));
                    ending = if status == Status::Timeout { ending } else { status };
                }
            }
        }
        (ending, None)
    }

    fn send(&mut self) -> io::Result<()> {
        let echo = Echo {
            direction: Direction::Request,
            id: 0,
            sequence: u16::try_from(self.sent.len()).unwrap_or(u16::MAX),
            payload: self.nonce.to_be_bytes().to_vec(),
        };
        self.sent.push(Instant::now());
        self.socket.send(&echo.encode(self.family)).map(|_| ())
    }

    /// Waits for the reply to any echo that was sent and returns its round-trip time in milliseconds.
    fn receive(&mut self, limit: &Limit) -> io::Result<f64> {
        let mut bytes = [0; 512];
        loop {
            let left = limit.left().ok_or(ErrorKind::TimedOut)?;
            self.socket.set_read_timeout(Some(left))?;
            let length = match self.socket.read(&mut bytes) {
                // The limit may have moved meanwhile.
                Err(error) if socket::status_of(&error) == Status::Timeout => continue,
                read => read?,
            };
            if let Some(rtt) = bytes.get(..length).and_then(|bytes| self.rtt_of(bytes)) {
                return Ok(rtt);
            }
        }
    }

    fn rtt_of(&self, bytes: &[u8]) -> Option<f64> {
        let echo = Echo::decode(self.family, bytes)?;
        let is_ours =
            echo.direction == Direction::Reply && echo.payload == self.nonce.to_be_bytes();
        let sent = self.sent.get(usize::from(echo.sequence)).filter(|_| is_ours)?;
        Some(millis(sent.elapsed()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Id;
    use crate::probe::testing;

    #[test]
    fn the_loopback_answers_or_the_system_forbids_it() {
        let blank = Item::new(Id::GatewayIcmp, Status::NotRun);
        let item = echo(blank, testing::loopback(), &Limit::after(Duration::from_secs(2)));
        let answered =
            item.status == Status::Got && item.facts.rtt_ms.is_some_and(|rtt| rtt < 2000.0);
        let forbidden = matches!(item.status, Status::NotPermitted | Status::Unsupported);
        assert!(answered || forbidden, "{item:?}");
    }

    #[test]
    fn a_refused_socket_is_not_a_dead_host() {
        let status = |kind: ErrorKind| opening_status(&io::Error::from(kind));
        assert_eq!(status(ErrorKind::PermissionDenied), Status::NotPermitted);
        assert_eq!(status(ErrorKind::InvalidInput), Status::Unsupported);
        assert_eq!(status(ErrorKind::NetworkUnreachable), Status::Unreachable);
    }

    #[test]
    fn somebody_elses_reply_is_not_ours() {
        let socket = Socket::new(Domain::IPV4, Type::DGRAM, None).unwrap();
        let pings = Pings {
            socket,
            family: Family::Ipv4,
            nonce: 7,
            sent: vec![Instant::now()],
            turned_by: None,
        };
        let reply = |direction, sequence, nonce: u64| {
            let payload = nonce.to_be_bytes().to_vec();
            pings.rtt_of(&Echo { direction, id: 0, sequence, payload }.encode(Family::Ipv4))
        };
        assert!(reply(Direction::Reply, 0, 7).is_some());
        assert!(reply(Direction::Reply, 1, 7).is_none());
        assert!(reply(Direction::Reply, 0, 8).is_none());
        assert!(reply(Direction::Request, 0, 7).is_none());
    }
}
