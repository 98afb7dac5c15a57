//! An empty network of its own for every run, so that nothing ever leaves this machine.

use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// Makes the network, lifts its loopback and becomes the program: one process from the first to the last.
const ENTER: &[&str] = &["unshare", "-rn", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"];

/// Returns the search path with the administrators' folders, which an ordinary user's may lack.
pub(crate) fn path() -> String {
    format!("{}:/usr/sbin:/sbin", std::env::var("PATH").unwrap_or_default())
}

/// Returns the words before a command that put it into an empty network; none where that is not allowed.
pub(crate) fn enter() -> &'static [&'static str] {
    static ALLOWED: OnceLock<bool> = OnceLock::new();
    let allowed = || {
        let mut command = Command::new(ENTER[0]);
        command.args(&ENTER[1..]).arg("true").env("PATH", path());
        let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        cfg!(target_os = "linux") && status.is_ok_and(|status| status.success())
    };
    if *ALLOWED.get_or_init(allowed) { ENTER } else { &[] }
}

/// Tells whether a test may start what looks at the network; in CI it must be able to.
pub(crate) fn is_own() -> bool {
    let own = !enter().is_empty();
    if !own {
        eprintln!("skipped: an empty network is not allowed here (user namespaces, iproute2)");
        let ci = std::env::var("CI").is_ok_and(|value| value == "true" || value == "1");
        assert!(!ci, "this test must run in CI");
    }
    own
}
