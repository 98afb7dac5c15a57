//! Systems whose tables are not read yet.
//!
//! Edge. The kernel's choice of a source address and `/etc/resolv.conf` are the same everywhere, so
//! the probes still know which families to try; the interface itself is said to be unsupported.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;

use crate::evidence::{Family, Id, Item, Status};
use crate::os::assemble::{self, Source, Stated};
use crate::os::{Peer, View, resolv};
use crate::wire::netlink::Neighbour;
use crate::wire::nl80211::Link;

/// Returns what can be had without the system's own tables.
pub(super) fn view(proxies: &[String], sources: &[(Family, Source)]) -> View {
    let text = std::fs::read_to_string("/etc/resolv.conf").unwrap_or_default();
    // A link-local resolver cannot be asked without the number of its interface.
    let plain = resolv::parse(&text).into_iter().filter(|resolver| resolver.zone.is_none());
    let stated = Stated {
        sources: sources.to_vec(),
        resolvers: plain.map(|resolver| Peer::global(resolver.address)).collect(),
        proxies: proxies.to_vec(),
        ..Stated::default()
    };
    let mut view = assemble::view(stated);
    let known = view.items.first().map(|item| item.facts.clone()).unwrap_or_default();
    let mut item = Item::new(Id::Path, Status::Unsupported);
    item.facts = known;
    item.facts.link = None;
    view.items = vec![item];
    view
}

/// Says that neighbours are not told here.
pub(super) fn neighbours(_: Family) -> io::Result<Vec<Neighbour>> {
    Err(ErrorKind::Unsupported.into())
}

/// Says that Wi-Fi is not told here.
pub(super) fn wifi(_: &str) -> io::Result<Link> {
    Err(ErrorKind::Unsupported.into())
}

/// Says that connections are not told here.
pub(super) fn unconfirmed(_: SocketAddr, _: SocketAddr) -> Option<u32> {
    None
}
