//! What the operating system states about the way out.
//!
//! Edge: reads `/proc`, `/sys` and the resolver's settings, asks the kernel for interfaces and for the
//! address that it would send from. Sends nothing. Every parser under here is pure and is compiled and
//! tested on every system.

pub mod assemble;
pub mod medium;
pub mod resolv;
pub mod route;
pub mod tcp;
pub mod wireless;

#[cfg(any(target_os = "linux", target_os = "android"))]
mod linux;
#[cfg(any(target_os = "linux", target_os = "android"))]
mod netlink;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod other;

#[cfg(any(target_os = "linux", target_os = "android"))]
use linux as system;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
use other as system;

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6, UdpSocket};

use crate::evidence::{Family, Item};
use crate::os::assemble::Source;
use crate::wire::netlink::Neighbour;
use crate::wire::nl80211::Link;

/// An address together with the interface that it is on, which a link-local address needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Peer {
    /// The address.
    pub address: IpAddr,
    /// The interface's number where the address is link-local IPv6, else 0.
    pub scope: u32,
}

impl Peer {
    /// Makes a peer whose address means the same on every interface.
    pub fn global(address: IpAddr) -> Self {
        Self { address, scope: 0 }
    }

    /// Returns the socket address with this port.
    pub fn at(self, port: u16) -> SocketAddr {
        match self.address {
            IpAddr::V4(_) => SocketAddr::new(self.address, port),
            IpAddr::V6(address) => SocketAddrV6::new(address, port, 0, self.scope).into(),
        }
    }
}

/// The way out as the system states it: for the person as items, for the probes as targets.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct View {
    /// One [`Id::Path`](crate::evidence::Id::Path) item for each interface, the way out first.
    pub items: Vec<Item>,
    /// The families that have a route out, a usable address and a link.
    pub families: Vec<Family>,
    /// The nearest router of each family; none on a point-to-point route.
    pub gateways: Vec<Peer>,
    /// The system's resolvers.
    pub resolvers: Vec<Peer>,
}

/// Looks at the way out.
///
/// `proxies` are the names of configured proxy settings; `landmarks` are public addresses of either
/// family that the kernel is asked the way to. Nothing is sent to them.
pub fn look(proxies: &[String], landmarks: &[IpAddr]) -> View {
    let source = |family| {
        let of_family = |address: &&IpAddr| Family::of(**address) == family;
        landmarks.iter().find(of_family).map_or(Source::Unknown, |address| source_towards(*address))
    };
    let sources = [(Family::Ipv4, source(Family::Ipv4)), (Family::Ipv6, source(Family::Ipv6))];
    system::view(proxies, &sources)
}

/// Looks at the way out and returns the items only.
pub fn path(proxies: &[String], landmarks: &[IpAddr]) -> Vec<Item> {
    look(proxies, landmarks).items
}

/// Lists the neighbours that the kernel knows in a family.
///
/// # Errors
///
/// What the kernel says, [`ErrorKind::Unsupported`] on systems that are not asked yet.
pub fn neighbours(family: Family) -> io::Result<Vec<Neighbour>> {
    system::neighbours(family)
}

/// Returns what is known of the Wi-Fi on an interface.
///
/// # Errors
///
/// What the kernel says, [`ErrorKind::Unsupported`] where it tells nothing.
pub fn wifi(interface: &str) -> io::Result<Link> {
    system::wifi(interface)
}

/// Returns how many bytes of a connection the other side has not confirmed; nothing where that is not told.
pub fn unconfirmed(local: SocketAddr, remote: SocketAddr) -> Option<u32> {
    system::unconfirmed(local, remote)
}

/// Asks the kernel which address it would send from. Connecting a datagram socket sends nothing, and
/// the answer respects policy routing, which VPNs use and the routing table does not show.
fn source_towards(target: IpAddr) -> Source {
    let any: IpAddr = match target {
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let asked = UdpSocket::bind((any, 0)).and_then(|socket| {
        socket.connect((target, 53))?;
        socket.local_addr()
    });
    match asked {
        Ok(address) => Source::From(address.ip()),
        Err(error)
            if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::OutOfMemory) =>
        {
            Source::Unknown
        }
        Err(_) => Source::NoRoute,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_names_the_loopback_for_the_loopback() {
        let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
        assert_eq!(source_towards(loopback), Source::From(loopback));
    }

    #[test]
    fn this_computer_can_be_looked_at_without_landmarks() {
        let items = path(&["http_proxy".into()], &[]);
        let first = &items.first().expect("there is always one item").facts;
        assert_eq!(first.proxies, ["http_proxy"]);
        assert!(items.iter().all(|item| item.facts.interface.as_deref() != Some("lo")));
    }

    #[test]
    fn a_link_local_peer_keeps_its_interface() {
        let peer = Peer { address: "fe80::1".parse().unwrap(), scope: 3 };
        assert_eq!(peer.at(53).to_string(), "[fe80::1%3]:53");
    }
}
