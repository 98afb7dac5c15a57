//! What can be answered to a step, as far as any condition can tell answers apart.
//!
//! Pure. Two answers that every condition of the list judges alike are one class. The first class of a
//! step is always that it has no answer: unknown, skipped or hidden.

use std::collections::BTreeSet;

use super::Reply;
use crate::checklist::Kind;
use crate::checklist::condition::{StepTest, Test, Value};
use crate::diagnosis::{Confidence, Segment, Verdict};

/// The most classes of a step; a set of classes is a number of 128 bits.
pub(super) const MOST: usize = 128;
/// The most options of a `multi`, or findings, of which every combination is a class.
const MOST_COMBINED: usize = 6;

/// Answers that no condition tells apart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Class {
    /// What conditions see, by field.
    pub(super) values: Vec<(Option<&'static str>, Value)>,
    /// One of the answers; none for the class without an answer.
    pub(super) reply: Option<Reply>,
}

impl Class {
    fn new(values: Vec<(Option<&'static str>, Value)>, reply: Reply) -> Self {
        Self { values, reply: Some(reply) }
    }

    /// Tells whether a test passes.
    pub(super) fn passes(&self, test: &StepTest) -> bool {
        let field = test.field.as_deref();
        let value = self.values.iter().find(|(name, _)| *name == field).map(|(_, value)| value);
        test.test.accepts(value)
    }
}

/// The classes of a step.
#[derive(Debug, Clone)]
pub(super) struct Domain {
    /// The classes, the one without an answer first.
    pub(super) classes: Vec<Class>,
    /// Whether every answer is in a class; else there were too many, and some are left out.
    pub(super) is_exact: bool,
}

impl Domain {
    /// Finds the classes of a step of this kind, on which these tests are made.
    pub(super) fn of(kind: &Kind, tests: &[&StepTest]) -> Self {
        let (mut classes, mut is_exact) = match kind {
            Kind::Do | Kind::Wait { .. } | Kind::Info => (ends(), true),
            Kind::YesNo => (yes_no(), true),
            Kind::Choice { .. } => (choice(kind, tests), true),
            Kind::Multi { .. } => multi(kind, tests),
            Kind::Number { min, max, .. } => number((*min, *max), tests),
            Kind::Text { .. } => (vec![known("x", Reply::Text)], true),
            Kind::DateTime => (vec![known("x", Reply::Moment)], true),
            Kind::Restart { .. } => (restart(tests), true),
            Kind::Probe { .. } => (probe(), true),
            Kind::Diagnose => diagnose(tests),
        };
        is_exact &= classes.len() < MOST;
        classes.truncate(MOST - 1);
        classes.insert(0, nothing(kind));
        Self { classes, is_exact }
    }
}

/// The class without an answer. A diagnosis that did not run still has a verdict.
fn nothing(kind: &Kind) -> Class {
    let code = Verdict::NotMeasured.code();
    let values = if matches!(kind, Kind::Diagnose) {
        vec![
            (Some("verdict"), Value::word(code)),
            (Some("finding"), Value::Set(vec![code.to_owned()])),
        ]
    } else {
        Vec::new()
    };
    Class { values, reply: None }
}

fn known(word: &str, reply: Reply) -> Class {
    Class::new(vec![(None, Value::word(word))], reply)
}

fn ends() -> Vec<Class> {
    vec![
        known("done", Reply::Done),
        known("skipped", Reply::Skipped),
        known("could-not", Reply::CouldNot),
    ]
}

fn yes_no() -> Vec<Class> {
    let one = |yes| Class::new(vec![(None, Value::Bool(yes))], Reply::YesNo(yes));
    vec![one(true), one(false)]
}

/// Returns the words that tests on a field name.
fn named<'t>(tests: &[&'t StepTest], field: Option<&str>) -> BTreeSet<&'t str> {
    let own = tests.iter().filter(|test| test.field.as_deref() == field);
    let values = own.flat_map(|test| match &test.test {
        Test::OneOf(values) | Test::Not(values) | Test::Includes(values) => values.as_slice(),
        Test::AtLeast(_) | Test::AtMost(_) | Test::Known(_) => &[],
    });
    values
        .filter_map(|value| if let Value::Word(word) = value { Some(&**word) } else { None })
        .collect()
}

/// The named options, and the first of the others for all of them.
fn choice(kind: &Kind, tests: &[&StepTest]) -> Vec<Class> {
    let named = named(tests, None);
    let mut others = 0;
    let keys = kind.options().iter().map(|option| option.key.as_str()).filter(|key| {
        others += usize::from(!named.contains(key));
        named.contains(key) || others == 1
    });
    keys.map(|key| known(key, Reply::Option(key.to_owned()))).collect()
}

