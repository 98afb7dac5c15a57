//! From what the system states, one by one, to the way out as a whole.
//!
//! Pure. The kernel's own choice of a source address counts for more than the routing table, because
//! VPNs steer past the table; where neither is to be had, nothing is invented.

use std::net::IpAddr;

use crate::evidence::{Facts, Family, Id, Item, Medium, Status};
use crate::os::route::Route;
use crate::os::{Peer, View, medium};

/// Where the kernel would send from to reach the internet in one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// From this address.
    From(IpAddr),
    /// There is no route.
    NoRoute,
    /// It could not be asked.
    Unknown,
}

/// An interface.
#[derive(Debug, Clone, PartialEq)]
pub struct Interface {
    /// Its name.
    pub name: String,
    /// Its number.
    pub index: u32,
    /// Whether it is switched on.
    pub up: bool,
    /// Whether it has a link: carrier, and joined where it must be joined.
    pub link: bool,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
    /// What it is made of.
    pub medium: Medium,
    /// Whether it only connects programs and containers inside this computer.
    pub inner: bool,
}

/// Everything that the system states.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stated {
    /// The interfaces, without the loopback.
    pub interfaces: Vec<Interface>,
    /// The default routes of both families, each family's best first.
    pub routes: Vec<Route>,
    /// The kernel's answer for each family.
    pub sources: Vec<(Family, Source)>,
    /// The resolvers.
    pub resolvers: Vec<Peer>,
    /// The names of configured proxy settings.
    pub proxies: Vec<String>,
}

/// The way out of one family.
struct Way {
    family: Family,
    interface: Option<String>,
    usable: bool,
}

/// Puts everything together.
pub fn view(stated: Stated) -> View {
    let ways: Vec<Way> = stated.sources.iter().filter_map(|(f, s)| stated.way(*f, *s)).collect();
    let mut items = stated.items(&ways);
    if items.is_empty() {
        let mut nothing = Item::new(Id::Path, Status::Unreachable);
        nothing.facts.link = Some(false);
        items.push(nothing);
    }
    if let Some(first) = items.first_mut() {
        first.facts.resolvers = stated.resolvers.iter().map(|peer| peer.address).collect();
        first.facts.proxies.clone_from(&stated.proxies);
    }
    let usable = ways.iter().filter(|way| way.usable);
    View {
        items,
        families: usable.map(|way| way.family).collect(),
        gateways: ways.iter().filter_map(|way| stated.gateway(way)).collect(),
        resolvers: stated.resolvers,
    }
}

impl Stated {
    /// Finds the way out of a family, if there is a route.
    fn way(&self, family: Family, source: Source) -> Option<Way> {
        let best = self.routes.iter().find(|route| route.family == family);
        let (interface, usable) = match source {
            Source::NoRoute => return None,
            Source::From(address) => (self.owner(family, address), is_usable(address)),
            Source::Unknown => {
                let interface = best.and_then(|route| self.interface(&route.interface))?;
                let of_family = |address: &&IpAddr| Family::of(**address) == family;
                let mut own = interface.addresses.iter().filter(of_family);
                (Some(interface), own.any(|address| is_usable(*address)))
            }
        };
        let linked = interface.is_none_or(|interface| interface.link);
        let name = interface.map(|interface| interface.name.clone());
        Some(Way { family, interface: name, usable: usable && linked })
    }

    /// Returns the interface that has this address, one with a default route before others.
    fn owner(&self, family: Family, address: IpAddr) -> Option<&Interface> {
        let owners = || self.interfaces.iter().filter(|one| one.addresses.contains(&address));
        let routes = || self.routes.iter().filter(|route| route.family == family);
        owners()
            .find(|one| routes().any(|route| route.interface == one.name))
            .or_else(|| owners().next())
    }

    fn interface(&self, name: &str) -> Option<&Interface> {
        self.interfaces.iter().find(|interface| interface.name == name)
    }

    /// Returns the nearest router of a way: its own interface's, else, under a VPN, the best there is.
    fn gateway(&self, way: &Way) -> Option<Peer> {
        let routes = || self.routes.iter().filter(|route| route.family == way.family);
        let own = |route: &&Route| Some(&route.interface) == way.interface.as_ref();
        let under_tunnel = way
            .interface
            .as_deref()
            .and_then(|name| self.interface(name))
            .is_some_and(|interface| interface.medium == Medium::Tunnel);
        let route = match routes().find(own) {
            Some(route) if route.gateway.is_some() || !under_tunnel => route,
            Some(_) | None => routes().find(|route| route.gateway.is_some())?,
        };
        let address = route.gateway?;
        let scope = self.interface(&route.interface).map_or(0, |interface| interface.index);
        Some(Peer { address, scope: if is_link_local(address) { scope } else { 0 } })
    }

