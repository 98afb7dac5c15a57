//! The small checks of the proofs, run as `lab CHECK ...` inside a place.
//!
//! | check | says yes if |
//! |---|---|
//! | `tcp ADDRESS:PORT` | a connection comes about |
//! | `far ADDRESS:PORT MS` | a connection comes about, and takes at least this long |
//! | `refused ADDRESS:PORT` | the other side refuses the connection |
//! | `dns SERVER NAME [ADDRESS]` | the server has an address for the name (this one) |
//! | `rcode SERVER NAME NUMBER` | the server answers with this response code |
//! | `name NAME` | the C library finds the name, as every program does |
//! | `page ADDRESS HOST PATH WANTED` | the HTTP answer has this in its head or body |
//! | `ping ADDRESS` | it answers an echo |
//! | `hop ADDRESS BY` | a packet to the address that may make one hop is reported by BY |
//!
//! Exit code 0 is yes, 1 is no, 2 is wrong use. `CEKDULU_LAB_WAIT_MS` is how long an answer may take.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs as _, UdpSocket};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use socket2::{Domain, Protocol, Socket, Type};

/// Runs one check, or the servers.
pub(crate) fn main(args: &[String]) -> ExitCode {
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let ended = match words.split_first() {
        Some((&"serve", _)) => crate::serve::run(args.get(1..).unwrap_or_default()),
        Some((check, rest)) => answer(check, rest).map(|yes| ExitCode::from(u8::from(!yes))),
        None => Ok(ExitCode::from(2)),
    };
    ended.unwrap_or_else(|error| {
        eprintln!("lab: {error:#}");
        ExitCode::from(2)
    })
}

/// Answers one check.
fn answer(check: &str, words: &[&str]) -> Result<bool> {
    match (check, words) {
        ("tcp", [to]) => Ok(connect(to.parse()?).is_ok()),
        ("far", [to, ms]) => {
            let began = Instant::now();
            let least = Duration::from_millis(ms.parse()?);
            Ok(connect(to.parse()?).is_ok() && began.elapsed() >= least)
        }
        ("refused", [to]) => {
            Ok(connect(to.parse()?)
                .is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused))
        }
        ("dns", [server, name]) => {
            Ok(ask(server.parse()?, name)?
                .is_some_and(|(code, found)| code == 0 && !found.is_empty()))
        }
        ("dns", [server, name, address]) => {
            let address: IpAddr = address.parse()?;
            Ok(ask(server.parse()?, name)?.is_some_and(|(_, found)| found.contains(&address)))
        }
        ("rcode", [server, name, code]) => {
            let wanted: u8 = code.parse()?;
            Ok(ask(server.parse()?, name)?.is_some_and(|(code, _)| code == wanted))
        }
        ("name", [name]) => Ok((*name, 80).to_socket_addrs().is_ok()),
        ("page", [address, host, path, wanted]) => {
            let page = page(address.parse()?, host, path);
            Ok(page.is_ok_and(|page| page.contains(wanted)))
        }
        ("ping", [to]) => ping(to.parse()?),
        ("hop", [to, by]) => hop(to.parse()?, by.parse()?),
        _ => bail!("wrong use: {check} {words:?}"),
    }
}

/// Returns how long an answer may take.
fn patience() -> Duration {
    let set = std::env::var("CEKDULU_LAB_WAIT_MS").ok().and_then(|ms| ms.parse().ok());
    Duration::from_millis(set.unwrap_or(1000))
}

/// Connects.
fn connect(to: SocketAddr) -> std::io::Result<TcpStream> {
    TcpStream::connect_timeout(&to, patience())
}

