//! A JSON Schema (draft-07) of lists and fragments, so that an editor completes and checks while somebody
//! writes.
//!
//! Pure. Made from the parser's own tables: a key that the parser learns is in the schema, or a test
//! fails. What names other parts of the list, only `check` can tell.

use serde_json::{Map, Value, json};

use super::parse::shape::{
    AUDIENCES, DEVICES, FRAGMENT_KEYS, INCLUDE, INCLUDE_KEYS, KINDS, LIST_KEYS, OPTION_KEYS,
    OUTCOME_KEYS, PHASE_KEYS, REPORT_KEYS, SEGMENTS, STEP_KEYS, STYLES,
};
use super::{Probe, Slot, ranges, requests, words};

/// What every key of a kind needs besides `key`, `kind` and `ask`.
const NEEDED: &[(&str, &str)] = &[
    ("choice", "options"),
    ("multi", "options"),
    ("wait", "seconds"),
    ("restart", "device"),
    ("probe", "probe"),
];
/// The kinds that ask nothing of their own.
const SILENT: &[&str] = &["restart", "probe", "diagnose", INCLUDE];

/// Makes the schema.
pub fn schema() -> Value {
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "cekdulu checklist, format 1",
        "type": "object",
        "if": { "required": ["step"] },
        "then": { "$ref": "#/definitions/fragment" },
        "else": { "$ref": "#/definitions/list" },
        "definitions": {
            "list": table(
                LIST_KEYS,
                &["format", "key", "version", "service", "style", "title", "phase", "outcome"],
            ),
            "fragment": table(FRAGMENT_KEYS, &["format", "key", "version", "title", "step"]),
            "phase": table(PHASE_KEYS, &["key", "title", "step"]),
            "step": step(),
            "option": table(OPTION_KEYS, &["key", "text"]),
            "report": table(REPORT_KEYS, &["slot", "say"]),
            "outcome": outcome(),
            "key": { "type": "string", "pattern": "^[a-z0-9-]{1,64}$" },
            "text": text(),
            "condition": condition(),
            "tests": tested(),
        },
    })
}

/// A table with these keys and no others.
fn table(keys: &[&str], required: &[&str]) -> Value {
    let mut properties = Map::new();
    for key in keys {
        properties.insert((*key).to_owned(), of_key(key));
    }
    json!({
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": false,
    })
}

