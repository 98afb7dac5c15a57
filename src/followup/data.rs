//! The texts and the ladder as `checklists/data/followup.toml` has them.
//!
//! Pure. What may stand in a text is decided there; here is only its form.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::checklist::slots::About;
use crate::data;
use crate::lang::{Lang, Text};

/// Everything in the data file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Data {
    /// How those who read it are addressed.
    pub address: Text,
    /// Words that show that a visit was promised.
    pub visit: Vec<String>,
    /// The hours, 0 to 23, from and to which nothing is sent.
    pub quiet: (i8, i8),
    /// The parts of a text by channel; those of one row make a paragraph.
    pub order: BTreeMap<String, Vec<Vec<String>>>,
    /// How what is the person's own is called, and where it is.
    pub own: Whose,
    /// The same of a home that the person helps.
    pub helped: Whose,
    /// Titles before a name, by language.
    pub titles: BTreeMap<Lang, Vec<String>>,
    /// What the services are called inside a sentence.
    pub service: BTreeMap<String, Text>,
    /// The sentences.
    pub line: Vec<Line>,
    /// The entries of the timeline.
    pub event: BTreeMap<String, Text>,
    /// What stands over lists.
    pub heading: BTreeMap<String, Text>,
    /// The steps of the ladder, the first first.
    pub rung: Vec<RungText>,
}

/// Whose a fault is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Whose {
    /// The service, as one's own or as somebody's.
    pub mine: Text,
    /// Where it is.
    pub at: Text,
}

/// A sentence, and where it may be said.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    /// Of which part of a text.
    pub part: String,
    /// In which situations; without it in every one.
    #[serde(default)]
    pub about: Vec<String>,
    /// On which channels; without it on every one.
    #[serde(default)]
    pub to: Vec<String>,
    /// About which services.
    #[serde(default)]
    pub service: About,
    /// What must be known, or hold.
    #[serde(default)]
    pub when: Vec<String>,
    /// What must not.
    #[serde(default)]
    pub unless: Vec<String>,
    /// How soon it is left out of a post that is too long: the highest first, 0 never.
    #[serde(default)]
    pub drop: u8,
    /// The sentence.
    pub say: Text,
}

/// A step of the ladder.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RungText {
    /// Its key.
    pub key: String,
    /// What to do.
    pub say: Text,
}

impl Data {
    /// Returns the built-in data.
    ///
    /// # Panics
    ///
    /// Never in a released program: a test parses the file.
    pub(super) fn builtin() -> &'static Self {
        static DATA: OnceLock<Data> = OnceLock::new();
        DATA.get_or_init(|| {
            toml::from_str(&data::shipped!("followup.toml"))
                .expect("the built-in follow-ups are valid")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Situation;
    use std::collections::BTreeSet;

    /// What may stand in braces, and what may be a condition besides.
    const FACTS: &[&str] = &[
        "hello",
        "you",
        "handle",
        "ticket",
        "since",
        "since-day",
        "symptom",
        "lights",
        "restart",
        "window",
        "deadline",
        "called",
        "turned",
        "provider",
        "service",
        "mine",
        "at",
        "holder",
        "number",
        "name",
        "date",
        "explanation",
        "own",
        "first-name",
        "refused",
        "rule",
        "decides",
    ];
    const MARKS: &[&str] = &["visit", "handled", "long", "raise"];
    const CHANNELS: &[&str] = &["x", "whatsapp", "email", "letter", "employer"];

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
    }

    #[test]
    fn the_data_names_nothing_that_is_not_there() {
        let data = Data::builtin();
        let parts: BTreeSet<_> = data.order.values().flatten().flatten().collect();
        let known = |name: &String| FACTS.contains(&&**name) || MARKS.contains(&&**name);
        let situations: BTreeSet<_> = Situation::ALL.iter().map(|it| it.key()).collect();
        assert_eq!(
            data.order.keys().map(String::as_str).collect::<BTreeSet<_>>(),
            CHANNELS.iter().copied().collect()
        );
        for line in &data.line {
            let say = &line.say;
            assert!(line.part == "attachment" || parts.contains(&line.part), "{say:?}");
            assert!(line.about.iter().all(|it| situations.contains(it.as_str())), "{say:?}");
            assert!(line.to.iter().all(|it| CHANNELS.contains(&it.as_str())), "{say:?}");
            assert!(line.when.iter().chain(&line.unless).all(known), "{say:?}");
            for lang in Lang::ALL {
                let text = say.exact(lang).unwrap();
                assert!(placeholders(text).iter().all(|it| FACTS.contains(it)), "{text}");
            }
            let [id, en] = Lang::ALL.map(|lang| placeholders(say.exact(lang).unwrap()));
            let own: BTreeSet<_> = id.difference(&en).copied().collect();
            assert!(own.is_empty() || own == BTreeSet::from(["you"]), "{say:?}: {own:?}");
            assert!(en.is_subset(&id), "{say:?}");
        }
    }
}
