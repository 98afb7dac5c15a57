//! What is seen rather than read: capitals, marks, angry pictures, and the names of persons.
//!
//! Pure.

use std::ops::Range;

use super::find::Reading;
use super::words::{Gap, Word};
use super::{Kind, Remark};
use crate::lang::Lang;

/// What changes a picture's look and belongs to it: variation selectors and skin tones.
const DRESSING: [std::ops::RangeInclusive<char>; 2] =
    ['\u{FE00}'..='\u{FE0F}', '\u{1F3FB}'..='\u{1F3FF}'];

impl Reading<'_> {
    /// Finds what is shouted, and who is named.
    pub(super) fn seen(&self) -> Vec<Remark> {
        let mut out = self.capitals();
        out.extend(self.marks());
        out.extend(self.emoji());
        out.extend(self.names());
        out
    }

    fn shouted(&self, range: Range<usize>, instead: String) -> Remark {
        self.made(Kind::Shouting, range, Some(instead))
    }

    fn made(&self, kind: Kind, range: Range<usize>, instead: Option<String>) -> Remark {
        Remark {
            found: self.text.get(range.clone()).unwrap_or_default().to_owned(),
            whole: range.clone(),
            range,
            kind,
            instead,
            advice: kind.advice(),
        }
    }

    /// Tells whether a word is written in capitals anyway.
    fn is_usual(&self, word: &Word) -> bool {
        let shouting = &self.data.shouting;
        spelt(word, &shouting.usual).is_some()
    }

    /// Finds runs of capitals that are not labels and the like.
    pub(super) fn capitals(&self) -> Vec<Remark> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < self.words.len() {
            let rest = self.words.get(at..).unwrap_or_default();
            let run = rest.iter().take_while(|word| !has_lower(self.text, word)).count();
            let words = rest.get(..run).unwrap_or_default();
            let loud = words.iter().filter(|word| word.is_upper());
            let is_label = |word: &&Word| spelt(word, &self.data.shouting.label).is_some();
            let plain = loud.clone().filter(|word| !self.is_usual(word) && !is_label(word)).count();
            if loud.count() > self.data.shouting.words && plain * 2 > self.data.shouting.words {
                let range = self.span(&(at..at + run));
                out.push(self.shouted(range, self.lowered(words)));
            }
            at += run.max(1);
        }
        out
    }

    /// Writes words in ordinary letters, each sentence with a capital.
    fn lowered(&self, words: &[Word]) -> String {
        let mut out = String::new();
        let mut from = words.first().map_or(0, |word| word.span.start);
        for word in words {
            out += self.text.get(from..word.span.start).unwrap_or_default();
            let typed = self.text.get(word.span.clone()).unwrap_or_default();
            let low = typed.to_lowercase();
            let is_i = self.lang == Lang::En
                && (low == "i" || low.starts_with("i'") || low.starts_with("i’"));
            if self.is_usual(word) || word.has_digit() || word.is_opaque {
                out += typed;
            } else if let Some(proper) = spelt(word, &self.data.shouting.proper) {
                out += proper;
            } else if is_i || word.gap == Gap::Sentence {
                out += &super::mend::capital(&low);
            } else {
                out += &low;
            }
            from = word.span.end;
        }
        out
    }

    /// Finds marks in a row.
    fn marks(&self) -> Vec<Remark> {
        let is_mark = |c: char| matches!(c, '!' | '?' | '！' | '？');
        let mut out = Vec::new();
        let mut rest = self.text;
        while let Some(start) = rest.find(is_mark) {
            let tail = rest.get(start..).unwrap_or_default();
            let len = tail.find(|c| !is_mark(c)).unwrap_or(tail.len());
            let run = tail.get(..len).unwrap_or_default();
            let at = self.text.len() - tail.len();
            if run.chars().count() >= self.data.shouting.marks {
                let asks = run.contains(['?', '？']);
                out.push(self.shouted(at..at + len, if asks { "?" } else { "." }.to_owned()));
            }
            rest = tail.get(len..).unwrap_or_default();
        }
        out
    }

    fn emoji(&self) -> Vec<Remark> {
        let mut out = Vec::new();
        for emoji in &self.data.shouting.emoji {
            for (at, _) in self.text.match_indices(emoji.as_str()) {
                let tail = self.text.get(at + emoji.len()..).unwrap_or_default();
                let bare =
                    tail.trim_start_matches(|c| DRESSING.iter().any(|range| range.contains(&c)));
                let end = self.text.len() - bare.len();
                out.push(self.shouted(at..end, String::new()));
            }
        }
        out
    }

    /// Finds titles with names, and names behind a role.
    fn names(&self) -> Vec<Remark> {
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(word) = self.words.get(at) {
            let person = &self.data.person;
            let (is_title, is_role) = (word.is_one_of(&person.title), word.is_one_of(&person.role));
            let names = self.names_after(at);
            // One capital behind a role may be anything; a title is followed by a name.
            let is_named = if is_title { names > 0 } else { is_role && names > 1 };
            if is_named && !word.is_upper() && !self.is_thanked(at, names) {
                out.push(self.named(at, at + 1 + names, is_role));
                at += names;
            }
            at += 1;
        }
        out
    }

    /// Counts the words behind one that look like a name.
    fn names_after(&self, at: usize) -> usize {
        let rest = self.words.get(at + 1..).unwrap_or_default();
        let is_name = |word: &&Word| {
            word.gap == Gap::Space
                && word.is_title()
                && !word.is_opaque
                && !word.has_digit()
                && !word.is_one_of(&self.data.person.other)
                && !word.is_one_of(&self.data.person.title)
        };
        rest.iter().take(4).take_while(is_name).count()
    }

    /// Tells whether somebody is thanked by a first name, which is no complaint.
    fn is_thanked(&self, at: usize, names: usize) -> bool {
        let clause = self.clause(&(at..at + 1));
        let before = self.words.get(clause.start..at).unwrap_or_default();
        names == 1 && before.iter().any(|word| word.is_one_of(&self.data.person.thanks))
    }

    /// Leaves a name out: behind a role, of somebody spoken to, or of somebody spoken of.
    fn named(&self, at: usize, end: usize, is_role: bool) -> Remark {
        let person = &self.data.person;
        let first = self.words.get(at);
        let joined = first.is_some_and(|word| word.gap == Gap::Space);
        let before = self.words.get(at.saturating_sub(2)..at).filter(|_| joined);
        let before = before.unwrap_or_default();
        let near = before.last();
        let whole = self.span(&(at..end));
        let rest = self.text.get(whole.end..).unwrap_or_default();
        let called = near.is_some_and(|word| word.is_one_of(&person.greeting))
            || (rest.starts_with(',') && !joined);
        let instead = if is_role || before.iter().any(|word| word.is_one_of(&person.role)) {
            ""
        } else if !called {
            person.say.get(self.lang)
        } else if self.lang == Lang::Id {
            first.and_then(|word| self.text.get(word.span.clone())).unwrap_or_default()
        } else {
            person.call.get(self.lang)
        };
        let range = if is_role { self.span(&(at + 1..end)) } else { whole };
        self.made(Kind::Name, range, Some(instead.to_owned()))
    }
}

/// Tells whether a word has a letter that is not a capital.
fn has_lower(text: &str, word: &Word) -> bool {
    text.get(word.span.clone()).unwrap_or_default().chars().any(char::is_lowercase)
}

/// Returns a word as one of these spells it.
fn spelt<'a>(word: &Word, all: &'a [String]) -> Option<&'a str> {
    let own =
        |other: &&String| other.chars().flat_map(char::to_lowercase).eq(word.low.iter().copied());
    all.iter().find(own).map(String::as_str)
}
