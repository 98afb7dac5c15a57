//! Taking words: secrets are refused, odd forms questioned, numbers repeated in groups.
//!
//! Edge. Validation warns and never blocks: what the person insists on stands.

use regex_lite::Regex;

use super::talk::{Asked, Talk};
use super::{Given, Halt, Scene};
use crate::checklist::providers::Providers;
use crate::checklist::{Kind, Slot};
use crate::lang::Catalogue;
use crate::session::Answer;
use crate::spoken::{self, SecretKind};
use crate::ui::{Choice, Input, Prompt, Reply};

/// Takes typed words as the answer to a text step.
pub(super) fn take(talk: &mut Talk<'_>, scene: &Scene<'_>, typed: &str) -> Result<Asked, Halt> {
    let texts = Catalogue::of(scene.lang);
    let text = typed.trim().to_owned();
    let secret = spoken::looks_secret(&text);
    if secret.is_some_and(SecretKind::is_certain) {
        talk.line(texts.get("walk.secret"));
        return Ok(Asked::Again);
    }
    // A customer number may pass a card's checksum; it is repeated for confirmation anyway.
    let card = secret.is_some() && scene.step.slot != Some(Slot::CustomerNumber);
    if card && !insists(talk, texts, texts.get("walk.looks-like-card"))? {
        return Ok(Asked::Again);
    }
    if is_odd(&scene.step.kind, &text) && !insists(talk, texts, texts.get("walk.odd-form"))? {
        return Ok(Asked::Again);
    }
    if let Some(question) = unlike(scene, &text)
        && !insists(talk, texts, &question)?
    {
        return Ok(Asked::Again);
    }
    if scene.step.slot == Some(Slot::CustomerNumber) {
        let values = [
            ("number", spoken::group_digits(&text)),
            ("count", spoken::count_letters_digits(&text, scene.lang)),
        ];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        if !insists(talk, texts, &texts.fill("walk.number-repeated", &values))? {
            return Ok(Asked::Again);
        }
    }
    Ok(Asked::Given(Given::Answer(Answer::Text { text })))
}

/// Tells whether a text does not have the form that its step expects.
pub(super) fn is_odd(kind: &Kind, text: &str) -> bool {
    let Kind::Text { pattern: Some(pattern), .. } = kind else { return false };
    Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|form| !form.is_match(text))
}

/// Asks again where a number looks different from the provider's, or from a telephone number.
fn unlike(scene: &Scene<'_>, text: &str) -> Option<String> {
    let texts = Catalogue::of(scene.lang);
    if scene.step.slot == Some(Slot::Contact) {
        let form = Providers::builtin().odd_phone(text)?.get(scene.lang);
        return Some(texts.fill("provider.odd-phone", &[("form", form)]));
    }
    let row = scene.provider.filter(|_| scene.step.slot == Some(Slot::CustomerNumber))?.row;
    row.account.as_ref().filter(|account| account.is_odd(text))?;
    let line = row.account_line(scene.lang)?;
    Some(texts.fill("provider.odd-account", &[("line", &line)]))
}

/// Repeats something and asks whether it is right so.
fn insists(talk: &mut Talk<'_>, texts: &Catalogue, question: &str) -> Result<bool, Halt> {
    let choices = vec![
        Choice::new("right", texts.get("walk.right")),
        Choice::new("change", texts.get("walk.change")),
    ];
    Ok(matches!(talk.face.ask(&Prompt::new(question, Input::One(choices)))?, Reply::One(0)))
}
