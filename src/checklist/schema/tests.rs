//! The schema against the parser: the same files pass, and the same are refused.

use super::*;

const SHIPPED: &str = include_str!("../../../checklists/checklist.schema.json");

#[test]
fn the_shipped_schema_is_current() {
    let current = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    assert!(SHIPPED == current, "write it anew: cekdulu schema > checklists/checklist.schema.json");
}

#[test]
fn every_key_of_the_parser_has_a_schema() {
    let kinds = KINDS.iter().map(|kind| kind.keys);
    let tables = [LIST_KEYS, FRAGMENT_KEYS, PHASE_KEYS, STEP_KEYS, INCLUDE_KEYS];
    let more = [OPTION_KEYS, REPORT_KEYS, OUTCOME_KEYS];
    for key in tables.into_iter().chain(more).chain(kinds).flatten() {
        assert_ne!(of_key(key), Value::Bool(false), "{key}");
    }
}

/// Says what is wrong with a value, by the words of draft-07 that the schema uses.
fn wrong(value: &Value, schema: &Value, root: &Value) -> Option<String> {
    let Some(rules) = schema.as_object() else {
        return (schema == false).then(|| format!("{value} must not be there"));
    };
    rules.iter().find_map(|(word, rule)| match word.as_str() {
        "const" | "enum" | "type" | "minItems" | "minProperties" | "minimum" | "maximum"
        | "pattern" => wrong_itself(value, word, rule),
        "$ref" => {
            let path = rule.as_str().unwrap().trim_start_matches('#');
            wrong(value, root.pointer(path).unwrap(), root)
        }
        "if" => {
            let branch = if wrong(value, rule, root).is_none() { "then" } else { "else" };
            rules.get(branch).and_then(|rule| wrong(value, rule, root))
        }
        "anyOf" => {
            let all: Option<Vec<_>> = list(rule).map(|rule| wrong(value, rule, root)).collect();
            all.map(|all| all.join(" | "))
        }
        "allOf" => list(rule).find_map(|rule| wrong(value, rule, root)),
        "then" | "else" | "$schema" | "title" | "definitions" | "minLength" | "maxLength" => None,
        _ => wrong_inside(value, (word, rule), (rules, root)),
    })
}

fn list(rule: &Value) -> impl Iterator<Item = &Value> {
    rule.as_array().into_iter().flatten()
}

/// Says what is wrong with a value by itself.
fn wrong_itself(value: &Value, word: &str, rule: &Value) -> Option<String> {
    let is = |kind: &Value| match kind.as_str().unwrap() {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_i64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{other}"),
    };
    let fits = match word {
        "const" => value == rule,
        "enum" => list(rule).any(|one| one == value),
        "type" => {
            if rule.is_array() {
                list(rule).any(is)
            } else {
                is(rule)
            }
        }
        "minItems" => value.as_array().is_none_or(|items| !items.is_empty()),
        "minProperties" => value.as_object().is_none_or(|items| !items.is_empty()),
        "minimum" => value.as_i64() >= rule.as_i64(),
        "maximum" => value.as_i64() <= rule.as_i64(),
        _ => {
            let pattern = regex_lite::Regex::new(rule.as_str().unwrap()).unwrap();
            value.as_str().is_none_or(|text| pattern.is_match(text))
        }
    };
    (!fits).then(|| format!("{value} against {word} {rule}"))
}

/// Says what is wrong with what a value holds.
fn wrong_inside(
    value: &Value,
    (word, rule): (&str, &Value),
    (rules, root): (&Map<String, Value>, &Value),
) -> Option<String> {
    let known = rules.get("properties").and_then(Value::as_object);
    let other = |key: &String| known.is_none_or(|known| !known.contains_key(key));
    match word {
        "required" => list(rule)
            .find(|key| value.get(key.as_str().unwrap()).is_none())
            .map(|key| format!("{key} is missing in {value}")),
        "properties" => {
            let mut rules = rule.as_object().unwrap().iter();
            rules.find_map(|(key, rule)| wrong(value.get(key)?, rule, root))
        }
        "additionalProperties" => {
            let mut others = value.as_object()?.iter().filter(|(key, _)| other(key));
            others.find_map(|(_, value)| wrong(value, rule, root))
        }
        "items" => value.as_array()?.iter().find_map(|item| wrong(item, rule, root)),
        other => panic!("the test does not know {other}"),
    }
}

fn check(source: &str) -> Option<String> {
    let table: toml::Table = source.parse().unwrap();
    let schema = schema();
    wrong(&serde_json::to_value(table).unwrap(), &schema, &schema)
}

const EXAMPLE: &str = include_str!("../parse/fixtures/example.toml");

#[test]
fn it_takes_what_the_parser_takes() {
    use crate::app::registry::{BUILTIN, FRAGMENTS};
    for (key, source) in BUILTIN.iter().chain(FRAGMENTS).chain(&[("example", EXAMPLE)]) {
        assert_eq!(check(source), None, "{key}");
    }
    let out = crate::checklist::write_out(&crate::checklist::parse(EXAMPLE).checklist.unwrap());
    assert_eq!(check(&out), None);
}

#[test]
fn it_refuses_what_the_parser_refuses_of_shape() {
    for (from, to) in [
        ("format = 1", "format = 2"),
        ("style = \"read-do\"", "style = \"read\""),
        ("kind = \"diagnose\"", "kind = \"diagnos\""),
        ("kind = \"diagnose\"", "kind = \"diagnose\"\nseconds = 3"),
        ("kind = \"wait\"", "kind = \"do\""),
        ("device = \"modem\"", "device = \"modm\""),
        ("[[outcome]]", "[[outcome]]\ncolour = 1"),
        ("call = false", "call = \"no\""),
        ("unless = {", "unless = 3 #"),
    ] {
        assert!(EXAMPLE.contains(from), "{from}");
        assert!(check(&EXAMPLE.replacen(from, to, 1)).is_some(), "{to}");
    }
    assert!(
        check("format = 1\nkey = \"x\"\nversion = \"1\"\ntitle = \"T\"\nstep = []\n").is_some()
    );
}
