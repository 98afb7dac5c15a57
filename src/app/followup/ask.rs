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
use crate::followup::{self, Facts, Shown, Withheld};
use crate::lang::{Catalogue, Lang};
use crate::moment::{self, Moment, Style, Window};
use crate::session::{Event, Turn};
use crate::store::SessionId;
use crate::ui::output::{self, Results};
use crate::ui::{Block, Choice, Command, Face, Input, Prompt, Reply, Stop};

/// For how many hours what the person said last is taken to hold.
const FRESH: i64 = 12;

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

    fn lang(&self) -> Lang {
        self.desk.world.lang
    }

    fn texts(&self) -> &'static Catalogue {
        Catalogue::of(self.lang())
    }

    fn line(&mut self, text: &str) {
        self.face.say(&Block::Line(text.to_owned()));
    }

    /// Says once what keeps the session from being saved.
    fn complain(&mut self) {
        if let Some(trouble) = self.desk.trouble.take() {
            output::complain(&trouble.explain(self.lang()));
        }
    }

    fn facts<T>(&self, work: impl FnOnce(&Facts<'_>) -> T) -> T {
        self.desk.with(&self.desk.now(), work)
    }

    fn beside<T>(&self, work: impl FnOnce(&Beside<'_>) -> T) -> T {
        let now = self.desk.now();
        self.desk.with(&now, |facts| {
            let ladder = Ladder::of(&facts.case, &now);
            work(&Beside { facts, ladder: &ladder, now: &now })
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
        let ended = |stop| Error { hint: None, ..stopped(stop, false, lang) };
        let prompt = Prompt { commands: vec![Command::Quit], ..prompt };
        match self.face.ask(&prompt) {
            Ok(Reply::Command(..)) => Err(ended(Stop::Interrupted)),
            Ok(reply) => Ok(reply),
            Err(stop) => Err(ended(stop)),
        }
    }

    /// Asks for one of several, and returns its key.
    fn one<'k>(&mut self, ask: &str, choices: &[(&'k str, String)]) -> Result<&'k str> {
        let rows = choices.iter().map(|(key, text)| Choice::new(*key, text.as_str()));
        let reply = self.ask(Prompt::new(ask, Input::One(rows.collect())))?;
        let index = if let Reply::One(index) = reply { index } else { 0 };
        Ok(choices.get(index).map_or("", |(key, _)| *key))
    }

    fn yes(&mut self, ask: &str) -> Result<bool> {
        let prompt = Prompt { optional: true, ..Prompt::new(ask, Input::YesNo) };
        Ok(self.ask(prompt)? == Reply::YesNo(true))
    }

    fn typed(&mut self, ask: &str) -> Result<Option<String>> {
        let prompt = Prompt { optional: true, ..Prompt::new(ask, Input::Line) };
        Ok(if let Reply::Line(typed) = self.ask(prompt)? { Some(typed) } else { None })
    }

    /// Tells whether it is unknown what has become of it, or long since it was said.
    fn asks(&self) -> bool {
        let now = self.desk.now();
        self.facts(|facts| match facts.case.situation(&now) {
            Situation::Waiting | Situation::NotCalled | Situation::CallDropped => false,
            Situation::DueNow
            | Situation::Overdue
            | Situation::NoWord
            | Situation::AreaOutage
            | Situation::NumberToCome
            | Situation::NoNumber
            | Situation::Kept
            | Situation::Closed => true,
            Situation::Missed
            | Situation::ClosedNotFixed
            | Situation::BackAgain
            | Situation::NotFixed
            | Situation::PaidStillSuspended
            | Situation::Fixed => facts.case.turns.last().is_some_and(|(_, moment)| {
                let fresh = jiff::Span::new().hours(FRESH);
                moment.end().checked_add(fresh).is_ok_and(|until| until <= now)
            }),
        })
    }

    /// Asks what has become of it, and writes it down at once.
    fn news(&mut self) -> Result<()> {
        let now = self.desk.now();
        let situation = self.facts(|facts| facts.case.situation(&now));
        if matches!(situation, Situation::Kept | Situation::Closed) {
            return self.works();
        }
        let rows = self.facts(|facts| choices(facts, situation));
        let texts = self.texts();
        let rows: Vec<_> =
            rows.iter().map(|(key, text)| (*key, texts.get(text).to_owned())).collect();
        let turn = match self.one(texts.get("followup.news.ask"), &rows)? {
            "kept" => Turn::Kept,
            "missed" => Turn::Missed,
            "closed" => Turn::Closed,
            "fixed" => Turn::Fixed,
            "broken" => Turn::Broken,
            "paid" => Turn::Paid,
            "moved" => return self.moved(),
            _ => return Ok(()),
        };
        self.became(turn);
        if matches!(turn, Turn::Kept | Turn::Closed) { self.works() } else { Ok(()) }
    }

    fn became(&mut self, turn: Turn) {
        self.desk.record(Event::Became { turn, when: None });
        self.line(self.texts().get("followup.news.noted"));
    }

    fn works(&mut self) -> Result<()> {
        let texts = self.texts();
        let rows = ["works-yes", "works-no", "works-unknown"]
            .map(|key| (key, texts.get(&format!("followup.news.{key}")).to_owned()));
        match self.one(texts.get("followup.news.works"), &rows)? {
            "works-yes" => self.became(Turn::Fixed),
            "works-no" => self.became(Turn::Broken),
            _ => {}
        }
        Ok(())
    }

    /// Takes a new time for what was promised.
    fn moved(&mut self) -> Result<()> {
        let texts = self.texts();
        loop {
            let Some(typed) = self.typed(texts.get("followup.news.moved-to"))? else {
                return Ok(());
            };
            let now = self.desk.now();
            let Some(window) = moment::parse_window(&typed, &now) else {
                self.line(texts.get("followup.news.moved-what"));
                continue;
            };
            let said = self.window(&window);
            if self.yes(&texts.fill("followup.news.moved-is", &[("window", &said)]))? {
                let Window { from, due, .. } = window;
                let promises = self.facts(|facts| facts.case.promises.last().cloned());
                let what = promises.map_or_else(|| typed.clone(), |promise| promise.what);
                self.desk.record(Event::Promise { what, from, due: Some(due), days: None });
                self.line(texts.get("followup.news.noted"));
                return Ok(());
            }
        }
    }

    fn window(&self, window: &Window) -> String {
        let now = self.desk.now();
        let say = |moment: &Moment| moment::speak(moment, Style::Full, self.lang(), &now);
        let due = say(&window.due);
        let Some(from) = &window.from else { return due };
        let values = [("from", say(from)), ("to", due)];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        self.texts().fill("followup.between", &values)
    }

    /// Finds the channel; none where nothing is wanted.
    fn channel(&mut self, to: Option<Channel>) -> Result<Option<Channel>> {
        while let Some(until) =
            self.beside(|say| say.quiet()).filter(|_| to != Some(Channel::Employer))
        {
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

    fn wish(&mut self, channel: Channel) -> Result<Wish> {
        let texts = self.texts();
        let private = matches!(channel, Channel::Whatsapp | Channel::Email | Channel::Letter);
        let mut wish = Wish::default();
        let (known, number, said, agent) = self.facts(|facts| {
            let thanks = facts.situation == Situation::Fixed;
            let agent = facts.agent().filter(|_| thanks);
            (facts.account().is_some(), facts.has_number(), facts.explanation(), agent)
        });
        if channel == Channel::X && !known {
            wish.handle = self.handle()?;
        }
        if private && number {
            wish.number = self.number()?;
        }
        if let Some(said) = said.filter(|_| private && agent.is_none()) {
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
    fn own(&mut self, channel: Channel) -> Result<Option<String>> {
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

    /// Asks whether it was sent, writes that down, and says what comes after it.
    fn sent(&mut self, channel: Channel, about: Situation, now: &jiff::Zoned) -> Result<()> {
        if channel == Channel::Employer {
            return Ok(());
        }
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
        if matches!(about, Situation::Fixed | Situation::Kept) {
            self.line(texts.get("followup.sent.thanks"));
            return Ok(());
        }
        let until = moment::speak(&Moment::exact(until), Style::Full, self.lang(), now);
        let step = self.beside(|say| say.ladder.next.say(self.lang()));
        self.line(&texts.fill("followup.sent.noted", &[("until", &until), ("step", step)]));
        Ok(())
    }
}

/// What can have become of it, as keys and the texts that are shown.
fn choices(facts: &Facts<'_>, situation: Situation) -> Vec<(&'static str, &'static str)> {
    let promised = facts.case.promise().is_some();
    let visit = facts.promises_visit();
    let billed = !matches!(facts.service.as_str(), "bank" | "other");
    let working = situation == Situation::Fixed;
    let came = if visit { "followup.news.came" } else { "followup.news.kept" };
    let missed = if visit { "followup.news.not-came" } else { "followup.news.missed" };
    let all = [
        ("kept", came, !working),
        ("missed", missed, promised && !working),
        ("moved", "followup.news.moved", promised && !working),
        ("closed", "followup.news.closed", true),
        ("fixed", "followup.news.fixed", true),
        ("broken", "followup.news.broken", true),
        ("paid", "followup.news.paid", billed && !working),
        ("nothing", "followup.news.nothing", true),
    ];
    all.into_iter().filter(|(.., fits)| *fits).map(|(key, text, _)| (key, text)).collect()
}

/// TONE: every word that the person types into a text passes here, and nowhere else.
fn toned(words: String, lang: Lang) -> String {
    let _ = lang;
    words
}
