//! A pseudo-terminal in which the binary under test talks with a person.

use std::fs::OpenOptions;
use std::io::{Read as _, Write as _};
use std::os::fd::AsFd as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use nix::fcntl::OFlag;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::pty::{PtyMaster, grantpt, posix_openpt, ptsname_r, unlockpt};

/// How long anything may take that somebody waits for.
const PATIENCE: Duration = Duration::from_secs(40);

/// A terminal with a program in it.
pub(crate) struct Terminal {
    master: PtyMaster,
    child: Child,
    /// Everything that was shown, every run of white space as one space.
    pub(crate) shown: String,
    /// Where that begins which nobody has waited for yet.
    fresh: usize,
}

impl Terminal {
    /// Starts a command, which has to take the terminal as its own, in a terminal.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let master = posix_openpt(OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC)?;
        grantpt(&master)?;
        unlockpt(&master)?;
        let flags = OFlag::O_NOCTTY.bits();
        let path = ptsname_r(&master)?;
        let slave = OpenOptions::new().read(true).write(true).custom_flags(flags).open(path)?;
        command.stdin(slave.try_clone()?).stdout(slave.try_clone()?).stderr(slave);
        let child = command.spawn()?;
        Ok(Self { master, child, shown: String::new(), fresh: 0 })
    }

    /// Waits until this is shown after what was waited for last, wherever lines are broken.
    pub(crate) fn expect(&mut self, text: &str) -> Result<()> {
        let began = Instant::now();
        loop {
            let rest = self.shown.get(self.fresh..).unwrap_or_default();
            if let Some(at) = rest.find(text) {
                self.fresh += at + text.len();
                return Ok(());
            }
            if !self.take()? && (self.child.try_wait()?.is_some() || began.elapsed() > PATIENCE) {
                bail!("no “{text}” in: {}", self.shown);
            }
        }
    }

    /// Presses keys.
    pub(crate) fn press(&mut self, keys: &str) -> Result<()> {
        Ok(self.master.write_all(keys.as_bytes())?)
    }

    /// Waits for the question, then for the turn, and answers.
    pub(crate) fn answer(&mut self, question: &str, line: &str) -> Result<()> {
        self.expect(question)?;
        self.expect(" > ")?;
        self.press(&format!("{line}\n"))
    }

    /// Waits for the end.
    pub(crate) fn end(&mut self) -> Result<()> {
        let began = Instant::now();
        while self.take()? || self.child.try_wait()?.is_none() {
            if began.elapsed() > PATIENCE {
                bail!("it does not end: {}", self.shown);
            }
        }
        let code = self.child.wait()?.code().context("killed")?;
        if code != 0 {
            bail!("exit code {code}: {}", self.shown);
        }
        Ok(())
    }

    /// Takes what is shown now, or waits a moment for it; false where there was nothing.
    fn take(&mut self) -> Result<bool> {
        let mut fds = [PollFd::new(self.master.as_fd(), PollFlags::POLLIN)];
        if poll(&mut fds, PollTimeout::from(50_u16))? == 0 {
            return Ok(false);
        }
        let mut chunk = [0; 4096];
        let Ok(length) = self.master.read(&mut chunk) else {
            // The last program has let go of the terminal.
            poll(&mut [], PollTimeout::from(50_u16))?;
            return Ok(false);
        };
        for letter in String::from_utf8_lossy(chunk.get(..length).unwrap_or_default()).chars() {
            if !letter.is_whitespace() {
                self.shown.push(letter);
            } else if !self.shown.ends_with(' ') {
                self.shown.push(' ');
            }
        }
        Ok(length > 0)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
