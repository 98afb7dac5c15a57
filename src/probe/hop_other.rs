//! Systems on which the first hop cannot be asked yet.

use std::net::SocketAddr;

use crate::evidence::{Item, Status};
use crate::probe::limit::Limit;

/// Says so.
pub(super) fn first_hop(mut item: Item, _: SocketAddr, _: &Limit) -> Item {
    item.status = Status::Unsupported;
    item
}
