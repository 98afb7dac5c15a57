//! The walk over small lists written for one rule each, and over random events.

mod random;

use super::*;
use crate::checklist::parse;
use crate::diagnosis::{Confidence, Finding, Segment, Verdict};
use crate::moment::Moment;
use crate::session::{Restart, Return};

/// Puts steps, and outcomes after them, into a list of one part.
fn list(steps: &str) -> Checklist {
    let head = r#"
format = 1
key = "small"
version = "1.0.0"
service = "internet"
style = "read-do"
title = "Small"
[[phase]]
key = "one"
title = "One"
"#;
    let last = if steps.contains("[[outcome]]") {
        ""
    } else {
        "[[outcome]]\nkey = \"end\"\ncall = false\nsay = \"End.\"\n"
    };
    let parsed = parse(&format!("{head}{steps}\n{last}"));
    parsed.checklist.unwrap_or_else(|| panic!("{:#?}", parsed.findings))
}

/// Writes a step: its key, its kind, and whatever else stands on its lines.
fn step(key: &str, kind: &str, rest: &str) -> String {
    format!("[[phase.step]]\nkey = \"{key}\"\nkind = \"{kind}\"\nask = \"Ask {key}\"\n{rest}\n")
}

const AB: &str = "options = [{ key = \"a\", text = \"A\" }, { key = \"b\", text = \"B\" }]";

/// Writes a choice between `a` and `b`.
fn choice(key: &str, rest: &str) -> String {
    step(key, "choice", &format!("{AB}\n{rest}"))
}

fn now() -> Zoned {
    "2026-11-21T08:20:00+07:00[Asia/Jakarta]".parse().unwrap()
}

fn entry(event: Event) -> Entry {
    Entry { at: now(), mono_ms: 0, event }
}

fn choose(step: &str, option: &str) -> Event {
    answered(step, Answer::Choice { option: option.into() })
}

fn answered(step: &str, answer: Answer) -> Event {
    Event::Answered { step: step.into(), answer }
}

fn left(step: &str, how: Omission) -> Event {
    Event::Skipped { step: step.into(), how, why: None }
}

fn back(to: &str) -> Event {
    Event::WentBack { to: to.into() }
}

fn verdict(step: &str, verdict: Verdict) -> Event {
    let diagnosis = Diagnosis {
        verdict,
        segment: Segment::Line,
        confidence: Confidence::Medium,
        also: vec![Finding { code: Verdict::DnsDown, segment: Segment::Dns }],
    };
    Event::Verdict { step: step.into(), diagnosis }
}

/// Walks a list through some events.
fn walk(list: &Checklist, events: impl IntoIterator<Item = Event>) -> Walk<'_> {
    let mut walk = Walk::new(list, "", Audience::Customer);
    for event in events {
        walk.apply(&entry(event));
    }
    walk
}

/// Returns the key of the step that is asked now, or "-" at the end.
fn at<'a>(walk: &Walk<'a>) -> &'a str {
    walk.current().and_then(|at| walk.step(at)).map_or("-", |(_, step)| &step.key)
}

/// Returns the keys of the steps that are shown, parted by blanks.
fn shown(walk: &Walk<'_>) -> String {
    let steps = (0..walk.len()).filter(|at| walk.is_shown(*at));
    let keys: Vec<_> = steps.map(|at| walk.step(at).unwrap().1.key.as_str()).collect();
    keys.join(" ")
}

fn option_of(walk: &Walk<'_>, key: &str) -> Option<String> {
    let answer = walk.known(walk.find(key).unwrap())?;
    if let Answer::Choice { option } = answer { Some(option.clone()) } else { None }
}

#[test]
fn back_from_any_step_keeps_later_answers() {
    let keys = ["p", "q", "r", "s"];
    let list = list(&keys.map(|key| choice(key, "")).concat());
    let all = keys.map(|key| choose(key, "a"));
    for (from, key) in keys.iter().enumerate() {
        let mut walk = walk(&list, all.iter().take(from).cloned());
        for to in (0..from).rev() {
            assert_eq!(walk.back_target(), Some(to));
            walk.apply(&entry(back(keys[to])));
            assert_eq!(at(&walk), keys[to]);
            assert!((0..from).all(|at| walk.record(at).is_some()));
        }
        assert_eq!(walk.back_target(), None);
        if from > 0 {
            walk.apply(&entry(choose(keys[0], "b")));
            assert_eq!(option_of(&walk, "p").as_deref(), Some("b"));
        }
        assert_eq!(at(&walk), *key, "goes on where it was");
    }
    let end = walk(&list, all);
    assert_eq!((at(&end), end.back_target()), ("-", Some(3)));
}

