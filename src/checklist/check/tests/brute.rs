//! Small random lists, gone through by the engine with every combination of answers.

use std::collections::BTreeSet;

use jiff::Zoned;
use proptest::prelude::*;
use proptest::sample::select;

use super::super::search::Found;
use super::*;
use crate::checklist::{Audience, Choice, Step, parse};
use crate::diagnosis::{Confidence, Diagnosis, Finding as Seen, Segment, Verdict};
use crate::engine::Walk;
use crate::moment::Moment;
use crate::session::{Answer, Entry, Event, Omission, Restart, Return};

fn now() -> Zoned {
    "2026-11-21T08:20:00+07:00[Asia/Jakarta]".parse().unwrap()
}

fn entry(event: Event) -> Entry {
    Entry { at: now(), mono_ms: 0, event }
}

fn answered(step: &Step, answer: Answer) -> Entry {
    entry(Event::Answered { step: step.key.clone(), answer })
}

/// Everything that can be answered to a step, and nothing.
fn endings(step: &Step) -> Vec<Option<Entry>> {
    std::iter::once(None).chain(answers_to(step).into_iter().map(Some)).collect()
}

fn answers_to(step: &Step) -> Vec<Entry> {
    let left = |how| entry(Event::Skipped { step: step.key.clone(), how, why: None });
    let all =
        |answers: Vec<Answer>| answers.into_iter().map(|answer| answered(step, answer)).collect();
    match &step.kind {
        Kind::Do | Kind::Info | Kind::Wait { .. } => {
            let done = answered(step, Answer::Done);
            vec![done, left(Omission::Skipped), left(Omission::CouldNot)]
        }
        Kind::YesNo => all(vec![Answer::YesNo { yes: true }, Answer::YesNo { yes: false }]),
        Kind::Choice { options } => {
            let one = |option: &Choice| Answer::Choice { option: option.key.clone() };
            all(options.iter().map(one).collect())
        }
        Kind::Multi { options } => all(sets(options)),
        Kind::Number { min, max, .. } => {
            let points = (-4..=12).map(|half| f64::from(half) / 2.0).chain([1.25, 2.75]);
            let fits = |point: &f64| {
                min.is_none_or(|min| *point >= min) && max.is_none_or(|max| *point <= max)
            };
            all(points.filter(fits).map(|value| Answer::Number { value }).collect())
        }
        Kind::Text { .. } => all(vec![Answer::Text { text: "x".into() }]),
        Kind::DateTime => {
            let moment = Moment::exact(now());
            all(vec![Answer::DateTime { moment, said: "x".into() }])
        }
        Kind::Restart { .. } => all(restarts()),
        Kind::Probe { .. } => {
            let ways = [Some(true), Some(false), None];
            all(ways.map(|passed| Answer::Probe { passed }).to_vec())
        }
        Kind::Diagnose => verdicts(step),
    }
}

fn sets(options: &[Choice]) -> Vec<Answer> {
    let mut sets = Vec::new();
    for set in 1..1_usize << options.len() {
        let chosen = options.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1);
        let options: Vec<_> = chosen.map(|(_, option)| option.key.clone()).collect();
        if options.len() == 1 || !options.contains(&"none".to_owned()) {
            sets.push(Answer::Multi { options });
        }
    }
    sets
}

fn restarts() -> Vec<Answer> {
    let ways = || std::iter::once(None).chain(Return::ALL.iter().copied().map(Some));
    let both = [true, false].into_iter().flat_map(|seen| ways().map(move |way| (seen, way)));
    both.map(|(seen, internet)| Answer::Restart(Restart { seen, internet, ..Restart::default() }))
        .collect()
}

