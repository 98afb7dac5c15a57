//! The rows: what is broken, how that is proved, and what the verdict has to be.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use crate::needs::Need;
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
    /// By how much everything that comes over the router's line is late beside that, at most, behind a queue
    /// that fills and drains.
    #[serde(default)]
    pub(crate) queue_ms: u32,
    /// Whether the network can only be built with a line that takes no time.
    #[serde(default)]
    pub(crate) near: bool,
    /// Whether there is a second box in the house, between the router and the line.
    #[serde(default)]
    pub(crate) two_boxes: bool,
    /// What this machine must have for the row, beside what every row needs.
    #[serde(default)]
    pub(crate) needs: Vec<Need>,
    /// More arguments for `cekdulu probe`.
    #[serde(default)]
    pub(crate) flags: Vec<String>,
    /// More of the environment of `cekdulu probe`.
    #[serde(default)]
    pub(crate) env: BTreeMap<String, String>,
    /// By how many hours the clocks of all servers are ahead of this computer's.
    #[serde(default)]
    pub(crate) clock_h: i64,
    /// What happens while the binary runs: after how many milliseconds, where, and what.
    #[serde(default)]
    pub(crate) during: Vec<(u64, Place, String)>,
    /// Other verdicts that are right as well, where the moment decides.
    #[serde(default)]
    pub(crate) or: Vec<Expected>,
    /// How long the binary may take, in milliseconds, where the usual budget is not meant.
    #[serde(default)]
    pub(crate) within_ms: Option<u64>,
    /// How many bytes it may move, where the usual budget is not meant.
    #[serde(default)]
    pub(crate) bytes: Option<u64>,
    /// A word that has to be in what the binary prints, as JSON and to a person.
    #[serde(default)]
    pub(crate) prints: Option<String>,
    /// What shows that the network really is so.
    pub(crate) proof: Vec<(Place, Holds, String)>,
}

impl Row {
    /// Returns by how many seconds the servers' clocks are ahead.
    pub(crate) fn clock_s(&self) -> i64 {
        self.clock_h * 3600
    }

    /// Tells whether the row moves much data, with the person's consent.
    pub(crate) fn is_load(&self) -> bool {
        self.flags.iter().any(|flag| flag == "--load")
    }

    /// Returns every verdict that is right.
    pub(crate) fn right(&self) -> impl Iterator<Item = &Expected> {
        std::iter::once(&self.expect).chain(&self.or)
    }
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

/// The files of the rows, in order.
const FILES: &[(&str, &str)] = &[
    ("rows.toml", include_str!("rows.toml")),
    ("rows/home.toml", include_str!("rows/home.toml")),
    ("rows/line.toml", include_str!("rows/line.toml")),
    ("rows/quality.toml", include_str!("rows/quality.toml")),
    ("rows/names.toml", include_str!("rows/names.toml")),
    ("rows/web.toml", include_str!("rows/web.toml")),
    ("rows/igd.toml", include_str!("rows/igd.toml")),
    ("rows/moving.toml", include_str!("rows/moving.toml")),
    ("rows/load.toml", include_str!("rows/load.toml")),
    ("rows/odd.toml", include_str!("rows/odd.toml")),
];

/// The codes of the verdict table, each with at least two rows.
const CODES: &[&str] = &[
    "ok",
    "no-link",
    "no-address",
    "no-gateway",
    "router-unreachable",
    "line-down",
    "login-failed",
    "no-internet",
    "isp-down",
    "dns-down",
    "dns-slow",
    "dns-hijack",
    "dns-filtered",
    "captive-portal",
    "isolated",
    "lossy-lan",
    "lossy-line",
    "high-latency",
    "bufferbloat",
    "slow",
    "ipv6-broken",
    "ipv4-broken",
    "mtu-blackhole",
    "https-blocked",
    "tls-intercepted",
    "clock-wrong",
    "other-network",
    "proxy-broken",
    "site-down",
];

/// The codes without a row, each with what it would take.
pub(crate) const ABSENT: &[(&str, &str)] =
    &[("wifi-weak", "mac80211_hwsim: simulated radios, as a module of the kernel")];

/// Reads the rows, which are part of the program.
pub(crate) fn load() -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (name, text) in FILES {
        let file: File = toml::from_str(text).context(*name)?;
        rows.extend(file.row);
    }
    let mut keys = BTreeSet::new();
    for row in &rows {
        ensure!(keys.insert(&row.key), "{} is there twice", row.key);
        ensure!(!row.proof.is_empty(), "{} proves nothing", row.key);
        let is_known = |expected: &Expected| CODES.contains(&expected.code.as_str());
        ensure!(row.right().all(is_known), "{}: no such verdict", row.key);
    }
    for code in CODES {
        let count = rows.iter().filter(|row| row.expect.code == *code).count();
        ensure!(count >= 2, "{code} has {count} rows, at least 2 are needed");
    }
    Ok(rows)
}
