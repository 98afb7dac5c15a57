//! Packets that may take a few hops only: whoever drops the last one says "time exceeded". A router that
//! drops everything sent to itself still says so about these.
//!
//! Linux tells an unprivileged program through the socket's error queue (ip(7), `IP_RECVERR`). Routers
//! answer about six of them at once, then one a second, so that these are never a sample of loss.

use std::io::{self, ErrorKind, IoSliceMut};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::os::fd::{AsFd as _, AsRawFd, RawFd};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{ControlMessageOwned, MsgFlags, SockaddrStorage, recvmsg};

use crate::evidence::{Item, Status};
use crate::probe::limit::Limit;
use crate::probe::{millis, socket};

mod far;

pub(super) use far::farther;

/// How long the first packet is waited for before the second and last one leaves.
const FIRST: Duration = Duration::from_millis(300);
/// The error came from this computer's own stack (`SO_EE_ORIGIN_LOCAL`, `linux/errqueue.h`).
const ORIGIN_LOCAL: u8 = 1;

/// What somebody says about one packet.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Word {
    /// A router, or the target itself, answered: who, and whether it was "time exceeded".
    Router(IpAddr, bool),
    /// A router, or this computer itself, has no room for a packet of that size on its way: who, and the
    /// most that fits, in bytes.
    TooBig(Option<IpAddr>, u32),
    /// This computer itself cannot send there: no answer to ARP, no route.
    Own,
    /// Nothing that matters.
    Other,
}

/// Sends up to two packets that may take one hop, and takes the first word about them.
pub(super) fn first_hop(mut item: Item, to: SocketAddr, limit: &Limit) -> Item {
    let began = Instant::now();
    match ask(to, limit) {
        Ok(Word::Router(address, _)) => {
            item.status = Status::Got;
            item.facts.answered_by = Some(address);
            item.facts.rtt_ms = Some(millis(began.elapsed()));
        }
        Ok(Word::TooBig(..) | Word::Own | Word::Other) => item.status = Status::Unreachable,
        Err(error) => item.status = socket::status_of(&error),
    }
    item
}

fn ask(to: SocketAddr, limit: &Limit) -> io::Result<Word> {
    let socket = open(to)?;
    set_hops(&socket, to, 1)?;
    for part in [&limit.at_most(FIRST), limit] {
        socket.send_to(&[0; 12], to)?;
        match wait(&socket, part) {
            Ok(None) => {}
            Ok(Some((_, word))) => return Ok(word),
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::TimedOut.into())
}

/// Opens a datagram socket that hears what routers say about its packets.
fn open(to: SocketAddr) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind((socket::unspecified(to), 0))?;
    socket::hear_errors(&socket, to);
    Ok(socket)
}

/// Sets how many hops the next packets may take.
fn set_hops(socket: &UdpSocket, to: SocketAddr, hops: u8) -> io::Result<()> {
    match to {
        SocketAddr::V4(_) => socket.set_ttl(hops.into()),
        SocketAddr::V6(_) => socket2::SockRef::from(socket).set_unicast_hops_v6(hops.into()),
    }
}

