//! A list to find something in: whatever is typed is understood as in the plain face, and what it may mean stands
//! below, the likeliest first.
//!
//! Edge, by the keys that it reads. What stands in it is decided by pure functions.

use dialoguer::console::{Key, Term};
use textwrap::core::display_width;

use super::sheet::{Room, cut};
use crate::lang::{Catalogue, Lang};
use crate::safe;
use crate::ui::answer::{Understood, understand};
use crate::ui::look::Look;
use crate::ui::{Finder, Prompt, Reply};

/// The most entries that are shown at once: what was found stands above them.
const PAGE: usize = 7;

/// The lines that are kept free above the question: what was found last is still to be read out.
const ANSWER: usize = 5;

/// The fewest entries that such a list is of use with.
const SMALLEST_PAGE: usize = 2;

/// The most letters that are taken.
const LONGEST: usize = 300;

/// The lines beside the entries: the one that is typed into, and the one after the last.
const FRAME: usize = 2;

/// Keeps the last column free, where a terminal may begin a new line by itself.
const EDGE: usize = 3;

/// What was typed and marked so far; it outlives a window that changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sought {
    /// What was typed.
    pub typed: String,
    /// Where the mark was moved to; none where it stands by itself.
    moved: Option<usize>,
}

/// How a key left the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pressed {
    /// It goes on.
    Nothing,
    /// Enter.
    Taken,
    /// Escape, with nothing typed.
    Left,
}

impl Sought {
    /// Does what a key means in a list of so many entries, the mark standing by itself at `own`.
    fn press(&mut self, key: &Key, (count, own): (usize, Option<usize>)) -> Pressed {
        let untouched = *self == Self::default();
        if *key == Key::Enter {
            return Pressed::Taken;
        } else if *key == Key::Escape && untouched {
            return Pressed::Left;
        } else if *key == Key::Escape {
            *self = Self::default();
        } else if *key == Key::Backspace {
            self.typed.pop();
            self.moved = None;
        } else if let Key::Char(letter) = key {
            let room = self.typed.len() < LONGEST && !letter.is_control();
            self.typed.extend(room.then_some(letter));
            self.moved = None;
        } else if count > 0 {
            self.step(key, (count, self.moved.or(own)));
        }
        Pressed::Nothing
    }

    /// Moves the mark from where it is, round and round.
    fn step(&mut self, key: &Key, (count, at): (usize, Option<usize>)) {
        if matches!(key, Key::ArrowDown | Key::Tab) {
            self.moved = Some(at.map_or(0, |at| (at + 1) % count));
        } else if matches!(key, Key::ArrowUp | Key::BackTab) {
            self.moved = Some(at.map_or(count - 1, |at| (at + count - 1) % count));
        }
    }
}

/// The list for one question.
pub(super) struct Find<'a> {
    /// The question.
    pub prompt: &'a Prompt,
    /// What can be found.
    pub finder: &'a Finder,
    /// The language.
    pub lang: Lang,
    /// How it looks.
    pub look: Look,
    /// The window.
    pub room: Room,
    /// How many entries are shown at once.
    page: usize,
}

/// What stands in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Rows {
    /// The entries, by their places among the choices and what can be done.
    entries: Vec<usize>,
    /// The entry that Enter takes.
    own: Option<usize>,
    /// Whether nothing was found, and the entries are only the nearest.
    astray: bool,
}

impl<'a> Find<'a> {
    /// Makes the list with `above` lines over it; none where the window is too small for it.
    pub(super) fn new(
        (prompt, finder): (&'a Prompt, &'a Finder),
        (lang, look): (Lang, Look),
        room: Room,
        above: usize,
    ) -> Option<Self> {
        let free = room.rows.checked_sub(FRAME + 1 + above)?;
        let page = free.saturating_sub(ANSWER).clamp(SMALLEST_PAGE, PAGE);
        (page <= free).then_some(Self { prompt, finder, lang, look, room, page })
    }

    /// Shows the list until a key leaves it.
    ///
    /// # Errors
    ///
    /// Fails where no key can be read any more, or a signal ended the wait for one.
    pub(super) fn show(
        &self,
        term: &Term,
        sought: &mut Sought,
    ) -> dialoguer::Result<Option<usize>> {
        term.hide_cursor()?;
        loop {
            let rows = self.rows(&sought.typed);
            let lines = self.lines(&rows, sought);
            for line in &lines {
                term.write_line(line)?;
            }
            term.flush()?;
            let key = term.read_key();
            term.clear_last_lines(lines.len())?;
            match sought.press(&key?, (rows.entries.len(), rows.own)) {
                Pressed::Nothing => {}
                Pressed::Taken => return Ok(Some(0)),
                Pressed::Left => return Ok(None),
            }
        }
    }

