//! Reads what was promised: the earliest such window to come.
//!
//! Pure. Nothing is guessed that the person is not shown: the caller repeats every result in full.

use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan as _, Zoned};

use super::calendar::Unit;
use super::resolve::{Here, LONGEST, minutes_of, weekday_index};
use super::said::{Clock, Tense, read};
use super::{Grain, Moment};

/// A promised time: a window, or a deadline where `from` is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// When the window begins.
    pub from: Option<Moment>,
    /// When it ends; the promise is due at [`Moment::end`] of this.
    pub due: Moment,
    /// The words of the text that are not about time, such as "teknisi".
    pub rest: String,
    /// How many days were said, where it was a number of days and no date.
    pub count: Option<Count>,
}

/// A number of days, as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// How many.
    pub n: u32,
    /// Of what.
    pub unit: Counted,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Counted {
    /// "Days": of which kind is not said.
    Days,
    /// "Calendar days".
    Calendar,
    /// "Working days".
    Working,
    /// "3x24 hours", which some providers count in working days.
    Hours,
}

/// Reads a promise in either language: the earliest such window that is not over at `now`.
///
/// Hours without morning or evening are taken in the working day: "10-2" is 10:00 to 14:00.
pub fn parse_window(text: &str, now: &Zoned) -> Option<Window> {
    if text.len() > LONGEST {
        return None;
    }
    if let Some(window) = two_dates(text, now) {
        return Some(window);
    }
    let (said, rest) = read(text, Tense::Future);
    if said.others && !said.sure {
        return None;
    }
    let here = Here::new(&said, now);
    let (mut from, mut due) = here.future()?;
    for moment in from.iter_mut().chain([&mut due]) {
        moment.at = moment.at.with_time_zone(now.time_zone().clone());
        moment.about = said.about;
    }
    let count = here.count();
    (due.end() >= *now).then_some(Window { from, due, rest, count })
}

/// Reads two dates with two dots between: "2026-11-24 10:00..2026-11-25 12:00".
fn two_dates(text: &str, now: &Zoned) -> Option<Window> {
    let (from, due) = text.split_once("..")?;
    let year = due.trim_start().split_once('-')?.0;
    if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) || due.contains("..") {
        return None;
    }
    let (from, due) = (parse_window(from, now)?, parse_window(due, now)?);
    let in_order = from.from.is_none() && from.due.at < due.due.at;
    in_order.then_some(Window { from: Some(from.due), rest: from.rest, ..due })
}

impl Here<'_> {
    fn future(&self) -> Option<(Option<Moment>, Moment)> {
        let said = self.said;
        if let Some(minutes) = self.minutes() {
            let due = self.now.checked_add(SignedDuration::from_mins(minutes)).ok()?;
            return Some((None, self.minute(&due, false)?));
        }
        let dates = self.dates(Tense::Future);
        if dates.is_empty() {
            return self.vague_future();
        }
        if said.day_until.is_some() || said.weekday_until.is_some() {
            return self.days_range(*dates.first()?);
        }
        if let Some(clock) = self.clock(&dates) {
            return self.hours(&dates, clock);
        }
        if let Some(part) = said.part {
            let open =
                |date: &Date| self.at(*date, part.bounds().1).is_some_and(|end| end > self.now);
            let at = self.at(dates.into_iter().find(open)?, part.middle())?;
            return Some((None, self.whole(at.max(self.now.clone()), Grain::Part, false)));
        }
        Some((None, self.day(dates.into_iter().find(|date| *date >= self.today)?)?))
    }

    /// The number of days that was said, in hours or in days.
    fn count(&self) -> Option<Count> {
        let (tenths, unit) = self.span().filter(|(tenths, _)| tenths.is_multiple_of(10))?;
        let n = tenths / 10;
        let (n, unit) = match unit {
            Unit::Day => (n, Counted::Days),
            Unit::CalendarDay => (n, Counted::Calendar),
            Unit::WorkDay => (n, Counted::Working),
            Unit::Hour if n > 0 && n.is_multiple_of(24) => (n / 24, Counted::Hours),
            Unit::Hour | Unit::Minute | Unit::Week | Unit::Month | Unit::Year => return None,
        };
        Some(Count { n, unit })
    }

    /// A day to come as a whole; for today not before now.
    fn day(&self, date: Date) -> Option<Moment> {
        let noon = self.at(date, 12 * 60)?;
        let at = if date == self.today { noon.max(self.now.clone()) } else { noon };
        Some(self.whole(at, Grain::Day, false))
    }

    /// "Tomorrow at 9", "Monday 10-12".
    fn hours(&self, dates: &[Date], clock: Clock) -> Option<(Option<Moment>, Moment)> {
        let part = self.said.part;
        let starts = minutes_of(clock, part, Tense::Future);
        for (date, start) in
            dates.iter().flat_map(|date| starts.iter().map(|start| (*date, *start)))
        {
            let Some(until) = self.said.clock_until else {
                match self.at(date, start) {
                    Some(at) if at >= self.now => return Some((None, self.minute(&at, false)?)),
                    _ => continue,
                }
            };
            let ends = minutes_of(until, part, Tense::Future);
            let half_day =
                (!until.literal).then(|| ends.iter().map(|end| end + 720)).into_iter().flatten();
            let all = ends.iter().copied().chain(half_day).chain(ends.iter().map(|end| end + 1440));
            let end = all.filter(|end| *end > start).min()?;
            let (from, due) = (self.at(date, start)?, self.at(date, end)?);
            if due > self.now {
                return Some((Some(self.minute(&from, false)?), self.minute(&due, false)?));
            }
        }
        None
    }

    /// "24-26 November", "Monday to Wednesday".
    fn days_range(&self, first: Date) -> Option<(Option<Moment>, Moment)> {
        let last = if let Some(day) = self.said.day_until {
            let same = first.with().day(day).build().ok().filter(|last| *last >= first);
            let next = || {
                first.first_of_month().checked_add(1.months()).ok()?.with().day(day).build().ok()
            };
            same.or_else(next)?
        } else {
            let until = i32::from(self.said.weekday_until?);
            let days = (until - i32::from(weekday_index(first))).rem_euclid(7);
            first.checked_add(days.days()).ok()?
        };
        Some((Some(self.day(first)?), self.day(last)?))
    }

    /// "Now", "next week", "this week", "next month".
    fn vague_future(&self) -> Option<(Option<Moment>, Moment)> {
        let said = self.said;
        if said.now {
            return Some((None, Moment::exact(self.now.clone())));
        }
        let (first, last) = if let Some(weeks @ 0..) = said.week {
            let monday = weeks.checked_mul(7)? - i32::from(weekday_index(self.today));
            let first = self.today.checked_add(monday.days()).ok()?;
            (first, first.checked_add(6.days()).ok()?)
        } else {
            let months = said.month_shift.filter(|months| *months > 0)?;
            let first = self.today.first_of_month().checked_add(months.months()).ok()?;
            (first, first.last_of_month())
        };
        let from = if first > self.today { Some(self.day(first)?) } else { None };
        Some((from, self.day(last)?))
    }
}
