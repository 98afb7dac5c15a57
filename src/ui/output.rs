//! Where results and errors are printed, and how wide the window is.
//!
//! Edge. Results go to standard output and nothing else does; a closed pipe is a quiet end.

use std::borrow::Cow;
use std::io::{self, ErrorKind, IsTerminal as _, Stderr, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use super::look::ascii;
use super::qr::Drawing;
use super::{comfort, wrap};
use crate::error::{Error, Exit, Result};
use crate::lang::{Catalogue, Lang};
use crate::safe;

/// How wide lines may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// As wide as the window is at the moment; [`wrap::USUAL`] where there is none.
    Window,
    /// This many columns.
    Columns(usize),
    /// Not broken at all.
    Unbroken,
}

impl Width {
    /// Returns the columns to wrap to at this moment.
    pub fn columns(self) -> usize {
        match self {
            Self::Window => window().unwrap_or(wrap::USUAL),
            Self::Columns(columns) => columns,
            Self::Unbroken => usize::MAX,
        }
    }
}

/// The columns of the window that standard error is shown in, where it says.
fn window() -> Option<usize> {
    let (width, _) = terminal_size::terminal_size_of(io::stderr())
        .or_else(|| terminal_size::terminal_size_of(io::stdout()))?;
    // A serial line and some editors' shells say 0.
    Some(usize::from(width.0)).filter(|columns| *columns > 0)
}

/// Returns the columns and rows of the window that standard error is shown in; 0 where it does not say.
pub(super) fn room() -> (usize, usize) {
    let size = terminal_size::terminal_size_of(io::stderr());
    size.map_or((0, 0), |(width, height)| (width.0.into(), height.0.into()))
}

/// Returns the columns and rows of the window that results are shown in; 0 where it does not say.
pub fn screen() -> (usize, usize) {
    let size = terminal_size::terminal_size_of(io::stdout());
    size.map_or_else(room, |(width, height)| (width.0.into(), height.0.into()))
}

/// Whether terminals get ASCII only. Set once, at the start.
static ASCII: AtomicBool = AtomicBool::new(false);

/// Keeps to ASCII from now on in whatever a terminal shows; files and pipes get every letter.
pub fn keep_to_ascii() {
    ASCII.store(true, Ordering::Relaxed);
}

/// Returns a text in the letters that can be shown.
fn letters(text: &str, terminal: bool) -> Cow<'_, str> {
    if terminal && ASCII.load(Ordering::Relaxed) { ascii(text) } else { Cow::Borrowed(text) }
}

/// The printer of results.
#[derive(Debug)]
pub struct Results<W: Write> {
    out: W,
    width: Width,
    /// Whether a terminal shows them.
    terminal: bool,
    lang: Lang,
}

impl Results<Stdout> {
    /// Prints to standard output.
    pub fn stdout(lang: Lang) -> Self {
        let out = io::stdout();
        let terminal = out.is_terminal();
        let width = if terminal { Width::Window } else { Width::Unbroken };
        Self { terminal, ..Self::new(out, width, lang) }
    }
}

impl<W: Write> Results<W> {
    /// Prints to anything.
    pub fn new(out: W, width: Width, lang: Lang) -> Self {
        Self { out, width, terminal: false, lang }
    }

    /// Prints text as it stands; for what has a form of its own, such as Markdown or a shell's script.
    ///
    /// # Errors
    ///
    /// Fails where it cannot be written; not where nobody reads it any more.
    pub fn text(&mut self, text: &str) -> Result<()> {
        self.write(&safe::clean(&letters(text, self.terminal)))
    }

    /// Prints text to be read: broken to the window where it is shown in one.
    ///
    /// # Errors
    ///
    /// Fails as [`Results::text`] does.
    pub fn page(&mut self, text: &str) -> Result<()> {
        if self.width == Width::Unbroken {
            return self.text(text);
        }
        let text = letters(text.strip_suffix('\n').unwrap_or(text), self.terminal);
        self.write(&wrap::wrap(&text, self.width.columns()).join("\n"))
    }

    /// Prints a drawing as it stands, its own control sequences included.
    ///
    /// # Errors
    ///
    /// Fails as [`Results::text`] does.
    pub fn drawing(&mut self, drawing: &Drawing) -> Result<()> {
        self.write(drawing.as_str())
    }

    /// Prints JSON, which keeps its meaning to the last character.
    ///
    /// # Errors
    ///
    /// Fails as [`Results::text`] does.
    pub fn json(&mut self, json: &str) -> Result<()> {
        self.write(&safe::json(json))
    }

