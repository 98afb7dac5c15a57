//! The whole report as plain text: what it is, the script, and what became of every step.
//!
//! Pure.

use super::script::{Page, script};
use super::{Finding, Pair, ReportStep, Summary, handover};
use crate::diagnosis::{Confidence, Segment};
use crate::lang::Catalogue;

/// Renders the report at a width in columns; it ends in a line break.
pub fn text(summary: &Summary, width: usize) -> String {
    let texts = Catalogue::of(summary.lang);
    let mut page = Page::new(width);
    page.heading(&format!("{} · {}", summary.title, summary.began));
    match &summary.finding {
        Some(finding) if summary.handover => handover::result(&mut page, finding, texts),
        Some(finding) => result(&mut page, finding, texts),
        None => {}
    }
    call(&mut page, summary, texts);
    if summary.handover {
        handover::page(&mut page, summary, texts);
    }
    let mut out = page.finish();
    if !summary.handover {
        out.push('\n');
        out.push_str(&script(summary, width));
    }
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
    if let Some(sure) = sureness(finding, texts) {
        page.paragraph(&sure);
    }
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

/// Says where it is and how sure that is; nothing where neither a place nor a call is in question.
pub(super) fn sureness(finding: &Finding, texts: &Catalogue) -> Option<String> {
    if !finding.located {
        return None;
    }
    let nowhere = finding.segment == Segment::None;
    if nowhere && !finding.call && finding.confidence == Confidence::Low {
        return None;
    }
    // "Nowhere" is true only where the program looked and found nothing wrong, and then nobody need call.
    let unknown = nowhere && finding.call;
    let segment = if unknown { "unknown" } else { finding.segment.name() };
    let segment = format!("summary.segment-{segment}");
    let confidence = format!("summary.confidence-{}", finding.confidence.name());
    let values = [("segment", texts.get(&segment)), ("confidence", texts.get(&confidence))];
    Some(texts.fill("summary.where", &values))
}

fn call(page: &mut Page, summary: &Summary, texts: &Catalogue) {
    if lines(summary, texts).is_empty() {
        return;
    }
    page.heading(texts.get("summary.call"));
    for line in lines(summary, texts) {
        page.entry(&line);
    }
}

/// Says what came of the calls, one line each.
pub(super) fn lines(summary: &Summary, texts: &Catalogue) -> Vec<String> {
    let back = summary.back.iter().map(|when| texts.fill("summary.back", &[("when", when)]));
    back.chain(summary.history.iter().cloned()).collect()
}

/// Says what became of a step.
pub(super) fn pair(step: &ReportStep, texts: &Catalogue) -> Pair {
    let state = || {
        let key = if step.withheld { "summary.not-shown" } else { &state_key(step) };
        texts.get(key).to_owned()
    };
    let mut say = step.answer.clone().unwrap_or_else(state);
    if let Some(why) = &step.why {
        say = format!("{say}: {why}");
    }
    if let Some(restart) = step.restart.as_ref().filter(|restart| !restart.seen.is_empty()) {
        say = format!("{}. {}", say, restart.seen.join(" "));
    }
    if let Some(note) = &step.note {
        say = format!("{say} ({note})");
    }
    Pair { label: step.ask.clone(), say }
}

fn state_key(step: &ReportStep) -> String {
    format!("summary.state-{}", step.state)
}
