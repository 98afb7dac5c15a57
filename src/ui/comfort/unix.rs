//! Keys from a Unix terminal, and the modes in which they are read.
//!
//! Edge. One thread reads and no other: whoever would wait for a key in a thread of its own takes keys from
//! the list that is shown next. The list crate takes every interrupted wait for Ctrl-C, so no signal but the
//! one that is meant for it reaches the thread that shows a list.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::os::fd::AsFd as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SigSet, Signal, kill, raise};
use nix::sys::termios::SpecialCharacterIndices::VSUSP;
use nix::sys::termios::{LocalFlags, SetArg, Termios, cfmakeraw, tcgetattr, tcsetattr};
use nix::unistd::Pid;

use super::keys::{Came, Key, key};
use crate::ui::Stop;
use crate::ui::input::{self, Lines, Typed};
use crate::ui::output::talk;
use crate::ui::plain::TURN;

/// How long a wait for a key lasts before it is looked whether the person wants to stop.
const LOOK: Duration = Duration::from_millis(100);

/// Ends the list crate's wait for a key. Nothing else sends it, and by itself it does nothing.
const BELL: Signal = Signal::SIGURG;

/// Those that could be taken for Ctrl-C while a list is open.
const OTHERS: [Signal; 4] = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP, Signal::SIGCONT];

/// The terminal's modes before the program changed them, while it does.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// Holds the terminal in modes of the program until it is dropped; one may stand inside another.
pub(in crate::ui) struct Hold {
    previous: Option<Termios>,
    outermost: bool,
}

impl Hold {
    /// Nothing shown of what is typed; Ctrl-C still interrupts.
    pub(super) fn quiet() -> Self {
        Self::take(|modes| {
            modes.local_flags &= !LocalFlags::ECHO;
            // To be stopped now would leave the shell with a terminal that shows nothing.
            if let Some(stop) = modes.control_chars.get_mut(VSUSP as usize) {
                *stop = nix::libc::_POSIX_VDISABLE;
            }
        })
    }

    /// Key by key, nothing shown, no key that does anything by itself.
    pub(super) fn raw() -> Self {
        Self::take(make_raw)
    }

    /// Line by line, as the terminal was.
    pub(super) fn lines() -> Self {
        Self::take(|_| {})
    }

    fn take(change: impl FnOnce(&mut Termios)) -> Self {
        let previous = tcgetattr(io::stdin()).ok();
        let mut before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner);
        let outermost = before.is_none();
        if outermost {
            before.clone_from(&previous);
        }
        if let Some(mut modes) = before.clone() {
            change(&mut modes);
            set(&modes);
        }
        Self { previous, outermost }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.previous.iter().for_each(set);
        if self.outermost {
            BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
    }
}

/// Gives the terminal back as it was, with its cursor; for the moment before an end that drops nothing.
pub(super) fn let_go() {
    if let Ok(mut before) = BEFORE.try_lock()
        && let Some(before) = before.take()
    {
        set(&before);
        let _ = talk().write_all(b"\r\x1b[K\x1b[?25h");
    }
}

fn set(modes: &Termios) {
    // A terminal that has gone needs none.
    let _ = tcsetattr(io::stdin(), SetArg::TCSANOW, modes);
}

/// What is written still begins a new line at each line's end.
fn make_raw(modes: &mut Termios) {
    let output = modes.output_flags;
    cfmakeraw(modes);
    modes.output_flags = output;
}

/// Takes key by key again, after the job was stopped and the shell has set its own modes.
fn raw_again() {
    let before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some(mut modes) = before {
        make_raw(&mut modes);
        set(&modes);
    }
}

/// Stops the whole job as Ctrl-Z does, with the terminal as the shell wants it.
pub(super) fn step_aside() {
    let _lines = Hold::lines();
    let _ = kill(Pid::from_raw(0), Signal::SIGTSTP);
}

