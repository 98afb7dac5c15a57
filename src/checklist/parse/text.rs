//! Texts in one or both languages, and their placeholders.
//!
//! Pure. Which languages a list has is known only when all of it has been read: [`Texts`] keeps every
//! text's place until then.

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

fn name_of(lang: Lang) -> &'static str {
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
            return if is_good { Text::plain(plain) } else { Text::default() };
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
        let mut wording = |key| Some(self.string(fields.get(key)?)?.to_owned());
        Text { id: wording("id"), en: wording("en") }
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
            let renamed = self.index.renamed(name);
            guess = renamed.or_else(|| self.guess(name, keys.iter().copied()));
        }
        self.note(finding.suggest(guess));
        false
    }

    fn step_problem(&self, name: &str, before: Option<usize>) -> Option<Code> {
        let Some(known) = self.index.get(name) else { return Some(Code::UnknownStep) };
        let is_later = before.is_some_and(|before| known.position >= before);
        is_later.then_some(Code::LaterStep)
    }
}

/// Iterates over the names between `{` and `}`.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0))
}
