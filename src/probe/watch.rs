//! Watching a restart: what goes away and what comes back, with the time of each.
//!
//! Edge. A thread looks about once a second; each look is short, and all of it takes less than a
//! kilobyte a second both ways (measured in the lab). It tells changes only, and nothing at all where this computer cannot see. One lost packet
//! is no "went away": two silences in a row are, and the time told is that of the first. One sure answer of
//! a router is a return; of what lies beyond it two are wanted, from two operators or one after another.

mod look;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Zoned;

use crate::checklist::Probe;
use crate::probe::{Plan, gather, quick};
use crate::session::{Sighting, Watched};

/// How far apart looks begin.
const EVERY: Duration = Duration::from_secs(1);
/// How many silences in a row are "away".
const SILENCES: u32 = 2;
/// How many answers from beyond the router are "back".
const ANSWERS: usize = 2;
/// How far apart the looks of a plain wait begin: they look at everything that one question needs.
const QUICK_EVERY: Duration = Duration::from_secs(5);

/// A change, or how something was found at the beginning.
#[derive(Debug, Clone, PartialEq)]
pub struct News {
    /// What was seen, by the computer's clock.
    pub sighting: Sighting,
    /// The same moment by a clock that never jumps.
    pub mono: Instant,
}

impl News {
    /// Makes news of this very moment.
    pub fn now(sighting: Sighting) -> Self {
        Self { sighting, mono: Instant::now() }
    }
}

/// A watch that runs in the background until it is dropped.
#[derive(Debug)]
pub struct Watch {
    news: Receiver<News>,
    stop: Flag,
}

impl Watch {
    /// Begins to watch.
    pub fn start(plan: &Plan) -> Self {
        let (sender, watch) = Self::pair();
        let (plan, stop) = (plan.clone(), Flag(Arc::clone(&watch.stop.0)));
        gather::spawn(move || run(look::Looker::new(plan), &sender, &stop));
        watch
    }

    /// Makes a watch whose news come from elsewhere.
    pub fn pair() -> (Sender<News>, Self) {
        let (sender, news) = mpsc::channel();
        (sender, Self { news, stop: Flag(Arc::default()) })
    }

    /// Takes what happened since the last time, without waiting.
    pub fn news(&self) -> Vec<News> {
        self.news.try_iter().collect()
    }

    /// Waits for the next thing to happen; none where nothing does.
    pub fn next(&self, within: Duration) -> Option<News> {
        self.news.recv_timeout(within).ok()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop.0.store(true, Ordering::Relaxed);
    }
}

/// A look that is repeated in the background until it says yes, or is dropped.
#[derive(Debug)]
pub struct Until {
    passed: Flag,
    stop: Flag,
}

impl Until {
    /// Begins to look.
    pub fn start(plan: &Plan, which: Probe) -> Self {
        let until = Self::never();
        let (plan, passed) = (plan.clone(), Flag(Arc::clone(&until.passed.0)));
        let stop = Flag(Arc::clone(&until.stop.0));
        gather::spawn(move || {
            while !stop.is_set() && !passed.is_set() {
                let began = Instant::now();
                passed.0.fetch_or(quick(&plan, which) == Some(true), Ordering::Relaxed);
                thread::sleep(QUICK_EVERY.saturating_sub(began.elapsed()));
            }
        });
        until
    }

    /// Makes one that never says yes.
    pub fn never() -> Self {
        Self { passed: Flag(Arc::default()), stop: Flag(Arc::default()) }
    }

    /// Tells whether it has said yes.
    pub fn has_passed(&self) -> bool {
        self.passed.is_set()
    }
}

impl Drop for Until {
    fn drop(&mut self) {
        self.stop.0.store(true, Ordering::Relaxed);
    }
}

/// A flag between two threads.
#[derive(Debug)]
struct Flag(Arc<AtomicBool>);

