//! The evidence, boiled down to what the rules ask about.
//!
//! Pure. Computed once from [`Evidence`]; the rules in [`super::table`] look at nothing else. An item
//! that was not run, not permitted or not supported leaves no trace here, so that it can never be read
//! as "dead". One organisation is one witness, however many addresses and protocols it has.

mod beyond;
mod chance;
mod clock;
mod delay;
mod device;
mod families;
mod gateway;
mod hops;
mod load;
mod mtu;
mod names;
mod path;
mod router_word;
mod samples;
mod secure;
mod site;
mod web;

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv6Addr};

use crate::evidence::{Evidence, Item, Medium, Status};

pub use beyond::Beyond;
pub use clock::Clock;
pub use delay::Delay;
pub use device::{Proxies, Wifi};
pub use families::Families;
pub use gateway::{Gateway, Way};
pub use hops::Hops;
pub use load::Load;
pub use mtu::Mtu;
pub use names::{Habit, Names, Resolver};
pub use path::{Path, WayOut};
pub use router_word::RouterWord;
pub use samples::{Samples, Series, Share};
pub use secure::Secure;
pub use site::Site;
pub use web::Web;

/// Everything that a rule may look at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Seen {
    /// What the operating system states.
    pub path: Path,
    /// Signs of life of the router.
    pub gateway: Gateway,
    /// What the router says of its own line.
    pub router: RouterWord,
    /// The devices on the way out.
    pub hops: Hops,
    /// The literal addresses beyond the router.
    pub beyond: Beyond,
    /// IPv4 and IPv6 apart.
    pub families: Families,
    /// How many packets are lost.
    pub samples: Samples,
    /// How late the answers are.
    pub delay: Delay,
    /// Whether names are found, and truly.
    pub names: Names,
    /// The canary pages.
    pub web: Web,
    /// The secure pages.
    pub secure: Secure,
    /// This computer's clock.
    pub clock: Clock,
    /// Large packets.
    pub mtu: Mtu,
    /// The Wi-Fi signal.
    pub wifi: Wifi,
    /// Configured proxies.
    pub proxies: Proxies,
    /// The site that the person named.
    pub site: Site,
    /// The line under load.
    pub load: Load,
}

impl Seen {
    /// Looks through the evidence once.
    pub fn of(evidence: &Evidence) -> Self {
        let looked: Vec<&Item> = evidence.items.iter().filter(|item| was_looked(item)).collect();
        let path = Path::of(&looked);
        let gateway = Gateway::of(&looked, &path);
        let beyond = Beyond::of(&looked);
        let names = Names::of(&looked, &path.gateways);
        let samples = Samples::of(&looked, &beyond.by_icmp, names.intercepted);
        Self {
            router: RouterWord::of(&looked),
            hops: Hops::of(&looked, &path),
            families: Families::of(&looked, &path),
            delay: Delay::of(&looked, &samples),
            web: Web::of(&looked, &path.gateways),
            secure: Secure::of(&looked),
            clock: Clock::of(&looked),
            mtu: Mtu::of(&looked),
            wifi: Wifi::of(&looked, &path),
            proxies: Proxies::of(&looked),
            site: Site::of(&looked),
            load: Load::of(&looked, &samples),
            path,
            gateway,
            beyond,
            samples,
            names,
        }
    }

    /// Returns the organisations that proved, by a connection, an echo, an exact page or a trusted
    /// certificate, that the way to them works.
    pub fn organisations(&self) -> BTreeSet<&str> {
        let mut all = self.beyond.answered();
        all.extend(self.web.exact.iter().map(String::as_str));
        all.extend(self.secure.trusted.iter().map(String::as_str));
        all
    }

    /// Returns the organisations that were tried in earnest and proved nothing.
    ///
    /// A canary that did not come proves nothing where names fail: it was never asked for.
    pub fn missing(&self) -> BTreeSet<&str> {
        let proved = self.organisations();
        let mut all: BTreeSet<&str> = self.beyond.tcp_failed.iter().map(String::as_str).collect();
        if !self.names_fail() {
            all.extend(self.web.absent.iter().map(String::as_str));
        }
        all.retain(|name| !proved.contains(name));
        all
    }

    /// Tells whether no name is found; an exact canary page was found by its name.
    pub fn names_fail(&self) -> bool {
        self.names.failed() && self.web.exact.is_empty() && self.secure.trusted.is_empty()
    }

    /// Tells whether literal addresses of two organisations work, and not by ICMP alone where TCP fails.
    pub fn addresses_work(&self) -> bool {
        let failing = self.beyond.by_tcp.is_empty() && !self.beyond.tcp_failed.is_empty();
        self.beyond.answered().len() >= 2 && !failing
    }

