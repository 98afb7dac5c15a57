//! The sockets of one series: how its packets leave, and which of them an answer belongs to.

use std::io::{self, Read as _};
use std::net::SocketAddr;
use std::os::fd::{AsFd as _, BorrowedFd};
use std::time::Duration;

use nix::poll::{PollFd, PollFlags};
use socket2::{Domain, Socket, Type};

use super::series::Series;
use crate::evidence::{Family, Protocol};
use crate::probe::random;
use crate::wire::dns::{Bad, Kind, Query};
use crate::wire::icmp::{Direction, Echo};

/// How much of an answer is read, in bytes: only its beginning matters.
const DATAGRAM: usize = 1500;

/// Where the packets go, by each protocol.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The target; its port is that of connections.
    pub(super) at: SocketAddr,
    /// The port on which it is asked for names.
    pub(super) dns_port: u16,
    /// The name that is asked for.
    pub(super) name: String,
}

/// How many answers are taken in before the next packet gets its turn.
const AT_ONCE: usize = 256;

/// A series with its sockets.
pub(super) struct Lane {
    /// What was sent and answered.
    pub(super) series: Series,
    /// How many packets are to be sent.
    pub(super) goal: usize,
    /// When the next one is due.
    pub(super) next: Duration,
    /// How long after it the one after that is.
    pub(super) gap: Duration,
    began: Duration,
    is_refused: bool,
    wire: Wire,
}

/// How one protocol asks.
enum Wire {
    Icmp { socket: Socket, family: Family, nonce: u64 },
    Dns { socket: Socket, first: u16, name: String },
    Tcp { to: SocketAddr, open: Vec<(usize, Socket)> },
}

impl Lane {
    /// Opens what the protocol needs; nothing is sent.
    pub(super) fn open(protocol: Protocol, place: &Place, now: Duration) -> io::Result<Self> {
        let wire = match protocol {
            Protocol::Icmp => {
                let socket = plain(place.at, true)?;
                Wire::Icmp { socket, family: Family::of(place.at.ip()), nonce: random() }
            }
            Protocol::Dns => {
                let mut to = place.at;
                to.set_port(place.dns_port);
                let socket = plain(to, false)?;
                let [high, low, ..] = random().to_be_bytes();
                let first = u16::from_be_bytes([high, low]);
                Wire::Dns { socket, first, name: place.name.clone() }
            }
            Protocol::Tcp => Wire::Tcp { to: place.at, open: Vec::new() },
        };
        let (series, gap) = (Series::new(protocol), Duration::ZERO);
        Ok(Self { series, goal: 0, next: now, gap, began: now, is_refused: false, wire })
    }

    /// Returns when it was opened.
    pub(super) fn began(&self) -> Duration {
        self.began
    }

    /// Tells whether somebody has said that nobody listens there.
    pub(super) fn is_refused(&self) -> bool {
        self.is_refused
    }

    /// Tells whether a packet is still to be sent.
    pub(super) fn is_unfinished(&self) -> bool {
        self.series.count() < self.goal
    }

    /// Sends the next packet if it is due. That it cannot be sent is the same as a loss.
    pub(super) fn send(&mut self, now: Duration) {
        if !self.is_unfinished() || now < self.next {
            return;
        }
        let nth = self.series.count();
        self.series.sent(now);
        // After a pause of this computer's own the packets do not come in a bunch.
        self.next = (self.next + self.gap).max(now + self.gap / 2);
        let number = u16::try_from(nth).unwrap_or(u16::MAX);
        match &mut self.wire {
            Wire::Icmp { socket, family, nonce } => {
                let payload = nonce.to_be_bytes().to_vec();
                let direction = Direction::Request;
                let echo = Echo { direction, id: 0, sequence: number, payload };
                push(socket, &echo.encode(*family));
            }
            Wire::Dns { socket, first, name } => {
                if let Some(bytes) = query(*first, number, name).encode() {
                    push(socket, &bytes);
                }
            }
            Wire::Tcp { to, open } => {
                if let Ok(socket) = knock(*to) {
                    open.push((nth, socket));
                }
            }
        }
    }

    /// Adds what is to be waited for.
    pub(super) fn await_on<'a>(&'a self, all: &mut Vec<PollFd<'a>>) {
        let (input, output) = (PollFlags::POLLIN, PollFlags::POLLOUT);
        match &self.wire {
            Wire::Icmp { socket, .. } | Wire::Dns { socket, .. } => all.push(one(socket, input)),
            Wire::Tcp { open, .. } => all.extend(open.iter().map(|(_, s)| one(s, output))),
        }
    }

    /// Takes in what has come.
    pub(super) fn receive(&mut self, now: Duration) {
        let mut is_refused = false;
        match &mut self.wire {
            Wire::Icmp { socket, family, nonce } => {
                is_refused = !pull(socket, |bytes| {
                    if let Some(nth) = echoed(bytes, *family, *nonce) {
                        self.series.answered(nth, now);
                    }
                });
            }
            Wire::Dns { socket, first, name } => {
                is_refused = !pull(socket, |bytes| {
                    if let Some(nth) = resolved(bytes, *first, name) {
                        self.series.answered(nth, now);
                    }
                });
            }
            Wire::Tcp { open, .. } => open.retain(|(nth, socket)| {
                let outcome = connected(socket);
                if outcome == Some(true) {
                    self.series.answered(*nth, now);
                }
                outcome.is_none()
            }),
        }
        if is_refused {
            // Nobody listens there, and each "no" costs a router one of its few errors.
            self.is_refused = true;
            self.goal = self.series.count();
        }
    }
}

