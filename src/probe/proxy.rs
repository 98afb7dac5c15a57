//! Each configured proxy: does it take a connection, and does a page come through it?
//!
//! What the setting says is used for connecting and then forgotten: neither the proxy's name nor its address,
//! least of all a password, becomes a fact.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use url::Url;

use crate::evidence::{Item, Status};
use crate::probe::endpoints::{Canary, Secure};
use crate::probe::limit::Limit;
use crate::probe::stream::{self, AGENT, Reply};
use crate::probe::{millis, name, random};
use crate::wire::basic;

/// How much of a body is read, in bytes.
const BODY: usize = 1024;

/// A proxy setting: the variable's name and its value.
#[derive(Clone, PartialEq, Eq)]
pub struct Setting {
    /// The variable's name, such as `https_proxy`.
    pub name: String,
    /// Its value, which may hold a password.
    pub value: String,
}

impl fmt::Debug for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setting").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What is asked for through a proxy.
#[derive(Debug, Clone, Default)]
pub(super) struct Pages {
    /// Pages over plain HTTP.
    pub(super) plain: Vec<Canary>,
    /// Pages over HTTPS, to whose port a tunnel is asked for.
    pub(super) secure: Vec<Secure>,
}

/// How a proxy is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speech {
    /// HTTP.
    Http,
    /// Something that is only tried for a connection: SOCKS, or HTTP inside TLS.
    Other,
}

/// A setting that could be read.
struct Proxy {
    host: String,
    port: u16,
    speech: Speech,
    login: Option<String>,
}

impl Setting {
    fn read(&self) -> Option<Proxy> {
        let value = self.value.trim();
        let full = if value.contains("://") { value.to_owned() } else { format!("http://{value}") };
        let url = Url::parse(&full).ok()?;
        let (speech, standard) = match url.scheme() {
            "http" => (Speech::Http, 80),
            "https" => (Speech::Other, 443),
            "socks" | "socks4" | "socks4a" | "socks5" | "socks5h" => (Speech::Other, 1080),
            _ => return None,
        };
        let host = url.host_str().filter(|host| !host.is_empty())?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let password = url.password().unwrap_or_default();
        let login = (!url.username().is_empty() || !password.is_empty())
            .then(|| basic::authorization(url.username(), password));
        Some(Proxy { host, port: url.port().unwrap_or(standard), speech, login })
    }
}

/// Tries one setting. `got` means that a page came through it, or that a proxy that is not spoken to takes
/// connections; a proxy that answers anything else is odd.
pub(super) fn through(mut item: Item, setting: &Setting, pages: &Pages, limit: &Limit) -> Item {
    let began = Instant::now();
    let Some(proxy) = setting.read() else {
        return odd(item, "setting-unreadable");
    };
    let Ok(addresses) = name::addresses(&proxy.host) else {
        item.status = Status::Unreachable;
        item.facts.remark = Some("name-not-found".into());
        return item;
    };
    let places: Vec<_> =
        addresses.iter().map(|address| SocketAddr::new(*address, proxy.port)).collect();
    if let Err(error) = stream::connect(&places, limit) {
        item.status = stream::status_of(&error);
        item.facts.remark = Some("connect-failed".into());
        return item;
    }
    item.facts.rtt_ms = Some(millis(began.elapsed()));
    item.status = Status::Got;
    if proxy.speech == Speech::Other {
        return item;
    }
    // One vendor's page may fail by itself.
    // Behind a tunnel's answer comes what the far end says, which is nothing until it is asked.
    let (requests, body) = if setting.name.eq_ignore_ascii_case("https_proxy") {
        (proxy.tunnels(pages), 0)
    } else {
        (proxy.pages(pages), BODY)
    };
    for (request, is_good) in requests {
        match ask(&places, (&request, body), limit) {
            Ok(reply) if is_good(&reply) => {
                item.status = Status::Got;
                item.facts.http_status = Some(reply.head.status);
                item.facts.remark = None;
                return item;
            }
            Ok(reply) => {
                item.facts.http_status = Some(reply.head.status);
                item = odd(item, "page-differs");
            }
            Err(error) => {
                item.status = stream::status_of(&error);
                item.facts.remark = Some("page-missing".into());
            }
        }
    }
    item
}

fn odd(mut item: Item, word: &str) -> Item {
    item.status = Status::Odd;
    item.facts.remark = Some(word.to_owned());
    item
}

fn ask(places: &[SocketAddr], (request, body): (&str, usize), limit: &Limit) -> io::Result<Reply> {
    let mut tcp = stream::connect(places, limit)?;
    stream::exchange(&mut tcp, request.as_bytes(), body)
}

