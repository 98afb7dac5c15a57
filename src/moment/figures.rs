//! Reads the numbers of a phrase: hours, days of the month, spans, ranges.
//!
//! Pure. The other half of [`super::said`].

use super::calendar::{Mark, Sense, Unit};
use super::lex::Kind;
use super::said::{Clock, Reader, Tense, Use};

impl Reader<'_> {
    /// Keeps the four-digit year that stands ahead, if there is one.
    pub(super) fn year(&mut self, ahead: usize) -> bool {
        let Some(Kind::Number { value: value @ 1970..=2199, digits: 4 }) = self.kind(ahead) else {
            return false;
        };
        self.said.date.year = i16::try_from(value).ok();
        true
    }

    pub(super) fn unit(&self, ahead: usize) -> Option<Unit> {
        let Kind::Word(sense) = self.kind(ahead)? else { return None };
        match sense {
            Sense::Unit(unit) => Some(unit),
            // "2 minggu": the word is a Sunday, too; and "minggu lalu" was read as one phrase.
            Sense::Weekday(6) | Sense::Week(-1 | 1) => Some(Unit::Week),
            Sense::MonthShift(-1 | 1) => Some(Unit::Month),
            Sense::Mark(Mark::HourWord) => {
                let clock =
                    matches!(self.kind(ahead + 1), Some(Kind::Number { .. } | Kind::Clock { .. }));
                (!clock).then_some(Unit::Hour)
            }
            Sense::Weekday(_)
            | Sense::Month(_)
            | Sense::Number(_)
            | Sense::Day(_)
            | Sense::Week(_)
            | Sense::MonthShift(_)
            | Sense::Zone(_)
            | Sense::Part(_)
            | Sense::Single(_)
            | Sense::Mark(_) => None,
        }
    }

    /// Returns how many tokens join the two ends of a range here.
    pub(super) fn joint(&self, ahead: usize) -> usize {
        let mark = |n: usize| {
            matches!(self.kind(ahead + n), Some(Kind::Punct('-' | '–' | '—' | '.' | '~')))
        };
        if self.mark(ahead) == Some(Mark::Range) {
            return 1;
        }
        usize::from(mark(0)) + usize::from(mark(0) && mark(1))
    }

    /// Reads a number in words or digits at a place: its value, digits and tokens.
    pub(super) fn value(&self, ahead: usize) -> Option<(u32, usize, usize)> {
        let Kind::Number { value, digits } = self.kind(ahead)? else { return None };
        if digits > 0 {
            return Some((value, digits, 1));
        }
        let small = |n: usize| match self.kind(ahead + n) {
            Some(Kind::Number { value: value @ 1..=9, digits: 0 }) => Some(value),
            _ => None,
        };
        match self.mark(ahead + 1) {
            Some(Mark::Teen) if value < 10 => return Some((value + 10, 0, 2)),
            Some(Mark::Tens) if value < 10 => {
                let ones = small(2);
                return Some((value * 10 + ones.unwrap_or(0), 0, 2 + usize::from(ones.is_some())));
            }
            _ => {}
        }
        // "twenty five", "twenty-five"
        let dash = usize::from(self.kind(ahead + 1) == Some(Kind::Punct('-')));
        match small(1 + dash) {
            Some(ones) if value >= 20 => Some((value + ones, 0, 2 + dash)),
            _ => Some((value, 0, 1)),
        }
    }

    pub(super) fn number(&mut self, hour: bool) {
        let Some((value, digits, used)) = self.value(0) else { return self.take(1, Use::Other) };
        if self.dated(value, used) || self.spanned(value * 10, used) || self.lasting(value, used) {
            return;
        }
        let clock =
            Clock { hour: value, minute: 0, literal: value > 12 || (digits == 2 && value < 10) };
        let joined = self.joint(used) > 0 && self.end_of_range(used).is_some();
        let named = hour || self.said_hour(used);
        if value <= 24 && (named || joined) {
            // "10-12" alone may be anything, such as the numbers of houses.
            let sure = self.said.sure || named || clock.hour > 12;
            self.clock(clock, used);
            self.said.sure = sure;
        } else if value <= 31 {
            self.said.bare.push(value);
            self.take(used, Use::Time);
        } else {
            self.take(used, Use::Other);
        }
    }

    /// "20 November 2026" and "24-26 November".
    fn dated(&mut self, value: u32, used: usize) -> bool {
        if !(1..=31).contains(&value) {
            return false;
        }
        let joint = self.joint(used);
        let until =
            self.value(used + joint).filter(|(until, ..)| joint > 0 && (1..=31).contains(until));
        let span = until.map_or(used, |(_, _, more)| used + joint + more);
        let Some(Kind::Word(Sense::Month(month))) = self.kind(span) else { return false };
        self.said.date.month = i8::try_from(month).ok();
        self.said.date.day = i8::try_from(value).ok();
        self.said.day_until = until.and_then(|(until, ..)| i8::try_from(until).ok());
        let year = usize::from(self.year(span + 1));
        self.sure(span + 1 + year);
        true
    }

    /// "2 jam", "dua setengah jam".
    fn spanned(&mut self, tenths: u32, used: usize) -> bool {
        let half = usize::from(self.mark(used) == Some(Mark::Half));
        let Some(unit) = self.unit(used + half) else { return false };
        let ago = matches!(
            self.kind(used + half),
            Some(Kind::Word(Sense::Week(_) | Sense::MonthShift(_)))
        );
        let tenths = if half == 1 { tenths + 5 } else { tenths };
        self.said.span = self.said.span.or(Some((tenths, unit)));
        self.said.sure |= ago || self.tense == Tense::Future;
        self.take(used + half + 1, Use::Time);
        true
    }

    /// "7 lewat 10", "7 kurang 10", "ten past seven".
    fn lasting(&mut self, value: u32, used: usize) -> bool {
        let Some(mark) = self.mark(used) else { return false };
        let Some((other, _, more)) = self.value(used + 1) else { return false };
        let (hour, minute) = if mark == Mark::PastId {
            (value, other)
        } else if mark == Mark::ToId {
            (value.wrapping_sub(1), 60_u32.wrapping_sub(other))
        } else if mark == Mark::PastEn {
            (other, value)
        } else {
            return false;
        };
        if hour > 24 || minute > 59 {
            return false;
        }
        self.clock(Clock { hour, minute, literal: false }, used + 1 + more);
        true
    }

    pub(super) fn tenths(&mut self, tenths: u32) {
        if !self.spanned(tenths, 1) {
            self.take(1, Use::Other);
        }
    }

    /// Tells whether "pm" or "o'clock" follows.
    fn said_hour(&self, ahead: usize) -> bool {
        matches!(self.mark(ahead), Some(Mark::Am | Mark::Pm | Mark::Oclock))
    }

    /// Reads the clock that ends a range, after its joint; gives it and all tokens used.
    fn end_of_range(&self, ahead: usize) -> Option<(Clock, usize)> {
        let joint = self.joint(ahead);
        if joint == 0 {
            return None;
        }
        let mut next = ahead + joint;
        if matches!(self.mark(next), Some(Mark::HourWord | Mark::Clock)) {
            next += 1;
        }
        if let Kind::Clock { hour, minute } = self.kind(next)? {
            return Some((Clock { hour, minute, literal: true }, next + 1));
        }
        let (value, digits, used) = self.value(next)?;
        let literal = value > 12 || (digits == 2 && value < 10);
        (value <= 24).then_some((Clock { hour: value, minute: 0, literal }, next + used))
    }

    /// Keeps an hour, with "pm" and the end of a range where they follow.
    pub(super) fn clock(&mut self, clock: Clock, used: usize) {
        let (clock, mut used) = self.half_day(clock, used);
        let mut until = None;
        if let Some((end, more)) = self.end_of_range(used) {
            let (end, more) = self.half_day(end, more);
            until = Some(end);
            used = more;
        }
        if self.said.clock.is_none() {
            self.said.clock = Some(clock);
            self.said.clock_until = until;
        }
        self.sure(used);
    }

    /// Turns "7 pm" into 19.
    fn half_day(&self, clock: Clock, used: usize) -> (Clock, usize) {
        let hour = match (self.mark(used), clock.hour) {
            (Some(Mark::Am), 12) => 0,
            (Some(Mark::Pm), 1..=11) => clock.hour + 12,
            (Some(Mark::Am | Mark::Pm), hour) => hour,
            (Some(Mark::Oclock), _) => return (clock, used + 1),
            _ => return (clock, used),
        };
        (Clock { hour, literal: true, ..clock }, used + 1)
    }

    /// "tanggal 20".
    pub(super) fn day_of_month(&mut self) {
        match self.value(1) {
            Some((day @ 1..=31, _, used))
                if !matches!(self.kind(1 + used), Some(Kind::Word(Sense::Month(_)))) =>
            {
                self.said.date.day = i8::try_from(day).ok();
                self.sure(1 + used);
            }
            _ => self.take(1, Use::Joint),
        }
    }

    /// "setengah jam", "half an hour", "setengah 8" and "half past 7" (both 07:30), "quarter to 7", "an hour".
    pub(super) fn fraction(&mut self, mark: Mark) {
        let one = usize::from(self.mark(1) == Some(Mark::One));
        if let Some(unit) = self.unit(1 + one) {
            let tenths = if mark == Mark::One { 10 } else { 5 };
            if mark != Mark::Quarter {
                self.said.span = self.said.span.or(Some((tenths, unit)));
                return self.take(2 + one, Use::Time);
            }
        }
        let past = self.mark(1) == Some(Mark::PastEn);
        let to = self.mark(1) == Some(Mark::Range);
        let skip = 1 + usize::from(past || to);
        let (Some((hour @ 1..=24, _, used)), false) = (self.value(skip), mark == Mark::One) else {
            return self.take(1, Use::Joint);
        };
        let quarter = mark == Mark::Quarter;
        let (hour, minute) = match (quarter, past, to) {
            (true, false, _) => (hour - 1, 45),
            (true, true, _) => (hour, 15),
            // The Indonesian "setengah 8" is half an hour before eight; the English "half 7" comes after seven.
            (false, false, _) if self.is("setengah") => (hour - 1, 30),
            (false, ..) => (hour, 30),
        };
        self.clock(Clock { hour, minute, literal: false }, skip + used);
    }

    /// "UTC", "UTC+7", "GMT+02:00".
    pub(super) fn utc(&mut self) {
        let sign = match self.kind(1) {
            Some(Kind::Punct('+')) => 1,
            Some(Kind::Punct('-' | '−')) => -1,
            _ => 0,
        };
        let minutes = match self.kind(2) {
            Some(Kind::Number { value: hours @ 0..=14, .. }) => hours * 60,
            Some(Kind::Clock { hour: hour @ 0..=14, minute }) => hour * 60 + minute,
            _ => {
                self.said.offset = Some(0);
                return self.take(1, Use::Time);
            }
        };
        self.said.offset = i32::try_from(minutes).ok().map(|minutes| minutes * sign);
        self.take(if sign == 0 { 1 } else { 3 }, Use::Time);
    }
}
