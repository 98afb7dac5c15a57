//! Before hanging up: what is read back, what is still to be asked, and the thanks.
//!
//! Edge.

use super::super::{Guide, Halt};
use crate::checklist::Checklist;
use crate::session::Event;
use crate::summary;
use crate::summary::companion::{self, Notes};
use crate::ui::{Block, Choice, Input, Prompt, Reply};

/// The services about which somebody may have to come.
const NO_VISIT: [&str; 3] = ["mobile", "bill", "bank"];

/// Tells whether somebody may have to come to the home.
pub(super) fn has_visits(list: &Checklist) -> bool {
    !NO_VISIT.contains(&list.service.as_str())
}

impl Guide<'_> {
    /// Shows what was written down, and what is still to be asked while the agent is there.
    pub(super) fn show_back(&mut self, list: &Checklist, prefix: &str) {
        let notes = Notes::of(&self.kept.entries, prefix);
        let now = self.kept.clock().now();
        let back = companion::read_back(&notes, has_visits(list), self.lang, &now);
        let texts = self.texts();
        self.show(&Block::Heading(texts.get("call.back.title").to_owned()));
        if back.items.is_empty() {
            self.say_line(texts.get("call.back.nothing"));
        } else {
            self.say_line(texts.get("call.back.lead"));
            self.respondent.page(&|width| summary::entries(&back.items, width));
        }
        if !back.missing.is_empty() && notes.reason() != Some("dropped") {
            self.show(&Block::Heading(texts.get("call.back.missing").to_owned()));
            self.respondent.page(&|width| summary::entries(&back.missing, width));
        }
    }

    /// Reads everything back at the end and asks whether it is right; false where a note was added or changed.
    pub(super) fn read_back(&mut self, list: &Checklist, prefix: &str) -> Result<bool, Halt> {
        let notes = Notes::of(&self.kept.entries, prefix);
        if notes.reason() == Some("dropped") {
            return Ok(true);
        }
        self.show_back(list, prefix);
        let texts = self.texts();
        let choices = vec![
            Choice::new("right", texts.get("walk.right")),
            Choice::new("add", texts.get("call.back.add")),
        ];
        let asked = Prompt::new(texts.get("call.back.right"), Input::One(choices));
        if self.ask_face(&asked)? != Reply::One(0) {
            self.write_down(prefix)?;
            return Ok(false);
        }
        let page = self.companion(list);
        if let Some(thanks) = page.summary.closing.last() {
            self.show(&Block::Heading(texts.get("call.back.thanks").to_owned()));
            self.show(&Block::Strong(thanks.clone()));
        }
        self.calm_down(prefix)?;
        Ok(true)
    }

    /// Writes down for others what the notes come to, unless it is there already.
    pub(super) fn keep_notes(&mut self, prefix: &str) {
        let begun = self.kept.entries.iter().position(|entry| {
            matches!(&entry.event, Event::Answered { step, .. } if step.starts_with(prefix))
        });
        let Some(begun) = begun else { return };
        let wanted = Notes::of(&self.kept.entries, prefix).events();
        // What was noted elsewhere meanwhile, such as by `ticket`, is not this call's to take back.
        let own = self.kept.entries.iter().skip(begun).map(|entry| &entry.event);
        let own = own.filter(|event| companion::is_typed(event, &self.kept.entries, prefix));
        let noted: Vec<_> = own.cloned().collect();
        // All of it in the one order in which others read it, as if it were written at the end.
        let same = noted.iter().zip(&wanted).take_while(|(noted, wanted)| noted == wanted).count();
        for event in noted.iter().skip(same).rev().filter_map(Event::withdrawal) {
            self.note(event);
        }
        for event in wanted.into_iter().skip(same) {
            self.note(event);
        }
    }

    /// Does so as soon as it is known what this call came to: the program may be killed.
    pub(in crate::app::walk) fn keep_known(&mut self, prefix: &str) {
        let notes = Notes::of(&self.kept.entries, prefix);
        if self.respondent.is_person() && (!notes.tickets.is_empty() || notes.reason().is_some()) {
            self.keep_notes(prefix);
        }
    }
}
