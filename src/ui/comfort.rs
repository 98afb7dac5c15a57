//! The comfortable face: lists to move in, bars that move, and plain lines for everything that is typed.
//!
//! Edge. For an ordinary terminal window. A list is drawn by a crate that knows nothing of windows that
//! change, of lines that are too long or of signals; each of these is looked after here. What cannot be shown
//! safely, because the window is too small, is asked the plain way: every word of the plain face is here too.

mod bar;
mod find;
mod keys;
mod seek;
mod sheet;
mod theme;
#[cfg(unix)]
mod unix;
mod wait;
#[cfg(windows)]
mod windows;

use std::io::Stderr;

use dialoguer::FuzzySelect;
use dialoguer::console::Term;

use self::bar::Bar;
use self::keys::Came;
use self::sheet::{Maker, Means, Room, Sheet, State};
use self::system::{Hold, Keys};
use self::theme::Drawn;
#[cfg(unix)]
use self::unix as system;
#[cfg(windows)]
use self::windows as system;
use super::look::Look;
use super::output::{self, Width};
use super::plain::{Manner, PlainFace};
use super::{Block, Face, Finder, Input, Prompt, Reply, Stop, Tick, Waited, Waiting, Work};
use crate::env::Env;
use crate::error::{Error, Result as Outcome};
use crate::lang::{Catalogue, Lang};

/// The smallest window in which anything moves, in columns and rows.
pub(super) const SMALLEST: (usize, usize) = (40, 8);

/// The fewest rows at which questions are set apart by empty lines.
const AIRY: usize = 16;

/// Gives the terminal back as it was, for the moment before an end that drops nothing.
pub(super) fn let_go() {
    system::let_go();
}

/// The comfortable face.
pub struct ComfortFace<'a> {
    /// Everything that is not a list and does not move.
    plain: PlainFace<'a, Keys, Stderr>,
    look: Look,
    /// Between questions nothing is shown of what is typed: it would stand in the middle of the next one.
    _quiet: Hold,
}

impl<'a> ComfortFace<'a> {
    /// Talks over a terminal that is standard input and standard error.
    ///
    /// # Errors
    ///
    /// Fails where standard input is not open.
    pub fn open(env: &'a Env, lang: Lang, look: Look) -> Outcome<Self> {
        let lines = Keys::open().map_err(|error| {
            let why = error.to_string();
            Error::failed(Catalogue::of(lang).fill("ui.cannot-read", &[("why", &why)]))
        })?;
        let look = Look { roomy: output::room().1 >= AIRY, ..look };
        let (width, clock) = (Width::Window, env.clock.as_ref());
        let manner = Manner { lang, width, echo: false, look, clock };
        let plain = PlainFace::new(lines, output::talk(), manner);
        Ok(Self { plain, look, _quiet: Hold::quiet() })
    }

    /// Makes the list for a question, as the window is now; none where it is too small.
    fn sheet(&self, prompt: &Prompt, state: &State) -> Option<Sheet> {
        let room = room()?;
        let lang = self.plain.lang();
        let count = |text: &str| self.plain.broken("", text).len();
        let hint = prompt.hint.as_deref().map_or(0, count);
        let above = |short: bool| {
            let choices = prompt.input.choices().iter();
            let choices = choices.map(|choice| self.plain.broken("  1 ", &choice.text).len());
            count(&prompt.ask) + hint + if short { choices.sum() } else { 0 }
        };
        Maker { prompt, lang, room, ascii: self.look.ascii }.sheet(state, above)
    }

    /// Shows a question with everything that stands over its list.
    fn introduce(&mut self, prompt: &Prompt, sheet: &Sheet) {
        self.plain.introduce(prompt);
        self.plain.question(prompt);
        if sheet.short {
            self.plain.choices(prompt);
        }
        if let Some(hint) = &prompt.hint {
            self.plain.line(hint);
        }
    }

    /// Asks in lines that are typed.
    fn ask_plainly(&mut self, prompt: &Prompt) -> Result<Reply, Stop> {
        let _lines = Hold::lines();
        self.plain.ask(prompt)
    }

    /// Drops what was typed before a list is shown; the terminal must be held raw.
    fn settle(&mut self, say_dropped: bool) -> Result<(), Stop> {
        if self.plain.is_cut_off() {
            return Err(Stop::Failed);
        }
        if self.plain.lines().settle() && say_dropped {
            self.plain.line(self.plain.texts().get("ui.ahead"));
        }
        Ok(())
    }

    /// Lets the person take one of a list's entries; the terminal must be held raw.
    fn pick(&mut self, sheet: &Sheet, say_dropped: bool) -> Result<Came, Stop> {
        self.settle(say_dropped)?;
        let term = Term::buffered_stderr();
        let nothing = self.plain.texts().get("ui.list.nothing");
        let theme = Drawn { sheet, look: self.look, nothing };
        let items = sheet.entries.iter().map(|entry| entry.found_by.as_str());
        let list = FuzzySelect::with_theme(&theme)
            .with_prompt(self.plain.texts().get(sheet.prompt))
            .items(items)
            .report(false)
            .max_length(sheet.page)
            .highlight_matches(false);
        let list = match sheet.first {
            Some(first) => list.default(first),
            None => list,
        };
        let needs = sheet.needs;
        let fits =
            || room().is_some_and(|room| room.columns >= needs.columns && room.rows >= needs.rows);
        let came = self.plain.lines().choose(&fits, || list.interact_on_opt(&term));
        // The crate leaves the cursor hidden where it fails, and what it has erased unwritten.
        let shown = term.show_cursor().and_then(|()| term.flush());
        if shown.is_err() { Err(came.err().unwrap_or(Stop::Failed)) } else { came }
    }

