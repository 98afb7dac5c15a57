//! How far a restart has come, and what it comes to: what the log says of it, and nothing more.
//!
//! Pure. What happened while the program was closed was not seen, and nothing is concluded from it.

use std::time::Duration;

use jiff::Zoned;

use crate::moment::Moment;
use crate::session::{Entry, Event, Restart, Return, Sighting, Stage, Watched};

/// One attempt at one restart.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// The stages with their times; none where it was reached while nobody looked.
    stages: Vec<(Stage, Option<Zoned>)>,
    sightings: Vec<Sighting>,
    /// How many of the sightings are of an earlier run of the program.
    old: usize,
    /// Whether the program was closed on the way.
    interrupted: bool,
}

impl Progress {
    /// Reads the attempt that is under way at a step: what came after the step last ended.
    pub(super) fn of(entries: &[Entry], key: &str) -> Self {
        let ends = |entry: &Entry| {
            matches!(&entry.event,
                Event::Answered { step, .. } | Event::Skipped { step, .. } if step == key)
        };
        let from = entries.iter().rposition(ends).map_or(0, |at| at + 1);
        let mut progress = Self::default();
        for entry in entries.get(from..).unwrap_or_default() {
            progress.take(entry, key);
        }
        progress
    }

    /// Takes in an event, if it is about this restart.
    pub(super) fn take(&mut self, entry: &Entry, key: &str) {
        if let Event::Restarting { step, stage, earlier } = &entry.event
            && step == key
        {
            if *stage == Stage::Resumed {
                self.old = self.sightings.len();
                self.interrupted = true;
            } else {
                self.stages.push((*stage, (!earlier).then(|| entry.at.clone())));
            }
        } else if let Event::Sighted { step, sighting, .. } = &entry.event
            && step == key
        {
            self.sightings.push(sighting.clone());
        }
    }

    /// Returns the stage that was reached last.
    pub(super) fn stage(&self) -> Option<Stage> {
        self.stages.last().map(|(stage, _)| *stage)
    }

    /// Returns when a stage was reached; none where it was not, or nobody knows when.
    pub(super) fn at(&self, wanted: Stage) -> Option<&Zoned> {
        let (_, at) = self.stages.iter().rev().find(|(stage, _)| *stage == wanted)?;
        at.as_ref()
    }

    /// Returns how much of a time that began with a stage has passed; a clock that was set back counts as none.
    pub(super) fn since(&self, stage: Stage, now: &Zoned) -> Duration {
        let passed = self.at(stage).map(|at| now.timestamp().duration_since(at.timestamp()));
        passed.and_then(|passed| Duration::try_from(passed).ok()).unwrap_or_default()
    }

    /// Tells whether the power is off, as far as the person said.
    pub(super) fn is_dark(&self) -> bool {
        matches!(self.stage(), Some(Stage::Unplugged | Stage::Rested | Stage::Ready))
    }

    /// Tells whether the power of everything that starts now is in again, as far as the person said.
    pub(super) fn is_lit(&self) -> bool {
        matches!(self.stage(), Some(Stage::Plugged | Stage::RouterPlugged))
    }

    /// Tells whether anything worth remembering has happened.
    pub(super) fn is_under_way(&self) -> bool {
        self.stage().is_some_and(|stage| stage > Stage::Begun) || !self.sightings.is_empty()
    }

    /// Tells how something is now, as far as this run of the program has seen.
    pub(super) fn is_up(&self, what: Watched) -> Option<bool> {
        let new = self.sightings.get(self.old..).unwrap_or_default();
        new.iter().rev().find(|seen| seen.what == what).map(|seen| seen.up)
    }

    /// Tells whether something was seen away, before the restart or during it.
    fn was_away(&self, what: Watched) -> bool {
        self.sightings.iter().any(|seen| seen.what == what && !seen.up)
    }

    /// Tells whether something was seen to go since the power was unplugged.
    pub(super) fn has_left(&self, what: Watched) -> bool {
        let gone = |seen: &&Sighting| seen.what == what && !seen.up && !seen.found;
        self.sightings.iter().any(|seen| gone(&seen))
    }

