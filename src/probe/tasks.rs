//! From a plan and the way out to the probes that run.

use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use crate::evidence::{Family, Id, Item, Medium, Status};
use crate::os::{Peer, View};
use crate::probe::dns::{Asking, Want};
use crate::probe::endpoints::Target;
use crate::probe::gather::Task;
use crate::probe::web::Surroundings;
use crate::probe::{Plan, hop, icmp, mtu, name, neighbour, sample, tcp, web, wifi};
use crate::wire::dns::Kind;

/// Makes the tasks of these questions, in the order in which they start.
///
/// The one-hop packets leave first: a router answers few errors a second, and those that it owes to the
/// others would use them up.
pub(super) fn of(plan: &Plan, view: &View, wanted: &[Id]) -> Vec<Task> {
    let mut starting = wanted.to_vec();
    starting.sort_by_key(|id| *id != Id::FirstHop);
    starting.into_iter().flat_map(|id| of_one(plan, view, id)).collect()
}

fn of_one(plan: &Plan, view: &View, id: Id) -> Vec<Task> {
    let gateways = view.gateways.iter();
    match id {
        Id::GatewayIcmp => gateways.map(|peer| echo(blank(id, *peer), *peer)).collect(),
        Id::GatewayTcp => gateways
            .flat_map(|peer| plan.gateway_ports.iter().map(|port| knock(*peer, *port)))
            .collect(),
        Id::GatewayDns => gateways.map(|peer| ask(plan, id, *peer)).collect(),
        Id::FirstHop => view.families.iter().filter_map(|f| first_hop(plan, view, *f)).collect(),
        Id::BeyondTcp => targets(plan, view).map(connect).collect(),
        Id::BeyondIcmp => targets(plan, view)
            .map(|row| echo(of_operator(id, row), Peer::global(row.address)))
            .collect(),
        Id::ResolverDns => view.resolvers.iter().map(|peer| ask(plan, id, *peer)).collect(),
        Id::SystemName => system_names(plan),
        Id::WebCanary => canaries(plan, view),
        Id::Neighbour => gateways.map(|peer| neighbour(*peer)).collect(),
        Id::Wifi => wifi(view).into_iter().collect(),
        Id::Hop => view.families.iter().filter_map(|f| hops(plan, *f)).collect(),
        Id::GatewaySample => gateway_sample(plan, view).into_iter().collect(),
        Id::BeyondSample => beyond_sample(plan, view).into_iter().collect(),
        Id::PathMtu => sizes(plan, view),
        Id::Path
        | Id::MissingName
        | Id::ExactName
        | Id::PublicDns
        | Id::NoResolver
        | Id::WebSecure
        | Id::RouterWord
        | Id::Proxy
        | Id::Site
        | Id::Load => Vec::new(),
    }
}

/// Lists the targets of the families that lead out.
fn targets<'a>(plan: &'a Plan, view: &'a View) -> impl Iterator<Item = &'a Target> {
    plan.endpoints.target.iter().filter(|row| view.families.contains(&Family::of(row.address)))
}

fn blank(id: Id, peer: Peer) -> Item {
    let mut item = Item::new(id, Status::NotRun);
    item.facts.target = Some(peer.address);
    item.facts.family = Some(Family::of(peer.address));
    item
}

fn of_operator(id: Id, row: &Target) -> Item {
    of_target(id, row.address, &row.operator)
}

fn of_target(id: Id, address: IpAddr, operator: &str) -> Item {
    let mut item = blank(id, Peer::global(address));
    item.facts.operator = Some(operator.to_owned());
    item
}

fn echo(blank: Item, peer: Peer) -> Task {
    Task::new(blank, move |item, limit| icmp::echo(item, peer, limit))
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

fn gateway_sample(plan: &Plan, view: &View) -> Option<Task> {
    let family = sampled(view)?;
    let peer = *view.gateways.iter().find(|peer| Family::of(peer.address) == family)?;
    let port = plan.gateway_ports.first().copied().unwrap_or(plan.dns_port);
    let blanks = vec![blank(Id::GatewaySample, peer)];
    Some(series(plan, blanks, vec![peer.at(port)], OWN_NAME))
}

fn beyond_sample(plan: &Plan, view: &View) -> Option<Task> {
    let family = sampled(view)?;
    let of_family = |row: &&Target| Family::of(row.address) == family;
    let rows: Vec<&Target> = targets(plan, view).filter(of_family).take(SAMPLED).collect();
    let blanks = rows.iter().map(|row| of_operator(Id::BeyondSample, row)).collect();
    let port = |row: &Target| row.ports.first().copied().unwrap_or(plan.dns_port);
    let places = rows.iter().map(|row| SocketAddr::new(row.address, port(row))).collect();
    let name = plan.endpoints.name.first()?.name.clone();
    (!rows.is_empty()).then(|| series(plan, blanks, places, &name))
}

fn series(plan: &Plan, blanks: Vec<Item>, targets: Vec<SocketAddr>, name: &str) -> Task {
    let id = blanks.first().map_or(Id::BeyondSample, |blank| blank.id);
    let plan = sample::Plan { id, targets, dns_port: plan.dns_port, name: name.to_owned() };
    Task::several(blanks, move |blanks, limit| sample::run(blanks, &plan, limit))
}

/// How many operators large packets are sent to, in each family.
const SIZED: usize = 2;

/// Sends packets of both sizes; connections only in one family, for they use most of the bytes.
fn sizes(plan: &Plan, view: &View) -> Vec<Task> {
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
            tasks.push(Task::several(blank, move |blanks, limit| {
                blanks.iter().flat_map(|blank| mtu::datagrams(blank, &place, limit)).collect()
            }));
        }
    }
    tasks
}

