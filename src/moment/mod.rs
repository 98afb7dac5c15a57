//! Points in time as people say them: "jumat 19", "tadi pagi", "about 7".
//!
//! Pure: the present moment is always passed in. [`parse`] reads what was said about the past,
//! [`parse_window`] what was promised for the future, [`speak()`] says either back. All read and write words
//! from `checklists/data/calendar.toml` and `src/lang/moment.toml`.

mod calendar;
mod figures;
mod lex;
mod promise;
mod resolve;
mod said;
mod speak;
#[cfg(test)]
mod tests;
pub mod working;

use jiff::Zoned;
use serde::{Deserialize, Serialize};

pub use promise::{Count, Counted, Window, parse_window};
pub use resolve::parse;
pub use speak::{Style, ago, greeting, speak, speak_window, to_the_second, zone_name};

/// A point in time that a person gave, kept as exact as it was said and no more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// The point itself; where only a day is known, its noon, and a part of the day has its middle. Where
    /// that would still lie ahead of a past event, the moment at which it was said.
    #[serde(with = "rfc9557")]
    pub at: Zoned,
    /// How exact it is.
    pub grain: Grain,
    /// Whether the person said "about".
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub about: bool,
}

impl Moment {
    /// Makes a moment that is known to the minute.
    pub fn exact(at: Zoned) -> Self {
        Self { at, grain: Grain::Minute, about: false }
    }

    /// Returns the first instant that it can mean: for a day, its midnight.
    pub fn start(&self) -> Zoned {
        match self.grain {
            Grain::Minute => Some(self.at.clone()),
            Grain::Part => Part::of_hour(self.at.hour()).start(self.at.date(), self.at.time_zone()),
            Grain::Day => self.at.start_of_day().ok(),
        }
        .unwrap_or_else(|| self.at.clone())
    }

    /// Returns the instant after which it is over: for a day, the midnight that ends it.
    ///
    /// A promise is due then, not at [`Moment::at`].
    pub fn end(&self) -> Zoned {
        match self.grain {
            Grain::Minute => Some(self.at.clone()),
            Grain::Part => Part::of_hour(self.at.hour()).end(self.at.date(), self.at.time_zone()),
            Grain::Day => self.at.tomorrow().and_then(|next| next.start_of_day()).ok(),
        }
        .unwrap_or_else(|| self.at.clone())
    }
}

impl Moment {
    /// Returns the moment from which it is over, as exact as it is itself: for a day, the next one.
    #[must_use]
    pub fn after(&self) -> Self {
        let at = match self.grain {
            Grain::Day => self.at.tomorrow().unwrap_or_else(|_| self.at.clone()),
            Grain::Minute | Grain::Part => self.end(),
        };
        let grain = if self.grain == Grain::Part { Grain::Minute } else { self.grain };
        Self { at, grain, about: self.about }
    }
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

/// A part of the day, by the hours of the Indonesian greetings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Part {
    /// 00:00 to 04:00.
    Early,
    /// 04:00 to 11:00.
    Morning,
    /// 11:00 to 15:00.
    Midday,
    /// 15:00 to 18:00.
    Afternoon,
    /// 18:00 to midnight.
    Evening,
}

impl Part {
    /// Returns the part that an hour, 0 to 23, lies in.
    pub(crate) fn of_hour(hour: i8) -> Self {
        match hour {
            ..4 => Self::Early,
            4..11 => Self::Morning,
            11..15 => Self::Midday,
            15..18 => Self::Afternoon,
            18.. => Self::Evening,
        }
    }

    /// Returns the minutes after midnight at which it begins and ends.
    pub(crate) fn bounds(self) -> (i32, i32) {
        let (from, to) = match self {
            Self::Early => (0, 4),
            Self::Morning => (4, 11),
            Self::Midday => (11, 15),
            Self::Afternoon => (15, 18),
            Self::Evening => (18, 24),
        };
        (from * 60, to * 60)
    }

    /// Returns the minutes after midnight of its middle.
    pub(crate) fn middle(self) -> i32 {
        let (from, to) = self.bounds();
        i32::midpoint(from, to)
    }

    fn start(self, date: jiff::civil::Date, zone: &jiff::tz::TimeZone) -> Option<Zoned> {
        resolve::at_minute(date, self.bounds().0, zone)
    }

    fn end(self, date: jiff::civil::Date, zone: &jiff::tz::TimeZone) -> Option<Zoned> {
        resolve::at_minute(date, self.bounds().1, zone)
    }
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
