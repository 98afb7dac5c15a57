//! A wait with a bar, that a key can end.
//!
//! Edge.

use std::io::Stderr;
use std::time::Duration;

use super::bar::{self, Bar};
use super::keys::Key;
use super::sheet::State;
use super::system::{self, Hold, Keys};
use super::{ComfortFace, room};
use crate::ui::plain::{HEARTBEAT, PlainFace, TICK};
use crate::ui::{Choice, Input, Prompt, Reply, Stop, Tick, Waited, Waiting};

impl ComfortFace<'_> {
    /// Waits with a bar.
    pub(super) fn watch(
        &mut self,
        bar: Bar,
        waiting: &Waiting,
        tick: &mut dyn FnMut() -> Tick,
    ) -> Result<Waited, Stop> {
        self.plain.put("\n");
        self.plain.line(&waiting.what);
        if let Some(enter) = &waiting.enter {
            self.plain.line(enter);
        }
        if !waiting.commands.is_empty() {
            self.plain.line(self.plain.texts().get("ui.bar.other"));
        }
        let mut wait = Wait { bar: Some(bar), ends: self.plain.ends(waiting.lasts), said: 0 };
        let began = self.plain.elapsed();
        let mut ticked = began;
        let hold = Hold::raw();
        self.plain.lines().settle();
        loop {
            let passed = self.plain.elapsed().saturating_sub(began);
            let left = waiting.lasts.saturating_sub(passed);
            if left.is_zero() {
                drop(wait);
                self.plain.line(self.plain.texts().get("ui.wait.over"));
                return Ok(Waited::Over);
            }
            wait.show(&mut self.plain, passed, left);
            match self.plain.lines().press(left.min(bar::FRAME))? {
                Some(Key::Enter) if waiting.enter.is_some() => return Ok(Waited::Entered),
                Some(Key::More) if !waiting.commands.is_empty() => {
                    wait.bar = None;
                    if let Some(waited) = self.other(waiting)? {
                        return Ok(waited);
                    }
                    wait.bar = Some(Bar::wait(waiting.lasts));
                }
                Some(Key::Aside) => {
                    wait.bar = None;
                    system::step_aside();
                    wait.bar = Some(Bar::wait(waiting.lasts));
                }
                Some(Key::Enter | Key::More | Key::Interrupt) | None => {}
            }
            if self.plain.elapsed().saturating_sub(ticked) < TICK {
                continue;
            }
            ticked = self.plain.elapsed();
            let tick = tick();
            for line in &tick.news {
                wait.aside(|| self.plain.line(line));
            }
            if tick.over {
                drop((wait, hold));
                return Ok(Waited::Ticked);
            }
        }
    }

    /// Asks what else to do in a wait; none where it goes on.
    fn other(&mut self, waiting: &Waiting) -> Result<Option<Waited>, Stop> {
        let ask = self.plain.texts().get("ui.list.what-now");
        let still = self.plain.texts().get("ui.list.still");
        let choices = vec![Choice::new("still", still)];
        let commands = waiting.commands.clone();
        let prompt = Prompt { commands, ..Prompt::new(ask, Input::One(choices)) };
        let reply = self.choose(&prompt, State { more: true, ..State::default() })?;
        let Reply::Command(command, words) = reply else { return Ok(None) };
        Ok(Some(Waited::Command(command, words)))
    }
}

/// What a wait shows.
struct Wait {
    /// The bar, where one can be shown.
    bar: Option<Bar>,
    /// When it ends, by the clock.
    ends: String,
    /// After how many heartbeats it was said last how long still, where there is no bar.
    said: u64,
}

impl Wait {
    fn show(&mut self, plain: &mut PlainFace<'_, Keys, Stderr>, passed: Duration, left: Duration) {
        // In a window that has become too small a bar would leave a part of itself at every step.
        self.bar = self.bar.take().filter(|_| room().is_some());
        let beats = passed.as_secs() / HEARTBEAT.as_secs();
        if let Some(bar) = &self.bar {
            let seconds = left.as_secs() + u64::from(left.subsec_millis() > 0);
            let left = format!("{}:{:02}", seconds / 60, seconds % 60);
            let values = [("left", left.as_str()), ("clock", self.ends.as_str())];
            bar.show(passed, plain.texts().fill("ui.bar.left", &values));
        } else if beats > self.said {
            plain.still(left);
        }
        self.said = beats;
    }

    fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.aside(write),
            None => write(),
        }
    }
}
