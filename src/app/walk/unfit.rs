//! Why an answer from a file does not fit, with an example that does; and what fits but is doubtful.
//!
//! Pure.

use jiff::{ToSpan as _, Zoned};
use toml::Value;

use super::given::{full_key, words_of};
use super::talk::parse_number;
use super::{Scene, text};
use crate::checklist::{Choice, Kind, nearest};
use crate::lang::Catalogue;
use crate::moment;
use crate::session::Answer;
use crate::spoken;

/// Returns why a value is no answer to a step, in a sentence or two, with an example of one.
pub(super) fn why(scene: &Scene<'_>, value: &Value) -> String {
    let texts = Catalogue::of(scene.lang);
    let example = yesterday(&scene.now);
    match &scene.step.kind {
        Kind::Do | Kind::Info | Kind::Wait { .. } | Kind::Probe { .. } | Kind::Diagnose => {
            texts.get("walk.answers-true").to_owned()
        }
        Kind::YesNo => texts.get("walk.answers-yes-no").to_owned(),
        Kind::Choice { options } => choices(texts, options, value.as_str()),
        Kind::Multi { options } => several(texts, options, value),
        Kind::Number { min, max, .. } => number(texts, value, *min, *max),
        Kind::Text { .. } => words(texts, scene, value),
        Kind::DateTime => time(texts, scene, value, &example),
        Kind::Restart { .. } => match words_of(value) {
            Some(_) => time(texts, scene, value, &example),
            None => texts.fill("walk.answers-restart", &[("example", &example)]),
        },
    }
}

/// Returns what to say of an answer that is taken although it does not look as expected.
pub(super) fn doubt(scene: &Scene<'_>, answer: &Answer) -> Option<String> {
    let texts = Catalogue::of(scene.lang);
    let Answer::Text { text } = answer else { return None };
    if scene.call && scene.step.key == "promise" {
        let is_over = moment::parse_window(text, &scene.now).is_none()
            && moment::parse(text, &scene.now).is_some();
        let example = tomorrow(&scene.now);
        let values = [("what", &**text), ("example", &*example)];
        return is_over.then(|| texts.fill("walk.answers-promise-over", &values));
    }
    let Kind::Text { pattern: Some(pattern), .. } = &scene.step.kind else { return None };
    let values = [("step", &*full_key(scene)), ("pattern", pattern)];
    text::is_odd(&scene.step.kind, text).then(|| texts.fill("walk.answers-odd", &values))
}

/// Names the options, and the one that was probably meant.
fn choices(texts: &Catalogue, options: &[Choice], said: Option<&str>) -> String {
    let keys = || options.iter().map(|option| option.key.as_str());
    let all = keys().collect::<Vec<_>>().join(", ");
    let listed = texts.fill("walk.answers-options", &[("options", &all)]);
    match said.and_then(|said| nearest(said, keys())) {
        Some(near) => format!("{listed} {}", texts.fill("walk.did-you-mean", &[("key", near)])),
        None => listed,
    }
}

fn several(texts: &Catalogue, options: &[Choice], value: &Value) -> String {
    let known = |key: &str| options.iter().any(|option| option.key == key);
    let given = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let wrong = given.iter().filter_map(Value::as_str).find(|key| !known(key));
    let listed = choices(texts, options, wrong.or(value.as_str()));
    if wrong.is_some() {
        return listed;
    }
    let keys: Vec<_> = options.iter().take(2).map(|option| format!("\"{}\"", option.key)).collect();
    let example = format!("[{}]", keys.join(", "));
    format!("{} {listed}", texts.fill("walk.answers-several", &[("example", &example)]))
}

fn number(texts: &Catalogue, value: &Value, min: Option<f64>, max: Option<f64>) -> String {
    let is_number = value.is_integer()
        || value.as_float().is_some_and(f64::is_finite)
        || value.as_str().is_some_and(|typed| parse_number(typed).is_some());
    let (least, most) = (min.map(|min| min.to_string()), max.map(|max| max.to_string()));
    match (is_number, &least, &most) {
        (true, Some(min), Some(max)) => {
            texts.fill("walk.out-of-range", &[("min", min), ("max", max)])
        }
        (true, Some(min), None) => texts.fill("walk.answers-least", &[("min", min)]),
        (true, None, Some(max)) => texts.fill("walk.answers-most", &[("max", max)]),
        _ => texts.get("walk.not-a-number").to_owned(),
    }
}

/// Says what is wrong with words: that they are none, or that they tell a secret.
fn words(texts: &Catalogue, scene: &Scene<'_>, value: &Value) -> String {
    let secret = value.as_str().and_then(|said| Some((said, spoken::looks_secret(said)?)));
    let key = match secret {
        Some((_, secret)) if secret.is_certain() => "walk.secret",
        Some((said, _)) if text::is_card(scene.step.slot, said) => "walk.card",
        _ => "walk.answers-words",
    };
    texts.get(key).to_owned()
}

/// Tells what is no time from what is one yet to come.
fn time(texts: &Catalogue, scene: &Scene<'_>, value: &Value, example: &str) -> String {
    let ahead = words_of(value).and_then(|said| moment::parse_window(&said, &scene.now));
    let key = if ahead.is_some() { "walk.answers-to-come" } else { "walk.answers-no-time" };
    texts.fill(key, &[("example", example)])
}

/// Returns a moment that is over, as a file has it.
fn yesterday(now: &Zoned) -> String {
    let day = now.date().saturating_sub(1.day());
    format!("\"{day} 19:00\"")
}

/// Returns a window that is yet to come, as a file has it.
fn tomorrow(now: &Zoned) -> String {
    let day = now.date().saturating_add(1.day());
    format!("\"{day} 10:00\"")
}
