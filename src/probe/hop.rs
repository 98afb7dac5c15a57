//! A packet that may take one hop only: a router that drops everything sent to itself still says
//! "time exceeded" about this one.
//!
//! Linux tells an unprivileged program through the socket's error queue (ip(7), `IP_RECVERR`).

use std::io::{self, ErrorKind, IoSliceMut};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::os::fd::{AsFd as _, AsRawFd as _};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{ControlMessageOwned, MsgFlags, SockaddrStorage, recvmsg};

use crate::evidence::{Item, Status};
use crate::probe::limit::Limit;
use crate::probe::{millis, socket};

/// How long the first packet is waited for before the second and last one leaves. Linux routers
/// answer about six at once, then one a second, so there are no more.
const FIRST: Duration = Duration::from_millis(300);
/// The error came from this computer's own stack (`SO_EE_ORIGIN_LOCAL`, `linux/errqueue.h`).
const ORIGIN_LOCAL: u8 = 1;

/// What one message of the error queue says.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Word {
    /// A router answered, with whatever kind of error: it is the first hop.
    Router(IpAddr),
    /// This computer itself cannot send there: no answer to ARP, no route.
    Own,
    /// Nothing that matters.
    Other,
}

/// Sends up to two packets and takes the first word about them.
pub(super) fn first_hop(mut item: Item, to: SocketAddr, limit: &Limit) -> Item {
    let began = Instant::now();
    match ask(to, limit) {
        Ok(Word::Router(address)) => {
            item.status = Status::Got;
            item.facts.answered_by = Some(address);
            item.facts.rtt_ms = Some(millis(began.elapsed()));
        }
        Ok(Word::Own | Word::Other) => item.status = Status::Unreachable,
        Err(error) => item.status = socket::status_of(&error),
    }
    item
}

fn ask(to: SocketAddr, limit: &Limit) -> io::Result<Word> {
    let socket = UdpSocket::bind((socket::unspecified(to), 0))?;
    match to {
        SocketAddr::V4(_) => socket.set_ttl(1)?,
        SocketAddr::V6(_) => socket2::SockRef::from(&socket).set_unicast_hops_v6(1)?,
    }
    socket::hear_errors(&socket, to);
    for part in [&limit.at_most(FIRST), limit] {
        socket.send_to(&[0; 12], to)?;
        match wait(&socket, part) {
            Err(error) if error.kind() == ErrorKind::TimedOut => {}
            word => return word,
        }
    }
    Err(ErrorKind::TimedOut.into())
}

/// Waits for a word that matters.
fn wait(socket: &UdpSocket, limit: &Limit) -> io::Result<Word> {
    loop {
        let left = limit.left().ok_or(ErrorKind::TimedOut)?;
        let left = PollTimeout::try_from(left).unwrap_or(PollTimeout::MAX);
        // An error is always reported, whatever is asked for.
        let mut one = [PollFd::new(socket.as_fd(), PollFlags::empty())];
        if poll(&mut one, left).is_ok_and(|ready| ready > 0) {
            match read(socket) {
                Ok(Word::Other) | Err(Errno::EAGAIN) => {}
                Ok(word) => return Ok(word),
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// Takes one message out of the error queue.
fn read(socket: &UdpSocket) -> nix::Result<Word> {
    let mut bytes = [0; 512];
    let mut parts = [IoSliceMut::new(&mut bytes)];
    let mut control = nix::cmsg_space!(libc::sock_extended_err, libc::sockaddr_in6);
    let flags = MsgFlags::MSG_ERRQUEUE;
    let message =
        recvmsg::<SockaddrStorage>(socket.as_raw_fd(), &mut parts, Some(&mut control), flags)?;
    let word = message.cmsgs()?.map(|part| word_of(&part)).find(|word| *word != Word::Other);
    Ok(word.unwrap_or(Word::Other))
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the kinds of control messages differ by target"
)]
fn word_of(message: &ControlMessageOwned) -> Word {
    let (origin, address) = match message {
        ControlMessageOwned::Ipv4RecvErr(error, from) => {
            let address =
                from.map(|from| Ipv4Addr::from(u32::from_be(from.sin_addr.s_addr)).into());
            (error.ee_origin, address)
        }
        ControlMessageOwned::Ipv6RecvErr(error, from) => {
            (error.ee_origin, from.map(|from| Ipv6Addr::from(from.sin6_addr.s6_addr).into()))
        }
        _ => return Word::Other,
    };
    if origin == ORIGIN_LOCAL { Word::Own } else { address.map_or(Word::Other, Word::Router) }
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
