//! Where the parts of a list stand, for whoever checks it as a whole.
//!
//! Pure.

use std::cell::Cell;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::reader::Fields;
use crate::checklist::Slot;
use crate::checklist::finding::{Code, Finding, SourceFile};

/// The place of a part of a list, with what was written there.
#[derive(Debug, Clone)]
pub(in crate::checklist) struct Site<'a> {
    /// What was written.
    pub(in crate::checklist) table: &'a DeTable<'a>,
    /// Where it begins.
    span: Range<usize>,
    /// The fragment in which it stands.
    file: Option<Arc<SourceFile>>,
    /// Whether every condition of it could be read.
    pub(in crate::checklist) is_whole: bool,
}

impl<'a> Site<'a> {
    /// Marks a table.
    pub(super) fn of(fields: &Fields<'a>, file: Option<&Arc<SourceFile>>, is_whole: bool) -> Self {
        Self { table: fields.table, span: fields.span.clone(), file: file.cloned(), is_whole }
    }

    /// Makes a finding at the value that this path of keys leads to, or as near to it as there is one.
    pub(in crate::checklist) fn finding(&self, code: Code, path: &[&str]) -> Finding {
        let mut span = self.span.clone();
        let mut table = Some(self.table);
        for key in path {
            let Some(node) = table.and_then(|table| table.get(*key)) else { break };
            span = node.span();
            table = node.get_ref().as_table();
        }
        Finding { file: self.file.clone(), ..Finding::new(code, span) }
    }

    /// Makes a finding in the option with this key.
    pub(in crate::checklist) fn in_option(&self, code: Code, key: &str, path: &[&str]) -> Finding {
        let is_it = |entry: &Spanned<DeValue<'_>>| {
            let table = entry.get_ref().as_table().and_then(|table| table.get("key"));
            let name = entry.get_ref().as_str().or_else(|| table?.get_ref().as_str());
            name == Some(key)
        };
        self.in_list(code, "options", &is_it, path)
    }

    /// Makes a finding in one of the reports, counted without those that could not be read.
    pub(in crate::checklist) fn in_report(
        &self,
        code: Code,
        index: usize,
        path: &[&str],
    ) -> Finding {
        let count = Cell::new(0);
        let is_it = |entry: &Spanned<DeValue<'_>>| {
            let table = entry.get_ref().as_table();
            let slot = table.and_then(|table| table.get("slot")?.get_ref().as_str());
            if slot.and_then(Slot::from_name).is_none() {
                return false;
            }
            count.replace(count.get() + 1) == index
        };
        self.in_list(code, "report", &is_it, path)
    }

    /// Makes a finding in the entry of a list that is looked for, or in the value itself.
    fn in_list(
        &self,
        code: Code,
        key: &str,
        is_it: &dyn Fn(&Spanned<DeValue<'_>>) -> bool,
        path: &[&str],
    ) -> Finding {
        let Some(node) = self.table.get(key) else { return self.finding(code, &[]) };
        let list = node.get_ref().as_array();
        let entry = list.and_then(|list| list.iter().find(|entry| is_it(entry))).unwrap_or(node);
        let Some(table) = entry.get_ref().as_table() else {
            return Finding { file: self.file.clone(), ..Finding::new(code, entry.span()) };
        };
        let inner = Self { table, span: entry.span(), ..self.clone() };
        inner.finding(code, path)
    }
}

/// Where everything stands, in the order of the list as it was read.
#[derive(Debug, Default)]
pub(in crate::checklist) struct Sites<'a> {
    /// The whole file.
    pub(in crate::checklist) root: Option<Site<'a>>,
    /// The phases.
    pub(in crate::checklist) phases: Vec<Site<'a>>,
    /// The steps of all phases.
    pub(in crate::checklist) steps: Vec<Site<'a>>,
    /// The outcomes.
    pub(in crate::checklist) outcomes: Vec<Site<'a>>,
}
