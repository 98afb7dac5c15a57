//! The names of sessions, which are the names of their folders.
//!
//! Pure. A name is one plain path component by construction, so that nothing typed after `--session`
//! can lead out of the store.

use std::fmt;

use jiff::Zoned;

/// How long the part of a name that holds the time is: `20261121-082000`.
const STAMP: usize = 15;
/// How long a name may be at most, in bytes.
const LONGEST: usize = 120;
/// How much of a list's key goes into a name, in bytes.
const LONGEST_KEY: usize = 80;

/// A session's name: `YYYYMMDD-HHMMSS-LIST`, the time being that of the clock on the wall where it began,
/// with `-2`, `-3` after it where several began in one second.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SessionId(String);

impl SessionId {
    /// Names the `number`-th session (from 1) that began in this second with this list.
    pub(super) fn new(at: &Zoned, list: &str, number: u32) -> Self {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let mut key: String = list.chars().map(plain).take(LONGEST_KEY).collect();
        if key.is_empty() {
            key.push_str("list");
        }
        // A clock that is set to a year before Christ must not spoil the name.
        let (year, month, day) = (at.year().max(0), at.month(), at.day());
        let (hour, minute, second) = (at.hour(), at.minute(), at.second());
        let more = if number > 1 { format!("-{number}") } else { String::new() };
        Self(format!("{year:04}{month:02}{day:02}-{hour:02}{minute:02}{second:02}-{key}{more}"))
    }

    /// Reads a name; anything that could not be the folder of a session is none.
    pub fn parse(text: &str) -> Option<Self> {
        let shape = |(at, byte): (usize, u8)| match at {
            8 | STAMP => byte == b'-',
            0..STAMP => byte.is_ascii_digit(),
            _ => is_plain(byte),
        };
        let fits =
            (STAMP + 2..=LONGEST).contains(&text.len()) && text.bytes().enumerate().all(shape);
        fits.then(|| Self(text.to_owned()))
    }

    /// Tells whether a text could be the beginning of a name.
    pub(super) fn may_begin(text: &str) -> bool {
        !text.is_empty() && text.len() <= LONGEST && text.bytes().all(is_plain)
    }

    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns what sorts names by time, and names of one second by their number.
    pub(super) fn order(&self) -> (&str, usize, &str) {
        let (stamp, rest) = self.0.split_at_checked(STAMP).unwrap_or((&self.0, ""));
        (stamp, rest.len(), rest)
    }
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at() -> Zoned {
        "2026-11-21T08:20:00+07:00[Asia/Jakarta]".parse().unwrap()
    }

    #[test]
    fn names_say_local_time_and_list() {
        let id = |number| SessionId::new(&at(), "internet-mati", number).to_string();
        assert_eq!(id(1), "20261121-082000-internet-mati");
        assert_eq!(id(2), "20261121-082000-internet-mati-2");
    }

    #[test]
    fn the_tenth_of_a_second_sorts_after_the_second() {
        let id = |number| SessionId::new(&at(), "x", number);
        assert!(id(1).order() < id(2).order() && id(2).order() < id(10).order());
        let later = SessionId::parse("20261121-082001-a").unwrap();
        assert!(id(10).order() < later.order());
    }

    #[test]
    fn what_could_lead_elsewhere_is_no_name() {
        for text in [
            "",
            ".",
            "..",
            "/etc",
            "C:\\x",
            "20261121-082000-",
            "20261121-082000-a/b",
            "20261121-082000-..",
            "20261121-082000-a\\b",
            "20261121-082000-a\0",
            "20261121-082000-\u{1b}[2J",
            "20261121x082000-a",
            "2026112a-082000-a",
            "lock",
        ] {
            assert_eq!(SessionId::parse(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn every_list_and_time_makes_a_name(list: String, number in 1_u32..1000, second: i32) {
            let at = jiff::Timestamp::from_second(i64::from(second) * 20).unwrap();
            let id = SessionId::new(&at.to_zoned(jiff::tz::TimeZone::UTC), &list, number);
            prop_assert_eq!(SessionId::parse(id.as_str()), Some(id));
        }

        #[test]
        fn a_name_is_one_plain_component(text: String) {
            if let Some(id) = SessionId::parse(&text) {
                let path = std::path::Path::new(id.as_str());
                prop_assert_eq!(path.components().count(), 1);
            }
        }
    }
}
