//! Netlink: messages to and from the Linux kernel, and what it says about neighbours.
//!
//! Pure. Whatever the lengths inside claim, nothing is read past the end. Numbers are in the computer's own
//! byte order. Formats: `linux/netlink.h`, `linux/neighbour.h`, rtnetlink(7).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use crate::evidence::Family;

/// Please do it (`NLM_F_REQUEST`).
pub const REQUEST: u16 = 0x1;
/// Please list everything (`NLM_F_ROOT | NLM_F_MATCH`).
pub const DUMP: u16 = 0x300;
/// An error, or the acknowledgement with error 0 (`NLMSG_ERROR`).
pub const ERROR: u16 = 2;
/// The end of a list (`NLMSG_DONE`).
pub const DONE: u16 = 3;

/// Length of the header, in bytes.
const HEADER: usize = 16;
/// A neighbour, in an answer (`RTM_NEWNEIGH`).
const NEIGHBOUR: u16 = 28;
/// The question for neighbours (`RTM_GETNEIGH`).
const GET_NEIGHBOURS: u16 = 30;
/// The head of a neighbour, in bytes (`struct ndmsg`).
const NEIGHBOUR_HEAD: usize = 12;
/// The kernel tells times in hundredths of a second (`USER_HZ`).
const TICK: Duration = Duration::from_millis(10);

/// One message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    /// What it is.
    pub kind: u16,
    /// What follows the header.
    pub body: &'a [u8],
}

impl Message<'_> {
    /// Returns the number of the error, 0 for an acknowledgement; nothing if it is no such message.
    pub fn error(&self) -> Option<i32> {
        let code = self.body.first_chunk().filter(|_| self.kind == ERROR)?;
        Some(i32::from_ne_bytes(*code).saturating_neg())
    }
}

/// Writes a message.
pub fn message(kind: u16, flags: u16, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(HEADER + body.len()).unwrap_or(u32::MAX);
    let mut bytes = length.to_ne_bytes().to_vec();
    bytes.extend(kind.to_ne_bytes());
    bytes.extend(flags.to_ne_bytes());
    // Sequence and sender: one question a socket, and the kernel fills in who asks.
    bytes.extend([0; 8]);
    bytes.extend(body);
    bytes
}

/// Tells whether a question that [`message`] wrote asks for a list, which ends with [`DONE`].
pub fn is_for_list(question: &[u8]) -> bool {
    let flags = question.get(6..).and_then(|rest| rest.first_chunk());
    flags.is_some_and(|flags| u16::from_ne_bytes(*flags) & DUMP == DUMP)
}

/// Reads the messages of a datagram, up to the first that is cut.
pub fn messages(bytes: &[u8]) -> impl Iterator<Item = Message<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let length = usize::try_from(u32::from_ne_bytes(*rest.first_chunk()?)).ok()?;
        let kind = u16::from_ne_bytes(*rest.get(4..)?.first_chunk()?);
        let body = rest.get(HEADER..length)?;
        rest = rest.get(length.next_multiple_of(4)..).unwrap_or_default();
        Some(Message { kind, body })
    })
}

/// Writes an attribute, filled up to four bytes.
pub fn attribute(kind: u16, value: &[u8]) -> Vec<u8> {
    let length = u16::try_from(4 + value.len()).unwrap_or(u16::MAX);
    let mut bytes = length.to_ne_bytes().to_vec();
    bytes.extend(kind.to_ne_bytes());
    bytes.extend(value);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

/// Reads attributes, up to the first that is cut: their kinds, without the flags, and values.
pub fn attributes(bytes: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let length = usize::from(u16::from_ne_bytes(*rest.first_chunk()?));
        let kind = u16::from_ne_bytes(*rest.get(2..)?.first_chunk()?) & 0x3fff;
        let value = rest.get(4..length)?;
        rest = rest.get(length.next_multiple_of(4)..).unwrap_or_default();
        Some((kind, value))
    })
}

/// Returns the value of the first attribute of a kind.
pub fn find(bytes: &[u8], wanted: u16) -> Option<&[u8]> {
    attributes(bytes).find(|(kind, _)| *kind == wanted).map(|(_, value)| value)
}

/// What the kernel thinks of a neighbour's link-layer address (`NUD_*`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It was asked for and has not been told.
    Asked,
    /// It is known; from when is another matter.
    Known,
    /// It is given by hand, or not needed, and never checked.
    Fixed,
}

impl Standing {
    fn of(state: u16) -> Self {
        const ASKED: u16 = 0x01 | 0x20;
        const KNOWN: u16 = 0x02 | 0x04 | 0x08 | 0x10;
        if state & ASKED != 0 {
            Self::Asked
        } else if state & KNOWN != 0 {
            Self::Known
        } else {
            Self::Fixed
        }
    }
}

/// A neighbour as the kernel lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neighbour {
    /// Its address.
    pub address: IpAddr,
    /// The number of the interface that it is on.
    pub interface: u32,
    /// What the kernel thinks of it.
    pub standing: Standing,
    /// How long ago it was confirmed at least; the kernel leaves out what is less than a hundredth of a second.
    pub confirmed_ago: Option<Duration>,
}

