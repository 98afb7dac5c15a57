//! Loss, latency and jitter: a short series of small packets, evenly paced, and a long one only where the
//! short one lost something.
//!
//! All targets of a look share one thread. Where a target is silent to one protocol, the next is tried
//! beside it, and the first that is answered is the one that counts; a target that answers none is absent,
//! not lossy. None lost of 66 means less than 4.5 %; the long series tells 6 of 200 apart from that.

mod lane;
mod series;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use nix::poll::{PollTimeout, poll};

use self::lane::{Lane, Place};
use crate::evidence::{Id, Item, Protocol, Status};
use crate::probe::limit::Limit;

/// The packets with one hop leave before these.
const START: Duration = Duration::from_millis(20);
/// Over how long the short series is spread; one that begins later, after another protocol's silence, is
/// spread over what is left of it, and over the least at least.
const SHORT: Duration = Duration::from_millis(660);
/// The least time over which a series is spread.
const SHORTEST: Duration = Duration::from_millis(500);
/// Over how long the rest of the long series is spread.
const LONG: Duration = Duration::from_millis(1250);
/// How long an answer may still come before the long series begins: this, and so many of the longest round
/// trips. An answer that comes after that still counts.
const DOUBT: (Duration, u32) = (Duration::from_millis(60), 2);
/// How many packets a short series of one protocol to all targets has, and a long one.
const PACKETS: (usize, usize) = (66, 200);
/// The same for a gateway by any other protocol: for connections a common firewall lets 50 through at once and 25 a second after
/// that (`OpenWrt`, `option synflood_protect`), and others knock there too; questions cost many bytes.
const KNOCKS: (usize, usize) = (44, 90);

/// How many packets of a further protocol leave before it is known that somebody answers them.
const SCOUTS: usize = 6;

/// Whom a look samples, and how.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// Which question this answers: it decides on the order of the protocols.
    pub(super) id: Id,
    /// Where packets go, one for each blank.
    pub(super) targets: Vec<SocketAddr>,
    /// The port on which they are asked for names.
    pub(super) dns_port: u16,
    /// The name that they are asked for.
    pub(super) name: String,
}

impl Plan {
    fn is_gateway(&self) -> bool {
        self.id == Id::GatewaySample
    }

    /// Returns the protocols, the best first. A gateway hands names on to somebody beyond it, so what is lost
    /// there may not be its own; a refused connection is always its own.
    fn protocols(&self) -> [Protocol; 3] {
        let [icmp, dns, tcp] = [Protocol::Icmp, Protocol::Dns, Protocol::Tcp];
        if self.is_gateway() { [icmp, tcp, dns] } else { [icmp, dns, tcp] }
    }

    /// Returns how long a protocol may be silent before the next is tried beside it.
    fn silence(&self) -> Duration {
        Duration::from_millis(if self.is_gateway() { 100 } else { 200 })
    }

    /// Returns how many packets each target gets, in the short series and in the long one.
    fn goals(&self, protocol: Protocol) -> (usize, usize) {
        let is_knock = self.is_gateway() && protocol != Protocol::Icmp;
        let (short, long) = if is_knock { KNOCKS } else { PACKETS };
        let targets = self.targets.len().max(1);
        (short.div_ceil(targets), long.div_ceil(targets))
    }
}

/// Runs the series and returns an item for each target, and one more where a second protocol had its say.
pub(super) fn run(blanks: Vec<Item>, plan: &Plan, limit: &Limit) -> Vec<Item> {
    let mut look = Look::new(blanks, plan);
    while limit.left().is_some() && !look.is_over() {
        look.steer(limit);
        look.send();
        look.wait(limit);
    }
    look.tell()
}

/// Everything that goes on.
struct Look<'p> {
    plan: &'p Plan,
    began: Instant,
    targets: Vec<Target>,
    is_long: bool,
}

/// One target and the series to it.
struct Target {
    blank: Item,
    place: Place,
    /// The protocols that are still to be tried.
    rest: Vec<Protocol>,
    lanes: Vec<Lane>,
    /// Which lanes count, by their place: the first that was answered, and then perhaps a second.
    chosen: Vec<usize>,
    /// When its first packet leaves.
    start: Duration,
    is_done: bool,
}

