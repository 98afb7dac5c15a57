//! Leading a person through a restart: unplug, one minute, plug in, wait until all is back.
//!
//! Edge. What the person says ("unplugged", "plugged in") is kept apart from what the program sees of link,
//! router and internet. Each stage and each sight is on the disk before anything else is shown, so that a
//! restart outlives the program: whoever comes back later goes on at the right stage with the true times.
//!
//! # References
//!
//! One minute without power, the modem before the router, and the longest start-ups (fibre and 4G/5G 5
//! minutes, telephone line 6, TV cable 15): vendors' and providers' advice, collected in
//! `checklists/data/restart.toml`.

mod before;
mod progress;
mod say;
mod sight;
mod talk;
#[cfg(test)]
mod tests;
mod times;

use std::time::Duration;

use super::{Given, Guide, Halt, Scene, look};
use crate::checklist::Device;
use crate::lang::Catalogue;
use crate::moment;
use crate::probe::watch::Watch;
use crate::session::{Answer, Restart, Stage};
use crate::ui::{Block, Choice, Command, Face, Input, Prompt, Waited, Waiting};
use progress::Progress;
use say::device_word;
use sight::Sight;
use times::Times;

/// How long the program looks how things are before anything is unplugged.
const LOOK_FIRST: Duration = Duration::from_secs(4);

/// Why a restart is left before its end.
enum Leave {
    /// The step ends, or another one is asked.
    Given(Box<Given>),
    /// The walk stops.
    Halt(Halt),
}

impl Leave {
    fn given(given: Given) -> Self {
        Self::Given(Box::new(given))
    }
}

/// A restart that is being led through.
struct Restarting<'r, 'g, 's> {
    face: &'r mut dyn Face,
    sight: Sight<'r, 'g>,
    scene: &'r Scene<'s>,
    device: Device,
    /// Whether the present stage was reached in an earlier run.
    from_before: bool,
    /// Whether the power may have been plugged in while the program was closed.
    maybe_lit: bool,
    /// Whether it was said that something still answers.
    said_still_there: bool,
}

/// Leads through a restart.
pub(super) fn guide(
    guide: &mut Guide<'_>,
    scene: &Scene<'_>,
    device: Device,
) -> Result<Given, Halt> {
    let key = guide.at.clone().unwrap_or_else(|| scene.step.key.clone());
    let watch = guide.eyes.watch;
    let begin = || scene.walk.may_look().then(watch);
    let Some(face) = guide.respondent.face() else { return Ok(Given::Keep) };
    let mut lead = Restarting {
        face,
        sight: Sight::new(&mut guide.kept, key),
        scene,
        device,
        from_before: false,
        maybe_lit: false,
        said_still_there: false,
    };
    let ended = lead.run(&begin);
    let trouble = lead.sight.trouble.take();
    guide.complain(trouble);
    match ended {
        Ok(restart) => Ok(Given::Answer(Answer::Restart(restart))),
        Err(Leave::Given(given)) => Ok(*given),
        Err(Leave::Halt(halt)) => Err(halt),
    }
}

