//! At the person's side during the call: the opening with its stop, the answer to whatever the agent says, notes.
//!
//! Edge. What to say and what is meant is decided in [`crate::summary::companion`]; here it is asked and shown.
//! Whatever is written down is in the log before anything else is shown.

mod acts;
mod back;
mod calm;
mod panel;
mod write;

use self::acts::Act;
use self::back::has_visits;
use self::panel::{Panel, Then};
use jiff::{SignedDuration, Zoned};

use super::call::{self, questions};
use super::{Ended, Guide, Halt, audience};
use crate::app::due::until;
use crate::checklist::Checklist;
use crate::engine::Walk;
use crate::error::Exit;
use crate::session::pending::SAME_CALL_MIN;
use crate::session::{Answer, Entry, Event, Turn};
use crate::summary::companion::{self, Companion, Notes};
use crate::summary::{self, Reader};
use crate::ui::{Block, Choice, Face, Input, Prompt, Reply, Stop};

/// What is kept of an opening that was read out, beside the notes.
const OPENED: &str = "opened";

/// What is kept of a talk that is over.
const ENDED: &str = "ended";

/// The step of the call's questions at which the agent is on the line and nothing is noted yet.
pub(super) const ON_THE_LINE: &str = "result";

impl Guide<'_> {
    /// Makes a call about a session: goes on with one that broke off, else begins the next.
    pub(in crate::app) fn call_now(&mut self, list: &Checklist) -> Result<Exit, Halt> {
        let entries = self.kept.entries.clone();
        let walk = Walk::replay(list, "", audience(list), &entries);
        let number = call::number(&self.kept.entries);
        let prefix = call::prefix(number);
        // What a killed run had written down is made known now.
        self.keep_notes(&call::prefix(call::latest(&self.kept.entries)));
        let begun = call::is_on(&self.kept.entries, &prefix);
        let texts = self.texts();
        if begun && (self.is_ended(&prefix) || !self.is_opened(&prefix)) {
            self.say_line(texts.get("call.again-unopened"));
        } else if !begun {
            if !self.is_time()? {
                return Ok(self.kept.recorder.exit());
            }
            if number > 1 {
                self.say_line(&texts.fill("call.second", &[("n", &number.to_string())]));
            }
        }
        // A call that was put off, or was not needed then, is made now.
        let asked = call::since(&self.kept.entries, &prefix).is_some();
        if asked && !call::is_connected(&self.kept.entries, &prefix) {
            self.note(Event::WentBack { to: format!("{prefix}connected") });
        }
        if self.call_with(list, &prefix)? && call::is_connected(&self.kept.entries, &prefix) {
            self.finish(&walk);
            self.farewell(true);
        } else if call::is_needless(&self.kept.entries, &prefix) {
            if number > 1 {
                self.note(Event::Became { turn: Turn::Fixed, when: None });
            }
            self.finish(&walk);
            self.farewell(false);
        } else {
            let command = self.own_command();
            self.say_line(&self.texts().fill("call.not-now", &[("command", &command)]));
        }
        Ok(self.kept.recorder.exit())
    }

    /// Notes that the run is over, where its questions are and it was not noted before.
    fn finish(&mut self, walk: &Walk<'_>) {
        let through = walk.next_open().is_none() || walk.is_summarised();
        if through && !self.kept.is_finished() && self.put_off().is_none() {
            self.note(Event::Finished);
        }
    }

    /// Says until when no call is needed, and asks whether to call all the same.
    fn is_time(&mut self) -> Result<bool, Halt> {
        let (texts, now) = (self.texts(), self.kept.clock().now());
        let case = crate::case::Case::of(&self.kept.entries);
        let Some(due) = case.quiet_until(&now) else { return Ok(true) };
        let what = case.promise().map_or("", |promise| promise.what.trim_end_matches(['.', ' ']));
        let when = until(due, self.lang, &now);
        self.say_line(&texts.fill("call.quiet", &[("what", what), ("when", &when)]));
        let choices = ["no", "yes"]
            .map(|key| Choice::new(key, texts.get(&format!("call.anyway-{key}"))))
            .into();
        let asked =
            self.ask_face(&Prompt::new(texts.get("call.call-anyway"), Input::One(choices)))?;
        if asked == Reply::One(1) {
            return Ok(true);
        }
        let command = self.own_command();
        self.say_line(&texts.fill("call.wait-then", &[("command", &command)]));
        Ok(false)
    }

    /// Goes through one call: what to know before, the agent's questions, the notes, the read-back. False where the
    /// person went back beyond its first question.
    pub(super) fn call_with(&mut self, list: &Checklist, prefix: &str) -> Result<bool, Halt> {
        let ended = self.through_call(list, prefix);
        if let Err(Halt::Stopped(_)) = ended {
            // Others must be able to read what is known so far: the person may not come back to this call.
            self.keep_notes(prefix);
        }
        ended
    }

    fn through_call(&mut self, list: &Checklist, prefix: &str) -> Result<bool, Halt> {
        let person = self.respondent.is_person();
        if person && !call::is_talked(&self.kept.entries, prefix) {
            self.before_dialling(list);
        }
        // Nobody is on the line any more where all was written down before the program ended.
        let over =
            call::is_talked(&self.kept.entries, prefix) && !call::is_on(&self.kept.entries, prefix);
        let mut accompanied = !person || self.is_ended(prefix);
        // A call that broke off goes on at the agent's side, unless the talk itself was over.
        let talks = call::is_on(&self.kept.entries, prefix) && !self.is_ended(prefix);
        let known = !self.walks || (self.is_opened(prefix) && !self.is_stale(prefix));
        if person && talks && known {
            self.accompany(list, prefix)?;
            accompanied = true;
        }
        loop {
            self.pause_at = (!accompanied).then_some(ON_THE_LINE);
            let ended = self.walk(questions(), prefix);
            self.pause_at = None;
            match ended? {
                Ended::BackOut => return Ok(false),
                Ended::Paused => {
                    self.accompany(list, prefix)?;
                    accompanied = true;
                }
                Ended::Through
                    if person && !over && call::is_connected(&self.kept.entries, prefix) =>
                {
                    if self.read_back(list, prefix)? {
                        break;
                    }
                }
                Ended::Through => break,
            }
        }
        for event in self.respondent.notes(prefix) {
            // What a question asked for already is no second note.
            if self.kept.entries.iter().all(|entry| entry.event != event) {
                self.note(event);
            }
        }
        self.keep_notes(prefix);
        Ok(true)
    }

    /// Says what to know before dialling.
    fn before_dialling(&mut self, list: &Checklist) {
        let page = self.companion(list);
        let mut lines = Vec::new();
        if let (Some(before), false) = (&page.summary.before, self.walks) {
            // After a walk these stand at the head of the script.
            lines.extend(before.lines.iter().cloned());
        }
        lines.extend(page.before);
        self.show(&Block::Heading(self.texts().get("call.before").to_owned()));
        self.respondent.page(&|width| summary::entries(&lines, width));
    }

    /// Stays with the person while the agent talks, until they want to end the call.
    fn accompany(&mut self, list: &Checklist, prefix: &str) -> Result<(), Halt> {
        let opened = self.is_opened(prefix);
        let mut panel = Panel::new(self.on_the_line_since(prefix), opened);
        if opened {
            self.go_on(list, prefix);
        } else {
            panel.open(self, list);
        }
        loop {
            let page = self.companion(list);
            let notes = Notes::of(&self.kept.entries, prefix);
            let prompt = panel.prompt(&page, &notes, &self.kept.clock().now());
            let reply = self.ask_face(&prompt)?;
            let then = panel.take(self, &page, reply)?;
            if panel.is_opened() && !is_marked(self.since_dialled(prefix).0, prefix, OPENED) {
                self.mark(prefix, OPENED);
            }
            match then {
                Then::Stay => {}
                Then::Write => self.write_down(prefix)?,
                Then::Note(said) => self.write_note(prefix, &said),
                Then::End => {
                    self.mark(prefix, ENDED);
                    self.show_back(list, prefix);
                    return Ok(());
                }
            }
        }
    }

    /// Tells whether the opening was read out in a call, to its end.
    fn is_opened(&self, prefix: &str) -> bool {
        let (entries, again) = self.since_dialled(prefix);
        is_marked(entries, prefix, OPENED) || (!again && !Notes::of(entries, prefix).is_empty())
    }

    /// Tells whether the talk of a call is over, and only questions about it are left.
    fn is_ended(&self, prefix: &str) -> bool {
        is_marked(self.since_dialled(prefix).0, prefix, ENDED)
    }

    /// Returns what was written since the number was dialled last, and whether that was not the first time.
    fn since_dialled(&self, prefix: &str) -> (&[Entry], bool) {
        let entries = &self.kept.entries;
        let again = entries.iter().rposition(|entry| {
            let Event::WentBack { to } = &entry.event else { return false };
            matches!(to.strip_prefix(prefix), Some("connected" | ON_THE_LINE))
        });
        (entries.get(again.unwrap_or(0)..).unwrap_or_default(), again.is_some())
    }

    /// Tells whether so long nothing was noted of a call that nobody is on the line any more.
    fn is_stale(&self, prefix: &str) -> bool {
        let now = self.kept.clock().now();
        let last = self.kept.entries.iter().rev().find(|entry| {
            matches!(&entry.event, Event::Answered { step, .. } if step.starts_with(prefix))
        });
        let hour = SignedDuration::from_mins(SAME_CALL_MIN);
        last.is_some_and(|last| now.duration_since(&last.at) > hour)
    }

    /// Returns since when the agent is on the line; after long silence that is another talk.
    fn on_the_line_since(&self, prefix: &str) -> Option<Zoned> {
        let since = call::since(&self.kept.entries, prefix);
        if self.is_stale(prefix) { Some(self.kept.clock().now()) } else { since }
    }

    /// Keeps how far the talk has come.
    fn mark(&mut self, prefix: &str, name: &str) {
        self.note(Event::Answered { step: format!("{prefix}{name}"), answer: Answer::Done });
    }

    /// Goes on with a call whose opening was said: what was noted, and how to say the opening all the same.
    fn go_on(&mut self, list: &Checklist, prefix: &str) {
        let notes = Notes::of(&self.kept.entries, prefix);
        let texts = self.texts();
        self.say_line(&texts.fill("call.again", &[("n", &notes.len().to_string())]));
        let now = self.kept.clock().now();
        let back = companion::read_back(&notes, has_visits(list), self.lang, &now);
        if !back.items.is_empty() {
            self.respondent.page(&|width| summary::entries(&back.items, width));
        }
        let open = Act::Open.word(self.lang);
        self.say_line(&texts.fill("call.again-open", &[("open", &open)]));
    }

    /// Builds everything that may be needed now.
    pub(super) fn companion(&self, list: &Checklist) -> Companion {
        let entries = &self.kept.entries;
        let walk = Walk::replay(list, "", audience(list), entries);
        let now = self.kept.clock().now();
        let source = summary::Source {
            walk: &walk,
            header: &self.kept.header,
            entries,
            now: &now,
            lang: self.lang,
            reader: Reader::Me,
            provider: self.book.chosen(entries, &walk),
        };
        Companion::build(&source, self.spelling)
    }

    /// Asks at the face.
    fn ask_face(&mut self, prompt: &Prompt) -> Result<Reply, Halt> {
        let face = self.respondent.face().ok_or(Halt::Stopped(Stop::Closed))?;
        Ok(face.ask(prompt)?)
    }

    /// Says something at the face, where a person is there.
    fn show(&mut self, block: &Block) {
        if let Some(face) = self.respondent.face() {
            face.say(block);
        }
    }

    fn say_line(&mut self, text: &str) {
        self.show(&Block::Line(text.to_owned()));
    }

    /// Returns the command that makes a call about this session.
    fn own_command(&self) -> String {
        let saved = self.reach.as_ref().zip(self.kept.recorder.id());
        saved.map_or_else(|| "cekdulu call".to_owned(), |(reach, id)| reach.call(id))
    }

    /// Goes on in the other language.
    fn change_language(&mut self) {
        self.lang = self.lang.other();
        self.respondent.speak(self.lang);
        self.note(Event::Language { lang: self.lang });
    }
}

/// Tells whether it was kept how far a talk has come.
fn is_marked(entries: &[Entry], prefix: &str, name: &str) -> bool {
    entries.iter().any(|entry| {
        let Event::Answered { step, .. } = &entry.event else { return false };
        step.strip_prefix(prefix) == Some(name)
    })
}

/// Says lines as they stand, each on its own.
fn say_lines(face: &mut dyn Face, lines: &[String]) {
    let text: Vec<_> = lines.iter().map(|line| format!("  {line}")).collect();
    face.say(&Block::Text(text.join("\n")));
}
