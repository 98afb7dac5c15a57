//! The series of small packets: how many are lost, and how late the rest comes.
//!
//! Pure. A target that never answered is absent, not lossy. An echo that a device leaves unanswered while
//! it passes everything on, or answers by another protocol, is its own thrift and no loss.

use std::collections::{BTreeMap, BTreeSet};

use super::{chance, number, organisation};
use crate::diagnosis::thresholds::{Loss, Thresholds};
use crate::evidence::{Id, Item, Protocol};

/// One series to one target.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Who was asked.
    pub who: String,
    /// How.
    pub protocol: Option<Protocol>,
    /// How many packets were sent, and how many of them were lost.
    pub share: Share,
    /// The shortest round trip, in milliseconds.
    pub min_ms: Option<f64>,
    /// The median round trip, in milliseconds.
    pub median_ms: Option<f64>,
}

/// How many packets were sent and lost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// How many packets were sent.
    pub sent: u32,
    /// How many of them stayed unanswered.
    pub lost: u32,
}

impl Share {
    /// Returns lost packets by sent ones, 0 to 1.
    pub fn ratio(self) -> f64 {
        if self.sent == 0 { 0.0 } else { f64::from(self.lost) / f64::from(self.sent) }
    }

    fn is_lossy(self) -> bool {
        limits().is_lossy(self.sent, self.lost)
    }

    fn is_clean(self) -> bool {
        self.sent >= limits().clean_from_sent && self.lost == 0
    }

    /// Tells whether it loses so much less than another that this is no luck.
    fn is_better(self, than: Self) -> bool {
        chance::of_so_few(self, than) < limits().luck
    }

    pub(super) fn plus(self, other: Self) -> Self {
        let sent = self.sent.saturating_add(other.sent);
        Self { sent, lost: self.lost.saturating_add(other.lost) }
    }

    fn minus(self, other: Self) -> Self {
        Self { sent: self.sent - other.sent, lost: self.lost - other.lost }
    }
}

fn limits() -> &'static Loss {
    &Thresholds::get().loss
}

/// Every series that had an answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Samples {
    /// To the router.
    pub gateway: Vec<Series>,
    /// Beyond it.
    pub beyond: Vec<Series>,
}

impl Samples {
    /// Reads the series. Beyond the router, `by_icmp` answered an echo and can have fallen silent since;
    /// where somebody on the way answers all names, a series of those says nothing of what is beyond.
    pub(super) fn of(items: &[&Item], by_icmp: &BTreeSet<String>, intercepted: bool) -> Self {
        let mut samples = Self::default();
        for series in
            items.iter().filter(|item| item.id == Id::GatewaySample).filter_map(|item| read(item))
        {
            if series.share.lost < series.share.sent {
                samples.gateway.push(series);
            }
        }
        for series in
            items.iter().filter(|item| item.id == Id::BeyondSample).filter_map(|item| read(item))
        {
            let fell_silent =
                series.protocol == Some(Protocol::Icmp) && by_icmp.contains(&series.who);
            let answered = series.share.lost < series.share.sent || fell_silent;
            if answered && !(intercepted && series.protocol == Some(Protocol::Dns)) {
                samples.beyond.push(series);
            }
        }
        samples
    }

    /// Returns what was sent and lost to the router, over all protocols.
    pub fn to_gateway(&self) -> Share {
        total(self.gateway.iter().map(|series| &series.share))
    }

    /// Returns what was sent and lost beyond it, over all operators and protocols.
    pub fn to_beyond(&self) -> Share {
        total(self.beyond.iter().map(|series| &series.share))
    }

    /// Returns the protocols by which the way to the router loses packets; none where what is lost there
    /// is the router's own thrift.
    pub fn lossy_gateway(&self) -> BTreeSet<Option<Protocol>> {
        let by = by_protocol(&self.gateway);
        let lossy = by.iter().filter(|(_, share)| share.is_lossy()).map(|(protocol, _)| *protocol);
        if self.is_router_thrifty() { BTreeSet::new() } else { lossy.collect() }
    }

