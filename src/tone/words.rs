//! A text as words, each with what parts it from the word before.
//!
//! Pure, and linear in the length of the text.

use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

/// What parts a word from the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Spaces, or marks that only dress a word.
    Space,
    /// A comma, a bracket, a dash, a picture: another clause.
    Clause,
    /// The end of a sentence or of a line, or the beginning of the text.
    Sentence,
}

/// A word.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Where it stands in the text, in bytes.
    pub(super) span: Range<usize>,
    /// What is before it.
    pub(super) gap: Gap,
    /// Its letters in lower case, typographic apostrophes made plain.
    pub(super) low: Vec<char>,
    /// The same with figures read as the letters they look like; none where it has no figure.
    pub(super) read: Option<Vec<char>>,
    /// Whether it is an address or somebody's handle, which is nobody's wording.
    pub(super) is_opaque: bool,
    /// How it is written.
    pub(super) case: Case,
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// Without a capital at its beginning.
    Low,
    /// With a capital at its beginning only.
    Title,
    /// With a capital at its beginning, and others.
    Mixed,
    /// In at least two capitals.
    Upper,
}

impl Word {
    /// Returns the letter that it begins with, in each way to read it.
    pub(super) fn initials(&self) -> impl Iterator<Item = char> {
        self.low
            .first()
            .into_iter()
            .chain(self.read.as_ref().and_then(|read| read.first()))
            .copied()
    }

    /// Tells whether it has a figure.
    pub(super) fn has_digit(&self) -> bool {
        self.low.iter().any(char::is_ascii_digit)
    }

    /// Tells whether it is in capitals, at least two.
    pub(super) fn is_upper(&self) -> bool {
        self.case == Case::Upper
    }

    /// Tells whether it begins with a capital and goes on in lower case.
    pub(super) fn is_title(&self) -> bool {
        self.case == Case::Title
    }

    /// Tells whether it begins with a capital.
    pub(super) fn is_capital(&self) -> bool {
        self.case != Case::Low
    }

    /// Tells whether it is one of these, which are in lower case.
    pub(super) fn is_one_of(&self, words: &[String]) -> bool {
        words.iter().any(|word| word.chars().eq(self.low.iter().copied()))
    }
}

/// What ends a name that stands for a host or a file.
const ENDINGS: [&str; 12] =
    ["com", "net", "org", "id", "co", "io", "tv", "php", "html", "info", "uk", "go"];

/// The figures and signs that stand for letters, where people avoid writing a word.
const FIGURES: [(char, char); 9] = [
    ('0', 'o'),
    ('1', 'i'),
    ('3', 'e'),
    ('4', 'a'),
    ('5', 's'),
    ('7', 't'),
    ('9', 'g'),
    ('@', 'a'),
    ('$', 's'),
];

/// So many letters on their own, one after the other, are a word that is spelt out ("f u c k").
const SPELT: usize = 4;

/// Splits a text into words.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut out = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut gap = Gap::Sentence;
    let mut before = ' ';
    while let Some(&(start, c)) = chars.peek() {
        if c.is_alphanumeric() {
            let rest = text.get(start..).unwrap_or_default();
            let (len, is_address) = length(rest);
            let end = start + len;
            while chars.next_if(|(at, _)| *at < end).is_some() {}
            let typed = text.get(start..end).unwrap_or_default();
            out.push(word(typed, start..end, gap, is_address || before == '@'));
            (gap, before) = (Gap::Space, ' ');
        } else {
            gap = gap.max(parting(c, before, &mut chars));
            before = c;
        }
    }
    joined(text, &out)
}

/// Joins letters that stand alone, one after the other, to the word that they spell.
fn joined(text: &str, words: &[Word]) -> Vec<Word> {
    let single = |word: &Word| word.low.len() == 1 && word.low.iter().all(|c| c.is_alphabetic());
    let near = |one: &Word, two: &Word| {
        let between = text.get(one.span.end..two.span.start).unwrap_or_default();
        single(one) && single(two) && matches!(between, " " | "." | "-" | "_" | "*")
    };
    let mut out = Vec::with_capacity(words.len());
    for run in words.chunk_by(near) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        if run.len() < SPELT {
            out.extend_from_slice(run);
            continue;
        }
        let typed: String = run.iter().filter_map(|word| text.get(word.span.clone())).collect();
        out.push(word(&typed, first.span.start..last.span.end, first.gap, false));
    }
    out
}

/// Takes a mark and says what it parts.
fn parting(c: char, before: char, chars: &mut Peekable<CharIndices<'_>>) -> Gap {
    chars.next();
    let spaced = before.is_whitespace() && chars.peek().is_none_or(|(_, c)| c.is_whitespace());
    match c {
        '.' | '!' | '?' | '…' | '\n' | '\u{2028}' | '\u{2029}' => Gap::Sentence,
        '-' if !spaced => Gap::Space,
        '*' | '_' | '~' | '#' | '\'' | '’' | '‘' | '@' | '"' | '“' | '”' => Gap::Space,
        c if c.is_whitespace() => Gap::Space,
        _ => Gap::Clause,
    }
}

