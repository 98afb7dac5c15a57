//! Does one site answer, which the person named, and if not: what stands in its place?

use std::net::{IpAddr, SocketAddr};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::diagnosis::filters::{Filters, Traces};
use crate::evidence::{Family, Id, Item, Status};
use crate::os::Peer;
use crate::probe::known::{self, Heard};
use crate::probe::limit::Limit;
use crate::probe::secure::{self, words};
use crate::probe::stream::{self, Reply};
use crate::probe::tls::Trust;
use crate::probe::web::Surroundings;
use crate::probe::{Plan, gather, millis, name, tcp};
use crate::wire::page;

mod typed;

pub use typed::{Door, Site};

/// Where web sites listen: RFC 9110 sections 4.2.1 and 4.2.2.
const PORTS: [u16; 2] = [443, 80];
/// How much of a page is read, in bytes: its title is near its beginning.
const BODY: usize = 4096;

/// How many of a site's addresses are tried.
const TRIED: usize = 4;

/// Tells whether a site answers a connection, within the plan's deadline.
///
/// `typed` is what a person typed: a name, or an address with `https://` and a page. Nothing where that
/// holds no name, or where this computer has no way out at all: then the site is not to be judged.
pub fn site(plan: &Plan, typed: &str) -> Option<bool> {
    // People add a word or two; the name comes first.
    let host = Site::read(typed.split_whitespace().next()?)?.host;
    let families = plan.way_out().families;
    if families.is_empty() {
        return None;
    }
    let limit = Limit::after(plan.deadline);
    let Some(found) = look_up(host, &limit) else { return Some(false) };
    let found = found.into_iter().filter(|address| families.contains(&Family::of(*address)));
    let (sender, answers) = mpsc::channel();
    for address in found.take(TRIED) {
        let (sender, limit) = (sender.clone(), limit.clone());
        thread::spawn(move || {
            let blank = Item::new(Id::BeyondTcp, Status::NotRun);
            let item = tcp::connect(blank, Peer::global(address), &PORTS, &limit);
            // Nobody listens any more once one address has answered.
            let _ = sender.send(item.status);
        });
    }
    drop(sender);
    Some(answers.iter().any(|status| status == Status::Got))
}

/// Looks a name up on a thread of its own; nothing where that fails or takes too long.
fn look_up(host: String, limit: &Limit) -> Option<Vec<IpAddr>> {
    let (sender, answer) = mpsc::channel();
    thread::spawn(move || {
        let _ = sender.send(name::addresses(&host));
    });
    answer.recv_timeout(limit.left()?).ok()?.ok()
}

/// How long the second door is waited for once the first has ended.
const SECOND: Duration = Duration::from_millis(1500);