fn verdicts(step: &Step) -> Vec<Entry> {
    let codes = [Verdict::Ok, Verdict::NoInternet, Verdict::DnsDown, Verdict::NotMeasured];
    let beside = |code| [vec![], vec![Verdict::DnsDown]].map(|also| (code, also));
    let seen = codes.into_iter().flat_map(beside).map(|(verdict, also)| {
        let also = also.into_iter().filter(|code| *code != verdict);
        let also = also.map(|code| Seen { code, segment: Segment::Dns }).collect();
        let (segment, confidence) = (Segment::Line, Confidence::High);
        let diagnosis = Diagnosis { verdict, segment, confidence, also };
        entry(Event::Verdict { step: step.key.clone(), diagnosis })
    });
    seen.collect()
}

/// What going through a list in every way comes to.
#[derive(Debug, Default)]
struct Truth {
    steps: BTreeSet<usize>,
    outcomes: BTreeSet<String>,
    has_nowhere: bool,
    longest: u32,
}

fn truth(list: &Checklist) -> Truth {
    let steps: Vec<_> = list.steps().map(|(_, step)| endings(step)).collect();
    let mut truth = Truth::default();
    let mut at = vec![0; steps.len()];
    loop {
        let log = at.iter().zip(&steps).filter_map(|(at, endings)| endings[*at].as_ref());
        let walk = Walk::replay(list, "", Audience::Customer, log);
        let shown: Vec<_> = (0..walk.len()).filter(|at| walk.is_shown(*at)).collect();
        truth.longest = truth.longest.max(u32::try_from(shown.len()).unwrap());
        truth.steps.extend(shown);
        match walk.outcome() {
            Some(outcome) => drop(truth.outcomes.insert(outcome.key.clone())),
            None => truth.has_nowhere = true,
        }
        let Some(next) = (0..at.len()).find(|index| at[*index] + 1 < steps[*index].len()) else {
            return truth;
        };
        at[next] += 1;
        at[..next].fill(0);
    }
}

/// One test on a step of a kind, as it is written.
fn test_on(kind: &'static str) -> impl Strategy<Value = String> {
    let written: Vec<&'static str> = match kind {
        "choice" => vec![
            "\"yes\"",
            "[\"yes\", \"no\"]",
            "{ not = \"no\" }",
            "\"none\"",
            "{ known = false }",
        ],
        "yes-no" => {
            vec!["true", "false", "{ not = true }", "{ known = false }", "{ known = true }"]
        }
        "do" => vec![
            "\"done\"",
            "[\"skipped\", \"could-not\"]",
            "{ not = \"done\" }",
            "{ known = false }",
        ],
        "multi" => vec![
            "\"yes\"",
            "{ not = \"yes\" }",
            "{ includes = [\"yes\", \"no\"], not = \"no\" }",
            "\"none\"",
            "{ known = false }",
        ],
        "number" => vec![
            "{ at_least = 2 }",
            "{ at_most = 2 }",
            "{ at_least = 1, at_most = 2 }",
            "2",
            "{ not = [1, 2] }",
            "{ at_least = 3, at_most = 2 }",
        ],
        "restart" => vec![
            "{ seen = true }",
            "{ internet = \"came-back\" }",
            "{ internet = { not = \"came-back\" } }",
            "{ known = false }",
            "{ seen = false, internet = { known = true } }",
        ],
        "diagnose" => vec![
            "{ verdict = \"ok\" }",
            "{ verdict = { not = \"ok\" } }",
            "{ verdict = \"not-measured\" }",
            "{ finding = \"dns-down\" }",
            "{ finding = { not = \"dns-down\" }, verdict = \"no-internet\" }",
            "{ known = false }",
            "{ verdict = \"not-measured\", known = true }",
        ],
        _ => vec!["{ known = true }", "{ known = false }"],
    };
    select(written).prop_map(str::to_owned)
}

const KINDS: [&str; 8] =
    ["choice", "yes-no", "do", "multi", "number", "restart", "diagnose", "text"];