    /// Tells whether ICMP echoes come back while no connection to at least two organisations does.
    pub fn only_echoes(&self) -> bool {
        let page = !self.web.exact.is_empty() || !self.secure.trusted.is_empty();
        let connected = page || !self.beyond.by_tcp.is_empty();
        let echoes = !self.beyond.by_icmp.is_empty() || !self.beyond.by_hop.is_empty();
        !connected && echoes && self.beyond.tcp_failed.len() >= 2
    }

    /// Tells whether nothing proved that anything beyond the router can be reached.
    pub fn nothing_beyond(&self) -> bool {
        self.organisations().is_empty() && self.web.local.is_empty() && self.web.far.is_empty()
    }

    /// Tells whether the silence beyond the router is that of at least two witnesses, of whom ICMP is
    /// never one: two organisations, or one and the names.
    pub fn silence_beyond(&self) -> bool {
        self.missing().len() + usize::from(self.names_fail() && !self.missing().is_empty()) >= 2
    }

    /// Tells whether this computer goes out by a phone, a mobile network or a VPN, so that the home's
    /// line was not seen.
    pub fn other_way_out(&self) -> bool {
        self.path.way_out.as_ref().is_some_and(|way| match way.medium {
            Medium::Mobile | Medium::Tunnel | Medium::Tethered => true,
            Medium::Wired | Medium::Wifi | Medium::PointToPoint | Medium::Unknown => way.is_shared,
        })
    }
}

/// Tells whether the item says anything: somebody looked and was allowed to.
pub fn was_looked(item: &Item) -> bool {
    match item.status {
        Status::NotPermitted | Status::Unsupported | Status::NotRun => false,
        Status::Got | Status::Timeout | Status::Refused | Status::Unreachable | Status::Odd => true,
    }
}

/// Tells whether a lookup gave an address that a public name can have.
pub fn is_name_found(item: &Item) -> bool {
    let answers = &item.facts.answers;
    item.status == Status::Got
        && item.facts.rcode.unwrap_or(0) == 0
        && (answers.is_empty() || answers.iter().any(|address| is_public(*address)))
}

/// Returns the organisation that an item speaks for; without its name, the address or the page.
fn organisation(item: &Item) -> String {
    let facts = &item.facts;
    let named = facts.operator.as_ref().map(|name| name.trim().to_lowercase());
    let named = named.filter(|name| !name.is_empty());
    named
        .or_else(|| facts.target.map(|address| address.to_string()))
        .or_else(|| facts.url.clone())
        .unwrap_or_default()
}

/// Returns a number that was measured: finite, and not below nothing.
fn number(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite() && *value >= 0.0)
}

/// Tells whether an address, once assigned, can be used beyond its own link.
///
/// # References
///
/// RFC 3927 (169.254/16) and RFC 4291 section 2.5.6 (`fe80::/10`): valid on one link only.
pub fn is_usable(address: IpAddr) -> bool {
    let link_local = match address {
        IpAddr::V4(v4) => v4.is_link_local() || v4.is_broadcast(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    };
    !(link_local || address.is_loopback() || address.is_unspecified() || address.is_multicast())
}

/// Tells whether an address belongs to the internet, or at least not to a home or this computer.
///
/// 100.64/10 counts: it lies behind the provider's address translation, never in a home.
///
/// # References
///
/// RFC 1918; RFC 4193 (`fc00::/7`); RFC 6598 (100.64/10).
pub fn is_public(address: IpAddr) -> bool {
    let private = match address.to_canonical() {
        IpAddr::V4(v4) => v4.is_private(),
        IpAddr::V6(v6) => Ipv6Addr::is_unique_local(&v6),
    };
    is_usable(address.to_canonical()) && !private
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Id;

    #[test]
    fn addresses_are_told_apart() {
        for (address, usable, public) in [
            ("192.168.1.2", true, false),
            ("10.0.0.1", true, false),
            ("100.64.3.4", true, true),
            ("8.8.8.8", true, true),
            ("169.254.7.7", false, false),
            ("127.0.0.53", false, false),
            ("0.0.0.0", false, false),
            ("255.255.255.255", false, false),
            ("fe80::1", false, false),
            ("fd00::1", true, false),
            ("2001:4860:4860::8888", true, true),
            ("::1", false, false),
            ("::ffff:192.168.1.1", true, false),
        ] {
            let address: IpAddr = address.parse().unwrap();
            assert_eq!((is_usable(address), is_public(address)), (usable, public), "{address}");
        }
    }

    #[test]
    fn one_organisation_is_one_witness() {
        let item = |id, operator: &str| {
            let mut item = Item::new(id, Status::Got);
            item.facts.operator = Some(operator.into());
            item.facts.exact = Some(true);
            item
        };
        let items = vec![
            item(Id::BeyondTcp, "Google"),
            item(Id::BeyondIcmp, "google "),
            item(Id::WebCanary, "google"),
        ];
        assert_eq!(Seen::of(&Evidence { items }).organisations().len(), 1);
    }
}
