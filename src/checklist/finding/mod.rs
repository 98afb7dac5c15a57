//! What `check` finds in a file: a stable code, a place, and the parts of a sentence.
//!
//! Pure. The sentence itself is made in the reader's language from `src/lang/check.toml`; nothing of
//! the file reaches it but through [`clean`], so that no control character ever gets to a terminal.

mod place;
mod render;
pub mod report;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

pub use place::Places;
pub(crate) use render::order;
pub use render::{more_line, render_human, summary_line};

use super::slots;
use crate::lang::{Catalogue, Lang, fill};
use crate::safe;

/// The most characters of a file that a sentence repeats.
const SHOWN: usize = 60;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The list cannot be used.
    Error,
    /// The list can be used, but will serve people worse than it could.
    Warning,
    /// Something to know; nothing need be done.
    Note,
}

impl Severity {
    /// Returns the word in the first line of a finding, the same in every language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// What is wrong. The names are a contract: more may come, none changes its meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $variant,)+ }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Returns the stable name, which is also the key of its sentence in `check.toml`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

codes! {
    /// The file is not TOML at this place.
    Syntax = "syntax",
    /// TOML itself forbids the same key twice.
    DuplicateKey = "duplicate-key",
    /// Brackets or dotted keys are nested deeper than any list needs.
    TooDeep = "too-deep",
    /// More lines or brackets than any list needs.
    TooLarge = "too-large",
    /// The file needs a newer program.
    NewerFormat = "newer-format",
    /// There never was such a format.
    UnknownFormat = "unknown-format",
    /// A key that must be there is not.
    MissingKey = "missing-key",
    /// A key that means nothing here.
    UnknownKey = "unknown-key",
    /// A key that this kind of step does not have.
    KeyNotForKind = "key-not-for-kind",
    /// A value of the wrong type.
    WrongType = "wrong-type",
    /// A list, table or text without content.
    Empty = "empty",
    /// A key with other characters than small letters, digits and hyphens.
    BadKey = "bad-key",
    /// A text over the limit.
    TooLong = "too-long",
    /// A control or direction character in a text.
    ControlCharacter = "control-character",
    /// A number outside its limits.
    OutOfRange = "out-of-range",
    /// A smallest value above the largest.
    BadLimits = "bad-limits",
    /// A pattern that cannot be read.
    BadPattern = "bad-pattern",
    /// No such kind of step.
    UnknownKind = "unknown-kind",
    /// No such style.
    UnknownStyle = "unknown-style",
    /// No such slot.
    UnknownSlot = "unknown-slot",
    /// No such word for an option.
    UnknownWord = "unknown-word",
    /// No such probe.
    UnknownProbe = "unknown-probe",
    /// No such range of usual readings.
    UnknownRange = "unknown-range",
    /// No such request.
    UnknownRequest = "unknown-request",
    /// No such segment.
    UnknownSegment = "unknown-segment",
    /// No such verdict.
    UnknownVerdict = "unknown-verdict",
    /// No such device.
    UnknownDevice = "unknown-device",
    /// No such audience.
    UnknownAudience = "unknown-audience",
    /// Two parts with one key.
    DuplicatePhase = "duplicate-phase",
    /// Two steps with one key, former keys included.
    DuplicateStep = "duplicate-step",
    /// Two options with one key, former keys included.
    DuplicateOption = "duplicate-option",
    /// Two outcomes with one key.
    DuplicateOutcome = "duplicate-outcome",
    /// A condition, or another mention, of a step that does not exist.
    UnknownStep = "unknown-step",
    /// A condition on this very step or a later one.
    LaterStep = "later-step",
    /// A value that the step's answer never has.
    UnknownOption = "unknown-option",
    /// A test that does not fit the type of the answer.
    WrongTest = "wrong-test",
    /// A part of an answer that this kind does not have, or an unknown operator.
    UnknownField = "unknown-field",
    /// The answer has parts; the test must say which one.
    NeedsField = "needs-field",
    /// `from` names a step that comes to no verdict.
    FromNotDiagnose = "from-not-diagnose",
    /// `host_from` names a step that is not a text.
    HostNotText = "host-not-text",
    /// `host_from` beside another probe than `site`.
    HostNotSite = "host-not-site",
    /// A language that other texts of the list have.
    MissingTranslation = "missing-translation",
    /// A plain text in a list whose other texts say their language.
    LanguageUnsaid = "language-unsaid",
    /// A placeholder that only one of the languages has.
    MissingPlaceholder = "missing-placeholder",
    /// An include of a fragment that does not exist.
    UnknownFragment = "unknown-fragment",
    /// An include of a whole list.
    NotAFragment = "not-a-fragment",
    /// An include of a fragment that cannot be read.
    BrokenFragment = "broken-fragment",
    /// A fragment that includes itself, by way of others or not.
    IncludeCycle = "include-cycle",
    /// Fragments in fragments, deeper than anybody can follow.
    IncludeTooDeep = "include-too-deep",
    /// More steps or bytes than all fragments of a list may have.
    IncludeTooLarge = "include-too-large",
    /// A fragment without a language of the list.
    FragmentLanguage = "fragment-language",
    /// A key that the program needs for itself.
    ReservedKey = "reserved-key",
    /// A step that no answers can reach.
    UnreachableStep = "unreachable-step",
    /// A phase of which no answers can reach any step.
    UnreachablePhase = "unreachable-phase",
    /// An outcome that no answers can reach.
    UnreachableOutcome = "unreachable-outcome",
    /// Answers that reach no outcome.
    NoOutcome = "no-outcome",
    /// A question for what nobody must be asked.
    AsksSecret = "asks-secret",
    /// A sentence that repeats what must not be shared.
    SecretInSay = "secret-in-say",
    /// An outcome that asks the provider for nothing.
    NoRequest = "no-request",
    /// Too many shown steps in a phase.
    LongPhase = "long-phase",
    /// Too many questions before the call.
    TooManyQuestions = "too-many-questions",
    /// Too much of a person's own time.
    TooMuchTime = "too-much-time",
    /// Two restarts that the same person can be asked for.
    TwoRestarts = "two-restarts",
    /// Two actions in one step.
    TwoActions = "two-actions",
    /// A sentence that is too long.
    LongSentence = "long-sentence",
    /// An answer that says nothing was seen, such as "OK".
    OpinionAnswer = "opinion-answer",
    /// Two options of a step that read the same.
    SameText = "same-text",
    /// A warning after the action that it is about.
    LateWarning = "late-warning",
    /// A step that whoever does not know a technical name never sees.
    HiddenFromUnknown = "hidden-from-unknown",
    /// Questions of an agent that no step answers.
    OpenQuestions = "open-questions",
    /// Whether answers can reach a step or outcome was not decided.
    NotDecided = "not-decided",
    /// Whether some answers reach no outcome was not decided.
    NoOutcomeOpen = "no-outcome-not-decided",
    /// Whether a phase can get too long was not decided.
    LongPhaseOpen = "long-phase-not-decided",
}

impl Code {
    /// Returns the code with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// Explains why it matters and how to mend it, in a few sentences.
    pub fn explanation(self, lang: Lang) -> &'static str {
        let key = EXPLAINED.get_or_init(|| {
            Self::ALL.iter().map(|code| format!("explain.{}", code.name())).collect()
        });
        let at = Self::ALL.iter().position(|code| *code == self);
        at.and_then(|at| key.get(at)).map_or("", |key| Catalogue::of(lang).get(key))
    }

