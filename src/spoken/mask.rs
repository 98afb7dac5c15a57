//! What is left of a number or address when it leaves the screen.
//!
//! Pure, and the one place for it. The rules: of a number the last three digits, of an e-mail address the domain,
//! of a hardware address the vendor, of an internet address the beginning, of a serial number the maker; of a
//! person's name, home, network, papers and health nothing.

mod form;
mod words;

use std::collections::BTreeSet;

use super::{looks_secret, normalize_number};
use form::Hidden;

/// What is longer, in bytes, is a sentence and no number.
const LONGEST_TICKET: usize = 24;

/// Providers' tickets are shorter, or have letters; customer numbers have 10 to 13 digits.
const LONG_NUMBER: usize = 11;

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

/// What others may not read of one session, whatever the words around it.
///
/// Everything that is masked for the public goes through one of these.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mask {
    /// Words of names, in small letters.
    words: Vec<String>,
    /// The only number that stays.
    ticket: Option<String>,
}

impl Mask {
    /// Makes the mask of a session from the names that occur in it, the agent's too, and its ticket number.
    ///
    /// What cannot be a ticket number ([`may_be_ticket`]) is not kept.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>, ticket: Option<&str>) -> Self {
        let words = names.into_iter().flat_map(|name| name.split(|c: char| !c.is_alphanumeric()));
        // Two letters are a title or a part of anything.
        let words = words.filter(|word| word.chars().count() > 2).map(str::to_lowercase);
        let ticket = ticket.map(str::trim).filter(|ticket| may_be_ticket(ticket));
        let words: BTreeSet<_> = words.collect();
        Self { words: words.into_iter().collect(), ticket: ticket.map(str::to_owned) }
    }

    /// Hides in free text what others may not read; what is left may still say more than the person wants.
    ///
    /// Every run of five digits or more is hidden, also where spaces, dots, dashes, slashes or brackets part the
    /// digits on one line; only the ticket number, where it stands alone, is kept. Dates and hours in figures are
    /// hidden with them: nothing tells them from a number in pieces. So are the addresses, codes, names, homes,
    /// networks and words about health that `checklists/data/private.toml` knows, and a line with a secret.
    pub fn hide(&self, text: &str) -> String {
        let lines = text.split('\n').map(|line| self.hide_line(line));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Masks one line of the person's own words; none where it may not leave in a masked form at all, because it
    /// speaks of health or holds a secret, or where nothing would be left of it.
    pub fn line(&self, line: &str) -> Option<String> {
        let secret = looks_secret(line).is_some_and(super::SecretKind::is_certain);
        let hidden = self.hide(line.trim());
        let left = hidden.chars().any(char::is_alphanumeric);
        (!secret && !words::speaks_of_health(line) && left).then_some(hidden)
    }

    /// Hides the names alone, for a reader who may read everything else.
    pub fn hide_names(&self, text: &str) -> String {
        replace(text, words::names(text, &self.words))
    }

    fn hide_line(&self, line: &str) -> String {
        if looks_secret(line).is_some_and(super::SecretKind::is_certain) {
            return "…".to_owned();
        }
        // What the words say is hidden first: a ticket number behind "SSID:" is none.
        let text = replace(line, words::all(line));
        let Some(ticket) = &self.ticket else { return self.hide_forms(&text) };
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some((before, after)) = split_ticket(rest, ticket) {
            out.push_str(&self.hide_forms(before));
            out.push_str(ticket);
            rest = after;
        }
        out.push_str(&self.hide_forms(rest));
        out
    }

    /// Hides in two passes: taking an address away may bring digits together that stood apart.
    fn hide_forms(&self, text: &str) -> String {
        let once = replace(text, form::all(text));
        let joined = form::runs(&once);
        let twice = replace(&once, joined);
        // The names last: a number may be among them, and half an address would be none.
        self.hide_names(&twice)
    }
}

/// Hides in free text what others may not read, as [`Mask::hide`] does where no names are known.
pub fn sanitise_public(text: &str, ticket: Option<&str>) -> String {
    Mask::new([], ticket).hide(text)
}

/// Tells whether a text speaks of somebody's health, by the words of `checklists/data/private.toml`.
pub fn speaks_of_health(text: &str) -> bool {
    words::speaks_of_health(text)
}

/// Tells whether a text can be a ticket number that anybody may read, and none of the numbers that are typed by
/// mistake: a telephone number, an identity card's or a bank card's, an address, a serial number.
pub fn may_be_ticket(text: &str) -> bool {
    let text = text.trim();
    let number = normalize_number(text);
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let marks = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '.' | '_' | '#');
    let plain = text.len() <= LONGEST_TICKET && text.chars().all(marks) && !digits.is_empty();
    let is_phone = digits.len() == number.len()
        && ["0", "62", "8"].iter().any(|start| digits.starts_with(start))
        && (9..=14).contains(&digits.len());
    // So many digits alone are a customer number, an identity card's or a bank card's.
    let long = digits.len() >= LONG_NUMBER && digits.len() == number.len();
    let is_paper = long || (15..=16).contains(&digits.len()) || looks_secret(text).is_some();
    let address = form::all(text).iter().any(|(_, with)| with.ends_with('x') || with.contains('@'));
    let hex = matches!(number.len(), 12 | 16) && number.bytes().all(|b| b.is_ascii_hexdigit());
    let serial = form::all(text).iter().any(|(_, with)| with.len() > "…".len())
        || hex && digits.len() < number.len();
    plain && !is_phone && !is_paper && !address && !serial
}

/// Splits at the first place where the ticket stands alone, no digit or separator run joining it to others.
fn split_ticket<'a>(text: &'a str, ticket: &str) -> Option<(&'a str, &'a str)> {
    text.match_indices(ticket).find_map(|(at, _)| {
        let (before, after) = (text.get(..at)?, text.get(at + ticket.len()..)?);
        let near = |c: &char| !form::separates(*c);
        let left = before.chars().rev().find(near).is_none_or(|c| !c.is_ascii_digit());
        let right = after.chars().find(near).is_none_or(|c| !c.is_ascii_digit());
        let bounded =
            !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
        let address =
            before.ends_with(['@', '.', '_', '-', '+']) || after.starts_with(['@', '_', '+']);
        (left && right && bounded && !address).then_some((before, after))
    })
}

fn replace(text: &str, mut hidden: Vec<Hidden>) -> String {
    // A run that reaches into an address, or the other way round, is hidden together with it.
    hidden.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut merged: Vec<Hidden> = Vec::new();
    for (range, with) in hidden {
        match merged.last_mut() {
            Some((last, _)) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push((range, with)),
        }
    }
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (range, with) in merged {
        out.push_str(text.get(done..range.start).unwrap_or_default());
        out.push_str(&with);
        done = range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

fn tail(text: &str, count: usize) -> Option<&str> {
    let (at, _) = text.char_indices().rev().nth(count.checked_sub(1)?)?;
    text.get(at..)
}
