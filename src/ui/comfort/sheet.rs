//! What a list shows for a prompt, and whether it fits the window.
//!
//! Pure. The list crate erases what it has drawn by counting lines, and it counts bytes for columns; so
//! nothing is handed to it that could come to a second line. What is too long for that stands in full above
//! the list, which then has short forms of it under the same numbers.

use textwrap::core::display_width;

use crate::lang::{Catalogue, Lang};
use crate::safe;
use crate::ui::look::ascii;
use crate::ui::{Command, Input, Prompt};

/// The columns that a list leaves free: the mark before each line, and the edge.
const MARGIN: usize = 4;

/// The lines that a list needs beside its entries: the one that is typed into, and the one after the last.
const FRAME: usize = 2;

/// Comes before words that must never be found before a choice's own: it makes them the middle of a word.
const LATER: char = '·';

/// What taking an entry means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Means {
    /// The choice with this index, from 0.
    Choice(usize),
    /// All is chosen.
    Done,
    /// The earlier answer stays.
    Keep,
    /// The question stays open.
    Empty,
    /// Read on.
    On,
    /// A command.
    Command(Command),
    /// Help, and all commands.
    More,
    /// The choices alone again.
    Fewer,
}

/// An entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// What is shown; never more than one line.
    pub label: String,
    /// What the letters that are typed are looked for in; no two entries have the same.
    pub found_by: String,
    /// What taking it means.
    pub means: Means,
}

/// A window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    /// Its columns.
    pub columns: usize,
    /// Its rows.
    pub rows: usize,
}

/// What was done in a list so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct State {
    /// The choices that are picked, from 0, where there may be several.
    pub picked: Vec<usize>,
    /// The choice that was picked or put back last.
    pub last: Option<usize>,
    /// Whether all commands are shown.
    pub more: bool,
}

impl State {
    /// Picks a choice or puts it back; the one that goes `alone` puts all others back, and they it.
    pub(super) fn toggle(&mut self, index: usize, alone: Option<usize>) {
        self.last = Some(index);
        if self.picked.contains(&index) {
            self.picked.retain(|picked| *picked != index);
            return;
        }
        let goes_with =
            |picked: &usize| alone.is_none_or(|alone| alone != index && alone != *picked);
        self.picked.retain(goes_with);
        self.picked.push(index);
        self.picked.sort_unstable();
    }
}

/// A list that fits the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sheet {
    /// The entries.
    pub entries: Vec<Entry>,
    /// The entry that Enter takes at once: only one that changes nothing.
    pub first: Option<usize>,
    /// Whether the choices have to be shown in full above.
    pub short: bool,
    /// How many entries are shown at once.
    pub page: usize,
    /// The text before the letters that are typed.
    pub prompt: &'static str,
    /// The smallest window in which all of it can be redrawn.
    pub needs: Room,
}

/// What a sheet is made for.
#[derive(Clone, Copy)]
pub(super) struct Maker<'a> {
    /// The question.
    pub prompt: &'a Prompt,
    /// The language.
    pub lang: Lang,
    /// The window.
    pub room: Room,
    /// Whether only ASCII may be shown.
    pub ascii: bool,
}

