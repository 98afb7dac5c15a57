//! `show`: a session's summary, in the form and for the reader that was asked for.
//!
//! Edge.

use super::own::Book;
use super::share::Sharing;
use super::world::World;
use super::{Printer, scan};
use crate::cli::{Form, Reader, Show};
use crate::engine::Walk;
use crate::error::{Error, Exit, Result};
use crate::store::{LoadError, SessionId, Store};
use crate::summary;
use crate::ui::output::Width;

/// Prints a session's summary.
pub(super) fn run(world: World<'_>, asked: &Show, results: &mut Printer) -> Result<Exit> {
    let store = world.store()?;
    let id = chosen(world, &store)?;
    let session = store.load(&id).map_err(|error| error.explain(world.lang))?;
    let source = world.parse(id.as_str(), session.snapshot)?;
    let audience = source.list.style.audience();
    let walk = Walk::replay(&source.list, "", audience, &session.entries);
    let book = Book::open(world)?;
    let source = summary::Source {
        walk: &walk,
        header: &session.header,
        entries: &session.entries,
        now: &world.env.clock.now(),
        lang: world.lang,
        reader: reader(asked),
        provider: book.chosen(&session.entries, &walk),
    };
    let mut sharing = Sharing::begin(world, asked, &source)?;
    let shown = match asked.form {
        Form::Message | Form::Qr => sharing.message()?,
        Form::Script | Form::Text | Form::Md | Form::Json => page(world, asked.form, &source),
    };
    if !sharing.is_agreed(&shown)? {
        return Ok(Exit::No);
    }
    let copies = asked.copy && sharing.may_copy()?;
    match asked.form {
        Form::Json => results.json(&shown)?,
        Form::Qr => scan::run(world, &shown, results, sharing.pager())?,
        Form::Script | Form::Text | Form::Md | Form::Message => results.text(&shown)?,
    }
    if copies {
        sharing.copy(&shown)?;
    }
    Ok(Exit::Done)
}

/// Returns the session that was asked for, else the newest unfinished one, else the newest.
pub(super) fn chosen(world: World<'_>, store: &Store) -> Result<SessionId> {
    if let Some(typed) = &world.common.session {
        return store.find(typed).map_err(|error| error.explain(world.lang));
    }
    let failed = |error: LoadError| error.explain(world.lang);
    let unfinished = store.newest_unfinished().map_err(failed)?;
    let newest = unfinished.map_or_else(|| store.newest(), |id| Ok(Some(id))).map_err(failed)?;
    newest.ok_or_else(|| {
        let texts = world.texts();
        Error::usage(texts.get("app.no-session")).hint(texts.get("app.start-new"))
    })
}

/// The person's own eyes for the script and the text; anybody's for what is meant to travel.
fn reader(asked: &Show) -> summary::Reader {
    match (asked.reader, asked.form) {
        (Some(Reader::Me), _) | (None, Form::Script | Form::Text) => summary::Reader::Me,
        (Some(Reader::Provider), _) => summary::Reader::Provider,
        (Some(Reader::Public), _) | (None, Form::Md | Form::Json | Form::Message | Form::Qr) => {
            summary::Reader::Public
        }
    }
}

/// Writes the summary in a form that holds all of it.
fn page(world: World<'_>, form: Form, source: &summary::Source<'_>) -> String {
    let summary = summary::build(source);
    let width = if world.env.stdout_tty { Width::Window } else { Width::Columns(80) };
    let width = width.columns();
    match form {
        Form::Text => summary::text(&summary, width),
        Form::Md => summary::markdown(&summary),
        Form::Json => summary::json(&summary),
        Form::Script | Form::Message | Form::Qr => summary::script(&summary, width),
    }
}
