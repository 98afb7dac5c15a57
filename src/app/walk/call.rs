//! The end of a walk: what it is, the script, the call, and what came of it.
//!
//! Edge. The questions about the call are a list of the program's own (`checklists/data/call.toml`), walked
//! by the same engine and kept in the same log.

use std::sync::OnceLock;

use jiff::Zoned;

use super::{Guide, Halt, audience, place};
use crate::app::due::until;
use crate::app::reach::Reach;
use crate::checklist::{Checklist, parse};
use crate::data;
use crate::engine::Walk;
use crate::followup;
use crate::lang::Lang;
use crate::moment::{self, Moment, Style};
use crate::session::{Answer, Entry, Event, glance};
use crate::store::{Recorder, Why};
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
        let parsed = parse(&data::shipped!("call.toml"));
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
        self.tell(&walk);
        let needed = summary.finding.as_ref().is_none_or(|finding| finding.call);
        if needed && !summary.handover && !self.call(list, &walk)? {
            return Ok(false);
        }
        place::remember(self, &walk)?;
        self.farewell(needed);
        Ok(true)
    }

    /// Writes down what the list was told of a report from elsewhere, at the time of that report: from then on
    /// it is awaited like any other. What a later call came to is not told over.
    fn tell(&mut self, walk: &Walk<'_>) {
        let told = followup::history(walk, self.lang).entries;
        let call = |entry: &&Entry| matches!(entry.event, Event::Ticket { .. });
        let own = told.iter().find(call).map(|entry| entry.at.clone());
        if self.kept.entries.iter().filter(call).any(|entry| Some(&entry.at) != own.as_ref()) {
            return;
        }
        for Entry { at, event, .. } in told {
            if self.kept.entries.iter().any(|known| known.at == at && known.event == event) {
                continue;
            }
            let (_, trouble) = self.kept.record_of(at, event);
            self.complain(trouble);
        }
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
    fn call(&mut self, list: &Checklist, walk: &Walk<'_>) -> Result<bool, Halt> {
        let prefix = prefix(latest(&self.kept.entries));
        if let Some(again) = self.put_off() {
            self.note(Event::WentBack { to: format!("{prefix}{again}") });
        }
        if self.call_with(list, &prefix)? {
            return Ok(true);
        }
        if let Some((_, step)) = walk.back_target().and_then(|to| walk.step(to)) {
            self.note(Event::WentBack { to: step.key.clone() });
        }
        Ok(false)
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

    /// Walks through what is noted of the latest call.
    fn call_walk(&self) -> Walk<'static> {
        walk_of(&self.kept.entries, &prefix(latest(&self.kept.entries)))
    }

    /// Says what comes next and when, and where everything is kept; `needed` tells whether to call at all.
    pub(super) fn farewell(&mut self, needed: bool) {
        let said = [self.next_step(needed), self.where_kept()];
        self.respondent.say("");
        for line in said.iter().flat_map(|text| text.lines()) {
            self.respondent.say(line);
        }
    }

    /// Says the next step with its day: every end of a call has one.
    fn next_step(&self, needed: bool) -> String {
        let put_off = self.put_off().filter(|_| needed);
        if let Some(question) = put_off {
            return self.call_again(question);
        }
        let (texts, now) = (self.texts(), self.kept.clock().now());
        let start = self.reach.as_ref().map_or("cekdulu".to_owned(), Reach::start);
        let start = [("start", start.as_str())];
        let no_call = !needed || text_of(&self.call_walk(), "connected").as_deref() == Some("back");
        if no_call {
            return texts.fill("walk.no-call-now", &start);
        }
        let awaited = glance::awaited(self.kept.entries.iter().rev());
        let number = awaited.as_ref().and_then(|awaited| awaited.ticket.as_deref());
        let reason = awaited.as_ref().and_then(|awaited| awaited.reason.as_deref());
        let due = awaited.as_ref().map_or_else(|| glance::a_day_after(&now), |it| it.due.clone());
        let promised = summary::quiet_until(&self.kept.entries, &now) == Some(&due);
        let key = match (reason, number) {
            (Some(reason), _) => format!("walk.next-{reason}"),
            (None, _) if promised => "walk.quiet-until".to_owned(),
            (None, Some(_)) => "walk.next-number".to_owned(),
            (None, None) => "walk.next-not-given".to_owned(),
        };
        let said = texts.fill(&key, &[("when", &until(&due, self.lang, &now))]);
        if awaited.is_none() || self.kept.recorder.id().is_none() {
            return said;
        }
        format!("{said} {}", texts.fill("walk.reminded", &start))
    }

    /// Says how a call goes on that was put off at a question.
    fn call_again(&self, question: &str) -> String {
        let key = if question == "connected" { "walk.call-later" } else { "walk.next-dropped" };
        let best = self.full(&glance::a_day_after(&self.kept.clock().now()));
        let resume = self.reach.as_ref().zip(self.kept.recorder.id());
        match resume.map(|(reach, id)| reach.resume(id)) {
            Some(resume) => self.texts().fill(key, &[("when", &best), ("resume", &resume)]),
            None => self.texts().fill(&format!("{key}-unsaved"), &[("when", &best)]),
        }
    }

    /// Says a moment with its weekday and zone.
    pub(super) fn full(&self, moment: &Moment) -> String {
        moment::speak(moment, Style::Full, self.lang, &self.kept.clock().now())
    }

    /// Says where the session is kept, how it is seen again and how it is deleted, or that it is not kept.
    fn where_kept(&self) -> String {
        let texts = self.texts();
        match (&self.kept.recorder, self.kept.recorder.id(), &self.reach) {
            (_, Some(id), Some(reach)) => {
                let (show, forget) = (reach.show(id), reach.forget(id));
                let values = [("folder", reach.folder()), ("show", &show), ("forget", &forget)];
                texts.fill("walk.kept-in", &values)
            }
            (Recorder::Memory { why: Why::Asked }, ..) => texts.get("walk.kept-not").to_owned(),
            (Recorder::Memory { .. } | Recorder::Disk(_), ..) => {
                texts.get("walk.kept-refused").to_owned()
            }
        }
    }
}