/// Returns how long the word is with which a text begins, in bytes, and whether it is an address.
fn length(text: &str) -> (usize, bool) {
    if ["http://", "https://", "www."].iter().any(|start| begins(text, start)) {
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        let typed = text.get(..end).unwrap_or_default();
        return (typed.trim_end_matches(['.', ',', '!', '?', ')']).len(), true);
    }
    let (mut end, mut is_address) = (run(text), false);
    while let Some(rest) = text.get(end..) {
        let marks = rest.len() - rest.trim_start_matches('*').len();
        let mark = rest.chars().next().unwrap_or(' ');
        let wide = marks.max(mark.len_utf8());
        let next = rest.get(wide..).map_or("", |after| after.get(..run(after)).unwrap_or(""));
        let figures =
            text.get(..end).is_some_and(|own| own.ends_with(|c: char| c.is_ascii_digit()))
                && next.starts_with(|c: char| c.is_ascii_digit());
        let is_ending = ENDINGS.contains(&next.to_lowercase().as_str());
        let joins = match mark {
            '\'' | '’' | '-' | '*' | '$' => true,
            '@' => text.get(..end).is_some_and(str::is_ascii),
            '.' => figures || is_ending || is_address,
            ',' | ':' => figures,
            _ => false,
        };
        if next.is_empty() || !joins {
            break;
        }
        // Of an address a stop is a part; "b@ngsat" only avoids a letter.
        let rest = text.get(end + wide + next.len()..).unwrap_or_default();
        let host = rest.strip_prefix(['.', '-', '_']).is_some_and(|rest| run(rest) > 0);
        is_address |= (mark == '@' && host) || (mark == '.' && is_ending);
        end += wide + next.len();
    }
    (end, is_address)
}

/// Returns how many bytes of letters and figures a text begins with.
fn run(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len())
}

/// Tells whether a text begins so, in any case.
fn begins(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start))
}

fn word(typed: &str, span: Range<usize>, gap: Gap, is_opaque: bool) -> Word {
    let low = typed.chars().flat_map(char::to_lowercase);
    let low: Vec<char> = low.map(|c| if c == '’' { '\'' } else { c }).collect();
    let mut letters = typed.chars().filter(|c| c.is_alphabetic());
    let (is_capital, rest) = (letters.next().is_some_and(char::is_uppercase), letters);
    let rest: Vec<char> = rest.collect();
    let case = match (is_capital, rest.iter().filter(|c| c.is_uppercase()).count()) {
        (false, _) => Case::Low,
        (true, 0) => Case::Title,
        (true, capitals) if capitals == rest.len() => Case::Upper,
        (true, _) => Case::Mixed,
    };
    let read = (rest.len() > 1).then(|| letters_of(&low)).flatten();
    Word { span, gap, low, read, is_opaque, case }
}

/// Reads figures as the letters that they look like; none where there is no such figure.
fn letters_of(low: &[char]) -> Option<Vec<char>> {
    let like = |c: &char| FIGURES.iter().find(|(figure, _)| figure == c).map(|(_, letter)| *letter);
    low.iter().any(|c| like(c).is_some()).then(|| {
        let read = low.iter().map(|c| like(c).unwrap_or(*c));
        read.collect()
    })
}

/// Tells whether a typed word is this one, however long its letters were drawn out or hidden.
pub(super) fn same(meant: &[char], typed: &Word) -> bool {
    spells(meant, &typed.low) || typed.read.as_deref().is_some_and(|read| alike(meant, read))
}

/// Tells whether typed letters are this word, as [`same`] does, figures taken as figures.
pub(super) fn spells(meant: &[char], typed: &[char]) -> bool {
    typed == meant || alike(meant, typed)
}

fn alike(meant: &[char], typed: &[char]) -> bool {
    if typed.first() != meant.first() {
        return false;
    }
    let hidden = typed.iter().filter(|c| **c == '*').count();
    if hidden > 0 {
        let fits = |(own, other): (&char, &char)| own == other || *own == '*';
        return typed.len() == meant.len()
            && hidden * 2 <= typed.len()
            && typed.iter().zip(meant).all(fits);
    }
    let long = meant.len() >= 4;
    let (mut meant, mut typed) = (runs(meant), runs(typed));
    loop {
        match (meant.next(), typed.next()) {
            (None, None) => return true,
            (Some((own, times, _)), Some((other, typed, is_last))) => {
                let drawn = typed >= times && (typed >= 3 || (is_last && long));
                if own != other || (times != typed && !drawn) {
                    return false;
                }
            }
            (None, Some(_)) | (Some(_), None) => return false,
        }
    }
}

/// Returns each letter with how often it stands in a row, and whether it is the last.
fn runs(letters: &[char]) -> impl Iterator<Item = (char, usize, bool)> {
    let mut rest = letters;
    std::iter::from_fn(move || {
        let first = *rest.first()?;
        let times = rest.iter().take_while(|c| **c == first).count();
        rest = rest.get(times..).unwrap_or_default();
        Some((first, times, rest.is_empty()))
    })
}
