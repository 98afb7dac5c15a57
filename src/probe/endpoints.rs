//! Who is contacted outside the home: data, each row with its source and the day it was checked.
//!
//! Pure. The built-in rows are `checklists/data/endpoints.toml`; a test builds others, with ports of its own.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::OnceLock;

use serde::Deserialize;

use crate::data;
use crate::diagnosis::own::Wrong;
use crate::evidence::Family;

mod check;
mod rows;

pub use check::LIMIT;
pub use rows::{
    Canary, Exact, FirstHop, Load, Missing, Name, NoResolver, Page, PublicResolver, Secure, Target,
};

/// Where resolvers listen: RFC 1035 section 4.2.
const DNS_PORT: u16 = 53;

/// The built-in rows.
fn builtin() -> String {
    data::shipped!("endpoints.toml")
}

/// Everything outside the home that a look contacts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoints {
    /// Literal addresses of several operators.
    #[serde(default)]
    pub target: Vec<Target>,
    /// Where one-hop packets are addressed to, one a family.
    #[serde(default)]
    pub first_hop: Vec<FirstHop>,
    /// Pages with a known answer.
    #[serde(default)]
    pub canary: Vec<Canary>,
    /// Names to look up.
    #[serde(default)]
    pub name: Vec<Name>,
    /// Public resolvers.
    #[serde(default)]
    pub resolver: Vec<PublicResolver>,
    /// Addresses that run no resolver.
    #[serde(default)]
    pub no_resolver: Vec<NoResolver>,
    /// Below which names nothing exists.
    #[serde(default)]
    pub missing: Vec<Missing>,
    /// Names with published addresses.
    #[serde(default)]
    pub exact: Vec<Exact>,
    /// Pages with a known answer over HTTPS.
    #[serde(default)]
    pub secure: Vec<Secure>,
    /// Where much data is exchanged with, on the person's word only.
    #[serde(default)]
    pub load: Vec<Load>,
}

