//! What is asked before a text, and after it.
//!
//! Edge.

use super::desk::Desk;
use super::say::Beside;
use super::{Draft, Ladder, Wish, refused};
use crate::app::reach::Reach;
use crate::app::stopped;
use crate::case::Situation;
use crate::cli::Channel;
use crate::error::{Error, Exit, Result};
use crate::followup::{self, Facts};
use crate::lang::{Catalogue, Lang};
use crate::moment::{self, Moment, Style};
use crate::session::Event;
use crate::session::pending::waits_for_answer;
use crate::store::SessionId;
use crate::ui::output::{self, Results};
use crate::ui::{Block, Choice, Command, Face, Input, Prompt, Reply, Stop};

/// The channels, in the order in which they are offered.
const CHANNELS: [Channel; 5] =
    [Channel::X, Channel::Whatsapp, Channel::Email, Channel::Letter, Channel::Employer];

/// A talk about one session.
pub(super) struct Talk<'a, 'w> {
    /// The face.
    pub face: &'a mut dyn Face,
    /// The session.
    pub desk: Desk<'w>,
    /// Its name.
    pub id: &'a SessionId,
}

/// What is wanted while it is too early for a text.
enum Wanted {
    Employer,
    Anyway,
    News,
    Nothing,
}

impl Talk<'_, '_> {
    /// Leads from what became of it to a text that was sent, or not.
    pub(super) fn lead(&mut self, to: Option<Channel>) -> Result<Exit> {
        self.complain();
        self.line(&self.stands());
        if self.asks() {
            self.news()?;
        }
        let Some(channel) = self.channel(to)? else { return Ok(self.desk.exit()) };
        let (situation, service) = self.facts(|facts| (facts.situation, facts.service.clone()));
        if let Some(refusal) = followup::refusal(situation, &service, channel) {
            return Err(refused(self.desk.world, refusal));
        }
        let (wish, draft) = self.write(channel)?;
        let now = self.desk.now();
        for line in self.beside(|say| say.notes(channel, &draft, wish.handle.as_deref())) {
            self.line(&line);
        }
        self.sent(channel, situation, &now)?;
        self.complain();
        Ok(self.desk.exit())
    }

    pub(super) fn lang(&self) -> Lang {
        self.desk.world.lang
    }

