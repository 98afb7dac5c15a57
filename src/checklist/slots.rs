//! What a summary knows about each slot: its label, who may see it, and where it is said.
//!
//! Pure: read from `checklists/data/slots.toml`, which is part of the program.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::Slot;
use crate::data;
use crate::evidence::Privacy;
use crate::lang::{Lang, Text};

/// The place in the script at which a slot is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Read out at once.
    Opening,
    /// Read out where the agent wants details.
    Details,
    /// Said only where the agent asks.
    Asked,
    /// Never said: the program alone needs it.
    None,
}

/// What a summary knows about a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotSpec {
    /// The slot.
    pub slot: Slot,
    /// Its name in a summary.
    pub label: Text,
    /// Who may see it.
    pub privacy: Privacy,
    /// Whether the profile remembers it, by named place.
    pub remembered: bool,
    /// Where in the script it is said.
    pub part: Part,
    /// Its order within that part, from 1.
    pub order: u8,
    /// The key of the intake question that it answers.
    pub question: Option<String>,
    /// The words and phrases by which a question about it alone is known.
    pub hear: Vec<String>,
    /// The slot that answers such a question too, where this one is not known.
    pub instead: Option<Slot>,
}

/// A question that an agent asks anyway.
///
/// # References
///
/// The order of Biznet's customer manual and of a line-fault form (05com.com.au).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its key, such as `customer-number`.
    pub key: String,
    /// What the agent wants to know.
    pub label: Text,
    /// The words and phrases by which it is known when an agent asks it.
    pub hear: Vec<String>,
    /// About which services it is asked.
    about: About,
}

/// About which services something is said or asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "RawAbout")]
pub struct About {
    only: Vec<String>,
    except: Vec<String>,
}

impl About {
    /// Tells whether a service is one of them.
    pub fn holds(&self, service: &str) -> bool {
        let among = |all: &[String]| all.iter().any(|own| own == service);
        (self.only.is_empty() || among(&self.only)) && !among(&self.except)
    }
}

/// The services as a data file has them: those alone, or all but those.
#[derive(Deserialize)]
#[serde(untagged)]
enum RawAbout {
    One(String),
    Only(Vec<String>),
    Except { not: Vec<String> },
}

impl From<RawAbout> for About {
    fn from(raw: RawAbout) -> Self {
        match raw {
            RawAbout::One(service) => Self { only: vec![service], except: Vec::new() },
            RawAbout::Only(only) => Self { only, except: Vec::new() },
            RawAbout::Except { not } => Self { only: Vec::new(), except: not },
        }
    }
}

impl Question {
    /// Tells whether an agent asks it about a service.
    pub fn is_asked(&self, service: &str) -> bool {
        self.about.holds(service)
    }
}

/// A slot as the data file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSlot {
    label: Text,
    privacy: Privacy,
    remembered: bool,
    part: Part,
    order: u8,
    #[serde(default)]
    question: Option<String>,
    #[serde(default)]
    hear: Vec<String>,
    #[serde(default)]
    instead: Option<Slot>,
}

/// A question as the data file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawQuestion {
    key: String,
    label: Text,
    #[serde(default)]
    hear: Vec<String>,
    #[serde(default)]
    service: About,
}

/// The data file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    question: Vec<RawQuestion>,
    slot: HashMap<Slot, RawSlot>,
}

/// What was read of the data file.
struct Data {
    slots: Vec<SlotSpec>,
    questions: Vec<Question>,
}

/// Returns what is known about a slot.
///
/// # Panics
///
/// Never in a released program: the file is part of it and a test looks every slot up.
pub fn spec(slot: Slot) -> &'static SlotSpec {
    let found = data().slots.iter().find(|spec| spec.slot == slot);
    found.expect("a test looks every slot up")
}

/// Iterates over all slots in the order in which the script says them.
pub fn in_order() -> impl Iterator<Item = &'static SlotSpec> {
    data().slots.iter()
}

/// Returns the questions that an agent asks anyway, in the agent's order.
pub fn questions() -> &'static [Question] {
    &data().questions
}

/// Returns the label of a question that an agent asks; nothing where there is none of this key.
pub fn label(key: &str, lang: Lang) -> &'static str {
    let question = questions().iter().find(|question| question.key == key);
    question.map_or("", |question| question.label.get(lang))
}

fn data() -> &'static Data {
    static DATA: OnceLock<Data> = OnceLock::new();
    DATA.get_or_init(|| {
        let source = data::shipped!("slots.toml");
        let file: File = toml::from_str(&source).expect("a test reads the built-in slots");
        let mut slots: Vec<_> = file.slot.into_iter().map(made).collect();
        slots.sort_by_key(|spec| (spec.part, spec.order));
        let question = |raw: RawQuestion| Question {
            key: raw.key,
            label: raw.label,
            hear: raw.hear,
            about: raw.service,
        };
        Data { slots, questions: file.question.into_iter().map(question).collect() }
    })
}

fn made((slot, raw): (Slot, RawSlot)) -> SlotSpec {
    SlotSpec {
        slot,
        label: raw.label,
        privacy: raw.privacy,
        remembered: raw.remembered,
        part: raw.part,
        order: raw.order,
        question: raw.question,
        hear: raw.hear,
        instead: raw.instead,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_is_described_once_and_has_its_own_place() {
        for slot in Slot::ALL {
            let spec = spec(*slot);
            for lang in Lang::ALL {
                assert!(spec.label.exact(lang).is_some_and(|label| !label.is_empty()), "{slot:?}");
            }
            assert_ne!(spec.privacy, Privacy::NeverShared, "{slot:?}");
        }
        let places: Vec<_> = in_order().map(|spec| (spec.part, spec.order)).collect();
        assert_eq!(places.len(), Slot::ALL.len());
        assert!(places.is_sorted_by(|a, b| a < b), "{places:?}");
    }

    #[test]
    fn a_question_is_asked_about_its_services_alone() {
        let asked = |key: &str, service: &str| {
            questions().iter().find(|question| question.key == key).unwrap().is_asked(service)
        };
        assert!(asked("lights", "internet") && asked("lights", "tv") && !asked("lights", "bank"));
        assert!(asked("visit", "internet") && asked("visit", "lift") && !asked("visit", "mobile"));
        assert!(asked("contact", "bank") && asked("earlier-report", "bank"));
        let account = |service| asked("account-number", service);
        assert!(account("bank") && !account("internet") && !account("mobile"));
    }

    #[test]
    fn every_intake_question_is_answered_by_a_slot() {
        assert!(questions().len() >= 11);
        for question in questions() {
            let answers = in_order().any(|spec| spec.question.as_ref() == Some(&question.key));
            assert!(answers, "{}", question.key);
            assert!(Lang::ALL.iter().all(|lang| question.label.exact(*lang).is_some()));
            assert!(!question.hear.is_empty(), "{}", question.key);
        }
        for spec in in_order() {
            let Some(key) = &spec.question else { continue };
            assert!(questions().iter().any(|question| question.key == *key), "{key}");
        }
    }

    #[test]
    fn the_opening_goes_from_what_is_wrong_to_what_it_does() {
        let opening: Vec<_> =
            in_order().filter(|spec| spec.part == Part::Opening).map(|spec| spec.slot).collect();
        let expected = [Slot::Symptom, Slot::Since, Slot::Lights, Slot::Restart, Slot::Impact];
        assert_eq!(opening, expected);
    }
}
