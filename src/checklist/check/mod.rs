//! A list as a whole: what answers can reach, how long it gets, and how it speaks to people.
//!
//! Pure. What the parser says of each part stands beside it; here is what only the whole shows.

mod domain;
mod facts;
mod length;
mod model;
mod parts;
mod reach;
mod search;
mod style;
mod terms;
#[cfg(test)]
mod tests;

pub use facts::Facts;
pub use length::Longest;
pub use terms::sentences;

use self::model::{Model, Readable};
use self::reach::{Reached, reach};
use super::parse::{self, Whole};
use super::{Checklist, Finding, Kind, Parsed, Resolver};

/// An answer that leads somewhere.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// It was done, or read, or waited for.
    Done,
    /// It was left out.
    Skipped,
    /// It was tried in vain.
    CouldNot,
    /// Yes or no.
    YesNo(bool),
    /// The key of an option.
    Option(String),
    /// The keys of options.
    Options(Vec<String>),
    /// A number.
    Number(f64),
    /// Any words.
    Text,
    /// Any point in time.
    Moment,
    /// A restart, with what the program saw.
    Restart {
        /// Whether it saw the device go away.
        seen: bool,
        /// What became of the gateway: `came-back`, `stayed-away` or `never-left`.
        gateway: Option<&'static str>,
        /// What became of the internet.
        internet: Option<&'static str>,
    },
    /// One look, and whether it passed.
    Probe(Option<bool>),
    /// A verdict.
    Verdict {
        /// Its code; perhaps one that this version never comes to.
        verdict: String,
        /// Lesser findings beside it.
        also: Vec<String>,
        /// Where; none where no condition asks.
        segment: Option<String>,
        /// How sure; none where no condition asks.
        confidence: Option<String>,
    },
}

/// Answers by the keys of the steps, in the order of the list; all other steps have none.
pub type Answers = Vec<(String, Reply)>;

/// What `check` has to say about a file.
#[derive(Debug)]
pub struct Inspected {
    /// What came of reading it; its findings are all findings.
    pub parsed: Parsed,
    /// How long the list is; none for a fragment, or where it could not be read.
    pub facts: Option<Facts>,
}

/// Reads a list or fragment and checks it as a whole, in time linear in its length.
pub fn inspect(source: &str, resolve: &Resolver<'_>) -> Inspected {
    let mut facts = None;
    let parsed = parse::parse_and(source, resolve, &mut |whole| {
        let (found, measured) = look(whole);
        facts = measured;
        found
    });
    let facts = facts.filter(|_| !parsed.is_fragment);
    Inspected { parsed, facts }
}

/// Returns answers for each outcome that can be reached, in the order of the list.
///
/// The engine comes to that outcome with exactly these answers, and with no others given.
pub fn witness(list: &Checklist) -> Vec<(String, Answers)> {
    let readable = Readable { steps: Vec::new(), outcomes: Vec::new() };
    let model = Model::of(list, &readable);
    let ways = reach(&model, &[]).ways;
    let named = list.outcomes.iter().zip(ways);
    named
        .filter_map(|(outcome, way)| Some((outcome.key.clone(), answers(list, &model, &way?))))
        .collect()
}

/// Names the steps and answers of a way.
fn answers(list: &Checklist, model: &Model, way: &search::Answered) -> Answers {
    let steps = list.steps().zip(&model.steps).enumerate();
    let answered = steps.filter_map(|(at, ((_, step), known))| {
        let class = known.domain.classes.get(search::class_of(way, at))?;
        Some((step.key.clone(), class.reply.clone()?))
    });
    answered.collect()
}

/// Checks a list that was read, as far as it was.
fn look(whole: &Whole<'_, '_>) -> (Vec<Finding>, Option<Facts>) {
    let mut found = style::check(whole);
    if whole.is_damaged {
        // Parts may be missing, so nobody can tell what is reached.
        return (found, None);
    }
    let readable = Readable {
        steps: whole.sites.steps.iter().map(|site| site.is_whole).collect(),
        outcomes: whole.sites.outcomes.iter().map(|site| site.is_whole).collect(),
    };
    let model = Model::of(whole.list, &readable);
    let steps = whole.list.steps().enumerate();
    let restarts = steps.filter(|(_, (_, step))| matches!(step.kind, Kind::Restart { .. }));
    let restarts: Vec<_> = restarts.map(|(at, _)| at).collect();
    let reach = reach(&model, &restarts);
    found.extend(parts::check(whole, &model, &reach));
    let is_list = !whole.list.outcomes.is_empty();
    let facts = is_list.then(|| Facts::of(whole.list, &model, &reach));
    if let Some(facts) = &facts {
        found.extend(facts.check(whole, &reach));
    }
    (found, facts)
}

/// Tells whether anything is known to be reached, or may be.
fn may_be_reached(reached: Option<&Reached>) -> bool {
    reached.is_none_or(|reached| *reached != Reached::No)
}
