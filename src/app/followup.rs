//! `followup`.
//!
//! Edge.

use super::world::World;
use crate::cli::Followup;
use crate::error::{Error, Exit, Result};

/// Not there yet.
pub(super) fn run(
    world: World<'_>,
    asked: &Followup,
    _results: &mut super::Printer,
) -> Result<Exit> {
    let _ = (world, asked, Exit::Done);
    Err(Error::usage("not there yet"))
}
