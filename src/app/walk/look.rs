//! Looking at the network for a step: the evidence is kept first, then what it proves.
//!
//! Edge. Killed between the two, the verdict is drawn again from the same evidence.

use super::{Guide, diagnosed};
use crate::checklist::{Kind, Probe, Slot, Step};
use crate::diagnosis::report::{self, Telling};
use crate::diagnosis::{self, Verdict};
use crate::engine::Walk;
use crate::evidence::{Evidence, Item, Medium};
use crate::lang::Catalogue;
use crate::probe::watch::{Until, Watch};
use crate::session::{Answer, Event, Omission};

/// Looks with all probes; the function that it gets sees every item as it arrives.
type Look<'a> = dyn Fn(&mut dyn FnMut(&Item)) -> Evidence + 'a;

/// What looks at the network.
#[derive(Clone, Copy)]
pub(in crate::app) struct Eyes<'a> {
    /// All probes at once.
    pub look: &'a Look<'a>,
    /// One short look; none where this computer cannot tell.
    pub quick: &'a dyn Fn(Probe) -> Option<bool>,
    /// Begins to watch what goes and comes back.
    pub watch: &'a dyn Fn() -> Watch,
    /// Begins to look again and again until one question is answered with yes.
    pub until: &'a dyn Fn(Probe) -> Until,
    /// Whether a site answers that the person named.
    pub site: &'a dyn Fn(&str) -> Option<bool>,
}

/// Looks for a `diagnose` or `probe` step and writes down what came of it.
pub(super) fn at_step(guide: &mut Guide<'_>, walk: &mut Walk<'_>, at: usize, key: &str) {
    let Some((_, step)) = walk.step(at) else { return };
    if let Kind::Probe { probe, host_from } = &step.kind {
        let site = host_from.as_deref().and_then(|from| typed(walk, from));
        let passed = probed(guide, key, *probe, site);
        let answer = Answer::Probe { passed };
        guide.apply(walk, Event::Answered { step: key.to_owned(), answer });
        return;
    }
    let again = diagnosed(walk, at).is_some();
    let evidence = match walk.evidence(at).filter(|_| !again) {
        Some(kept) => {
            say(guide, kept);
            kept.clone()
        }
        None => measure(guide, key),
    };
    if let Some(back) = doubtful(walk, &evidence) {
        guide.respondent.say(guide.texts().get("walk.not-this-network"));
        guide.apply(walk, Event::WentBack { to: back });
        return;
    }
    let event = Event::Measured { step: key.to_owned(), evidence: evidence.clone() };
    guide.apply(walk, event);
    let diagnosis = diagnosis::diagnose(&evidence);
    if diagnosis.verdict == Verdict::NotMeasured {
        let how = Omission::CouldNot;
        guide.apply(walk, Event::Skipped { step: key.to_owned(), how, why: None });
    } else {
        guide.apply(walk, Event::Verdict { step: key.to_owned(), diagnosis });
    }
}

/// Looks with all probes, or takes the evidence that was given.
fn measure(guide: &mut Guide<'_>, step: &str) -> Evidence {
    if let Some(given) = guide.respondent.evidence(step).cloned() {
        say(guide, &given);
        return given;
    }
    let (lang, look) = (guide.lang, guide.eyes.look);
    let mut seen = Evidence::default();
    let mut telling = Telling::default();
    let mut measured = Evidence::default();
    guide.respondent.busy(Catalogue::of(lang).get("walk.looking"), &mut |tell| {
        measured = look(&mut |item| {
            seen.items.push(item.clone());
            telling.news(&seen, lang).iter().for_each(|line| tell(line));
        });
        telling.rest(&measured, lang).iter().for_each(|line| tell(line));
    });
    measured
}

fn probed(guide: &Guide<'_>, step: &str, probe: Probe, site: Option<&str>) -> Option<bool> {
    if guide.respondent.evidence(step).is_some() {
        return None;
    }
    if probe == Probe::Site { (guide.eyes.site)(site?) } else { (guide.eyes.quick)(probe) }
}

/// Returns what a person typed at a step, where it is known.
fn typed<'w>(walk: &'w Walk<'_>, key: &str) -> Option<&'w str> {
    let answer = walk.known(walk.find(key)?)?;
    if let Answer::Text { text } = answer { Some(text) } else { None }
}

/// Says in short what each kind of probe saw.
fn say(guide: &mut Guide<'_>, evidence: &Evidence) {
    for line in report::lines(evidence, guide.lang) {
        guide.respondent.say(&line);
    }
}

/// Returns the step that asked where this computer is, where the way out is a phone or a VPN although the
/// person said "on the faulty network"; only once, for the person knows better.
fn doubtful(walk: &Walk<'_>, evidence: &Evidence) -> Option<String> {
    let path = evidence.way_out()?;
    let elsewhere = matches!(path.medium, Some(Medium::Tunnel | Medium::Tethered | Medium::Mobile))
        || path.tether_subnet == Some(true);
    let mobile = matches!(access(walk), Some("mobile"));
    if !elsewhere || mobile {
        return None;
    }
    let (_, step): (usize, &Step) = walk.step(walk.place()?)?;
    let times = walk.record(walk.place()?)?.times;
    (times < 2).then(|| step.key.clone())
}

/// Returns how the internet enters the home, where that was asked.
pub(super) fn access<'w>(walk: &'w Walk<'_>) -> Option<&'w str> {
    (0..walk.len()).find_map(|at| {
        let (_, step) = walk.step(at)?;
        let answer = walk.known(at).filter(|_| step.slot == Some(Slot::Access))?;
        if let Answer::Choice { option } = answer { Some(option.as_str()) } else { None }
    })
}