#[test]
fn a_changed_answer_hides_later_steps_and_brings_them_back_with_their_answers() {
    let list = list(
        &[
            choice("p", ""),
            choice("q", "when = { p = \"a\" }"),
            choice("r", "when = { q = \"b\" }"),
        ]
        .concat(),
    );
    let mut walk = walk(&list, [choose("p", "a"), choose("q", "b"), choose("r", "a")]);
    assert_eq!(shown(&walk), "p q r");
    walk.apply(&entry(back("p")));
    walk.apply(&entry(choose("p", "b")));
    assert_eq!((shown(&walk).as_str(), at(&walk)), ("p", "-"));
    assert_eq!(walk.state(2), State::Hidden);
    assert_eq!(walk.known(1), None, "a hidden answer counts for nothing");
    walk.apply(&entry(back("p")));
    walk.apply(&entry(choose("p", "a")));
    assert_eq!((shown(&walk).as_str(), at(&walk)), ("p q r", "-"));
    assert_eq!(option_of(&walk, "r").as_deref(), Some("a"));
    assert_eq!(walk.record(0).unwrap().times, 3);
}

#[test]
fn no_answer_makes_every_condition_false_but_that_nothing_is_known() {
    let list = list(
        &[
            choice("p", ""),
            choice("is", "when = { p = \"a\" }"),
            choice("isnt", "when = { p = { not = \"a\" } }"),
            choice("known", "when = { p = { known = true } }"),
            choice("unknown", "when = { p = { known = false } }"),
            choice("unless", "unless = { p = \"a\" }"),
        ]
        .concat(),
    );
    let ways = [Omission::Skipped, Omission::CouldNot, Omission::NotApplicable];
    let nothing = ways.into_iter().map(|how| left("p", how));
    for event in nothing.chain([answered("p", Answer::Unknown)]) {
        assert_eq!(shown(&walk(&list, [event.clone()])), "p unknown unless", "{event:?}");
    }
    assert_eq!(shown(&walk(&list, [])), "p unknown unless");
    assert_eq!(shown(&walk(&list, [choose("p", "a")])), "p is known");
    assert_eq!(shown(&walk(&list, [choose("p", "b")])), "p isnt known unless");
}

#[test]
fn a_step_ends_in_one_of_five_ways() {
    let list = list(&choice("p", ""));
    for (event, state) in [
        (choose("p", "a"), State::Done),
        (answered("p", Answer::Unknown), State::Done),
        (left("p", Omission::Skipped), State::Skipped),
        (left("p", Omission::CouldNot), State::CouldNot),
        (left("p", Omission::NotApplicable), State::NotApplicable),
    ] {
        let walk = walk(&list, [event]);
        assert_eq!((walk.state(0), at(&walk)), (state, "-"));
    }
    assert_eq!(walk(&list, []).state(0), State::NotReached);
}

#[test]
fn something_to_do_has_a_word_for_each_end() {
    let ends = ["done", "skipped", "could-not"];
    for kind in ["do", "wait", "info"] {
        let own = if kind == "wait" { "seconds = 5" } else { "" };
        let after = ends.map(|end| choice(end, &format!("when = {{ p = \"{end}\" }}")));
        let list = list(&(step("p", kind, own) + &after.concat()));
        assert_eq!(shown(&walk(&list, [answered("p", Answer::Done)])), "p done", "{kind}");
        assert_eq!(shown(&walk(&list, [left("p", Omission::Skipped)])), "p skipped", "{kind}");
        assert_eq!(shown(&walk(&list, [left("p", Omission::CouldNot)])), "p could-not", "{kind}");
        assert_eq!(shown(&walk(&list, [left("p", Omission::NotApplicable)])), "p", "{kind}");
    }
}

