//! ICMP echo, for both families.
//!
//! Pure. Only what an unprivileged socket needs: the system adds the IP header, and on Linux also
//! chooses the identifier. RFC 792 (IPv4) and RFC 4443 section 4 (IPv6).

use crate::evidence::Family;

/// The length of the header before the payload, in bytes.
const HEADER: usize = 8;

/// Which way an [`Echo`] goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Please answer.
    Request,
    /// The answer.
    Reply,
}

impl Direction {
    /// Returns the message type: RFC 792 page 14, RFC 4443 sections 4.1 and 4.2.
    fn code(self, family: Family) -> u8 {
        match (self, family) {
            (Self::Request, Family::Ipv4) => 8,
            (Self::Reply, Family::Ipv4) => 0,
            (Self::Request, Family::Ipv6) => 128,
            (Self::Reply, Family::Ipv6) => 129,
        }
    }
}

/// An echo request or its reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Echo {
    /// Which way it goes.
    pub direction: Direction,
    /// Which program asks; Linux puts its own value here.
    pub id: u16,
    /// Which of its questions.
    pub sequence: u16,
    /// What comes back unchanged.
    pub payload: Vec<u8>,
}

impl Echo {
    /// Writes the message. The checksum of the IPv6 form covers addresses, so the system fills it in.
    pub fn encode(&self, family: Family) -> Vec<u8> {
        let message = |sum: u16| {
            let mut bytes = vec![self.direction.code(family), 0];
            bytes.extend(sum.to_be_bytes());
            bytes.extend(self.id.to_be_bytes());
            bytes.extend(self.sequence.to_be_bytes());
            bytes.extend(&self.payload);
            bytes
        };
        match family {
            Family::Ipv4 => message(!sum(&message(0))),
            Family::Ipv6 => message(0),
        }
    }

    /// Reads a message; nothing if it is not an echo, is too short, or its IPv4 checksum is wrong.
    pub fn decode(family: Family, bytes: &[u8]) -> Option<Self> {
        let bytes = without_ip_header(family, bytes);
        let (header, payload) = bytes.split_first_chunk::<HEADER>()?;
        let [code, 0, _, _, id0, id1, sequence0, sequence1] = *header else { return None };
        let direction = [Direction::Request, Direction::Reply]
            .into_iter()
            .find(|direction| direction.code(family) == code)?;
        if family == Family::Ipv4 && sum(bytes) != u16::MAX {
            return None;
        }
        Some(Self {
            direction,
            id: u16::from_be_bytes([id0, id1]),
            sequence: u16::from_be_bytes([sequence0, sequence1]),
            payload: payload.to_vec(),
        })
    }
}

/// Takes off the IPv4 header, which macOS leaves on. An echo itself begins with 0 or 8, never with 4.
fn without_ip_header(family: Family, bytes: &[u8]) -> &[u8] {
    match (family, bytes.first()) {
        (Family::Ipv4, Some(first)) if first >> 4 == 4 => {
            bytes.get(usize::from(first & 0xf) * 4..).unwrap_or_default()
        }
        (Family::Ipv4 | Family::Ipv6, _) => bytes,
    }
}

/// Sums up 16-bit words in ones' complement, as RFC 1071 says.
fn sum(bytes: &[u8]) -> u16 {
    let words = bytes.chunks(2).map(|pair| match *pair {
        [high, low] => u16::from_be_bytes([high, low]),
        [high] => u16::from_be_bytes([high, 0]),
        _ => 0,
    });
    words.fold(0, |total: u16, word| {
        let (total, carry) = total.overflowing_add(word);
        total + u16::from(carry)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_known_request_is_written_as_ping_writes_it() {
        let payload = b"abcd".to_vec();
        let echo = Echo { direction: Direction::Request, id: 1, sequence: 2, payload };
        let bytes = echo.encode(Family::Ipv4);
        assert_eq!(bytes, [8, 0, 0x33, 0x36, 0, 1, 0, 2, b'a', b'b', b'c', b'd']);
        assert_eq!(echo.encode(Family::Ipv6)[..4], [128, 0, 0, 0]);
    }

    #[test]
    fn an_ip_header_in_front_is_taken_off_and_a_wrong_sum_is_noticed() {
        let echo = Echo { direction: Direction::Reply, id: 7, sequence: 9, payload: vec![1, 2, 3] };
        let mut bytes = vec![0x45; 20];
        bytes.extend(echo.encode(Family::Ipv4));
        assert_eq!(Echo::decode(Family::Ipv4, &bytes), Some(echo));
        *bytes.last_mut().unwrap() ^= 1;
        assert_eq!(Echo::decode(Family::Ipv4, &bytes), None);
    }

    proptest! {
        #[test]
        fn what_is_written_can_be_read(
            id: u16, sequence: u16, payload in proptest::collection::vec(any::<u8>(), 0..64),
            reply: bool, six: bool,
        ) {
            let direction = if reply { Direction::Reply } else { Direction::Request };
            let family = if six { Family::Ipv6 } else { Family::Ipv4 };
            let echo = Echo { direction, id, sequence, payload };
            prop_assert_eq!(Echo::decode(family, &echo.encode(family)), Some(echo));
        }

        #[test]
        fn any_bytes_are_fine(bytes: Vec<u8>) {
            let _ = Echo::decode(Family::Ipv4, &bytes);
            let _ = Echo::decode(Family::Ipv6, &bytes);
        }
    }
}
