//! A router that tells of its line over `UPnP`: discovery over UDP, a description, and two questions.
//!
//! As much of `UPnP` Internet Gateway Device:1 as a client needs that asks about the line.

use std::net::{SocketAddr, TcpStream, UdpSocket};

use anyhow::{Context as _, Result};

use super::http::{self, Answer};

/// The port of discovery (`UPnP` Device Architecture 1.0, section 1.2).
const DISCOVERY: u16 = 1900;

/// What the router says.
#[derive(Debug, Clone)]
struct Word {
    /// `PhysicalLinkStatus`.
    link: String,
    /// `ConnectionStatus`.
    session: String,
    /// `LastConnectionError`.
    error: String,
}

/// Answers at the address and at its discovery port; `word` is `LINK,SESSION,ERROR`. The errors
/// `+HOSTILE` and `+MALFORMED` are full of what steers a terminal; no reader of XML need understand the second.
pub(super) fn serve(word: &str, address: SocketAddr) -> Result<()> {
    let mut words = word.splitn(3, ',').map(str::to_owned);
    let mut next = || words.next().context("LINK,SESSION,ERROR");
    let mut word = Word { link: next()?, session: next()?, error: next()? };
    let steers = word.error.starts_with('+');
    // What XML allows steers terminals too; the escape itself it does not allow.
    match word.error.as_str() {
        "+HOSTILE" => word.error = format!("ERROR\u{9b}2J\u{7f}\u{202e}{}", "x".repeat(900)),
        "+MALFORMED" => "ERROR\u{1b}]0;owned\u{7}\u{1b}[2J".clone_into(&mut word.error),
        _ => {}
    }
    super::listen(address, move |stream| answer(stream, &word))?;
    let server =
        if steers { "x\u{1b}[31mMASUK\u{1b}]0;owned\u{7}\u{9b}2J" } else { "Lab/1 UPnP/1.0" };
    announce(&format!("http://{address}/igd.xml"), server, address.ip().into())
}

/// Answers discovery at an address with a location that is somewhere else.
pub(super) fn elsewhere(location: &str, address: SocketAddr) -> Result<()> {
    announce(location, "Lab/1 UPnP/1.0", Port(address))
}

/// Where discovery is answered.
struct Port(SocketAddr);

impl From<std::net::IpAddr> for Port {
    fn from(address: std::net::IpAddr) -> Self {
        Self(SocketAddr::new(address, DISCOVERY))
    }
}

/// Answers every search with the location.
fn announce(location: &str, server: &str, Port(address): Port) -> Result<()> {
    let socket = UdpSocket::bind(address)?;
    let (location, server) = (location.to_owned(), server.to_owned());
    std::thread::spawn(move || {
        let mut search = [0; 2048];
        loop {
            let Ok((length, client)) = socket.recv_from(&mut search) else { continue };
            let text = String::from_utf8_lossy(search.get(..length).unwrap_or_default());
            if !text.starts_with("M-SEARCH") {
                continue;
            }
            let wanted = text.lines().find_map(|line| {
                let (key, value) = line.split_once(':')?;
                key.eq_ignore_ascii_case("st").then(|| value.trim().to_owned())
            });
            let target = wanted.unwrap_or_else(|| "upnp:rootdevice".to_owned());
            let reply = format!(
                "HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=120\r\nST: {target}\r\n\
                 USN: uuid:2f402f80-da50-11e1-9b23-001788255acc::{target}\r\nEXT:\r\n\
                 SERVER: {server}\r\nLOCATION: {location}\r\n\r\n"
            );
            let _ = socket.send_to(reply.as_bytes(), client);
        }
    });
    Ok(())
}

/// Answers one request over HTTP.
fn answer(mut stream: TcpStream, word: &Word) -> std::io::Result<()> {
    let Some(request) = http::read(&mut stream)? else { return Ok(()) };
    let said = |action: &str, service: &str, pairs: &[(&str, &str)]| {
        let pairs = pairs.iter().map(|(key, value)| format!("<{key}>{value}</{key}>"));
        let inner = pairs.collect::<Vec<_>>().concat();
        Answer::page(
            200,
            format!(
                "{ENVELOPE}<u:{action}Response xmlns:u=\"{SERVICE}{service}\">{inner}</u:{action}Response></s:Body></s:Envelope>\r\n"
            ),
        )
    };
    let asks = |action: &str| request.body.contains(action);
    let reply = match request.path.as_str() {
        "/igd.xml" => Answer::page(200, description()),
        "/ctl/common" if asks("GetCommonLinkProperties") => said(
            "GetCommonLinkProperties",
            "WANCommonInterfaceConfig:1",
            &[
                ("NewWANAccessType", "Ethernet"),
                ("NewLayer1UpstreamMaxBitRate", "50000000"),
                ("NewLayer1DownstreamMaxBitRate", "100000000"),
                ("NewPhysicalLinkStatus", &word.link),
            ],
        ),
        "/ctl/ip" if asks("GetStatusInfo") => said(
            "GetStatusInfo",
            "WANIPConnection:1",
            &[
                ("NewConnectionStatus", &word.session),
                ("NewLastConnectionError", &word.error),
                ("NewUptime", if word.session == "Connected" { "86400" } else { "0" }),
            ],
        ),
        "/ctl/ip" if asks("GetExternalIPAddress") => {
            let outside = if word.session == "Connected" { "100.64.12.34" } else { "0.0.0.0" };
            let pairs = [("NewExternalIPAddress", outside)];
            said("GetExternalIPAddress", "WANIPConnection:1", &pairs)
        }
        _ => Answer::page(404, "not here\n"),
    };
    reply.write(&mut stream)
}

/// The beginning of every answer (SOAP 1.1).
const ENVELOPE: &str = "<?xml version=\"1.0\"?>\r\n<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body>";

/// The beginning of a service's name.
const SERVICE: &str = "urn:schemas-upnp-org:service:";

/// Describes the device, and the devices in it, each with its service.
fn description() -> String {
    let service = |kind: &str, path: &str| {
        format!(
            "<serviceList><service><serviceType>{SERVICE}{kind}:1</serviceType>\
             <serviceId>urn:upnp-org:serviceId:{kind}</serviceId><controlURL>{path}</controlURL>\
             <eventSubURL>/evt</eventSubURL><SCPDURL>/scpd.xml</SCPDURL></service></serviceList>"
        )
    };
    let device = |kind: &str, inner: String| {
        format!(
            "<device><deviceType>urn:schemas-upnp-org:device:{kind}:1</deviceType>\
             <friendlyName>Lab</friendlyName>{inner}</device>"
        )
    };
    let line = service("WANCommonInterfaceConfig", "/ctl/common");
    let session = device("WANConnectionDevice", service("WANIPConnection", "/ctl/ip"));
    let outside = device("WANDevice", format!("{line}<deviceList>{session}</deviceList>"));
    let root = device("InternetGatewayDevice", format!("<deviceList>{outside}</deviceList>"));
    format!(
        "<?xml version=\"1.0\"?>\r\n<root xmlns=\"urn:schemas-upnp-org:device-1-0\">\
         <specVersion><major>1</major><minor>0</minor></specVersion>{root}</root>\r\n"
    )
}
