//! Looks at the network: every probe at once, under one deadline.
//!
//! Edge. Each probe runs on a thread of its own that nobody joins and hands back plain values; a broken
//! network is never an error here. Whatever text comes from the network is cleaned on its way into a fact.

mod contacts;
mod dns;
pub mod endpoints;
mod gather;
#[cfg(any(target_os = "linux", target_os = "android"))]
mod hop;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
#[path = "hop_other.rs"]
mod hop;
mod icmp;
mod igd;
mod known;
mod limit;
mod load;
#[cfg(any(target_os = "linux", target_os = "android"))]
mod mtu;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
#[path = "mtu_other.rs"]
mod mtu;
mod name;
mod neighbour;
mod proxy;
mod quick;
#[cfg(any(target_os = "linux", target_os = "android"))]
mod sample;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
#[path = "sample_other.rs"]
mod sample;
mod secure;
mod settle;
mod site;
mod socket;
mod stream;
mod tasks;
mod tcp;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod testing_tls;
mod tls;
pub mod watch;
mod web;
mod wifi;

pub use load::{load, load_bytes};
pub use proxy::Setting;
pub use quick::quick;
pub use site::{Door, Site, site};

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::{Duration, Instant};

use crate::diagnosis::filters::Filters;
use crate::evidence::{Evidence, Id, Item, Status};
use crate::os::{self, View};
use crate::probe::endpoints::Endpoints;
use crate::probe::gather::{Slot, Watch};
use crate::probe::limit::Limit;
use crate::wire::ssdp;

/// How long a look may take, so that the whole program ends within 2.5 s.
const DEADLINE: Duration = Duration::from_millis(2300);
/// Where a home router listens, if anywhere: its pages, plain and encrypted, and its forwarder.
const GATEWAY_PORTS: [u16; 3] = [80, 443, 53];
/// Where resolvers listen: RFC 1035 section 4.2.
const DNS_PORT: u16 = 53;

/// What to look at, and for how long.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Who is contacted outside the home.
    pub endpoints: Endpoints,
    /// How the pages look that stand in place of blocked ones.
    pub filters: Filters,
    /// The names of configured proxy settings.
    pub proxies: Vec<String>,
    /// The same with their values, which are used for connecting and never become evidence.
    pub settings: Vec<Setting>,
    /// The site that the person named.
    pub site: Option<Site>,
    /// The UDP port on which the gateway is asked about its line.
    pub ssdp_port: u16,
    /// How long the look may take.
    pub deadline: Duration,
    /// The TCP ports on which the gateway is tried.
    pub gateway_ports: Vec<u16>,
    /// The port on which resolvers and the gateway are asked for names.
    pub dns_port: u16,
    /// The way out; where it is not given, the operating system is asked.
    pub view: Option<View>,
}

impl Plan {
    /// Makes the plan that everybody uses, given the names of configured proxy settings.
    pub fn standard(proxies: Vec<String>) -> Self {
        Self {
            endpoints: Endpoints::builtin().clone(),
            filters: Filters::get().clone(),
            proxies,
            settings: Vec::new(),
            site: None,
            ssdp_port: ssdp::PORT,
            deadline: DEADLINE,
            gateway_ports: GATEWAY_PORTS.to_vec(),
            dns_port: DNS_PORT,
            view: None,
        }
    }

    /// Returns the way out, as given or as the system states it.
    fn way_out(&self) -> View {
        let ask = || os::look(&self.proxies, &self.endpoints.addresses());
        self.view.clone().unwrap_or_else(ask)
    }
}

/// Looks at everything and returns what was seen, sorted.
///
/// `on_item` is called with every item as it arrives. What has not arrived at the deadline is a timeout;
/// where the system states that there is no way out, nothing else is tried and it returns at once.
pub fn look(plan: &Plan, on_item: &mut dyn FnMut(&Item)) -> Evidence {
    let began = Instant::now();
    let mut view = plan.way_out();
    // A system that is busy tells late what it knows; the network is still given its time.
    let limit = Limit::after(plan.deadline);
    for item in &mut view.items {
        item.ms = gather::whole_millis(began.elapsed());
        on_item(item);
    }
    let wanted = if view.families.is_empty() { &[] } else { Id::ALL };
    let tasks = tasks::of(plan, &view, wanted);
    let enough = |slots: &[Slot]| settle::enough(slots).filter(|_| tasks::have_come(slots));
    let mut watch = Watch { on_item, enough: &enough, patience: &settle::patience };
    let slots = gather::gather(tasks, &limit, &mut watch);
    let mut items = view.items;
    items.extend(slots.into_iter().map(|slot| slot.item));
    for id in Id::ALL {
        if !items.iter().any(|item| item.id == *id) {
            let item = Item::new(*id, Status::NotRun);
            (watch.on_item)(&item);
            items.push(item);
        }
    }
    let mut evidence = Evidence { items };
    evidence.sort();
    evidence
}

/// Returns a time in milliseconds, to the microsecond.
fn millis(time: Duration) -> f64 {
    let micros = u32::try_from(time.as_micros()).unwrap_or(u32::MAX);
    f64::from(micros) / 1000.0
}

/// Returns a number that nobody outside can guess: the standard library's keys come from the system.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests;