    /// Returns what Enter means: the entry that the mark was moved to, else whatever was typed.
    pub(super) fn meant(&self, sought: &Sought) -> Understood {
        let rows = self.rows(&sought.typed);
        let moved = sought.moved.or(rows.own.filter(|_| sought.typed.is_empty()));
        let first_act = self.finder.choices.len();
        match moved.and_then(|at| rows.entries.get(at)) {
            // Enter alone: the same as in the plain face.
            Some(index) if *index == first_act && sought.typed.is_empty() => {
                understand("", self.prompt, self.lang)
            }
            Some(index) => Understood::Reply(Reply::One(*index)),
            None => understand(&sought.typed, self.prompt, self.lang),
        }
    }

    /// Decides what stands in the list.
    fn rows(&self, typed: &str) -> Rows {
        let (choices, acts) = (self.finder.choices.len(), self.finder.acts.len());
        if typed.trim().is_empty() {
            let shown = self.finder.shown.clone();
            let rest = (0..choices).filter(|index| !shown.contains(index));
            let entries = shown.clone().chain(choices..choices + acts).chain(rest);
            return Rows { entries: entries.collect(), own: Some(0), astray: false };
        }
        let ranked = self.finder.rank.of(typed);
        match understand(typed, self.prompt, self.lang) {
            Understood::Reply(Reply::One(index)) => {
                let others =
                    ranked.places.into_iter().filter(|other| ranked.found && *other != index);
                Rows {
                    entries: [index].into_iter().chain(others).collect(),
                    own: Some(0),
                    astray: false,
                }
            }
            Understood::Reply(Reply::Line(_)) => {
                let own = ranked.found.then_some(0);
                Rows { entries: ranked.places, own, astray: !ranked.found }
            }
            Understood::Reply(_) | Understood::Help | Understood::Again(_) => Rows::default(),
        }
    }

    /// Draws the line that is typed into and the entries, none wider than the window.
    fn lines(&self, rows: &Rows, sought: &Sought) -> Vec<String> {
        let texts = Catalogue::of(self.lang);
        let limit = self.room.columns.saturating_sub(EDGE);
        let lead = texts.get("ui.list.find");
        let mut field = self.look.letters(&safe::line(&sought.typed)).into_owned();
        while !field.is_empty() && display_width(lead) + display_width(&field) + 2 > limit {
            field.remove(0);
        }
        let mut lines = vec![format!("{lead} {}_", self.look.strong(&field))];
        let marked = sought.moved.or(rows.own);
        if rows.astray && !rows.entries.is_empty() {
            lines.push(cut(&self.look.letters(texts.get("ui.list.astray")), limit));
        }
        if self.page < PAGE && *sought == Sought::default() && self.finder.shown.is_empty() {
            // No room for a line each: what Enter does, and the words for the rest.
            let own = rows.entries.first().map(|index| cut(&self.label(*index), limit));
            lines
                .extend(own.map(|own| self.look.strong(&format!("> {}", self.look.letters(&own)))));
            let words = cut(&self.look.letters(&self.finder.words), limit);
            lines.push(format!("  {words}"));
            return lines;
        }
        let first = marked.map_or(0, |at| (at + 1).saturating_sub(self.page));
        for (at, index) in rows.entries.iter().enumerate().skip(first).take(self.page) {
            let label = cut(&self.look.letters(&self.label(*index)), limit);
            let line = format!("{} {label}", if marked == Some(at) { '>' } else { ' ' });
            lines.push(if marked == Some(at) { self.look.strong(&line) } else { line });
        }
        lines
    }

