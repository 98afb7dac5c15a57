//! Reading typed values out of a TOML tree, with a finding for whatever is not as it should be.
//!
//! Pure. Every method returns what could be read and notes the rest; nothing stops at the first mistake.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::include::{Library, Path};
use super::index::Index;
use super::likeness::{ALIKE, likeness};
use super::scope::{Said, Scope};
use super::site::Sites;
use super::text::Texts;
use crate::checklist::finding::{Code, Finding, Severity, is_hostile};

/// A value with its place.
pub(super) type Node<'a> = &'a Spanned<DeValue<'a>>;

/// The most characters of a text.
pub(super) const LONGEST_TEXT: usize = 2000;
/// The most characters of a key.
pub(super) const LONGEST_KEY: usize = 64;
/// How many errors are kept: many more than are told, so that the first ones of the file are among them.
const KEPT: usize = 20_000;
/// How many letters are compared, in all, to find what was probably meant: a file full of mistakes gets
/// its findings in linear time, the last ones without a guess.
const GUESSES: usize = 5_000_000;

/// A table with its place and what it stands for.
#[derive(Debug, Clone)]
pub(super) struct Fields<'a> {
    /// The table.
    pub(super) table: &'a DeTable<'a>,
    /// Where it stands.
    pub(super) span: Range<usize>,
    /// What it is, as a key of the catalogue.
    pub(super) place: &'static str,
}

impl<'a> Fields<'a> {
    /// Returns the value of a key.
    pub(super) fn get(&self, key: &str) -> Option<Node<'a>> {
        self.table.get(key)
    }
}

/// What is known and noted while a list is read.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    /// Everything that is wrong.
    pub(super) findings: Vec<Finding>,
    /// How many errors were not kept, for there were too many.
    pub(super) omitted: usize,
    /// The steps of the list.
    pub(super) index: Index<'a>,
    /// The languages of all texts of the file that is read now.
    pub(super) texts: Texts,
    /// The file that is read now, and what goes for all of its steps.
    pub(super) scope: Scope<'a>,
    /// Where in the fragments it is.
    pub(super) path: Path<'a>,
    /// What languages the fragments have.
    pub(super) said: Vec<Said>,
    /// Where the steps and outcomes that were read stand.
    pub(super) sites: Sites<'a>,
    /// Whether some part of a condition was left out since this was last asked.
    pub(super) is_partial: bool,
    /// Whether keys of steps may have dots: only where includes are written out.
    pub(super) is_written_out: bool,
    guesses: usize,
    /// How many of the findings are errors.
    errors: usize,
}

impl<'a> Reader<'a> {
    /// Begins to read a list of these steps.
    pub(super) fn new(source: &'a str, index: Index<'a>, library: &'a Library<'a>) -> Self {
        Self {
            findings: Vec::new(),
            omitted: 0,
            index,
            texts: Texts::default(),
            scope: Scope::of(source),
            path: Path::new(library),
            said: Vec::new(),
            sites: Sites::default(),
            is_partial: false,
            is_written_out: false,
            guesses: GUESSES,
            errors: 0,
        }
    }

    /// Notes a finding in the file that is read now.
    pub(super) fn note(&mut self, mut finding: Finding) {
        if finding.severity() == Severity::Error {
            if self.errors >= KEPT {
                self.omitted += 1;
                return;
            }
            self.errors += 1;
        }
        finding.file.clone_from(&self.scope.file);
        self.findings.push(finding);
    }

    /// Returns the whole key of a step, as the file that is read now names it.
    pub(super) fn full(&self, key: &'a str) -> Cow<'a, str> {
        let prefix = &self.scope.prefix;
        if prefix.is_empty() { Cow::Borrowed(key) } else { Cow::Owned(format!("{prefix}{key}")) }
    }

    /// Reads a table.
    pub(super) fn fields(&mut self, node: Node<'a>, place: &'static str) -> Option<Fields<'a>> {
        let Some(table) = node.get_ref().as_table() else {
            return self.mismatch(node, "check.type.table");
        };
        Some(Fields { table, span: node.span(), place })
    }

