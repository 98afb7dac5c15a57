//! As much of HTTP as the fake network's servers need: one request, one answer, the connection closes.

use std::fmt::Write as _;
use std::io::{Read, Write};

/// The longest head and the longest body that is kept, in bytes.
const MOST: usize = 16_384;

/// What a client asks.
#[derive(Debug, Default)]
pub(super) struct Request {
    /// `GET`, `POST`, `CONNECT`.
    pub(super) method: String,
    /// What stands behind the method, as it came.
    pub(super) target: String,
    /// The host in lower case, without its port.
    pub(super) host: String,
    /// The path in lower case, without its query.
    pub(super) path: String,
    /// The query, without its question mark.
    pub(super) query: String,
    /// The beginning of the body.
    pub(super) body: String,
}

/// What a server answers.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) location: Option<String>,
    pub(super) body: String,
    /// How many zeros follow the body.
    pub(super) filler: u64,
}

impl Answer {
    /// Makes an answer that is not a redirect.
    pub(super) fn page(status: u16, body: impl Into<String>) -> Self {
        Self { status, body: body.into(), ..Self::default() }
    }

    /// Makes a redirect.
    pub(super) fn redirect(to: &str) -> Self {
        Self { status: 302, location: Some(to.to_owned()), ..Self::default() }
    }

    /// Writes it.
    pub(super) fn write(&self, to: &mut impl Write) -> std::io::Result<()> {
        let word = match self.status {
            200 => "OK",
            204 => "No Content",
            302 => "Found",
            404 => "Not Found",
            503 => "Service Unavailable",
            _ => "Other",
        };
        let date = super::clock::date();
        let mut reply = format!("HTTP/1.1 {} {word}\r\nDate: {date}\r\n", self.status);
        if let Some(location) = &self.location {
            let _ = write!(reply, "Location: {location}\r\n");
        }
        if self.status != 204 {
            let kind = if self.body.starts_with("<?xml") {
                "text/xml"
            } else if self.body.starts_with('<') {
                "text/html"
            } else {
                "text/plain"
            };
            let length = u64::try_from(self.body.len()).unwrap_or_default() + self.filler;
            let _ = write!(reply, "Content-Type: {kind}\r\nContent-Length: {length}\r\n");
        }
        reply += "Connection: close\r\n\r\n";
        reply += &self.body;
        to.write_all(reply.as_bytes())?;
        fill(to, self.filler)
    }
}

/// Writes so many zeros.
pub(super) fn fill(to: &mut impl Write, count: u64) -> std::io::Result<()> {
    let zeros = [0; 16_384];
    let mut left = count;
    while left > 0 {
        let part = usize::try_from(left).unwrap_or(usize::MAX).min(zeros.len());
        to.write_all(zeros.get(..part).unwrap_or_default())?;
        left -= u64::try_from(part).unwrap_or_default();
    }
    Ok(())
}

/// Reads a request; none if the client went away before its head was whole. A long body is read to its end
/// and only its beginning kept.
pub(super) fn read(from: &mut impl Read) -> std::io::Result<Option<Request>> {
    let mut came = Vec::new();
    let mut part = [0; 16_384];
    let end = loop {
        if let Some(at) = came.windows(4).position(|end| end == b"\r\n\r\n") {
            break at + 4;
        }
        match from.read(&mut part)? {
            0 => return Ok(None),
            _ if came.len() > MOST => return Ok(None),
            length => came.extend_from_slice(part.get(..length).unwrap_or_default()),
        }
    };
    let mut body = came.split_off(end);
    let mut request = head(&String::from_utf8_lossy(&came));
    let mut left = length(&came).saturating_sub(body.len());
    while left > 0 {
        match from.read(&mut part)? {
            0 => break,
            length => {
                left = left.saturating_sub(length);
                if body.len() < MOST {
                    body.extend_from_slice(part.get(..length).unwrap_or_default());
                }
            }
        }
    }
    request.body = String::from_utf8_lossy(&body).into_owned();
    Ok(Some(request))
}

/// Takes a head apart.
fn head(text: &str) -> Request {
    let mut words = text.split_ascii_whitespace();
    let method = words.next().unwrap_or_default().to_owned();
    let target = words.next().unwrap_or("/").to_owned();
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let host = field(text, "host").unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().to_owned();
    let (path, query) = (path.to_ascii_lowercase(), query.to_owned());
    Request { method, host, path, query, target, body: String::new() }
}

/// Returns a field of a head in lower case.
fn field(head: &str, name: &str) -> Option<String> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim().to_ascii_lowercase())
    })
}

/// Returns how long the body is, in bytes.
fn length(head: &[u8]) -> usize {
    let text = String::from_utf8_lossy(head);
    field(&text, "content-length").and_then(|value| value.parse().ok()).unwrap_or_default()
}
