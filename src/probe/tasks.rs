//! From a plan and the way out to the probes that run.

use std::net::{IpAddr, SocketAddr};

use crate::evidence::{Family, Id, Item, Status};
use crate::os::{Peer, View};
use crate::probe::dns::{Asking, Want};
use crate::probe::endpoints::Target;
use crate::probe::gather::Task;
use crate::probe::sample::Doubt;
use crate::probe::web::Surroundings;
use crate::probe::{Plan, hop, icmp, name, tcp, web};

mod beyond;

mod line;

pub(super) use beyond::have_come;

/// Makes the tasks of these questions, in the order in which they start.
///
/// The packets of few hops leave first: a router answers few errors a second, and those that it owes to the
/// others would use them up.
pub(super) fn of(plan: &Plan, view: &View, wanted: &[Id]) -> Vec<Task> {
    let mut starting = wanted.to_vec();
    starting.sort_by_key(|id| (*id != Id::FirstHop, *id != Id::Hop));
    let doubt = Doubt::default();
    let tasks: Vec<Task> =
        starting.into_iter().flat_map(|id| of_one(plan, view, id, &doubt)).collect();
    if !tasks.iter().any(|task| task.is_about(Id::BeyondSample)) {
        doubt.settle();
    }
    tasks
}

fn of_one(plan: &Plan, view: &View, id: Id, doubt: &Doubt) -> Vec<Task> {
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
        Id::Neighbour => line::neighbours(plan, view),
        Id::Wifi => line::wifi(view).into_iter().collect(),
        Id::Hop => view.families.iter().filter_map(|f| line::hops(plan, *f)).collect(),
        Id::GatewaySample => line::gateway_sample(plan, view, doubt).into_iter().collect(),
        Id::BeyondSample => line::beyond_sample(plan, view, doubt).into_iter().collect(),
        Id::PathMtu => line::sizes(plan, view),
        Id::Path
        | Id::MissingName
        | Id::ExactName
        | Id::PublicDns
        | Id::NoResolver
        | Id::WebSecure
        | Id::RouterWord
        | Id::Proxy
        | Id::Site
        | Id::Load => beyond::of(plan, view, id),
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
    let around = Surroundings::of(plan, view);
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