impl Restarting<'_, '_, '_> {
    fn run(&mut self, watch: &dyn Fn() -> Option<Watch>) -> Result<Restart, Leave> {
        if self.progress().stage().is_none() {
            before::again(self)?;
            before::check(self)?;
            self.sight.mark(Stage::Begun);
        }
        if self.progress().stage() == Some(Stage::Begun) {
            before::keep_evidence(self)?;
        }
        if self.progress().stage() != Some(Stage::Over) {
            self.begin(watch);
        }
        loop {
            match self.progress().stage() {
                None | Some(Stage::Begun) => self.unplug()?,
                Some(Stage::Unplugged) => self.rest()?,
                Some(Stage::Rested) => self.plug(Stage::Plugged)?,
                Some(Stage::Plugged) if self.device == Device::Both => self.start(Stage::Ready)?,
                Some(Stage::Ready) => self.plug(Stage::RouterPlugged)?,
                Some(Stage::Plugged | Stage::RouterPlugged) => self.start(Stage::Over)?,
                Some(Stage::Over | Stage::Resumed) => return Ok(self.progress().restart()),
            }
            self.from_before = false;
        }
    }

    fn progress(&self) -> &Progress {
        &self.sight.progress
    }

    fn text(&self, key: &str) -> String {
        Catalogue::of(self.scene.lang).get(key).to_owned()
    }

    fn say(&mut self, text: String) {
        self.face.say(&Block::Line(text));
    }

    /// Begins to watch, and to look how things are; says so where the restart goes on from an earlier run.
    fn begin(&mut self, watch: &dyn Fn() -> Option<Watch>) {
        if self.progress().is_under_way() {
            self.from_before = true;
            self.maybe_lit = matches!(self.progress().stage(), Some(Stage::Rested | Stage::Ready));
            self.sight.mark(Stage::Resumed);
        }
        self.sight.watch = watch();
        if self.sight.watch.is_none() {
            return;
        }
        let key = if self.from_before { "looking-again" } else { "looking" };
        let what = self.text(&format!("walk.restart.{key}"));
        let sight = &mut self.sight;
        self.face.busy(&what, &mut |_| sight.look(LOOK_FIRST));
        if let Some(now) = say::now(self.progress(), self.device, self.scene.lang) {
            self.say(now);
        }
    }

    fn unplug(&mut self) -> Result<(), Leave> {
        let word = device_word(self.device);
        self.face.say(&Block::Warn(self.text("walk.reset-warning")));
        self.say(self.text("walk.restart.not-now"));
        let hint = self.text(&format!("walk.restart.unplug-hint-{word}"));
        let ask = self.text(&format!("walk.restart.unplug-{word}"));
        let done = Choice::new("done", self.text("walk.unplugged-it"));
        self.did(Prompt { hint: Some(hint), ..Prompt::new(ask, Input::One(vec![done])) })?;
        self.sight.mark(Stage::Unplugged);
        Ok(())
    }

    /// Counts the time without power.
    fn rest(&mut self) -> Result<(), Leave> {
        let (lang, now) = (self.scene.lang, self.sight.now());
        let texts = Catalogue::of(lang);
        let passed = self.progress().since(Stage::Unplugged, &now);
        let lasts = Times::builtin().unplugged().saturating_sub(passed);
        if let (true, Some(at)) = (self.from_before, self.progress().at(Stage::Unplugged)) {
            let key = if lasts.is_zero() { "dark-enough" } else { "dark-since" };
            let when = self.when(at);
            self.maybe_lit = lasts.is_zero();
            self.say(texts.fill(&format!("walk.restart.{key}"), &[("when", &when)]));
        }
        let waiting = self.waiting("walk.one-minute".into(), lasts, "walk.minute-over");
        self.pause(waiting)?;
        self.sight.mark(Stage::Rested);
        Ok(())
    }

    /// Asks to plug in: the one box, or of two the modem and then the router.
    fn plug(&mut self, stage: Stage) -> Result<(), Leave> {
        let second = stage == Stage::RouterPlugged;
        let word = if second { "second" } else { device_word(self.device) };
        let ask = self.text(&format!("walk.restart.plug-{word}"));
        let mut choices = vec![Choice::new("done", self.text("walk.plugged-it"))];
        let known = std::mem::take(&mut self.maybe_lit);
        if known {
            choices.push(Choice::new("earlier", self.text("walk.restart.plugged-earlier")));
        }
        let reply = self.did(Prompt::new(ask, Input::One(choices)))?;
        self.sight.mark_at(stage, known && reply == 1);
        Ok(())
    }

    /// Waits until what was away is back, the lights are steady, or the longest start-up is over.
    fn start(&mut self, end: Stage) -> Result<(), Leave> {
        let (began, box_) = match (self.device, end) {
            (Device::Both, Stage::Ready) => (Stage::Plugged, Device::Modem),
            (Device::Both, _) => (Stage::RouterPlugged, Device::Router),
            (device, _) => (Stage::Plugged, device),
        };
        let (texts, access) = (Catalogue::of(self.scene.lang), look::access(self.scene.walk));
        let times = Times::builtin();
        let passed = self.progress().since(began, &self.sight.now());
        let lasts = times.longest(box_, access).saturating_sub(passed);
        if let (true, Some(at)) = (self.from_before, self.progress().at(began)) {
            let key = if lasts.is_zero() { "lit-long" } else { "lit-since" };
            let when = self.when(at);
            self.say(texts.fill(&format!("walk.restart.{key}"), &[("when", &when)]));
        }
        let min = (times.usual(box_, access).as_secs() / 60).to_string();
        let what = format!("walk.restart.starting-{}", device_word(box_));
        let waiting =
            self.waiting(texts.fill(&what, &[("min", &min)]), lasts, "walk.lights-steady");
        let waited = self.pause(waiting)?;
        self.sight.mark(end);
        if end == Stage::Over {
            self.close(&waited);
        }
        Ok(())
    }

    /// Says how it ended.
    fn close(&mut self, waited: &Waited) {
        if *waited == Waited::Ticked {
            return self.say(self.text("walk.restart.all-back"));
        }
        if *waited == Waited::Over {
            self.say(self.text("walk.restart.long-enough"));
        }
        if let Some(now) = say::now(self.progress(), self.device, self.scene.lang) {
            self.say(now);
        }
    }

    fn waiting(&self, what: String, lasts: Duration, enter: &str) -> Waiting {
        let what = if what.starts_with("walk.") { self.text(&what) } else { what };
        let mut commands = vec![Command::Back, Command::Skip];
        if !self.progress().is_lit() {
            commands.push(Command::CouldNot);
        }
        commands.push(Command::Quit);
        Waiting { what, lasts, enter: Some(self.text(enter)), commands }
    }

    /// Says when, with the day where that is not today.
    fn when(&self, at: &jiff::Zoned) -> String {
        let (lang, now) = (self.scene.lang, self.sight.now());
        let same_day = at.with_time_zone(now.time_zone().clone()).date() == now.date();
        if same_day {
            return moment::to_the_second(at, lang);
        }
        let exact = moment::Moment::exact(at.clone());
        moment::speak(&exact, moment::Style::Full, lang, &now)
    }
}
