//! The summary as a message to the provider: short lines of plain text, for a chat, a direct message or an e-mail.
//!
//! Pure. What the person typed freely is not in it: each such line is offered, and put in on the person's word
//! alone. For the public it is offered masked; lines about health, or with a secret, are not offered at all.

use super::private::{mask, without_agents};
use super::voice::{Voice, is_identity};
use super::{Finding, Reader, Sentence, Source, candidates, finding, own, restart};
use crate::checklist::slots::{self, Part};
use crate::checklist::{Slot, requests};
use crate::engine::Ending;
use crate::evidence::Privacy;
use crate::lang::Catalogue;
use crate::moment::{self, Style};
use crate::safe;
use crate::session::{Answer, Event};
use crate::spoken::{self, SecretKind};

/// What the provider knows the person by, in the order in which it is told.
const FIELDS: &[Slot] = &[
    Slot::Name,
    Slot::Holder,
    Slot::Registered,
    Slot::CustomerNumber,
    Slot::LineNumber,
    Slot::AccountNumber,
    Slot::Contact,
    Slot::Reference,
];

/// The numbers without which a provider finds nobody.
const NUMBERS: &[Slot] = &[Slot::CustomerNumber, Slot::LineNumber, Slot::AccountNumber];

/// A message, with the lines that could be put into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Paragraphs before the person's own lines.
    before: Vec<Vec<String>>,
    /// Paragraphs after them.
    after: Vec<Vec<String>>,
    /// The person's own lines, each to be put in or not.
    pub offers: Vec<Offer>,
    /// How many lines are not even offered, because they may not leave in a masked form.
    pub unfit: usize,
    /// What in it is personal, by its labels.
    pub personal: Vec<String>,
}

/// A line of the person's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What it is about.
    pub about: String,
    /// The line as it would stand in the message.
    pub line: String,
}

impl Message {
    /// Returns the text with those lines that the person chose, by their places; it ends in a line break.
    pub fn text(&self, chosen: &[usize]) -> String {
        let own = chosen.iter().filter_map(|at| Some(self.offers.get(*at)?.line.clone()));
        let own: Vec<_> = own.collect();
        let all = self.before.iter().chain(std::iter::once(&own)).chain(&self.after);
        let paragraphs = all.filter(|lines| !lines.is_empty()).map(|lines| lines.join("\n"));
        paragraphs.collect::<Vec<_>>().join("\n\n") + "\n"
    }

    /// Returns the places of all lines that are offered.
    pub fn everything(&self) -> Vec<usize> {
        (0..self.offers.len()).collect()
    }
}

/// Builds the message of a session.
pub fn message(source: &Source<'_>) -> Message {
    let voice = Voice::reserved(source);
    let writer = Writer { source, voice: &voice, texts: Catalogue::of(source.lang) };
    let finding = finding::find(source, &voice);
    let hello = moment::greeting(source.now, source.lang);
    let greeting = writer.texts.fill("message.greeting", &[("hello", hello)]);
    let told = writer.told();
    let (offers, unfit) = writer.offers();
    Message {
        before: vec![vec![greeting], writer.fields(), lines(&told), writer.seen(), writer.call()],
        after: vec![writer.wish(finding.as_ref()), vec![writer.texts.get("message.thanks").into()]],
        offers,
        unfit,
        personal: writer.personal(&told),
    }
}

fn lines(told: &[Sentence]) -> Vec<String> {
    told.iter().map(|sentence| sentence.say.clone()).collect()
}

/// Writes one message.
struct Writer<'a> {
    source: &'a Source<'a>,
    voice: &'a Voice<'a>,
    texts: &'static Catalogue,
}

