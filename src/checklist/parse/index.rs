//! The steps of a list by key, read ahead so that conditions can be checked where they stand.
//!
//! Pure. Nothing is noted here; whoever reads the steps says what is wrong with them.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::include::{Library, Path, fragment_of};
use super::shape::{self, Kind};

/// What conditions need to know of a step.
#[derive(Debug)]
pub(super) struct Known<'a> {
    /// Its place in the order of the list.
    pub(super) position: usize,
    /// Its kind, where that is one.
    pub(super) kind: Option<&'static Kind>,
    /// The keys of its options.
    pub(super) options: HashSet<&'a str>,
    /// Former keys of its options, each with the present one.
    pub(super) former: HashMap<&'a str, &'a str>,
}

/// All steps of a list by key.
#[derive(Debug, Default)]
pub(super) struct Index<'a> {
    steps: HashMap<Cow<'a, str>, Known<'a>>,
    order: Rc<[Cow<'a, str>]>,
    former: HashMap<&'a str, &'a str>,
    /// The keys of includes, with what stands before them, and whether their steps are known.
    includes: HashMap<String, bool>,
    /// Whether any step is an include.
    included: bool,
    /// How many steps have been counted.
    count: usize,
    /// Whether some step has no readable key, or might have been lost.
    pub(super) is_incomplete: bool,
}

impl<'a> Index<'a> {
    /// Reads the steps of a list, or those of a fragment.
    pub(super) fn of(root: &'a DeTable<'a>, library: &'a Library<'a>) -> Self {
        let mut index = Self::default();
        let mut path = Path::new(library);
        let phases = root.get("phase").into_iter().flat_map(tables);
        let steps = phases.filter_map(|phase| phase.get("step")).chain(root.get("step"));
        for step in steps.flat_map(tables) {
            index.add_all("", step, &mut path);
        }
        let mut order: Vec<_> = index.steps.iter().collect();
        order.sort_unstable_by_key(|(_, known)| known.position);
        index.order = order.into_iter().map(|(key, _)| key.clone()).collect();
        index
    }

    /// Adds a step, or the steps of the fragment that it includes.
    fn add_all(&mut self, prefix: &str, step: &'a DeTable<'a>, path: &mut Path<'a>) {
        let Some(fragment) = fragment_of(step) else { return self.add(prefix, step) };
        let Some(key) = text(step, "key") else { return };
        self.included = true;
        let prefix = format!("{prefix}{key}.");
        let entered = path.enter(fragment);
        self.includes.entry(prefix.trim_end_matches('.').to_owned()).or_insert(entered.is_ok());
        let Ok(fragment) = entered else { return };
        for step in fragment.root.get("step").into_iter().flat_map(tables) {
            self.add_all(&prefix, step, path);
        }
        path.leave();
    }

    /// Tells whether there is any include.
    pub(super) fn has_includes(&self) -> bool {
        self.included
    }

    /// Tells whether this is the key of an include, or what stands before the keys of its steps.
    pub(super) fn is_include(&self, key: &str) -> bool {
        self.includes.contains_key(key)
    }

    /// Tells whether a step may be one of an include whose steps are not known.
    pub(super) fn is_lost(&self, key: &str) -> bool {
        let ends = key.match_indices('.').map(|(at, _)| at).chain([key.len()]);
        let mut prefixes = ends.filter_map(|at| key.get(..at));
        prefixes.any(|prefix| self.includes.get(prefix) == Some(&false))
    }

    /// Returns the step with this key.
    pub(super) fn get(&self, key: &str) -> Option<&Known<'a>> {
        self.steps.get(key)
    }

    /// Returns the present key of a step that once had this one.
    pub(super) fn renamed(&self, key: &str) -> Option<&'a str> {
        self.former.get(key).copied()
    }

    /// Returns all keys in the order of the list.
    pub(super) fn keys(&self) -> Rc<[Cow<'a, str>]> {
        Rc::clone(&self.order)
    }

    fn add(&mut self, prefix: &str, step: &'a DeTable<'a>) {
        let position = self.count;
        self.count += 1;
        let Some(key) = text(step, "key") else {
            self.is_incomplete = true;
            return;
        };
        for old in words(step, "was") {
            self.former.entry(old).or_insert(key);
        }
        let (mut options, mut former) = (HashSet::new(), HashMap::new());
        let list = step.get("options").and_then(|node| node.get_ref().as_array());
        for option in list.into_iter().flat_map(|list| list.iter()) {
            let table = option.get_ref().as_table();
            let Some(key) = option.get_ref().as_str().or_else(|| text(table?, "key")) else {
                continue;
            };
            options.insert(key);
            former.extend(
                table.into_iter().flat_map(|table| words(table, "was")).map(|old| (old, key)),
            );
        }
        let kind = text(step, "kind").and_then(shape::kind);
        // A list with its includes written out has the whole keys.
        for (at, _) in key.match_indices('.') {
            let include = key.get(..at).unwrap_or_default();
            self.includes.entry(format!("{prefix}{include}")).or_insert(true);
        }
        let full = if prefix.is_empty() { key.into() } else { format!("{prefix}{key}").into() };
        self.steps.entry(full).or_insert(Known { position, kind, options, former });
    }
}

/// Iterates over the tables of a list of tables.
pub(super) fn tables<'a>(
    node: &'a Spanned<DeValue<'a>>,
) -> impl Iterator<Item = &'a DeTable<'a>> + use<'a> {
    let list = node.get_ref().as_array().into_iter().flat_map(|list| list.iter());
    list.filter_map(|item| item.get_ref().as_table())
}

fn text<'a>(table: &'a DeTable<'a>, key: &str) -> Option<&'a str> {
    table.get(key)?.get_ref().as_str()
}

fn words<'a>(table: &'a DeTable<'a>, key: &str) -> impl Iterator<Item = &'a str> {
    let list = table.get(key).and_then(|node| node.get_ref().as_array());
    list.into_iter().flat_map(|list| list.iter()).filter_map(|item| item.get_ref().as_str())
}