    /// Makes the items: the way out first, then other default routes, then whatever has a link.
    fn items(&self, ways: &[Way]) -> Vec<Item> {
        let rank = |interface: &Interface| {
            let name = Some(&interface.name);
            let way = ways.iter().position(|way| way.interface.as_ref() == name);
            let route = self.routes.iter().position(|route| Some(&route.interface) == name);
            let last = usize::MAX;
            (way.unwrap_or(last), route.unwrap_or(last), !interface.link, !interface.up)
        };
        let mut ranked: Vec<_> = self.interfaces.iter().map(|one| (rank(one), one)).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        let is_way = |(way, route): (usize, usize)| way.min(route) != usize::MAX;
        let mut items: Vec<Item> = ranked
            .into_iter()
            .map(|((way, route, ..), interface)| (is_way((way, route)), interface))
            .filter(|(is_way, interface)| *is_way || interface.could_be_a_way())
            .map(|(is_way, interface)| self.item(interface, is_way))
            .collect();
        if let Some(hidden) = self.hidden_way(ways) {
            items.insert(0, hidden);
        }
        items
    }

    fn item(&self, interface: &Interface, is_way: bool) -> Item {
        let own = self.routes.iter().filter(|route| route.interface == interface.name);
        let mut item = Item::new(Id::Path, Status::Got);
        item.facts = Facts {
            interface: Some(interface.name.clone()),
            medium: Some(interface.medium),
            link: Some(interface.link),
            default_route: Some(is_way),
            addresses: interface.addresses.clone(),
            gateways: own.filter_map(|route| route.gateway).collect(),
            tether_subnet: Some(interface.addresses.iter().any(|a| medium::is_tether_subnet(*a))),
            ..Facts::default()
        };
        item
    }

    /// Makes an item for a way out through an interface that the system does not show.
    fn hidden_way(&self, ways: &[Way]) -> Option<Item> {
        let hidden =
            |family| ways.iter().any(|way| way.family == family && way.interface.is_none());
        let sources = self.sources.iter().filter(|(family, _)| hidden(*family));
        let addresses: Vec<IpAddr> = sources
            .filter_map(|(_, source)| match source {
                Source::From(address) => Some(*address),
                Source::NoRoute | Source::Unknown => None,
            })
            .collect();
        if addresses.is_empty() {
            return None;
        }
        let mut item = Item::new(Id::Path, Status::Got);
        item.facts.medium = Some(Medium::Unknown);
        item.facts.default_route = Some(true);
        item.facts.addresses = addresses;
        Some(item)
    }
}

impl Interface {
    /// Tells whether it could carry a default route: not what only connects containers, and no tunnel,
    /// which is nothing by itself.
    fn could_be_a_way(&self) -> bool {
        !self.inner && self.medium != Medium::Tunnel
    }
}

/// Tells whether an address can reach the internet, translated or not.
fn is_usable(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(a) => !(a.is_loopback() || a.is_link_local() || a.is_unspecified()),
        // Only 2000::/3 is routed: RFC 4291 section 2.4. A local address (fc00::/7) goes nowhere.
        IpAddr::V6(a) => a.octets().first().is_some_and(|first| first >> 5 == 1),
    }
}

