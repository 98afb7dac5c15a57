//! The end of a walk: what it is, the script, the call, and what came of it.
//!
//! Edge. The questions about the call are a list of the program's own (`checklists/data/call.toml`), walked
//! by the same engine and kept in the same log.

use std::sync::OnceLock;

use jiff::Zoned;

use super::{Ended, Guide, Halt, audience, place};
use crate::checklist::{Checklist, parse};
use crate::engine::Walk;
use crate::moment::{self, Grain, Moment, Style};
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
            && summary.finding.as_ref().is_none_or(|finding| finding.call || summary.handover)
            && self.respondent.open_questions(self.lang)?
        {
            self.note(Event::Summarised { on: false });
            return Ok(false);
        }
        let needed = summary.finding.as_ref().is_none_or(|finding| finding.call);
        if needed && !summary.handover && !self.call(&walk)? {
            return Ok(false);
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
            if summary.handover {
                return summary::text(summary, width);
            }
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
        self.respondent.say("");
        (self.print)(&page);
        if self.screen {
            self.respondent.page(&page);
        }
    }

    /// Goes through the call. False where the person went back beyond its first question.
    fn call(&mut self, walk: &Walk<'_>) -> Result<bool, Halt> {
        let list = questions();
        if let Some(again) = self.put_off() {
            self.note(Event::WentBack { to: format!("{PREFIX}{again}") });
        }
        if self.walk(list, PREFIX)? == Ended::BackOut {
            if let Some((_, step)) = walk.back_target().and_then(|to| walk.step(to)) {
                self.note(Event::WentBack { to: step.key.clone() });
            }
            return Ok(false);
        }
        self.keep_ticket();
        if self.put_off() == Some("connected") {
            let later = self.texts().get("walk.call-later");
            self.respondent.say(later);
        }
        self.say_next();
        Ok(true)
    }

    /// A call without a ticket number has a next step too, with its day.
    fn say_next(&mut self) {
        let last = self.kept.entries.iter().rev().find_map(|entry| {
            let Event::Ticket { reason, .. } = &entry.event else { return None };
            Some(reason.clone())
        });
        let Some(Some(reason)) = last else { return };
        let now = self.kept.clock().now();
        let again = Moment { grain: Grain::Day, ..Moment::exact(tomorrow(&now)) };
        let when = moment::speak(&again, Style::Full, self.lang, &now);
        let key = format!("walk.next-{reason}");
        let said = self.texts().fill(&key, &[("when", &when)]);
        self.respondent.say(&said);
    }

    /// Returns the question at which the call goes on another time: it was put off, or it dropped.
    pub(super) fn put_off(&self) -> Option<&'static str> {
        let call = self.call_walk();
        let connected = call.find("connected")?;
        call.record(connected)?;
        if !matches!(text_of(&call, "connected").as_deref(), Some("yes" | "back")) {
            return Some("connected");
        }
        (text_of(&call, "result").as_deref() == Some("dropped")).then_some("result")
    }

    fn call_walk(&self) -> Walk<'static> {
        Walk::replay(questions(), PREFIX, audience(questions()), &self.kept.entries)
    }

    /// Writes down the ticket and the promise as such, unless they are there already: a run may be killed
    /// between the two.
    fn keep_ticket(&mut self) {
        let call = self.call_walk();
        let Some(result) = text_of(&call, "result") else { return };
        let ticket = Event::Ticket {
            number: text_of(&call, "ticket"),
            reason: Some(result).filter(|result| result != "number"),
            explanation: text_of(&call, "explanation"),
            agent: text_of(&call, "agent"),
        };
        if !self.has(|event| *event == ticket) {
            self.note(ticket);
        }
        let Some(promise) = promised(&call) else { return };
        if !self.has(|event| *event == promise) {
            self.note(promise);
        }
    }

    /// Tells whether the session has such an event.
    fn has(&self, is_such: impl Fn(&Event) -> bool) -> bool {
        self.kept.entries.iter().any(|entry| is_such(&entry.event))
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

/// Returns what was promised, as it was understood when it was typed.
fn promised(call: &Walk<'_>) -> Option<Event> {
    let what = text_of(call, "promise")?;
    let typed = call.record(call.find("promise")?)?;
    let window = moment::parse_window(&what, &typed.at);
    let (from, due) = window.map_or((None, None), |window| (window.from, Some(window.due)));
    Some(Event::Promise { what, from, due, days: text_of(call, "days") })
}

/// Returns the same hour a day later: the first follow-up is due after 24 hours.
fn tomorrow(now: &Zoned) -> Zoned {
    now.checked_add(jiff::Span::new().days(1)).unwrap_or_else(|_| now.clone())
}

/// Returns the text or the option that one of the call's steps was answered with.
fn text_of(walk: &Walk<'_>, key: &str) -> Option<String> {
    let answer = walk.known(walk.find(key)?)?;
    if let Answer::Text { text: said } | Answer::Choice { option: said } = answer {
        Some(said.clone())
    } else {
        None
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
