//! Where the words of the data stand in a text, and what would stand there instead.
//!
//! Pure.

use std::collections::HashSet;
use std::ops::Range;

use super::Remark;
use super::rows::{Data, Form, How, Phrase, Place, Row};
use super::words::{Gap, Word, same, spells};
use crate::lang::Lang;

/// The endings that an Indonesian word may have.
const CLITICS: [&str; 5] = ["nya", "lah", "kah", "mah", "nyalah"];

/// The index of the word behind a phrase, and the Indonesian ending of its last word.
type End = (usize, Option<&'static str>);

/// How many words a sparing phrase may begin before what it spares.
const REACH: usize = 5;

/// A text that is read.
pub(super) struct Reading<'a> {
    /// The text.
    pub(super) text: &'a str,
    /// Its words.
    pub(super) words: &'a [Word],
    /// What is looked for.
    pub(super) data: &'static Data,
    /// The language of the text.
    pub(super) lang: Lang,
}

/// A row's form that was found: from its first word to before `end`, with the ending of the last.
pub(super) struct Hit {
    row: &'static Row,
    /// What was found of it.
    pub(super) form: &'static Form,
    /// The indices of its words.
    pub(super) words: Range<usize>,
    clitic: Option<&'static str>,
}

impl Reading<'_> {
    /// Finds every row, from the left. What stands for a whole clause is said once only.
    pub(super) fn rows(&self) -> Vec<Remark> {
        let low = self.text.to_lowercase();
        let mut said = HashSet::new();
        let mut out = Vec::new();
        let mut at = 0;
        while at < self.words.len() {
            let Some(hit) = self.hit(at) else {
                at += 1;
                continue;
            };
            at = hit.words.end;
            let mut remark = self.remark(&hit);
            if remark.whole == self.span(&self.clause(&hit.words)) || hit.form.is(How::Ask) {
                // A question is the same one, whatever part of the text it takes in.
                let asked = hit.form.say.exact(self.lang).filter(|_| hit.form.is(How::Ask));
                let words = asked.or(remark.instead.as_deref()).unwrap_or_default();
                let words = words.trim_start_matches(['.', ',', ' ']).trim_end_matches('?');
                let words = words.to_lowercase();
                let again = !words.is_empty() && (low.contains(&words) || !said.insert(words));
                remark.instead = if again { Some(String::new()) } else { remark.instead };
            }
            out.push(remark);
        }
        out
    }

    /// Returns the longest form that begins at a word, then the first.
    fn hit(&self, at: usize) -> Option<Hit> {
        let first = self.words.get(at).filter(|first| !first.is_opaque)?;
        let mut best: Option<Hit> = None;
        for (row, form) in self.data.forms(first) {
            let Some((end, clitic)) = self.longest(row, form, at) else { continue };
            let longer = best.as_ref().is_none_or(|best| end > best.words.end);
            if longer && self.fits(form, &(at..end)) && !self.is_spared(row, &(at..end)) {
                best = Some(Hit { row, form, words: at..end, clitic });
            }
        }
        best
    }

    fn longest(&self, row: &Row, form: &Form, at: usize) -> Option<End> {
        let ends = form.find.iter().filter_map(|find| self.phrase(find, at, row.lang));
        ends.max_by_key(|(end, _)| *end)
    }

    /// Returns where a phrase of a language ends that begins at a word, and the ending of its last word.
    fn phrase(&self, phrase: &Phrase, at: usize, lang: Lang) -> Option<End> {
        let first = self.words.get(at)?;
        if phrase.cannot_begin_with(first) {
            return None;
        }
        self.places(&phrase.places, at, lang)
    }

    fn places(&self, places: &[Place], at: usize, lang: Lang) -> Option<End> {
        let Some((place, rest)) = places.split_first() else { return Some((at, None)) };
        let with = self.ends_at(place, at, lang).into_iter().filter_map(|(end, clitic)| {
            if clitic.is_some() {
                return rest.iter().all(|place| place.may_miss).then_some((end, clitic));
            }
            self.places(rest, end, lang)
        });
        let best = with.max_by_key(|(end, _)| *end);
        if best.is_none() && place.may_miss { self.places(rest, at, lang) } else { best }
    }

    /// Returns where each alternative of a place ends that stands at a word.
    fn ends_at(&self, place: &Place, at: usize, lang: Lang) -> Vec<End> {
        if place.either.is_empty() {
            return self.words.get(at).map(|_| (at + 1, None)).into_iter().collect();
        }
        let each = place.either.iter().filter_map(|words| self.row_of(words, at, lang));
        each.collect()
    }

    /// Tells where words that stand side by side end.
    fn row_of(&self, meant: &[Vec<char>], at: usize, lang: Lang) -> Option<End> {
        let (last, first) = meant.split_last()?;
        for (index, word) in first.iter().enumerate() {
            let typed = self.beside(at, at + index)?;
            same(word, typed).then_some(())?;
        }
        let end = at + first.len();
        let typed = self.beside(at, end)?;
        if same(last, typed) {
            return Some((end + 1, None));
        }
        if lang != Lang::Id || last.len() < 3 {
            return None;
        }
        let clitic = CLITICS.iter().find(|clitic| without(typed, clitic, last))?;
        Some((end + 1, Some(clitic)))
    }

    /// Returns a word; none where something parts it from the one before, unless it is the first of its phrase.
    fn beside(&self, first: usize, at: usize) -> Option<&Word> {
        let word = self.words.get(at).filter(|word| !word.is_opaque)?;
        // A word deep in a phrase is reached place by place: the first one has no gap to heed.
        (at == first || word.gap == Gap::Space).then_some(word)
    }

    fn fits(&self, form: &Form, hit: &Range<usize>) -> bool {
        let parted = self.words.get(hit.start + 1..hit.end).unwrap_or_default();
        if parted.iter().any(|word| word.gap != Gap::Space) {
            return false;
        }
        let before = hit.start.checked_sub(1).and_then(|at| self.words.get(at));
        let joined = self.words.get(hit.start).is_some_and(|word| word.gap == Gap::Space);
        let after = before.filter(|_| joined);
        if form.after.as_ref().is_some_and(|all| after.is_none_or(|own| !own.is_one_of(all))) {
            return false;
        }
        let next = self.words.get(hit.end).filter(|word| word.gap == Gap::Space);
        if let Some(all) = &form.next
            && next.is_none_or(|word| !word.is_one_of(all) && !word.is_capital() && !word.is_opaque)
        {
            return false;
        }
        let own = self.words.get(hit.clone()).unwrap_or_default();
        let goes_on = next.is_some_and(|word| self.is_content(word));
        (!form.is(How::Starts) || self.clause(hit).start == hit.start)
            && form.follows().is_none_or(|follows| follows == goes_on)
            && (!form.is(How::Upper) || own.iter().all(Word::is_upper))
    }

    /// Tells whether a clause goes on about a word.
    fn is_content(&self, word: &Word) -> bool {
        let small = [&self.data.little, &self.data.fact, &self.data.conjunction];
        !small.iter().any(|words| word.is_one_of(words))
    }

    fn is_spared(&self, row: &Row, hit: &Range<usize>) -> bool {
        if row.name {
            let first = self.words.get(hit.start);
            let is_name = first.is_some_and(|word| word.is_title() && word.gap != Gap::Sentence);
            if is_name {
                return true;
            }
        }
        let over = |spare: &Phrase| {
            (hit.start.saturating_sub(REACH)..hit.end).any(|from| {
                let end = self.phrase(spare, from, row.lang).map(|(end, _)| end);
                end.is_some_and(|end| end > hit.start && self.is_whole(from..end))
            })
        };
        row.spare.iter().any(over)
    }

    /// Tells whether nothing parts the words of a range.
    fn is_whole(&self, range: Range<usize>) -> bool {
        let inner = self.words.get(range.start + 1..range.end).unwrap_or_default();
        inner.iter().all(|word| word.gap == Gap::Space)
    }

    /// Returns the words of the clause around some words.
    pub(super) fn clause(&self, hit: &Range<usize>) -> Range<usize> {
        let parts = |word: &Word| word.is_one_of(&self.data.conjunction);
        let (mut start, mut end) = (hit.start, hit.end);
        while start > 0
            && self.words.get(start).is_some_and(|word| word.gap == Gap::Space)
            && self.words.get(start - 1).is_some_and(|word| !parts(word))
        {
            start -= 1;
        }
        while self.words.get(end).is_some_and(|word| word.gap == Gap::Space && !parts(word)) {
            end += 1;
        }
        start..end
    }

    /// Returns where some words stand in the text.
    pub(super) fn span(&self, words: &Range<usize>) -> Range<usize> {
        let start = self.words.get(words.start).map_or(self.text.len(), |word| word.span.start);
        let last = words.end.checked_sub(1).and_then(|at| self.words.get(at));
        start..last.map_or(start, |word| word.span.end).max(start)
    }

    fn remark(&self, hit: &Hit) -> Remark {
        let range = self.span(&hit.words);
        let (whole, instead) = self.instead(hit);
        Remark {
            found: self.text.get(range.clone()).unwrap_or_default().to_owned(),
            range,
            kind: hit.row.kind,
            whole,
            instead,
            advice: &hit.row.advice,
        }
    }

    /// Returns what would be replaced, and by what.
    fn instead(&self, hit: &Hit) -> (Range<usize>, Option<String>) {
        if hit.form.is(How::Ask) {
            return self.question(hit);
        }
        let clause = self.clause(&hit.words);
        let whole = hit.form.clause.exact(self.lang);
        if let Some(whole) = whole.filter(|_| self.may_lose(&clause, hit)) {
            return (self.span(&clause), Some(whole.to_owned()));
        }
        let say = hit.form.say.exact(self.lang).map(|say| match hit.clitic {
            Some("nya") if hit.form.is(How::Keep) && self.lang == Lang::Id => format!("{say}nya"),
            _ => say.to_owned(),
        });
        (self.span(&hit.words), say)
    }

    /// Tells whether a clause says little else, and no fact.
    fn may_lose(&self, clause: &Range<usize>, hit: &Hit) -> bool {
        let others = clause.clone().filter(|at| !hit.words.contains(at));
        let others: Vec<_> = others.filter_map(|at| self.words.get(at)).collect();
        let is_fact =
            |word: &&&Word| word.has_digit() || word.is_opaque || word.is_one_of(&self.data.fact);
        others.len() <= hit.form.most && !others.iter().any(|word| is_fact(&word))
    }
}

/// Tells whether a typed word without its ending is the one that is meant.
fn without(typed: &Word, clitic: &str, meant: &[char]) -> bool {
    let kept = typed.low.len().saturating_sub(clitic.len());
    let (stem, end) = typed.low.split_at_checked(kept).unwrap_or((&[], &[]));
    let stem = stem.strip_suffix(&['-']).unwrap_or(stem);
    end.iter().copied().eq(clitic.chars()) && spells(meant, stem)
}