    /// Asks with a list until something is taken that is an answer.
    fn choose(&mut self, prompt: &Prompt, mut state: State) -> Result<Reply, Stop> {
        let mut fresh = true;
        let hold = Hold::raw();
        loop {
            let Some(sheet) = self.sheet(prompt, &state) else {
                drop(hold);
                return self.ask_plainly(prompt);
            };
            if fresh {
                self.introduce(prompt, &sheet);
            }
            let came = self.pick(&sheet, fresh)?;
            fresh = came == Came::Outgrown;
            let means = match came {
                Came::Picked(index) => sheet.entries.get(index).map(|entry| entry.means),
                Came::Left => Some(if state.more { Means::Fewer } else { Means::More }),
                Came::Outgrown => None,
            };
            let reply = means.and_then(|means| self.take(means, prompt, &mut state));
            if let Some(reply) = reply {
                self.repeat(&reply, prompt);
                return Ok(reply);
            }
        }
    }

    /// Does what an entry means; a reply where that is the answer.
    fn take(&mut self, means: Means, prompt: &Prompt, state: &mut State) -> Option<Reply> {
        match means {
            Means::Choice(index) => match &prompt.input {
                Input::Many { alone, .. } => state.toggle(index, *alone),
                Input::YesNo => return Some(Reply::YesNo(index == 0)),
                Input::One(_) | Input::Find(_) | Input::Line | Input::Lines | Input::Enter => {
                    return Some(Reply::One(index));
                }
            },
            Means::Done => return Some(Reply::Many(state.picked.clone())),
            Means::Keep => return Some(Reply::Keep),
            Means::Empty => return Some(Reply::Empty),
            Means::On => return Some(Reply::Enter),
            Means::Command(command) => return Some(Reply::Command(command, None)),
            Means::More => {
                if let Some(help) = &prompt.help {
                    self.plain.line(help);
                }
                self.plain.line(self.plain.texts().get("ui.list.how"));
                state.more = true;
            }
            Means::Fewer => state.more = false,
        }
        None
    }

    /// Leaves the answer on the screen, where the list has been.
    fn repeat(&mut self, reply: &Reply, prompt: &Prompt) {
        let texts = self.plain.texts();
        let choice = |index: &usize| match prompt.input.choices().get(*index) {
            Some(choice) => format!("{} {}", index + 1, choice.text),
            None => act(prompt, *index).to_owned(),
        };
        let said = match reply {
            Reply::One(index) => choice(index),
            Reply::Many(indices) => indices.iter().map(choice).collect::<Vec<_>>().join("; "),
            Reply::YesNo(true) => format!("1 {}", texts.get("ui.yes")),
            Reply::YesNo(false) => format!("2 {}", texts.get("ui.no")),
            Reply::Keep => {
                let answer = prompt.current.as_deref().unwrap_or_default();
                texts.fill("ui.list.keep", &[("answer", answer)])
            }
            Reply::Command(command, _) => match &prompt.zero {
                Some((zero, text)) if zero == command => format!("0 {text}"),
                _ => command.word(self.plain.lang()).to_owned(),
            },
            Reply::Empty if matches!(prompt.input, Input::Find(_)) => {
                choice(&prompt.input.choices().len())
            }
            Reply::Empty => texts.get("ui.list.empty").to_owned(),
            Reply::Line(typed) => typed.clone(),
            Reply::Enter => return,
        };
        self.plain.hang(super::plain::TURN, &said);
    }
}

/// Returns the text of something that can be done.
fn act(prompt: &Prompt, index: usize) -> &str {
    let Input::Find(Finder { choices, acts, .. }) = &prompt.input else { return "" };
    let act = index.checked_sub(choices.len()).and_then(|at| acts.get(at));
    act.map_or("", |act| &act.text)
}

/// Returns the window, unless it is too small for anything that moves.
fn room() -> Option<Room> {
    let (columns, rows) = output::room();
    let large = columns >= SMALLEST.0 && rows >= SMALLEST.1;
    large.then_some(Room { columns, rows })
}

impl Face for ComfortFace<'_> {
    fn say(&mut self, block: &Block) {
        self.plain.say(block);
    }

    fn ask(&mut self, prompt: &Prompt) -> Result<Reply, Stop> {
        match prompt.input {
            Input::Line | Input::Lines => self.ask_plainly(prompt),
            Input::Find(ref finder) => self.seek(prompt, finder),
            Input::One(_) | Input::Many { .. } | Input::YesNo | Input::Enter => {
                self.choose(prompt, State::default())
            }
        }
    }

    fn pause(&mut self, waiting: &Waiting, tick: &mut dyn FnMut() -> Tick) -> Result<Waited, Stop> {
        let bar = Bar::wait(waiting.lasts);
        if bar.is_hidden() || room().is_none() {
            let _lines = Hold::lines();
            return self.plain.pause(waiting, tick);
        }
        self.watch(bar, waiting, tick)
    }

    fn busy(&mut self, what: &str, work: &mut Work<'_>) {
        self.plain.line(what);
        let bar = Bar::busy();
        let plain = &mut self.plain;
        work(&mut |line| bar.aside(|| plain.line(line)));
    }

    fn speak(&mut self, lang: Lang) {
        self.plain.speak(lang);
    }

    fn is_interrupted(&self) -> bool {
        self.plain.is_interrupted()
    }
}
