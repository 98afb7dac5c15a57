//! Packets of both sizes as echoes, or, where those are not permitted, as questions to a resolver.

use std::io::{self, ErrorKind, Read as _};
use std::net::SocketAddr;
use std::os::fd::{AsFd as _, AsRawFd as _};
use std::time::{Duration, Instant};

use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{getsockopt, setsockopt, sockopt};
use socket2::{Domain, Socket, Type};

use super::{Ending, LARGEST, Place, SMALL, item, patience};
use crate::evidence::{Family, Item, Protocol, Status};
use crate::probe::limit::Limit;
use crate::probe::{hop, random, socket};
use crate::wire::dns::{Kind, Query};
use crate::wire::icmp::{Direction, Echo};
use crate::wire::padded::padded;

/// How long a small packet is waited for before the second one leaves.
const SMALL_WAIT: Duration = Duration::from_millis(300);
/// How long small echoes are waited for before questions are tried; those have until the limit.
const ECHO_WAIT: Duration = Duration::from_millis(700);
/// How often a router may say that it has less room before that is the end.
const CORRECTIONS: usize = 2;
/// The length of the headers of ICMP and of UDP, in bytes.
const HEADER: usize = 8;

/// Options that the library does not name.
mod option {
    use nix::{getsockopt_impl, libc, setsockopt_impl, sockopt_impl};

    sockopt_impl!(
        /// Whether packets may be divided (`IP_MTU_DISCOVER`, ip(7)).
        Discover,
        SetOnly,
        libc::IPPROTO_IP,
        libc::IP_MTU_DISCOVER,
        libc::c_int
    );
    sockopt_impl!(
        /// The same over IPv6 (`IPV6_MTU_DISCOVER`, ipv6(7)).
        Discover6,
        SetOnly,
        libc::IPPROTO_IPV6,
        libc::IPV6_MTU_DISCOVER,
        libc::c_int
    );
    sockopt_impl!(
        /// The largest packet of the path as known (`IPV6_MTU`).
        Mtu6,
        GetOnly,
        libc::IPPROTO_IPV6,
        libc::IPV6_MTU,
        libc::c_int
    );
}

/// Sends a small packet, then large ones, and returns an item for each size.
pub(in crate::probe) fn datagrams(blank: &Item, place: &Place, limit: &Limit) -> Vec<Item> {
    let mut items = Vec::new();
    for protocol in [Protocol::Icmp, Protocol::Dns] {
        let Ok(mut asking) = Asking::open(protocol, place) else { continue };
        let is_last = protocol == Protocol::Dns;
        let whole = if is_last { limit.clone() } else { limit.at_most(ECHO_WAIT) };
        let mut small = asking.exchange(SMALL, &whole.at_most(SMALL_WAIT));
        if small == Ending::Silent {
            small = asking.exchange(SMALL, &whole);
        }
        items = vec![item(blank, protocol, asking.small(), small)];
        if let Ending::Answered(rtt) = small {
            items.extend(asking.large(blank, rtt, limit));
            break;
        }
    }
    if items.is_empty() {
        items.push(Item { status: Status::NotPermitted, ..blank.clone() });
    }
    items
}

/// A socket whose packets are never divided.
struct Asking<'p> {
    socket: Socket,
    protocol: Protocol,
    place: &'p Place,
    nonce: u64,
    /// How many packets have left.
    count: u16,
    /// The first of those whose answers count.
    first: u16,
}

impl<'p> Asking<'p> {
    fn open(protocol: Protocol, place: &'p Place) -> io::Result<Self> {
        let (to, kind) = match (protocol, place.family()) {
            (Protocol::Icmp, Family::Ipv4) => (place.at(0), Some(socket2::Protocol::ICMPV4)),
            (Protocol::Icmp, Family::Ipv6) => (place.at(0), Some(socket2::Protocol::ICMPV6)),
            (Protocol::Dns | Protocol::Tcp, _) => (place.at(place.dns_port), None),
        };
        let socket = Socket::new(Domain::for_address(to), Type::DGRAM, kind)?;
        socket::hear_errors(&socket, to);
        forbid_division(&socket, to)?;
        socket.set_nonblocking(true)?;
        socket.connect(&to.into())?;
        Ok(Self { socket, protocol, place, nonce: random(), count: 0, first: 1 })
    }

    /// Returns the size of the small packet, which as a question is as long as its name makes it.
    fn small(&self) -> usize {
        let length = self.packet(SMALL).map_or(0, |bytes| bytes.len());
        let header = if self.protocol == Protocol::Icmp { 0 } else { HEADER };
        self.place.header() + header + length
    }

