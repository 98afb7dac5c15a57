//! What has become of a fault: asked for where nobody said, and written down at once.
//!
//! Edge.

use jiff::Zoned;

use super::ask::Talk;
use crate::case::{self, Promise, Situation};
use crate::error::Result;
use crate::followup::{Facts, Fits};
use crate::moment::{self, Window};
use crate::session::pending::BY_MESSAGE;
use crate::session::{Event, Turn};
use crate::spoken::{SecretKind, looks_secret};

/// For how many hours what the person said last is taken to hold.
const FRESH: i64 = 12;

impl Talk<'_, '_> {
    /// Tells whether it is unknown what has become of it, or long since it was said.
    pub(super) fn asks(&self) -> bool {
        let now = self.desk.now();
        if self.beside(|say| say.answer().is_some()) {
            return false;
        }
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
    pub(super) fn news(&mut self) -> Result<()> {
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
            "number" => return self.number_came(),
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
            let Some(typed) = self.toned(typed)? else { continue };
            let said = self.window(&window);
            if self.yes(&texts.fill("followup.news.moved-is", &[("window", &said)]))? {
                let Window { from, due, .. } = window;
                let what = self.facts(|facts| moved(facts.case.promise(), &typed, &now));
                self.desk.record(Event::Promise { what, from, due: Some(due), days: None });
                self.line(texts.get("followup.news.noted"));
                return Ok(());
            }
        }
    }

    /// Takes the ticket number that has come; it belongs to the call that is known.
    fn number_came(&mut self) -> Result<()> {
        let texts = self.texts();
        loop {
            let Some(typed) = self.typed(texts.get("followup.news.number-ask"))? else {
                return Ok(());
            };
            if looks_secret(&typed).is_some_and(SecretKind::is_certain) {
                self.line(texts.get("followup.news.number-secret"));
                continue;
            }
            let typed = typed.trim().to_owned();
            let doubt = match self.facts(|facts| facts.as_ticket(&typed)) {
                Some(Fits::Well) => None,
                Some(Fits::LikeAPersons) => Some("followup.news.number-own"),
                None => Some("followup.news.number-odd"),
            };
            if let Some(doubt) = doubt
                && !self.yes(texts.get(doubt))?
            {
                continue;
            }
            let (number, reason) = (Some(typed), Some(BY_MESSAGE.to_owned()));
            self.desk.record(Event::Ticket { number, reason, explanation: None, agent: None });
            self.line(texts.get("followup.news.noted"));
            return Ok(());
        }
    }

    fn window(&self, window: &Window) -> String {
        let Window { from, due, .. } = window.clone();
        let (at, what) = (self.desk.now(), String::new());
        let promise = Promise { at, what, from, due: Some(due), days: None, kept: None };
        self.facts(|facts| facts.window(&promise, false)).unwrap_or_default()
    }
}

/// Returns the words of a promise that was moved: what it was about, with what was said of its new time.
fn moved(promise: Option<&Promise>, typed: &str, now: &Zoned) -> String {
    let own = !case::read(typed, None, now).what.is_empty();
    let before = promise.map(|promise| case::read(&promise.what, None, &promise.at).what);
    match before.filter(|before| !own && !before.is_empty()) {
        Some(before) => format!("{before}, {typed}"),
        None => typed.to_owned(),
    }
}

/// What can have become of it, as keys and the texts that are shown.
fn choices(facts: &Facts<'_>, situation: Situation) -> Vec<(&'static str, &'static str)> {
    let promised = facts.case.promise().is_some();
    let visit = facts.promises_visit();
    let billed = !matches!(facts.service.as_str(), "bank" | "other");
    let working = situation == Situation::Fixed;
    let passed = !matches!(situation, Situation::Waiting | Situation::DueNow);
    let came = if visit { "followup.news.came" } else { "followup.news.kept" };
    let missed = if visit { "followup.news.not-came" } else { "followup.news.missed" };
    let unnumbered = facts.case.ticket().is_none();
    let all = [
        ("number", "followup.news.number", unnumbered && !working),
        ("kept", came, !working),
        ("missed", missed, promised && passed && !working),
        ("moved", "followup.news.moved", promised && !working),
        ("closed", "followup.news.closed", true),
        ("fixed", "followup.news.fixed", true),
        ("broken", "followup.news.broken", true),
        ("paid", "followup.news.paid", billed && !working),
        ("nothing", "followup.news.nothing", true),
    ];
    all.into_iter().filter(|(.., fits)| *fits).map(|(key, text, _)| (key, text)).collect()
}