    fn write(&mut self, text: &str) -> Result<()> {
        let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        let bytes = [text.as_bytes(), end.as_bytes()].concat();
        match self.out.write_all(&bytes).and_then(|()| self.out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                let texts = Catalogue::of(self.lang);
                let message = texts.fill("ui.cannot-print", &[("why", &error.to_string())]);
                Err(Error::failed(message))
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

/// Returns where the faces talk: standard error.
pub fn talk() -> Stderr {
    io::stderr()
}

/// Makes a mistake in the program itself end in a sentence that a person can use, with exit code 3.
///
/// A backtrace helps nobody who reads it, and an abort could leave an image of the memory, with the person's
/// answers in it, on the disk. The sentence is in both languages because nothing can be asked for any more.
pub fn stay_calm() {
    std::panic::set_hook(Box::new(|_| {
        comfort::let_go();
        let _ = io::stderr().write_all(include_bytes!("../lang/panic.txt"));
        leave(Exit::Failed);
    }));
}

/// Ends the program at once. Nothing is dropped: only for where there is no way back to `main`.
#[expect(clippy::exit, reason = "the release build would abort next, and skip every guard as well")]
pub(super) fn leave(exit: Exit) {
    std::process::exit(i32::from(exit.code()));
}

/// Prints a remark to standard error.
pub fn remark(text: &str) {
    let terminal = io::stderr().is_terminal();
    let width = if terminal { Width::Window } else { Width::Unbroken };
    let lines = wrap::wrap(&letters(text, terminal), width.columns());
    // A remark that nobody can see is no reason to fail.
    let _ = io::stderr().write_all((lines.join("\n") + "\n").as_bytes());
}

/// Prints an error to standard error: what went wrong, then what to do.
pub fn complain(error: &Error) {
    let terminal = io::stderr().is_terminal();
    let width = if terminal { Width::Window } else { Width::Unbroken };
    // There is nowhere left to say that this failed; the exit code still says that something did.
    let said = complaint(error, width);
    let _ = io::stderr().write_all(letters(&said, terminal).as_bytes());
}

/// Renders an error: what went wrong, then what to do.
pub fn complaint(error: &Error, width: Width) -> String {
    let columns = width.columns();
    let mut lines = wrap::hang("cekdulu: ", &error.message, columns);
    if let Some(hint) = &error.hint {
        lines.extend(wrap::hang("  ", hint, columns));
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails every write in one way.
    struct Failing(ErrorKind);

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn printed(width: Width, print: impl Fn(&mut Results<&mut Vec<u8>>) -> Result<()>) -> String {
        let mut out = Vec::new();
        print(&mut Results::new(&mut out, width, Lang::En)).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn results_end_in_one_line_end_and_steer_nothing() {
        for text in ["a\u{1b}[2Jb", "a\u{1b}[2Jb\n"] {
            assert_eq!(printed(Width::Unbroken, |out| out.text(text)), "a\u{fffd}[2Jb\n");
        }
        assert_eq!(printed(Width::Unbroken, |out| out.text("")), "");
        let json = "{\"x\":\"\u{9b}\"}";
        assert_eq!(printed(Width::Unbroken, |out| out.json(json)), "{\"x\":\"\\u009b\"}\n");
    }

    #[test]
    fn a_page_is_broken_in_a_window_only() {
        let page = "Good morning, this is Rina Wijaya.\n";
        assert_eq!(printed(Width::Unbroken, |out| out.page(page)), page);
        let broken = "Good morning, this\nis Rina Wijaya.\n";
        assert_eq!(printed(Width::Columns(20), |out| out.page(page)), broken);
    }

    #[test]
    fn a_closed_pipe_is_a_quiet_end_and_a_full_disk_is_not() {
        let print = |kind| Results::new(Failing(kind), Width::Unbroken, Lang::Id).text("x");
        assert_eq!(print(ErrorKind::BrokenPipe), Ok(()));
        let error = print(ErrorKind::StorageFull).unwrap_err();
        assert_eq!(error.exit.code(), 3);
    }

    #[test]
    fn an_error_says_what_and_then_what_to_do() {
        let error = Error::usage("no list \u{1b}[31m\"x\"").hint("Try: cekdulu list");
        let said = complaint(&error, Width::Columns(30));
        assert_eq!(said, "cekdulu: no list \u{fffd}[31m\"x\"\n  Try: cekdulu list\n");
    }
}