/// The keys.
pub(in crate::ui) struct Keys {
    stdin: File,
    interrupted: Arc<AtomicBool>,
    /// Whether the job was stopped and goes on.
    continued: Arc<AtomicBool>,
}

impl Keys {
    /// Reads standard input, and takes Ctrl-C and the system's requests to end as [`Stop::Interrupted`].
    ///
    /// # Errors
    ///
    /// Fails where standard input is not open or a signal cannot be heeded.
    pub(super) fn open() -> io::Result<Self> {
        let stdin = input::unbuffered_stdin()?;
        // Before any other thread begins: all of them leave the bell to the thread that shows lists.
        signals(&[BELL]).thread_block()?;
        let (interrupted, continued) = (Arc::default(), Arc::default());
        input::heed(&interrupted, || {});
        signal_hook::flag::register(Signal::SIGCONT as i32, Arc::clone(&continued))?;
        signal_hook::flag::register(BELL as i32, Arc::default())?;
        Ok(Self { stdin, interrupted, continued })
    }

    fn check(&self) -> Result<(), Stop> {
        if self.is_interrupted() { Err(Stop::Interrupted) } else { Ok(()) }
    }

    /// Tells whether the job was stopped and goes on since this was asked last.
    fn goes_on(&self) -> bool {
        self.continued.swap(false, Ordering::SeqCst)
    }

    /// Waits for something to read, until a moment; false where there is nothing, or the job goes on.
    fn is_ready(&self, until: Instant) -> Result<bool, Stop> {
        loop {
            self.check()?;
            let left = until.saturating_duration_since(Instant::now());
            let timeout = PollTimeout::try_from(left.min(LOOK)).unwrap_or(PollTimeout::ZERO);
            let mut watched = [PollFd::new(self.stdin.as_fd(), PollFlags::POLLIN)];
            if poll(&mut watched, timeout).unwrap_or(0) > 0 {
                return Ok(true);
            }
            if left.is_zero() || self.continued.load(Ordering::SeqCst) {
                return Ok(false);
            }
        }
    }

    /// Says why nothing can be read any more.
    fn ended(failed: bool) -> Stop {
        if input::hung_up() {
            Stop::Interrupted
        } else if failed {
            Stop::Failed
        } else {
            Stop::Closed
        }
    }

    /// Waits for a key that means something, but not longer than this; the terminal must be held raw.
    ///
    /// # Errors
    ///
    /// Says why the wait was broken off.
    pub(super) fn press(&mut self, longest: Duration) -> Result<Option<Key>, Stop> {
        if !self.is_ready(Instant::now() + longest)? {
            if self.goes_on() {
                raw_again();
            }
            return Ok(None);
        }
        let mut bytes = [0; 64];
        match self.stdin.read(&mut bytes) {
            Ok(0) => Err(Self::ended(false)),
            Ok(len) => match key(bytes.get(..len).unwrap_or_default()) {
                Some(Key::Interrupt) => {
                    self.interrupted.store(true, Ordering::SeqCst);
                    Err(Stop::Interrupted)
                }
                key => Ok(key),
            },
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(None),
            Err(_) => Err(Self::ended(true)),
        }
    }

    /// Drops all that can be read now; tells whether there was more than ends of lines.
    fn drain(&mut self) -> bool {
        let mut dropped = false;
        let mut bytes = [0; 1024];
        loop {
            let mut watched = [PollFd::new(self.stdin.as_fd(), PollFlags::POLLIN)];
            if poll(&mut watched, PollTimeout::ZERO).unwrap_or(0) <= 0 {
                return dropped;
            }
            let Ok(len @ 1..) = self.stdin.read(&mut bytes) else { return dropped };
            let read = bytes.get(..len).unwrap_or_default();
            dropped |= read.iter().any(|byte| *byte >= b' ');
            if read.contains(&super::keys::CTRL_C) {
                self.interrupted.store(true, Ordering::SeqCst);
            }
        }
    }

