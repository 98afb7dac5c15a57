//! The whole report as Markdown.
//!
//! Pure. What a person typed is escaped, so that it can neither format nor link.

use std::fmt::Write as _;

use super::script::joined;
use super::text::{lines, pair, sureness};
use super::{Pair, Sentence, Summary, handover};
use crate::lang::Catalogue;

/// Renders the report; it ends in a line break.
pub fn markdown(summary: &Summary) -> String {
    let texts = Catalogue::of(summary.lang);
    let mut out = String::new();
    let title = format!("{} · {}", summary.title, summary.began);
    heading(&mut out, 1, &title);
    if summary.handover {
        handed_over(&mut out, summary, texts);
        return out;
    }
    finding(&mut out, summary, texts);
    let calls = lines(summary, texts);
    list(&mut out, texts.get("summary.call"), calls.iter().map(String::as_str));
    if let Some(before) = &summary.before {
        let title = texts.fill("provider.before", &[("name", &before.provider.to_uppercase())]);
        list(&mut out, &title, before.lines.iter().map(String::as_str));
    }
    heading(&mut out, 2, texts.get("summary.read-this"));
    paragraph(&mut out, &summary.greeting);
    paragraph(&mut out, texts.get("summary.stop"));
    paragraph(&mut out, &joined(&summary.opening));
    details(&mut out, &summary.details, texts);
    pairs(&mut out, texts.get("summary.if-asked"), &summary.asked);
    pairs(&mut out, texts.get("summary.if-agent-says"), &summary.replies);
    let closing = summary.closing.iter().map(String::as_str);
    list(&mut out, texts.get("summary.before-hanging-up"), closing);
    paragraph(&mut out, &format!("{} {}", texts.get("summary.never"), summary.never));
    parts(&mut out, summary, texts);
    out
}

/// A technician's note: what it came to, what was found and done, what was measured, every step.
fn handed_over(out: &mut String, summary: &Summary, texts: &Catalogue) {
    if let Some(finding) = &summary.finding {
        for (index, (title, said)) in handover::sections(finding, texts).into_iter().enumerate() {
            heading(out, if index == 0 { 2 } else { 3 }, title);
            paragraph(out, said);
        }
    }
    let told = summary.opening.iter().map(|sentence| sentence.say.as_str());
    list(out, texts.get("handover.told"), told);
    list(out, texts.get("handover.seen"), summary.seen.iter().map(String::as_str));
    parts(out, summary, texts);
}

fn parts(out: &mut String, summary: &Summary, texts: &Catalogue) {
    for part in &summary.parts {
        let steps: Vec<_> = part.steps.iter().map(|step| pair(step, texts)).collect();
        pairs(out, &part.title, &steps);
    }
}

fn finding(out: &mut String, summary: &Summary, texts: &Catalogue) {
    let Some(finding) = &summary.finding else { return };
    heading(out, 2, texts.get("summary.result"));
    paragraph(out, &finding.say);
    if let Some(sure) = sureness(finding, texts) {
        paragraph(out, &sure);
    }
    finding.basis.iter().for_each(|basis| paragraph(out, basis));
    for (key, said) in [
        ("summary.todo", &finding.todo),
        ("summary.expect", &finding.expect),
        ("summary.meanwhile", &finding.meanwhile),
    ] {
        if let Some(said) = said {
            heading(out, 3, texts.get(key));
            paragraph(out, said);
        }
    }
}

fn details(out: &mut String, details: &[Sentence], texts: &Catalogue) {
    if !details.is_empty() {
        heading(out, 2, texts.get("summary.details"));
        paragraph(out, &joined(details));
    }
}

fn pairs(out: &mut String, title: &str, pairs: &[Pair]) {
    if pairs.is_empty() {
        return;
    }
    heading(out, 2, title);
    for pair in pairs {
        let _ = writeln!(out, "- **{}** {}", escape(&pair.label), escape(&pair.say));
    }
    out.push('\n');
}

fn list<'a>(out: &mut String, title: &str, lines: impl Iterator<Item = &'a str>) {
    let lines: Vec<_> = lines.map(|line| format!("- {}\n", escape(line))).collect();
    if !lines.is_empty() {
        heading(out, 2, title);
        out.push_str(&lines.concat());
        out.push('\n');
    }
}

fn heading(out: &mut String, level: usize, text: &str) {
    let _ = write!(out, "{} {}\n\n", "#".repeat(level), escape(text));
}

fn paragraph(out: &mut String, text: &str) {
    out.push_str(&escape(text));
    out.push_str("\n\n");
}

/// Escapes what Markdown would take for markup.
///
/// # References
///
/// `CommonMark` 0.31, section 2.4: any ASCII punctuation may be escaped by a backslash.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '~' | '&' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' => out.push(' '),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn markup_in_answers_is_escaped() {
        assert_eq!(escape("a *b* [c](d) <e>\nf"), r"a \*b\* \[c\](d) \<e\> f");
    }
}
