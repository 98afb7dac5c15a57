//! `run`, `resume` and the bare command: the main job.
//!
//! Edge.

use std::collections::BTreeSet;

use jiff::Zoned;

use super::own::Book;
use super::reach::Reach;
use super::walk::{Answers, Eyes, Guide, Halt, Kept, Page, Respondent, Talk};
use super::world::{Source, World};
use super::{first, registry, stopped};
use crate::cli::{Resume, Run};
use crate::error::{Error, Exit, Result};
use crate::lang::{Catalogue, Lang};
use crate::session::{Entry, Event, FORMAT, Header};
use crate::spoken::Spelling;
use crate::store::{Recorder, SessionId, Store, Trouble};
use crate::ui::output::{self, Results, Width};
use crate::ui::{Block, Face, Stop};
use crate::{checklist, engine, evidence, probe, ui};

/// The day of the data that the program carries.
pub(super) const DATA_DATE: &str = "2026-11-22";

/// Walks through a list from its beginning.
pub(super) fn run(world: World<'_>, asked: &Run) -> Result<Exit> {
    let source = world.list(&asked.list)?;
    if let Some(path) = &asked.answers {
        let text = world.read(path)?;
        let mut answers = Answers::read(&text, &source.list, world.lang).map_err(Error::usage)?;
        let begun = begin(world, &source)?;
        let id = begun.kept.recorder.id().cloned();
        let ended = lead(world, &source, &mut answers, begun);
        if let (Err(Error { exit: Exit::Usage, .. }), Some(id)) = (&ended, id) {
            // The answers are all in the file still; half a session of them is of no use to anybody.
            let _ = world.store()?.forget(&id);
        }
        return ended;
    }
    let mut face = ui::open(world.env, world.common, world.lang)?;
    walk_with(world, &source, face.as_mut())
}

/// The bare command: what is open first, then the problems, then the walk.
pub(super) fn bare(world: World<'_>) -> Result<Exit> {
    let mut face = ui::open(world.env, world.common, world.lang)?;
    let store = if world.common.no_save { None } else { Some(world.store()?) };
    let mut lang = world.lang;
    loop {
        let chosen = first::choose(world, store.as_ref(), face.as_mut(), &mut lang);
        let world = World { lang, ..world };
        // Nothing was answered yet, so there is nothing to be said about it.
        match chosen.map_err(|stop| Error { hint: None, ..stopped(stop, false, lang) })? {
            first::Chosen::List(key) => {
                if let Some(source) = chosen_list(world, &key) {
                    return walk_with(world, &source, face.as_mut());
                }
            }
            first::Chosen::Session(id) => {
                let asked = Asked { id: &id, lang: Some(lang), update: false };
                return go_on(world, face.as_mut(), asked);
            }
            first::Chosen::FollowUp(id) => {
                return super::followup::of_session(world, &id, face.as_mut());
            }
        }
    }
}

/// Reads a list that was chosen. Where the person's own one cannot be used, that is said, and the built-in one that
/// it was to replace is taken; none where there is none.
fn chosen_list(world: World<'_>, key: &str) -> Option<Source> {
    world.list(key).map_or_else(
        |error| {
            output::complain(&error);
            world.parse(key, registry::find(key)?.to_owned()).ok()
        },
        Some,
    )
}

/// Goes on where a session stopped.
pub(super) fn resume(world: World<'_>, asked: &Resume) -> Result<Exit> {
    let store = world.store()?;
    let wanted = match &world.common.session {
        Some(typed) => store.find(typed).map_err(|error| error.explain(world.lang))?,
        None => store
            .newest_unfinished()
            .map_err(|error| error.explain(world.lang))?
            .ok_or_else(|| nothing_open(world))?,
    };
    let mut face = ui::open(world.env, world.common, world.lang)?;
    let asked = Asked { id: &wanted, lang: world.common.lang, update: asked.update };
    go_on(world, face.as_mut(), asked)
}

fn nothing_open(world: World<'_>) -> Error {
    let texts = world.texts();
    Error::usage(texts.get("app.nothing-open")).hint(texts.get("app.start-new"))
}

/// How to go on with a session.
#[derive(Clone, Copy)]
struct Asked<'a> {
    /// Which.
    id: &'a SessionId,
    /// In which language; else in the one that was spoken last.
    lang: Option<Lang>,
    /// Whether with the list's newer version.
    update: bool,
}

