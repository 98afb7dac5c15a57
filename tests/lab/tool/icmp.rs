//! Checks that send echoes; the proofs run as root of the namespace.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use socket2::{Domain, Protocol, Socket, Type};

/// How many echoes a series for loss has.
const SERIES: u16 = 200;
/// How far they are apart.
const APART: Duration = Duration::from_millis(5);

/// When a packet is sent again: once their first few are used up, perhaps by what ran before, kernels report
/// at most every other second to each address that there is no way (`ip_error` and then `icmp_send` each take
/// a second from the same count).
const AGAIN: Duration = Duration::from_millis(2200);
/// How often at most.
const TRIES: u32 = 5;

/// Answers one check.
pub(super) fn answer(check: &str, words: &[&str]) -> Result<bool> {
    match (check, words) {
        ("ping", [to]) => ping(to.parse()?),
        ("size", [to, bytes]) => size(to.parse()?, bytes.parse()?),
        ("hop", [to, by]) => hop(to.parse()?, by.parse()?, (1, [11, 3])),
        ("hop", [to, by, hops]) => hop(to.parse()?, by.parse()?, (hops.parse()?, [11, 3])),
        ("nowhere", [to, by]) => hop(to.parse()?, by.parse()?, (64, [3, 1])),
        ("loses", [to, least, most]) => {
            let times = series(to.parse()?)?;
            let lost = usize::from(SERIES) - times.len();
            println!("{lost} of {SERIES}");
            Ok((least.parse()?..=most.parse()?).contains(&lost))
        }
        ("varies", [to, least, most]) => {
            let mut times = series(to.parse()?)?;
            times.sort_unstable();
            let median = times.get(times.len() / 2).copied().unwrap_or_default();
            let above = median.saturating_sub(times.first().copied().unwrap_or_default());
            println!("{} ms", above.as_millis());
            Ok((least.parse()?..=most.parse()?).contains(&above.as_millis()))
        }
        _ => bail!("wrong use: {check} {words:?}"),
    }
}

/// Returns the median round trip of a series; one that is lost counts as the longest.
pub(super) fn median(to: IpAddr) -> Result<Duration> {
    let mut times = series(to)?;
    times.sort_unstable();
    Ok(times.get(usize::from(SERIES / 2)).copied().unwrap_or(Duration::MAX))
}

/// Opens a raw socket for ICMP.
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

/// Returns what tells this process's echoes from those of others.
fn identifier() -> u16 {
    u16::try_from(std::process::id() & 0x7fff).unwrap_or_default() | 0x8000
}