    /// Sends packets of the largest size, and smaller ones as long as somebody says how small.
    fn large(&mut self, blank: &Item, rtt: Duration, limit: &Limit) -> Vec<Item> {
        let mut items = Vec::new();
        let mut size = self.mtu().min(LARGEST);
        for _ in 0..=CORRECTIONS {
            self.first = self.count + 1;
            let mut ending = self.exchange(size, &limit.at_most(patience(rtt)));
            if ending == Ending::Silent {
                ending = self.exchange(size, &limit.at_most(patience(rtt)));
            }
            items.push(item(blank, self.protocol, size, ending));
            let Ending::TooBig(_, most) = ending else { break };
            let most = usize::try_from(most).unwrap_or(LARGEST);
            // Nonsense is not followed; less than this no path may have (RFC 791 section 3.1).
            if most >= size || most < 68 {
                break;
            }
            size = most;
        }
        items
    }

    /// Returns the largest packet of the interface; of the path, where the system has learnt that before.
    fn mtu(&self) -> usize {
        let told = match self.place.family() {
            Family::Ipv4 => getsockopt(&self.socket, sockopt::IpMtu),
            Family::Ipv6 => getsockopt(&self.socket, option::Mtu6),
        };
        told.ok().and_then(|told| usize::try_from(told).ok()).unwrap_or(LARGEST)
    }

    /// Sends one packet of this size, with its IP header, and waits for what becomes of it.
    fn exchange(&mut self, size: usize, limit: &Limit) -> Ending {
        self.count += 1;
        let Some(bytes) = self.packet(size) else { return Ending::Failed(Status::NotRun) };
        let began = Instant::now();
        // An error that waits from an earlier packet is reported by the first call, and then gone.
        match self.socket.send(&bytes).or_else(|_| self.socket.send(&bytes)) {
            Err(error) if error.raw_os_error() == Some(libc::EMSGSIZE) => {
                let known = u32::try_from(self.mtu()).unwrap_or(u32::MAX);
                return Ending::TooBig(None, known);
            }
            Err(error) => return Ending::Failed(socket::status_of(&error)),
            Ok(_) => {}
        }
        while let Some(left) = limit.left() {
            let left = PollTimeout::try_from(left).unwrap_or(PollTimeout::MAX);
            let mut one = [PollFd::new(self.socket.as_fd(), PollFlags::POLLIN)];
            let _ = poll(&mut one, left);
            match hop::why(self.socket.as_raw_fd()) {
                Some(hop::Why::TooBig(by, most)) => return Ending::TooBig(by, most),
                Some(hop::Why::NoWay(by)) => return Ending::NoWay(by),
                None => {}
            }
            if self.is_answered() {
                return Ending::Answered(began.elapsed());
            }
        }
        Ending::Silent
    }

    /// Writes a packet that has this size with its headers.
    fn packet(&self, size: usize) -> Option<Vec<u8>> {
        let length = size.checked_sub(self.place.header() + HEADER)?;
        match self.protocol {
            Protocol::Icmp => {
                let mut payload = self.nonce.to_be_bytes().to_vec();
                payload.resize(length, 0);
                let (direction, sequence) = (Direction::Request, self.count);
                Some(Echo { direction, id: 0, sequence, payload }.encode(self.place.family()))
            }
            Protocol::Dns | Protocol::Tcp if size == SMALL => self.query(self.count).encode(),
            Protocol::Dns | Protocol::Tcp => padded(&self.query(self.count), length),
        }
    }

    fn query(&self, nth: u16) -> Query {
        let [high, low, ..] = self.nonce.to_be_bytes();
        let id = u16::from_be_bytes([high, low]).wrapping_add(nth);
        Query { id, name: self.place.name.clone(), kind: Kind::A }
    }

    /// Reads what waits; tells whether it answers one that counts.
    fn is_answered(&self) -> bool {
        let mut bytes = [0; 2048];
        loop {
            match (&self.socket).read(&mut bytes) {
                Ok(length) if self.is_ours(bytes.get(..length).unwrap_or_default()) => return true,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return false,
                Ok(_) | Err(_) => {}
            }
        }
    }

    /// Some send back only the beginning of a large echo.
    fn is_ours(&self, bytes: &[u8]) -> bool {
        match self.protocol {
            Protocol::Icmp => Echo::decode(self.place.family(), bytes).is_some_and(|echo| {
                echo.direction == Direction::Reply
                    && (self.first..=self.count).contains(&echo.sequence)
                    && echo.payload.starts_with(&self.nonce.to_be_bytes())
            }),
            Protocol::Dns | Protocol::Tcp => {
                (self.first..=self.count).any(|nth| self.query(nth).decode(bytes).is_ok())
            }
        }
    }
}

/// Sets that packets are sent whole, whatever the system has learnt of the path (`IP_PMTUDISC_PROBE`).
fn forbid_division(socket: &Socket, to: SocketAddr) -> io::Result<()> {
    match to {
        SocketAddr::V4(_) => setsockopt(socket, option::Discover, &libc::IP_PMTUDISC_PROBE)?,
        SocketAddr::V6(_) => setsockopt(socket, option::Discover6, &libc::IPV6_PMTUDISC_PROBE)?,
    }
    Ok(())
}
