//! One look at link, router and internet, cheap while all is as it was.
//!
//! Edge. What answered last is asked first and alone; only where it is silent is everything asked. A dead
//! router stays in the neighbour cache for half a minute, so only answers count: ICMP, DNS, TCP, and the
//! router's word on a packet that may make one hop. Once this computer has gone over to another network,
//! such as a phone's, nothing is claimed.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

use super::{Known, Round, Source};
use crate::evidence::{Facts, Family, Id, Item, Medium, Status};
use crate::os::{Peer, View};
use crate::probe::endpoints::Target;
use crate::probe::gather::{self, Slot, Task};
use crate::probe::limit::Limit;
use crate::probe::{Plan, socket, tasks, tcp};

/// How long the one that answered last is waited for.
const FIRST: Duration = Duration::from_millis(600);
/// How long all of them are waited for.
const ALL: Duration = Duration::from_millis(900);
/// What is asked of a router, beside its TCP ports.
const GATEWAY: [Id; 3] = [Id::GatewayIcmp, Id::FirstHop, Id::GatewayDns];

/// Looks at the network that this computer was on at the beginning.
pub(super) struct Looker {
    plan: Plan,
    home: Option<Home>,
    /// What of the router answered last.
    witness: Option<Id>,
    /// Which address beyond it answered last.
    far: Option<IpAddr>,
}

/// The network of the beginning.
#[derive(Debug, Clone, PartialEq)]
struct Home {
    interface: Option<String>,
    gateways: Vec<Peer>,
}

impl Looker {
    /// Makes one that has not looked yet.
    pub(super) fn new(plan: Plan) -> Self {
        Self { plan, home: None, witness: None, far: None }
    }

    /// Asks the router.
    fn gateway(&mut self, view: &View, was_up: bool) -> Option<bool> {
        if was_up && let Some(witness) = self.witness {
            let slots = ask(self.tasks(view, &[witness]), FIRST);
            if slots.iter().any(|slot| slot.done && slot.item.status.is_alive()) {
                return Some(true);
            }
        }
        let mut wanted = GATEWAY.to_vec();
        wanted.push(Id::GatewayTcp);
        let slots = ask(self.tasks(view, &wanted), ALL);
        let alive = slots.iter().find(|slot| slot.done && slot.item.status.is_alive());
        self.witness = alive.map(|slot| slot.item.id);
        let told = slots.iter().any(|slot| is_told(slot.item.status));
        told.then_some(alive.is_some())
    }

    fn tasks(&self, view: &View, wanted: &[Id]) -> Vec<Task> {
        let mut all = Vec::new();
        for id in wanted {
            if *id == Id::GatewayTcp {
                for to in self
                    .plan
                    .gateway_ports
                    .iter()
                    .flat_map(|port| view.gateways.iter().map(|peer| peer.at(*port)))
                {
                    all.push(Task::new(blank(*id, to, None), touch(to, false)));
                }
            } else {
                all.extend(tasks::of(&self.plan, view, &[*id]));
            }
        }
        all
    }

    /// Asks what lies beyond the router: returns how many operators answered; none where nobody can be asked.
    fn internet(&mut self, view: &View, was_up: bool) -> Option<usize> {
        let targets = self.plan.endpoints.target.iter();
        let targets: Vec<&Target> =
            targets.filter(|row| view.families.contains(&Family::of(row.address))).collect();
        let last = targets.iter().find(|row| Some(row.address) == self.far).filter(|_| was_up);
        if let Some(last) = last {
            let slots = ask(vec![beyond(last, false)], FIRST);
            if slots.iter().any(is_got) {
                return Some(1);
            }
        }
        // One address of each operator and family: a family that leads nowhere is not the whole internet.
        let mut chosen: BTreeMap<(&str, Family), &Target> = BTreeMap::new();
        for row in targets {
            chosen.entry((&row.operator, Family::of(row.address))).or_insert(row);
        }
        let slots = ask(chosen.values().map(|row| beyond(row, !was_up)).collect(), ALL * 2);
        let got = || slots.iter().filter(|slot| is_got(slot));
        self.far = got().find_map(|slot| slot.item.facts.target);
        let mut operators: Vec<_> =
            got().filter_map(|slot| slot.item.facts.operator.as_deref()).collect();
        operators.sort_unstable();
        operators.dedup();
        slots.iter().any(|slot| is_told(slot.item.status)).then_some(operators.len())
    }

