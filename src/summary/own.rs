//! What the calls of this very session came to, for the agent who takes over: one sentence a call.
//!
//! Pure. What the person wrote is quoted, and cut where the sentence would grow too long to be read aloud;
//! who may not see it hears the rest.

use super::{Reader, Source};
use crate::case::{Call, Case, Promise, Situation};
use crate::lang::Catalogue;
use crate::moment::{self, Grain, Moment, Style};
use crate::session::Turn;
use crate::spoken;

/// The longest sentence about one call, in words.
pub(super) const WORDS: usize = 25;

/// Of how many calls is told, the newest first.
pub(super) const CALLS: usize = 3;

/// The fewest words of a quotation that say anything; a shorter one is given whole or not at all.
const QUOTED: usize = 2;

/// What the calls of this session came to.
pub(super) struct OwnTicket {
    /// Whether the newest has a number.
    pub numbered: bool,
    /// The number as given.
    pub number: Option<String>,
    /// The sentences for whoever takes over, the newest call first.
    pub say: String,
}

/// Returns what the calls of this session came to; none where there was no call.
pub(super) fn own_ticket(source: &Source<'_>) -> Option<OwnTicket> {
    let case = Case::of(source.entries);
    let newest = case.calls.last()?;
    let number = newest.number.as_deref().map(|number| super::ticket_number(source, number));
    let say = sentences(source, &case).join(" ");
    Some(OwnTicket { numbered: number.is_some(), number, say })
}

/// Returns what is asked for once there is a ticket: how it stands, or that it is opened again.
pub(super) fn request(source: &Source<'_>, case: &Case) -> Option<String> {
    let number = super::ticket_number(source, case.calls.last()?.number.as_deref()?);
    let key = match case.situation(source.now) {
        Situation::ClosedNotFixed | Situation::BackAgain => "next-agent.reopen",
        Situation::NotCalled
        | Situation::CallDropped
        | Situation::AreaOutage
        | Situation::NumberToCome
        | Situation::NoNumber
        | Situation::Waiting
        | Situation::DueNow
        | Situation::Overdue
        | Situation::Missed
        | Situation::Kept
        | Situation::Closed
        | Situation::NotFixed
        | Situation::PaidStillSuspended
        | Situation::Fixed
        | Situation::NoWord => "next-agent.check",
    };
    let texts = Catalogue::of(source.lang);
    Some(texts.fill(key, &[("number", &spoken::group_digits(&number))]))
}

/// One sentence a call, the newest first.
pub(super) fn sentences(source: &Source<'_>, case: &Case) -> Vec<String> {
    let teller = Teller { source, case, texts: Catalogue::of(source.lang) };
    let places = (0..case.calls.len()).rev().take(CALLS);
    places.filter_map(|place| teller.sentence(place)).collect()
}

struct Teller<'a> {
    source: &'a Source<'a>,
    case: &'a Case,
    texts: &'static Catalogue,
}

