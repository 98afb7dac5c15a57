//! Holds what was said against the present: the latest such point that is over.
//!
//! Pure. Nothing is guessed that the person is not shown: the caller repeats every result in full.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Span, ToSpan as _, Zoned};

use super::calendar::Unit;
use super::said::{Clock, Said, Tense, read};
use super::{Grain, Moment, Part, rfc9557, working};

/// The longest text that is read, in bytes; a longer one is not an answer to "when?".
pub(super) const LONGEST: usize = 2000;

/// Reads a point in the past, in either language: the latest such point that is not after `now`.
///
/// An hour up to 12 that is not marked as morning or evening means the later of its two readings. "Friday 20"
/// where that Friday is a 20th is taken as the day, for an hour would claim more than was surely said. Spans
/// ("2 hours ago") count as "about". Gives nothing where the words say no time, or only one yet to come.
pub fn parse(text: &str, now: &Zoned) -> Option<Moment> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    if text.starts_with(|c: char| c.is_ascii_digit())
        && let Some(at) = rfc9557::parse(text)
    {
        return (at <= *now).then(|| Moment::exact(at.with_time_zone(now.time_zone().clone())));
    }
    let (said, _) = read(text, Tense::Past);
    if said.others && !said.sure {
        return None;
    }
    let here = Here::new(&said, now);
    let mut moment = here.past()?;
    moment.at = moment.at.with_time_zone(now.time_zone().clone());
    Some(moment)
}

/// Returns the instant so many minutes after midnight of a day; 1440 is the next midnight.
pub(super) fn at_minute(date: Date, minutes: i32, zone: &TimeZone) -> Option<Zoned> {
    let date = date.checked_add(Span::new().try_days(minutes.div_euclid(1440)).ok()?).ok()?;
    let minutes = minutes.rem_euclid(1440);
    let (hour, minute) = (i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?);
    zone.to_ambiguous_zoned(date.at(hour, minute, 0, 0)).compatible().ok()
}

/// What was said, and the present in the zone that was said.
pub(super) struct Here<'a> {
    pub(super) said: &'a Said,
    pub(super) now: Zoned,
    pub(super) today: Date,
}

impl<'a> Here<'a> {
    pub(super) fn new(said: &'a Said, now: &Zoned) -> Self {
        let offset =
            said.offset.and_then(|minutes| Offset::from_seconds(minutes.checked_mul(60)?).ok());
        let now = offset
            .map_or_else(|| now.clone(), |offset| now.with_time_zone(TimeZone::fixed(offset)));
        Self { said, today: now.date(), now }
    }

    pub(super) fn at(&self, date: Date, minutes: i32) -> Option<Zoned> {
        at_minute(date, minutes, self.now.time_zone())
    }

    pub(super) fn minute(&self, at: &Zoned, about: bool) -> Option<Moment> {
        let at = at.with().second(0).subsec_nanosecond(0).build().ok()?;
        Some(Moment { at, grain: Grain::Minute, about: about || self.said.about })
    }

    pub(super) fn whole(&self, at: Zoned, grain: Grain, about: bool) -> Moment {
        Moment { at, grain, about: about || self.said.about }
    }

    /// Returns the span that was said, unless a date was said, too: "20 November, 13 hours ago".
    pub(super) fn span(&self) -> Option<(u32, Unit)> {
        self.said.span.filter(|_| self.said.date.day.is_none())
    }

    /// Returns the span in whole minutes, if it is one of hours or minutes or has a half.
    pub(super) fn minutes(&self) -> Option<i64> {
        let (tenths, unit) = self.span()?;
        let minutes = match unit {
            Unit::Minute => 1,
            Unit::Hour => 60,
            Unit::Day if !tenths.is_multiple_of(10) => 24 * 60,
            Unit::Day
            | Unit::CalendarDay
            | Unit::WorkDay
            | Unit::Week
            | Unit::Month
            | Unit::Year => return None,
        };
        Some(i64::from(tenths) * minutes / 10)
    }

