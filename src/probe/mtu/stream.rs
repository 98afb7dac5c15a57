//! One full packet over a connection, as large as both ends and the routers between have agreed on.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::time::{Duration, Instant};

use socket2::{Domain, Socket, Type};

use super::{Ending, Place, item, patience};
use crate::evidence::{Item, Protocol, Status};
use crate::os;
use crate::probe::limit::Limit;
use crate::probe::{random, socket};
use crate::wire::dns::{Kind, Query};
use crate::wire::padded::padded;

/// The length of the TCP header, in bytes, with the options of a first packet and with those of the others:
/// timestamps, which nearly everybody uses (RFC 7323).
const HEADERS: (usize, usize) = (40, 32);
/// How often is looked whether the other side has confirmed everything.
const PAUSE: Duration = Duration::from_millis(20);

/// Connects, sends one full packet, and returns an item for each of the two sizes.
pub(in crate::probe) fn stream(blank: &Item, place: &Place, limit: &Limit) -> Vec<Item> {
    let (first, later) = HEADERS;
    let began = Instant::now();
    let connected = connect(place, limit);
    let ending = match &connected {
        Ok(_) => Ending::Answered(began.elapsed()),
        Err(error) if error.kind() == ErrorKind::TimedOut => Ending::Silent,
        Err(error) => Ending::Failed(socket::status_of(error)),
    };
    let mut items = vec![item(blank, Protocol::Tcp, place.header() + first, ending)];
    if let (Ok(stream), Ending::Answered(rtt)) = (connected, ending)
        && let Ok(most) = stream.tcp_mss()
    {
        let most = usize::try_from(most).unwrap_or_default();
        let ending = exchange(&stream, place, (most, &limit.at_most(patience(rtt) * 2)));
        // A router that said how little fits has made the packets smaller meanwhile.
        let used = stream.tcp_mss().ok().and_then(|used| usize::try_from(used).ok());
        let size = place.header() + later + used.unwrap_or(most).min(most);
        items.push(item(blank, Protocol::Tcp, size, ending));
    }
    items
}

fn connect(place: &Place, limit: &Limit) -> io::Result<Socket> {
    let to = place.at(place.dns_port);
    let stream = Socket::new(Domain::for_address(to), Type::STREAM, None)?;
    let left = limit.left().ok_or(ErrorKind::TimedOut)?;
    stream.connect_timeout(&to.into(), left)?;
    Ok(stream)
}

/// Sends so many bytes at once, a question with its length before it (RFC 7766 section 8), and waits until the
/// other side answers, hangs up, or its system confirms them.
fn exchange(mut stream: &Socket, place: &Place, (most, limit): (usize, &Limit)) -> Ending {
    let [high, low, ..] = random().to_be_bytes();
    let id = u16::from_be_bytes([high, low]);
    let query = Query { id, name: place.name.clone(), kind: Kind::A };
    let length = most.saturating_sub(2);
    let bytes = padded(&query, length).zip(u16::try_from(length).ok());
    let Some((query, length)) = bytes else { return Ending::Failed(Status::NotRun) };
    let began = Instant::now();
    if let Err(error) = stream.write_all(&[&length.to_be_bytes(), query.as_slice()].concat()) {
        return Ending::Failed(socket::status_of(&error));
    }
    while let Some(left) = limit.left() {
        let _ = stream.set_read_timeout(Some(left.min(PAUSE)));
        match stream.read(&mut [0; 512]) {
            Err(error) if socket::status_of(&error) == Status::Timeout => {}
            // An answer, an end, a reset: whatever it is, it came because of the packet.
            Ok(_) | Err(_) => return Ending::Answered(began.elapsed()),
        }
        if is_confirmed(stream) {
            return Ending::Answered(began.elapsed());
        }
    }
    Ending::Silent
}

fn is_confirmed(stream: &Socket) -> bool {
    let local = stream.local_addr().ok().and_then(|end| end.as_socket());
    let remote = stream.peer_addr().ok().and_then(|end| end.as_socket());
    local.zip(remote).and_then(|(local, remote)| os::unconfirmed(local, remote)) == Some(0)
}
