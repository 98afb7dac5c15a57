//! Files that are not TOML everywhere: says so in plain words, and saves the rest of the file.
//!
//! Pure. The TOML parser recovers from most mistakes, but a forgotten `=` or a bracket that is never
//! closed takes everything after it along. Such statements are blanked, byte for byte, so that the
//! rest can be checked in the same run at its true places.

use std::ops::Range;

use toml::de::{DeTable, Error};

use super::heading::{self, is_heading, section_of, sections};
use super::nesting;
use crate::checklist::finding::{Code, Finding, Part, Places};

/// The most statements that are blanked in one section before all of the section is.
const TRIES: usize = 16;
/// A broken section over this many bytes is blanked at once: trying would take too long.
const TRIED: usize = 64 * 1024;

/// The most mistakes of a section that are looked at for the one that swallows the others.
const LOOKED_AT: usize = 32;

/// How the mistakes that swallow what comes after them begin.
const BREAKING: &[&str] = &[
    "key with no value",
    "unclosed",
    "invalid multi-line",
    "keys cannot be multi-line",
    "missing assignment",
    "invalid key-value pair",
    "unexpected content",
];

/// How the parser's messages begin, and which of our sentences says the same.
const SENTENCES: &[(&str, &str)] = &[
    ("missing value", "check.toml.missing-value"),
    ("extra `=`", "check.toml.missing-value"),
    ("key with no value", "check.toml.missing-equals"),
    ("missing assignment", "check.toml.missing-equals"),
    ("missing comma", "check.toml.missing-comma"),
    ("extra comma", "check.toml.extra-comma"),
    ("unclosed", "check.toml.unclosed"),
    ("string values must be quoted", "check.toml.unquoted"),
    ("invalid basic string", "check.toml.unclosed-text"),
    ("invalid literal string", "check.toml.unclosed-text"),
    ("missing opening quote", "check.toml.unclosed-text"),
    ("invalid multi-line", "check.toml.unclosed-lines"),
    ("missing escaped value", "check.toml.escape"),
    ("too few unicode", "check.toml.escape"),
    ("invalid unquoted key", "check.toml.bare-key"),
    ("unquoted keys", "check.toml.bare-key"),
    ("keys cannot", "check.toml.bare-key"),
    ("`_` may only", "check.toml.number"),
    ("unexpected leading zero", "check.toml.number"),
    ("integers with", "check.toml.number"),
    ("radix", "check.toml.number"),
    ("redundant", "check.toml.number"),
    ("unexpected sign", "check.toml.number"),
    ("invalid date", "check.toml.date"),
    ("invalid time", "check.toml.date"),
    ("carriage return", "check.toml.character"),
    ("invalid comment", "check.toml.character"),
    ("unexpected", "check.toml.leftover"),
];

/// What was saved of a file with mistakes.
#[derive(Debug, Default)]
pub(super) struct Mended {
    /// The source with broken statements blanked; as many bytes as before.
    pub(super) text: String,
    /// What was wrong.
    pub(super) findings: Vec<Finding>,
    /// The sections in which something was wrong: what is missing there is no finding.
    pub(super) sections: Vec<Range<usize>>,
    /// Whether a whole section is gone, and perhaps a step with it.
    pub(super) lost_section: bool,
    /// The lines in which something was wrong: nothing else is said about them.
    pub(super) lines: Vec<Range<usize>>,
}

/// Says what is wrong and saves the rest.
pub(super) fn mend(source: &str, errors: &[Error]) -> Mended {
    let sections = sections(source);
    let places = Places::new(source);
    let mut mended = Mended { text: source.to_owned(), ..Mended::default() };
    let rest = heading::take(source, &sections, &mut mended);
    let errors = rest.as_deref().unwrap_or(errors);
    if errors.iter().any(breaks) {
        let mut bytes = std::mem::take(&mut mended.text).into_bytes();
        for section in &sections {
            mend_section(source, section, &mut bytes, &mut mended);
        }
        mended.text = String::from_utf8(bytes).unwrap_or_default();
        let (_, left) = DeTable::parse_recoverable(&mended.text);
        take_local(&left, &places, &sections, &mut mended);
    } else {
        take_local(errors, &places, &sections, &mut mended);
    }
    keep_first_of_each_line(&mut mended.findings, &places);
    note_damage(&places, &sections, &mut mended);
    mended
}

/// Blanks the statements of one section that would take others along.
fn mend_section(source: &str, section: &Range<usize>, bytes: &mut [u8], mended: &mut Mended) {
    for round in 0..=TRIES {
        let Some(text) = bytes.get(section.clone()).map(String::from_utf8_lossy) else { return };
        let (_, mut errors) = DeTable::parse_recoverable(&text);
        errors.sort_by_key(|error| error.span().map_or(0, |span| span.start));
        if !errors.iter().any(breaks) {
            return;
        }
        let all = 0..text.len();
        let give_up = round == TRIES || text.len() > TRIED;
        let (finding, broken) = if give_up {
            let Some(error) = errors.iter().find(|error| breaks(error)) else { return };
            (finding(error), all)
        } else {
            culprit(&text, &errors).unwrap_or_else(|| (Finding::new(Code::Syntax, 0..0), all))
        };
        let at = finding.span.start + section.start..finding.span.end + section.start;
        mended.findings.push(Finding { span: at, ..finding });
        let broken = broken.start + section.start..broken.end + section.start;
        // A broken heading takes the lines below it along: nobody knows what they belong to.
        let is_heading = source.get(broken.clone()).is_some_and(is_heading);
        mended.lost_section |= is_heading;
        blank(bytes, if is_heading { section.clone() } else { broken });
    }
}

