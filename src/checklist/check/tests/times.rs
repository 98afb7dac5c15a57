//! How long checking takes for long lists, of four shapes.

use std::fmt::Write as _;

use super::*;

/// Makes a list of so many steps in phases of eight.
fn generated(steps: usize, when: &dyn Fn(usize) -> String) -> String {
    let mut source = list("").replace("[[phase]]\nkey = \"p\"\ntitle = \"P\"\n", "");
    for index in 0..steps {
        if index % 8 == 0 {
            let _ = write!(source, "\n[[phase]]\nkey = \"p{index}\"\ntitle = \"P\"\n");
        }
        source += &step(
            &format!("s{index}"),
            "choice",
            &format!("options = [\"yes\", \"no\"]\n{}", when(index)),
        );
    }
    for index in 0..20 {
        source += &outcome(&format!("o{index}"), &format!("when = {{ s{index} = \"yes\" }}"));
    }
    source + &outcome("end", "")
}

/// What stands below a step of this number.
type Shape = Box<dyn Fn(usize) -> String>;

/// The shapes of lists: each step depends on one, on two, or on what it must exclude.
fn shapes() -> [(&'static str, Shape); 4] {
    let nothing = |index: usize| index < 3;
    [
        (
            "chain",
            Box::new(move |at| {
                if nothing(at) {
                    String::new()
                } else {
                    format!("when = {{ s{} = [\"yes\", \"no\"] }}", at - 1)
                }
            }),
        ),
        (
            "tree",
            Box::new(move |at| {
                if nothing(at) {
                    String::new()
                } else {
                    format!("when = {{ s{} = \"yes\" }}", at / 2)
                }
            }),
        ),
        (
            "two",
            Box::new(move |at| {
                if nothing(at) {
                    String::new()
                } else {
                    format!("when = {{ s{} = \"yes\", s{} = \"no\" }}", at - 1, at / 2)
                }
            }),
        ),
        (
            "unless",
            Box::new(move |at| {
                if nothing(at) {
                    String::new()
                } else {
                    format!(
                        "when = {{ s{} = \"yes\" }}\nunless = [{{ s{} = \"no\" }}, {{ s{} = \"yes\" }}]",
                        at - 1,
                        at / 2,
                        at / 3
                    )
                }
            }),
        ),
    ]
}

#[test]
fn long_lists_of_every_shape_are_checked() {
    for (name, when) in shapes() {
        let inspected = inspect(&generated(400, &when), &|_| None);
        assert!(
            inspected.parsed.findings.iter().all(|found| found.code != Code::NoOutcome),
            "{name}"
        );
        assert!(inspected.facts.is_some());
    }
}

#[test]
#[ignore = "prints times: cargo test --release --lib -- --ignored --nocapture times_of_checking"]
#[expect(clippy::disallowed_methods, reason = "measures; run by hand, asserts nothing")]
fn times_of_checking() {
    for (name, when) in shapes() {
        for steps in [1000, 2000, 5000, 10_000] {
            let source = generated(steps, &when);
            let before = jiff::Timestamp::now();
            let read = crate::checklist::parse(&source).findings.len();
            let between = jiff::Timestamp::now();
            let found = inspect(&source, &|_| None).parsed.findings;
            let after = jiff::Timestamp::now();
            let open = found.iter().filter(|found| found.code == Code::NotDecided).count();
            let (parse, all) = (between.duration_since(before), after.duration_since(between));
            println!(
                "{name} {steps}: parse {parse:?} ({read}), all {all:?} ({}, {open} open)",
                found.len()
            );
        }
    }
}
