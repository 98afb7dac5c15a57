//! What the router itself says of its line and its session, over UPnP IGD.
//!
//! The question goes to the gateway's address alone, and so does everything after it: a reply, a description
//! or a service that names another address is not followed, nor is a redirect. All of it ends at the limit.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::time::Duration;

use crate::evidence::{Item, Status, WanSession};
use crate::probe::dns::{DATAGRAM, FIRST, receive_from};
use crate::probe::limit::Limit;
use crate::probe::socket;
use crate::probe::stream::{self, AGENT};
use crate::wire::soap::{self, Kind, Service, Session};
use crate::wire::ssdp::{self, Page};

/// How much of a description is read, in bytes. Those of home routers have 2 to 20 kB.
const DESCRIPTION: usize = 32 * 1024;
/// How much of an answer is read, in bytes.
const ANSWER: usize = 4096;
/// How long a router may take to say where its description is: it is asked to answer within a second.
const DISCOVERY: Duration = Duration::from_millis(1800);
/// The most sessions that are asked about: routers keep one for television, one for their maker.
const SESSIONS: usize = 3;

/// The words that say why a router's word was not taken.
mod words {
    /// It points to another address than its own.
    pub(super) const ELSEWHERE: &str = "points-elsewhere";
    /// Its description cannot be read.
    pub(super) const UNREADABLE: &str = "description-unreadable";
    /// It describes nothing that tells of the line.
    pub(super) const NO_SERVICE: &str = "no-line-service";
    /// It answers none of the questions.
    pub(super) const NO_ANSWER: &str = "no-answer";
}

/// Asks a router at its UDP port.
pub(super) fn word(mut item: Item, router: SocketAddr, limit: &Limit) -> Item {
    let found = match discover(router, &limit.at_most(DISCOVERY)) {
        Ok(Ok(page)) => page,
        Ok(Err(word)) => return odd(item, Status::Odd, word),
        Err(error) => {
            item.status = socket::status_of(&error);
            return item;
        }
    };
    item.facts.port = Some(found.port);
    let asked = Asked { router: router.ip(), limit };
    let request = stream::get(&asked.host(found.port), &found.path);
    let body = match asked.page(found.port, &request, DESCRIPTION) {
        Ok(body) => body,
        Err(error) => return odd(item, stream::status_of(&error), words::UNREADABLE),
    };
    let Some(services) = soap::services(&body, router.ip(), found.port) else {
        return odd(item, Status::Odd, words::UNREADABLE);
    };
    if services.is_empty() {
        return odd(item, Status::Unsupported, words::NO_SERVICE);
    }
    asked.line(&mut item, &services);
    asked.sessions(&mut item, &services);
    let is_told = item.facts.wan_link.is_some() || item.facts.wan_session.is_some();
    if is_told {
        item.status = Status::Got;
        return item;
    }
    odd(item, Status::Odd, words::NO_ANSWER)
}

fn odd(mut item: Item, status: Status, word: &str) -> Item {
    item.status = status;
    item.facts.remark = Some(word.to_owned());
    item
}

/// Finds the router's description; a reply counts only if it comes from the router.
fn discover(router: SocketAddr, limit: &Limit) -> io::Result<Result<Page, &'static str>> {
    // Some routers answer from another port, so the socket hears everybody.
    let socket = UdpSocket::bind((socket::unspecified(router), 0))?;
    socket::hear_errors(&socket, router);
    let mut bytes = [0; DATAGRAM];
    let mut elsewhere = false;
    for part in [&limit.at_most(FIRST), limit] {
        socket.send_to(ssdp::search(router.ip()).as_bytes(), router)?;
        loop {
            match receive_from(&socket, &mut bytes, part) {
                Ok((length, from)) if from.ip() == router.ip() => {
                    match ssdp::location(bytes.get(..length).unwrap_or_default(), router.ip()) {
                        Ok(page) => return Ok(Ok(page)),
                        Err(ssdp::Bad::Elsewhere) => elsewhere = true,
                        Err(ssdp::Bad::Foreign) => {}
                    }
                }
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::TimedOut => break,
                Err(error) => return Err(error),
            }
        }
        if elsewhere {
            return Ok(Err(words::ELSEWHERE));
        }
    }
    Err(ErrorKind::TimedOut.into())
}

/// A router that has a description.
struct Asked<'a> {
    router: IpAddr,
    limit: &'a Limit,
}

impl Asked<'_> {
    fn host(&self, port: u16) -> String {
        SocketAddr::new(self.router, port).to_string()
    }

    /// Fetches a page; anything but 200 is none.
    fn page(&self, port: u16, request: &str, most: usize) -> io::Result<Vec<u8>> {
        let mut tcp = stream::connect(&[SocketAddr::new(self.router, port)], self.limit)?;
        let reply = stream::exchange(&mut tcp, request.as_bytes(), most)?;
        if reply.head.status == 200 { Ok(reply.body) } else { Err(ErrorKind::InvalidData.into()) }
    }

    /// Asks a service one question.
    fn ask(&self, service: &Service, action: &str) -> Option<Vec<u8>> {
        let Service { urn, at: Page { port, path }, .. } = service;
        let body = soap::question(urn, action);
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nUser-Agent: {AGENT}\r\nConnection: close\r\n\
             Content-Type: text/xml; charset=\"utf-8\"\r\nSOAPAction: \"{urn}#{action}\"\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.host(*port),
            body.len()
        );
        self.page(*port, &request, ANSWER).ok()
    }

    fn line(&self, item: &mut Item, services: &[Service]) {
        let line = services.iter().find(|service| service.kind == Kind::Line);
        let told = line.and_then(|service| self.ask(service, "GetCommonLinkProperties"));
        item.facts.wan_link = told.and_then(|body| soap::link(&body));
    }

    /// Takes the word about the session that stands best; the others are for other things.
    fn sessions(&self, item: &mut Item, services: &[Service]) {
        let of_session = services.iter().filter(|service| service.kind == Kind::Session);
        let told = of_session.take(SESSIONS).filter_map(|service| {
            let session = soap::session(&self.ask(service, "GetStatusInfo")?)?;
            Some((service, session))
        });
        let Some((service, Session { state, error, uptime_s })) =
            told.max_by_key(|(_, session)| rank(session.state))
        else {
            return;
        };
        item.facts.wan_session = Some(state);
        item.facts.wan_error = error;
        item.facts.wan_uptime_s = uptime_s;
        let told = self.ask(service, "GetExternalIPAddress");
        item.facts.external_address = told.and_then(|body| soap::external_address(&body));
    }
}

fn rank(state: WanSession) -> u8 {
    match state {
        WanSession::Connected => 4,
        WanSession::Connecting => 3,
        WanSession::Disconnecting => 2,
        WanSession::Disconnected => 1,
        WanSession::Unknown => 0,
    }
}

#[cfg(test)]
mod tests;
