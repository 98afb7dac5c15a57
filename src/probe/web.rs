//! Plain-HTTP canaries: pages whose exact answer is known, so that whoever rewrites them shows.
//!
//! Names are resolved here, at the system's resolvers, and handed to the HTTP client: it never calls the
//! C library's lookup, which cannot be interrupted. Proxies are passed by, redirects are not followed,
//! and one kilobyte of the body is read at most.

use std::error::Error as _;
use std::io::{self, Read as _};
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use reqwest::blocking::{Client, Response};
use reqwest::header::{AGE, CACHE_CONTROL, DATE, HeaderName, LOCATION};
use reqwest::redirect::Policy;

use crate::evidence::{Family, Item, Status};
use crate::os::View;
use crate::probe::endpoints::Canary;
use crate::probe::limit::Limit;
use crate::probe::{Plan, dns, name, random, secure, socket, tcp};
use crate::wire::dns::Kind;
use crate::wire::{clean, http, page};

/// How much of a body is read, in bytes.
const BODY: usize = 1024;
/// With less time left than this a page is not asked for: that it did not come would prove nothing.
const LEAST: Duration = Duration::from_millis(500);

/// What a canary needs to know about the network.
#[derive(Debug, Clone)]
pub(super) struct Surroundings {
    /// The system's resolvers; without any, the system's own lookup is asked.
    pub(super) resolvers: Vec<SocketAddr>,
    /// The kind of address to ask them for.
    pub(super) kind: Kind,
    /// The gateways' addresses.
    pub(super) gateways: Vec<IpAddr>,
}

/// Asks for a canary's page.
pub(super) fn canary(
    mut item: Item,
    canary: &Canary,
    around: &Surroundings,
    limit: &Limit,
) -> Item {
    let Some(addresses) = around.addresses(&canary.host, limit) else {
        item.status = Status::NotRun;
        return item;
    };
    item.facts.answers.clone_from(&addresses);
    let sent = Instant::now();
    match request(canary, &addresses, limit) {
        Ok(response) => {
            let peer = response.remote_addr();
            let theirs = told_time(&response);
            let offset = theirs.and_then(|theirs| secure::offset_from(theirs, sent));
            read(&mut item, response, canary, limit);
            // Whoever replaces pages need not know the time.
            item.facts.clock_offset_s = offset.filter(|_| item.facts.exact == Some(true));
            item.facts.from_gateway = Some(around.is_gateways_page(&item, peer, limit));
        }
        Err(error) => item.status = failure(&error),
    }
    item
}

impl Surroundings {
    /// Takes what a plan and the way out say.
    pub(super) fn of(plan: &Plan, view: &View) -> Self {
        Self {
            resolvers: view.resolvers.iter().map(|peer| peer.at(plan.dns_port)).collect(),
            kind: if view.families.contains(&Family::Ipv4) { Kind::A } else { Kind::Aaaa },
            gateways: view.gateways.iter().map(|peer| peer.address).collect(),
        }
    }

    /// Resolves a host at the system's resolvers; nothing where it has no address, or no time is left.
    pub(super) fn addresses(&self, host: &str, limit: &Limit) -> Option<Vec<IpAddr>> {
        let found = if self.resolvers.is_empty() {
            name::addresses(host).ok()
        } else {
            dns::resolve(host, &self.resolvers, self.kind, limit)
        };
        let in_time = limit.left().is_some_and(|left| left >= LEAST);
        found.filter(|addresses| in_time && !addresses.is_empty())
    }

    /// Tells whether a page came from the gateway, by its address or, in another's name, from one hop
    /// away; or whether it points there.
    fn is_gateways_page(&self, item: &Item, peer: Option<SocketAddr>, limit: &Limit) -> bool {
        let pointed = item.facts.redirect_host.as_deref().and_then(|host| host.parse().ok());
        let named = [item.facts.target, pointed];
        named.into_iter().flatten().any(|address| self.gateways.contains(&address))
            || item.status == Status::Odd
                && !self.gateways.is_empty()
                && peer.is_some_and(|peer| tcp::is_first_hop(peer, limit))
    }
}

fn request(canary: &Canary, addresses: &[IpAddr], limit: &Limit) -> reqwest::Result<Response> {
    // The client wants a provider of TLS even where nothing is encrypted; a second one is refused, rightly.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let places: Vec<_> =
        addresses.iter().map(|address| SocketAddr::new(*address, canary.port)).collect();
    let client = Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .tls_certs_only(std::iter::empty())
        .user_agent(concat!("cekdulu/", env!("CARGO_PKG_VERSION")))
        .resolve_to_addrs(&canary.host, &places)
        .build()?;
    let url = format!("{}?{:016x}", canary.url(), random());
    loop {
        let left = limit.left().unwrap_or(Duration::from_millis(1));
        let request = client.get(&url).header(CACHE_CONTROL, "no-cache").timeout(left);
        match request.send() {
            // The limit may have moved meanwhile.
            Err(error) if error.is_timeout() && limit.left().is_some() => {}
            ended => return ended,
        }
    }
}

/// Returns the time of the one who answered.
fn told_time(response: &Response) -> Option<jiff::Timestamp> {
    let field = |name: HeaderName| response.headers().get(name)?.to_str().ok();
    http::told_time(field(DATE)?, field(AGE))
}

/// Fills in what the answer was.
fn read(item: &mut Item, response: Response, canary: &Canary, limit: &Limit) {
    let status = response.status().as_u16();
    let peer = response.remote_addr().map(|peer| peer.ip());
    let location = response
        .headers()
        .get(LOCATION)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let redirect_host = location.as_deref().and_then(page::redirect_host);
    let body = first_bytes(response, limit);
    // Vendors add and drop a line break at the end now and then.
    let exact = status == canary.status
        && location.is_none()
        && body.trim_ascii_end() == canary.body.as_bytes();
    item.status = if exact { Status::Got } else { Status::Odd };
    item.facts.target = peer;
    item.facts.http_status = Some(status);
    item.facts.exact = Some(exact);
    item.facts.redirect_host = redirect_host;
    item.facts.remark = if exact { None } else { remark(&body) };
}

/// Reads the beginning of a body, which is longer than any exact answer, until the limit.
fn first_bytes(mut response: Response, limit: &Limit) -> Vec<u8> {
    let mut body = Vec::new();
    let mut chunk = [0; BODY];
    while body.len() < BODY && limit.left().is_some() {
        match response.read(&mut chunk) {
            Ok(0) | Err(_) => break,
            Ok(read) => body.extend(chunk.iter().take(read.min(BODY - body.len()))),
        }
    }
    body
}

/// Returns a page's title, or the words of a text without markup.
fn remark(body: &[u8]) -> Option<String> {
    let words = || clean::line(&String::from_utf8_lossy(body), page::REMARK);
    let plain = || (!body.contains(&b'<')).then(words).filter(|words| !words.is_empty());
    page::title(body).or_else(plain)
}

/// Tells how a request without an answer ended.
fn failure(error: &reqwest::Error) -> Status {
    if error.is_timeout() {
        return Status::Timeout;
    }
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(error) = inner.downcast_ref::<io::Error>() {
            return socket::status_of(error);
        }
        source = inner.source();
    }
    // Whatever came was no HTTP.
    Status::Odd
}

#[cfg(test)]
mod tests;
