//! The closed lists of the format: what can be written in the place of a word that the program does not know.
//!
//! Pure.

use super::finding::Code;
use super::parse::shape::KINDS;
use super::{Probe, Slot, ranges, requests, slots, words};
use crate::diagnosis::Verdict;
use crate::diagnosis::texts::VerdictTexts;
use crate::lang::{Catalogue, Lang, Text};

/// Words, each with what it says or stands for.
pub type Words = Vec<(&'static str, String)>;

/// Writes a closed list in a language.
type Lister = fn(Lang) -> Words;

/// The codes of findings that a closed list answers, each with that list.
const LISTS: &[(Code, Lister)] = &[
    (Code::UnknownKind, kinds),
    (Code::UnknownProbe, probes),
    (Code::UnknownRange, usual_ranges),
    (Code::UnknownRequest, asked_for),
    (Code::UnknownSlot, places),
    (Code::UnknownVerdict, verdicts),
    (Code::UnknownWord, options),
];

/// Returns what can be written where a finding of this code stands; nothing where there is no closed list. Fragments
/// lie outside of the format and are not among them.
pub fn words_for(code: Code, lang: Lang) -> Words {
    let list = LISTS.iter().find(|(answered, _)| *answered == code);
    list.map(|(_, words)| words(lang)).unwrap_or_default()
}

fn kinds(lang: Lang) -> Words {
    KINDS.iter().map(|kind| (kind.name, said("kind", kind.name, lang))).collect()
}

fn probes(lang: Lang) -> Words {
    Probe::ALL.iter().map(|probe| (probe.name(), said("probe", probe.name(), lang))).collect()
}

fn said(what: &str, name: &str, lang: Lang) -> String {
    Catalogue::of(lang).get(&format!("check.{what}.{name}")).to_owned()
}

fn verdicts(lang: Lang) -> Words {
    let texts = |verdict: &Verdict| VerdictTexts::all().iter().find(|texts| texts.code == *verdict);
    let row = |verdict: &Verdict| Some((verdict.code(), texts(verdict)?.say.get(lang).to_owned()));
    Verdict::ALL.iter().filter_map(row).collect()
}

fn usual_ranges(lang: Lang) -> Words {
    let row = |key| {
        let range = ranges::lookup(key)?;
        Some((key, format!("{} ({})", range.label.get(lang), range.unit)))
    };
    ranges::keys().filter_map(row).collect()
}

fn asked_for(lang: Lang) -> Words {
    sorted(
        requests::keys().map(|key| (key, requests::lookup(key).map(|request| &request.say))),
        lang,
    )
}

fn places(lang: Lang) -> Words {
    sorted(Slot::ALL.iter().map(|slot| (slot.name(), Some(&slots::spec(*slot).label))), lang)
}

fn options(lang: Lang) -> Words {
    sorted(words::keys().map(|key| (key, words::lookup(key).map(|word| &word.text))), lang)
}

fn sorted<'t>(rows: impl Iterator<Item = (&'static str, Option<&'t Text>)>, lang: Lang) -> Words {
    let row = |(word, says): (&'static str, Option<&Text>)| {
        (word, says.map_or("", |says| says.get(lang)).to_owned())
    };
    let mut rows: Vec<_> = rows.map(row).collect();
    rows.sort_unstable();
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_a_closed_list_is_said_in_both_languages() {
        let lists = [
            (Code::UnknownRequest, "open-ticket"),
            (Code::UnknownWord, "blinking"),
            (Code::UnknownRange, "optical-rx"),
            (Code::UnknownSlot, "customer-number"),
            (Code::UnknownKind, "yes-no"),
            (Code::UnknownProbe, "site"),
            (Code::UnknownVerdict, "no-internet"),
        ];
        for (code, known) in lists {
            for lang in Lang::ALL {
                let rows = words_for(code, lang);
                assert!(rows.iter().any(|(word, _)| *word == known), "{known}: {rows:?}");
                let unsaid =
                    rows.iter().find(|(_, says)| says.is_empty() || says.contains("check."));
                assert_eq!(unsaid, None);
            }
        }
        assert!(words_for(Code::Syntax, Lang::En).is_empty());
    }
}