    /// Tells whether all that was away is back, and so is everything that was ever seen.
    pub(super) fn is_all_back(&self) -> bool {
        let seen = |what: &Watched| self.sightings.iter().any(|seen| seen.what == *what);
        let mut all = Watched::ALL.iter().filter(|what| seen(what));
        let away = Watched::ALL.iter().any(|what| self.was_away(*what));
        away && self.is_up(Watched::Internet) == Some(true)
            && all.all(|what| self.is_up(*what) == Some(true))
    }

    /// Tells how something behaved; none where that was not seen from the beginning to the end.
    fn came(&self, what: Watched) -> Option<Return> {
        let first = self.sightings.iter().find(|seen| seen.what == what);
        Some(match self.is_up(what)? {
            false => Return::StayedAway,
            true if self.was_away(what) => Return::CameBack,
            true => {
                let unplugged = self.at(Stage::Unplugged);
                let before = |seen: &Sighting| unplugged.is_none_or(|said| seen.at <= *said);
                if self.interrupted || !first.is_some_and(before) {
                    return None;
                }
                Return::NeverLeft
            }
        })
    }

    /// Puts together what was said and what was seen.
    pub(super) fn restart(&self) -> Restart {
        let said = |stage| self.at(stage).map(|at| Moment::exact(at.clone()));
        Restart {
            unplugged: said(Stage::Unplugged),
            plugged: said(Stage::Plugged),
            seen: !self.sightings.is_empty(),
            link: self.came(Watched::Link),
            gateway: self.came(Watched::Gateway),
            internet: self.came(Watched::Internet),
            sightings: self.sightings.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Watched::{Gateway, Internet, Link};
    use crate::session::{Answer, Omission};

    const KEY: &str = "ulang";

    fn at(second: i64) -> Zoned {
        let began: Zoned = "2026-11-21T08:20:00+07:00[+07:00]".parse().unwrap();
        began.checked_add(jiff::SignedDuration::from_secs(second)).unwrap()
    }

    fn entry(second: i64, event: Event) -> Entry {
        Entry { at: at(second), mono_ms: 0, event }
    }

    fn stage(second: i64, stage: Stage) -> Entry {
        entry(second, Event::Restarting { step: KEY.into(), stage, earlier: false })
    }

    fn seen(second: i64, what: Watched, [up, found]: [bool; 2]) -> Entry {
        let sighting = Sighting { what, up, found, at: at(second) };
        entry(second + 1, Event::Sighted { step: KEY.into(), sighting, seen_ms: 0 })
    }

    const FOUND_UP: [bool; 2] = [true, true];
    const FOUND_DOWN: [bool; 2] = [false, true];
    const WENT: [bool; 2] = [false, false];
    const CAME: [bool; 2] = [true, false];

    /// A restart that nobody disturbed: the router goes and comes, the internet was dead and comes too.
    fn whole() -> Vec<Entry> {
        vec![
            stage(0, Stage::Begun),
            seen(1, Link, FOUND_UP),
            seen(1, Gateway, FOUND_UP),
            seen(1, Internet, FOUND_DOWN),
            stage(10, Stage::Unplugged),
            seen(11, Gateway, WENT),
            stage(70, Stage::Rested),
            stage(80, Stage::Plugged),
            seen(130, Gateway, CAME),
            seen(200, Internet, CAME),
        ]
    }

    fn of(entries: &[Entry]) -> Progress {
        Progress::of(entries, KEY)
    }

    #[test]
    fn a_whole_restart_is_what_was_said_and_what_was_seen() {
        let progress = of(&whole());
        assert!(progress.is_all_back());
        let restart = progress.restart();
        assert_eq!(restart.unplugged, Some(Moment::exact(at(10))));
        assert_eq!(restart.plugged, Some(Moment::exact(at(80))));
        assert!(restart.seen);
        assert_eq!(restart.link, Some(Return::NeverLeft));
        assert_eq!(restart.gateway, Some(Return::CameBack));
        assert_eq!(restart.internet, Some(Return::CameBack));
        assert_eq!(restart.sightings.len(), 6);
    }

    #[test]
    fn what_is_still_away_holds_the_wait_and_is_said() {
        let entries = whole();
        let progress = of(&entries[..9]);
        assert!(!progress.is_all_back());
        assert_eq!(progress.restart().internet, Some(Return::StayedAway));
        let progress = of(&entries[..8]);
        assert_eq!(progress.restart().gateway, Some(Return::StayedAway));
        assert!(progress.has_left(Gateway) && !progress.has_left(Internet));
    }

    #[test]
    fn where_nothing_was_away_nothing_is_waited_for_to_come_back() {
        let up = Watched::ALL.iter().map(|what| seen(1, *what, FOUND_UP));
        let entries: Vec<_> = up.chain([stage(10, Stage::Unplugged)]).collect();
        assert!(!of(&entries).is_all_back());
        assert_eq!(of(&entries).restart().internet, Some(Return::NeverLeft));
    }

    #[test]
    fn where_nothing_can_be_seen_nothing_is_claimed() {
        let progress = of(&[stage(0, Stage::Begun), stage(10, Stage::Unplugged)]);
        let restart = progress.restart();
        assert!(!restart.seen && !progress.is_all_back());
        assert_eq!((restart.link, restart.gateway, restart.internet), (None, None, None));
    }

    #[test]
    fn what_happened_while_it_was_closed_was_not_seen() {
        let entries = whole();
        let closed = |upto: usize, more: &[Entry]| {
            let resumed = [stage(300, Stage::Resumed)];
            of(&[&entries[..upto], &resumed, more].concat())
        };
        // Before the unplugging it answered; whether it went away in between nobody knows.
        let progress = closed(5, &[seen(301, Gateway, FOUND_UP)]);
        assert_eq!(progress.restart().gateway, None);
        // It was seen to go, and is there.
        let progress = closed(6, &[seen(301, Gateway, FOUND_UP)]);
        assert_eq!(progress.restart().gateway, Some(Return::CameBack));
        // It was seen to go, and has not been looked at since.
        assert_eq!(closed(6, &[]).restart().gateway, None);
        assert_eq!(closed(6, &[]).is_up(Gateway), None);
        let progress = closed(6, &[seen(301, Internet, FOUND_UP)]);
        assert!(!progress.is_all_back(), "the router was seen to go and not to come");
    }

    #[test]
    fn a_stage_that_was_reached_unseen_has_no_time() {
        let mut entries = whole()[..7].to_vec();
        let earlier = Event::Restarting { step: KEY.into(), stage: Stage::Plugged, earlier: true };
        entries.push(entry(900, earlier));
        let progress = of(&entries);
        assert_eq!(progress.stage(), Some(Stage::Plugged));
        assert_eq!(progress.restart().plugged, None);
        assert_eq!(progress.since(Stage::Plugged, &at(950)), Duration::ZERO);
    }

    #[test]
    fn times_count_from_their_stage_and_a_clock_set_back_counts_none() {
        let progress = of(&whole()[..5]);
        assert_eq!(progress.since(Stage::Unplugged, &at(30)), Duration::from_secs(20));
        assert_eq!(progress.since(Stage::Unplugged, &at(-500)), Duration::ZERO);
        assert!(progress.is_dark());
        assert!(!of(&whole()).is_dark());
    }

    #[test]
    fn an_attempt_ends_with_its_step() {
        let mut entries = whole();
        let restart = of(&entries).restart();
        let answer = Answer::Restart(restart);
        entries.push(entry(210, Event::Answered { step: KEY.into(), answer }));
        assert_eq!(of(&entries).stage(), None);
        entries.push(stage(220, Stage::Begun));
        assert_eq!(of(&entries).stage(), Some(Stage::Begun));
        assert!(!of(&entries).is_under_way());
        let (how, why) = (Omission::CouldNot, None);
        entries.push(entry(230, Event::Skipped { step: KEY.into(), how, why }));
        assert_eq!(of(&entries).stage(), None);
        let other = Event::Answered { step: "lain".into(), answer: Answer::Done };
        entries.extend([stage(240, Stage::Unplugged), entry(250, other)]);
        assert_eq!(of(&entries).stage(), Some(Stage::Unplugged), "other steps do not end it");
        assert_eq!(Progress::of(&entries, "lain").stage(), None);
    }
}
