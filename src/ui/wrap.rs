//! Lines that fit the window.
//!
//! Pure. Widths are counted in columns, so that wide letters do not run over the edge.

use textwrap::{Options, WordSplitter};

use crate::safe;

/// The narrowest width that is wrapped to, in columns; a narrower window breaks the lines itself.
pub const NARROWEST: usize = 20;

/// The width where none can be asked for, in columns.
pub const USUAL: usize = 80;

/// The most columns that a line's own leading spaces may take from every line that it is broken into.
const DEEPEST: usize = 8;

/// Breaks a text into lines of at most `width` columns; what follows the first hangs under `first`.
///
/// The text's own line breaks stay. Spaces at the start of a line stay and are repeated under it.
pub fn hang(first: &str, text: &str, width: usize) -> Vec<String> {
    let width = width.max(NARROWEST);
    let clean = safe::clean(text).replace('\t', "    ");
    let first = safe::line(first);
    let rest = " ".repeat(textwrap::core::display_width(&first));
    let mut lines = Vec::new();
    for (index, line) in clean.split('\n').enumerate() {
        let start = if index == 0 { first.as_ref() } else { rest.as_str() };
        break_line((start, &rest), line, width, &mut lines);
    }
    lines
}

/// Breaks a text into lines of at most `width` columns.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    hang("", text, width)
}

fn break_line((start, rest): (&str, &str), line: &str, width: usize, lines: &mut Vec<String>) {
    let body = line.trim_start_matches(' ');
    let depth = (line.len() - body.len()).min(DEEPEST.max(width / 4));
    let own = " ".repeat(depth);
    let (start, rest) = (format!("{start}{own}"), format!("{rest}{own}"));
    let options = Options::new(width)
        .initial_indent(&start)
        .subsequent_indent(&rest)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(true);
    let broken = textwrap::wrap(body, options);
    lines.extend(broken.into_iter().map(|line| line.trim_end().to_owned()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use textwrap::core::display_width;

    #[test]
    fn a_choice_hangs_under_its_own_text() {
        let lines = hang("  1 ", "Wi-Fi atau kabel rumah yang mati itu", 24);
        assert_eq!(lines, ["  1 Wi-Fi atau kabel", "    rumah yang mati itu"]);
    }

    #[test]
    fn own_breaks_and_leading_spaces_stay() {
        let lines = wrap("READ THIS\n  Good morning, this is Rina.\n\nend", 20);
        assert_eq!(lines, ["READ THIS", "  Good morning, this", "  is Rina.", "", "end"]);
    }

    #[test]
    fn numbers_and_compounds_are_not_broken_at_their_hyphens() {
        let lines = wrap("Nomor pelanggan 1223-4567-8901", 24);
        assert_eq!(lines, ["Nomor pelanggan", "1223-4567-8901"]);
    }

    #[test]
    fn a_word_longer_than_the_window_is_broken() {
        assert_eq!(wrap(&"x".repeat(45), 1), ["x".repeat(20), "x".repeat(20), "x".repeat(5)]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_window(text in any::<String>(), width in 20_usize..120) {
            for line in hang("  12 ", &text, width) {
                prop_assert!(display_width(&line) <= width, "{line:?}");
                prop_assert!(!line.chars().any(char::is_control));
            }
        }

        #[test]
        fn no_word_is_lost(words in prop::collection::vec("[a-z]{1,15}", 1..30), width in 20_usize..60) {
            let text = words.join(" ");
            let back = wrap(&text, width).join(" ");
            prop_assert_eq!(back, text);
        }
    }
}