/// Finds the first statement that takes others along, and what to say about it.
fn culprit(text: &str, errors: &[Error]) -> Option<(Finding, Range<usize>)> {
    let is_open = errors.iter().any(|error| error.message().starts_with("unclosed"));
    for error in errors.iter().take(LOOKED_AT) {
        let at = error.span().map_or(0, |span| span.start);
        let statement = statement(text, at);
        let inside = text.get(statement.clone())?;
        let open = nesting::open_brackets(inside);
        if let Some(first) = open.first().filter(|_| is_open) {
            let at = statement.start + first;
            let finding = Finding::new(Code::Syntax, at..at + 1);
            return Some((finding.word("what", "check.toml.unclosed"), statement));
        }
        if error.message().starts_with("invalid multi-line") {
            let quotes =
                ["\"\"\"", "'''"].into_iter().filter_map(|quote| text.rfind(quote)).max()?;
            let start = line_start(text, quotes);
            let finding = Finding::new(Code::Syntax, quotes..quotes + 3);
            return Some((finding.word("what", "check.toml.unclosed-lines"), start..text.len()));
        }
        if breaks(error) {
            let line = line_start(text, at)..line_end(text, at);
            return Some((finding(error), line));
        }
    }
    None
}

/// Takes over mistakes that harm nothing but their own line, and headings that come twice.
fn take_local(
    errors: &[Error],
    places: &Places<'_>,
    sections: &[Range<usize>],
    mended: &mut Mended,
) {
    let mut bytes = std::mem::take(&mut mended.text).into_bytes();
    for error in errors {
        let finding = finding(error);
        let at = finding.span.start;
        let section = section_of(sections, at);
        let on_heading = at <= places.line_of(section.start).1;
        // The parser drops the first table of that name, with everything in it, for the second.
        if finding.code == Code::DuplicateKey && on_heading && section.start > 0 {
            blank(&mut bytes, section.clone());
            mended.sections.push(section);
            mended.lost_section = true;
        }
        mended.findings.push(finding);
    }
    mended.text = String::from_utf8(bytes).unwrap_or_default();
}

/// Says what an error of the TOML parser means, in our own words.
fn finding(error: &Error) -> Finding {
    let message = error.message();
    let span = error.span().unwrap_or(0..0);
    if message.starts_with("duplicate key") || message.starts_with("cannot extend") {
        return Finding::new(Code::DuplicateKey, span);
    }
    let known = SENTENCES.iter().find(|(start, _)| message.starts_with(start));
    let key = match known {
        Some((_, "check.toml.unquoted")) if span.is_empty() => "check.toml.missing-value",
        Some((_, key)) => key,
        None => "check.toml.other",
    };
    Finding::new(Code::Syntax, span).word("what", key)
}

fn breaks(error: &Error) -> bool {
    BREAKING.iter().any(|start| error.message().starts_with(start))
}

/// Keeps one mistake a line: the parser often stumbles several times over the same one, and over the lines after it.
fn keep_first_of_each_line(findings: &mut Vec<Finding>, places: &Places<'_>) {
    findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
    let mut last = None;
    findings.retain(|finding| {
        let line = places.line_of(finding.span.start);
        let is_same = last == Some(line);
        let is_next = last.is_some_and(|(_, end)| end + 1 == line.0);
        last = Some(line);
        finding.code == Code::DuplicateKey || !(is_same || is_next && is_vague(finding))
    });
}

/// Tells whether a mistake is one of which no more can be said than that it is there.
fn is_vague(finding: &Finding) -> bool {
    finding.parts == [("what", Part::Word("check.toml.other"))]
}

/// Notes where nothing else should be said.
fn note_damage(places: &Places<'_>, sections: &[Range<usize>], mended: &mut Mended) {
    for finding in mended.findings.iter().filter(|finding| finding.code == Code::Syntax) {
        let at = finding.span.start;
        mended.sections.push(section_of(sections, at));
        let (start, end) = places.line_of(at);
        mended.lines.push(start..end + 1);
    }
    mended.sections.sort_by_key(|range| range.start);
    mended.sections.dedup();
}

/// Tells whether a line looks like `key =`.
fn is_assignment(line: &str) -> bool {
    line.split_once('=').is_some_and(|(key, _)| {
        let key = key.trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_. \"'".contains(c);
        !key.is_empty() && key.chars().all(plain)
    })
}

/// Returns the statement that a mistake belongs to: from the last line that looks like the beginning
/// of one to the next such line.
fn statement(text: &str, at: usize) -> Range<usize> {
    let own = line_start(text, at);
    // A mistake at the very beginning of a line is about what came before it.
    let is_first = text.get(own..at).is_none_or(|before| before.trim().is_empty());
    let mut start = if is_first && own > 0 { line_start(text, own - 1) } else { own };
    while start > 0 && !text.get(start..).is_some_and(begins) {
        start = line_start(text, start - 1);
    }
    let mut end = line_end(text, start);
    while end < text.len() && !text.get(end + 1..).is_some_and(begins) {
        end = line_end(text, end + 1);
    }
    start..end.min(text.len())
}

fn begins(text: &str) -> bool {
    let line = text.split('\n').next().unwrap_or_default();
    is_heading(line) || is_assignment(line)
}

fn line_start(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at.min(text.len())).unwrap_or_default();
    before.iter().rposition(|byte| *byte == b'\n').map_or(0, |found| found + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at.min(text.len())..).unwrap_or_default();
    rest.iter().position(|byte| *byte == b'\n').map_or(text.len(), |found| at + found)
}

/// Writes spaces over a range, line breaks kept.
pub(super) fn blank(bytes: &mut [u8], range: Range<usize>) {
    for byte in bytes.get_mut(range).unwrap_or_default() {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}
