//! A real pseudo-terminal with the program in it, as a person sits before it.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::fd::AsFd as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::fcntl::OFlag;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::pty::{PtyMaster, grantpt, posix_openpt, ptsname_r, unlockpt};

use super::run::flat;
use super::walker::Screen;
use super::{Home, net};

/// How long the slowest machine may take for anything.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long one look at the terminal lasts, in milliseconds.
const LOOK_MS: u16 = 50;

/// What ends the beginning of a wait that Enter ends: `walk.wait-enough` in both languages.
const WAITS: [&str; 2] = ["Tekan Enter bila sudah cukup.", "Press Enter when it is enough."];

/// A terminal of some width.
pub(crate) struct Terminal {
    master: Option<PtyMaster>,
    path: PathBuf,
    child: Child,
    /// Everything that was shown so far, line ends as `\n`.
    pub(crate) shown: String,
    /// Where that which nobody has waited for yet begins.
    fresh: usize,
}

impl Terminal {
    /// Starts the program in a terminal of this many columns.
    pub(crate) fn start(home: &Home, words: &str, lang: &str, columns: usize) -> Self {
        Self::start_with(home, words, (lang, columns), &[("TERM", "xterm")])
    }

    /// Starts the program in a terminal with these environment variables.
    pub(crate) fn start_with(
        home: &Home,
        words: &str,
        (lang, columns): (&str, usize),
        vars: &[(&str, &str)],
    ) -> Self {
        // Closed on `exec` from the very first moment: another test's program must not keep it open.
        let master = posix_openpt(OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let path = PathBuf::from(ptsname_r(&master).unwrap());
        let flags = OFlag::O_NOCTTY.bits();
        let slave = OpenOptions::new().read(true).write(true).custom_flags(flags).open(&path);
        let slave = slave.unwrap();
        let mut command = Command::new("setsid");
        // A session of its own with this terminal as the one that Ctrl-C comes from; no process is added.
        command.arg("--ctty").args(net::enter()).arg(env!("CARGO_BIN_EXE_cekdulu"));
        command.args(words.split_whitespace()).arg("--state-dir").arg(home.state());
        home.isolate(&mut command, lang);
        command.envs(vars.iter().copied()).stdin(slave.try_clone().unwrap());
        command.stdout(slave.try_clone().unwrap()).stderr(slave);
        resize(&path, columns);
        let child = command.spawn().unwrap();
        let shown = String::new();
        Self { master: Some(master), path, child, shown, fresh: 0 }
    }

    /// Waits until this is shown after what was waited for last.
    #[track_caller]
    pub(crate) fn expect(&mut self, text: &str) {
        let began = Instant::now();
        loop {
            if let Some(at) = self.shown[self.fresh..].find(text) {
                self.fresh += at + text.len();
                return;
            }
            let ended = !self.look() && self.child.try_wait().unwrap().is_some();
            assert!(!ended && began.elapsed() < PATIENCE, "no “{text}” in:\n{}", self.shown);
        }
    }

    /// Waits for the next turn to type and returns what was shown before it.
    #[track_caller]
    pub(crate) fn turn(&mut self) -> String {
        let from = self.fresh;
        self.expect("\n> ");
        self.shown[from..self.fresh].to_owned()
    }

    /// Waits for the next turn or wait and returns what was shown since the last keys; none at the end.
    #[track_caller]
    fn next(&mut self) -> Option<String> {
        let began = Instant::now();
        loop {
            let fresh = &self.shown[self.fresh..];
            let said = flat(fresh);
            if fresh.ends_with("\n> ") || WAITS.iter().any(|wait| said.ends_with(wait)) {
                return Some(fresh.to_owned());
            }
            if !self.look() && self.child.try_wait().unwrap().is_some() {
                return None;
            }
            assert!(began.elapsed() < PATIENCE, "no question:\n{}", self.shown);
        }
    }

    /// Presses keys.
    pub(crate) fn press(&mut self, keys: &str) {
        self.master.as_mut().unwrap().write_all(keys.as_bytes()).unwrap();
    }

    /// Waits for the next turn and answers.
    #[track_caller]
    pub(crate) fn answer(&mut self, line: &str) {
        self.turn();
        self.press(&format!("{line}\n"));
    }

    /// Makes the window wider or narrower.
    pub(crate) fn resize(&self, columns: usize) {
        resize(&self.path, columns);
    }

    /// Closes the window.
    pub(crate) fn close(&mut self) {
        drop(self.master.take());
    }

    /// Waits for the end and returns the exit code.
    #[track_caller]
    pub(crate) fn end(&mut self) -> Option<i32> {
        let began = Instant::now();
        loop {
            let more = self.look();
            if let (false, Some(status)) = (more, self.child.try_wait().unwrap()) {
                return status.code();
            }
            assert!(began.elapsed() < PATIENCE, "it does not end:\n{}", self.shown);
        }
    }

    /// Takes what is shown now, or waits a moment for it; false where there was nothing.
    fn look(&mut self) -> bool {
        let Some(master) = &mut self.master else {
            let _ = poll(&mut [], LOOK_MS);
            return false;
        };
        let mut fds = [PollFd::new(master.as_fd(), PollFlags::POLLIN)];
        if poll(&mut fds, PollTimeout::from(LOOK_MS)).unwrap_or(0) == 0 {
            return false;
        }
        let mut chunk = [0; 4096];
        match master.read(&mut chunk) {
            Ok(0) => false,
            Ok(len) => {
                self.shown += &String::from_utf8_lossy(&chunk[..len]).replace("\r\n", "\n");
                true
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => true,
            // The last program has let go of the terminal.
            Err(_) => {
                let _ = poll(&mut [], LOOK_MS);
                false
            }
        }
    }
}

impl Screen for Terminal {
    fn question(&mut self) -> Option<String> {
        self.next()
    }

    fn keys(&mut self, keys: &str) {
        self.fresh = self.shown.len();
        self.press(keys);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Tells the terminal how large its window is; whoever is in it is told so.
fn resize(path: &std::path::Path, columns: usize) {
    let mut stty = Command::new("stty");
    stty.arg("-F").arg(path).args(["rows", "24", "columns", &columns.to_string()]);
    assert!(stty.stdin(Stdio::null()).status().unwrap().success());
}