/// Fetches a page by plain HTTP, head and body.
fn page(address: IpAddr, host: &str, path: &str) -> std::io::Result<String> {
    let mut stream = connect((address, 80).into())?;
    stream.set_read_timeout(Some(patience()))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
    let mut page = Vec::new();
    stream.read_to_end(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

/// Asks a server for a name's IPv4 address; returns code and addresses, or nothing if none came.
fn ask(server: IpAddr, name: &str) -> Result<Option<(u8, Vec<IpAddr>)>> {
    let any: IpAddr = if server.is_ipv4() { [0; 4].into() } else { [0; 16].into() };
    let socket = UdpSocket::bind((any, 0))?;
    socket.set_read_timeout(Some(patience()))?;
    let mut query = vec![0x4c, 0x41, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    for label in name.split('.') {
        query.push(u8::try_from(label.len()).context("a label is too long")?);
        query.extend(label.as_bytes());
    }
    query.extend([0, 0, 1, 0, 1]);
    let mut reply = [0; 1500];
    let sent = socket.connect((server, 53)).and_then(|()| socket.send(&query));
    let Ok(length) = sent.and_then(|_| socket.recv(&mut reply)) else { return Ok(None) };
    let reply = reply.get(..length).unwrap_or_default();
    let (Some(flags), Some(mut rest)) = (reply.get(3), reply.get(query.len()..)) else {
        return Ok(None);
    };
    let mut found = Vec::new();
    // The lab's servers write each record as a pointer, ten bytes, and an address.
    while let Some((&[a, b, c, d], after)) =
        rest.get(12..).and_then(|data| data.split_first_chunk())
    {
        found.push(IpAddr::from([a, b, c, d]));
        rest = after;
    }
    Ok(Some((flags & 0x0f, found)))
}

/// Opens a raw socket for ICMP; the proofs run as root of the namespace.
fn raw(to: IpAddr) -> Result<Socket> {
    let (domain, protocol) = if to.is_ipv4() {
        (Domain::IPV4, Protocol::ICMPV4)
    } else {
        (Domain::IPV6, Protocol::ICMPV6)
    };
    let socket = Socket::new(domain, Type::RAW, Some(protocol))?;
    socket.set_read_timeout(Some(Duration::from_millis(50)))?;
    Ok(socket)
}

/// Writes an echo request; the checksum is IPv4's, for IPv6 the kernel puts in its own.
fn echo(to: IpAddr) -> Vec<u8> {
    const IDENTIFIER: u16 = 0x4c41;
    const SEQUENCE: u16 = 1;
    let head: u16 = if to.is_ipv4() { 0x0800 } else { 0x8000 };
    // The sum stays below 16 bits, so that nothing is to be carried.
    let checksum = !(head + IDENTIFIER + SEQUENCE);
    [head, checksum, IDENTIFIER, SEQUENCE].iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// Tells whether an address answers an echo.
fn ping(to: IpAddr) -> Result<bool> {
    let wanted = if to.is_ipv4() { 0 } else { 129 };
    exchange(&raw(to)?, to, |from, kind| kind == wanted && from == to)
}

/// Tells whether one address reports the end of a packet to another.
fn hop(to: IpAddr, by: IpAddr) -> Result<bool> {
    let socket = raw(to)?;
    let time_exceeded = if to.is_ipv4() { 11 } else { 3 };
    if to.is_ipv4() {
        socket.set_ttl_v4(1)?;
    } else {
        socket.set_unicast_hops_v6(1)?;
    }
    exchange(&socket, to, |from, kind| kind == time_exceeded && from == by)
}

/// Sends an echo request and looks at what ICMP brings, as long as there is patience.
fn exchange(socket: &Socket, to: IpAddr, wanted: impl Fn(IpAddr, u8) -> bool) -> Result<bool> {
    let began = Instant::now();
    if socket.send_to(&echo(to), &SocketAddr::new(to, 0).into()).is_err() {
        return Ok(false);
    }
    let socket: UdpSocket = socket.try_clone()?.into();
    let mut packet = [0; 1500];
    while began.elapsed() < patience() {
        let Ok((_, from)) = socket.recv_from(&mut packet) else { continue };
        // Raw IPv4 packets come with their header, raw IPv6 ones without.
        let at = if to.is_ipv4() { usize::from(packet[0] & 0x0f) * 4 } else { 0 };
        if packet.get(at).is_some_and(|kind| wanted(from.ip(), *kind)) {
            return Ok(true);
        }
    }
    Ok(false)
}
