//! Whether rows that somebody else wrote can be asked, before anything is.

use std::collections::BTreeSet;

use crate::diagnosis::own::{ROWS, Wrong};
use crate::probe::endpoints::{Endpoints, Page};
use crate::wire::{clean, ssdp};

/// The longest file of rows that is read, in bytes.
pub const LIMIT: u64 = 1 << 20;
/// The most that a load may move each way, in bytes.
const MOST_LOAD: u64 = 1_000_000_000;

/// What is looked at in one row: the field's name, and whether its value can be used.
type Field = (&'static str, bool);

/// Reads and checks.
pub(super) fn load(text: &str) -> Result<Endpoints, Wrong> {
    let rows = Endpoints::parse(text).map_err(|error| Wrong::form(text, &error))?;
    several("target", rows.target.iter().map(|row| &row.operator))?;
    several("canary", rows.canary.iter().map(|row| &row.operator))?;
    several("name", rows.name.iter().map(|row| &row.operator))?;
    several("secure", rows.secure.iter().map(|row| &row.operator))?;
    each("target", &rows.target, |row| {
        let ports = (1..=4).contains(&row.ports.len()) && row.ports.iter().all(|port| *port > 0);
        vec![word(&row.operator), ("ports", ports)]
    })?;
    each("first_hop", &rows.first_hop, |row| vec![word(&row.operator), ("port", row.port > 0)])?;
    each("canary", &rows.canary, page)?;
    each("secure", &rows.secure, page)?;
    each("name", &rows.name, |row| vec![word(&row.operator), ("name", is_name(&row.name))])?;
    each("resolver", &rows.resolver, |row| vec![word(&row.operator), ("port", row.port > 0)])?;
    each("no_resolver", &rows.no_resolver, |row| vec![("port", row.port > 0)])?;
    // The random label and its dot take their share of the 253 characters.
    each("missing", &rows.missing, |row| {
        vec![("parent", is_name(&row.parent) && row.parent.len() < 200)]
    })?;
    each("exact", &rows.exact, |row| {
        let addresses = (1..=16).contains(&row.addresses.len());
        vec![word(&row.operator), ("name", is_name(&row.name)), ("addresses", addresses)]
    })?;
    each("load", &rows.load, |row| {
        let bytes = (1..=MOST_LOAD).contains(&row.most_bytes);
        let (down, up) = (is_url(&row.down), is_url(&row.up));
        vec![word(&row.operator), ("down", down), ("up", up), ("most_bytes", bytes)]
    })?;
    Ok(rows)
}

fn each<T>(
    section: &'static str,
    rows: &[T],
    fields: impl Fn(&T) -> Vec<Field>,
) -> Result<(), Wrong> {
    if rows.len() > ROWS {
        return Err(Wrong::Many { section });
    }
    for (index, row) in rows.iter().enumerate() {
        if let Some((field, _)) = fields(row).into_iter().find(|(_, fits)| !fits) {
            return Err(Wrong::Value { section, number: index + 1, field });
        }
    }
    Ok(())
}

fn several<'a>(
    section: &'static str,
    operators: impl Iterator<Item = &'a String>,
) -> Result<(), Wrong> {
    let known: BTreeSet<_> = operators.collect();
    if known.len() < 2 { Err(Wrong::Few { section }) } else { Ok(()) }
}

fn page<const STANDARD: u16>(row: &Page<STANDARD>) -> Vec<Field> {
    vec![
        word(&row.operator),
        ("host", is_name(&row.host)),
        ("port", row.port > 0),
        ("path", ssdp::is_path(&row.path)),
        ("status", (100..600).contains(&row.status)),
        ("body", row.body.len() <= 512),
    ]
}

fn word(operator: &str) -> Field {
    let fits = (1..=40).contains(&operator.chars().count());
    ("operator", fits && clean::line(operator, 40) == operator)
}

/// Tells whether this is a host name that can be asked for.
fn is_name(name: &str) -> bool {
    clean::host(name).is_some() && !name.contains([':', '/']) && !name.starts_with('.')
}

fn is_url(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', ':']).next());
    host.is_some_and(is_name) && url.len() <= 300 && url.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BUILTIN: &str = include_str!("../../../checklists/data/endpoints.toml");

    fn with(from: &str, to: &str) -> Result<Endpoints, Wrong> {
        assert!(BUILTIN.contains(from), "{from}");
        load(&BUILTIN.replacen(from, to, 1))
    }

    #[test]
    fn the_builtin_rows_can_be_asked() {
        assert_eq!(load(BUILTIN).as_ref(), Ok(Endpoints::builtin()));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let value = |section, number, field| Err(Wrong::Value { section, number, field });
        assert_eq!(with("[443, 53]", "[]"), value("target", 1, "ports"));
        assert_eq!(with("/connecttest.txt", "a b"), value("canary", 2, "path"));
        assert_eq!(with("captive.apple.com", "\\u001b[2J"), value("canary", 3, "host"));
        assert_eq!(with("\"www.microsoft.com\"", "\"http://x\""), value("name", 2, "name"));
        assert_eq!(
            with("most_bytes = 25_000_000", "most_bytes = 0"),
            value("load", 1, "most_bytes")
        );
        let error = with("ports = [443, 53]", "ports = \"x\"").unwrap_err();
        assert!(matches!(&error, Wrong::Form { line: 10, column: 9, .. }), "{error}");
        assert_eq!(load(""), Err(Wrong::Few { section: "target" }));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = load(&text);
        }
    }
}
