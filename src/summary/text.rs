//! The whole report as plain text: what it is, the script, and what became of every step.
//!
//! Pure.

use super::script::{Page, script};
use super::{Finding, Pair, ReportStep, Summary};
use crate::diagnosis::Segment;
use crate::lang::Catalogue;

/// Renders the report at a width in columns; it ends in a line break.
pub fn text(summary: &Summary, width: usize) -> String {
    let texts = Catalogue::of(summary.lang);
    let mut page = Page::new(width);
    page.heading(&format!("{} · {}", summary.title, summary.began));
    if let Some(finding) = &summary.finding {
        result(&mut page, finding, texts);
    }
    call(&mut page, summary, texts);
    let mut out = page.finish();
    out.push('\n');
    out.push_str(&script(summary, width));
    let mut page = Page::new(width);
    for part in &summary.parts {
        page.heading(&part.title.to_uppercase());
        part.steps.iter().for_each(|step| page.pair(&pair(step, texts), ""));
    }
    out.push('\n');
    out.push_str(&page.finish());
    out
}

/// Renders the result alone: what it is, what it rests on, what to do, what to expect.
pub fn result_text(summary: &Summary, width: usize) -> String {
    let mut page = Page::new(width);
    if let Some(finding) = &summary.finding {
        result(&mut page, finding, Catalogue::of(summary.lang));
    }
    page.finish()
}

fn result(page: &mut Page, finding: &Finding, texts: &Catalogue) {
    page.heading(texts.get("summary.result"));
    page.paragraph(&finding.say);
    page.paragraph(&sureness(finding, texts));
    finding.basis.iter().for_each(|basis| page.paragraph(basis));
    for (key, said) in [
        ("summary.todo", &finding.todo),
        ("summary.expect", &finding.expect),
        ("summary.meanwhile", &finding.meanwhile),
    ] {
        if let Some(said) = said {
            page.heading(texts.get(key));
            page.paragraph(said);
        }
    }
}

/// Says where it is and how sure that is.
pub(super) fn sureness(finding: &Finding, texts: &Catalogue) -> String {
    if finding.segment == Segment::None && finding.call {
        return texts.get("summary.where-unknown").to_owned();
    }
    let segment = format!("summary.segment-{}", finding.segment.name());
    let confidence = format!("summary.confidence-{}", finding.confidence.name());
    let values = [("segment", texts.get(&segment)), ("confidence", texts.get(&confidence))];
    texts.fill("summary.where", &values)
}

fn call(page: &mut Page, summary: &Summary, texts: &Catalogue) {
    if summary.tickets.is_empty() && summary.promises.is_empty() {
        return;
    }
    page.heading(texts.get("summary.call"));
    lines(summary, texts).iter().for_each(|line| page.entry(line));
}

/// Says what came of the calls, one line each.
pub(super) fn lines(summary: &Summary, texts: &Catalogue) -> Vec<String> {
    let mut lines = Vec::new();
    for ticket in &summary.tickets {
        let noted = ticket.noted.as_str();
        lines.push(match (&ticket.number, &ticket.reason) {
            (Some(number), _) => {
                texts.fill("summary.ticket", &[("number", number), ("noted", noted)])
            }
            (None, Some(reason)) => {
                texts.fill("summary.no-ticket", &[("reason", reason), ("noted", noted)])
            }
            (None, None) => texts.fill("summary.called", &[("noted", noted)]),
        });
        lines.extend(
            ticket
                .explanation
                .iter()
                .map(|said| texts.fill("summary.explained", &[("said", said)])),
        );
    }
    for promise in &summary.promises {
        let what = promise.what.as_str();
        // Free text does not leave in a masked form; the day it is due may.
        lines.extend(match (&promise.until, what) {
            (Some(until), "") => Some(texts.fill("summary.quiet-until", &[("until", until)])),
            (None, "") => None,
            (Some(until), _) => {
                Some(texts.fill("summary.promised-until", &[("what", what), ("until", until)]))
            }
            (None, _) => Some(texts.fill("summary.promised", &[("what", what)])),
        });
    }
    lines
}

/// Says what became of a step.
pub(super) fn pair(step: &ReportStep, texts: &Catalogue) -> Pair {
    let state = || texts.get(&format!("summary.state-{}", step.state)).to_owned();
    let mut say = step.answer.clone().unwrap_or_else(state);
    if let Some(why) = &step.why {
        say = format!("{say}: {why}");
    }
    if let Some(note) = &step.note {
        say = format!("{say} ({note})");
    }
    Pair { label: step.ask.clone(), say }
}
