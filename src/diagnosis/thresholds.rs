//! Where "still well" ends: numbers with their sources.
//!
//! Pure. The numbers live in `checklists/data/thresholds.toml`; units are part of the names.

use jiff::civil::Date;
use serde::Deserialize;

use super::own::{Data, Wrong};
use crate::data;

/// The built-in numbers.
fn builtin() -> String {
    data::shipped!("thresholds.toml")
}

static ALL: Data<Thresholds> = Data::new();

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
    /// How likely it is at least, 0 to 1, that a difference between two series is luck, if it is to say nothing.
    pub luck: f64,
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
    /// Returns the built-in numbers.
    ///
    /// # Panics
    ///
    /// Never: the numbers are part of the program, and a test reads them.
    pub fn builtin() -> &'static Self {
        ALL.builtin(Self::read)
    }

    /// Returns the numbers that count: the person's own, else the built-in ones.
    pub fn get() -> &'static Self {
        ALL.get(Self::read)
    }

    /// Puts these in the place of the built-in ones.
    pub fn replace(self) {
        ALL.replace(self);
    }

    fn read() -> Self {
        Self::load(&builtin()).expect("a test reads the built-in numbers")
    }

    /// Reads numbers and refuses those with which nothing, or everything, would be well.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its place.
    pub fn load(text: &str) -> Result<Self, Wrong> {
        let all: Self = toml::from_str(text).map_err(|error| Wrong::form(text, &error))?;
        match all.fields().into_iter().find(|(_, _, fits)| !fits) {
            Some((section, field, _)) => Err(Wrong::Value { section, number: 1, field }),
            None => Ok(all),
        }
    }

    /// Names what has limits, and whether each keeps them.
    fn fields(&self) -> Vec<(&'static str, &'static str, bool)> {
        let above = |value: f64, least: f64| value.is_finite() && value > least;
        let rows = &self.loss.lossy_from;
        let grow = rows.is_sorted_by(|a, b| a.sent < b.sent && a.lost <= b.lost);
        let lossy = grow && !rows.is_empty() && rows.iter().all(|row| row.lost >= 2);
        vec![
            ("loss", "lossy_from", lossy),
            ("loss", "luck", above(self.loss.luck, 0.0) && self.loss.luck < 1.0),
            ("loss", "one_operator_times", above(self.loss.one_operator_times, 1.0)),
            ("loss", "explains_times", above(self.loss.explains_times, 1.0)),
            ("latency", "excess_ms", above(self.latency.excess_ms, 0.0)),
            ("latency", "far_ms", above(self.latency.far_ms, 0.0)),
            ("latency", "satellite_ms", above(self.latency.satellite_ms, self.latency.far_ms)),
            ("latency", "answers", self.latency.answers >= 2),
            ("latency", "router_ms", above(self.latency.router_ms, 0.0)),
            ("clock", "wrong_s", above(self.clock.wrong_s, self.clock.agree_s)),
            ("clock", "agree_s", above(self.clock.agree_s, 0.0)),
            ("wifi", "weak_dbm", (-120..0).contains(&self.wifi.weak_dbm)),
            ("names", "slow_ms", above(self.names.slow_ms, 0.0)),
            ("load", "bloat_ms", above(self.load.bloat_ms, self.load.busy_ms)),
            ("load", "busy_ms", above(self.load.busy_ms, 0.0)),
            ("load", "slow_mbps", above(self.load.slow_mbps, 0.0)),
        ]
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
    fn numbers_with_which_nothing_would_be_well_are_refused() {
        for (from, to, section, field) in [
            ("satellite_ms = 480.0", "satellite_ms = 200.0", "latency", "satellite_ms"),
            ("weak_dbm = -71", "weak_dbm = 71", "wifi", "weak_dbm"),
            ("slow_ms = 1000.0", "slow_ms = nan", "names", "slow_ms"),
            ("{ sent = 66, lost = 4 }", "{ sent = 10, lost = 4 }", "loss", "lossy_from"),
        ] {
            assert!(builtin().contains(from), "{from}");
            let wrong = Wrong::Value { section, number: 1, field };
            assert_eq!(Thresholds::load(&builtin().replacen(from, to, 1)), Err(wrong), "{to}");
        }
        assert!(matches!(Thresholds::load("loss = 1"), Err(Wrong::Form { line: 1, .. })));
    }
}
