//! The plain face: numbered lines, one after the other, nothing ever redrawn.
//!
//! Edge. For screen readers, pipes, tiny windows and old terminals, and the reference for the other face.
//! It uses no cursor codes and no colour, and every prompt says in words how to answer it.

use std::io::{Stderr, Write};
use std::time::Duration;

use super::answer::{self, Understood};
use super::input::{Keyboard, Lines, Typed};
use super::look::Look;
use super::output::{self, Width};
use super::{
    Block, Command, Face, Input, Prompt, Reply, Stop, Tick, Waited, Waiting, Work, command, wrap,
};
use crate::env::{Clock, Env};
use crate::error::{Error, Result as Outcome};
use crate::lang::{Catalogue, Lang};
use crate::safe;

/// Shows that it is the person's turn.
pub(super) const TURN: &str = "> ";

/// How often a wait says how long still.
pub(super) const HEARTBEAT: Duration = Duration::from_secs(30);

/// How often a wait lets others look whether it can end.
pub(super) const TICK: Duration = Duration::from_secs(1);

/// How a [`PlainFace`] talks.
pub struct Manner<'a> {
    /// The language to begin with.
    pub lang: Lang,
    /// How wide lines may be.
    pub width: Width,
    /// Whether to repeat what comes in, because no terminal does.
    pub echo: bool,
    /// How what is said looks.
    pub look: Look,
    /// The clock for waits.
    pub clock: &'a dyn Clock,
}

/// The plain face over any lines and any output.
pub struct PlainFace<'a, L: Lines, W: Write> {
    lines: L,
    out: W,
    manner: Manner<'a>,
    /// Whether a write has failed: nobody is there to answer.
    failed: bool,
}

impl<'a> PlainFace<'a, Keyboard, Stderr> {
    /// Talks over standard input and standard error.
    ///
    /// # Errors
    ///
    /// Fails where standard input is not open.
    pub fn open(env: &'a Env, lang: Lang) -> Outcome<Self> {
        let lines = Keyboard::stdin(env.stdin_tty).map_err(|error| {
            let why = error.to_string();
            Error::failed(Catalogue::of(lang).fill("ui.cannot-read", &[("why", &why)]))
        })?;
        let (width, echo) = (Width::Window, !env.stdin_tty);
        let look = Look { ascii: env.stderr_tty && !env.is_utf8(), ..Look::default() };
        let manner = Manner { lang, width, echo, look, clock: env.clock.as_ref() };
        Ok(Self::new(lines, output::talk(), manner))
    }
}

impl<'a, L: Lines, W: Write> PlainFace<'a, L, W> {
    /// Makes a face.
    pub fn new(lines: L, out: W, manner: Manner<'a>) -> Self {
        Self { lines, out, manner, failed: false }
    }

    /// Tells whether nobody can read any more what is said.
    pub(super) fn is_cut_off(&self) -> bool {
        self.failed
    }

    /// Returns the lines from the person.
    pub(super) fn lines(&mut self) -> &mut L {
        &mut self.lines
    }

    /// Returns the language that is spoken.
    pub(super) fn lang(&self) -> Lang {
        self.manner.lang
    }

