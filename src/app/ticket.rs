//! `ticket`.
//!
//! Edge.

use super::world::World;
use crate::cli::Ticket;
use crate::error::{Error, Exit, Result};

/// Not there yet.
pub(super) fn run(world: World<'_>, asked: &Ticket, _results: &mut super::Printer) -> Result<Exit> {
    let _ = (world, asked, Exit::Done);
    Err(Error::usage("not there yet"))
}
