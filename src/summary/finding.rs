//! What it is: the outcome's words, completed from the verdict, with how sure it is and why.
//!
//! Pure.

use serde::Serialize;

use super::phrases::fill;
use super::voice::Voice;
use super::{Source, best};
use crate::checklist::condition::StepTest;
use crate::checklist::{Condition, Outcome, Slot, requests, sentences};
use crate::diagnosis::report::seen_sentence;
use crate::diagnosis::{Confidence, Diagnosis, Segment, Verdict, VerdictTexts};
use crate::lang::{Catalogue, Text};
use crate::moment::Moment;

/// What the answers and the evidence come to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// The outcome's key.
    pub outcome: String,
    /// Where the fault is.
    pub segment: Segment,
    /// How sure that is.
    pub confidence: Confidence,
    /// Whether where it is was a question at all: a lost card is nowhere on a line.
    #[serde(skip)]
    pub located: bool,
    /// Whether a call is needed.
    pub call: bool,
    /// What it is, in one sentence.
    pub say: String,
    /// What it rests on: what the person saw, what the program saw, and whether they agree.
    pub basis: Option<String>,
    /// What the customer can still do.
    #[serde(rename = "do")]
    pub todo: Option<String>,
    /// What a call can and cannot do.
    pub expect: Option<String>,
    /// How to get by until then.
    pub meanwhile: Option<String>,
    /// Technical wording for the ticket.
    pub ticket_note: Option<String>,
    /// What to ask for: keys of the requests.
    pub request: Vec<String>,
    /// What to ask for instead.
    pub alternative: Vec<String>,
    /// The request as one sentence.
    #[serde(skip)]
    pub spoken_request: Option<String>,
    /// The alternative as one sentence.
    #[serde(skip)]
    pub spoken_alternative: Option<String>,
}

/// Finds the first outcome that holds and completes it.
pub(super) fn find(source: &Source<'_>, voice: &Voice<'_>) -> Option<Finding> {
    let outcome = source.walk.outcome()?;
    let measured = diagnosis(source);
    let diagnosis = measured.cloned().unwrap_or_else(Diagnosis::not_measured);
    let texts = VerdictTexts::of(diagnosis.verdict, diagnosis.segment);
    let from = outcome.from.is_some();
    let choose = |own: &Text, other: &Text| {
        let own = known_sentences(own.get(source.lang), source, voice);
        let other = || known_sentences(other.get(source.lang), source, voice);
        own.or_else(|| from.then(other).flatten())
    };
    // Whoever need not call asks for nothing, unless the list says so itself.
    let keys = |own: &[String], other: &[String]| {
        if own.is_empty() && from && outcome.call { other.to_vec() } else { own.to_vec() }
    };
    let request = keys(&outcome.request, &texts.request);
    let alternative = keys(&outcome.alternative, &texts.alternative);
    Some(Finding {
        outcome: outcome.key.clone(),
        segment: outcome.segment.unwrap_or(diagnosis.segment),
        confidence: confidence(source, outcome, measured),
        located: is_located(source, outcome),
        call: outcome.call && !(from && measured.is_some_and(|found| !found.verdict.is_fault())),
        // Where nothing can be said of it, it is at least named.
        say: choose(&outcome.say, &texts.say).or_else(|| named(source)).unwrap_or_default(),
        basis: basis(source, voice, outcome, measured),
        todo: choose(&outcome.todo, &texts.act),
        expect: choose(&outcome.expect, &texts.expect),
        meanwhile: choose(&outcome.meanwhile, &texts.meanwhile),
        ticket_note: choose(&outcome.ticket_note, &texts.ticket_note),
        spoken_request: spoken(source, &request),
        spoken_alternative: spoken_alternative(source, &alternative),
        request,
        alternative,
    })
}

/// Puts answers into a text, without the sentences that repeat what is not known.
fn known_sentences(text: &str, source: &Source<'_>, voice: &Voice<'_>) -> Option<String> {
    let answer = |key: &str| voice.answer(source.walk.find(key)?);
    let said: Vec<_> = sentences(text).into_iter().filter_map(|say| fill(say, answer)).collect();
    let said = crate::safe::line(&said.join(" ")).into_owned();
    (!said.is_empty()).then_some(said)
}

/// Names the problem by the title of its list.
fn named(source: &Source<'_>) -> Option<String> {
    let title = crate::safe::line(source.walk.list().title.get(source.lang)).into_owned();
    (!title.is_empty()).then(|| title + ".")
}

/// Tells whether an outcome, or a look that found something wrong, says where the fault is.
fn is_located(source: &Source<'_>, outcome: &Outcome) -> bool {
    // That the internet works says nothing about where a television or telephone fails.
    let fault = diagnosis(source).is_some_and(|found| found.verdict.is_fault());
    outcome.segment.is_some() || outcome.from.is_some() || fault
}

/// Returns the diagnosis of the walk, if the program looked.
fn diagnosis<'a>(source: &Source<'a>) -> Option<&'a Diagnosis> {
    let mut all = (0..source.walk.len()).filter_map(|at| source.walk.diagnosis(at));
    all.next_back().filter(|diagnosis| diagnosis.verdict != Verdict::NotMeasured)
}

/// How the person's eyes and the program's probes agree about where the fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Agreement {
    Agree,
    OnlyOne,
    Contradict,
}