    /// Returns the texts in the language that is spoken.
    pub(super) fn texts(&self) -> &'static Catalogue {
        Catalogue::of(self.manner.lang)
    }

    /// Breaks a paragraph after `first` to the window as it is now.
    pub(super) fn broken(&self, first: &str, text: &str) -> Vec<String> {
        let text = self.manner.look.letters(text);
        wrap::hang(first, &text, self.manner.width.columns())
    }

    /// Writes a paragraph after `first`.
    pub(super) fn hang(&mut self, first: &str, text: &str) {
        let lines = self.broken(first, text);
        self.put(&(lines.join("\n") + "\n"));
    }

    /// Writes a paragraph.
    pub(super) fn line(&mut self, text: &str) {
        self.hang("", text);
    }

    /// Writes a paragraph that is to be seen before others.
    fn strong(&mut self, text: &str) {
        let look = self.manner.look;
        let lines: Vec<_> = self.broken("", text).iter().map(|line| look.strong(line)).collect();
        self.put(&(lines.join("\n") + "\n"));
    }

    /// Writes a danger after its word.
    fn warn(&mut self, text: &str) {
        let look = self.manner.look;
        let word = self.texts().get("ui.warn");
        let lines = self.broken(word, text);
        let mark = |line: &String| match line.strip_prefix(word.trim_end()) {
            Some(rest) => look.signal(word.trim_end()) + &look.strong(rest),
            None => look.strong(line),
        };
        let lines: Vec<_> = lines.iter().map(mark).collect();
        self.put(&(lines.join("\n") + "\n"));
    }

    /// Writes as it stands.
    pub(super) fn put(&mut self, text: &str) {
        let written = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
        self.failed |= written.is_err();
    }

    /// Shows where the person is, and the danger of what is asked next.
    pub(super) fn introduce(&mut self, prompt: &Prompt) {
        self.put("\n");
        if let Some(place) = &prompt.place {
            self.line(place);
            if self.manner.look.roomy {
                self.put("\n");
            }
        }
        if let Some(warn) = &prompt.warn {
            self.warn(warn);
        }
    }

    /// Shows a question.
    pub(super) fn question(&mut self, prompt: &Prompt) {
        self.strong(&prompt.ask);
    }

    /// Shows a question with its choices.
    fn show(&mut self, prompt: &Prompt) {
        self.question(prompt);
        self.choices(prompt);
        if let Some(hint) = &prompt.hint {
            self.line(hint);
        }
        if let Input::Find(finder) = &prompt.input
            && !finder.words.is_empty()
        {
            self.line(&finder.words);
        }
        self.line(&answer::how(prompt, self.manner.lang));
    }

    /// Shows what can be chosen, numbered.
    pub(super) fn choices(&mut self, prompt: &Prompt) {
        if let Some((_, text)) = &prompt.zero {
            self.hang("  0 ", &safe::line(text));
        }
        let (yes, no) = (self.texts().get("ui.yes"), self.texts().get("ui.no"));
        let yes_no = if prompt.input == Input::YesNo { &[yes, no][..] } else { &[] };
        let choices = prompt.input.choices().iter().map(|choice| choice.text.as_str());
        let choices: Vec<_> = choices.chain(yes_no.iter().copied()).collect();
        let digits = choices.len().to_string().len();
        let mut shown = 0..choices.len();
        if let Input::Find(finder) = &prompt.input {
            shown = finder.shown.clone();
        }
        for (index, text) in choices.into_iter().enumerate().filter(|(at, _)| shown.contains(at)) {
            self.hang(&format!("  {:>digits$} ", index + 1), &safe::line(text));
        }
    }

    /// Says what helps with a question.
    pub(super) fn explain(&mut self, prompt: &Prompt) {
        self.help(prompt.help.as_deref(), &prompt.commands);
    }

    /// Says what the question's author says, how to answer, and what else can be typed.
    fn help(&mut self, help: Option<&str>, commands: &[Command]) {
        if let Some(help) = help {
            self.line(help);
        }
        let lang = self.manner.lang;
        self.line(self.texts().get("ui.commands-title"));
        for command in commands {
            self.hang(&format!("  {} ", command.word(lang)), command.does(lang));
        }
        self.hang(&format!("  {} ", command::help_word(lang)), command::help_does(lang));
    }

    /// Reads one line, shown as the person's turn.
    fn turn(&mut self, fresh: bool) -> Result<String, Stop> {
        // The guard stands before the sign: what is typed after the sign is shown is meant for it.
        if fresh && self.lines.freshen() {
            self.line(self.texts().get("ui.ahead"));
        }
        self.put(TURN);
        if self.failed {
            return Err(Stop::Failed);
        }
        let typed = self.lines.next();
        if self.manner.echo || typed.is_err() {
            let echoed = typed.as_ref().map_or("", |typed| typed.text.as_str());
            let echoed = format!("{}\n", safe::line(echoed));
            self.put(&echoed);
        }
        Ok(self.note_cut(typed?))
    }

    fn note_cut(&mut self, typed: Typed) -> String {
        if typed.cut {
            self.line(self.texts().get("ui.cut"));
        }
        typed.text
    }

    /// Reads the lines after the first, until an empty one or the end of the input.
    fn more_lines(&mut self, first: String, prompt: &Prompt) -> Result<String, Stop> {
        let mut all = first;
        loop {
            let line = match self.turn(false) {
                Ok(line) => line,
                Err(Stop::Closed) => return Ok(all),
                Err(stop) => return Err(stop),
            };
            let line = line.trim_end();
            if line.trim().is_empty() {
                return Ok(all);
            }
            // A known word is no line of the answer, and what was typed so far must not be lost for it.
            let command = answer::read_command(line.trim(), &prompt.commands, self.manner.lang);
            if let Some(Ok(_)) = command {
                let word = [("word", line.trim())];
                self.line(&self.texts().fill("ui.finish-first", &word));
            } else if all.len() + line.len() < super::input::LONGEST {
                all.push('\n');
                all.push_str(line);
            } else {
                self.line(self.texts().get("ui.cut"));
            }
        }
    }

    /// Says by the clock when something ends that begins now.
    pub(super) fn ends(&self, lasts: Duration) -> String {
        let ends = self.manner.clock.now();
        let ends = ends.checked_add(lasts).unwrap_or(ends);
        let short = lasts < Duration::from_secs(120);
        let form = if short { "ui.wait.clock-seconds" } else { "ui.wait.clock" };
        let two = |number: i8| format!("{number:02}");
        let (hour, minute, second) = (two(ends.hour()), two(ends.minute()), two(ends.second()));
        self.texts().fill(form, &[("h", &hour), ("m", &minute), ("s", &second)])
    }

    /// Returns the time since the program began.
    pub(super) fn elapsed(&self) -> Duration {
        self.manner.clock.elapsed()
    }

    /// Says at the start of a wait what it is for, how long it is and how it ends.
    fn begin_wait(&mut self, waiting: &Waiting) {
        let texts = self.texts();
        self.line(&waiting.what);
        let clock = self.ends(waiting.lasts);
        let lasts = duration(waiting.lasts, texts);
        self.line(&texts.fill("ui.wait.begin", &[("lasts", &lasts), ("clock", &clock)]));
        if let Some(enter) = &waiting.enter {
            self.line(enter);
        }
    }

    /// Reads what was typed during a wait; none where the wait goes on.
    fn typed_in_wait(&mut self, typed: Typed, waiting: &Waiting) -> Option<Waited> {
        let line = self.note_cut(typed);
        match answer::read_command(line.trim(), &waiting.commands, self.manner.lang) {
            Some(Ok(Some((command, rest)))) => return Some(Waited::Command(command, rest)),
            Some(Ok(None)) => self.help(waiting.enter.as_deref(), &waiting.commands),
            Some(Err(sentence)) => self.line(&sentence),
            None if waiting.enter.is_some() => return Some(Waited::Entered),
            None => {}
        }
        None
    }

    /// Says how long a wait lasts still.
    pub(super) fn still(&mut self, left: Duration) {
        let texts = self.texts();
        let left = duration(left, texts);
        self.line(&texts.fill("ui.wait.left", &[("left", &left)]));
    }
}

