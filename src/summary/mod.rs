//! The summary: one model, built once from a session, rendered many ways.
//!
//! Pure and deterministic: the hour of the greeting and the reader's zone are passed in. Nothing is said
//! that was not answered or seen, and what the program saw is told apart from what the person saw.

mod asked;
mod budget;
pub mod companion;
mod finding;
mod handover;
mod history;
mod json;
mod markdown;
pub mod message;
mod own;
pub mod phrases;
mod private;
mod promised;
pub mod qr;
mod report;
mod restart;
mod script;
#[cfg(test)]
pub(crate) mod tests;
mod text;
mod voice;

pub use finding::Finding;
pub use json::json;
pub use markdown::markdown;
pub use message::{Message, message};
pub use private::{mask, personal, without_agents};
pub use promised::understood;
pub use restart::RestartReport;
pub use script::{entries, script};
pub use text::{result_text, text};

use jiff::Zoned;
use serde::Serialize;

use crate::case::Case;
use crate::checklist::providers::Chosen;
use crate::checklist::slots::{self, Part};
use crate::checklist::{Slot, Style};
use crate::engine::{State, Walk};
use crate::lang::Lang;
use crate::moment::{self, Moment};
use crate::session::{Entry, Event, Header, Turn};
use phrases::{Known, Phrases};
use private::ticket_number;
use voice::Voice;

/// For whom a summary is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reader {
    /// The person: everything.
    Me,
    /// The provider: everything but notes and the agent's name.
    Provider,
    /// Anybody: nothing personal, no free text.
    Public,
}

/// What a summary is made from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The walk through the list.
    pub walk: &'a Walk<'a>,
    /// The session's header.
    pub header: &'a Header,
    /// The session's events.
    pub entries: &'a [Entry],
    /// The present moment, in the reader's zone.
    pub now: &'a Zoned,
    /// The language.
    pub lang: Lang,
    /// For whom it is.
    pub reader: Reader,
    /// Whose customer the person is, where that is known.
    pub provider: Option<Chosen<'a>>,
}

/// Everything that a session comes to, ready to be rendered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// The language that it is written in.
    pub lang: Lang,
    /// For whom it is written.
    pub reader: Reader,
    /// Whether it is a technician's note for whoever goes on, and no script for a call.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub handover: bool,
    /// The list's title.
    pub title: String,
    /// When the session began, in words.
    pub began: String,
    /// What it is; none while no outcome holds.
    pub finding: Option<Finding>,
    /// What to know before dialling, where the provider is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Before>,
    /// The first sentence, up to the stop.
    pub greeting: String,
    /// What is read out after the stop, the request last.
    pub opening: Vec<Sentence>,
    /// What is read out where the agent wants details.
    pub details: Vec<Sentence>,
    /// What is said only where the agent asks.
    pub asked: Vec<Pair>,
    /// What the agent may say, and what to answer.
    pub replies: Vec<Pair>,
    /// What is read back before hanging up.
    pub closing: Vec<String>,
    /// What is never told to anybody.
    pub never: String,
    /// How long the opening takes to read, in seconds.
    pub opening_s: u32,
    /// How long the details take to read, in seconds.
    pub details_s: u32,
    /// What the program saw, one sentence each, with its hour.
    pub seen: Vec<String>,
    /// What became of each step, part by part.
    pub parts: Vec<ReportPart>,
    /// Tickets, or the reasons why there is none.
    pub tickets: Vec<Ticket>,
    /// What was promised.
    pub promises: Vec<Promise>,
    /// What was refused.
    pub refusals: Vec<Refusal>,
    /// What else was settled in calls.
    pub terms: Vec<Terms>,
    /// What the person said has become of it.
    pub turns: Vec<Became>,
    /// All of that in words and in its order; machines have it in parts, above.
    #[serde(skip)]
    pub history: Vec<String>,
    /// When the person said that it works again, before anybody was called, in words.
    pub back: Option<String>,
}

/// What to know before dialling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Before {
    /// The provider's name.
    pub provider: String,
    /// How it is reached and what it calls the customer number, each as sure as it is.
    pub lines: Vec<String>,
}

/// A sentence about one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// What it is about; none for what the program saw, and for the request.
    pub about: Option<Slot>,
    /// The sentence.
    pub say: String,
}

/// Two texts that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// The question, or the agent's sentence.
    pub label: String,
    /// The answer.
    pub say: String,
}

/// One part of the list with what became of its steps.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReportPart {
    /// The part's title.
    pub title: String,
    /// The steps that were shown.
    pub steps: Vec<ReportStep>,
}

