//! What is written down of a restart while it goes on.
//!
//! Edge. Everything is on the disk before it is shown.

use std::time::Duration;

use jiff::Zoned;

use super::progress::Progress;
use super::say;
use crate::app::walk::Kept;
use crate::checklist::Device;
use crate::lang::Lang;
use crate::probe::watch::{News, Watch};
use crate::session::{Event, Stage, Watched};
use crate::store::Trouble;

/// The record of a restart, and the watch that feeds it.
pub(super) struct Sight<'r, 'g> {
    kept: &'r mut Kept<'g>,
    key: String,
    /// What looks meanwhile; none where the program may not look.
    pub(super) watch: Option<Watch>,
    /// How far it has come.
    pub(super) progress: Progress,
    /// What went wrong with the disk, to be said when it is over.
    pub(super) trouble: Option<Trouble>,
}

impl<'r, 'g> Sight<'r, 'g> {
    /// Takes up the record of the restart at a step.
    pub(super) fn new(kept: &'r mut Kept<'g>, key: String) -> Self {
        let progress = Progress::of(&kept.entries, &key);
        Self { kept, key, watch: None, progress, trouble: None }
    }

    /// Returns the present moment.
    pub(super) fn now(&self) -> Zoned {
        self.kept.clock().now()
    }

    /// Returns the time since the program began, by a clock that never jumps.
    pub(super) fn elapsed(&self) -> Duration {
        self.kept.clock().elapsed()
    }

    /// Writes down that a stage was reached now.
    pub(super) fn mark(&mut self, stage: Stage) {
        self.mark_at(stage, false);
    }

    /// Writes down that a stage was reached, now or at some earlier time.
    pub(super) fn mark_at(&mut self, stage: Stage, earlier: bool) {
        self.record(Event::Restarting { step: self.key.clone(), stage, earlier });
    }

    fn record(&mut self, event: Event) {
        let (entry, trouble) = self.kept.record(event);
        self.progress.take(&entry, &self.key);
        self.trouble = self.trouble.take().or(trouble);
    }

    fn keep(&mut self, news: News) {
        let ago = news.mono.elapsed();
        let seen = self.elapsed().saturating_sub(ago).as_millis();
        let seen_ms = u64::try_from(seen).unwrap_or(u64::MAX);
        let (step, sighting) = (self.key.clone(), news.sighting);
        self.record(Event::Sighted { step, sighting, seen_ms });
    }

    /// Writes down what was seen since the last time, and returns what there is to say about it.
    pub(super) fn drain(&mut self, device: Device, lang: Lang) -> Vec<String> {
        let all = self.watch.as_ref().map(Watch::news).unwrap_or_default();
        let mut lines = Vec::new();
        for news in all {
            lines.extend(say::news(&news.sighting, device, lang));
            self.keep(news);
        }
        lines
    }

    /// Waits until it is known how everything is, or for this long.
    pub(super) fn look(&mut self, within: Duration) {
        let began = self.elapsed();
        while Watched::ALL.iter().any(|what| self.progress.is_up(*what).is_none()) {
            let left = within.saturating_sub(self.elapsed().saturating_sub(began));
            let next = self.watch.as_ref().filter(|_| !left.is_zero());
            let Some(news) = next.and_then(|watch| watch.next(left)) else { return };
            self.keep(news);
        }
    }
}