impl<L: Lines, W: Write> Face for PlainFace<'_, L, W> {
    fn say(&mut self, block: &Block) {
        match block {
            Block::Heading(text) => {
                self.put("\n");
                self.strong(text);
            }
            Block::Line(text) | Block::Text(text) => self.line(text),
            Block::Warn(text) => self.warn(text),
            Block::Strong(text) => self.strong(text),
        }
    }

    fn ask(&mut self, prompt: &Prompt) -> Result<Reply, Stop> {
        self.introduce(prompt);
        self.show(prompt);
        loop {
            let line = self.turn(true)?;
            match answer::understand(&line, prompt, self.manner.lang) {
                Understood::Reply(Reply::Line(first)) if prompt.input == Input::Lines => {
                    return self.more_lines(first, prompt).map(Reply::Line);
                }
                Understood::Reply(reply) => return Ok(reply),
                Understood::Help => {
                    self.explain(prompt);
                    self.show(prompt);
                }
                Understood::Again(sentence) => self.line(&sentence),
            }
        }
    }

    fn pause(&mut self, waiting: &Waiting, tick: &mut dyn FnMut() -> Tick) -> Result<Waited, Stop> {
        self.put("\n");
        let began = self.manner.clock.elapsed();
        self.lines.freshen();
        self.begin_wait(waiting);
        let mut said = Duration::ZERO;
        loop {
            let passed = self.manner.clock.elapsed().saturating_sub(began);
            let left = waiting.lasts.saturating_sub(passed);
            if left.is_zero() {
                self.line(self.texts().get("ui.wait.over"));
                return Ok(Waited::Over);
            }
            if passed >= said + HEARTBEAT {
                said = HEARTBEAT * u32::try_from(passed.as_secs() / 30).unwrap_or(u32::MAX);
                self.still(left);
            }
            if let Some(typed) = self.lines.within(left.min(TICK))?
                && let Some(waited) = self.typed_in_wait(typed, waiting)
            {
                return Ok(waited);
            }
            let tick = tick();
            for line in &tick.news {
                self.line(line);
            }
            if tick.over {
                return Ok(Waited::Ticked);
            }
        }
    }

    fn busy(&mut self, what: &str, work: &mut Work<'_>) {
        self.line(what);
        work(&mut |line| self.line(line));
    }

    fn speak(&mut self, lang: Lang) {
        self.manner.lang = lang;
    }

    fn is_interrupted(&self) -> bool {
        self.lines.is_interrupted()
    }
}

/// Says a duration in whole seconds: "2 minutes 30 seconds".
fn duration(span: Duration, texts: &Catalogue) -> String {
    let seconds = span.as_secs() + u64::from(span.subsec_millis() >= 500);
    let parts = [(seconds / 60, "minute"), (seconds % 60, "second")].map(|(count, unit)| {
        let number = if count == 1 { "one" } else { "many" };
        let key = format!("ui.wait.{unit}.{number}");
        (count > 0).then(|| texts.fill(&key, &[("n", &count.to_string())]))
    });
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
