//! One series of packets: when each left, when it was answered, and what that comes to.
//!
//! Pure: times are those since the series' look began.

use std::time::Duration;

use crate::evidence::{Facts, Protocol};
use crate::probe::millis;

/// An answer later than this, or than so many medians, is as good as none.
const LATE: (Duration, u32) = (Duration::from_secs(1), 6);
/// A connection that takes this much longer than the median needed a second SYN, which leaves a second after
/// the first (RFC 6298 section 2): one of the two was lost.
const SECOND_SYN: Duration = Duration::from_millis(950);
/// A packet without an answer counts only if it was waited for as long as this, or so many medians.
const FAIR: (Duration, u32) = (Duration::from_millis(150), 3);

/// One packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Packet {
    sent: Duration,
    rtt: Option<Duration>,
}

/// The packets of one protocol to one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Series {
    protocol: Protocol,
    packets: Vec<Packet>,
}

impl Series {
    /// Makes a series without any packet yet.
    pub(super) fn new(protocol: Protocol) -> Self {
        Self { protocol, packets: Vec::new() }
    }

    /// Returns how the packets ask.
    pub(super) fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// Notes that the next packet leaves.
    pub(super) fn sent(&mut self, now: Duration) {
        self.packets.push(Packet { sent: now, rtt: None });
    }

    /// Notes that the nth packet was answered. The first answer counts.
    pub(super) fn answered(&mut self, nth: usize, now: Duration) {
        if let Some(packet) = self.packets.get_mut(nth) {
            packet.rtt = packet.rtt.or(Some(now.saturating_sub(packet.sent)));
        }
    }

    /// Returns how many packets have left.
    pub(super) fn count(&self) -> usize {
        self.packets.len()
    }

    /// Tells whether anything was answered.
    pub(super) fn is_alive(&self) -> bool {
        self.packets.iter().any(|packet| packet.rtt.is_some())
    }

    /// Tells whether everything was answered.
    pub(super) fn is_whole(&self) -> bool {
        self.packets.iter().all(|packet| packet.rtt.is_some())
    }

    /// Returns when the last packet left.
    pub(super) fn last(&self) -> Option<Duration> {
        self.packets.last().map(|packet| packet.sent)
    }

    /// Returns the longest round trip so far.
    pub(super) fn longest(&self) -> Duration {
        self.packets.iter().filter_map(|packet| packet.rtt).max().unwrap_or_default()
    }

    /// Tells whether some answer came too late to count.
    pub(super) fn is_late(&self) -> bool {
        let late = self.late();
        self.packets.iter().any(|packet| packet.rtt.is_some_and(|rtt| rtt > late))
    }

    /// Returns the median round trip so far.
    pub(super) fn median(&self) -> Option<Duration> {
        let mut rtts: Vec<Duration> = self.packets.iter().filter_map(|p| p.rtt).collect();
        rtts.sort_unstable();
        rtts.get(rtts.len() / 2).copied()
    }

    /// Returns how late an answer may be.
    fn late(&self) -> Duration {
        let median = self.median().unwrap_or_default();
        let (least, times) = LATE;
        match self.protocol {
            Protocol::Tcp => median + SECOND_SYN,
            Protocol::Icmp | Protocol::Dns => least.max(median * times),
        }
    }

    /// Returns how long a packet without an answer is to be waited for.
    pub(super) fn fair(&self) -> Duration {
        let (least, times) = FAIR;
        least.max(self.median().unwrap_or_default() * times)
    }

    /// Writes down what it comes to, if answers were heard until then. Without any answer there are no times.
    pub(super) fn tell(&self, until: Duration, facts: &mut Facts) {
        let (late, fair) = (self.late(), self.fair());
        let is_fair = |p: &&Packet| p.rtt.is_some() || until.saturating_sub(p.sent) >= fair;
        let fair: Vec<&Packet> = self.packets.iter().filter(is_fair).collect();
        let rtts: Vec<Duration> =
            fair.iter().filter_map(|packet| packet.rtt.filter(|rtt| *rtt <= late)).collect();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        facts.protocol = Some(self.protocol);
        facts.sent = Some(number(fair.len()));
        facts.lost = Some(number(fair.len() - rtts.len()));
        let mut sorted = rtts.clone();
        sorted.sort_unstable();
        facts.rtt_min_ms = sorted.first().copied().map(millis);
        facts.rtt_median_ms = sorted.get(sorted.len() / 2).copied().map(millis);
        facts.rtt_max_ms = sorted.last().copied().map(millis);
        facts.jitter_ms = jitter(&rtts);
    }
}

