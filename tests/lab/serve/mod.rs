//! What answers in the fake network: `lab serve KIND[=WHAT]@ADDRESS...`, until standard input closes.
//!
//! | kind | protocol | answers |
//! |---|---|---|
//! | `names` | DNS | the lab's names (`names.toml`) |
//! | `forward=ADDRESS` | DNS | what the server there answers; SERVFAIL where it does not; with `;missing=ADDRESS` that for names that do not exist, with `;name=NAME>ADDRESS` that for one name, with `;late=MS` so late |
//! | `rcode=NUMBER` | DNS | this response code to everything |
//! | `all=ADDRESS` | DNS | this address for every name |
//! | `trickle=ADDRESS` | DNS | "ask over TCP", and there what the server at the address says, one byte a second |
//! | `hostile=ADDRESS` | DNS | this address for every name, by way of names full of escape sequences |
//! | `web` | HTTP | the pages of `names.toml`, by `Host`; some page for every other host |
//! | `secure=SIGNER` | HTTPS | the same, with a certificate of that signer (`certs.rs`) |
//! | `page=WORD` | HTTP | 200 with a page that says the word, to everything |
//! | `portal=URL` | HTTP | a redirect to the URL; at the URL's own path a sign-in page |
//! | `bill=URL` | HTTP | a redirect to the URL; at the URL's own path a page about the bill |
//! | `bill` | HTTP | 200 with a page about the bill, to everything |
//! | `hostile` | HTTP | redirects and pages full of escape sequences |
//! | `endless` | HTTP | a page of 1 GiB |
//! | `proxy` | HTTP | pages by their whole address, and tunnels |
//! | `igd=LINK,SESSION,ERROR` | `UPnP` | this about the line, with discovery at port 1900 |
//! | `ssdp=LOCATION` | `UPnP` | every search with this location |
//! | `accept` | TCP | takes the connection and says nothing, until the client goes away |
//! | `record=NAME` | TCP, UDP | nothing, but leaves a file of this name in the row's folder |
//!
//! `relay=INTERFACE,INTERFACE,MS,QUEUE@-` is no server: it carries frames between two interfaces, late, and
//! one way behind a queue of up to so many ms.
//!
//! Beside it only the standard library and rustls, and nothing from the crate under test.

use std::io::Read as _;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

pub(crate) mod clock;
mod dns;
mod http;
mod igd;
pub(crate) mod names;
mod proxy;
pub(crate) mod record;
mod relay;
mod secure;
mod web;

/// How long a server waits for a client that has connected.
const PATIENCE: Duration = Duration::from_secs(5);

/// The size of an endless page, in bytes.
const ENDLESS: u64 = 1 << 30;

/// Serves until standard input closes.
///
/// # Errors
///
/// A specification that cannot be read, or an address that cannot be had.
pub(crate) fn run(specs: &[String]) -> Result<ExitCode> {
    for spec in specs {
        start(spec).with_context(|| spec.clone())?;
    }
    println!("ready");
    let mut rest = Vec::new();
    std::io::stdin().read_to_end(&mut rest)?;
    Ok(ExitCode::SUCCESS)
}

/// Starts one server in the background.
fn start(spec: &str) -> Result<()> {
    let (what, address) = spec.rsplit_once('@').context("no address")?;
    let (kind, what) = what.split_once('=').unwrap_or((what, ""));
    if kind == "relay" {
        let words: Vec<&str> = what.split(',').collect();
        let &[near, far, ms, queue] = words.as_slice() else { bail!("two interfaces, two times") };
        let time = |ms: &str| anyhow::Ok(Duration::from_millis(ms.parse()?));
        return relay::start([near, far], time(ms)?, time(queue)?);
    }
    let address: SocketAddr = address.parse()?;
    if let Some(answers) = answers(kind, what)? {
        return dns::serve(answers, address);
    }
    if let Some(site) = site(kind, what)? {
        return listen(address, move |mut stream| site.serve(&mut stream));
    }
    other(kind, what, address)
}

/// Reads the kinds that speak DNS.
fn answers(kind: &str, what: &str) -> Result<Option<dns::Answers>> {
    Ok(Some(match kind {
        "names" => dns::Answers::Names(names::Names::load()?),
        "forward" => dns::Answers::Forward(dns::Forward::read(what)?),
        "rcode" => dns::Answers::Rcode(what.parse()?),
        "all" => dns::Answers::All(what.parse()?),
        "trickle" => dns::Answers::Trickle(what.parse()?),
        "hostile" if !what.is_empty() => dns::Answers::Hostile(what.parse()?),
        _ => return Ok(None),
    }))
}

/// Reads the kinds that show pages.
fn site(kind: &str, what: &str) -> Result<Option<web::Site>> {
    Ok(Some(match kind {
        "web" => web::Site::internet()?,
        "page" => web::Site::Page(what.to_owned()),
        "portal" => web::Site::Portal(what.to_owned(), web::SIGN_IN),
        "bill" if what.is_empty() => web::Site::Text(web::BILL),
        "bill" => web::Site::Portal(what.to_owned(), web::BILL),
        "hostile" => web::Site::Hostile,
        _ => return Ok(None),
    }))
}

/// Starts what is neither.
fn other(kind: &str, what: &str, address: SocketAddr) -> Result<()> {
    match kind {
        "secure" => secure::serve(what, address, web::Site::internet()?),
        "igd" => igd::serve(what, address),
        "ssdp" => igd::elsewhere(what, address),
        "record" => record::serve(what, address),
        "proxy" => {
            let names = names::Names::load()?;
            listen(address, move |stream| proxy::serve(stream, &names))
        }
        "endless" => listen(address, |mut stream| {
            http::read(&mut stream)?;
            let title = "<html><title>Router</title><body>";
            let page = http::Answer { filler: ENDLESS, ..http::Answer::page(200, title) };
            page.write(&mut stream)
        }),
        "accept" => listen(address, |mut stream| {
            let mut hello = [0; 2048];
            while stream.read(&mut hello)? > 0 {}
            Ok(())
        }),
        _ => bail!("unknown kind {kind}"),
    }
}

/// Takes connections in the background, each with a thread of its own.
fn listen<F>(address: SocketAddr, serve: F) -> Result<()>
where
    F: Fn(TcpStream) -> std::io::Result<()> + Send + Sync + 'static,
{
    let listener = TcpListener::bind(address)?;
    let serve = Arc::new(serve);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let serve = Arc::clone(&serve);
            std::thread::spawn(move || {
                let _ = stream.set_read_timeout(Some(PATIENCE));
                // A client that goes away in the middle is its own affair.
                let _ = serve(stream);
            });
        }
    });
    Ok(())
}

/// Reads exactly one DNS message from a TCP connection and has it answered.
fn framed(
    mut stream: TcpStream,
    answer: impl Fn(&[u8], &mut TcpStream) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut length = [0; 2];
    stream.read_exact(&mut length)?;
    let mut query = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut query)?;
    answer(&query, &mut stream)
}
