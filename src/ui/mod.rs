//! The terminal: the faces that ask, and where results and errors are printed.
//!
//! Edge: nothing else reads standard input or writes standard output or standard error. A [`Face`] turns
//! keys into replies and knows nothing of lists, steps or sessions; whoever drives it can be driven by any
//! face, and by a file of answers as well. Everything that is written goes through [`crate::safe`].

mod answer;
pub mod clipboard;
pub mod comfort;
pub mod command;
pub mod input;
pub mod look;
mod open;
pub mod output;
pub mod plain;
pub mod qr;
pub mod wrap;

use std::fmt;
use std::ops::Range;
use std::rc::Rc;
use std::time::Duration;

use crate::lang::Lang;

pub use command::Command;
pub use open::{is_set_off, open};

/// A way of talking with the person.
pub trait Face {
    /// Says something. A write that fails is kept in mind and ends the next [`Face::ask`].
    fn say(&mut self, block: &Block);

    /// Asks one question, again and again until the reply fits the prompt.
    ///
    /// Help is the face's own matter and never comes back as a reply.
    ///
    /// # Errors
    ///
    /// Says why there will be no reply.
    fn ask(&mut self, prompt: &Prompt) -> Result<Reply, Stop>;

    /// Waits, and says how long still. `tick` is called about once a second, tells what happened meanwhile,
    /// and may end the wait. It must return at once: whoever has to look for longer does so elsewhere.
    ///
    /// # Errors
    ///
    /// Says why the wait was broken off.
    fn pause(&mut self, waiting: &Waiting, tick: &mut dyn FnMut() -> Tick) -> Result<Waited, Stop>;

    /// Shows that something is going on that takes a second or more, until `work` returns.
    ///
    /// `work` gets a function that shows a line at once, as soon as there is something to tell.
    fn busy(&mut self, what: &str, work: &mut Work<'_>);

    /// Goes on in another language.
    fn speak(&mut self, lang: Lang);

    /// Tells whether the person has asked to stop (Ctrl-C) while nothing was being asked.
    fn is_interrupted(&self) -> bool;
}

/// Work that tells, line by line, what came of it.
pub type Work<'a> = dyn FnMut(&mut dyn FnMut(&str)) + 'a;

/// Something to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The beginning of a part.
    Heading(String),
    /// A paragraph.
    Line(String),
    /// A danger, said before what it is about.
    Warn(String),
    /// What is read out: a paragraph that stands out.
    Strong(String),
    /// Lines whose breaks and leading spaces stay, such as the script; a long one hangs under its own start.
    Text(String),
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// The step's key, by which a file of answers is read; never shown.
    pub key: Option<String>,
    /// Where the person is: "Part 2 of 4 · question 3 · about 4 minutes left".
    pub place: Option<String>,
    /// A danger, said before the question.
    pub warn: Option<String>,
    /// The question.
    pub ask: String,
    /// A line under the question, such as an example.
    pub hint: Option<String>,
    /// What `?` says beside how to answer.
    pub help: Option<String>,
    /// The earlier answer in words; Enter keeps it.
    pub current: Option<String>,
    /// Whether Enter alone may leave the question open, where there is no earlier answer.
    pub optional: bool,
    /// What kind of answer is wanted.
    pub input: Input,
    /// The choice numbered 0, which is a command: the other language on the first screen.
    pub zero: Option<(Command, String)>,
    /// The commands that make sense here.
    pub commands: Vec<Command>,
}

impl Prompt {
    /// Makes a question without anything around it.
    pub fn new(ask: impl Into<String>, input: Input) -> Self {
        Self {
            key: None,
            place: None,
            warn: None,
            ask: ask.into(),
            hint: None,
            help: None,
            current: None,
            optional: false,
            input,
            zero: None,
            commands: Vec::new(),
        }
    }
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its key, by which a file of answers chooses; never shown.
    pub key: String,
    /// What is shown.
    pub text: String,
    /// Other words that it is found by in a list; never shown.
    pub also: String,
}

impl Choice {
    /// Makes a choice.
    pub fn new(key: impl Into<String>, text: impl Into<String>) -> Self {
        Self { key: key.into(), text: text.into(), also: String::new() }
    }

    /// Lets it be found by other words as well.
    #[must_use]
    pub fn also(self, also: impl Into<String>) -> Self {
        Self { also: also.into(), ..self }
    }
}

