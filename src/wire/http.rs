//! The head of an HTTP answer, and bodies that come in chunks.
//!
//! Pure. As much of HTTP/1.1 as it takes to read a small page from anybody: SSDP answers have the same head.
//! RFC 9112 sections 4 to 7; UPnP Device Architecture 1.1 section 1.3.3 (SSDP).

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

/// The longest head that is read, in bytes.
pub const HEAD: usize = 16 * 1024;
/// The most fields that are kept of one head.
const FIELDS: usize = 100;

/// The status line and the fields of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The status code, 100 to 599.
    pub status: u16,
    /// How many bytes the head has; the body begins after them.
    pub length: usize,
    fields: Vec<(String, String)>,
}

/// Bytes that are no HTTP answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an HTTP answer")]
pub struct Bad;

impl Head {
    /// Reads a head; nothing as long as its end has not come.
    ///
    /// # Errors
    ///
    /// [`Bad`] for what does not begin as HTTP/1 does, or has no end within [`HEAD`] bytes.
    pub fn parse(bytes: &[u8]) -> Result<Option<Self>, Bad> {
        let start = bytes.get(..bytes.len().min(5)).unwrap_or_default();
        if !b"HTTP/".starts_with(start) {
            return Err(Bad);
        }
        let within = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
        let Some(length) = end_of_head(within) else {
            return if bytes.len() >= HEAD { Err(Bad) } else { Ok(None) };
        };
        let text = String::from_utf8_lossy(bytes.get(..length).unwrap_or_default());
        let mut lines = text.lines();
        let status = lines.next().and_then(status_of).ok_or(Bad)?;
        let field = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        };
        let fields = lines.filter_map(field).take(FIELDS).collect();
        Ok(Some(Self { status, length, fields }))
    }

    /// Returns a field's value as it came; `name` is in lower case. It is not cleaned.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Tells whether the body comes in chunks.
    pub fn is_chunked(&self) -> bool {
        self.field("transfer-encoding")
            .is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked"))
    }

    /// Returns how long the body is, in bytes, where the head says so.
    pub fn body_length(&self) -> Option<usize> {
        match self.status {
            100..=199 | 204 | 304 => Some(0),
            _ if self.is_chunked() => None,
            _ => self.field("content-length")?.parse().ok(),
        }
    }

    /// Returns the time of the one who answered, as far as the head tells it; see [`told_time`].
    pub fn date(&self) -> Option<Timestamp> {
        told_time(self.field("date")?, self.field("age"))
    }
}

/// Returns the time of the one who answered: `Date`, and the `Age` that a cache adds to it.
///
/// A date has whole seconds, so half a second is added: the mean error is then none.
///
/// # References
///
/// RFC 9110 sections 5.6.7 and 6.6.1 (`Date`); RFC 9111 section 5.1 (`Age`).
pub fn told_time(date: &str, age: Option<&str>) -> Option<Timestamp> {
    let told = DateTimeParser::new().parse_timestamp(date).ok()?;
    let age = match age {
        None => 0,
        Some(age) => age.trim().parse::<u32>().ok()?,
    };
    told.checked_add(Duration::from_secs(age.into()) + Duration::from_millis(500)).ok()
}

/// Finds the empty line; a lone line feed ends a line too (RFC 9112 section 2.2).
fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let mut line = 0;
    let breaks = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    for (index, _) in breaks {
        let own = bytes.get(line..index).unwrap_or_default();
        if line > 0 && own.trim_ascii().is_empty() {
            return Some(index + 1);
        }
        line = index + 1;
    }
    None
}

fn status_of(line: &str) -> Option<u16> {
    let code = line.strip_prefix("HTTP/1.")?.split_ascii_whitespace().nth(1)?;
    code.parse().ok().filter(|code| (100..600).contains(code))
}

