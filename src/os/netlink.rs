//! Questions to the Linux kernel over netlink: who the neighbours are, and how the Wi-Fi is.
//!
//! Edge. Asks only; changes nothing and needs no rights. One socket for each question.

use std::io::{self, ErrorKind, Read as _};
use std::time::Duration;

use nix::net::if_::if_nametoindex;
use nix::sys::socket::{AddressFamily, SockFlag, SockProtocol, SockType, socket};
use socket2::Socket;

use crate::evidence::Family;
use crate::wire::netlink::{self, Neighbour};
use crate::wire::nl80211::{self, Link};

/// How long the kernel is waited for; it answers at once.
const WAIT: Duration = Duration::from_millis(200);
/// How much is read of one answer, in bytes: the kernel fills no more (`NLMSG_GOODSIZE`, `netlink_dump`).
const DATAGRAM: usize = 32 << 10;
/// How many datagrams are read of one answer.
const DATAGRAMS: usize = 64;

/// Lists the neighbours of a family.
pub(super) fn neighbours(family: Family) -> io::Result<Vec<Neighbour>> {
    let mut found = Vec::new();
    ask(SockProtocol::NetlinkRoute, &netlink::ask_neighbours(family), &mut |message| {
        found.extend(netlink::neighbour(message));
    })?;
    Ok(found)
}

/// Returns what is known of the Wi-Fi on an interface.
pub(super) fn wifi(interface: &str) -> io::Result<Link> {
    let index = if_nametoindex(interface)?;
    let (mut family, generic) = (None, SockProtocol::NetlinkGeneric);
    ask(generic, &nl80211::ask_family(), &mut |message| {
        family = family.or(nl80211::family(message));
    })?;
    let family = family.ok_or(ErrorKind::Unsupported)?;
    let mut link = Link::default();
    for question in [nl80211::ask_channel(family, index), nl80211::ask_station(family, index)] {
        ask(generic, &question, &mut |message| nl80211::read(message, family, &mut link))?;
    }
    Ok(link)
}

/// Asks, and hands over every message up to the end of the list, or the only one.
fn ask(
    protocol: SockProtocol,
    question: &[u8],
    on_message: &mut dyn FnMut(&netlink::Message<'_>),
) -> io::Result<()> {
    let family = AddressFamily::Netlink;
    let socket = Socket::from(socket(family, SockType::Raw, SockFlag::SOCK_CLOEXEC, protocol)?);
    socket.set_read_timeout(Some(WAIT))?;
    let _ = socket.send(question)?;
    let is_list = netlink::is_for_list(question);
    let mut bytes = vec![0; DATAGRAM];
    for _ in 0..DATAGRAMS {
        let length = (&socket).read(&mut bytes)?;
        for message in netlink::messages(bytes.get(..length).unwrap_or_default()) {
            match (message.kind, message.error()) {
                (netlink::DONE, _) | (netlink::ERROR, Some(0)) => return Ok(()),
                (_, Some(code)) => return Err(io::Error::from_raw_os_error(code)),
                (_, None) => on_message(&message),
            }
        }
        if !is_list {
            return Ok(());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_lists_neighbours_or_says_no() {
        for family in [Family::Ipv4, Family::Ipv6] {
            match neighbours(family) {
                Ok(found) => assert!(found.iter().all(|one| Family::of(one.address) == family)),
                Err(error) => assert_ne!(error.kind(), ErrorKind::InvalidInput, "{error}"),
            }
        }
    }

    #[test]
    fn the_loopback_is_no_wifi() {
        assert!(wifi("lo").is_err());
        assert!(wifi("no-such-interface").is_err());
    }
}
