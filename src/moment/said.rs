//! What a phrase says about a time, before it is held against the calendar of the present.
//!
//! Pure. A [`Said`] is a bag of facts; which of them count depends on whether the past or the future is meant.

use std::ops::Range;

use super::Part;
use super::calendar::{Mark, Sense, Unit};
use super::lex::{Kind, Token, tokens};

/// Which way from now the person looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tense {
    /// Since when.
    Past,
    /// Until when.
    Future,
}

/// An hour of the clock as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    /// 0 to 24.
    pub(super) hour: u32,
    /// 0 to 59.
    pub(super) minute: u32,
    /// Whether it can only mean one hour of the 24: written with minutes, a leading zero, or am or pm.
    pub(super) literal: bool,
}

/// A date as it was said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) year: Option<i16>,
    pub(super) month: Option<i8>,
    pub(super) day: Option<i8>,
}

/// How a token was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// It says something about the time.
    Time,
    /// It joins words about the time, or other words.
    Joint,
    /// It is something else.
    Other,
}

/// Everything that a phrase says about a time.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    /// "Friday", Monday 0, and the end of "Monday to Wednesday".
    pub(super) weekday: Option<u8>,
    pub(super) weekday_until: Option<u8>,
    pub(super) date: Date,
    /// The day that ends "24-26 November".
    pub(super) day_until: Option<i8>,
    /// Whole days, weeks, months from today.
    pub(super) days: Option<i32>,
    pub(super) week: Option<i32>,
    pub(super) month_shift: Option<i32>,
    pub(super) part: Option<Part>,
    pub(super) clock: Option<Clock>,
    pub(super) clock_until: Option<Clock>,
    /// A span in tenths of a unit.
    pub(super) span: Option<(u32, Unit)>,
    pub(super) about: bool,
    /// "Now" or "just now".
    pub(super) now: bool,
    /// "Earlier today", which gives no date on its own beside an hour.
    pub(super) recent: bool,
    /// "Last Friday" and "next Friday" are not today.
    pub(super) beyond: bool,
    /// The evening that began yesterday.
    pub(super) last_night: bool,
    /// Minutes ahead of UTC.
    pub(super) offset: Option<i32>,
    /// Numbers that may be an hour or a day of the month.
    pub(super) bare: Vec<u32>,
    /// Whether something in it can only be about time, whatever else stands around it.
    pub(super) sure: bool,
    /// Whether other words stand around it.
    pub(super) others: bool,
}

/// Reads a phrase; gives the facts and the words that are not about time.
pub(super) fn read(text: &str, tense: Tense) -> (Said, String) {
    let tokens = tokens(text);
    let uses = vec![Use::Other; tokens.len()];
    let mut reader =
        Reader { text, uses, tokens, tense, at: 0, said: Said::default(), hour: false };
    while reader.at < reader.tokens.len() {
        reader.step();
    }
    reader.settle();
    let rest = reader.rest();
    (reader.said, rest)
}

/// A walk over the tokens, from left to right.
struct Reader<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    uses: Vec<Use>,
    tense: Tense,
    at: usize,
    said: Said,
    /// Whether the word before was "at" or the like, so that a number is an hour.
    hour: bool,
}