    /// Returns how bad it is.
    pub fn severity(self) -> Severity {
        const NOTES: &[Code] =
            &[Code::OpenQuestions, Code::NotDecided, Code::NoOutcomeOpen, Code::LongPhaseOpen];
        const WARNINGS: &[Code] = &[
            Code::NoRequest,
            Code::LongPhase,
            Code::TooManyQuestions,
            Code::TooMuchTime,
            Code::TwoRestarts,
            Code::TwoActions,
            Code::LongSentence,
            Code::OpinionAnswer,
            Code::SameText,
            Code::LateWarning,
            Code::HiddenFromUnknown,
        ];
        if NOTES.contains(&self) {
            Severity::Note
        } else if WARNINGS.contains(&self) {
            Severity::Warning
        } else {
            Severity::Error
        }
    }
}

/// The keys of all explanations, in the order of the codes.
static EXPLAINED: OnceLock<Vec<String>> = OnceLock::new();

/// A part that is put into the sentence of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Something from the file, cleaned and cut short.
    Quoted(String),
    /// A word of the program, by its key in the catalogue.
    Word(&'static str),
    /// Questions of an agent, by their keys.
    Questions(Vec<&'static str>),
}

/// A file other than the one that is checked: a fragment that it includes.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// What it is called in findings.
    pub name: String,
    /// What stands in it.
    pub text: String,
}

/// One thing that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub code: Code,
    /// The included fragment in which it stands; none for the file that is checked.
    pub file: Option<Arc<SourceFile>>,
    /// Where, in bytes of the source.
    pub span: Range<usize>,
    /// Where the other one of a pair is, in bytes of the source.
    pub other: Option<Range<usize>>,
    /// What fills the placeholders of the sentence.
    pub parts: Vec<(&'static str, Part)>,
    /// What was probably meant.
    pub suggestion: Option<String>,
}

impl Finding {
    /// Makes a finding without parts.
    pub fn new(code: Code, span: Range<usize>) -> Self {
        Self { code, file: None, span, other: None, parts: Vec::new(), suggestion: None }
    }

    /// Puts something from the file into the sentence.
    #[must_use]
    pub fn quote(mut self, name: &'static str, text: &str) -> Self {
        self.parts.push((name, Part::Quoted(shorten(text))));
        self
    }

    /// Puts an example into the sentence, which may be longer than a word.
    #[must_use]
    pub fn quote_long(mut self, name: &'static str, text: &str) -> Self {
        self.parts.push((name, Part::Quoted(shorten_to(text, SHOWN * 5))));
        self
    }