    /// Drops what was typed before a list was shown; the terminal must be held raw.
    pub(super) fn settle(&mut self) -> bool {
        thread::sleep(input::PASTE);
        self.drain()
    }

    /// Shows a list, and ends it when the person or the system wants to stop, or where it no longer `fits`.
    ///
    /// # Errors
    ///
    /// Says why nothing was chosen.
    pub(super) fn choose(
        &mut self,
        fits: &(dyn Fn() -> bool + Sync),
        show: impl FnOnce() -> dialoguer::Result<Option<usize>>,
    ) -> Result<Came, Stop> {
        self.check()?;
        let rang = AtomicBool::new(false);
        let shown = thread::scope(|scope| {
            let (done, over) = mpsc::channel();
            let (keys, rang) = (&*self, &rang);
            let watch = move || keys.watch(fits, rang, &over);
            // Begun before the thread closes its ears, so that it still hears what this one does not.
            thread::Builder::new().name("list".into()).spawn_scoped(scope, watch)?;
            let calm = Calm::begin();
            let shown = show();
            drop(calm);
            drop(done);
            shown
        });
        let dialoguer::Error::IO(error) = match shown {
            Ok(Some(index)) => return Ok(Came::Picked(index)),
            Ok(None) => return Ok(Came::Left),
            Err(error) => error,
        };
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(Self::ended(error.kind() != io::ErrorKind::UnexpectedEof));
        }
        self.check()?;
        if rang.load(Ordering::SeqCst) {
            return Ok(Came::Outgrown);
        }
        self.interrupted.store(true, Ordering::SeqCst);
        Err(Stop::Interrupted)
    }

    /// Looks after an open list from another thread, which the list crate gives no other way to end.
    fn watch(&self, fits: &(dyn Fn() -> bool + Sync), rang: &AtomicBool, over: &Receiver<()>) {
        while over.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
            let continued = self.goes_on();
            if continued {
                raw_again();
            }
            if continued || self.is_interrupted() || !fits() {
                rang.store(true, Ordering::SeqCst);
                let _ = kill(Pid::this(), BELL);
            }
        }
    }
}

/// The time in which a list is open: only the bell can end this thread's wait for a key.
struct Calm;

impl Calm {
    fn begin() -> Self {
        let _ = signals(&OTHERS).thread_block();
        let _ = signals(&[BELL]).thread_unblock();
        Self
    }
}

impl Drop for Calm {
    fn drop(&mut self) {
        let _ = signals(&[BELL]).thread_block();
        // The list crate sends this thread a SIGINT of its own; what else asks to stop has gone to others.
        let own = signals(&[Signal::SIGINT]);
        if raise(Signal::SIGINT).is_ok() {
            let _ = own.wait();
        }
        let _ = signals(&OTHERS).thread_unblock();
    }
}

fn signals(of: &[Signal]) -> SigSet {
    let mut set = SigSet::empty();
    for signal in of {
        set.add(*signal);
    }
    set
}

impl Lines for Keys {
    fn freshen(&mut self) -> bool {
        let hold = Hold::raw();
        let dropped = self.settle();
        drop(hold);
        dropped
    }

    fn next(&mut self) -> Result<Typed, Stop> {
        loop {
            if let Some(typed) = self.within(Duration::from_secs(60))? {
                return Ok(typed);
            }
        }
    }

    fn within(&mut self, longest: Duration) -> Result<Option<Typed>, Stop> {
        let until = Instant::now() + longest;
        while !self.is_ready(until)? {
            if self.goes_on() {
                // The job was stopped, and the shell has written over the sign.
                let _ = talk().write_all(TURN.as_bytes());
            } else {
                return Ok(None);
            }
        }
        match input::read_line(&mut self.stdin) {
            Ok(Some(typed)) => Ok(Some(typed)),
            Ok(None) => Err(Self::ended(false)),
            Err(_) => Err(Self::ended(true)),
        }
    }

    fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::SeqCst)
    }
}
