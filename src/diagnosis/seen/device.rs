//! What stands on this computer's side: the Wi-Fi signal and configured proxies.
//!
//! Pure.

use std::collections::BTreeSet;

use super::Path;
use crate::diagnosis::thresholds::Thresholds;
use crate::evidence::{Id, Item, Medium};

/// The Wi-Fi in use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wifi {
    /// The strength of its signal, in dBm; none where the way out is not Wi-Fi.
    pub signal_dbm: Option<i32>,
}

impl Wifi {
    pub(super) fn of(items: &[&Item], path: &Path) -> Self {
        let is_wifi = path.way_out.as_ref().is_none_or(|way| way.medium == Medium::Wifi);
        let all = items.iter().filter(|item| item.id == Id::Wifi && item.status.is_alive());
        let signal = all.filter_map(|item| item.facts.signal_dbm).max();
        // Drivers without a number say 0 or more; a signal is always below.
        Self { signal_dbm: signal.filter(|dbm| is_wifi && *dbm < 0) }
    }

    /// Tells whether the signal is weak.
    pub fn is_weak(&self) -> bool {
        self.signal_dbm.is_some_and(|dbm| dbm <= Thresholds::get().wifi.weak_dbm)
    }
}

/// The configured proxies, by the name of their setting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    /// Those that a connection came about with.
    pub working: BTreeSet<String>,
    /// Those that fail; one that refuses is not running.
    pub failing: BTreeSet<String>,
}

impl Proxies {
    pub(super) fn of(items: &[&Item]) -> Self {
        let mut proxies = Self::default();
        for item in items.iter().filter(|item| item.id == Id::Proxy) {
            let got = item.status == crate::evidence::Status::Got;
            let set = if got { &mut proxies.working } else { &mut proxies.failing };
            let named = item.facts.name.clone().or_else(|| item.facts.proxies.first().cloned());
            let _ = set.insert(named.unwrap_or_default());
        }
        proxies
    }
}
