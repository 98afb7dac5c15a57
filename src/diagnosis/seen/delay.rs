//! How late answers come: on the way to the router, and beyond it.
//!
//! Pure. Times of one operator say nothing of the line; those of a satellite are long and steady.

use std::collections::BTreeMap;

use super::number;
use super::samples::{Samples, Series};
use crate::diagnosis::thresholds::Thresholds;
use crate::evidence::{Id, Item};

/// How late answers come, in milliseconds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Delay {
    /// How far the median is above the minimum, by operator.
    pub excess_ms: BTreeMap<String, f64>,
    /// The shortest time to each operator.
    pub min_ms: BTreeMap<String, f64>,
    /// The shortest time of any answer from beyond.
    pub nearest_ms: Option<f64>,
    /// How far the median to the router is above the minimum.
    pub gateway_excess_ms: Option<f64>,
    /// The shortest time to the router.
    pub gateway_min_ms: Option<f64>,
    /// The median time to the router.
    pub gateway_median_ms: Option<f64>,
}

impl Delay {
    pub(super) fn of(items: &[&Item], samples: &Samples) -> Self {
        let mut delay = Self::default();
        for series in samples.beyond.iter().filter(|series| is_long(series)) {
            lower(&mut delay.excess_ms, &series.who, excess(series));
            lower(&mut delay.min_ms, &series.who, series.min_ms);
        }
        let single = items.iter().filter(|item| matches!(item.id, Id::BeyondTcp | Id::BeyondIcmp));
        let single = single.filter_map(|item| number(item.facts.rtt_ms));
        delay.nearest_ms = single.chain(delay.min_ms.values().copied()).reduce(f64::min);
        let gateway = || samples.gateway.iter().filter(|series| is_long(series));
        delay.gateway_excess_ms = gateway().filter_map(excess).reduce(f64::min);
        delay.gateway_min_ms = gateway().filter_map(|series| series.min_ms).reduce(f64::min);
        delay.gateway_median_ms = gateway().filter_map(|series| series.median_ms).reduce(f64::min);
        delay
    }

    /// Returns the operators whose answers are much later than they could be, and those whose are not.
    pub fn varying(&self) -> (usize, usize) {
        let limit = Thresholds::get().latency.excess_ms;
        let late = self.excess_ms.values().filter(|excess| **excess > limit).count();
        (late, self.excess_ms.len() - late)
    }

    /// Returns how many operators are always far away, where nothing is near and it is no satellite.
    pub fn far(&self) -> usize {
        let limits = &Thresholds::get().latency;
        let trouble = limits.far_ms..=limits.satellite_ms;
        // Whole milliseconds: clocks and queues on the way are no better.
        let nearest = self.nearest_ms.is_some_and(|nearest| trouble.contains(&nearest.round()));
        let far = self.min_ms.values().filter(|min| min.round() >= limits.far_ms).count();
        if nearest { far } else { 0 }
    }

    /// Tells whether the way to the router alone is already late. Where others behind it answer sooner
    /// than the router itself, it only takes its time with questions to itself.
    pub fn is_late_to_router(&self) -> bool {
        let limits = &Thresholds::get().latency;
        let median = self.gateway_median_ms.unwrap_or(0.0);
        let beyond =
            self.excess_ms.iter().filter_map(|(who, excess)| Some(self.min_ms.get(who)? + excess));
        let overtaken = beyond.reduce(f64::min).is_some_and(|beyond| beyond < median);
        let late = median >= limits.router_ms
            || self.gateway_excess_ms.is_some_and(|excess| excess > limits.excess_ms);
        late && !overtaken
    }

    /// Tells whether the delay to the router is at least half of the one beyond it.
    pub fn is_explained_by_router(&self) -> bool {
        let half = |near: Option<f64>, far: Option<f64>| {
            near.zip(far).is_some_and(|(near, far)| near * 2.0 >= far && far > 0.0)
        };
        let excess = self.excess_ms.values().copied().reduce(f64::min);
        let by_excess = self.varying().0 >= 2 && half(self.gateway_excess_ms, excess);
        let by_min = self.far() >= 2 && half(self.gateway_min_ms, self.nearest_ms);
        self.is_late_to_router() && (by_excess || by_min)
    }
}

fn is_long(series: &Series) -> bool {
    series.share.sent - series.share.lost >= Thresholds::get().latency.answers
}

fn excess(series: &Series) -> Option<f64> {
    Some((series.median_ms? - series.min_ms?).max(0.0))
}

fn lower(map: &mut BTreeMap<String, f64>, who: &str, value: Option<f64>) {
    let Some(value) = value else { return };
    let entry = map.entry(who.to_owned()).or_insert(value);
    *entry = entry.min(value);
}