impl Writer<'_> {
    /// Writes "Customer number: 122345678901", whole, so that it can be copied.
    fn fields(&self) -> Vec<String> {
        let own = FIELDS.iter().filter_map(|slot| {
            let value = self.typed(*slot).filter(|_| self.source.reader != Reader::Public)?;
            Some(self.field(&self.label(*slot), &value))
        });
        let mut all: Vec<_> = own.collect();
        let withheld = NUMBERS.iter().any(|slot| self.voice.is_withheld(*slot));
        if withheld {
            all.push(self.texts.get("message.number-later").to_owned());
        }
        if let Some(number) = self.ticket() {
            all.push(self.field(self.texts.get("message.ticket"), &number));
        }
        all
    }

    fn field(&self, label: &str, value: &str) -> String {
        self.texts.fill("message.field", &[("label", label), ("value", value)])
    }

    /// Returns a slot's label in the provider's own words.
    fn label(&self, slot: Slot) -> String {
        super::in_words(self.source, slots::spec(slot).label.get(self.source.lang))
    }

    /// Returns what was typed into a slot's step.
    fn typed(&self, slot: Slot) -> Option<String> {
        let walk = self.source.walk;
        (0..walk.len()).find_map(|at| {
            let (_, step) = walk.step(at)?;
            let answer = walk.known(at).filter(|_| step.slot == Some(slot))?;
            let Answer::Text { text } = answer else { return None };
            let text = safe::line(text).trim().to_owned();
            (!text.is_empty()).then_some(text)
        })
    }

    /// Returns the number of the latest call, else that of an earlier report.
    fn ticket(&self) -> Option<String> {
        let own = own::own_ticket(self.source).and_then(|own| own.number);
        own.or_else(|| {
            self.voice.value(Slot::EarlierReport).filter(|said| spoken::may_be_ticket(said))
        })
    }

    /// What is wrong, since when, the lights, what was tried, one sentence a line.
    fn told(&self) -> Vec<Sentence> {
        let parts = [Part::Opening, Part::Details];
        let all = parts.into_iter().flat_map(|part| candidates(self.source.walk, self.voice, part));
        let mut told: Vec<Sentence> = Vec::new();
        for (slot, said) in all {
            let best =
                said.into_iter().next().filter(|say| !told.iter().any(|other| other.say == *say));
            told.extend(best.map(|say| Sentence { about: Some(slot), say }));
        }
        told
    }

    /// What the program saw, apart from what the person saw.
    fn seen(&self) -> Vec<String> {
        let seen = finding::seen(self.source, self.voice);
        let walk = self.source.walk;
        let restarts = (0..walk.len()).filter_map(|at| restart::told(self.source, self.voice, at));
        let all: Vec<_> = restarts.chain(seen.into_iter().take(1)).collect();
        let heading = self.texts.get("message.seen").to_owned();
        if all.is_empty() { all } else { std::iter::once(heading).chain(all).collect() }
    }

    /// What came of the latest call, beside its number: why there is none, and until when something is due.
    fn call(&self) -> Vec<String> {
        // Quotations go in on the person's word only, as everybody's own words do.
        let unquoted = Source { reader: Reader::Public, ..*self.source };
        let own = own::own_ticket(&unquoted).filter(|own| !own.numbered).map(|own| own.say);
        if own.is_some() {
            return own.into_iter().collect();
        }
        let due = self.source.entries.iter().rev().find_map(|entry| {
            if let Event::Promise { due, .. } = &entry.event { due.as_ref() } else { None }
        });
        let due = due.map(|due| {
            let until = moment::speak(due, Style::Full, self.source.lang, self.source.now);
            self.texts.fill("message.promised", &[("until", &until)])
        });
        due.into_iter().collect()
    }

    /// What is asked for; where nothing is, what it came to.
    fn wish(&self, finding: Option<&Finding>) -> Vec<String> {
        let Some(finding) = finding else { return Vec::new() };
        let numbered = own::own_ticket(self.source).is_some_and(|own| own.numbered);
        let follow = requests::lookup("check-ticket").filter(|_| numbered && finding.call);
        let follow = follow.map(|request| format!("{}.", request.say.get(self.source.lang)));
        let asks = finding.spoken_request.clone().filter(|_| finding.call);
        let said = follow.or(asks).unwrap_or_else(|| finding.say.clone());
        if said.is_empty() { Vec::new() } else { vec![said] }
    }

    /// Lists by their labels what of this is personal.
    fn personal(&self, told: &[Sentence]) -> Vec<String> {
        if self.source.reader == Reader::Public {
            return Vec::new();
        }
        let fields = FIELDS.iter().copied().filter(|slot| self.typed(*slot).is_some());
        let personal = |slot: &Slot| slots::spec(*slot).privacy == Privacy::Personal;
        let told = told.iter().filter_map(|sentence| sentence.about).filter(personal);
        let mut labels: Vec<String> = Vec::new();
        for slot in fields.chain(told) {
            let label = self.label(slot);
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        labels
    }

    /// Returns the person's own lines as they may leave, and how many may not.
    fn offers(&self) -> (Vec<Offer>, usize) {
        let (mask, mut unfit) = (mask(self.source), 0);
        let mut offers = Vec::new();
        for (about, text) in self.free() {
            for line in
                text.lines().map(|line| safe::line(line)).filter(|line| !line.trim().is_empty())
            {
                let certain = spoken::looks_secret(&line).is_some_and(SecretKind::is_certain);
                let line = match self.source.reader {
                    Reader::Public => mask.line(&line),
                    Reader::Me | Reader::Provider if certain => None,
                    Reader::Me => Some(line.trim().to_owned()),
                    Reader::Provider => Some(without_agents(self.source, line.trim())),
                };
                unfit += usize::from(line.is_none());
                let offer =
                    |line: String| Offer { line: self.field(&about, &line), about: about.clone() };
                offers.extend(line.map(offer));
            }
        }
        (offers, unfit)
    }

    /// Lists everything that the person typed freely, each with what it is about.
    fn free(&self) -> Vec<(String, String)> {
        let walk = self.source.walk;
        let mut all = Vec::new();
        for at in 0..walk.len() {
            let Some((_, step)) = walk.step(at).filter(|_| walk.is_shown(at)) else { continue };
            let label = step.slot.map(|slot| self.label(slot));
            let asked = safe::line(step.ask.get(self.source.lang)).trim_end_matches('?').to_owned();
            let about = label.filter(|label| !label.is_empty()).unwrap_or(asked);
            if let Some(Answer::Text { text }) = walk.known(at)
                && self.voice.is_withheld_at(at)
                && !step.slot.is_some_and(is_identity)
            {
                all.push((about, text.clone()));
            }
            let note = self.texts.get("message.note").to_owned();
            all.extend(walk.note(at).map(|text| (note.clone(), text.to_owned())));
            if let Some(Ending::Left { why: Some(why), .. }) =
                walk.record(at).map(|record| &record.ending)
            {
                all.push((note, why.clone()));
            }
        }
        all.extend(self.source.entries.iter().flat_map(|entry| self.told_by_agent(&entry.event)));
        all
    }

    fn told_by_agent(&self, event: &Event) -> Vec<(String, String)> {
        let said = |key: &str, text: &Option<String>| {
            text.as_ref().map(|text| (self.texts.get(key).to_owned(), text.clone()))
        };
        let all = if let Event::Ticket { explanation, .. } = event {
            [said("message.explained", explanation), None]
        } else if let Event::Terms { told, charge } = event {
            [said("message.told-by", told), said("message.charge", charge)]
        } else if let Event::Promise { what, .. } = event {
            [said("message.promise", &Some(what.clone())), None]
        } else {
            [None, None]
        };
        all.into_iter().flatten().collect()
    }
}
