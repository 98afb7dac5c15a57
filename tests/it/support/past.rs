//! Logs whose times are moved into the past, as if the days since had gone by.

use std::fs;

use jiff::{Span, Zoned};
use serde_json::Value;

use super::Home;

/// Puts the log of the only session back by so many hours, every time in it but those of its header.
pub(crate) fn hours_pass(home: &Home, hours: i64) {
    let log = home.sessions()[0].join("log.jsonl");
    let lines = fs::read_to_string(&log).unwrap();
    let mut lines = lines.lines();
    let header = lines.next().unwrap().to_owned() + "\n";
    let moved = lines.map(|line| {
        let mut entry: Value = serde_json::from_str(line).unwrap();
        back(&mut entry, hours);
        entry.to_string() + "\n"
    });
    fs::write(&log, header + &moved.collect::<String>()).unwrap();
}

fn back(value: &mut Value, hours: i64) {
    match value {
        Value::Object(all) => {
            for (key, value) in all {
                let at = value.as_str().filter(|_| key == "at").and_then(|at| at.parse().ok());
                match at {
                    Some::<Zoned>(at) => {
                        let moved = at.checked_sub(Span::new().hours(hours)).unwrap();
                        *value = moved.to_string().into();
                    }
                    None => back(value, hours),
                }
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|value| back(value, hours)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
