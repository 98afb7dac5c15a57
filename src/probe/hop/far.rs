//! The hops behind the first: one small packet for each, a second where the first stays silent.

use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use super::{FIRST, Word, open, set_hops, wait};
use crate::evidence::{Item, Status};
use crate::probe::limit::Limit;
use crate::probe::{millis, socket};

/// The packets with one hop leave before these, and the others after the first of these: where the provider has
/// no way to anywhere, its device says so two or three times and then keeps silent for a second.
const START: Duration = Duration::from_millis(1);
/// How long after one packet the next leaves.
const GAP: Duration = Duration::from_millis(40);
/// How many hops are asked behind the first that is certainly not in the house.
const BEHIND: usize = 2;
/// How long the last answers are waited for: this, and so many of the longest round trips.
const LAST: (Duration, u32) = (Duration::from_millis(150), 3);

/// One hop.
#[derive(Debug, Clone)]
struct Hop {
    item: Item,
    sent: Vec<Instant>,
    rtt: Option<Duration>,
}

/// Asks who stands at each of these hops: the blanks carry their TTLs, from 2 on, without gaps.
///
/// The packets go to ports that follow one another, so that an answer tells whose it is. Items of hops that
/// were not asked, because the way out of the house was found before, are left out.
pub(in crate::probe) fn farther(blanks: Vec<Item>, to: SocketAddr, limit: &Limit) -> Vec<Item> {
    let blank = |item| Hop { item, sent: Vec::new(), rtt: None };
    let mut hops: Vec<Hop> = blanks.into_iter().map(blank).collect();
    let asked = open(to).and_then(|socket| ask(&socket, &mut hops, to, limit));
    if let Err(error) = asked {
        let status = socket::status_of(&error);
        for hop in hops.iter_mut().filter(|hop| hop.rtt.is_none()) {
            hop.item.status = status;
        }
        return hops.into_iter().map(|hop| hop.item).collect();
    }
    let end = end(&hops);
    let asked = hops.into_iter().take(end).filter(|hop| !hop.sent.is_empty());
    asked.map(|hop| hop.item).collect()
}

fn ask(socket: &UdpSocket, hops: &mut [Hop], to: SocketAddr, limit: &Limit) -> io::Result<()> {
    let mut next = Instant::now() + START;
    loop {
        let now = Instant::now();
        if limit.left().is_none() || is_over(hops, now) {
            return Ok(());
        }
        if now >= next
            && let Some(index) = due(hops, now)
            && let Some(hop) = hops.get_mut(index)
        {
            send(socket, hop, to, index)?;
            next = now + GAP;
        }
        let pause = next.saturating_duration_since(Instant::now()).max(Duration::from_millis(5));
        while let Some((port, word)) = wait(socket, &limit.at_most(pause))? {
            hear(hops, to, port, word);
        }
    }
}

fn send(socket: &UdpSocket, hop: &mut Hop, to: SocketAddr, index: usize) -> io::Result<()> {
    set_hops(socket, to, hop.item.facts.ttl.unwrap_or(1))?;
    hop.sent.push(Instant::now());
    hop.item.status = Status::Timeout;
    let to = SocketAddr::new(to.ip(), port(to, index));
    // An error that waits from an earlier packet is reported by the first send, and then gone.
    socket.send_to(&[0; 12], to).or_else(|_| socket.send_to(&[0; 12], to)).map(|_| ())
}

/// Returns the port that the packets of the nth hop go to.
fn port(to: SocketAddr, index: usize) -> u16 {
    to.port().saturating_add(u16::try_from(index).unwrap_or(u16::MAX))
}

/// Returns which hop is asked next: one that never was, else one that has been silent for long enough.
fn due(hops: &[Hop], now: Instant) -> Option<usize> {
    let end = end(hops);
    let new = hops.iter().take(end).position(|hop| hop.sent.is_empty());
    let is_silent = |hop: &Hop| match hop.sent.as_slice() {
        [first] => hop.rtt.is_none() && now.saturating_duration_since(*first) >= FIRST,
        _ => false,
    };
    new.or_else(|| hops.iter().take(end).position(is_silent))
}

/// Returns how many of the hops are worth asking: up to a few behind the first that is certainly outside, and
/// none behind the target.
fn end(hops: &[Hop]) -> usize {
    let outside = |hop: &Hop| hop.item.facts.answered_by.is_some_and(is_outside);
    let last = |hop: &Hop| hop.rtt.is_some() && hop.item.facts.answered_by == hop.item.facts.target;
    let found = hops.iter().position(outside).map_or(usize::MAX, |at| at + 1 + BEHIND);
    let target = hops.iter().position(last).map_or(usize::MAX, |at| at + 1);
    hops.len().min(found).min(target)
}

