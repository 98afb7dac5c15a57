//! The first screen: privacy, due promises, an unfinished session, then the problems in users' words.
//!
//! Edge.

use jiff::Zoned;

use super::registry::{BUILTIN, Builtin};
use super::world::World;
use crate::lang::{Catalogue, Lang};
use crate::moment::{self, Moment, Style};
use crate::session::Event;
use crate::store::{SessionId, Store};
use crate::ui::{Block, Choice, Command, Face, Input, Prompt, Reply, Stop};

/// How many of the newest sessions are looked through for due promises.
const LOOKED_THROUGH: usize = 20;

/// What the person chose.
pub(super) enum Chosen {
    /// To begin with a list.
    List(&'static str),
    /// To go on with a session.
    Session(SessionId),
}

/// Shows the first screen until something is chosen; `lang` is the language that was spoken last.
pub(super) fn choose(
    world: World<'_>,
    store: Option<&Store>,
    face: &mut dyn Face,
    lang: &mut Lang,
) -> Result<Chosen, Stop> {
    let now = world.env.clock.now();
    let unfinished = store.and_then(|store| store.newest_unfinished().ok().flatten());
    loop {
        let texts = Catalogue::of(*lang);
        face.speak(*lang);
        face.say(&Block::Heading(texts.get("first.title").to_owned()));
        face.say(&Block::Line(texts.get("first.privacy").to_owned()));
        if let Some(due) = store.and_then(|store| due(store, &now, *lang)) {
            face.say(&Block::Line(due));
        }
        let mut choices = Vec::new();
        if let (Some(store), Some(id)) = (store, &unfinished) {
            choices.push(Choice::new("resume", open(store, id, &now, *lang)));
        }
        let problems: Vec<_> = problems().collect();
        choices
            .extend(problems.iter().map(|(key, source)| Choice::new(*key, title(source, *lang))));
        let other = (Command::Language, texts.get("first.other-language").to_owned());
        let prompt = Prompt {
            zero: Some(other),
            commands: vec![Command::Language, Command::Quit],
            ..Prompt::new(texts.get("first.what"), Input::One(choices))
        };
        let reply = face.ask(&prompt)?;
        if let Reply::Command(Command::Quit, _) = reply {
            return Err(Stop::Interrupted);
        }
        let Reply::One(index) = reply else {
            *lang = lang.other();
            continue;
        };
        if let (0, Some(id)) = (index, unfinished.clone()) {
            return Ok(Chosen::Session(id));
        }
        if let Some((key, _)) = problems.get(index - usize::from(unfinished.is_some())) {
            return Ok(Chosen::List(key));
        }
    }
}

/// Returns the lists for those who have a problem; technicians name theirs.
fn problems() -> impl Iterator<Item = &'static Builtin> {
    BUILTIN.iter().filter(|(_, source)| super::list::is_for_customers(source))
}

/// Says which session is unfinished, and since when.
fn open(store: &Store, id: &SessionId, now: &Zoned, lang: Lang) -> String {
    let texts = Catalogue::of(lang);
    let Ok(summary) = store.summary(id) else {
        return texts.fill("first.go-on", &[("title", id.as_str()), ("when", "")]);
    };
    let glance = summary.glance;
    let known = BUILTIN.iter().find(|(key, _)| *key == glance.list);
    let title = known.map_or_else(|| glance.list.clone(), |(_, source)| title(source, lang));
    let when = moment::speak(&Moment::exact(glance.started), Style::Full, lang, now);
    texts.fill("first.go-on", &[("title", &title), ("when", &when)])
}

/// Returns a built-in list's title, read without the rest of it.
fn title(source: &str, lang: Lang) -> String {
    super::list::title(source, lang).unwrap_or_default()
}

/// Says the newest promise whose time has come.
fn due(store: &Store, now: &Zoned, lang: Lang) -> Option<String> {
    let names = store.names().ok()?;
    let entries = names.iter().take(LOOKED_THROUGH).filter_map(|id| store.load(id).ok());
    let (what, due) = entries.flat_map(|session| session.entries).find_map(|entry| {
        let Event::Promise { what, due: Some(due), .. } = entry.event else { return None };
        (due.end() <= *now).then_some((what, due))
    })?;
    let until = moment::speak(&due, Style::Full, lang, now);
    let texts = Catalogue::of(lang);
    Some(texts.fill("first.due", &[("what", &what), ("until", &until)]))
}
