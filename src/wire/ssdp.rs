//! The question to a router whether it speaks UPnP, and where it says that its description is.
//!
//! Pure. The description is believed only at the router's own address: a reply that points elsewhere could
//! send this program to anybody. UPnP Device Architecture 1.1 section 1.3.

use std::net::IpAddr;

use crate::wire::http::Head;

/// Where routers listen for the question: UPnP Device Architecture 1.1 section 1.3.2.
pub const PORT: u16 = 1900;
/// What kind of device is asked for; later versions answer to the first one as well.
const KIND: &str = "urn:schemas-upnp-org:device:InternetGatewayDevice:1";
/// The longest path that is asked for, in bytes.
const PATH: usize = 512;

/// A page on the router.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The TCP port.
    pub port: u16,
    /// The path, with its slash.
    pub path: String,
}

/// Why a reply leads to no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Bad {
    /// It is no reply to such a question.
    #[error("not an answer to the question")]
    Foreign,
    /// It points to another address than the router's own.
    #[error("points to another address")]
    Elsewhere,
}

/// Writes the question, which goes to one address only.
pub fn search(to: IpAddr) -> String {
    format!(
        "M-SEARCH * HTTP/1.1\r\nHOST: {to}:{PORT}\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: {KIND}\r\n\r\n"
    )
}

/// Reads where the router's description is.
///
/// # Errors
///
/// [`Bad::Foreign`] for what must be ignored, [`Bad::Elsewhere`] for a place that is not the router's.
pub fn location(reply: &[u8], router: IpAddr) -> Result<Page, Bad> {
    let head = Head::parse(reply).ok().flatten().ok_or(Bad::Foreign)?;
    if head.status != 200 {
        return Err(Bad::Foreign);
    }
    page(head.field("location").ok_or(Bad::Foreign)?, router).ok_or(Bad::Elsewhere)
}

/// Reads a page's full address; nothing unless it is plain HTTP at the router's own literal address.
pub fn page(url: &str, router: IpAddr) -> Option<Page> {
    let (scheme, rest) = url.trim().split_once("://")?;
    let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(at)?;
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
        Some(_) | None => (authority, 80),
    };
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let is_own = scheme.eq_ignore_ascii_case("http") && host.parse() == Ok(router) && port > 0;
    let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    (is_own && is_path(&path)).then_some(Page { port, path })
}

/// Tells whether this may stand in a request line.
pub fn is_path(path: &str) -> bool {
    path.starts_with('/') && path.len() <= PATH && path.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ROUTER: &str = "192.168.1.1";

    fn router() -> IpAddr {
        ROUTER.parse().unwrap()
    }

    fn reply(location: &str) -> Vec<u8> {
        format!("HTTP/1.1 200 OK\r\nST: {KIND}\r\nLocation: {location}\r\n\r\n").into_bytes()
    }

    #[test]
    fn the_routers_own_page_is_taken() {
        let page = |port, path: &str| Ok(Page { port, path: path.into() });
        let at = |url| location(&reply(url), router());
        assert_eq!(at("http://192.168.1.1:5000/rootDesc.xml"), page(5000, "/rootDesc.xml"));
        assert_eq!(at("HTTP://192.168.1.1"), page(80, "/"));
        assert_eq!(at("http://192.168.1.1?a=b"), page(80, "/?a=b"));
    }

    #[test]
    fn any_other_place_is_refused() {
        for url in [
            "http://192.168.1.2/x",
            "https://192.168.1.1/x",
            "http://router.lan/x",
            "http://192.168.1.1@evil.example/x",
            "http://evil.example:80/192.168.1.1",
            "http://192.168.1.1:0/x",
            "http://192.168.1.1:99999/x",
            "http://192.168.1.1/\u{1b}[2J",
            "http://192.168.1.1/a b",
            "file:///etc/passwd",
            "",
        ] {
            assert_eq!(location(&reply(url), router()), Err(Bad::Elsewhere), "{url}");
        }
        assert_eq!(location(b"NOTIFY * HTTP/1.1\r\n\r\n", router()), Err(Bad::Foreign));
        assert_eq!(location(b"HTTP/1.1 404 no\r\n\r\n", router()), Err(Bad::Foreign));
        assert_eq!(location(b"HTTP/1.1 200 OK\r\n\r\n", router()), Err(Bad::Foreign));
    }

    #[test]
    fn the_question_names_its_one_receiver() {
        assert!(search(router()).contains("HOST: 192.168.1.1:1900\r\n"));
    }

    proptest! {
        #[test]
        fn any_reply_is_fine(bytes in any::<Vec<u8>>(), url in any::<String>()) {
            let _ = location(&bytes, router());
            if let Ok(page) = location(&reply(&url), router()) {
                prop_assert!(is_path(&page.path));
            }
        }

        #[test]
        fn whatever_follows_the_address_the_host_stays(tail in "[ -~]{0,40}") {
            if let Some(found) = page(&format!("http://{ROUTER}{tail}"), router()) {
                prop_assert!(is_path(&found.path) && found.port > 0);
                prop_assert!(tail.is_empty() || tail.trim().is_empty() || tail.starts_with(['/', '?', '#', ':', ' ']));
            }
        }
    }
}
