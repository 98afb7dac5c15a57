//! The lists that come with the program.

use std::collections::BTreeMap;

use super::*;
use crate::app::registry::{BUILTIN, FRAGMENTS, fragment};
use crate::checklist::condition::Test;
use crate::checklist::{Step, parse_with};
use crate::lang::Lang;

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

/// What a step asks, with its choices, in one language.
fn asked(step: &Step) -> String {
    let options = step.kind.options().iter().map(|option| option.text.get(Lang::Id));
    std::iter::once(step.ask.get(Lang::Id)).chain(options).collect::<Vec<_>>().join(" / ")
}

#[test]
fn what_two_lists_ask_is_a_fragment() {
    let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (key, source) in BUILTIN {
        let list = parse_with(source, &fragment).checklist.unwrap();
        // A step of a fragment has the key of its include before its own.
        for (_, step) in list.steps().filter(|(_, step)| !step.key.contains('.')) {
            if !matches!(step.kind, Kind::Diagnose) {
                known.entry(asked(step)).or_default().push(format!("{key}: {}", step.key));
            }
        }
    }
    for (key, source) in FRAGMENTS {
        // A fragment alone has no steps; a list that includes it has.
        let list = format!(
            "format = 1\nkey = \"l\"\nversion = \"1\"\nservice = \"internet\"\nstyle = \"read-do\"\n\
             title = {{ id = \"L\", en = \"L\" }}\n[[phase]]\nkey = \"p\"\n\
             title = {{ id = \"P\", en = \"P\" }}\n[[phase.step]]\nkey = \"{key}\"\n\
             kind = \"include\"\n[[outcome]]\nkey = \"o\"\ncall = false\n\
             say = {{ id = \"O.\", en = \"O.\" }}\n"
        );
        assert!(source.contains(&format!("key = \"{key}\"")));
        let list = parse_with(&list, &fragment).checklist.unwrap();
        let own = list.steps().filter(|(_, step)| step.key.matches('.').count() == 1);
        for (_, step) in own.filter(|(_, step)| !matches!(step.kind, Kind::Restart { .. })) {
            known.entry(asked(step)).or_default().push(format!("fragment {}", step.key));
        }
    }
    known.retain(|_, places| places.len() > 1);
    assert!(known.is_empty(), "{known:#?}");
}

#[test]
fn no_choice_is_taken_for_another() {
    for (key, source) in BUILTIN {
        let list = parse_with(source, &fragment).checklist.unwrap();
        for (_, step) in list.steps() {
            for lang in Lang::ALL {
                let texts = step.kind.options().iter().map(|option| option.text.get(lang));
                let mut texts: Vec<_> = texts.map(str::to_lowercase).collect();
                // A figure is the number of a choice.
                let figure =
                    texts.iter().find(|text| text.starts_with(|c: char| c.is_ascii_digit()));
                assert_eq!(figure, None, "{key}: {}", step.key);
                let count = texts.len();
                texts.sort_unstable();
                texts.dedup();
                assert_eq!(texts.len(), count, "{key}: {}", step.key);
            }
        }
    }
}
