//! Working days: Monday to Friday without the public holidays of Indonesia.
//!
//! Pure. The holidays are data (`checklists/data/holidays.toml`). Only a holiday that is sure moves a date;
//! what is in doubt (joint leave, which each firm decides, and days that follow the moon) is told beside it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::civil::{Date, Weekday};
use jiff::{ToSpan as _, Zoned};
use serde::Deserialize;

use super::resolve::at_minute;
use super::{Count, Counted, Grain, Moment};
use crate::data;
use crate::lang::Text;

/// The most working days that are counted one by one, some fourteen years; nobody promises that.
const MOST: u32 = 3660;

/// What kind of free day it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A public holiday.
    National,
    /// Joint leave (cuti bersama): each private firm decides whether it works.
    JointLeave,
}

/// How sure the date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Decreed, or fixed by law.
    Sure,
    /// Reckoned from the moon, before any decree.
    Unsure,
}

/// A day on which offices are, or may be, closed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The date.
    pub date: Date,
    /// What kind of free day it is.
    pub kind: Kind,
    /// How sure the date is.
    pub confidence: Confidence,
    /// Where the date is from: a name that is explained at the head of the data.
    pub source: String,
    /// Its name, without article.
    pub name: Text,
}

impl Holiday {
    /// Tells whether it is certain that nobody works then.
    pub fn is_certain(&self) -> bool {
        self.kind == Kind::National && self.confidence == Confidence::Sure
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    year: i16,
    decreed: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    year: Vec<Year>,
    day: Vec<Holiday>,
}

/// The holidays, ready to be looked up.
#[derive(Debug)]
struct Holidays {
    days: BTreeMap<Date, Holiday>,
    decreed: BTreeMap<i16, bool>,
}

impl Holidays {
    fn get() -> &'static Self {
        static HOLIDAYS: OnceLock<Holidays> = OnceLock::new();
        HOLIDAYS.get_or_init(|| {
            let source = data::shipped!("holidays.toml");
            let file: File = toml::from_str(&source).expect("the built-in holidays are TOML");
            Self {
                days: file.day.into_iter().map(|day| (day.date, day)).collect(),
                decreed: file.year.into_iter().map(|row| (row.year, row.decreed)).collect(),
            }
        })
    }
}

/// Returns the holiday of a date, certain or not.
pub fn holiday(date: Date) -> Option<&'static Holiday> {
    Holidays::get().days.get(&date)
}

/// Tells whether offices work on a date, as far as that is certain.
pub fn is_working_day(date: Date) -> bool {
    is_weekday(date) && !holiday(date).is_some_and(Holiday::is_certain)
}

fn is_weekday(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Returns the working day that is so many after a date, or before it; the date itself does not count.
///
/// None where the number is beyond all sense, or the calendar ends.
pub fn add_working_days(from: Date, days: i64) -> Option<Date> {
    step(from, days, is_working_day)
}

fn step(from: Date, days: i64, works: impl Fn(Date) -> bool) -> Option<Date> {
    let mut left = u32::try_from(days.unsigned_abs()).ok().filter(|left| *left <= MOST)?;
    let mut date = from;
    while left > 0 {
        date = date.checked_add(days.signum().days()).ok()?;
        left -= u32::from(works(date));
    }
    Some(date)
}

/// What counting working days comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Deadline {
    /// When it is due, as far as that is certain.
    pub due: Moment,
    /// The certain holidays that were left out of the count.
    pub free: Vec<&'static Holiday>,
    /// When it is due if nobody works on the days in doubt; none where none is in doubt.
    pub if_free: Option<Moment>,
    /// The days in doubt.
    pub doubtful: Vec<&'static Holiday>,
    /// The year whose holidays are not, or not all, known here.
    pub unknown_year: Option<i16>,
}