impl Maker<'_> {
    /// Makes the list, with as many commands as there is room for; none where the window is too small.
    ///
    /// `above` says how many lines stand over the list: the question, and where it is `true`, all choices.
    pub(super) fn sheet(self, state: &State, above: impl Fn(bool) -> usize) -> Option<Sheet> {
        let limit = self.room.columns.checked_sub(MARGIN)?;
        let texts = self.texts();
        if texts.len() > self.room.rows {
            return None;
        }
        let sought = sought(&texts);
        let short = texts.iter().zip(&sought).enumerate().any(|(index, (text, sought))| {
            width(&self.label(index, text, state)) > limit
                || found_by(index + 1, sought).len() > limit
        });
        let free = self.room.rows.checked_sub(FRAME + above(short))?;
        let entries = [true, false].map(|quick| self.entries(state, (short, limit), quick));
        let entries = entries.into_iter().find(|entries| entries.len() <= free)?;
        let widest = entries.iter().map(|entry| width(&entry.label).max(entry.found_by.len()));
        let columns = widest.max().unwrap_or(0) + MARGIN;
        let needs = Room { columns, rows: entries.len() + FRAME };
        let first = entries.iter().position(|entry| match entry.means {
            Means::Keep | Means::On => state.last.is_none(),
            Means::Choice(index) => state.last == Some(index),
            Means::Done | Means::Empty | Means::Command(_) | Means::More | Means::Fewer => false,
        });
        let page = entries.len();
        let several = matches!(self.prompt.input, Input::Many { .. });
        let prompt = if several { "ui.list.several" } else { "ui.list.prompt" };
        Some(Sheet { entries, first, short, page, prompt, needs })
    }

    fn catalogue(self) -> &'static Catalogue {
        Catalogue::of(self.lang)
    }

    /// Returns what can be chosen.
    fn texts(self) -> Vec<String> {
        let texts = self.catalogue();
        if self.prompt.input == Input::YesNo {
            return ["ui.yes", "ui.no"].map(|key| texts.get(key).to_owned()).into();
        }
        let choices = self.prompt.input.choices().iter();
        choices.map(|choice| self.shown(&safe::line(&choice.text))).collect()
    }

    fn shown(self, text: &str) -> String {
        if self.ascii { ascii(text).into_owned() } else { text.to_owned() }
    }

    fn label(self, index: usize, text: &str, state: &State) -> String {
        let number = index + 1;
        let many = matches!(self.prompt.input, Input::Many { .. });
        let mark = if !many {
            ""
        } else if state.picked.contains(&index) {
            "[x] "
        } else {
            "[ ] "
        };
        format!("{number:<2} {mark}{text}")
    }

    fn entries(self, state: &State, (short, limit): (bool, usize), quick: bool) -> Vec<Entry> {
        let texts = self.catalogue();
        let mut entries = Vec::new();
        let word = |key: &str, means| {
            let text = texts.get(key);
            let before = text.split('{').next().unwrap_or(text);
            let found_by = cut(&later(before), limit);
            Entry { label: cut(&self.shown(text), limit), found_by, means }
        };
        if self.prompt.input == Input::Enter {
            entries.push(word("ui.list.on", Means::On));
        } else if let Some(current) = &self.prompt.current {
            let label = texts.fill("ui.list.keep", &[("answer", &safe::line(current))]);
            let label = cut(&self.shown(&label), limit);
            entries.push(Entry { label, ..word("ui.list.keep", Means::Keep) });
        }
        let choices = self.texts();
        for (index, (text, sought)) in choices.iter().zip(sought(&choices)).enumerate() {
            let label = self.label(index, text, state);
            let label = if short { cut(&ascii(&label), limit) } else { label };
            let found_by = self.found_by(index, &sought, limit);
            entries.push(Entry { label, found_by, means: Means::Choice(index) });
        }
        if !state.picked.is_empty() {
            let text = texts.get("ui.list.done");
            let found_by = format!("0 {}", later(text));
            entries.push(Entry { label: format!("0  {text}"), found_by, means: Means::Done });
        }
        if let Some((command, text)) = &self.prompt.zero {
            let label = format!("0  {}", self.shown(&safe::line(text)));
            let found_by = cut(&format!("0 {} {text}", text.to_lowercase()), limit);
            entries.push(Entry { label, found_by, means: Means::Command(*command) });
        }
        let keeps = self.prompt.current.is_some() || self.prompt.input == Input::Enter;
        if self.prompt.optional && !keeps {
            entries.push(word("ui.list.empty", Means::Empty));
        }
        entries.extend(self.commands(state.more, limit, quick));
        entries
    }

    /// Returns the numbered text, with other words for yes and no, and once more as it is spelt where there
    /// is room: small letters find small letters best, but capitals find only capitals.
    fn found_by(self, index: usize, text: &str, limit: usize) -> String {
        let words = match (&self.prompt.input, index) {
            (Input::YesNo, 0) => self.catalogue().get("ui.words.yes"),
            (Input::YesNo, _) => self.catalogue().get("ui.words.no"),
            _ => "",
        };
        let plain = found_by(index + 1, text);
        let whole = format!("{plain} {} {words}", unnumbered(text));
        if whole.len() <= limit { whole } else { cut(&format!("{plain} {words}"), limit) }
    }

    /// Returns the commands: the two that are used most, or all of them, or a way to them.
    fn commands(self, more: bool, limit: usize, quick: bool) -> Vec<Entry> {
        let offered = &self.prompt.commands;
        let quick = |command: &&Command| {
            more || quick && matches!(command, Command::Back | Command::Unknown)
        };
        let shown: Vec<_> = offered.iter().filter(quick).collect();
        let words = shown.iter().map(|command| command.word(self.lang).len());
        let column = words.max().unwrap_or(0);
        let mut entries: Vec<_> = shown
            .into_iter()
            .map(|command| {
                let (word, does) = (command.word(self.lang), command.does(self.lang));
                let does = does.split(';').next().unwrap_or(does);
                let label = cut(&self.shown(&format!("{word:<column$}  {does}")), limit);
                // The other language's word is understood too, as it is where answers are typed.
                let words = format!("{word} {}", command.word(self.lang.other()));
                let found_by = cut(&later(&words), limit);
                Entry { label, found_by, means: Means::Command(*command) }
            })
            .collect();
        let (key, means) =
            if more { ("ui.list.fewer", Means::Fewer) } else { ("ui.list.other", Means::More) };
        if !offered.is_empty() || self.prompt.help.is_some() {
            let text = self.catalogue().get(key);
            let found_by = format!("? {}", later(text));
            entries.push(Entry { label: format!("?  {text}"), found_by, means });
        }
        entries
    }
}