fn agreement(source: &Source<'_>, outcome: &Outcome, measured: Option<&Diagnosis>) -> Agreement {
    let (Some(seen), Some(measured)) = (outcome.segment, measured) else {
        return Agreement::OnlyOne;
    };
    let outside = |segment| matches!(segment, Segment::Line | Segment::Isp | Segment::Internet);
    let works = !measured.verdict.is_fault();
    // What works on this computer says nothing against another device or its way to the modem.
    let inside = matches!(seen, Segment::Device | Segment::Lan);
    // Nor against what is slow, or fails now and then: only what lights show is there all the time.
    let silent = works && (inside || !rests_on_lights(source, outcome));
    if (seen == Segment::None) != works && !silent {
        Agreement::Contradict
    } else if seen == measured.segment || (outside(seen) && outside(measured.segment)) {
        Agreement::Agree
    } else {
        Agreement::OnlyOne
    }
}

/// Tells whether an outcome was chosen by an answer that a sentence about the lights is made of.
fn rests_on_lights(source: &Source<'_>, outcome: &Outcome) -> bool {
    let steps = (0..source.walk.len()).filter_map(|at| source.walk.step(at));
    let reports = steps.flat_map(|(_, step)| step.reports.iter().map(move |said| (step, said)));
    let lights: Vec<_> = reports.filter(|(_, said)| said.slot == Slot::Lights).collect();
    outcome.when.tests().filter(|test| source.walk.holds(&alone(test))).any(|test| {
        lights.iter().any(|(step, said)| {
            step.key == test.step || said.when.tests().any(|other| other.step == test.step)
        })
    })
}

/// Makes a condition of one test.
fn alone(test: &StepTest) -> Condition {
    Condition::AnyOf(vec![vec![test.clone()]])
}

fn confidence(source: &Source<'_>, outcome: &Outcome, measured: Option<&Diagnosis>) -> Confidence {
    match agreement(source, outcome, measured) {
        Agreement::Agree => Confidence::High,
        Agreement::Contradict => Confidence::Low,
        Agreement::OnlyOne => match (outcome.segment, measured) {
            (None, Some(measured)) => measured.confidence,
            (None, None) => Confidence::Low,
            (Some(_), _) => Confidence::Medium,
        },
    }
}

/// Says what it rests on.
fn basis(
    source: &Source<'_>,
    voice: &Voice<'_>,
    outcome: &Outcome,
    measured: Option<&Diagnosis>,
) -> Option<String> {
    let texts = Catalogue::of(source.lang);
    let lights = best(source.walk, voice, Slot::Lights);
    let seen = looks(source).into_iter().next_back().map(|(_, say)| say);
    let agree = match agreement(source, outcome, measured) {
        Agreement::Agree => texts.get("summary.agree"),
        Agreement::Contradict => texts.get("summary.contradict"),
        Agreement::OnlyOne => "",
    };
    let plain = |said: String| said.trim_end_matches('.').to_owned();
    let said = match (lights.map(plain), seen.map(plain)) {
        (Some(lights), Some(seen)) => {
            let both = [("lights", &*lights), ("seen", &*seen)];
            texts.fill("summary.basis-both", &both) + " " + agree
        }
        (Some(lights), None) => texts.fill("summary.basis-lights", &[("lights", &lights)]),
        (None, Some(seen)) => texts.fill("summary.basis-seen", &[("seen", &seen)]),
        (None, None) => return None,
    };
    Some(said.trim_end().to_owned())
}

/// Returns each look at the network: the step, and what was seen in one sentence with its stop.
fn looks(source: &Source<'_>) -> Vec<(usize, String)> {
    let walk = source.walk;
    (0..walk.len())
        .filter_map(|at| {
            let said = seen_sentence(walk.evidence(at)?, walk.diagnosis(at)?, source.lang)?;
            Some((at, said))
        })
        .collect()
}

/// Says what the program saw, with the hour, one sentence for each look, the latest first.
pub(super) fn seen(source: &Source<'_>, voice: &Voice<'_>) -> Vec<String> {
    let texts = Catalogue::of(source.lang);
    let all = looks(source).into_iter().rev();
    all.filter_map(|(at, said)| {
        let when = voice.at(&Moment::exact(source.walk.record(at)?.at.clone()));
        let seen = said.trim_end_matches('.');
        Some(texts.fill("summary.seen-at", &[("seen", seen), ("when", &when)]))
    })
    .collect()
}

/// Makes one sentence of what to ask for: the first, and the second where the first finds nothing.
fn spoken(source: &Source<'_>, keys: &[String]) -> Option<String> {
    let mut all = keys.iter().filter_map(|key| requests::lookup(key));
    let first = all.next()?;
    let say = first.say.get(source.lang);
    let texts = Catalogue::of(source.lang);
    Some(match all.next() {
        Some(second) => {
            let own = first.then.get(source.lang);
            let then = if own.is_empty() { texts.get("summary.request-join") } else { own };
            format!("{say}{then}{}.", second.short.get(source.lang))
        }
        None => format!("{say}."),
    })
}

fn spoken_alternative(source: &Source<'_>, keys: &[String]) -> Option<String> {
    let first = keys.iter().find_map(|key| requests::lookup(key))?;
    let texts = Catalogue::of(source.lang);
    Some(texts.fill("summary.alternative", &[("alternative", first.short.get(source.lang))]))
}
