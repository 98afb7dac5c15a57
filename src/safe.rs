//! What may reach a terminal, and what a keyboard may have meant.
//!
//! Pure. Names, headers and answers from the network, lists from strangers and pasted words may hold
//! escape sequences and invisible characters. Everything that [`crate::ui`] writes goes through [`clean`].

use std::borrow::Cow;
use std::fmt::Write as _;

/// Stands where a character was taken out that could have steered the terminal.
const REPLACEMENT: char = '\u{FFFD}';

/// Characters that show nothing but can hide or reorder what is beside them.
///
/// Bidirectional controls, and what Unicode lists as `Default_Ignorable_Code_Point`, with the annotation
/// marks and the language tags. A name loses nothing that can be seen without them.
///
/// # References
///
/// Unicode 16.0, `DerivedCoreProperties.txt`; Unicode Technical Report 36, section 3.
const INVISIBLE: &[(char, char)] = &[
    ('\u{00AD}', '\u{00AD}'),
    ('\u{034F}', '\u{034F}'),
    ('\u{061C}', '\u{061C}'),
    ('\u{115F}', '\u{1160}'),
    ('\u{17B4}', '\u{17B5}'),
    ('\u{180B}', '\u{180F}'),
    ('\u{200B}', '\u{200F}'),
    ('\u{202A}', '\u{202E}'),
    ('\u{2060}', '\u{206F}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{FE00}', '\u{FE0F}'),
    ('\u{FEFF}', '\u{FEFF}'),
    ('\u{FFA0}', '\u{FFA0}'),
    ('\u{FFF0}', '\u{FFFB}'),
    ('\u{1BCA0}', '\u{1BCA3}'),
    ('\u{1D173}', '\u{1D17A}'),
    ('\u{E0000}', '\u{E0FFF}'),
];

/// Returns the text as it may be shown: lines and tabs stay, nothing else steers the terminal.
///
/// Control characters (C0, DEL, C1) and the line separators U+2028 and U+2029 become U+FFFD; invisible
/// characters are dropped, and so is the carriage return of a CR LF.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| fate(c) == Fate::Keep) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let ends_line = c == '\r' && chars.peek() == Some(&'\n');
        match fate(c) {
            Fate::Keep => out.push(c),
            Fate::Replace if !ends_line => out.push(REPLACEMENT),
            Fate::Replace | Fate::Drop => {}
        }
    }
    Cow::Owned(out)
}

/// Returns the text as it may be shown inside one line: [`clean`], with lines and tabs as spaces.
pub fn line(text: &str) -> Cow<'_, str> {
    let cleaned = clean(text);
    if cleaned.contains(['\n', '\t']) {
        Cow::Owned(cleaned.replace(['\n', '\t'], " "))
    } else {
        cleaned
    }
}

/// Returns JSON that means the same and holds no character that could steer a terminal.
///
/// Such characters stand only inside JSON's strings, so writing them as `\u` escapes loses nothing.
pub fn json(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| fate(c) == Fate::Keep) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if fate(c) == Fate::Keep {
            out.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    Cow::Owned(out)
}

/// Returns what was typed without the traces of keys that a line reader does not know.
///
/// An arrow key sends `ESC [ D`, a pasted text may come wrapped in `ESC [ 200 ~`; both are dropped whole.
/// What is left of control characters and of invisible ones is dropped too.
pub fn typed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1B}' if chars.next_if_eq(&'[').is_some() => {
                while chars.next_if(|c| matches!(c, ' '..='?')).is_some() {}
                chars.next_if(|c| matches!(c, '@'..='~'));
            }
            '\u{1B}' if chars.next_if_eq(&'O').is_some() => {
                chars.next_if(|c| matches!(c, '@'..='~'));
            }
            _ if fate(c) == Fate::Keep => out.push(c),
            _ => {}
        }
    }
    out
}

/// What becomes of a character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Keep,
    Replace,
    Drop,
}

fn fate(c: char) -> Fate {
    match c {
        '\n' | '\t' | ' '..='~' => Fate::Keep,
        _ if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => Fate::Replace,
        _ if is_invisible(c) => Fate::Drop,
        _ => Fate::Keep,
    }
}

/// Tells whether a character shows nothing itself and only steers how others are shown.
pub fn is_invisible(c: char) -> bool {
    INVISIBLE.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn harmless_text_is_not_copied() {
        for text in ["", "Apa yang terjadi?", "satu\n\tdua", "Café · 日本語 – 5 °C"] {
            assert!(matches!(clean(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn what_steers_a_terminal_is_replaced_and_what_hides_is_dropped() {
        for (text, expected) in [
            ("\u{1b}[2J", "\u{fffd}[2J"),
            ("\u{1b}]0;title\u{7}", "\u{fffd}]0;title\u{fffd}"),
            ("a\u{9b}31mb", "a\u{fffd}31mb"),
            ("good\rbad", "good\u{fffd}bad"),
            ("one\r\ntwo", "one\ntwo"),
            ("a\u{8}\u{7f}b\0", "a\u{fffd}\u{fffd}b\u{fffd}"),
            ("abc\u{202e}cba\u{2069}", "abccba"),
            ("a\u{2028}b\u{2029}", "a\u{fffd}b\u{fffd}"),
            ("pay\u{200b}pal\u{ad}\u{feff}\u{e0041}\u{fe0f}", "paypal"),
        ] {
            assert_eq!(clean(text), expected, "{text:?}");
        }
    }

    #[test]
    fn one_line_stays_one_line() {
        assert_eq!(line("a\nb\tc\r\nd"), "a b c d");
        assert!(matches!(line("plain"), Cow::Borrowed("plain")));
    }

    #[test]
    fn keys_without_a_meaning_leave_no_trace() {
        for (text, expected) in [
            ("mod\u{1b}[Dem", "modem"),
            ("\u{1b}[1;5Cx", "x"),
            ("\u{1b}OAx", "x"),
            ("\u{1b}[200~satu\u{1b}[201~", "satu"),
            ("\u{1b}", ""),
            ("a\u{1b}[", "a"),
            ("a\u{7f}\u{200b}b", "ab"),
        ] {
            assert_eq!(typed(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_unsafe_ever_comes_out(text in any::<String>()) {
            for out in [clean(&text).into_owned(), line(&text).into_owned(), typed(&text), json(&text).into_owned()] {
                prop_assert!(out.chars().all(|c| fate(c) == Fate::Keep), "{out:?}");
            }
            prop_assert!(!line(&text).contains(['\n', '\t']));
        }

        #[test]
        fn cleaning_twice_is_cleaning_once(text in any::<String>()) {
            let once = clean(&text).into_owned();
            prop_assert_eq!(clean(&once), once.as_str());
        }

        #[test]
        fn json_keeps_its_meaning(text in any::<String>()) {
            let json_text = serde_json::to_string(&text).unwrap();
            let back: String = serde_json::from_str(&json(&json_text)).unwrap();
            prop_assert_eq!(back, text);
        }
    }

    #[test]
    fn json_escapes_what_serde_leaves() {
        let text = "\u{7f}\u{9b}\u{202e}\u{e0041}\u{2028}";
        let written = serde_json::to_string(text).unwrap();
        assert_eq!(json(&written), "\"\\u007f\\u009b\\u202e\\udb40\\udc41\\u2028\"");
    }
}