/// Returns what stands before the keys of the `number`th call, from 1.
pub(super) fn prefix(number: usize) -> String {
    if number <= 1 { PREFIX.to_owned() } else { format!("call{number}.") }
}

/// Returns the number of the latest call that anything is known of; 1 where there was none.
pub(super) fn latest(entries: &[Entry]) -> usize {
    let known = |number: usize| {
        let prefix = prefix(number);
        entries.iter().any(|entry| {
            matches!(&entry.event, Event::Answered { step, .. } if step.starts_with(&prefix))
        })
    };
    let mut latest = 1;
    while known(latest + 1) {
        latest += 1;
    }
    latest
}

/// Returns the number of the call to make now: the latest while it is not over, else the next.
pub(super) fn number(entries: &[Entry]) -> usize {
    let latest = latest(entries);
    let prefix = prefix(latest);
    let over = is_connected(entries, &prefix) && !is_on(entries, &prefix);
    latest + usize::from(over)
}

/// Tells whether the agent was on the line in a call.
pub(super) fn is_connected(entries: &[Entry], prefix: &str) -> bool {
    text_of(&walk_of(entries, prefix), "connected").as_deref() == Some("yes")
}

/// Tells whether no call was made because it works again.
pub(super) fn is_needless(entries: &[Entry], prefix: &str) -> bool {
    text_of(&walk_of(entries, prefix), "connected").as_deref() == Some("back")
}

/// Tells whether there was a call that did not drop.
pub(super) fn is_talked(entries: &[Entry], prefix: &str) -> bool {
    let dropped = text_of(&walk_of(entries, prefix), "result").as_deref() == Some("dropped");
    is_connected(entries, prefix) && !dropped
}

/// Tells whether a call goes on: the agent is on the line, and something is still to be noted.
pub(super) fn is_on(entries: &[Entry], prefix: &str) -> bool {
    is_talked(entries, prefix) && walk_of(entries, prefix).next_open().is_some()
}

/// Returns since when the agent is on the line.
pub(super) fn since(entries: &[Entry], prefix: &str) -> Option<Zoned> {
    let walk = walk_of(entries, prefix);
    Some(walk.record(walk.find("connected")?)?.at.clone())
}

/// Returns a question about a call in words.
pub(super) fn ask(key: &str, lang: Lang) -> &'static str {
    questions().step(key).map_or("", |step| step.ask.get(lang))
}

/// Returns the options of a question about a call.
pub(super) fn options(key: &str) -> &'static [crate::checklist::Choice] {
    questions().step(key).map_or(&[], |step| step.kind.options())
}

fn walk_of(entries: &[Entry], prefix: &str) -> Walk<'static> {
    Walk::replay(questions(), prefix, audience(questions()), entries)
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
