//! Taking words: secrets are refused, odd forms questioned, numbers repeated in groups.
//!
//! Edge. Validation warns and never blocks: what the person insists on stands.

use super::talk::{Asked, Talk};
use super::{Given, Halt, Scene};
use crate::checklist::providers::Providers;
use crate::checklist::{Kind, Slot, pattern};
use crate::lang::Catalogue;
use crate::session::Answer;
use crate::spoken::{self, SecretKind};
use crate::ui::{Choice, Input, Prompt, Reply};

/// The fewest digits of a card that a bank's machine takes (ISO/IEC 7812-1 allows fewer to others).
const FEWEST_OF_CARD: usize = 16;

/// Takes typed words as the answer to a text step.
pub(super) fn take(talk: &mut Talk<'_>, scene: &Scene<'_>, typed: &str) -> Result<Asked, Halt> {
    let texts = Catalogue::of(scene.lang);
    let text = typed.trim().to_owned();
    let secret = spoken::looks_secret(&text);
    if secret.is_some_and(SecretKind::is_certain) {
        talk.line(texts.get("walk.secret"));
        return Ok(Asked::Again);
    }
    if secret.is_some() && is_card(scene.step.slot, &text) {
        talk.line(texts.get("walk.card"));
        return Ok(Asked::Again);
    }
    // A customer number may pass a card's checksum; it is repeated for confirmation anyway.
    let card = secret.is_some() && !is_repeated(scene.step.slot);
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
    if is_repeated(scene.step.slot) {
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

/// Returns what to say where words beside an answer hold a secret or a card's number; none where they may be kept.
pub(super) fn refusal(text: &str) -> Option<&'static str> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let secret = spoken::looks_secret(text)?;
    let card = !secret.is_certain() && digits >= FEWEST_OF_CARD;
    if secret.is_certain() { Some("walk.secret") } else { card.then_some("walk.card") }
}

/// Tells whether a number is repeated for confirmation anyway.
fn is_repeated(slot: Option<Slot>) -> bool {
    matches!(slot, Some(Slot::CustomerNumber | Slot::LineNumber | Slot::AccountNumber))
}

/// Tells whether what may be a card is refused rather than asked about: where a bank is spoken of, people are
/// tempted to give one. An account's number has at most fifteen digits and may pass a card's checksum; a card of a
/// bank's machine has at least sixteen.
pub(super) fn is_card(slot: Option<Slot>, text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let of_event = [Slot::Machine, Slot::Reference, Slot::Amount, Slot::Venue];
    let is_account = slot == Some(Slot::AccountNumber);
    slot.is_some_and(|slot| of_event.contains(&slot)) || (is_account && digits >= FEWEST_OF_CARD)
}

/// Tells whether a text does not have the form that its step expects.
pub(super) fn is_odd(kind: &Kind, text: &str) -> bool {
    let Kind::Text { pattern: Some(pattern), .. } = kind else { return false };
    pattern::differs(pattern, text)
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

#[cfg(test)]
mod tests {
    use super::*;

    const CARD: &str = "4111 1111 1111 1111";

    #[test]
    fn a_card_is_refused_where_a_bank_is_spoken_of() {
        for slot in [Slot::Machine, Slot::Reference, Slot::Amount, Slot::Venue, Slot::AccountNumber]
        {
            assert!(is_card(Some(slot), CARD), "{slot:?}");
        }
        // Fifteen digits that pass a card's checksum: an account may have such a number.
        assert!(spoken::looks_secret("378282246310005").is_some());
        assert!(!is_card(Some(Slot::AccountNumber), "378282246310005"));
        for slot in [None, Some(Slot::CustomerNumber), Some(Slot::Contact)] {
            assert!(!is_card(slot, CARD), "{slot:?}");
        }
    }

    #[test]
    fn no_secret_is_kept_beside_an_answer() {
        assert_eq!(refusal("PIN saya 123456"), Some("walk.secret"));
        assert_eq!(refusal(CARD), Some("walk.card"));
        for kept in ["petugas meminta OTP", "122345678901", "378282246310005", "jam 7 malam"] {
            assert_eq!(refusal(kept), None, "{kept}");
        }
    }
}
