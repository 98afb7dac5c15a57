//! Checks that ask for names.

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, UdpSocket};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// Answers one check.
pub(super) fn answer(check: &str, words: &[&str]) -> Result<bool> {
    match (check, words) {
        ("dns", [server, name]) => Ok(has(server, name)?),
        ("dns", [server, name, address]) => {
            let address: IpAddr = address.parse()?;
            Ok(ask(server.parse()?, name)?.is_some_and(|(_, found)| found.contains(&address)))
        }
        ("rcode", [server, name, code]) => {
            let wanted: u8 = code.parse()?;
            Ok(ask(server.parse()?, name)?.is_some_and(|(code, _)| code == wanted))
        }
        ("dns-late", [server, name, ms]) => {
            let began = Instant::now();
            Ok(has(server, name)? && began.elapsed() >= Duration::from_millis(ms.parse()?))
        }
        ("trickles", [server, name]) => trickles(server.parse()?, name),
        _ => bail!("wrong use: {check} {words:?}"),
    }
}

/// Tells whether the server has an address for the name.
fn has(server: &str, name: &str) -> Result<bool> {
    Ok(ask(server.parse()?, name)?.is_some_and(|(code, found)| code == 0 && !found.is_empty()))
}

/// Writes the question for a name's IPv4 address.
fn question(name: &str) -> Result<Vec<u8>> {
    let mut query = vec![0x4c, 0x41, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    for label in name.split('.') {
        query.push(u8::try_from(label.len()).context("a label is too long")?);
        query.extend(label.as_bytes());
    }
    query.extend([0, 0, 1, 0, 1]);
    Ok(query)
}

/// Sends a question over UDP; returns the reply, or nothing if none came.
fn exchange(server: IpAddr, query: &[u8]) -> Result<Option<Vec<u8>>> {
    let any: IpAddr = if server.is_ipv4() { [0; 4].into() } else { [0; 16].into() };
    let socket = UdpSocket::bind((any, 0))?;
    socket.set_read_timeout(Some(super::patience()))?;
    let mut reply = [0; 1500];
    let sent = socket.connect((server, 53)).and_then(|()| socket.send(query));
    let length = sent.and_then(|_| socket.recv(&mut reply)).ok();
    Ok(length.and_then(|length| reply.get(..length)).map(<[u8]>::to_vec))
}

/// Asks a server for a name's IPv4 address; returns code and addresses, or nothing if none came.
fn ask(server: IpAddr, name: &str) -> Result<Option<(u8, Vec<IpAddr>)>> {
    let query = question(name)?;
    let Some(reply) = exchange(server, &query)? else { return Ok(None) };
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

/// Tells whether a server sends its clients to TCP and has no whole answer for them there in two seconds.
fn trickles(server: IpAddr, name: &str) -> Result<bool> {
    const TRUNCATED: u8 = 0x02;
    let query = question(name)?;
    let reply = exchange(server, &query)?;
    let flags = reply.and_then(|reply| reply.get(2).copied()).unwrap_or_default();
    if flags & TRUNCATED == 0 {
        return Ok(false);
    }
    let Ok(mut stream) = super::connect((server, 53).into()) else { return Ok(false) };
    let length = u16::try_from(query.len())?.to_be_bytes();
    stream.write_all(&[&length[..], &query].concat())?;
    stream.set_read_timeout(Some(Duration::from_millis(100)))?;
    let (began, mut came) = (Instant::now(), 0);
    while began.elapsed() < Duration::from_secs(2) {
        came += stream.read(&mut [0; 512]).unwrap_or_default();
    }
    Ok((1..12).contains(&came))
}
