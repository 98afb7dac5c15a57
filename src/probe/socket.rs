//! What sockets of every kind share: statuses of errors, and the network's word about unreachable places.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::time::Duration;

use crate::evidence::Status;

/// Returns how an attempt that ended with this error ended.
pub(super) fn status_of(error: &io::Error) -> Status {
    let kind = error.kind();
    let is = |kinds: &[ErrorKind]| kinds.contains(&kind);
    if is(&[ErrorKind::TimedOut, ErrorKind::WouldBlock]) {
        Status::Timeout
    } else if kind == ErrorKind::ConnectionRefused {
        Status::Refused
    } else if is(&UNREACHABLE) || is_prohibited(error) {
        Status::Unreachable
    } else if kind == ErrorKind::PermissionDenied {
        Status::NotPermitted
    } else if kind == ErrorKind::Unsupported {
        Status::Unsupported
    } else if is(&[ErrorKind::ConnectionReset, ErrorKind::ConnectionAborted]) {
        Status::Odd
    } else {
        // Out of descriptors or of memory: nothing was learnt about the network.
        Status::NotRun
    }
}

/// The kinds by which the network, or this computer's own tables, say that there is no way.
const UNREACHABLE: [ErrorKind; 4] = [
    ErrorKind::HostUnreachable,
    ErrorKind::NetworkUnreachable,
    ErrorKind::NetworkDown,
    ErrorKind::AddrNotAvailable,
];

/// Tells whether an error on traffic is the network's "prohibited" (`EACCES`) and not this computer's own
/// refusal (`EPERM`): Linux, `icmpv6_err_convert` and prohibiting routes.
#[cfg(unix)]
fn is_prohibited(error: &io::Error) -> bool {
    error.raw_os_error() == Some(nix::libc::EACCES)
}

#[cfg(not(unix))]
fn is_prohibited(_: &io::Error) -> bool {
    false
}

/// The longest single wait for a socket. Linux rounds a socket's own timeout up, one of two seconds by a
/// quarter of a second, which is more than a probe has before its look ends; short ones stay true.
const WAIT: Duration = Duration::from_millis(200);

/// Cuts a wait into what may be waited for at once; whoever waits asks again until its limit.
pub(super) fn wait(left: Duration) -> Duration {
    left.min(WAIT)
}

/// Opens a datagram socket that talks to one address and hears what the network says about it.
pub(super) fn datagram(to: SocketAddr) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind((unspecified(to), 0))?;
    hear_errors(&socket, to);
    socket.connect(to)?;
    Ok(socket)
}

/// Returns the address that stands for "any of mine" towards this target.
pub(super) fn unspecified(to: SocketAddr) -> IpAddr {
    if to.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() }
}

/// Asks Linux to report "no route to host" at once; without it only "port unreachable" is told. That
/// it cannot be had costs time, not truth.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn hear_errors(socket: &impl std::os::fd::AsFd, to: SocketAddr) {
    use nix::sys::socket::{setsockopt, sockopt};
    let _ = match to {
        SocketAddr::V4(_) => setsockopt(socket, sockopt::Ipv4RecvErr, &true),
        SocketAddr::V6(_) => setsockopt(socket, sockopt::Ipv6RecvErr, &true),
    };
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) fn hear_errors<S>(_: &S, _: SocketAddr) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ending_has_its_status() {
        let status = |kind| status_of(&io::Error::from(kind));
        assert_eq!(status(ErrorKind::WouldBlock), Status::Timeout);
        assert_eq!(status(ErrorKind::ConnectionRefused), Status::Refused);
        assert_eq!(status(ErrorKind::NetworkUnreachable), Status::Unreachable);
        assert_eq!(status(ErrorKind::PermissionDenied), Status::NotPermitted);
        assert_eq!(status(ErrorKind::OutOfMemory), Status::NotRun);
    }

    #[cfg(unix)]
    #[test]
    fn the_networks_no_is_not_this_computers_no() {
        let status = |code| status_of(&io::Error::from_raw_os_error(code));
        assert_eq!(status(nix::libc::EACCES), Status::Unreachable);
        assert_eq!(status(nix::libc::EPERM), Status::NotPermitted);
    }
}
