//! Fragments: steps that several lists share, found by key through whoever calls the parser.
//!
//! Pure. A fragment can include others; how deep, how often and how much is limited, and what goes over
//! is a finding at the include, not a long wait.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::shape::INCLUDE;
use super::{MAX_BYTES, nesting};
use crate::checklist::finding::{Code, SourceFile};

/// Finds the text of a fragment by its key.
pub type Resolver<'r> = dyn Fn(&str) -> Option<String> + 'r;

/// The most fragments in one another.
const DEEPEST: usize = 8;
/// The most steps that all includes of a list may come to.
const MOST_STEPS: usize = 20_000;
/// The most different fragments that a list may include, by way of others or not.
const MOST_FILES: usize = 256;

/// The texts of all fragments that a list includes, by way of others or not.
#[derive(Debug, Default)]
pub(super) struct Files {
    found: BTreeMap<String, Arc<SourceFile>>,
    /// What was not looked for, because it would have been too much.
    refused: BTreeSet<String>,
}

impl Files {
    /// Finds all fragments of a list.
    pub(super) fn of(root: &DeTable<'_>, resolve: &Resolver<'_>) -> Self {
        let mut files = Self::default();
        let mut wanted: VecDeque<String> = named(root).map(str::to_owned).collect();
        let mut bytes = 0;
        while let Some(key) = wanted.pop_front() {
            if files.found.contains_key(&key) || files.refused.contains(&key) {
                continue;
            }
            if files.found.len() + files.refused.len() >= MOST_FILES {
                break;
            }
            let Some(text) = resolve(&key) else { continue };
            // One that is too large is refused alone; small ones after it still fit.
            let more = bytes + text.len() as u64;
            if more > MAX_BYTES {
                files.refused.insert(key);
                continue;
            }
            bytes = more;
            if nesting::excess(&text).is_none() {
                wanted.extend(
                    named(DeTable::parse_recoverable(&text).0.get_ref()).map(str::to_owned),
                );
            }
            let name = format!("fragments/{key}.toml");
            files.found.insert(key, Arc::new(SourceFile { name, text }));
        }
        files.refused.extend(wanted);
        files
    }
}

/// Iterates over the keys of the fragments that a list or fragment includes.
fn named<'a>(root: &'a DeTable<'a>) -> impl Iterator<Item = &'a str> {
    let phases = root.get("phase").into_iter().flat_map(super::index::tables);
    let steps = phases.filter_map(|phase| phase.get("step")).chain(root.get("step"));
    steps.flat_map(super::index::tables).filter_map(fragment_of)
}

/// Returns the key of the fragment that a step includes; none for a step of another kind.
pub(super) fn fragment_of<'a>(step: &'a DeTable<'a>) -> Option<&'a str> {
    let text = |key| step.get(key).and_then(|node| node.get_ref().as_str());
    text("kind").filter(|kind| *kind == INCLUDE)?;
    text("fragment").or_else(|| text("key"))
}

/// A fragment that was read.
#[derive(Debug)]
pub(super) struct Fragment<'a> {
    /// Its file.
    pub(super) file: Arc<SourceFile>,
    /// Its text.
    pub(super) source: &'a str,
    /// What stands in it.
    pub(super) root: DeTable<'a>,
    /// Why it cannot be used.
    problem: Option<Code>,
}

/// All fragments of a list, read.
#[derive(Debug, Default)]
pub(super) struct Library<'a> {
    fragments: BTreeMap<&'a str, Fragment<'a>>,
    refused: Option<&'a BTreeSet<String>>,
}

impl<'a> Library<'a> {
    /// Reads all fragments.
    pub(super) fn of(files: &'a Files) -> Self {
        let read = |(key, file): (&'a String, &'a Arc<SourceFile>)| {
            let source: &'a str = &file.text;
            let is_deep = nesting::excess(source).is_some();
            let (root, errors) = DeTable::parse_recoverable(if is_deep { "" } else { source });
            let root = root.into_inner();
            let is_list = root.contains_key("phase") || root.contains_key("outcome");
            let problem = if is_deep || !errors.is_empty() {
                Some(Code::BrokenFragment)
            } else {
                is_list.then_some(Code::NotAFragment)
            };
            (key.as_str(), Fragment { file: Arc::clone(file), source, root, problem })
        };
        Self { fragments: files.found.iter().map(read).collect(), refused: Some(&files.refused) }
    }
}

/// A way through a list and its fragments, which knows where it is and how much it has seen.
#[derive(Debug)]
pub(super) struct Path<'a> {
    library: &'a Library<'a>,
    open: Vec<&'a str>,
    steps: usize,
}

impl<'a> Path<'a> {
    /// Begins outside of every fragment.
    pub(super) fn new(library: &'a Library<'a>) -> Self {
        Self { library, open: Vec::new(), steps: 0 }
    }

    /// Goes into a fragment, unless that would be wrong or too much.
    pub(super) fn enter(&mut self, key: &'a str) -> Result<&'a Fragment<'a>, Code> {
        if self.open.contains(&key) {
            return Err(Code::IncludeCycle);
        }
        if self.open.len() >= DEEPEST {
            return Err(Code::IncludeTooDeep);
        }
        let Some(fragment) = self.library.fragments.get(key) else {
            let is_refused = self.library.refused.is_some_and(|refused| refused.contains(key));
            return Err(if is_refused { Code::IncludeTooLarge } else { Code::UnknownFragment });
        };
        fragment.problem.map_or(Ok(()), Err)?;
        let steps = fragment.root.get("step").and_then(|node| node.get_ref().as_array());
        let steps = steps.map_or(1, |steps| steps.len().max(1));
        if self.steps + steps > MOST_STEPS {
            return Err(Code::IncludeTooLarge);
        }
        self.steps += steps;
        self.open.push(key);
        Ok(fragment)
    }

    /// Returns the keys of all fragments that were found.
    pub(super) fn known(&self) -> Vec<&'a str> {
        self.library.fragments.keys().copied().collect()
    }

    /// Comes back out of the fragment that was entered last.
    pub(super) fn leave(&mut self) {
        self.open.pop();
    }
}

/// Tells whether a file is a fragment rather than a list.
pub(super) fn is_fragment(root: &DeTable<'_>) -> bool {
    let has = |key: &str| root.contains_key(key);
    let is_list = |value: &DeValue<'_>| value.as_array().is_some();
    root.get("step").is_some_and(|node| is_list(node.get_ref())) && !has("phase") && !has("outcome")
}
