//! The first screen: privacy, what is due, what is unfinished, then the problems in users' words.
//!
//! Edge. It is there at once however much is kept: of every session only the end of its log is read, and
//! all of it only of the one that is offered.

use jiff::Zoned;

use super::due::{Teller, is_due};
use super::list::{self, Problem, Problems};
use super::own;
use super::reach::Reach;
use super::registry::BUILTIN;
use super::world::World;
use crate::case::Case;
use crate::checklist;
use crate::engine::Walk;
use crate::followup::{Ladder, Rung};
use crate::lang::{Catalogue, Lang, Text};
use crate::moment::{self, Moment, Style};
use crate::session::glance::Awaited;
use crate::store::{SessionId, Store};
use crate::ui::{Block, Choice, Command, Face, Input, Prompt, Reply, Stop};

/// How many due promises are told in full.
const TOLD: usize = 3;

/// What the person chose.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Chosen {
    /// To begin with a list.
    List(String),
    /// To go on with a session.
    Session(SessionId),
    /// To say what became of what was promised in a session.
    FollowUp(SessionId),
}

/// What came of one question.
enum Picked {
    /// Something to do.
    Chosen(Chosen),
    /// To see the problems that are not on the first screen.
    Others,
}

/// Shows the first screen until something is chosen; `lang` is the language that was spoken last.
pub(super) fn choose(
    world: World<'_>,
    store: Option<&Store>,
    face: &mut dyn Face,
    lang: &mut Lang,
) -> Result<Chosen, Stop> {
    let screen = Screen::look(world, store);
    let mut others = false;
    loop {
        face.speak(*lang);
        let prompt = if others {
            screen.others(*lang)
        } else {
            screen.say(face, *lang);
            screen.prompt(*lang)
        };
        let reply = face.ask(&prompt)?;
        if let Reply::Command(Command::Quit, _) = reply {
            return Err(Stop::Interrupted);
        }
        if let Reply::Command(Command::Back, _) = reply {
            others = false;
            continue;
        }
        let Reply::One(index) = reply else {
            *lang = lang.other();
            continue;
        };
        match if others { screen.other(index) } else { screen.picked(index) } {
            Some(Picked::Chosen(chosen)) => return Ok(chosen),
            Some(Picked::Others) => others = true,
            None => {}
        }
    }
}

/// Everything that the first screen shows, in no language yet.
struct Screen {
    now: Zoned,
    /// How what is kept is reached; none where nothing is to be kept.
    reach: Option<Reach>,
    due: Vec<(SessionId, Awaited)>,
    /// The next step for the first of these, where an answer did not come.
    steps: Vec<Option<Rung>>,
    /// What is due, or may be done just now: the newest of all.
    asked: Option<(SessionId, Awaited)>,
    /// The newest of what is waited for and not due yet.
    waiting: Option<Awaited>,
    unfinished: Option<Unfinished>,
    /// How many more sessions are unfinished.
    others: usize,
    problems: Problems,
}

/// The session that is offered to be gone on with.
struct Unfinished {
    id: SessionId,
    title: Text,
    began: Zoned,
    /// How many steps are answered, and how many are shown so far.
    answered: usize,
    shown: usize,
    /// Whether only the call is left.
    ready: bool,
}

impl Screen {
    fn look(world: World<'_>, store: Option<&Store>) -> Self {
        let now = world.env.clock.now();
        // Where the sessions cannot be read, the walk says so when it cannot save.
        let open = store.and_then(|store| store.still_open().ok()).unwrap_or_default();
        let mut ids = open.unfinished.into_iter();
        let unfinished = store.and_then(|store| ids.find_map(|id| Unfinished::load(store, id)));
        let (mut due, ahead): (Vec<_>, Vec<_>) =
            open.awaited.into_iter().partition(|(_, awaited)| awaited.due.end() <= now);
        due.retain(|(_, awaited)| is_due(&awaited.due, &now));
        let is_open = |(_, awaited): &&(SessionId, Awaited)| {
            let begun = awaited.from.as_ref().is_some_and(|from| from.start() <= now);
            // An answer to what was asked may come at any time.
            begun || awaited.asked.is_some()
        };
        let step = |(id, awaited): &(SessionId, Awaited)| {
            awaited.asked.as_ref()?;
            let session = store?.load(id).ok()?;
            Some(Ladder::of(&Case::of(&session.entries), &now).next)
        };
        Self {
            reach: store.map(|store| Reach::of(world, store)),
            asked: due.first().or_else(|| ahead.iter().find(is_open)).cloned(),
            waiting: ahead.into_iter().next().map(|(_, awaited)| awaited),
            steps: due.iter().take(TOLD).map(step).collect(),
            due,
            unfinished,
            others: ids.count(),
            problems: list::problems(BUILTIN, &own::heads(world)),
            now,
        }
    }

