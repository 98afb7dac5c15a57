//! The line while it is kept busy, on the person's word only.
//!
//! Pure. How fast data comes from one place says nothing of the line, unless other packets are held up at
//! the same time: then it is the line that was busy.

use std::collections::BTreeSet;

use super::samples::Samples;
use super::{number, organisation};
use crate::diagnosis::thresholds::Thresholds;
use crate::evidence::{Id, Item};

/// The line under load.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Load {
    /// Who sent or took the data.
    pub with: BTreeSet<String>,
    /// The fastest that data came, in Mbit/s.
    pub download_mbps: Option<f64>,
    /// The fastest that data went, in Mbit/s.
    pub upload_mbps: Option<f64>,
    /// By how much the median round trip rose, in milliseconds.
    pub rise_ms: Option<f64>,
}

impl Load {
    pub(super) fn of(items: &[&Item], samples: &Samples) -> Self {
        let mut load = Self::default();
        let idle = samples.beyond.iter().filter_map(|series| series.median_ms).reduce(f64::min);
        for item in items.iter().filter(|item| item.id == Id::Load && item.status.is_alive()) {
            let facts = &item.facts;
            let _ = load.with.insert(organisation(item));
            load.download_mbps = highest(load.download_mbps, number(facts.download_mbps));
            load.upload_mbps = highest(load.upload_mbps, number(facts.upload_mbps));
            let before = number(facts.rtt_median_ms).or(idle);
            let rise = number(facts.loaded_rtt_median_ms)
                .zip(before)
                .map(|(after, before)| after - before);
            load.rise_ms = highest(load.rise_ms, rise);
        }
        load
    }

    /// Tells whether other packets are held up while the line is busy.
    pub fn is_bloated(&self) -> bool {
        self.rise_ms.is_some_and(|rise| rise >= Thresholds::get().load.bloat_ms)
    }

    /// Tells whether the line is slow: data from two places, or from one while the line was busy.
    pub fn is_slow(&self) -> bool {
        let slow = self.download_mbps.is_some_and(|rate| rate < Thresholds::get().load.slow_mbps);
        slow && (self.with.len() >= 2 || self.was_busy())
    }

    /// Tells whether the line itself was what held the data up.
    pub fn was_busy(&self) -> bool {
        self.rise_ms.is_some_and(|rise| rise >= Thresholds::get().load.busy_ms)
    }
}

fn highest(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    [a, b].into_iter().flatten().reduce(f64::max)
}
