//! A file of answers: the same walk with nobody to ask.
//!
//! Edge: says on standard error what is doubtful. The text of the file is handed in. Waits are not waited, a restart is the person's word, and
//! `[measured]` stands in for a look at the network, so that a run can be repeated exactly.

use std::collections::HashSet;

use jiff::Zoned;
use toml::{Table, Value};

use super::measured::Measured;
use super::talk::parse_number;
use super::{Given, Halt, Page, Respondent, Scene, unfit};
use crate::checklist::{Checklist, Kind, Step, nearest};
use crate::evidence::Evidence;
use crate::lang::{Catalogue, Lang};
use crate::moment::{self, Moment};
use crate::session::{Answer, Event, Omission, Restart};
use crate::summary::companion::key_of;
use crate::ui::{Face, output};

/// The table that answers the program's own questions about the call.
const CALL: &str = "call";

/// What the table about the call may say several times, each with a number of its own in the log.
const SEVERAL: [&str; 5] = ["ticket", "promise", "days", "told", "charge"];

/// What of these counts even where its question is not asked: how one is told, and what it costs.
const ANYWAY: [&str; 2] = ["told", "charge"];

/// What the table about the call may say beyond its questions, once or several times.
const BESIDES: [&str; 4] = ["refused", "rule", "decides", "note"];

/// The table that stands in for a look at the network.
const MEASURED: &str = "measured";

/// A file of answers.
pub(in crate::app) struct Answers {
    steps: Table,
    call: Table,
    measured: Measured,
    noted: HashSet<String>,
}

impl Answers {
    /// Reads a file of answers for a list.
    ///
    /// # Errors
    ///
    /// Says in the person's language what cannot be used: the syntax, a step that the list does not have,
    /// evidence that is not evidence.
    pub(in crate::app) fn read(source: &str, list: &Checklist, lang: Lang) -> Result<Self, String> {
        let texts = Catalogue::of(lang);
        let mut steps: Table = toml::from_str(source).map_err(|error| {
            let line = error.span().map_or(1, |span| line_of(source, span.start)).to_string();
            texts.fill("walk.answers-syntax", &[("line", &line), ("why", error.message())])
        })?;
        let measured = Measured::read(steps.remove(MEASURED), list, texts)?;
        let call = match steps.remove(CALL) {
            Some(Value::Table(call)) => call,
            _ => Table::new(),
        };
        if let Some(unknown) = unknown_key(&steps, list) {
            return Err(unknown_step(unknown, list, texts));
        }
        if let Some((key, value)) = odd_note(&call) {
            let step = format!("{CALL}.{key}");
            let values = [("step", &*step), ("value", &*value)];
            return Err(texts.fill("walk.answers-wrong", &values));
        }
        Ok(Self { steps, call, measured, noted: HashSet::new() })
    }

    /// Finds what was given for a step, under its present key or an earlier one.
    fn value(&self, scene: &Scene<'_>) -> Option<Value> {
        let table = if scene.call { &self.call } else { &self.steps };
        let step = scene.step;
        let keys = std::iter::once(&step.key).chain(&step.was);
        let value = keys.into_iter().find_map(|key| table.get(key));
        let several = scene.call && SEVERAL.contains(&step.key.as_str());
        let first = value.filter(|_| several).and_then(|value| value.as_array()?.first());
        first.or(value).cloned().or_else(|| self.implied(scene))
    }

    /// What a file need not say: that there was a call, where it gives anything about one.
    fn implied(&self, scene: &Scene<'_>) -> Option<Value> {
        if !scene.call {
            return None;
        }
        let word = match scene.step.key.as_str() {
            "connected" if self.call.is_empty() => "later",
            "connected" => "yes",
            "result" if self.call.contains_key("ticket") => "number",
            _ => return None,
        };
        Some(Value::String(word.into()))
    }
}

impl Respondent for Answers {
    fn step(&mut self, scene: &Scene<'_>) -> Result<Given, Halt> {
        let Some(mut value) = self.value(scene) else { return missing(scene) };
        if let Value::Table(table) = &value {
            if let (Some(Value::String(note)), true) =
                (table.get("note"), self.noted.insert(scene.step.key.clone()))
            {
                return Ok(Given::Note(note.clone()));
            }
            if let Some(omitted) = omitted(table) {
                return Ok(omitted);
            }
            if let Some(inner) = table.get("value") {
                value = inner.clone();
            }
        }
        let answer = answer(scene, &value);
        if let Some(said) = answer.as_ref().and_then(|answer| unfit::doubt(scene, answer)) {
            output::remark(&said);
        }
        answer.map(Given::Answer).ok_or_else(|| wrong(scene, &value))
    }

