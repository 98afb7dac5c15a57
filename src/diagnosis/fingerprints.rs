//! What known pages and answers look like.
//!
//! Pure. The rows live in `checklists/data/fingerprints.toml`.

use std::net::IpAddr;
use std::sync::OnceLock;

use jiff::civil::Date;
use serde::Deserialize;

/// Every known look of a page or an answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fingerprints {
    /// Where filtered names lead.
    pub filter: Filter,
    /// What a page about the bill says.
    pub bill: Bill,
}

/// Where filtered names lead.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// Hosts, each with all below it.
    pub hosts: Vec<String>,
    /// Addresses.
    pub addresses: Vec<IpAddr>,
    /// Where this comes from.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
}

/// What a page about the bill says, in small letters.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bill {
    /// Words that no other page says.
    pub strong: Vec<String>,
    /// Words that a page may say for another reason.
    pub weak: Vec<String>,
    /// Words of a page that wants a sign-in.
    pub sign_in: Vec<String>,
    /// Where this comes from.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
}

/// How much a page speaks of a bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BillWords {
    /// Not at all, or beside a sign-in.
    None,
    /// With words that can have another reason.
    Weak,
    /// With words that can hardly have another reason.
    Strong,
}

impl Filter {
    /// Tells whether a host, with or without a port, is one of the filter's.
    pub fn has_host(&self, host: &str) -> bool {
        let host = host.trim().trim_end_matches('.').to_lowercase();
        let host = host.split(':').next().unwrap_or_default();
        self.hosts.iter().any(|known| {
            host.strip_suffix(known.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
    }

    /// Tells whether an address is one of the filter's.
    pub fn has_address(&self, address: IpAddr) -> bool {
        self.addresses.contains(&address.to_canonical())
    }
}

impl Bill {
    /// Weighs what a page or the name of its host says.
    pub fn weigh(&self, words: &str) -> BillWords {
        let words = words.to_lowercase();
        let any = |list: &[String]| list.iter().any(|word| words.contains(word.as_str()));
        if any(&self.strong) {
            BillWords::Strong
        } else if any(&self.weak) && !any(&self.sign_in) {
            BillWords::Weak
        } else {
            BillWords::None
        }
    }
}

impl Fingerprints {
    /// Returns the built-in rows, parsed at their first use.
    ///
    /// # Panics
    ///
    /// Never in a released program: the file is part of it and a test parses it.
    pub fn builtin() -> &'static Self {
        static ALL: OnceLock<Fingerprints> = OnceLock::new();
        let source = include_str!("../../checklists/data/fingerprints.toml");
        ALL.get_or_init(|| toml::from_str(source).expect("the built-in fingerprints are TOML"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_count_with_all_below_them_and_nothing_beside() {
        let filter = &Fingerprints::builtin().filter;
        for (host, known) in [
            ("internetpositif.id", true),
            ("WWW.InternetPositif.id:80", true),
            ("lamanlabuh.aduankonten.id.", true),
            ("notinternetpositif.id", false),
            ("internetpositif.id.example", false),
            ("aduankonten.id", false),
            ("", false),
        ] {
            assert_eq!(filter.has_host(host), known, "{host}");
        }
        assert!(filter.has_address("36.86.63.185".parse().unwrap()));
        assert!(!filter.has_address("8.8.8.8".parse().unwrap()));
    }

    #[test]
    fn a_page_that_sells_vouchers_is_not_about_the_bill() {
        let bill = &Fingerprints::builtin().bill;
        for (words, weight) in [
            ("Layanan Anda sedang ISOLIR", BillWords::Strong),
            ("Silakan cek tagihan Anda di aplikasi", BillWords::Weak),
            ("Login hotspot, pembayaran voucher di kasir", BillWords::None),
            ("Sign in to the guest network", BillWords::None),
            ("", BillWords::None),
        ] {
            assert_eq!(bill.weigh(words), weight, "{words}");
        }
    }
}