impl Teller<'_> {
    fn sentence(&self, place: usize) -> Option<String> {
        let call = self.case.calls.get(place)?;
        let head = self.head(call);
        let promise = self.of_call(place, &self.case.promises, |promise| &promise.at);
        let refusal = self.of_call(place, &self.case.refusals, |refusal| &refusal.at);
        let newest = place + 1 == self.case.calls.len();
        let became = promise.and_then(kept).or_else(|| self.turn().filter(|_| newest));
        let became = became.map(|key| self.texts.get(key).to_owned());
        let mut room = WORDS.saturating_sub(count(&head) + became.as_deref().map_or(0, count));
        let promised = promise.and_then(|promise| self.promised(promise, &mut room));
        // What was refused goes before what was explained, where there is no room for both.
        let open = self.source.reader != Reader::Public;
        let refused = refusal.filter(|_| open).map(|refusal| refusal.what.as_str());
        let refused = refused.and_then(|what| self.quoted("next-agent.refused", what, &mut room));
        let explained = call.explanation.as_deref().filter(|_| open);
        let explained =
            explained.and_then(|said| self.quoted("next-agent.explained", said, &mut room));
        let parts = [Some(head), explained, promised, refused, became];
        Some(parts.into_iter().flatten().collect::<Vec<_>>().join("; ") + ".")
    }

    /// The ticket or why there is none, and the day.
    fn head(&self, call: &Call) -> String {
        let day = Moment { grain: Grain::Day, ..Moment::exact(call.at.clone()) };
        let day = moment::speak(&day, Style::Full, self.source.lang, self.source.now);
        let number = call.number.as_deref().map(|number| {
            let parts: Vec<_> = number.split_whitespace().collect();
            let joint = if parts.len() > 4 { "" } else { " " };
            super::ticket_number(self.source, &parts.join(joint))
        });
        let reason = call.reason.as_deref().map(|reason| format!("next-agent.{reason}"));
        let known = reason.filter(|key| self.texts.get(key) != key);
        let key = match (&number, &known) {
            (Some(_), _) => "next-agent.number",
            (None, Some(key)) => key,
            (None, None) => "next-agent.called",
        };
        let values = [("number", number.as_deref().unwrap_or_default()), ("day", &day)];
        self.texts.fill(key, &values)
    }

    /// Returns the last of some events that belongs to a call.
    fn of_call<'e, T>(
        &self,
        place: usize,
        events: &'e [T],
        at: impl Fn(&T) -> &jiff::Zoned,
    ) -> Option<&'e T> {
        let (from, until) = (self.case.calls.get(place)?, self.case.calls.get(place + 1));
        let mine =
            |event: &&T| *at(event) >= from.at && until.is_none_or(|until| *at(event) < until.at);
        events.iter().rev().find(mine)
    }

    /// Says what was promised: the time before the words.
    fn promised(&self, promise: &Promise, room: &mut usize) -> Option<String> {
        let (lang, now) = (self.source.lang, self.source.now);
        let read = crate::case::read(&promise.what, promise.days.as_deref(), &promise.at);
        let what = if promise.due.is_some() { &read.what } else { &promise.what };
        let what = super::without_agents(self.source, what);
        let what = if self.source.reader == Reader::Public { "" } else { what.trim() };
        let Some(due) = &promise.due else {
            return self.quoted("next-agent.promised", what, room);
        };
        let when = super::history::when(promise, due, (lang, now));
        let bare = self.texts.fill("next-agent.promised-for", &[("when", &when)]);
        *room = room.checked_sub(count(&bare))?;
        let Some(what) = cut(what, *room) else { return Some(bare) };
        *room = room.saturating_sub(count(&what));
        Some(self.texts.fill("next-agent.promised-what-for", &[("what", &what), ("when", &when)]))
    }

    /// Puts a quotation into a part of a sentence, as far as there is room.
    fn quoted(&self, key: &str, words: &str, room: &mut usize) -> Option<String> {
        let around = count(&self.texts.fill(key, &[("what", "")]));
        let words = super::without_agents(self.source, words);
        let what = cut(&words, room.checked_sub(around)?)?;
        *room = room.saturating_sub(around + count(&what));
        Some(self.texts.fill(key, &[("what", &what)]))
    }

    /// Returns the key of what the person said last about the fault itself.
    fn turn(&self) -> Option<&'static str> {
        let call = self.case.calls.last()?;
        let (turn, when) = self.case.turns.last()?;
        let later = when.end() >= call.at;
        later.then_some(match turn {
            Turn::Kept => "next-agent.kept",
            Turn::Missed => "next-agent.missed",
            Turn::Closed => "next-agent.closed",
            Turn::Fixed => "next-agent.fixed",
            Turn::Broken => "next-agent.broken",
            Turn::Paid => "next-agent.paid",
        })
    }
}

fn kept(promise: &Promise) -> Option<&'static str> {
    promise.kept.map(|kept| if kept { "next-agent.kept" } else { "next-agent.missed" })
}

/// Counts words as they are parted by spaces.
pub(super) fn count(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Cuts a quotation to so many words; none where nothing is left of it.
pub(super) fn cut(words: &str, room: usize) -> Option<String> {
    let all: Vec<_> = words.split_whitespace().collect();
    let whole = all.len() <= room;
    let some = all.get(..room.min(all.len())).unwrap_or_default().join(" ");
    let some = some.trim_end_matches(['.', ',', ';', ':']);
    let says = !some.is_empty() && (whole || room >= QUOTED);
    says.then(|| format!("“{some}{}”", if whole { "" } else { "…" }))
}
