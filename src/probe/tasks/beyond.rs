//! The tasks of names and pages whose answers are known, of the router's own word, of proxies and of a site.

use crate::evidence::{Family, Id, Item, Status};
use crate::os::{Peer, View};
use crate::probe::dns::{Asking, Want};
use crate::probe::endpoints::{Endpoints, NoResolver, PublicResolver, Secure};
use crate::probe::gather::Task;
use crate::probe::proxy::{self, Pages, Setting};
use crate::probe::secure;
use crate::probe::site::{self, Door, Site};
use crate::probe::tasks::blank;
use crate::probe::web::Surroundings;
use crate::probe::{Plan, igd, known};

/// Makes the tasks of one of these questions.
pub(super) fn of(plan: &Plan, view: &View, id: Id) -> Vec<Task> {
    let leads = |address: std::net::IpAddr| view.families.contains(&Family::of(address));
    match id {
        Id::MissingName => view.resolvers.iter().filter_map(|peer| missing(plan, *peer)).collect(),
        Id::ExactName => view.resolvers.iter().filter_map(|peer| exact(plan, *peer)).collect(),
        Id::PublicDns => {
            let rows = plan.endpoints.resolver.iter();
            rows.filter(|row| leads(row.address)).map(|row| public(plan, row)).collect()
        }
        Id::NoResolver => {
            let rows = plan.endpoints.no_resolver.iter();
            rows.filter(|row| leads(row.address)).map(|row| nobody(plan, row)).collect()
        }
        Id::WebSecure => plan.endpoints.secure.iter().map(|row| page(plan, view, row)).collect(),
        Id::RouterWord => {
            let routers = view.gateways.iter().filter(|peer| peer.address.is_ipv4());
            routers.map(|peer| router(plan, *peer)).collect()
        }
        Id::Proxy => plan.settings.iter().map(|setting| through(plan, setting)).collect(),
        Id::Site => plan.site.iter().flat_map(|site| doors(plan, view, site)).collect(),
        // Load is measured afterwards, on the person's word; the others are made elsewhere.
        Id::Load
        | Id::Path
        | Id::GatewayIcmp
        | Id::GatewayTcp
        | Id::GatewayDns
        | Id::FirstHop
        | Id::BeyondTcp
        | Id::BeyondIcmp
        | Id::ResolverDns
        | Id::SystemName
        | Id::WebCanary
        | Id::Neighbour
        | Id::Hop
        | Id::GatewaySample
        | Id::BeyondSample
        | Id::PathMtu
        | Id::Wifi => Vec::new(),
    }
}

fn missing(plan: &Plan, peer: Peer) -> Option<Task> {
    let parents: Vec<_> = plan.endpoints.missing.iter().map(|row| row.parent.clone()).collect();
    if parents.is_empty() {
        return None;
    }
    let (to, names) = (peer.at(plan.dns_port), known::missing_names(&parents));
    let blank = of_resolver(Id::MissingName, plan, peer);
    Some(Task::new(blank, move |item, limit| known::missing(item, to, &names, limit)))
}

fn exact(plan: &Plan, peer: Peer) -> Option<Task> {
    let row = plan.endpoints.exact.first()?.clone();
    let to = peer.at(plan.dns_port);
    let mut blank = of_resolver(Id::ExactName, plan, peer);
    blank.facts.name = Some(row.name.clone());
    blank.facts.operator = Some(row.operator.clone());
    Some(Task::new(blank, move |item, limit| known::exact(item, to, &row, limit)))
}

fn of_resolver(id: Id, plan: &Plan, peer: Peer) -> Item {
    let mut item = blank(id, peer);
    item.facts.port = Some(plan.dns_port);
    item
}

fn public(plan: &Plan, row: &PublicResolver) -> Task {
    let mut blank = blank(Id::PublicDns, Peer::global(row.address));
    blank.facts.port = Some(row.port);
    blank.facts.operator = Some(row.operator.clone());
    let names: Vec<_> = plan.endpoints.name.iter().map(|row| row.name.clone()).collect();
    let to = row.at();
    Task::new(blank, move |item, limit| Asking::new(item, to, names, Want::Addresses).run(limit))
}

fn nobody(plan: &Plan, row: &NoResolver) -> Task {
    let mut blank = blank(Id::NoResolver, Peer::global(row.address));
    blank.facts.port = Some(row.port);
    let (to, known) = (row.at(), plan.endpoints.exact.first().cloned());
    Task::new(blank, move |item, limit| known::nobody(item, to, known.as_ref(), limit))
}

fn page(plan: &Plan, view: &View, row: &Secure) -> Task {
    let mut blank = Item::new(Id::WebSecure, Status::NotRun);
    blank.facts.operator = Some(row.operator.clone());
    blank.facts.name = Some(row.host.clone());
    blank.facts.url = Some(row.url());
    blank.facts.port = Some(row.port);
    let (row, around) = (row.clone(), Surroundings::of(plan, view));
    Task::new(blank, move |item, limit| secure::page(item, &row, &around, (limit, secure::trust())))
}

fn router(plan: &Plan, peer: Peer) -> Task {
    let to = peer.at(plan.ssdp_port);
    Task::new(blank(Id::RouterWord, peer), move |item, limit| igd::word(item, to, limit))
}

fn through(plan: &Plan, setting: &Setting) -> Task {
    let mut blank = Item::new(Id::Proxy, Status::NotRun);
    blank.facts.name = Some(setting.name.clone());
    let Endpoints { canary, secure, .. } = &plan.endpoints;
    let pages = Pages { plain: canary.clone(), secure: secure.clone() };
    let setting = setting.clone();
    Task::new(blank, move |item, limit| proxy::through(item, &setting, &pages, limit))
}

fn doors(plan: &Plan, view: &View, site: &Site) -> Vec<Task> {
    let task = |door: &Door| {
        let mut blank = Item::new(Id::Site, Status::NotRun);
        blank.facts.name = Some(site.host.clone());
        blank.facts.port = Some(door.port);
        let (site, around, door) = (site.clone(), Surroundings::of(plan, view), *door);
        let filters = plan.filters.clone();
        Task::new(blank, move |item, limit| {
            site::door(item, (&site, door), (&around, &filters), (limit, secure::trust()))
        })
    };
    site.doors.iter().map(task).collect()
}
