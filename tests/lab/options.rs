//! The command line of the lab, as cargo and other test runners write it.

use anyhow::{Context as _, Result, bail};

/// What the caller wants.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "one for each flag of a command line")]
pub(crate) struct Options {
    /// Parts of keys (whole keys with [`Options::exact`]); none means every row.
    pub(crate) filters: Vec<String>,
    /// Parts of keys that are left out.
    pub(crate) skips: Vec<String>,
    /// Whether filters are whole keys.
    pub(crate) exact: bool,
    /// Whether to list the rows and stop.
    pub(crate) list: bool,
    /// Whether only ignored tests are asked for; the lab has none.
    pub(crate) only_ignored: bool,
    /// Whether to leave the binary alone and only prove the networks.
    pub(crate) proofs_only: bool,
    /// Whether each row runs over all pairwise axes.
    pub(crate) full: bool,
    /// How many rows run at the same time.
    pub(crate) at_once: usize,
}

/// How many rows run at the same time: most of the time they wait.
const AT_ONCE: usize = 6;

/// Flags of the standard test harness that take a value and mean nothing here.
const WITH_VALUE: &[&str] = &["--format", "--color", "--logfile", "--shuffle-seed", "-Z"];

impl Options {
    /// Reads the arguments after the program's name, and `CEKDULU_LAB`.
    pub(crate) fn parse(args: &[String]) -> Result<Self> {
        let mut options = Self {
            filters: Vec::new(),
            skips: Vec::new(),
            exact: false,
            list: false,
            only_ignored: false,
            proofs_only: false,
            full: std::env::var("CEKDULU_LAB").is_ok_and(|value| value == "full"),
            at_once: AT_ONCE,
        };
        let mut rest = args.iter();
        while let Some(arg) = rest.next() {
            match arg.as_str() {
                "--list" => options.list = true,
                "--exact" => options.exact = true,
                "--ignored" => options.only_ignored = true,
                "--proofs-only" => options.proofs_only = true,
                "--skip" => options.skips.push(rest.next().context("--skip needs a key")?.clone()),
                "--test-threads" => {
                    options.at_once =
                        rest.next().context("--test-threads needs a number")?.parse()?;
                }
                flag if WITH_VALUE.contains(&flag) => {
                    rest.next().with_context(|| format!("{flag} needs a value"))?;
                }
                flag if flag.starts_with('-') => options.flag(flag)?,
                key => options.filters.push(key.to_owned()),
            }
        }
        options.at_once = options.at_once.max(1);
        Ok(options)
    }

    /// Takes a flag with its value behind `=`, and passes over harness flags without a meaning here.
    fn flag(&mut self, flag: &str) -> Result<()> {
        const HARMLESS: &[&str] = &[
            "-q",
            "--quiet",
            "--nocapture",
            "--no-capture",
            "--show-output",
            "--include-ignored",
            "--test",
            "--bench",
            "--report-time",
            "--shuffle",
        ];
        match flag.split_once('=') {
            Some(("--test-threads", number)) => self.at_once = number.parse()?,
            Some(("--skip", key)) => self.skips.push(key.to_owned()),
            Some((name, _)) if WITH_VALUE.contains(&name) => {}
            None if HARMLESS.contains(&flag) => {}
            _ => bail!("unknown flag {flag}"),
        }
        Ok(())
    }

    /// Tells whether the row with this key is asked for.
    pub(crate) fn wants(&self, key: &str) -> bool {
        let hit =
            |part: &String| if self.exact { key == part } else { key.contains(part.as_str()) };
        let asked = self.filters.is_empty() || self.filters.iter().any(hit);
        asked && !self.only_ignored && !self.skips.iter().any(hit)
    }
}
