//! The real binary in a home of its own; what it printed, said and returned is compared in one go.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::net;

/// A person's home folder with nothing in it.
pub(crate) struct Home {
    dir: TempDir,
}

impl Home {
    /// Makes one.
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// Returns the path of something in it.
    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file and returns its path.
    pub(crate) fn write(&self, name: impl AsRef<Path>, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, contents).unwrap();
        path
    }

    /// Returns where sessions are kept.
    pub(crate) fn state(&self) -> PathBuf {
        self.path("state")
    }

    /// Returns the folders of all sessions that have begun: those whose log has a first line.
    pub(crate) fn sessions(&self) -> Vec<PathBuf> {
        let Ok(folders) = fs::read_dir(self.state().join("sessions")) else { return Vec::new() };
        let folders = folders.map(|folder| folder.unwrap().path());
        let begun = |folder: &PathBuf| {
            fs::read(folder.join("log.jsonl")).is_ok_and(|log| log.contains(&b'\n'))
        };
        let mut folders: Vec<_> = folders.filter(begun).collect();
        folders.sort();
        folders
    }

    /// Returns the events in the log of the only session, without their times.
    pub(crate) fn events(&self) -> Vec<serde_json::Value> {
        let [folder] = &self.sessions()[..] else { panic!("not one session") };
        let log = fs::read_to_string(folder.join("log.jsonl")).unwrap_or_default();
        let lines = log.lines().skip(1).filter_map(|line| serde_json::from_str(line).ok());
        lines.map(|mut entry: serde_json::Value| entry["event"].take()).collect()
    }

    /// Makes a command in this home; `words` are split at spaces.
    pub(crate) fn command(&self, words: &str, lang: &str) -> Command {
        let binary = [env!("CARGO_BIN_EXE_cekdulu")];
        let mut line = net::enter().iter().chain(&binary);
        let mut command = Command::new(line.next().unwrap());
        command.args(line).args(words.split_whitespace());
        self.isolate(&mut command, lang);
        command
    }

    /// Gives a command this home and no other environment.
    pub(crate) fn isolate(&self, command: &mut Command, lang: &str) {
        command.env_clear().current_dir(self.dir.path());
        command.env("PATH", net::path()).env("TZ", "Asia/Jakarta");
        command.env("LANG", if lang == "id" { "id_ID.UTF-8" } else { "en_US.UTF-8" });
        command.env("HOME", self.dir.path());
        for kind in ["CONFIG", "DATA", "CACHE", "STATE"] {
            command.env(format!("XDG_{kind}_HOME"), self.path(kind.to_lowercase()));
        }
    }

    /// Begins a run with the sessions in [`Home::state`].
    pub(crate) fn cekdulu(&self, words: &str) -> Cekdulu<'_> {
        let args = words.split_whitespace().map(OsString::from).collect();
        Cekdulu {
            home: self,
            args,
            lang: "en",
            state: Some(self.state()),
            typed: String::new(),
            exit: Some(0),
            stdout: Want::default(),
            stderr: Want::default(),
        }
    }
}

/// What one stream must hold.
#[derive(Default)]
enum Want {
    #[default]
    Nothing,
    Anything,
    Exactly(String),
    Parts(Vec<String>),
}

impl Want {
    fn parts(&mut self, parts: &[&str]) {
        let parts = parts.iter().map(ToString::to_string);
        match self {
            Self::Parts(all) => all.extend(parts),
            Self::Nothing | Self::Anything | Self::Exactly(_) => {
                *self = Self::Parts(parts.collect());
            }
        }
    }

    fn complain(&self, name: &str, text: &str) -> Option<String> {
        // A person's eyes do not care where a line was broken.
        let flat = flat(text);
        match self {
            Self::Anything => None,
            Self::Nothing => (!text.is_empty()).then(|| format!("{name} is not empty")),
            Self::Exactly(wanted) => {
                (text != wanted).then(|| format!("{name} is not exactly {wanted:?}"))
            }
            Self::Parts(parts) => {
                let missing: Vec<_> = parts.iter().filter(|part| !flat.contains(*part)).collect();
                (!missing.is_empty()).then(|| format!("{name} lacks {missing:?}"))
            }
        }
    }
}

