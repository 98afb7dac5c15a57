//! Systems on which nothing is sampled yet.

use std::net::SocketAddr;

use crate::evidence::{Id, Item, Status};
use crate::probe::limit::Limit;

/// Whom a look would sample.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// Which question this would answer.
    pub(super) id: Id,
    /// Where packets would go, one for each blank.
    pub(super) targets: Vec<SocketAddr>,
    /// The port on which they would be asked for names.
    pub(super) dns_port: u16,
    /// The name that they would be asked for.
    pub(super) name: String,
    /// What would be thought of the way beyond.
    pub(super) doubt: Doubt,
}

/// What series would tell each other.
#[derive(Debug, Clone, Default)]
pub(super) struct Doubt;

impl Doubt {
    /// Nobody looks beyond.
    pub(super) fn settle(&self) {
        let _ = self;
    }
}

/// Says so.
pub(super) fn run(blanks: Vec<Item>, plan: &Plan, _: &Limit) -> Vec<Item> {
    let _ = (plan.id, &plan.targets, plan.dns_port, &plan.name, &plan.doubt);
    let unsupported = |item| Item { status: Status::Unsupported, ..item };
    blanks.into_iter().map(unsupported).collect()
}
