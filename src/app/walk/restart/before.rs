//! Before a restart: whether it was done already, and what it would wipe out.
//!
//! Edge. At most one power-cycle an incident: more of them tell nothing new, and a telephone line may be set
//! to a lower speed for it.

use super::say::device_word;
use super::{Leave, Restarting};
use crate::app::walk::{Given, Scene, restarted};
use crate::checklist::{Kind, Slot};
use crate::lang::Catalogue;
use crate::moment::{self, Moment, Style};
use crate::session::{Answer, Omission, Restart};
use crate::ui::{Block, Choice, Command, Input, Prompt, Reply};

/// The options by which lists say "not restarted yet".
const NOT_YET: &[&str] = &["not-yet", "no", "none", "never"];

/// What is known of an earlier restart.
#[derive(Debug, PartialEq, Eq)]
enum Earlier {
    /// Nobody asked.
    NotAsked,
    /// There was none, or the person does not know.
    None,
    /// There was one.
    Done,
}

/// Asks what was done before, unless the list has; leaves where another restart is of no use.
pub(super) fn check(lead: &mut Restarting<'_, '_, '_>) -> Result<(), Leave> {
    match earlier(lead.scene) {
        Earlier::None => Ok(()),
        Earlier::Done => {
            let why = once(lead);
            lead.face.say(&Block::Line(why.clone()));
            Err(Leave::given(Given::Omit(Omission::NotApplicable, Some(why))))
        }
        Earlier::NotAsked => ask(lead),
    }
}

fn earlier(scene: &Scene<'_>) -> Earlier {
    let mut found = Earlier::NotAsked;
    for at in 0..scene.at {
        let Some((_, step)) = scene.walk.step(at).filter(|_| scene.walk.is_shown(at)) else {
            continue;
        };
        let asks = step.slot == Some(Slot::Restart)
            && matches!(step.kind, Kind::Choice { .. } | Kind::YesNo);
        if !asks && !matches!(step.kind, Kind::Restart { .. }) {
            continue;
        }
        match scene.walk.known(at) {
            Some(Answer::Choice { option }) if !NOT_YET.contains(&option.as_str()) => {
                return Earlier::Done;
            }
            Some(Answer::Restart(_) | Answer::YesNo { yes: true }) => return Earlier::Done,
            _ if asks && scene.walk.record(at).is_some() => found = Earlier::None,
            _ => {}
        }
    }
    found
}

fn once(lead: &Restarting<'_, '_, '_>) -> String {
    let key = format!("walk.restart.once-{}", device_word(lead.device));
    Catalogue::of(lead.scene.lang).get(&key).to_owned()
}

fn ask(lead: &mut Restarting<'_, '_, '_>) -> Result<(), Leave> {
    let texts = Catalogue::of(lead.scene.lang);
    let key = format!("walk.restart.before-{}", device_word(lead.device));
    let choices = vec![
        Choice::new("not-yet", texts.get("walk.restart.not-yet")),
        Choice::new("unplugged", texts.get("walk.restart.was-unplugged")),
        Choice::new("switch", texts.get("walk.restart.was-switched")),
    ];
    let commands = vec![Command::Back, Command::Unknown, Command::Skip, Command::Quit];
    let prompt = Prompt { commands, ..Prompt::new(texts.get(&key), Input::One(choices)) };
    let reply = lead.ask(&prompt)?;
    // Whoever does not know may do it once.
    if !matches!(reply, Reply::One(1 | 2)) {
        return Ok(());
    }
    let unplugged = when(lead)?;
    let why = once(lead);
    lead.face.say(&Block::Line(why));
    Err(Leave::given(Given::Answer(Answer::Restart(Restart { unplugged, ..Restart::default() }))))
}

/// Asks when it was restarted; none where the person does not know.
fn when(lead: &mut Restarting<'_, '_, '_>) -> Result<Option<Moment>, Leave> {
    let (texts, scene) = (Catalogue::of(lead.scene.lang), lead.scene);
    let prompt = Prompt {
        hint: Some(texts.get("walk.time-examples").to_owned()),
        commands: vec![Command::Back, Command::Unknown, Command::Skip, Command::Quit],
        ..Prompt::new(texts.get("walk.restart.when"), Input::Line)
    };
    loop {
        let Reply::Line(said) = lead.ask(&prompt)? else { return Ok(None) };
        let Some(moment) = moment::parse(&said, &scene.now) else {
            let unread = texts.fill("walk.time-unread", &[("said", &said)]);
            lead.face.say(&Block::Line(unread));
            continue;
        };
        let full = moment::speak(&moment, Style::Confirm, scene.lang, &scene.now) + ".";
        let choices = vec![
            Choice::new("right", texts.get("walk.right")),
            Choice::new("change", texts.get("walk.change")),
        ];
        if lead.ask(&Prompt::new(full, Input::One(choices)))? == Reply::One(0) {
            return Ok(Some(moment));
        }
    }
}

/// Before the restart of a line that comes and goes: what it would wipe out is noted.
pub(super) fn keep_evidence(lead: &mut Restarting<'_, '_, '_>) -> Result<(), Leave> {
    let scene = lead.scene;
    let comes_and_goes = (0..scene.walk.len()).any(|at| {
        let pattern = scene.walk.step(at).is_some_and(|(_, step)| step.slot == Some(Slot::Pattern));
        pattern
            && matches!(scene.walk.known(at), Some(Answer::Choice { option }) if option == "on-off")
    });
    if !comes_and_goes || scene.walk.note(scene.at).is_some() {
        return Ok(());
    }
    let texts = Catalogue::of(scene.lang);
    let prompt = Prompt {
        optional: true,
        warn: Some(texts.get("walk.restart.wipes").to_owned()),
        commands: vec![Command::Back, Command::Skip, Command::CouldNot, Command::Quit],
        ..Prompt::new(texts.get("walk.restart.note-times"), Input::Line)
    };
    if let Reply::Line(note) = lead.ask(&prompt)? {
        return Err(Leave::given(Given::Note(note)));
    }
    Ok(())
}

/// Somebody came back to a restart that is over: it stays as it was kept, unless that was a mistake.
pub(super) fn again(lead: &mut Restarting<'_, '_, '_>) -> Result<(), Leave> {
    let Some(restart) = restarted(lead.scene) else { return Ok(()) };
    let texts = Catalogue::of(lead.scene.lang);
    let choices = vec![
        Choice::new("keep", texts.get("walk.restart.keep")),
        Choice::new("mistake", texts.get("walk.restart.mistake")),
    ];
    let kept = match restart.unplugged.as_ref() {
        None => texts.get("walk.restart.kept").to_owned(),
        Some(at) => {
            let when = moment::speak(at, Style::When, lead.scene.lang, &lead.scene.now);
            texts.fill("walk.restart.kept-at", &[("when", &when)])
        }
    };
    let commands = vec![Command::Back, Command::Skip, Command::Quit];
    let prompt = Prompt { commands, ..Prompt::new(kept, Input::One(choices)) };
    if lead.ask(&prompt)? == Reply::One(0) {
        return Err(Leave::given(Given::Keep));
    }
    Ok(())
}
