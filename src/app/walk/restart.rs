//! Leading a person through a restart: unplug, one minute, plug in, wait until all is back.
//!
//! Edge. What the person says ("unplugged", "plugged in") is kept apart from what the program sees of the
//! router and of the internet, before and after.
//!
//! # References
//!
//! One minute without power, and the longest start-ups (fibre and 4G/5G 5 minutes, telephone line 6, TV
//! cable 15): vendors' and providers' advice, collected in `checklists/data/restart.toml`.

use std::sync::OnceLock;
use std::time::Duration;

use jiff::Zoned;
use serde::Deserialize;

use super::wait::LOOK_EVERY;
use super::{Given, Guide, Halt, Scene, look};
use crate::checklist::{Device, Probe};
use crate::lang::Catalogue;
use crate::moment::Moment;
use crate::session::{Answer, Omission, Restart, Return};
use crate::ui::{Block, Choice, Command, Face, Input, Prompt, Reply, Stop, Tick, Waited, Waiting};

/// How long a restart takes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Times {
    /// Seconds without power.
    unplugged_s: u64,
    /// The longest start-up by access, in seconds.
    longest_s: Longest,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Longest {
    fibre: u64,
    dsl: u64,
    cable: u64,
    mobile: u64,
    router: u64,
}

impl Times {
    fn builtin() -> &'static Self {
        static TIMES: OnceLock<Times> = OnceLock::new();
        TIMES.get_or_init(|| {
            toml::from_str(include_str!("../../../checklists/data/restart.toml"))
                .expect("a test reads the built-in times")
        })
    }

    /// Returns the longest start-up of a device on this kind of access.
    fn longest(&self, device: Device, access: Option<&str>) -> Duration {
        let modem = match access {
            Some("dsl") => self.longest_s.dsl,
            Some("cable") => self.longest_s.cable,
            Some("mobile") => self.longest_s.mobile,
            _ => self.longest_s.fibre,
        };
        let router = self.longest_s.router;
        Duration::from_secs(match device {
            Device::Modem => modem,
            Device::Router => router,
            Device::Both => modem + router,
        })
    }
}

/// What answers now; none where the program cannot or may not look.
#[derive(Clone, Copy)]
struct Alive {
    gateway: Option<bool>,
    internet: Option<bool>,
}

/// Leads through a restart.
pub(super) fn guide(
    guide: &mut Guide<'_>,
    scene: &Scene<'_>,
    device: Device,
) -> Result<Given, Halt> {
    let (eyes, clock) = (guide.eyes, guide.kept.clock());
    let may_look = scene.walk.may_look();
    let look = |probe| if may_look { (eyes.quick)(probe) } else { None };
    let alive = || Alive { gateway: look(Probe::Gateway), internet: look(Probe::Internet) };
    let longest = Times::builtin().longest(device, look::access(scene.walk));
    let Some(face) = guide.respondent.face() else { return Ok(Given::Keep) };
    let texts = Catalogue::of(scene.lang);
    let before = alive();
    face.say(&Block::Warn(texts.get("walk.reset-warning").to_owned()));
    if let Some(other) = did(face, scene, unplug_key(device), "walk.unplugged-it")? {
        return Ok(other);
    }
    let unplugged = clock.now();
    let minute = Duration::from_secs(Times::builtin().unplugged_s);
    face.pause(&waiting(texts, "walk.one-minute", minute, "walk.minute-over"), &mut Tick::default)?;
    if let Some(other) = did(face, scene, plug_key(device), "walk.plugged-it")? {
        return Ok(other);
    }
    let plugged = clock.now();
    let mut ticks = 0;
    let mut back = || {
        ticks += 1;
        Tick::over(ticks % LOOK_EVERY == 0 && look(Probe::Internet) == Some(true))
    };
    let start = waiting(texts, "walk.starting", longest, "walk.lights-steady");
    if face.pause(&start, &mut back)? == Waited::Ticked {
        face.say(&Block::Line(texts.get("walk.internet-answers").to_owned()));
    }
    Ok(Given::Answer(Answer::Restart(told(before, alive(), unplugged, plugged))))
}