#[test]
fn old_keys_and_options_find_their_new_names() {
    let options = "options = [{ key = \"new\", text = \"N\", was = [\"old\"] }]";
    let list = list(
        &[
            step("p", "choice", &format!("was = [\"former\"]\n{options}")),
            step("m", "multi", options),
        ]
        .concat(),
    );
    let several = answered("m", Answer::Multi { options: vec!["old".into()] });
    let walk = walk(&list, [choose("former", "old"), several]);
    assert_eq!(option_of(&walk, "p").as_deref(), Some("new"));
    assert_eq!(walk.known(1), Some(&Answer::Multi { options: vec!["new".into()] }));
}

#[test]
fn what_does_not_fit_a_step_changes_nothing() {
    let list = list(&[choice("p", ""), step("q", "number", "")].concat());
    let none = answered("q", Answer::Text { text: "five".into() });
    let strange = [choose("p", "z"), choose("nowhere", "a"), none, verdict("p", Verdict::Ok)];
    let walk = walk(&list, strange);
    assert!((0..2).all(|at| walk.record(at).is_none()));
    assert_eq!(at(&walk), "p");
}

#[test]
fn the_summary_can_be_reached_from_anywhere_and_left_again() {
    let list = list(&["p", "q", "r"].map(|key| choice(key, "")).concat());
    let mut walk = walk(&list, [choose("p", "a"), Event::Summarised { on: true }]);
    assert_eq!((at(&walk), walk.next_open(), walk.is_summarised()), ("-", Some(1), true));
    walk.apply(&entry(Event::Summarised { on: false }));
    assert_eq!(at(&walk), "q");
    walk.apply(&entry(Event::Summarised { on: true }));
    walk.apply(&entry(back("p")));
    assert_eq!((at(&walk), walk.is_summarised()), ("p", false));
    walk.apply(&entry(Event::Summarised { on: true }));
    assert_eq!(at(&walk), "-", "also in the middle of going back");
    walk.apply(&entry(Event::Summarised { on: false }));
    assert_eq!(at(&walk), "q");
}

const PLACE: &str = "slot = \"place\"\noptions = [\"here\", \"other-network\", \"elsewhere\"]";

#[test]
fn the_network_is_looked_at_only_from_the_place_itself() {
    let after = choice("r", "when = { d = { verdict = \"not-measured\" } }")
        + &choice("s", "when = { d = { verdict = \"ok\" } }")
        + &choice("t", "when = { d = { known = true } }");
    let list = list(
        &(step("place", "choice", PLACE)
            + &step("d", "diagnose", "")
            + &step("n", "probe", "probe = \"internet\"")
            + &after),
    );
    assert_eq!(shown(&walk(&list, [])), "place r");
    for elsewhere in ["other-network", "elsewhere"] {
        let mut walk = walk(&list, [choose("place", "here"), verdict("d", Verdict::Ok)]);
        assert_eq!(shown(&walk), "place d n s t");
        assert!(walk.may_look() && walk.diagnosis(1).is_some());
        walk.apply(&entry(choose("place", elsewhere)));
        assert_eq!(shown(&walk), "place r");
        assert!(!walk.may_look() && walk.diagnosis(1).is_none());
        walk.apply(&entry(choose("place", "here")));
        assert!(walk.diagnosis(1).is_some(), "the measurement is kept");
    }
    let skipped = walk(&list, [choose("place", "here"), left("d", Omission::Skipped)]);
    assert_eq!(shown(&skipped), "place d n r");
}

#[test]
fn a_list_without_a_place_looks_at_once() {
    let list = list(&step("d", "diagnose", ""));
    assert!(walk(&list, []).may_look());
    assert_eq!(at(&walk(&list, [])), "d");
}

#[test]
fn a_verdict_is_known_by_its_parts() {
    let tests = [
        "verdict = \"no-internet\"",
        "segment = \"line\"",
        "confidence = [\"medium\", \"high\"]",
        "finding = { includes = [\"dns-down\"] }",
        "finding = { includes = [\"no-internet\"] }",
        "verdict = { not = \"ok\" }",
    ];
    for test in tests {
        let after = choice("q", &format!("when = {{ d = {{ {test} }} }}"));
        let list = list(&(step("d", "diagnose", "") + &after));
        assert_eq!(shown(&walk(&list, [verdict("d", Verdict::NoInternet)])), "d q", "{test}");
    }
}

