//! Checks that fetch pages.

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, bail};
use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::connect;

/// Answers one check.
pub(super) fn answer(check: &str, words: &[&str]) -> Result<bool> {
    match (check, words) {
        ("page", [address, host, path, wanted]) => {
            let to = SocketAddr::new(address.parse()?, 80);
            Ok(page(to, host, path).is_ok_and(|page| page.contains(wanted)))
        }
        ("via", [proxy, host, path, wanted]) => {
            let whole = format!("http://{host}{path}");
            Ok(page(proxy.parse()?, host, &whole).is_ok_and(|page| page.contains(wanted)))
        }
        ("endless", [at, path]) => {
            const MUCH: usize = 4_000_000;
            Ok(flood(at.parse()?, "any", path, Duration::from_secs(4), MUCH)? >= MUCH)
        }
        ("clock", [address, host, hours]) => {
            let hours: i64 = hours.parse()?;
            Ok(ahead(address.parse()?, host)?
                .is_some_and(|ahead| (ahead - hours * 3600).abs() < 60))
        }
        ("speed", [address, least, most]) => {
            let speed = speed(address.parse()?)?;
            println!("{speed:.2} Mbit/s");
            Ok((least.parse()?..=most.parse()?).contains(&speed))
        }
        ("fills", [address, way, least]) => fills(address.parse()?, way, least.parse()?),
        _ => bail!("wrong use: {check} {words:?}"),
    }
}

/// Tells whether load in one direction makes half of all echoes so late, in ms.
fn fills(address: IpAddr, way: &str, least: u128) -> Result<bool> {
    const TIME: Duration = Duration::from_millis(2500);
    let to = SocketAddr::new(address, 80);
    let load = match way {
        "down" => {
            let path = "/__down?bytes=25000000";
            std::thread::spawn(move || flood(to, "speed.cloudflare.com", path, TIME, usize::MAX))
        }
        "up" => std::thread::spawn(move || push(to, TIME)),
        _ => bail!("wrong use: {way}"),
    };
    // The queue needs a moment to fill.
    std::thread::sleep(Duration::from_secs(1));
    let median = super::icmp::median(address)?;
    let moved = load.join().map_err(|_| anyhow!("the load panicked"))??;
    println!("{} ms, {moved} bytes", median.as_millis());
    Ok(median.as_millis() >= least)
}

/// Sends for at most so long; returns how many bytes went.
fn push(to: SocketAddr, time: Duration) -> Result<usize> {
    let mut stream = connect(to)?;
    stream.set_write_timeout(Some(time))?;
    write!(
        stream,
        "POST /__up HTTP/1.1\r\nHost: speed.cloudflare.com\r\nContent-Length: 25000000\r\n\r\n"
    )?;
    let (began, part, mut went) = (Instant::now(), vec![0; 16_384], 0);
    while began.elapsed() < time && went < 24_000_000 {
        went += stream.write(&part)?;
    }
    Ok(went)
}

/// Fetches a page by plain HTTP, head and body.
fn page(to: SocketAddr, host: &str, path: &str) -> std::io::Result<String> {
    let mut stream = connect(to)?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
    let mut page = Vec::new();
    stream.read_to_end(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

/// Returns by how many seconds the `Date` of a host's page is ahead of this computer's clock.
fn ahead(address: IpAddr, host: &str) -> Result<Option<i64>> {
    let Ok(page) = page((address, 80).into(), host, "/") else { return Ok(None) };
    let date = page.lines().find_map(|line| line.strip_prefix("Date: ")).context("no Date")?;
    let date = rfc2822::parse(date)?.timestamp();
    Ok(Some(date.as_second() - Timestamp::now().as_second()))
}

/// Fetches at most so much for at most so long; returns how many bytes came.
fn flood(to: SocketAddr, host: &str, path: &str, time: Duration, most: usize) -> Result<usize> {
    let Ok(mut stream) = connect(to) else { return Ok(0) };
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
    let (began, mut came, mut part) = (Instant::now(), 0, vec![0; 65_536]);
    while began.elapsed() < time && came < most {
        match stream.read(&mut part) {
            Ok(0) | Err(_) => break,
            Ok(length) => came += length,
        }
    }
    Ok(came)
}

/// Returns how fast data comes, in Mbit/s; the first, unsteady part counts too.
fn speed(address: IpAddr) -> Result<f64> {
    let to = SocketAddr::new(address, 80);
    let (began, time) = (Instant::now(), Duration::from_millis(1500));
    let came = flood(to, "speed.cloudflare.com", "/__down?bytes=25000000", time, 25_000_000)?;
    Ok(f64::from(u32::try_from(came)?) * 8.0 / 1e6 / began.elapsed().as_secs_f64())
}
