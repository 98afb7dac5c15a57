//! One row, from the empty machine to right or wrong.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, RwLock};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, bail, ensure};

use crate::axes::Case;
use crate::budget;
use crate::needs::Need;
use crate::net::{Network, good};
use crate::options::Options;
use crate::probe::{self, Cost};
use crate::rows::Holds;
use crate::sandbox;
use crate::topology::{self, Place, Plan};

/// What became of one case.
#[derive(Debug)]
pub(crate) struct Judged<'r> {
    /// Which.
    pub(crate) case: Case<'r>,
    /// What the binary said, as `code segment`, or what hindered it.
    pub(crate) got: String,
    /// How long the binary took.
    pub(crate) took: Option<Duration>,
    /// What the run cost.
    pub(crate) cost: Cost,
    /// What came of it.
    pub(crate) end: End,
    /// What to read if it was not.
    pub(crate) trouble: String,
    /// Whether it was wrong beside other rows, and this is the second look, with the machine to itself.
    pub(crate) again: bool,
}

impl<'r> Judged<'r> {
    /// Begins with a case about which nothing is known yet.
    fn new(case: Case<'r>) -> Self {
        Self {
            case,
            got: "-".to_owned(),
            took: None,
            cost: Cost::default(),
            end: End::Wrong,
            trouble: String::new(),
            again: false,
        }
    }
}

/// What this machine does not have: why, and whether that can be installed.
type Missing = BTreeMap<Need, (&'static str, bool)>;

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Everything was as it has to be.
    Right,
    /// Something was not.
    Wrong,
    /// This machine does not have what it takes, and cannot get it.
    Skipped,
}

/// Runs all cases, several at once, and returns them in their order.
pub(crate) fn all<'r>(cases: &[Case<'r>], options: &Options) -> Result<Vec<Judged<'r>>> {
    let plans = topology::load()?;
    let needs: BTreeSet<Need> = cases.iter().flat_map(|case| &case.row.needs).copied().collect();
    let missing: Missing =
        needs.into_iter().filter_map(|need| Some((need, need.missing()?))).collect();
    let next = AtomicUsize::new(0);
    // The longest first, so that no one waits for them at the end.
    let mut order: Vec<usize> = (0..cases.len()).collect();
    order.sort_by_key(|nth| Reverse(cases.get(*nth).map(|case| budget::time(*case))));
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..options.at_once.min(cases.len()) {
            scope.spawn(|| {
                loop {
                    let Some(&nth) = order.get(next.fetch_add(1, Ordering::Relaxed)) else {
                        return;
                    };
                    let Some(case) = cases.get(nth) else { return };
                    let judged = match lacking(*case, &missing) {
                        Some(judged) => judged,
                        None => one(&plans, *case, (nth, options.proofs_only)),
                    };
                    done.lock().expect("no judge panics").push((nth, judged));
                }
            });
        }
    });
    let mut done = done.into_inner().map_err(|_| anyhow!("a judge panicked"))?;
    done.sort_by_key(|(nth, _)| *nth);
    let mut done: Vec<_> = done.into_iter().map(|(_, judged)| judged).collect();
    look_again(&plans, &mut done, options.proofs_only);
    Ok(done)
}

/// Ends a case for which this machine does not have what it takes; in CI what can be installed must be there.
fn lacking<'r>(case: Case<'r>, missing: &Missing) -> Option<Judged<'r>> {
    let (why, can_install) = case.row.needs.iter().find_map(|need| missing.get(need))?;
    let end = if *can_install && sandbox::is_ci() { End::Wrong } else { End::Skipped };
    Some(Judged { end, got: (*why).to_owned(), ..Judged::new(case) })
}

/// Looks at what came out wrong once more from its beginning, with the machine to itself: other rows, and a
/// compiler beside them, can lose packets too. The matrix tells those; many at once are no accident.
fn look_again(plans: &[Plan], judged: &mut [Judged<'_>], proofs_only: bool) {
    let wrong = judged.iter().filter(|one| one.end == End::Wrong).count();
    if wrong > judged.len() / 40 + 2 {
        return;
    }
    let wrong = judged.iter_mut().enumerate().filter(|(_, one)| one.end == End::Wrong);
    for (nth, judged) in wrong {
        println!(
            "once more: {} ({}), which came to {}",
            judged.case.row.key, judged.case.axes, judged.got
        );
        judged.trouble.lines().for_each(|line| println!("    {line}"));
        *judged = Judged { again: true, ..one(plans, judged.case, (nth, proofs_only)) };
    }
}

/// Runs one case; whatever goes wrong is told in the result.
fn one<'r>(plans: &[Plan], case: Case<'r>, (nth, proofs_only): (usize, bool)) -> Judged<'r> {
    let mut judged = Judged::new(case);
    let built = {
        let _shared = UNDER_WAY.read();
        network(plans, case, nth)
    };
    match built.and_then(|net| look(&net, &mut judged, proofs_only)) {
        Ok(true) => judged.end = End::Right,
        Ok(false) => {}
        Err(error) => {
            "broken lab".clone_into(&mut judged.got);
            judged.trouble = format!("{error:#}\n{}", judged.trouble);
        }
    }
    judged
}

