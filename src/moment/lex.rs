//! Splits a phrase about time into tokens, each with its place in the text.
//!
//! Pure, and linear in the length of the text.

use std::ops::Range;

use super::calendar::{Calendar, PHRASE, Sense};

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// Where it stands in the text, in bytes.
    pub(super) span: Range<usize>,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    /// A number and how many digits it was written with; none where it was a word.
    Number { value: u32, digits: usize },
    /// A number with one decimal, in tenths: 1.5 is 15.
    Tenths(u32),
    /// An hour with minutes.
    Clock { hour: u32, minute: u32 },
    /// A date in figures.
    Date { year: Option<i16>, month: i8, day: i8 },
    /// "20th".
    Ordinal(u32),
    /// "3x24": hours.
    Hours(u32),
    /// A word or phrase of the calendar.
    Word(Sense),
    /// A word that is not of the calendar.
    Unknown,
    /// A punctuation mark.
    Punct(char),
}

/// A run of digits, a run of letters or one mark.
#[derive(Debug, Clone)]
struct Piece {
    span: Range<usize>,
    /// Lower case, without apostrophes.
    text: String,
    digits: bool,
    letters: bool,
    /// Whether it follows the piece before without a space.
    glued: bool,
}

impl Piece {
    fn is(&self, mark: char) -> bool {
        !self.digits && !self.letters && self.text.starts_with(mark)
    }

    fn number(&self) -> Option<u32> {
        (self.digits && self.text.len() <= 4).then(|| self.text.parse().ok()).flatten()
    }
}

/// Splits a text into tokens.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let pieces = pieces(text);
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(rest) = pieces.get(at..).filter(|rest| !rest.is_empty()) {
        let (kind, used) = figures(rest).or_else(|| phrase(rest)).unwrap_or_else(|| single(rest));
        let (Some(first), Some(last)) = (rest.first(), rest.get(used.saturating_sub(1))) else {
            break;
        };
        out.push(Token { kind, span: first.span.start..last.span.end });
        at += used.max(1);
    }
    out
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for (start, c) in text.char_indices() {
        if c.is_whitespace() || c.is_control() {
            continue;
        }
        let apostrophe = matches!(c, '\'' | '’' | '`');
        let (digits, letters) = (c.is_ascii_digit(), c.is_alphabetic());
        let end = start + c.len_utf8();
        let glued = out.last().is_some_and(|last| last.span.end == start);
        match out.last_mut() {
            Some(last)
                if glued
                    && ((digits && last.digits) || ((letters || apostrophe) && last.letters)) =>
            {
                last.span.end = end;
                if !apostrophe {
                    last.text.extend(c.to_lowercase());
                }
            }
            _ => {
                let text = c.to_lowercase().collect();
                out.push(Piece { span: start..end, text, digits, letters, glued });
            }
        }
    }
    out
}

/// Reads a token that begins with a digit, and how many pieces it takes.
fn figures(rest: &[Piece]) -> Option<(Kind, usize)> {
    let first = rest.first()?;
    if !first.digits {
        return None;
    }
    date(rest)
        .or_else(|| clock(rest))
        .or_else(|| tenths(rest))
        .or_else(|| with_letters(rest))
        .or_else(|| {
            let value = first.number()?;
            Some((Kind::Number { value, digits: first.text.len() }, 1))
        })
}

/// Reads `2026-11-20`, `20/11/2026`, `20.11.26` or `20/11`.
fn date(rest: &[Piece]) -> Option<(Kind, usize)> {
    let [first, mark, second, tail @ ..] = rest else { return None };
    let separator = ['/', '-', '.'].into_iter().find(|c| mark.is(*c))?;
    let (day, month) = (first.number()?, second.number()?);
    if !mark.glued || !second.glued {
        return None;
    }
    let third = match tail {
        [mark, third, ..] if mark.is(separator) && mark.glued && third.glued => {
            third.number().zip(Some(third))
        }
        _ => None,
    };
    match third {
        Some((third, _)) if first.text.len() == 4 => {
            Some((checked_date(Some(day), month, third)?, 5))
        }
        Some((year, piece)) if piece.text.len() == 4 => {
            Some((checked_date(Some(year), month, day)?, 5))
        }
        Some((year, piece)) if piece.text.len() == 2 => {
            Some((checked_date(Some(year + 2000), month, day)?, 5))
        }
        None if separator == '/' => Some((checked_date(None, month, day)?, 3)),
        _ => None,
    }
}

/// Makes a date token, if the numbers can be a month and a day.
fn checked_date(year: Option<u32>, month: u32, day: u32) -> Option<Kind> {
    let year = year.map(i16::try_from).transpose().ok()?;
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(Kind::Date {
        year,
        month,
        day,
    })
}

