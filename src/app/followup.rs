//! `followup`.
//!
//! Edge.

use super::Printer;
use super::world::World;
use crate::cli::{Common, Followup};
use crate::error::{Error, Exit, Result};
use crate::store::SessionId;
use crate::ui::Face;

/// Asks about one session, chosen on the first screen.
pub(super) fn of_session(world: World<'_>, id: &SessionId, _face: &mut dyn Face) -> Result<Exit> {
    let common = Common { session: Some(id.as_str().to_owned()), ..world.common.clone() };
    let world = World { common: &common, ..world };
    run(world, &Followup { to: None }, &mut Printer::stdout(world.lang))
}

/// Not there yet.
pub(super) fn run(world: World<'_>, asked: &Followup, _results: &mut Printer) -> Result<Exit> {
    let _ = (world, asked, Exit::Done);
    Err(Error::usage("not there yet"))
}
