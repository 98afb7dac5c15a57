//! Lines from the person, one for each question, and the wish to stop.
//!
//! Edge. A thread of its own reads, so that a wait can be ended by a key or by Ctrl-C; it reads one line
//! for each that is asked for and not a byte beyond it, so that a pipe stays unread between questions.

use std::io::{self, ErrorKind, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use super::Stop;
use crate::safe;

/// The most bytes of a line that are kept; the rest of it is dropped with a notice.
pub const LONGEST: usize = 64 * 1024;

/// How long a paste may go on arriving after its first line, before a question drops what is left of it.
pub(super) const PASTE: Duration = Duration::from_millis(40);

/// How long to leave a terminal alone that another program has made non-blocking.
const BUSY: Duration = Duration::from_millis(20);

/// Where lines come from.
pub trait Lines {
    /// Drops what was typed before a question was shown; tells whether there was anything.
    ///
    /// Does nothing for a pipe or a file, whose lines were meant for what is asked next.
    fn freshen(&mut self) -> bool;

    /// Waits for a line.
    ///
    /// # Errors
    ///
    /// Says why there is none.
    fn next(&mut self) -> Result<Typed, Stop>;

    /// Waits for a line, but not longer than this. Lines of a pipe or a file are left for the questions.
    ///
    /// # Errors
    ///
    /// Says why the wait was broken off.
    fn within(&mut self, longest: Duration) -> Result<Option<Typed>, Stop>;

    /// Tells whether the person has asked to stop.
    fn is_interrupted(&self) -> bool;
}

/// A line as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The line, without its end and without anything that is not text.
    pub text: String,
    /// Whether a part of it was dropped because it was too long.
    pub cut: bool,
}

/// What can happen while a question is open.
#[derive(Debug)]
enum Event {
    Line(Typed),
    Closed,
    Failed,
    Interrupted,
}

/// Lines from any reader, read by a thread.
#[derive(Debug)]
pub struct Keyboard {
    wanted: Sender<()>,
    events: Receiver<Event>,
    /// Whether the thread is reading a line that has not come yet.
    reading: bool,
    /// Whether a person sits there: lines that come unasked are then dropped.
    terminal: bool,
    interrupted: Arc<AtomicBool>,
}

impl Keyboard {
    /// Reads standard input, and takes Ctrl-C and the system's requests to end as [`Stop::Interrupted`].
    ///
    /// # Errors
    ///
    /// Fails where standard input is not open or no thread can be had.
    pub fn stdin(terminal: bool) -> io::Result<Self> {
        let (keyboard, events) = Self::start(unbuffered_stdin()?, terminal)?;
        heed(&keyboard.interrupted, move || {
            let _ = events.send(Event::Interrupted);
        });
        Ok(keyboard)
    }

    /// Reads a console as [`Keyboard::stdin`] does; `told` is called too when the person wants to stop.
    ///
    /// # Errors
    ///
    /// Fails where standard input is not open or no thread can be had.
    #[cfg(not(unix))]
    pub(super) fn console(mut told: impl FnMut() + Send + 'static) -> io::Result<Self> {
        let (keyboard, events) = Self::start(unbuffered_stdin()?, true)?;
        heed(&keyboard.interrupted, move || {
            let _ = events.send(Event::Interrupted);
            told();
        });
        Ok(keyboard)
    }

    /// Reads from anything.
    ///
    /// # Errors
    ///
    /// Fails where no thread can be had.
    pub fn over(reader: impl Read + Send + 'static, terminal: bool) -> io::Result<Self> {
        Ok(Self::start(reader, terminal)?.0)
    }

    fn start(
        reader: impl Read + Send + 'static,
        terminal: bool,
    ) -> io::Result<(Self, Sender<Event>)> {
        let (wanted, wishes) = mpsc::channel();
        let (sender, events) = mpsc::channel();
        let signals = sender.clone();
        thread::Builder::new()
            .name("keyboard".into())
            .spawn(move || read_on_request(reader, terminal, &wishes, &sender))?;
        let interrupted = Arc::new(AtomicBool::new(false));
        Ok((Self { wanted, events, reading: false, terminal, interrupted }, signals))
    }

    fn request(&mut self) {
        if !self.reading {
            // A thread that has ended has said why, in the channel that is read next.
            self.reading = self.wanted.send(()).is_ok();
        }
    }

    fn take(&mut self, event: Event) -> Result<Typed, Stop> {
        self.reading &= matches!(event, Event::Interrupted);
        match event {
            Event::Line(typed) => Ok(typed),
            Event::Closed => Err(Stop::Closed),
            Event::Failed => Err(Stop::Failed),
            Event::Interrupted => Err(Stop::Interrupted),
        }
    }

    /// Whether a wish to stop has come, which counts before any line.
    fn check(&self) -> Result<(), Stop> {
        if self.is_interrupted() { Err(Stop::Interrupted) } else { Ok(()) }
    }
}

