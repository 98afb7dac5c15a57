//! The tasks of names and pages whose answers are known, of the router's own word, of proxies and of a site.

use crate::evidence::{Family, Id, Item, Status};
use crate::os::{Peer, View};
use crate::probe::endpoints::{Endpoints, NoResolver, PublicResolver, Secure};
use crate::probe::gather::{Slot, Task};
use crate::probe::proxy::{self, Pages, Setting};
use crate::probe::secure;
use crate::probe::site::{self, Site};
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
            rows.filter(|row| leads(row.address)).filter_map(|row| public(plan, row)).collect()
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
        Id::Site => plan.site.iter().map(|site| named(plan, view, site)).collect(),
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
    Some(Task::new(blank, move |item, limit| known::exact(item, to, &row, limit)))
}

fn of_resolver(id: Id, plan: &Plan, peer: Peer) -> Item {
    let mut item = blank(id, peer);
    item.facts.port = Some(plan.dns_port);
    item
}

/// Asks a public resolver for the name whose addresses are known.
fn public(plan: &Plan, row: &PublicResolver) -> Option<Task> {
    let known = plan.endpoints.exact.first()?.clone();
    let mut blank = blank(Id::PublicDns, Peer::global(row.address));
    blank.facts.port = Some(row.port);
    blank.facts.operator = Some(row.operator.clone());
    let to = row.at();
    Some(Task::new(blank, move |item, limit| known::exact(item, to, &known, limit)))
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

fn named(plan: &Plan, view: &View, site: &Site) -> Task {
    let mut blank = Item::new(Id::Site, Status::NotRun);
    blank.facts.name = Some(site.host.clone());
    let (site, around) = (site.clone(), Surroundings::of(plan, view));
    let filters = plan.filters.clone();
    Task::new(blank, move |item, limit| {
        site::look(item, &site, (around, filters), (limit, secure::trust()))
    })
}

/// Tells whether everything has come that a healthy look must not do without: what the person named or
/// configured, and one page over HTTPS, or the end of them all.
pub(in crate::probe) fn have_come(slots: &[Slot]) -> bool {
    let of = |id: Id| slots.iter().filter(move |slot| slot.item.id == id);
    let is_got = |slot: &Slot| slot.done && slot.item.status == Status::Got;
    let all = |id: Id| of(id).all(|slot| slot.done);
    all(Id::Site) && all(Id::Proxy) && (of(Id::WebSecure).any(is_got) || all(Id::WebSecure))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(id: Id, status: Status, done: bool) -> Slot {
        Slot { item: Item::new(id, status), done }
    }

    #[test]
    fn one_secure_page_is_enough_and_failures_are_waited_for() {
        assert!(have_come(&[]));
        let got = slot(Id::WebSecure, Status::Got, true);
        let open = || slot(Id::WebSecure, Status::NotRun, false);
        let failed = || slot(Id::WebSecure, Status::Refused, true);
        assert!(have_come(&[got, open()]));
        assert!(!have_come(&[failed(), open()]));
        assert!(have_come(&[failed(), failed()]));
    }

    #[test]
    fn what_the_person_named_or_configured_is_waited_for() {
        for id in [Id::Site, Id::Proxy] {
            assert!(!have_come(&[slot(id, Status::NotRun, false)]), "{id:?}");
            assert!(have_come(&[slot(id, Status::Timeout, true)]), "{id:?}");
        }
        assert!(have_come(&[slot(Id::RouterWord, Status::NotRun, false)]));
    }
}
