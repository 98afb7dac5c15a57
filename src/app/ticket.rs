//! `ticket`: writes down what a call came to, and says until when no other is needed.
//!
//! Edge.

use super::Printer;
use super::due::until;
use super::reach::Reach;
use super::show::chosen;
use super::walk::Kept;
use super::world::World;
use crate::case::{Case, Situation, Told, news};
use crate::cli::{NoNumber, Ticket};
use crate::engine::Walk;
use crate::error::{Error, Exit, Result};
use crate::lang::{Catalogue, Lang};
use crate::moment::{self, Moment, Style};
use crate::safe;
use crate::session::{Answer, Event};
use crate::spoken::{self, SecretKind, Spelling};
use crate::store::{Recorder, SessionId};
use crate::ui::output;

/// The shortest and the longest ticket number that is nothing unusual, in letters and digits.
const USUAL: std::ops::RangeInclusive<usize> = 4..=30;

/// Writes a number, or why there is none, and what was promised, into a session.
pub(super) fn run(world: World<'_>, asked: &Ticket, results: &mut Printer) -> Result<Exit> {
    check(world, asked)?;
    let store = world.store()?;
    let id = chosen(world, &store)?;
    let explain = |error: crate::store::OpenError| error.explain(world.lang);
    let (recorder, resumed) = Recorder::resume(&store, &id).map_err(explain)?;
    let session = resumed.session;
    let source = world.parse(id.as_str(), session.snapshot)?;
    let clock = world.env.clock.as_ref();
    let mut kept = Kept::new(recorder, session.header, session.entries, clock);
    let told = Told {
        number: asked.number.as_deref().map(str::trim),
        reason: asked.none.map(NoNumber::key),
        promises: &asked.promise,
        explanation: words(asked.note.as_ref()),
        told: words(asked.told.as_ref()),
        charge: words(asked.charge.as_ref()),
        agent: words(asked.agent.as_ref()),
    };
    let mut new = news(&kept.entries, &told, &clock.now());
    let fresh = !new.is_empty();
    let audience = source.list.style.audience();
    let only_call = Walk::replay(&source.list, "", audience, &kept.entries).current().is_none();
    // Where only the call was left, the run has reached its end.
    if only_call && !kept.is_finished() && asked.none != Some(NoNumber::Dropped) {
        new.push(Event::Finished);
    }
    let mut troubles: Vec<_> = resumed.trouble.into_iter().collect();
    for event in new {
        troubles.extend(kept.record(event).1);
    }
    let reach = Reach::of(world, &store);
    let walk = Walk::replay(&source.list, "", audience, &kept.entries);
    let told = Page { world, kept: &kept, reach: &reach, id: &id, asked, fresh };
    for warning in told.warnings(&walk) {
        output::remark(&warning);
    }
    results.page(&told.lines(source.list.title.get(world.lang)).join("\n"))?;
    troubles.into_iter().next().map_or(Ok(Exit::Done), |trouble| Err(trouble.explain(world.lang)))
}

/// Returns what was typed, unless that is nothing.
fn words(typed: Option<&String>) -> Option<&str> {
    typed.map(|typed| typed.trim()).filter(|typed| !typed.is_empty())
}

impl NoNumber {
    /// Returns the key under which logs and texts know it.
    fn key(self) -> &'static str {
        match self {
            Self::AreaOutage => "area-outage",
            Self::ByMessage => "by-message",
            Self::NotGiven => "not-given",
            Self::Dropped => "dropped",
        }
    }
}

/// Refuses what cannot be written down, before anything is.
fn check(world: World<'_>, asked: &Ticket) -> Result<()> {
    let texts = world.texts();
    if world.common.no_save {
        return Err(Error::usage(texts.get("ticket.unsaved")));
    }
    if asked.number.as_deref().is_some_and(|number| number.trim().is_empty()) {
        let empty = Error::usage(texts.get("ticket.empty"));
        return Err(empty.hint(texts.get("ticket.empty-hint")));
    }
    let secret = typed(asked).filter_map(spoken::looks_secret).any(SecretKind::is_certain);
    if secret { Err(Error::usage(texts.get("walk.secret"))) } else { Ok(()) }
}

/// Iterates over everything that was typed.
fn typed(asked: &Ticket) -> impl Iterator<Item = &str> {
    let texts = [&asked.number, &asked.note, &asked.told, &asked.charge, &asked.agent];
    let texts = texts.into_iter().flatten();
    texts.chain(&asked.promise).map(String::as_str)
}

/// What is printed.
struct Page<'a> {
    world: World<'a>,
    kept: &'a Kept<'a>,
    reach: &'a Reach,
    id: &'a SessionId,
    asked: &'a Ticket,
    /// Whether anything was new.
    fresh: bool,
}

