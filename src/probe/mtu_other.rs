//! Systems on which the size of packets is not looked at yet.

use std::net::IpAddr;

use crate::evidence::{Item, Status};
use crate::probe::limit::Limit;

/// Whom packets would be sent to.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The target.
    pub(super) address: IpAddr,
    /// The port on which it would be asked for names.
    pub(super) dns_port: u16,
    /// The name that it would be asked for.
    pub(super) name: String,
}

/// Says so.
pub(super) fn datagrams(blank: &Item, place: &Place, _: &Limit) -> Vec<Item> {
    let _ = (place.address, place.dns_port, &place.name);
    vec![Item { status: Status::Unsupported, ..blank.clone() }]
}

/// Says so.
pub(super) fn stream(blank: &Item, place: &Place, limit: &Limit) -> Vec<Item> {
    datagrams(blank, place, limit)
}
