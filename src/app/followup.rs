//! `followup`: the text that fits how the fault stands, on standard output; all else on standard error.
//!
//! Edge. In a terminal it asks what became of the fault and keeps the answer at once; elsewhere it goes by the
//! log, asks nothing and keeps nothing.

mod ask;
mod desk;
mod news;
mod say;
mod wish;

use ask::Talk;
use desk::Desk;

use super::Printer;
use super::world::World;
use crate::case::Situation;
use crate::cli::{Channel, Followup};
use crate::error::{Error, Exit, Result};
use crate::followup::{self, Draft, Facts, Ladder, Refusal, Rung, Wish};
use crate::store::{SessionId, Store};
use crate::ui::{self, Face, output};

/// How many sessions are looked through for one that was reported.
const LOOKED: usize = 20;

/// Writes the text about a session.
pub(super) fn run(world: World<'_>, asked: &Followup, results: &mut Printer) -> Result<Exit> {
    let store = world.store()?;
    let id = chosen(world, &store)?;
    let env = world.env;
    if env.stdin_tty && env.stdout_tty && env.stderr_tty {
        let mut face = ui::open(env, world.common, world.lang)?;
        return lead(world, &store, &id, asked.to, face.as_mut());
    }
    let desk = Desk::open(world, &store, &id, false)?;
    desk.with(&desk.now(), |facts| quietly(&desk, facts, asked.to, results))
}

/// Leads to the text about a session, with the person at a face: from the first screen.
pub(super) fn of_session(world: World<'_>, id: &SessionId, face: &mut dyn Face) -> Result<Exit> {
    lead(world, &world.store()?, id, None, face)
}

fn lead(
    world: World<'_>,
    store: &Store,
    id: &SessionId,
    to: Option<Channel>,
    face: &mut dyn Face,
) -> Result<Exit> {
    let desk = Desk::open(world, store, id, !world.common.no_save)?;
    Talk { face, desk, id }.lead(to)
}

/// Returns the session that was named, else the newest of which something is awaited, else the newest.
fn chosen(world: World<'_>, store: &Store) -> Result<SessionId> {
    if let Some(typed) = &world.common.session {
        return store.find(typed).map_err(|error| error.explain(world.lang));
    }
    let open = store.still_open().map_err(|error| error.explain(world.lang))?;
    let awaited = open.awaited.into_iter().next().map(|(id, _)| id);
    let newest = awaited.or_else(|| reported(world, store));
    let newest = newest.map_or_else(|| store.newest(), |id| Ok(Some(id)));
    newest.map_err(|error| error.explain(world.lang))?.ok_or_else(|| {
        let texts = world.texts();
        Error::usage(texts.get("app.no-session")).hint(texts.get("app.start-new"))
    })
}

/// Returns the newest session in which something was reported, among the newest ones.
fn reported(world: World<'_>, store: &Store) -> Option<SessionId> {
    let now = world.env.clock.now();
    let names = store.names().ok()?.into_iter().take(LOOKED);
    names.into_iter().find(|id| {
        let desk = Desk::open(world, store, id, false);
        let refused = |facts: &Facts<'_>| {
            followup::refusal(facts.situation, &facts.service, Channel::Letter).is_some()
        };
        desk.is_ok_and(|desk| !desk.with(&now, refused))
    })
}

/// Prints the text by the log alone.
fn quietly(
    desk: &Desk<'_>,
    facts: &Facts<'_>,
    to: Option<Channel>,
    results: &mut Printer,
) -> Result<Exit> {
    let (world, now) = (desk.world, desk.now());
    let ladder = Ladder::of(&facts.case, &now);
    let say = say::Beside { facts, ladder: &ladder, now: &now, book: &desk.book };
    let channel = to.unwrap_or_else(|| suggested(facts, &ladder));
    if let Some(refusal) = followup::refusal(facts.situation, &facts.service, channel) {
        return Err(refused(world, refusal));
    }
    if let Some(until) = say.quiet(None) {
        output::remark(&until);
        if to.is_none() {
            output::remark(world.texts().get("followup.quiet.employer-hint"));
            return Ok(Exit::Done);
        }
    }
    let draft = followup::write(facts, channel, &Wish::default(), &ladder);
    results.text(&(draft.text.clone() + "\n"))?;
    if to.is_none() {
        let channel = say.channel(followup::name(channel));
        output::remark(&world.texts().fill("followup.channel.taken", &[("channel", channel)]));
    }
    if facts.situation == Situation::Overdue {
        output::remark(world.texts().get("followup.beside.unknown"));
    }
    for line in say.steps(channel).into_iter().chain(say.notes(channel, &draft, None)) {
        output::remark(&line);
    }
    Ok(Exit::Done)
}

/// Returns the channel that comes next: the one that was used last, until it is time to write.
fn suggested(facts: &Facts<'_>, ladder: &Ladder) -> Channel {
    let written = facts.service == "bank" || ladder.next >= Rung::Written;
    match ladder.last.as_ref().map(|last| last.to.as_str()) {
        _ if ladder.is_time() && ladder.next >= Rung::Outlet => Channel::Letter,
        _ if written => Channel::Email,
        Some("whatsapp") => Channel::Whatsapp,
        _ => Channel::X,
    }
}

/// Says why there is no text, and what to do instead.
fn refused(world: World<'_>, refusal: Refusal) -> Error {
    let key = match refusal {
        Refusal::NotReported => "followup.refused.not-reported",
        Refusal::NotPublic => "followup.refused.not-public",
    };
    let texts = world.texts();
    Error::usage(texts.get(key)).hint(texts.get(&format!("{key}-hint")))
}
