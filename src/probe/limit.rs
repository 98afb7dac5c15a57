//! The one deadline that everything in a look shares, and that a slow line moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How much earlier than the look itself its probes stop waiting, so that what they know still arrives.
const EARLY: Duration = Duration::from_millis(40);

/// A point in time after which nothing is waited for.
#[derive(Debug, Clone)]
pub(super) struct Limit {
    /// The end of the whole look, which may still move.
    look: Arc<Look>,
    /// This one's own end, which does not.
    own: Option<Instant>,
    /// How much earlier than the look this one ends.
    early: Duration,
}

#[derive(Debug)]
struct Look {
    began: Instant,
    micros: AtomicU64,
}

impl Limit {
    /// Makes a limit this far from now.
    pub(super) fn after(time: Duration) -> Self {
        let look = Look { began: Instant::now(), micros: AtomicU64::new(micros(time)) };
        Self { look: Arc::new(look), own: None, early: Duration::ZERO }
    }

    /// Returns the earlier of this limit and one this far from now.
    pub(super) fn at_most(&self, time: Duration) -> Self {
        let ends = [self.own, Instant::now().checked_add(time)];
        Self { own: ends.into_iter().flatten().min(), ..self.clone() }
    }

    /// Returns the limit for those who have to report before this one.
    pub(super) fn for_probes(&self) -> Self {
        Self { early: EARLY, ..self.clone() }
    }

    /// Moves the look's end to this far from its beginning, if that is later; all its limits follow.
    pub(super) fn extend_to(&self, whole: Duration) {
        let _ = self.look.micros.fetch_max(micros(whole), Ordering::Relaxed);
    }

    /// Returns what is left, or nothing once it has passed. Never zero, which sockets take for "for ever".
    pub(super) fn left(&self) -> Option<Duration> {
        let whole = Duration::from_micros(self.look.micros.load(Ordering::Relaxed));
        let left = whole.saturating_sub(self.look.began.elapsed()).saturating_sub(self.early);
        let own = self.own.map(|end| end.saturating_duration_since(Instant::now()));
        let left = own.map_or(left, |own| own.min(left));
        (left >= Duration::from_millis(1)).then_some(left)
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn a_moved_end_moves_all_but_what_was_capped() {
        let look = Limit::after(Duration::ZERO);
        let (probe, capped) = (look.for_probes(), look.at_most(HOUR / 2));
        assert!(look.left().is_none() && probe.left().is_none() && capped.left().is_none());
        look.extend_to(HOUR);
        assert!(probe.left().is_some_and(|left| left > HOUR / 2 && left + EARLY <= HOUR));
        assert!(capped.left().is_some_and(|left| left <= HOUR / 2));
        look.extend_to(Duration::ZERO);
        assert!(look.left().is_some(), "it never moves back");
    }

    #[test]
    fn a_cap_is_never_later_than_the_cap_before() {
        let short = Limit::after(HOUR).at_most(Duration::ZERO);
        assert_eq!(short.at_most(HOUR).left(), None);
    }
}
