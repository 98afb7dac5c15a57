//! The words with a slash that a person may type anywhere.
//!
//! Pure. The words themselves are data (`src/lang/app.toml`, `[command.*]`), and those of both languages
//! are understood always: a daughter reads out the words that she sees, and her mother's screen shows others.

use crate::lang::{Catalogue, Lang};

/// What a person may do instead of answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Command {
    /// To the question before.
    Back,
    /// "I don't know."
    Unknown,
    /// Leave the question out; why may follow.
    Skip,
    /// It was tried and did not work; why may follow.
    CouldNot,
    /// The question does not fit here; why may follow.
    NotApplicable,
    /// A note beside the question follows.
    Note,
    /// Straight to the summary.
    Summary,
    /// The other language.
    Language,
    /// Stop for now.
    Quit,
}

impl Command {
    /// Every command, in the order in which they are listed.
    pub const ALL: &[Self] = &[
        Self::Back,
        Self::Unknown,
        Self::Skip,
        Self::CouldNot,
        Self::NotApplicable,
        Self::Note,
        Self::Summary,
        Self::Language,
        Self::Quit,
    ];

    /// Returns the name of its texts.
    fn name(self) -> &'static str {
        match self {
            Self::Back => "back",
            Self::Unknown => "unknown",
            Self::Skip => "skip",
            Self::CouldNot => "could-not",
            Self::NotApplicable => "not-applicable",
            Self::Note => "note",
            Self::Summary => "summary",
            Self::Language => "language",
            Self::Quit => "quit",
        }
    }

    /// Returns the word to type, such as `/back`.
    pub fn word(self, lang: Lang) -> &'static str {
        text(self.name(), "word", lang)
    }

    /// Returns what it does, as a fragment: "to the question before".
    pub fn does(self, lang: Lang) -> &'static str {
        text(self.name(), "does", lang)
    }
}

/// Returns the word that asks for help, such as `/help`; `?` does the same.
pub fn help_word(lang: Lang) -> &'static str {
    text("help", "word", lang)
}

/// Returns what help does, as a fragment.
pub fn help_does(lang: Lang) -> &'static str {
    text("help", "does", lang)
}

/// Returns a text of a command; nothing where it is missing, which a test forbids.
fn text(name: &str, part: &str, lang: Lang) -> &'static str {
    Catalogue::of(lang).find(&format!("command.{name}.{part}")).unwrap_or_default()
}

/// What a typed slash word means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Slash {
    /// A command, with the words typed after it.
    Command(Command, Option<String>),
    /// Help.
    Help,
    /// No such word; perhaps this one was meant.
    Unknown(Option<&'static str>),
}

/// Reads a line that starts with a slash; none for any other, and for `//`, which begins a plain text.
///
/// Upper case, hyphens and spaces inside a word do not matter: `/Tidak tahu` is `/tidak-tahu`.
pub(super) fn read(line: &str, lang: Lang) -> Option<Slash> {
    let body = line.strip_prefix('/').filter(|body| !body.starts_with('/'))?;
    let (word, rest) = body.split_once(char::is_whitespace).unwrap_or((body, ""));
    let rest = Some(rest.trim().to_owned()).filter(|rest| !rest.is_empty());
    if let Some(meaning) = meaning(word, rest).or_else(|| meaning(body, None)) {
        return Some(meaning);
    }
    Some(Slash::Unknown(nearest(word, lang)))
}

/// Every word in one language, with what it stands for; none is help.
fn words(lang: Lang) -> impl Iterator<Item = (&'static str, Option<Command>)> {
    let commands = Command::ALL.iter().map(move |command| (command.word(lang), Some(*command)));
    commands.chain(std::iter::once((help_word(lang), None)))
}

/// What a word stands for, with what follows it.
fn meaning(word: &str, rest: Option<String>) -> Option<Slash> {
    let wanted = bare(word);
    let (_, command) =
        Lang::ALL.into_iter().flat_map(words).find(|(word, _)| bare(word) == wanted)?;
    Some(command.map_or(Slash::Help, |command| Slash::Command(command, rest)))
}

/// The word that was perhaps meant, in the language in use if its own word is as near as the other's.
fn nearest(word: &str, lang: Lang) -> Option<&'static str> {
    let wanted = bare(word);
    let known = [lang, lang.other()].into_iter().flat_map(words);
    let distances = known.map(|(word, _)| (strsim::osa_distance(&bare(word), &wanted), word));
    let (distance, nearest) = distances.min_by_key(|(distance, _)| *distance)?;
    let enough = if wanted.chars().count() < 4 { 1 } else { 2 };
    (distance <= enough).then_some(nearest)
}

/// Lower case, letters and digits only.
fn bare(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn alone(command: Command) -> Slash {
        Slash::Command(command, None)
    }

    #[test]
    fn every_word_of_both_languages_is_understood_in_both() {
        for shown in Lang::ALL {
            for lang in Lang::ALL {
                for (word, meaning) in words(lang) {
                    assert!(word.starts_with('/') && word.len() > 2, "{word}");
                    assert!(!word.contains(char::is_whitespace), "{word}");
                    let expected = meaning.map_or(Slash::Help, alone);
                    assert_eq!(read(word, shown), Some(expected), "{word}");
                }
            }
        }
    }

    #[test]
    fn no_two_commands_share_a_word() {
        let mut seen: Vec<_> = Lang::ALL.into_iter().flat_map(words).collect();
        seen.sort_unstable();
        seen.dedup();
        let mut bare_words: Vec<_> = seen.iter().map(|(word, _)| bare(word)).collect();
        bare_words.sort_unstable();
        bare_words.dedup();
        assert_eq!(bare_words.len(), seen.len());
    }

    #[test]
    fn every_command_says_what_it_does() {
        for lang in Lang::ALL {
            assert!(Command::ALL.iter().all(|command| !command.does(lang).is_empty()));
        }
    }

    #[test]
    fn words_may_follow_and_spelling_is_forgiven() {
        let note = Slash::Command(Command::Note, Some("hujan sejak pagi".into()));
        assert_eq!(read("/catatan  hujan sejak pagi ", Lang::En), Some(note));
        assert_eq!(read("/Tidak tahu", Lang::Id), Some(alone(Command::Unknown)));
        assert_eq!(read("/DONT_KNOW", Lang::Id), Some(alone(Command::Unknown)));
        assert_eq!(read("/don't know", Lang::Id), Some(alone(Command::Unknown)));
        let tried = Slash::Command(Command::CouldNot, Some("kabel terlalu tinggi".into()));
        assert_eq!(read("/tidak-bisa kabel terlalu tinggi", Lang::Id), Some(tried));
    }

    #[test]
    fn only_a_slash_makes_a_command() {
        for text in ["back", "kembali", "", " /back", "//back", "1/2"] {
            assert_eq!(read(text, Lang::Id), None, "{text}");
        }
    }

    #[test]
    fn an_unknown_word_is_answered_with_the_nearest() {
        for (typed, meant) in [
            ("/bakc", Some("/back")),
            ("/kembli", Some("/kembali")),
            ("/ringksan", Some("/ringkasan")),
            ("/etc/passwd", None),
            ("/", None),
        ] {
            assert_eq!(read(typed, Lang::Id), Some(Slash::Unknown(meant)), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn any_line_is_read_without_panic(line in any::<String>()) {
            prop_assert_eq!(read(&line, Lang::Id).is_some(), line.starts_with('/') && !line.starts_with("//"));
        }
    }
}
