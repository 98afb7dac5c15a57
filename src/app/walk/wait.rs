//! Waiting, until the time is over, a probe passes, or the person has seen enough.
//!
//! Edge.

use std::time::Duration;

use super::{Given, Guide, Halt, Scene};
use crate::checklist::Probe;
use crate::lang::Catalogue;
use crate::probe::watch::Until;
use crate::session::{Answer, Omission};
use crate::ui::{Block, Command, Stop, Tick, Waited, Waiting};

/// Waits for a `wait` step.
pub(super) fn guide(
    guide: &mut Guide<'_>,
    scene: &Scene<'_>,
    seconds: u32,
    until: Option<Probe>,
) -> Result<Given, Halt> {
    let texts = Catalogue::of(scene.lang);
    let until = until.filter(|_| scene.walk.may_look()).map(guide.eyes.until);
    let clock = guide.kept.clock();
    let Some(face) = guide.respondent.face() else { return Ok(Given::Answer(Answer::Done)) };
    let whole = Duration::from_secs(seconds.into());
    let began = clock.elapsed();
    let mut waiting = Waiting {
        what: scene.step.ask.get(scene.lang).to_owned(),
        lasts: whole,
        enter: Some(texts.get("walk.wait-enough").to_owned()),
        commands: vec![Command::Back, Command::Skip, Command::CouldNot, Command::Quit],
    };
    let mut passed = || Tick::over(until.as_ref().is_some_and(Until::has_passed));
    loop {
        let Waited::Command(command, why) = face.pause(&waiting, &mut passed)? else {
            return Ok(Given::Answer(Answer::Done));
        };
        if command == Command::Quit {
            return Err(Halt::Stopped(Stop::Interrupted));
        }
        if command != Command::Back {
            let could_not = command == Command::CouldNot;
            let how = if could_not { Omission::CouldNot } else { Omission::Skipped };
            return Ok(Given::Omit(how, why));
        }
        if scene.walk.back_target().is_some() {
            return Ok(Given::Back);
        }
        face.say(&Block::Line(texts.get("walk.first-question").to_owned()));
        waiting.lasts = whole.saturating_sub(clock.elapsed().saturating_sub(began));
    }
}