    fn part(&mut self, _: &Scene<'_>) {}

    fn say(&mut self, _: &str) {}

    fn page(&mut self, _: &Page<'_>) {}

    /// Goes on only where the file has something to say to what comes next.
    fn go_on(&mut self, scene: &Scene<'_>) -> Result<bool, Halt> {
        Ok(self.value(scene).is_some())
    }

    fn open_questions(&mut self, _: Lang) -> Result<bool, Halt> {
        Ok(false)
    }

    fn speak(&mut self, _: Lang) {}

    fn evidence(&self, step: &str) -> Option<&Evidence> {
        self.measured.at(step)
    }

    fn notes(&self, prefix: &str) -> Vec<Event> {
        if prefix != super::call::PREFIX {
            return Vec::new();
        }
        let several = SEVERAL.map(|key| (key, usize::from(!ANYWAY.contains(&key))));
        let all = several.into_iter().chain(BESIDES.map(|key| (key, 0))).flat_map(|(key, from)| {
            let items = each(self.call.get(key)).enumerate().skip(from);
            items.filter_map(move |(at, said)| {
                let said = said.as_str()?.trim().to_owned();
                let answer = match key {
                    "days" => Answer::Choice { option: said },
                    _ => Answer::Text { text: said },
                };
                Some(Event::Answered { step: format!("{prefix}{}", key_of(key, at + 1)), answer })
            })
        });
        all.collect()
    }

    fn is_person(&self) -> bool {
        false
    }

    fn face(&mut self) -> Option<&mut dyn Face> {
        None
    }
}

/// Returns the items of a list, or the only one.
fn each(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let all =
        value.map(|value| value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice));
    all.unwrap_or_default().iter()
}

/// Finds what cannot be noted about a call: anything but words, an unknown kind of days, a secret.
fn odd_note(call: &Table) -> Option<(&'static str, String)> {
    let days = |said: &str| {
        let options = super::call::questions().step("days")?.kind.options();
        options.iter().find(|option| option.key == said)
    };
    let is_odd = |key: &str, value: &Value| match (key, value.as_str()) {
        ("days", said) => said.is_none_or(|said| days(said).is_none()),
        (_, Some(said)) => said.trim().is_empty() || super::text::refusal(said).is_some(),
        (_, None) => true,
    };
    // What is said once is judged by its own question.
    let several = SEVERAL.iter().map(|key| (*key, 1)).chain(BESIDES.map(|key| (key, 0)));
    several.into_iter().find_map(|(key, from)| {
        let value = each(call.get(key)).skip(from).find(|value| is_odd(key, value))?;
        Some((key, value.to_string()))
    })
}

/// What a step comes to that the file does not mention.
fn missing(scene: &Scene<'_>) -> Result<Given, Halt> {
    if matches!(scene.step.kind, Kind::Info | Kind::Wait { .. }) {
        return Ok(Given::Answer(Answer::Done));
    }
    if scene.step.optional {
        return Ok(Given::Omit(Omission::Skipped, None));
    }
    let texts = Catalogue::of(scene.lang);
    let values = [("step", &*full_key(scene)), ("ask", scene.step.ask.get(scene.lang))];
    Err(Halt::Unusable(texts.fill("walk.answers-missing", &values)))
}

fn wrong(scene: &Scene<'_>, value: &Value) -> Halt {
    let texts = Catalogue::of(scene.lang);
    let (step, said) = (full_key(scene), value.to_string());
    let said = texts.fill("walk.answers-wrong", &[("step", &step), ("value", &said)]);
    Halt::Unusable(format!("{said} {}", unfit::why(scene, value)))
}

pub(super) fn full_key(scene: &Scene<'_>) -> String {
    let prefix = if scene.call { "call." } else { "" };
    format!("{prefix}{}", scene.step.key)
}

/// Returns a key that no step of the list has.
pub(super) fn unknown_key<'t>(table: &'t Table, list: &Checklist) -> Option<&'t str> {
    table.keys().map(String::as_str).find(|key| list.step(key).is_none())
}

pub(super) fn unknown_step(unknown: &str, list: &Checklist, texts: &Catalogue) -> String {
    let mut said = texts.fill("walk.answers-unknown", &[("step", unknown)]);
    let known = list.steps().map(|(_, step)| step.key.as_str());
    if let Some(near) = nearest(unknown, known) {
        said += " ";
        said += &texts.fill("walk.did-you-mean", &[("key", near)]);
    }
    said
}

