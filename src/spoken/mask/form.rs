//! What a text gives away by its form alone: numbers, e-mail addresses, network addresses, serial numbers.
//!
//! Pure. Each finder returns what is hidden, in order, with what stands in its place.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use super::mask_email;

/// What is hidden, and what stands in its place.
pub(super) type Hidden = (Range<usize>, String);

/// This many digits in a row may point to a person.
pub(super) const RUN: usize = 5;

/// From this many letters and digits on, a word of both is a code.
const CODE: usize = 8;

/// Finds everything that its form gives away.
pub(super) fn all(text: &str) -> Vec<Hidden> {
    let found = [emails(text), macs(text), addresses(text), codes(text), runs(text)];
    found.into_iter().flatten().collect()
}

fn emails(text: &str) -> Vec<Hidden> {
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

/// Finds hardware addresses, six pairs or three fours of hexadecimal digits, and keeps the vendor's part.
fn macs(text: &str) -> Vec<Hidden> {
    let hex = |c: char| c.is_ascii_hexdigit() || matches!(c, ':' | '-' | '.');
    let mask = |word: &str| {
        let mark = word.chars().find(|c| !c.is_ascii_hexdigit())?;
        let parts: Vec<_> = word.split(mark).collect();
        let size = if mark == '.' { 4 } else { 2 };
        let whole = parts.len() * size == 12 && parts.iter().all(|part| part.len() == size);
        let kept: Vec<_> = parts.iter().take(3).copied().collect();
        // Of the three fours too little would be left to be worth the trouble.
        let vendor = |mark: &str| kept.join(mark) + &mark_all(mark);
        let said = if size == 4 { "…".to_owned() } else { vendor(&mark.to_string()) };
        (whole && parts.concat().chars().all(|c| c.is_ascii_hexdigit())).then_some(said)
    };
    words(text, hex).filter_map(|(range, word)| Some((range, mask(word)?))).collect()
}

fn mark_all(mark: &str) -> String {
    format!("{mark}xx").repeat(3)
}

/// Finds internet addresses and keeps their beginning: 8 bits of the older kind, 32 of the newer.
fn addresses(text: &str) -> Vec<Hidden> {
    let part = |c: char| c.is_ascii_hexdigit() || matches!(c, ':' | '.');
    let mask = |word: &str| {
        if let Ok(address) = word.parse::<Ipv4Addr>() {
            return Some(format!("{}.x.x.x", address.octets().first()?));
        }
        let [first, second, ..] = word.parse::<Ipv6Addr>().ok()?.segments();
        Some(format!("{first:x}:{second:x}:x"))
    };
    words(text, part).filter_map(|(range, word)| Some((range, mask(word)?))).collect()
}

/// Finds long words of letters and digits: serial numbers, registration codes, user names.
///
/// Of an ONT's serial number the four letters of its maker are kept.
fn codes(text: &str) -> Vec<Hidden> {
    let mask = |word: &str| {
        let digits = word.chars().filter(|c| c.is_numeric()).count();
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let code = word.chars().count() >= CODE && digits >= 3 && letters > 0;
        let maker = word.split_at_checked(4).filter(|(maker, rest)| {
            let rest = rest.len() == 8 && rest.bytes().all(|b| b.is_ascii_hexdigit());
            rest && maker.bytes().all(|b| b.is_ascii_uppercase())
        });
        code.then(|| format!("{}…", maker.map_or("", |(maker, _)| maker)))
    };
    let found = words(text, char::is_alphanumeric);
    found.filter_map(|(range, word)| Some((range, mask(word)?))).collect()
}

/// Iterates over the longest pieces of these characters that no letter or digit touches, end marks left out.
fn words(text: &str, part: fn(char) -> bool) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
            let start = at + rest.find(part)?;
            let word = text.get(start..)?;
            let length = word.find(|c| !part(c)).unwrap_or(word.len());
            at = start + length;
            let before = text.get(..start).is_some_and(|all| all.ends_with(char::is_alphanumeric));
            let after = text.get(at..).is_some_and(|all| all.starts_with(char::is_alphanumeric));
            if !before && !after {
                // "::1" begins with its marks, and a sentence may end in one.
                let kept = word.get(..length)?.trim_end_matches(['.', '-']);
                let kept =
                    kept.strip_suffix(':').filter(|less| !less.ends_with(':')).unwrap_or(kept);
                return Some((start..start + kept.len(), kept));
            }
        }
    })
}

/// Finds the runs of five digits or more, separators between them included.
pub(super) fn runs(text: &str) -> Vec<Hidden> {
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
pub(super) fn separates(c: char) -> bool {
    let blank = c.is_whitespace() && !matches!(c, '\n' | '\r');
    blank
        || matches!(c, '-' | '.' | '/' | '(' | ')' | '+' | '_' | '‐'..='―' | '\u{200b}'..='\u{200f}')
}
