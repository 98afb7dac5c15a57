//! What can be done at any moment of a call, by its word.
//!
//! Pure. The words are data (`src/lang/call.toml`, `[call.act]`), and those of both languages are understood.

use crate::lang::{Catalogue, Lang};

/// What can be done, in the order in which it is listed; the first is what Enter does.
pub(super) const ACTS: [Act; 9] = [
    Act::Next,
    Act::Write,
    Act::End,
    Act::Slow,
    Act::Open,
    Act::Details,
    Act::Calm,
    Act::List,
    Act::Time,
];

/// What is named with every question; help names the rest.
pub(super) const IN_SIGHT: [Act; 5] = [Act::Write, Act::End, Act::Slow, Act::Open, Act::List];

/// Something that can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// Go on: after the stop the rest, else the last once more.
    Next,
    /// Write something down.
    Write,
    /// Read back and hang up.
    End,
    /// The same again, slowly.
    Slow,
    /// Back to the opening.
    Open,
    /// The details.
    Details,
    /// What to say when voices rise.
    Calm,
    /// The next few numbered lines.
    List,
    /// The minutes on the line.
    Time,
}

impl Act {
    /// Returns the name of its texts.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Write => "write",
            Self::End => "end",
            Self::Slow => "slow",
            Self::Open => "open",
            Self::Details => "details",
            Self::Calm => "calm",
            Self::List => "list",
            Self::Time => "time",
        }
    }

    /// Returns the words that do it, this language's first.
    pub(super) fn words(self, lang: Lang) -> String {
        let key = format!("call.act.{}", self.name());
        format!("{} {}", Catalogue::of(lang).get(&key), Catalogue::of(lang.other()).get(&key))
    }

    /// Returns the word that is shown.
    pub(super) fn word(self, lang: Lang) -> String {
        let words = self.words(lang);
        words.split(' ').next().unwrap_or_default().to_owned()
    }
}

/// Says what each word does.
pub(super) fn help(texts: &Catalogue) -> String {
    let lines = ACTS.iter().map(|act| texts.get(&format!("call.does.{}", act.name())).to_owned());
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_acts_share_a_word() {
        for lang in Lang::ALL {
            let mut seen = BTreeSet::new();
            for act in ACTS {
                let words: BTreeSet<_> =
                    act.words(lang).split(' ').map(ToOwned::to_owned).collect();
                assert!(words.contains(&act.word(lang)));
                let does = Catalogue::of(lang).get(&format!("call.does.{}", act.name())).to_owned();
                assert!(does.starts_with(&act.word(lang)), "{does}");
                for word in words {
                    assert!(seen.insert(word.clone()), "{word}");
                }
            }
            assert!(Catalogue::of(lang).get("call.does.same").starts_with(&Act::Next.word(lang)));
            assert!(help(Catalogue::of(lang)).lines().count() == ACTS.len());
        }
    }
}