impl Reader<'_> {
    fn kind(&self, ahead: usize) -> Option<Kind> {
        self.tokens.get(self.at + ahead).map(|token| token.kind)
    }

    fn mark(&self, ahead: usize) -> Option<Mark> {
        match self.kind(ahead) {
            Some(Kind::Word(Sense::Mark(mark))) => Some(mark),
            _ => None,
        }
    }

    /// Marks the next tokens as used and goes past them.
    fn take(&mut self, count: usize, how: Use) {
        for slot in self.uses.iter_mut().skip(self.at).take(count) {
            *slot = how;
        }
        self.at += count.max(1);
        self.said.others |= how == Use::Other;
    }

    fn step(&mut self) {
        let Some(kind) = self.kind(0) else { return };
        let hour = std::mem::take(&mut self.hour);
        match kind {
            Kind::Number { .. } => self.number(hour),
            Kind::Tenths(tenths) => self.tenths(tenths),
            Kind::Clock { hour, minute } => self.clock(Clock { hour, minute, literal: true }, 1),
            Kind::Date { year, month, day } => {
                self.said.date = Date { year, month: Some(month), day: Some(day) };
                self.sure(1);
            }
            Kind::Ordinal(day) => {
                self.said.date.day = i8::try_from(day).ok();
                self.sure(1);
            }
            Kind::Hours(hours) => {
                self.said.span = Some((hours.saturating_mul(10), Unit::Hour));
                let jam = self.mark(1) == Some(Mark::HourWord) || self.unit(1) == Some(Unit::Hour);
                self.sure(1 + usize::from(jam));
            }
            Kind::Word(sense) => self.word(sense),
            Kind::Unknown => self.take(1, Use::Other),
            Kind::Punct(_) => {
                self.hour = hour;
                self.take(1, Use::Joint);
            }
        }
    }

    fn sure(&mut self, count: usize) {
        self.said.sure = true;
        self.take(count, Use::Time);
    }

    fn word(&mut self, sense: Sense) {
        match sense {
            Sense::Weekday(day) => self.weekday(day),
            Sense::Month(month) => self.month_first(month),
            Sense::Number(_) => self.take(1, Use::Other),
            Sense::Day(days) => self.days(days),
            Sense::Week(weeks) => {
                self.said.week = Some(weeks);
                self.sure(1);
            }
            Sense::MonthShift(months) => {
                self.said.month_shift = Some(months);
                self.sure(1);
            }
            Sense::Zone(hours) => {
                self.said.offset = Some(i32::from(hours) * 60);
                self.take(1, Use::Time);
            }
            Sense::Part(part) => self.part(part),
            // "hari" before a day's name; a unit without a number says nothing.
            Sense::Unit(_) => self.take(1, Use::Joint),
            Sense::Single(unit) => {
                self.said.span = Some((10, unit));
                self.sure(1);
            }
            Sense::Mark(mark) => self.small(mark),
        }
    }

    /// Keeps a day counted from today, if it lies on the side that is meant.
    fn days(&mut self, days: i32) {
        let fits = match self.tense {
            Tense::Past => days <= 0,
            Tense::Future => days >= 0,
        };
        if fits {
            self.said.days = self.said.days.or(Some(days));
            self.sure(1);
        } else {
            self.take(1, Use::Other);
        }
    }

    fn part(&mut self, part: Part) {
        self.said.part = self.said.part.or(Some(part));
        // "malam Jumat" is the evening before Friday; "Jumat malam" is Friday's own.
        if let (true, Some(Kind::Word(Sense::Weekday(day)))) = (self.is("malam"), self.kind(1)) {
            self.said.weekday = Some((day + 6) % 7);
            return self.sure(2);
        }
        self.sure(1);
    }

    /// Tells whether the next token is written so, in any case.
    fn is(&self, word: &str) -> bool {
        let token = self.tokens.get(self.at).and_then(|token| self.text.get(token.span.clone()));
        token.is_some_and(|token| token.eq_ignore_ascii_case(word))
    }

    fn weekday(&mut self, day: u8) {
        if self.said.weekday.is_none() {
            self.said.weekday = Some(day);
        }
        let joint = self.joint(1);
        if joint > 0
            && let Some(Kind::Word(Sense::Weekday(until))) = self.kind(1 + joint)
        {
            self.said.weekday_until = Some(until);
            return self.sure(2 + joint);
        }
        self.sure(1);
    }

    /// "November 20th, 2026".
    fn month_first(&mut self, month: u8) {
        let day = match self.kind(1) {
            Some(Kind::Number { value, .. } | Kind::Ordinal(value))
                if (1..=31).contains(&value) =>
            {
                value
            }
            _ => return self.take(1, Use::Other),
        };
        self.said.date.month = i8::try_from(month).ok();
        self.said.date.day = i8::try_from(day).ok();
        let comma = usize::from(self.kind(2) == Some(Kind::Punct(',')));
        let used = if self.year(2 + comma) { 3 + comma } else { 2 };
        self.sure(used);
    }

    /// Keeps the four-digit year that stands ahead, if there is one.
    fn year(&mut self, ahead: usize) -> bool {
        let Some(Kind::Number { value: value @ 1970..=2199, digits: 4 }) = self.kind(ahead) else {
            return false;
        };
        self.said.date.year = i16::try_from(value).ok();
        true
    }

    fn unit(&self, ahead: usize) -> Option<Unit> {
        match self.kind(ahead)? {
            Kind::Word(Sense::Unit(unit)) => Some(unit),
            // "2 minggu": the word is a Sunday, too.
            Kind::Word(Sense::Weekday(6)) => Some(Unit::Week),
            // "2 minggu lalu", "3 bulan lalu": the lexer read "minggu lalu" as one phrase.
            Kind::Word(Sense::Week(-1 | 1)) => Some(Unit::Week),
            Kind::Word(Sense::MonthShift(-1 | 1)) => Some(Unit::Month),
            Kind::Word(Sense::Mark(Mark::HourWord)) => {
                let clock =
                    matches!(self.kind(ahead + 1), Some(Kind::Number { .. } | Kind::Clock { .. }));
                (!clock).then_some(Unit::Hour)
            }
            _ => None,
        }
    }

    /// Returns how many tokens join the two ends of a range here.
    fn joint(&self, ahead: usize) -> usize {
        let mark = |n: usize| {
            matches!(self.kind(ahead + n), Some(Kind::Punct('-' | '–' | '—' | '.' | '~')))
        };
        match (self.mark(ahead), mark(0), mark(1)) {
            (Some(Mark::Range), ..) => 1,
            (_, true, true) => 2,
            (_, true, false) => 1,
            _ => 0,
        }
    }

    /// Reads a number in words or digits at a place: its value, digits and tokens.
    fn value(&self, ahead: usize) -> Option<(u32, usize, usize)> {
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

    fn number(&mut self, hour: bool) {
        let Some((value, digits, used)) = self.value(0) else { return self.take(1, Use::Other) };
        if self.dated(value, used) || self.spanned(value * 10, used) || self.lasting(value, used) {
            return;
        }
        let clock =
            Clock { hour: value, minute: 0, literal: value > 12 || (digits == 2 && value < 10) };
        let joined = self.joint(used) > 0 && self.end_of_range(used).is_some();
        if value <= 24 && (hour || joined || self.said_hour(used)) {
            self.clock(clock, used);
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
        let Some(mark @ (Mark::PastId | Mark::ToId | Mark::PastEn)) = self.mark(used) else {
            return false;
        };
        let Some((other, _, more)) = self.value(used + 1) else { return false };
        let (hour, minute) = match mark {
            Mark::PastId => (value, other),
            Mark::ToId => (value.wrapping_sub(1), 60_u32.wrapping_sub(other)),
            _ => (other, value),
        };
        if hour > 24 || minute > 59 {
            return false;
        }
        self.clock(Clock { hour, minute, literal: false }, used + 1 + more);
        true
    }

    fn tenths(&mut self, tenths: u32) {
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
        match self.kind(next)? {
            Kind::Clock { hour, minute } => Some((Clock { hour, minute, literal: true }, next + 1)),
            Kind::Number { .. } => {
                let (value, digits, used) = self.value(next)?;
                let literal = value > 12 || (digits == 2 && value < 10);
                (value <= 24).then_some((Clock { hour: value, minute: 0, literal }, next + used))
            }
            _ => None,
        }
    }

    /// Keeps an hour, with "pm" and the end of a range where they follow.
    fn clock(&mut self, clock: Clock, used: usize) {
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

    fn small(&mut self, mark: Mark) {
        match mark {
            Mark::About => self.said.about = true,
            Mark::HourWord | Mark::Clock => {
                self.hour = true;
                let figures =
                    matches!(self.kind(1), Some(Kind::Number { .. } | Kind::Clock { .. }));
                return self.take(1, if figures { Use::Time } else { Use::Joint });
            }
            Mark::Date => return self.day_of_month(),
            Mark::Half | Mark::Quarter | Mark::One => return self.fraction(mark),
            Mark::Ago | Mark::Last | Mark::Next => self.said.beyond = true,
            Mark::This => self.said.days = self.said.days.or(Some(0)),
            Mark::Recent => self.said.recent = true,
            Mark::LastNight => {
                self.said.last_night = true;
                self.said.part = Some(Part::Evening);
            }
            Mark::Tonight => {
                self.said.days = Some(0);
                self.said.part = Some(Part::Evening);
            }
            Mark::Now | Mark::JustNow => {
                self.said.now = true;
                self.said.about |= mark == Mark::JustNow;
            }
            Mark::Noon => return self.clock(Clock { hour: 12, minute: 0, literal: true }, 1),
            Mark::Midnight => return self.clock(Clock { hour: 24, minute: 0, literal: true }, 1),
            Mark::Utc => return self.utc(),
            Mark::Since
            | Mark::Range
            | Mark::Noise
            | Mark::Within
            | Mark::Oclock
            | Mark::Am
            | Mark::Pm => {
                return self.take(1, Use::Joint);
            }
            Mark::PastId | Mark::ToId | Mark::PastEn | Mark::Teen | Mark::Tens => {
                return self.take(1, Use::Joint);
            }
        }
        let sure = matches!(mark, Mark::LastNight | Mark::Tonight | Mark::JustNow);
        self.said.sure |= sure || (matches!(mark, Mark::Ago) && self.said.span.is_some());
        let lone = matches!(mark, Mark::This | Mark::Last | Mark::Next | Mark::About);
        self.take(1, if lone { Use::Joint } else { Use::Time });
    }

    /// "tanggal 20".
    fn day_of_month(&mut self) {
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
    fn fraction(&mut self, mark: Mark) {
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
    fn utc(&mut self) {
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

    /// Decides what the numbers without a word of their own are.
    fn settle(&mut self) {
        let said = &mut self.said;
        let bare = std::mem::take(&mut said.bare);
        let dated = said.date.day.is_some();
        let (day, hour) = match *bare.as_slice() {
            [] => (None, None),
            [one] if said.clock.is_some() || (said.weekday.is_some() && one > 24) => {
                (Some(one), None)
            }
            [one] => (None, Some(one)),
            [day, hour, ..] => (Some(day), Some(hour)),
        };
        if let Some(day) = day.filter(|_| !dated) {
            said.date.day = i8::try_from(day).ok();
        }
        if let Some(hour) = hour.filter(|hour| *hour <= 24 && said.clock.is_none()) {
            said.clock = Some(Clock { hour, minute: 0, literal: hour > 12 });
            said.bare = vec![hour];
        }
    }

    /// Returns the words that are not about time; small words stay with the words they join.
    fn rest(&self) -> String {
        let mut kept = vec![false; self.uses.len()];
        let mut after = Use::Time;
        for (index, how) in self.uses.iter().enumerate().rev() {
            let closing = matches!(
                self.tokens.get(index),
                Some(Token { kind: Kind::Punct(')' | '"' | '!' | '?'), .. })
            );
            let before = index.checked_sub(1).and_then(|index| self.uses.get(index));
            let closes = closing && before == Some(&Use::Other);
            let keep =
                *how == Use::Other || (*how == Use::Joint && (after == Use::Other || closes));
            if let Some(slot) = kept.get_mut(index) {
                *slot = keep;
            }
            after = if keep { Use::Other } else { Use::Time };
        }
        let mut runs: Vec<Range<usize>> = Vec::new();
        let mut joined = false;
        for (token, keep) in self.tokens.iter().zip(kept) {
            match runs.last_mut() {
                Some(run) if keep && joined => run.end = token.span.end,
                _ if keep => runs.push(token.span.clone()),
                _ => {}
            }
            joined = keep;
        }
        let words = runs.into_iter().filter_map(|run| self.text.get(run));
        let trim = |word: &str| word.trim_matches([',', ';', ':', '.', ' ', '-']).to_owned();
        words.map(trim).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }
}
