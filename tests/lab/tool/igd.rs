//! Checks that ask a router about its line, as the `UPnP` standards have it.

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, SocketAddr, UdpSocket};

use anyhow::{Context as _, Result, bail};

/// The device that is searched for.
const DEVICE: &str = "urn:schemas-upnp-org:device:InternetGatewayDevice:1";

/// Answers one check.
pub(super) fn answer(check: &str, words: &[&str]) -> Result<bool> {
    match (check, words) {
        ("ssdp", [router, wanted]) => {
            Ok(search(router.parse()?)?.is_some_and(|reply| reply.contains(wanted)))
        }
        ("igd", [router, link, session]) => says(router.parse()?, link, session),
        _ => bail!("wrong use: {check} {words:?}"),
    }
}

/// Searches for a router's description; returns its answer.
fn search(router: IpAddr) -> Result<Option<String>> {
    let socket = UdpSocket::bind("0.0.0.0:0")?;
    socket.set_read_timeout(Some(super::patience()))?;
    let search = format!(
        "M-SEARCH * HTTP/1.1\r\nHOST: {router}:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: {DEVICE}\r\n\r\n"
    );
    socket.send_to(search.as_bytes(), (router, 1900))?;
    let mut reply = [0; 2048];
    let length = socket.recv(&mut reply).ok();
    let reply = length.and_then(|length| reply.get(..length));
    Ok(reply.map(|reply| String::from_utf8_lossy(reply).into_owned()))
}

/// Tells whether the router says these two words of its line and its session.
fn says(router: IpAddr, link: &str, session: &str) -> Result<bool> {
    let Some(reply) = search(router)? else { return Ok(false) };
    let location = reply.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case("location").then(|| value.trim())
    });
    let location = location.context("no location")?.strip_prefix("http://").context("no http")?;
    let (host, path) = location.split_once('/').context("no path")?;
    let host: SocketAddr = host.parse()?;
    let description = http(host, &format!("GET /{path} HTTP/1.1\r\n"), "")?;
    let ask = |service: &str, action: &str| {
        let (_, rest) = description.split_once(service).context("no such service")?;
        let (_, rest) = rest.split_once("<controlURL>").context("no place to ask")?;
        let (path, _) = rest.split_once('<').context("no end")?;
        let body = format!(
            "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body>\
             <u:{action} xmlns:u=\"{service}\"></u:{action}></s:Body></s:Envelope>"
        );
        let head = format!(
            "POST {path} HTTP/1.1\r\nSOAPAction: \"{service}#{action}\"\r\n\
             Content-Type: text/xml; charset=\"utf-8\"\r\n"
        );
        http(host, &head, &body)
    };
    let common = "urn:schemas-upnp-org:service:WANCommonInterfaceConfig:1";
    let said = ask(common, "GetCommonLinkProperties")?;
    let about = ask("urn:schemas-upnp-org:service:WANIPConnection:1", "GetStatusInfo")?;
    let part = |text: &str, name: &str| {
        let (_, rest) = text.split_once(&format!("<{name}>"))?;
        Some(rest.split('<').next().unwrap_or_default().to_owned())
    };
    let word = part(&said, "NewPhysicalLinkStatus").context("no word about the link")?;
    let other = part(&about, "NewConnectionStatus").context("no word about the session")?;
    println!("{word} {other}");
    Ok(word == link && other == session)
}

/// Asks by HTTP; `head` is the beginning of the head.
fn http(host: SocketAddr, head: &str, body: &str) -> Result<String> {
    let mut stream = super::connect(host)?;
    let length = body.len();
    write!(
        stream,
        "{head}Host: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    )?;
    let mut page = Vec::new();
    stream.read_to_end(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
