//! Writing down while the agent talks: every item is in the log before the next question.
//!
//! Edge. A secret or a card's number is refused, saying so.

use super::super::{Guide, Halt, call, text};
use crate::case::{self, Days};
use crate::session::{Answer, Event};
use crate::spoken;
use crate::summary;
use crate::summary::companion::{Notes, key_of};
use crate::ui::{Choice, Command, Input, Prompt, Reply, Stop};

/// What can be written down, in the order in which it is offered.
const ITEMS: [&str; 9] =
    ["ticket", "none", "promise", "explanation", "refused", "told", "charge", "agent", "note"];

/// The kind of days that fits a promise with hours of its own.
const DATED: &str = "dated";

impl Guide<'_> {
    /// Asks what is to be written down, and writes it down.
    pub(super) fn write_down(&mut self, prefix: &str) -> Result<(), Halt> {
        let texts = self.texts();
        let choices = ITEMS.map(|item| Choice::new(item, texts.get(&format!("call.write.{item}"))));
        let prompt = Prompt {
            key: Some("write".to_owned()),
            hint: Some(texts.get("call.write.hint").to_owned()),
            commands: vec![Command::Back, Command::Quit],
            ..Prompt::new(texts.get("call.write.ask"), Input::One(choices.into()))
        };
        let reply = self.ask_face(&prompt)?;
        if matches!(reply, Reply::Command(Command::Quit, _)) {
            return Err(Halt::Stopped(Stop::Interrupted));
        }
        let item = if let Reply::One(index) = reply { ITEMS.get(index).copied() } else { None };
        self.write_item(prefix, item)?;
        self.keep_known(prefix);
        Ok(())
    }

    fn write_item(&mut self, prefix: &str, item: Option<&str>) -> Result<(), Halt> {
        let notes = Notes::of(&self.kept.entries, prefix);
        match item {
            Some("ticket") => match self.which("ticket", &notes.tickets)? {
                Some(number) => self.write_ticket(prefix, number),
                None => Ok(()),
            },
            Some("none") => self.write_reason(prefix),
            Some("promise") => {
                let promises: Vec<_> = notes.promises.into_iter().map(|it| it.what).collect();
                match self.which("promise", &promises)? {
                    Some(number) => self.write_promise(prefix, number),
                    None => Ok(()),
                }
            }
            Some("refused") => {
                let refusals: Vec<_> = notes.refusals.into_iter().map(|it| it.what).collect();
                match self.which("refused", &refusals)? {
                    Some(number) => self.write_refusal(prefix, number),
                    None => Ok(()),
                }
            }
            Some("note") => self
                .write_words(prefix, &key_of("note", notes.others.len() + 1), "call.write.ask-note")
                .map(drop),
            Some(item) => {
                let ask = call::ask(item, self.lang);
                self.write_asked(prefix, item, ask).map(drop)
            }
            None => Ok(()),
        }
    }

    /// Asks which of several is meant, from 1: one that is there and was wrong, or another one.
    fn which(&mut self, item: &str, there: &[String]) -> Result<Option<usize>, Halt> {
        if there.is_empty() {
            return Ok(Some(1));
        }
        let texts = self.texts();
        let another = format!("call.write.another-{item}");
        let mut choices = vec![Choice::new("another", texts.get(&another))];
        for (at, said) in there.iter().enumerate() {
            let text = texts.fill("call.write.replace", &[("said", said)]);
            choices.push(Choice::new(key_of("replace", at + 1), text));
        }
        let ask = texts.get("call.write.which");
        let prompt =
            Prompt { commands: vec![Command::Back], ..Prompt::new(ask, Input::One(choices)) };
        let Reply::One(number) = self.ask_face(&prompt)? else { return Ok(None) };
        Ok(Some(if number == 0 { there.len() + 1 } else { number }))
    }

    /// Writes down a free note.
    pub(super) fn write_note(&mut self, prefix: &str, said: &str) {
        if let Some(refusal) = text::refusal(said) {
            return self.say_line(self.texts().get(refusal));
        }
        let notes = Notes::of(&self.kept.entries, prefix);
        self.keep_text(prefix, &key_of("note", notes.others.len() + 1), said);
        let said = self.texts().fill("call.noted-question", &[("said", said)]);
        self.say_line(&said);
    }

    fn write_ticket(&mut self, prefix: &str, number: usize) -> Result<(), Halt> {
        let key = key_of("ticket", number);
        loop {
            let Some(typed) = self.write_asked(prefix, &key, call::ask("ticket", self.lang))?
            else {
                return Ok(());
            };
            self.keep(prefix, "result", Answer::Choice { option: "number".to_owned() });
            self.keep_known(prefix);
            let spelt = spoken::spell(&typed, self.lang, self.spelling);
            let texts = self.texts();
            self.say_line(&texts.fill("call.write.spelt", &[("said", &spelt)]));
            if self.is_right(&texts.fill("call.write.ticket-right", &[("said", &typed)]))? {
                return Ok(());
            }
        }
    }

    fn write_reason(&mut self, prefix: &str) -> Result<(), Halt> {
        let options = call::options("result");
        let options: Vec<_> = options.iter().filter(|option| option.key != "number").collect();
        let choices = options.iter().map(|it| Choice::new(&it.key, it.text.get(self.lang)));
        let ask = self.texts().get("call.write.ask-none");
        let prompt = Prompt {
            commands: vec![Command::Back],
            ..Prompt::new(ask, Input::One(choices.collect()))
        };
        if let Reply::One(index) = self.ask_face(&prompt)?
            && let Some(option) = options.get(index)
        {
            self.keep(prefix, "result", Answer::Choice { option: option.key.clone() });
            self.say_line(self.texts().get("call.write.kept"));
        }
        Ok(())
    }

    fn write_promise(&mut self, prefix: &str, number: usize) -> Result<(), Halt> {
        let key = key_of("promise", number);
        loop {
            let ask = call::ask("promise", self.lang);
            let Some(typed) = self.write_asked(prefix, &key, ask)? else { return Ok(()) };
            let read = case::read(&typed, None, &self.kept.clock().now());
            if read.due.is_none() {
                self.say_line(self.texts().get("call.write.undated"));
                return self.write_days(prefix, number);
            }
            match read.count {
                // Which days are meant moves the day on which it is due.
                Some((_, Days::Unknown)) => self.write_days(prefix, number)?,
                Some((_, Days::Working | Days::Calendar)) => {}
                None => {
                    let dated = Answer::Choice { option: DATED.to_owned() };
                    self.keep(prefix, &key_of("days", number), dated);
                }
            }
            if self.is_right(&self.understood(prefix, number))? {
                return Ok(());
            }
        }
    }

    /// Repeats how a promise was understood.
    fn understood(&self, prefix: &str, number: usize) -> String {
        let notes = Notes::of(&self.kept.entries, prefix);
        let now = self.kept.clock().now();
        let promise = notes.promises.get(number.saturating_sub(1));
        let said = promise.map(|promise| summary::understood(promise, self.lang, &now).join(" "));
        self.texts().fill("call.write.understood", &[("said", &said.unwrap_or_default())])
    }

    /// Asks which days are meant.
    fn write_days(&mut self, prefix: &str, number: usize) -> Result<(), Halt> {
        let options = call::options("days");
        let choices = options.iter().map(|it| Choice::new(&it.key, it.text.get(self.lang)));
        let unknown = Choice::new("unknown", self.texts().get("call.write.days-unknown"));
        let input = Input::One(choices.chain([unknown]).collect());
        let prompt = Prompt::new(call::ask("days", self.lang), input);
        let Reply::One(index) = self.ask_face(&prompt)? else { return Ok(()) };
        let answer = options
            .get(index)
            .map_or(Answer::Unknown, |option| Answer::Choice { option: option.key.clone() });
        self.keep(prefix, &key_of("days", number), answer);
        Ok(())
    }

    fn write_refusal(&mut self, prefix: &str, number: usize) -> Result<(), Halt> {
        let refused = key_of("refused", number);
        if self.write_words(prefix, &refused, "call.write.ask-refused")?.is_none() {
            return Ok(());
        }
        self.write_words(prefix, &key_of("rule", number), "call.write.ask-rule")?;
        self.write_words(prefix, &key_of("decides", number), "call.write.ask-decides").map(drop)
    }

    fn write_words(&mut self, prefix: &str, key: &str, ask: &str) -> Result<Option<String>, Halt> {
        let ask = self.texts().get(ask).to_owned();
        self.write_asked(prefix, key, &ask)
    }

    /// Asks for words and keeps them; none where nothing was typed.
    pub(super) fn write_asked(
        &mut self,
        prefix: &str,
        key: &str,
        ask: &str,
    ) -> Result<Option<String>, Halt> {
        loop {
            let prompt = Prompt {
                optional: true,
                commands: vec![Command::Back, Command::Quit],
                ..Prompt::new(ask, Input::Line)
            };
            let typed = match self.ask_face(&prompt)? {
                Reply::Line(typed) => typed,
                Reply::Command(Command::Quit, _) => return Err(Halt::Stopped(Stop::Interrupted)),
                Reply::Command(..)
                | Reply::One(_)
                | Reply::Many(_)
                | Reply::YesNo(_)
                | Reply::Enter
                | Reply::Keep
                | Reply::Empty => return Ok(None),
            };
            let typed = typed.trim().to_owned();
            if let Some(refusal) = text::refusal(&typed) {
                self.say_line(self.texts().get(refusal));
                continue;
            }
            self.keep_text(prefix, key, &typed);
            self.say_line(self.texts().get("call.write.kept"));
            return Ok(Some(typed));
        }
    }

    pub(super) fn keep_text(&mut self, prefix: &str, key: &str, said: &str) {
        self.keep(prefix, key, Answer::Text { text: said.to_owned() });
    }

    /// Writes one item into the log.
    fn keep(&mut self, prefix: &str, key: &str, answer: Answer) {
        self.note(Event::Answered { step: format!("{prefix}{key}"), answer });
    }

    /// Repeats something and asks whether it is right so.
    pub(super) fn is_right(&mut self, question: &str) -> Result<bool, Halt> {
        let texts = self.texts();
        let choices = ["right", "change"];
        let choices = choices.map(|key| Choice::new(key, texts.get(&format!("walk.{key}"))));
        let prompt = Prompt::new(question, Input::One(choices.into()));
        Ok(matches!(self.ask_face(&prompt)?, Reply::One(0)))
    }
}
