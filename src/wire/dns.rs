//! Questions to a resolver, and answers that are believed only if they belong to the question.
//!
//! Pure. Built on `simple-dns`; what is checked here is what a forger or a broken box gets wrong:
//! identifier, direction, the echoed question, counts that the bytes cannot hold. RFC 1035 section 4.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use simple_dns::rdata::RData;
use simple_dns::{CLASS, Name, OPCODE, Packet, PacketFlag, QCLASS, QTYPE, Question, TYPE};

use crate::wire::clean;

/// The most addresses that are kept of one answer.
const ADDRESSES: usize = 16;
/// The most aliases that are followed in one answer.
const ALIASES: usize = 16;
/// The length of the header, in bytes.
const HEADER: usize = 12;

/// What kind of address is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// IPv4 addresses.
    A,
    /// IPv6 addresses.
    Aaaa,
}

impl Kind {
    fn code(self) -> TYPE {
        match self {
            Self::A => TYPE::A,
            Self::Aaaa => TYPE::AAAA,
        }
    }
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The identifier, which the answer must repeat.
    pub id: u16,
    /// The name that is asked for.
    pub name: String,
    /// The kind of address.
    pub kind: Kind,
}

/// An answer that belongs to the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The response code, 0 to 15.
    pub rcode: u16,
    /// Whether the answer was cut to fit into one datagram.
    pub truncated: bool,
    /// The addresses of the name or of what it is an alias for, at most 16.
    pub addresses: Vec<IpAddr>,
    /// The names that the name is an alias for, one after the other, cleaned; those that are no host names are
    /// left out.
    pub aliases: Vec<String>,
}

/// Why bytes are no answer to the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Bad {
    /// Not an answer, or one to somebody else's question: to be ignored, the true one may still come.
    #[error("answer to another question")]
    Foreign,
    /// It claims to be the answer, and cannot be read.
    #[error("answer that cannot be read")]
    Malformed,
}

impl Query {
    /// Writes the question; nothing if the name cannot be asked for.
    pub fn encode(&self) -> Option<Vec<u8>> {
        let mut packet = Packet::new_query(self.id);
        packet.set_flags(PacketFlag::RECURSION_DESIRED);
        let name = Name::new(&self.name).ok()?;
        let (kind, class) = (QTYPE::TYPE(self.kind.code()), QCLASS::CLASS(CLASS::IN));
        packet.questions.push(Question::new(name, kind, class, false));
        packet.build_bytes_vec().ok()
    }

    /// Reads the answer to this question.
    ///
    /// # Errors
    ///
    /// [`Bad::Foreign`] for what must be ignored, [`Bad::Malformed`] for a broken answer to this very question.
    pub fn decode(&self, bytes: &[u8]) -> Result<Answer, Bad> {
        let header = bytes.first_chunk::<HEADER>().ok_or(Bad::Foreign)?;
        let [id0, id1, flags, codes, ..] = *header;
        let is_answer = flags & 0x80 != 0;
        if u16::from_be_bytes([id0, id1]) != self.id || !is_answer {
            return Err(Bad::Foreign);
        }
        if !counts_fit(header, bytes.len()) {
            return Err(Bad::Malformed);
        }
        let packet = Packet::parse(bytes).map_err(|_| Bad::Malformed)?;
        let rcode = u16::from(codes & 0x0f);
        if packet.opcode() != OPCODE::StandardQuery || !self.is_echoed(&packet, rcode) {
            return Err(Bad::Foreign);
        }
        let truncated = packet.has_flags(PacketFlag::TRUNCATION);
        let (addresses, aliases) = self.addresses(&packet);
        Ok(Answer { rcode, truncated, addresses, aliases })
    }

    /// Tells whether the question came back; a refusal may leave it out.
    fn is_echoed(&self, packet: &Packet<'_>, rcode: u16) -> bool {
        match packet.questions.as_slice() {
            [] => rcode != 0,
            [question] => {
                Name::new(&self.name).is_ok_and(|name| same(&name, &question.qname))
                    && question.qtype == QTYPE::TYPE(self.kind.code())
                    && question.qclass == QCLASS::CLASS(CLASS::IN)
            }
            _ => false,
        }
    }

    /// Collects the addresses of the name and of what it is an alias for, and those aliases; strangers'
    /// addresses do not count.
    fn addresses(&self, packet: &Packet<'_>) -> (Vec<IpAddr>, Vec<String>) {
        let mut aliases = Vec::new();
        let Ok(mut owner) = Name::new(&self.name) else { return (Vec::new(), aliases) };
        for _ in 0..ALIASES {
            let of_owner = || packet.answers.iter().filter(|record| same(&record.name, &owner));
            let found: Vec<IpAddr> =
                of_owner().filter_map(|r| self.address(&r.rdata)).take(ADDRESSES).collect();
            let alias = of_owner().find_map(|record| {
                if let RData::CNAME(alias) = &record.rdata { Some(alias.0.clone()) } else { None }
            });
            match alias {
                Some(next) if found.is_empty() => {
                    aliases.extend(clean::host(&next.to_string()));
                    owner = next;
                }
                Some(_) | None => return (found, aliases),
            }
        }
        (Vec::new(), aliases)
    }

    /// Returns the address in a record of the kind that was asked for.
    fn address(&self, data: &RData<'_>) -> Option<IpAddr> {
        match (self.kind, data) {
            (Kind::A, RData::A(a)) => Some(Ipv4Addr::from(a.address).into()),
            (Kind::Aaaa, RData::AAAA(a)) => Some(Ipv6Addr::from(a.address).into()),
            _ => None,
        }
    }
}

