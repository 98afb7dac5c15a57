//! Mistakes of every kind in one file, each found in one run at its line and column.

use std::collections::BTreeSet;

use super::*;
use crate::checklist::finding::Places;

/// A list in which every mistake is marked: `«code»` stands right before its place.
const MARKED: &str = include_str!("seeded.toml");

/// Takes the marks out, and returns what they say: line, column and code.
fn unmarked() -> (String, BTreeSet<(usize, usize, String)>) {
    let mut source = String::new();
    let mut marks = Vec::new();
    let mut rest = MARKED;
    while let Some((before, after)) = rest.split_once('«') {
        source.push_str(before);
        let (code, after) = after.split_once('»').expect("a mark is closed");
        marks.push((source.len(), code.to_owned()));
        rest = after;
    }
    source.push_str(rest);
    let places = Places::new(&source);
    let marked = marks.into_iter().map(|(at, code)| {
        let (line, column) = places.at(at);
        (line, column, code)
    });
    let marked = marked.collect();
    (source, marked)
}

#[test]
fn mistakes_of_every_kind_are_found_in_one_run_at_their_places() {
    let (source, expected) = unmarked();
    assert!(expected.len() >= 40, "only {} mistakes are seeded", expected.len());
    let found = inspect(&source, &crate::app::registry::fragment).parsed.findings;
    let places = Places::new(&source);
    let found: BTreeSet<_> = found
        .iter()
        .map(|finding| {
            let (line, column) = places.at(finding.span.start);
            (line, column, finding.code.name().to_owned())
        })
        .collect();
    let missed: Vec<_> = expected.difference(&found).collect();
    let surplus: Vec<_> = found.difference(&expected).collect();
    assert!(missed.is_empty() && surplus.is_empty(), "missed: {missed:#?}\nsurplus: {surplus:#?}");
}
