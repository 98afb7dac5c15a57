//! What the Linux kernel says about Wi-Fi, over generic netlink.
//!
//! Pure. Formats and numbers: `linux/genetlink.h`, `linux/nl80211.h`.

use crate::wire::netlink::{self, DUMP, Message, REQUEST, attribute, find};

/// The number of the family that knows the others' numbers (`GENL_ID_CTRL`).
const CONTROL: u16 = 16;
/// The length of the head of a generic message, in bytes (`struct genlmsghdr`).
const HEAD: usize = 4;

/// What is known of the Wi-Fi in use.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Link {
    /// The strength of the signal, in dBm.
    pub signal_dbm: Option<i32>,
    /// The frequency of the channel, in MHz.
    pub frequency_mhz: Option<u32>,
    /// The rate at which this computer sends, in Mbit/s.
    pub rate_mbps: Option<f64>,
}

/// Writes the question for the family's number.
pub fn ask_family() -> Vec<u8> {
    const GET_FAMILY: u8 = 3;
    const NAME: u16 = 2;
    generic(CONTROL, REQUEST, GET_FAMILY, &attribute(NAME, b"nl80211\0"))
}

/// Reads the family's number.
pub fn family(message: &Message<'_>) -> Option<u16> {
    const NUMBER: u16 = 1;
    let body = message.body.get(HEAD..).filter(|_| message.kind == CONTROL)?;
    find(body, NUMBER)?.first_chunk().map(|number| u16::from_ne_bytes(*number))
}

/// Writes the question for an interface's channel.
pub fn ask_channel(family: u16, interface: u32) -> Vec<u8> {
    const GET_INTERFACE: u8 = 5;
    generic(family, REQUEST, GET_INTERFACE, &attribute(INTERFACE, &interface.to_ne_bytes()))
}

/// Writes the question for the access point that an interface has joined.
pub fn ask_station(family: u16, interface: u32) -> Vec<u8> {
    const GET_STATION: u8 = 17;
    generic(family, REQUEST | DUMP, GET_STATION, &attribute(INTERFACE, &interface.to_ne_bytes()))
}

/// The number of an interface.
const INTERFACE: u16 = 3;

fn generic(family: u16, flags: u16, command: u8, body: &[u8]) -> Vec<u8> {
    netlink::message(family, flags, &[&[command, 1, 0, 0], body].concat())
}

/// Takes whatever a message tells into what is known.
pub fn read(message: &Message<'_>, family: u16, link: &mut Link) {
    const FREQUENCY: u16 = 38;
    const STATION: u16 = 21;
    let Some(body) = message.body.get(HEAD..).filter(|_| message.kind == family) else { return };
    let four = |bytes: &[u8]| bytes.first_chunk().map(|four| u32::from_ne_bytes(*four));
    link.frequency_mhz = find(body, FREQUENCY).and_then(four).or(link.frequency_mhz);
    if let Some(station) = find(body, STATION) {
        link.signal_dbm = signal(station).or(link.signal_dbm);
        link.rate_mbps = rate(station).or(link.rate_mbps);
    }
}

/// Returns the mean of the signal, or else that of the last frame.
fn signal(station: &[u8]) -> Option<i32> {
    const MEAN: u16 = 13;
    const LAST: u16 = 7;
    let told = find(station, MEAN).or_else(|| find(station, LAST))?;
    let dbm = i32::from(told.first()?.cast_signed());
    is_plausible(dbm).then_some(dbm)
}

/// Tells whether a strength can be one: drivers write 0 or positive numbers where they do not know.
pub fn is_plausible(dbm: i32) -> bool {
    (-120..0).contains(&dbm)
}

/// Returns the rate, which the kernel tells in steps of 100 kbit/s.
fn rate(station: &[u8]) -> Option<f64> {
    const SENDING: u16 = 8;
    const WIDE: u16 = 5;
    const NARROW: u16 = 1;
    let told = find(station, SENDING)?;
    let wide = find(told, WIDE).and_then(|four| four.first_chunk().map(|b| u32::from_ne_bytes(*b)));
    let narrow = || find(told, NARROW)?.first_chunk().map(|two| u16::from_ne_bytes(*two).into());
    let steps: u32 = wide.or_else(narrow)?;
    (steps > 0).then(|| f64::from(steps) / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::netlink::messages;
    use proptest::prelude::*;

    #[test]
    fn the_number_of_the_family_is_found() {
        let question = ask_family();
        assert!(question.windows(8).any(|part| part == b"nl80211\0"));
        let body =
            [vec![1, 2, 0, 0], attribute(2, b"nl80211\0"), attribute(1, &28_u16.to_ne_bytes())];
        let bytes = netlink::message(CONTROL, 0, &body.concat());
        assert_eq!(messages(&bytes).find_map(|m| family(&m)), Some(28));
    }

    #[test]
    fn channel_signal_and_rate_are_read() {
        let rates = [attribute(1, &4333_u16.to_ne_bytes()), attribute(5, &4333_u32.to_ne_bytes())];
        let station = [
            attribute(7, &[(-70_i8).cast_unsigned()]),
            attribute(8, &rates.concat()),
            attribute(13, &[(-61_i8).cast_unsigned()]),
        ];
        let parts = [
            [vec![19, 1, 0, 0], attribute(21, &station.concat())].concat(),
            [vec![7, 1, 0, 0], attribute(38, &5180_u32.to_ne_bytes())].concat(),
        ];
        let mut link = Link::default();
        for part in parts {
            let bytes = netlink::message(28, 0, &part);
            messages(&bytes).for_each(|message| read(&message, 28, &mut link));
        }
        let (signal, frequency, rate) = (Some(-61), Some(5180), Some(433.3));
        assert_eq!(link, Link { signal_dbm: signal, frequency_mhz: frequency, rate_mbps: rate });
    }

    #[test]
    fn a_driver_that_does_not_know_says_nothing() {
        assert_eq!(signal(&attribute(7, &[0])), None);
        assert_eq!(rate(&attribute(8, &attribute(1, &[0, 0]))), None);
        assert!(is_plausible(-95) && !is_plausible(40));
    }

    proptest! {
        #[test]
        fn any_bytes_are_fine(bytes: Vec<u8>, kind in 15_u16..30) {
            let message = Message { kind, body: &bytes };
            let mut link = Link::default();
            let _ = family(&message);
            read(&message, kind, &mut link);
            let (nested, head) = (attribute(21, &bytes), [0; HEAD]);
            read(&Message { kind, body: &[&head, nested.as_slice()].concat() }, kind, &mut link);
            prop_assert!(link.signal_dbm.is_none_or(is_plausible));
        }
    }
}
