//! The bar of a wait and the sign that work is going on.
//!
//! Edge. Nothing is ever printed through either of them: they are put away first.

use std::io;
use std::time::Duration;

use dialoguer::console::Term;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

/// How often it is drawn, in times a second; faster flickers on some consoles.
const HZ: u8 = 4;

/// How long one picture stays.
pub(super) const FRAME: Duration = Duration::from_millis(250);

/// A wait; what does not fit is left out.
const WAIT: &str = "[{bar:10}] {wide_msg}";

/// Work that has no known length.
const BUSY: &str = "{spinner} {elapsed:>3}";

/// The columns that are drawn in: the line is filled up to them, and in a window that becomes narrower than
/// what was drawn a part of it would stay behind at every step.
const COLUMNS: u16 = 39;

/// Standard error, as wide as the smallest window.
#[derive(Debug)]
struct Narrow(Term);

impl TermLike for Narrow {
    fn width(&self) -> u16 {
        COLUMNS
    }

    fn height(&self) -> u16 {
        self.0.size().0
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_up(n)
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_down(n)
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_right(n)
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_left(n)
    }

    fn write_line(&self, s: &str) -> io::Result<()> {
        self.0.write_line(s)
    }

    fn write_str(&self, s: &str) -> io::Result<()> {
        TermLike::write_str(&self.0, s)
    }

    fn clear_line(&self) -> io::Result<()> {
        self.0.clear_line()
    }

    fn flush(&self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Something that is drawn until it is dropped.
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// Begins a wait.
    pub(super) fn wait(lasts: Duration) -> Self {
        Self::begin_wait(lasts, stderr())
    }

    fn begin_wait(lasts: Duration, on: ProgressDrawTarget) -> Self {
        let seconds = lasts.as_secs().max(1);
        Self::new((Some(seconds), on), WAIT, |style| style.progress_chars("#>-"))
    }

    /// Begins to show that work is going on; it moves by itself.
    pub(super) fn busy() -> Self {
        let bar = Self::begin_busy(stderr());
        bar.0.enable_steady_tick(FRAME);
        bar
    }

    fn begin_busy(on: ProgressDrawTarget) -> Self {
        Self::new((None, on), BUSY, |style| style.tick_chars("|/-\\ "))
    }

    fn new(
        (len, on): (Option<u64>, ProgressDrawTarget),
        template: &str,
        signs: impl FnOnce(ProgressStyle) -> ProgressStyle,
    ) -> Self {
        let bar = ProgressBar::with_draw_target(len, on);
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

/// Draws on standard error, and nowhere where that is no terminal.
fn stderr() -> ProgressDrawTarget {
    let term = Term::buffered_stderr();
    if !term.is_term() {
        return ProgressDrawTarget::hidden();
    }
    ProgressDrawTarget::term_like_with_hz(Box::new(Narrow(term)), HZ)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::{Catalogue, Lang};
    use std::sync::{Arc, Mutex};

    /// Keeps what was drawn last.
    #[derive(Debug, Clone, Default)]
    struct Paper(Arc<Mutex<String>>);

    impl TermLike for Paper {
        fn width(&self) -> u16 {
            COLUMNS
        }

        fn move_cursor_up(&self, n: usize) -> io::Result<()> {
            assert_eq!(n, 0, "it takes one line");
            Ok(())
        }

        fn move_cursor_down(&self, n: usize) -> io::Result<()> {
            self.move_cursor_up(n)
        }

        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn write_line(&self, line: &str) -> io::Result<()> {
            panic!("{line}")
        }

        fn write_str(&self, text: &str) -> io::Result<()> {
            self.0.lock().unwrap().push_str(text);
            Ok(())
        }

        fn clear_line(&self) -> io::Result<()> {
            self.0.lock().unwrap().clear();
            Ok(())
        }

        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    fn on(paper: &Paper) -> ProgressDrawTarget {
        ProgressDrawTarget::term_like(Box::new(paper.clone()))
    }

    #[test]
    fn every_template_is_drawn_as_it_is_meant() {
        let paper = Paper::default();
        let bar = Bar::begin_wait(Duration::from_secs(600), on(&paper));
        bar.show(Duration::from_secs(240), "6:00 left, until 14:32".into());
        assert_eq!(paper.0.lock().unwrap().trim_end(), "[####>-----] 6:00 left, until 14:32");
        let paper = Paper::default();
        let bar = Bar::begin_busy(on(&paper));
        bar.0.tick();
        assert_eq!(paper.0.lock().unwrap().trim_end(), "/  0s");
        drop(bar);
        assert_eq!(*paper.0.lock().unwrap(), "", "nothing of it stays");
    }

    #[test]
    fn the_longest_wait_fits_its_line() {
        for lang in Lang::ALL {
            let clock = [("h", "14"), ("m", "32"), ("s", "10")];
            let clock = Catalogue::of(lang).fill("ui.wait.clock-seconds", &clock);
            let values = [("left", "1:59"), ("clock", &clock)];
            let said = Catalogue::of(lang).fill("ui.bar.left", &values);
            let paper = Paper::default();
            let bar = Bar::begin_wait(Duration::from_secs(119), on(&paper));
            bar.show(Duration::ZERO, said.clone());
            assert!(paper.0.lock().unwrap().contains(&said));
            bar.show(Duration::ZERO, said.repeat(4));
            assert!(paper.0.lock().unwrap().len() <= COLUMNS.into());
        }
    }
}
