//! What became of each step, and of the call.
//!
//! Pure.

use super::voice::Voice;
use super::{Became, Promise, Reader, Refusal, ReportPart, ReportStep, Source, Ticket, state_name};
use crate::case::Case;
use crate::checklist::Kind;
use crate::engine::{Ending, State};
use crate::lang::Catalogue;
use crate::moment;
use crate::safe;
use crate::session::{Answer, Event};

/// The question about the call whose answer may be that none is needed any more.
const CONNECTED: &str = "call.connected";

/// Lists the shown steps, part by part.
pub(super) fn parts(source: &Source<'_>, voice: &Voice<'_>) -> Vec<ReportPart> {
    let phases = source.walk.list().phases.iter().enumerate();
    phases
        .map(|(index, phase)| ReportPart {
            title: safe::line(phase.title.get(source.lang)).into_owned(),
            steps: (0..source.walk.len())
                .filter(|at| source.walk.step(*at).is_some_and(|(phase, _)| phase == index))
                .filter_map(|at| step(source, voice, at))
                .collect(),
        })
        .filter(|part| !part.steps.is_empty())
        .collect()
}

fn step(source: &Source<'_>, voice: &Voice<'_>, at: usize) -> Option<ReportStep> {
    let (_, step) = source.walk.step(at)?;
    let state = source.walk.state(at);
    if state == State::Hidden || matches!(step.kind, Kind::Info) {
        return None;
    }
    let record = source.walk.record(at);
    let own = |text: &str| (source.reader == Reader::Me).then(|| safe::line(text).into_owned());
    let why = record.and_then(|record| match &record.ending {
        Ending::Left { why, .. } => why.as_deref().and_then(own),
        Ending::Answered(_) | Ending::Diagnosed(_) => None,
    });
    Some(ReportStep {
        key: step.key.clone(),
        ask: ask(source, step),
        state: state_name(state),
        answer: answer(source, voice, at),
        withheld: voice.is_withheld_at(at),
        why,
        note: source.walk.note(at).and_then(own),
        at: record.map(|record| record.at.to_string()),
        restart: super::restart::report(source, voice, at),
    })
}

/// Returns a step's question, or what the program calls a step that has none.
fn ask(source: &Source<'_>, step: &crate::checklist::Step) -> String {
    let ask = step.ask.get(source.lang);
    let texts = Catalogue::of(source.lang);
    let key = match &step.kind {
        Kind::Diagnose => "summary.step-diagnose",
        Kind::Restart { .. } => "summary.step-restart",
        Kind::Probe { .. } => "summary.step-probe",
        Kind::Do
        | Kind::YesNo
        | Kind::Choice { .. }
        | Kind::Multi { .. }
        | Kind::Number { .. }
        | Kind::Text { .. }
        | Kind::DateTime
        | Kind::Wait { .. }
        | Kind::Info => "",
    };
    if ask.is_empty() && !key.is_empty() {
        return texts.get(key).to_owned();
    }
    safe::line(ask).into_owned()
}

fn answer(source: &Source<'_>, voice: &Voice<'_>, at: usize) -> Option<String> {
    let texts = Catalogue::of(source.lang);
    match &source.walk.record(at)?.ending {
        Ending::Answered(Answer::Unknown) => Some(texts.get("summary.not-known").to_owned()),
        Ending::Answered(Answer::Done) => Some(texts.get("summary.done").to_owned()),
        Ending::Answered(Answer::Probe { passed }) => {
            let key = match passed {
                Some(true) => "summary.probe-passed",
                Some(false) => "summary.probe-failed",
                None => "summary.not-known",
            };
            Some(texts.get(key).to_owned())
        }
        Ending::Answered(Answer::Restart(_)) => {
            let said = super::restart::said(source, voice, at);
            let known = || voice.shown(at).or_else(|| Some(texts.get("summary.done").to_owned()));
            said.map(|said| said.trim_end_matches('.').to_owned()).or_else(known)
        }
        Ending::Answered(_) => voice.shown(at),
        Ending::Diagnosed(diagnosis) => Some(
            crate::diagnosis::VerdictTexts::of(diagnosis.verdict, diagnosis.segment)
                .say
                .get(source.lang)
                .to_owned(),
        ),
        Ending::Left { .. } => None,
    }
}

/// Lists the calls; the agent's name appears in no text.
pub(super) fn tickets(source: &Source<'_>, case: &Case) -> Vec<Ticket> {
    let texts = Catalogue::of(source.lang);
    let calls = case.calls.iter();
    calls
        .map(|call| Ticket {
            number: call.number.as_deref().map(|number| super::ticket_number(source, number)),
            reason: call
                .reason
                .as_deref()
                .and_then(|key| text_of(texts, &format!("summary.reason-{key}"))),
            explanation: call.explanation.as_deref().and_then(|said| words(source, said)),
            noted: super::stamp(&call.at, source),
        })
        .collect()
}

/// Returns the person's own words, for those who may see them.
fn words(source: &Source<'_>, words: &str) -> Option<String> {
    (source.reader != Reader::Public).then(|| super::without_agents(source, words))
}

/// Returns a text by a key that came out of a log, which another version may have written.
pub(super) fn text_of(texts: &Catalogue, key: &str) -> Option<String> {
    let said = texts.get(key);
    (said != key).then(|| said.to_owned())
}

/// Lists what was promised.
pub(super) fn promises(source: &Source<'_>, case: &Case) -> Vec<Promise> {
    let say =
        |due: &moment::Moment| moment::speak(due, moment::Style::Full, source.lang, source.now);
    let promises = case.promises.iter().enumerate();
    promises
        .map(|(place, promise)| Promise {
            what: words(source, &promise.what).unwrap_or_default(),
            until: promise.due.as_ref().map(say),
            due: promise.due.as_ref().map(|due| due.at.to_string()),
            state: case.standing(place, source.now).key(),
        })
        .collect()
}

/// Lists what was refused.
pub(super) fn refusals(source: &Source<'_>, case: &Case) -> Vec<Refusal> {
    let some = |said: &Option<String>| said.as_deref().and_then(|said| words(source, said));
    let refusals = case.refusals.iter();
    refusals
        .map(|refusal| Refusal {
            what: words(source, &refusal.what),
            rule: some(&refusal.rule),
            decides: some(&refusal.decides),
            noted: super::stamp(&refusal.at, source),
        })
        .collect()
}

/// Lists what else was settled, for those who may see it.
pub(super) fn terms(source: &Source<'_>, case: &Case) -> Vec<super::Terms> {
    let some = |said: &Option<String>| said.as_deref().and_then(|said| words(source, said));
    let all = case.terms.iter().map(|terms| super::Terms {
        told: some(&terms.told),
        charge: some(&terms.charge),
        noted: super::stamp(&terms.at, source),
    });
    all.filter(|terms| terms.told.is_some() || terms.charge.is_some()).collect()
}

/// Lists what the person said has become of it.
pub(super) fn turns(case: &Case) -> Vec<Became> {
    let turns = case.turns.iter();
    turns.map(|(turn, when)| Became { turn: *turn, at: when.at.to_string() }).collect()
}

/// Returns when the person said, instead of calling, that it works again.
pub(super) fn back(source: &Source<'_>) -> Option<String> {
    let (option, at) = source.entries.iter().rev().find_map(|entry| {
        let Event::Answered { step, answer } = &entry.event else { return None };
        let Answer::Choice { option } = answer else { return None };
        (step == CONNECTED).then_some((option, &entry.at))
    })?;
    (option == "back").then(|| super::stamp(at, source))
}
