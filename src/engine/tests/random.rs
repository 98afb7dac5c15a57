//! Random events, nonsense among them: a walk stays whole, and a log means the same in pieces.

use std::sync::OnceLock;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::checklist::Slot;

/// A list with every kind of step, conditions on most of them, and two parts.
fn every_kind() -> &'static Checklist {
    static LIST: OnceLock<Checklist> = OnceLock::new();
    let steps = step("place", "choice", PLACE)
        + &choice("c", "was = [\"old\"]")
        + &step("m", "multi", AB)
        + &step("y", "yes-no", "when = { c = { not = \"b\" } }")
        + &step("n", "number", "unless = { m = { includes = [\"a\"] } }")
        + &step("t", "text", "when = { n = { at_least = 2 } }")
        + &step("w", "datetime", "when = { y = true }")
        + "[[phase]]\nkey = \"two\"\ntitle = \"Two\"\n"
        + &step("do", "do", "when = { t = { known = false } }")
        + &step("wait", "wait", "seconds = 5")
        + &step("u", "restart", "device = \"both\"\nwhen = { do = [\"done\", \"skipped\"] }")
        + &step("d", "diagnose", "")
        + &step("i", "probe", "probe = \"dns\"\nwhen = { d = { verdict = { not = \"ok\" } } }")
        + &step("info", "info", "when = { u = { known = true } }")
        + "[[outcome]]\nkey = \"fine\"\nwhen = { d = { verdict = \"ok\" } }\ncall = false\n"
        + "say = \"Fine.\"\n[[outcome]]\nkey = \"rest\"\nfrom = \"d\"\n";
    LIST.get_or_init(|| list(&steps))
}

const KEYS: &[&str] = &[
    "place", "c", "old", "m", "y", "n", "t", "w", "do", "wait", "u", "d", "i", "info", "",
    "nowhere",
];

fn some_answer() -> impl Strategy<Value = Answer> {
    let key = || select(vec!["a", "b", "here", "elsewhere", "old", ""]).prop_map(String::from);
    let way = || option::of(select(Return::ALL.to_vec()));
    prop_oneof![
        Just(Answer::Done),
        Just(Answer::Unknown),
        any::<bool>().prop_map(|yes| Answer::YesNo { yes }),
        key().prop_map(|option| Answer::Choice { option }),
        vec(key(), 0..3).prop_map(|options| Answer::Multi { options }),
        any::<f64>().prop_map(|value| Answer::Number { value }),
        "[a-z\u{1b}\n]{0,6}".prop_map(|text| Answer::Text { text }),
        "[a-z\u{1b}\n]{0,6}"
            .prop_map(|said| Answer::DateTime { moment: Moment::exact(now()), said }),
        (any::<bool>(), way(), way()).prop_map(|(seen, gateway, internet)| {
            Answer::Restart(Restart { seen, gateway, internet, ..Restart::default() })
        }),
        option::of(any::<bool>()).prop_map(|passed| Answer::Probe { passed }),
    ]
}

fn some_event() -> impl Strategy<Value = Event> {
    let key = || select(KEYS.to_vec()).prop_map(String::from);
    let how = select(vec![Omission::Skipped, Omission::CouldNot, Omission::NotApplicable]);
    let found = (key(), select(Verdict::ALL.to_vec()));
    prop_oneof![
        8 => (key(), some_answer()).prop_map(|(step, answer)| Event::Answered { step, answer }),
        2 => (key(), how, option::of("[a-z\u{1b}\n]{0,6}"))
            .prop_map(|(step, how, why)| Event::Skipped { step, how, why }),
        2 => key().prop_map(|to| Event::WentBack { to }),
        2 => found.prop_map(|(step, code)| verdict(&step, code)),
        1 => (key(), "[a-z\u{1b}\n]{0,6}").prop_map(|(step, note)| Event::Noted { step, note }),
        1 => key().prop_map(|step| Event::Measured { step, evidence: Evidence::default() }),
        1 => any::<bool>().prop_map(|on| Event::Summarised { on }),
        1 => Just(Event::Language { lang: Lang::Id }),
        1 => Just(Event::Place { name: None }),
        1 => Just(Event::Finished),
    ]
}

