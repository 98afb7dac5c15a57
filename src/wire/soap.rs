//! What a router's UPnP description offers, and what it answers about its line.
//!
//! Pure. XML without DTDs, few nodes; texts come out cleaned. UPnP Device Architecture 1.1 sections 2 and 3;
//! WANCommonInterfaceConfig:1; WANIPConnection:1; WANPPPConnection:1.

use std::net::IpAddr;

use roxmltree::{Document, Node, ParsingOptions};

use crate::evidence::{WanLink, WanSession};
use crate::wire::{clean, page, ssdp};

/// The most XML nodes that are read of one page.
const NODES: u32 = 4000;
/// The most services that are taken from one description.
const SERVICES: usize = 8;

/// What a service is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The line: `WANCommonInterfaceConfig`.
    Line,
    /// A session with the provider: `WANIPConnection` or `WANPPPConnection`.
    Session,
}

/// A service of the router.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// What it is about.
    pub kind: Kind,
    /// Its full type, which every question repeats.
    pub urn: String,
    /// Where it is asked.
    pub at: ssdp::Page,
}

/// A router's own standing of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The state.
    pub state: WanSession,
    /// The last error, cleaned and cut.
    pub error: Option<String>,
    /// How long it has stood, in seconds.
    pub uptime_s: Option<u64>,
}

/// Lists the services that tell of the line, all of them at the router's own address; nothing where this is
/// no description.
pub fn services(xml: &[u8], router: IpAddr, port: u16) -> Option<Vec<Service>> {
    let text = String::from_utf8_lossy(xml);
    let document = parse(&text)?;
    let base = child_text(document.root_element(), "URLBase");
    let port = base.and_then(|base| ssdp::page(base, router)).map_or(port, |page| page.port);
    let services = document.descendants().filter(|node| node.tag_name().name() == "service");
    let found = services.filter_map(|node| service(node, router, port));
    Some(found.take(SERVICES).collect())
}

fn service(node: Node<'_, '_>, router: IpAddr, port: u16) -> Option<Service> {
    let urn = child_text(node, "serviceType")?;
    let name = urn.strip_prefix("urn:schemas-upnp-org:service:")?;
    let kind = match name.split_once(':')? {
        ("WANCommonInterfaceConfig", _) => Kind::Line,
        ("WANIPConnection" | "WANPPPConnection", _) => Kind::Session,
        _ => return None,
    };
    let control = child_text(node, "controlURL")?;
    let at = if control.contains("://") {
        ssdp::page(control, router)?
    } else {
        let path = format!("/{}", control.trim_start_matches('/'));
        ssdp::is_path(&path).then_some(ssdp::Page { port, path })?
    };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b":-_.".contains(&byte);
    (urn.len() <= 100 && urn.bytes().all(is_plain)).then(|| Service { kind, urn: urn.into(), at })
}

/// Writes the body of a question without arguments.
pub fn question(urn: &str, action: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\r\n<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body>\
         <u:{action} xmlns:u=\"{urn}\"></u:{action}></s:Body></s:Envelope>\r\n"
    )
}

/// Reads the answer to `GetCommonLinkProperties`.
pub fn link(xml: &[u8]) -> Option<WanLink> {
    match value(xml, "NewPhysicalLinkStatus")?.to_ascii_lowercase().as_str() {
        "up" => Some(WanLink::Up),
        "down" => Some(WanLink::Down),
        "initializing" => Some(WanLink::Initializing),
        "unavailable" => Some(WanLink::Unavailable),
        _ => None,
    }
}

/// Reads the answer to `GetStatusInfo`.
pub fn session(xml: &[u8]) -> Option<Session> {
    let state = match value(xml, "NewConnectionStatus")?.to_ascii_lowercase().as_str() {
        "connected" => WanSession::Connected,
        "connecting" | "authenticating" => WanSession::Connecting,
        "disconnecting" | "pendingdisconnect" => WanSession::Disconnecting,
        "disconnected" => WanSession::Disconnected,
        _ => WanSession::Unknown,
    };
    let error = value(xml, "NewLastConnectionError").filter(|error| !error.is_empty());
    let uptime_s = value(xml, "NewUptime").and_then(|uptime| uptime.parse().ok());
    Some(Session { state, error, uptime_s })
}

/// Reads the answer to `GetExternalIPAddress`; routers say 0.0.0.0 where they have none.
pub fn external_address(xml: &[u8]) -> Option<IpAddr> {
    value(xml, "NewExternalIPAddress")?.parse().ok()
}

