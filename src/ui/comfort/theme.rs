//! How a list is drawn: in ASCII signs, in the person's language, and never wider than the window.
//!
//! Pure.

use std::fmt;

use dialoguer::theme::Theme;
use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;
use textwrap::core::display_width;

use super::sheet::Sheet;
use crate::safe;
use crate::ui::look::Look;

/// The columns for the letters that are typed into a list.
const FIELD: usize = 7;

/// Draws one list.
pub(super) struct Drawn<'a> {
    /// The list.
    pub sheet: &'a Sheet,
    /// How it looks.
    pub look: Look,
    /// Stands in place of the prompt where nothing is found; no longer than that.
    pub nothing: &'a str,
}

impl Drawn<'_> {
    /// Tells whether what was typed is in no entry, as the list itself looks for it.
    fn is_astray(&self, typed: &str) -> bool {
        let matcher = SkimMatcherV2::default();
        let finds = |found_by: &str| matcher.fuzzy_match(found_by, typed).is_some();
        !self.sheet.entries.iter().any(|entry| finds(&entry.found_by))
    }
}

impl Theme for Drawn<'_> {
    fn format_fuzzy_select_prompt(
        &self,
        f: &mut dyn fmt::Write,
        prompt: &str,
        typed: &str,
        cursor: usize,
    ) -> fmt::Result {
        let before = typed.get(..cursor).unwrap_or(typed);
        let after = typed.get(cursor..).unwrap_or_default();
        // The end of what was typed stays in sight; a line that is too long would be drawn twice.
        let mut field = self.look.letters(&safe::line(before)).into_owned();
        while display_width(&field).max(field.len()) > FIELD {
            field.remove(0);
        }
        let room = FIELD - display_width(&field).max(field.len());
        let after = self.look.letters(&safe::line(after)).into_owned();
        let rest: String = after.chars().take(if after.is_ascii() { room } else { 0 }).collect();
        let prompt = if self.is_astray(typed) { self.nothing } else { prompt };
        write!(f, "{prompt} {}_{rest}", self.look.strong(&field))
    }

    fn format_fuzzy_select_prompt_item(
        &self,
        f: &mut dyn fmt::Write,
        text: &str,
        active: bool,
        _highlight: bool,
        _matcher: &SkimMatcherV2,
        _typed: &str,
    ) -> fmt::Result {
        let entry = self.sheet.entries.iter().find(|entry| entry.found_by == text);
        let label = entry.map_or(text, |entry| entry.label.as_str());
        if active {
            f.write_str(&self.look.strong(&format!("> {label}")))
        } else {
            write!(f, "  {label}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::comfort::sheet::{Entry, Means, Room};
    use proptest::prelude::*;

    fn drawn(typed: &str, cursor: usize) -> String {
        drawn_over(typed, (typed, cursor))
    }

    /// Draws the line over a list in which this is found.
    fn drawn_over(found_by: &str, (typed, cursor): (&str, usize)) -> String {
        let needs = Room { columns: 40, rows: 8 };
        let found_by = found_by.to_owned();
        let entries = vec![Entry { label: String::new(), found_by, means: Means::Done }];
        let sheet = Sheet { entries, first: None, short: false, page: 0, prompt: "", needs };
        let theme = Drawn { sheet: &sheet, look: Look::default(), nothing: "None:" };
        let mut line = String::new();
        theme.format_fuzzy_select_prompt(&mut line, "Choose:", typed, cursor).unwrap();
        line
    }

    #[test]
    fn the_end_of_what_was_typed_stays_in_sight() {
        assert_eq!(drawn("", 0), "Choose: _");
        assert_eq!(drawn("12", 2), "Choose: 12_");
        assert_eq!(drawn("12", 1), "Choose: 1_2");
        assert_eq!(drawn("berkedip terus", 14), "Choose: p terus_");
        assert_eq!(drawn("berkedip terus", 3), "Choose: ber_kedi");
    }

    #[test]
    fn what_is_in_no_entry_is_said() {
        assert_eq!(drawn_over("1 tv 2", ("1,3", 3)), "None: 1,3_");
        assert_eq!(drawn_over("1 tv 2", ("1 2", 3)), "Choose: 1 2_");
        assert_eq!(drawn_over("1 tv 2", ("", 0)), "Choose: _");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_takes_no_more_than_its_field(typed in any::<String>(), at in any::<prop::sample::Index>()) {
            let ends: Vec<_> = typed.char_indices().map(|(at, _)| at).chain([typed.len()]).collect();
            let line = drawn(&typed, ends[at.index(ends.len())]);
            prop_assert!(display_width(&line) <= 9 + FIELD, "{line:?}");
            prop_assert!(!line.chars().any(char::is_control));
        }
    }
}