/// Opens a datagram socket that does not collect what routers say: a queue of errors that nobody empties
/// would wake the loop for ever.
fn plain(to: SocketAddr, is_icmp: bool) -> io::Result<Socket> {
    let icmp = if to.is_ipv4() { socket2::Protocol::ICMPV4 } else { socket2::Protocol::ICMPV6 };
    let socket = Socket::new(Domain::for_address(to), Type::DGRAM, is_icmp.then_some(icmp))?;
    socket.set_nonblocking(true)?;
    socket.connect(&to.into())?;
    Ok(socket)
}

fn one(socket: &Socket, flags: PollFlags) -> PollFd<'_> {
    let fd: BorrowedFd<'_> = socket.as_fd();
    PollFd::new(fd, flags)
}

/// Sends; an error that waits from an earlier packet is reported by the first call, and then gone.
fn push(socket: &Socket, bytes: &[u8]) {
    let _ = socket.send(bytes).or_else(|_| socket.send(bytes));
}

/// Hands over every datagram that waits; tells whether nobody has refused them.
fn pull(mut socket: &Socket, mut on_bytes: impl FnMut(&[u8])) -> bool {
    let mut bytes = [0; DATAGRAM];
    for _ in 0..AT_ONCE {
        match socket.read(&mut bytes) {
            Ok(length) => on_bytes(bytes.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return true,
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => return false,
            // A router's word about one packet; reading has taken it out.
            Err(_) => {}
        }
    }
    true
}

fn echoed(bytes: &[u8], family: Family, nonce: u64) -> Option<usize> {
    let echo = Echo::decode(family, bytes)?;
    let is_ours = echo.direction == Direction::Reply && echo.payload == nonce.to_be_bytes();
    is_ours.then_some(usize::from(echo.sequence))
}

fn query(first: u16, nth: u16, name: &str) -> Query {
    Query { id: first.wrapping_add(nth), name: name.to_owned(), kind: Kind::A }
}

/// Returns which question was answered, with whatever code.
fn resolved(bytes: &[u8], first: u16, name: &str) -> Option<usize> {
    let id = u16::from_be_bytes(*bytes.first_chunk()?);
    let nth = id.wrapping_sub(first);
    match query(first, nth, name).decode(bytes) {
        Ok(_) | Err(Bad::Malformed) => Some(usize::from(nth)),
        Err(Bad::Foreign) => None,
    }
}

/// Begins a connection that will be broken off as soon as it stands.
fn knock(to: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(to), Type::STREAM, None)?;
    socket.set_nonblocking(true)?;
    // Nothing is left behind here or there: RFC 9293 section 3.10.4 (abort).
    socket.set_linger(Some(Duration::ZERO))?;
    match socket.connect(&to.into()) {
        Err(error) if error.raw_os_error() != Some(nix::libc::EINPROGRESS) => Err(error),
        Ok(()) | Err(_) => Ok(socket),
    }
}

/// Tells whether a connection was answered, by an acceptance or a refusal; nothing while it is open.
fn connected(socket: &Socket) -> Option<bool> {
    match socket.take_error() {
        Ok(None) => socket.peer_addr().is_ok().then_some(true),
        Ok(Some(error)) | Err(error) => Some(error.kind() == io::ErrorKind::ConnectionRefused),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_echo_belongs_to_its_series() {
        let reply = |direction, nonce: u64| {
            let payload = nonce.to_be_bytes().to_vec();
            Echo { direction, id: 9, sequence: 5, payload }.encode(Family::Ipv4)
        };
        assert_eq!(echoed(&reply(Direction::Reply, 7), Family::Ipv4, 7), Some(5));
        assert_eq!(echoed(&reply(Direction::Reply, 8), Family::Ipv4, 7), None);
        assert_eq!(echoed(&reply(Direction::Request, 7), Family::Ipv4, 7), None);
    }

    #[test]
    fn an_answer_counts_whatever_its_code_and_a_question_does_not() {
        let first = u16::MAX;
        let question = query(first, 3, "www.example.com").encode().unwrap();
        assert_eq!(resolved(&question, first, "www.example.com"), None);
        let mut answer = question;
        answer[2] |= 0x80;
        answer[3] |= 5;
        assert_eq!(resolved(&answer, first, "www.example.com"), Some(3));
        assert_eq!(resolved(&answer, first, "www.example.net"), None);
        assert_eq!(resolved(&[1], first, "www.example.com"), None);
    }
}
