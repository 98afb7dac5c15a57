//! Times the list of 10,000 sessions; the budget is 0.1 s.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "a bench makes files and reads the clock")]

use std::fs;
use std::time::Instant;

use anyhow::{Context as _, Result};
use cekdulu::lang::Lang;
use cekdulu::session::{Answer, Entry, Event, FORMAT, Header};
use cekdulu::store::{StateDir, Store};

const SESSIONS: usize = 10_000;
const STEPS: usize = 30;

fn main() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let store = Store::open(StateDir::choose(Some(dir.path()))?);
    fill(&store).context("could not make the sessions")?;
    time("names", || Ok(store.names()?.len()))?;
    time("list, first 20", || Ok(store.list()?.take(20).filter(|(_, read)| read.is_ok()).count()))?;
    time("list, all", || Ok(store.list()?.filter(|(_, read)| read.is_ok()).count()))?;
    time("list_all", || Ok(store.list_all()?.iter().filter(|(_, read)| read.is_ok()).count()))?;
    time("still open, all finished", || Ok(store.still_open()?.unfinished.len()))?;
    time("newest", || Ok(store.newest()?.into_iter().count()))?;
    time("newest unfinished, none is", || Ok(store.newest_unfinished()?.into_iter().count()))?;
    Ok(())
}

/// Makes one session and copies it, for each session made properly waits for the disk.
fn fill(store: &Store) -> Result<()> {
    let at = "2026-11-21T08:20:00+07:00[Asia/Jakarta]".parse::<jiff::Zoned>()?;
    let header = Header {
        format: FORMAT,
        program: "cekdulu bench".into(),
        list: "internet-mati".into(),
        version: "1.0.0".into(),
        hash: String::new(),
        lang: Lang::Id,
        data_date: "2026-11-22".into(),
        at: at.clone(),
    };
    let mut log = store.create(&header, "format = 1\n")?;
    let answer = |step| Event::Answered { step, answer: Answer::YesNo { yes: true } };
    let steps = (0..STEPS).map(|step| answer(format!("langkah-{step}")));
    for event in steps.chain([Event::Finished]) {
        log.append(&Entry { at: at.clone(), mono_ms: 5, event })?;
    }
    let sessions = store.path().join("sessions");
    let made = sessions.join(log.id().as_str());
    for second in 1..SESSIONS {
        let stamp = at.checked_add(jiff::Span::new().seconds(i64::try_from(second)?))?;
        let copy = sessions.join(stamp.strftime("%Y%m%d-%H%M%S-internet-mati").to_string());
        fs::create_dir(&copy)?;
        for name in ["checklist.toml", "log.jsonl", "lock"] {
            fs::copy(made.join(name), copy.join(name))?;
        }
    }
    Ok(())
}

/// Prints the best and the median of nine runs, in milliseconds.
fn time(what: &str, mut run: impl FnMut() -> Result<usize>) -> Result<()> {
    let mut took = Vec::new();
    let mut count = 0;
    for _ in 0..9 {
        let start = Instant::now();
        count = run()?;
        took.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    took.sort_by(f64::total_cmp);
    let (best, median) = (took.first().context("no run")?, took.get(4).context("no run")?);
    println!("{what:28} {count:6} of {SESSIONS}: best {best:7.2} ms, median {median:7.2} ms");
    Ok(())
}