/// Looks at a site through all its doors at once. The first door's word counts, unless it is closed and another
/// one shows a page of its own, or either is known to stand in place of blocked sites.
pub(super) fn look(
    item: Item,
    site: &Site,
    (around, filters): (Surroundings, Filters),
    (limit, trust): (&Limit, impl Fn() -> Trust + Clone + Send + 'static),
) -> Item {
    let (sender, others) = mpsc::channel();
    for entry in site.doors.iter().skip(1) {
        let (site, entry, blank) = (site.clone(), *entry, item.clone());
        let (around, filters, limit) = (around.clone(), filters.clone(), limit.clone());
        let (sender, trust) = (sender.clone(), trust.clone());
        gather::spawn(move || {
            let seen = door(blank, (&site, entry), (&around, &filters), (&limit, trust));
            let _ = sender.send(seen);
        });
    }
    drop(sender);
    let Some(first) = site.doors.first() else { return item };
    let first = door(item, (site, *first), (&around, &filters), (limit, trust));
    let is_policy = |seen: &Item| seen.facts.remark.as_deref().is_some_and(|it| filters.has(it));
    if first.status == Status::Got || is_policy(&first) {
        return first;
    }
    while let Some(left) = limit.at_most(SECOND).left()
        && let Ok(other) = others.recv_timeout(left)
    {
        // A certificate that is not trusted is not mended by a page without one.
        let is_closed = first.facts.trusted.is_none() && first.facts.http_status.is_none();
        if is_policy(&other) || is_closed && other.status == Status::Got && stays(&other) {
            return other;
        }
    }
    first
}

/// Tells whether a page without encryption is a page: most only say that the other door is to be used.
fn stays(item: &Item) -> bool {
    !item.facts.http_status.is_some_and(|status| (300..400).contains(&status))
}

/// Looks at one door of a site: its name, a connection, a page. A page that is known to stand in place of
/// blocked ones is odd, and the remark is its fingerprint's key.
fn door(
    mut item: Item,
    (site, door): (&Site, Door),
    (around, filters): (&Surroundings, &Filters),
    (limit, trust): (&Limit, impl Fn() -> Trust),
) -> Item {
    item.facts.port = Some(door.port);
    let Some(mut traces) = named(&mut item, &site.host, around, limit) else {
        return item;
    };
    let places: Vec<_> =
        traces.addresses.iter().map(|address| SocketAddr::new(*address, door.port)).collect();
    if door.secure {
        encrypted(&mut item, &places, site, (limit, &trust), &mut traces);
    } else {
        plain(&mut item, &places, site, limit, &mut traces);
    }
    if let Some(key) = filters.find(&traces) {
        item.status = Status::Odd;
        item.facts.remark = Some(key.to_owned());
    }
    item
}

/// Looks the name up; without an address the item says why.
fn named(item: &mut Item, host: &str, around: &Surroundings, limit: &Limit) -> Option<Traces> {
    let mut traces = Traces::default();
    if let Ok(address) = host.parse() {
        traces.addresses.push(address);
    } else if around.resolvers.is_empty() {
        traces.addresses = name::addresses(host).unwrap_or_default();
    } else if let Some(heard) = resolve(host, around, limit) {
        item.facts.rcode = Some(heard.answer.rcode);
        traces.addresses = heard.answer.addresses;
        traces.hosts = heard.answer.aliases;
    } else {
        item.status = Status::Timeout;
        item.facts.remark = Some("name-unanswered".into());
        return None;
    }
    item.facts.answers.clone_from(&traces.addresses);
    if traces.addresses.is_empty() {
        item.status = Status::Odd;
        item.facts.remark = Some("name-not-found".into());
        return None;
    }
    Some(traces)
}

/// Asks all resolvers at once; the first answer with an address counts, else any.
fn resolve(host: &str, around: &Surroundings, limit: &Limit) -> Option<Heard> {
    let (sender, answers) = mpsc::channel();
    for to in &around.resolvers {
        let (to, sender, limit) = (*to, sender.clone(), limit.clone());
        let questions = [(host.to_owned(), around.kind)];
        gather::spawn(move || {
            let (heard, _) = known::ask(to, known::From::Asked, &questions, &limit);
            // Nobody listens any more once one resolver has found it.
            let _ = sender.send(heard.into_iter().next());
        });
    }
    drop(sender);
    let mut poor = None;
    for heard in answers.iter().flatten() {
        if !heard.answer.addresses.is_empty() {
            return Some(heard);
        }
        poor = Some(heard);
    }
    poor
}

fn encrypted(
    item: &mut Item,
    places: &[SocketAddr],
    site: &Site,
    (limit, trust): (&Limit, &impl Fn() -> Trust),
    traces: &mut Traces,
) {
    let Some(told) = secure::fetch(item, places, (&site.host, "/"), (limit, trust)) else { return };
    let subject = told.shown.names.map(|names| names.subject.common.unwrap_or_default());
    traces.hosts.extend(subject);
    read(item, &told.reply, traces);
    match told.shown.judgement {
        Some(Ok(())) => {}
        None => {
            item.status = Status::Unsupported;
            item.facts.remark = Some(words::NO_STORE.into());
        }
        Some(Err(why)) => {
            item.status = Status::Odd;
            item.facts.remark = Some(why.word().into());
        }
    }
}

fn plain(item: &mut Item, places: &[SocketAddr], site: &Site, limit: &Limit, traces: &mut Traces) {
    let began = Instant::now();
    let mut tcp = match stream::connect(places, limit) {
        Ok(tcp) => tcp,
        Err(error) => {
            item.status = stream::status_of(&error);
            item.facts.remark = Some(words::CONNECT.into());
            return;
        }
    };
    item.facts.rtt_ms = Some(millis(began.elapsed()));
    item.facts.target = tcp.peer().map(|peer| peer.ip());
    match stream::exchange(&mut tcp, stream::get(&site.host, "/").as_bytes(), BODY) {
        Ok(reply) => {
            item.facts.http_status = Some(reply.head.status);
            read(item, &reply, traces);
        }
        Err(error) => {
            item.status = stream::status_of(&error);
            item.facts.remark = Some(words::NO_PAGE.into());
        }
    }
}

/// Reads an answer: any page counts, but a server's own failure is odd (RFC 9110 section 15.6).
fn read(item: &mut Item, reply: &Reply, traces: &mut Traces) {
    let location = reply.head.field("location");
    item.status = if reply.head.status >= 500 { Status::Odd } else { Status::Got };
    item.facts.redirect_host = location.and_then(page::redirect_host);
    traces.hosts.extend(item.facts.redirect_host.clone());
    traces.location = location.map(str::to_owned);
    traces.title = page::title(&reply.body);
}

#[cfg(test)]
mod tests;
