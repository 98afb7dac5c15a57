//! The bar of a wait and the sign that work is going on.
//!
//! Edge. Each is one line of at most 39 columns, so that no window leaves a second line of it behind, and
//! nothing is ever printed through it: it is put away first.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How often it is drawn, in times a second; faster flickers on some consoles.
const HZ: u8 = 4;

/// How long one picture stays.
pub(super) const FRAME: Duration = Duration::from_millis(250);

/// A wait.
const WAIT: &str = "[{bar:10}] {msg}";

/// Work that has no known length.
const BUSY: &str = "{spinner} {elapsed:>3}";

/// Something that is drawn until it is dropped.
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// Begins a wait.
    pub(super) fn wait(lasts: Duration) -> Self {
        let seconds = lasts.as_secs().max(1);
        Self::new(Some(seconds), WAIT, |style| style.progress_chars("#>-"))
    }

    /// Begins to show that work is going on; it moves by itself.
    pub(super) fn busy() -> Self {
        let bar = Self::new(None, BUSY, |style| style.tick_chars("|/-\\ "));
        bar.0.enable_steady_tick(FRAME);
        bar
    }

    fn new(
        len: Option<u64>,
        template: &str,
        signs: impl FnOnce(ProgressStyle) -> ProgressStyle,
    ) -> Self {
        let bar = ProgressBar::with_draw_target(len, ProgressDrawTarget::stderr_with_hz(HZ));
        let style = ProgressStyle::with_template(template).map(signs);
        bar.set_style(style.expect("a test draws every template"));
        Self(bar)
    }

    /// Tells whether nobody sees it.
    pub(super) fn is_hidden(&self) -> bool {
        self.0.is_hidden()
    }

    /// Shows how much has passed.
    pub(super) fn show(&self, passed: Duration, said: String) {
        self.0.set_message(said);
        self.0.set_position(passed.as_secs());
        self.0.tick();
    }

    /// Puts it away for as long as something else is written.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.0.suspend(write)
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
