//! How long a list is for the person who goes through it, and what an agent's questions it leaves open.
//!
//! Pure.

use super::length::{Longest, longest};
use super::model::Model;
use super::reach::{Reach, Reached};
use crate::checklist::finding::Code;
use crate::checklist::pace::seconds;
use crate::checklist::parse::Whole;
use crate::checklist::{Checklist, Finding, Kind, Step, slots};

/// The most shown steps of a phase.
const MOST_IN_PHASE: u32 = 9;
/// The most questions on the commonest path.
const MOST_COMMON: u32 = 25;
/// The most questions on the longest path.
const MOST_QUESTIONS: u32 = 32;
/// The most seconds of a person's own time on the longest path.
const MOST_SECONDS: u32 = 420;

/// How long a list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The questions on the commonest path, on which each question is answered by its first option.
    pub commonest: u32,
    /// The questions on the longest path.
    pub questions: Longest,
    /// The person's own time on the longest path, in seconds.
    pub seconds: Longest,
    /// The most shown steps of each phase.
    pub phases: Vec<Longest>,
    /// The keys of the questions of an agent that no step answers.
    pub open: Vec<&'static str>,
}

impl Facts {
    /// Measures a list.
    pub(super) fn of(list: &Checklist, model: &Model, reach: &Reach) -> Self {
        let steps: Vec<_> = list.steps().collect();
        let asks: Vec<_> = steps.iter().map(|(_, step)| u32::from(asks(step))).collect();
        let costs: Vec<_> = steps.iter().map(|(_, step)| own_seconds(list, step)).collect();
        let mut starts: Vec<usize> = Vec::new();
        let mut at = 0;
        for phase in &list.phases {
            starts.extend((at > 0).then_some(at));
            at += phase.steps.len();
        }
        let total = |weights: &[u32]| longest(model, weights, &[]).pop().unwrap_or_default();
        Self {
            commonest: commonest(model, &steps),
            questions: total(&asks),
            seconds: total(&costs),
            phases: longest(model, &vec![1; steps.len()], &starts),
            open: open(list, reach),
        }
    }

    /// Says what is too long, and which questions are left open.
    pub(super) fn check(&self, whole: &Whole<'_, '_>, reach: &Reach) -> Vec<Finding> {
        let mut found = self.long_phases(whole, reach);
        let Some(root) = &whole.sites.root else { return found };
        let mut head = |code: Code, number: u32, most: u32| {
            let finding = root.finding(code, &["title"]).quote("n", &number.to_string());
            found.push(finding.quote("most", &most.to_string()));
        };
        if self.commonest > MOST_COMMON {
            head(Code::TooManyQuestions, self.commonest, MOST_COMMON);
        } else if self.questions.found > MOST_QUESTIONS {
            head(Code::TooManyQuestions, self.questions.found, MOST_QUESTIONS);
        }
        if self.seconds.found > MOST_SECONDS {
            head(Code::TooMuchTime, self.seconds.found, MOST_SECONDS);
        }
        if !self.open.is_empty() && whole.list.outcomes.iter().any(|outcome| outcome.call) {
            let finding = root.finding(Code::OpenQuestions, &["title"]);
            found.push(finding.questions("questions", self.open.clone()));
        }
        found
    }

    fn long_phases(&self, whole: &Whole<'_, '_>, reach: &Reach) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut at = 0;
        for ((phase, site), longest) in
            whole.list.phases.iter().zip(&whole.sites.phases).zip(&self.phases)
        {
            let own = reach.steps.get(at..at + phase.steps.len()).unwrap_or_default();
            at += phase.steps.len();
            let most = own.iter().filter(|reached| **reached != Reached::No).count();
            let code = if longest.found > MOST_IN_PHASE {
                Code::LongPhase
            } else if !longest.is_exact && most > MOST_IN_PHASE as usize {
                Code::LongPhaseOpen
            } else {
                continue;
            };
            let number =
                if code == Code::LongPhase { longest.found.to_string() } else { most.to_string() };
            found.push(site.finding(code, &["key"]).quote("n", &number).quote("key", &phase.key));
        }
        found
    }
}

/// Tells whether a step is a question to the person.
fn asks(step: &Step) -> bool {
    !matches!(step.kind, Kind::Probe { .. } | Kind::Diagnose | Kind::Info | Kind::Wait { .. })
}

/// A person's own time for a step, in the slower language; waiting is nobody's work.
fn own_seconds(list: &Checklist, step: &Step) -> u32 {
    if matches!(step.kind, Kind::Wait { .. }) {
        return 0;
    }
    list.languages.iter().map(|lang| seconds(step, *lang)).max().unwrap_or(0)
}

/// Counts the questions on the path on which everything is answered by what stands first.
fn commonest(model: &Model, steps: &[(usize, &Step)]) -> u32 {
    let mut classes: Vec<usize> = Vec::with_capacity(steps.len());
    let mut count = 0;
    for (at, (_, step)) in steps.iter().enumerate() {
        let class = |step: usize| classes.get(step).copied().unwrap_or(0);
        let is_shown = model.is_shown(at, &class);
        count += u32::from(is_shown && asks(step));
        classes.push(if is_shown { common_class(model, at, step) } else { 0 });
    }
    count
}

/// Returns the class of the first option, or of the first answer that there is.
fn common_class(model: &Model, at: usize, step: &Step) -> usize {
    use super::Reply;
    let Some(known) = model.steps.get(at) else { return 0 };
    let first = step.kind.options().first().map(|option| option.key.as_str());
    let is_common = |reply: &Reply| match (reply, first) {
        (Reply::Option(option), Some(first)) => option == first,
        (Reply::Options(options), Some(first)) => {
            options.len() == 1 && options.iter().any(|option| option == first)
        }
        (Reply::Verdict { verdict, .. }, _) => verdict == "no-internet",
        _ => true,
    };
    let mut classes = known.domain.classes.iter();
    let found = classes.position(|class| class.reply.as_ref().is_some_and(is_common));
    // Where no condition names the first option, the class of all unnamed ones is its.
    found.unwrap_or_else(|| {
        let other = |class: &super::domain::Class| match &class.reply {
            Some(Reply::Option(_) | Reply::Options(_) | Reply::Verdict { .. }) => true,
            Some(_) | None => false,
        };
        known.domain.classes.iter().position(other).unwrap_or(0)
    })
}

/// Returns the keys of the questions that no step answers.
fn open(list: &Checklist, reach: &Reach) -> Vec<&'static str> {
    let steps = list.steps().zip(&reach.steps).filter(|(_, reached)| **reached != Reached::No);
    let known = steps.flat_map(|((_, step), _)| {
        step.slot.into_iter().chain(step.reports.iter().map(|report| report.slot))
    });
    let mut answered: Vec<_> =
        known.filter_map(|slot| slots::spec(slot).question.as_deref()).collect();
    answered.sort_unstable();
    let questions = slots::questions().iter().filter(|question| question.is_asked(&list.service));
    let keys = questions.map(|question| question.key.as_str());
    keys.filter(|key| answered.binary_search(key).is_err()).collect()
}
