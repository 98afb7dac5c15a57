//! A real pseudo-terminal with the program in it, as a person sits before it.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::fd::AsFd as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::fcntl::OFlag;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::pty::{PtyMaster, grantpt, posix_openpt, ptsname_r, unlockpt};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::run::flat;
use super::walker::Screen;
use super::{Home, net};

/// How long the slowest machine may take for anything.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

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
    /// The same, byte by byte.
    pub(crate) bytes: Vec<u8>,
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
        let mut program: Vec<_> = net::enter().to_vec();
        program.push(env!("CARGO_BIN_EXE_cekdulu"));
        program.extend(words.split_whitespace());
        let mut command = Self::command(home, &program, lang);
        command.envs(vars.iter().copied());
        command.arg("--state-dir").arg(home.state());
        Self::spawn(command, (columns, 24))
    }

    /// Makes a command that has a session of its own, with the terminal as the one that Ctrl-C comes from.
    pub(crate) fn command(home: &Home, program: &[&str], lang: &str) -> Command {
        let mut command = Command::new("setsid");
        // No process is added: each of these words becomes the next.
        command.arg("--ctty").args(program);
        home.isolate(&mut command, lang);
        command.env("TERM", "xterm");
        command
    }

    /// Starts a command in a terminal of so many columns and rows.
    pub(crate) fn spawn(mut command: Command, (columns, rows): (usize, usize)) -> Self {
        // Closed on `exec` from the very first moment: another test's program must not keep it open.
        let master = posix_openpt(OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let path = PathBuf::from(ptsname_r(&master).unwrap());
        let flags = OFlag::O_NOCTTY.bits();
        let slave = OpenOptions::new().read(true).write(true).custom_flags(flags).open(&path);
        let slave = slave.unwrap();
        command.stdin(slave.try_clone().unwrap());
        command.stdout(slave.try_clone().unwrap()).stderr(slave);
        resize(&path, (columns, rows));
        let child = command.spawn().unwrap();
        let shown = String::new();
        Self { master: Some(master), path, child, shown, bytes: Vec::new(), fresh: 0 }
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
        resize(&self.path, (columns, 24));
    }

    /// Gives the window another size.
    pub(crate) fn resize_to(&self, size: (usize, usize)) {
        resize(&self.path, size);
    }

    /// Sends the program a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(i32::try_from(self.child.id()).unwrap()), signal).unwrap();
    }

    /// Closes the window.
    pub(crate) fn close(&mut self) {
        drop(self.master.take());
    }

    /// Sets the modes as a shell does when it is its turn.
    pub(crate) fn make_sane(&self) {
        let mut stty = Command::new("stty");
        stty.arg("-F").arg(&self.path).arg("sane");
        assert!(stty.stdin(Stdio::null()).status().unwrap().success());
    }

    /// Tells whether the program has ended.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
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
    pub(crate) fn look(&mut self) -> bool {
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
                self.bytes.extend(&chunk[..len]);
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
fn resize(path: &Path, (columns, rows): (usize, usize)) {
    let mut stty = Command::new("stty");
    stty.arg("-F").arg(path).args(["rows", &rows.to_string(), "columns", &columns.to_string()]);
    assert!(stty.stdin(Stdio::null()).status().unwrap().success());
}
