//! The lab's internet as data: which names there are, where they lead, and what is shown there.

use std::collections::BTreeMap;
use std::net::IpAddr;

use anyhow::{Context as _, Result};
use serde::Deserialize;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Names {
    /// Names with their addresses.
    exact: BTreeMap<String, Vec<IpAddr>>,
    /// Names whose addresses are those of everything below them, too.
    under: BTreeMap<String, Vec<IpAddr>>,
    /// Pages with a known answer.
    page: Vec<Page>,
}

/// One page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    host: String,
    /// The path, without a query; none is every path.
    #[serde(default)]
    path: Option<String>,
    /// The status code of HTTP.
    pub(super) status: u16,
    /// What is shown.
    #[serde(default)]
    pub(super) body: String,
}

impl Names {
    /// Reads the names, which are part of the program.
    pub(crate) fn load() -> Result<Self> {
        toml::from_str(include_str!("../names.toml")).context("names.toml")
    }

    /// Returns the addresses of a name in lower case; none if it does not exist.
    pub(super) fn find(&self, name: &str) -> Option<&[IpAddr]> {
        let below = |zone: &str| {
            name.strip_suffix(zone).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        let exact = self.exact.get(name);
        let found =
            exact.or_else(|| self.under.iter().find(|(zone, _)| below(zone)).map(|(_, to)| to));
        found.map(Vec::as_slice)
    }

    /// Finds a page by host and path in lower case.
    pub(super) fn page(&self, host: &str, path: &str) -> Option<&Page> {
        let fits =
            |page: &&Page| page.host == host && page.path.as_deref().is_none_or(|at| at == path);
        self.page.iter().find(fits)
    }

    /// Returns every address that a name leads to.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = IpAddr> {
        self.exact.values().chain(self.under.values()).flatten().copied()
    }

    /// Returns every name that a certificate of the lab's internet is for.
    pub(crate) fn certified(&self) -> Vec<String> {
        let below = |zone: &String| [zone.clone(), format!("*.{zone}")];
        self.exact.keys().cloned().chain(self.under.keys().flat_map(below)).collect()
    }
}
