//! Texts in one or both languages, and their placeholders.
//!
//! Pure. Which languages a list has is known only when all of it has been read: [`Texts`] keeps every
//! text's place until then.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use super::reader::{Fields, Node, Reader};
use crate::checklist::finding::{Code, Finding};
use crate::lang::{Lang, Text};

/// The languages of all texts of a list.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// Every text: its place, and the languages that it says it has; none for a plain one.
    seen: Vec<(Range<usize>, Vec<Lang>)>,
}

impl Texts {
    /// Tells whether any text says its language.
    pub(super) fn is_said(&self) -> bool {
        self.seen.iter().any(|(_, own)| !own.is_empty())
    }

    /// Tells whether there is no text at all.
    pub(super) fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// Returns the languages of the list: those of any text, or both where no text says its own.
    pub(super) fn languages(&self) -> Vec<Lang> {
        let has = |lang: &Lang| self.seen.iter().any(|(_, own)| own.contains(lang));
        let found: Vec<_> = Lang::ALL.into_iter().filter(has).collect();
        if found.is_empty() { Lang::ALL.to_vec() } else { found }
    }

    /// Says which texts lack a language that others have.
    pub(super) fn findings(&self) -> Vec<Finding> {
        if self.seen.iter().all(|(_, own)| own.is_empty()) {
            return Vec::new();
        }
        let languages = self.languages();
        let lacking = |(span, own): &(Range<usize>, Vec<Lang>)| {
            if own.is_empty() {
                return vec![Finding::new(Code::LanguageUnsaid, span.clone())];
            }
            let missing = languages.iter().filter(|lang| !own.contains(lang));
            let finding = |lang: &Lang| {
                Finding::new(Code::MissingTranslation, span.clone()).word("lang", name_of(*lang))
            };
            missing.map(finding).collect()
        };
        self.seen.iter().flat_map(lacking).collect()
    }
}

/// Returns the sentence's word for a language.
pub(super) fn name_of(lang: Lang) -> &'static str {
    match lang {
        Lang::Id => "check.lang.id",
        Lang::En => "check.lang.en",
    }
}

impl<'a> Reader<'a> {
    /// Reads a text that may be left out.
    pub(super) fn text(&mut self, fields: &Fields<'a>, key: &str) -> Text {
        fields.get(key).map(|node| self.text_of(node, true)).unwrap_or_default()
    }

    /// Reads a text that must be there.
    pub(super) fn required_text(&mut self, fields: &Fields<'a>, key: &str) -> Text {
        self.required(fields, key).map(|node| self.text_of(node, true)).unwrap_or_default()
    }

    /// Reads a text that may be plain in any list: a unit such as `dBm` is of no language.
    pub(super) fn unit(&mut self, fields: &Fields<'a>) -> Text {
        fields.get("unit").map(|node| self.text_of(node, false)).unwrap_or_default()
    }

    fn text_of(&mut self, node: Node<'a>, must_say: bool) -> Text {
        let value = node.get_ref();
        if let Some(plain) = value.as_str() {
            if must_say {
                self.texts.seen.push((node.span(), Vec::new()));
            }
            let is_good = self.check_text(plain, &node.span());
            return if is_good { Text::plain(self.renamed(plain)) } else { Text::default() };
        }
        if value.is_table() {
            return self.translated(node);
        }
        self.mismatch(node, "check.type.sentence").unwrap_or_default()
    }

    fn translated(&mut self, node: Node<'a>) -> Text {
        let Some(fields) = self.fields(node, "check.place.text") else { return Text::default() };
        self.only(&fields, &["id", "en"]);
        if fields.table.is_empty() {
            self.note(Finding::new(Code::Empty, node.span()).word("what", "check.type.sentence"));
            return Text::default();
        }
        let own = Lang::ALL.into_iter().filter(|lang| fields.get(lang.code()).is_some()).collect();
        self.texts.seen.push((node.span(), own));
        let mut wording = |key| {
            let text = self.string(fields.get(key)?)?;
            Some(self.renamed(text).into_owned())
        };
        Text { id: wording("id"), en: wording("en") }
    }

    /// Puts the whole keys of steps into the placeholders of a fragment's text.
    fn renamed(&self, text: &'a str) -> Cow<'a, str> {
        let prefix = &self.scope.prefix;
        if prefix.is_empty() || !text.contains('{') {
            return Cow::Borrowed(text);
        }
        let own = names(text).filter(|name| self.index.get(&format!("{prefix}{name}")).is_some());
        let own: BTreeSet<_> = own.collect();
        let rename = |text: String, name: &str| {
            text.replace(&format!("{{{name}}}"), &format!("{{{prefix}{name}}}"))
        };
        Cow::Owned(own.into_iter().fold(text.to_owned(), rename))
    }

    /// Checks the placeholders of a text. `before` is the position of the step that it belongs to:
    /// what is asked can repeat earlier answers only.
    pub(super) fn placeholders(&mut self, fields: &Fields<'a>, key: &str, before: Option<usize>) {
        let Some(node) = fields.get(key) else { return };
        let table = node.get_ref().as_table();
        let wordings: Vec<_> = table.map_or_else(|| vec![node], |table| table.values().collect());
        let named = |node: Node<'a>| {
            let names: BTreeSet<_> = names(node.get_ref().as_str()?).collect();
            Some((node.span(), names))
        };
        let wordings: Vec<_> = wordings.into_iter().filter_map(named).collect();
        for (span, own) in &wordings {
            for name in own {
                if self.step_problem(name, before).is_some() {
                    let place = self.inside(span, &format!("{{{name}}}"));
                    self.step_named(name, place, before);
                    continue;
                }
                for (span, _) in wordings.iter().filter(|(_, other)| !other.contains(name)) {
                    let finding = Finding::new(Code::MissingPlaceholder, span.clone());
                    self.note(finding.quote("step", name));
                }
            }
        }
    }

    /// Checks that a step of this name exists, and comes before `before` where that is given.
    pub(super) fn step_named(
        &mut self,
        name: &str,
        span: Range<usize>,
        before: Option<usize>,
    ) -> bool {
        let Some(code) = self.step_problem(name, before) else { return true };
        let finding = Finding::new(code, span).quote("step", name);
        let mut guess = None;
        if code == Code::UnknownStep {
            let keys = self.index.keys();
            let prefix = self.scope.prefix.clone();
            let own = keys.iter().filter_map(|key| key.strip_prefix(&*prefix));
            let renamed = self.index.renamed(name).map(str::to_owned);
            guess = renamed.or_else(|| self.guess(name, own).map(str::to_owned));
        }
        self.note(finding.suggest(guess));
        false
    }

    fn step_problem(&self, name: &str, before: Option<usize>) -> Option<Code> {
        let full = format!("{}{name}", self.scope.prefix);
        let Some(known) = self.index.get(&full) else {
            // What an include would have had is not known where the include itself is wrong.
            return (!self.index.is_lost(&full)).then_some(Code::UnknownStep);
        };
        let is_later = before.is_some_and(|before| known.position >= before);
        is_later.then_some(Code::LaterStep)
    }
}

/// Iterates over the names between `{` and `}`.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0))
}
