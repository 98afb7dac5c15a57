//! A technician's note for whoever goes on: what it came to, what was found, done and measured.
//!
//! Pure. There is no call at the end of a visit, so nothing here is shortened to be read aloud.

use super::script::Page;
use super::voice::Voice;
use super::{Finding, Sentence, Source, Summary, candidates, finding, report, stamp};
use crate::case::Case;
use crate::checklist::slots::Part;
use crate::lang::Catalogue;

/// Builds the summary of a list that is confirmed from memory.
pub(super) fn build(source: &Source<'_>, voice: &Voice<'_>, case: &Case) -> Summary {
    let parts = [Part::Opening, Part::Details, Part::Asked];
    let told = parts.into_iter().flat_map(|part| candidates(source.walk, voice, part));
    let opening = told.filter_map(|(slot, sentences)| {
        Some(Sentence { about: Some(slot), say: sentences.into_iter().next()? })
    });
    let mut seen = finding::seen(source, voice);
    // Before the work comes before after the work.
    seen.reverse();
    Summary {
        lang: source.lang,
        reader: source.reader,
        handover: true,
        title: crate::safe::line(source.walk.list().title.get(source.lang)).into_owned(),
        began: stamp(&source.header.at, source),
        finding: finding::find(source, voice),
        before: None,
        greeting: String::new(),
        opening: opening.collect(),
        details: Vec::new(),
        asked: Vec::new(),
        replies: Vec::new(),
        closing: Vec::new(),
        never: String::new(),
        opening_s: 0,
        details_s: 0,
        seen,
        parts: report::parts(source, voice),
        tickets: report::tickets(source, case),
        promises: report::promises(source, case),
        refusals: report::refusals(source, case),
        terms: report::terms(source, case),
        turns: report::turns(case),
        history: super::history::lines(source),
        back: None,
    }
}

/// Returns what a visit came to, each text with its heading.
pub(super) fn sections<'a>(finding: &'a Finding, texts: &'a Catalogue) -> Vec<(&'a str, &'a str)> {
    let all = [
        ("summary.result", Some(&finding.say)),
        ("handover.next", finding.todo.as_ref()),
        ("summary.expect", finding.expect.as_ref()),
        ("handover.ticket", finding.ticket_note.as_ref()),
    ];
    let said = all.into_iter().filter_map(|(key, said)| Some((texts.get(key), said?.as_str())));
    said.collect()
}

/// Adds what it came to.
pub(super) fn result(page: &mut Page, finding: &Finding, texts: &Catalogue) {
    for (title, said) in sections(finding, texts) {
        page.heading(title);
        page.paragraph(said);
    }
}

/// Adds what was found and done, and what the program measured.
pub(super) fn page(page: &mut Page, summary: &Summary, texts: &Catalogue) {
    if !summary.opening.is_empty() {
        page.heading(texts.get("handover.told"));
        summary.opening.iter().for_each(|sentence| page.entry(&sentence.say));
    }
    if !summary.seen.is_empty() {
        page.heading(texts.get("handover.seen"));
        summary.seen.iter().for_each(|seen| page.entry(seen));
    }
}