    /// Tells whether the network is the one of the beginning, which is the first on which there is a way out.
    fn is_home(&mut self, view: &View) -> bool {
        let first = view.items.first().map(|item| &item.facts);
        let interface = first.and_then(|facts| facts.interface.clone());
        if first.is_some_and(is_phone) {
            return false;
        }
        let found = Home { interface, gateways: view.gateways.clone() };
        let home = self.home.get_or_insert_with(|| found.clone());
        if home.gateways.is_empty() && !found.gateways.is_empty() {
            *home = found;
            return true;
        }
        let same = |peer: &Peer| home.gateways.contains(peer);
        home.interface == found.interface
            && (found.gateways.is_empty() || found.gateways.iter().any(same))
    }

    /// Returns what the system states of the link; none where it does not say.
    fn link(&self, view: &View) -> Option<bool> {
        if view.items.iter().any(|item| item.status == Status::Unsupported) {
            return None;
        }
        let mut all = view.items.iter().map(|item| &item.facts);
        let home = self.home.as_ref().filter(|home| home.interface.is_some());
        Some(match home {
            Some(home) => all.any(|facts| facts.interface == home.interface && is_linked(facts)),
            None => all.any(|facts| is_linked(facts) && !is_phone(facts)),
        })
    }
}

impl Source for Looker {
    fn look(&mut self, [_, gateway, internet]: Known) -> Round {
        let view = self.plan.way_out();
        if view.families.is_empty() {
            return Round { link: self.link(&view), gateway: Some(false), internet: Some(0) };
        }
        if !self.is_home(&view) {
            return Round { link: self.link(&view), ..Round::default() };
        }
        let link = self.link(&view);
        let mut other = Self { far: self.far, ..Self::new(self.plan.clone()) };
        thread::scope(|scope| {
            let beyond = scope.spawn(|| (other.internet(&view, internet == Some(true)), other.far));
            let gateway = self.gateway(&view, gateway == Some(true));
            let (internet, far) = beyond.join().unwrap_or_default();
            self.far = far;
            Round { link, gateway, internet }
        })
    }
}

/// Runs tasks until one is alive and the others have had their time, or the limit.
fn ask(tasks: Vec<Task>, within: Duration) -> Vec<Slot> {
    let limit = Limit::after(within);
    let is_near = |slot: &Slot| slot.item.facts.operator.is_none();
    let near = |slots: &[Slot]| {
        slots.iter().any(|slot| is_near(slot) && slot.done && slot.item.status.is_alive())
    };
    let two = |slots: &[Slot]| slots.iter().filter(|slot| is_got(slot)).count() >= 2;
    let enough = |slots: &[Slot]| (near(slots) || two(slots)).then_some(Duration::from_millis(20));
    let mut watch = gather::Watch { on_item: &mut |_| (), enough: &enough, patience: &|_| None };
    gather::gather(tasks, &limit, &mut watch)
}

fn beyond(row: &Target, prove: bool) -> Task {
    let port = row.ports.first().copied().unwrap_or(443);
    let to = SocketAddr::new(row.address, port);
    Task::new(blank(Id::BeyondTcp, to, Some(row.operator.clone())), touch(to, prove))
}

fn blank(id: Id, to: SocketAddr, operator: Option<String>) -> Item {
    let mut item = Item::new(id, Status::NotRun);
    item.facts = Facts { target: Some(to.ip()), operator, ..Facts::default() };
    item
}

/// Connects and hangs up at once. To be a proof, nobody on the first hop may take the same connection: some
/// routers answer for the whole world while their line is down.
fn touch(to: SocketAddr, prove: bool) -> impl FnOnce(Item, &Limit) -> Item {
    move |mut item, limit| {
        let Some(left) = limit.left() else { return item };
        item.status = match TcpStream::connect_timeout(&to, left.min(ALL)) {
            Ok(_) => Status::Got,
            Err(error) => socket::status_of(&error),
        };
        if prove && item.status == Status::Got && tcp::is_first_hop(to, limit) {
            item.status = Status::Odd;
        }
        item
    }
}

