//! What is known for a text: from the session's answers, its log, and the hour at which it is sent.
//!
//! Pure.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Zoned;

use super::data::Data;
use super::guard::{Guard, Withheld};
use super::{Shown, Wish, answers, told};
use crate::case::{Case, Promise, Situation};
use crate::checklist::Slot;
use crate::checklist::providers::ChannelKind;
use crate::cli::Channel;
use crate::diagnosis::Confidence;
use crate::lang::{Catalogue, Lang, fill};
use crate::moment::{self, Grain, Moment, Style};
use crate::safe;
use crate::session::Turn;
use crate::spoken::{mask_number, sanitise_public};
use crate::summary::{self, Reader, Summary};

/// The option of a [`Slot::Place`] step that says: somebody in another home is helped.
const ELSEWHERE: &str = "elsewhere";

/// Everything that a text may be made from.
pub struct Facts<'a> {
    /// What has become of the fault.
    pub case: Case,
    /// How it stands when the text is sent.
    pub situation: Situation,
    /// The service that it is about.
    pub service: String,
    pub(super) source: summary::Source<'a>,
    pub(super) summary: Summary,
    /// When each call of [`Facts::case`] was made, as exactly as is known.
    pub(super) called: Vec<Moment>,
    /// Whether the history is what the list was told of a report from elsewhere.
    told: bool,
    pub(super) guard: Guard,
}

/// What one text may say: sentences and values by name, and marks that hold.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) texts: BTreeMap<&'static str, String>,
    pub(super) marks: BTreeSet<&'static str>,
}

impl Known {
    /// Tells whether something is known, or holds.
    pub(super) fn has(&self, name: &str) -> bool {
        self.texts.contains_key(name) || self.marks.contains(name)
    }
}

impl<'a> Facts<'a> {
    /// Collects them. The source's present moment is when the text is sent; its reader does not matter.
    pub fn of(source: &summary::Source<'a>) -> Self {
        // Sentences with anything personal or any free text in them are not said to the public.
        let source = summary::Source { reader: Reader::Public, ..*source };
        let history = told::history(source.walk, source.lang);
        // Once the list is through, its log has what it was told.
        let untold = history.entries.iter().filter(|_| !history.is_in(source.entries));
        let case = Case::of(untold.chain(source.entries));
        let exact = case.calls.iter().map(|call| Moment::exact(call.at.clone()));
        let mut called: Vec<_> = exact.collect();
        let told = !history.entries.is_empty();
        if let (Some(first), Some(reported)) = (called.first_mut(), history.reported) {
            *first = reported;
        }
        let service = answers::option(source.walk, Slot::Service);
        let service = service.unwrap_or_else(|| source.walk.list().service.clone());
        let situation = case.situation(source.now);
        let summary = summary::build(&source);
        let guard = answers::guard(&source);
        Self { case, situation, service, source, summary, called, told, guard }
    }

    /// Returns the language.
    pub fn lang(&self) -> Lang {
        self.source.lang
    }

    /// Returns the ticket number, where it looks like one; in public only where it points to nobody.
    pub fn ticket(&self, public: bool) -> Option<String> {
        self.guard.ticket(self.case.ticket()?, public)
    }

    /// Returns the name of the provider's account on X and how sure it is; none where it is only rumoured.
    pub fn account(&self) -> Option<(&'a str, Confidence)> {
        let channels = self.source.provider?.row.channel.iter();
        let mut own = channels.filter(|channel| channel.kind == ChannelKind::X);
        own.find(|channel| channel.confidence != Confidence::Low)
            .map(|channel| (channel.at.as_str(), channel.confidence))
    }

    /// Tells whether the promise that counts now is a visit.
    pub fn promises_visit(&self) -> bool {
        self.promise().is_some_and(|promise| is_visit(&promise.what))
    }

    /// Tells whether the session knows a customer number.
    pub fn has_number(&self) -> bool {
        answers::text(self.source.walk, Slot::CustomerNumber).is_some()
    }

    /// Returns the first name of the agent of the newest call, where it was noted.
    pub fn agent(&self) -> Option<String> {
        Some(self.addressed()?.1)
    }

