//! What the operating system states: link, address, way out.
//!
//! Pure. Interfaces that no home network hangs on (tunnels, and those of an unknown kind where a known
//! one exists, such as the bridges of virtual machines) say nothing about link and address unless they
//! are the way out.

use std::net::IpAddr;

use super::{is_public, is_usable};
use crate::evidence::{Facts, Id, Item, Medium, Status};

/// What the operating system states about this computer's place in the network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path {
    /// Whether the system told anything at all; without it the rest is unknown, not absent.
    pub told: bool,
    /// Whether an interface has a link.
    pub link: bool,
    /// Whether the way out, or an interface that could become it, has a usable address.
    pub address: bool,
    /// The default route of either family, over an interface that has a link.
    pub way_out: Option<WayOut>,
    /// The gateways of all default routes.
    pub gateways: Vec<IpAddr>,
    /// This computer's own addresses.
    pub own: Vec<IpAddr>,
}

/// The interface with the default route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayOut {
    /// What it is made of.
    pub medium: Medium,
    /// Whether its address is one that phones give to those who share their connection.
    pub is_shared: bool,
}

impl Path {
    /// Tells whether this computer hangs on the provider's own device: a gateway with an address that no
    /// home has.
    ///
    /// Only IPv4 tells; over IPv6 a home router's address may be a public one. RFC 6598 (100.64/10).
    pub fn is_at_provider(&self) -> bool {
        let mut own = self.gateways.iter().filter(|address| address.is_ipv4()).peekable();
        own.peek().is_some() && own.all(|address| is_public(*address))
    }

    /// Reads what the system states about one interface.
    pub fn of_one(item: &Item) -> Self {
        Self::of(&[item])
    }

    /// Reads the items of [`Id::Path`]. One without an interface says that there is none.
    pub(super) fn of(items: &[&Item]) -> Self {
        let told: Vec<&Facts> = items
            .iter()
            .filter(|item| item.id == Id::Path && item.status != Status::Timeout)
            .map(|item| &item.facts)
            .collect();
        let routed =
            told.iter().copied().find(|facts| facts.default_route == Some(true) && has_link(facts));
        let places = match routed {
            Some(facts) => vec![facts],
            None => places(&told),
        };
        Self {
            told: !told.is_empty(),
            link: places.iter().any(|facts| has_link(facts)),
            address: places.iter().any(|facts| has_link(facts) && has_address(facts)),
            way_out: routed.map(|facts| WayOut {
                medium: medium(facts),
                is_shared: facts.tether_subnet == Some(true),
            }),
            gateways: told.iter().flat_map(|facts| facts.gateways.iter().copied()).collect(),
            own: told.iter().flat_map(|facts| facts.addresses.iter().copied()).collect(),
        }
    }
}

/// Returns the interfaces that a home network can hang on.
fn places<'a>(told: &[&'a Facts]) -> Vec<&'a Facts> {
    let of_kind = |wanted: fn(Medium) -> bool| -> Vec<&'a Facts> {
        told.iter().copied().filter(|facts| wanted(medium(facts))).collect()
    };
    let known = of_kind(|medium| !matches!(medium, Medium::Unknown | Medium::Tunnel));
    if known.is_empty() { of_kind(|medium| medium == Medium::Unknown) } else { known }
}

fn medium(facts: &Facts) -> Medium {
    facts.medium.unwrap_or(Medium::Unknown)
}

/// A system that does not tell the link of an interface has at least got the interface.
fn has_link(facts: &Facts) -> bool {
    facts.link.unwrap_or(facts.interface.is_some() || !facts.addresses.is_empty())
}

fn has_address(facts: &Facts) -> bool {
    facts.addresses.iter().any(|address| is_usable(*address))
}