    /// Names questions of an agent in the sentence, by their keys.
    #[must_use]
    pub fn questions(mut self, name: &'static str, keys: Vec<&'static str>) -> Self {
        self.parts.push((name, Part::Questions(keys)));
        self
    }

    /// Puts a word of the catalogue into the sentence.
    #[must_use]
    pub fn word(mut self, name: &'static str, key: &'static str) -> Self {
        self.parts.push((name, Part::Word(key)));
        self
    }

    /// Says what was probably meant.
    #[must_use]
    pub fn suggest(mut self, suggestion: Option<impl Into<String>>) -> Self {
        self.suggestion = suggestion.map(Into::into);
        self
    }

    /// Points at the other one of a pair.
    #[must_use]
    pub fn beside(mut self, other: Range<usize>) -> Self {
        self.other = Some(other);
        self
    }

    /// Returns how bad it is.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// Returns the sentence, in one line, without a final stop.
    pub fn message(&self, lang: Lang) -> String {
        let catalogue = Catalogue::of(lang);
        let said = self.parts.iter().map(|(name, part)| match part {
            Part::Quoted(text) => (*name, text.clone()),
            Part::Word(key) => (*name, catalogue.get(key).to_owned()),
            Part::Questions(keys) => {
                let labels: Vec<_> = keys.iter().map(|key| slots::label(key, lang)).collect();
                (*name, labels.join("; "))
            }
        });
        let said: Vec<_> = said.collect();
        let values: Vec<_> = said.iter().map(|(name, text)| (*name, text.as_str())).collect();
        fill(catalogue.get(&format!("check.{}", self.code.name())), &values)
    }

    /// Returns what helps to mend it: "did you mean".
    pub fn help(&self, lang: Lang) -> Option<String> {
        let suggestion = shorten(self.suggestion.as_deref()?);
        Some(Catalogue::of(lang).fill("check.did-you-mean", &[("word", &suggestion)]))
    }
}

/// Replaces everything that could steer a terminal, reorder a line or hide in it, each by U+FFFD: control
/// characters but the line break, and what shows nothing itself.
pub fn clean(text: &str) -> String {
    text.chars().map(|c| if c != '\n' && is_hostile(c) { '\u{fffd}' } else { c }).collect()
}

/// Tells whether a character could steer a terminal, reorder a line or hide in it.
///
/// What only picks the form of the character before it, as emoji have it, does neither.
pub(crate) fn is_hostile(c: char) -> bool {
    let picks_form = matches!(c, '\u{fe00}'..='\u{fe0f}');
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || (safe::is_invisible(c) && !picks_form)
}

/// Cleans a text and cuts it to one short line.
fn shorten(text: &str) -> String {
    shorten_to(text, SHOWN)
}

/// Cleans a text and cuts it to one line of so many characters.
fn shorten_to(text: &str, most: usize) -> String {
    let one_line = |c| if c == '\n' { ' ' } else { c };
    let mut short: String = clean(text.get(..floor(text, most * 4)).unwrap_or_default())
        .chars()
        .map(one_line)
        .take(most)
        .collect();
    if short.len() < text.len() && text.chars().nth(most).is_some() {
        short.push('…');
    }
    short
}

/// Returns the last character boundary at or before `index`.
pub(crate) fn floor(text: &str, index: usize) -> usize {
    let index = index.min(text.len());
    (0..=index).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_sentence_in_both_languages_and_its_name_leads_back() {
        for code in Code::ALL {
            let key = format!("check.{}", code.name());
            for lang in Lang::ALL {
                assert_ne!(Catalogue::of(lang).get(&key), key, "{lang}");
            }
            assert_eq!(Code::from_name(code.name()), Some(*code));
        }
    }

    #[test]
    fn every_code_is_explained_in_short_sentences_and_nothing_else_is() {
        for lang in Lang::ALL {
            for code in Code::ALL {
                let said = code.explanation(lang);
                assert!(said.len() > 40 && said.ends_with('.'), "{} {lang}: {said}", code.name());
                let longest =
                    said.split(['.', ':', ';']).map(|part| part.split_whitespace().count());
                assert!(longest.max() <= Some(24), "{} {lang}: {said}", code.name());
            }
            let explained = Catalogue::of(lang).keys().filter(|key| key.starts_with("explain."));
            assert_eq!(explained.count(), Code::ALL.len());
        }
    }

    #[test]
    fn nothing_that_steers_a_terminal_survives() {
        let hostile = "a\u{1b}[31m\u{9b}\u{7f}\u{202e}\u{2066}\r\tb\nc";
        let shown = clean(hostile);
        assert_eq!(shown.chars().filter(|c| is_hostile(*c)).collect::<String>(), "\n");
        assert_eq!(shown.chars().count(), hostile.chars().count());
        let finding = Finding::new(Code::UnknownKey, 0..1).quote("key", hostile);
        assert!(!finding.message(Lang::En).chars().any(is_hostile));
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(shorten(&"é".repeat(100_000)).chars().count(), SHOWN + 1);
        assert_eq!(shorten("abc"), "abc");
    }
}
