//! A running session: its events in memory and, where possible, on the disk before the next question.
//!
//! Edge.

use std::time::Duration;

use jiff::Zoned;

use crate::env::Clock;
use crate::lang::Lang;
use crate::session::{self, Entry, Event, Header};
use crate::store::{Recorder, Trouble};

/// A session while it is being written.
pub(in crate::app) struct Kept<'a> {
    /// Where it is written.
    pub recorder: Recorder,
    /// How it began.
    pub header: Header,
    /// Everything that happened, earlier runs included.
    pub entries: Vec<Entry>,
    clock: &'a dyn Clock,
}

impl<'a> Kept<'a> {
    /// Takes a session that was begun or opened.
    pub(in crate::app) fn new(
        recorder: Recorder,
        header: Header,
        entries: Vec<Entry>,
        clock: &'a dyn Clock,
    ) -> Self {
        Self { recorder, header, entries, clock }
    }

    /// Writes one event; when this returns it is on the disk, or the trouble is said once.
    pub(in crate::app) fn record(&mut self, event: Event) -> (Entry, Option<Trouble>) {
        self.record_of(self.clock.now(), event)
    }

    /// Writes one event that happened at another time than now.
    pub(in crate::app) fn record_of(
        &mut self,
        at: Zoned,
        event: Event,
    ) -> (Entry, Option<Trouble>) {
        let entry = Entry { at, mono_ms: millis(self.clock.elapsed()), event };
        let trouble = self.recorder.record(&entry);
        session::count(&mut self.entries, entry.clone());
        (entry, trouble)
    }

    /// Returns the clock.
    pub(in crate::app) fn clock(&self) -> &'a dyn Clock {
        self.clock
    }

    /// Returns the language that was spoken last.
    pub(in crate::app) fn lang(&self) -> Lang {
        let last = self.entries.iter().rev().find_map(|entry| {
            if let Event::Language { lang } = entry.event { Some(lang) } else { None }
        });
        last.unwrap_or(self.header.lang)
    }

    /// Tells whether the run has reached its end.
    pub(in crate::app) fn is_finished(&self) -> bool {
        self.entries.iter().any(|entry| entry.event == Event::Finished)
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
