//! `check`: everything that is wrong with lists, each with file, line and column.
//!
//! Edge.

use super::Printer;
use super::world::World;
use crate::checklist;
use crate::checklist::finding::{Severity, render_human, summary_line};
use crate::cli::Check;
use crate::error::{Exit, Result};
use crate::safe;
use crate::ui::output;

/// Checks files; the answer is no where any has an error.
pub(super) fn run(world: World<'_>, asked: &Check, results: &mut Printer) -> Result<Exit> {
    let mut exit = Exit::Done;
    for path in &asked.files {
        let text = match world.read(path) {
            Ok(text) => text,
            Err(error) => {
                output::complain(&error);
                exit = exit.max(error.exit);
                continue;
            }
        };
        let inspected = checklist::check::inspect(&text, &|key| world.fragment(key));
        let findings = inspected.parsed.findings;
        let name = path.display().to_string();
        results.text(&render_human(&name, &text, &findings, world.lang))?;
        if world.env.stderr_tty {
            let name = safe::line(&name);
            output::remark(&format!("{name}: {}", summary_line(&findings, world.lang)));
        }
        if findings.iter().any(|finding| finding.severity() == Severity::Error) {
            exit = exit.max(Exit::No);
        }
    }
    Ok(exit)
}