/// Builds the row's network, sees that what is to be lost is there, and breaks it.
fn network(plans: &[Plan], case: Case<'_>, nth: usize) -> Result<Network> {
    let network = Network::build(plans, case, nth).context("building")?;
    let lost = case.row.proof.iter().filter(|(_, holds, _)| *holds == Holds::Lost);
    let healthy: Vec<_> = lost.map(|(at, _, command)| (*at, true, command.as_str())).collect();
    prove(&network, &healthy).context("before the breakage")?;
    for (place, command) in &case.row.breaks {
        let output = network.shell(*place, command)?;
        good(&output).with_context(|| format!("breaking: {place:?}: {command}"))?;
    }
    Ok(network)
}

/// Held by every row that is under way; whoever holds it alone has the machine to itself.
static UNDER_WAY: RwLock<()> = RwLock::new(());

/// Runs the binary, and where it took too long once more while no other row is under way: this machine
/// computes for other rows, and perhaps for a compiler. What changes in mid-run cannot be run again.
fn run(network: &Network, case: Case<'_>) -> Result<probe::Seen> {
    let shared = UNDER_WAY.read().map_err(|_| anyhow!("a judge panicked"))?;
    let seen = probe::run(network, case)?;
    drop(shared);
    if !seen.is_late || !case.row.during.is_empty() {
        return Ok(seen);
    }
    let _alone = UNDER_WAY.write().map_err(|_| anyhow!("a judge panicked"))?;
    probe::run(network, case)
}

/// Runs the binary, then the proofs; tells whether the verdict is right.
///
/// The proofs come second so that the binary sees what a person's computer would: they cost the routers
/// tokens of the rate limit for ICMP errors.
fn look(network: &Network, judged: &mut Judged<'_>, proofs_only: bool) -> Result<bool> {
    let row = judged.case.row;
    let mut right = true;
    if proofs_only {
        probe::happen(network, judged.case, Instant::now())?;
    } else {
        let seen = run(network, judged.case)?;
        right = seen.is_right(row);
        judged.took = Some(seen.took);
        judged.cost = seen.cost;
        judged.trouble = if right { String::new() } else { seen.describe() };
        judged.got = seen.got;
    }
    let wants = |holds| holds == Holds::Yes;
    let broken: Vec<_> = row
        .proof
        .iter()
        .map(|(at, holds, command)| (*at, wants(*holds), command.as_str()))
        .collect();
    prove(network, &broken).context("proof")?;
    if proofs_only {
        "proved".clone_into(&mut judged.got);
    }
    Ok(right)
}

/// Runs proofs, all at once, and sees that each says what it has to.
fn prove(network: &Network, proofs: &[(Place, bool, &str)]) -> Result<()> {
    std::thread::scope(|scope| {
        let running: Vec<_> = proofs
            .iter()
            .map(|&(place, yes, command)| {
                scope.spawn(move || proof(network, (place, yes), command))
            })
            .collect();
        let ended =
            running.into_iter().map(|thread| thread.join().expect("a proof does not panic"));
        let wrong: Vec<_> =
            ended.filter_map(Result::err).map(|error| format!("{error:#}")).collect();
        ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
        Ok(())
    })
}

/// Runs one proof.
fn proof(network: &Network, (place, yes): (Place, bool), command: &str) -> Result<()> {
    // What must answer is given time on a busy machine; what must not, only as long as it could take.
    let patience = if yes { 4000 } else { 400 };
    let script = format!("export CEKDULU_LAB_WAIT_MS={patience}; {command}");
    let output = network.shell(place, &script)?;
    let said = [&output.stdout[..], &output.stderr[..]].concat();
    let said = String::from_utf8_lossy(&said).trim().to_owned();
    match (output.status.code(), yes) {
        (Some(0), true) | (Some(1), false) => Ok(()),
        (Some(code @ (0 | 1)), _) => {
            let (has, must) = if code == 0 { ("yes", "no") } else { ("no", "yes") };
            bail!("{place:?}: {command}: says {has}, must say {must}: {said}")
        }
        (code, _) => bail!("{place:?}: {command}: could not run ({code:?}): {said}"),
    }
}
