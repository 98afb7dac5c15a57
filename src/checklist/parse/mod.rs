//! From TOML to a [`Checklist`], with every structural mistake of a file at its place.
//!
//! Pure. Serde would stop at the first mistake and lose the places of tagged values; this walks the
//! parser's own tree, in which every key and value knows where it stands.

mod condition;
mod heading;
mod include;
mod index;
mod likeness;
mod nesting;
mod outcome;
mod reader;
mod scope;
pub(super) mod shape;
mod site;
mod step;
mod syntax;
#[cfg(test)]
mod tests;
mod text;

use std::ops::Range;

use toml::de::DeTable;

pub use self::include::Resolver;
use self::include::{Files, Library, is_fragment};
use self::index::Index;
pub(crate) use self::likeness::nearest;
pub(crate) use self::reader::is_key;
use self::reader::{Fields, Reader, whole};
use self::shape::{LIST_KEYS, STYLES, WRITTEN_OUT};
pub(super) use self::site::{Site, Sites};
use self::syntax::Mended;
use crate::checklist::finding::{Code, Finding, Severity, order};
use crate::checklist::{Checklist, Phase, Style};
use crate::lang::Text;

/// The newest list format that this program reads.
pub const FORMAT: u32 = 1;

/// The most findings that are told of one file: nobody reads more, and a hostile file has millions.
pub const MOST_FINDINGS: usize = 1000;

/// The most bytes of a list. Whoever reads the file refuses a larger one unread.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// What came of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The list, where nothing is wrong with it but warnings.
    pub checklist: Option<Checklist>,
    /// Everything that is wrong, in the order of the file.
    pub findings: Vec<Finding>,
    /// How many more there are than [`MOST_FINDINGS`]; errors are the last to be left out.
    pub omitted: usize,
    /// Whether the file is a fragment, to be included by lists, rather than a list.
    pub is_fragment: bool,
    /// Whether the list includes any fragment.
    pub has_includes: bool,
}

impl Parsed {
    /// Makes what comes of a file in which nothing could be read.
    fn nothing(finding: Finding) -> Self {
        Self { findings: vec![finding], ..Self::of(None, Vec::new(), (false, false)) }
    }

    /// Makes what comes of a file that was read, which is a fragment or not and includes any or not.
    fn of(
        checklist: Option<Checklist>,
        findings: Vec<Finding>,
        (is_fragment, has_includes): (bool, bool),
    ) -> Self {
        Self { checklist, findings, omitted: 0, is_fragment, has_includes }
    }
}

/// What was read of a list, for whoever checks it as a whole.
pub(super) struct Whole<'w, 'a> {
    /// The list, as far as it could be read.
    pub(super) list: &'w Checklist,
    /// Where its parts stand.
    pub(super) sites: &'w Sites<'a>,
    /// Whether the file is no TOML in some places, so that parts may be missing.
    pub(super) is_damaged: bool,
}

/// Looks at a list as a whole and says what is wrong with it.
pub(super) type Look<'l> = dyn FnMut(&Whole<'_, '_>) -> Vec<Finding> + 'l;

/// Reads a checklist that includes nothing, in time linear in its length.
pub fn parse(source: &str) -> Parsed {
    parse_with(source, &|_| None)
}

/// Reads a checklist, in time linear in its length and that of what it includes.
///
/// `resolve` finds the text of a fragment by its key.
pub fn parse_with(source: &str, resolve: &Resolver<'_>) -> Parsed {
    parse_and(source, resolve, &mut |_| Vec::new())
}

/// Reads a checklist and has somebody look at the whole of it while the places are known.
pub(super) fn parse_and(source: &str, resolve: &Resolver<'_>, look: &mut Look<'_>) -> Parsed {
    if let Some((code, at)) = nesting::excess(source) {
        return Parsed::nothing(Finding::new(code, at..at + 1));
    }
    let (root, errors) = DeTable::parse_recoverable(source);
    if errors.is_empty() {
        let files = Files::of(root.get_ref(), resolve);
        let library = Library::of(&files);
        let file = File { source, root: root.get_ref(), library: &library, is_damaged: false };
        return finish(read(&file, look));
    }
    let mut mended = syntax::mend(source, &errors);
    let text = std::mem::take(&mut mended.text);
    let (root, _) = DeTable::parse_recoverable(&text);
    let files = Files::of(root.get_ref(), resolve);
    let library = Library::of(&files);
    let file = File { source, root: root.get_ref(), library: &library, is_damaged: true };
    let Parsed { mut findings, omitted, is_fragment, has_includes, .. } = read(&file, look);
    let index = Index::of(root.get_ref(), &library);
    if mended.lost_section || (index.is_incomplete && !mended.sections.is_empty()) {
        // The step may well be one of those that could not be read.
        findings.retain(|finding| finding.code != Code::UnknownStep);
    }
    findings.retain(|finding| !mended.explains(finding));
    findings.append(&mut mended.findings);
    finish(Parsed { omitted, ..Parsed::of(None, findings, (is_fragment, has_includes)) })
}

