//! The end of a walk: what it is, the script, the call, and what came of it.
//!
//! Edge. The questions about the call are a list of the program's own (`checklists/data/call.toml`), walked
//! by the same engine and kept in the same log.

use std::sync::OnceLock;

use super::{Ended, Guide, Halt, audience, place};
use crate::checklist::{Checklist, parse};
use crate::engine::Walk;
use crate::moment::{self, Style};
use crate::session::{Answer, Event};
use crate::summary::{self, Summary};

/// What stands before the keys of the call's own steps.
pub(in crate::app) const PREFIX: &str = "call.";

/// Returns the program's own questions about a call.
///
/// # Panics
///
/// Never in a released program: a test parses the file.
pub(in crate::app) fn questions() -> &'static Checklist {
    static CALL: OnceLock<Checklist> = OnceLock::new();
    CALL.get_or_init(|| {
        let parsed = parse(include_str!("../../../checklists/data/call.toml"));
        parsed.checklist.expect("the built-in questions about a call are a checklist")
    })
}

impl Guide<'_> {
    /// Ends the walk: shows what it comes to and goes through the call. False where the person went back.
    pub(super) fn conclude(&mut self, list: &Checklist) -> Result<bool, Halt> {
        let entries = self.kept.entries.clone();
        let walk = Walk::replay(list, "", audience(list), &entries);
        let now = self.kept.clock().now();
        let summary = self.summary(&walk, &now);
        self.present(&summary);
        if walk.is_summarised()
            && walk.next_open().is_some()
            && summary.finding.as_ref().is_none_or(|finding| finding.call)
            && self.respondent.open_questions(self.lang)?
        {
            self.note(Event::Summarised { on: false });
            return Ok(false);
        }
        if summary.finding.as_ref().is_none_or(|finding| finding.call) {
            if !self.call(&walk)? {
                return Ok(false);
            }
        }
        place::remember(self, &walk)?;
        self.farewell();
        Ok(true)
    }

    /// Shows the result, where it is not on the screen already, and the script.
    fn present(&mut self, summary: &Summary) {
        let finding = summary.finding.as_ref();
        let outcome = finding.map(|finding| finding.outcome.clone());
        let fresh = outcome != self.shown;
        let call = finding.is_none_or(|finding| finding.call);
        let whole = fresh || !self.respondent.is_person();
        self.shown = outcome;
        let page = |width: usize| {
            let mut page = String::new();
            if whole {
                page += &summary::result_text(summary, width);
            }
            if call {
                if !page.is_empty() {
                    page.push('\n');
                }
                page += &summary::script(summary, width);
            }
            page
        };
        (self.print)(&page);
        if self.screen {
            self.respondent.page(&page);
        }
    }

    /// Goes through the call. False where the person went back beyond its first question.
    fn call(&mut self, walk: &Walk<'_>) -> Result<bool, Halt> {
        let list = questions();
        if self.said_later() {
            self.note(Event::WentBack { to: format!("{PREFIX}connected") });
        }
        if self.walk(list, PREFIX)? == Ended::BackOut {
            if let Some((_, step)) = walk.back_target().and_then(|to| walk.step(to)) {
                self.note(Event::WentBack { to: step.key.clone() });
            }
            return Ok(false);
        }
        self.keep_ticket();
        if self.said_later() {
            let later = self.texts().get("walk.call-later");
            self.respondent.say(later);
        }
        Ok(true)
    }

    /// Tells whether the person put the call off.
    pub(super) fn said_later(&self) -> bool {
        let call = self.call_walk();
        text_of(&call, "connected").as_deref() == Some("later")
    }

    fn call_walk(&self) -> Walk<'static> {
        Walk::replay(questions(), PREFIX, audience(questions()), &self.kept.entries)
    }

    /// Writes down the ticket and the promise as such, once.
    fn keep_ticket(&mut self) {
        let call = self.call_walk();
        let kept = |event: &Event| matches!(event, Event::Ticket { .. });
        let result = text_of(&call, "result");
        if result.is_none() || self.kept.entries.iter().any(|entry| kept(&entry.event)) {
            return;
        }
        self.note(Event::Ticket {
            number: text_of(&call, "ticket"),
            reason: result.filter(|result| result != "number"),
            explanation: text_of(&call, "explanation"),
            agent: text_of(&call, "agent"),
        });
        if let Some(said) = text_of(&call, "promise") {
            let window = moment::parse_window(&said, &self.kept.clock().now());
            let (from, due) = window.map_or((None, None), |window| (window.from, Some(window.due)));
            let days = text_of(&call, "days");
            self.note(Event::Promise { what: said, from, due, days });
        }
    }

    /// Says until when no call is needed, and where everything is kept.
    fn farewell(&mut self) {
        let now = self.kept.clock().now();
        let texts = self.texts();
        let due = summary::quiet_until(&self.kept.entries, &now).cloned();
        if let Some(due) = due {
            let until = moment::speak(&due, Style::Full, self.lang, &now);
            self.respondent.say(&texts.fill("walk.quiet-until", &[("until", &until)]));
        }
        if let Some(id) = self.kept.recorder.id().map(ToString::to_string) {
            self.respondent.say(&texts.fill("walk.kept-as", &[("id", &id)]));
        }
    }
}

/// Returns the text or the option that one of the call's steps was answered with.
fn text_of(walk: &Walk<'_>, key: &str) -> Option<String> {
    match walk.known(walk.find(key)?)? {
        Answer::Text { text } => Some(text.clone()),
        Answer::Choice { option } => Some(option.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_questions_about_a_call_are_a_checklist() {
        assert!(questions().step("ticket").is_some());
    }
}
