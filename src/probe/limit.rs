//! The one deadline that everything in a look shares.

use std::time::{Duration, Instant};

/// A point in time after which nothing is waited for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    until: Instant,
}

impl Limit {
    /// Makes a limit this far from now.
    pub(super) fn after(time: Duration) -> Self {
        let now = Instant::now();
        Self { until: now.checked_add(time).unwrap_or(now) }
    }

    /// Returns the earlier of this limit and one this far from now.
    pub(super) fn at_most(self, time: Duration) -> Self {
        Self { until: self.until.min(Self::after(time).until) }
    }

    /// Returns what is left, or nothing once it has passed. Never zero, which sockets take for "for ever".
    pub(super) fn left(self) -> Option<Duration> {
        let left = self.until.saturating_duration_since(Instant::now());
        (left >= Duration::from_millis(1)).then_some(left)
    }
}
