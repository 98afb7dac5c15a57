//! Questions to one resolver, over UDP with one retry, and over TCP where the answer was cut.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::evidence::{Item, Status};
use crate::probe::limit::Limit;
use crate::probe::{gather, millis, random, socket, stream};
use crate::wire::dns::{Answer, Bad, Kind, Query};

/// How long the first question is waited for before it is asked again.
pub(super) const FIRST: Duration = Duration::from_millis(800);
/// How much of a datagram is read, in bytes. Without EDNS an answer has at most 512 (RFC 1035 section
/// 4.2.1); a box that gives more is still heard.
pub(super) const DATAGRAM: usize = 4096;

/// What is wanted of whoever is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// The addresses of a name.
    Addresses,
    /// Any answer at all: a sign of life.
    Life,
}

/// A question that waits for its answer, and when it left.
type Open = (Query, Instant);

/// A resolver that is being asked.
pub(super) struct Asking {
    item: Item,
    to: SocketAddr,
    names: Vec<String>,
    want: Want,
    open: Vec<Open>,
    /// The last answer that was not what was wanted: its name, response code and round trip.
    poor: Option<(String, u16, f64)>,
    /// The last error.
    failure: Option<Status>,
}

impl Asking {
    /// Prepares to ask for all these names at once; the first good answer counts.
    pub(super) fn new(item: Item, to: SocketAddr, names: Vec<String>, want: Want) -> Self {
        Self { item, to, names, want, open: Vec::new(), poor: None, failure: None }
    }

    /// Asks and waits, at most until the limit.
    pub(super) fn run(mut self, limit: &Limit) -> Item {
        match socket::datagram(self.to) {
            Ok(socket) => {
                for part in [&limit.at_most(FIRST), limit] {
                    self.send(&socket);
                    if let Some((answer, (query, sent))) = self.round(&socket, part, limit) {
                        return self.answered(answer, query, sent);
                    }
                    // A closed port stays closed, and each "no" costs the router one of its few errors.
                    if self.failure == Some(Status::Refused) {
                        break;
                    }
                }
            }
            Err(error) => self.failure = Some(socket::status_of(&error)),
        }
        self.unanswered()
    }

    fn send(&mut self, socket: &UdpSocket) {
        for name in &self.names {
            let query = Query { id: transaction(), name: name.clone(), kind: Kind::A };
            let Some(bytes) = query.encode() else { continue };
            // An error that waits from the round before is reported by the first send, and then gone.
            match socket.send(&bytes).or_else(|_| socket.send(&bytes)) {
                Ok(_) => self.open.push((query, Instant::now())),
                Err(error) => self.failure = Some(socket::status_of(&error)),
            }
        }
    }

    /// Hears answers until a good one comes, all names are answered, or the time is over.
    fn round(&mut self, socket: &UdpSocket, part: &Limit, limit: &Limit) -> Option<(Answer, Open)> {
        let mut bytes = [0; DATAGRAM];
        let mut awaited = self.names.len();
        while awaited > 0 {
            let length = match receive(socket, &mut bytes, part) {
                Ok(length) => length,
                Err(error) => {
                    let status = socket::status_of(&error);
                    self.failure =
                        if status == Status::Timeout { self.failure } else { Some(status) };
                    return None;
                }
            };
            let Some((cut, open)) = self.matching(bytes.get(..length)?) else { continue };
            let answer =
                if cut.truncated { self.whole(&open.0, limit).unwrap_or(cut) } else { cut };
            if self.is_wanted(&answer) {
                return Some((answer, open));
            }
            self.poor = Some((open.0.name, answer.rcode, millis(open.1.elapsed())));
            awaited -= 1;
        }
        None
    }

    /// Finds the question that these bytes answer, and closes it.
    fn matching(&mut self, bytes: &[u8]) -> Option<(Answer, Open)> {
        for (index, (query, _)) in self.open.iter().enumerate() {
            match query.decode(bytes) {
                Ok(answer) => return Some((answer, self.open.swap_remove(index))),
                Err(Bad::Malformed) => self.failure = Some(Status::Odd),
                Err(Bad::Foreign) => {}
            }
        }
        None
    }