    /// Returns the day at the end of a span of days or more, that many units in a direction.
    fn spanned(&self, sign: i64) -> Option<Date> {
        let (tenths, unit) = self.span()?;
        let count = i64::from(tenths / 10) * sign;
        let span = match unit {
            Unit::Day | Unit::CalendarDay => Span::new().try_days(count),
            Unit::WorkDay => return working::add_working_days(self.today, count),
            Unit::Week => Span::new().try_weeks(count),
            Unit::Month => Span::new().try_months(count),
            Unit::Year => Span::new().try_years(count),
            Unit::Minute | Unit::Hour => return None,
        };
        self.today.checked_add(span.ok()?).ok()
    }

    /// Lists the days that are meant, the likeliest first: the nearest on the side that is meant.
    pub(super) fn dates(&self, tense: Tense) -> Vec<Date> {
        let said = self.said;
        let sign: i32 = if tense == Tense::Past { -1 } else { 1 };
        if let Some(date) = self.spanned(i64::from(sign)) {
            return vec![date];
        }
        if said.date.day.is_some() {
            return self.named(sign);
        }
        if let Some(day) = said.weekday {
            return self.weekdays(day, sign);
        }
        let days = match (said.last_night, said.days, tense) {
            (true, _, Tense::Past) => Some(-1),
            (_, days, _) => days,
        };
        if let Some(days) = days {
            return self.today.checked_add(days.days()).into_iter().collect();
        }
        if said.clock.is_none() && said.part.is_none() {
            return if said.recent && tense == Tense::Past { vec![self.today] } else { Vec::new() };
        }
        [Ok(self.today), self.today.checked_add(sign.days())].into_iter().flatten().collect()
    }

    /// The days of "20 November", "20 November 2026" or "the 20th".
    fn named(&self, sign: i32) -> Vec<Date> {
        let said = self.said.date;
        let Some(day) = said.day else { return Vec::new() };
        let dates: Vec<Date> = if let Some(month) = said.month {
            let years = match said.year {
                Some(year) => vec![year],
                None => {
                    (0..=8).map(|n| self.today.year().saturating_add(n * sign_of(sign))).collect()
                }
            };
            years.into_iter().filter_map(|year| Date::new(year, month, day).ok()).collect()
        } else {
            let first = self.today.first_of_month();
            let months = (0..=12).filter_map(|n: i32| first.checked_add((n * sign).months()).ok());
            months.filter_map(|first| Date::new(first.year(), first.month(), day).ok()).collect()
        };
        let ahead =
            |date: &Date| (*date <= self.today && sign < 0) || (*date >= self.today && sign > 0);
        let dates: Vec<Date> = dates.into_iter().filter(ahead).collect();
        // "Friday the 20th" is a 20th that is a Friday; a month that contradicts its weekday is believed.
        let fits = |date: &&Date| Some(weekday_index(**date)) == self.said.weekday;
        match dates.iter().find(fits) {
            Some(date) if said.month.is_none() => vec![*date],
            _ => dates,
        }
    }

    fn weekdays(&self, day: u8, sign: i32) -> Vec<Date> {
        let today = i32::from(weekday_index(self.today));
        let steps = if let Some(weeks) = self.said.week {
            vec![i32::from(day) - today + weeks * 7]
        } else {
            let near = ((i32::from(day) - today) * sign).rem_euclid(7) * sign;
            let first = i32::from(self.said.beyond && near == 0);
            (first..first + 2).map(|weeks| near + weeks * 7 * sign).collect()
        };
        steps.into_iter().filter_map(|days| self.today.checked_add(days.days()).ok()).collect()
    }

    /// Returns the clock, unless its number is rather the day of the month of the weekday beside it.
    pub(super) fn clock(&self, dates: &[Date]) -> Option<Clock> {
        let said = self.said;
        let clock = said.clock?;
        let is_day = said.weekday.is_some()
            && said.date.day.is_none()
            && !said.bare.is_empty()
            && dates.first().and_then(|date| u32::try_from(date.day()).ok()) == Some(clock.hour);
        (!is_day).then_some(clock)
    }