impl Endpoints {
    /// Returns the built-in rows.
    ///
    /// # Panics
    ///
    /// Never: the rows are part of the program, and a test reads them.
    pub fn builtin() -> &'static Self {
        static ROWS: OnceLock<Endpoints> = OnceLock::new();
        ROWS.get_or_init(|| Self::parse(&builtin()).expect("a test reads the built-in rows"))
    }

    /// Reads rows.
    ///
    /// # Errors
    ///
    /// Whatever is not TOML of exactly this form, with its place in the text.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Reads rows and refuses what could not be asked.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its place.
    pub fn load(text: &str) -> Result<Self, Wrong> {
        check::load(text)
    }

    /// Lists the literal addresses, each once.
    pub fn addresses(&self) -> Vec<IpAddr> {
        let targets = self.target.iter().map(|row| row.address);
        let mut found: Vec<IpAddr> = Vec::new();
        for address in targets.chain(self.first_hop.iter().map(|row| row.address)) {
            if !found.contains(&address) {
                found.push(address);
            }
        }
        found
    }

    /// Lists everything that is contacted outside the home, one line each: protocol, where, who. What only the
    /// person's word starts ([`Self::load`]) is not among it.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for row in &self.target {
            let Target { operator, address, ports, .. } = row;
            lines.push(format!("icmp {address} {operator}"));
            let places = ports.iter().map(|port| SocketAddr::new(*address, *port));
            lines.extend(places.map(|place| format!("tcp {place} {operator}")));
            lines.push(format!("udp {} {operator}", SocketAddr::new(*address, DNS_PORT)));
        }
        for row in &self.first_hop {
            let place = SocketAddr::new(row.address, row.port);
            lines.push(format!("udp ttl=1 {place} {}", row.operator));
            let farther = (2_u16..=8).map(|ttl| (ttl, row.port.saturating_add(ttl - 1)));
            lines.extend(farther.map(|(ttl, port)| {
                format!("udp ttl={ttl} {} {}", SocketAddr::new(row.address, port), row.operator)
            }));
        }
        lines.extend(self.resolver.iter().map(|row| format!("dns {} {}", row.at(), row.operator)));
        lines.extend(self.no_resolver.iter().map(|row| format!("dns {} nobody", row.at())));
        lines.extend(self.named().map(|(name, operator)| format!("dns {name} {operator}")));
        lines.extend(self.missing.iter().map(|row| format!("dns *.{} nobody", row.parent)));
        lines.extend(self.canary.iter().map(|row| format!("http {} {}", row.url(), row.operator)));
        lines.extend(self.secure.iter().map(|row| format!("https {} {}", row.url(), row.operator)));
        lines
    }

    /// Lists what the person's word alone starts, one line each.
    pub fn load_lines(&self) -> Vec<String> {
        let both =
            |row: &Load| [&row.down, &row.up].map(|url| format!("load {url} {}", row.operator));
        self.load.iter().flat_map(both).collect()
    }

    /// Lists the names that resolvers are asked for, with who runs them, each once.
    fn named(&self) -> impl Iterator<Item = (&str, &str)> {
        let names = self.name.iter().map(|row| (row.name.as_str(), row.operator.as_str()));
        let exact = self.exact.iter().map(|row| (row.name.as_str(), row.operator.as_str()));
        let plain = self.canary.iter().map(|row| (row.host.as_str(), row.operator.as_str()));
        let secure = self.secure.iter().map(|row| (row.host.as_str(), row.operator.as_str()));
        let mut known = BTreeSet::new();
        names.chain(exact).chain(plain).chain(secure).filter(move |(name, _)| known.insert(*name))
    }

    /// Returns the row for one-hop packets of a family.
    pub(super) fn first_hop_of(&self, family: Family) -> Option<&FirstHop> {
        self.first_hop.iter().find(|row| Family::of(row.address) == family)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operators<'a>(rows: impl Iterator<Item = &'a String>) -> usize {
        rows.collect::<BTreeSet<_>>().len()
    }

    #[test]
    fn no_kind_rests_on_one_operator() {
        let rows = Endpoints::builtin();
        for family in [Family::Ipv4, Family::Ipv6] {
            let of_family = rows.target.iter().filter(|row| Family::of(row.address) == family);
            assert!(operators(of_family.map(|row| &row.operator)) >= 3);
            assert!(rows.first_hop_of(family).is_some());
        }
        assert!(operators(rows.canary.iter().map(|row| &row.operator)) >= 2);
        assert!(operators(rows.name.iter().map(|row| &row.operator)) >= 2);
    }

    #[test]
    fn every_row_has_a_source_and_can_be_asked() {
        let rows = Endpoints::builtin();
        let sourced = |source: &str| source.starts_with("https://");
        assert!(rows.target.iter().all(|row| sourced(&row.source) && !row.ports.is_empty()));
        assert!(rows.canary.iter().all(|row| sourced(&row.source) && row.path.starts_with('/')));
        assert!(rows.first_hop.iter().all(|row| sourced(&row.source)));
        assert!(rows.name.iter().all(|row| sourced(&row.source) && row.name.contains('.')));
    }

    #[test]
    fn the_lines_name_every_row() {
        let rows = Endpoints::builtin();
        let lines = rows.lines().join("\n");
        for address in rows.addresses() {
            assert!(lines.contains(&address.to_string()), "{address}");
        }
        assert!(lines.contains("tcp 8.8.8.8:443 google\n"));
        assert!(lines.contains("tcp [2620:fe::fe]:53 quad9\n"));
        assert!(lines.contains("udp 8.8.8.8:53 google\n"));
        assert!(lines.contains("udp ttl=1 8.8.8.8:33434 google\n"));
        assert!(lines.contains("udp ttl=8 8.8.8.8:33441 google\n"));
        assert!(lines.contains("dns www.google.com google\n"));
        assert!(lines.contains("http http://www.msftconnecttest.com/connecttest.txt microsoft"));
    }

    #[test]
    fn an_unknown_key_is_refused() {
        assert!(Endpoints::parse("[[name]]\nname = \"a.b\"\ncolour = 1\n").is_err());
    }
}