impl Page<'_> {
    fn texts(&self) -> &'static Catalogue {
        self.world.texts()
    }

    fn lang(&self) -> Lang {
        self.world.lang
    }

    /// Says a moment with its weekday and zone.
    fn full(&self, moment: &Moment) -> String {
        moment::speak(moment, Style::Full, self.lang(), &self.kept.clock().now())
    }

    /// Everything, the session first and the next step last.
    fn lines(&self, title: &str) -> Vec<String> {
        let case = Case::of(&self.kept.entries);
        let began = Moment::exact(self.kept.header.at.clone());
        let began = self.full(&began);
        let values = [("title", title), ("began", &began), ("id", self.id.as_str())];
        let head = if self.fresh { "ticket.recorded" } else { "ticket.known" };
        let mut lines = vec![self.texts().fill("ticket.session", &values), String::new()];
        lines.push(self.texts().get(head).to_owned());
        lines.extend(self.recorded(&case).into_iter().map(|line| format!("  {line}")));
        lines.push(String::new());
        lines.extend(self.next_step(&case));
        lines
    }

    /// Says what was written down, as it is read back to the agent.
    fn recorded(&self, case: &Case) -> Vec<String> {
        let (texts, lang) = (self.texts(), self.lang());
        let mut lines = Vec::new();
        if let Some(number) = self.asked.number.as_deref().map(str::trim) {
            lines.push(texts.fill("ticket.number", &[("number", &safe::line(number))]));
            lines.extend(self.read_back(number));
        }
        if let Some(none) = self.asked.none {
            let reason = texts.get(reason(none));
            lines.push(texts.fill("ticket.none", &[("reason", reason)]));
        }
        let now = self.kept.clock().now();
        for typed in self.asked.promise.iter().map(|typed| typed.trim()) {
            lines.push(texts.fill("ticket.promise", &[("what", &safe::line(typed))]));
            let noted = case.promises.iter().rev().find(|promise| promise.what == typed);
            let understood = noted.map(|promise| crate::summary::understood(promise, lang, &now));
            lines.extend(understood.into_iter().flatten().map(|line| format!("  {line}")));
        }
        if let Some(note) = &self.asked.note {
            lines.push(texts.fill("ticket.note", &[("note", &safe::line(note.trim()))]));
        }
        for (key, said) in
            [("ticket.told", &self.asked.told), ("ticket.charge", &self.asked.charge)]
        {
            let said = words(said.as_ref()).map(safe::line);
            lines.extend(said.map(|said| texts.fill(key, &[("said", &said)])));
        }
        lines.extend(self.asked.agent.iter().map(|_| texts.get("ticket.agent").to_owned()));
        lines
    }

    /// Says a number in groups, and letter by letter where it has letters.
    fn read_back(&self, number: &str) -> Vec<String> {
        let (texts, lang) = (self.texts(), self.lang());
        let number = safe::line(number);
        if number.chars().count() > *USUAL.end() {
            return Vec::new();
        }
        let (groups, count) =
            (spoken::group_digits(&number), spoken::count_letters_digits(&number, lang));
        let values = [("groups", &*groups), ("count", &count)];
        let mut lines = vec![texts.fill("ticket.read-back", &values)];
        if number.chars().any(|c| !c.is_ascii_digit()) {
            let spelt = spoken::spell(&number, lang, Spelling::Local);
            lines.push(texts.fill("ticket.spelt", &[("spelt", &spelt)]));
        }
        lines
    }

    /// Says until when no call is needed, and what comes then.
    fn next_step(&self, case: &Case) -> Vec<String> {
        let (texts, now) = (self.texts(), self.kept.clock().now());
        let followup = self.reach.naming("followup", self.id, false);
        let Some(call) = case.calls.last() else { return Vec::new() };
        let Some(a_day) = case.fair_wait() else { return Vec::new() };
        match case.situation(&now) {
            Situation::CallDropped => {
                let show = self.reach.naming("show", self.id, false);
                let when = self.full(&a_day);
                vec![
                    texts.fill("ticket.dropped", &[("when", &when)]),
                    texts.fill("ticket.dropped-script", &[("show", &show)]),
                ]
            }
            Situation::Waiting | Situation::DueNow => {
                let due = case.quiet_until(&now);
                let key = match (due, call.reason.as_deref(), case.ticket()) {
                    (Some(_), ..) => "ticket.quiet",
                    (None, Some("area-outage"), _) => "ticket.quiet-area-outage",
                    (None, Some("by-message"), _) => "ticket.quiet-by-message",
                    (None, _, Some(_)) => "ticket.quiet-number",
                    (None, ..) => "ticket.quiet-not-given",
                };
                let due = due.unwrap_or(&a_day);
                let (when, after) = (until(due, self.lang(), &now), self.full(&due.after()));
                let then = [("when", &*after), ("followup", &followup)];
                vec![texts.fill(key, &[("when", &when)]), texts.fill("ticket.then", &then)]
            }
            Situation::Fixed | Situation::NotCalled => Vec::new(),
            Situation::AreaOutage
            | Situation::NumberToCome
            | Situation::NoNumber
            | Situation::Overdue
            | Situation::Missed
            | Situation::Kept
            | Situation::Closed
            | Situation::ClosedNotFixed
            | Situation::BackAgain
            | Situation::NotFixed
            | Situation::PaidStillSuspended
            | Situation::NoWord => vec![texts.fill("ticket.due", &[("followup", &followup)])],
        }
    }

    /// Says what may be a slip; nothing is refused for it.
    fn warnings(&self, walk: &Walk<'_>) -> Vec<String> {
        let texts = self.texts();
        let forget = self.reach.forget(self.id);
        let number = self.asked.number.as_deref().map(str::trim);
        let kind = number.and_then(|number| match same_answer(walk, number) {
            Some(at) => {
                Some(texts.fill("ticket.warn-answer", &[("ask", &ask(walk, at, self.lang()))]))
            }
            None => doubt(number).map(|key| texts.fill(key, &[("forget", &forget)])),
        });
        let card = typed(self.asked).any(|text| spoken::looks_secret(text).is_some());
        let card = card && number.and_then(doubt) != Some("ticket.warn-nik");
        let card = card.then(|| texts.fill("ticket.warn-card", &[("forget", &forget)]));
        kind.into_iter().chain(card).collect()
    }
}