/// Returns the columns that a line takes, or its bytes where those are more.
fn width(line: &str) -> usize {
    display_width(line).max(line.len())
}

/// Returns what a numbered choice is found by: its number before all, then its words.
fn found_by(number: usize, text: &str) -> String {
    // "1" finds the first choice, not the tenth, and "10" the tenth, not a first that begins with 0.
    let lead = if number < 10 { "" } else { "_" };
    format!("{lead}{number} {}", unnumbered(&text.to_lowercase()))
}

/// Returns the choices as letters are looked for in them: what in one is the whole of a later one is found in the
/// later one first, as the crate takes the first of those that fit as well.
fn sought(texts: &[String]) -> Vec<String> {
    let lower: Vec<_> = texts.iter().map(|text| text.to_lowercase()).collect();
    let marked = texts.iter().enumerate().map(|(at, text)| {
        let later = lower.get(at + 1..).unwrap_or_default();
        // Every word of it is marked, so that of three in one another the middle one has fewer marks.
        let mut end = 0;
        mark(text, |from, c| {
            let rest = text.get(from..).unwrap_or_default().to_lowercase();
            let whole = later.iter().filter(|later| rest.starts_with(later.as_str()));
            end = whole.map(|later| from + later.len()).fold(end, usize::max);
            c.is_alphabetic() && from < end
        })
    });
    marked.collect()
}

/// Returns a text whose own numbers are never found before a choice's number.
fn unnumbered(text: &str) -> String {
    mark(text, |_, c| c.is_ascii_digit())
}

/// Returns words that are found, but never before a choice's own.
fn later(text: &str) -> String {
    mark(&text.to_lowercase(), |_, c| c.is_alphanumeric())
}

/// Makes those words the middle of a word whose first letter, at its place, is such a one.
fn mark(text: &str, mut is_such: impl FnMut(usize, char) -> bool) -> String {
    let mut out = String::new();
    let mut begins = true;
    for (at, c) in text.char_indices() {
        if begins && is_such(at, c) {
            out.push(LATER);
        }
        begins = !c.is_alphanumeric();
        out.push(c);
    }
    out
}

/// Cuts a line to so many bytes, at a word where there is one.
pub(super) fn cut(line: &str, limit: usize) -> String {
    const DOTS: &str = "..";
    if width(line) <= limit {
        return line.to_owned();
    }
    let mut end = limit.saturating_sub(DOTS.len());
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    let kept = line.get(..end).unwrap_or_default();
    let at_word = kept.rfind(' ').filter(|at| *at > limit / 2);
    let kept = at_word.and_then(|at| kept.get(..at)).unwrap_or(kept);
    format!("{}{DOTS}", kept.trim_end_matches([' ', ',', '.', ';', '(']))
}

#[cfg(test)]
mod tests;
