//! `probe`: the network check and the verdict, without a list.
//!
//! Edge.

use super::Printer;
use super::world::World;
use crate::cli::Probe;
use crate::diagnosis::{self, Diagnosis, VerdictTexts};
use crate::error::{Exit, Result};
use crate::evidence::Evidence;
use crate::{probe, safe};

/// Looks, and says what it comes to.
pub(super) fn run(world: World<'_>, asked: &Probe, results: &mut Printer) -> Result<Exit> {
    let plan = world.plan();
    if asked.endpoints {
        results.text(&plan.contacts().join("\n"))?;
        return Ok(Exit::Done);
    }
    let clock = world.env.clock.as_ref();
    let (started_at, began) = (clock.now(), clock.elapsed());
    let evidence = probe::look(&plan, &mut |_| {});
    let diagnosis = diagnosis::diagnose(&evidence);
    if asked.json {
        let elapsed = clock.elapsed().saturating_sub(began);
        let elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        let run = diagnosis::report::Run { started_at, elapsed_ms };
        let report = diagnosis::report::report(&evidence, &diagnosis, world.lang, &run);
        results.json(&format!("{report:#}"))?;
    } else {
        results.page(&page(world, &evidence, &diagnosis))?;
    }
    Ok(if diagnosis.verdict.is_fault() { Exit::No } else { Exit::Done })
}

/// Writes the verdict for a person.
fn page(world: World<'_>, evidence: &Evidence, diagnosis: &Diagnosis) -> String {
    let texts = world.texts();
    let words = VerdictTexts::of(diagnosis.verdict, diagnosis.segment);
    let mut lines = diagnosis::report::lines(evidence, world.lang);
    lines.push(String::new());
    lines.push(texts.get("summary.result").to_owned());
    lines.push(format!("  {}", words.say.get(world.lang)));
    for (key, text) in [
        ("summary.todo", &words.act),
        ("summary.expect", &words.expect),
        ("summary.meanwhile", &words.meanwhile),
    ] {
        let text = text.get(world.lang);
        if !text.is_empty() {
            lines.push(texts.get(key).to_owned());
            lines.push(format!("  {text}"));
        }
    }
    lines.push(String::new());
    lines.push(format!("{} · {}", diagnosis.verdict.code(), diagnosis.segment.name()));
    safe::clean(&lines.join("\n")).into_owned()
}
