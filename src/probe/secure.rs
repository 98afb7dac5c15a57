//! Canary pages over HTTPS: does port 443 work, whose certificate is shown, and what time is it there?
//!
//! What a failure was is said in one word of [`words`], so that a blocked port, a stranger's certificate and a
//! wrong clock can be told apart.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;

use crate::evidence::{Item, Status};
use crate::probe::endpoints::Secure;
use crate::probe::limit::Limit;
use crate::probe::stream::{self, Reply};
use crate::probe::tls::{self, Broken, Shown, Trust};
use crate::probe::web::Surroundings;
use crate::probe::{millis, random};
use crate::wire::http::Head;
use crate::wire::page;

/// How much of a body is read, in bytes.
const BODY: usize = 1024;

/// From when on a lack of any answer to the first message is silence: this, and so many round trips.
const SILENCE: (Duration, u32) = (Duration::from_secs(1), 4);

/// The words that say what a failure was; beside them those of [`tls::Why`].
pub(super) mod words {
    /// No connection came about.
    pub(in crate::probe) const CONNECT: &str = "connect-failed";
    /// The connection stood, and then nothing more came for a second and four round trips.
    pub(in crate::probe) const SILENT: &str = "handshake-silent";
    /// The connection stood and was cut when the name of the page became visible, or soon after.
    pub(in crate::probe) const RESET: &str = "handshake-reset";
    /// The time was over before the handshake was.
    pub(in crate::probe) const UNFINISHED: &str = "handshake-unfinished";
    /// What answered does not speak TLS as it should.
    pub(in crate::probe) const GARBLED: &str = "handshake-garbled";
    /// This computer has no list of whom to trust.
    pub(in crate::probe) const NO_STORE: &str = "no-certificate-store";
    /// The page was another one.
    pub(in crate::probe) const OTHER_PAGE: &str = "page-differs";
    /// No page came over a connection that stood.
    pub(in crate::probe) const NO_PAGE: &str = "page-missing";
}

/// Asks for a page; the judge is asked for only once a connection stands.
pub(super) fn page(
    mut item: Item,
    row: &Secure,
    around: &Surroundings,
    (limit, trust): (&Limit, impl Fn() -> Trust),
) -> Item {
    let Some(addresses) = around.addresses(&row.host, limit) else {
        item.status = Status::NotRun;
        return item;
    };
    item.facts.answers.clone_from(&addresses);
    let places: Vec<_> =
        addresses.iter().map(|address| SocketAddr::new(*address, row.port)).collect();
    let target = format!("{}?{:016x}", row.path, random());
    let told = fetch(&mut item, &places, (&row.host, &target), (limit, &trust));
    if let Some(Told { reply, shown, offset }) = told {
        let exact = reply.head.status == row.status
            && reply.head.field("location").is_none()
            && reply.body.trim_ascii_end() == row.body.as_bytes();
        item.facts.exact = Some(exact);
        item.facts.clock_offset_s = offset.filter(|_| exact);
        judge(&mut item, exact, shown.judgement);
        if !exact {
            item.facts.redirect_host = reply.head.field("location").and_then(page::redirect_host);
        }
    }
    item
}

/// What came over an encrypted connection.
pub(super) struct Told {
    /// The answer.
    pub(super) reply: Reply,
    /// The certificate.
    pub(super) shown: Shown,
    /// This computer's clock minus theirs, in seconds.
    pub(super) offset: Option<f64>,
}

/// Connects, shakes hands, and asks for `(host, path)`; fills in what each part showed.
pub(super) fn fetch(
    item: &mut Item,
    places: &[SocketAddr],
    (host, path): (&str, &str),
    (limit, trust): (&Limit, &impl Fn() -> Trust),
) -> Option<Told> {
    let began = Instant::now();
    let tcp = match stream::connect(places, limit) {
        Ok(tcp) => tcp,
        Err(error) => return failed(item, &error, words::CONNECT),
    };
    let rtt = began.elapsed();
    item.facts.rtt_ms = Some(millis(rtt));
    item.facts.target = tcp.peer().map(|peer| peer.ip());
    let trust = trust();
    let asked = Instant::now();
    let (mut secured, shown) = match tls::secure(tcp, host, &trust) {
        Ok(secured) => secured,
        Err(Broken { error, shown, heard }) => {
            if let Some(shown) = shown {
                show(item, &shown);
            }
            let silent = !heard && asked.elapsed() >= SILENCE.0 + rtt * SILENCE.1;
            return failed(item, &error, broken(&error, silent));
        }
    };
    show(item, &shown);
    let sent = Instant::now();
    match stream::exchange(&mut secured, stream::get(host, path).as_bytes(), BODY) {
        Ok(reply) => {
            let offset = clock_offset(&reply.head, sent);
            item.facts.http_status = Some(reply.head.status);
            Some(Told { reply, shown, offset })
        }
        Err(error) => failed(item, &error, words::NO_PAGE),
    }
}

/// Records how it ended without an answer.
fn failed<T>(item: &mut Item, error: &io::Error, word: &str) -> Option<T> {
    item.status = stream::status_of(error);
    item.facts.remark = Some(word.to_owned());
    None
}

/// Says how a handshake broke off.
fn broken(error: &io::Error, silent: bool) -> &'static str {
    match stream::status_of(error) {
        Status::Timeout | Status::Unreachable if silent => words::SILENT,
        Status::Timeout | Status::Unreachable => words::UNFINISHED,
        Status::Odd if error.kind() != io::ErrorKind::InvalidData => words::RESET,
        Status::Got
        | Status::Refused
        | Status::NotPermitted
        | Status::Unsupported
        | Status::Odd
        | Status::NotRun => words::GARBLED,
    }
}

fn show(item: &mut Item, shown: &Shown) {
    item.facts.issuer = shown.names.as_ref().and_then(|names| names.issuer.line());
    item.facts.trusted = shown.judgement.map(|judgement| judgement.is_ok());
}

/// Weighs page and certificate. Without a store nothing is said against whoever answered.
fn judge(item: &mut Item, exact: bool, judgement: Option<Result<(), tls::Why>>) {
    let (status, word) = match judgement {
        None => (Status::Unsupported, Some(words::NO_STORE)),
        Some(Err(why)) => (Status::Odd, Some(why.word())),
        Some(Ok(())) if exact => (Status::Got, None),
        Some(Ok(())) => (Status::Odd, Some(words::OTHER_PAGE)),
    };
    item.status = status;
    item.facts.remark = word.map(str::to_owned);
}

/// Returns this computer's clock minus the one of who answered, to a millisecond; the answer is taken to have
/// left when half the time since the question had gone by.
pub(super) fn clock_offset(head: &Head, sent: Instant) -> Option<f64> {
    offset_from(head.date()?, sent)
}

/// Does so for a time that was read from elsewhere.
pub(super) fn offset_from(theirs: Timestamp, sent: Instant) -> Option<f64> {
    let ours = Timestamp::try_from(SystemTime::now()).ok()?;
    let ours = ours.checked_sub(sent.elapsed() / 2).ok()?;
    let seconds = ours.duration_since(theirs).as_secs_f64();
    Some((seconds * 1000.0).round() / 1000.0)
}

/// Returns the system's judge; begins to read its store at once, so that it is there when it is needed.
pub(super) fn trust() -> impl Fn() -> Trust + Clone + Send + 'static {
    tls::warm();
    || tls::system().as_ref().map(Arc::clone)
}

#[cfg(test)]
mod tests;
