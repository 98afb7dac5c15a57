//! Headings of a file that is not TOML everywhere, and those in single brackets where one more of several is meant.
//!
//! Pure. To TOML `[phase.step]` for `[[phase.step]]` is the same table a second time, and all after it goes wrong.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::de::{DeTable, Error};

use super::syntax::{Mended, blank};
use crate::checklist::finding::{Code, Finding};

/// What a list or fragment has several of.
const SEVERAL: &[&str] = &["phase", "phase.step", "step", "outcome"];

/// Blanks the sections with such headings, and returns what else is wrong; none where there are none.
pub(super) fn take(
    source: &str,
    sections: &[Range<usize>],
    mended: &mut Mended,
) -> Option<Vec<Error>> {
    let found = single(source, sections);
    if found.is_empty() {
        return None;
    }
    let mut bytes = std::mem::take(&mut mended.text).into_bytes();
    for (section, finding) in found {
        blank(&mut bytes, section.clone());
        mended.sections.push(section);
        mended.findings.push(finding);
    }
    mended.lost_section = true;
    mended.text = String::from_utf8(bytes).unwrap_or_default();
    Some(DeTable::parse_recoverable(&mended.text).1)
}

/// Finds the sections that begin with such a heading, but for the first of a name: of that the reader says the same.
fn single(source: &str, sections: &[Range<usize>]) -> Vec<(Range<usize>, Finding)> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for section in sections {
        let line = source.get(section.clone()).and_then(|text| text.lines().next());
        let Some((name, is_single)) = line.and_then(heading) else { continue };
        if !seen.insert(name) && is_single {
            let span = section.start..section.start + line.map_or(0, |line| line.trim_end().len());
            let finding = Finding::new(Code::WrongType, span);
            let finding =
                finding.word("wanted", "check.type.tables").word("found", "check.type.table");
            found.push((section.clone(), finding));
        }
    }
    found
}

/// Returns the name in a heading, if there are several of it, and whether it stands in single brackets.
fn heading(line: &str) -> Option<(&'static str, bool)> {
    let inside = line.trim_start().strip_prefix('[')?;
    let double = inside.strip_prefix('[');
    let (name, _) = double.unwrap_or(inside).split_once(']')?;
    let known = SEVERAL.iter().find(|known| name.split('.').map(str::trim).eq(known.split('.')))?;
    Some((known, double.is_none()))
}

/// Cuts a source before every line that looks like a heading.
pub(super) fn sections(source: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        if at > 0 && is_heading(line) {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([source.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// Returns the section in which a byte lies.
pub(super) fn section_of(sections: &[Range<usize>], at: usize) -> Range<usize> {
    let next = sections.partition_point(|section| section.start <= at);
    sections.get(next.saturating_sub(1)).cloned().unwrap_or(0..0)
}

/// Tells whether a line looks like `[key` or `[[key`, closed or not.
pub(super) fn is_heading(line: &str) -> bool {
    let Some(rest) = line.trim_start().strip_prefix('[') else { return false };
    let rest = rest.strip_prefix('[').unwrap_or(rest).trim_start();
    rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}