/// Makes a call about a session, whether its run has ended or not.
pub(super) fn call(world: World<'_>, id: &SessionId, spelling: Spelling) -> Result<Exit> {
    let store = world.store()?;
    let book = Book::open(world)?;
    let clock = world.env.clock.as_ref();
    let (recorder, session, trouble) = if world.common.no_save {
        let session = store.load(id).map_err(|error| error.explain(world.lang))?;
        (Recorder::memory(), session, None)
    } else {
        let opened = Recorder::resume(&store, id).map_err(|error| error.explain(world.lang))?;
        (opened.0, opened.1.session, opened.1.trouble)
    };
    let source = world.parse(id.as_str(), session.snapshot)?;
    let kept = Kept::new(recorder, session.header, session.entries, clock);
    let world = World { lang: world.common.lang.unwrap_or(kept.lang()), ..world };
    if source.list.style == checklist::Style::DoConfirm {
        return Err(Error::usage(world.texts().get("call.technician")));
    }
    let mut face = ui::open(world.env, world.common, world.lang)?;
    if let Some(notice) = session.notice {
        face.say(&Block::Line(notice.say(world.lang).to_owned()));
    }
    let mut talk = Talk { face: face.as_mut(), columns: &|| Width::Window.columns() };
    lead_to(world, &mut talk, Begun { kept, trouble, book }, &mut |guide| {
        (guide.spelling, guide.walks) = (spelling, false);
        guide.call_now(&source.list)
    })
}

fn go_on(world: World<'_>, face: &mut dyn Face, asked: Asked<'_>) -> Result<Exit> {
    let store = world.store()?;
    let book = Book::open(world)?;
    let id = asked.id;
    let (recorder, resumed) =
        Recorder::resume(&store, id).map_err(|error| error.explain(world.lang))?;
    let session = resumed.session;
    let clock = world.env.clock.as_ref();
    let mut kept = Kept::new(recorder, session.header, session.entries, clock);
    if kept.is_finished() {
        let texts = world.texts();
        let said = texts.fill("app.finished", &[("id", id.as_str())]);
        return Err(Error::usage(said).hint(texts.get("app.see-session")));
    }
    let mut source = world.parse(id.as_str(), session.snapshot)?;
    if asked.update {
        (source, kept) = updated(world, &store, source, kept)?;
    }
    let lang = asked.lang.unwrap_or(kept.lang());
    let world = World { lang, ..world };
    face.speak(lang);
    if let Some(notice) = session.notice {
        face.say(&Block::Line(notice.say(lang).to_owned()));
    }
    face.say(&Block::Line(welcome_back(world, &source, &kept.entries)));
    let mut talk = Talk { face, columns: &|| Width::Window.columns() };
    lead(world, &source, &mut talk, Begun { kept, trouble: resumed.trouble, book })
}

/// Says where the session stood.
fn welcome_back(world: World<'_>, source: &Source, entries: &[Entry]) -> String {
    let role = source.list.style.audience();
    let walk = engine::Walk::replay(&source.list, "", role, entries);
    let done = (0..walk.len()).filter(|at| walk.is_shown(*at) && walk.record(*at).is_some());
    let done = done.count().to_string();
    let title = source.list.title.get(world.lang);
    world.texts().fill("app.welcome-back", &[("title", title), ("done", &done)])
}

/// Moves a session to the built-in list's present version, if that is another one.
///
/// A snapshot is never rewritten: the answers are copied into a new session, and the old one is deleted
/// once the new one is safe on the disk.
fn updated<'a>(
    world: World<'a>,
    store: &Store,
    source: Source,
    kept: Kept<'a>,
) -> Result<(Source, Kept<'a>)> {
    let Some(newer) = world.keyed(&source.list.key)? else { return Ok((source, kept)) };
    if newer.text == source.text {
        return Ok((source, kept));
    }
    let header = Header { version: newer.list.version.clone(), ..kept.header.clone() };
    let (mut recorder, trouble) = Recorder::begin(store, &header, &newer.text);
    let refused = |trouble: Trouble| trouble.explain(world.lang);
    trouble.map_or(Ok(()), |trouble| Err(refused(trouble)))?;
    for entry in &kept.entries {
        recorder.record(entry).map_or(Ok(()), |trouble| Err(refused(trouble)))?;
    }
    let old = kept.recorder.id().cloned();
    let entries = kept.entries;
    let clock = world.env.clock.as_ref();
    drop(kept.recorder);
    if let Some(old) = old {
        store.forget(&old).map_err(|error| error.explain(world.lang))?;
    }
    Ok((newer, Kept::new(recorder, header, entries, clock)))
}

/// A session that is about to be walked.
struct Begun<'a> {
    kept: Kept<'a>,
    trouble: Option<Trouble>,
    book: Book,
}

/// Begins a session on the disk, or in memory where the person wants it so or the disk refuses.
fn begin<'a>(world: World<'a>, source: &Source) -> Result<Begun<'a>> {
    let book = Book::open(world)?;
    let clock = world.env.clock.as_ref();
    let header = header(world, source, clock.now());
    let (recorder, trouble) = if world.common.no_save {
        (Recorder::memory(), None)
    } else {
        Recorder::begin(&world.store()?, &header, &source.text)
    };
    Ok(Begun { kept: Kept::new(recorder, header, Vec::new(), clock), trouble, book })
}

fn header(world: World<'_>, source: &Source, at: Zoned) -> Header {
    Header {
        format: FORMAT,
        program: concat!("cekdulu ", env!("CARGO_PKG_VERSION")).to_owned(),
        list: source.list.key.clone(),
        version: source.list.version.clone(),
        hash: crate::session::fnv1a(source.text.as_bytes()),
        lang: world.lang,
        data_date: DATA_DATE.to_owned(),
        at,
    }
}

