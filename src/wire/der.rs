//! Who signed a certificate, and for whom.
//!
//! Pure. Only the two names are read, never a judgement: whether a certificate is to be trusted is the system's
//! matter. RFC 5280 section 4.1; ITU-T X.690 (DER).

use crate::wire::{clean, page};

/// The most attributes that are looked at in one name.
const ATTRIBUTES: usize = 32;
/// `id-at-commonName` and `id-at-organizationName`: RFC 5280 appendix A.1.
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const ORGANISATION: &[u8] = &[0x55, 0x04, 0x0a];

/// DER tags: X.690 section 8, X.680 section 8.6.
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OBJECT: u8 = 0x06;
const INTEGER: u8 = 0x02;
const VERSION: u8 = 0xa0;
const BMP: u8 = 0x1e;

/// The two names of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// Who signed it.
    pub issuer: Party,
    /// Whom it is for.
    pub subject: Party,
}

/// A name, cleaned and cut.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Party {
    /// The common name.
    pub common: Option<String>,
    /// The organisation.
    pub organisation: Option<String>,
}

impl Party {
    /// Returns the name on one line: common name, organisation; nothing if it has neither.
    pub fn line(&self) -> Option<String> {
        let parts: Vec<&str> =
            [&self.common, &self.organisation].into_iter().flatten().map(String::as_str).collect();
        (!parts.is_empty()).then(|| clean::line(&parts.join(", "), page::REMARK))
    }
}

/// Reads the names of a certificate; nothing if these bytes are none.
pub fn names(certificate: &[u8]) -> Option<Names> {
    let body = Reader(certificate).take(SEQUENCE)?;
    let mut signed = Reader(Reader(body).take(SEQUENCE)?);
    if signed.0.first() == Some(&VERSION) {
        signed.take(VERSION)?;
    }
    signed.take(INTEGER)?;
    signed.take(SEQUENCE)?;
    let issuer = party(signed.take(SEQUENCE)?)?;
    signed.take(SEQUENCE)?;
    let subject = party(signed.take(SEQUENCE)?)?;
    Some(Names { issuer, subject })
}

/// Reads a name: a sequence of sets of attributes.
fn party(bytes: &[u8]) -> Option<Party> {
    let mut party = Party::default();
    let mut sets = Reader(bytes);
    for _ in 0..ATTRIBUTES {
        if sets.0.is_empty() {
            break;
        }
        let mut attributes = Reader(sets.take(SET)?);
        let mut attribute = Reader(attributes.take(SEQUENCE)?);
        let kind = attribute.take(OBJECT)?;
        let (tag, value) = attribute.next()?;
        let slot = match kind {
            COMMON_NAME => &mut party.common,
            ORGANISATION => &mut party.organisation,
            _ => continue,
        };
        *slot = Some(text(tag, value)).filter(|text| !text.is_empty());
    }
    Some(party)
}

/// Reads a string of whatever kind; the old ones are read as UTF-8, which suits all that is ASCII.
fn text(tag: u8, value: &[u8]) -> String {
    let text = if tag == BMP {
        let units = value
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0_u16, |unit, byte| unit << 8 | u16::from(*byte)));
        String::from_utf16_lossy(&units.collect::<Vec<_>>())
    } else {
        String::from_utf8_lossy(value).into_owned()
    };
    clean::line(&text, page::REMARK)
}

/// Reads one value after the other.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Takes the next value, which must have this tag.
    fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.next().filter(|(own, _)| *own == tag).map(|(_, value)| value)
    }

    /// Takes the next value; lengths of up to four bytes are enough for any certificate.
    fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let (tag, rest) = self.0.split_first()?;
        let (first, mut rest) = rest.split_first()?;
        let mut length = usize::from(*first);
        if length >= 0x80 {
            let bytes = length - 0x80;
            if !(1..=4).contains(&bytes) {
                return None;
            }
            let (digits, after) = rest.split_at_checked(bytes)?;
            length = digits.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
            rest = after;
        }
        let (value, after) = rest.split_at_checked(length)?;
        self.0 = after;
        Some((*tag, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;

    fn leaf() -> Vec<u8> {
        let pem = include_bytes!("../probe/testdata/good.pem");
        CertificateDer::from_pem_slice(pem).unwrap().to_vec()
    }

    #[test]
    fn both_names_are_read() {
        let names = names(&leaf()).unwrap();
        assert_eq!(names.issuer.line().as_deref(), Some("Test Root, Test Organisation"));
        assert_eq!(names.subject.common.as_deref(), Some("secure.example"));
    }

    #[test]
    fn old_strings_and_empty_names_are_fine() {
        assert_eq!(text(BMP, &[0, b'A', 0x1b, 0x42]), "A\u{1b42}");
        assert_eq!(text(0x13, b"a\x1b[2Jb"), "a [2Jb");
        assert_eq!(Party::default().line(), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_fine(bytes in any::<Vec<u8>>()) {
            let _ = names(&bytes);
            let _ = party(&bytes);
        }

        #[test]
        fn a_certificate_with_any_bytes_changed_is_fine(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
            let mut bytes = leaf();
            for (at, value) in changes {
                let index = at.index(bytes.len().min(200));
                bytes[index] = value;
            }
            if let Some(names) = names(&bytes) {
                for line in [names.issuer.line(), names.subject.line()].into_iter().flatten() {
                    prop_assert!(!line.chars().any(char::is_control) && line.chars().count() <= 200);
                }
            }
        }
    }
}
