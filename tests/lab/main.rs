//! The fault lab: a home, a router, a provider and an internet out of network namespaces, broken one way at
//! a time, with the real binary run on the home side and its verdict compared.
//!
//! Independent of the diagnosis: nothing is imported from the crate under test. The lab knows what it broke
//! and proves that the fault is really there.
//!
//! | file | is responsible for |
//! |---|---|
//! | `options` | the command line, as test runners write it |
//! | `sandbox` | running everything inside fresh namespaces, or saying why not |
//! | `needs` | what some rows need beside that |
//! | `certs` | the certificates of the fake internet |
//! | `rows`, `rows.toml`, `rows/` | what is broken, how that is proved, what is expected |
//! | `axes` | who runs the binary and over what kind of network |
//! | `topology`, `topology.toml` | the healthy network |
//! | `net` | building that network, and running commands in its places |
//! | `wires` | its cables, with what they lead through |
//! | `budget` | what one look may cost |
//! | `probe` | running the binary under test |
//! | `restarts`, `restarts.toml`, `restart.toml` | restarts that the binary leads through and watches |
//! | `terminal` | the terminal in which it does |
//! | `judge` | one row from the empty machine to right or wrong |
//! | `report` | the matrix |
//! | `serve`, `names.toml` | the servers of the fake network, run as `lab serve` |
//! | `tool` | the small checks of the proofs, run as `lab tcp` and the like |
//!
//! `cargo test --test lab -- KEY...` runs the rows whose keys contain a `KEY`; `--list` lists them;
//! `--proofs-only` builds, breaks and proves without running the binary. `CEKDULU_LAB=full` runs each row
//! over the pairwise axes instead of once,
//! `CEKDULU_LAB_BINARY=PATH` runs another binary. `CI=true` turns "cannot run here" into a failure.
#![cfg_attr(
    target_os = "linux",
    expect(clippy::disallowed_methods, reason = "a test program: it is all edge"),
    expect(clippy::print_stderr, reason = "a test program reports by printing"),
    expect(clippy::indexing_slicing, reason = "a test program: a surprise is a failed test")
)]
#![expect(clippy::print_stdout, reason = "a test program reports by printing")]

use std::process::ExitCode;

#[cfg(target_os = "linux")]
mod axes;
#[cfg(target_os = "linux")]
mod budget;
#[cfg(target_os = "linux")]
mod certs;
#[cfg(target_os = "linux")]
mod judge;
#[cfg(target_os = "linux")]
mod needs;
#[cfg(target_os = "linux")]
mod net;
#[cfg(target_os = "linux")]
mod options;
#[cfg(target_os = "linux")]
mod probe;
#[cfg(target_os = "linux")]
mod report;
#[cfg(target_os = "linux")]
mod restarts;
#[cfg(target_os = "linux")]
mod rows;
#[cfg(target_os = "linux")]
mod sandbox;
#[cfg(target_os = "linux")]
mod serve;
#[cfg(target_os = "linux")]
mod terminal;
#[cfg(target_os = "linux")]
mod tool;
#[cfg(target_os = "linux")]
mod topology;
#[cfg(target_os = "linux")]
mod wires;

/// Under this name the program is one of the lab's tools instead of the lab.
#[cfg(target_os = "linux")]
const TOOL_NAME: &str = "lab";

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    let mut args = std::env::args();
    let called = args.next().unwrap_or_default();
    let args: Vec<String> = args.collect();
    if called.rsplit('/').next() == Some(TOOL_NAME) {
        return tool::main(&args);
    }
    lab(&args).unwrap_or_else(|error| {
        eprintln!("lab: {error:#}");
        ExitCode::FAILURE
    })
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    println!("lab: skipped: network namespaces are Linux's");
    ExitCode::SUCCESS
}

/// Runs the lab, outside or inside its sandbox.
#[cfg(target_os = "linux")]
fn lab(args: &[String]) -> anyhow::Result<ExitCode> {
    let options = options::Options::parse(args)?;
    let rows = rows::load()?;
    let cases = axes::cases(&rows, &options);
    if options.list {
        report::list(&rows, &options);
        restarts::keys(&options)?.iter().for_each(|key| println!("{key}: test"));
        return Ok(ExitCode::SUCCESS);
    }
    if cases.is_empty() && restarts::keys(&options)?.is_empty() {
        report::nothing(&options);
        return Ok(ExitCode::SUCCESS);
    }
    if !sandbox::is_inside() {
        return sandbox::enter(args);
    }
    sandbox::prepare()?;
    certs::make(rows.iter())?;
    let judged = judge::all(&cases, &options)?;
    let verdicts = report::matrix(&judged, options.proofs_only);
    // They come after the rows: each is a talk of half a minute in which little is computed.
    let wrong = if options.proofs_only { 0 } else { restarts::all(&options)? };
    Ok(if wrong > 0 { ExitCode::FAILURE } else { verdicts })
}
