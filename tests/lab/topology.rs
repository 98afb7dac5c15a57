//! The healthy network as data.

use anyhow::{Context as _, Result};
use serde::Deserialize;

/// A namespace of the lab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Place {
    /// The customer's computer.
    Home,
    /// The box between home and line.
    Router,
    /// A second box in the house, where a row has one.
    Modem,
    /// The line itself, where a row makes it a long one.
    Line,
    /// The provider's first device and its resolver.
    Provider,
    /// Everybody else.
    Internet,
}

/// What one place is made of; the file explains the fields.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plan {
    /// Which place.
    pub(crate) key: Place,
    /// The cables that begin here.
    pub(crate) links: Vec<Link>,
    /// Files below `/proc/sys` and their new content.
    pub(crate) sysctl: Vec<(String, String)>,
    /// `ip -batch` lines.
    pub(crate) always: Vec<String>,
    /// More of them where there is IPv6.
    #[serde(default)]
    pub(crate) dual: Vec<String>,
    /// More of them where there is a second box.
    #[serde(default)]
    pub(crate) two_boxes: Vec<String>,
    /// A ruleset.
    #[serde(default)]
    pub(crate) nft: String,
    /// What answers here.
    #[serde(default)]
    pub(crate) serve: Vec<String>,
    /// What more answers here where there is IPv6.
    #[serde(default)]
    pub(crate) serve_dual: Vec<String>,
}

/// A cable.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Link {
    /// The interface in the place that lists the cable.
    pub(crate) end: String,
    /// The other place.
    pub(crate) to: Place,
    /// The interface over there.
    pub(crate) far: String,
}

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    place: Vec<Plan>,
}

/// Reads the healthy network, which is part of the program.
pub(crate) fn load() -> Result<Vec<Plan>> {
    let file: File = toml::from_str(include_str!("topology.toml")).context("topology.toml")?;
    Ok(file.place)
}
