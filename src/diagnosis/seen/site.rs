//! The site that the person named.
//!
//! Pure. Its name, a connection and a page are looked at one after the other; a page that came settles it,
//! whatever else was tried.

use super::names::ends_at_a_filter;
use crate::diagnosis::filters::Filters;
use crate::evidence::{Id, Item, Status};

/// What became of the site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    /// Looks that failed.
    pub failed: usize,
    /// A page of it came.
    pub page: bool,
    /// Looks that ended where a filter sends people.
    pub filtered: usize,
}

impl Site {
    pub(super) fn of(items: &[&Item]) -> Self {
        let mut site = Self::default();
        for item in items.iter().filter(|item| item.id == Id::Site) {
            let known = item.facts.remark.as_deref().is_some_and(|key| Filters::get().has(key));
            let filtered = known || ends_at_a_filter(item) || leads_nowhere(item);
            let failure = item.facts.http_status.is_some_and(|status| status >= 500);
            let got = item.status == Status::Got && item.facts.rcode.unwrap_or(0) == 0 && !failure;
            site.filtered += usize::from(filtered);
            site.page |= got && item.facts.http_status.is_some() && !filtered;
            site.failed += usize::from(!got && !filtered);
        }
        site
    }

    /// Tells whether the site does not come, and no filter is known to be why.
    pub fn is_down(&self) -> bool {
        self.failed > 0 && !self.page && self.filtered == 0
    }

    /// Tells whether a filter is known to stand in the site's place.
    pub fn is_filtered(&self) -> bool {
        self.filtered > 0 && !self.page
    }
}

/// A public name that is said to have the address of nobody, or of this computer, was filtered.
fn leads_nowhere(item: &Item) -> bool {
    let facts = &item.facts;
    let local = facts
        .name
        .as_deref()
        .is_some_and(|name| name.ends_with("localhost") || !name.contains('.'));
    !local
        && !facts.answers.is_empty()
        && facts.answers.iter().all(|address| address.is_unspecified() || address.is_loopback())
}
