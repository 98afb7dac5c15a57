//! What a restart came to: what was said and what was seen, apart.
//!
//! Pure.

use serde::Serialize;

use super::Source;
use super::voice::Voice;
use crate::checklist::{Device, Kind};
use crate::lang::Catalogue;
use crate::moment::Moment;
use crate::session::{Answer, Restart, Return, Sighting, Watched};

/// A restart in machine-readable form.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RestartReport {
    /// When the person said that the power was unplugged, in RFC 9557 form.
    pub unplugged: Option<String>,
    /// When the person said that it was plugged in again, in RFC 9557 form.
    pub plugged: Option<String>,
    /// What the program saw of the link: `came-back`, `stayed-away` or `never-left`.
    pub link: Option<&'static str>,
    /// What it saw of the nearest router.
    pub gateway: Option<&'static str>,
    /// What it saw of the internet.
    pub internet: Option<&'static str>,
    /// What it saw, one by one.
    pub sightings: Vec<Sighting>,
    /// The same in sentences.
    pub seen: Vec<String>,
}

/// Returns the restart that a step was answered with, and of what.
fn of<'a>(source: &Source<'a>, at: usize) -> Option<(Device, &'a Restart)> {
    let (_, step) = source.walk.step(at)?;
    match (&step.kind, source.walk.known(at)?) {
        (Kind::Restart { device }, Answer::Restart(restart)) => Some((*device, restart)),
        _ => None,
    }
}

/// Reports the restart of a step.
pub(super) fn report(source: &Source<'_>, voice: &Voice<'_>, at: usize) -> Option<RestartReport> {
    let (_, restart) = of(source, at)?;
    let written = |moment: &Option<Moment>| moment.as_ref().map(|moment| moment.at.to_string());
    Some(RestartReport {
        unplugged: written(&restart.unplugged),
        plugged: written(&restart.plugged),
        link: restart.link.map(Return::name),
        gateway: restart.gateway.map(Return::name),
        internet: restart.internet.map(Return::name),
        sightings: restart.sightings.clone(),
        seen: seen(source, voice, at),
    })
}

/// Says what the person said: when it was unplugged and plugged in; none unless both are known.
pub(super) fn said(source: &Source<'_>, voice: &Voice<'_>, at: usize) -> Option<String> {
    let (_, restart) = of(source, at)?;
    let (unplugged, plugged) = (restart.unplugged.as_ref()?, restart.plugged.as_ref()?);
    let (unplugged, plugged) = (voice.at(unplugged), voice.after(unplugged, plugged));
    let values = [("unplugged", &*unplugged), ("plugged", &*plugged)];
    Some(Catalogue::of(source.lang).fill("summary.restart-said", &values))
}

/// Says what the program saw, a sentence each, with its hour.
pub(super) fn seen(source: &Source<'_>, voice: &Voice<'_>, at: usize) -> Vec<String> {
    let Some((device, restart)) = of(source, at) else { return Vec::new() };
    let word = if device == Device::Modem { "modem" } else { "router" };
    let gateway =
        sentence(source, voice, (word, restart.gateway, times(restart, Watched::Gateway)));
    let internet =
        sentence(source, voice, ("internet", restart.internet, times(restart, Watched::Internet)));
    gateway.into_iter().chain(internet).collect()
}

/// Says the same to an agent: only what went, came or stayed away. That some box at home kept answering is as it
/// should be where there are two, and tells him nothing.
pub(super) fn told(source: &Source<'_>, voice: &Voice<'_>, at: usize) -> Option<String> {
    let (_, restart) = of(source, at)?;
    let stayed = restart.gateway == Some(Return::NeverLeft);
    let said = seen(source, voice, at).into_iter().skip(usize::from(stayed));
    Some(said.collect::<Vec<_>>().join(" ")).filter(|said| !said.is_empty())
}

/// When something was seen to go first, and to come back last.
type Times<'a> = [Option<&'a Sighting>; 2];

fn times(restart: &Restart, what: Watched) -> Times<'_> {
    let mut changes = restart.sightings.iter().filter(|seen| seen.what == what && !seen.found);
    let went = changes.clone().find(|seen| !seen.up);
    [went, changes.rfind(|seen| seen.up)]
}

fn sentence(
    source: &Source<'_>,
    voice: &Voice<'_>,
    (word, way, [went, came]): (&str, Option<Return>, Times<'_>),
) -> Option<String> {
    let moment = |seen: &Sighting| Moment::exact(seen.at.clone());
    let (went, came) = (went.map(moment), came.map(moment));
    let came = came.map(|came| match &went {
        Some(went) => voice.after(went, &came),
        None => voice.at(&came),
    });
    let went = went.map(|went| voice.at(&went));
    let key = match (way?, &went, &came) {
        (Return::CameBack, Some(_), Some(_)) => "went-came",
        (Return::CameBack, None, Some(_)) => "came",
        // Back without having been seen to come: while the program was closed.
        (Return::CameBack, _, None) => "is-back",
        (Return::StayedAway, Some(_), _) => "went",
        (Return::StayedAway, None, _) => "stayed-away",
        (Return::NeverLeft, ..) => "never-left",
    };
    let values = [("went", went.unwrap_or_default()), ("came", came.unwrap_or_default())];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    Some(Catalogue::of(source.lang).fill(&format!("summary.restart.{word}-{key}"), &values))
}