/// Tells whether two names are the same, whatever the case: RFC 4343.
fn same(one: &Name<'_>, other: &Name<'_>) -> bool {
    one.get_labels().len() == other.get_labels().len()
        && one.as_bytes().zip(other.as_bytes()).all(|(a, b)| a.eq_ignore_ascii_case(b))
}

/// Tells whether the bytes can hold as many entries as the header promises, so that nobody makes the
/// parser reserve memory for 260,000 records with twelve bytes.
fn counts_fit(header: &[u8; HEADER], len: usize) -> bool {
    let [_, _, _, _, q0, q1, counts @ ..] = header;
    // The shortest question has 5 bytes, the shortest record 11: RFC 1035 sections 4.1.2 and 4.1.3.
    let questions = usize::from(u16::from_be_bytes([*q0, *q1]));
    let records: usize = counts
        .chunks_exact(2)
        .map(|pair| pair.iter().fold(0, |count, byte| count << 8 | usize::from(*byte)))
        .sum();
    questions * 5 + records * 11 <= len.saturating_sub(HEADER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use simple_dns::ResourceRecord;
    use simple_dns::rdata::{A, CNAME};

    const GOOD: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 7);

    fn query() -> Query {
        Query { id: 0xbeef, name: "www.Example.com".into(), kind: Kind::A }
    }

    fn reply(edit: impl FnOnce(&mut Packet<'_>)) -> Vec<u8> {
        let bytes = query().encode().unwrap();
        let mut packet = Packet::parse(&bytes).unwrap().into_reply();
        edit(&mut packet);
        packet.build_bytes_vec().unwrap()
    }

    fn record<'a>(name: &'a str, data: RData<'a>) -> ResourceRecord<'a> {
        ResourceRecord::new(Name::new(name).unwrap(), CLASS::IN, 60, data)
    }

    #[test]
    fn aliases_are_followed_and_strangers_ignored() {
        let bytes = reply(|packet| {
            let stranger = RData::A(A::from(Ipv4Addr::new(10, 0, 0, 1)));
            packet.answers.push(record("other.example", stranger));
            let alias = RData::CNAME(CNAME(Name::new("cdn.example").unwrap()));
            packet.answers.push(record("WWW.example.com", alias));
            packet.answers.push(record("cdn.EXAMPLE", RData::A(A::from(GOOD))));
        });
        let answer = query().decode(&bytes).unwrap();
        assert_eq!((answer.rcode, answer.truncated), (0, false));
        assert_eq!(answer.addresses, [IpAddr::from(GOOD)]);
        assert_eq!(answer.aliases, ["cdn.example"]);
    }

    #[test]
    fn an_alias_of_itself_ends() {
        let bytes = reply(|packet| {
            let alias = RData::CNAME(CNAME(Name::new("www.example.com").unwrap()));
            packet.answers.push(record("www.example.com", alias));
        });
        assert!(query().decode(&bytes).unwrap().addresses.is_empty());
    }

    #[test]
    fn what_is_not_the_answer_is_foreign() {
        let bytes = reply(|_| ());
        let with = |edit: fn(&mut Query)| {
            let mut asked = query();
            edit(&mut asked);
            asked.decode(&bytes)
        };
        assert_eq!(with(|asked| asked.id = 1), Err(Bad::Foreign));
        assert_eq!(with(|asked| asked.name = "example.com".into()), Err(Bad::Foreign));
        assert_eq!(with(|asked| asked.kind = Kind::Aaaa), Err(Bad::Foreign));
        assert_eq!(query().decode(&query().encode().unwrap()), Err(Bad::Foreign));
        assert_eq!(query().decode(&[]), Err(Bad::Foreign));
        assert_eq!(query().decode(&reply(|p| p.questions.clear())), Err(Bad::Foreign));
    }

    #[test]
    fn a_refusal_may_leave_the_question_out() {
        let bytes = reply(|packet| {
            packet.questions.clear();
            *packet.rcode_mut() = simple_dns::RCODE::Refused;
            packet.set_flags(PacketFlag::TRUNCATION);
        });
        let answer = query().decode(&bytes).unwrap();
        assert_eq!((answer.rcode, answer.truncated), (5, true));
    }

    #[test]
    fn promises_without_bytes_are_malformed() {
        let mut bytes = reply(|_| ());
        bytes[6..12].fill(0xff);
        assert_eq!(query().decode(&bytes), Err(Bad::Malformed));
    }

    proptest! {
        #[test]
        fn any_bytes_are_fine(mut bytes: Vec<u8>) {
            let _ = query().decode(&bytes);
            // With the right header most bytes get as far as the parser.
            bytes.splice(0..bytes.len().min(4), [0xbe, 0xef, 0x81, 0x80]);
            let _ = query().decode(&bytes);
        }

        #[test]
        fn an_answer_with_any_byte_changed_is_fine(at: prop::sample::Index, value: u8) {
            let mut bytes = reply(|p| p.answers.push(record("www.example.com", RData::A(A::from(GOOD)))));
            let index = at.index(bytes.len());
            bytes[index] = value;
            let _ = query().decode(&bytes);
        }

        #[test]
        fn any_name_is_asked_for_or_refused(name in any::<String>(), id: u16) {
            let asked = Query { id, name, kind: Kind::Aaaa };
            if let Some(bytes) = asked.encode() {
                let mut bytes = bytes;
                bytes[2] |= 0x80;
                prop_assert!(asked.decode(&bytes).is_ok());
            }
        }
    }
}
