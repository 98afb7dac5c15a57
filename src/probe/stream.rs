//! Connections that end at the limit, whatever the other side does, and one small HTTP exchange over them.
//!
//! A page that never ends is cut, one that comes byte by byte is left at the limit, redirects are not followed.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};

use crate::evidence::Status;
use crate::probe::limit::Limit;
use crate::probe::socket;
use crate::wire::http::{self, Head};

/// How long one address is tried before the next one: longer than the second SYN, see [`crate::probe::tcp`].
const ALONE: Duration = Duration::from_millis(1300);
/// How much the system takes in unread, in bytes: a page that never ends costs no more than that.
const WINDOW: usize = 8192;
/// The most addresses of one name that are tried.
const TRIED: usize = 3;

/// A connection whose every read and write ends at the limit.
#[derive(Debug)]
pub(super) struct Timed {
    stream: TcpStream,
    limit: Limit,
}

/// An answer, with as much of its body as was wanted.
#[derive(Debug)]
pub(super) struct Reply {
    /// Status line and fields.
    pub(super) head: Head,
    /// The beginning of the body, without its chunk sizes.
    pub(super) body: Vec<u8>,
}

/// Connects to the first of these places that answers, for a small exchange: who sends more than that is not
/// let do so.
pub(super) fn connect(places: &[SocketAddr], limit: &Limit) -> io::Result<Timed> {
    connect_with(places, limit, Some(WINDOW))
}

/// Connects to the first of these places that answers, for as much as the line carries.
pub(super) fn connect_wide(places: &[SocketAddr], limit: &Limit) -> io::Result<Timed> {
    connect_with(places, limit, None)
}

