//! What no answers reach, and answers that reach nothing.
//!
//! Pure.

use super::model::Model;
use super::reach::{Reach, Reached};
use super::search::{Answered, Found};
use super::{Reply, answers, may_be_reached};
use crate::checklist::Finding;
use crate::checklist::finding::Code;
use crate::checklist::parse::Whole;

/// The most answers of an example that a sentence names.
const NAMED: usize = 6;

/// Says which phases, steps and outcomes are not reached, and which answers reach no outcome.
pub(super) fn check(whole: &Whole<'_, '_>, model: &Model, reach: &Reach) -> Vec<Finding> {
    let mut found = steps(whole, reach);
    found.extend(outcomes(whole, reach));
    if !model.is_readable() {
        // What hangs on a mistake is not worth a word of its own.
        found.retain(|finding| finding.code != Code::NotDecided);
    }
    found.extend(nowhere(whole, model, &reach.nowhere));
    found.extend(restarts(whole, reach));
    found
}

fn steps(whole: &Whole<'_, '_>, reach: &Reach) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut at = 0;
    for (phase, site) in whole.list.phases.iter().zip(&whole.sites.phases) {
        let own = reach.steps.get(at..at + phase.steps.len()).unwrap_or_default();
        let is_lost = !own.is_empty() && own.iter().all(|reached| *reached == Reached::No);
        if is_lost && !phase.key.is_empty() {
            let finding = site.finding(Code::UnreachablePhase, &["key"]);
            found.push(finding.quote("key", &phase.key));
        }
        for (step, reached) in phase.steps.iter().zip(own) {
            let code = match reached {
                Reached::Yes => None,
                Reached::No => Some(Code::UnreachableStep),
                Reached::Open => Some(Code::NotDecided),
            };
            if let (Some(code), Some(site)) = (code, whole.sites.steps.get(at)) {
                let condition = ["when", "unless", "for"].into_iter();
                let place = condition.clone().find(|key| site.table.contains_key(*key));
                let finding = site.finding(code, &[place.unwrap_or("key")]);
                found.push(finding.quote("key", &step.key));
            }
            at += 1;
        }
    }
    found
}

fn outcomes(whole: &Whole<'_, '_>, reach: &Reach) -> Vec<Finding> {
    let all = whole.list.outcomes.iter().zip(&whole.sites.outcomes).zip(&reach.outcomes);
    let finding = |((outcome, site), reached): (
        (&crate::checklist::Outcome, &crate::checklist::parse::Site<'_>),
        &Reached,
    )| {
        let code = match reached {
            Reached::Yes => return None,
            Reached::No => Code::UnreachableOutcome,
            Reached::Open => Code::NotDecided,
        };
        let place = if site.table.contains_key("when") { "when" } else { "key" };
        Some(site.finding(code, &[place]).quote("key", &outcome.key))
    };
    all.filter_map(finding).collect()
}

fn nowhere(whole: &Whole<'_, '_>, model: &Model, found: &Found) -> Option<Finding> {
    let last = whole.sites.outcomes.last()?;
    match found {
        Found::No => None,
        Found::Unknown => {
            let key = whole.list.outcomes.last().map(|outcome| outcome.key.as_str());
            let finding = last.finding(Code::NoOutcomeOpen, &["key"]);
            Some(finding.quote("key", key.unwrap_or_default()))
        }
        Found::Yes(way) => {
            let finding = last.finding(Code::NoOutcome, &["key"]);
            let said = example(whole, model, way);
            Some(if said.is_empty() {
                finding.word("example", "check.example-nothing")
            } else {
                finding.quote_long("example", &said)
            })
        }
    }
}

/// Names the answers of an example.
fn example(whole: &Whole<'_, '_>, model: &Model, way: &Answered) -> String {
    let answers = answers(whole.list, model, way);
    let named = answers.iter().take(NAMED).map(|(step, reply)| format!("{step} = {}", said(reply)));
    let more = if answers.len() > NAMED { ", …" } else { "" };
    named.collect::<Vec<_>>().join(", ") + more
}

/// Writes an answer as a condition would name it.
fn said(reply: &Reply) -> String {
    match reply {
        Reply::Done => "done".to_owned(),
        Reply::Skipped => "skipped".to_owned(),
        Reply::CouldNot => "could-not".to_owned(),
        Reply::YesNo(yes) => yes.to_string(),
        Reply::Option(option) => option.clone(),
        Reply::Options(options) => format!("[{}]", options.join(", ")),
        Reply::Number(number) => number.to_string(),
        Reply::Text | Reply::Moment => "…".to_owned(),
        Reply::Restart { internet, .. } => internet.unwrap_or("done").to_owned(),
        Reply::Probe(passed) => passed.map_or("…".to_owned(), |passed| passed.to_string()),
        Reply::Verdict { verdict, .. } => verdict.clone(),
    }
}

fn restarts(whole: &Whole<'_, '_>, reach: &Reach) -> Vec<Finding> {
    let keys: Vec<_> = whole.list.steps().map(|(_, step)| step.key.as_str()).collect();
    let finding = |(first, second): &(usize, usize)| {
        let site = whole.sites.steps.get(*second)?;
        if !may_be_reached(reach.steps.get(*second)) {
            return None;
        }
        let first = keys.get(*first).copied().unwrap_or_default();
        Some(site.finding(Code::TwoRestarts, &["kind"]).quote("step", first))
    };
    reach.restarts.iter().filter_map(finding).collect()
}
