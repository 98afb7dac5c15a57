//! IPv4 and IPv6 apart: which of them leads anywhere.
//!
//! Pure. A family that this computer does not have is not missed.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::{Path, is_public, is_usable, organisation};
use crate::evidence::{Family, Id, Item, Medium, Status};

/// What each family did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Families {
    /// The families that this computer has an address and a default route of.
    pub set_up: BTreeSet<Family>,
    /// Organisations to which a connection was tried, by family.
    pub asked: BTreeMap<Family, BTreeSet<String>>,
    /// Organisations that answered, by family.
    pub answered: BTreeMap<Family, BTreeSet<String>>,
    /// The families in which somebody accepted a connection: small packets alone carry no page.
    pub connected: BTreeSet<Family>,
}

impl Families {
    pub(super) fn of(items: &[&Item], path: &Path) -> Self {
        let mut families = Self { set_up: set_up(path), ..Self::default() };
        for item in items {
            let Some(family) = family(item) else { continue };
            let who = organisation(item);
            if item.id == Id::BeyondTcp {
                let _ = families.asked.entry(family).or_default().insert(who.clone());
            }
            if answers(item) {
                if !matches!(item.id, Id::BeyondSample | Id::BeyondIcmp) {
                    let _ = families.connected.insert(family);
                }
                let _ = families.answered.entry(family).or_default().insert(who);
            }
        }
        families
    }

    /// Returns how many organisations stay silent in a family that is set up and goes nowhere, while at
    /// least two answer in the other one.
    pub fn broken(&self, family: Family) -> usize {
        let other = if family == Family::Ipv4 { Family::Ipv6 } else { Family::Ipv4 };
        let count = |map: &BTreeMap<Family, BTreeSet<String>>, family| {
            map.get(&family).map_or(0, BTreeSet::len)
        };
        let works = count(&self.answered, other) >= 2 && self.connected.contains(&other);
        let silent = count(&self.answered, family) == 0 && self.set_up.contains(&family);
        let asked = count(&self.asked, family);
        if works && silent && asked >= 2 { asked } else { 0 }
    }
}

fn family(item: &Item) -> Option<Family> {
    item.facts.target.map(Family::of).or(item.facts.family)
}

fn answers(item: &Item) -> bool {
    if item.id == Id::BeyondSample {
        return item.facts.lost.unwrap_or(0) < item.facts.sent.unwrap_or(0);
    }
    let reached = matches!(item.id, Id::BeyondTcp | Id::BeyondIcmp);
    let page = item.id == Id::WebCanary && item.facts.exact == Some(true);
    let secure = item.id == Id::WebSecure && item.facts.trusted == Some(true);
    (reached || page || secure) && item.status == Status::Got
}

/// A default route names a gateway of its family; a point-to-point one names none.
fn set_up(path: &Path) -> BTreeSet<Family> {
    let mut found = BTreeSet::new();
    let line = path.way_out.as_ref().is_some_and(|way| way.medium == Medium::PointToPoint);
    for family in [Family::Ipv4, Family::Ipv6] {
        let address = path.own.iter().any(|own| Family::of(*own) == family && leads_out(*own));
        let route = path.gateways.iter().any(|gateway| Family::of(*gateway) == family);
        if address && (route || line && path.gateways.is_empty()) {
            let _ = found.insert(family);
        }
    }
    found
}

/// RFC 4193: a unique local address is not meant to lead out; over IPv4 a private one does.
fn leads_out(own: IpAddr) -> bool {
    if own.is_ipv4() { is_usable(own) } else { is_public(own) }
}
