//! The devices on the way out, as far as they show themselves.
//!
//! Pure. A device is certainly the provider's only if its address is one that no home has. A second
//! device with a private address may still stand in the house; one over IPv6 may, too, where it shares the
//! home's own prefix; and a home's router may speak from the address of its outside.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv6Addr};

use super::{Path, is_public};
use crate::evidence::{Id, Item, Medium, Status};

/// The devices on the way out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hops {
    /// Addresses of devices that are certainly the provider's.
    pub provider: BTreeSet<IpAddr>,
    /// Addresses of further devices that may stand in the house.
    pub perhaps_home: BTreeSet<IpAddr>,
}

impl Hops {
    pub(super) fn of(items: &[&Item], path: &Path) -> Self {
        let mut hops = Self::default();
        let outside: Vec<IpAddr> =
            items.iter().filter_map(|item| item.facts.external_address).collect();
        for address in items.iter().filter_map(|item| spoke(item, path)) {
            let own = path.own.contains(&address) || outside.contains(&address);
            let gateways = path.gateways.contains(&address) && !path.is_at_provider();
            if own || gateways {
                continue;
            }
            let certain = is_public(address) && !shares_prefix(address, &path.own);
            let set = if certain { &mut hops.provider } else { &mut hops.perhaps_home };
            let _ = set.insert(address);
        }
        hops
    }
}

/// Returns the address of a device beyond the router that showed itself in this item.
fn spoke(item: &Item, path: &Path) -> Option<IpAddr> {
    let by = item.facts.answered_by.filter(|by| item.facts.target != Some(*by));
    let turned = item.status == Status::Unreachable;
    if item.id == Id::Hop {
        by.filter(|_| item.status != Status::Timeout)
    } else if item.id == Id::FirstHop {
        by.filter(|_| is_first_hop_outside(path))
    } else if matches!(item.id, Id::GatewayIcmp | Id::GatewayTcp | Id::GatewayDns) {
        item.facts.target.filter(|_| item.status.is_alive() && path.is_at_provider())
    } else {
        let far = matches!(
            item.id,
            Id::BeyondTcp | Id::BeyondIcmp | Id::BeyondSample | Id::PathMtu | Id::PublicDns
        );
        by.filter(|_| far && turned)
    }
}

/// This computer itself hangs on the provider's line: by its gateway's address, or by a line of its own.
fn is_first_hop_outside(path: &Path) -> bool {
    let own_line = path.way_out.as_ref().is_some_and(|way| way.medium == Medium::PointToPoint);
    path.is_at_provider() || own_line && path.gateways.is_empty()
}

/// A home has at most a /48 (RFC 6177 section 2), and all its devices may have addresses of it.
fn shares_prefix(address: IpAddr, own: &[IpAddr]) -> bool {
    let prefix = |address: Ipv6Addr| address.to_bits() >> 80;
    let IpAddr::V6(address) = address else { return false };
    own.iter().any(|own| matches!(own, IpAddr::V6(own) if prefix(*own) == prefix(address)))
}
