//! What is said of whole lists, held against going through them in every possible way.

mod brute;
mod seeded;
mod shipped;
mod times;

use super::*;
use crate::checklist::finding::{Code, Severity};

/// Puts steps and outcomes into a list of one part.
fn list(rest: &str) -> String {
    format!(
        "format = 1\nkey = \"l\"\nversion = \"1\"\nservice = \"bank\"\nstyle = \"read-do\"\n\
         title = \"L\"\n[[phase]]\nkey = \"p\"\ntitle = \"P\"\n{rest}"
    )
}

/// Writes a step: its key, its kind, and whatever else stands on its lines.
fn step(key: &str, kind: &str, rest: &str) -> String {
    let ask = if rest.contains("ask =") { String::new() } else { format!("ask = \"Ask {key}\"\n") };
    format!("[[phase.step]]\nkey = \"{key}\"\nkind = \"{kind}\"\n{ask}{rest}\n")
}

/// Writes an outcome.
fn outcome(key: &str, rest: &str) -> String {
    format!("[[outcome]]\nkey = \"{key}\"\ncall = false\nsay = \"Say.\"\n{rest}\n")
}

/// Returns the codes of all findings, each with the line at which it is.
fn codes(source: &str) -> Vec<(Code, usize)> {
    let places = crate::checklist::finding::Places::new(source);
    let found = inspect(source, &|_| None).parsed.findings;
    found.iter().map(|finding| (finding.code, places.at(finding.span.start).0)).collect()
}

/// Tells whether a code is among the findings.
fn has(source: &str, code: Code) -> bool {
    codes(source).iter().any(|(found, _)| *found == code)
}

#[test]
fn a_gap_between_outcomes_is_found_with_an_example() {
    let steps = step("a", "yes-no", "") + &step("d", "diagnose", "when = { a = true }");
    let ends = outcome("x", "when = { a = true, d = { verdict = \"ok\" } }")
        + &outcome("y", "when = [{ a = { not = true } }, { a = { known = false } }]");
    let source = list(&(steps.clone() + &ends));
    let found = inspect(&source, &|_| None).parsed.findings;
    let gap = found.iter().find(|finding| finding.code == Code::NoOutcome).unwrap();
    assert!(gap.message(crate::lang::Lang::En).contains("a = true"), "{gap:?}");
    let closed = outcome("z", "when = { d = { verdict = { not = \"ok\" } } }");
    assert!(!has(&list(&(steps + &ends + &closed)), Code::NoOutcome));
}

#[test]
fn what_is_never_shown_or_always_preceded_is_an_error_at_its_condition() {
    let source = list(
        &(step("a", "choice", "options = [\"yes\", \"no\"]")
            + &step("b", "do", "when = { a = \"yes\" }\nunless = { a = { known = true } }")
            + &step("c", "do", "when = { b = { known = true } }")
            + &step("n", "number", "min = 1\nmax = 5")
            + &step("e", "do", "when = { n = { at_least = 3, at_most = 2.5 } }")
            + &step("t", "do", "for = [\"technician\"]")
            + &outcome("x", "")
            + &outcome("y", "when = { a = \"yes\" }")),
    );
    let lines: Vec<_> =
        codes(&source).into_iter().filter(|(code, _)| code.severity() == Severity::Error).collect();
    let step = Code::UnreachableStep;
    assert_eq!(
        lines,
        [(step, 19), (step, 25), (step, 36), (step, 41), (Code::UnreachableOutcome, 51)]
    );
}

#[test]
fn a_look_before_anybody_knows_where_is_never_shown() {
    let place = step("w", "choice", "slot = \"place\"\noptions = [\"here\", \"elsewhere\"]");
    let look = step("d", "diagnose", "");
    let end = outcome("x", "");
    assert!(has(&list(&(look.clone() + &place + &end)), Code::UnreachableStep));
    assert!(!has(&list(&(place + &look + &end)), Code::UnreachableStep));
}

#[test]
fn mistakes_in_conditions_make_nothing_unreachable() {
    let steps = step("a", "yes-no", "")
        + &step("b", "do", "when = { a = \"tru\", a2 = true }")
        + &step("c", "do", "when = { b = \"done\" }");
    let ends = outcome("x", "when = { nobody = true }") + &outcome("y", "when = { c = \"done\" }");
    let found = codes(&list(&(steps + &ends)));
    let whole =
        [Code::UnreachableStep, Code::UnreachableOutcome, Code::NoOutcome, Code::NotDecided];
    assert!(found.iter().all(|(code, _)| !whole.contains(code)), "{found:?}");
}

#[test]
fn two_restarts_are_found_only_where_one_person_gets_both() {
    let two = |when: &str| {
        list(
            &(step("a", "choice", "options = [\"yes\", \"no\"]")
                + &step("r", "restart", "device = \"modem\"\nwhen = { a = \"yes\" }")
                + &step("s", "restart", when)
                + &outcome("x", "")),
        )
    };
    assert!(has(&two("device = \"router\""), Code::TwoRestarts));
    assert!(!has(&two("device = \"router\"\nwhen = { a = \"no\" }"), Code::TwoRestarts));
    assert!(!has(
        &two("device = \"router\"\nunless = { r = { known = true } }"),
        Code::TwoRestarts
    ));
}

#[test]
fn phases_and_paths_are_measured_along_real_paths() {
    let twelve = |when: &dyn Fn(usize) -> &'static str| {
        let head = step("a", "choice", "options = [\"yes\", \"no\"]");
        let steps: String = (0..12).map(|at| step(&format!("s{at}"), "yes-no", when(at))).collect();
        list(&(head + &steps + &outcome("x", "")))
    };
    let split =
        twelve(&|at| if at % 2 == 0 { "when = { a = \"yes\" }" } else { "when = { a = \"no\" }" });
    assert!(!has(&split, Code::LongPhase));
    let facts = inspect(&split, &|_| None).facts.unwrap();
    assert_eq!(facts.phases, [Longest { found: 7, is_exact: true }]);
    assert_eq!((facts.commonest, facts.questions.found), (7, 7));
    assert!(has(&twelve(&|_| ""), Code::LongPhase));
    let many: String = (0..33).map(|at| step(&format!("s{at}"), "text", "")).collect();
    let source = list(&(many + &outcome("x", "")));
    assert!(has(&source, Code::TooManyQuestions));
}

#[test]
fn what_is_too_large_to_decide_is_said_to_be_open() {
    // Forty questions of which some eight must be "yes" and "no" at once, in a way that takes long to see.
    let steps: String = (0..40).map(|at| step(&format!("s{at}"), "yes-no", "")).collect();
    let pigeons = (0..9).flat_map(|hole| (0..9).map(move |bird| (hole, bird)));
    let groups: Vec<_> = pigeons
        .map(|(hole, bird)| {
            let (a, b) = ((hole * 7 + bird * 3) % 40, (hole * 11 + bird * 5 + 1) % 40);
            format!("{{ s{a} = {}, s{b} = {} }}", (hole + bird) % 2 == 0, bird % 3 == 0)
        })
        .collect();
    let source = list(
        &(steps + &outcome("x", &format!("when = [{}]", groups.join(", "))) + &outcome("y", "")),
    );
    // Whatever is said, it is never an error that an example contradicts: all "unknown" reaches y.
    assert!(!has(&source, Code::UnreachableOutcome));
}
