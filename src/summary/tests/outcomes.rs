//! Every outcome of every list, by the answers that the static analysis names: told by somebody who knows
//! nothing else, and by somebody who knows as much as the outcome allows.

use std::collections::BTreeMap;

use super::every::{Case, Wrong};
use super::walks::{self, Dice, Log};
use super::{READERS, built};
use crate::checklist::check::{Answers, Reply, witness};
use crate::checklist::{Checklist, Kind, Step};
use crate::diagnosis::{Confidence, Diagnosis, Finding as Seen, Segment, Verdict, diagnose};
use crate::engine::Walk;
use crate::evidence::Evidence;
use crate::lang::Lang;
use crate::session::{Answer, Entry, Event, Omission, Restart, Return};
use crate::summary::Reader;

/// How much a caller knows besides what leads to an outcome.
#[derive(Clone, Copy, PartialEq)]
enum Knows {
    Nothing,
    Everything,
}

#[test]
fn every_outcome_is_reached_and_told_by_whoever_knows_little_or_much() {
    let ways = |list| witness(list).into_iter().map(move |(outcome, way)| (list, outcome, way));
    let all: Vec<_> = walks::lists().iter().flat_map(ways).collect();
    for list in walks::lists() {
        let own = all.iter().filter(|(of, ..)| of.key == list.key);
        let reached: Vec<_> = own.map(|(_, outcome, _)| outcome.as_str()).collect();
        let known: Vec<_> = list.outcomes.iter().map(|outcome| outcome.key.as_str()).collect();
        assert_eq!(reached, known, "{}", list.key);
    }
    let mut wrong = Wrong::default();
    std::thread::scope(|scope| {
        let halves = all.chunks(all.len().div_ceil(2));
        let halves: Vec<_> = halves
            .map(|half| {
                scope.spawn(move || {
                    let mut wrong = Wrong::default();
                    for (list, outcome, way) in half {
                        for knows in [Knows::Nothing, Knows::Everything] {
                            told(list, outcome, &walked(list, outcome, way, knows), &mut wrong);
                        }
                    }
                    wrong
                })
            })
            .collect();
        for half in halves {
            wrong.add(half.join().unwrap());
        }
    });
    wrong.assert_none();
}

/// Checks what one walk comes to, in both languages and for every reader.
fn told(list: &Checklist, outcome: &str, entries: &[Entry], wrong: &mut Wrong) {
    let walk = Walk::replay(list, "", walks::audience(list), entries);
    assert_eq!(walk.current(), None, "{}: {outcome} is not at its end", list.key);
    assert_eq!(walk.outcome().map(|found| &*found.key), Some(outcome), "{}: {entries:?}", list.key);
    for lang in Lang::ALL {
        for reader in READERS {
            let summary = built(list, entries, lang, reader);
            // To look for secrets takes longest. Only the public has none to see, and no answer is of one language.
            let seed = u64::from(lang != Lang::Id || reader != Reader::Public);
            Case { walk: &walk, entries, summary: &summary, seed }.check(wrong);
        }
    }
}

/// Walks to an outcome, and answers every other step as far as that leads to no other one.
fn walked(list: &Checklist, outcome: &str, way: &Answers, knows: Knows) -> Vec<Entry> {
    let mut trial = Walk::new(list, "", walks::audience(list));
    let mut scratch = Log::new();
    let mut given: BTreeMap<usize, Vec<Event>> = BTreeMap::new();
    let mut tell = |walk: &mut Walk<'_>, events: &[Event]| {
        for event in events {
            walk.apply(&scratch.add(event.clone()));
        }
    };
    for (step, reply) in way {
        let at = trial.find(step).filter(|at| trial.is_shown(*at));
        let at = at.unwrap_or_else(|| panic!("{}: {step} is hidden before {outcome}", list.key));
        let events = events(trial.step(at).unwrap().1, reply);
        tell(&mut trial, &events);
        given.insert(at, events);
    }
    for (step, reply) in way {
        // Better with evidence, which a verdict alone has not; where no case has all, the verdict is enough.
        let better = looked(step, reply).filter(|events| {
            tell(&mut trial, events);
            trial.outcome().map(|found| found.key.as_str()) == Some(outcome)
        });
        let at = trial.find(step).unwrap();
        match better {
            Some(events) => drop(given.insert(at, events)),
            None => tell(&mut trial, &given[&at]),
        }
    }
    let way: Vec<_> = given.keys().copied().collect();
    let is_there = |walk: &Walk<'_>| {
        let end = walk.outcome().map(|found| found.key.as_str());
        end == Some(outcome) && way.iter().all(|at| walk.is_shown(*at))
    };
    assert!(is_there(&trial), "{}: {outcome} is not reached by {given:?}", list.key);
    for (at, (_, step)) in list.steps().enumerate() {
        if way.contains(&at) || !trial.is_shown(at) {
            continue;
        }
        let tries = if knows == Knows::Everything { rich(step) } else { Vec::new() };
        for events in tries.into_iter().chain([nothing(step)]) {
            tell(&mut trial, &events);
            if is_there(&trial) {
                given.insert(at, events);
                break;
            }
        }
    }
    let mut log = Log::new();
    given.into_values().flatten().for_each(|event| {
        log.add(event);
    });
    log.entries
}