/// Writes the question for all neighbours of a family.
pub fn ask_neighbours(family: Family) -> Vec<u8> {
    let mut body = [0; NEIGHBOUR_HEAD];
    if let Some(first) = body.first_mut() {
        *first = number(family);
    }
    message(GET_NEIGHBOURS, REQUEST | DUMP, &body)
}

/// Returns Linux's number of a family (`AF_INET`, `AF_INET6`).
fn number(family: Family) -> u8 {
    match family {
        Family::Ipv4 => 2,
        Family::Ipv6 => 10,
    }
}

/// Reads a neighbour; nothing if the message is about something else.
pub fn neighbour(message: &Message<'_>) -> Option<Neighbour> {
    const ADDRESS: u16 = 1;
    const TIMES: u16 = 3;
    let (head, rest) = message.body.split_first_chunk::<NEIGHBOUR_HEAD>()?;
    if message.kind != NEIGHBOUR {
        return None;
    }
    let [_, _, _, _, index @ .., s0, s1, _, _] = *head;
    let confirmed = find(rest, TIMES).and_then(|times| times.first_chunk());
    Some(Neighbour {
        address: address(find(rest, ADDRESS)?)?,
        interface: u32::from_ne_bytes(index),
        standing: Standing::of(u16::from_ne_bytes([s0, s1])),
        confirmed_ago: confirmed.map(|ticks| TICK * u32::from_ne_bytes(*ticks).min(1 << 20)),
    })
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    let four = <[u8; 4]>::try_from(bytes).ok().map(|four| Ipv4Addr::from(four).into());
    four.or_else(|| Some(Ipv6Addr::from(<[u8; 16]>::try_from(bytes).ok()?).into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn listed(state: u16, address: &[u8], ticks: u32) -> Vec<u8> {
        let mut body = vec![2, 0, 0, 0];
        body.extend(7_u32.to_ne_bytes());
        body.extend(state.to_ne_bytes());
        body.extend([0, 1]);
        body.extend(attribute(1, address));
        body.extend(attribute(2, &[2, 0, 0, 0, 0, 1]));
        let times = [ticks, 1, 2, 3].map(u32::to_ne_bytes).concat();
        body.extend(attribute(3, &times));
        message(NEIGHBOUR, 0, &body)
    }

    #[test]
    fn a_list_of_neighbours_is_read() {
        let mut bytes = listed(0x02, &[192, 168, 1, 1], 4);
        bytes.extend(listed(0x20, &[0xfe; 16], 9000));
        bytes.extend(message(DONE, 0, &[0; 4]));
        let found: Vec<_> = messages(&bytes).filter_map(|m| neighbour(&m)).collect();
        let router = Neighbour {
            address: "192.168.1.1".parse().unwrap(),
            interface: 7,
            standing: Standing::Known,
            confirmed_ago: Some(Duration::from_millis(40)),
        };
        assert_eq!(found[0], router);
        assert_eq!((found.len(), found[1].standing), (2, Standing::Asked));
        assert_eq!(messages(&bytes).last().map(|m| m.kind), Some(DONE));
    }

    #[test]
    fn each_state_has_its_standing() {
        let of = |states: &[u16]| states.iter().map(|s| Standing::of(*s)).collect::<Vec<_>>();
        assert_eq!(of(&[0x01, 0x20]), [Standing::Asked; 2]);
        assert_eq!(of(&[0x02, 0x04, 0x08, 0x10]), [Standing::Known; 4]);
        assert_eq!(of(&[0x00, 0x40, 0x80]), [Standing::Fixed; 3]);
    }

    #[test]
    fn a_refusal_has_its_number() {
        let bytes = message(ERROR, 0, &(-13_i32).to_ne_bytes());
        assert_eq!(messages(&bytes).next().unwrap().error(), Some(13));
        let question = ask_neighbours(Family::Ipv6);
        assert_eq!(messages(&question).next().unwrap().error(), None);
        assert!(is_for_list(&question) && !is_for_list(&bytes));
    }

    proptest! {
        #[test]
        fn what_is_written_can_be_read(kind: u16, value in proptest::collection::vec(any::<u8>(), 0..64)) {
            let bytes = [message(kind, 0, &attribute(kind & 0x3fff, &value)), vec![1, 2, 3]].concat();
            let read: Vec<_> = messages(&bytes).collect();
            prop_assert_eq!((read.len(), read[0].kind), (1, kind));
            prop_assert_eq!(find(read[0].body, kind & 0x3fff), Some(value.as_slice()));
        }

        #[test]
        fn any_bytes_are_fine(bytes: Vec<u8>, kind in 26_u16..32) {
            for message in messages(&bytes) {
                let _ = (neighbour(&message), message.error(), attributes(message.body).count());
            }
            let _ = neighbour(&Message { kind, body: &bytes });
            let _ = attributes(&bytes).count();
        }
    }
}
