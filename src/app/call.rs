//! `call`.
//!
//! Edge.

use super::world::World;
use crate::cli::Call;
use crate::error::{Error, Exit, Result};

/// Not there yet.
pub(super) fn run(world: World<'_>, asked: &Call) -> Result<Exit> {
    let _ = (world, asked, Exit::Done);
    Err(Error::usage("not there yet"))
}
