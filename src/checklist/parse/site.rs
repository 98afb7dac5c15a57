//! Where the parts of a list stand, for whoever checks it as a whole.
//!
//! Pure.

use std::ops::Range;
use std::sync::Arc;

use toml::de::DeTable;

use super::reader::Fields;
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

    /// Makes a finding at an entry of a list, or at the value itself where it is no list.
    pub(in crate::checklist) fn finding_in(
        &self,
        code: Code,
        key: &str,
        (index, path): (usize, &[&str]),
    ) -> Finding {
        let Some(node) = self.table.get(key) else { return self.finding(code, &[]) };
        let entry = node.get_ref().as_array().and_then(|list| list.get(index)).unwrap_or(node);
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
