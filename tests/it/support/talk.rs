//! A talk with the program over pipes, question by question, as somebody would type.

use std::io::{Read as _, Write as _};
use std::process::{Child, ChildStdin, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use cekdulu::lang::{Catalogue, Lang};

use super::run::{Home, flat};
use super::walker::{self, Screen};

/// How long the slowest machine may take for one question.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the program shows when it is the person's turn.
const TURN: &str = "\n> ";

/// Every question with its key, in one language.
pub(crate) struct Questions {
    known: Vec<(String, String)>,
    /// The first choice of a confirmation.
    right: &'static str,
}

impl Questions {
    /// Takes those of `internet-mati`, of the call, and of the end.
    pub(crate) fn of(lang: Lang) -> Self {
        let lists = [
            ("", include_str!("../../../checklists/internet-mati.toml")),
            ("call.", include_str!("../../../checklists/data/call.toml")),
        ];
        let mut known = Vec::new();
        for (prefix, text) in lists {
            for (_, step) in walker::parsed(text).steps() {
                known.push((format!("{prefix}{}", step.key), flat(step.ask.get(lang))));
            }
        }
        let texts = Catalogue::of(lang);
        for key in ["remember", "open-questions", "no-call-needed", "which-place", "time-unread"] {
            known.push((key.to_owned(), flat(texts.get(&format!("walk.{key}")))));
        }
        known.push(("panel".to_owned(), flat(texts.get("call.ask-open"))));
        known.retain(|(_, ask)| !ask.is_empty());
        Self { known, right: texts.get("walk.right") }
    }

    /// Tells which question a text asks; `confirm` where it only repeats an answer.
    pub(crate) fn key(&self, block: &str) -> Option<&str> {
        let block = flat(block);
        if block.contains(&format!("1 {}", self.right)) {
            return Some("confirm");
        }
        let asked = self.known.iter().filter(|(_, ask)| block.contains(ask));
        asked.max_by_key(|(_, ask)| ask.len()).map(|(key, _)| key.as_str())
    }
}

/// A running program.
pub(crate) struct Talk {
    child: Child,
    stdin: Option<ChildStdin>,
    said: Receiver<Vec<u8>>,
    reader: JoinHandle<()>,
    /// Everything that was said so far.
    pub(crate) text: String,
    /// Where that which was said since the last answer begins.
    fresh: usize,
}

impl Talk {
    /// Starts the program; its results go nowhere.
    pub(crate) fn start(home: &Home, words: &str, lang: Lang) -> Self {
        let mut command = home.command(words, lang.code());
        command.arg("--state-dir").arg(home.state());
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let (send, said) = mpsc::channel();
        let reader = thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(len @ 1..) = stderr.read(&mut chunk) {
                let _ = send.send(chunk[..len].to_vec());
            }
        });
        let stdin = child.stdin.take();
        Self { child, stdin, said, reader, text: String::new(), fresh: 0 }
    }

    /// Waits for the next question and returns its text; none where the program ended instead.
    pub(crate) fn question(&mut self) -> Option<String> {
        while !self.text[self.fresh..].ends_with(TURN) {
            match self.said.recv_timeout(PATIENCE) {
                Ok(chunk) => self.text += &String::from_utf8_lossy(&chunk),
                Err(mpsc::RecvTimeoutError::Disconnected) => return None,
                Err(mpsc::RecvTimeoutError::Timeout) => panic!("no question: {}", self.text),
            }
        }
        let said = &self.text[self.fresh..];
        let block = said.rfind("\n\n").map_or(said, |at| &said[at..]);
        Some(block.to_owned())
    }

    /// Types something, with or without the end of the line; false where nobody reads any more.
    pub(crate) fn write(&mut self, typed: &str) -> bool {
        self.fresh = self.text.len();
        let stdin = self.stdin.as_mut().unwrap();
        stdin.write_all(typed.as_bytes()).and_then(|()| stdin.flush()).is_ok()
    }

    /// Answers the question.
    pub(crate) fn answer(&mut self, line: &str) -> bool {
        self.write(&format!("{line}\n"))
    }

    /// Ends the program as a power cut would, and returns what it had said by then.
    pub(crate) fn kill(mut self) -> String {
        let _ = self.child.kill();
        self.child.wait().unwrap();
        self.rest()
    }

    /// Waits for the end.
    pub(crate) fn end(mut self) -> (ExitStatus, String) {
        drop(self.stdin.take());
        let status = self.child.wait().unwrap();
        (status, self.rest())
    }

    fn rest(self) -> String {
        self.reader.join().unwrap();
        let rest = self.said.try_iter().flatten().collect::<Vec<_>>();
        self.text + &String::from_utf8_lossy(&rest)
    }
}

impl Screen for Talk {
    fn question(&mut self) -> Option<String> {
        Talk::question(self)
    }

    fn keys(&mut self, keys: &str) {
        self.write(keys);
    }
}
