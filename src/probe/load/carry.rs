//! One connection's share of the data, one way.

use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::probe::limit::Limit;
use crate::probe::stream::{self, AGENT, Timed};
use crate::probe::{random, tls};

/// How much this computer may buffer of what it sends, in bytes; more would be counted and not be gone.
const BUFFER: usize = 256 * 1024;
/// How much is read or written at once, in bytes.
const PIECE: usize = 16 * 1024;

/// Which way the data goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Down,
    Up,
}

/// A place that data is exchanged with.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) at: Vec<SocketAddr>,
    pub(super) host: String,
    pub(super) target: String,
    pub(super) secure: bool,
}

/// Moves one connection's share.
pub(super) fn carry(
    place: &Place,
    way: Way,
    count: (u64, &AtomicU64),
    limit: &Limit,
) -> io::Result<()> {
    let tcp = stream::connect_wide(&place.at, limit)?;
    tcp.buffer_at_most(BUFFER);
    if place.secure {
        let (mut secured, _) =
            tls::secure(tcp, &place.host, &None).map_err(|broken| broken.error)?;
        transfer(&mut secured, place, way, count)
    } else {
        let mut tcp: Timed = tcp;
        transfer(&mut tcp, place, way, count)
    }
}

fn transfer(
    stream: &mut (impl Read + Write),
    place: &Place,
    way: Way,
    (share, moved): (u64, &AtomicU64),
) -> io::Result<()> {
    match way {
        Way::Down => download(stream, place, share, moved),
        Way::Up => upload(stream, place, share, moved),
    }
}

fn download(
    stream: &mut (impl Read + Write),
    Place { host, target, .. }: &Place,
    share: u64,
    moved: &AtomicU64,
) -> io::Result<()> {
    let reply = stream::exchange(stream, stream::get(host, target).as_bytes(), 1)?;
    good(&reply)?;
    let mut piece = [0; PIECE];
    let mut got = 0;
    while got < share {
        match stream.read(&mut piece) {
            Ok(0) => break,
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => break,
            Ok(read) => {
                let read = u64::try_from(read).unwrap_or(0);
                got += read;
                moved.fetch_add(read, Ordering::Relaxed);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn upload(
    stream: &mut (impl Read + Write),
    Place { host, target, .. }: &Place,
    share: u64,
    moved: &AtomicU64,
) -> io::Result<()> {
    let head = format!(
        "POST {target} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {AGENT}\r\nConnection: close\r\n\
         Content-Type: application/octet-stream\r\nContent-Length: {share}\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    let piece = noise();
    let mut left = share;
    while left > 0 {
        let part = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
        stream.write_all(piece.get(..part).unwrap_or_default())?;
        left = left.saturating_sub(u64::try_from(part).unwrap_or(left));
        moved.fetch_add(u64::try_from(part).unwrap_or(0), Ordering::Relaxed);
    }
    // The answer comes when everything has arrived.
    good(&stream::exchange(stream, b"", 1)?)
}

fn good(reply: &stream::Reply) -> io::Result<()> {
    let is_good = (200..300).contains(&reply.head.status);
    if is_good { Ok(()) } else { Err(ErrorKind::InvalidData.into()) }
}

/// Returns bytes that nothing on the way can make shorter.
fn noise() -> Vec<u8> {
    (0..PIECE / 8).flat_map(|_| random().to_ne_bytes()).collect()
}