fn is_link_local(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(a) if a.is_unicast_link_local())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn interface(name: &str, index: u32, addresses: &[&str]) -> Interface {
        Interface {
            name: name.into(),
            index,
            up: true,
            link: true,
            addresses: addresses.iter().map(|text| address(text)).collect(),
            medium: Medium::Wired,
            inner: false,
        }
    }

    fn route(interface: &str, gateway: Option<&str>, metric: u32) -> Route {
        let gateway = gateway.map(address);
        let family = gateway.map_or(Family::Ipv4, Family::of);
        Route { family, interface: interface.into(), gateway, metric }
    }

    fn names(view: &View) -> Vec<&str> {
        view.items.iter().filter_map(|item| item.facts.interface.as_deref()).collect()
    }

    fn home() -> Stated {
        Stated {
            interfaces: vec![
                Interface { link: false, ..interface("eth0", 2, &[]) },
                interface("wlan0", 3, &["192.168.1.7", "fe80::7", "2001:db8::7"]),
            ],
            routes: vec![
                route("wlan0", Some("192.168.1.1"), 600),
                route("wlan0", Some("fe80::1"), 600),
            ],
            sources: vec![
                (Family::Ipv4, Source::From(address("192.168.1.7"))),
                (Family::Ipv6, Source::From(address("2001:db8::7"))),
            ],
            resolvers: vec![Peer::global(address("192.168.1.1"))],
            proxies: vec!["http_proxy".into()],
        }
    }

    #[test]
    fn the_way_out_comes_first_with_resolvers_and_proxies() {
        let view = view(home());
        assert_eq!(names(&view), ["wlan0", "eth0"]);
        let first = &view.items[0].facts;
        assert_eq!((first.default_route, first.link), (Some(true), Some(true)));
        assert_eq!(first.gateways, [address("192.168.1.1"), address("fe80::1")]);
        assert_eq!(first.resolvers, [address("192.168.1.1")]);
        assert_eq!(first.proxies, ["http_proxy"]);
        assert_eq!(view.items[1].facts.link, Some(false));
        assert_eq!(view.families, [Family::Ipv4, Family::Ipv6]);
        assert_eq!(view.gateways[1], Peer { address: address("fe80::1"), scope: 3 });
    }

    #[test]
    fn without_proc_the_kernels_choice_is_enough() {
        let mut stated = home();
        stated.routes.clear();
        let view = view(stated);
        assert_eq!(names(&view), ["wlan0", "eth0"]);
        assert_eq!(view.items[0].facts.default_route, Some(true));
        assert_eq!(view.families.len(), 2);
        assert!(view.gateways.is_empty());
    }

    #[test]
    fn without_the_kernels_choice_the_table_is_enough() {
        let mut stated = home();
        stated.sources = vec![(Family::Ipv4, Source::Unknown), (Family::Ipv6, Source::Unknown)];
        assert_eq!(view(stated), view(home()));
    }

    #[test]
    fn a_self_given_address_is_no_way() {
        let mut stated = home();
        stated.interfaces[1].addresses = vec![address("169.254.9.9"), address("fe80::7")];
        stated.sources = vec![
            (Family::Ipv4, Source::From(address("169.254.9.9"))),
            (Family::Ipv6, Source::From(address("fe80::7"))),
        ];
        assert!(view(stated).families.is_empty());
    }

    #[test]
    fn a_route_over_a_pulled_cable_is_no_way() {
        let mut stated = home();
        stated.interfaces[1].link = false;
        let view = view(stated);
        assert!(view.families.is_empty());
        assert_eq!(view.items[0].facts.interface.as_deref(), Some("wlan0"));
    }

    #[test]
    fn a_vpn_is_the_way_and_the_router_under_it_is_still_known() {
        let mut stated = home();
        let tunnel = Interface { medium: Medium::Tunnel, ..interface("wg0", 9, &["10.8.0.2"]) };
        stated.interfaces.push(tunnel);
        let split = view(stated.clone());
        assert_eq!(
            names(&split),
            ["wlan0", "eth0"],
            "a tunnel that is not the way out is left out"
        );
        stated.sources = vec![
            (Family::Ipv4, Source::From(address("10.8.0.2"))),
            (Family::Ipv6, Source::NoRoute),
        ];
        let view = view(stated);
        assert_eq!(names(&view), ["wg0", "wlan0", "eth0"]);
        assert_eq!(view.gateways, [Peer::global(address("192.168.1.1"))]);
        assert_eq!(view.families, [Family::Ipv4]);
    }

    #[test]
    fn a_point_to_point_way_has_no_gateway() {
        let mut stated = home();
        let line =
            Interface { medium: Medium::PointToPoint, ..interface("ppp0", 9, &["100.64.0.9"]) };
        stated.interfaces.push(line);
        stated.routes.insert(0, route("ppp0", None, 0));
        stated.sources = vec![
            (Family::Ipv4, Source::From(address("100.64.0.9"))),
            (Family::Ipv6, Source::NoRoute),
        ];
        let view = view(stated);
        assert_eq!(names(&view)[0], "ppp0");
        assert!(view.gateways.is_empty() && view.items[0].facts.gateways.is_empty());
    }

    #[test]
    fn container_bridges_are_not_a_link() {
        let stated = Stated {
            interfaces: vec![Interface { inner: true, ..interface("docker0", 4, &["172.17.0.1"]) }],
            sources: vec![(Family::Ipv4, Source::NoRoute)],
            ..Stated::default()
        };
        let view = view(stated);
        assert_eq!(view.items.len(), 1);
        assert_eq!(view.items[0].status, Status::Unreachable);
        assert_eq!(view.items[0].facts.link, Some(false));
    }

    #[test]
    fn a_way_through_a_hidden_interface_is_still_a_way() {
        let stated = Stated {
            sources: vec![(Family::Ipv4, Source::From(address("10.0.0.5")))],
            ..Stated::default()
        };
        let view = view(stated);
        assert_eq!(view.items[0].facts.default_route, Some(true));
        assert_eq!(view.items[0].facts.link, None);
        assert_eq!(view.families, [Family::Ipv4]);
    }
}
