//! What a technician's readings usually are, and how a reading stands to that.
//!
//! Pure: read from `checklists/data/thresholds-line.toml`, which is part of the program.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::civil::Date;
use serde::Deserialize;

use crate::data;
use crate::diagnosis::Confidence;
use crate::lang::{Catalogue, Lang, Text};

/// The range that a reading usually lies in.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// What is read.
    pub label: Text,
    /// The unit, printed behind a number.
    pub unit: String,
    /// The lowest usual reading.
    #[serde(default)]
    pub min: Option<f64>,
    /// The highest usual reading.
    #[serde(default)]
    pub max: Option<f64>,
    /// Where this is published.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
    /// How sure the limits are; where low, they are said as rough.
    pub confidence: Confidence,
}

/// Ranges by key.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    range: BTreeMap<String, Range>,
}

impl Range {
    /// Tells whether a reading is in the usual range, limits included.
    pub fn has(&self, reading: f64) -> bool {
        self.min.is_none_or(|min| reading >= min) && self.max.is_none_or(|max| reading <= max)
    }

    /// Says how a reading stands to the usual range, with the limits: a clause without a stop.
    pub fn judge(&self, reading: f64, lang: Lang) -> String {
        let texts = Catalogue::of(lang);
        let number = |limit: f64| number(limit, lang);
        let limits = match (self.min, self.max) {
            (Some(min), Some(max)) => {
                texts.fill("range.between", &[("min", &number(min)), ("max", &number(max))])
            }
            (Some(min), None) => texts.fill("range.from", &[("min", &number(min))]),
            (None, Some(max)) => texts.fill("range.up-to", &[("max", &number(max))]),
            (None, None) => String::new(),
        };
        let rough = self.confidence == Confidence::Low;
        let key = match (self.has(reading), rough) {
            (true, false) => "range.within",
            (false, false) => "range.outside",
            (true, true) => "range.within-roughly",
            (false, true) => "range.outside-roughly",
        };
        texts.fill(key, &[("limits", &format!("{limits} {}", self.unit))])
    }
}

/// Writes a number as the language does.
fn number(value: f64, lang: Lang) -> String {
    match lang {
        Lang::Id => value.to_string().replace('.', ","),
        Lang::En => value.to_string(),
    }
}

/// Returns the range with this key.
pub fn lookup(key: &str) -> Option<&'static Range> {
    all().get(key)
}

/// Iterates over the keys of all ranges, in alphabetical order.
pub fn keys() -> impl Iterator<Item = &'static str> {
    all().keys().map(String::as_str)
}

fn all() -> &'static BTreeMap<String, Range> {
    static RANGES: OnceLock<BTreeMap<String, Range>> = OnceLock::new();
    RANGES.get_or_init(|| {
        let source = data::shipped!("thresholds-line.toml");
        toml::from_str::<File>(&source).expect("a test reads the built-in ranges").range
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_range_has_a_limit_and_both_languages() {
        assert!(keys().count() >= 9);
        for key in keys() {
            let range = lookup(key).unwrap();
            assert!(range.min.or(range.max).is_some(), "{key}");
            assert!(Lang::ALL.iter().all(|lang| range.label.exact(*lang).is_some()), "{key}");
            assert!(!range.source.is_empty() && !range.unit.is_empty(), "{key}");
        }
    }

    #[test]
    fn a_reading_is_judged_with_the_limits_and_how_sure_they_are() {
        let rx = lookup("optical-rx").unwrap();
        assert!(rx.has(-27.0) && rx.has(-8.0) && !rx.has(-27.01) && !rx.has(-7.9));
        assert_eq!(rx.judge(-22.5, Lang::En), "within the usual range, -27 to -8 dBm");
        assert_eq!(rx.judge(-31.0, Lang::Id), "di luar rentang lazim, -27 sampai -8 dBm");
        let tx = lookup("optical-tx").unwrap();
        assert_eq!(tx.judge(2.0, Lang::Id), "dalam rentang lazim, 0,5 sampai 5 dBm");
        let snr = lookup("cable-snr").unwrap();
        assert_eq!(snr.judge(30.0, Lang::En), "outside the usual range, roughly from 33 dB");
    }
}
