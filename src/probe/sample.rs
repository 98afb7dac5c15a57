//! Loss, latency and jitter: a short series of small packets, evenly paced, and a long one only where the
//! short one lost something.
//!
//! All targets of a look share one thread. Where a target is silent to one protocol, the next is tried
//! beside it, and the first that is answered is the one that counts; a target that answers none is absent,
//! not lossy. None lost of 66 means less than 4.5 %; the long series tells 6 of 200 apart from that.

mod doubt;
mod lane;
mod series;
mod target;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use nix::poll::{PollTimeout, poll};

pub(super) use self::doubt::Doubt;
use self::target::{SHORT, Target};
use crate::evidence::{Id, Item, Protocol};
use crate::probe::limit::Limit;

/// The packets with one hop leave before these.
const START: Duration = Duration::from_millis(20);
/// How many packets a short series of one protocol to all targets has, and a long one.
const PACKETS: (usize, usize) = (66, 200);
/// The same for a gateway by any other protocol: of connections a common firewall lets 50 through at once
/// and 25 a second after that (`OpenWrt`, `option synflood_protect`), and others knock there too; questions
/// cost many bytes.
const KNOCKS: (usize, usize) = (44, 84);

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
    /// What is thought of the way beyond: raised there, heeded at the gateway.
    pub(super) doubt: Doubt,
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
    if !plan.is_gateway() {
        plan.doubt.settle();
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

impl<'p> Look<'p> {
    fn new(blanks: Vec<Item>, plan: &'p Plan) -> Self {
        let count = u32::try_from(plan.targets.len().max(1)).unwrap_or(u32::MAX);
        let (short, _) = plan.goals(Protocol::Icmp);
        let step = SHORT / u32::try_from(short).unwrap_or(u32::MAX).max(1) / count;
        let target = |(nth, (blank, at)): (u32, (Item, &SocketAddr))| {
            Target::new(plan, blank, *at, START + step * nth)
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
        self.share_doubt();
        let others = self.targets.iter().map(Target::longest).max().unwrap_or_default();
        let is_awaiting = self.is_awaiting();
        let others_done = self.targets.iter().all(|t| t.is_done || !t.is_alive());
        for target in &mut self.targets {
            if !target.is_alive() {
                target.is_done |= target.is_given_up(self.plan, now, others_done.then_some(others));
            } else if self.is_long {
                target.prolong(self.plan, now, left);
                target.is_done = target.is_long_over(self.plan, now);
            } else {
                target.is_done = target.is_short_over() && !is_awaiting;
            }
        }
    }

    /// Tells the gateway's look of a doubt beyond it, or heeds that there.
    fn share_doubt(&mut self) {
        if self.plan.is_gateway() {
            self.is_long |= self.plan.doubt.is_raised();
        } else if self.is_long {
            self.plan.doubt.raise();
        }
    }

    /// Tells whether the gateway's series may still have to go on for what is seen beyond.
    fn is_awaiting(&self) -> bool {
        self.plan.is_gateway() && self.plan.doubt.is_open()
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

#[cfg(test)]
mod tests;
