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
    let found = [
        emails(text),
        evasive(text),
        pages(text),
        places(text),
        macs(text),
        addresses(text),
        codes(text),
        runs(text),
    ];
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

/// How people write the sign of an e-mail address where they avoid it.
const AT: [&str; 5] = ["(at)", "[at]", "{at}", "<at>", " @ "];

/// Finds e-mail addresses that avoid their sign, with the parts of their domain: `rina (at) example [dot] com`.
fn evasive(text: &str) -> Vec<Hidden> {
    let low = text.to_ascii_lowercase();
    let all = AT.iter().flat_map(|sign| low.match_indices(sign));
    let found = all.filter_map(|(at, sign)| {
        let before = low.get(..at)?.trim_end();
        let start = before.rfind(|c: char| c.is_whitespace()).map_or(0, |at| at + 1);
        let after = at + sign.len();
        let domain = low.get(after..)?;
        let first = domain.trim_start().find(|c: char| c.is_whitespace() || c == ',');
        let blank = domain.len() - domain.trim_start().len();
        let mut end = after + first.map_or(domain.len(), |length| blank + length);
        // "example dot com", "example . com"
        while let Some(rest) = low.get(end..) {
            let dot = [" dot ", " (dot) ", " [dot] ", " titik ", " . "];
            let Some(dot) = dot.iter().find(|dot| rest.starts_with(**dot)) else { break };
            let word = rest.get(dot.len()..)?;
            let length = word.find(|c: char| !c.is_alphanumeric()).unwrap_or(word.len());
            end += dot.len() + length;
        }
        (start < before.len()).then(|| (start..end, "…".to_owned()))
    });
    found.collect()
}

/// Finds the addresses of pages and keeps their host: what follows may be a map, a chat or a person.
fn pages(text: &str) -> Vec<Hidden> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('/') {
        let before = text.get(..at).unwrap_or_default();
        let host = before.rsplit(|c: char| !c.is_alphanumeric() && c != '.' && c != '-').next();
        let top = host.and_then(|host| Some(host.rsplit_once('.')?.1));
        let is_top =
            top.is_some_and(|top| top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic()));
        let rest = text.get(at + 1..).unwrap_or_default();
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        if is_top && length > 0 {
            found.push((at + 1..at + 1 + length, "…".to_owned()));
        }
    }
    found
}

/// Finds where something is: degrees, two decimal numbers side by side, and the number of a house in its block.
fn places(text: &str) -> Vec<Hidden> {
    let part = |c: char| c.is_ascii_digit() || "°'\"′″.,-+/NSEWBTULM".contains(c);
    let decimal = |number: &str| {
        let number = number.trim_start_matches(['-', '+']);
        number.split_once('.').is_some_and(|(whole, rest)| {
            whole.len() <= 3
                && !rest.is_empty()
                && number.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        })
    };
    let is_place = |word: &str| {
        let pair = word.split_once(',').is_some_and(|(one, two)| decimal(one) && decimal(two));
        word.contains('°') || pair
    };
    let is_house = |word: &str| {
        let block = word.split_once(['/', '-']).filter(|(block, _)| {
            let letters = block.bytes().take_while(u8::is_ascii_uppercase).count();
            let figures = block.get(letters..).unwrap_or_default();
            (1..=2).contains(&letters) && (1..=3).contains(&figures.len()) && is_figures(figures)
        });
        block.is_some_and(|(_, number)| (1..=3).contains(&number.len()) && is_figures(number))
    };
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare =
            word.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';'));
        let start = at + word.find(bare).unwrap_or_default();
        if bare.chars().all(part) && is_place(bare) || is_house(bare) {
            found.push((start..start + bare.len(), "…".to_owned()));
        }
        at += word.len();
    }
    found
}

fn is_figures(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
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
