//! How deep brackets and dotted keys go and how many there are, told without descending.
//!
//! Pure. The TOML parser limits brackets and dots each, but not their product: 79 brackets with 79 dots
//! each are 6,241 tables in one another, and freeing them overflows a stack of 1 MiB. It limits no number:
//! 4 MiB of lines `=` are two million mistakes, which take it 3 GB.

use crate::checklist::finding::Code;

/// The most levels that are read; a list of format 1 has seven.
const DEEPEST: usize = 64;
/// The most marks that are read. The lists of the program have one in ten to thirteen bytes, so one of 4 MiB
/// written like them has at most 420,000.
const MOST_MARKS: usize = 500_000;

/// Returns the byte at which a source goes deeper, or has more in it, than any list.
pub(super) fn excess(source: &str) -> Option<(Code, usize)> {
    let mut walk = Walk::new(source);
    while let Some((at, byte)) = walk.next_mark() {
        walk.take(at, byte);
        if walk.levels > DEEPEST {
            return Some((Code::TooDeep, at));
        }
    }
    let mut marks = source.bytes().enumerate().filter(|(_, byte)| is_mark(*byte));
    marks.nth(MOST_MARKS).map(|(at, _)| (Code::TooLarge, at))
}

/// Tells whether the parser makes something of a byte, or stumbles over it, wherever it stands.
fn is_mark(byte: u8) -> bool {
    matches!(byte, b'[' | b'{' | b'=' | b',' | b'\\') || (byte.is_ascii_control() && byte != b'\t')
}

/// Returns the places of brackets that are opened and never closed.
pub(super) fn open_brackets(source: &str) -> Vec<usize> {
    let mut walk = Walk::new(source);
    while let Some((at, byte)) = walk.next_mark() {
        walk.take(at, byte);
    }
    walk.open.into_iter().map(|level| level.at).collect()
}

/// One open bracket.
struct Level {
    /// Its place.
    at: usize,
    /// The dots before it, on its own level; they are levels too.
    dots: usize,
}

/// A walk over everything that is neither text nor comment.
struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    open: Vec<Level>,
    /// The dots of the key on the present level.
    dots: usize,
    /// Open brackets, and all dots before them.
    levels: usize,
}

impl<'a> Walk<'a> {
    fn new(source: &'a str) -> Self {
        Self { bytes: source.as_bytes(), at: 0, open: Vec::new(), dots: 0, levels: 0 }
    }

    /// Goes on to the next byte that matters, over texts and comments.
    fn next_mark(&mut self) -> Option<(usize, u8)> {
        loop {
            let at = self.at;
            let byte = *self.bytes.get(at)?;
            match byte {
                b'"' | b'\'' => self.skip_text(byte),
                b'#' => self.skip_until(b'\n'),
                b'[' | b']' | b'{' | b'}' | b'.' | b',' | b'\n' => {
                    self.at += 1;
                    return Some((at, byte));
                }
                _ => self.at += 1,
            }
        }
    }

    fn take(&mut self, at: usize, byte: u8) {
        match byte {
            b'[' | b'{' => {
                self.open.push(Level { at, dots: self.dots });
                self.dots = 0;
                self.levels += 1;
            }
            b']' | b'}' => {
                self.levels -= self.dots;
                self.dots = 0;
                if let Some(level) = self.open.pop() {
                    self.levels -= 1;
                    self.dots = level.dots;
                }
            }
            b'.' => {
                self.dots += 1;
                self.levels += 1;
            }
            _ => {
                self.levels -= self.dots;
                self.dots = 0;
            }
        }
    }

    fn skip_until(&mut self, end: u8) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at += rest.iter().position(|byte| *byte == end).unwrap_or(rest.len());
    }

    /// Skips a text. One of a single line ends with its line even where its quote is missing.
    fn skip_text(&mut self, quote: u8) {
        let triple = [quote; 3];
        let is_long = self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(&triple));
        self.at += if is_long { 3 } else { 1 };
        while let Some(rest) = self.bytes.get(self.at..).filter(|rest| !rest.is_empty()) {
            let byte = rest.first().copied().unwrap_or_default();
            if is_long && rest.starts_with(&triple) {
                self.at += 3;
                return;
            }
            if !is_long && (byte == quote || byte == b'\n') {
                self.at += usize::from(byte == quote);
                return;
            }
            let is_escape = byte == b'\\' && quote == b'"' && rest.get(1) != Some(&b'\n');
            self.at += if is_escape { 2 } else { 1 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_and_brackets_add_up() {
        let deep = format!("{}{{", "a.".repeat(40)).repeat(2);
        assert_eq!(excess(&deep), Some((Code::TooDeep, 40 * 2 + 1 + 23 * 2 + 1)));
        let long = "a.b.c = [[1.5, 2.5], { d.e = 1 }]\n[[phase.step]]\n".repeat(1000);
        assert_eq!(excess(&long), None);
        assert!(open_brackets(&long).is_empty());
    }

    #[test]
    fn numbers_are_limited_where_they_cost_and_nowhere_else() {
        for mark in ["\n", "=", ",", "[]", "{}", "\\", "\u{1}"] {
            assert_eq!(excess(&mark.repeat(MOST_MARKS)), None, "{mark:?}");
            let many = format!("é{}", mark.repeat(MOST_MARKS + 1));
            let at = 2 + MOST_MARKS * mark.len();
            assert_eq!(excess(&many), Some((Code::TooLarge, at)), "{mark:?}");
        }
        assert_eq!(excess(&"a \t\"é\"".repeat(MOST_MARKS)), None);
    }

    #[test]
    fn texts_and_comments_do_not_count() {
        let quiet =
            format!("a = \"{0}\" # {0}\nb = '{0}'\nc = \"\"\"{0}\n\"\"\"\n", "[".repeat(99));
        assert_eq!(excess(&quiet), None);
        assert_eq!(open_brackets("a = [\"]\\\"]\", '''\n]'''\n"), [4]);
    }
}