/// What became of one step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReportStep {
    /// The step's key.
    pub key: String,
    /// The question.
    pub ask: String,
    /// How it ended: `done`, `skipped`, `could-not`, `not-applicable`, `not-reached`.
    pub state: &'static str,
    /// The answer in words; none where there is none, or where this reader may not see it.
    pub answer: Option<String>,
    /// Whether there is an answer that this reader may not see.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
    /// Why there is no answer, in the person's words.
    pub why: Option<String>,
    /// The person's note.
    pub note: Option<String>,
    /// When it ended, in RFC 9557 form.
    pub at: Option<String>,
    /// What a restart came to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restart: Option<RestartReport>,
}

/// A ticket, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ticket {
    /// The number as given.
    pub number: Option<String>,
    /// Why there is none, in words.
    pub reason: Option<String>,
    /// What the agent explained, in the person's words.
    pub explanation: Option<String>,
    /// When it was noted, in words.
    pub noted: String,
}

/// A promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Promise {
    /// What, in the person's words.
    pub what: String,
    /// Until when no further call is needed, in words.
    pub until: Option<String>,
    /// The same in RFC 9557 form.
    pub due: Option<String>,
    /// How it stands: `waiting`, `now`, `due`, `open`, `kept`, `missed`, `past`.
    pub state: &'static str,
}

/// How one is told and what it costs, in the person's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Terms {
    /// How one is told.
    pub told: Option<String>,
    /// The charge that was named.
    pub charge: Option<String>,
    /// When it was noted, in words.
    pub noted: String,
}

/// Something that was refused, in the person's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// What; none where this reader may not see it.
    pub what: Option<String>,
    /// The rule that was given for it.
    pub rule: Option<String>,
    /// Who can decide.
    pub decides: Option<String>,
    /// When it was noted, in words.
    pub noted: String,
}

/// What the person said has become of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Became {
    /// What.
    pub turn: Turn,
    /// When, in RFC 9557 form.
    pub at: String,
}

/// Builds the summary of a session.
pub fn build(source: &Source<'_>) -> Summary {
    let voice = Voice::new(source);
    let case = Case::of(source.entries);
    if source.walk.list().style == Style::DoConfirm {
        return handover::build(source, &voice, &case);
    }
    let finding = finding::find(source, &voice);
    let seen = finding::seen(source, &voice);
    let known = known(source, &voice, finding.as_ref(), &seen);
    let greeting = in_words(source, &Phrases::builtin().greet(&known, source.lang));
    let request = finding.as_ref().and_then(|finding| {
        let again = own::request(source, &case).filter(|_| finding.call);
        again.or_else(|| finding.spoken_request.clone())
    });
    let told = budget::arrange(&budget::Material {
        greeting: &greeting,
        opening: candidates(source.walk, &voice, Part::Opening),
        details: details(source, &voice, finding.as_ref(), &seen),
        seen: seen.first().map(String::as_str),
        request,
    });
    let words =
        |all: &[Sentence]| all.iter().map(|said| crate::spoken::spoken_words(&said.say)).sum();
    let opening_words: usize = words(&told.opening);
    let details_words: usize = words(&told.details);
    Summary {
        lang: source.lang,
        reader: source.reader,
        handover: false,
        title: crate::safe::line(source.walk.list().title.get(source.lang)).into_owned(),
        began: stamp(&source.header.at, source),
        asked: asked::pairs(source, &voice, &told),
        replies: replies(&known, source.lang),
        closing: closing(&known, source.lang),
        before: before(source),
        never: Phrases::builtin().never.say.get(source.lang).to_owned(),
        opening_s: crate::spoken::seconds(opening_words + crate::spoken::spoken_words(&greeting)),
        details_s: crate::spoken::seconds(details_words),
        greeting,
        opening: told.opening,
        details: told.details,
        seen,
        finding,
        parts: report::parts(source, &voice),
        tickets: report::tickets(source, &case),
        promises: report::promises(source, &case),
        refusals: report::refusals(source, &case),
        terms: report::terms(source, &case),
        turns: report::turns(&case),
        history: history::lines(source),
        back: report::back(source),
    }
}

/// Says what to know before dialling.
fn before(source: &Source<'_>) -> Option<Before> {
    let row = source.provider?.row;
    let lines = row.before_dialling(source.lang);
    Some(Before { provider: row.name.clone(), lines })
}

/// Puts the provider's own word for the customer number in the place of the program's.
fn in_words(source: &Source<'_>, said: &str) -> String {
    let own = source.provider.map(|provider| provider.in_words(said, source.lang));
    own.unwrap_or_else(|| said.to_owned())
}

/// Says when something was written down: date with year, hour, zone.
fn stamp(at: &Zoned, source: &Source<'_>) -> String {
    moment::speak(&Moment::exact(at.clone()), moment::Style::Dated, source.lang, source.now)
}