/// A request and whether its answer is the right one.
type Request = (String, Box<dyn Fn(&Reply) -> bool>);

impl Proxy {
    /// Asks for each page by its full address: RFC 9112 section 3.2.2.
    fn pages(&self, pages: &Pages) -> Vec<Request> {
        let request = |row: &Canary| -> Request {
            let target = format!("{}?{:016x}", row.url(), random());
            let (status, body) = (row.status, row.body.clone());
            let is_good = move |reply: &Reply| {
                reply.head.status == status && reply.body.trim_ascii_end() == body.as_bytes()
            };
            (self.request("GET", &target, &row.host), Box::new(is_good))
        };
        pages.plain.iter().take(2).map(request).collect()
    }

    /// Asks for a tunnel to each page's host: RFC 9110 section 9.3.6.
    fn tunnels(&self, pages: &Pages) -> Vec<Request> {
        let request = |row: &Secure| -> Request {
            let place = format!("{}:{}", row.host, row.port);
            let is_good = |reply: &Reply| (200..300).contains(&reply.head.status);
            (self.request("CONNECT", &place, &place), Box::new(is_good))
        };
        pages.secure.iter().take(2).map(request).collect()
    }

    fn request(&self, method: &str, target: &str, host: &str) -> String {
        let login = self.login.as_ref();
        let login = login.map(|login| format!("Proxy-Authorization: {login}\r\n"));
        format!(
            "{method} {target} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {AGENT}\r\n\
             Cache-Control: no-cache\r\n{}Connection: close\r\n\r\n",
            login.unwrap_or_default()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Id;
    use crate::probe::testing::{self, Web};
    use std::time::Duration;

    fn ask_as(name: &str, value: &str) -> Item {
        let setting = Setting { name: name.into(), value: value.into() };
        let pages = Pages {
            plain: vec![testing::canary(80)],
            secure: crate::probe::endpoints::Endpoints::builtin().secure.clone(),
        };
        let limit = Limit::after(Duration::from_millis(800));
        through(Item::new(Id::Proxy, Status::NotRun), &setting, &pages, &limit)
    }

    fn at(behaviour: Web) -> String {
        format!("http://user:hidden%40word@127.0.0.1:{}/", testing::web(behaviour))
    }

    #[test]
    fn a_proxy_that_passes_pages_is_got_and_its_setting_is_not_told() {
        let item = ask_as("http_proxy", &at(Web::Answer("200 OK", "", "exact")));
        assert_eq!((item.status, item.facts.http_status), (Status::Got, Some(200)));
        let facts = serde_json::to_string(&item.facts).unwrap();
        assert!(!facts.contains("127.0.0.1") && !facts.contains("hidden"), "{facts}");
        let tunnel = ask_as("HTTPS_PROXY", &at(Web::Answer("200 OK", "", "")));
        assert_eq!(tunnel.status, Status::Got);
    }

    #[test]
    fn each_way_to_fail_has_its_status() {
        let refused = ask_as("http_proxy", &format!("127.0.0.1:{}", testing::closed_port()));
        assert_eq!((refused.status, refused.facts.http_status), (Status::Refused, None));
        let login = "407 Proxy Authentication Required";
        let login = ask_as("all_proxy", &at(Web::Answer(login, "", "")));
        assert_eq!((login.status, login.facts.http_status), (Status::Odd, Some(407)));
        let denied = ask_as("https_proxy", &at(Web::Answer("403 Forbidden", "", "")));
        assert_eq!((denied.status, denied.facts.http_status), (Status::Odd, Some(403)));
        assert_eq!(ask_as("http_proxy", &at(Web::Silent)).status, Status::Timeout);
        assert_eq!(ask_as("http_proxy", &at(Web::TricklingHeaders)).status, Status::Timeout);
        assert_eq!(ask_as("http_proxy", &at(Web::Endless)).status, Status::Odd);
        for value in ["", "http://", "ftp://x", "http://a b", "\u{1b}[2J"] {
            let item = ask_as("http_proxy", value);
            assert!(!matches!(item.status, Status::Got | Status::NotRun), "{value}: {item:?}");
        }
    }

    #[test]
    fn what_is_not_spoken_to_is_only_tried_for_a_connection() {
        let port = testing::web(Web::Silent);
        let item = ask_as("all_proxy", &format!("socks5h://127.0.0.1:{port}"));
        assert_eq!((item.status, item.facts.http_status), (Status::Got, None));
    }

    #[test]
    fn a_setting_is_never_printed() {
        let setting = Setting { name: "http_proxy".into(), value: "http://a:secret@b".into() };
        assert!(!format!("{setting:?}").contains("secret"));
    }
}
