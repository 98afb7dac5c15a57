//! Where "still well" ends: numbers with their sources.
//!
//! Pure. The numbers live in `checklists/data/thresholds.toml`; units are part of the names.

use std::sync::OnceLock;

use jiff::civil::Date;
use serde::Deserialize;

/// Every threshold of the diagnosis.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// Lost packets.
    pub loss: Loss,
    /// Round-trip times.
    pub latency: Latency,
    /// This computer's clock.
    pub clock: Clock,
    /// The Wi-Fi signal.
    pub wifi: Wifi,
    /// Looking up names.
    pub names: Names,
    /// The line under load.
    pub load: Load,
}

/// When packets are being lost.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Loss {
    /// Lengths of series with the loss from which they are lossy, shortest first.
    pub lossy_from: Vec<LossyFrom>,
    /// The shortest series whose lack of any loss says something.
    pub clean_from_sent: u32,
    /// How many times more one operator may lose than the others before it is that operator's own trouble.
    pub one_operator_times: f64,
    /// From how many packets a loss to the router is no accident.
    pub explains_from: u32,
    /// By which factor two shares may differ where one explains the other.
    pub explains_times: f64,
    /// Where this comes from.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
}

/// One length of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LossyFrom {
    /// How many packets were sent.
    pub sent: u32,
    /// How many lost ones are too many.
    pub lost: u32,
}

/// When answers come late, in milliseconds of a round trip.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Latency {
    /// How far the median may be above the minimum.
    pub excess_ms: f64,
    /// The minimum from which a line is in trouble.
    pub far_ms: f64,
    /// The minimum above which it is a satellite.
    pub satellite_ms: f64,
    /// The fewest answers of a series that count.
    pub answers: u32,
    /// The median to the router from which the way to it is slow.
    pub router_ms: f64,
    /// Where this comes from.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
}

/// When a clock is wrong, in seconds.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// The offset from which it is.
    pub wrong_s: f64,
    /// How far two vendors may be apart and still agree.
    pub agree_s: f64,
    /// Where this comes from.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
}

/// When a Wi-Fi signal is weak.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wifi {
    /// At or below this, in dBm.
    pub weak_dbm: i32,
    /// Where this comes from.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
}

/// When a resolver is very slow.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// How much longer than two round trips an answer may take, in milliseconds.
    pub slow_ms: f64,
    /// Where this comes from.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
}

/// When a busy line is in trouble.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Load {
    /// The rise of the median round trip from which others suffer, in milliseconds.
    pub bloat_ms: f64,
    /// The rise from which the line itself was busy, in milliseconds.
    pub busy_ms: f64,
    /// Below this it is slow, in Mbit/s.
    pub slow_mbps: f64,
    /// Where this comes from.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
}

impl Loss {
    /// Tells whether a series of this length with this loss is lossy.
    pub fn is_lossy(&self, sent: u32, lost: u32) -> bool {
        let Some(row) = self.lossy_from.iter().rfind(|row| row.sent <= sent) else { return false };
        let is_last = self.lossy_from.last() == Some(row);
        let share = u64::from(row.lost) * u64::from(sent) / u64::from(row.sent.max(1));
        lost >= row.lost && (!is_last || u64::from(lost) >= share)
    }
}

impl Thresholds {
    /// Returns the built-in numbers, parsed at their first use.
    ///
    /// # Panics
    ///
    /// Never in a released program: the file is part of it and a test parses it.
    pub fn builtin() -> &'static Self {
        static ALL: OnceLock<Thresholds> = OnceLock::new();
        let source = include_str!("../../checklists/data/thresholds.toml");
        ALL.get_or_init(|| toml::from_str(source).expect("the built-in thresholds are TOML"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_threshold_has_a_source() {
        let all = Thresholds::builtin();
        let sources = [
            &all.loss.source,
            &all.latency.source,
            &all.clock.source,
            &all.wifi.source,
            &all.names.source,
            &all.load.source,
        ];
        assert!(sources.iter().all(|source| source.len() > 20));
    }

    #[test]
    fn loss_is_scaled_honestly() {
        let loss = &Thresholds::builtin().loss;
        for (sent, lost, lossy) in [
            (200, 6, true),
            (200, 5, false),
            (198, 5, false),
            (201, 6, true),
            (66, 0, false),
            (66, 1, false),
            (66, 6, true),
            (66, 3, false),
            (22, 2, false),
            (19, 19, false),
            (1000, 29, false),
            (1000, 30, true),
            (0, 0, false),
        ] {
            assert_eq!(loss.is_lossy(sent, lost), lossy, "{lost} of {sent}");
        }
    }

    #[test]
    fn the_rows_of_loss_grow() {
        let rows = &Thresholds::builtin().loss.lossy_from;
        assert!(rows.is_sorted_by(|a, b| a.sent < b.sent && a.lost <= b.lost));
        assert!(rows.iter().all(|row| row.lost >= 2));
    }
}