    /// Returns an entry as it is shown.
    fn label(&self, index: usize) -> String {
        match self.finder.choices.get(index) {
            Some(choice) => format!("{:<2} {}", index + 1, safe::line(&choice.text)),
            None => super::act(self.prompt, index).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{Choice, Input, Rank, Ranked};
    use proptest::prelude::*;

    fn finder() -> Finder {
        let rank = Rank::new(|typed: &str| match typed {
            "dua" => Ranked { places: vec![1], found: true },
            _ => Ranked { places: vec![2, 0, 1], found: false },
        });
        Finder {
            choices: ["Satu", "Dua", "Tiga"].map(|text| Choice::new(text, text)).into(),
            shown: 0..0,
            acts: vec![
                Choice::new("next", "lanjut: terus").also("lanjut next"),
                Choice::new("end", "akhiri: selesai").also("akhiri end"),
            ],
            words: "akhiri · daftar".to_owned(),
            rank,
        }
    }

    fn with<T>(rows: usize, then: impl Fn(&Find<'_>) -> T) -> Option<T> {
        let finder = finder();
        let prompt = Prompt { optional: true, ..Prompt::new("Apa?", Input::Find(finder.clone())) };
        let (look, room) = (Look { roomy: true, ..Look::default() }, Room { columns: 40, rows });
        Find::new((&prompt, &finder), (Lang::Id, look), room, 2).as_ref().map(then)
    }

    /// Presses keys as if they were typed, and says what Enter then means.
    fn press(find: &Find<'_>, keys: &[Key]) -> Understood {
        let mut sought = Sought::default();
        for key in keys {
            let rows = find.rows(&sought.typed);
            assert_eq!(sought.press(key, (rows.entries.len(), rows.own)), Pressed::Nothing);
        }
        find.meant(&sought)
    }

    fn letters(word: &str) -> Vec<Key> {
        word.chars().map(Key::Char).collect()
    }

    #[test]
    fn what_enter_takes_is_what_the_plain_face_would_understand() {
        with(24, |find| {
            for typed in ["", "dua", "2", "akhiri", "zz", "9", "?", "/x"] {
                let plain = understand(typed, find.prompt, Lang::Id);
                assert_eq!(press(find, &letters(typed)), plain, "{typed}");
            }
            let down = [letters("zz"), vec![Key::ArrowDown]].concat();
            assert_eq!(press(find, &down), Understood::Reply(Reply::One(2)));
            assert_eq!(press(find, &[Key::ArrowDown]), Understood::Reply(Reply::One(4)));
            assert_eq!(press(find, &[Key::ArrowUp]), Understood::Reply(Reply::One(2)));
        })
        .unwrap();
    }

    #[test]
    fn nothing_found_shows_the_nearest_and_marks_none() {
        with(24, |find| {
            let sought = Sought { typed: "zz".into(), moved: None };
            let lines = find.lines(&find.rows("zz"), &sought);
            assert_eq!(lines.len(), 5, "{lines:?}");
            assert!(lines.iter().all(|line| !line.starts_with('>')) && lines[2].ends_with("Tiga"));
            let lines = find.lines(&find.rows(""), &Sought::default());
            assert!(lines[1].starts_with("> lanjut") && lines[0].ends_with(": _"), "{lines:?}");
        })
        .unwrap();
        assert!(with(6, |_| ()).is_none());
    }

    #[test]
    fn a_low_window_keeps_room_for_the_answer_above() {
        for rows in 7..24 {
            with(rows, |find| {
                let lines = find.lines(&find.rows(""), &Sought::default());
                // The question and its hint, the list, the line after it; above them what was found last.
                assert!(lines.len() + 3 <= rows, "{rows}: {lines:?}");
                assert!(rows < 12 || lines.len() + 3 + ANSWER <= rows, "{rows}: {lines:?}");
                let low = find.page < PAGE;
                assert!(lines[1].starts_with("> lanjut"), "{lines:?}");
                assert_eq!(lines.len() == 3 && lines[2].ends_with("akhiri · daftar"), low);
                // The arrows still reach every entry.
                assert_eq!(press(find, &[Key::ArrowDown]), Understood::Reply(Reply::One(4)));
                let found = Sought { typed: "zz".into(), moved: Some(2) };
                let lines = find.lines(&find.rows("zz"), &found);
                assert!(lines.iter().any(|line| line.starts_with("> ")), "{lines:?}");
            })
            .unwrap();
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_stays_within_the_window(typed in any::<String>(), down in 0_usize..9) {
            let keys = [letters(&typed), vec![Key::ArrowDown; down]].concat();
            with(24, |find| {
                let mut sought = Sought::default();
                for key in &keys {
                    let rows = find.rows(&sought.typed);
                    sought.press(key, (rows.entries.len(), rows.own));
                }
                for line in find.lines(&find.rows(&sought.typed), &sought) {
                    assert!(display_width(&line) < 40, "{line:?}");
                    assert!(!line.chars().any(char::is_control));
                }
                find.meant(&sought)
            }).unwrap();
        }
    }
}
