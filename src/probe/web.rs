//! Plain-HTTP canaries: pages whose exact answer is known, so that whoever rewrites them shows.
//!
//! Names are resolved here, at the system's resolvers, and never by the C library's lookup, which cannot be
//! interrupted. Proxies are passed by, redirects are not followed, and one kilobyte of the body is read at most.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use crate::evidence::{Family, Item, Status};
use crate::os::View;
use crate::probe::endpoints::Canary;
use crate::probe::limit::Limit;
use crate::probe::stream::{self, Reply};
use crate::probe::{Plan, dns, name, random, secure, tcp};
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
        Ok((peer, reply)) => {
            let theirs = told_time(&reply);
            let offset = theirs.and_then(|theirs| secure::offset_from(theirs, sent));
            item.facts.target = peer.map(|peer| peer.ip());
            read(&mut item, &reply, canary);
            // Whoever replaces pages need not know the time.
            item.facts.clock_offset_s = offset.filter(|_| item.facts.exact == Some(true));
            item.facts.from_gateway = Some(around.is_gateways_page(&item, peer, limit));
        }
        Err(error) => item.status = stream::status_of(&error),
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

/// Asks whoever answers first at these addresses; returns who that was.
fn request(
    canary: &Canary,
    addresses: &[IpAddr],
    limit: &Limit,
) -> io::Result<(Option<SocketAddr>, Reply)> {
    let places: Vec<_> =
        addresses.iter().map(|address| SocketAddr::new(*address, canary.port)).collect();
    let mut tcp = stream::connect(&places, limit)?;
    let peer = tcp.peer();
    let target = format!("{}?{:016x}", canary.path, random());
    let request = stream::get(&canary.host, &target);
    Ok((peer, stream::exchange(&mut tcp, request.as_bytes(), BODY)?))
}

/// Returns the time of the one who answered.
fn told_time(reply: &Reply) -> Option<jiff::Timestamp> {
    http::told_time(reply.head.field("date")?, reply.head.field("age"))
}

/// Fills in what the answer was.
fn read(item: &mut Item, reply: &Reply, canary: &Canary) {
    let location = reply.head.field("location");
    // Vendors add and drop a line break at the end now and then.
    let exact = reply.head.status == canary.status
        && location.is_none()
        && reply.body.trim_ascii_end() == canary.body.as_bytes();
    item.status = if exact { Status::Got } else { Status::Odd };
    item.facts.http_status = Some(reply.head.status);
    item.facts.exact = Some(exact);
    item.facts.redirect_host = location.and_then(page::redirect_host);
    item.facts.remark = if exact { None } else { remark(&reply.body) };
}

/// Returns a page's title, or the words of a text without markup.
fn remark(body: &[u8]) -> Option<String> {
    let words = || clean::line(&String::from_utf8_lossy(body), page::REMARK);
    let plain = || (!body.contains(&b'<')).then(words).filter(|words| !words.is_empty());
    page::title(body).or_else(plain)
}

#[cfg(test)]
mod tests;