/// Reads `19.00`, `19:00` or `19:00:00`.
fn clock(rest: &[Piece]) -> Option<(Kind, usize)> {
    let [a, mark, b, tail @ ..] = rest else { return None };
    let dotted = mark.glued && b.glued && (mark.is('.') || mark.is(':'));
    if !dotted || a.text.len() > 2 || b.text.len() != 2 {
        return None;
    }
    let (hour, minute) = (a.number()?, b.number()?);
    if hour > 24 || minute > 59 || (hour == 24 && minute > 0) {
        return None;
    }
    let seconds = matches!(tail, [m, s, ..] if m.is(':') && m.glued && s.glued && s.text.len() == 2 && s.digits);
    Some((Kind::Clock { hour, minute }, if seconds { 5 } else { 3 }))
}

/// Reads `1.5` or `1,5`.
fn tenths(rest: &[Piece]) -> Option<(Kind, usize)> {
    let [a, mark, b, ..] = rest else { return None };
    let decimal = mark.glued && b.glued && (mark.is('.') || mark.is(',')) && b.text.len() == 1;
    let value = a.number()?.checked_mul(10)?.checked_add(b.number()?)?;
    (decimal && a.text.len() <= 3).then_some((Kind::Tenths(value), 3))
}

/// Reads `3x24` and `20th`.
fn with_letters(rest: &[Piece]) -> Option<(Kind, usize)> {
    let [a, word, tail @ ..] = rest else { return None };
    let value = a.number()?;
    if matches!(word.text.as_str(), "x" | "×" | "*") {
        let hours = tail.first()?.number().filter(|hours| *hours == 24)?;
        return Some((Kind::Hours(value.checked_mul(hours)?), 3));
    }
    let ordinal = word.glued && matches!(word.text.as_str(), "st" | "nd" | "rd" | "th");
    (ordinal && value <= 31).then_some((Kind::Ordinal(value), 2))
}

/// Reads the longest phrase of the calendar; its words may be joined as in "kira-kira" or "s/d".
fn phrase(rest: &[Piece]) -> Option<(Kind, usize)> {
    let calendar = Calendar::get();
    let (mut text, mut words, mut best) = (String::new(), 0, None);
    for (index, piece) in rest.iter().enumerate() {
        let joint = piece.glued && ['-', '/', '.'].into_iter().any(|mark| piece.is(mark));
        if joint && index > 0 && rest.get(index + 1).is_some_and(|next| next.glued && next.letters)
        {
            continue;
        }
        if !piece.letters || words == PHRASE {
            break;
        }
        if words > 0 {
            text.push(' ');
        }
        text.push_str(&piece.text);
        words += 1;
        best = calendar.sense(&text).map(|sense| (kind(sense), index + 1)).or(best);
    }
    best
}

fn kind(sense: Sense) -> Kind {
    if let Sense::Number(value) = sense {
        Kind::Number { value, digits: 0 }
    } else {
        Kind::Word(sense)
    }
}

fn single(rest: &[Piece]) -> (Kind, usize) {
    let Some(piece) = rest.first() else { return (Kind::Unknown, 1) };
    let kind = match piece.text.chars().next() {
        Some(mark) if !piece.letters && !piece.digits => Kind::Punct(mark),
        _ => Calendar::get().misspelt(&piece.text).map_or(Kind::Unknown, Kind::Word),
    };
    (kind, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        tokens(text).into_iter().map(|token| token.kind).collect()
    }

    #[test]
    fn figures_are_told_apart_by_how_they_are_written() {
        let date = |year, month, day| Kind::Date { year, month, day };
        for (text, kind) in [
            ("19.00", Kind::Clock { hour: 19, minute: 0 }),
            ("7:05:30", Kind::Clock { hour: 7, minute: 5 }),
            ("20/11", date(None, 11, 20)),
            ("2026-11-20", date(Some(2026), 11, 20)),
            ("20.11.2026", date(Some(2026), 11, 20)),
            ("20-11-26", date(Some(2026), 11, 20)),
            ("3x24", Kind::Hours(72)),
            ("3 x 24", Kind::Hours(72)),
            ("20th", Kind::Ordinal(20)),
            ("1,5", Kind::Tenths(15)),
            ("07", Kind::Number { value: 7, digits: 2 }),
        ] {
            assert_eq!(kinds(text), [kind], "{text}");
        }
        assert_eq!(kinds("10-12").len(), 3);
        assert_eq!(kinds("25.61").len(), 3);
        assert_eq!(kinds("12345678901"), [Kind::Unknown]);
    }

    #[test]
    fn phrases_are_read_whole_and_words_may_be_joined() {
        for text in ["kira-kira", "kira kira", "s/d", "s.d.", "o'clock", "Jum’at", "kemarin lusa"]
        {
            assert!(matches!(kinds(text).first(), Some(Kind::Word(_))), "{text}");
        }
        assert_eq!(kinds("senin-rabu").len(), 3);
        assert_eq!(tokens("Jum’at 7").first().map(|token| token.span.clone()), Some(0..8));
    }
}
