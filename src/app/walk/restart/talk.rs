//! Asking and waiting during a restart: what is seen meanwhile is kept and said, commands are obeyed.
//!
//! Edge.

use super::say::device_word;
use super::sight::Sight;
use super::times::Times;
use super::{Leave, Restarting};
use crate::app::walk::{Given, Halt, Scene};
use crate::checklist::Device;
use crate::lang::Catalogue;
use crate::session::{Omission, Stage, Watched};
use crate::ui::{Choice, Command, Input, Prompt, Reply, Stop, Tick, Waited, Waiting};

impl Restarting<'_, '_, '_> {
    /// Waits and says what is seen meanwhile; a command that leads nowhere does not end the wait.
    pub(super) fn pause(&mut self, mut waiting: Waiting) -> Result<Waited, Leave> {
        let began = self.sight.elapsed();
        let whole = waiting.lasts;
        loop {
            if waiting.lasts.is_zero() {
                return Ok(Waited::Over);
            }
            let (scene, device) = (self.scene, self.device);
            let (sight, said) = (&mut self.sight, &mut self.said_still_there);
            let mut tick = || tick(sight, said, (scene, device));
            let waited = self.face.pause(&waiting, &mut tick);
            let waited = waited.map_err(|stop| self.stopped(stop))?;
            let Waited::Command(command, why) = waited else { return Ok(waited) };
            // With the power in again the restart is done; only the wait for it is cut short.
            if command == Command::Skip && self.progress().is_lit() {
                return Ok(Waited::Entered);
            }
            self.command(command, why)?;
            waiting.lasts = whole.saturating_sub(self.sight.elapsed().saturating_sub(began));
        }
    }

    /// Asks whether something was done; returns which of the other choices stands for it.
    pub(super) fn did(&mut self, prompt: Prompt) -> Result<usize, Leave> {
        let Input::One(mut choices) = prompt.input else { return Ok(0) };
        let could_not = choices.len();
        choices.push(Choice::new("could-not", self.text("walk.could-not")));
        let commands = vec![Command::Back, Command::Skip, Command::CouldNot, Command::Quit];
        let prompt = Prompt { commands, input: Input::One(choices), ..prompt };
        if let Reply::One(index) = self.ask(&prompt)?
            && index < could_not
        {
            return Ok(index);
        }
        Err(self.leave(Given::Omit(Omission::CouldNot, None)))
    }

    /// Asks, and obeys commands; what happened meanwhile is kept and said.
    pub(super) fn ask(&mut self, prompt: &Prompt) -> Result<Reply, Leave> {
        loop {
            let reply = self.face.ask(prompt);
            for line in self.sight.drain(self.device, self.scene.lang) {
                self.say(line);
            }
            let reply = reply.map_err(|stop| self.stopped(stop))?;
            let Reply::Command(command, why) = reply else { return Ok(reply) };
            if command == Command::Unknown {
                return Ok(Reply::Empty);
            }
            self.command(command, why)?;
        }
    }

    /// Obeys a command; only one that leads nowhere comes back.
    fn command(&mut self, command: Command, why: Option<String>) -> Result<(), Leave> {
        let given = match command {
            Command::Back if self.scene.walk.back_target().is_none() => {
                self.say(self.text("walk.first-question"));
                return Ok(());
            }
            Command::Back => Given::Back,
            Command::Quit => return Err(self.stopped(Stop::Interrupted)),
            Command::Skip => Given::Omit(Omission::Skipped, why),
            Command::CouldNot
            | Command::Unknown
            | Command::NotApplicable
            | Command::Note
            | Command::Summary
            | Command::Language => Given::Omit(Omission::CouldNot, why),
        };
        Err(self.leave(given))
    }

    /// Leaves, and does not let the person forget that the power is off.
    fn leave(&mut self, given: Given) -> Leave {
        if self.progress().is_dark() {
            self.say(self.text("walk.restart.still-dark"));
        }
        Leave::given(given)
    }

    fn stopped(&mut self, stop: Stop) -> Leave {
        self.sight.drain(self.device, self.scene.lang);
        if self.progress().is_dark() && stop == Stop::Interrupted {
            self.say(self.text("walk.restart.still-dark"));
        }
        Leave::Halt(Halt::Stopped(stop))
    }
}

/// Once a second during a wait: keeps and tells what was seen, and whether everything is back.
fn tick(
    sight: &mut Sight<'_, '_>,
    said_still_there: &mut bool,
    (scene, device): (&Scene<'_>, Device),
) -> Tick {
    let mut news = sight.drain(device, scene.lang);
    let progress = &sight.progress;
    let stage = progress.stage();
    let long = progress.since(Stage::Unplugged, &sight.now()) >= Times::builtin().still_there();
    let there = progress.is_up(Watched::Gateway) == Some(true)
        && !progress.has_left(Watched::Gateway)
        && !progress.has_left(Watched::Link);
    if stage == Some(Stage::Unplugged) && long && there && !*said_still_there {
        *said_still_there = true;
        let key = format!("walk.restart.still-there-{}", device_word(device));
        news.push(Catalogue::of(scene.lang).get(&key).to_owned());
    }
    let starting = matches!(stage, Some(Stage::Plugged | Stage::RouterPlugged));
    // Of two boxes the second is still dark while the first one starts.
    let last = device != Device::Both || stage == Some(Stage::RouterPlugged);
    Tick { news, over: starting && last && progress.is_all_back() }
}
