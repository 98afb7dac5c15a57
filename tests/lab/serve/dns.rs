//! A name server in as few lines as it takes: one question, addresses or a code as the answer.

use std::io::Write as _;
use std::net::{IpAddr, SocketAddr, TcpStream, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, bail};

use super::names::Names;

/// How long a forwarder waits for the next server before it says that it failed.
const FORWARD_WAIT: Duration = Duration::from_millis(1500);

/// The codes used here (RFC 1035 section 4.1.1).
const NO_ERROR: u8 = 0;
const SERVER_FAILURE: u8 = 2;
const NO_SUCH_NAME: u8 = 3;

/// The question types used here.
const A: u16 = 1;
const NS: u16 = 2;
const CNAME: u16 = 5;
const AAAA: u16 = 28;

/// The flag of a reply that has no room for its answers, in the third byte.
const TRUNCATED: u8 = 0x02;

/// A label that clears a terminal and turns the direction of writing; a label may hold any byte (RFC 2181).
const HOSTILE: &[u8] = b"\x1b[2J\x9b1m\x07\x7f\xe2\x80\xae";

/// How a server finds its answers.
#[derive(Debug)]
pub(super) enum Answers {
    /// From the lab's names.
    Names(Names),
    /// From the next server, over UDP, with changes.
    Forward(Forward),
    /// The same response code for everything.
    Rcode(u8),
    /// The same address for every name, by way of a hostile one.
    Hostile(IpAddr),
    /// The same address for every name.
    All(IpAddr),
    /// "Ask again over TCP" to everything, and there the next server's answer one byte a second.
    Trickle(IpAddr),
}

/// A server that asks another one, and what it does to the answers.
#[derive(Debug)]
pub(super) struct Forward {
    /// Who is asked.
    next: IpAddr,
    /// An address for names that do not exist.
    missing: Option<IpAddr>,
    /// An address for one name.
    name: Option<(String, IpAddr)>,
    /// How long everything takes.
    late: Duration,
}

impl Forward {
    /// Reads `ADDRESS[;missing=ADDRESS][;name=NAME>ADDRESS][;late=MS]`.
    pub(super) fn read(spec: &str) -> Result<Self> {
        let mut words = spec.split(';');
        let next = words.next().unwrap_or_default().parse()?;
        let mut read = Self { next, missing: None, name: None, late: Duration::ZERO };
        for word in words {
            match word.split_once('=') {
                Some(("missing", address)) => read.missing = Some(address.parse()?),
                Some(("late", ms)) => read.late = Duration::from_millis(ms.parse()?),
                Some(("name", pair)) => match pair.split_once('>') {
                    Some((name, address)) => read.name = Some((name.to_owned(), address.parse()?)),
                    None => bail!("{word}: no address"),
                },
                _ => bail!("{word}: unknown"),
            }
        }
        Ok(read)
    }

    /// Answers as the next server does, but for the changes.
    fn answer(&self, query: &[u8], question: &Question<'_>) -> Vec<u8> {
        std::thread::sleep(self.late);
        let one = |address: IpAddr| question.reply(NO_ERROR, &question.matching(&[address]));
        if let Some((_, address)) = self.name.as_ref().filter(|(name, _)| *name == question.name) {
            return one(*address);
        }
        let reply = ask(query, self.next);
        let code = reply.as_ref().and_then(|reply| Some(reply.get(3)? & 0x0f));
        match (reply, self.missing) {
            (Some(_), Some(address)) if code == Some(NO_SUCH_NAME) => one(address),
            (Some(reply), _) => reply,
            (None, _) => question.reply(SERVER_FAILURE, &[]),
        }
    }
}

/// Answers over UDP and TCP in the background.
pub(super) fn serve(answers: Answers, address: SocketAddr) -> Result<()> {
    let answers = Arc::new(answers);
    let socket = Arc::new(UdpSocket::bind(address)?);
    let over_tcp = Arc::clone(&answers);
    super::listen(address, move |stream| {
        super::framed(stream, |query, stream| over_tcp.answer_over_tcp(query, stream))
    })?;
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        loop {
            // An ICMP error about an earlier answer shows up here; it is the client's affair.
            let Ok((length, client)) = socket.recv_from(&mut buffer) else { continue };
            let (socket, answers) = (Arc::clone(&socket), Arc::clone(&answers));
            let query = buffer.get(..length).unwrap_or_default().to_vec();
            std::thread::spawn(move || {
                if let Some(reply) = answers.answer(&query) {
                    let _ = socket.send_to(&reply, client);
                }
            });
        }
    });
    Ok(())
}

impl Answers {
    /// Returns the reply to a query; none if it is not one.
    fn answer(&self, query: &[u8]) -> Option<Vec<u8>> {
        let question = Question::read(query)?;
        Some(match self {
            Self::Names(names) => names.answer(&question),
            Self::Forward(forward) => forward.answer(query, &question),
            Self::Trickle(_) => {
                let mut reply = question.reply(NO_ERROR, &[]);
                reply.iter_mut().skip(2).take(1).for_each(|flags| *flags |= TRUNCATED);
                reply
            }
            Self::Rcode(code) => question.reply(*code, &[]),
            Self::Hostile(address) => question.hostile_reply(*address),
            Self::All(address) => question.reply(NO_ERROR, &question.matching(&[*address])),
        })
    }

