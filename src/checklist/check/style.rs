//! How a list speaks: to people under stress, who skip what is long and believe what is easy to say.
//!
//! Pure. What counts as which is in `checklists/data/style.toml`.

use std::collections::HashSet;

use super::terms::{All, all, sentences, words};
use crate::checklist::condition::{StepTest, Test};
use crate::checklist::finding::Code;
use crate::checklist::parse::{Site, Whole};
use crate::checklist::{Condition, Finding, Kind, Outcome, Slot, Step, slots};
use crate::evidence::Privacy;
use crate::lang::{Lang, Text};

/// The most words of a sentence.
const MOST_WORDS: usize = 20;

/// Says where a list speaks worse than it could.
pub(super) fn check(whole: &Whole<'_, '_>) -> Vec<Finding> {
    let mut reader = Reader { terms: all(), found: Vec::new(), secrets: HashSet::new() };
    let phases = whole.list.phases.iter().zip(&whole.sites.phases);
    for (phase, site) in phases {
        reader.long(site, &["note"], &phase.note);
    }
    let steps: Vec<_> = whole.list.steps().map(|(_, step)| step).collect();
    for (step, site) in steps.iter().zip(&whole.sites.steps) {
        reader.step(step, site);
    }
    for (step, site) in steps.iter().zip(&whole.sites.steps) {
        reader.secret_reports(step, site);
    }
    let pairs = steps.iter().zip(steps.iter().skip(1));
    for ((first, second), site) in pairs.zip(whole.sites.steps.iter().skip(1)) {
        reader.warning_after(first, second, site);
    }
    for (outcome, site) in whole.list.outcomes.iter().zip(&whole.sites.outcomes) {
        reader.outcome(outcome, site);
    }
    hidden_from_unknown(&steps, &whole.sites.steps, &mut reader.found);
    reader.found
}

struct Reader {
    terms: &'static All,
    found: Vec<Finding>,
    /// The keys of steps whose answers must not be repeated.
    secrets: HashSet<String>,
}

/// Iterates over the wordings of a text.
fn wordings(text: &Text) -> impl Iterator<Item = (Lang, &str)> {
    Lang::ALL.into_iter().filter_map(|lang| Some((lang, text.exact(lang)?)))
}

impl Reader {
    fn step(&mut self, step: &Step, site: &Site<'_>) {
        for (key, text) in [("ask", &step.ask), ("help", &step.help), ("warn", &step.warn)] {
            self.long(site, &[key], text);
        }
        for (lang, ask) in wordings(&step.ask) {
            self.ask(step, site, (lang, ask));
        }
        for option in step.kind.options() {
            for (lang, text) in wordings(&option.text) {
                // "Yes, OK" is as little as "OK".
                let clauses = text.split([',', ';', ':', '(']).map(str::trim);
                let last = clauses.filter(|clause| !clause.is_empty()).take(2).last();
                let opinion = last.and_then(|clause| self.terms.opinion.whole(clause, lang));
                let whole = self.terms.opinion.whole(text, lang).or(opinion);
                if let Some(word) = whole {
                    let path: &[&str] = &["text", lang.code()];
                    let finding = site.in_option(Code::OpinionAnswer, &option.key, path);
                    self.found.push(finding.quote("word", word));
                }
            }
        }
        self.same_texts(step, site);
        for (index, report) in step.reports.iter().enumerate() {
            for (lang, say) in wordings(&report.say) {
                for sentence in too_long(say) {
                    let finding = site.in_report(Code::LongSentence, index, &["say", lang.code()]);
                    self.found.push(finding.quote("n", &sentence.to_string()));
                }
            }
        }
    }

    /// Says where an option reads as an earlier one does, so that typing it says neither.
    fn same_texts(&mut self, step: &Step, site: &Site<'_>) {
        let (mut keys, mut seen) = (HashSet::new(), HashSet::new());
        // Of two options with one key only that is said.
        for option in step.kind.options().iter().filter(|option| keys.insert(&option.key)) {
            let mut repeated = None;
            for (lang, text) in wordings(&option.text) {
                let words: Vec<_> = text.split_whitespace().map(str::to_lowercase).collect();
                let plain = words.join(" ").trim_end_matches(['.', '!', '?']).to_owned();
                if !seen.insert((lang, plain)) {
                    repeated = repeated.or(Some((lang, text)));
                }
            }
            if let Some((lang, text)) = repeated {
                let path: &[&str] = &["text", lang.code()];
                let finding = site.in_option(Code::SameText, &option.key, path);
                self.found.push(finding.quote("text", text));
            }
        }
    }

    /// Looks at one wording of a question.
    fn ask(&mut self, step: &Step, site: &Site<'_>, (lang, ask): (Lang, &str)) {
        let path = ["ask", lang.code()];
        let said = sentences(ask);
        let note = |code: Code, word: &str| site.finding(code, &path).quote("word", word);
        let is_action = matches!(step.kind, Kind::Do | Kind::Wait { .. });
        if let Some(word) = self.terms.then.anywhere(ask, lang).filter(|_| is_action) {
            self.found.push(note(Code::TwoActions, word));
        } else if is_action && said.len() > 1 {
            let last = said.last().copied().unwrap_or_default();
            if self.terms.danger.first(last, lang).is_none() {
                self.found.push(note(Code::TwoActions, last));
            }
        }
        let mut later = said.iter().skip(1);
        if let Some(word) = later.find_map(|sentence| self.terms.danger.first(sentence, lang)) {
            self.found.push(note(Code::LateWarning, word));
        }
        if let (Kind::YesNo, Some(word)) = (&step.kind, self.terms.opinion.anywhere(ask, lang)) {
            self.found.push(note(Code::OpinionAnswer, word));
        }
        let is_typed = matches!(step.kind, Kind::Text { .. } | Kind::Number { .. });
        if let Some(word) = self.terms.secret.anywhere(ask, lang).filter(|_| is_typed) {
            self.found.push(note(Code::AsksSecret, word));
            self.secrets.insert(step.key.clone());
        }
    }

