//! `show`: a session's summary, in the form and for the reader that was asked for.
//!
//! Edge.

use super::Printer;
use super::own::Book;
use super::world::World;
use crate::cli::{Form, Reader, Show};
use crate::engine::Walk;
use crate::error::{Error, Exit, Result};
use crate::store::{LoadError, SessionId, Store};
use crate::summary::{self, Summary};
use crate::ui::output::{self, Width};

/// Prints a session's summary.
pub(super) fn run(world: World<'_>, asked: &Show, results: &mut Printer) -> Result<Exit> {
    let store = world.store()?;
    let id = chosen(world, &store)?;
    let session = store.load(&id).map_err(|error| error.explain(world.lang))?;
    let source = world.parse(id.as_str(), session.snapshot)?;
    let audience = source.list.style.audience();
    let walk = Walk::replay(&source.list, "", audience, &session.entries);
    let reader = reader(asked);
    let book = Book::open(world)?;
    let summary = summary::build(&summary::Source {
        walk: &walk,
        header: &session.header,
        entries: &session.entries,
        now: &world.env.clock.now(),
        lang: world.lang,
        reader,
        provider: book.chosen(&session.entries, &walk),
    });
    if reader == summary::Reader::Provider {
        output::remark(world.texts().get("app.for-provider"));
    }
    print(world, asked.form, &summary, results)?;
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
        (Some(Reader::Public), _) | (None, Form::Md | Form::Json) => summary::Reader::Public,
    }
}

fn print(world: World<'_>, form: Form, summary: &Summary, results: &mut Printer) -> Result<()> {
    let width = if world.env.stdout_tty { Width::Window } else { Width::Columns(80) };
    let width = width.columns();
    match form {
        Form::Script => results.text(&summary::script(summary, width)),
        Form::Text => results.text(&summary::text(summary, width)),
        Form::Md => results.text(&summary::markdown(summary)),
        Form::Json => results.json(&summary::json(summary)),
    }
}
