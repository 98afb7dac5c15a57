//! How a text sounds to whoever reads it: words that make it harder to hear, each with a neutral wording.
//!
//! Pure. The words, their wordings and where they say nothing harsh are data (`checklists/data/tone.toml`). It
//! suggests and never forces: [`check`] tells what it found, [`reworded`] how the text would read; what is sent is the
//! person's own choice. Words of both languages are looked for in every text, for people mix them.

mod ask;
mod find;
mod mend;
mod rows;
mod seen;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

use serde::Deserialize;

use self::find::Reading;
use crate::lang::Lang;

/// How often a rewording is looked at again: what is left out may bring words side by side.
const ROUNDS: usize = 12;

/// What kind of wording it is; where two are in one place, the first counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Says what will be done to somebody: better ask for the next step, and by which date.
    Threat,
    /// Says that somebody lies or commits a crime: better state the fact.
    Accusation,
    /// Orders somebody about: better ask for a time.
    Demand,
    /// Harsh words that have a neutral wording.
    Harsh,
    /// Words that can go.
    Drop,
    /// Speaks of a person instead of the service.
    Blame,
    /// The name of a person: the hour already tells which call it was.
    Name,
    /// Capitals, marks and angry pictures.
    Shouting,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Threat,
        Self::Accusation,
        Self::Demand,
        Self::Harsh,
        Self::Drop,
        Self::Blame,
        Self::Name,
        Self::Shouting,
    ];

    /// Returns the key of what is advised instead.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Threat => "tone.advice-threat",
            Self::Accusation => "tone.advice-accusation",
            Self::Demand => "tone.advice-demand",
            Self::Harsh => "tone.advice-harsh",
            Self::Drop => "tone.advice-drop",
            Self::Blame => "tone.advice-blame",
            Self::Name => "tone.advice-name",
            Self::Shouting => "tone.advice-shouting",
        }
    }
}

/// Something in a text that could be said in a better way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Where the words stand, in bytes of the text. A run of capitals may hold others.
    pub range: Range<usize>,
    /// The words as they were typed.
    pub found: String,
    /// What kind of wording it is.
    pub kind: Kind,
    /// What would be replaced, in bytes: the words, or the clause around them.
    pub whole: Range<usize>,
    /// What would stand there; empty leaves it out, none means that only the person can say it in another way.
    pub instead: Option<String>,
    /// The key of what is advised, a text of the program.
    pub advice: &'static str,
}

/// Finds what could be said in a better way, in the order of the text. `lang` is the text's own language, in which
/// another wording is suggested.
pub fn check(text: &str, lang: Lang) -> Vec<Remark> {
    let words = words::words(text);
    let reading = Reading { text, words: &words, data: rows::data(), lang };
    let mut remarks = reading.rows();
    remarks.extend(reading.seen());
    remarks.sort_by_key(|remark| (remark.range.start, std::cmp::Reverse(remark.range.end)));
    remarks
}

/// Returns the text as it would read with everything that [`check`] suggests. What has no remark stays as it was
/// typed; a text that was reworded is not changed again.
pub fn reworded(text: &str, lang: Lang) -> String {
    let mut text = text.to_owned();
    for _ in 0..ROUNDS {
        // Capitals first: what they hold is looked at in ordinary letters.
        let words = words::words(&text);
        let loud = Reading { text: &text, words: &words, data: rows::data(), lang }.capitals();
        let remarks = if loud.is_empty() { check(&text, lang) } else { loud };
        let next = mend::applied(&text, &remarks);
        if next == text {
            break;
        }
        text = next;
    }
    text
}
