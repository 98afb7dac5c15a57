//! What is said on the telephone apart from the answers: greeting, replies, read-back.
//!
//! Pure. The sentences are data (`checklists/data/script.toml`); here is how one of them is chosen.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::checklist::slots::About;
use crate::data;
use crate::lang::{Lang, Text};

/// The sentences of the telephone script.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    /// Greetings; the first that can be said is.
    pub greeting: Vec<Greeting>,
    /// What an agent may say, with the answers to it.
    pub reply: Vec<Reply>,
    /// What is read back before hanging up.
    pub closing: Vec<Closing>,
    /// What is never told to anybody.
    pub never: Closing,
    /// What to know before dialling: everything that can be said.
    pub dial: Vec<Greeting>,
    /// How long a call is good for.
    pub pace: Pace,
    /// How what an agent says is listened to.
    pub hearing: Hearing,
}

/// How long a call is good for, and what to do then.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pace {
    /// Minutes after which a call is long.
    pub minutes: u64,
    /// What to do when it gets heated again.
    pub stop: Text,
    /// What to do when it is long; `{min}` is how long.
    pub long: Text,
}

/// How what an agent says is listened to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hearing {
    /// Spellings of one word, the usual one first.
    pub same: Vec<Vec<String>>,
    /// Words that say nothing about what is meant.
    pub silent: Vec<String>,
}

/// A greeting for some callers, or advice for some.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Greeting {
    /// On which answers it may be said.
    #[serde(default)]
    pub when: BTreeMap<String, Wanted>,
    /// About which services it may be said.
    #[serde(default)]
    pub service: About,
    /// The sentence.
    pub say: Text,
}

/// What to answer to a sentence of the agent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// Its key, such as `restart`.
    pub key: String,
    /// Whether it is left out of the printed page, which is long enough.
    #[serde(default)]
    pub aside: bool,
    /// The words and phrases by which the remark is known when it is made.
    pub hear: Vec<String>,
    /// The agent's sentence.
    pub agent: Text,
    /// About which services an agent may say so.
    #[serde(default)]
    pub service: About,
    /// The answers; the first that can be said is.
    pub say: Vec<Variant>,
}

/// One way to answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// On which answers it may be said.
    #[serde(default)]
    pub when: BTreeMap<String, Wanted>,
    /// The Indonesian wording.
    pub id: String,
    /// The English wording.
    pub en: String,
}

/// A line of the read-back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// About which services it is read back.
    #[serde(default)]
    pub service: About,
    /// The line; left out where a placeholder is unknown.
    pub say: Text,
}

/// What a phrase wants of a slot.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Wanted {
    /// That anything can be said of it.
    Said(bool),
    /// That the chosen option is one of these.
    OneOf(Vec<String>),
}

/// What is known to the phrases: sentences and values by placeholder, chosen options by slot.
#[derive(Debug, Default)]
pub struct Known {
    /// The text of each placeholder.
    pub texts: BTreeMap<String, String>,
    /// The chosen option of each slot that has one.
    pub options: BTreeMap<String, String>,
    /// The service that the list is about.
    pub service: String,
}

impl Phrases {
    /// Returns the built-in phrases.
    ///
    /// # Panics
    ///
    /// Never in a released program: a test parses the file.
    pub fn builtin() -> &'static Self {
        static PHRASES: OnceLock<Phrases> = OnceLock::new();
        PHRASES.get_or_init(|| {
            toml::from_str(&data::shipped!("script.toml")).expect("the built-in script is valid")
        })
    }

    /// Returns the greeting; the hour's bare greeting where nothing else can be said.
    pub fn greet(&self, known: &Known, lang: Lang) -> String {
        let own = self.greeting.iter().filter(|greeting| greeting.service.holds(&known.service));
        let mut all = own.filter(|greeting| known.wants(&greeting.when));
        all.find_map(|greeting| known.fill(greeting.say.get(lang)))
            .unwrap_or_else(|| known.texts.get("hello").cloned().unwrap_or_default())
    }
}

impl Phrases {
    /// Returns what to know before dialling.
    pub fn before_dialling(&self, known: &Known, lang: Lang) -> Vec<String> {
        let own = self.dial.iter().filter(|advice| advice.service.holds(&known.service));
        let own = own.filter(|advice| known.wants(&advice.when));
        own.filter_map(|advice| known.fill(advice.say.get(lang))).collect()
    }
}

impl Reply {
    /// Returns the first answer that can be said.
    pub fn answer(&self, known: &Known, lang: Lang) -> Option<String> {
        let mut all = self.say.iter().filter(|variant| known.wants(&variant.when));
        all.find_map(|variant| {
            known.fill(match lang {
                Lang::Id => &variant.id,
                Lang::En => &variant.en,
            })
        })
    }
}

impl Known {
    fn wants(&self, when: &BTreeMap<String, Wanted>) -> bool {
        when.iter().all(|(slot, wanted)| match wanted {
            Wanted::Said(said) => self.texts.contains_key(slot) == *said,
            Wanted::OneOf(options) => {
                self.options.get(slot).is_some_and(|option| options.contains(option))
            }
        })
    }

    /// Fills a template; none where a placeholder is unknown, for such a sentence is not said.
    pub fn fill(&self, template: &str) -> Option<String> {
        fill(template, |name| self.texts.get(name).cloned())
    }
}

/// Fills a template from a look-up; none where a placeholder is unknown.
pub fn fill(template: &str, value: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}')?;
        out.push_str(before);
        out.push_str(&value(name)?);
        rest = tail;
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_phrases_are_whole() {
        let phrases = Phrases::builtin();
        for text in phrases.closing.iter().chain([&phrases.never]).map(|closing| &closing.say) {
            assert!(text.id.is_some() && text.en.is_some());
        }
        assert!(phrases.reply.iter().all(|reply| reply.say.last().unwrap().when.is_empty()));
        assert!(phrases.reply.iter().all(|reply| !reply.hear.is_empty()));
        for text in [&phrases.pace.stop, &phrases.pace.long] {
            assert!(text.id.is_some() && text.en.is_some());
        }
    }

    #[test]
    fn an_unknown_placeholder_makes_no_sentence() {
        assert_eq!(fill("a {b} c", |_| None), None);
        assert_eq!(fill("a {b} c", |_| Some("{x}".into())), Some("a {x} c".into()));
    }

    #[test]
    fn the_greeting_says_only_what_is_known() {
        let mut known = Known::default();
        known.texts.insert("hello".into(), "Good morning".into());
        let phrases = Phrases::builtin();
        assert_eq!(
            phrases.greet(&known, Lang::En),
            "Good morning. I do not have the account number at hand."
        );
        known.texts.insert("name".into(), "Rina".into());
        known.texts.insert("number".into(), "123 - 456".into());
        assert_eq!(
            phrases.greet(&known, Lang::En),
            "Good morning. This is Rina, account 123 - 456."
        );
        known.texts.insert("holder".into(), "Ibu Sari".into());
        known.options.insert("relation".into(), "representing".into());
        assert_eq!(
            phrases.greet(&known, Lang::En),
            "Good morning. This is Rina, calling for Ibu Sari, account 123 - 456."
        );
    }
}