/// Makes a wait that the person may end with Enter.
fn waiting(texts: &Catalogue, what: &str, lasts: Duration, enter: &str) -> Waiting {
    Waiting {
        what: texts.get(what).to_owned(),
        lasts,
        enter: Some(texts.get(enter).to_owned()),
        commands: Vec::new(),
    }
}

fn unplug_key(device: Device) -> &'static str {
    match device {
        Device::Modem => "walk.unplug-modem",
        Device::Router => "walk.unplug-router",
        Device::Both => "walk.unplug-both",
    }
}

fn plug_key(device: Device) -> &'static str {
    match device {
        Device::Modem => "walk.plug-modem",
        Device::Router => "walk.plug-router",
        Device::Both => "walk.plug-both",
    }
}

/// Asks whether something was done; none if it was, else what came instead.
fn did(
    face: &mut dyn Face,
    scene: &Scene<'_>,
    ask: &str,
    done: &str,
) -> Result<Option<Given>, Halt> {
    let texts = Catalogue::of(scene.lang);
    let ask = texts.get(ask);
    let choices = vec![
        Choice::new("done", texts.get(done)),
        Choice::new("could-not", texts.get("walk.could-not")),
    ];
    let commands = vec![Command::Back, Command::Skip, Command::CouldNot, Command::Quit];
    let prompt = Prompt { commands, ..Prompt::new(ask, Input::One(choices)) };
    let reply = face.ask(&prompt)?;
    if reply == Reply::One(0) {
        return Ok(None);
    }
    let Reply::Command(command, why) = reply else {
        return Ok(Some(Given::Omit(Omission::CouldNot, None)));
    };
    if command == Command::Quit {
        return Err(Halt::Stopped(Stop::Interrupted));
    }
    Ok(Some(if command == Command::Back {
        Given::Back
    } else if command == Command::Skip {
        Given::Omit(Omission::Skipped, why)
    } else {
        Given::Omit(Omission::CouldNot, why)
    }))
}

/// Puts together what was said and what was seen.
fn told(before: Alive, after: Alive, unplugged: Zoned, plugged: Zoned) -> Restart {
    let came = |before: Option<bool>, after: Option<bool>| {
        Some(match (before, after?) {
            (_, false) => Return::StayedAway,
            (Some(true), true) => Return::NeverLeft,
            (Some(false) | None, true) => Return::CameBack,
        })
    };
    Restart {
        unplugged: Some(Moment::exact(unplugged)),
        plugged: Some(Moment::exact(plugged)),
        seen: after.gateway.is_some() || after.internet.is_some(),
        gateway: came(before.gateway, after.gateway),
        internet: came(before.internet, after.internet),
        ..Restart::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_times_are_in_the_allowed_range() {
        let times = Times::builtin();
        assert!((30..=600).contains(&times.unplugged_s));
        let minutes = |access| times.longest(Device::Modem, access).as_secs() / 60;
        assert_eq!(
            [Some("fibre"), Some("dsl"), Some("cable"), Some("mobile"), None].map(minutes),
            [5, 6, 15, 5, 5]
        );
    }

    #[test]
    fn what_never_left_is_not_said_to_have_come_back() {
        let at: Zoned = "2026-11-21T08:00:00+07:00[+07:00]".parse().unwrap();
        let alive = |gateway, internet| Alive { gateway, internet };
        let told = |before, after| {
            let told = told(before, after, at.clone(), at.clone());
            (told.seen, told.gateway, told.internet)
        };
        assert_eq!(
            told(alive(Some(true), Some(false)), alive(Some(true), Some(true))),
            (true, Some(Return::NeverLeft), Some(Return::CameBack))
        );
        assert_eq!(told(alive(None, None), alive(None, None)), (false, None, None));
    }
}