/// Returns the key of the words for why there is no number.
fn reason(none: NoNumber) -> &'static str {
    match none {
        NoNumber::AreaOutage => "summary.reason-area-outage",
        NoNumber::ByMessage => "summary.reason-by-message",
        NoNumber::NotGiven => "summary.reason-not-given",
        NoNumber::Dropped => "summary.reason-dropped",
    }
}

/// Finds the answer to which a number is the same, such as the customer number.
fn same_answer(walk: &Walk<'_>, number: &str) -> Option<usize> {
    let number = spoken::normalize_number(number).to_lowercase();
    let long = number.chars().count() >= *USUAL.start();
    let same = |at: &usize| {
        let said = walk.known(*at);
        matches!(said, Some(Answer::Text { text }) if
            spoken::normalize_number(text).to_lowercase() == number)
    };
    // The number of an earlier report may well be the number of this one.
    let report = |at: &usize| {
        let slot = walk.step(*at).and_then(|(_, step)| step.slot);
        slot == Some(crate::checklist::Slot::EarlierReport)
    };
    (0..walk.len()).filter(|_| long).find(|at| same(at) && !report(at))
}

fn ask(walk: &Walk<'_>, at: usize, lang: Lang) -> String {
    let ask = walk.step(at).map(|(_, step)| step.ask.get(lang)).unwrap_or_default();
    safe::line(ask).into_owned()
}

/// Returns the key of what is doubtful about a ticket number by its form alone.
///
/// # References
///
/// Indonesian numbers: mobile 08 and 8 to 11 digits, fixed lines an area code and 7 to 8 digits; an identity
/// number (NIK) has 16 digits.
fn doubt(number: &str) -> Option<&'static str> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let plain = number.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '+'));
    let national =
        number.strip_prefix("+62").map(|_| digits.strip_prefix("62").unwrap_or_default());
    let local = national.or_else(|| digits.strip_prefix('0'));
    let phone = local.is_some_and(|rest| match rest.bytes().next() {
        Some(b'8') => (9..=12).contains(&rest.len()),
        Some(b'2'..=b'7' | b'9') => (9..=11).contains(&rest.len()),
        _ => false,
    });
    let usual = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '.');
    if plain && digits.len() == 16 {
        Some("ticket.warn-nik")
    } else if plain && phone {
        Some("ticket.warn-phone")
    } else if !number.chars().all(usual) || !USUAL.contains(&number.chars().count()) {
        Some("ticket.warn-odd")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_likely_a_slip_is_doubted() {
        for (number, key) in [
            ("IN99887766", None),
            ("TT100200300", None),
            ("0012345", None),
            ("1-2/3.4", None),
            ("081200001234", Some("ticket.warn-phone")),
            ("+62 812-0000-1234", Some("ticket.warn-phone")),
            ("0215551234", Some("ticket.warn-phone")),
            ("3171234567890001", Some("ticket.warn-nik")),
            ("IN 99", Some("ticket.warn-odd")),
            ("12", Some("ticket.warn-odd")),
            ("№12345", Some("ticket.warn-odd")),
        ] {
            assert_eq!(doubt(number), key, "{number}");
            assert!(key.is_none_or(|key| Catalogue::of(Lang::Id).get(key) != key));
        }
    }
}
