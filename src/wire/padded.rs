//! A question to a resolver that is as long as one likes.
//!
//! Pure. The length comes from an EDNS option that resolvers pass over: RFC 7830, RFC 6891 section 6.1.

use crate::wire::dns::Query;

/// The record that carries options (`OPT`), and its option of padding.
const OPT: u16 = 41;
/// The option's number.
const PADDING: u16 = 12;
/// How long an answer over UDP may be, in bytes; the answers here are short.
const ANSWER: u16 = 512;
/// What the record costs without any padding, in bytes.
const RECORD: usize = 15;

/// Writes a question that is exactly this long, in bytes; nothing where the name cannot be asked for, the
/// question is longer by itself, or the length is no DNS message's.
pub fn padded(query: &Query, length: usize) -> Option<Vec<u8>> {
    let mut bytes = query.encode()?;
    let padding = length.checked_sub(bytes.len())?.checked_sub(RECORD)?;
    let padding = u16::try_from(padding).ok()?;
    // One additional record: RFC 1035 section 4.1.1 (ARCOUNT).
    *bytes.get_mut(11)? = 1;
    bytes.push(0);
    for field in [OPT, ANSWER, 0, 0, padding.checked_add(4)?, PADDING, padding] {
        bytes.extend(field.to_be_bytes());
    }
    bytes.resize(length, 0);
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::dns::Kind;
    use proptest::prelude::*;
    use simple_dns::Packet;

    fn query(id: u16) -> Query {
        Query { id, name: "www.example.com".into(), kind: Kind::A }
    }

    #[test]
    fn a_long_question_is_one_that_resolvers_understand() {
        let bytes = padded(&query(7), 1472).unwrap();
        let packet = Packet::parse(&bytes).unwrap();
        assert_eq!((bytes.len(), packet.id()), (1472, 7));
        assert_eq!(packet.questions[0].qname.to_string(), "www.example.com");
        let codes: Vec<_> = packet.opt().unwrap().opt_codes.iter().map(|o| o.code).collect();
        assert_eq!(codes, [12]);
    }

    #[test]
    fn what_is_too_short_or_too_long_is_not_written() {
        assert_eq!(padded(&query(7), 30), None);
        assert_eq!(padded(&query(7), 1 << 17), None);
    }

    proptest! {
        #[test]
        fn every_length_is_exact(id: u16, length in 0_usize..3000) {
            let bytes = padded(&query(id), length);
            prop_assert!(bytes.is_none_or(|bytes| bytes.len() == length));
        }
    }
}