    /// Another protocol to the router loses none, by more than luck, or what goes through it fares much better than what
    /// goes to it.
    fn is_router_thrifty(&self) -> bool {
        let all = self.to_gateway();
        let by = by_protocol(&self.gateway);
        let clean = by.values().any(|share| share.is_clean() && share.is_better(all.minus(*share)));
        let beyond = self.fair_beyond();
        let through = beyond.sent >= limits().clean_from_sent;
        let better = beyond.ratio() * limits().explains_times < all.ratio();
        clean || through && better
    }

    /// Tells whether packets are lost before the router. Two protocols say so; or one does, and what goes
    /// through it loses as well; or too many are lost beyond, and about as many on the way to the router.
    pub fn loses_before_router(&self) -> bool {
        let protocols = self.lossy_gateway().len();
        let beyond = self.fair_beyond();
        let through = beyond.sent >= limits().clean_from_sent && beyond.lost > 0;
        let alike = self.loses_beyond() && !self.is_router_thrifty() && self.explains(beyond);
        protocols >= 2 || protocols == 1 && through || alike
    }

    /// The loss to the router is no accident, and as large as the one beyond it but for chance.
    fn explains(&self, beyond: Share) -> bool {
        let near = self.to_gateway();
        let is_larger = beyond.ratio() > near.ratio() * limits().explains_times;
        near.lost >= limits().explains_from && !(is_larger && near.is_better(beyond))
    }

    /// Tells whether packets are lost on the way beyond, wherever: too many, of more than one operator,
    /// not by one of them alone, and not while another protocol loses none.
    pub fn loses_beyond(&self) -> bool {
        let by = by_protocol(&self.beyond);
        let clean = by.values().any(|share| share.is_clean());
        let of = |protocol| self.by_operator(move |series| series.protocol == protocol);
        let lossy = by.keys().any(|protocol| is_evenly_lossy(&of(*protocol)));
        !clean && lossy
    }

    /// Tells whether more is lost beyond than the way to the router explains.
    pub fn loses_on_line(&self) -> bool {
        let explained = self.loses_before_router() && self.explains(self.fair_beyond());
        self.loses_beyond() && !explained
    }

    /// Returns the operators with a loss, and those with a long series without any.
    pub fn losing_operators(&self) -> (usize, usize) {
        let by = self.by_operator(|_| true);
        let losing = by.values().filter(|share| share.lost > 0).count();
        (losing, by.values().filter(|share| share.is_clean()).count())
    }

    /// What is lost beyond, without an operator that loses so much more than the others that it has its
    /// own reasons.
    fn fair_beyond(&self) -> Share {
        let by = self.by_operator(|_| true);
        let all = total(by.values());
        let outlier = worst(&by).filter(|worst| by.len() >= 2 && is_outlier(*worst, all));
        outlier.map_or(all, |outlier| all.minus(outlier))
    }

    fn by_operator(&self, counts: impl Fn(&Series) -> bool) -> BTreeMap<&str, Share> {
        let mut by = BTreeMap::new();
        for series in self.beyond.iter().filter(|series| counts(series)) {
            let share: &mut Share = by.entry(series.who.as_str()).or_default();
            *share = share.plus(series.share);
        }
        by
    }
}

fn is_evenly_lossy(by: &BTreeMap<&str, Share>) -> bool {
    let all = total(by.values());
    let worst = worst(by).filter(|_| by.len() >= 2 && all.is_lossy());
    worst.is_some_and(|worst| !is_outlier(worst, all))
}

fn is_outlier(one: Share, all: Share) -> bool {
    one.ratio() > all.minus(one).ratio() * limits().one_operator_times
}

fn worst(by: &BTreeMap<&str, Share>) -> Option<Share> {
    by.values().copied().max_by(|a, b| a.ratio().total_cmp(&b.ratio()))
}

fn by_protocol(all: &[Series]) -> BTreeMap<Option<Protocol>, Share> {
    let mut by: BTreeMap<_, Share> = BTreeMap::new();
    for series in all {
        let share = by.entry(series.protocol).or_default();
        *share = share.plus(series.share);
    }
    by
}

