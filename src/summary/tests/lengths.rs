//! How many questions a person meets, and how long they take.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::walks::{self, Dice, Log};
use crate::checklist::{Checklist, Kind, Step};
use crate::diagnosis::{Diagnosis, Verdict, diagnose};
use crate::engine::{Walk, seconds};
use crate::lang::Lang;
use crate::session::{Answer, Event, Omission, Restart};

/// What is asked on one path.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Path {
    /// The keys of the questions.
    asked: Vec<String>,
    /// The person's own time, the slower language, in seconds.
    seconds: u32,
    /// The most steps of a part.
    in_part: usize,
}

/// The answers that can change what is asked later: every option, and none.
fn endings(step: &Step) -> Vec<Event> {
    let key = || step.key.clone();
    let answered = |answer| Event::Answered { step: key(), answer };
    let mut all = match &step.kind {
        Kind::Choice { options } => {
            let chosen =
                |option: &crate::checklist::Choice| Answer::Choice { option: option.key.clone() };
            options.iter().map(chosen).map(answered).collect()
        }
        Kind::Multi { options } => {
            let only = |option: &crate::checklist::Choice| Answer::Multi {
                options: vec![option.key.clone()],
            };
            options.iter().map(only).map(answered).collect()
        }
        Kind::YesNo => [true, false].map(|yes| answered(Answer::YesNo { yes })).to_vec(),
        Kind::Number { min, .. } => vec![answered(Answer::Number { value: min.unwrap_or(0.0) })],
        Kind::Text { .. } => vec![answered(Answer::Text { text: "x1".into() })],
        Kind::DateTime => {
            let moment = crate::moment::Moment::exact(walks::began());
            vec![answered(Answer::DateTime { moment, said: "x".into() })]
        }
        Kind::Restart { .. } => vec![answered(Answer::Restart(Restart::default()))],
        Kind::Probe { .. } => {
            [Some(true), Some(false)].map(|passed| answered(Answer::Probe { passed })).to_vec()
        }
        Kind::Do | Kind::Wait { .. } | Kind::Info => vec![answered(Answer::Done)],
        Kind::Diagnose => verdicts()
            .iter()
            .map(|diagnosis| Event::Verdict { step: key(), diagnosis: diagnosis.clone() })
            .collect(),
    };
    all.push(Event::Skipped { step: key(), how: Omission::Skipped, why: None });
    all
}

/// A look that found the internet, and one that did not.
fn verdicts() -> &'static [Diagnosis] {
    static BOTH: OnceLock<Vec<Diagnosis>> = OnceLock::new();
    BOTH.get_or_init(|| {
        let both = [Verdict::Ok, Verdict::NoInternet].map(walks::evidence_of);
        both.iter().map(diagnose).collect()
    })
}

/// Follows one plan: for each step the number of its ending, the first where it has none.
fn follow(list: &Checklist, plan: &HashMap<String, usize>) -> Path {
    let mut walk = Walk::new(list, "", walks::audience(list));
    let mut log = Log::new();
    while let Some((_, step)) = walk.current().and_then(|at| walk.step(at)) {
        let all = endings(step);
        let chosen = plan.get(&step.key).copied().unwrap_or(0) % all.len();
        walk.apply(&log.add(all[chosen].clone()));
    }
    measure(&walk)
}

/// Measures a finished walk. Looking at the network asks the person nothing, and takes the program's time.
fn measure(walk: &Walk<'_>) -> Path {
    let shown = (0..walk.len()).filter(|at| walk.is_shown(*at)).filter_map(|at| walk.step(at));
    let mut path = Path::default();
    let mut parts: HashMap<usize, usize> = HashMap::new();
    let mut time = HashMap::new();
    for (part, step) in shown {
        *parts.entry(part).or_default() += 1;
        for lang in Lang::ALL {
            *time.entry(lang).or_insert(0) += seconds(step, lang);
        }
        if !matches!(step.kind, Kind::Diagnose | Kind::Probe { .. } | Kind::Info) {
            path.asked.push(step.key.clone());
        }
    }
    path.seconds = time.into_values().max().unwrap_or(0);
    path.in_part = parts.into_values().max().unwrap_or(0);
    path
}

/// Climbs from many random plans to the path with the most of something, one changed answer at a time.
fn most<T: Ord + Copy>(list: &Checklist, of: impl Fn(&Path) -> T) -> Path {
    let mut dice = Dice(7);
    let mut best = Path::default();
    for _ in 0..2 {
        let mut plan: HashMap<_, _> =
            list.steps().map(|(_, step)| (step.key.clone(), dice.below(60))).collect();
        let mut here = follow(list, &plan);
        let mut climbing = true;
        while climbing {
            climbing = false;
            for (_, step) in list.steps() {
                for ending in 0..endings(step).len() {
                    let before = plan.insert(step.key.clone(), ending);
                    let there = follow(list, &plan);
                    if of(&there) > of(&here) {
                        (here, climbing) = (there, true);
                    } else if let Some(before) = before {
                        plan.insert(step.key.clone(), before);
                    }
                }
            }
        }
        if of(&here) > of(&best) {
            best = here;
        }
    }
    best
}

#[test]
fn no_path_asks_too_much() {
    for list in walks::lists() {
        let questions = most(list, |path| path.asked.len());
        let time = most(list, |path| path.seconds);
        let part = most(list, |path| path.in_part);
        println!(
            "{}: at most {} questions ({}), {} s, {} steps in a part",
            list.key,
            questions.asked.len(),
            questions.asked.join(" "),
            time.seconds,
            part.in_part
        );
        assert!(questions.asked.len() <= 32, "{:?}", questions.asked);
        assert!(time.seconds <= 420, "{time:?}");
        assert!(part.in_part <= 9, "{part:?}");
    }
}