    /// Returns how that agent is addressed, as it was noted or else as the data has it, and the first name.
    fn addressed(&self) -> Option<(Option<String>, String)> {
        let data = Data::builtin();
        let mut words = self.guard.agents.last()?.split_whitespace();
        let first = words.next()?;
        let bare = first.trim_end_matches('.');
        let is_title = |title: &&String| title.to_lowercase() == bare.to_lowercase();
        let title = data.titles.values().flatten().find(is_title);
        let name = if title.is_some() { words.next()? } else { first };
        let usual = || data.address.exact(self.source.lang).map(ToOwned::to_owned);
        let title = title.cloned().or_else(usual);
        name.chars().all(char::is_alphabetic).then(|| (title, name.to_owned()))
    }

    /// Tells why own words stay out of a text, where so.
    pub fn withheld(&self, own: &str, channel: Channel) -> Option<Withheld> {
        let public = channel == Channel::X;
        let unmasked = matches!(channel, Channel::Email | Channel::Letter | Channel::Whatsapp);
        self.guard.withheld(own, self.ticket(public).as_deref(), !unmasked)
    }

    /// Returns what a text to a channel may say.
    pub(super) fn known(&self, channel: Channel, wish: &Wish, raise: bool) -> Known {
        let mut known = Known::default();
        self.basics(&mut known, channel, wish);
        self.times(&mut known, channel);
        self.persons(&mut known, channel, wish);
        let handled = self.case.turns.iter().any(|(turn, _)| *turn == Turn::Kept);
        let visit = self.promises_visit();
        let since = self.since().and_then(|since| since.start().checked_add(hours(24)).ok());
        let long = since.is_some_and(|day| day <= *self.source.now);
        let marks = [("handled", handled), ("visit", visit), ("long", long), ("raise", raise)];
        known.marks.extend(marks.into_iter().filter(|(_, holds)| *holds).map(|(name, _)| name));
        known
    }

    fn basics(&self, known: &mut Known, channel: Channel, wish: &Wish) {
        let (lang, data) = (self.source.lang, Data::builtin());
        let row = data.service.get(&self.service).or_else(|| data.service.get("other"));
        let own = data.address.exact(lang).map(ToOwned::to_owned);
        let service = row.map(|row| row.get(lang).to_owned());
        let whose = if self.is_helped() { &data.helped } else { &data.own };
        let mine = service.as_ref().map(|own| fill(whose.mine.get(lang), &[("service", own)]));
        known.put("mine", mine);
        known.put("at", Some(whose.at.get(lang).to_owned()));
        known.put("service", service);
        let provider = self.source.provider.map(|provider| provider.row.name.clone());
        let data_handle = || self.account().map(|(name, _)| name.to_owned());
        let handle = wish.handle.clone().or_else(data_handle);
        known.put("hello", Some(moment::greeting(self.source.now, lang).to_owned()));
        known.put("you", own);
        known.put("handle", handle.filter(|_| channel == Channel::X));
        known.put("ticket", self.ticket(matches!(channel, Channel::X | Channel::Employer)));
        known.put("provider", provider.filter(|name| !name.contains(',')));
        for (name, slot) in
            [("symptom", Slot::Symptom), ("lights", Slot::Lights), ("restart", Slot::Restart)]
        {
            // A list about an open ticket has sentences about the ticket, not about what was reported.
            known.put(name, self.sentence(slot).filter(|_| !self.told));
        }
    }

    fn times(&self, known: &mut Known, channel: Channel) {
        let day = |moment: &Moment| Moment { grain: Grain::Day, ..moment.clone() };
        let same_day = matches!(channel, Channel::X | Channel::Whatsapp);
        let promise = self.promise();
        let turned = self.case.turns.last().map(|(_, moment)| moment);
        known.put("since", self.since().map(|since| self.say(since)));
        known.put("since-day", self.since().map(|since| self.say(&day(since))));
        known.put("window", promise.and_then(|promise| self.window(promise, same_day)));
        known.put("deadline", promise.and_then(|it| it.due.as_ref()).map(|due| self.say(due)));
        known.put("called", self.reported().map(|called| self.say(&day(called))));
        known.put("turned", turned.map(|turned| self.say(turned)));
        let today = Moment { grain: Grain::Day, ..Moment::exact(self.source.now.clone()) };
        known.put("date", Some(self.speak(&today, Style::Dated)));
    }