/// Counts so many working days from a moment on.
///
/// "3x24 hours" ends at the same hour of the third working day; said on a free day it begins with the next
/// working day, and ends with the third. It is never earlier than the same count in calendar days.
pub fn deadline(count: Count, from: &Zoned) -> Option<Deadline> {
    let certain = due(count, from, is_working_day)?;
    let cautious = |date| is_weekday(date) && holiday(date).is_none();
    let latest = due(count, from, cautious)?;
    let (first, last) = (from.date(), certain.at.date().max(latest.at.date()));
    // Hours begin on the very day, so that it matters whether that one is free.
    let begin = if count.unit == Counted::Hours { first } else { first.tomorrow().ok()? };
    let passed = || {
        let days = Holidays::get().days.range(begin.min(last)..=last).map(|(_, day)| day);
        days.filter(|day| is_weekday(day.date))
    };
    let doubtful: Vec<_> = passed().filter(|day| !day.is_certain()).collect();
    let due_on = certain.at.date();
    let free = passed().filter(|day| day.is_certain() && day.date <= due_on).collect();
    let unknown_year = (first.year()..=last.year())
        .find(|year| !Holidays::get().decreed.get(year).copied().unwrap_or(false));
    Some(Deadline {
        if_free: (latest != certain).then_some(latest),
        doubtful,
        free,
        unknown_year,
        due: certain,
    })
}

fn due(count: Count, from: &Zoned, works: impl Fn(Date) -> bool) -> Option<Moment> {
    let today = from.date();
    let date = step(today, i64::from(count.n), &works)?;
    let (zone, noon) = (from.time_zone(), 12 * 60);
    if count.unit == Counted::Hours && (count.n == 0 || works(today)) {
        let minutes = i32::from(from.hour()) * 60 + i32::from(from.minute());
        // Where clocks are put forward a day has 23 hours, and so many hours end later on the clock.
        let hours = calendar(count, from)?;
        return Some(Moment::exact(at_minute(date, minutes, zone)?.max(hours.at)));
    }
    let at = at_minute(date, noon, zone)?;
    let at = if date == today { at.max(from.clone()) } else { at };
    Some(Moment { at, grain: Grain::Day, about: false })
}

