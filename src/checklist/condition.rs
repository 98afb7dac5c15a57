//! Conditions on answers: what they are and whether they hold.
//!
//! Pure. A step without an answer makes every test on it false, a negated one too; only
//! [`Test::Known`]`(false)` matches it.

/// A condition on earlier answers: a list is "or", the keys of one table are "and".
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Condition {
    /// No condition was written: it holds wherever that makes sense (`when`), or never (`unless`).
    #[default]
    Always,
    /// At least one of these groups holds; in a group every test holds.
    AnyOf(Vec<Vec<StepTest>>),
}

/// A test on one step.
#[derive(Debug, Clone, PartialEq)]
pub struct StepTest {
    /// The key of the earlier step.
    pub step: String,
    /// The part of its answer, such as `verdict`; none for the answer itself.
    pub field: Option<String>,
    /// What is tested.
    pub test: Test,
}

/// What is tested of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// It is one of these.
    OneOf(Vec<Value>),
    /// It is known and none of these; a set has none of these.
    Not(Vec<Value>),
    /// It is a number, and at least this.
    AtLeast(f64),
    /// It is a number, and at most this.
    AtMost(f64),
    /// It is a set that has at least one of these.
    Includes(Vec<Value>),
    /// Whether there is an answer at all.
    Known(bool),
}

/// A value that a condition can look at.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A key of an option, a verdict code, or one of the words of a kind (`done`, `came-back`).
    Word(String),
    /// Yes or no.
    Bool(bool),
    /// A number.
    Number(f64),
    /// The chosen keys of a `multi`, or the codes of all findings.
    Set(Vec<String>),
}

impl Condition {
    /// Tells whether it holds, given what each step's answer, or one part of it, is.
    ///
    /// [`Condition::Always`] holds; whoever reads an `unless` asks [`Condition::is_written`] first.
    pub fn holds<'a>(&self, lookup: &impl Fn(&str, Option<&str>) -> Option<&'a Value>) -> bool {
        match self {
            Self::Always => true,
            Self::AnyOf(groups) => groups.iter().any(|group| {
                group
                    .iter()
                    .all(|test| test.test.accepts(lookup(&test.step, test.field.as_deref())))
            }),
        }
    }

    /// Tells whether any condition was written.
    pub fn is_written(&self) -> bool {
        matches!(self, Self::AnyOf(_))
    }

    /// Iterates over every test in it.
    pub fn tests(&self) -> impl Iterator<Item = &StepTest> {
        let groups = if let Self::AnyOf(groups) = self { groups.as_slice() } else { &[] };
        groups.iter().flatten()
    }
}

impl Test {
    /// Tells whether a value, or the lack of one, passes.
    pub fn accepts(&self, value: Option<&Value>) -> bool {
        let Some(value) = value else { return *self == Self::Known(false) };
        match self {
            Self::OneOf(wanted) => wanted.contains(value),
            Self::Not(unwanted) => !unwanted.iter().any(|word| value.has(word)),
            Self::AtLeast(least) => matches!(value, Value::Number(number) if number >= least),
            Self::AtMost(most) => matches!(value, Value::Number(number) if number <= most),
            Self::Includes(wanted) => wanted.iter().any(|word| value.has(word)),
            Self::Known(known) => *known,
        }
    }
}

impl Value {
    /// Makes a word.
    pub fn word(word: impl Into<String>) -> Self {
        Self::Word(word.into())
    }

    fn has(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Set(words), Self::Word(word)) => words.contains(word),
            _ => self == other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn any_of(field: Option<&str>, test: Test) -> Condition {
        Condition::AnyOf(vec![vec![StepTest {
            step: "a".into(),
            field: field.map(Into::into),
            test,
        }]])
    }

    #[test]
    fn a_step_without_an_answer_fails_every_test_but_unknown() {
        let words = vec![Value::word("x")];
        for test in [
            Test::OneOf(words.clone()),
            Test::Not(words.clone()),
            Test::AtLeast(0.0),
            Test::AtMost(0.0),
            Test::Includes(words),
            Test::Known(true),
        ] {
            assert!(!any_of(None, test).holds(&|_, _| None));
        }
        assert!(any_of(None, Test::Known(false)).holds(&|_, _| None));
    }

    #[test]
    fn tests_look_at_the_value() {
        let set = Value::Set(vec!["rain".into(), "works".into()]);
        let cases = [
            (Value::word("x"), Test::OneOf(vec![Value::word("y"), Value::word("x")]), true),
            (Value::word("x"), Test::Not(vec![Value::word("x")]), false),
            (Value::Bool(true), Test::OneOf(vec![Value::Bool(true)]), true),
            (Value::Number(3.0), Test::AtLeast(3.0), true),
            (Value::Number(3.0), Test::AtMost(2.9), false),
            (set.clone(), Test::Includes(vec![Value::word("works")]), true),
            (set.clone(), Test::Not(vec![Value::word("works")]), false),
            (set.clone(), Test::Not(vec![Value::word("moved")]), true),
            (set, Test::Includes(vec![Value::word("moved")]), false),
            (Value::word("x"), Test::Known(false), false),
        ];
        for (value, test, expected) in cases {
            assert_eq!(test.accepts(Some(&value)), expected, "{value:?} {test:?}");
        }
    }

    #[test]
    fn groups_are_or_and_tests_in_a_group_are_and() {
        let (x, y) = (Value::word("x"), Value::word("y"));
        let test = |step: &str, value: &Value| StepTest {
            step: step.into(),
            field: None,
            test: Test::OneOf(vec![value.clone()]),
        };
        let both = Condition::AnyOf(vec![vec![test("a", &x), test("b", &y)]]);
        let either = Condition::AnyOf(vec![vec![test("a", &y)], vec![test("b", &y)]]);
        let lookup = |step: &str, _: Option<&str>| Some(if step == "a" { &x } else { &y });
        assert!(both.holds(&lookup) && either.holds(&lookup));
        assert!(!both.holds(&|_, _| Some(&x)));
    }
}
