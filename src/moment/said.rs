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
pub(super) enum Use {
    /// It says something about the time.
    Time,
    /// It joins words about the time, or other words.
    Joint,
    /// It is something else.
    Other,
}

/// Everything that a phrase says about a time.
#[expect(clippy::struct_excessive_bools, reason = "a bag of facts that do not exclude each other")]
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
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: Vec<Token>,
    pub(super) uses: Vec<Use>,
    pub(super) tense: Tense,
    pub(super) at: usize,
    pub(super) said: Said,
    /// Whether the word before was "at" or the like, so that a number is an hour.
    pub(super) hour: bool,
}

impl Reader<'_> {
    pub(super) fn kind(&self, ahead: usize) -> Option<Kind> {
        self.tokens.get(self.at + ahead).map(|token| token.kind)
    }

    pub(super) fn mark(&self, ahead: usize) -> Option<Mark> {
        match self.kind(ahead) {
            Some(Kind::Word(Sense::Mark(mark))) => Some(mark),
            _ => None,
        }
    }

    /// Marks the next tokens as used and goes past them.
    pub(super) fn take(&mut self, count: usize, how: Use) {
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

    pub(super) fn sure(&mut self, count: usize) {
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
    pub(super) fn is(&self, word: &str) -> bool {
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
            Mark::This => {
                // "pagi ini", "this morning"; "internet ini" says nothing about the day.
                let part = matches!(self.kind(1), Some(Kind::Word(Sense::Part(_))));
                let today = (part || self.said.part.is_some()).then_some(0);
                self.said.days = self.said.days.or(today);
            }
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
            | Mark::Pm
            | Mark::PastId
            | Mark::ToId
            | Mark::PastEn
            | Mark::Teen
            | Mark::Tens => return self.take(1, Use::Joint),
        }
        let sure = matches!(mark, Mark::LastNight | Mark::Tonight | Mark::JustNow);
        self.said.sure |= sure || (matches!(mark, Mark::Ago) && self.said.span.is_some());
        let lone = matches!(mark, Mark::This | Mark::Last | Mark::Next | Mark::About);
        self.take(1, if lone { Use::Joint } else { Use::Time });
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