    fn past(&self) -> Option<Moment> {
        let said = self.said;
        if let Some(minutes) = self.minutes() {
            return self
                .minute(&self.now.checked_sub(SignedDuration::from_mins(minutes)).ok()?, true);
        }
        let dates = self.dates(Tense::Past);
        if dates.is_empty() {
            return self.vague_past();
        }
        if let Some(clock) = self.clock(&dates) {
            // The beginning of a window, which is in the working day as it was when it was promised.
            let tense = if said.clock_until.is_some() { Tense::Future } else { Tense::Past };
            let options = minutes_of(clock, said.part, tense);
            let points =
                dates.iter().flat_map(|date| options.iter().map(|minutes| (*date, *minutes)));
            let mut points = points.filter_map(|(date, minutes)| self.at(date, minutes));
            return self.minute(&points.find(|at| *at <= self.now)?, said.clock_until.is_some());
        }
        if let Some(part) = said.part {
            let mut begun = dates.into_iter().filter(|date| {
                self.at(*date, part.bounds().0).is_some_and(|start| start <= self.now)
            });
            let at = self.at(begun.next()?, part.middle())?;
            return Some(self.whole(at.min(self.now.clone()), Grain::Part, false));
        }
        let at = self.at(dates.into_iter().find(|date| *date <= self.today)?, 12 * 60)?;
        let rough = matches!(self.span(), Some((_, Unit::Week | Unit::Month | Unit::Year)));
        Some(self.whole(at.min(self.now.clone()), Grain::Day, rough))
    }

    /// "Now", "last week", "last month".
    fn vague_past(&self) -> Option<Moment> {
        let said = self.said;
        if said.now {
            return self.minute(&self.now, false);
        }
        let date = match (said.week, said.month_shift) {
            (Some(weeks @ ..0), _) => self.today.checked_add(weeks.weeks()),
            (_, Some(months @ ..0)) => self.today.checked_add(months.months()),
            _ => return None,
        };
        Some(self.whole(self.at(date.ok()?, 12 * 60)?, Grain::Day, true))
    }
}

fn sign_of(sign: i32) -> i16 {
    if sign < 0 { -1 } else { 1 }
}

pub(super) fn weekday_index(date: Date) -> u8 {
    u8::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default()
}

/// Returns the minutes after midnight that an hour can mean, the likeliest first.
pub(super) fn minutes_of(clock: Clock, part: Option<Part>, tense: Tense) -> Vec<i32> {
    let minutes = |hour: u32| i32::try_from(hour * 60 + clock.minute).unwrap_or_default();
    let hour = clock.hour;
    if let Some(part) = part.filter(|_| hour <= 12) {
        return match (part, hour) {
            (Part::Early | Part::Morning, 12) => vec![minutes(0)],
            (Part::Midday, 1..=6) | (Part::Afternoon, 1..=11) | (Part::Evening, 5..=11) => {
                vec![minutes(hour + 12)]
            }
            // The small hours belong to the night that began the evening before.
            (Part::Evening, 12) => vec![minutes(24)],
            (Part::Evening, _) => vec![minutes(hour + 24), minutes(hour)],
            (Part::Early | Part::Morning | Part::Midday | Part::Afternoon, _) => {
                vec![minutes(hour)]
            }
        };
    }
    match (clock.literal, tense, hour) {
        (false, Tense::Past, 1..=11) | (false, Tense::Future, 1..=6) => {
            vec![minutes(hour + 12), minutes(hour)]
        }
        (false, Tense::Future, 7..=11) => vec![minutes(hour), minutes(hour + 12)],
        (false, Tense::Past, 12) => vec![minutes(12), minutes(0)],
        (false, Tense::Future, 12) => vec![minutes(12), minutes(24)],
        _ => vec![minutes(hour)],
    }
}
