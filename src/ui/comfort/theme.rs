//! How a list is drawn: in ASCII signs, in the person's language, and never wider than the window.
//!
//! Pure.

use std::fmt;

use dialoguer::theme::Theme;
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
    use crate::ui::comfort::sheet::Room;
    use proptest::prelude::*;

    fn drawn(typed: &str, cursor: usize) -> String {
        let needs = Room { columns: 40, rows: 8 };
        let sheet =
            Sheet { entries: Vec::new(), first: None, short: false, page: 0, prompt: "", needs };
        let theme = Drawn { sheet: &sheet, look: Look::default() };
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
