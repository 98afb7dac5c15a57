//! A web server in as few lines as it takes, over whatever carries its bytes.

use std::io::{Read, Write};
use std::sync::Arc;

use anyhow::Result;

use super::http::{self, Answer, Request};
use super::names::Names;

/// What a server shows.
#[derive(Debug, Clone)]
pub(super) enum Site {
    /// The pages of `names.toml` by host, and some page for every other host.
    Internet(Arc<Names>),
    /// A page with this word, whatever is asked for.
    Page(String),
    /// A redirect to a URL, whatever is asked for but the URL's own path, which shows the text.
    Portal(String, &'static str),
    /// A text, whatever is asked for.
    Text(&'static str),
    /// A redirect and a page that try to steer a terminal.
    Hostile,
}

/// A page to sign in at.
pub(super) const SIGN_IN: &str =
    "<html><body><form>Voucher: <input name=\"code\"></form></body></html>\n";

/// A provider's page about the bill.
pub(super) const BILL: &str = "<html><head><title>Layanan Terisolir</title></head><body>\
    <h1>Pelanggan Yth.</h1><p>Layanan internet Anda ditangguhkan sementara karena tagihan bulan ini \
    belum dibayar. Silakan lakukan pembayaran.</p></body></html>\n";

/// What a page can try on a terminal: colours, a title, clearing, C1, DEL, and turned writing.
const HOSTILE: &str = "\u{1b}[31mMASUK\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}1m\u{90}q\u{9c}\u{7f}\u{8}\u{202e}di\u{2066}sini\r";

impl Site {
    /// Returns the internet's pages.
    pub(super) fn internet() -> Result<Self> {
        Ok(Self::Internet(Arc::new(Names::load()?)))
    }

    /// Answers one request.
    pub(super) fn serve(&self, stream: &mut (impl Read + Write)) -> std::io::Result<()> {
        let Some(request) = http::read(stream)? else { return Ok(()) };
        self.answer(&request).write(stream)?;
        stream.flush()
    }

    /// Finds the answer to a request.
    fn answer(&self, request: &Request) -> Answer {
        let path = request.path.as_str();
        match self {
            Self::Internet(names) => internet(names, request),
            Self::Page(word) => {
                let head = format!("<html><head><title>{word}</title></head>");
                Answer::page(200, format!("{head}<body><h1>{word}</h1></body></html>\n"))
            }
            Self::Text(text) => Answer::page(200, *text),
            Self::Hostile => hostile(path),
            Self::Portal(url, text) if url.ends_with(path) && path != "/" => {
                Answer::page(200, *text)
            }
            Self::Portal(url, _) => Answer::redirect(url),
        }
    }
}

/// Answers with what steers a terminal: in a header that is no header any more, in one that still is, in
/// a page.
fn hostile(path: &str) -> Answer {
    match path {
        "/generate_204" => Answer::redirect("http://x\u{1b}]0;y\u{7}.example/"),
        "/hotspot-detect.html" => Answer::redirect("http://x\u{9b}2J\u{202e}.example/"),
        _ => Answer::page(200, format!("<html><title>{HOSTILE}</title></html>\n")),
    }
}

/// Finds a page of the internet. `/__down?bytes=N` and `/__up` move data, as speed tests' servers do.
fn internet(names: &Names, request: &Request) -> Answer {
    let (host, path) = (request.host.as_str(), request.path.as_str());
    if let Some(page) = names.page(host, path) {
        return Answer::page(page.status, page.body.clone());
    }
    match path {
        "/__down" => {
            let wanted =
                request.query.split('&').find_map(|pair| pair.strip_prefix("bytes=")?.parse().ok());
            Answer { filler: wanted.unwrap_or_default(), ..Answer::page(200, "") }
        }
        "/__up" => Answer::page(200, ""),
        "/" => Answer::page(200, format!("<html><body>{host}</body></html>\n")),
        _ => Answer::page(404, "not here\n"),
    }
}
