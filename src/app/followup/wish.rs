//! What else a text should have: names, numbers, own words, each only on the person's word.
//!
//! Edge.

use super::ask::Talk;
use super::{Situation, Wish};
use crate::cli::Channel;
use crate::error::Result;
use crate::followup::{self, Shown, Withheld};
use crate::lang::Lang;

impl Talk<'_, '_> {
    pub(super) fn wish(&mut self, channel: Channel) -> Result<Wish> {
        let texts = self.texts();
        let private = matches!(channel, Channel::Whatsapp | Channel::Email | Channel::Letter);
        let mut wish = Wish::default();
        let (known, number, said, agent) = self.facts(|facts| {
            let thanks = facts.situation == Situation::Fixed;
            let agent = facts.agent().filter(|_| thanks);
            let said = facts.explanation().filter(|_| !thanks);
            (facts.account().is_some(), facts.has_number(), said, agent)
        });
        if channel == Channel::X && !known {
            wish.handle = self.handle()?;
        }
        if private && number {
            wish.number = self.number()?;
        }
        if let Some(said) = said.filter(|_| private) {
            wish.explanation =
                self.yes(&texts.fill("followup.wish.explanation", &[("said", &said)]))?;
        }
        let could = self.beside(|say| {
            followup::write(say.facts, channel, &wish, say.ladder).enclosures.join("; ")
        });
        if !could.is_empty() {
            wish.enclose = self.yes(&texts.fill("followup.wish.enclose", &[("list", &could)]))?;
        }
        if let Some(name) = agent.filter(|_| private) {
            wish.thank = self.yes(&texts.fill("followup.wish.thank", &[("name", &name)]))?;
        }
        Ok(wish)
    }

    fn handle(&mut self) -> Result<Option<String>> {
        let texts = self.texts();
        loop {
            let Some(typed) = self.typed(texts.get("followup.wish.handle"))? else {
                return Ok(None);
            };
            if let Some(handle) = followup::handle(&typed) {
                return Ok(Some(handle));
            }
            self.line(texts.get("followup.wish.handle-wrong"));
        }
    }

    fn number(&mut self) -> Result<Shown> {
        let texts = self.texts();
        let rows = ["number-none", "number-tail", "number-whole"]
            .map(|key| (key, texts.get(&format!("followup.wish.{key}")).to_owned()));
        Ok(match self.one(texts.get("followup.wish.number"), &rows)? {
            "number-tail" => Shown::Tail,
            "number-whole" => Shown::Whole,
            _ => Shown::Nothing,
        })
    }

    /// Takes the person's own words, where there are any.
    pub(super) fn own(&mut self, channel: Channel) -> Result<Option<String>> {
        let texts = self.texts();
        loop {
            let Some(typed) = self.typed(texts.get("followup.wish.own"))? else { return Ok(None) };
            let own = toned(typed, self.lang());
            let key = match self.facts(|facts| facts.withheld(&own, channel)) {
                None => return Ok(Some(own)),
                Some(Withheld::Secret) => "followup.wish.own-secret",
                Some(Withheld::Agent) => "followup.wish.own-agent",
                Some(Withheld::Personal) => "followup.wish.own-personal",
            };
            self.line(texts.get(key));
        }
    }
}

/// TONE: every word that the person types into a text passes here, and nowhere else.
fn toned(words: String, lang: Lang) -> String {
    let _ = lang;
    words
}
