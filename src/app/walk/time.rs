//! Asking for a point in time: what was understood is repeated in full before it counts.
//!
//! Edge.

use super::talk::{Asked, Talk};
use super::{Given, Halt, Scene};
use crate::lang::Catalogue;
use crate::moment::{self, Moment, Style};
use crate::session::Answer;
use crate::ui::{Choice, Input, Prompt, Reply};

/// Takes a person's words for a point in time.
pub(super) fn take(talk: &mut Talk<'_>, scene: &Scene<'_>, said: String) -> Result<Asked, Halt> {
    let texts = Catalogue::of(scene.lang);
    let Some(moment) = moment::parse(&said, &scene.now) else {
        return unread(talk, scene, said);
    };
    let full = confirmation(&moment, scene);
    let choices = vec![
        Choice::new("right", texts.get("walk.right")),
        Choice::new("change", texts.get("walk.change")),
    ];
    let right = talk.face.ask(&Prompt::new(full, Input::One(choices)))? == Reply::One(0);
    let answer = Given::Answer(Answer::DateTime { moment, said });
    Ok(if right { Asked::Given(answer) } else { Asked::Again })
}

/// Repeats a moment in full: weekday, date, year, hour, zone, and how long ago.
fn confirmation(moment: &Moment, scene: &Scene<'_>) -> String {
    let full = moment::speak(moment, Style::Confirm, scene.lang, &scene.now);
    full + "."
}

/// Words that were not understood are not lost: they may stay as a note.
fn unread(talk: &mut Talk<'_>, scene: &Scene<'_>, said: String) -> Result<Asked, Halt> {
    let texts = Catalogue::of(scene.lang);
    let Some(said) = talk.kept(Some(said), texts) else { return Ok(Asked::Again) };
    let question = texts.fill("walk.time-unread", &[("said", &said)]);
    let choices = vec![
        Choice::new("again", texts.get("walk.type-again")),
        Choice::new("keep", texts.get("walk.keep-words")),
    ];
    let keep = talk.face.ask(&Prompt::new(question, Input::One(choices)))? == Reply::One(1);
    Ok(if keep { Asked::Given(Given::Unread(said)) } else { Asked::Again })
}
