//! The literal addresses beyond the router.
//!
//! Pure. One organisation is one witness, however many addresses and protocols it has.

use std::collections::BTreeSet;

use super::organisation;
use crate::evidence::{Id, Item, Protocol, Status};

/// What the literal addresses beyond the router did, by the organisation that runs them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beyond {
    /// Organisations that were asked at all.
    pub asked: BTreeSet<String>,
    /// Organisations that accepted a TCP connection.
    pub by_tcp: BTreeSet<String>,
    /// Organisations that answered an ICMP echo.
    pub by_icmp: BTreeSet<String>,
    /// Organisations whose own address turned a packet away that was only to find the hops before it.
    pub by_hop: BTreeSet<String>,
    /// Organisations to which no TCP connection came about. A missing ICMP answer proves nothing.
    pub tcp_failed: BTreeSet<String>,
    /// Organisations in whose name a connection was refused: they never do, so somebody on the way did.
    pub refused: BTreeSet<String>,
    /// Organisations that accepted a connection on port 443.
    pub on_443: BTreeSet<String>,
    /// Organisations that accepted one on another port only, though 443 is tried first.
    pub only_other_port: BTreeSet<String>,
}

/// The port of HTTPS.
const HTTPS: u16 = 443;

impl Beyond {
    /// Returns the organisations that answered, by whichever protocol.
    pub fn answered(&self) -> BTreeSet<&str> {
        self.by_tcp.iter().chain(&self.by_icmp).chain(&self.by_hop).map(String::as_str).collect()
    }

    pub(super) fn of(items: &[&Item]) -> Self {
        let mut beyond = Self::default();
        for item in items {
            if item.id == Id::BeyondTcp {
                beyond.tcp(item);
            } else if item.id == Id::BeyondIcmp {
                beyond.icmp(item);
            } else if item.id == Id::BeyondSample {
                beyond.sample(item);
            } else if item.id == Id::Hop && item.facts.answered_by == item.facts.target {
                beyond.hop(item);
            }
        }
        beyond.tcp_failed.retain(|name| !beyond.by_tcp.contains(name));
        beyond.only_other_port.retain(|name| !beyond.on_443.contains(name));
        beyond
    }

    fn tcp(&mut self, item: &Item) {
        let name = organisation(item);
        let _ = self.asked.insert(name.clone());
        if item.status == Status::Got {
            let on = if item.facts.port == Some(HTTPS) {
                Some(&mut self.on_443)
            } else {
                item.facts.port.is_some().then_some(&mut self.only_other_port)
            };
            if let Some(set) = on {
                let _ = set.insert(name.clone());
            }
            let _ = self.by_tcp.insert(name);
            return;
        }
        if item.status == Status::Refused {
            let _ = self.refused.insert(name.clone());
        }
        let _ = self.tcp_failed.insert(name);
    }

    fn icmp(&mut self, item: &Item) {
        let _ = self.asked.insert(organisation(item));
        if item.status == Status::Got {
            let _ = self.by_icmp.insert(organisation(item));
        }
    }

    /// Behind a router that speaks in others' names the target would be the second hop, where no home's line
    /// is that short.
    fn hop(&mut self, item: &Item) {
        if item.status == Status::Got && item.facts.target.is_some() && item.facts.ttl > Some(2) {
            let _ = self.by_hop.insert(organisation(item));
        }
    }

    /// A series proves the way as one packet does. DNS does not: somebody on the way may answer for all.
    fn sample(&mut self, item: &Item) {
        let (sent, lost) = (item.facts.sent.unwrap_or(0), item.facts.lost.unwrap_or(0));
        if lost >= sent {
            return;
        }
        let answered = match item.facts.protocol {
            Some(Protocol::Icmp) => &mut self.by_icmp,
            Some(Protocol::Tcp) => &mut self.by_tcp,
            Some(Protocol::Dns) | None => return,
        };
        let _ = answered.insert(organisation(item));
        let _ = self.asked.insert(organisation(item));
    }
}