/// Collects what the phrases may put in.
fn known(
    source: &Source<'_>,
    voice: &Voice<'_>,
    finding: Option<&Finding>,
    seen: &[String],
) -> Known {
    let service = source.walk.list().service.clone();
    let mut known = Known { service, ..Known::default() };
    let mut put = |name: &str, text: Option<String>| {
        if let Some(text) = text {
            known.texts.insert(name.to_owned(), text);
        }
    };
    put("hello", Some(moment::greeting(source.now, source.lang).to_owned()));
    put("name", voice.value(Slot::Name));
    put("holder", voice.value(Slot::Holder));
    put("number", voice.value(Slot::CustomerNumber));
    put("line", voice.value(Slot::LineNumber));
    put("account", voice.value(Slot::AccountNumber));
    put("since", voice.since());
    put("seen", seen.first().cloned());
    put("note", finding.and_then(|finding| finding.ticket_note.clone()));
    for slot in [Slot::Symptom, Slot::Lights, Slot::Restart, Slot::EarlierReport, Slot::Bill] {
        put(slot.name(), best(source.walk, voice, slot));
    }
    if source.reader == Reader::Public {
        put("withheld", Some(String::new()));
    }
    for slot in Slot::ALL {
        if let Some(option) = voice.chosen(*slot) {
            known.options.insert(slot.name().to_owned(), option.to_owned());
        }
    }
    if let Some(own) = own::own_ticket(source) {
        let option = if own.numbered { "with-number" } else { "without-number" };
        let slot = Slot::EarlierReport.name();
        known.options.insert(slot.to_owned(), option.to_owned());
        known.texts.insert(slot.to_owned(), own.say);
    }
    known
}

/// Joins the best sentence of every step about a slot.
fn best(walk: &Walk<'_>, voice: &Voice<'_>, slot: Slot) -> Option<String> {
    let all = (0..walk.len()).filter_map(|at| voice.sentences(at, slot).into_iter().next());
    let said: Vec<_> = all.collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// What can be said in one part of the script: for each step and slot the sentences, the best first.
fn candidates(walk: &Walk<'_>, voice: &Voice<'_>, part: Part) -> Vec<(Slot, Vec<String>)> {
    let mut all = Vec::new();
    for spec in slots::in_order().filter(|spec| spec.part == part) {
        for at in 0..walk.len() {
            let sentences = voice.sentences(at, spec.slot);
            if !sentences.is_empty() {
                all.push((spec.slot, sentences));
            }
        }
    }
    all
}

/// The details: what the lists say, what the program saw after the first of them, what would do instead.
fn details(
    source: &Source<'_>,
    voice: &Voice<'_>,
    finding: Option<&Finding>,
    seen: &[String],
) -> Vec<Sentence> {
    let listed = candidates(source.walk, voice, Part::Details).into_iter();
    let mut all: Vec<_> = listed
        .filter_map(|(slot, sentences)| {
            Some(Sentence { about: Some(slot), say: sentences.into_iter().next()? })
        })
        .collect();
    let place = usize::from(!all.is_empty());
    all.splice(
        place..place,
        seen.iter().take(1).map(|say| Sentence { about: None, say: say.clone() }),
    );
    let place = all.len().min(2);
    let restarts = (0..source.walk.len()).flat_map(|at| {
        let said = restart::said(source, voice, at).into_iter();
        said.chain(restart::told(source, voice, at))
    });
    all.splice(place..place, restarts.map(|say| Sentence { about: None, say }));
    if let Some(say) = finding.and_then(|finding| finding.spoken_alternative.clone()) {
        all.push(Sentence { about: None, say });
    }
    all
}

fn replies(known: &Known, lang: Lang) -> Vec<Pair> {
    let all = Phrases::builtin().reply.iter().filter(|reply| !reply.aside);
    let all = all.filter(|reply| reply.service.holds(&known.service));
    all.filter_map(|reply| {
        let label = reply.agent.get(lang).to_owned();
        Some(Pair { label, say: reply.answer(known, lang)? })
    })
    .collect()
}

fn closing(known: &Known, lang: Lang) -> Vec<String> {
    let all = Phrases::builtin().closing.iter();
    let all = all.filter(|closing| closing.service.holds(&known.service));
    all.filter_map(|closing| known.fill(closing.say.get(lang))).collect()
}

/// Returns the word for a step's state in machine-readable forms.
fn state_name(state: State) -> &'static str {
    match state {
        State::Done => "done",
        State::Skipped => "skipped",
        State::CouldNot => "could-not",
        State::NotApplicable => "not-applicable",
        State::Hidden => "hidden",
        State::NotReached => "not-reached",
    }
}

/// Returns until when no call is needed: the end of the promise that counts, while that lies ahead.
pub fn quiet_until<'a>(entries: &'a [Entry], now: &Zoned) -> Option<&'a Moment> {
    let case = Case::of(entries);
    let until = case.quiet_until(now)?;
    entries.iter().rev().find_map(|entry| {
        let Event::Promise { due, .. } = &entry.event else { return None };
        due.as_ref().filter(|due| *due == until)
    })
}