    /// Writes the reply to a query that came over TCP.
    fn answer_over_tcp(&self, query: &[u8], stream: &mut TcpStream) -> std::io::Result<()> {
        let trickle = if let Self::Trickle(next) = self { Some(*next) } else { None };
        let reply = trickle.map_or_else(|| self.answer(query), |next| ask(query, next));
        let Some(reply) = reply else { return Ok(()) };
        let length = u16::try_from(reply.len()).unwrap_or(u16::MAX);
        let whole = [&length.to_be_bytes(), &reply[..]].concat();
        if trickle.is_none() {
            return stream.write_all(&whole);
        }
        for byte in whole {
            stream.write_all(&[byte])?;
            std::thread::sleep(Duration::from_secs(1));
        }
        Ok(())
    }
}

impl Names {
    /// Answers from the table.
    fn answer(&self, question: &Question<'_>) -> Vec<u8> {
        if question.name.is_empty() && question.kind == NS {
            let root = b"\x01a\x0croot-servers\x03net\x00".to_vec();
            return question.reply(NO_ERROR, &[root]);
        }
        match self.find(&question.name) {
            Some(addresses) => question.reply(NO_ERROR, &question.matching(addresses)),
            None => question.reply(NO_SUCH_NAME, &[]),
        }
    }
}

/// Asks another server over UDP; none if it does not answer.
fn ask(query: &[u8], next: IpAddr) -> Option<Vec<u8>> {
    let any: IpAddr = if next.is_ipv4() { [0; 4].into() } else { [0; 16].into() };
    let socket = UdpSocket::bind((any, 0)).ok()?;
    socket.set_read_timeout(Some(FORWARD_WAIT)).ok()?;
    // Connected, so that "nobody here" is heard at once.
    socket.connect((next, 53)).ok()?;
    socket.send(query).ok()?;
    let mut buffer = [0; 4096];
    let length = socket.recv(&mut buffer).ok()?;
    buffer.get(..length).map(<[u8]>::to_vec)
}

/// The one question of a query.
#[derive(Debug)]
struct Question<'q> {
    /// Identifier and flags.
    head: &'q [u8],
    /// The question section, as it came.
    section: &'q [u8],
    /// The name in lower case, without the last dot.
    name: String,
    /// The type asked for.
    kind: u16,
}

impl<'q> Question<'q> {
    /// Reads a query.
    fn read(query: &'q [u8]) -> Option<Self> {
        let head = query.get(..4)?;
        let asked = query.get(2)? & 0x80 == 0 && query.get(4..6)? == [0, 1];
        let mut at = 12;
        let mut labels = Vec::new();
        loop {
            let length = usize::from(*query.get(at)?);
            at += 1;
            if length == 0 {
                break;
            }
            let label = query.get(at..at + length).filter(|_| length < 64)?;
            labels.push(String::from_utf8_lossy(label).to_ascii_lowercase());
            at += length;
        }
        let kind = u16::from_be_bytes(query.get(at..at + 2)?.try_into().ok()?);
        let section = query.get(12..at + 4)?;
        asked.then(|| Self { head, section, name: labels.join("."), kind })
    }

    /// Returns the addresses of the asked family, as record data.
    fn matching(&self, addresses: &[IpAddr]) -> Vec<Vec<u8>> {
        let octets = |address: &IpAddr| match (address, self.kind) {
            (IpAddr::V4(v4), A) => Some(v4.octets().to_vec()),
            (IpAddr::V6(v6), AAAA) => Some(v6.octets().to_vec()),
            (IpAddr::V4(_) | IpAddr::V6(_), _) => None,
        };
        addresses.iter().filter_map(octets).collect()
    }

    /// Writes a reply with another name full of escape sequences, and that name's address.
    fn hostile_reply(&self, address: IpAddr) -> Vec<u8> {
        let found = self.matching(&[address]);
        let mut reply = self.reply(NO_ERROR, &[]);
        if let (Some(count), Some(data)) = (reply.get_mut(7), found.first()) {
            *count = 2;
            // The alias stands right behind its own record's head: pointer, type, class, time, length.
            let alias = reply.len() + 12;
            let label = [&[u8::try_from(HOSTILE.len()).unwrap_or(0)], HOSTILE, &[0]].concat();
            reply.extend(record(12, CNAME, &label));
            reply.extend(record(alias, self.kind, data));
        }
        reply
    }

    /// Writes a reply: the question again, and these answers, good for a minute.
    fn reply(&self, code: u8, answers: &[Vec<u8>]) -> Vec<u8> {
        let [first, second, flags, _] = self.head else { return Vec::new() };
        let count = u8::try_from(answers.len()).unwrap_or(u8::MAX);
        // Response and, as asked, recursion; recursion available.
        let mut reply = vec![*first, *second, 0x80 | (flags & 0x79), 0x80 | code];
        reply.extend([0, 1, 0, count, 0, 0, 0, 0]);
        reply.extend(self.section);
        for answer in answers {
            reply.extend(record(12, self.kind, answer));
        }
        reply
    }
}

/// Writes a record whose name stands at this place of the message, good for a minute.
fn record(name_at: usize, kind: u16, data: &[u8]) -> Vec<u8> {
    let pointer = 0xc000 | u16::try_from(name_at).unwrap_or_default();
    let length = u16::try_from(data.len()).unwrap_or_default();
    let head = [&pointer.to_be_bytes()[..], &kind.to_be_bytes(), &[0, 1, 0, 0, 0, 60]].concat();
    [&head[..], &length.to_be_bytes(), data].concat()
}
