//! The kinds of rows, each with its source and the day it was checked.

use std::net::{IpAddr, SocketAddr};

use jiff::civil::Date;
use serde::Deserialize;

/// A literal address for TCP and ICMP.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Who runs it.
    pub operator: String,
    /// The address.
    pub address: IpAddr,
    /// The TCP ports, tried in this order.
    pub ports: Vec<u16>,
    /// Where this is published.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
}

/// Where packets that may take one hop only are addressed to; they never arrive.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstHop {
    /// Who runs the address.
    pub operator: String,
    /// The address.
    pub address: IpAddr,
    /// The UDP port.
    pub port: u16,
    /// Where it is published how such packets are treated.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
}

/// A page with one known answer: over plain HTTP where the standard port is 80, over HTTPS where it is 443.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page<const STANDARD: u16> {
    /// Who runs it.
    pub operator: String,
    /// The host.
    pub host: String,
    /// The TCP port.
    #[serde(default = "port::<STANDARD>")]
    pub port: u16,
    /// The path, with its slash.
    pub path: String,
    /// The HTTP status that it answers with.
    pub status: u16,
    /// The body that it answers with, to the byte.
    pub body: String,
    /// Where this is published.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
}

/// A name that every resolver knows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// The name.
    pub name: String,
    /// Who runs it.
    pub operator: String,
    /// Whose name it is.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
}

/// A page over plain HTTP.
pub type Canary = Page<80>;

/// A page over HTTPS.
pub type Secure = Page<443>;

/// A public resolver.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicResolver {
    /// Who runs it.
    pub operator: String,
    /// The address.
    pub address: IpAddr,
    /// The port.
    #[serde(default = "port::<53>")]
    pub port: u16,
    /// Where this is published.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
}

impl PublicResolver {
    /// Returns where it listens.
    pub fn at(&self) -> SocketAddr {
        SocketAddr::new(self.address, self.port)
    }
}

/// An address that runs no resolver, and nothing else either.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoResolver {
    /// The address.
    pub address: IpAddr,
    /// The port.
    #[serde(default = "port::<53>")]
    pub port: u16,
    /// Where it is published that nobody has it.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
}

impl NoResolver {
    /// Returns where questions are sent.
    pub fn at(&self) -> SocketAddr {
        SocketAddr::new(self.address, self.port)
    }
}

/// A domain below which a random name does not exist.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Missing {
    /// The domain.
    pub parent: String,
    /// Where this is published.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
}

/// A name whose addresses are published.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exact {
    /// The name.
    pub name: String,
    /// Who runs it.
    pub operator: String,
    /// Its addresses, all of them.
    pub addresses: Vec<IpAddr>,
    /// Where this is published.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
}

/// Where much data is exchanged with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Load {
    /// Who runs it.
    pub operator: String,
    /// The address of a page as long as the number that is put in for `{bytes}`.
    pub down: String,
    /// The address that takes as much.
    pub up: String,
    /// The most that is moved each way, in bytes.
    pub most_bytes: u64,
    /// Where this is published.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
}

fn port<const STANDARD: u16>() -> u16 {
    STANDARD
}

impl<const STANDARD: u16> Page<STANDARD> {
    /// Returns the page's address, without the random query that keeps caches away.
    pub fn url(&self) -> String {
        let Self { host, port, path, .. } = self;
        let scheme = if STANDARD == 443 { "https" } else { "http" };
        let place = if *port == STANDARD { host.clone() } else { format!("{host}:{port}") };
        format!("{scheme}://{place}{path}")
    }
}
