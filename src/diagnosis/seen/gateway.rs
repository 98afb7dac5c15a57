//! Signs of life of the router, by whichever way it gave them.
//!
//! Pure. A router may drop everything that is sent to itself and still be in perfect health, so one
//! sign is enough for life, and no single silence is enough for death.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::Path;
use crate::evidence::{Id, Item};

/// A way in which a router can show that it lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// An ICMP echo.
    Icmp,
    /// A TCP connection, a refused one too.
    Tcp,
    /// An answer to a DNS question.
    Dns,
    /// An ICMP error about a packet that it did not pass on.
    FirstHop,
    /// A page that came from its own address.
    Web,
}

/// What the router did when it was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gateway {
    /// The ways in which it answered.
    pub alive: BTreeSet<Way>,
    /// The ways in which it was asked and never answered.
    pub silent: BTreeSet<Way>,
}

impl Gateway {
    /// Tells whether the router gave any sign of life.
    pub fn lives(&self) -> bool {
        !self.alive.is_empty()
    }

    /// Tells whether its silence means something: ICMP is often blocked, names are often answered
    /// elsewhere and hop errors are often limited, so one of those alone does not.
    pub fn is_silent(&self) -> bool {
        !self.lives() && (self.silent.len() >= 2 || self.silent.contains(&Way::Tcp))
    }

    /// Reads every item in which the router can have shown itself.
    pub(super) fn of(items: &[&Item], path: &Path) -> Self {
        let mut gateway = Self::default();
        for item in items {
            if let Some(way) = sign(item, path) {
                let _ = gateway.alive.insert(way);
            } else if let Some(way) = asked(item.id).filter(|_| item.status.is_silent()) {
                let _ = gateway.silent.insert(way);
            }
        }
        gateway.silent.retain(|way| !gateway.alive.contains(way));
        gateway
    }
}

/// Returns the way in which the router itself was asked.
fn asked(id: Id) -> Option<Way> {
    match id {
        Id::GatewayIcmp => Some(Way::Icmp),
        Id::GatewayTcp => Some(Way::Tcp),
        Id::GatewayDns => Some(Way::Dns),
        Id::FirstHop => Some(Way::FirstHop),
        Id::Path
        | Id::BeyondTcp
        | Id::BeyondIcmp
        | Id::ResolverDns
        | Id::SystemName
        | Id::WebCanary
        | Id::Neighbour
        | Id::Hop
        | Id::GatewaySample
        | Id::BeyondSample
        | Id::MissingName
        | Id::ExactName
        | Id::PublicDns
        | Id::NoResolver
        | Id::WebSecure
        | Id::RouterWord
        | Id::PathMtu
        | Id::Wifi
        | Id::Proxy
        | Id::Site
        | Id::Load => None,
    }
}

/// Returns the way in which this item shows the router alive, if it does.
fn sign(item: &Item, path: &Path) -> Option<Way> {
    let is_gateway = |address: IpAddr| path.gateways.contains(&address);
    let by = item.facts.answered_by;
    match item.id {
        Id::Path
        | Id::Neighbour
        | Id::Hop
        | Id::GatewaySample
        | Id::BeyondSample
        | Id::MissingName
        | Id::ExactName
        | Id::PublicDns
        | Id::NoResolver
        | Id::WebSecure
        | Id::RouterWord
        | Id::PathMtu
        | Id::Wifi
        | Id::Proxy
        | Id::Site
        | Id::Load => None,
        Id::GatewayIcmp | Id::GatewayTcp | Id::GatewayDns => {
            asked(item.id).filter(|_| item.status.is_alive())
        }
        // Whoever stops the packet one step away is the first hop, whatever address it speaks from;
        // this computer's own complaint about a missing route is not a hop.
        Id::FirstHop => {
            let stranger = by.is_some_and(|address| !path.own.contains(&address));
            let heard = by.is_none() && item.status.is_alive();
            (stranger || heard).then_some(Way::FirstHop)
        }
        Id::ResolverDns => {
            let answered = item.status.is_alive() && item.facts.target.is_some_and(is_gateway);
            answered.then_some(Way::Dns)
        }
        Id::BeyondTcp | Id::BeyondIcmp | Id::SystemName => {
            by.is_some_and(is_gateway).then_some(Way::FirstHop)
        }
        Id::WebCanary => {
            let page = item.status.is_alive() && item.facts.from_gateway == Some(true);
            (page || by.is_some_and(is_gateway)).then_some(Way::Web)
        }
    }
}