/// Waits for a word that matters and the port that its packet was sent to; nothing at the limit.
fn wait(socket: &UdpSocket, limit: &Limit) -> io::Result<Option<(u16, Word)>> {
    while let Some(left) = limit.left() {
        let left = PollTimeout::try_from(left).unwrap_or(PollTimeout::MAX);
        // An error is always reported, whatever is asked for.
        let mut one = [PollFd::new(socket.as_fd(), PollFlags::empty())];
        if poll(&mut one, left).is_ok_and(|ready| ready > 0) {
            match read(socket.as_raw_fd()) {
                Ok((_, Word::Other)) | Err(Errno::EAGAIN) => {}
                Ok(word) => return Ok(Some(word)),
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(None)
}

/// Takes one message out of a socket's error queue: the port that the packet was sent to, and the word.
fn read(socket: RawFd) -> nix::Result<(u16, Word)> {
    let mut bytes = [0; 512];
    let mut parts = [IoSliceMut::new(&mut bytes)];
    let mut control = nix::cmsg_space!(libc::sock_extended_err, libc::sockaddr_in6);
    let flags = MsgFlags::MSG_ERRQUEUE;
    let message = recvmsg::<SockaddrStorage>(socket, &mut parts, Some(&mut control), flags)?;
    let word = message.cmsgs()?.map(|part| word_of(&part)).find(|word| *word != Word::Other);
    let port = message.address.as_ref().and_then(port_of).unwrap_or_default();
    Ok((port, word.unwrap_or(Word::Other)))
}

/// Why a packet did not get through, by somebody's own word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Why {
    /// It has room for so many bytes only.
    TooBig(Option<IpAddr>, u32),
    /// It has no way to there.
    NoWay(IpAddr),
}

/// Reads a word out of a socket's error queue that may have one; nothing if there is none that matters.
pub(super) fn why(socket: RawFd) -> Option<Why> {
    match read(socket) {
        Ok((_, Word::TooBig(by, most))) => Some(Why::TooBig(by, most)),
        Ok((_, Word::Router(by, false))) => Some(Why::NoWay(by)),
        Ok((_, Word::Router(..) | Word::Own | Word::Other)) | Err(_) => None,
    }
}

/// Returns who turned a packet of this socket away, where the last error on it came from the network.
pub(super) fn turned_by(socket: &impl AsRawFd) -> Option<IpAddr> {
    loop {
        match read(socket.as_raw_fd()) {
            Ok((_, Word::Router(by, false))) => return Some(by),
            Ok(_) => {}
            Err(_) => return None,
        }
    }
}

fn port_of(address: &SockaddrStorage) -> Option<u16> {
    let four = address.as_sockaddr_in().map(nix::sys::socket::SockaddrIn::port);
    four.or_else(|| address.as_sockaddr_in6().map(nix::sys::socket::SockaddrIn6::port))
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the kinds of control messages differ by target"
)]
fn word_of(message: &ControlMessageOwned) -> Word {
    match message {
        ControlMessageOwned::Ipv4RecvErr(error, from) => {
            let from = from.map(|from| Ipv4Addr::from(u32::from_be(from.sin_addr.s_addr)).into());
            // RFC 792: "time exceeded" is 11.
            word(error, from, error.ee_type == 11)
        }
        ControlMessageOwned::Ipv6RecvErr(error, from) => {
            let from = from.map(|from| Ipv6Addr::from(from.sin6_addr.s6_addr).into());
            // RFC 4443 section 3.3: "time exceeded" is 3.
            word(error, from, error.ee_type == 3)
        }
        _ => Word::Other,
    }
}

fn word(error: &libc::sock_extended_err, from: Option<IpAddr>, is_exceeded: bool) -> Word {
    let is_own = error.ee_origin == ORIGIN_LOCAL;
    if error.ee_errno == libc::EMSGSIZE.cast_unsigned() {
        return Word::TooBig(from.filter(|_| !is_own), error.ee_info);
    }
    match from {
        _ if is_own => Word::Own,
        Some(from) => Word::Router(from, is_exceeded),
        None => Word::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Id;
    use crate::probe::testing;

    #[test]
    fn a_closed_port_on_the_loopback_is_heard_through_the_error_queue() {
        let to = testing::loopback().at(testing::closed_udp_port());
        let blank = Item::new(Id::FirstHop, Status::NotRun);
        let item = first_hop(blank, to, &Limit::after(Duration::from_secs(5)));
        assert_eq!(item.status, Status::Got);
        assert_eq!(item.facts.answered_by, Some(testing::loopback().address));
    }

    #[test]
    fn silence_ends_at_the_limit() {
        let quiet = UdpSocket::bind("127.0.0.1:0").unwrap();
        let blank = Item::new(Id::FirstHop, Status::NotRun);
        let to = quiet.local_addr().unwrap();
        let item = first_hop(blank, to, &Limit::after(Duration::from_millis(30)));
        assert_eq!(item.status, Status::Timeout);
    }
}