    /// Says everything above the question.
    fn say(&self, face: &mut dyn Face, lang: Lang) {
        let texts = Catalogue::of(lang);
        let mut line = |text: String| {
            text.split('\n').for_each(|line| face.say(&Block::Line(line.to_owned())));
        };
        line(String::new());
        line(match &self.reach {
            Some(reach) => {
                let forget = reach.command("forget --all");
                texts.fill("first.privacy", &[("forget", &forget)])
            }
            None => texts.get("first.privacy-unsaved").to_owned(),
        });
        let Some(reach) = &self.reach else { return };
        for ((id, awaited), step) in self.due.iter().zip(&self.steps) {
            line(String::new());
            let said = self.teller(lang).reminder(reach, (id, awaited), *step);
            said.into_iter().for_each(&mut line);
        }
        if self.due.len() > TOLD {
            let (more, command) = ((self.due.len() - TOLD).to_string(), reach.command("sessions"));
            line(texts.fill("first.due-more", &[("n", &more), ("command", &command)]));
        }
        if let Some(waiting) = &self.waiting {
            line(String::new());
            line(self.teller(lang).quiet(waiting));
        }
        if self.others > 0 {
            let name = texts.get("first.name");
            let values = [
                ("n", self.others.to_string()),
                ("list", reach.command("sessions --unfinished")),
                ("resume", reach.command(&format!("resume --session {name}"))),
            ];
            line(String::new());
            line(texts.fill("first.others", &borrowed(&values)));
        }
    }

    fn teller(&self, lang: Lang) -> Teller<'_> {
        Teller { lang, now: &self.now }
    }

    fn prompt(&self, lang: Lang) -> Prompt {
        let texts = Catalogue::of(lang);
        let resume = self.unfinished.as_ref();
        let resume = resume.map(|open| Choice::new("resume", open.say(lang, &self.now)));
        let ask = self.asked.as_ref();
        let ask = ask.map(|(_, awaited)| Choice::new("follow-up", self.teller(lang).ask(awaited)));
        // The last of the others stands for all of them.
        let problems = self.problems.named.iter().chain(self.problems.others.last());
        let problems = problems.map(|problem| choice(problem, lang));
        Prompt {
            hint: Some(texts.get("first.switch").to_owned()),
            help: Some(self.help(texts)),
            zero: Some((Command::Language, texts.get("first.other-language").to_owned())),
            commands: vec![Command::Language, Command::Quit],
            ..Prompt::new(
                texts.get("first.what"),
                Input::One(resume.into_iter().chain(ask).chain(problems).collect()),
            )
        }
    }

    /// Asks which of the problems it is that are not on the first screen.
    fn others(&self, lang: Lang) -> Prompt {
        let texts = Catalogue::of(lang);
        let others = self.problems.others.iter().map(|problem| choice(problem, lang)).collect();
        Prompt {
            help: Some(self.help(texts)),
            zero: Some((Command::Back, texts.get("first.back").to_owned())),
            commands: vec![Command::Back, Command::Language, Command::Quit],
            ..Prompt::new(texts.get("first.what"), Input::One(others))
        }
    }

    /// Says what is kept where, what is sent, and how to delete it.
    fn help(&self, texts: &Catalogue) -> String {
        let network = texts.get("first.help-network");
        let Some(reach) = &self.reach else {
            return [texts.get("first.help-unsaved"), network].join("\n");
        };
        let name = texts.get("first.name");
        let values = [
            ("folder", reach.folder().to_owned()),
            ("one", reach.command(&format!("forget {name}"))),
            ("profile", reach.command("forget --profile")),
            ("all", reach.command("forget --all")),
        ];
        let values = borrowed(&values);
        let (kept, delete) = ("first.help-kept", "first.help-delete");
        [&texts.fill(kept, &values), network, &texts.fill(delete, &values)].join("\n")
    }

    fn picked(&self, index: usize) -> Option<Picked> {
        let resume = self.unfinished.iter().map(|open| Chosen::Session(open.id.clone()));
        let ask = self.asked.iter().map(|(id, _)| Chosen::FollowUp(id.clone()));
        let mut before: Vec<_> = resume.chain(ask).collect();
        if index < before.len() {
            return Some(Picked::Chosen(before.swap_remove(index)));
        }
        let at = index - before.len();
        match self.problems.named.get(at) {
            Some(problem) => Some(Picked::Chosen(Chosen::List(problem.key.clone()))),
            None if self.problems.others.len() > 1 => Some(Picked::Others),
            None => self.other(0),
        }
    }

    fn other(&self, index: usize) -> Option<Picked> {
        let problem = self.problems.others.get(index)?;
        Some(Picked::Chosen(Chosen::List(problem.key.clone())))
    }
}

impl Unfinished {
    /// Reads a session whole; none where that cannot be done, which a list of the sessions says.
    fn load(store: &Store, id: SessionId) -> Option<Self> {
        let session = store.load(&id).ok()?;
        let list = checklist::parse(&session.snapshot).checklist?;
        let walk = Walk::replay(&list, "", list.style.audience(), &session.entries);
        let shown: Vec<_> = (0..walk.len()).filter(|at| walk.is_shown(*at)).collect();
        let answered = shown.iter().filter(|at| walk.record(**at).is_some()).count();
        let (shown, ready) = (shown.len(), walk.current().is_none());
        let began = session.header.at;
        Some(Self { id, began, answered, shown, ready, title: list.title })
    }

    /// Says which session it is, from when, and how far it has come.
    fn say(&self, lang: Lang, now: &Zoned) -> String {
        let when = moment::speak(&Moment::exact(self.began.clone()), Style::Full, lang, now);
        let values = [
            ("title", self.title.get(lang).to_owned()),
            ("when", when),
            ("done", self.answered.to_string()),
            ("shown", self.shown.to_string()),
        ];
        let key = if self.ready { "first.go-on-call" } else { "first.go-on" };
        Catalogue::of(lang).fill(key, &borrowed(&values))
    }
}

fn choice(problem: &Problem, lang: Lang) -> Choice {
    Choice::new(&problem.key, problem.title.get(lang))
}

fn borrowed<'a>(values: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
    values.iter().map(|(name, value)| (*name, value.as_str())).collect()
}