fn walk_with(world: World<'_>, source: &Source, face: &mut dyn Face) -> Result<Exit> {
    let begun = begin(world, source)?;
    face.say(&Block::Line(opening(world, &source.list)));
    let mut talk = Talk { face, columns: &|| Width::Window.columns() };
    lead(world, source, &mut talk, begun)
}

/// Says how long it takes, and what can be typed at any time.
fn opening(world: World<'_>, list: &checklist::Checklist) -> String {
    use crate::ui::Command;
    let words = [Command::Back, Command::Unknown, Command::Skip, Command::Note, Command::Summary];
    let words: Vec<_> = words.iter().map(|command| command.word(world.lang)).collect();
    let parts = list.phases.len().to_string();
    let seconds: u32 = commonest(list, world);
    let min = seconds.div_ceil(60).max(1).to_string();
    let values = [
        ("title", list.title.get(world.lang)),
        ("parts", &*parts),
        ("min", &*min),
        ("words", &*words.join(" ")),
        ("help", ui::command::help_word(world.lang)),
    ];
    world.texts().fill("walk.begin", &values)
}

/// Estimates the person's own time before anything is answered, in seconds.
fn commonest(list: &checklist::Checklist, world: World<'_>) -> u32 {
    let walk = engine::Walk::new(list, "", list.style.audience());
    walk.seconds_left(world.lang)
}

/// Leads through a session and turns its end into an exit code.
fn lead(
    world: World<'_>,
    source: &Source,
    respondent: &mut dyn Respondent,
    begun: Begun<'_>,
) -> Result<Exit> {
    lead_to(world, respondent, begun, &mut |guide| guide.run(&source.list))
}

/// Does something with a session and turns its end into an exit code.
fn lead_to(
    world: World<'_>,
    respondent: &mut dyn Respondent,
    begun: Begun<'_>,
    act: &mut dyn FnMut(&mut Guide<'_>) -> std::result::Result<Exit, Halt>,
) -> Result<Exit> {
    let plan = world.plan()?;
    let look = |on_item: &mut dyn FnMut(&evidence::Item)| probe::look(&plan, on_item);
    let quick = |which| probe::quick(&plan, which);
    let watch = || probe::watch::Watch::start(&plan);
    let until = |which| probe::watch::Until::start(&plan, which);
    let site = |typed: &str| probe::site(&plan, typed);
    let mut results = Results::stdout(world.lang);
    let mut printed = Ok(());
    let tty = world.env.stdout_tty;
    let mut print = |page: &Page<'_>| {
        let width = if tty { Width::Window } else { Width::Columns(80) };
        let text = page(width.columns());
        if printed.is_ok() && !text.is_empty() {
            printed = results.text(&text);
        }
    };
    let saves = begun.kept.recorder.id().is_some();
    let store = if saves { Some(world.store()?) } else { None };
    let reach = store.as_ref().map(|store| Reach::of(world, store));
    let mut guide = Guide {
        respondent,
        kept: begun.kept,
        eyes: Eyes { look: &look, quick: &quick, watch: &watch, until: &until, site: &site },
        places: store.as_ref().map(Store::places),
        reach: reach.clone(),
        print: &mut print,
        screen: world.env.stderr_tty && !tty,
        lang: world.lang,
        shown: None,
        at: None,
        book: &begun.book,
        spelling: Spelling::Local,
        walks: true,
        pause_at: None,
    };
    guide.complain(begun.trouble);
    let ended = act(&mut guide);
    let exit = match ended {
        Ok(exit) => exit,
        Err(Halt::Stopped(stop)) => {
            let mut error = stopped(stop, false, guide.lang);
            error.hint = kept_so_far(&guide, reach.as_ref()).or(error.hint);
            if let (Stop::Closed, Some(step)) = (stop, &guide.at) {
                error.message = format!("{} ({step})", error.message);
            }
            return Err(error);
        }
        Err(Halt::Unusable(said)) => return Err(Error::usage(said)),
    };
    printed.map(|()| exit)
}

/// Says what is kept of a session that breaks off here, and how to go on; none where nothing is.
fn kept_so_far(guide: &Guide<'_>, reach: Option<&Reach>) -> Option<String> {
    let kept = &guide.kept;
    let (reach, id) = (reach?, kept.recorder.id()?);
    let steps = kept.entries.iter().filter_map(|entry| {
        let (Event::Answered { step, .. } | Event::Verdict { step, .. }) = &entry.event else {
            return None;
        };
        Some(step)
    });
    let answers = steps.collect::<BTreeSet<_>>().len().to_string();
    let resume = if guide.walks { reach.resume(id) } else { reach.call(id) };
    let values = [("n", answers.as_str()), ("folder", reach.folder()), ("resume", &resume)];
    Some(Catalogue::of(guide.lang).fill("app.kept", &values))
}