/// What stands behind a key, wherever the key is.
fn of_key(key: &str) -> Value {
    let list = |of: &str| json!({ "type": "array", "minItems": 1, "items": reference(of) });
    match key {
        "format" => json!({ "const": 1 }),
        "key" | "service" | "fragment" => reference("key"),
        "host_from" | "from" => json!({ "type": "string" }),
        "version" | "pattern" => json!({ "type": "string", "minLength": 1 }),
        "style" => json!({ "enum": STYLES }),
        "title" | "note" | "ask" | "help" | "warn" | "text" | "say" | "do" | "expect"
        | "meanwhile" | "ticket_note" | "unit" => reference("text"),
        "phase" | "step" | "outcome" => list(key),
        "written_out" | "optional" | "lines" | "call" => json!({ "type": "boolean" }),
        "kind" => json!({ "enum": KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>() }),
        "when" | "unless" => reference("condition"),
        "for" => json!({ "type": "array", "minItems": 1, "items": { "enum": AUDIENCES } }),
        // In an include also by step.
        "was" => {
            let by_step = json!({ "type": "object", "additionalProperties": reference("key") });
            json!({ "anyOf": [list("key"), by_step] })
        }
        "slot" => json!({ "enum": Slot::ALL.iter().map(|slot| slot.name()).collect::<Vec<_>>() }),
        "report" => by_type("array", &list("report"), &reference("report")),
        "options" => options(),
        "range" => json!({ "enum": ranges::keys().collect::<Vec<_>>() }),
        "min" | "max" => json!({ "type": "number" }),
        "seconds" => json!({ "type": "integer", "minimum": 1, "maximum": 3600 }),
        "until" | "probe" => {
            json!({ "enum": Probe::ALL.iter().map(|probe| probe.name()).collect::<Vec<_>>() })
        }
        "device" => json!({ "enum": DEVICES }),
        "segment" => json!({ "enum": SEGMENTS }),
        "request" | "alternative" => {
            let mut keys: Vec<_> = requests::keys().collect();
            keys.sort_unstable();
            json!({ "type": "array", "minItems": 1, "items": { "enum": keys } })
        }
        // A test finds a key that has none.
        _ => Value::Bool(false),
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}

/// A step: the keys of all kinds, and for each kind what it needs and what it does not have.
fn step() -> Value {
    let own = KINDS.iter().flat_map(|kind| kind.keys.iter());
    let mut keys: Vec<&str> = STEP_KEYS.iter().chain(own).copied().collect();
    let mut seen = Vec::new();
    keys.retain(|key| {
        !seen.contains(key) && {
            seen.push(*key);
            true
        }
    });
    let mut step = table(&keys, &["key", "kind"]);
    let kinds: Vec<_> = KINDS
        .iter()
        .map(|kind| {
            let allowed = |key: &&str| {
                if kind.name == INCLUDE {
                    INCLUDE_KEYS.contains(key)
                } else {
                    STEP_KEYS.contains(key) || kind.keys.contains(key)
                }
            };
            let forbidden = keys.iter().filter(|key| !allowed(key));
            let forbidden: Map<_, _> =
                forbidden.map(|key| ((*key).to_owned(), Value::Bool(false))).collect();
            let needed = NEEDED.iter().filter(|(name, _)| *name == kind.name);
            let needed = needed.map(|(_, key)| *key);
            let ask = (!SILENT.contains(&kind.name)).then_some("ask");
            let required: Vec<_> = ask.into_iter().chain(needed).collect();
            json!({
                "if": { "properties": { "kind": { "const": kind.name } }, "required": ["kind"] },
                "then": { "required": required, "properties": forbidden },
            })
        })
        .collect();
    if let Some(step) = step.as_object_mut() {
        step.insert("allOf".to_owned(), Value::Array(kinds));
    }
    step
}

/// An outcome says what it is, or takes that from a verdict.
fn outcome() -> Value {
    let mut outcome = table(OUTCOME_KEYS, &["key"]);
    if let Some(outcome) = outcome.as_object_mut() {
        outcome.insert("if".to_owned(), json!({ "required": ["from"] }));
        outcome.insert("else".to_owned(), json!({ "required": ["say"] }));
    }
    outcome
}

/// One of two schemas, by the type of what is there: an editor then says what is wrong with it, where
/// `anyOf` would only say that it is none of the two.
fn by_type(kind: &str, then: &Value, other: &Value) -> Value {
    json!({ "if": { "type": kind }, "then": then, "else": other })
}

fn text() -> Value {
    let words = json!({ "type": "string", "minLength": 1, "maxLength": 2000 });
    let languages = json!({
        "type": "object",
        "minProperties": 1,
        "properties": { "id": words, "en": words },
        "additionalProperties": false,
    });
    by_type("string", &words, &languages)
}

fn options() -> Value {
    let mut keys: Vec<_> = words::keys().collect();
    keys.sort_unstable();
    let one = by_type("string", &json!({ "enum": keys }), &reference("option"));
    json!({ "type": "array", "minItems": 1, "items": one })
}

fn condition() -> Value {
    let group = json!({
        "type": "object",
        "minProperties": 1,
        "propertyNames": { "pattern": "^[a-z0-9.-]+$" },
        "additionalProperties": reference("tests"),
    });
    by_type("array", &json!({ "type": "array", "minItems": 1, "items": group }), &group)
}

/// Values, operators, parts of an answer, or the steps of an include.
///
/// An include's step may be called like an operator or a part, but for those with an underscore.
fn tested() -> Value {
    let one = json!({ "type": ["string", "boolean", "number"] });
    let number = json!({ "type": "number" });
    let table = json!({
        "type": "object",
        "minProperties": 1,
        "propertyNames": { "pattern": "^([a-z0-9-]+|at_least|at_most)$" },
        "properties": { "at_least": number, "at_most": number },
        "additionalProperties": reference("tests"),
    });
    let list = json!({ "type": "array", "minItems": 1, "items": one });
    by_type("object", &table, &by_type("array", &list, &one))
}

#[cfg(test)]
mod tests;