    /// Says where a warning comes as a step of its own, after the action that it is about.
    fn warning_after(&mut self, first: &Step, second: &Step, site: &Site<'_>) {
        let acts = matches!(first.kind, Kind::Do | Kind::Restart { .. });
        if !acts || !matches!(second.kind, Kind::Info) {
            return;
        }
        for (lang, ask) in wordings(&second.ask) {
            if let Some(word) = self.terms.danger.first(ask, lang) {
                let finding = site.finding(Code::LateWarning, &["ask", lang.code()]);
                self.found.push(finding.quote("word", word));
            }
        }
    }

    fn outcome(&mut self, outcome: &Outcome, site: &Site<'_>) {
        let texts = [
            ("say", &outcome.say),
            ("do", &outcome.todo),
            ("expect", &outcome.expect),
            ("meanwhile", &outcome.meanwhile),
            ("ticket_note", &outcome.ticket_note),
        ];
        for (key, text) in texts {
            self.long(site, &[key], text);
            for (lang, text) in wordings(text) {
                if let Some(step) = self.repeated(text) {
                    let finding = site.finding(Code::SecretInSay, &[key, lang.code()]);
                    self.found.push(finding.quote("step", &step));
                }
            }
        }
    }

    /// Says where a sentence of the summary repeats what must not be shared.
    fn secret_reports(&mut self, step: &Step, site: &Site<'_>) {
        for (index, report) in step.reports.iter().enumerate() {
            let is_secret = is_never_shared(report.slot) || step.slot.is_some_and(is_never_shared);
            for (lang, say) in wordings(&report.say) {
                let named = self.repeated(say);
                if let Some(step) = named.or_else(|| is_secret.then(|| step.key.clone())) {
                    let path: &[&str] = &["say", lang.code()];
                    let finding = site.in_report(Code::SecretInSay, index, path);
                    self.found.push(finding.quote("step", &step));
                }
            }
        }
    }

    /// Returns the secret that a text repeats.
    fn repeated(&self, text: &str) -> Option<String> {
        let mut named = text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0));
        named.find(|key| self.secrets.contains(*key)).map(str::to_owned)
    }

    /// Notes the sentences of a text that are too long.
    fn long(&mut self, site: &Site<'_>, path: &[&str], text: &Text) {
        for (lang, wording) in wordings(text) {
            for words in too_long(wording) {
                let path: Vec<_> = path.iter().copied().chain([lang.code()]).collect();
                let finding = site.finding(Code::LongSentence, &path);
                self.found.push(finding.quote("n", &words.to_string()));
            }
        }
    }
}

/// Returns the number of words of each sentence that is too long.
fn too_long(text: &str) -> Vec<usize> {
    let counted = sentences(text).into_iter().map(words);
    counted.filter(|words| *words > MOST_WORDS).collect()
}

fn is_never_shared(slot: Slot) -> bool {
    slots::spec(slot).privacy == Privacy::NeverShared
}

/// Says which steps are asked only of those who know a technical name, with nothing in their place.
fn hidden_from_unknown(steps: &[&Step], sites: &[Site<'_>], found: &mut Vec<Finding>) {
    let technical = steps.iter().filter(|step| is_technical(step));
    let mut alone: HashSet<&str> = technical.map(|step| step.key.as_str()).collect();
    for step in steps {
        let others = step.when.tests().filter(|test| test.test == Test::Known(false));
        for test in step.unless.tests().chain(others) {
            alone.remove(test.step.as_str());
        }
    }
    for (step, site) in steps.iter().zip(sites) {
        let Condition::AnyOf(groups) = &step.when else { continue };
        // What every group needs is among what the first one does.
        let first = groups.first().map(Vec::as_slice).unwrap_or_default();
        let needs = |group: &[StepTest], name: &str| {
            group.iter().any(|test| test.step == name && test.test != Test::Known(false))
        };
        let mut names = first.iter().map(|test| test.step.as_str());
        let name = names
            .find(|name| alone.contains(name) && groups.iter().all(|group| needs(group, name)));
        if let Some(name) = name {
            found.push(site.finding(Code::HiddenFromUnknown, &["when"]).quote("step", name));
        }
    }
}

/// Tells whether answering a step needs a name that only technicians know.
fn is_technical(step: &Step) -> bool {
    let terms = &all().technical;
    let names =
        |text: &Text| wordings(text).any(|(lang, text)| terms.anywhere(text, lang).is_some());
    step.slot == Some(Slot::Access)
        || names(&step.ask)
        || (matches!(step.kind, Kind::Choice { .. })
            && step.kind.options().iter().filter(|option| names(&option.text)).count() > 1)
}
