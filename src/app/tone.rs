//! Shows how a text would read in a calmer wording, and asks which one is wanted.
//!
//! Edge, by the face alone: it knows nothing of lists or sessions, so that whoever is about to send something can ask.
//! It only ever suggests: the person's own words are the first choice, and nothing is chosen before they choose.

use crate::lang::{Catalogue, Lang};
use crate::tone::{self, Remark};
use crate::ui::{Block, Choice, Face, Input, Prompt, Reply, Stop};

/// How many pieces of advice are given at once: more are not read.
const MOST: usize = 3;

/// What the person wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wish {
    /// The text as it was typed; also where there was nothing to suggest.
    Own,
    /// This wording of it.
    Reworded(String),
    /// To type it again.
    Again,
}

/// Suggests a calmer wording of a text in `lang`, where there is one, and asks.
///
/// # Errors
///
/// Says why there will be no reply.
pub(super) fn offer(face: &mut dyn Face, text: &str, lang: Lang) -> Result<Wish, Stop> {
    let remarks = tone::check(text, lang);
    if remarks.is_empty() {
        return Ok(Wish::Own);
    }
    let calmer = tone::reworded(text, lang);
    let calmer = Some(calmer).filter(|calmer| calmer != text && says_something(calmer));
    let texts = Catalogue::of(lang);
    face.say(&Block::Line(String::new()));
    for line in advice(&remarks, texts) {
        face.say(&Block::Line(line));
    }
    face.say(&Block::Line(String::new()));
    face.say(&Block::Text(change(text, calmer.as_deref(), texts)));
    let choice = |key: &str| Choice::new(key, texts.get(&format!("tone.{key}")).to_owned());
    let mut choices = vec![choice("own")];
    choices.extend(calmer.as_ref().map(|_| choice("calmer")));
    choices.push(choice("again"));
    let reply = face.ask(&Prompt::new(texts.get("tone.which"), Input::One(choices)))?;
    Ok(match (reply, calmer) {
        (Reply::One(1), Some(calmer)) => Wish::Reworded(calmer),
        (Reply::One(1 | 2), _) => Wish::Again,
        (
            Reply::One(_)
            | Reply::Many(_)
            | Reply::YesNo(_)
            | Reply::Line(_)
            | Reply::Enter
            | Reply::Keep
            | Reply::Empty
            | Reply::Command(..),
            _,
        ) => Wish::Own,
    })
}

/// Says what was found, and what to say instead: each advice once, with its words.
fn advice(remarks: &[Remark], texts: &Catalogue) -> Vec<String> {
    let mut out: Vec<(&str, Vec<&str>)> = Vec::new();
    // The gravest first: not all may be said.
    let mut remarks: Vec<_> = remarks.iter().collect();
    remarks.sort_by_key(|remark| remark.kind);
    for remark in remarks {
        let found = remark.found.as_str();
        match out.iter_mut().find(|(advice, _)| *advice == remark.advice) {
            Some((_, words)) if words.contains(&found) => {}
            Some((_, words)) => words.push(found),
            None => out.push((remark.advice, vec![found])),
        }
    }
    let line = |(advice, words): (&str, Vec<&str>)| {
        let words: Vec<_> =
            words.iter().take(MOST).map(|word| format!("“{}”", short(word))).collect();
        texts.fill("tone.found", &[("words", &words.join(", ")), ("advice", texts.get(advice))])
    };
    out.into_iter().take(MOST).map(line).collect()
}

/// How many letters of a find are shown.
const SHOWN: usize = 40;

/// Cuts a long find at its end.
fn short(words: &str) -> String {
    if words.chars().count() <= SHOWN {
        return words.to_owned();
    }
    words.chars().take(SHOWN).chain(['…']).collect()
}

/// Shows the text before and after.
fn change(text: &str, calmer: Option<&str>, texts: &Catalogue) -> String {
    let mut out = texts.fill("tone.before", &[("text", text)]) + "\n";
    if let Some(calmer) = calmer {
        out += &texts.fill("tone.after", &[("text", calmer)]);
        out.push('\n');
    }
    out
}

/// Tells whether a text has any word.
fn says_something(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}
