//! `probe`: the network check and the verdict, without a list.
//!
//! Edge.

use super::Printer;
use super::world::World;
use crate::cli::Probe;
use crate::diagnosis::{self, Diagnosis, VerdictTexts};
use crate::error::{Error, Exit, Result};
use crate::evidence::{Evidence, Id};
use crate::probe::{Plan, Site};
use crate::ui::plain::PlainFace;
use crate::ui::{Face as _, Input, Prompt, Reply, output};
use crate::{probe, safe};

/// Looks, and says what it comes to.
pub(super) fn run(world: World<'_>, asked: &Probe, results: &mut Printer) -> Result<Exit> {
    let mut plan = world.plan()?;
    plan.site = asked.site.as_deref().map(|typed| site(world, typed)).transpose()?;
    if asked.endpoints {
        let load = if asked.load { plan.endpoints.load_lines() } else { Vec::new() };
        results.text(&[plan.contacts(), load].concat().join("\n"))?;
        return Ok(Exit::Done);
    }
    let load = asked.load && consent(world, &plan, asked.yes)?;
    let clock = world.env.clock.as_ref();
    let (started_at, began) = (clock.now(), clock.elapsed());
    let mut evidence = probe::look(&plan, &mut |_| {});
    if load {
        evidence.items.retain(|item| item.id != Id::Load);
        evidence.items.push(probe::load(&plan));
        evidence.sort();
    }
    let diagnosis = diagnosis::diagnose(&evidence);
    if asked.json {
        let elapsed = clock.elapsed().saturating_sub(began);
        let elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        let run = diagnosis::report::Run { started_at, elapsed_ms };
        let report = diagnosis::report::report(&evidence, &diagnosis, world.lang, &run);
        results.json(&format!("{report:#}"))?;
    } else {
        results.page(&page(world, &evidence, &diagnosis))?;
        if asked.technician {
            // Columns are not wrapped: a terminal that is too narrow breaks them, a file does not.
            results.text(&format!(
                "\n{}",
                diagnosis::technician::table(&evidence, &diagnosis, world.lang)
            ))?;
        }
    }
    Ok(if diagnosis.verdict.is_fault() { Exit::No } else { Exit::Done })
}

/// Reads the site that the person named.
fn site(world: World<'_>, typed: &str) -> Result<Site> {
    let texts = world.texts();
    let wrong = || {
        let shown: String = safe::line(typed).chars().take(100).collect();
        let said = texts.fill("app.not-a-site", &[("typed", &shown)]);
        Error::usage(said).hint(texts.get("app.site-example"))
    };
    Site::read(typed).ok_or_else(wrong)
}

/// Says how much data a measurement uses, and asks unless the person has agreed already.
fn consent(world: World<'_>, plan: &Plan, agreed: bool) -> Result<bool> {
    let texts = world.texts();
    let bytes =
        probe::load_bytes(plan).ok_or_else(|| Error::usage(texts.get("app.load-nowhere")))?;
    let mb = bytes.div_ceil(1_000_000).to_string();
    let say = |key| texts.fill(key, &[("mb", &mb)]);
    if agreed {
        output::remark(&say("app.load-says"));
        return Ok(true);
    }
    if !world.env.stdin_tty {
        return Err(Error::usage(say("app.load-alone")).hint(texts.get("app.load-yes")));
    }
    let mut face = PlainFace::open(world.env, world.lang)?;
    let reply = face.ask(&Prompt::new(say("app.load-ask"), Input::YesNo));
    reply
        .map(|reply| reply == Reply::YesNo(true))
        .map_err(|stop| Error { hint: None, ..super::stopped(stop, false, world.lang) })
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