    /// Notes the keys of a table that mean nothing there.
    pub(super) fn only(&mut self, fields: &Fields<'a>, known: &[&str]) {
        for key in fields.table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                // In a list steps belong to a phase; only a fragment has them by themselves.
                let is_bare = name == "step" && known.contains(&"phase");
                let near = self.guess(name, known.iter().copied());
                let guess = if is_bare { Some("phase.step") } else { near };
                let finding = Finding::new(Code::UnknownKey, key.span());
                self.note(finding.quote("key", name).word("place", fields.place).suggest(guess));
            }
        }
    }

    /// Returns the value of a key that must be there.
    pub(super) fn required(&mut self, fields: &Fields<'a>, key: &str) -> Option<Node<'a>> {
        let found = fields.get(key);
        if found.is_none() {
            let finding = Finding::new(Code::MissingKey, fields.span.clone());
            self.note(finding.quote("key", key).word("place", fields.place));
        }
        found
    }

    /// Reads a text that is no sentence, such as a key or a pattern.
    pub(super) fn string(&mut self, node: Node<'a>) -> Option<&'a str> {
        let DeValue::String(text) = node.get_ref() else {
            return self.mismatch(node, "check.type.text");
        };
        let text: &str = text;
        self.check_text(text, &node.span()).then_some(text)
    }

    /// Checks what every text must keep to.
    pub(super) fn check_text(&mut self, text: &str, span: &Range<usize>) -> bool {
        let code = if text.trim().is_empty() {
            Code::Empty
        } else if text.chars().any(|c| c != '\n' && is_hostile(c)) {
            Code::ControlCharacter
        } else if text.len() > LONGEST_TEXT && text.chars().count() > LONGEST_TEXT {
            Code::TooLong
        } else {
            return true;
        };
        self.note(Finding::new(code, span.clone()).word("what", "check.type.text"));
        false
    }

    /// Reads a key: small letters, digits and hyphens.
    pub(super) fn key(&mut self, node: Node<'a>) -> Option<&'a str> {
        let text = self.string(node)?;
        if is_key(text) {
            return Some(text);
        }
        self.bad_key(text, node);
        None
    }

    /// Reads the key of a step, which has dots where includes are written out.
    pub(super) fn step_key(&mut self, node: Node<'a>) -> Option<&'a str> {
        let text = self.string(node)?;
        if is_key(text) || (self.is_written_out && text.split('.').all(is_key)) {
            return Some(text);
        }
        self.bad_key(text, node);
        None
    }

    fn bad_key(&mut self, text: &str, node: Node<'a>) {
        let lower: String =
            text.trim().to_lowercase().chars().map(as_key).take(LONGEST_KEY).collect();
        let guess = Some(lower).filter(|lower| is_key(lower));
        self.note(Finding::new(Code::BadKey, node.span()).quote("key", text).suggest(guess));
    }

    /// Reads yes or no.
    pub(super) fn bool(&mut self, node: Node<'a>) -> Option<bool> {
        let value = node.get_ref().as_bool();
        if value.is_some() { value } else { self.mismatch(node, "check.type.bool") }
    }

    /// Reads a number.
    pub(super) fn number(&mut self, node: Node<'a>) -> Option<f64> {
        let number = number(node.get_ref()).filter(|number| number.is_finite());
        if number.is_some() { number } else { self.mismatch(node, "check.type.number") }
    }

    /// Reads a list that is not empty.
    pub(super) fn list(&mut self, node: Node<'a>) -> Option<&'a [Spanned<DeValue<'a>>]> {
        self.list_of(node, "check.type.list")
    }

    /// Reads a list of tables, each with its own heading.
    pub(super) fn tables(&mut self, node: Node<'a>) -> Option<&'a [Spanned<DeValue<'a>>]> {
        self.list_of(node, "check.type.tables")
    }

    /// Reads what may be one value or a list of them.
    pub(super) fn one_or_list(&mut self, node: Node<'a>) -> &'a [Spanned<DeValue<'a>>] {
        if node.get_ref().is_array() {
            self.list(node).unwrap_or_default()
        } else {
            std::slice::from_ref(node)
        }
    }

    fn list_of(
        &mut self,
        node: Node<'a>,
        wanted: &'static str,
    ) -> Option<&'a [Spanned<DeValue<'a>>]> {
        let DeValue::Array(list) = node.get_ref() else { return self.mismatch(node, wanted) };
        if list.is_empty() {
            self.note(Finding::new(Code::Empty, node.span()).word("what", "check.type.list"));
        }
        Some(list)
    }

    /// Returns the place of a word inside a text; the whole text where it is written with escapes.
    pub(super) fn inside(&self, span: &Range<usize>, word: &str) -> Range<usize> {
        let found = self.scope.source.get(span.clone()).and_then(|text| text.find(word));
        found.map_or(span.clone(), |at| span.start + at..span.start + at + word.len())
    }

    /// Reads a list of keys.
    pub(super) fn keys(&mut self, node: Node<'a>) -> Vec<(&'a str, Range<usize>)> {
        let list = self.list(node).unwrap_or_default();
        list.iter().filter_map(|item| Some((self.key(item)?, item.span()))).collect()
    }

    /// Reads one of several words, and returns its position among them.
    pub(super) fn word(&mut self, node: Node<'a>, known: &[&str], code: Code) -> Option<usize> {
        let text = self.string(node)?;
        let found = known.iter().position(|word| *word == text);
        if found.is_none() {
            let guess = self.guess(text, known.iter().copied());
            self.note(Finding::new(code, node.span()).quote("word", text).suggest(guess));
        }
        found
    }

    /// Notes a value of the wrong type.
    pub(super) fn mismatch<T>(&mut self, node: Node<'a>, wanted: &'static str) -> Option<T> {
        // The parser puts a value without a place where it could read none; that was said already.
        if node.span() != (0..0) {
            let finding = Finding::new(Code::WrongType, node.span());
            self.note(finding.word("wanted", wanted).word("found", type_of(node.get_ref())));
        }
        None
    }

    /// Guesses which of several words was meant.
    pub(super) fn guess<'w>(
        &mut self,
        word: &str,
        known: impl IntoIterator<Item = &'w str>,
    ) -> Option<&'w str> {
        if word.len() > LONGEST_KEY {
            return None;
        }
        let mut best = None;
        for candidate in known.into_iter().filter(|candidate| candidate.len() <= LONGEST_KEY) {
            self.guesses = self.guesses.checked_sub(word.len().max(1) * candidate.len().max(1))?;
            let likeness = likeness(word, candidate);
            if best.is_none_or(|(most, _)| likeness > most) {
                best = Some((likeness, candidate));
            }
        }
        best.filter(|(likeness, _)| *likeness >= ALIKE).map(|(_, candidate)| candidate)
    }
}

/// Returns a number of either type.
pub(super) fn number(value: &DeValue<'_>) -> Option<f64> {
    match value.as_integer() {
        Some(integer) if integer.radix() == 10 => integer.as_str().parse().ok(),
        Some(_) => whole(value).map(f64::from),
        None => value.as_float()?.as_str().parse().ok(),
    }
}

/// Returns a whole number of 32 bits, which is plenty for whatever a list counts.
pub(super) fn whole(value: &DeValue<'_>) -> Option<i32> {
    let integer = value.as_integer()?;
    i32::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// Returns the sentence's word for the type of a value.
pub(super) fn type_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "check.type.text",
        DeValue::Integer(_) | DeValue::Float(_) => {
            let is_usable = number(value).is_some_and(f64::is_finite);
            if is_usable { "check.type.number" } else { "check.type.endless" }
        }
        DeValue::Boolean(_) => "check.type.bool",
        DeValue::Datetime(_) => "check.type.date",
        DeValue::Array(_) => "check.type.list",
        DeValue::Table(_) => "check.type.table",
    }
}

/// Tells whether a text is a key.
pub(crate) fn is_key(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.len() <= LONGEST_KEY && text.bytes().all(allowed)
}

fn as_key(c: char) -> char {
    if c == '_' || c == ' ' || c == '.' { '-' } else { c }
}
