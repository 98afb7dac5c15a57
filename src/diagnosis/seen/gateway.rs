//! Signs of life of the router, by whichever way it gave them.
//!
//! Pure. A router may drop everything that is sent to itself and still be in perfect health, so one
//! sign is enough for life, and no single silence is enough for death.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::Path;
use crate::evidence::{Id, Item, Protocol, Status};

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
    /// What it said of its own line.
    Word,
}

/// What the router did when it was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gateway {
    /// The ways in which it answered.
    pub alive: BTreeSet<Way>,
    /// The ways in which it was asked and never answered.
    pub silent: BTreeSet<Way>,
    /// Its address on the home network was confirmed after the look began. That is a sign of its network
    /// socket, not of the router: it counts for nothing else.
    pub is_neighbour: bool,
    /// The network was asked for its address, and nobody answered.
    pub is_no_neighbour: bool,
}

impl Gateway {
    /// Tells whether the router gave any sign of life.
    pub fn lives(&self) -> bool {
        !self.alive.is_empty()
    }

    /// Tells whether its silence means something: ICMP is often blocked, names are often answered
    /// elsewhere and hop errors are often limited, so one of those alone does not.
    pub fn is_silent(&self) -> bool {
        let asked =
            self.silent.len() + usize::from(self.is_no_neighbour && !self.silent.is_empty());
        !self.lives() && (asked >= 2 || self.silent.contains(&Way::Tcp))
    }

    /// Reads every item in which the router can have shown itself.
    pub(super) fn of(items: &[&Item], path: &Path) -> Self {
        let mut gateway = Self::default();
        let used = in_use(items, path);
        for item in items {
            if item.id == Id::Neighbour {
                gateway.is_neighbour |= item.facts.confirmed == Some(true);
                gateway.is_no_neighbour |= item.status.is_silent();
            } else if let Some(way) = sign(item, path, &used) {
                let _ = gateway.alive.insert(way);
            } else if let Some(way) = asked(item).filter(|_| is_silent(item)) {
                let _ = gateway.silent.insert(way);
            }
        }
        gateway.silent.retain(|way| !gateway.alive.contains(way));
        gateway.is_no_neighbour &= !gateway.is_neighbour;
        gateway
    }
}

/// Returns the gateways that were asked themselves, which are those in use: a spare one that lives says nothing
/// of them. Where none was asked, all count.
fn in_use(items: &[&Item], path: &Path) -> BTreeSet<IpAddr> {
    let is_own = |item: &&&Item| {
        matches!(item.id, Id::GatewayIcmp | Id::GatewayTcp | Id::GatewayDns | Id::Neighbour)
    };
    let targets = items.iter().filter(is_own).filter_map(|item| item.facts.target);
    let asked: BTreeSet<IpAddr> = targets.filter(|target| path.gateways.contains(target)).collect();
    if asked.is_empty() { path.gateways.iter().copied().collect() } else { asked }
}

/// Returns the way in which the router itself was asked.
fn asked(item: &Item) -> Option<Way> {
    let by_protocol = [
        (Id::GatewayIcmp, Way::Icmp),
        (Id::GatewayTcp, Way::Tcp),
        (Id::GatewayDns, Way::Dns),
        (Id::FirstHop, Way::FirstHop),
    ];
    let way = by_protocol.into_iter().find(|(id, _)| *id == item.id).map(|(_, way)| way);
    way.or_else(|| match item.facts.protocol.filter(|_| item.id == Id::GatewaySample)? {
        Protocol::Icmp => Some(Way::Icmp),
        Protocol::Dns => Some(Way::Dns),
        Protocol::Tcp => Some(Way::Tcp),
    })
}

/// A series counts by what came back, whatever its status.
fn is_silent(item: &Item) -> bool {
    if item.id == Id::GatewaySample { !has_answers(item) } else { item.status.is_silent() }
}

fn has_answers(item: &Item) -> bool {
    item.facts.lost.unwrap_or(0) < item.facts.sent.unwrap_or(0)
}

/// Returns the way in which this item shows the router alive, if it does.
fn sign(item: &Item, path: &Path, used: &BTreeSet<IpAddr>) -> Option<Way> {
    let is_gateway = |address: IpAddr| used.contains(&address);
    let by = item.facts.answered_by;
    let alive = item.status.is_alive();
    if matches!(item.id, Id::GatewayIcmp | Id::GatewayTcp | Id::GatewayDns) {
        asked(item).filter(|_| alive)
    } else if item.id == Id::GatewaySample {
        asked(item).filter(|_| has_answers(item))
    } else if matches!(item.id, Id::FirstHop | Id::Hop) {
        // Whoever stops the packet one step away is the first hop, whatever address it speaks from, and
        // who stops it further away shows that the first one passed it on; this computer's own complaint
        // about a missing route is not a hop.
        let stranger = by.is_some_and(|address| !path.own.contains(&address));
        let heard = by.is_none() && alive;
        (stranger || heard).then_some(Way::FirstHop)
    } else if matches!(item.id, Id::ResolverDns | Id::MissingName | Id::ExactName) {
        (alive && item.facts.target.is_some_and(is_gateway)).then_some(Way::Dns)
    } else if matches!(item.id, Id::BeyondTcp | Id::BeyondIcmp | Id::SystemName) {
        by.is_some_and(is_gateway).then_some(Way::FirstHop)
    } else if item.id == Id::WebCanary {
        let page = alive && item.facts.from_gateway == Some(true);
        (page || by.is_some_and(is_gateway)).then_some(Way::Web)
    } else {
        (item.id == Id::RouterWord && item.status == Status::Got).then_some(Way::Word)
    }
}
