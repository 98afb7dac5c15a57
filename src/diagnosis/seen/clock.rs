//! This computer's clock, as others see it.
//!
//! Pure. Only an answer that is the vendor's own tells the vendor's time.

use std::collections::BTreeMap;

use super::organisation;
use crate::diagnosis::thresholds::Thresholds;
use crate::evidence::{Id, Item, Status};

/// This computer's clock minus the vendors', in seconds; of several looks the one that is nearest.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clock {
    /// By vendor.
    pub offsets_s: BTreeMap<String, f64>,
}

impl Clock {
    pub(super) fn of(items: &[&Item]) -> Self {
        let mut clock = Self::default();
        for item in items.iter().filter(|item| is_own_answer(item)) {
            let Some(offset) = item.facts.clock_offset_s.filter(|offset| offset.is_finite()) else {
                continue;
            };
            let kept = clock.offsets_s.entry(organisation(item)).or_insert(offset);
            if offset.abs() < kept.abs() {
                *kept = offset;
            }
        }
        clock
    }

    /// Returns how many vendors agree that the clock is wrong, and how many say that it is not.
    pub fn wrong(&self) -> (usize, usize) {
        let limits = &Thresholds::get().clock;
        let all = || self.offsets_s.values().copied();
        let wrong = || all().filter(|offset| offset.abs() > limits.wrong_s);
        let agree = |one: f64| wrong().filter(|two| (one - two).abs() <= limits.agree_s).count();
        let most = wrong().map(agree).max().unwrap_or(0);
        (most, all().count() - wrong().count())
    }

    /// Returns the offset on which vendors agree, in seconds; none where the clock is right.
    pub fn offset_s(&self) -> Option<f64> {
        let limits = &Thresholds::get().clock;
        let wrong = self.offsets_s.values().copied().filter(|one| one.abs() > limits.wrong_s);
        let nearest = wrong.min_by(|a, b| a.abs().total_cmp(&b.abs()));
        nearest.filter(|_| self.wrong().0 >= 2)
    }
}

fn is_own_answer(item: &Item) -> bool {
    let page = item.id == Id::WebCanary && item.facts.exact == Some(true);
    let secure = item.id == Id::WebSecure && item.facts.trusted == Some(true);
    (page || secure) && item.status == Status::Got
}