/// Writes an echo request; the checksum is IPv4's, for IPv6 the kernel puts in its own.
fn echo(to: IpAddr, sequence: u16) -> Vec<u8> {
    let head: u16 = if to.is_ipv4() { 0x0800 } else { 0x8000 };
    let sum = u32::from(head) + u32::from(identifier()) + u32::from(sequence);
    let folded = u16::try_from((sum & 0xffff) + (sum >> 16)).unwrap_or_default();
    let words = [head, !folded, identifier(), sequence];
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// Tells whether an address answers an echo.
fn ping(to: IpAddr) -> Result<bool> {
    let wanted = if to.is_ipv4() { 0 } else { 129 };
    let socket = raw(to)?;
    exchange(&socket, to, &echo(to, 1), |from, kind| kind == wanted && from == to)
}

/// Tells whether an address answers an echo of so many bytes, with its head, that may not be taken apart.
fn size(to: IpAddr, bytes: u16) -> Result<bool> {
    let IpAddr::V4(address) = to else { bail!("IPv4 only") };
    let socket = raw(to)?;
    socket.set_header_included_v4(true)?;
    let mut packet = vec![0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, 1, 0, 0, 0, 0, 0, 0];
    packet.extend(address.octets());
    packet.extend(echo(to, 1));
    packet.resize(usize::from(bytes), 0);
    if let Some(length) = packet.get_mut(2..4) {
        length.copy_from_slice(&bytes.to_be_bytes());
    }
    exchange(&socket, to, &packet, |from, kind| kind == 0 && from == to)
}

/// Tells whether one address reports, with this type of message (IPv4's and IPv6's), the end of a packet that
/// may make so many hops.
fn hop(to: IpAddr, by: IpAddr, (hops, kinds): (u8, [u8; 2])) -> Result<bool> {
    let socket = raw(to)?;
    let wanted = if to.is_ipv4() { kinds[0] } else { kinds[1] };
    if to.is_ipv4() {
        socket.set_ttl_v4(hops.into())?;
    } else {
        socket.set_unicast_hops_v6(hops.into())?;
    }
    exchange(&socket, to, &echo(to, 1), |from, kind| kind == wanted && from == by)
}

/// Sends a packet, and sends it again, and looks at what ICMP brings, as long as there is patience.
fn exchange(
    socket: &Socket,
    to: IpAddr,
    packet: &[u8],
    wanted: impl Fn(IpAddr, u8) -> bool,
) -> Result<bool> {
    // Where an answer must come, several packets may have to be sent for it.
    let patience = super::patience();
    let patience = if patience > AGAIN { AGAIN * TRIES } else { patience };
    let (began, mut sent) = (Instant::now(), 0);
    let receiver: UdpSocket = socket.try_clone()?.into();
    let mut came = [0; 2048];
    while began.elapsed() < patience {
        if began.elapsed() >= AGAIN * sent {
            sent += 1;
            if socket.send_to(packet, &SocketAddr::new(to, 0).into()).is_err() {
                return Ok(false);
            }
        }
        let Ok((_, from)) = receiver.recv_from(&mut came) else { continue };
        let at = head(to, &came);
        let Some(&[kind, _, _, _, a, b]) = came.get(at..at + 6) else { continue };
        // Other proofs run at the same time: only an answer to this one's echo is one.
        let is_own = ![0, 129].contains(&kind) || u16::from_be_bytes([a, b]) == identifier();
        if is_own && wanted(from.ip(), kind) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns where ICMP begins: raw IPv4 packets come with their head, raw IPv6 ones without.
fn head(to: IpAddr, packet: &[u8]) -> usize {
    let first = packet.first().copied().unwrap_or_default();
    if to.is_ipv4() { usize::from(first & 0x0f) * 4 } else { 0 }
}

/// Sends echoes evenly over a second; returns the round trips of those that were answered.
fn series(to: IpAddr) -> Result<Vec<Duration>> {
    let wanted = if to.is_ipv4() { 0 } else { 129 };
    let socket = raw(to)?;
    let receiver: UdpSocket = socket.try_clone()?.into();
    let began = Instant::now();
    let end = APART * u32::from(SERIES) + Duration::from_secs(1);
    let (mut sent, mut times, mut packet) = (0_u16, Vec::new(), [0; 2048]);
    while began.elapsed() < end && times.len() < usize::from(SERIES) {
        let due = APART * u32::from(sent);
        if sent < SERIES && began.elapsed() >= due {
            sent += 1;
            let _ = socket.send_to(&echo(to, sent), &SocketAddr::new(to, 0).into());
            continue;
        }
        let wait = if sent < SERIES { due.saturating_sub(began.elapsed()) } else { APART };
        receiver.set_read_timeout(Some(wait.max(Duration::from_micros(100))))?;
        let Ok((_, from)) = receiver.recv_from(&mut packet) else { continue };
        let at = head(to, &packet);
        let Some(&[kind, _, _, _, a, b, c, d]) = packet.get(at..at + 8) else { continue };
        let (whose, which) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
        if kind == wanted && from.ip() == to && whose == identifier() && which > 0 {
            times.push(began.elapsed().saturating_sub(APART * u32::from(which - 1)));
        }
    }
    Ok(times)
}
