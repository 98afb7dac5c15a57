//! One target of a look: which protocol it answers, and how long its series are.

use std::net::SocketAddr;
use std::time::Duration;

use super::Plan;
use super::lane::{Lane, Place};
use crate::evidence::{Item, Protocol, Status};

/// Over how long the short series is spread; one that begins later, after another protocol's silence, is
/// spread over what is left of it, and over the least at least.
pub(super) const SHORT: Duration = Duration::from_millis(660);
/// The least time over which a series is spread.
const SHORTEST: Duration = Duration::from_millis(500);
/// Over how long the rest of the long series is spread.
const LONG: Duration = Duration::from_millis(1250);
/// How long an answer may still come before the long series begins: this, and so many of the longest round
/// trips. An answer that comes after that still counts.
const DOUBT: (Duration, u32) = (Duration::from_millis(60), 2);
/// How many packets of a further protocol leave before it is known that somebody answers them.
const SCOUTS: usize = 6;

/// One target and the series to it.
pub(super) struct Target {
    blank: Item,
    place: Place,
    /// The protocols that are still to be tried.
    rest: Vec<Protocol>,
    /// The series to it, in the order in which they began.
    pub(super) lanes: Vec<Lane>,
    /// Which lanes count, by their place: the first that was answered, and then perhaps a second.
    chosen: Vec<usize>,
    /// When its first packet leaves.
    start: Duration,
    /// Whether nothing more is to be learnt.
    pub(super) is_done: bool,
}

impl Target {
    /// Makes a target whose first packet leaves then; nothing is sent.
    pub(super) fn new(plan: &Plan, blank: Item, at: SocketAddr, start: Duration) -> Self {
        Self {
            blank,
            place: Place { at, dns_port: plan.dns_port, name: plan.name.clone() },
            rest: plan.protocols().to_vec(),
            lanes: Vec::new(),
            chosen: Vec::new(),
            start,
            is_done: false,
        }
    }

    /// Tells whether some protocol was answered.
    pub(super) fn is_alive(&self) -> bool {
        !self.chosen.is_empty()
    }

    /// Takes the first protocol that was answered, or tries the next one beside those that stay silent.
    pub(super) fn choose(&mut self, plan: &Plan, now: Duration) {
        if !self.chosen.is_empty() {
            return;
        }
        if let Some(alive) = self.lanes.iter().position(|lane| lane.series.is_alive()) {
            self.chosen.push(alive);
            for (index, lane) in self.lanes.iter_mut().enumerate() {
                let (short, _) = plan.goals(lane.series.protocol());
                lane.goal = if index == alive { short } else { lane.series.count() };
            }
            return;
        }
        let silence = |lane: &Lane| now.saturating_sub(lane.began()) >= plan.silence();
        let is_next = self.lanes.last().is_none_or(|lane| silence(lane) || lane.is_refused());
        if is_next && now >= self.start && self.add(plan, now) {
            let is_first = self.lanes.len() == 1;
            // The first one is worth its whole series; others are until somebody answers only asked whether.
            if let Some(lane) = self.lanes.last_mut().filter(|_| !is_first) {
                lane.goal = lane.goal.min(SCOUTS);
            }
        }
    }

    /// Begins a series of the next protocol that is to be had here.
    fn add(&mut self, plan: &Plan, now: Duration) -> bool {
        while !self.rest.is_empty() {
            let protocol = self.rest.remove(0);
            let Ok(mut lane) = Lane::open(protocol, &self.place, now) else { continue };
            let (short, _) = plan.goals(protocol);
            lane.goal = short;
            lane.gap = SHORT.saturating_sub(now).max(SHORTEST) / small(short);
            self.lanes.push(lane);
            return true;
        }
        false
    }

    /// Iterates over the series that count.
    fn counting(&self) -> impl Iterator<Item = &Lane> {
        self.chosen.iter().filter_map(|index| self.lanes.get(*index))
    }

    /// Returns the longest round trip so far.
    pub(super) fn longest(&self) -> Duration {
        self.counting().map(|lane| lane.series.longest()).max().unwrap_or_default()
    }

