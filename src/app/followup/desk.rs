//! The session that a text is about, while what becomes of it is written down.
//!
//! Edge.

use jiff::Zoned;

use crate::app::own::Book;
use crate::app::walk::Kept;
use crate::app::world::{Source, World};
use crate::engine::Walk;
use crate::error::Result;
use crate::followup::{Facts, send_at};
use crate::lang::Lang;
use crate::session::Event;
use crate::store::{Recorder, SessionId, Store, Trouble};
use crate::summary::{self, Reader};

/// A session on the desk.
pub(super) struct Desk<'w> {
    /// What every command needs.
    pub world: World<'w>,
    /// What keeps it from being saved.
    pub trouble: Option<Trouble>,
    source: Source,
    kept: Kept<'w>,
    /// Whom one calls, and whom one turns to.
    pub book: Book,
}

impl<'w> Desk<'w> {
    /// Opens a session; for writing it is taken from every other copy of the program.
    pub(super) fn open(
        world: World<'w>,
        store: &Store,
        id: &SessionId,
        writes: bool,
    ) -> Result<Self> {
        let (recorder, session, trouble) = if writes {
            let opened = Recorder::resume(store, id);
            let (recorder, resumed) = opened.map_err(|error| error.explain(world.lang))?;
            (recorder, resumed.session, resumed.trouble)
        } else {
            let session = store.load(id).map_err(|error| error.explain(world.lang))?;
            (Recorder::memory(), session, None)
        };
        let source = world.parse(id.as_str(), session.snapshot)?;
        let kept = Kept::new(recorder, session.header, session.entries, world.env.clock.as_ref());
        Ok(Self { world, trouble, source, kept, book: Book::open(world)? })
    }

    /// Returns the present moment.
    pub(super) fn now(&self) -> Zoned {
        self.world.env.clock.now()
    }

    /// Returns the list's title.
    pub(super) fn title(&self, lang: Lang) -> &str {
        self.source.list.title.get(lang)
    }

    /// Does something with what is known when a text is sent: now, or in the morning.
    pub(super) fn with<T>(&self, now: &Zoned, work: impl FnOnce(&Facts<'_>) -> T) -> T {
        let audience = self.source.list.style.audience();
        let walk = Walk::replay(&self.source.list, "", audience, &self.kept.entries);
        let sent = send_at(now).unwrap_or_else(|| now.clone());
        work(&Facts::of(&summary::Source {
            walk: &walk,
            header: &self.kept.header,
            entries: &self.kept.entries,
            now: &sent,
            lang: self.world.lang,
            reader: Reader::Public,
            provider: self.book.chosen(&self.kept.entries, &walk),
        }))
    }

    /// Writes an event down at once.
    pub(super) fn record(&mut self, event: Event) {
        let (_, trouble) = self.kept.record(event);
        self.trouble = self.trouble.take().or(trouble);
    }

    /// Returns the exit code that is due, as far as saving goes.
    pub(super) fn exit(&self) -> crate::error::Exit {
        self.kept.recorder.exit()
    }
}