impl<'p> Look<'p> {
    fn new(blanks: Vec<Item>, plan: &'p Plan) -> Self {
        let count = u32::try_from(plan.targets.len().max(1)).unwrap_or(u32::MAX);
        let (short, _) = plan.goals(Protocol::Icmp);
        let step = SHORT / u32::try_from(short).unwrap_or(u32::MAX).max(1) / count;
        let target = |(nth, (blank, at)): (u32, (Item, &SocketAddr))| Target {
            blank,
            place: Place { at: *at, dns_port: plan.dns_port, name: plan.name.clone() },
            rest: plan.protocols().to_vec(),
            lanes: Vec::new(),
            chosen: Vec::new(),
            start: START + step * nth,
            is_done: false,
        };
        let targets = (0..).zip(blanks.into_iter().zip(&plan.targets)).map(target).collect();
        Self { plan, began: Instant::now(), targets, is_long: false }
    }

    fn is_over(&self) -> bool {
        self.targets.iter().all(|target| target.is_done)
    }

    /// Decides for each target what goes on: another protocol, the long series, or the end.
    fn steer(&mut self, limit: &Limit) {
        let now = self.began.elapsed();
        let left = limit.left().unwrap_or_default();
        for target in &mut self.targets {
            target.choose(self.plan, now);
            self.is_long |= target.is_in_doubt(now);
        }
        let others = self.targets.iter().map(Target::longest).max().unwrap_or_default();
        let others_done = self.targets.iter().all(|t| t.is_done || t.chosen.is_empty());
        for target in &mut self.targets {
            if target.chosen.is_empty() {
                target.is_done |= target.is_given_up(self.plan, now, others_done.then_some(others));
            } else if self.is_long {
                target.prolong(self.plan, now, left);
                target.is_done = target.is_long_over(self.plan, now);
            } else {
                target.is_done = target.is_short_over();
            }
        }
    }

    fn send(&mut self) {
        let now = self.began.elapsed();
        self.targets
            .iter_mut()
            .flat_map(|target| &mut target.lanes)
            .for_each(|lane| lane.send(now));
    }

    /// Waits for answers until the next packet is due, and takes them in.
    fn wait(&mut self, limit: &Limit) {
        let now = self.began.elapsed();
        let lanes = || self.targets.iter().flat_map(|target| &target.lanes);
        let due = lanes().filter(|lane| lane.is_unfinished()).map(|lane| lane.next).min();
        let pause = due.map_or(PAUSE, |due| due.saturating_sub(now).min(PAUSE));
        let pause = pause.min(limit.left().unwrap_or_default());
        let mut all = Vec::new();
        lanes().for_each(|lane| lane.await_on(&mut all));
        // Rounded up, so that it does not spin through the last millisecond.
        let pause = PollTimeout::try_from(pause.as_millis() + 1).unwrap_or(PollTimeout::MAX);
        let _ = poll(&mut all, pause);
        drop(all);
        let now = self.began.elapsed();
        let lanes = self.targets.iter_mut().flat_map(|target| &mut target.lanes);
        lanes.for_each(|lane| lane.receive(now));
    }

    fn tell(self) -> Vec<Item> {
        let now = self.began.elapsed();
        self.targets.into_iter().flat_map(|target| target.tell(now)).collect()
    }
}

/// How long is waited at most before it is decided anew what goes on.
const PAUSE: Duration = Duration::from_millis(20);

impl Target {
    /// Takes the first protocol that was answered, or tries the next one beside those that stay silent.
    fn choose(&mut self, plan: &Plan, now: Duration) {
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

    fn longest(&self) -> Duration {
        self.counting().map(|lane| lane.series.longest()).max().unwrap_or_default()
    }

    /// Tells whether every packet that counts has left and was answered in time.
    fn is_short_over(&self) -> bool {
        self.counting().all(|lane| !lane.is_unfinished() && lane.series.is_whole())
    }

    /// Tells whether something seems to be lost: all have left, and somebody's answer is overdue.
    fn is_in_doubt(&self, now: Duration) -> bool {
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
    fn prolong(&mut self, plan: &Plan, now: Duration, left: Duration) {
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
    fn is_long_over(&self, plan: &Plan, now: Duration) -> bool {
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
    fn is_given_up(&self, plan: &Plan, now: Duration, others: Option<Duration>) -> bool {
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

    fn tell(mut self, now: Duration) -> Vec<Item> {
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

#[cfg(test)]
mod tests;
