//! What else a text should have: names, numbers, own words, each only on the person's word.
//!
//! Edge.

use super::ask::{Talk, ended};
use super::{Situation, Wish};
use crate::app::tone;
use crate::cli::Channel;
use crate::error::Result;
use crate::followup::{self, Refused, Shown, Withheld};

impl Talk<'_, '_> {
    pub(super) fn wish(&mut self, channel: Channel) -> Result<Wish> {
        let texts = self.texts();
        let private = matches!(channel, Channel::Whatsapp | Channel::Email | Channel::Letter);
        let mut wish = Wish::default();
        let (known, number, said, agent, thanks) = self.facts(|facts| {
            let thanks = facts.situation == Situation::Fixed;
            let agent = facts.agent().filter(|_| thanks);
            let said = facts.explanation().filter(|_| !thanks);
            (facts.account().is_some(), facts.has_number(), said, agent, thanks)
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
        let written = matches!(channel, Channel::Email | Channel::Letter);
        let refused = self.facts(|facts| facts.refusal().filter(|_| written && !thanks));
        if let Some(refused) = refused {
            let said = self.in_short(&refused);
            let quoted = self.yes(&texts.fill("followup.wish.refusal", &[("said", &said)]))?;
            wish.refusal = Some(refused).filter(|_| quoted);
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

    /// Says what was refused, the rule and who decides.
    fn in_short(&self, refused: &Refused) -> String {
        let texts = self.texts();
        let rule = refused.rule.as_deref();
        let rule = rule.map(|rule| texts.fill("followup.wish.refusal-rule", &[("rule", rule)]));
        let decides = refused
            .decides
            .as_deref()
            .map(|decides| texts.fill("followup.wish.refusal-decides", &[("decides", decides)]));
        let what = format!("“{}”", refused.what);
        std::iter::once(what).chain(rule).chain(decides).collect::<Vec<_>>().join("; ")
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
            let key = match self.facts(|facts| facts.withheld(&typed, channel)) {
                None => match self.toned(typed)? {
                    Some(own) => return Ok(Some(own)),
                    None => continue,
                },
                Some(Withheld::Secret) => "followup.wish.own-secret",
                Some(Withheld::Agent) => "followup.wish.own-agent",
                Some(Withheld::Personal) => "followup.wish.own-personal",
            };
            self.line(texts.get(key));
        }
    }

    /// Offers a calmer wording of what was typed; none where the person wants to type it again.
    pub(super) fn toned(&mut self, words: String) -> Result<Option<String>> {
        let lang = self.lang();
        let wanted = tone::offer(self.face, &words, lang).map_err(|stop| ended(stop, lang))?;
        Ok(match wanted {
            tone::Wish::Own => Some(words),
            tone::Wish::Reworded(calmer) => Some(calmer),
            tone::Wish::Again => None,
        })
    }
}
