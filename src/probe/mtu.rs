//! Whether large packets get through where small ones do.
//!
//! Every packet forbids its division on the way. A router that has no room for it must say so; one that
//! does not leaves a hole in which only large packets vanish. RFC 1191, RFC 8201, RFC 2923 section 2.1.
//! Home routers often make connections keep their packets small (RFC 4821 section 3, "MSS clamping"), so
//! a connection is a witness of its own: what it carries passes, or does not.

mod datagram;
mod stream;

pub(super) use datagram::datagrams;
pub(super) use stream::stream;

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use crate::evidence::{Family, Item, Protocol, Status};

/// The size of a small packet with its IP header, in bytes: every path takes it (RFC 791 section 3.1).
const SMALL: usize = 64;
/// The size of the largest packet that is tried, in bytes. Some cards take more, but nothing on the way to the
/// internet does, and a switch in the house that drops it says nothing.
const LARGEST: usize = 1500;

/// Whom to send packets of both sizes to.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The target.
    pub(super) address: IpAddr,
    /// The port on which it is asked for names.
    pub(super) dns_port: u16,
    /// The name that it is asked for.
    pub(super) name: String,
}

impl Place {
    fn at(&self, port: u16) -> SocketAddr {
        SocketAddr::new(self.address, port)
    }

    fn family(&self) -> Family {
        Family::of(self.address)
    }

    /// Returns the length of the IP header, in bytes.
    fn header(&self) -> usize {
        if self.address.is_ipv4() { 20 } else { 40 }
    }
}

/// What became of one packet.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Ending {
    /// It was answered after this time.
    Answered(Duration),
    /// Somebody on the way, or this computer, has room for so many bytes only.
    TooBig(Option<IpAddr>, u32),
    /// Somebody on the way has no way to there.
    NoWay(IpAddr),
    /// Nothing was heard.
    Silent,
    /// It could not even leave, or was refused.
    Failed(Status),
}

/// Makes the item of one packet.
fn item(blank: &Item, protocol: Protocol, size: usize, ending: Ending) -> Item {
    let mut item = blank.clone();
    item.facts.protocol = Some(protocol);
    item.facts.size_bytes = u32::try_from(size).ok();
    match ending {
        Ending::Answered(rtt) => {
            item.status = Status::Got;
            item.facts.rtt_ms = Some(super::millis(rtt));
        }
        Ending::TooBig(by, most) => {
            item.status = Status::Unreachable;
            item.facts.answered_by = by;
            item.facts.mtu_bytes = Some(most);
        }
        Ending::NoWay(by) => {
            item.status = Status::Unreachable;
            item.facts.answered_by = Some(by);
        }
        Ending::Silent => item.status = Status::Timeout,
        Ending::Failed(status) => item.status = status,
    }
    item
}

/// Returns how long an answer to a large packet is waited for, where a small one took this long.
fn patience(rtt: Duration) -> Duration {
    (rtt * 2 + Duration::from_millis(100)).max(Duration::from_millis(250))
}

#[cfg(test)]
mod tests;
