//! What happened around the calls, line by line in its order.
//!
//! Pure. Nothing personal is in it for public readers, and the agent's name for nobody.

use super::{Reader, Source};
use crate::case::{Case, Promise, Refusal, Standing};
use crate::lang::{Catalogue, Lang};
use crate::moment::{self, Grain, Moment, Style};
use crate::session::pending::a_day_after;
use crate::session::{Event, Turn};

/// Returns one line for each call, explanation, promise, refusal and turn, the oldest first.
pub(super) fn lines(source: &Source<'_>) -> Vec<String> {
    let case = Case::of(source.entries);
    let texts = Catalogue::of(source.lang);
    let mut teller = Teller { source, case: &case, texts, call: 0, promise: 0, refusal: 0 };
    source.entries.iter().flat_map(|entry| teller.lines(&entry.event, &entry.at)).collect()
}

struct Teller<'a> {
    source: &'a Source<'a>,
    case: &'a Case,
    texts: &'static Catalogue,
    /// How many calls, promises and refusals were told.
    call: usize,
    promise: usize,
    refusal: usize,
}

impl Teller<'_> {
    fn lines(&mut self, event: &Event, at: &jiff::Zoned) -> Vec<String> {
        match event {
            // What is noted later about the same call is told with it.
            Event::Ticket { .. }
                if self.case.calls.get(self.call).is_some_and(|it| it.at == *at) =>
            {
                self.call += 1;
                self.called(self.call - 1)
            }
            Event::Promise { .. } => {
                self.promise += 1;
                self.promised(self.promise - 1).into_iter().collect()
            }
            Event::Refused { .. } => {
                self.refusal += 1;
                let refusal = self.case.refusals.get(self.refusal - 1);
                refusal.map(|refusal| self.refused(refusal)).into_iter().collect()
            }
            Event::Terms { told, charge } => {
                let said = [("summary.told-by", told), ("summary.charge", charge)];
                let said = said.into_iter().filter_map(|(key, said)| {
                    let said = self.words(said.as_deref()?)?;
                    Some(self.texts.fill(key, &[("said", said.trim_end_matches('.'))]))
                });
                said.collect()
            }
            Event::Became { turn, when } => {
                let when = when.clone().unwrap_or_else(|| Moment::exact(at.clone()));
                vec![self.stamped(turned(*turn), &when)]
            }
            Event::FollowedUp { to, .. } if to != "employer" => {
                vec![self.stamped("case.turn.asked", &Moment::exact(at.clone()))]
            }
            Event::Ticket { .. }
            | Event::FollowedUp { .. }
            | Event::Answered { .. }
            | Event::Skipped { .. }
            | Event::WentBack { .. }
            | Event::Noted { .. }
            | Event::Measured { .. }
            | Event::Verdict { .. }
            | Event::Summarised { .. }
            | Event::Language { .. }
            | Event::Place { .. }
            | Event::Restarting { .. }
            | Event::Sighted { .. }
            | Event::Withdrawn { .. }
            | Event::Finished => Vec::new(),
        }
    }

    fn stamped(&self, key: &str, when: &Moment) -> String {
        let when = moment::speak(when, Style::Dated, self.source.lang, self.source.now);
        self.texts.fill(key, &[("when", &when)])
    }

    /// Returns the person's own words, for those who may see them.
    fn words(&self, words: &str) -> Option<String> {
        let open = self.source.reader != Reader::Public;
        open.then(|| super::without_agents(self.source, words).trim().to_owned())
            .filter(|words| !words.is_empty())
    }

    fn called(&self, place: usize) -> Vec<String> {
        let Some(call) = self.case.calls.get(place) else { return Vec::new() };
        let noted = super::stamp(&call.at, self.source);
        let number = call.number.as_deref().map(|number| super::ticket_number(self.source, number));
        let reason = call
            .reason
            .as_deref()
            .and_then(|key| super::report::text_of(self.texts, &format!("summary.reason-{key}")));
        let mut said = match (&number, &reason) {
            (Some(number), _) => {
                self.texts.fill("summary.ticket", &[("number", number), ("noted", &noted)])
            }
            (None, Some(reason)) => {
                self.texts.fill("summary.no-ticket", &[("reason", reason), ("noted", &noted)])
            }
            (None, None) => self.texts.fill("summary.called", &[("noted", &noted)]),
        };
        if place + 1 == self.case.calls.len() {
            said = self.next(&said, call.reason.as_deref(), &call.at).unwrap_or(said);
        }
        let explained = call.explanation.as_deref().and_then(|said| self.words(said));
        let explained =
            explained.map(|said| self.texts.fill("summary.explained", &[("said", &said)]));
        std::iter::once(said).chain(explained).collect()
    }

    /// Adds the next step with its day to why there is no number, while nothing else was said since.
    fn next(&self, said: &str, reason: Option<&str>, at: &jiff::Zoned) -> Option<String> {
        let step = super::report::text_of(self.texts, &format!("case.next-{}", reason?))?;
        let due = self.case.quiet_until(self.source.now).cloned();
        if self.case.turns.iter().any(|(_, when)| when.end() >= *at) {
            return None;
        }
        let due = match reason {
            Some("dropped") => Moment { grain: Grain::Day, ..Moment::exact(at.clone()) },
            _ => due.or_else(|| self.case.fair_wait()).unwrap_or_else(|| a_day_after(at)),
        };
        let when = moment::speak(&due, Style::Full, self.source.lang, self.source.now);
        Some(self.texts.fill("case.next", &[("said", said), ("when", &when), ("step", &step)]))
    }

    fn promised(&self, place: usize) -> Option<String> {
        let promise: &Promise = self.case.promises.get(place)?;
        let (lang, now) = (self.source.lang, self.source.now);
        let standing = self.case.standing(place, now);
        let when = promise.due.as_ref().map(|due| when(promise, due, (lang, now)));
        let at = when.as_ref().map(|when| self.texts.fill("case.at", &[("when", when)]));
        let what = self.words(promise.what.trim_end_matches(['.', ' ']));
        let what = what.map(|what| self.texts.fill("case.what", &[("what", &what)]));
        let key = match (standing, &when) {
            (Standing::Past, None) => "case.promise-past".to_owned(),
            _ => format!("case.promise-{}", standing.key()),
        };
        let [what, at, when] = [what, at, when].map(Option::unwrap_or_default);
        Some(self.texts.fill(&key, &[("what", &what), ("at", &at), ("when", &when)]))
    }

    fn refused(&self, refusal: &Refusal) -> String {
        let noted = super::stamp(&refusal.at, self.source);
        let Some(what) = self.words(&refusal.what) else {
            return self.texts.fill("case.refused-something", &[("noted", &noted)]);
        };
        let mut said = self.texts.fill("case.refused", &[("what", &what), ("noted", &noted)]);
        for (key, name, words) in
            [("case.rule", "rule", &refusal.rule), ("case.decides", "decides", &refusal.decides)]
        {
            if let Some(words) = words.as_deref().and_then(|words| self.words(words)) {
                said = format!("{said} {}", self.texts.fill(key, &[(name, &words)]));
            }
        }
        said
    }
}

/// Says when something was promised for: in a window, or by when.
pub(super) fn when(promise: &Promise, due: &Moment, (lang, now): (Lang, &jiff::Zoned)) -> String {
    let when = moment::speak_window(promise.from.as_ref(), due, lang, now);
    match promise.from {
        Some(_) => when,
        None => Catalogue::of(lang).fill("case.by", &[("when", &when)]),
    }
}

fn turned(turn: Turn) -> &'static str {
    match turn {
        Turn::Kept => "case.turn.kept",
        Turn::Missed => "case.turn.missed",
        Turn::Closed => "case.turn.closed",
        Turn::Fixed => "case.turn.fixed",
        Turn::Broken => "case.turn.broken",
        Turn::Paid => "case.turn.paid",
    }
}