/// Returns the text of the first element of this name, cleaned and cut.
fn value(xml: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(xml);
    let document = parse(&text)?;
    let node = document.descendants().find(|node| node.tag_name().name() == name)?;
    Some(clean::line(node.text().unwrap_or_default(), page::REMARK))
}

fn parse(text: &str) -> Option<Document<'_>> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let options = ParsingOptions { nodes_limit: NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).ok()
}

fn child_text<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    let child = node.children().find(|child| child.tag_name().name() == name)?;
    child.text().map(str::trim).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn router() -> IpAddr {
        "192.168.1.1".parse().unwrap()
    }

    fn described(kind: &str, control: &str) -> String {
        format!(
            "<root xmlns=\"urn:schemas-upnp-org:device-1-0\"><device><serviceList><service>\
             <serviceType>urn:schemas-upnp-org:service:{kind}</serviceType>\
             <controlURL>{control}</controlURL></service></serviceList></device></root>"
        )
    }

    #[test]
    fn the_services_of_the_line_are_found_at_the_router_only() {
        let of = |kind: &str, control: &str| {
            services(described(kind, control).as_bytes(), router(), 5000).unwrap()
        };
        let found = of("WANPPPConnection:1", "ctl/IPConn");
        assert_eq!(found[0].kind, Kind::Session);
        assert_eq!(found[0].at, ssdp::Page { port: 5000, path: "/ctl/IPConn".into() });
        let absolute = of("WANCommonInterfaceConfig:1", "http://192.168.1.1:49152/c");
        assert_eq!((absolute[0].kind, absolute[0].at.port), (Kind::Line, 49152));
        assert!(of("WANIPConnection:1", "http://203.0.113.9/c").is_empty());
        assert!(of("WANIPConnection:1", "/a b").is_empty());
        assert!(of("Layer3Forwarding:1", "/c").is_empty());
        assert_eq!(services(b"<root", router(), 80), None);
    }

    #[test]
    fn answers_are_read() {
        let up = b"<a><NewPhysicalLinkStatus>Up</NewPhysicalLinkStatus></a>";
        assert_eq!(link(up), Some(WanLink::Up));
        let told = session(
            b"<a><NewConnectionStatus>Disconnected</NewConnectionStatus>\
              <NewLastConnectionError>ERROR_AUTHENTICATION_FAILURE</NewLastConnectionError>\
              <NewUptime>12</NewUptime></a>",
        );
        let expected = Session {
            state: WanSession::Disconnected,
            error: Some("ERROR_AUTHENTICATION_FAILURE".into()),
            uptime_s: Some(12),
        };
        assert_eq!(told, Some(expected));
        let address = |text: &str| {
            let xml = format!("<a><NewExternalIPAddress>{text}</NewExternalIPAddress></a>");
            external_address(xml.as_bytes())
        };
        assert_eq!(address("100.64.1.2"), "100.64.1.2".parse().ok());
        assert_eq!(address("0.0.0.0"), "0.0.0.0".parse().ok());
        assert_eq!(address(""), None);
    }

    #[test]
    fn what_is_hostile_is_no_answer() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\">]><a><NewUptime>&b;</NewUptime></a>";
        assert_eq!(value(bomb.as_bytes(), "NewUptime"), None);
        let deep = "<a>".repeat(5000);
        assert_eq!(value(deep.as_bytes(), "a"), None);
        let escape = "<a><NewConnectionStatus>x</NewConnectionStatus>\
                      <NewLastConnectionError>\u{9b}2J\u{202e}e</NewLastConnectionError></a>";
        assert_eq!(session(escape.as_bytes()).unwrap().error.as_deref(), Some("2Je"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_fine(bytes in any::<Vec<u8>>(), text in any::<String>()) {
            let _ = services(&bytes, router(), 80);
            let _ = (link(&bytes), session(&bytes), external_address(&bytes));
            let inside = described("WANIPConnection:1", &text);
            if let Some(found) = services(inside.as_bytes(), router(), 80) {
                prop_assert!(found.iter().all(|service| ssdp::is_path(&service.at.path)));
            }
            let error = format!("<a><NewConnectionStatus>x</NewConnectionStatus><NewLastConnectionError>{text}</NewLastConnectionError></a>");
            if let Some(told) = session(error.as_bytes()).and_then(|told| told.error) {
                prop_assert!(!told.chars().any(char::is_control) && told.chars().count() <= 200);
            }
        }
    }
}
