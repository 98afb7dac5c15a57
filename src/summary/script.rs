//! The script that is read to the agent, as it stands on the screen.
//!
//! Pure.

use textwrap::{Options, wrap};

use super::{Pair, Sentence, Summary};
use crate::lang::Catalogue;

/// The narrowest page that is still readable.
const NARROWEST: usize = 24;

/// A page of plain text, wrapped at a width in columns.
pub(super) struct Page {
    text: String,
    width: usize,
}

impl Page {
    /// Begins a page.
    pub(super) fn new(width: usize) -> Self {
        Self { text: String::new(), width: width.max(NARROWEST) }
    }

    /// Adds a heading, after an empty line unless it is the first.
    pub(super) fn heading(&mut self, heading: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.wrapped(heading, "", "");
    }

    /// Adds a paragraph, indented by two columns.
    pub(super) fn paragraph(&mut self, text: &str) {
        self.wrapped(text, "  ", "  ");
    }

    /// Adds a list entry with a hanging indent.
    pub(super) fn entry(&mut self, text: &str) {
        self.wrapped(text, "  - ", "    ");
    }

    /// Adds a label with what belongs to it, under each other where the page is narrow.
    pub(super) fn pair(&mut self, pair: &Pair, colon: &str) {
        let label = format!("{}{colon}", pair.label);
        if self.width < 60 {
            self.wrapped(&label, "  ", "  ");
            self.wrapped(&pair.say, "    ", "    ");
        } else {
            self.wrapped(&format!("{label} {}", pair.say), "  ", "      ");
        }
    }

    fn wrapped(&mut self, text: &str, first: &str, next: &str) {
        let options = Options::new(self.width).initial_indent(first).subsequent_indent(next);
        for line in wrap(text, options) {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// Ends the page.
    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// Renders entries of a list at a width in columns; it ends in a line break.
pub fn entries(all: &[String], width: usize) -> String {
    let mut page = Page::new(width);
    for entry in all {
        page.entry(entry);
    }
    page.finish()
}

/// Renders the script at a width in columns; it ends in a line break.
pub fn script(summary: &Summary, width: usize) -> String {
    if summary.handover {
        return super::text(summary, width);
    }
    let texts = Catalogue::of(summary.lang);
    let mut page = Page::new(width);
    let timed = |key: &str, seconds: u32| {
        texts.fill("summary.timed", &[("heading", texts.get(key)), ("s", &seconds.to_string())])
    };
    if let Some(before) = &summary.before {
        page.heading(&texts.fill("provider.before", &[("name", &before.provider.to_uppercase())]));
        before.lines.iter().for_each(|line| page.entry(line));
    }
    page.heading(&timed("summary.read-this", summary.opening_s));
    page.paragraph(&summary.greeting);
    page.paragraph(texts.get("summary.stop"));
    opening(&mut page, &summary.opening);
    if !summary.details.is_empty() {
        page.heading(&timed("summary.details", summary.details_s));
        page.paragraph(&joined(&summary.details));
    }
    if !summary.asked.is_empty() {
        page.heading(texts.get("summary.if-asked"));
        summary.asked.iter().for_each(|pair| page.pair(pair, ":"));
    }
    page.heading(texts.get("summary.if-agent-says"));
    summary.replies.iter().for_each(|pair| page.pair(pair, " →"));
    page.heading(texts.get("summary.before-hanging-up"));
    summary.closing.iter().for_each(|line| page.entry(line));
    page.heading(&format!("{} {}", texts.get("summary.never"), summary.never));
    page.finish()
}

/// Adds the opening: what is wrong in one paragraph, the request in one of its own.
fn opening(page: &mut Page, sentences: &[Sentence]) {
    let (request, told): (Vec<_>, Vec<_>) =
        sentences.iter().cloned().partition(|sentence| sentence.about.is_none());
    if !told.is_empty() {
        page.paragraph(&joined(&told));
    }
    if !request.is_empty() {
        page.paragraph(&joined(&request));
    }
}

/// Joins sentences into running text.
pub(super) fn joined(sentences: &[Sentence]) -> String {
    let all: Vec<_> = sentences.iter().map(|sentence| sentence.say.as_str()).collect();
    all.join(" ")
}