fn multi(kind: &Kind, tests: &[&StepTest]) -> (Vec<Class>, bool) {
    let named = named(tests, None);
    let keys = || kind.options().iter().map(|option| option.key.as_str());
    let own: Vec<_> = keys().filter(|key| named.contains(key) && *key != "none").collect();
    let other = keys().find(|key| !named.contains(key) && *key != "none");
    let other = other.or_else(|| keys().find(|key| *key == "none" && !named.contains(key)));
    let mut sets = subsets(&own);
    if let Some(empty) = sets.first_mut() {
        empty.extend(other);
    }
    sets.extend(keys().filter(|key| *key == "none" && named.contains(key)).map(|key| vec![key]));
    let class = |set: Vec<&str>| {
        let set: Vec<_> = set.into_iter().map(str::to_owned).collect();
        Class::new(vec![(None, Value::Set(set.clone()))], Reply::Options(set))
    };
    let sets = sets.into_iter().filter(|set| !set.is_empty());
    (sets.map(class).collect(), own.len() <= MOST_COMBINED)
}

/// Returns all sets of these words; where they are too many, only small ones and the one of all.
fn subsets<'w>(words: &[&'w str]) -> Vec<Vec<&'w str>> {
    if words.len() <= MOST_COMBINED {
        let sets = 0..1_usize << words.len();
        let chosen = |set: usize| {
            let inside = words.iter().enumerate().filter(move |(at, _)| set >> at & 1 == 1);
            inside.map(|(_, word)| *word).collect()
        };
        return sets.map(chosen).collect();
    }
    let few = words.iter().map(|word| vec![*word]).take(MOST);
    [Vec::new(), words.to_vec()].into_iter().chain(few).collect()
}

/// The limits that are named, and a number between each two.
fn number(limits: (Option<f64>, Option<f64>), tests: &[&StepTest]) -> (Vec<Class>, bool) {
    let mut points: Vec<f64> = [limits.0, limits.1].into_iter().flatten().collect();
    for test in tests {
        match &test.test {
            Test::AtLeast(point) | Test::AtMost(point) => points.push(*point),
            Test::OneOf(values) | Test::Not(values) | Test::Includes(values) => {
                let number = |value: &Value| {
                    if let Value::Number(number) = value { Some(*number) } else { None }
                };
                points.extend(values.iter().filter_map(number));
            }
            Test::Known(_) => {}
        }
    }
    points.sort_by(f64::total_cmp);
    points.dedup();
    let between =
        points.windows(2).filter_map(|pair| Some(pair.first()? / 2.0 + pair.get(1)? / 2.0));
    let between: Vec<_> = between.collect();
    let low = points.first().map_or(0.0, |first| first - first.abs().max(1.0));
    let high = points.last().map_or(0.0, |last| last + last.abs().max(1.0));
    points.extend(between);
    points.extend([low, high]);
    let is_allowed = |point: &f64| {
        point.is_finite()
            && limits.0.is_none_or(|min| *point >= min)
            && limits.1.is_none_or(|max| *point <= max)
    };
    let class = |point: f64| Class::new(vec![(None, Value::Number(point))], Reply::Number(point));
    let classes: Vec<_> = points.into_iter().filter(is_allowed).map(class).collect();
    let is_exact = !classes.is_empty();
    (classes, is_exact)
}

fn restart(tests: &[&StepTest]) -> Vec<Class> {
    let ways = |field: &str| {
        let is_tested = tests.iter().any(|test| test.field.as_deref() == Some(field));
        let ways = ["came-back", "stayed-away", "never-left"].map(Some);
        let ways = ways.into_iter().take(if is_tested { 3 } else { 0 });
        std::iter::once(None).chain(ways).collect::<Vec<_>>()
    };
    let mut classes = Vec::new();
    for seen in [true, false] {
        for gateway in ways("gateway") {
            for internet in ways("internet") {
                let mut values =
                    vec![(None, Value::word("done")), (Some("seen"), Value::Bool(seen))];
                values.extend(gateway.map(|way| (Some("gateway"), Value::word(way))));
                values.extend(internet.map(|way| (Some("internet"), Value::word(way))));
                classes.push(Class::new(values, Reply::Restart { seen, gateway, internet }));
            }
        }
    }
    classes
}

