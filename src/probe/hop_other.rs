//! Systems on which hops cannot be asked yet.

use std::net::{IpAddr, SocketAddr};

use crate::evidence::{Item, Status};
use crate::probe::limit::Limit;

/// Says so.
pub(super) fn first_hop(mut item: Item, _: SocketAddr, _: &Limit) -> Item {
    item.status = Status::Unsupported;
    item
}

/// Says so, once.
pub(super) fn farther(blanks: Vec<Item>, _: SocketAddr, _: &Limit) -> Vec<Item> {
    let first = blanks.into_iter().next();
    first.map(|item| Item { status: Status::Unsupported, ..item }).into_iter().collect()
}

/// Nobody tells who turned a packet away.
pub(super) fn turned_by<S>(_: &S) -> Option<IpAddr> {
    None
}
