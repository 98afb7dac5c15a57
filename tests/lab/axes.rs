//! Who runs the binary, and over what kind of network.
//!
//! Three axes of two values each. Four runs meet every pair of values of any two axes (the orthogonal array
//! L4); a row that runs only once takes the next of the four by its place among the rows of the same verdict,
//! so that an assignment moves only when that verdict's rows do. More axes (near or far) go in here.

use std::collections::BTreeMap;
use std::fmt;

use crate::options::Options;
use crate::rows::{Families, Row};

/// One assignment of the axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Axes {
    /// Whether the binary runs as root, with every right over its namespace.
    pub(crate) root: bool,
    /// Whether the kernel lets everybody open ICMP sockets.
    pub(crate) icmp: bool,
    /// Whether the network has IPv6 beside IPv4.
    pub(crate) dual: bool,
}

/// The pairwise assignments; the commonest home first, neighbours as different as can be.
const PAIRWISE: [Axes; 4] = [
    Axes { root: false, icmp: false, dual: false },
    Axes { root: true, icmp: true, dual: false },
    Axes { root: false, icmp: true, dual: true },
    Axes { root: true, icmp: false, dual: true },
];

impl Axes {
    /// Bends the assignment to what the row can be built with.
    fn within(self, families: Families) -> Self {
        let dual = match families {
            Families::Ipv4 => false,
            Families::Dual => true,
            Families::Either => self.dual,
        };
        Self { dual, ..self }
    }
}

impl fmt::Display for Axes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = if self.root { "root" } else { "user" };
        let icmp = if self.icmp { "icmp" } else { "no-icmp" };
        let families = if self.dual { "dual" } else { "ipv4" };
        write!(f, "{who} {icmp} {families}")
    }
}

/// One row under one assignment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case<'r> {
    /// What is broken and expected.
    pub(crate) row: &'r Row,
    /// Who runs the binary over what.
    pub(crate) axes: Axes,
}

/// Lists what is to be run, in the order of the rows.
pub(crate) fn cases<'r>(rows: &'r [Row], options: &Options) -> Vec<Case<'r>> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut cases = Vec::new();
    for row in rows {
        let nth = seen.entry(&row.expect.code).or_default();
        let once = PAIRWISE.iter().cycle().skip(*nth % PAIRWISE.len()).take(1);
        *nth += 1;
        if !options.wants(&row.key) {
            continue;
        }
        let chosen: Vec<_> = if options.full { PAIRWISE.iter().collect() } else { once.collect() };
        cases.extend(chosen.into_iter().map(|axes| Case { row, axes: axes.within(row.families) }));
    }
    cases
}