    pub(super) fn texts(&self) -> &'static Catalogue {
        Catalogue::of(self.lang())
    }

    pub(super) fn line(&mut self, text: &str) {
        self.face.say(&Block::Line(text.to_owned()));
    }

    /// Says once what keeps the session from being saved.
    fn complain(&mut self) {
        if let Some(trouble) = self.desk.trouble.take() {
            output::complain(&trouble.explain(self.lang()));
        }
    }

    pub(super) fn facts<T>(&self, work: impl FnOnce(&Facts<'_>) -> T) -> T {
        self.desk.with(&self.desk.now(), work)
    }

    pub(super) fn beside<T>(&self, work: impl FnOnce(&Beside<'_>) -> T) -> T {
        let now = self.desk.now();
        self.desk.with(&now, |facts| {
            let ladder = Ladder::of(&facts.case, &now);
            work(&Beside { facts, ladder: &ladder, now: &now, book: &self.desk.book })
        })
    }

    /// Says which session it is and how it stands.
    fn stands(&self) -> String {
        let texts = self.texts();
        let now = self.desk.now();
        let (ticket, situation) =
            self.facts(|facts| (facts.ticket(false), facts.case.situation(&now)));
        let ticket = ticket.map_or_else(
            || texts.get("followup.no-ticket").to_owned(),
            |ticket| texts.fill("followup.ticket", &[("ticket", &ticket)]),
        );
        let key = format!("followup.stands.{}", situation.key());
        let title = self.desk.title(self.lang());
        let values = [("title", title), ("ticket", &ticket), ("stands", texts.get(&key))];
        texts.fill("followup.stands.session", &values)
    }

    /// Asks; whatever ends the questions ends the command.
    fn ask(&mut self, prompt: Prompt) -> Result<Reply> {
        let lang = self.lang();
        let ended = |stop| ended(stop, lang);
        let prompt = Prompt { commands: vec![Command::Quit], ..prompt };
        match self.face.ask(&prompt) {
            Ok(Reply::Command(..)) => Err(ended(Stop::Interrupted)),
            Ok(reply) => Ok(reply),
            Err(stop) => Err(ended(stop)),
        }
    }

    /// Asks for one of several, and returns its key.
    pub(super) fn one<'k>(&mut self, ask: &str, choices: &[(&'k str, String)]) -> Result<&'k str> {
        let rows = choices.iter().map(|(key, text)| Choice::new(*key, text.as_str()));
        let reply = self.ask(Prompt::new(ask, Input::One(rows.collect())))?;
        let index = if let Reply::One(index) = reply { index } else { 0 };
        Ok(choices.get(index).map_or("", |(key, _)| *key))
    }

    pub(super) fn yes(&mut self, ask: &str) -> Result<bool> {
        let prompt = Prompt { optional: true, ..Prompt::new(ask, Input::YesNo) };
        Ok(self.ask(prompt)? == Reply::YesNo(true))
    }

    pub(super) fn typed(&mut self, ask: &str) -> Result<Option<String>> {
        let prompt = Prompt { optional: true, ..Prompt::new(ask, Input::Line) };
        Ok(if let Reply::Line(typed) = self.ask(prompt)? { Some(typed) } else { None })
    }

    /// Finds the channel; none where nothing is wanted.
    fn channel(&mut self, to: Option<Channel>) -> Result<Option<Channel>> {
        while let Some(until) = self.beside(|say| say.quiet(to)) {
            self.line(&until);
            match self.early()? {
                Wanted::Employer => return Ok(Some(Channel::Employer)),
                Wanted::Anyway => break,
                Wanted::News => self.news()?,
                Wanted::Nothing => return Ok(None),
            }
        }
        if let Some(to) = to {
            self.steps(to);
            return Ok(Some(to));
        }
        let (bank, early) = self.facts(|facts| {
            let refused = followup::refusal(facts.situation, &facts.service, Channel::Letter);
            (facts.service == "bank", refused)
        });
        if let Some(refusal) = early {
            return Err(refused(self.desk.world, refusal));
        }
        self.steps(Channel::Whatsapp);
        let texts = self.texts();
        let open = CHANNELS.into_iter().filter(|it| !bank || *it != Channel::X);
        let rows: Vec<_> = open
            .map(|it| {
                let name = followup::name(it);
                (name, texts.get(&format!("followup.channel.{name}")).to_owned())
            })
            .collect();
        let chosen = self.one(texts.get("followup.channel.ask"), &rows)?;
        Ok(CHANNELS.into_iter().find(|it| followup::name(*it) == chosen))
    }

    fn steps(&mut self, channel: Channel) {
        for line in self.beside(|say| say.steps(channel)) {
            self.line(&line);
        }
    }

    fn early(&mut self) -> Result<Wanted> {
        let texts = self.texts();
        let rows = ["employer", "anyway", "news", "enough"]
            .map(|key| (key, texts.get(&format!("followup.quiet.{key}")).to_owned()));
        Ok(match self.one(texts.get("followup.quiet.ask"), &rows)? {
            "employer" => Wanted::Employer,
            "anyway" => Wanted::Anyway,
            "news" => Wanted::News,
            _ => Wanted::Nothing,
        })
    }

    /// Asks what else the text should have, and prints it; again where it became too long.
    fn write(&mut self, channel: Channel) -> Result<(Wish, Draft)> {
        let mut wish = self.wish(channel)?;
        loop {
            wish.own = self.own(channel)?;
            let draft = self.beside(|say| followup::write(say.facts, channel, &wish, say.ladder));
            if draft.fits || wish.own.is_none() {
                let mut results = Results::stdout(self.lang());
                results.text(&format!("\n{}\n\n", draft.text))?;
                return Ok((wish, draft));
            }
            let (n, limit) = (draft.length.to_string(), followup::X_LIMIT.to_string());
            let values = [("n", n.as_str()), ("limit", limit.as_str())];
            self.line(&self.texts().fill("followup.beside.too-long", &values));
        }
    }

    /// Asks whether it was sent, writes that down, and says what comes after it.
    fn sent(&mut self, channel: Channel, about: Situation, now: &jiff::Zoned) -> Result<()> {
        let texts = self.texts();
        if !self.yes(texts.get("followup.sent.ask"))? {
            let store = self.desk.world.store()?;
            let to = format!("followup --to {}", followup::name(channel));
            let again = Reach::of(self.desk.world, &store).naming(&to, self.id, false);
            self.line(&texts.fill("followup.sent.not", &[("again", &again)]));
            return Ok(());
        }
        let until = self.beside(|say| say.ladder.wait_after(now));
        let (to, about_key) = (followup::name(channel).to_owned(), about.key().to_owned());
        self.desk.record(Event::FollowedUp { to, about: Some(about_key) });
        if !waits_for_answer(followup::name(channel), Some(about.key())) {
            self.line(texts.get("followup.sent.thanks"));
            return Ok(());
        }
        let until = moment::speak(&Moment::exact(until), Style::Full, self.lang(), now);
        let step = self.beside(|say| say.ladder.next.say(self.lang()));
        self.line(&texts.fill("followup.sent.noted", &[("until", &until), ("step", step)]));
        Ok(())
    }
}

/// Ends the command with the questions.
pub(super) fn ended(stop: Stop, lang: Lang) -> Error {
    Error { hint: None, ..stopped(stop, false, lang) }
}
