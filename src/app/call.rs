//! `call`: the companion during the call.
//!
//! Edge.

use super::run::call;
use super::show;
use super::world::World;
use crate::cli::{Call, Spelling};
use crate::error::{Exit, Result};
use crate::spoken;

/// Makes the next call about a session, or goes on with one that broke off.
pub(super) fn run(world: World<'_>, asked: &Call) -> Result<Exit> {
    let spelling = match asked.spelling {
        Some(Spelling::Icao) => spoken::Spelling::Icao,
        Some(Spelling::Local) | None => spoken::Spelling::Local,
    };
    let id = show::chosen(world, &world.store()?)?;
    call(world, &id, spelling)
}
