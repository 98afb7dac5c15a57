//! Pages over HTTPS: trusted, signed by a stranger, or not there.
//!
//! Pure. One vendor is one witness, and where one of its pages was trusted it counts as trusted.

use std::collections::BTreeSet;

use super::organisation;
use crate::evidence::{Id, Item, Status};

/// The vendors of the secure pages, by what became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Secure {
    /// This computer trusts the certificate.
    pub trusted: BTreeSet<String>,
    /// It does not.
    pub stranger: BTreeSet<String>,
    /// No certificate was shown.
    pub absent: BTreeSet<String>,
    /// Of those, the ones where somebody said no, or answered something that is no certificate: that is
    /// never a matter of patience.
    pub turned_away: BTreeSet<String>,
    /// Of those, the ones to which no connection came about, or with which it stood and nothing was heard.
    pub silent: BTreeSet<String>,
}

/// What a probe says of a page that stayed silent although it was waited for.
const SILENT: [&str; 2] = ["handshake-silent", "connect-failed"];

impl Secure {
    pub(super) fn of(items: &[&Item]) -> Self {
        let mut secure = Self::default();
        for item in items.iter().filter(|item| item.id == Id::WebSecure) {
            if matches!(item.status, Status::Refused | Status::Unreachable | Status::Odd) {
                let _ = secure.turned_away.insert(organisation(item));
            }
            let is_silent = |remark: &str| SILENT.contains(&remark);
            if item.status == Status::Timeout && item.facts.remark.as_deref().is_some_and(is_silent)
            {
                let _ = secure.silent.insert(organisation(item));
            }
            let set = match (item.status, item.facts.trusted) {
                (_, Some(false)) => &mut secure.stranger,
                (Status::Got | Status::Odd, Some(true)) => &mut secure.trusted,
                _ => &mut secure.absent,
            };
            let _ = set.insert(organisation(item));
        }
        secure.stranger.retain(|vendor| !secure.trusted.contains(vendor));
        secure
            .absent
            .retain(|vendor| !secure.trusted.contains(vendor) && !secure.stranger.contains(vendor));
        secure.turned_away.retain(|vendor| secure.absent.contains(vendor));
        secure.silent.retain(|vendor| secure.absent.contains(vendor));
        secure
    }

    /// Tells whether secure pages were asked for and none could be trusted.
    pub fn fails(&self) -> bool {
        self.trusted.is_empty() && !(self.stranger.is_empty() && self.absent.is_empty())
    }
}
