//! The lists that come with the program.

use super::*;
use crate::app::registry::{BUILTIN, FRAGMENTS, fragment};
use crate::checklist::condition::Test;
use crate::checklist::{Audience, Style, parse_with};
use crate::diagnosis::{Confidence, Diagnosis, Finding as Seen, Segment, Verdict};
use crate::engine::Walk;
use crate::moment::Moment;
use crate::session::{Answer, Entry, Event, Omission, Restart, Return};

/// Turns an answer of a way into the event that the engine gets.
fn event(list: &str, step: &str, reply: &Reply) -> Event {
    let now = || "2026-11-21T08:20:00+07:00[Asia/Jakarta]".parse().unwrap();
    let way = |name: Option<&str>| {
        name.and_then(|name| Return::ALL.iter().copied().find(|way| way.name() == name))
    };
    let step = step.to_owned();
    let answer = match reply {
        Reply::Skipped => return Event::Skipped { step, how: Omission::Skipped, why: None },
        Reply::CouldNot => return Event::Skipped { step, how: Omission::CouldNot, why: None },
        Reply::Verdict { verdict, also, segment, confidence } => {
            let segment = segment.as_deref().and_then(Segment::from_name).unwrap_or(Segment::Line);
            let level =
                |name: &str| Confidence::ALL.iter().copied().find(|level| level.name() == name);
            let confidence = confidence.as_deref().and_then(level).unwrap_or(Confidence::Medium);
            let also = also.iter().filter_map(|code| Verdict::from_code(code));
            let also = also.map(|code| Seen { code, segment }).collect();
            let verdict = Verdict::from_code(verdict).unwrap_or_else(|| {
                panic!("{list}: {step}: {verdict} is no verdict of this version")
            });
            let diagnosis = Diagnosis { verdict, segment, confidence, also };
            return Event::Verdict { step, diagnosis };
        }
        Reply::Done => Answer::Done,
        Reply::YesNo(yes) => Answer::YesNo { yes: *yes },
        Reply::Option(option) => Answer::Choice { option: option.clone() },
        Reply::Options(options) => Answer::Multi { options: options.clone() },
        Reply::Number(value) => Answer::Number { value: *value },
        Reply::Text => Answer::Text { text: "x".to_owned() },
        Reply::Moment => Answer::DateTime { moment: Moment::exact(now()), said: "x".to_owned() },
        Reply::Restart { seen, gateway, internet } => Answer::Restart(Restart {
            seen: *seen,
            gateway: way(*gateway),
            internet: way(*internet),
            ..Restart::default()
        }),
        Reply::Probe(passed) => Answer::Probe { passed: *passed },
    };
    Event::Answered { step, answer }
}

#[test]
fn every_outcome_is_reached_by_the_answers_that_are_said_to() {
    for (key, source) in BUILTIN {
        let list = parse_with(source, &fragment).checklist.unwrap();
        let ways = witness(&list);
        let reached: Vec<_> = ways.iter().map(|(outcome, _)| outcome.as_str()).collect();
        let all: Vec<_> = list.outcomes.iter().map(|outcome| outcome.key.as_str()).collect();
        assert_eq!(reached, all, "{key}");
        let role = match list.style {
            Style::ReadDo => Audience::Customer,
            Style::DoConfirm => Audience::Technician,
        };
        for (outcome, answers) in ways {
            let mut walk = Walk::new(&list, "", role);
            for (step, reply) in &answers {
                let at = walk.find(step).unwrap();
                assert!(walk.is_shown(at), "{key}: {step} is hidden on the way to {outcome}");
                let at = "2026-11-21T08:20:00+07:00[Asia/Jakarta]".parse().unwrap();
                walk.apply(&Entry {
                    at,
                    mono_ms: 0,
                    event: event(&format!("{key}, {outcome}"), step, reply),
                });
            }
            let end = walk.outcome().map(|outcome| outcome.key.as_str());
            assert_eq!(end, Some(outcome.as_str()), "{key}: {answers:?}");
        }
    }
}

#[test]
fn they_have_neither_errors_nor_warnings_and_keep_to_the_limits() {
    for (key, source) in BUILTIN.iter().chain(FRAGMENTS) {
        let inspected = inspect(source, &fragment);
        let found = inspected.parsed.findings;
        let bad: Vec<_> =
            found.iter().filter(|finding| finding.severity() != Severity::Note).collect();
        assert!(bad.is_empty(), "{key}: {bad:#?}");
        let Some(facts) = inspected.facts else { continue };
        assert!(facts.questions.is_exact && facts.seconds.is_exact, "{key}: {facts:?}");
        assert!(facts.commonest <= 25 && facts.questions.found <= 32, "{key}: {facts:?}");
        assert!(facts.seconds.found <= 420, "{key}: {facts:?}");
    }
}

#[test]
fn what_is_judged_is_judged_by_the_data() {
    let mut judged = 0;
    for (key, source) in BUILTIN {
        let list = parse_with(source, &fragment).checklist.unwrap();
        let of_steps =
            list.steps().flat_map(|(_, step)| step.when.tests().chain(step.unless.tests()));
        let tests = of_steps.chain(list.outcomes.iter().flat_map(|outcome| outcome.when.tests()));
        for test in tests {
            let range = list.step(&test.step).and_then(|step| step.kind.range());
            let (Some(range), Test::AtLeast(limit) | Test::AtMost(limit)) = (range, &test.test)
            else {
                continue;
            };
            // Outside begins a hundredth beyond: no tool shows less.
            let limits = [range.min, range.max].into_iter().flatten();
            let fits = limits.clone().any(|known| (known - limit).abs() < 0.0101);
            assert!(fits, "{key}: {} {limit}, not {:?}", test.step, limits.collect::<Vec<_>>());
            let outside = !range.has(*limit);
            assert!(outside, "{key}: {} {limit} is inside", test.step);
            judged += 1;
        }
    }
    assert!(judged >= 9);
}