    /// Tells whether every packet that counts has left and was answered in time.
    pub(super) fn is_short_over(&self) -> bool {
        self.counting().all(|lane| !lane.is_unfinished() && lane.series.is_whole())
    }

    /// Tells whether something seems to be lost: all have left, and somebody's answer is overdue.
    pub(super) fn is_in_doubt(&self, now: Duration) -> bool {
        let (least, trips) = DOUBT;
        self.counting().any(|lane| {
            let waited = now.saturating_sub(lane.series.last().unwrap_or(now));
            let is_overdue = waited >= least + lane.series.longest() * trips;
            let is_missing = !lane.series.is_whole() && is_overdue;
            !lane.is_unfinished() && (is_missing || lane.series.is_late())
        })
    }

    /// Lets the series go on; a gateway that lost something is asked by a second protocol too, in a short
    /// series, for a router may answer only so many echoes.
    pub(super) fn prolong(&mut self, plan: &Plan, now: Duration, left: Duration) {
        let doubted = self.is_in_doubt(now);
        let first = self.chosen.first().and_then(|index| self.lanes.get_mut(*index));
        if let Some(lane) = first.filter(|lane| !lane.is_unfinished()) {
            let (short, long) = plan.goals(lane.series.protocol());
            if lane.goal == short && long > short {
                // The last packets are to have their chance of an answer, and none is to come in a bunch.
                let time = LONG.min(left.saturating_sub(lane.series.fair()));
                lane.gap = LONG / small(long - short);
                lane.goal = short
                    + usize::try_from(time.as_nanos() / lane.gap.as_nanos().max(1)).unwrap_or(0);
                lane.next = now;
            }
        }
        if plan.is_gateway() && doubted && self.chosen.len() == 1 && self.add(plan, now) {
            self.chosen.push(self.lanes.len() - 1);
        }
    }

    /// Tells whether the long series has ended, and the last packets have had their chance.
    pub(super) fn is_long_over(&self, plan: &Plan, now: Duration) -> bool {
        self.counting().enumerate().all(|(nth, lane)| {
            let (short, _) = plan.goals(lane.series.protocol());
            let waited = now.saturating_sub(lane.series.last().unwrap_or(now));
            let is_heard = lane.series.is_whole() || waited >= lane.series.fair();
            // Only the first protocol has a long series.
            let is_full = nth > 0 || lane.goal != short;
            !lane.is_unfinished() && is_heard && is_full
        })
    }

    /// Tells whether a silent target is not waited for any longer: a gateway after every protocol was tried,
    /// another target once all that answer have ended, whose longest round trip that is.
    pub(super) fn is_given_up(&self, plan: &Plan, now: Duration, others: Option<Duration>) -> bool {
        let all_tried = self.rest.is_empty();
        let since =
            self.lanes.last().map_or(Duration::ZERO, |lane| now.saturating_sub(lane.began()));
        if self.lanes.is_empty() {
            return all_tried && now >= self.start;
        }
        let (least, trips) = DOUBT;
        let patience = match others {
            _ if plan.is_gateway() => Some(SHORTEST),
            Some(longest) if !longest.is_zero() => {
                Some(least.max(longest * trips) + plan.silence())
            }
            Some(_) | None => None,
        };
        all_tried && patience.is_some_and(|patience| since >= patience)
    }

    /// Returns an item for the series that counts, and one more where a second protocol had its say.
    pub(super) fn tell(mut self, now: Duration) -> Vec<Item> {
        if self.lanes.is_empty() {
            self.blank.status = Status::NotRun;
            return vec![self.blank];
        }
        if self.chosen.is_empty() {
            self.chosen.push(0);
        }
        let told = |lane: &Lane| {
            let mut item = self.blank.clone();
            let is_alive = lane.series.is_alive();
            item.status = if is_alive { Status::Got } else { Status::Timeout };
            lane.series.tell(now, &mut item.facts);
            item
        };
        let mut items: Vec<Item> = self.counting().map(told).collect();
        // A second protocol that nobody answers says nothing about the first.
        let mut nth = 0;
        items.retain(|item| {
            nth += 1;
            nth == 1 || item.status == Status::Got
        });
        items
    }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX).max(1)
}
