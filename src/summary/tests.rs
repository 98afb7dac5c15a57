//! The summary over every path: many random walks, and a few that are known by heart.

mod cases;
mod every;
mod lengths;
mod own;
mod walks;

use super::*;
use crate::checklist::Checklist;

/// Everybody for whom a summary can be.
const READERS: [Reader; 3] = [Reader::Me, Reader::Provider, Reader::Public];

/// Builds the summary of a log.
fn built(list: &Checklist, entries: &[Entry], lang: Lang, reader: Reader) -> Summary {
    let walk = Walk::replay(list, "", walks::audience(list), entries);
    let header = walks::header(list);
    let now = entries.last().map_or_else(walks::began, |last| last.at.clone());
    build(&Source {
        walk: &walk,
        header: &header,
        entries,
        now: &now,
        lang,
        reader,
        provider: None,
    })
}