impl Lines for Keyboard {
    fn freshen(&mut self) -> bool {
        if !self.terminal {
            return false;
        }
        thread::sleep(PASTE);
        let mut dropped = drop_typed_ahead();
        while let Ok(event) = self.events.try_recv() {
            // An end of the input comes again when it is asked again; an interruption stays in its flag.
            dropped |= matches!(event, Event::Line(_));
            self.reading &= matches!(event, Event::Interrupted);
        }
        dropped
    }

    fn next(&mut self) -> Result<Typed, Stop> {
        self.check()?;
        self.request();
        match self.events.recv() {
            Ok(event) => self.take(event),
            Err(_) => Err(Stop::Closed),
        }
    }

    fn within(&mut self, longest: Duration) -> Result<Option<Typed>, Stop> {
        self.check()?;
        if self.terminal {
            self.request();
        }
        match self.events.recv_timeout(longest) {
            Ok(event) => self.take(event).map(Some),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => {
                thread::sleep(longest);
                if self.terminal { Err(Stop::Closed) } else { Ok(None) }
            }
        }
    }

    fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::SeqCst)
    }
}

/// Keeps in mind from now on that the person, or the system, asked the program to end; `tell` says so to others.
pub(super) fn heed(interrupted: &Arc<AtomicBool>, mut tell: impl FnMut() + Send + 'static) {
    let interrupted = Arc::clone(interrupted);
    // Where no handler can be had the system's own ends the program, and every answer is on disk.
    let _ = ctrlc::set_handler(move || {
        interrupted.store(true, Ordering::SeqCst);
        tell();
    });
}

/// Reads a line for each wish, until the input or the program ends.
fn read_on_request(
    mut reader: impl Read,
    terminal: bool,
    wishes: &Receiver<()>,
    events: &Sender<Event>,
) {
    while wishes.recv().is_ok() {
        let event = match read_line(&mut reader) {
            Ok(Some(typed)) => Event::Line(typed),
            // Whether the read or the signal comes first when a window is closed is chance; the meaning is one.
            Ok(None) | Err(_) if terminal && hung_up() => Event::Interrupted,
            Ok(None) => Event::Closed,
            Err(_) => Event::Failed,
        };
        if events.send(event).is_err() {
            return;
        }
    }
}

/// Reads up to the end of a line, byte by byte; none at the end of the input.
///
/// A last line without an end counts. What is not UTF-8 becomes U+FFFD, and is never an error.
pub(super) fn read_line(reader: &mut impl Read) -> io::Result<Option<Typed>> {
    let mut bytes = Vec::new();
    let mut cut = false;
    let mut byte = [0];
    loop {
        match reader.read(&mut byte) {
            Ok(0) if bytes.is_empty() => return Ok(None),
            Ok(0) => break,
            Ok(_) if byte == [b'\n'] => break,
            Ok(_) if bytes.len() < LONGEST => bytes.extend(byte),
            Ok(_) => cut = true,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(BUSY),
            Err(error) => return Err(error),
        }
    }
    Ok(Some(Typed { text: safe::typed(&String::from_utf8_lossy(&bytes)), cut }))
}

/// Returns standard input without a buffer, which would read beyond the line that is asked for.
#[cfg(unix)]
pub(super) fn unbuffered_stdin() -> io::Result<std::fs::File> {
    use std::os::fd::AsFd as _;
    Ok(std::fs::File::from(io::stdin().as_fd().try_clone_to_owned()?))
}

/// Returns standard input. Its buffer stays: only the standard library turns a console's keys into UTF-8.
#[cfg(not(unix))]
fn unbuffered_stdin() -> io::Result<impl Read + Send + 'static> {
    Ok(io::stdin())
}

/// Tells whether nobody is at the other end of standard input any more, such as a closed window.
#[cfg(unix)]
pub(super) fn hung_up() -> bool {
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
    use std::os::fd::AsFd as _;

    let stdin = io::stdin();
    let mut watched = [PollFd::new(stdin.as_fd(), PollFlags::empty())];
    let polled = poll(&mut watched, PollTimeout::ZERO).is_ok();
    let gone = |fd: &PollFd<'_>| fd.revents().is_some_and(|seen| seen.contains(PollFlags::POLLHUP));
    polled && watched.iter().any(gone)
}

/// Empties the terminal's own queue; tells whether a whole line was in it.
#[cfg(unix)]
fn drop_typed_ahead() -> bool {
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
    use nix::sys::termios::{FlushArg, tcflush};
    use std::os::fd::AsFd as _;

    let stdin = io::stdin();
    let mut watched = [PollFd::new(stdin.as_fd(), PollFlags::POLLIN)];
    let polled = poll(&mut watched, PollTimeout::ZERO).is_ok();
    let has_line = watched.iter().any(|fd| fd.any().unwrap_or_default());
    tcflush(stdin.as_fd(), FlushArg::TCIFLUSH).is_ok() && polled && has_line
}