/// Tells whether everything that can be known is known.
fn is_over(hops: &[Hop], now: Instant) -> bool {
    let end = end(hops);
    let asked = || hops.iter().take(end);
    if asked().all(|hop| hop.rtt.is_some()) {
        return true;
    }
    let Some(longest) = hops.iter().filter_map(|hop| hop.rtt).max() else { return false };
    let (least, trips) = LAST;
    asked().all(|hop| {
        let waited =
            |last: &Instant| now.saturating_duration_since(*last) >= least.max(longest * trips);
        hop.rtt.is_some() || hop.sent.len() >= 2 && hop.sent.last().is_some_and(waited)
    })
}

/// Tells whether an address is certainly not in the house: public, or a carrier's own (RFC 6598).
fn is_outside(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(a) => {
            let [first, second, ..] = a.octets();
            let is_carriers = first == 100 && second & 0xc0 == 64;
            is_carriers
                || !(a.is_private() || a.is_loopback() || a.is_link_local() || a.is_unspecified())
        }
        // Only 2000::/3 is routed: RFC 4291 section 2.4.
        IpAddr::V6(a) => a.octets().first().is_some_and(|first| first >> 5 == 1),
    }
}

/// Takes a word in: the hop is known by its port, an unreachable target by the same.
fn hear(hops: &mut [Hop], to: SocketAddr, port: u16, word: Word) {
    let index = usize::from(port.wrapping_sub(to.port()));
    let Some(hop) = hops.get_mut(index).filter(|hop| hop.rtt.is_none()) else { return };
    match word {
        Word::Router(by, is_exceeded) => {
            let rtt = hop.sent.first().map(Instant::elapsed).unwrap_or_default();
            hop.rtt = Some(rtt);
            hop.item.facts.answered_by = Some(by);
            // After a second packet nobody knows which of the two was answered.
            hop.item.facts.rtt_ms = (hop.sent.len() == 1).then(|| millis(rtt));
            let is_sign = is_exceeded || by == to.ip();
            hop.item.status = if is_sign { Status::Got } else { Status::Unreachable };
        }
        // The second packet may still get through.
        Word::Own => hop.item.status = Status::Unreachable,
        Word::TooBig(..) | Word::Other => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Id;
    use crate::probe::testing;

    fn hops(answers: &[Option<&str>]) -> Vec<Hop> {
        let hop = |(index, answer): (usize, Option<&str>)| {
            let mut item = Item::new(Id::Hop, Status::NotRun);
            item.facts.ttl = u8::try_from(index + 2).ok();
            item.facts.target = Some("8.8.8.8".parse().unwrap());
            item.facts.answered_by = answer.map(|text| text.parse().unwrap());
            Hop { item, sent: Vec::new(), rtt: answer.map(|_| Duration::from_millis(20)) }
        };
        answers.iter().copied().enumerate().map(hop).collect()
    }

    #[test]
    fn a_private_second_hop_may_be_in_the_house_and_a_carriers_is_not() {
        let outside = |text: &str| is_outside(text.parse().unwrap());
        assert!(outside("100.64.12.1") && outside("36.91.0.2") && outside("2400:9800::1"));
        assert!(!outside("192.168.100.1") && !outside("10.0.0.1") && !outside("fe80::1"));
        assert!(outside("100.63.0.1") && outside("100.128.0.1"), "public");
        assert!(!outside("169.254.1.1") && !outside("fd00::1"));
    }

    #[test]
    fn two_more_are_asked_behind_the_first_outside_and_none_behind_the_target() {
        assert_eq!(end(&hops(&[None; 7])), 7);
        assert_eq!(end(&hops(&[Some("192.168.2.1"), Some("100.64.0.1"), None, None, None])), 4);
        assert_eq!(end(&hops(&[Some("36.91.0.2"), Some("8.8.8.8"), None, None])), 2);
        assert_eq!(end(&hops(&[Some("192.168.2.1"), Some("10.0.0.1"), None])), 3);
    }

    #[test]
    fn silence_is_asked_once_more_and_then_not_waited_for_where_others_answer() {
        let now = Instant::now();
        let mut hops = hops(&[Some("192.168.2.1"), None]);
        assert_eq!(due(&hops, now), Some(0), "never asked");
        for hop in &mut hops {
            hop.sent.push(now);
        }
        assert_eq!(due(&hops, now), None);
        assert_eq!(due(&hops, now + FIRST), Some(1));
        assert!(!is_over(&hops, now + FIRST * 9));
        hops[1].sent.push(now + FIRST);
        assert!(!is_over(&hops, now + FIRST) && is_over(&hops, now + FIRST + LAST.0));
        hops[0].rtt = None;
        assert!(!is_over(&hops, now + FIRST * 9), "where nobody answers, time alone tells");
    }

    #[test]
    fn a_closed_port_on_the_loopback_is_the_target_itself() {
        let to = testing::loopback().at(testing::closed_udp_port());
        let mut blank = Item::new(Id::Hop, Status::NotRun);
        blank.facts.ttl = Some(2);
        blank.facts.target = Some(to.ip());
        let items = farther(vec![blank.clone(), blank], to, &Limit::after(Duration::from_secs(5)));
        assert_eq!(items.len(), 1, "nothing is asked behind the target");
        assert_eq!((items[0].status, items[0].facts.answered_by), (Status::Got, Some(to.ip())));
    }
}
