//! What answers in the fake network: `lab serve KIND[=WHAT]@ADDRESS...`, until standard input closes.
//!
//! | kind | protocol | answers |
//! |---|---|---|
//! | `names` | DNS | the lab's names (`names.toml`) |
//! | `forward=ADDRESS` | DNS | what the server there answers; SERVFAIL where it does not |
//! | `rcode=NUMBER` | DNS | this response code to everything |
//! | `all=ADDRESS` | DNS | this address for every name |
//! | `web` | HTTP | the vendors' canary pages, exactly, by `Host`; some page for every other host |
//! | `page=WORD` | HTTP | 200 with a page that says the word, to everything |
//! | `portal=URL` | HTTP | a redirect to the URL; at the URL's own path a sign-in page |
//! | `hostile` | HTTP | redirects and pages full of escape sequences |
//! | `hostile=ADDRESS` | DNS | this address for every name, by way of names full of escape sequences |
//! | `accept` | TCP | takes the connection and says nothing |
//!
//! `relay=INTERFACE,INTERFACE,MS@-` is no server: it carries frames between two interfaces, late.
//!
//! Beside it only the standard library, and nothing from the crate under test.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

mod dns;
mod relay;
mod web;

/// How long a server waits for a client that has connected.
const PATIENCE: Duration = Duration::from_secs(5);

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
        let &[near, far, ms] = words.as_slice() else { bail!("not two interfaces and a time") };
        return relay::start([near, far], Duration::from_millis(ms.parse()?));
    }
    let address: SocketAddr = address.parse()?;
    match kind {
        "names" => dns::serve(dns::Answers::Names(dns::Names::load()?), address),
        "forward" => dns::serve(dns::Answers::Forward(what.parse()?), address),
        "rcode" => dns::serve(dns::Answers::Rcode(what.parse()?), address),
        "all" => dns::serve(dns::Answers::All(what.parse()?), address),
        "hostile" if !what.is_empty() => dns::serve(dns::Answers::Hostile(what.parse()?), address),
        "web" => listen(address, |stream| web::serve(stream, &web::Site::Internet)),
        "page" => {
            let site = web::Site::Page(what.to_owned());
            listen(address, move |stream| web::serve(stream, &site))
        }
        "portal" => {
            let site = web::Site::Portal(what.to_owned());
            listen(address, move |stream| web::serve(stream, &site))
        }
        "hostile" if what.is_empty() => {
            listen(address, |stream| web::serve(stream, &web::Site::Hostile))
        }
        "accept" => listen(address, |mut stream| {
            let mut hello = [0; 2048];
            let _ = stream.read(&mut hello)?;
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

/// Reads exactly one DNS message from a TCP connection and writes its answer.
fn framed(mut stream: TcpStream, answer: impl Fn(&[u8]) -> Option<Vec<u8>>) -> std::io::Result<()> {
    let mut length = [0; 2];
    stream.read_exact(&mut length)?;
    let mut query = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut query)?;
    if let Some(reply) = answer(&query) {
        let length = u16::try_from(reply.len()).unwrap_or(u16::MAX);
        stream.write_all(&[&length.to_be_bytes(), &reply[..]].concat())?;
    }
    Ok(())
}