/// Looks at the Wi-Fi, where that is the way out.
fn wifi(view: &View) -> Option<Task> {
    let ways = view.items.iter().map(|item| &item.facts);
    let mut ways = ways.filter(|facts| facts.default_route == Some(true));
    let name = ways.find(|facts| facts.medium == Some(Medium::Wifi))?.interface.clone()?;
    let mut blank = Item::new(Id::Wifi, Status::NotRun);
    blank.facts.interface = Some(name.clone());
    Some(Task::new(blank, move |item, _| wifi::look(item, &name)))
}

fn knock(peer: Peer, port: u16) -> Task {
    let mut blank = blank(Id::GatewayTcp, peer);
    blank.facts.port = Some(port);
    Task::new(blank, move |item, limit| tcp::connect(item, peer, &[port], limit))
}

fn connect(row: &Target) -> Task {
    let mut blank = of_operator(Id::BeyondTcp, row);
    blank.facts.port = row.ports.first().copied();
    let (peer, ports) = (Peer::global(row.address), row.ports.clone());
    Task::new(blank, move |item, limit| tcp::connect(item, peer, &ports, limit))
}

/// Asks a resolver for names, or a gateway for a sign of life.
fn ask(plan: &Plan, id: Id, peer: Peer) -> Task {
    let mut blank = blank(id, peer);
    blank.facts.port = Some(plan.dns_port);
    let is_gateway = id == Id::GatewayDns;
    let (want, most) = if is_gateway { (Want::Life, 1) } else { (Want::Addresses, usize::MAX) };
    let rows = plan.endpoints.name.iter().take(most);
    let names: Vec<String> = rows.map(|row| row.name.clone()).collect();
    let to = peer.at(plan.dns_port);
    Task::new(blank, move |item, limit| Asking::new(item, to, names, want).run(limit))
}

fn first_hop(plan: &Plan, view: &View, family: Family) -> Option<Task> {
    let row = plan.endpoints.first_hop_of(family)?;
    let to = SocketAddr::new(row.address, row.port);
    let mut blank = blank(Id::FirstHop, Peer::global(row.address));
    blank.facts.port = Some(row.port);
    let gateways: Vec<IpAddr> = view.gateways.iter().map(|peer| peer.address).collect();
    Some(Task::new(blank, move |item, limit| {
        let mut item = hop::first_hop(item, to, limit);
        item.facts.from_gateway = item.facts.answered_by.and_then(|by| is_gateway(by, &gateways));
        item
    }))
}

/// The last TTL that is tried.
const FARTHEST: u8 = 8;

fn hops(plan: &Plan, family: Family) -> Option<Task> {
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

/// Tells whether the first hop is a known gateway. Not known over IPv6 unless it is: there the route names
/// a link-local address and the router answers from another one.
fn is_gateway(address: IpAddr, gateways: &[IpAddr]) -> Option<bool> {
    if gateways.contains(&address) {
        return Some(true);
    }
    (address.is_ipv4() && gateways.iter().any(IpAddr::is_ipv4)).then_some(false)
}

fn system_names(plan: &Plan) -> Vec<Task> {
    let task = |row: &crate::probe::endpoints::Name| {
        let mut blank = Item::new(Id::SystemName, Status::NotRun);
        blank.facts.name = Some(row.name.clone());
        blank.facts.operator = Some(row.operator.clone());
        let name = row.name.clone();
        Task::new(blank, move |item, _| name::look_up(item, &name))
    };
    plan.endpoints.name.iter().map(task).collect()
}

fn canaries(plan: &Plan, view: &View) -> Vec<Task> {
    let around = Surroundings {
        resolvers: view.resolvers.iter().map(|peer| peer.at(plan.dns_port)).collect(),
        kind: if view.families.contains(&Family::Ipv4) { Kind::A } else { Kind::Aaaa },
        gateways: view.gateways.iter().map(|peer| peer.address).collect(),
    };
    let task = |row: &crate::probe::endpoints::Canary| {
        let mut blank = Item::new(Id::WebCanary, Status::NotRun);
        blank.facts.operator = Some(row.operator.clone());
        blank.facts.name = Some(row.host.clone());
        blank.facts.url = Some(row.url());
        let (row, around) = (row.clone(), around.clone());
        Task::new(blank, move |item, limit| web::canary(item, &row, &around, limit))
    };
    plan.endpoints.canary.iter().map(task).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_the_first_hop_is_is_said_only_where_it_is_known() {
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let known = [address("192.168.1.1"), address("fe80::1")];
        assert_eq!(is_gateway(address("192.168.1.1"), &known), Some(true));
        assert_eq!(is_gateway(address("10.0.0.1"), &known), Some(false));
        assert_eq!(is_gateway(address("2001:db8::1"), &known), None);
        assert_eq!(is_gateway(address("10.0.0.1"), &[]), None);
    }
}
