//! The probes that tell how good the line is: its hops, its losses, its sizes, and the way to the router.

use std::net::SocketAddr;
use std::time::Instant;

use super::{blank, of_operator, of_target, targets};
use crate::evidence::{Family, Id, Item, Medium, Status};
use crate::os::{Peer, View};
use crate::probe::endpoints::Target;
use crate::probe::gather::Task;
use crate::probe::sample::Doubt;
use crate::probe::{Plan, hop, mtu, neighbour, sample, wifi};

/// Looks for the link-layer addresses of the gateways. A default route without one takes everybody for a
/// neighbour, and the router answers for them all, if it lives.
pub(super) fn neighbours(plan: &Plan, view: &View) -> Vec<Task> {
    let has_gateway =
        |family: &&Family| view.gateways.iter().any(|peer| Family::of(peer.address) == **family);
    let without = view.families.iter().filter(|family| !has_gateway(family));
    let far = without.filter_map(|family| plan.endpoints.first_hop_of(*family));
    let far = far.map(|row| Peer::global(row.address));
    view.gateways.iter().copied().chain(far).map(neighbour).collect()
}

fn neighbour(peer: Peer) -> Task {
    let (blank, began) = (blank(Id::Neighbour, peer), Instant::now());
    Task::new(blank, move |item, limit| neighbour::look(item, peer, (began, limit)))
}

/// Every resolver answers this one itself: RFC 6761 section 6.3.
const OWN_NAME: &str = "localhost";
/// How many operators a series beyond the gateway goes to.
const SAMPLED: usize = 3;

/// Returns the family whose packets are sampled: a line loses those of one as those of the other.
fn sampled(view: &View) -> Option<Family> {
    view.families.iter().min().copied()
}

/// Samples the gateway.
pub(super) fn gateway_sample(plan: &Plan, view: &View, doubt: &Doubt) -> Option<Task> {
    let family = sampled(view)?;
    let peer = *view.gateways.iter().find(|peer| Family::of(peer.address) == family)?;
    let port = plan.gateway_ports.first().copied().unwrap_or(plan.dns_port);
    let blanks = vec![blank(Id::GatewaySample, peer)];
    let targets = vec![peer.at(port)];
    let name = OWN_NAME.to_owned();
    let doubt = doubt.clone();
    let id = Id::GatewaySample;
    Some(series(blanks, sample::Plan { id, targets, dns_port: plan.dns_port, name, doubt }))
}

/// Samples the first operators beyond the gateway, all on one thread.
pub(super) fn beyond_sample(plan: &Plan, view: &View, doubt: &Doubt) -> Option<Task> {
    let family = sampled(view)?;
    let of_family = |row: &&Target| Family::of(row.address) == family;
    let rows: Vec<&Target> = targets(plan, view).filter(of_family).take(SAMPLED).collect();
    let blanks = rows.iter().map(|row| of_operator(Id::BeyondSample, row)).collect();
    let port = |row: &Target| row.ports.first().copied().unwrap_or(plan.dns_port);
    let targets = rows.iter().map(|row| SocketAddr::new(row.address, port(row))).collect();
    let name = plan.endpoints.name.first()?.name.clone();
    let (id, doubt) = (Id::BeyondSample, doubt.clone());
    let plan = sample::Plan { id, targets, dns_port: plan.dns_port, name, doubt };
    (!rows.is_empty()).then(|| series(blanks, plan))
}

fn series(blanks: Vec<Item>, plan: sample::Plan) -> Task {
    Task::several(blanks, move |blanks, limit| sample::run(blanks, &plan, limit))
}

/// How many operators large packets are sent to, in each family.
const SIZED: usize = 2;

/// Sends packets of both sizes; connections only in one family, for they use most of the bytes, and in the
/// other where other packets vanish.
pub(super) fn sizes(plan: &Plan, view: &View) -> Vec<Task> {
    let Some(name) = plan.endpoints.name.first().map(|row| row.name.clone()) else {
        return Vec::new();
    };
    let mut tasks = Vec::new();
    for family in &view.families {
        let of_family = |row: &&Target| Family::of(row.address) == *family;
        for row in targets(plan, view).filter(of_family).take(SIZED) {
            let (address, dns_port) = (row.address, plan.dns_port);
            let place = mtu::Place { address, dns_port, name: name.clone() };
            let blank = vec![of_operator(Id::PathMtu, row)];
            if sampled(view) == Some(*family) {
                let place = place.clone();
                tasks.push(Task::several(blank.clone(), move |blanks, limit| {
                    blanks.iter().flat_map(|blank| mtu::stream(blank, &place, limit)).collect()
                }));
            }
            let is_other = sampled(view) != Some(*family);
            tasks.push(Task::several(blank, move |blanks, limit| {
                let sized = |blank| {
                    let mut items = mtu::datagrams(blank, &place, limit);
                    let vanished = items.iter().skip(1).any(|it| it.status == Status::Timeout);
                    if is_other && vanished {
                        items.extend(mtu::stream(blank, &place, limit));
                    }
                    items
                };
                blanks.iter().flat_map(sized).collect()
            }));
        }
    }
    tasks
}

/// Looks at the Wi-Fi, where that is the way out.
pub(super) fn wifi(view: &View) -> Option<Task> {
    let ways = view.items.iter().map(|item| &item.facts);
    let mut ways = ways.filter(|facts| facts.default_route == Some(true));
    let name = ways.find(|facts| facts.medium == Some(Medium::Wifi))?.interface.clone()?;
    let mut blank = Item::new(Id::Wifi, Status::NotRun);
    blank.facts.interface = Some(name.clone());
    Some(Task::new(blank, move |item, _| wifi::look(item, &name)))
}

/// The last TTL that is tried.
const FARTHEST: u8 = 8;

/// Asks who stands behind the first hop.
pub(super) fn hops(plan: &Plan, family: Family) -> Option<Task> {
    let row = plan.endpoints.first_hop_of(family)?;
    // The ports follow on that of the first hop.
    let to = SocketAddr::new(row.address, row.port.saturating_add(1));
    let blank = |ttl| {
        let mut blank = of_target(Id::Hop, row.address, &row.operator);
        blank.facts.ttl = Some(ttl);
        blank
    };
    let blanks = (2..=FARTHEST).map(blank).collect();
    Some(Task::several(blanks, move |blanks, limit| hop::farther(blanks, to, limit)))
}