    /// Asks again over TCP; nothing if that fails, for a cut answer is better than none.
    fn whole(&self, query: &Query, limit: &Limit) -> Option<Answer> {
        let bytes = over_tcp(self.to, &query.encode()?, limit).ok()?;
        query.decode(&bytes).ok()
    }

    fn is_wanted(&self, answer: &Answer) -> bool {
        self.want == Want::Life || answer.rcode == 0 && !answer.addresses.is_empty()
    }

    fn answered(mut self, answer: Answer, query: Query, sent: Instant) -> Item {
        self.item.status = Status::Got;
        self.item.facts.rtt_ms = Some(millis(sent.elapsed()));
        self.item.facts.name = Some(query.name);
        self.item.facts.rcode = Some(answer.rcode);
        self.item.facts.answers = answer.addresses;
        self.item
    }

    fn unanswered(mut self) -> Item {
        self.item.status = self.failure.unwrap_or(Status::Timeout);
        if let Some((name, rcode, rtt)) = self.poor {
            self.item.status = Status::Odd;
            self.item.facts.rtt_ms = Some(rtt);
            self.item.facts.name = Some(name);
            self.item.facts.rcode = Some(rcode);
        }
        self.item
    }
}

/// Asks all resolvers at once for a name; the first good answer counts. Nothing if there is none.
pub(super) fn resolve(
    name: &str,
    at: &[SocketAddr],
    kind: Kind,
    limit: &Limit,
) -> Option<Vec<IpAddr>> {
    let (sender, receiver) = mpsc::channel();
    for to in at {
        let (to, name, sender) = (*to, name.to_owned(), sender.clone());
        let limit = limit.clone();
        gather::spawn(move || {
            let _ = sender.send(resolve_at(to, &name, kind, &limit));
        });
    }
    drop(sender);
    while let Some(left) = limit.left() {
        match receiver.recv_timeout(left) {
            Ok(Some(found)) => return Some(found),
            Ok(None) | Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => return None,
        }
    }
    None
}

fn resolve_at(to: SocketAddr, name: &str, kind: Kind, limit: &Limit) -> Option<Vec<IpAddr>> {
    let socket = socket::datagram(to).ok()?;
    let mut bytes = [0; DATAGRAM];
    let query = Query { id: transaction(), name: name.to_owned(), kind };
    for part in [&limit.at_most(FIRST), limit] {
        let sent = socket.send(&query.encode()?);
        while sent.is_ok()
            && let Ok(length) = receive(&socket, &mut bytes, part)
        {
            if let Ok(answer) = query.decode(bytes.get(..length)?) {
                return (!answer.addresses.is_empty()).then_some(answer.addresses);
            }
        }
    }
    None
}

fn receive(socket: &UdpSocket, bytes: &mut [u8], limit: &Limit) -> io::Result<usize> {
    receive_from(socket, bytes, limit).map(|(length, _)| length)
}

/// Receives one datagram before the limit, from whomever the socket hears.
pub(super) fn receive_from(
    socket: &UdpSocket,
    bytes: &mut [u8],
    limit: &Limit,
) -> io::Result<(usize, SocketAddr)> {
    loop {
        let left = limit.left().ok_or(ErrorKind::TimedOut)?;
        socket.set_read_timeout(Some(socket::wait(left)))?;
        match socket.recv_from(bytes) {
            // The limit may have moved meanwhile.
            Err(error) if socket::status_of(&error) == Status::Timeout => {}
            heard => return heard,
        }
    }
}

/// Asks over TCP, where the length goes first: RFC 7766 section 8.
fn over_tcp(to: SocketAddr, query: &[u8], limit: &Limit) -> io::Result<Vec<u8>> {
    let mut stream = stream::connect(&[to], limit)?;
    let length = u16::try_from(query.len()).map_err(|_| ErrorKind::InvalidInput)?;
    stream.write_all(&[&length.to_be_bytes(), query].concat())?;
    let mut length = [0; 2];
    stream.read_exact(&mut length)?;
    let mut answer = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut answer)?;
    Ok(answer)
}

/// Returns an identifier that nobody can guess.
pub(super) fn transaction() -> u16 {
    let [high, low, ..] = random().to_be_bytes();
    u16::from_be_bytes([high, low])
}

#[cfg(test)]
mod tests;