/// Everything that can be seen of a walk from outside.
fn face(walk: &Walk<'_>) -> String {
    let steps: Vec<_> = (0..walk.len())
        .map(|at| {
            let kept = (walk.record(at), walk.note(at), walk.evidence(at), walk.known(at));
            format!("{:?} {:?} {kept:?}", walk.state(at), walk.position(at))
        })
        .collect();
    let end = (walk.current(), walk.next_open(), walk.back_target(), walk.is_summarised());
    let outcome = walk.outcome().map(|outcome| &outcome.key);
    format!("{steps:#?} {end:?} {outcome:?} {}", walk.seconds_left(Lang::En))
}

/// Decides the slow way what is shown: every step anew, in the list's order.
fn shown_the_slow_way(walk: &Walk<'_>) -> Vec<bool> {
    let mut values = Values::default();
    let place = walk.steps.iter().find(|(_, step)| step.slot == Some(Slot::Place));
    let steps = walk.steps.iter().zip(&walk.records);
    let shown = steps.map(|((_, step), record)| {
        let here =
            place.is_none_or(|(_, place)| values.get(&place.key, None) == Some(&Value::word(HERE)));
        let shown = (here || !looks(&step.kind))
            && (step.audience.is_empty() || step.audience.contains(&walk.audience))
            && values.holds(&step.when)
            && !(step.unless.is_written() && values.holds(&step.unless));
        let record = record.as_ref().filter(|_| shown);
        values.put(step, record.map(|record| &record.ending));
        shown
    });
    shown.collect()
}

proptest! {
    #[test]
    fn what_is_decided_anew_is_what_deciding_all_anew_comes_to(events in vec(some_event(), 0..40)) {
        let list = every_kind();
        let mut walk = Walk::new(list, "", Audience::Customer);
        for event in events {
            walk.apply(&entry(event));
            let slow = shown_the_slow_way(&walk);
            let all = |open: bool| {
                let shown = slow.iter().zip(&walk.records).enumerate();
                let these = shown.filter(move |(_, (shown, record))| **shown && record.is_none() == open);
                these.map(|(at, _)| at)
            };
            prop_assert_eq!(walk.next_open(), all(true).next());
            prop_assert_eq!(walk.last_ended(), all(false).next_back());
            prop_assert_eq!(&walk.shown, &slow);
        }
    }

    #[test]
    fn any_events_leave_a_walk_whole(events in vec(some_event(), 0..40)) {
        let list = every_kind();
        let mut walk = Walk::new(list, "", Audience::Customer);
        let mut times = vec![0; walk.len()];
        for event in events {
            walk.apply(&entry(event));
            for (at, before) in times.iter_mut().enumerate() {
                let now = walk.record(at).map_or(0, |record| record.times);
                prop_assert!(now == *before || now == *before + 1, "a record is never lost");
                *before = now;
                let Position { part, parts, number, of } = walk.position(at);
                prop_assert!(part <= parts && number <= of);
                prop_assert!(!walk.is_shown(at) || (part >= 1 && number >= 1));
            }
            prop_assert!(walk.current().is_none_or(|at| walk.is_shown(at)));
            prop_assert!(walk.back_target().is_none_or(|at| walk.is_shown(at)));
            prop_assert!(walk.next_open().is_none_or(|at| walk.record(at).is_none()));
            prop_assert!(walk.outcome().is_some());
        }
    }

    #[test]
    fn a_log_in_two_pieces_is_the_same_walk(events in vec(some_event(), 0..40), cut in 0..40_usize) {
        let list = every_kind();
        let log: Vec<_> = events.into_iter().map(entry).collect();
        let whole = Walk::replay(list, "", Audience::Customer, &log);
        let (first, rest) = log.split_at(cut.min(log.len()));
        let mut parts = Walk::replay(list, "", Audience::Customer, first);
        for entry in rest {
            parts.apply(entry);
        }
        prop_assert_eq!(face(&whole), face(&parts));
    }

    #[test]
    fn answering_what_is_asked_comes_to_an_end(answers in vec(some_answer(), 20)) {
        let list = every_kind();
        let mut walk = Walk::new(list, "", Audience::Customer);
        let mut asked = 0;
        for answer in answers {
            let Some((_, step)) = walk.current().and_then(|at| walk.step(at)) else { break };
            let key = step.key.clone();
            walk.apply(&entry(answered(&key, answer)));
            if walk.record(walk.find(&key).unwrap()).is_none() {
                walk.apply(&entry(left(&key, Omission::Skipped)));
            }
            asked += 1;
        }
        prop_assert_eq!(walk.current(), None);
        prop_assert!(asked <= walk.len(), "no step is asked twice unasked");
    }
}
