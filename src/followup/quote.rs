//! What was said in a call, as a text may quote it on the person's word.
//!
//! Pure. No agent is named in it, and nothing that looks like a secret is quoted.

use super::facts::Facts;
use crate::spoken::looks_secret;
use crate::summary;

/// What was refused, as it may be quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What, in the person's words.
    pub what: String,
    /// The rule that was given for it.
    pub rule: Option<String>,
    /// Who can decide.
    pub decides: Option<String>,
}

/// How a number that was typed stands as a ticket number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fits {
    /// It looks like one.
    Well,
    /// It looks like a number of the person.
    LikeAPersons,
}

impl Facts<'_> {
    /// Returns what the agent explained, where nothing keeps it from being quoted.
    pub fn explanation(&self) -> Option<String> {
        let said = self.case.calls.iter().rev().find_map(|call| call.explanation.as_deref())?;
        self.quoted(said)
    }

    /// Returns what was refused last, with the rule and who decides, where nothing keeps it from being quoted.
    pub fn refusal(&self) -> Option<Refused> {
        let refusal = self.case.refusals.last()?;
        let quoted = |said: &Option<String>| said.as_deref().and_then(|said| self.quoted(said));
        let what = self.quoted(&refusal.what)?;
        Some(Refused { what, rule: quoted(&refusal.rule), decides: quoted(&refusal.decides) })
    }

    /// Returns how the person was to be told, where nothing keeps it from being shown.
    pub fn told_by(&self) -> Option<String> {
        self.quoted(self.case.told_by()?)
    }

    /// Returns the charge that was named, where nothing keeps it from being shown.
    pub fn charge(&self) -> Option<String> {
        self.quoted(self.case.charge()?)
    }

    /// Returns words that were noted as they may be quoted: without the agent's name, and not where a secret or
    /// a trace of a template is in them.
    fn quoted(&self, said: &str) -> Option<String> {
        let said =
            summary::without_agents(&self.source, said).trim().trim_end_matches('.').to_owned();
        let open = looks_secret(&said).is_none() && !said.contains(['{', '}', '"']);
        (open && said.contains(char::is_alphanumeric)).then_some(said)
    }

    /// Tells how a number would stand as the ticket's: none where it cannot be one.
    pub fn as_ticket(&self, typed: &str) -> Option<Fits> {
        self.guard.ticket(typed, false)?;
        let open = self.guard.ticket(typed, true).is_some();
        Some(if open { Fits::Well } else { Fits::LikeAPersons })
    }
}