fn connect_with(places: &[SocketAddr], limit: &Limit, most: Option<usize>) -> io::Result<Timed> {
    let mut failure = io::Error::from(ErrorKind::AddrNotAvailable);
    let tried = places.len().min(TRIED);
    for (index, place) in places.iter().take(tried).enumerate() {
        let own = if index + 1 == tried { limit.clone() } else { limit.at_most(ALONE) };
        match connect_one(*place, &own, most) {
            Ok(stream) => return Ok(Timed { stream, limit: limit.clone() }),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

fn connect_one(place: SocketAddr, limit: &Limit, most: Option<usize>) -> io::Result<TcpStream> {
    loop {
        let left = limit.left().ok_or(ErrorKind::TimedOut)?;
        let socket = Socket::new(Domain::for_address(place), Type::STREAM, Some(Protocol::TCP))?;
        if let Some(most) = most {
            let _ = socket.set_recv_buffer_size(most);
        }
        match socket.connect_timeout(&place.into(), left) {
            // The limit may have moved meanwhile.
            Err(error) if error.kind() == ErrorKind::TimedOut && limit.left().is_some() => {}
            Err(error) => return Err(error),
            Ok(()) => return Ok(socket.into()),
        }
    }
}

impl Timed {
    /// Returns who is at the other end.
    pub(super) fn peer(&self) -> Option<SocketAddr> {
        self.stream.peer_addr().ok()
    }

    /// Bounds how much this computer buffers of what is sent, in bytes. Where that cannot be had, it is not.
    pub(super) fn buffer_at_most(&self, bytes: usize) {
        let _ = socket2::SockRef::from(&self.stream).set_send_buffer_size(bytes);
    }

    /// Does something again and again until it ends otherwise than by the time that was left at its start.
    fn keep<T>(
        &mut self,
        mut act: impl FnMut(&mut TcpStream, Duration) -> io::Result<T>,
    ) -> io::Result<T> {
        loop {
            let left = self.limit.left().ok_or(ErrorKind::TimedOut)?;
            match act(&mut self.stream, left) {
                Err(error) if socket::status_of(&error) == Status::Timeout => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                ended => return ended,
            }
        }
    }
}

impl Read for Timed {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.keep(|stream, left| {
            stream.set_read_timeout(Some(socket::wait(left)))?;
            stream.read(bytes)
        })
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.keep(|stream, left| {
            stream.set_write_timeout(Some(socket::wait(left)))?;
            stream.write(bytes)
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Sends a request and reads the answer: the head, and at most this many bytes of the body.
///
/// A body that breaks off is kept as far as it came; a head that does is an error.
pub(super) fn exchange(
    stream: &mut (impl Read + Write),
    request: &[u8],
    most: usize,
) -> io::Result<Reply> {
    stream.write_all(request)?;
    stream.flush()?;
    let mut bytes = Vec::new();
    let mut head = None;
    while head.is_none() {
        more(stream, &mut bytes)?;
        head = Head::parse(&bytes).map_err(|bad| io::Error::new(ErrorKind::InvalidData, bad))?;
    }
    let head = head.ok_or(ErrorKind::InvalidData)?;
    let mut body = bytes.split_off(head.length.min(bytes.len()));
    let wanted = head.body_length().unwrap_or(usize::MAX).min(most);
    while body.len() < wanted && more(stream, &mut body).is_ok() {
        if head.is_chunked() && body.ends_with(b"0\r\n\r\n") {
            break;
        }
    }
    let mut body = if head.is_chunked() { http::dechunk(&body) } else { body };
    body.truncate(most);
    Ok(Reply { head, body })
}

fn more(stream: &mut impl Read, bytes: &mut Vec<u8>) -> io::Result<()> {
    let mut chunk = [0; 2048];
    match stream.read(&mut chunk)? {
        0 => Err(ErrorKind::UnexpectedEof.into()),
        read => {
            bytes.extend(chunk.iter().take(read));
            Ok(())
        }
    }
}

/// Writes a request without a body; host and path are known to be plain.
pub(super) fn get(host: &str, target: &str) -> String {
    format!(
        "GET {target} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {AGENT}\r\nAccept: */*\r\n\
         Cache-Control: no-cache\r\nConnection: close\r\n\r\n"
    )
}

/// How this program calls itself.
pub(super) const AGENT: &str = concat!("cekdulu/", env!("CARGO_PKG_VERSION"));

/// Tells how an exchange without an answer ended. Whatever came and could not be read is odd.
pub(super) fn status_of(error: &io::Error) -> Status {
    let broken = [ErrorKind::InvalidData, ErrorKind::UnexpectedEof, ErrorKind::BrokenPipe];
    if broken.contains(&error.kind()) { Status::Odd } else { socket::status_of(error) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::testing::{self, Web};
    use std::time::Instant;

    fn ask(behaviour: Web, limit: Duration) -> io::Result<Reply> {
        let place = testing::loopback().at(testing::web(behaviour));
        let mut stream = connect(&[place], &Limit::after(limit))?;
        exchange(&mut stream, get("x.example", "/").as_bytes(), 100)
    }

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn a_page_is_read_and_a_long_one_is_cut() {
        let reply = ask(Web::Answer("200 OK", "", "hello"), LONG).unwrap();
        assert_eq!((reply.head.status, reply.body.as_slice()), (200, b"hello".as_slice()));
        let began = Instant::now();
        assert_eq!(ask(Web::Endless, LONG).unwrap().body.len(), 100);
        assert!(began.elapsed() < LONG);
    }

    #[test]
    fn nobody_holds_it_beyond_the_limit() {
        let short = Duration::from_millis(300);
        let status = |behaviour| ask(behaviour, short).map_err(|error| status_of(&error));
        assert_eq!(status(Web::Silent).unwrap_err(), Status::Timeout);
        assert_eq!(status(Web::TricklingHeaders).unwrap_err(), Status::Timeout);
        assert_eq!(status(Web::Rubbish).unwrap_err(), Status::Odd);
        assert_eq!(status(Web::HangsUp).unwrap_err(), Status::Odd);
        assert!(ask(Web::TricklingBody, short).unwrap().body.len() < 3);
    }

    #[test]
    fn the_second_address_is_tried_where_the_first_refuses() {
        let open = testing::web(Web::Silent);
        let [closed, open] = [testing::closed_port(), open].map(|p| testing::loopback().at(p));
        let stream = connect(&[closed, open], &Limit::after(LONG)).unwrap();
        assert_eq!(stream.peer(), Some(open));
        let failure = connect(&[closed], &Limit::after(LONG)).unwrap_err();
        assert_eq!(status_of(&failure), Status::Refused);
        assert!(connect(&[], &Limit::after(LONG)).is_err());
    }
}
