//! The rows: what is broken, how that is proved, and what the verdict has to be.

use std::collections::BTreeSet;
use std::net::IpAddr;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use crate::topology::Place;

/// One broken or odd network.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    /// The name on the command line and in the matrix.
    pub(crate) key: String,
    /// What happened, in one sentence.
    pub(crate) about: String,
    /// The verdict that has to come out.
    pub(crate) expect: Expected,
    /// In which families the network can be built.
    #[serde(default)]
    pub(crate) families: Families,
    /// What the home side's `resolv.conf` names, instead of the router.
    #[serde(default)]
    pub(crate) resolvers: Option<Vec<IpAddr>>,
    /// How much later everything arrives over the router's line, each way, in milliseconds.
    #[serde(default)]
    pub(crate) delay_ms: u32,
    /// What answers in these places from the beginning, instead of the healthy network's list.
    #[serde(default)]
    pub(crate) serve: Vec<(Place, Vec<String>)>,
    /// The breakage: shell commands and the places where they run, in order.
    #[serde(default)]
    pub(crate) breaks: Vec<(Place, String)>,
    /// A word that has to be in what the binary prints, as JSON and to a person.
    #[serde(default)]
    pub(crate) prints: Option<String>,
    /// What shows that the network really is so.
    pub(crate) proof: Vec<(Place, Holds, String)>,
}

/// The verdict that a row expects.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    /// The verdict's code.
    pub(crate) code: String,
    /// The part of the way.
    pub(crate) segment: String,
}

impl Expected {
    /// Tells whether the verdict is a fault, by the design's table; `probe` then ends with 1.
    pub(crate) fn is_fault(&self) -> bool {
        !["ok", "dns-hijack", "dns-filtered"].contains(&self.code.as_str())
    }
}

/// In which address families a row's network can be built.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Families {
    /// Only with IPv4.
    Ipv4,
    /// Only with both.
    Dual,
    /// With one or both: the breakage is the same.
    #[default]
    Either,
}

/// What a proof's command has to say: exit code 0 is yes, 1 is no, anything else is a broken lab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Holds {
    /// Yes, in the broken network.
    Yes,
    /// No, in the broken network.
    No,
    /// Yes before the breakage, no after it: the breakage is what does it.
    Lost,
}

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    row: Vec<Row>,
}

/// Reads the rows, which are part of the program.
pub(crate) fn load() -> Result<Vec<Row>> {
    let file: File = toml::from_str(include_str!("rows.toml")).context("rows.toml")?;
    let mut keys = BTreeSet::new();
    for row in &file.row {
        ensure!(keys.insert(&row.key), "rows.toml: {} is there twice", row.key);
        ensure!(!row.proof.is_empty(), "rows.toml: {} proves nothing", row.key);
    }
    Ok(file.row)
}
