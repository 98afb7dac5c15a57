//! The small checks of the proofs, run as `lab CHECK ...` inside a place.
//!
//! | check | says yes if |
//! |---|---|
//! | `tcp ADDRESS:PORT` | a connection comes about |
//! | `far ADDRESS:PORT MS` | a connection comes about, and takes at least this long |
//! | `refused ADDRESS:PORT` | the other side refuses the connection |
//! | `dns SERVER NAME [ADDRESS]` | the server has an address for the name (this one) |
//! | `rcode SERVER NAME NUMBER` | the server answers with this response code |
//! | `dns-late SERVER NAME MS` | the server has an address for the name, and takes at least this long |
//! | `trickles SERVER NAME` | the server answers "ask over TCP", and there no answer is whole in 2 s |
//! | `name NAME` | the C library finds the name, as every program does |
//! | `page ADDRESS HOST PATH WANTED` | the HTTP answer has this in its head or body |
//! | `endless ADDRESS:PORT PATH` | the HTTP answer is over 4 MB long |
//! | `tls ADDRESS HOST WORD` | the handshake on port 443 ends as `trusted`, `stranger`, `early`, `expired` or `failed` |
//! | `clock ADDRESS HOST HOURS` | the `Date` of the HTTP answer is ahead by so much, to a minute |
//! | `via PROXY:PORT HOST PATH WANTED` | the proxy's answer for the page has this in its head or body |
//! | `speed ADDRESS LEAST MOST` | so many Mbit/s come from there |
//! | `fills ADDRESS WAY LEAST` | under 2.5 s of load (`down` or `up`) half of all echoes are so many ms late |
//! | `igd ROUTER LINK SESSION` | the router says this of its line over `UPnP` |
//! | `ssdp ROUTER WANTED` | its answer to a search has this in it |
//! | `ping ADDRESS` | it answers an echo |
//! | `size ADDRESS BYTES` | it answers an echo of so many bytes that nobody may take apart |
//! | `hop ADDRESS BY [HOPS]` | a packet to the address that may make so many hops (one) is reported by BY |
//! | `nowhere ADDRESS BY` | BY reports that there is no way to the address |
//! | `loses ADDRESS LEAST MOST` | of 200 echoes so many stay unanswered |
//! | `varies ADDRESS LEAST MOST` | of the round trips in a second the median is so many ms above the least |
//!
//! Exit code 0 is yes, 1 is no, 2 is wrong use. `CEKDULU_LAB_WAIT_MS` is how long an answer may take.
//!
//! Beside them `measure FILE COMMAND...` runs a command and writes how many microseconds and KiB it took.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs as _};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

mod dns;
mod icmp;
mod igd;
mod measure;
mod tls;
mod web;

/// Runs one check, or the servers, or a command under measurement.
pub(crate) fn main(args: &[String]) -> ExitCode {
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let ended = match words.split_first() {
        Some((&"serve", _)) => crate::serve::run(args.get(1..).unwrap_or_default()),
        Some((&"measure", rest)) => measure::run(rest),
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
        ("name", [name]) => Ok((*name, 80).to_socket_addrs().is_ok()),
        ("dns" | "rcode" | "dns-late" | "trickles", _) => dns::answer(check, words),
        ("page" | "endless" | "clock" | "via" | "speed" | "fills", _) => web::answer(check, words),
        ("tls", [address, host, word]) => tls::ends(address.parse()?, host, word),
        ("igd" | "ssdp", _) => igd::answer(check, words),
        ("ping" | "size" | "hop" | "nowhere" | "loses" | "varies", _) => icmp::answer(check, words),
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
    let stream = TcpStream::connect_timeout(&to, patience())?;
    stream.set_read_timeout(Some(patience()))?;
    Ok(stream)
}