/// What somebody says or does who does not know.
fn nothing(step: &Step) -> Vec<Event> {
    let key = step.key.clone();
    if matches!(step.kind, Kind::Diagnose) {
        return vec![Event::Skipped { step: key, how: Omission::CouldNot, why: None }];
    }
    vec![Event::Answered { step: key, answer: Answer::Unknown }]
}

/// What somebody can say who knows everything, the longest first.
fn rich(step: &Step) -> Vec<Vec<Event>> {
    let key = || step.key.clone();
    if matches!(step.kind, Kind::Diagnose) {
        let looks = [Verdict::NoInternet, Verdict::LossyLine, Verdict::Ok].map(walks::evidence_of);
        return looks.map(|seen| walks::measured(&step.key, seen)).to_vec();
    }
    let answers = match &step.kind {
        Kind::Choice { options } => {
            let mut options: Vec<_> = options.iter().collect();
            let length =
                |lang| move |option: &&crate::checklist::Choice| option.say.get(lang).len();
            options.sort_by_key(length(Lang::Id));
            let chosen = |option: &crate::checklist::Choice| option.key.clone();
            options.into_iter().rev().map(|it| Answer::Choice { option: chosen(it) }).collect()
        }
        Kind::Multi { options } => {
            let keys = options.iter().map(|option| option.key.clone());
            let (alone, all): (Vec<_>, Vec<_>) =
                keys.partition(|key| ["none", "hidden"].contains(&key.as_str()));
            let ones = all.iter().chain(&alone).map(|key| vec![key.clone()]).collect::<Vec<_>>();
            let all = std::iter::once(all).chain(ones);
            all.map(|options| Answer::Multi { options }).collect()
        }
        // The dice give the longest of what they know for these.
        Kind::Do
        | Kind::YesNo
        | Kind::Number { .. }
        | Kind::Text { .. }
        | Kind::DateTime
        | Kind::Wait { .. }
        | Kind::Restart { .. }
        | Kind::Probe { .. }
        | Kind::Diagnose
        | Kind::Info => [0, 1, 2].map(|seed| walks::answer(step, &mut Dice(seed))).to_vec(),
    };
    answers.into_iter().map(|answer| vec![Event::Answered { step: key(), answer }]).collect()
}

/// Turns an answer of a way into what the log has of it.
fn events(of: &Step, reply: &Reply) -> Vec<Event> {
    let step = of.key.clone();
    let way = |name: Option<&str>| {
        name.and_then(|name| Return::ALL.iter().copied().find(|way| way.name() == name))
    };
    let answer = match reply {
        Reply::Skipped | Reply::CouldNot => {
            let skipped = *reply == Reply::Skipped;
            let how = if skipped { Omission::Skipped } else { Omission::CouldNot };
            return vec![Event::Skipped { step, how, why: None }];
        }
        Reply::Verdict { .. } => return vec![verdict(step, reply)],
        Reply::Done => Answer::Done,
        Reply::YesNo(yes) => Answer::YesNo { yes: *yes },
        Reply::Option(option) => Answer::Choice { option: option.clone() },
        Reply::Options(options) => Answer::Multi { options: options.clone() },
        Reply::Number(value) => Answer::Number { value: *value },
        Reply::Text | Reply::Moment => walks::answer(of, &mut Dice(1)),
        Reply::Restart { seen, gateway, internet } => Answer::Restart(Restart {
            seen: *seen,
            gateway: way(*gateway),
            internet: way(*internet),
            ..Restart::default()
        }),
        Reply::Probe(passed) => Answer::Probe { passed: *passed },
    };
    vec![Event::Answered { step, answer }]
}

/// A verdict as a way has it, which may be one that no evidence comes to.
fn verdict(step: String, reply: &Reply) -> Event {
    let Reply::Verdict { verdict, also, segment, confidence } = reply else { unreachable!() };
    let level = |name: &str| Confidence::ALL.iter().copied().find(|level| level.name() == name);
    let segment = segment.as_deref().and_then(Segment::from_name).unwrap_or(Segment::Line);
    let confidence = confidence.as_deref().and_then(level).unwrap_or(Confidence::Medium);
    let also = also.iter().filter_map(|code| Verdict::from_code(code));
    let also = also.map(|code| Seen { code, segment }).collect();
    let verdict = Verdict::from_code(verdict).unwrap_or_else(|| panic!("{step}: no {verdict}"));
    Event::Verdict { step, diagnosis: Diagnosis { verdict, segment, confidence, also } }
}

/// A look at the network that comes to this verdict; none for any other answer.
fn looked(step: &str, reply: &Reply) -> Option<Vec<Event>> {
    let Event::Verdict { diagnosis: wanted, .. } = verdict_of(step, reply)? else { return None };
    let same = |evidence: &&Evidence| diagnose(evidence).verdict == wanted.verdict;
    let whole = |evidence: &&Evidence| {
        let found = diagnose(evidence);
        let also = |code| found.also.iter().any(|other| other.code == code);
        found.segment == wanted.segment && wanted.also.iter().all(|other| also(other.code))
    };
    let all: Vec<_> = walks::evidence().iter().filter(same).collect();
    let best = all.iter().copied().find(whole).or(all.first().copied())?;
    Some(walks::measured(step, best.clone()))
}

fn verdict_of(step: &str, reply: &Reply) -> Option<Event> {
    matches!(reply, Reply::Verdict { .. }).then(|| verdict(step.to_owned(), reply))
}
