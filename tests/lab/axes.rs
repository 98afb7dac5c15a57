//! Who runs the binary, and over what kind of network.
//!
//! Four axes of two values each. Five runs meet every pair of values of any two axes (the covering array
//! CA(5; 2, 4, 2)); a row that runs only once takes the next of the five by its place among the rows of the
//! same verdict, so that an assignment moves only when that verdict's rows do.

use std::collections::BTreeMap;
use std::fmt;

use crate::options::Options;
use crate::rows::{Families, Row};

/// One assignment of the axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "one for each axis")]
pub(crate) struct Axes {
    /// Whether the binary runs as root, with every right over its namespace.
    pub(crate) root: bool,
    /// Whether the kernel lets everybody open ICMP sockets.
    pub(crate) icmp: bool,
    /// Whether the network has IPv6 beside IPv4.
    pub(crate) dual: bool,
    /// Whether everything beyond the router is 20 ms away.
    pub(crate) far: bool,
}

/// How much later everything arrives over the line of a network that is far away, each way, in milliseconds.
const FAR_MS: u32 = 10;

/// The pairwise assignments; the commonest home first, neighbours as different as can be.
const PAIRWISE: [Axes; 5] = [
    Axes { root: false, icmp: false, dual: false, far: false },
    Axes { root: true, icmp: true, dual: false, far: true },
    Axes { root: false, icmp: true, dual: true, far: true },
    Axes { root: true, icmp: false, dual: true, far: true },
    Axes { root: true, icmp: true, dual: true, far: false },
];

impl Axes {
    /// Bends the assignment to what the row can be built with.
    fn within(self, row: &Row) -> Self {
        let dual = match row.families {
            Families::Ipv4 => false,
            Families::Dual => true,
            Families::Either => self.dual,
        };
        let far = self.far && row.delay_ms == 0 && !row.near;
        Self { dual, far, ..self }
    }
}

impl fmt::Display for Axes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = if self.root { "root" } else { "user" };
        let icmp = if self.icmp { "icmp" } else { "no-icmp" };
        let families = if self.dual { "dual" } else { "ipv4" };
        let distance = if self.far { "far" } else { "near" };
        write!(f, "{who} {icmp} {families} {distance}")
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

impl Case<'_> {
    /// Returns how much later everything arrives over the router's line, each way, in milliseconds.
    pub(crate) fn delay_ms(&self) -> u32 {
        if self.axes.far { FAR_MS } else { self.row.delay_ms }
    }

    /// Tells whether the router's line runs through a place of its own.
    pub(crate) fn is_long(&self) -> bool {
        self.delay_ms() > 0 || self.row.queue_ms > 0
    }
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
        let bent = chosen.into_iter().map(|axes| axes.within(row));
        let mut different: Vec<Axes> = Vec::new();
        for axes in bent {
            if !different.contains(&axes) {
                different.push(axes);
            }
        }
        cases.extend(different.into_iter().map(|axes| Case { row, axes }));
    }
    cases
}