/// Returns the mean difference between neighbouring round trips, in milliseconds; nothing for less than two.
fn jitter(rtts: &[Duration]) -> Option<f64> {
    let pairs = u32::try_from(rtts.len().checked_sub(1)?).ok().filter(|pairs| *pairs > 0)?;
    let total: Duration = rtts.iter().zip(rtts.iter().skip(1)).map(|(a, b)| a.abs_diff(*b)).sum();
    Some(millis(total / pairs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    fn series(protocol: Protocol, rtts: &[Option<u64>]) -> Series {
        let mut series = Series::new(protocol);
        for (index, rtt) in rtts.iter().enumerate() {
            let sent = ms(10) * u32::try_from(index).unwrap();
            series.sent(sent);
            if let Some(rtt) = rtt {
                series.answered(index, sent + ms(*rtt));
            }
        }
        series
    }

    fn told(series: &Series, until: Duration) -> Facts {
        let mut facts = Facts::default();
        series.tell(until, &mut facts);
        facts
    }

    #[test]
    fn a_whole_series_has_its_numbers() {
        let series = series(Protocol::Icmp, &[Some(20), Some(30), Some(22), Some(40)]);
        let facts = told(&series, ms(100));
        assert_eq!((facts.sent, facts.lost), (Some(4), Some(0)));
        assert_eq!((facts.rtt_min_ms, facts.rtt_max_ms), (Some(20.0), Some(40.0)));
        assert_eq!(facts.rtt_median_ms, Some(30.0));
        assert_eq!(facts.jitter_ms, Some(12.0));
        assert!(series.is_whole() && series.is_alive());
    }

    #[test]
    fn what_could_not_be_answered_yet_is_not_counted() {
        let series = series(Protocol::Dns, &[Some(20), None, Some(20), None]);
        let facts = told(&series, ms(10) + FAIR.0);
        assert_eq!((facts.sent, facts.lost), (Some(3), Some(1)), "the last has had no chance");
        assert_eq!(told(&series, ms(500)).lost, Some(2));
    }

    #[test]
    fn a_late_answer_is_none() {
        let mostly = [Some(20), Some(20), Some(20)];
        let icmp = series(Protocol::Icmp, &[&mostly[..], &[Some(1100), Some(900)]].concat());
        assert_eq!(told(&icmp, ms(3000)).lost, Some(1));
        assert_eq!(told(&icmp, ms(3000)).rtt_max_ms, Some(900.0));
        assert!(icmp.is_late());
        let tcp = series(Protocol::Tcp, &[&mostly[..], &[Some(1020)]].concat());
        assert_eq!(told(&tcp, ms(3000)).lost, Some(1), "a second SYN");
        let satellite = series(Protocol::Icmp, &[Some(650), Some(650), Some(2000)]);
        assert_eq!(told(&satellite, ms(5000)).lost, Some(0), "six medians");
    }

    #[test]
    fn a_silent_target_has_no_times() {
        let facts = told(&series(Protocol::Icmp, &[None, None]), ms(2000));
        assert_eq!((facts.sent, facts.lost), (Some(2), Some(2)));
        assert_eq!((facts.rtt_min_ms, facts.jitter_ms), (None, None));
    }

    proptest! {
        #[test]
        fn the_numbers_always_fit_together(
            rtts in proptest::collection::vec(proptest::option::of(0_u64..3000), 0..80), until in 0_u64..9000,
        ) {
            for protocol in [Protocol::Icmp, Protocol::Dns, Protocol::Tcp] {
                let facts = told(&series(protocol, &rtts), ms(until));
                prop_assert!(facts.lost <= facts.sent);
                prop_assert!(facts.rtt_min_ms <= facts.rtt_median_ms);
                prop_assert!(facts.rtt_median_ms <= facts.rtt_max_ms);
            }
        }
    }
}
