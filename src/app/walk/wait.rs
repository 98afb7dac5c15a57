//! Waiting, until the time is over, a probe passes, or the person has seen enough.
//!
//! Edge.

use std::time::Duration;

use super::{Given, Guide, Halt, Scene};
use crate::checklist::Probe;
use crate::lang::Catalogue;
use crate::session::{Answer, Omission};
use crate::ui::{Command, Stop, Tick, Waited, Waiting};

/// How often a probe is tried while something is waited for, in ticks of about a second.
pub(super) const LOOK_EVERY: u32 = 5;

/// Waits for a `wait` step.
pub(super) fn guide(
    guide: &mut Guide<'_>,
    scene: &Scene<'_>,
    seconds: u32,
    until: Option<Probe>,
) -> Result<Given, Halt> {
    let texts = Catalogue::of(scene.lang);
    let eyes = guide.eyes;
    let until = until.filter(|_| scene.walk.may_look());
    let Some(face) = guide.respondent.face() else { return Ok(Given::Answer(Answer::Done)) };
    let waiting = Waiting {
        what: scene.step.ask.get(scene.lang).to_owned(),
        lasts: Duration::from_secs(seconds.into()),
        enter: Some(texts.get("walk.wait-enough").to_owned()),
        commands: vec![Command::Back, Command::Skip, Command::Quit],
    };
    let mut ticks = 0;
    let mut passed = || {
        ticks += 1;
        let looks = ticks % LOOK_EVERY == 0;
        Tick::over(looks && until.is_some_and(|probe| (eyes.quick)(probe) == Some(true)))
    };
    let Waited::Command(command, why) = face.pause(&waiting, &mut passed)? else {
        return Ok(Given::Answer(Answer::Done));
    };
    if command == Command::Quit {
        return Err(Halt::Stopped(Stop::Interrupted));
    }
    let back = command == Command::Back && scene.walk.back_target().is_some();
    Ok(if back { Given::Back } else { Given::Omit(Omission::Skipped, why) })
}
