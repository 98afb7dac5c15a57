//! What some rows need beside what all rows need: other programs, and what a kernel need not allow.

use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::sandbox;

/// One need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Need {
    /// A real router's `UPnP` server.
    Miniupnpd,
    /// A program at the other end of a tunnel.
    Socat,
    /// Tunnels: `/dev/net/tun`, which an ordinary user may be refused.
    Tun,
}

impl Need {
    /// Says why it is not there, if it is not; and whether that can be helped by installing something.
    pub(crate) fn missing(self) -> Option<(&'static str, bool)> {
        let (script, why, can_install) = match self {
            Self::Miniupnpd => ("command -v miniupnpd", "miniupnpd is not installed", true),
            Self::Socat => ("command -v socat", "socat is not installed", true),
            Self::Tun => (
                "ip tuntap add dev lab-tun mode tun && ip tuntap del dev lab-tun mode tun",
                "tunnels are not allowed here",
                false,
            ),
        };
        let mut command = Command::new("sh");
        command.args(["-c", script]).env("PATH", sandbox::PATH).stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let is_there = command.status().is_ok_and(|status| status.success());
        (!is_there).then_some((why, can_install))
    }
}
