//! The steps of a list by key, read ahead so that conditions can be checked where they stand.
//!
//! Pure. Nothing is noted here; whoever reads the steps says what is wrong with them.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

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
    steps: HashMap<&'a str, Known<'a>>,
    order: Rc<[&'a str]>,
    former: HashMap<&'a str, &'a str>,
    /// Whether some step has no readable key, or might have been lost.
    pub(super) is_incomplete: bool,
}

impl<'a> Index<'a> {
    /// Reads the steps of a list.
    pub(super) fn of(root: &'a DeTable<'a>) -> Self {
        let mut index = Self::default();
        let phases = root.get("phase").into_iter().flat_map(tables);
        let steps = phases.filter_map(|phase| phase.get("step")).flat_map(tables);
        for (position, step) in steps.enumerate() {
            index.add(position, step);
        }
        let mut order: Vec<_> = index.steps.iter().collect();
        order.sort_unstable_by_key(|(_, known)| known.position);
        index.order = order.into_iter().map(|(key, _)| *key).collect();
        index
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
    pub(super) fn keys(&self) -> Rc<[&'a str]> {
        Rc::clone(&self.order)
    }

    fn add(&mut self, position: usize, step: &'a DeTable<'a>) {
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
        self.steps.entry(key).or_insert(Known { position, kind, options, former });
    }
}

/// Iterates over the tables of a list of tables.
fn tables<'a>(node: &'a Spanned<DeValue<'a>>) -> impl Iterator<Item = &'a DeTable<'a>> + use<'a> {
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
