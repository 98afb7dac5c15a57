//! Running everything inside fresh namespaces, so that nothing touches this machine and nothing is left.
//!
//! The lab starts itself once more through `unshare`: its own network, mounts and processes, and as an
//! ordinary user its own users as well. That inner lab is process 1 of its namespace and ends when its
//! standard input closes, which happens when the outer one ends for whatever reason; the kernel then ends
//! everything else in there.

use std::ffi::OsStr;
use std::fs;
use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context as _, Result, bail, ensure};

/// Where the inner lab keeps its files: a file system of its own, which also hides the sockets of the
/// machine's name services from the C library.
pub(crate) const RUN: &str = "/run";

/// Where the two programs are found in there.
pub(crate) const BIN: &str = "/run/lab";

/// The search path of every command in there.
pub(crate) const PATH: &str = "/run/lab:/usr/sbin:/usr/bin:/sbin:/bin";

/// Tells the inner lab what it is.
const INSIDE: &str = "CEKDULU_LAB_INSIDE";

/// Names another binary to run, such as the one that is shipped.
const BINARY: &str = "CEKDULU_LAB_BINARY";

/// The programs that the lab needs, with the arguments that make them succeed at once.
const TOOLS: &[(&str, &str)] = &[
    ("ip", "-V"),
    ("nft", "-v"),
    ("unshare", "-V"),
    ("nsenter", "-V"),
    ("setpriv", "-V"),
    ("mount", "-V"),
    ("openssl", "version"),
];

/// Tells whether this process is the inner lab.
pub(crate) fn is_inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}

/// Tells whether the inner lab has the machine's own root, and so may become any user.
pub(crate) fn has_real_root() -> bool {
    std::env::var(INSIDE).is_ok_and(|value| value == "root")
}

/// Runs the lab inside, or says why that cannot be; in CI not being able to is a failure.
pub(crate) fn enter(args: &[String]) -> Result<ExitCode> {
    let root = fs::metadata("/proc/self").context("/proc")?.uid() == 0;
    let user: &[&str] = if root { &[] } else { &["--user", "--map-root-user"] };
    let new = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
    let unshare = || {
        let mut command = Command::new("unshare");
        command.env("PATH", outer_path()).args(user).args(new).arg("--");
        command
    };
    if let Some(why) = missing_tool().or_else(|| refusal(unshare())) {
        println!("lab: skipped: {why}");
        return Ok(if is_ci() { ExitCode::FAILURE } else { ExitCode::SUCCESS });
    }
    let mut inner = unshare()
        .arg(std::env::current_exe()?)
        .args(args)
        .env(INSIDE, if root { "root" } else { "user" })
        .stdin(Stdio::piped())
        .spawn()
        .context("unshare")?;
    // `wait` would close the pipe first, and with it end the inner lab.
    let held = inner.stdin.take();
    let status = inner.wait()?;
    drop(held);
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Tells whether what cannot be run is a failure.
pub(crate) fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true" || value == "1")
}

/// Returns the search path with the administrators' folders, which an ordinary user's may lack.
fn outer_path() -> String {
    let path = std::env::var("PATH").unwrap_or_default();
    format!("{path}:/usr/sbin:/sbin")
}

/// Names the first program that is not there.
fn missing_tool() -> Option<String> {
    let works = |&(name, flag): &(&str, &str)| {
        let mut command = Command::new(name);
        command.arg(flag).env("PATH", outer_path()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok()
    };
    let (name, _) = TOOLS.iter().find(|tool| !works(tool))?;
    Some(format!("{name} is not installed (needed: iproute2, nftables, openssl, util-linux)"))
}

/// Says why the system does not allow the namespaces, if it does not.
fn refusal(mut unshare: Command) -> Option<String> {
    // A file system and an interface: some systems make the namespace and then grant nothing in it.
    let script = "mount -t sysfs sysfs /sys && mount -t tmpfs tmpfs /run && ip link set lo up";
    let output = match unshare.args(["sh", "-c", script]).stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => return None,
        Ok(output) => String::from_utf8_lossy(&output.stderr).trim().replace('\n', "; "),
        Err(error) => error.to_string(),
    };
    Some(format!("namespaces are not allowed here ({output})"))
}

/// Makes the inner lab's own file system, with the two programs where every user can reach them.
pub(crate) fn prepare() -> Result<()> {
    end_with_input();
    let other = std::env::var_os(BINARY).map(std::path::PathBuf::from);
    let binary = other.unwrap_or_else(|| Path::new(env!("CARGO_BIN_EXE_cekdulu")).to_owned());
    let programs = [("cekdulu", binary), (crate::TOOL_NAME, std::env::current_exe()?)];
    mount(&["-t", "tmpfs", "-o", "mode=755", "tmpfs", RUN])?;
    fs::create_dir_all(BIN)?;
    for (name, path) in programs {
        let here = Path::new(BIN).join(name);
        fs::write(&here, "")?;
        mount(&[OsStr::new("--bind"), path.as_os_str(), here.as_os_str()])?;
    }
    ensure!(
        Command::new("ip").env("PATH", PATH).args(["link", "set", "lo", "up"]).status()?.success()
    );
    Ok(())
}

/// Runs `mount` with these arguments.
fn mount(args: &[impl AsRef<OsStr> + std::fmt::Debug]) -> Result<()> {
    let output = Command::new("mount").env("PATH", PATH).args(args).output()?;
    if !output.status.success() {
        bail!("mount {args:?}: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}

/// Ends this process, and with it its namespace, as soon as standard input closes.
fn end_with_input() {
    std::thread::spawn(|| {
        let mut rest = Vec::new();
        let _ = std::io::stdin().read_to_end(&mut rest);
        #[expect(clippy::exit, reason = "process 1: the kernel ends everything else with it")]
        std::process::exit(130);
    });
}
