//! A command under measurement.

use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context as _, Result};
use nix::sys::resource::{UsageWho, getrusage};

/// Runs `FILE COMMAND...`; writes time and peak memory into the file and ends as the command does.
///
/// The memory is the most that the command, or this process before it became the command, ever had.
pub(super) fn run(words: &[&str]) -> Result<ExitCode> {
    let (file, command) = words.split_first().context("no file")?;
    let (program, args) = command.split_first().context("no command")?;
    let began = Instant::now();
    let status = Command::new(program).args(args).status()?;
    let micros = began.elapsed().as_micros();
    // On Linux in KiB (getrusage(2)).
    let kib = getrusage(UsageWho::RUSAGE_CHILDREN)?.max_rss();
    std::fs::write(file, format!("{micros} {kib}\n"))?;
    Ok(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(255)))
}
