//! A proxy of an office: pages by their whole address, and tunnels.

use std::io::Write as _;
use std::net::{Shutdown, SocketAddr, TcpStream};

use super::http::{self, Answer, Request};
use super::names::Names;

/// Serves one client.
pub(super) fn serve(mut stream: TcpStream, names: &Names) -> std::io::Result<()> {
    let Some(request) = http::read(&mut stream)? else { return Ok(()) };
    let is_tunnel = request.method == "CONNECT";
    let Some(to) = whither(&request, names) else {
        return Answer::page(503, "no such host\n").write(&mut stream);
    };
    let Ok(mut there) = TcpStream::connect(to) else {
        return Answer::page(503, "not reachable\n").write(&mut stream);
    };
    if is_tunnel {
        stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    } else {
        let path = request.target.splitn(4, '/').nth(3).unwrap_or_default();
        let head = format!(
            "GET /{path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            host(&request)
        );
        there.write_all(head.as_bytes())?;
    }
    let (mut back, mut client) = (there.try_clone()?, stream.try_clone()?);
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut back, &mut client);
        let _ = client.shutdown(Shutdown::Both);
    });
    let _ = std::io::copy(&mut stream, &mut there);
    Ok(())
}

/// Returns the host that is wanted: of the whole address, without its port.
fn host(request: &Request) -> String {
    let address = request.target.strip_prefix("http://").unwrap_or(&request.target);
    let host = address.split('/').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default().to_ascii_lowercase()
}

/// Finds where the request leads.
fn whither(request: &Request, names: &Names) -> Option<SocketAddr> {
    let wanted = host(request);
    let port = if request.method == "CONNECT" { 443 } else { 80 };
    let known = || names.find(&wanted)?.iter().find(|address| address.is_ipv4()).copied();
    let address = wanted.parse().ok().or_else(known)?;
    Some(SocketAddr::new(address, port))
}
