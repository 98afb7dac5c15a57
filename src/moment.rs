//! Points in time as people say them: "jumat 19", "tadi pagi", "about 7".
//!
//! Pure: the present moment is always passed in.

use jiff::Zoned;
use serde::{Deserialize, Serialize};

/// A point in time that a person gave, kept as exact as it was said and no more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// The point itself; where only a day is known, its noon, and a part of the day has its middle.
    #[serde(with = "rfc9557")]
    pub at: Zoned,
    /// How exact it is.
    pub grain: Grain,
    /// Whether the person said "about".
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub about: bool,
}

/// How exact a [`Moment`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grain {
    /// To the minute.
    Minute,
    /// To a part of the day: morning, midday, afternoon, evening, night.
    Part,
    /// To the day.
    Day,
}

/// RFC 9557 times that survive a computer without a time zone database.
pub mod rfc9557 {
    use jiff::{Timestamp, Zoned};
    use serde::{Deserialize as _, Deserializer, Serializer};

    /// Writes such as `2026-11-20T19:00:00+07:00[Asia/Jakarta]`.
    pub fn serialize<S: Serializer>(at: &Zoned, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(at)
    }

    /// Reads what [`serialize`] wrote; a zone that this computer does not know becomes its offset.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zoned, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse(&text).ok_or_else(|| serde::de::Error::custom("not a time in RFC 9557 form"))
    }

    /// Reads a time with its offset and, where known, its zone.
    pub fn parse(text: &str) -> Option<Zoned> {
        if let Ok(at) = text.parse::<Zoned>() {
            return Some(at);
        }
        let (plain, _) = text.split_once('[').unwrap_or((text, ""));
        let instant: Timestamp = plain.parse().ok()?;
        let offset = jiff::fmt::temporal::Pieces::parse(plain).ok()?.to_numeric_offset()?;
        Some(instant.to_zoned(jiff::tz::TimeZone::fixed(offset)))
    }
}