fn total<'a>(shares: impl Iterator<Item = &'a Share>) -> Share {
    shares.fold(Share::default(), |sum, share| sum.plus(*share))
}

fn read(item: &Item) -> Option<Series> {
    let facts = &item.facts;
    let sent = facts.sent.filter(|sent| *sent > 0)?;
    let share = Share { sent, lost: facts.lost.unwrap_or(0).min(sent) };
    Some(Series {
        who: organisation(item),
        protocol: facts.protocol,
        share,
        min_ms: number(facts.rtt_min_ms),
        median_ms: number(facts.rtt_median_ms),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(who: &str, protocol: Protocol, lost: u32, sent: u32) -> Series {
        let share = Share { sent, lost };
        Series { who: who.into(), protocol: Some(protocol), share, min_ms: None, median_ms: None }
    }

    fn beyond(lost: &[u32], sent: u32) -> Vec<Series> {
        let names = ["google", "cloudflare", "quad9"];
        let pairs = names.iter().zip(lost);
        pairs.map(|(who, lost)| series(who, Protocol::Icmp, *lost, sent)).collect()
    }

    #[test]
    fn loss_is_the_lines_only_where_the_operators_share_it() {
        for (lost, sent, lossy) in [
            (vec![2, 2, 2], 67, true),
            (vec![4, 1, 1], 67, true),
            (vec![1, 2, 2], 67, false),
            (vec![5, 1, 0], 67, false),
            (vec![20, 0, 0], 67, false),
            (vec![20, 1, 1], 67, false),
            (vec![1, 0, 0], 22, false),
            (vec![3, 2, 2], 22, true),
            (vec![20], 67, false),
            (vec![8, 6], 67, true),
        ] {
            let samples = Samples { gateway: vec![], beyond: beyond(&lost, sent) };
            assert_eq!(samples.loses_beyond(), lossy, "{lost:?} of {sent}");
        }
    }

    #[test]
    fn loss_to_the_router_explains_what_is_beyond_unless_it_is_the_routers_thrift() {
        let gateway = vec![series("r", Protocol::Icmp, 20, 200)];
        let lan = Samples { gateway: gateway.clone(), beyond: beyond(&[7, 6, 8], 67) };
        assert!(lan.loses_before_router() && !lan.loses_on_line());
        let thrift = Samples { gateway: gateway.clone(), beyond: beyond(&[0, 0, 0], 67) };
        assert!(!thrift.loses_before_router() && !thrift.loses_on_line());
        let mut other = gateway.clone();
        other.push(series("r", Protocol::Tcp, 0, 66));
        let other = Samples { gateway: other, beyond: vec![] };
        assert!(!other.loses_before_router());
        let mut spared =
            vec![series("r", Protocol::Icmp, 12, 200), series("r", Protocol::Tcp, 0, 44)];
        let lucky = Samples { gateway: spared.clone(), beyond: beyond(&[4, 4, 5], 67) };
        assert!(lucky.loses_before_router() && !lucky.loses_on_line(), "luck in 8 of 100");
        spared[1].share.sent = 90;
        let thrift = Samples { gateway: spared, beyond: beyond(&[4, 4, 5], 67) };
        assert!(!thrift.loses_before_router() && thrift.loses_on_line(), "90 is none");
        let alone = Samples { gateway: gateway.clone(), beyond: vec![] };
        assert!(!alone.loses_before_router());
        let both = Samples { gateway, beyond: beyond(&[27, 26, 28], 67) };
        assert!(both.loses_before_router() && both.loses_on_line());
        let clean = vec![series("r", Protocol::Icmp, 0, 66)];
        let line = Samples { gateway: clean, beyond: beyond(&[7, 6, 8], 67) };
        assert!(!line.loses_before_router() && line.loses_on_line());
    }

    #[test]
    fn another_protocol_without_loss_shows_thrift() {
        let mut all = beyond(&[20, 22, 21], 67);
        all.extend(["google", "quad9"].map(|who| series(who, Protocol::Tcp, 0, 30)));
        assert!(!Samples { gateway: vec![], beyond: all }.loses_beyond());
    }
}