/// Returns a text with every run of spaces and line ends as one space.
pub(crate) fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One run: what is typed, and what must come of it. What is not mentioned must be empty, the exit code 0.
#[must_use]
pub(crate) struct Cekdulu<'h> {
    home: &'h Home,
    args: Vec<OsString>,
    lang: &'static str,
    state: Option<PathBuf>,
    typed: String,
    exit: Option<i32>,
    stdout: Want,
    stderr: Want,
}

impl Cekdulu<'_> {
    /// Adds an argument as it is.
    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.args.push(arg.as_ref().to_owned());
        self
    }

    /// In this language.
    pub(crate) fn lang(mut self, lang: &'static str) -> Self {
        self.lang = lang;
        self
    }

    /// With sessions kept here, or where the system keeps such things.
    pub(crate) fn state(mut self, state: Option<&Path>) -> Self {
        self.state = state.map(Into::into);
        self
    }

    /// Types these lines.
    pub(crate) fn typed(mut self, lines: &[&str]) -> Self {
        self.typed = lines.iter().flat_map(|line| [line, "\n"]).collect();
        self
    }

    /// Ends with this code.
    pub(crate) fn exits(mut self, code: i32) -> Self {
        self.exit = Some(code);
        self
    }

    /// Prints exactly this to standard output.
    pub(crate) fn prints(mut self, text: &str) -> Self {
        self.stdout = Want::Exactly(text.into());
        self
    }

    /// Prints these among other things to standard output, wherever lines are broken.
    pub(crate) fn prints_with(mut self, parts: &[&str]) -> Self {
        self.stdout.parts(parts);
        self
    }

    /// Prints whatever it likes to standard output.
    pub(crate) fn prints_anything(mut self) -> Self {
        self.stdout = Want::Anything;
        self
    }

    /// Says these among other things on standard error, wherever lines are broken.
    pub(crate) fn says(mut self, parts: &[&str]) -> Self {
        self.stderr.parts(parts);
        self
    }

    /// Says whatever it likes on standard error.
    pub(crate) fn says_anything(mut self) -> Self {
        self.stderr = Want::Anything;
        self
    }

    /// Ends as it likes, whatever it prints and says; not by a signal.
    pub(crate) fn ends_anyhow(mut self) -> Self {
        self.exit = None;
        self.prints_anything().says_anything()
    }

    /// Runs it and compares everything at once.
    #[track_caller]
    pub(crate) fn run(mut self) -> Ran {
        if let Some(state) = self.state.take() {
            self.args.extend(["--state-dir".into(), state.into()]);
        }
        let mut command = self.home.command("", self.lang);
        command.args(&self.args);
        let ran = start(command, &self.typed);
        let wanted = self.exit.or(ran.code);
        let exit = (ran.code != wanted).then(|| format!("the exit is not {wanted:?}"));
        let out = self.stdout.complain("stdout", &ran.out());
        let err = self.stderr.complain("stderr", &ran.err());
        let signal = ran.code.is_none().then(|| "it ended by a signal".to_owned());
        let wrong: Vec<_> = [exit, signal, out, err].into_iter().flatten().collect();
        assert!(wrong.is_empty(), "{}\n{:?}\n{ran}", wrong.join("\n"), self.args);
        ran
    }
}

fn start(mut command: Command, typed: &str) -> Ran {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that ends early does not read all of it.
    let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
    let output = child.wait_with_output().unwrap();
    Ran { code: output.status.code(), stdout: output.stdout, stderr: output.stderr }
}

/// How a run ended.
pub(crate) struct Ran {
    /// The exit code; none after a signal.
    pub(crate) code: Option<i32>,
    /// The bytes on standard output.
    pub(crate) stdout: Vec<u8>,
    /// The bytes on standard error.
    pub(crate) stderr: Vec<u8>,
}

impl Ran {
    /// Returns standard output as text.
    pub(crate) fn out(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// Returns standard error as text.
    pub(crate) fn err(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }

    /// Returns standard output read as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.stdout).unwrap()
    }
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (code, out, err) = (self.code, self.out(), self.err());
        write!(f, "--- exit {code:?}\n--- stdout\n{out}\n--- stderr\n{err}\n---")
    }
}
