//! The canary pages: exact, replaced, or not there.
//!
//! Pure. One vendor is one witness. Where one of its pages came exactly, the vendor counts as exact.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::names::ends_at_a_filter;
use super::{is_public, organisation};
use crate::diagnosis::fingerprints::{BillWords, Fingerprints};
use crate::evidence::{Facts, Id, Item, Status};

/// The vendors of the canary pages, by what became of their pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Web {
    /// The page came exactly as published.
    pub exact: BTreeSet<String>,
    /// The gateway itself answered in its place.
    pub gateway: BTreeSet<String>,
    /// Some other private address answered in its place.
    pub local: BTreeSet<String>,
    /// A public address answered in its place.
    pub far: BTreeSet<String>,
    /// No page came, or only a server's own failure.
    pub absent: BTreeSet<String>,
    /// Of those that were replaced, the ones whose other page speaks of a bill.
    pub bill: BTreeSet<String>,
}

impl Web {
    /// Counts the vendors whose page was replaced by another one.
    pub fn replaced(&self) -> usize {
        self.gateway.len() + self.local.len() + self.far.len()
    }

    /// Tells whether any page was asked for.
    pub fn was_asked(&self) -> bool {
        !self.exact.is_empty() || self.replaced() > 0 || !self.absent.is_empty()
    }

    /// Reads the items of [`Id::WebCanary`].
    pub(super) fn of(items: &[&Item], gateways: &[IpAddr]) -> Self {
        let mut web = Self::default();
        for item in items.iter().filter(|item| item.id == Id::WebCanary) {
            let page = page(item, gateways);
            if is_about_the_bill(&page, &item.facts) {
                let _ = web.bill.insert(organisation(item));
            }
            let vendors = match page {
                Page::Exact => &mut web.exact,
                Page::Gateway => &mut web.gateway,
                Page::Local => &mut web.local,
                Page::Far => &mut web.far,
                Page::Absent => &mut web.absent,
            };
            let _ = vendors.insert(organisation(item));
        }
        web.settle();
        web
    }

    /// Leaves every vendor in one set only: the one that proves most.
    fn settle(&mut self) {
        let mut known = self.exact.clone();
        for set in [&mut self.gateway, &mut self.local, &mut self.far, &mut self.absent] {
            set.retain(|vendor| known.insert(vendor.clone()));
        }
        self.bill.retain(|vendor| !self.exact.contains(vendor));
    }
}

/// What came in answer to one request.
enum Page {
    Exact,
    Gateway,
    Local,
    Far,
    Absent,
}

fn page(item: &Item, gateways: &[IpAddr]) -> Page {
    let facts = &item.facts;
    let other = item.status == Status::Odd || facts.exact == Some(false);
    if item.status == Status::Got && facts.exact == Some(true) {
        Page::Exact
    } else if !item.status.is_alive()
        || !other
        || is_server_failure(facts)
        || ends_at_a_filter(item)
    {
        // What a filter shows in one vendor's place is no sign-in page.
        Page::Absent
    } else {
        replaced_by(facts, gateways)
    }
}

/// Says who answered in the vendor's place.
fn replaced_by(facts: &Facts, gateways: &[IpAddr]) -> Page {
    let pointed = facts.redirect_host.as_deref().and_then(address_of);
    let speakers: Vec<IpAddr> =
        [facts.answered_by.or(facts.target), pointed].into_iter().flatten().collect();
    if facts.from_gateway == Some(true) || speakers.iter().any(|one| gateways.contains(one)) {
        Page::Gateway
    } else if speakers.iter().any(|one| !is_public(*one)) {
        Page::Local
    } else {
        Page::Far
    }
}

/// Weighs the words of the page and of the host that it points to.
fn is_about_the_bill(page: &Page, facts: &Facts) -> bool {
    let said = [facts.remark.as_deref(), facts.redirect_host.as_deref()];
    let bill = &Fingerprints::get().bill;
    let weight = bill.weigh(&said.into_iter().flatten().collect::<Vec<_>>().join(" "));
    match page {
        Page::Exact | Page::Absent => false,
        Page::Gateway | Page::Local => weight == BillWords::Strong,
        Page::Far => weight != BillWords::None,
    }
}

/// A server's own failure is no sign-in page; 511 is made for them.
///
/// # References
///
/// RFC 9110 section 15.6; RFC 6585 section 6 (511 Network Authentication Required).
fn is_server_failure(facts: &Facts) -> bool {
    facts.http_status.is_some_and(|status| status >= 500 && status != 511)
}

/// Reads a literal address out of a host, with or without brackets or a port.
fn address_of(host: &str) -> Option<IpAddr> {
    let bare = host.trim().trim_start_matches('[');
    let bare = bare.split_once(']').map_or(bare, |(inside, _)| inside);
    let without_port = || bare.rsplit_once(':').and_then(|(name, _)| name.parse().ok());
    bare.parse().ok().or_else(without_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literal_hosts_are_read() {
        for host in ["192.168.1.1", "192.168.1.1:8080", " 192.168.1.1 "] {
            assert_eq!(address_of(host), "192.168.1.1".parse().ok(), "{host}");
        }
        assert_eq!(address_of("[fe80::1]:80"), "fe80::1".parse().ok());
        assert_eq!(address_of("login.example"), None);
        assert_eq!(address_of(""), None);
    }
}
