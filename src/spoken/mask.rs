//! What is left of a number or address when it leaves the screen.
//!
//! Pure. The rules: the last three digits of a number, the domain of an address.

use std::ops::Range;

use super::normalize_number;

/// This many digits in a row may point to a person.
const RUN: usize = 5;

/// Returns the ending of a number, "…901"; of one with six characters or fewer nothing but the dots.
pub fn mask_number(number: &str) -> String {
    let plain = normalize_number(number);
    let tail = tail(&plain, 3).filter(|_| plain.chars().count() > 6);
    format!("…{}", tail.unwrap_or_default())
}

/// Returns a telephone number as "08xx-xxxx-x234"; a short one is hidden whole.
pub fn mask_phone(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let local = digits.strip_prefix("62").map_or(digits.clone(), |rest| format!("0{rest}"));
    match (local.get(..2), tail(&local, 3)) {
        (Some(head), Some(tail)) if local.len() >= 9 => {
            let hidden = "x".repeat(local.len() - 5);
            let all = format!("{head}{hidden}{tail}");
            let (first, rest) = all.split_at_checked(4).unwrap_or((&all, ""));
            let (second, third) = rest.split_at_checked(4).unwrap_or((rest, ""));
            [first, second, third]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join("-")
        }
        _ => "x".repeat(local.len().min(8)),
    }
}

/// Returns an e-mail address as "a***@domain"; text without an `@` as "***".
pub fn mask_email(email: &str) -> String {
    match email.trim().rsplit_once('@') {
        Some((name, domain)) => {
            let first = name.chars().next().filter(|c| c.is_alphanumeric());
            format!("{}***@{domain}", first.map(String::from).unwrap_or_default())
        }
        None => "***".to_owned(),
    }
}

/// Hides numbers and e-mail addresses in free text that others will read.
///
/// Every run of five digits or more is hidden, also where spaces, dots, dashes, slashes or brackets part the
/// digits on one line; only the given ticket number, where it stands alone, is kept. Dates and hours in figures are hidden with
/// them: nothing tells them from a number in pieces.
pub fn sanitise_public(text: &str, ticket: Option<&str>) -> String {
    let ticket = ticket.map(str::trim).filter(|ticket| !ticket.is_empty());
    let Some(ticket) = ticket else { return hide(text) };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = split_ticket(rest, ticket) {
        out.push_str(&hide(before));
        out.push_str(ticket);
        rest = after;
    }
    out.push_str(&hide(rest));
    out
}

/// Splits at the first place where the ticket stands alone, no digit or separator run joining it to others.
fn split_ticket<'a>(text: &'a str, ticket: &str) -> Option<(&'a str, &'a str)> {
    text.match_indices(ticket).find_map(|(at, _)| {
        let (before, after) = (text.get(..at)?, text.get(at + ticket.len()..)?);
        let near = |c: &char| !separates(*c);
        let left = before.chars().rev().find(near).is_none_or(|c| !c.is_ascii_digit());
        let right = after.chars().find(near).is_none_or(|c| !c.is_ascii_digit());
        let bounded =
            !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
        let address =
            before.ends_with(['@', '.', '_', '-', '+']) || after.starts_with(['@', '_', '+']);
        (left && right && bounded && !address).then_some((before, after))
    })
}

/// Hides in two passes: taking an address away may bring digits together that stood apart.
fn hide(text: &str) -> String {
    let once = replace(text, hidden(text));
    let joined = runs(&once);
    replace(&once, joined)
}

fn replace(text: &str, hidden: Vec<(Range<usize>, String)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (range, with) in hidden {
        out.push_str(text.get(done..range.start).unwrap_or_default());
        out.push_str(&with);
        done = range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// Lists what is hidden, in order, with what stands in its place. Addresses go first where both begin.
fn hidden(text: &str) -> Vec<(Range<usize>, String)> {
    let mut all: Vec<_> = emails(text).into_iter().chain(runs(text)).collect();
    // A run that reaches into an address, or the other way round, is hidden together with it.
    all.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut merged: Vec<(Range<usize>, String)> = Vec::new();
    for (range, with) in all {
        match merged.last_mut() {
            Some((last, _)) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push((range, with)),
        }
    }
    merged
}

fn emails(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('@') {
        let part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%');
        let (before, after) =
            (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
        let name = before.len() - before.trim_end_matches(part).len();
        let domain = after.len() - after.trim_start_matches(part).len();
        let host = after.get(..domain).unwrap_or_default().trim_end_matches(['.', '-']);
        // "@IndiHomeCare" is a name that anybody may read; an address has something before the @.
        if name > 0 && !host.is_empty() {
            let kept =
                if host.chars().filter(|c| c.is_numeric()).count() < RUN { host } else { "…" };
            let name_text = text.get(at - name..at).unwrap_or_default();
            let mask = mask_email(&format!("{name_text}@{kept}"));
            found.push((at - name..at + 1 + host.len(), mask));
        }
    }
    found
}

/// Finds the runs of five digits or more, separators between them included.
fn runs(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let (mut start, mut end, mut digits) = (0, 0, 0);
    let mut close = |start: usize, end: usize, digits: usize| {
        if digits >= RUN {
            found.push((start..end, "…".to_owned()));
        }
    };
    for (at, c) in text.char_indices() {
        if c.is_numeric() {
            if digits == 0 {
                start = at;
            }
            digits += 1;
            end = at + c.len_utf8();
        } else if !separates(c) {
            close(start, end, digits);
            digits = 0;
        }
    }
    close(start, end, digits);
    found
}

/// Tells whether digits on both sides of this may belong to one number; a comma or a new line ends it.
fn separates(c: char) -> bool {
    let blank = c.is_whitespace() && !matches!(c, '\n' | '\r');
    blank
        || matches!(c, '-' | '.' | '/' | '(' | ')' | '+' | '_' | '‐'..='―' | '\u{200b}'..='\u{200f}')
}

fn tail(text: &str, count: usize) -> Option<&str> {
    let (at, _) = text.char_indices().rev().nth(count.checked_sub(1)?)?;
    text.get(at..)
}