fn probe() -> Vec<Class> {
    let one = |passed: Option<bool>| {
        let mut values = vec![(None, Value::word("done"))];
        values.extend(passed.map(|passed| (Some("passed"), Value::Bool(passed))));
        Class::new(values, Reply::Probe(passed))
    };
    vec![one(Some(true)), one(Some(false)), one(None)]
}

/// Returns the named words of a field and one that nobody names, the latter first.
fn some_of(named: &BTreeSet<&str>, all: &[&'static str]) -> Vec<String> {
    let other = all.iter().find(|word| !named.contains(*word));
    // Words that this version never comes to are last: they make worse examples.
    let (known, strange): (Vec<&str>, Vec<&str>) =
        named.iter().partition(|word| all.contains(*word));
    let other = other.into_iter().copied();
    other.chain(known).chain(strange).map(str::to_owned).collect()
}

fn diagnose(tests: &[&StepTest]) -> (Vec<Class>, bool) {
    let verdicts: Vec<_> = Verdict::ALL.iter().map(|verdict| verdict.code()).collect();
    let segments: Vec<_> = Segment::ALL.iter().map(|segment| segment.name()).collect();
    let confidences: Vec<_> = Confidence::ALL.iter().map(|level| level.name()).collect();
    let of = |field: &str| named(tests, Some(field));
    let findings: Vec<_> = of("finding").into_iter().collect();
    let mut taken = of("verdict");
    // The verdict that stands for all others must not be a finding that somebody asks for.
    let free: Vec<_> =
        usual(&verdicts).into_iter().filter(|code| !findings.contains(code)).collect();
    let own = some_of(&taken, &free);
    taken.extend(&findings);
    let also = subsets(&findings);
    let mut classes = Vec::new();
    for (verdict, segment, confidence, also) in product(
        &own,
        &optional(&of("segment"), &segments),
        &optional(&of("confidence"), &confidences),
        &also,
    ) {
        classes.push(diagnosed(verdict, segment.as_deref(), confidence.as_deref(), also));
        if classes.len() > MOST {
            break;
        }
    }
    (classes, findings.len() <= MOST_COMBINED)
}

/// Puts the verdicts first that people most often have.
fn usual(verdicts: &[&'static str]) -> Vec<&'static str> {
    let first = [Verdict::NoInternet, Verdict::NoGateway, Verdict::Ok].map(Verdict::code);
    let rest = verdicts.iter().copied().filter(|code| !first.contains(code));
    first.into_iter().chain(rest).filter(|code| *code != Verdict::NotMeasured.code()).collect()
}

/// Returns what a field can be that perhaps nobody asks for.
fn optional(named: &BTreeSet<&str>, all: &[&'static str]) -> Vec<Option<String>> {
    if named.is_empty() {
        return vec![None];
    }
    some_of(named, all).into_iter().map(Some).collect()
}

type Combined<'v, 'w> = (&'v String, &'v Option<String>, &'v Option<String>, &'v Vec<&'w str>);

fn product<'v, 'w>(
    verdicts: &'v [String],
    segments: &'v [Option<String>],
    confidences: &'v [Option<String>],
    also: &'v [Vec<&'w str>],
) -> impl Iterator<Item = Combined<'v, 'w>> {
    verdicts.iter().flat_map(move |verdict| {
        segments.iter().flat_map(move |segment| {
            confidences
                .iter()
                .flat_map(move |level| also.iter().map(move |also| (verdict, segment, level, also)))
        })
    })
}

fn diagnosed(
    verdict: &str,
    segment: Option<&str>,
    confidence: Option<&str>,
    also: &[&str],
) -> Class {
    let mut found = vec![verdict.to_owned()];
    found.extend(also.iter().filter(|code| **code != verdict).map(|code| (*code).to_owned()));
    let values = vec![
        (None, Value::word("done")),
        (Some("verdict"), Value::word(verdict)),
        (Some("finding"), Value::Set(found.clone())),
        (Some("segment"), Value::word(segment.unwrap_or("line"))),
        (Some("confidence"), Value::word(confidence.unwrap_or("medium"))),
    ];
    let reply = Reply::Verdict {
        also: found.split_off(1),
        verdict: verdict.to_owned(),
        segment: segment.map(str::to_owned),
        confidence: confidence.map(str::to_owned),
    };
    Class::new(values, reply)
}

/// Tells whether a kind of step looks at the network.
pub(super) fn looks(kind: &Kind) -> bool {
    matches!(kind, Kind::Probe { .. } | Kind::Diagnose)
}