impl Flag {
    fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What one look saw; what it could not look at is not there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Round {
    link: Option<bool>,
    gateway: Option<bool>,
    /// How many sure answers came from beyond the router, each from another operator.
    internet: Option<usize>,
}

/// What looks.
trait Source {
    /// Looks once, for less than [`EVERY`]. `known` is what was last seen, so that a look can be cheap where
    /// nothing has changed.
    fn look(&mut self, known: Known) -> Round;
}

/// What was last seen, from near to far.
type Known = [Option<bool>; 3];

/// Looks until nobody listens any more.
fn run(mut source: impl Source, sender: &Sender<News>, stop: &Flag) {
    let mut judge = Judge::default();
    while !stop.is_set() {
        let moment = Moment { at: Zoned::now(), mono: Instant::now() };
        let began = moment.mono;
        let news = judge.hear(source.look(judge.known()), &moment);
        if news.into_iter().any(|news| sender.send(news).is_err()) {
            return;
        }
        // What is not known yet is looked at again at once: somebody waits for it.
        if !judge.is_undecided() {
            thread::sleep(EVERY.saturating_sub(began.elapsed()));
        }
    }
}

/// When a look began, by both clocks.
#[derive(Debug, Clone)]
struct Moment {
    at: Zoned,
    mono: Instant,
}

/// Decides from looks what has gone and what has come back.
#[derive(Debug, Default)]
struct Judge {
    states: [State; 3],
}

/// What is known of one thing, and what speaks against it so far.
#[derive(Debug, Default)]
struct State {
    up: Option<bool>,
    /// Silences in a row, from the first.
    silent: Option<(u32, Moment)>,
    /// Answers in a row that are not enough yet, from the first.
    heard: Option<(usize, Moment)>,
}

impl Judge {
    fn known(&self) -> Known {
        self.states.each_ref().map(|state| state.up)
    }

    /// Tells whether something was looked at, and not often enough to say how it is.
    fn is_undecided(&self) -> bool {
        self.states.iter().any(|state| state.up.is_none() && state.is_open())
    }

    /// Takes in one look and tells what follows.
    fn hear(&mut self, round: Round, moment: &Moment) -> Vec<News> {
        let answers = [
            // What the operating system states needs no second witness, and a cable can be out for
            // less than two looks.
            (Watched::Link, round.link.map(usize::from), 1),
            (Watched::Gateway, round.gateway.map(usize::from), 1),
            (Watched::Internet, round.internet, ANSWERS),
        ];
        let mut news = Vec::new();
        for ((what, answers, wanted), state) in answers.into_iter().zip(&mut self.states) {
            let Some(answers) = answers else { continue };
            let silences = if what == Watched::Link { 1 } else { SILENCES };
            let found = state.up.is_none();
            if let Some((up, at)) = state.hear(answers, (wanted, silences), moment) {
                let sighting = Sighting { what, up, found, at: at.at };
                news.push(News { sighting, mono: at.mono });
            }
        }
        news
    }
}

impl State {
    fn is_open(&self) -> bool {
        self.silent.is_some() || self.heard.is_some()
    }

    /// Takes in how many answers one look got; tells the new state and since when, where it is another.
    fn hear(
        &mut self,
        answers: usize,
        (wanted, silences): (usize, u32),
        moment: &Moment,
    ) -> Option<(bool, Moment)> {
        if answers == 0 {
            self.heard = None;
            let (count, first) = self.silent.take().unwrap_or_else(|| (0, moment.clone()));
            self.silent = Some((count + 1, first.clone()));
            return (count + 1 >= silences).then(|| self.turn(false, first)).flatten();
        }
        self.silent = None;
        let (count, first) = self.heard.take().unwrap_or_else(|| (0, moment.clone()));
        self.heard = Some((count.saturating_add(answers), first.clone()));
        (count.saturating_add(answers) >= wanted).then(|| self.turn(true, first)).flatten()
    }

    /// Goes over to a state, unless it is the one that was known.
    fn turn(&mut self, up: bool, since: Moment) -> Option<(bool, Moment)> {
        let changed = self.up != Some(up);
        self.up = Some(up);
        changed.then_some((up, since))
    }
}

#[cfg(test)]
mod tests;