#[test]
fn a_restart_is_known_by_what_the_program_saw() {
    let after = choice("q", "when = { u = { internet = \"came-back\", seen = true } }")
        + &choice("r", "when = { u = { known = true } }");
    let list = list(&(step("u", "restart", "device = \"modem\"") + &after));
    let seen = Restart { seen: true, internet: Some(Return::CameBack), ..Restart::default() };
    assert_eq!(shown(&walk(&list, [answered("u", Answer::Restart(seen))])), "u q r");
    let said = answered("u", Answer::Restart(Restart::default()));
    assert_eq!(shown(&walk(&list, [said])), "u r");
    assert_eq!(shown(&walk(&list, [left("u", Omission::Skipped)])), "u");
}

#[test]
fn steps_are_for_one_audience_or_for_all() {
    let list = list(&[choice("p", "for = [\"technician\"]"), choice("q", "")].concat());
    assert_eq!(shown(&walk(&list, [])), "q");
    assert_eq!(shown(&Walk::new(&list, "", Audience::Technician)), "p q");
}

#[test]
fn two_lists_share_a_log_by_a_prefix() {
    let list = list(&choice("p", ""));
    let log = [entry(choose("p", "a")), entry(choose("call.p", "b"))];
    let call = Walk::replay(&list, "call.", Audience::Customer, &log);
    assert_eq!(option_of(&call, "p").as_deref(), Some("b"));
    let own = Walk::replay(&list, "", Audience::Customer, &log);
    assert_eq!(option_of(&own, "p").as_deref(), Some("a"));
}

#[test]
fn an_answer_decides_anew_only_what_looks_at_it() {
    let steps = step("place", "choice", PLACE)
        + &choice("a", "")
        + &choice("b", "when = { a = \"a\" }")
        + &choice("c", "unless = { b = \"a\" }")
        + &choice("d", "")
        + &step("look", "diagnose", "when = { a = { known = true } }");
    let list = list(&steps);
    let walk = Walk::new(&list, "", Audience::Customer);
    let readers: Vec<_> = (0..walk.len()).map(|at| walk.readers.of(at)).collect();
    assert_eq!(readers, [&[5][..], &[2, 5], &[3], &[], &[], &[]]);
}

#[test]
fn an_empty_note_takes_the_note_away() {
    let list = list(&choice("p", ""));
    let note = |note: &str| Event::Noted { step: "p".into(), note: note.into() };
    let mut walk = walk(&list, [note("x"), note("y")]);
    assert_eq!(walk.note(0), Some("y"));
    walk.apply(&entry(note("")));
    assert_eq!((walk.note(0), at(&walk)), (None, "p"));
}

#[test]
fn a_position_counts_what_is_shown() {
    let two = "[[phase]]\nkey = \"two\"\ntitle = \"Two\"\n";
    let three = "[[phase]]\nkey = \"three\"\ntitle = \"Three\"\n";
    let list = list(
        &(choice("p", "")
            + two
            + &choice("q", "when = { p = \"a\" }")
            + three
            + &choice("r", "when = { p = \"a\" }")
            + &choice("s", "")),
    );
    let place = |walk: &Walk<'_>, key: &str| {
        let Position { part, parts, number, of } = walk.position(walk.find(key).unwrap());
        (part, parts, number, of)
    };
    let mut walk = walk(&list, []);
    assert_eq!((place(&walk, "p"), place(&walk, "s")), ((1, 2, 1, 1), (2, 2, 1, 1)));
    walk.apply(&entry(choose("p", "a")));
    assert_eq!((place(&walk, "q"), place(&walk, "s")), ((2, 3, 1, 1), (3, 3, 2, 2)));
    assert_eq!(walk.position(99), Position { part: 0, parts: 0, number: 0, of: 0 });
}

#[test]
fn the_time_left_falls_with_every_answer() {
    let list = list(&["p", "q", "r"].map(|key| choice(key, "")).concat());
    let mut walk = walk(&list, []);
    let mut before = walk.seconds_left(Lang::En);
    for key in ["p", "q", "r"] {
        walk.apply(&entry(choose(key, "a")));
        let left = walk.seconds_left(Lang::En);
        assert!(left < before);
        before = left;
    }
    assert_eq!(before, 0);
}
