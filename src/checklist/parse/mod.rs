//! From TOML to a [`Checklist`], with every structural mistake of a file at its place.
//!
//! Pure. Serde would stop at the first mistake and lose the places of tagged values; this walks the
//! parser's own tree, in which every key and value knows where it stands.

mod condition;
mod index;
mod nesting;
mod outcome;
mod reader;
mod shape;
mod step;
mod syntax;
#[cfg(test)]
mod tests;
mod text;

use std::ops::Range;

use toml::de::DeTable;

use self::index::Index;
use self::reader::{Fields, Reader, whole};
use self::shape::STYLES;
use self::syntax::Mended;
use crate::checklist::finding::{Code, Finding, Severity};
use crate::checklist::{Checklist, Style};

/// The newest list format that this program reads.
pub const FORMAT: u32 = 1;

/// The most bytes of a list. Whoever reads the file refuses a larger one unread.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// What came of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The list, where nothing is wrong with it but warnings.
    pub checklist: Option<Checklist>,
    /// Everything that is wrong, in the order of the file.
    pub findings: Vec<Finding>,
}

/// Reads a checklist, in time linear in its length.
pub fn parse(source: &str) -> Parsed {
    if let Some(at) = nesting::too_deep(source) {
        let finding = Finding::new(Code::TooDeep, at..at + 1);
        return Parsed { checklist: None, findings: vec![finding] };
    }
    let (root, errors) = DeTable::parse_recoverable(source);
    if errors.is_empty() {
        let (checklist, findings) = read(source, root.get_ref());
        return finish(checklist, findings);
    }
    let mut mended = syntax::mend(source, &errors);
    drop(root);
    let text = std::mem::take(&mut mended.text);
    let (root, _) = DeTable::parse_recoverable(&text);
    let (_, mut findings) = read(source, root.get_ref());
    let index = Index::of(root.get_ref());
    if mended.lost_section || (index.is_incomplete && !mended.sections.is_empty()) {
        // The step may well be one of those that could not be read.
        findings.retain(|finding| finding.code != Code::UnknownStep);
    }
    findings.retain(|finding| !mended.explains(finding));
    findings.append(&mut mended.findings);
    finish(None, findings)
}

/// Returns everything that is wrong with a checklist, in the order of the file.
pub fn findings(source: &str) -> Vec<Finding> {
    parse(source).findings
}

/// Sorts the findings, and gives the list only where no error is among them.
fn finish(checklist: Option<Checklist>, mut findings: Vec<Finding>) -> Parsed {
    findings.sort_by_key(|finding| (finding.span.start, finding.span.end, finding.code));
    findings.dedup();
    let is_sound = findings.iter().all(|finding| finding.severity() == Severity::Warning);
    Parsed { checklist: checklist.filter(|_| is_sound), findings }
}

/// Reads the whole list.
fn read<'a>(source: &'a str, table: &'a DeTable<'a>) -> (Option<Checklist>, Vec<Finding>) {
    let root = Fields { table, span: 0..0, place: "check.place.list" };
    let mut reader = Reader::new(source, Index::of(table));
    if reader.is_foreign(&root) {
        return (None, reader.findings);
    }
    let checklist = reader.checklist(&root);
    let mut findings = reader.findings;
    findings.extend(reader.texts.findings());
    (Some(checklist), findings)
}

impl<'a> Reader<'a> {
    /// Tells whether the list needs another program; then nothing else is said about it.
    fn is_foreign(&mut self, root: &Fields<'a>) -> bool {
        let Some(node) = self.required(root, "format") else { return false };
        let Some(format) = self.number(node) else { return false };
        if whole(node.get_ref()).is_some_and(|whole| whole.cast_unsigned() == FORMAT) {
            return false;
        }
        let is_newer = format >= f64::from(FORMAT) + 1.0;
        let code = if is_newer { Code::NewerFormat } else { Code::UnknownFormat };
        let finding = Finding::new(code, node.span()).quote("found", &format.to_string());
        self.note(finding.quote("known", &FORMAT.to_string()));
        is_newer
    }

    fn checklist(&mut self, root: &Fields<'a>) -> Checklist {
        self.only(
            root,
            &["format", "key", "version", "service", "style", "title", "phase", "outcome"],
        );
        let mut word = |key: &str, is_key: bool| {
            let node = self.required(root, key)?;
            if is_key { self.key(node) } else { self.string(node) }
        };
        let key = word("key", true).unwrap_or_default().to_owned();
        let version = word("version", false).unwrap_or_default().to_owned();
        let service = word("service", true).unwrap_or_default().to_owned();
        let style = self.style(root).unwrap_or(Style::ReadDo);
        let title = self.required_text(root, "title");
        let phases = self.phases(root);
        let outcomes = self.outcomes(root);
        let languages = self.texts.languages();
        Checklist { key, version, service, style, title, languages, phases, outcomes }
    }

    fn style(&mut self, root: &Fields<'a>) -> Option<Style> {
        let node = self.required(root, "style")?;
        [Style::ReadDo, Style::DoConfirm].get(self.word(node, STYLES, Code::UnknownStyle)?).copied()
    }
}

impl Mended {
    /// Tells whether a mistake in the TOML explains a finding: what is missing in a broken section may
    /// be what could not be read, and a broken line was spoken of already.
    fn explains(&self, finding: &Finding) -> bool {
        let at = finding.span.start;
        let is_absence =
            matches!(finding.code, Code::MissingKey | Code::Empty | Code::MissingTranslation);
        let is_missing = finding.code == Code::MissingKey;
        covers(&self.lines, &(at..at + 1))
            || (is_missing && covers(&self.sections, &(at..at + 1)))
            || (is_absence && covers(&self.lines, &finding.span))
    }
}

/// Tells whether one of the sorted ranges has a byte of this one.
fn covers(ranges: &[Range<usize>], span: &Range<usize>) -> bool {
    let next = ranges.partition_point(|range| range.end <= span.start);
    ranges.get(next).is_some_and(|range| range.start < span.end)
}