/// A condition on the first of these steps.
fn condition(kinds: Vec<&'static str>) -> BoxedStrategy<String> {
    if kinds.is_empty() {
        return Just(String::new()).boxed();
    }
    let one = (0..kinds.len(), any::<prop::sample::Index>())
        .prop_flat_map(move |(at, _)| test_on(kinds[at]).prop_map(move |test| (at, test)));
    let group = prop::collection::btree_map(0..9_usize, one, 1..3).prop_map(|tests| {
        let mut used = BTreeSet::new();
        let tests = tests.into_values().filter(|(at, _)| used.insert(*at)).collect::<Vec<_>>();
        let tests: Vec<_> = tests.iter().map(|(at, test)| format!("s{at} = {test}")).collect();
        format!("{{ {} }}", tests.join(", "))
    });
    prop::collection::vec(group, 1..3).prop_map(|groups| format!("[{}]", groups.join(", "))).boxed()
}

fn written(key: &'static str, kinds: Vec<&'static str>) -> impl Strategy<Value = String> {
    prop_oneof![
        1 => Just(String::new()),
        2 => condition(kinds).prop_map(move |condition| {
            if condition.is_empty() { condition } else { format!("{key} = {condition}\n") }
        }),
    ]
}

fn small_list() -> impl Strategy<Value = String> {
    let kinds = prop::collection::vec(select(KINDS.to_vec()), 1..5);
    (kinds, any::<bool>()).prop_flat_map(|(kinds, has_place)| {
        let each: Vec<_> = (0..kinds.len())
            .map(|at| {
                let before = kinds[..at].to_vec();
                (written("when", before.clone()), written("unless", before))
                    .prop_map(|(when, unless)| when + &unless)
            })
            .collect();
        let ends = prop::collection::vec(written("when", kinds.clone()), 1..4);
        (Just((kinds, has_place)), each, ends).prop_map(|((kinds, has_place), each, ends)| {
            let mut steps = String::new();
            if has_place {
                steps +=
                    &step("w", "choice", "slot = \"place\"\noptions = [\"here\", \"elsewhere\"]");
            }
            for (at, (kind, conditions)) in kinds.iter().zip(&each).enumerate() {
                let own = match *kind {
                    "choice" | "multi" => "options = [\"yes\", \"no\", \"none\"]\n",
                    "number" => "min = 0\n",
                    "restart" => "device = \"modem\"\n",
                    _ => "",
                };
                steps += &step(&format!("s{at}"), kind, &format!("{own}{conditions}"));
            }
            let ends = ends.iter().enumerate();
            list(
                &(steps
                    + &ends.map(|(at, when)| outcome(&format!("o{at}"), when)).collect::<String>()),
            )
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_said_is_what_going_through_comes_to(source in small_list()) {
        let parsed = parse(&source);
        let list = parsed.checklist.expect("the list is well-formed");
        let model = Model::of(&list, &Readable { steps: Vec::new(), outcomes: Vec::new() });
        let reached = reach(&model, &[]);
        let truth = truth(&list);
        for (at, step) in reached.steps.iter().enumerate() {
            let expected = if truth.steps.contains(&at) { Reached::Yes } else { Reached::No };
            prop_assert_eq!(*step, expected, "step {} of {}", at, source);
        }
        for (outcome, found) in list.outcomes.iter().zip(&reached.outcomes) {
            let is_reached = truth.outcomes.contains(&outcome.key);
            let expected = if is_reached { Reached::Yes } else { Reached::No };
            prop_assert_eq!(*found, expected, "outcome {} of {}", outcome.key, source);
        }
        prop_assert_eq!(matches!(reached.nowhere, Found::Yes(_)), truth.has_nowhere, "{}", source);
        prop_assert!(reached.nowhere != Found::Unknown);
        let weights = vec![1; model.steps.len()];
        let longest = length::longest(&model, &weights, &[])[0];
        prop_assert_eq!(longest, Longest { found: truth.longest, is_exact: true }, "{}", source);
    }
}