fn is_got(slot: &Slot) -> bool {
    slot.done && slot.item.status == Status::Got
}

/// Tells whether an ending says anything about the network.
fn is_told(status: Status) -> bool {
    status.is_alive() || status.is_silent()
}

/// Tells whether an interface is a phone's, or has an address of those who share their connection.
fn is_phone(facts: &Facts) -> bool {
    matches!(facts.medium, Some(Medium::Tethered)) || facts.tether_subnet == Some(true)
}

/// Tells whether an interface has a link and an address that leads anywhere.
fn is_linked(facts: &Facts) -> bool {
    let usable = |address: &IpAddr| match address {
        IpAddr::V4(address) => !address.is_link_local() && !address.is_unspecified(),
        IpAddr::V6(address) => !address.is_unicast_link_local() && !address.is_unspecified(),
    };
    facts.link == Some(true) && facts.addresses.iter().any(usable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::testing::{self, Dns};
    use std::net::TcpListener;

    fn plan(open: u16) -> Plan {
        testing::plan(open, &testing::dns(Dns::Good), [1, 1])
    }

    #[test]
    fn what_answers_is_asked_alone_the_next_time() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let open = listener.local_addr().unwrap().port();
        let mut looker = Looker::new(plan(open));
        let first = looker.look([None; 3]);
        assert_eq!(first.gateway, Some(true));
        let witness = looker.witness.unwrap();
        let slots = ask(looker.tasks(&looker.plan.way_out(), &[witness]), FIRST);
        assert!(slots.iter().all(|slot| slot.item.id == witness));
        assert_eq!(looker.look([None, Some(true), Some(true)]).gateway, Some(true));
    }

    #[test]
    fn whoever_answers_for_the_world_from_the_first_hop_is_no_internet() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let to = listener.local_addr().unwrap();
        let limit = Limit::after(Duration::from_secs(5));
        let item = |prove| touch(to, prove)(blank(Id::BeyondTcp, to, None), &limit);
        assert_eq!(item(false).status, Status::Got);
        assert_eq!(item(true).status, Status::Odd, "the loopback is one hop away");
    }

    #[test]
    fn without_a_way_out_nothing_answers_and_nothing_is_sent() {
        let mut plan = plan(1);
        if let Some(view) = &mut plan.view {
            view.families.clear();
        }
        let round = Looker::new(plan).look([None; 3]);
        assert_eq!((round.gateway, round.internet), (Some(false), Some(0)));
    }

    fn view(interface: &str, gateway: &str) -> View {
        let mut item = Item::new(Id::Path, Status::Got);
        item.facts.interface = Some(interface.into());
        item.facts.link = Some(true);
        item.facts.addresses = vec!["192.168.1.10".parse().unwrap()];
        let gateways = vec![Peer::global(gateway.parse().unwrap())];
        View { items: vec![item], families: vec![Family::Ipv4], gateways, resolvers: Vec::new() }
    }

    #[test]
    fn another_network_is_not_the_home() {
        let mut looker = Looker::new(plan(1));
        assert!(looker.is_home(&view("wlan0", "192.168.1.1")));
        assert!(!looker.is_home(&view("wlan0", "192.168.43.1")));
        assert!(!looker.is_home(&view("usb0", "192.168.1.1")));
        assert!(looker.is_home(&view("wlan0", "192.168.1.1")), "and it may come back");
        let mut phone = view("wlan0", "192.168.1.1");
        phone.items[0].facts.tether_subnet = Some(true);
        assert!(!looker.is_home(&phone));
    }

    #[test]
    fn a_link_needs_an_address_and_is_the_homes_own() {
        let mut looker = Looker::new(plan(1));
        let mut home = view("wlan0", "192.168.1.1");
        assert!(looker.is_home(&home));
        assert_eq!(looker.link(&home), Some(true));
        assert_eq!(looker.link(&view("usb0", "10.0.0.1")), Some(false));
        home.items[0].facts.addresses = vec!["169.254.3.4".parse().unwrap()];
        assert_eq!(looker.link(&home), Some(false));
        home.items[0].status = Status::Unsupported;
        assert_eq!(looker.link(&home), None);
    }
}
