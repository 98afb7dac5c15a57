//! Turns a threat, or an order, into a question that fits its sentence.
//!
//! Pure.

use std::ops::Range;

use super::find::{Hit, Reading};
use super::words::{Gap, Word};

impl Reading<'_> {
    /// Makes a question of the end of a clause: after its condition, before it, or as a sentence of its own.
    pub(super) fn question(&self, hit: &Hit) -> (Range<usize>, Option<String>) {
        let clause = self.clause(&hit.words);
        let opener = clause.start.checked_sub(1).and_then(|at| self.words.get(at));
        let opener = opener.filter(|_| !self.begins(clause.start, Gap::Clause));
        let conditional =
            |word: Option<&Word>| word.is_some_and(|word| word.is_one_of(&self.data.condition));
        let has_head = clause.start < hit.words.start;
        let (say, alone) = (hit.form.say.exact(self.lang), hit.form.clause.exact(self.lang));
        let tail = self.span(&(hit.words.start..clause.end));
        let ends = tail.end + marks(self.text.get(tail.end..).unwrap_or_default());
        let after = if has_head { conditional(opener) } else { self.after_condition(&clause) };
        if after {
            return (tail.start..ends, say.map(|say| format!(", {say}")));
        }
        let next = self.words.get(clause.end);
        if conditional(next) && next.is_some_and(|word| word.gap < Gap::Sentence) {
            return self.before_condition(hit, &clause);
        }
        let start = opener.filter(|_| !has_head).map_or(tail.start, |word| word.span.start);
        (start..ends, alone.map(|alone| format!(". {alone}")))
    }

    /// Tells whether the clause before this one, in the same sentence, is a condition.
    fn after_condition(&self, clause: &Range<usize>) -> bool {
        let Some(last) = clause.start.checked_sub(1) else { return false };
        if !self.begins(clause.start, Gap::Clause) || self.begins(clause.start, Gap::Sentence) {
            return false;
        }
        let before = self.clause(&(last..clause.start));
        let opener = before.start.checked_sub(1).and_then(|at| self.words.get(at));
        opener.is_some_and(|word| word.is_one_of(&self.data.condition))
    }

    /// Puts the question before the condition that follows, and takes the sentence to its end.
    fn before_condition(&self, hit: &Hit, clause: &Range<usize>) -> (Range<usize>, Option<String>) {
        let mut end = clause.end + 1;
        while self.words.get(end).is_some_and(|word| word.gap != Gap::Sentence) {
            end += 1;
        }
        let start = self.span(&hit.words).start;
        let rest = self.span(&(clause.end..end));
        let ends = rest.end + marks(self.text.get(rest.end..).unwrap_or_default());
        let rest = self.text.get(rest).unwrap_or_default();
        let say = hit.form.say.exact(self.lang);
        (start..ends, say.map(|say| format!(". {} {rest}?", say.trim_end_matches('?'))))
    }

    /// Tells whether at least such a gap is before a word.
    fn begins(&self, at: usize, gap: Gap) -> bool {
        self.words.get(at).is_none_or(|word| word.gap >= gap)
    }
}

/// Returns how many bytes of marks a text begins with.
fn marks(text: &str) -> usize {
    text.len() - text.trim_start_matches(['.', ',', '!', '?', ';']).len()
}