/// Tells whether a source goes deeper, or has more in it, than any list, so that nobody should read it.
pub fn is_excessive(source: &str) -> bool {
    nesting::excess(source).is_some()
}

/// Returns everything that is wrong with a checklist, in the order of the file.
pub fn findings(source: &str) -> Vec<Finding> {
    parse(source).findings
}

/// Sorts the findings, and gives the list only where no error is among them.
fn finish(mut parsed: Parsed) -> Parsed {
    parsed.findings.sort_by(|a, b| order(a).cmp(&order(b)));
    parsed.findings.dedup();
    let is_sound = parsed.findings.iter().all(|found| found.severity() != Severity::Error);
    parsed.checklist = parsed.checklist.filter(|_| is_sound);
    leave_out(&mut parsed);
    parsed
}

/// Keeps as many findings as anybody reads: from the top, errors before all others.
fn leave_out(parsed: &mut Parsed) {
    let all = parsed.findings.len();
    let Some(surplus) = all.checked_sub(MOST_FINDINGS) else { return };
    let is_error = |finding: &Finding| finding.severity() == Severity::Error;
    let errors = parsed.findings.iter().filter(|finding| is_error(finding)).count();
    let mut left = [MOST_FINDINGS.saturating_sub(errors), MOST_FINDINGS.min(errors)];
    parsed.findings.retain(|finding| {
        let [others, errors] = &mut left;
        let left = if is_error(finding) { errors } else { others };
        let is_kept = *left > 0;
        *left = left.saturating_sub(1);
        is_kept
    });
    parsed.omitted += surplus;
}

/// A file that is TOML, or was made to be.
struct File<'a> {
    source: &'a str,
    root: &'a DeTable<'a>,
    library: &'a Library<'a>,
    is_damaged: bool,
}

/// Reads the whole list, or the whole fragment.
fn read(file: &File<'_>, look: &mut Look<'_>) -> Parsed {
    let is_fragment = is_fragment(file.root);
    let place = if is_fragment { "check.place.fragment" } else { "check.place.list" };
    let root = Fields { table: file.root, span: 0..0, place };
    let index = Index::of(file.root, file.library);
    let has_includes = index.has_includes();
    let mut reader = Reader::new(file.source, index, file.library);
    if reader.is_foreign(&root) {
        return Parsed::of(None, reader.findings, (is_fragment, has_includes));
    }
    let list = if is_fragment { reader.lone_fragment(&root) } else { reader.checklist(&root) };
    reader.fragment_languages();
    reader.findings.extend(reader.texts.findings());
    let whole = Whole { list: &list, sites: &reader.sites, is_damaged: file.is_damaged };
    let seen = look(&whole);
    reader.findings.extend(seen);
    let checklist = Some(list).filter(|_| !is_fragment);
    let omitted = reader.omitted;
    Parsed { omitted, ..Parsed::of(checklist, reader.findings, (is_fragment, has_includes)) }
}

impl<'a> Reader<'a> {
    /// Tells whether the list needs another program; then nothing else is said about it.
    pub(super) fn is_foreign(&mut self, root: &Fields<'a>) -> bool {
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
        self.only(root, LIST_KEYS);
        self.sites.root = Some(Site::of(root, None, true));
        if let Some(node) = root.get(WRITTEN_OUT) {
            self.is_written_out = self.bool(node).unwrap_or(true);
        }
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

    /// Reads a fragment that nothing includes, as a list of one part.
    fn lone_fragment(&mut self, root: &Fields<'a>) -> Checklist {
        self.fragment_head(root);
        self.sites.root = Some(Site::of(root, None, true));
        let (mut position, mut used) = (0, step::Used::new());
        let list = self.required(root, "step").and_then(|node| self.tables(node));
        let mut steps = Vec::new();
        for item in list.unwrap_or_default() {
            let Some(step) = self.fields(item, "check.place.step") else { continue };
            steps.extend(self.entry(&step, &mut position, &mut used));
        }
        self.sites.phases.push(Site::of(root, None, true));
        let empty = || (String::new(), Text::default());
        let ((key, title), note) = (empty(), Text::default());
        let phase = Phase { key, title, note, steps };
        Checklist {
            key: String::new(),
            version: String::new(),
            service: String::new(),
            style: Style::ReadDo,
            title: Text::default(),
            languages: self.texts.languages(),
            phases: vec![phase],
            outcomes: Vec::new(),
        }
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
        if finding.file.is_some() {
            return false;
        }
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
