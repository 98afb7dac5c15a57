//! What the series beyond the gateway tell the one to it while both run.
//!
//! A short series is easily without a loss by luck: of 44 packets, one in 17 of which is lost, none is lost
//! in 7 of 100. Where something beyond seems to be lost, so much rests on the gateway's series that it goes on.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

const OPEN: u8 = 0;
const CLEAN: u8 = 1;
const RAISED: u8 = 2;

/// Whether something beyond the gateway seems to be lost, which is open at first.
#[derive(Debug, Clone, Default)]
pub(in crate::probe) struct Doubt(Arc<AtomicU8>);

impl Doubt {
    /// Says that something seems to be lost.
    pub(super) fn raise(&self) {
        self.0.store(RAISED, Ordering::Relaxed);
    }

    /// Says that nothing more is to be learnt beyond.
    pub(in crate::probe) fn settle(&self) {
        let _ = self.0.compare_exchange(OPEN, CLEAN, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Tells whether it is not known yet.
    pub(super) fn is_open(&self) -> bool {
        self.0.load(Ordering::Relaxed) == OPEN
    }

    /// Tells whether something seems to be lost.
    pub(super) fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed) == RAISED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubt_is_raised_for_all_who_share_it_and_stays() {
        let doubt = Doubt::default();
        let other = doubt.clone();
        assert!(other.is_open() && !other.is_raised());
        doubt.raise();
        doubt.settle();
        assert!(!other.is_open() && other.is_raised());
        let none = Doubt::default();
        none.settle();
        assert!(!none.is_open() && !none.is_raised());
    }
}