/// Takes the chunk sizes out of a body, as far as it has come.
///
/// # References
///
/// RFC 9112 section 7.1.
pub fn dechunk(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
        let line = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default());
        let size = line.split(';').next().unwrap_or_default().trim();
        let Ok(size @ 1..) = usize::from_str_radix(size, 16) else { break };
        let rest = bytes.get(end + 1..).unwrap_or_default();
        body.extend_from_slice(rest.get(..size.min(rest.len())).unwrap_or_default());
        let after = rest.get(size.min(rest.len())..).unwrap_or_default();
        bytes = after.strip_prefix(b"\r\n").or(after.strip_prefix(b"\n")).unwrap_or_default();
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ANSWER: &str = "HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 07:00:00 GMT\r\nContent-Length: 3\r\nX-A:b\r\n\r\nabc";

    #[test]
    fn a_head_is_read_and_its_body_begins_after_it() {
        let head = Head::parse(ANSWER.as_bytes()).unwrap().unwrap();
        assert_eq!((head.status, head.body_length()), (200, Some(3)));
        assert_eq!(&ANSWER[head.length..], "abc");
        assert_eq!(head.field("x-a"), Some("b"));
        assert_eq!(head.field("x-b"), None);
        let told: Timestamp = "2026-11-22T07:00:00.5Z".parse().unwrap();
        assert_eq!(head.date(), Some(told));
    }

    #[test]
    fn half_a_head_waits_and_what_is_no_http_is_refused() {
        assert_eq!(Head::parse(b""), Ok(None));
        assert_eq!(Head::parse(b"HTT"), Ok(None));
        assert_eq!(Head::parse(b"HTTP/1.1 200 OK\r\nA: b\r\n"), Ok(None));
        assert_eq!(Head::parse(b"\x1b[2J"), Err(Bad));
        assert_eq!(Head::parse(b"HTTP/1.1 abc\r\n\r\n"), Err(Bad));
        assert_eq!(Head::parse(b"HTTP/1.1 999 no\r\n\r\n"), Err(Bad));
        let endless = [b"HTTP/1.1 200 OK\r\n".as_slice(), &[b'x'; HEAD]].concat();
        assert_eq!(Head::parse(&endless), Err(Bad));
    }

    #[test]
    fn a_cached_date_is_as_old_as_the_cache_says() {
        let fresh = told_time("Sun, 22 Nov 2026 07:00:00 GMT", None).unwrap();
        let cached = told_time("Sun, 22 Nov 2026 07:00:00 GMT", Some("60")).unwrap();
        assert_eq!(cached.as_second() - fresh.as_second(), 60);
        assert_eq!(told_time("Sun, 22 Nov 2026 07:00:00 GMT", Some("soon")), None);
        assert_eq!(told_time("yesterday", None), None);
    }

    #[test]
    fn chunks_are_joined_as_far_as_they_came() {
        assert_eq!(dechunk(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"), b"abcde");
        assert_eq!(dechunk(b"5\r\nab"), b"ab");
        assert_eq!(dechunk(b"zz\r\nab"), b"");
        assert_eq!(dechunk(b"ffffffffffffffff\r\nab"), b"ab");
    }

    proptest! {
        #[test]
        fn any_bytes_are_fine(bytes in any::<Vec<u8>>(), date in any::<String>(), age in any::<String>()) {
            let _ = Head::parse(&bytes);
            let head = [b"HTTP/1.1 200 OK\r\n".as_slice(), &bytes, b"\r\n\r\n"].concat();
            if let Ok(Some(head)) = Head::parse(&head) {
                prop_assert!(head.length <= bytes.len() + 21);
                let _ = (head.date(), head.body_length(), head.is_chunked());
            }
            let _ = told_time(&date, Some(&age));
            prop_assert!(dechunk(&bytes).len() <= bytes.len());
        }

        #[test]
        fn chunked_and_joined_again_is_the_same(body in any::<Vec<u8>>(), size in 1_usize..40) {
            let mut sent = Vec::new();
            for part in body.chunks(size) {
                sent.extend(format!("{:x}\r\n", part.len()).bytes());
                sent.extend(part);
                sent.extend(b"\r\n");
            }
            sent.extend(b"0\r\n\r\n");
            prop_assert_eq!(dechunk(&sent), body);
        }
    }
}
