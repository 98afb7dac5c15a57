//! A web server in as few lines as it takes: one request, one answer, the connection closes.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{SystemTime, UNIX_EPOCH};

/// What a server shows.
#[derive(Debug)]
pub(super) enum Site {
    /// The vendors' canary pages by host, and some page for everybody else.
    Internet,
    /// A page with this word, whatever is asked for.
    Page(String),
    /// A redirect and a page that try to steer a terminal.
    Hostile,
    /// A redirect to this URL, whatever is asked for but the URL's own path.
    Portal(String),
}

/// The canary pages: host, path (without the query), status, body; as the vendors publish them.
const CANARIES: &[(&str, &str, u16, &str)] = &[
    ("connectivitycheck.gstatic.com", "/generate_204", 204, ""),
    ("www.gstatic.com", "/generate_204", 204, ""),
    ("clients3.google.com", "/generate_204", 204, ""),
    ("www.google.com", "/generate_204", 204, ""),
    ("cp.cloudflare.com", "/generate_204", 204, ""),
    ("cp.cloudflare.com", "/", 204, ""),
    ("www.msftconnecttest.com", "/connecttest.txt", 200, "Microsoft Connect Test"),
    ("ipv6.msftconnecttest.com", "/connecttest.txt", 200, "Microsoft Connect Test"),
    ("www.msftncsi.com", "/ncsi.txt", 200, "Microsoft NCSI"),
    ("captive.apple.com", "/hotspot-detect.html", 200, APPLE),
    ("captive.apple.com", "/", 200, APPLE),
    ("www.apple.com", "/library/test/success.html", 200, APPLE),
    ("detectportal.firefox.com", "/success.txt", 200, "success\n"),
    (
        "detectportal.firefox.com",
        "/canonical.html",
        200,
        "<meta http-equiv=\"refresh\" content=\"0;url=https://support.mozilla.org/kb/captive-portal\"/>",
    ),
];

/// What a page can try on a terminal: colours, a title, clearing, C1, DEL, and turned writing.
const HOSTILE: &str = "\u{1b}[31mMASUK\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}1m\u{90}q\u{9c}\u{7f}\u{8}\u{202e}di\u{2066}sini\r";

/// Apple's page, with the newline that it has.
const APPLE: &str = "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>\n";

/// What is answered.
#[derive(Debug)]
struct Answer {
    status: u16,
    location: Option<String>,
    body: String,
}

impl Answer {
    /// Makes an answer that is not a redirect.
    fn page(status: u16, body: impl Into<String>) -> Self {
        Self { status, location: None, body: body.into() }
    }
}

/// Answers one request.
pub(super) fn serve(mut stream: TcpStream, site: &Site) -> std::io::Result<()> {
    let Some((host, path)) = request(&mut stream)? else { return Ok(()) };
    let answer = site.answer(&host, &path);
    let word = match answer.status {
        200 => "OK",
        204 => "No Content",
        302 => "Found",
        _ => "Not Found",
    };
    let mut reply = format!("HTTP/1.1 {} {word}\r\nDate: {}\r\n", answer.status, date());
    if let Some(location) = answer.location {
        let _ = write!(reply, "Location: {location}\r\n");
    }
    if answer.status != 204 {
        let kind = if answer.body.starts_with('<') { "text/html" } else { "text/plain" };
        let length = answer.body.len();
        let _ = write!(reply, "Content-Type: {kind}\r\nContent-Length: {length}\r\n");
    }
    reply += "Connection: close\r\n\r\n";
    reply += &answer.body;
    stream.write_all(reply.as_bytes())
}

impl Site {
    /// Finds the answer for a host and a path without its query.
    fn answer(&self, host: &str, path: &str) -> Answer {
        match self {
            Self::Internet => canary(host, path),
            Self::Page(word) => {
                let head = format!("<html><head><title>{word}</title></head>");
                Answer::page(200, format!("{head}<body><h1>{word}</h1></body></html>\n"))
            }
            Self::Hostile => hostile(path),
            Self::Portal(url) if url.ends_with(path) && path != "/" => Answer::page(
                200,
                "<html><body><form>Voucher: <input name=\"code\"></form></body></html>\n",
            ),
            Self::Portal(url) => {
                Answer { status: 302, location: Some(url.clone()), body: String::new() }
            }
        }
    }
}

/// Answers with what steers a terminal: in a header that is no header any more, in one that still is, in
/// a page.
fn hostile(path: &str) -> Answer {
    let body = format!("<html><title>{HOSTILE}</title></html>\n");
    let (status, location) = match path {
        "/generate_204" => (302, Some("http://x\u{1b}]0;y\u{7}.example/")),
        "/hotspot-detect.html" => (302, Some("http://x\u{9b}2J\u{202e}.example/")),
        _ => (200, None),
    };
    Answer { status, location: location.map(str::to_owned), body }
}

/// Finds a page of the internet.
fn canary(host: &str, path: &str) -> Answer {
    let page = CANARIES.iter().find(|(of, at, _, _)| *of == host && *at == path);
    match page {
        Some((_, _, status, body)) => Answer::page(*status, *body),
        None if path == "/" => Answer::page(200, format!("<html><body>{host}</body></html>\n")),
        None => Answer::page(404, "not here\n"),
    }
}

/// Reads a request's head; returns host and path in lower case, without port and query.
fn request(stream: &mut TcpStream) -> std::io::Result<Option<(String, String)>> {
    let mut head = Vec::new();
    let mut part = [0; 2048];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") && head.len() < 16_384 {
        match stream.read(&mut part)? {
            0 => return Ok(None),
            length => head.extend_from_slice(part.get(..length).unwrap_or_default()),
        }
    }
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let path = head.split_ascii_whitespace().nth(1).unwrap_or("/");
    let host = head.lines().find_map(|line| line.strip_prefix("host:")).unwrap_or_default().trim();
    let host = host.split(':').next().unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default();
    Ok(Some((host.to_owned(), path.to_owned())))
}

/// Writes the time as HTTP does (RFC 9110 section 5.6.7).
fn date() -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [(&str, u64); 12] = [
        ("Jan", 31),
        ("Feb", 28),
        ("Mar", 31),
        ("Apr", 30),
        ("May", 31),
        ("Jun", 30),
        ("Jul", 31),
        ("Aug", 31),
        ("Sep", 30),
        ("Oct", 31),
        ("Nov", 30),
        ("Dec", 31),
    ];
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let (days, second) = (now / 86_400, now % 86_400);
    let weekday = DAYS.iter().cycle().nth(usize::try_from(days % 7).unwrap_or_default());
    let (mut year, mut day) = (1970, days);
    let leap = |year: u64| {
        (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400)
    };
    while day >= 365 + u64::from(leap(year)) {
        day -= 365 + u64::from(leap(year));
        year += 1;
    }
    let mut month = "Jan";
    for (name, length) in MONTHS {
        month = name;
        let length = length + u64::from(name == "Feb" && leap(year));
        if day < length {
            break;
        }
        day -= length;
    }
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let weekday = weekday.copied().unwrap_or("Thu");
    format!("{weekday}, {:02} {month} {year} {hour:02}:{minute:02}:{second:02} GMT", day + 1)
}