    fn persons(&self, known: &mut Known, channel: Channel, wish: &Wish) {
        let private = matches!(channel, Channel::Whatsapp | Channel::Email | Channel::Letter);
        let typed = answers::text(self.source.walk, Slot::CustomerNumber).filter(|_| private);
        let number = typed.and_then(|typed| match wish.number {
            Shown::Nothing => None,
            Shown::Tail => {
                let masked = mask_number(&typed);
                let tail = Some(masked.trim_start_matches('…')).filter(|tail| !tail.is_empty());
                tail.map(|tail| self.texts().fill("followup.number-tail", &[("tail", tail)]))
            }
            Shown::Whole => Some(typed),
        });
        let signed = matches!(channel, Channel::Email | Channel::Letter);
        let thanks = self.situation == Situation::Fixed && wish.thank && private;
        let masked = |said: String| match channel {
            Channel::Whatsapp => sanitise_public(&said, self.ticket(false).as_deref()),
            Channel::X | Channel::Email | Channel::Letter | Channel::Employer => said,
        };
        let quoted = self.explanation().filter(|_| private && wish.explanation);
        let own = wish.own.as_deref().map(|own| safe::line(own).trim().to_owned());
        let own = own.filter(|own| !own.is_empty() && self.withheld(own, channel).is_none());
        let written = matches!(channel, Channel::Email | Channel::Letter);
        if let Some(refused) = wish.refusal.clone().filter(|_| written) {
            known.put("refused", Some(refused.what));
            known.put("rule", refused.rule);
            known.put("decides", refused.decides);
        }
        known.put("name", answers::text(self.source.walk, Slot::Name).filter(|_| signed));
        let named = self.addressed().filter(|_| thanks).map(|(title, name)| match title {
            Some(title) => format!("{title} {name}"),
            None => name,
        });
        known.put("first-name", named);
        let holder = answers::text(self.source.walk, Slot::Holder);
        known.put("holder", holder.filter(|_| private && number.is_some()));
        known.put("number", number);
        known.put("explanation", quoted.map(masked));
        known.put("own", own);
    }

    /// Returns the sentences that the summary has about a slot.
    fn sentence(&self, slot: Slot) -> Option<String> {
        let said = self.summary.opening.iter().chain(&self.summary.details);
        let own: Vec<_> =
            said.filter(|it| it.about == Some(slot)).map(|it| it.say.as_str()).collect();
        (!own.is_empty()).then(|| own.join(" "))
    }

    /// Returns when it began.
    pub(super) fn since(&self) -> Option<&'a Moment> {
        let walk = self.source.walk;
        [Slot::Since, Slot::Occurred].into_iter().find_map(|slot| answers::moment(walk, slot))
    }

    /// Returns the promise that a text is about.
    pub(super) fn promise(&self) -> Option<&Promise> {
        self.case.promise()
    }

    /// Tells whether the fault is in a home that the person helps from elsewhere.
    fn is_helped(&self) -> bool {
        answers::option(self.source.walk, Slot::Place).as_deref() == Some(ELSEWHERE)
    }

    /// Returns when it was reported: in the call that the ticket is from, else in the first.
    fn reported(&self) -> Option<&Moment> {
        let ticket = self.case.ticket();
        let calls = self.case.calls.iter().zip(&self.called);
        let mut own =
            calls.filter(|(call, _)| ticket.is_some() && call.number.as_deref() == ticket);
        own.next().map(|(_, called)| called).or_else(|| self.called.first())
    }

    pub(super) fn texts(&self) -> &'static Catalogue {
        Catalogue::of(self.source.lang)
    }

    /// Says a moment in full.
    pub(super) fn say(&self, moment: &Moment) -> String {
        self.speak(moment, Style::Full)
    }

    pub(super) fn speak(&self, moment: &Moment, style: Style) -> String {
        moment::speak(moment, style, self.source.lang, self.source.now)
    }
}

impl Known {
    fn put(&mut self, name: &'static str, text: Option<String>) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.texts.insert(name, text);
        }
    }
}

pub(super) fn hours(count: i64) -> jiff::Span {
    jiff::Span::new().hours(count)
}

/// Tells by its words whether a visit was promised.
pub(super) fn is_visit(what: &str) -> bool {
    let what = what.to_lowercase();
    Data::builtin().visit.iter().any(|word| what.contains(word.as_str()))
}

impl Facts<'_> {
    /// Returns until when nothing is due: the end of what was promised, or a fair wait after the report.
    pub fn quiet_until(&self, now: &Zoned) -> Option<Moment> {
        if let Some(due) = self.case.quiet_until(now) {
            return Some(due.clone());
        }
        let fair = self.case.fair_wait()?;
        (self.situation == Situation::Waiting && fair.end() > *now).then_some(fair)
    }
}