/// Many things to find by number or by words, and a few things to do by their word.
///
/// The reply is [`Reply::One`] with an index into the choices, what can be done counting on after them;
/// [`Reply::Line`] with any other words; [`Reply::Empty`] for Enter alone, where the prompt is optional.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finder {
    /// What can be found, under the same number always.
    pub choices: Vec<Choice>,
    /// Which of them are shown where nothing is redrawn; a list that can be moved in shows all.
    pub shown: Range<usize>,
    /// What can be done: each choice's `also` are the words that do it, the first of them what Enter does.
    pub acts: Vec<Choice>,
    /// The words of what is done most, named where no list shows them.
    pub words: String,
    /// Puts the choices in order for what was typed.
    pub rank: Rank,
}

/// What may be meant by something typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ranked {
    /// The places of the choices, the likeliest first.
    pub places: Vec<usize>,
    /// Whether it is one of them; else they are only the nearest.
    pub found: bool,
}

/// Puts the choices of a [`Finder`] in order for what was typed so far, the same in every face.
#[derive(Clone)]
pub struct Rank(Rc<dyn Fn(&str) -> Ranked>);

impl Rank {
    /// Takes the order from a function.
    pub fn new(order: impl Fn(&str) -> Ranked + 'static) -> Self {
        Self(Rc::new(order))
    }

    /// Returns what may be meant.
    pub fn of(&self, typed: &str) -> Ranked {
        (self.0)(typed)
    }
}

impl PartialEq for Rank {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Rank {}

impl fmt::Debug for Rank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rank")
    }
}

/// What kind of answer is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// One of several.
    One(Vec<Choice>),
    /// At least one of several.
    Many {
        /// What can be chosen.
        choices: Vec<Choice>,
        /// The index of the choice that goes with no other: "none of these".
        alone: Option<usize>,
    },
    /// One of many, or words.
    Find(Finder),
    /// Yes or no.
    YesNo,
    /// One line.
    Line,
    /// Several lines, ended by an empty one.
    Lines,
    /// Nothing but the Enter key: "read on". Never for "it is done".
    Enter,
}

impl Input {
    /// Returns what can be chosen, where anything can.
    pub fn choices(&self) -> &[Choice] {
        match self {
            Self::One(choices)
            | Self::Many { choices, .. }
            | Self::Find(Finder { choices, .. }) => choices,
            Self::YesNo | Self::Line | Self::Lines | Self::Enter => &[],
        }
    }
}

/// What the person answered; it always fits the prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// The index of the chosen one, from 0.
    One(usize),
    /// The indices of the chosen ones, from 0, in the list's order, at least one.
    Many(Vec<usize>),
    /// Yes or no.
    YesNo(bool),
    /// What was typed, not empty; the lines of [`Input::Lines`] with `\n` between them.
    Line(String),
    /// The Enter key on [`Input::Enter`].
    Enter,
    /// The earlier answer stays.
    Keep,
    /// The question stays open: Enter alone where the prompt is optional.
    Empty,
    /// One of the prompt's commands, with the words typed after it.
    Command(Command, Option<String>),
}

/// Why there will be no reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Ctrl-C, or the system asked the program to end.
    Interrupted,
    /// The input came to its end.
    Closed,
    /// Reading or writing failed.
    Failed,
}

/// A wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// What is waited for, in a sentence.
    pub what: String,
    /// How long at most.
    pub lasts: Duration,
    /// What Enter means, in a sentence ("Press Enter when the lights are on again."); none where the
    /// person cannot end the wait so.
    pub enter: Option<String>,
    /// The commands that make sense here.
    pub commands: Vec<Command>,
}

/// What happened since the last tick of a wait.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tick {
    /// What to tell, each a line.
    pub news: Vec<String>,
    /// Whether the wait is over.
    pub over: bool,
}

impl Tick {
    /// Nothing to tell; the wait is over, or not.
    pub fn over(over: bool) -> Self {
        Self { news: Vec::new(), over }
    }
}

/// How a wait ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Waited {
    /// The time is over.
    Over,
    /// `tick` ended it.
    Ticked,
    /// The person ended it.
    Entered,
    /// The person gave one of the commands, with the words typed after it.
    Command(Command, Option<String>),
}
