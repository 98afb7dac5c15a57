//! Remembered places: offered by name, never chosen silently, saved only on the person's word.
//!
//! Edge.

use std::collections::BTreeMap;

use super::{Given, Guide, Halt, Scene};
use crate::checklist::{Kind, Slot, Style, slots};
use crate::engine::Walk;
use crate::evidence::Privacy;
use crate::lang::Catalogue;
use crate::session::{Answer, Event};
use crate::spoken;
use crate::store::Place;
use crate::ui::{Choice, Input, Prompt, Reply};

/// Offers what is remembered for a step's slot; none where nothing is, or the person wants to type.
pub(super) fn offer(guide: &mut Guide<'_>, scene: &Scene<'_>) -> Result<Option<Given>, Halt> {
    // A technician sees many homes; what was answered in one is no business of the next.
    let is_own = scene.walk.list().style == Style::ReadDo;
    let slot = scene.step.slot.filter(|slot| is_own && slots::spec(*slot).remembered);
    let (Some(slot), false, true) =
        (slot, scene.walk.record(scene.at).is_some(), guide.respondent.is_person())
    else {
        return Ok(None);
    };
    let Some((name, place)) = chosen(guide)? else { return Ok(None) };
    let fits = |answer: &&Answer| fits(&scene.step.kind, answer);
    let Some(answer) = place.slots.get(&slot).filter(fits).cloned() else { return Ok(None) };
    let texts = Catalogue::of(scene.lang);
    let choices = vec![
        Choice::new("use", shown(slot, &answer, scene)),
        Choice::new("other", texts.get("walk.type-other")),
    ];
    let prompt = Prompt {
        hint: Some(texts.fill("walk.remembered", &[("name", &name)])),
        ..Prompt::new(scene.step.ask.get(scene.lang), Input::One(choices))
    };
    let Some(face) = guide.respondent.face() else { return Ok(None) };
    let used = face.ask(&prompt)? == Reply::One(0);
    Ok(used.then_some(Given::Answer(answer)))
}

/// Returns the place that the session is about; asks once where any is remembered.
fn chosen(guide: &mut Guide<'_>) -> Result<Option<(String, Place)>, Halt> {
    let Some(places) = guide.places.clone() else { return Ok(None) };
    let said = guide.kept.entries.iter().rev().find_map(|entry| {
        if let Event::Place { name } = &entry.event { Some(name.clone()) } else { None }
    });
    let name = match said {
        Some(name) => name,
        None => ask(guide, &places.names().unwrap_or_default())?,
    };
    Ok(name.and_then(|name| Some((name.clone(), places.get(&name).ok().flatten()?))))
}

fn ask(guide: &mut Guide<'_>, names: &[String]) -> Result<Option<String>, Halt> {
    if names.is_empty() {
        return Ok(None);
    }
    let texts = guide.texts();
    let mut choices: Vec<_> = names.iter().map(|name| Choice::new(name, name)).collect();
    choices.push(Choice::new("", texts.get("walk.another-place")));
    let prompt = Prompt::new(texts.get("walk.which-place"), Input::One(choices));
    let Some(face) = guide.respondent.face() else { return Ok(None) };
    let reply = face.ask(&prompt)?;
    let name = if let Reply::One(index) = reply { names.get(index).cloned() } else { None };
    guide.note(Event::Place { name: name.clone() });
    Ok(name)
}

/// Tells whether a remembered answer is of the kind that a step asks for, with an option that it has.
fn fits(kind: &Kind, answer: &Answer) -> bool {
    if let (Kind::Choice { options }, Answer::Choice { option }) = (kind, answer) {
        return options.iter().any(|known| known.key == *option);
    }
    matches!((kind, answer), (Kind::Text { .. }, Answer::Text { .. }))
}

fn shown(slot: Slot, answer: &Answer, scene: &Scene<'_>) -> String {
    if let Answer::Text { text } = answer {
        let number = slot == Slot::CustomerNumber;
        return if number { spoken::group_digits(text) } else { text.clone() };
    }
    let options = scene.step.kind.options();
    let chosen = |option: &&crate::checklist::Choice| {
        *answer == Answer::Choice { option: option.key.clone() }
    };
    let text = options.iter().find(chosen).map(|option| option.text.get(scene.lang));
    text.unwrap_or_default().to_owned()
}

/// At the end: offers to remember what may be remembered, under a name that the person gives.
pub(super) fn remember(guide: &mut Guide<'_>, walk: &Walk<'_>) -> Result<(), Halt> {
    let Some(places) = guide.places.clone() else { return Ok(()) };
    let slots = worth(walk);
    let names = places.names().unwrap_or_default();
    let has_all =
        |place: Place| slots.iter().all(|(slot, answer)| place.slots.get(slot) == Some(answer));
    let known = names.iter().any(|name| places.get(name).ok().flatten().is_some_and(has_all));
    let is_own = walk.list().style == Style::ReadDo;
    if slots.is_empty() || !is_own || known || !guide.respondent.is_person() {
        return Ok(());
    }
    let Some(name) = name(guide, &names)? else { return Ok(()) };
    let date = guide.kept.clock().now().date();
    // What another list asked about this place stays.
    let before = places.get(&name).ok().flatten().map(|place| place.slots).unwrap_or_default();
    let slots = before.into_iter().chain(slots).collect();
    if let Err(error) = places.put(&name, Place { date, slots }) {
        let error = error.explain(guide.lang);
        guide.respondent.say(&error.message);
    } else {
        let said = guide.texts().fill("walk.place-kept", &[("name", &name)]);
        guide.respondent.say(&said);
    }
    Ok(())
}

/// Returns what may be remembered, where anything personal is about a place: the rest is not worth a question.
fn worth(walk: &Walk<'_>) -> BTreeMap<Slot, Answer> {
    let all = (0..walk.len()).filter_map(|at| {
        let slot = walk.step(at)?.1.slot?;
        let answer = walk.known(at)?.clone();
        (slots::spec(slot).remembered).then_some((slot, answer))
    });
    let slots: BTreeMap<_, _> = all.collect();
    let about_place = |slot: &Slot| {
        let person = matches!(slot, Slot::Name | Slot::Contact);
        !person && slots::spec(*slot).privacy == Privacy::Personal
    };
    if slots.keys().any(about_place) { slots } else { BTreeMap::new() }
}

fn name(guide: &mut Guide<'_>, names: &[String]) -> Result<Option<String>, Halt> {
    let texts = guide.texts();
    let mut offered = names.to_vec();
    for usual in [texts.get("walk.my-home"), texts.get("walk.parents-home")] {
        if !offered.iter().any(|name| name == usual) {
            offered.push(usual.to_owned());
        }
    }
    let mut choices = vec![Choice::new("no", texts.get("walk.do-not-remember"))];
    choices.extend(offered.iter().map(|name| Choice::new(name, name)));
    choices.push(Choice::new("new", texts.get("walk.other-name")));
    let prompt = Prompt::new(texts.get("walk.remember"), Input::One(choices));
    let Some(face) = guide.respondent.face() else { return Ok(None) };
    let Reply::One(index) = face.ask(&prompt)? else { return Ok(None) };
    let Some(index) = index.checked_sub(1) else { return Ok(None) };
    if let Some(name) = offered.get(index) {
        return Ok(Some(name.clone()));
    }
    let prompt =
        Prompt { optional: true, ..Prompt::new(texts.get("walk.name-place"), Input::Line) };
    let reply = face.ask(&prompt)?;
    Ok(if let Reply::Line(name) = reply { Some(name.trim().to_owned()) } else { None })
}