/// Reads `{ unknown = true }`, `{ skip = "why" }`, `{ could_not = "why" }`, `{ not_applicable = "why" }`.
fn omitted(table: &Table) -> Option<Given> {
    if table.get("unknown") == Some(&Value::Boolean(true)) {
        return Some(Given::Answer(Answer::Unknown));
    }
    let ways = [
        ("skip", Omission::Skipped),
        ("could_not", Omission::CouldNot),
        ("not_applicable", Omission::NotApplicable),
    ];
    ways.into_iter().find_map(|(key, how)| {
        let why = table.get(key)?.as_str().filter(|why| !why.is_empty());
        Some(Given::Omit(how, why.map(Into::into)))
    })
}

/// Turns a value into an answer to a step; none where it does not fit.
fn answer(scene: &Scene<'_>, value: &Value) -> Option<Answer> {
    let known = |key: &str| scene.step.kind.options().iter().any(|option| option.key == key);
    match (&scene.step.kind, value) {
        (Kind::Do | Kind::Info | Kind::Wait { .. }, Value::Boolean(true)) => Some(Answer::Done),
        (Kind::YesNo, Value::Boolean(yes)) => Some(Answer::YesNo { yes: *yes }),
        (Kind::Choice { .. }, Value::String(key)) => {
            let option = present(scene.step, key)?;
            Some(Answer::Choice { option })
        }
        (Kind::Multi { options }, Value::Array(keys)) => {
            let chosen: Option<Vec<_>> = keys.iter().map(Value::as_str).collect();
            let chosen = chosen?;
            if chosen.is_empty() || chosen.iter().any(|key| !known(key)) {
                return None;
            }
            let ordered = options.iter().filter(|option| chosen.contains(&option.key.as_str()));
            Some(Answer::Multi { options: ordered.map(|option| option.key.clone()).collect() })
        }
        (Kind::Number { min, max, .. }, value) => number(value, *min, *max),
        (Kind::Text { .. }, Value::String(text)) => {
            let text = text.trim().to_owned();
            let secret = crate::spoken::looks_secret(&text);
            let card = secret.is_some() && super::text::is_card(scene.step.slot, &text);
            let refused = card || secret.is_some_and(crate::spoken::SecretKind::is_certain);
            (!text.is_empty() && !refused).then_some(Answer::Text { text })
        }
        (Kind::DateTime, value) => {
            let (moment, said) = moment(value, &scene.now)?;
            Some(Answer::DateTime { moment, said })
        }
        (Kind::Restart { .. }, Value::Boolean(true)) => {
            let unplugged = Some(Moment::exact(scene.now.clone()));
            Some(Answer::Restart(Restart { unplugged, ..Restart::default() }))
        }
        (Kind::Restart { .. }, value) => {
            let unplugged = Some(moment(value, &scene.now)?.0);
            Some(Answer::Restart(Restart { unplugged, ..Restart::default() }))
        }
        _ => None,
    }
}

fn present(step: &Step, key: &str) -> Option<String> {
    let options = step.kind.options();
    let option = options.iter().find(|option| option.key == key);
    let option = option.or_else(|| options.iter().find(|o| o.was.iter().any(|old| old == key)))?;
    Some(option.key.clone())
}

fn number(value: &Value, min: Option<f64>, max: Option<f64>) -> Option<Answer> {
    let value = match value.as_str() {
        Some(text) => parse_number(text)?,
        None => value.as_float().or_else(|| value.as_integer()?.to_string().parse().ok())?,
    };
    let inside = min.is_none_or(|min| value >= min) && max.is_none_or(|max| value <= max);
    inside.then_some(Answer::Number { value })
}

/// Reads a person's words, or a TOML date-time, as a moment.
fn moment(value: &Value, now: &Zoned) -> Option<(Moment, String)> {
    let said = words_of(value)?;
    Some((moment::parse(&said, now)?, said))
}

/// Returns the words of a time, also where the file has it as a date-time of TOML.
pub(super) fn words_of(value: &Value) -> Option<String> {
    match (value.as_str(), value.as_datetime()) {
        (Some(said), _) => Some(said.to_owned()),
        (None, stamp) => Some(stamp?.to_string().replace('T', " ")),
    }
}

fn line_of(source: &str, at: usize) -> usize {
    source.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}