/// A console's queue is not reached from here; lines that were read too early are still dropped.
#[cfg(not(unix))]
fn drop_typed_ahead() -> bool {
    false
}

/// A console's end is told by a signal of its own.
#[cfg(not(unix))]
pub(super) fn hung_up() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn pipe(bytes: &[u8]) -> Keyboard {
        Keyboard::over(Cursor::new(bytes.to_vec()), false).unwrap()
    }

    fn text(keyboard: &mut Keyboard) -> Result<String, Stop> {
        keyboard.next().map(|typed| typed.text)
    }

    #[test]
    fn lines_end_in_every_way_and_then_the_input_is_closed() {
        let mut keyboard = pipe(b"satu\r\ndua\n\ntiga");
        for expected in ["satu", "dua", "", "tiga"] {
            assert_eq!(text(&mut keyboard).unwrap(), expected);
        }
        assert_eq!(text(&mut keyboard), Err(Stop::Closed));
        assert_eq!(text(&mut keyboard), Err(Stop::Closed));
    }

    #[test]
    fn what_is_not_text_is_no_error() {
        let mut keyboard = pipe(b"caf\xe9\n\x1b[A\0x\n");
        assert_eq!(text(&mut keyboard).unwrap(), "caf\u{fffd}");
        assert_eq!(text(&mut keyboard).unwrap(), "x");
    }

    #[test]
    fn a_line_too_long_is_cut_and_the_next_is_whole() {
        let mut bytes = vec![b'x'; LONGEST + 10];
        bytes.extend(b"\nnext\n");
        let mut keyboard = pipe(&bytes);
        let typed = keyboard.next().unwrap();
        assert_eq!((typed.text.len(), typed.cut), (LONGEST, true));
        assert_eq!(keyboard.next().unwrap(), Typed { text: "next".into(), cut: false });
    }

    #[test]
    fn not_a_byte_is_read_beyond_the_line_that_is_asked_for() {
        use std::io::Write as _;
        let (reader, mut writer) = io::pipe().unwrap();
        writer.write_all(b"one\ntwo\n").unwrap();
        drop(writer);
        let mut keyboard = Keyboard::over(reader.try_clone().unwrap(), false).unwrap();
        assert_eq!(text(&mut keyboard).unwrap(), "one");
        let mut rest = String::new();
        { reader }.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "two\n");
    }

    #[test]
    fn a_wait_leaves_the_lines_of_a_pipe_alone() {
        let mut keyboard = pipe(b"one\n");
        assert_eq!(keyboard.within(Duration::from_millis(5)), Ok(None));
        assert_eq!(text(&mut keyboard).unwrap(), "one");
    }

    #[test]
    fn a_person_ends_a_wait_by_a_line() {
        let mut keyboard = Keyboard::over(Cursor::new(b"\n".to_vec()), true).unwrap();
        let typed = keyboard.within(Duration::from_secs(30)).unwrap();
        assert_eq!(typed, Some(Typed { text: String::new(), cut: false }));
    }

    #[test]
    fn a_reader_that_fails_is_said_so() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(ErrorKind::BrokenPipe.into())
            }
        }
        assert_eq!(text(&mut Keyboard::over(Broken, false).unwrap()), Err(Stop::Failed));
    }

    #[test]
    fn an_interruption_counts_before_any_line() {
        let (mut keyboard, signals) =
            Keyboard::start(Cursor::new(b"one\n".to_vec()), false).unwrap();
        keyboard.interrupted.store(true, Ordering::SeqCst);
        signals.send(Event::Interrupted).unwrap();
        assert_eq!(text(&mut keyboard), Err(Stop::Interrupted));
        assert_eq!(keyboard.within(Duration::ZERO), Err(Stop::Interrupted));
    }

    #[test]
    fn an_interruption_ends_an_open_question() {
        let (reader, _writer) = io::pipe().unwrap();
        let (mut keyboard, signals) = Keyboard::start(reader, true).unwrap();
        signals.send(Event::Interrupted).unwrap();
        assert_eq!(text(&mut keyboard), Err(Stop::Interrupted));
    }

    proptest! {
        #[test]
        fn any_bytes_are_lines_without_line_ends(bytes in any::<Vec<u8>>()) {
            let mut reader = Cursor::new(bytes.clone());
            let mut lines = 0;
            while let Some(typed) = read_line(&mut reader).unwrap() {
                lines += 1;
                let steering = |c: char| c.is_control() && c != '\t';
                prop_assert!(!typed.text.chars().any(steering));
            }
            let begun = bytes.split_inclusive(|byte| *byte == b'\n').count();
            prop_assert_eq!(lines, begun);
        }
    }
}
