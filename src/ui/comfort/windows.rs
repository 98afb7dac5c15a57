//! Keys from a Windows console.
//!
//! Edge. Lines are read by the keyboard's thread, one for each that is asked for; keys in a wait come as
//! events. The system handles Ctrl-C by itself and tells nobody who waits for a key, so while a list is open
//! the program ends there and then: every answer is on the disk.

use std::io::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, poll, read};

use super::keys::{Came, Key};
use crate::error::Exit;
use crate::lang::{Catalogue, Lang};
use crate::ui::Stop;
use crate::ui::input::{self, Keyboard, Lines, Typed};
use crate::ui::output::{self, talk};

/// Holds nothing: a console's keys are read without changing its modes.
pub(in crate::ui) struct Hold(());

impl Hold {
    /// Key by key.
    pub(super) fn raw() -> Self {
        Self(())
    }

    /// Nothing shown of what is typed.
    pub(super) fn quiet() -> Self {
        Self(())
    }

    /// Line by line.
    pub(super) fn lines() -> Self {
        Self(())
    }
}

/// Gives the console back with its cursor.
pub(super) fn let_go() {
    let _ = dialoguer::console::Term::stderr().show_cursor();
}

/// A console has no way to stop a job.
pub(super) fn step_aside() {}

/// The keys.
pub(in crate::ui) struct Keys {
    keyboard: Keyboard,
    /// Whether a list is open.
    open: Arc<AtomicBool>,
}

impl Keys {
    /// Reads the console.
    ///
    /// # Errors
    ///
    /// Fails where standard input is not open.
    pub(super) fn open() -> io::Result<Self> {
        let open: Arc<AtomicBool> = Arc::default();
        let listed = Arc::clone(&open);
        let keyboard = Keyboard::console(move || {
            if listed.load(Ordering::SeqCst) {
                let_go();
                let said = Lang::ALL.map(|lang| Catalogue::of(lang).get("app.interrupted"));
                let _ = writeln!(talk(), "{}", said.join(" / "));
                output::leave(Exit::Interrupted);
            }
        })?;
        Ok(Self { keyboard, open })
    }

    /// Waits for a key that means something, but not longer than this.
    ///
    /// # Errors
    ///
    /// Says why the wait was broken off.
    pub(super) fn press(&mut self, longest: Duration) -> Result<Option<Key>, Stop> {
        if self.is_interrupted() {
            return Err(Stop::Interrupted);
        }
        if !poll(longest).map_err(|_| Stop::Failed)? {
            return Ok(None);
        }
        let Event::Key(event) = read().map_err(|_| Stop::Failed)? else { return Ok(None) };
        if event.kind == KeyEventKind::Release {
            return Ok(None);
        }
        if event.code == KeyCode::Char('c') && event.modifiers.contains(KeyModifiers::CONTROL) {
            return Err(Stop::Interrupted);
        }
        Ok(match event.code {
            KeyCode::Enter => Some(Key::Enter),
            KeyCode::Esc | KeyCode::Char('?' | '/') => Some(Key::More),
            _ => None,
        })
    }

    /// Drops what was typed before a list was shown.
    pub(super) fn settle(&mut self) -> bool {
        thread::sleep(input::PASTE);
        let mut dropped = false;
        while poll(Duration::ZERO).unwrap_or(false) {
            let Ok(event) = read() else { break };
            dropped |= matches!(event, Event::Key(key) if matches!(key.code, KeyCode::Char(_)) && key.kind == KeyEventKind::Press);
        }
        dropped
    }

    /// Shows a list.
    ///
    /// # Errors
    ///
    /// Says why nothing was chosen.
    pub(super) fn choose(
        &mut self,
        _fits: &(dyn Fn() -> bool + Sync),
        show: impl FnOnce() -> dialoguer::Result<Option<usize>>,
    ) -> Result<Came, Stop> {
        if self.is_interrupted() {
            return Err(Stop::Interrupted);
        }
        self.open.store(true, Ordering::SeqCst);
        let shown = show();
        self.open.store(false, Ordering::SeqCst);
        let dialoguer::Error::IO(error) = match shown {
            Ok(Some(index)) => return Ok(Came::Picked(index)),
            Ok(None) => return Ok(Came::Left),
            Err(error) => error,
        };
        let interrupted = error.kind() == io::ErrorKind::Interrupted || self.is_interrupted();
        Err(if interrupted { Stop::Interrupted } else { Stop::Failed })
    }
}

impl Lines for Keys {
    fn freshen(&mut self) -> bool {
        self.settle()
    }

    fn next(&mut self) -> Result<Typed, Stop> {
        self.keyboard.next()
    }

    fn within(&mut self, longest: Duration) -> Result<Option<Typed>, Stop> {
        // A thread that is left with a half-read line would take the keys of the next list.
        let pressed = self.press(longest)?;
        let empty = Typed { text: String::new(), cut: false };
        let more = Typed { text: "?".to_owned(), cut: false };
        Ok(pressed.map(|key| if key == Key::Enter { empty } else { more }))
    }

    fn is_interrupted(&self) -> bool {
        self.keyboard.is_interrupted()
    }
}