/// Counts so many calendar days from a moment on.
pub fn calendar(count: Count, from: &Zoned) -> Option<Moment> {
    if count.unit == Counted::Hours {
        let at = from.checked_add((i64::from(count.n) * 24).hours()).ok()?;
        let at = at.with().second(0).subsec_nanosecond(0).build().ok()?;
        return Some(Moment::exact(at));
    }
    let date = from.date().checked_add(i64::from(count.n).days()).ok()?;
    let at = at_minute(date, 12 * 60, from.time_zone())?;
    let at = if count.n == 0 { at.max(from.clone()) } else { at };
    Some(Moment { at, grain: Grain::Day, about: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Zoned {
        format!("{text}[Asia/Jakarta]").parse().unwrap()
    }

    fn days(n: u32) -> Count {
        Count { n, unit: Counted::Days }
    }

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_file_is_whole() {
        let source = include_str!("../../checklists/data/holidays.toml");
        let file: File = toml::from_str(source).unwrap();
        let dates: Vec<_> = file.day.iter().map(|day| day.date).collect();
        assert!(dates.is_sorted_by(|a, b| a < b), "each date once, in order");
        let count = |year, kind| {
            let of = |day: &&Holiday| day.date.year() == year && day.kind == kind;
            file.day.iter().filter(of).count()
        };
        // The decree of 2026 names 17 public holidays and 8 days of joint leave.
        assert_eq!((count(2026, Kind::National), count(2026, Kind::JointLeave)), (17, 8));
        for day in &file.day {
            assert!(day.name.id.is_some() && day.name.en.is_some(), "{day:?}");
            let head = format!("# {}: ", day.source);
            assert!(source.contains(&head), "{} is explained nowhere", day.source);
            let moon = day.source.starts_with("moon");
            assert_eq!(moon, day.confidence == Confidence::Unsure, "{day:?}");
            assert!(file.year.iter().any(|row| row.year == day.date.year()), "{day:?}");
        }
    }

    #[test]
    fn days_are_counted_over_weekends_and_certain_holidays() {
        for (from, n, due) in [
            ("2026-11-20", 1, "2026-11-23"),
            ("2026-11-21", 1, "2026-11-23"),
            ("2026-11-22", 3, "2026-11-25"),
            ("2026-12-23", 1, "2026-12-24"),
            ("2026-12-24", 1, "2026-12-28"),
            ("2026-12-31", 1, "2027-01-04"),
            ("2026-05-13", 1, "2026-05-15"),
            ("2026-11-23", -1, "2026-11-20"),
            ("2026-11-23", 0, "2026-11-23"),
        ] {
            assert_eq!(add_working_days(date(from), n), Some(date(due)), "{from} {n}");
        }
        assert_eq!(add_working_days(date("2026-11-23"), i64::MAX), None);
        assert_eq!(add_working_days(Date::MAX, 1), None);
    }

    #[test]
    fn what_is_in_doubt_moves_nothing_and_is_told() {
        let told = deadline(days(2), &at("2026-12-23T10:00:00+07:00")).unwrap();
        assert_eq!(told.due.at.date(), date("2026-12-28"));
        assert_eq!(told.free.iter().map(|day| day.date).collect::<Vec<_>>(), [date("2026-12-25")]);
        let doubtful: Vec<_> = told.doubtful.iter().map(|day| day.date).collect();
        assert_eq!(doubtful, [date("2026-12-24")]);
        assert_eq!(told.if_free.unwrap().at.date(), date("2026-12-29"));
        assert_eq!(told.unknown_year, None);
        let moon = deadline(days(3), &at("2027-03-05T10:00:00+07:00")).unwrap();
        assert_eq!(moon.due.at.date(), date("2027-03-10"));
        assert_eq!(moon.if_free.unwrap().at.date(), date("2027-03-15"));
        assert_eq!((moon.doubtful.len(), moon.unknown_year), (3, Some(2027)));
        let later = deadline(days(1), &at("2031-03-05T10:00:00+07:00")).unwrap();
        assert_eq!((later.if_free, later.unknown_year), (None, Some(2031)));
    }

    #[test]
    fn hours_end_at_their_hour_on_a_working_day_and_with_the_day_on_others() {
        let hours = |n| Count { n, unit: Counted::Hours };
        let friday = deadline(hours(1), &at("2026-11-20T10:30:00+07:00")).unwrap().due;
        assert_eq!(friday, Moment::exact(at("2026-11-23T10:30:00+07:00")));
        let saturday = deadline(hours(1), &at("2026-11-21T10:30:00+07:00")).unwrap().due;
        assert_eq!(saturday.end(), at("2026-11-24T00:00:00+07:00"));
    }

    fn anywhere() -> impl Strategy<Value = Zoned> {
        let zones: &[_] = &[
            "Asia/Jakarta",
            "Asia/Makassar",
            "Asia/Jayapura",
            "Europe/Berlin",
            "America/St_Johns",
            "Australia/Lord_Howe",
            "UTC",
        ];
        // From 2025 to 2030.
        (1_735_689_600_i64..1_893_456_000, prop::sample::select(zones)).prop_map(|(at, zone)| {
            let zone = jiff::tz::TimeZone::get(zone).unwrap();
            jiff::Timestamp::from_second(at).unwrap().to_zoned(zone)
        })
    }

    fn counts() -> impl Strategy<Value = Counted> {
        prop::sample::select(
            &[Counted::Days, Counted::Calendar, Counted::Working, Counted::Hours][..],
        )
    }

    #[test]
    fn hours_that_begin_on_a_day_in_doubt_name_it() {
        let from: Zoned = "2027-03-11T00:00:00+09:00[+09:00]".parse().unwrap();
        let told = deadline(Count { n: 1, unit: Counted::Hours }, &from).unwrap();
        assert!(told.if_free.is_some());
        assert_eq!(told.doubtful.first().map(|day| day.date), Some(from.date()));
    }

    proptest! {
        #[test]
        fn no_deadline_is_before_its_promise_or_its_calendar(from in anywhere(), n in 0_u32..40, unit in counts()) {
            let count = Count { n, unit };
            let told = deadline(count, &from).unwrap();
            let plain = calendar(count, &from).unwrap();
            if n > 0 {
                prop_assert!(plain.end() > from && told.due.end() > from);
            }
            prop_assert!(told.due.end() >= plain.end(), "{:?} {:?}", told.due, plain);
            prop_assert!(n == 0 || unit == Counted::Hours || is_working_day(told.due.at.date()));
            prop_assert!(told.if_free.as_ref().is_none_or(|latest| latest.end() > told.due.end()));
            prop_assert_eq!(told.if_free.is_some() && told.doubtful.is_empty(), false);
        }

        #[test]
        fn more_days_or_a_later_start_never_end_earlier(from in anywhere(), n in 0_u32..40, later in 0_i64..10_000_000, unit in counts()) {
            let due = |n, from: &Zoned| deadline(Count { n, unit }, from).unwrap().due.end();
            prop_assert!(due(n, &from) <= due(n + 1, &from));
            let start = from.checked_add(later.seconds()).unwrap();
            if unit != Counted::Hours {
                prop_assert!(due(n, &from) <= due(n, &start));
            }
        }
    }
}
