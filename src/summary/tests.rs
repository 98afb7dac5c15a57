//! The summary over every path: many random walks, and a few that are known by heart.

mod cases;
mod every;
mod message;
mod outcomes;
mod own;
pub(crate) mod privacy;
pub(crate) mod walks;

use super::*;
use crate::checklist::Checklist;

/// Everybody for whom a summary can be.
const READERS: [Reader; 3] = [Reader::Me, Reader::Provider, Reader::Public];

/// Builds the summary of a log.
fn built(list: &Checklist, entries: &[Entry], lang: Lang, reader: Reader) -> Summary {
    with_source(list, entries, (lang, reader), build)
}

/// Makes something of a log.
fn with_source<T>(
    list: &Checklist,
    entries: &[Entry],
    (lang, reader): (Lang, Reader),
    make: impl FnOnce(&Source<'_>) -> T,
) -> T {
    let walk = Walk::replay(list, "", walks::audience(list), entries);
    let header = walks::header(list);
    let now = entries.last().map_or_else(walks::began, |last| last.at.clone());
    make(&Source { walk: &walk, header: &header, entries, now: &now, lang, reader, provider: None })
}
