//! How what is said looks: set off or not, and in which letters.
//!
//! Pure. Bold and reverse only, never a colour: both are seen on a light and on a dark screen, and the
//! words say the same without them.

use std::borrow::Cow;

/// How what is said looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    /// Whether bold and reverse are used.
    pub colour: bool,
    /// Whether only ASCII may be shown, because the terminal shows nothing else rightly.
    pub ascii: bool,
    /// Whether questions are set apart by empty lines.
    pub roomy: bool,
}

impl Look {
    /// Returns the text in letters that can be shown.
    pub fn letters(self, text: &str) -> Cow<'_, str> {
        if self.ascii { ascii(text) } else { Cow::Borrowed(text) }
    }

    /// Sets a line in bold.
    pub fn strong(self, line: &str) -> String {
        self.set("1", line)
    }

    /// Sets the word of a danger so that it is seen first.
    pub fn signal(self, word: &str) -> String {
        self.set("1;7", word)
    }

    fn set(self, code: &str, text: &str) -> String {
        if self.colour && !text.is_empty() {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

/// Returns a text in ASCII only: signs become what a typewriter had for them, and any other letter `?`.
pub fn ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            out.push_str(stand_in(c));
        }
    }
    Cow::Owned(out)
}

fn stand_in(c: char) -> &'static str {
    match c {
        '·' | '•' | '–' | '—' | '‐' | '‑' | '−' => "-",
        '…' => "...",
        '‘' | '’' | '′' => "'",
        '“' | '”' | '„' | '″' => "\"",
        '→' => "->",
        '←' => "<-",
        '×' => "x",
        '≥' => ">=",
        '≤' => "<=",
        '≈' => "~",
        '°' => " deg ",
        '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}' => " ",
        'À'..='Å' => "A",
        'È'..='Ë' => "E",
        'Ì'..='Ï' => "I",
        'Ò'..='Ö' => "O",
        'Ù'..='Ü' => "U",
        'à'..='å' => "a",
        'ç' => "c",
        'è'..='ë' => "e",
        'ì'..='ï' => "i",
        'ñ' => "n",
        'ò'..='ö' => "o",
        'ù'..='ü' => "u",
        _ => "?",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn signs_become_what_a_typewriter_had() {
        let said = "Bagian 2 · “lampu” – Café … 5 °C → 日";
        assert_eq!(ascii(said), "Bagian 2 - \"lampu\" - Cafe ... 5  deg C -> ?");
        assert!(matches!(ascii("plain"), Cow::Borrowed("plain")));
    }

    #[test]
    fn nothing_is_set_off_where_that_is_not_wanted() {
        assert_eq!(Look::default().signal("AWAS"), "AWAS");
        let colour = Look { colour: true, ..Look::default() };
        assert_eq!(colour.strong("Ya"), "\u{1b}[1mYa\u{1b}[0m");
        assert_eq!(colour.strong(""), "");
    }

    proptest! {
        #[test]
        fn any_text_comes_out_in_ascii(text in any::<String>()) {
            prop_assert!(ascii(&text).is_ascii());
        }
    }
}
