//! A summary without its times, so that two runs can be compared.

use serde_json::Value;

/// Fields that hold nothing but a time of the run itself.
const TIMES: &[&str] = &["at", "began", "noted", "due", "until"];

/// Words after which a sentence says when the program looked, in both languages.
const LOOKED: &[&str] = &["; dicek ", "; checked "];

/// Takes the run's own times out of a summary: what the person said about times stays.
pub(crate) fn timeless(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().filter(|(name, _)| !TIMES.contains(&name.as_str()));
            Value::Object(fields.map(|(name, value)| (name.clone(), timeless(value))).collect())
        }
        Value::Array(values) => Value::Array(values.iter().map(timeless).collect()),
        Value::String(text) => Value::String(without_look(&without_greeting(text))),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// The greeting goes by the hour.
fn without_greeting(text: &str) -> String {
    let days = ["pagi", "siang", "sore", "malam"].map(|day| format!("Selamat {day}"));
    let parts = ["morning", "afternoon", "evening"].map(|part| format!("Good {part}"));
    let mut all = days.iter().chain(&parts);
    let found = all.find(|greeting| text.starts_with(*greeting));
    found.map_or_else(|| text.to_owned(), |greeting| text.replacen(greeting, "Halo", 1))
}

fn without_look(text: &str) -> String {
    let Some(at) = LOOKED.iter().find_map(|word| text.find(word)) else { return text.into() };
    let (before, after) = text.split_at(at);
    let rest = after.find(". ").map_or("", |end| &after[end..]);
    format!("{before}{rest}")
}

#[test]
fn only_the_times_of_the_run_itself_go() {
    let said = serde_json::json!({
        "at": "x",
        "say": "Selamat pagi, Kak. Mati pukul 19.00 WIB; dicek Minggu pukul 12.11. Terima kasih.",
    });
    let left = serde_json::json!({ "say": "Halo, Kak. Mati pukul 19.00 WIB. Terima kasih." });
    assert_eq!(timeless(&said), left);
}
