//! Findings as a person reads them: one line to jump to, the line of the file, a caret, a hint.
//!
//! Pure. Written out by hand: the first line must have exactly the shape that editors jump to, and a
//! source of one huge line must not be drawn whole for each of its findings.

use std::fmt::Write as _;

use textwrap::core::display_width;

use super::{Code, Finding, Places, Severity, clean, floor};
use crate::lang::{Catalogue, Lang};

/// Bytes of a line that are shown before the place of a finding.
const BEFORE: usize = 80;
/// Bytes of a line that are shown from the place of a finding on.
const AFTER: usize = 80;

/// Draws findings, sorted by their place: `path:line:column: error[code]: message`, then the line.
///
/// `path` and `source` may be hostile: no control character but the line break comes out.
pub fn render_human(path: &str, source: &str, findings: &[Finding], lang: Lang) -> String {
    let mut sorted: Vec<_> = findings.iter().collect();
    sorted.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut out = String::new();
    for group in sorted.chunk_by(|a, b| name_of(a) == name_of(b)) {
        let file = group.first().and_then(|finding| finding.file.as_deref());
        let (path, source) = file.map_or((path, source), |file| (&*file.name, &*file.text));
        let places = Places::new(source);
        let path = clean(path).replace('\n', "\u{fffd}");
        for finding in group {
            let _ = head(&mut out, &path, &places, finding, lang);
            let _ = excerpt(&mut out, source, &places, finding);
            let _ = hints(&mut out, &places, finding, lang);
        }
    }
    out
}

/// The order of findings: the checked file first, then each fragment, from the top.
pub(crate) fn order(finding: &Finding) -> (&str, usize, usize, Code) {
    (name_of(finding), finding.span.start, finding.span.end, finding.code)
}

/// Returns the name of the fragment that a finding stands in; empty for the checked file.
fn name_of(finding: &Finding) -> &str {
    finding.file.as_deref().map_or("", |file| &file.name)
}

/// Says in one sentence how many errors and warnings there are.
pub fn summary_line(findings: &[Finding], lang: Lang) -> String {
    let count = |level| findings.iter().filter(|found| found.severity() == level).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let is_clean = errors + warnings == 0;
    let key = if is_clean { "check.summary-clean" } else { "check.summary" };
    let (errors, warnings) = (errors.to_string(), warnings.to_string());
    Catalogue::of(lang).fill(key, &[("errors", &errors), ("warnings", &warnings)])
}

/// Says how many findings were left out; nothing where none was.
pub fn more_line(omitted: usize, lang: Lang) -> String {
    let said = Catalogue::of(lang).fill("check.more", &[("n", &omitted.to_string())]);
    if omitted > 0 { said + "\n" } else { String::new() }
}

fn head(
    out: &mut String,
    path: &str,
    places: &Places<'_>,
    finding: &Finding,
    lang: Lang,
) -> std::fmt::Result {
    let (line, column) = places.at(finding.span.start);
    let (severity, code) = (finding.severity().name(), finding.code.name());
    let message = finding.message(lang);
    writeln!(out, "{path}:{line}:{column}: {severity}[{code}]: {message}")
}

/// Draws the part of the line around the finding, and carets under it.
fn excerpt(
    out: &mut String,
    source: &str,
    places: &Places<'_>,
    finding: &Finding,
) -> std::fmt::Result {
    let at = floor(source, finding.span.start);
    let (line_start, line_end) = places.line_of(at);
    let from = floor(source, at.saturating_sub(BEFORE).max(line_start));
    let to = floor(source, (at + AFTER).min(line_end)).max(at);
    let end = floor(source, finding.span.end.clamp(at, to));
    let slice = |from: usize, to: usize| shown(source.get(from..to).unwrap_or_default());
    let (before, marked, after) = (slice(from, at), slice(at, end), slice(end, to));
    let after = after.trim_end();
    let (head, tail) = (dots(from > line_start), dots(to < line_end));
    let number = places.at(at).0.to_string();
    let gutter = " ".repeat(number.len());
    let indent = " ".repeat(display_width(head) + display_width(&before));
    let carets = "^".repeat(display_width(&marked).max(1));
    writeln!(out, "{gutter} |")?;
    writeln!(out, "{number} | {head}{before}{marked}{after}{tail}")?;
    writeln!(out, "{gutter} | {indent}{carets}")
}

/// Writes "did you mean" and where the other one of a pair is.
fn hints(out: &mut String, places: &Places<'_>, finding: &Finding, lang: Lang) -> std::fmt::Result {
    if let Some(help) = finding.help(lang) {
        writeln!(out, "  = {help}")?;
    }
    if let Some(other) = &finding.other {
        let (line, column) = places.at(other.start);
        let place = format!("{line}:{column}");
        writeln!(out, "  = {}", Catalogue::of(lang).fill("check.other", &[("place", &place)]))?;
    }
    Ok(())
}

/// Prepares a piece of one line: a tab becomes a space, so that the carets stay below their letters.
fn shown(piece: &str) -> String {
    clean(&piece.replace('\t', " ").replace('\r', ""))
}

fn dots(cut: bool) -> &'static str {
    if cut { "…" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checklist::finding::is_hostile;
    use proptest::prelude::*;

    #[test]
    fn looks_like_this() {
        let source = "format = 1\n\tstyel = \"é\"\n";
        let finding = Finding::new(Code::UnknownKey, 12..17)
            .quote("key", "styel")
            .word("place", "check.place.list")
            .suggest(Some("style"));
        let drawn = render_human("a\u{1b}b.toml", source, &[finding], Lang::En);
        let lines: Vec<_> = drawn.lines().collect();
        assert!(lines[0].starts_with("a\u{fffd}b.toml:2:2: error[unknown-key]: "), "{drawn}");
        assert_eq!(&lines[1..4], ["  |", "2 |  styel = \"é\"", "  |  ^^^^^"], "{drawn}");
        assert!(lines[4].contains("\"style\""), "{drawn}");
    }

    #[test]
    fn a_huge_line_is_cut() {
        let source = "x".repeat(100_000);
        let finding = Finding::new(Code::Syntax, 50_000..60_000).word("what", "check.toml.other");
        let drawn = render_human("f", &source, &[finding], Lang::Id);
        assert!(drawn.len() < 1000, "{}", drawn.len());
    }

    proptest! {
        #[test]
        fn any_span_of_any_source_is_drawn_without_control_characters(
            source in "\\PC{0,40}|[\u{0}-\u{a0}\u{202a}-\u{202e}é]{0,60}",
            path in "[\u{0}-\u{a0}]{0,10}",
            start in 0usize..80,
            length in 0usize..80,
        ) {
            let finding = Finding::new(Code::UnknownStep, start..start + length)
                .quote("step", &source)
                .suggest(Some(source.clone()))
                .beside(length..start);
            for lang in Lang::ALL {
                let drawn = render_human(&path, &source, std::slice::from_ref(&finding), lang);
                prop_assert!(!drawn.chars().any(|c| c != '\n' && is_hostile(c)));
                prop_assert_eq!(drawn.lines().count(), 6);
            }
        }
    }
}
