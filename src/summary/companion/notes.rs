//! What was written down during a call, and the events that it comes to.
//!
//! Pure. Each item is an answer in the log under the call's own prefix, written before the next question; a second
//! ticket number is `ticket.2`. What others read (tickets, promises, refusals) is made of them when the call ends.

use crate::case::{self, Promise};
use crate::session::{Answer, Entry, Event};

/// What was written down.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Notes {
    /// Ticket numbers as given.
    pub tickets: Vec<String>,
    /// Why there is no number, or `number`: an option of the question `result`.
    pub result: Option<String>,
    /// What was promised.
    pub promises: Vec<Promise>,
    /// What the agent explained.
    pub explanation: Option<String>,
    /// What was refused.
    pub refusals: Vec<Refusal>,
    /// The agent's first name.
    pub agent: Option<String>,
    /// The charge that was named.
    pub charge: Option<String>,
    /// How one is told.
    pub told: Option<String>,
    /// Anything else.
    pub others: Vec<String>,
}

/// Something that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What.
    pub what: String,
    /// The rule that was given for it.
    pub rule: Option<String>,
    /// Who can decide.
    pub decides: Option<String>,
}

/// Returns the key of the `number`th item of a name, from 1: `ticket`, `ticket.2`.
pub fn key_of(name: &str, number: usize) -> String {
    if number <= 1 { name.to_owned() } else { format!("{name}.{number}") }
}

/// One answer of a call.
struct Item<'a> {
    name: &'a str,
    number: usize,
    answer: &'a Answer,
    entry: &'a Entry,
}

impl Item<'_> {
    fn text(&self) -> Option<String> {
        words(self.answer).cloned()
    }
}

/// Returns the words or the option of an answer.
fn words(answer: &Answer) -> Option<&String> {
    match answer {
        Answer::Text { text: said } | Answer::Choice { option: said } => Some(said),
        Answer::Done
        | Answer::Unknown
        | Answer::YesNo { .. }
        | Answer::Multi { .. }
        | Answer::Number { .. }
        | Answer::DateTime { .. }
        | Answer::Restart(_)
        | Answer::Probe { .. } => None,
    }
}

impl Notes {
    /// Reads what was written down in the call of this prefix; of each item its latest answer.
    pub fn of(entries: &[Entry], prefix: &str) -> Self {
        let items = items(entries, prefix);
        let one = |name: &str| items.iter().find(|item| item.name == name).and_then(Item::text);
        let all = |name: &str| {
            items.iter().filter(|item| item.name == name).filter_map(Item::text).collect::<Vec<_>>()
        };
        let beside = |name: &str, number: usize| {
            items.iter().find(|it| it.name == name && it.number == number).and_then(Item::text)
        };
        let promises = items.iter().filter(|item| item.name == "promise");
        let refusals = items.iter().filter(|item| item.name == "refused");
        let result = one("result");
        // A number that was typed before the answer was changed to "none" is no number.
        let numbered = result.as_deref().is_none_or(|result| result == "number");
        Self {
            tickets: if numbered { all("ticket") } else { Vec::new() },
            result,
            promises: promises
                .filter_map(|item| promised(item, beside("days", item.number).as_deref()))
                .collect(),
            explanation: one("explanation"),
            refusals: refusals
                .filter_map(|item| {
                    let what = item.text()?;
                    let (rule, decides) =
                        (beside("rule", item.number), beside("decides", item.number));
                    Some(Refusal { what, rule, decides })
                })
                .collect(),
            agent: one("agent"),
            charge: one("charge"),
            told: one("told"),
            others: all("note"),
        }
    }

    /// Counts the items.
    pub fn len(&self) -> usize {
        let single = [&self.explanation, &self.agent, &self.charge, &self.told];
        let single = single.into_iter().flatten().count() + usize::from(self.reason().is_some());
        let several = [self.tickets.len(), self.promises.len(), self.refusals.len()];
        single + several.iter().sum::<usize>() + self.others.len()
    }

    /// Tells whether nothing was written down.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns why there is no number, where that was said.
    pub fn reason(&self) -> Option<&str> {
        self.result.as_deref().filter(|result| *result != "number")
    }

    /// Returns the events that others read, in the order in which they count: a promise after the number.
    pub fn events(&self) -> Vec<Event> {
        let mut events = self.calls();
        events.extend(self.promises.iter().map(|promise| Event::Promise {
            what: promise.what.clone(),
            from: promise.from.clone(),
            due: promise.due.clone(),
            days: promise.days.clone(),
        }));
        events.extend(self.refusals.iter().map(|refusal| Event::Refused {
            what: refusal.what.clone(),
            rule: refusal.rule.clone(),
            decides: refusal.decides.clone(),
        }));
        if self.told.is_some() || self.charge.is_some() {
            let (told, charge) = (self.told.clone(), self.charge.clone());
            events.push(Event::Terms { told, charge });
        }
        events
    }

    /// The numbers, the explanation with the last; or why there is none.
    fn calls(&self) -> Vec<Event> {
        let call = |number: Option<&String>, last: bool| Event::Ticket {
            number: number.cloned(),
            reason: self.reason().map(ToOwned::to_owned),
            explanation: self.explanation.clone().filter(|_| last),
            agent: self.agent.clone().filter(|_| last),
        };
        let Some(last) = self.tickets.len().checked_sub(1) else {
            let called = self.result.is_some() || !self.is_empty();
            return called.then(|| call(None, true)).into_iter().collect();
        };
        self.tickets.iter().enumerate().map(|(at, number)| call(Some(number), at == last)).collect()
    }
}

/// Tells whether an event about a call says something that was typed in the call of this prefix, at whatever time.
pub fn is_typed(event: &Event, entries: &[Entry], prefix: &str) -> bool {
    let Some(Event::Withdrawn { said, .. }) = event.withdrawal() else { return false };
    entries.iter().any(|entry| {
        let Event::Answered { step, answer } = &entry.event else { return false };
        let typed = words(answer);
        step.starts_with(prefix) && typed.is_some() && (said.is_none() || typed == said.as_ref())
    })
}

/// Collects the answers of a call, the latest of each, in the order of their numbers.
fn items<'a>(entries: &'a [Entry], prefix: &str) -> Vec<Item<'a>> {
    let mut items: Vec<Item<'a>> = Vec::new();
    for entry in entries {
        let (Event::Answered { step, .. } | Event::Skipped { step, .. }) = &entry.event else {
            continue;
        };
        let Some(key) = step.strip_prefix(prefix) else { continue };
        let (name, number) = key.split_once('.').unwrap_or((key, "1"));
        let Ok(number) = number.parse() else { continue };
        items.retain(|item| item.name != name || item.number != number);
        if let Event::Answered { answer, .. } = &entry.event {
            items.push(Item { name, number, answer, entry });
        }
    }
    items.sort_by_key(|item| item.number);
    items
}

/// Returns a promise as it was understood when it was typed.
fn promised(item: &Item<'_>, days: Option<&str>) -> Option<Promise> {
    let what = item.text()?;
    let at = item.entry.at.clone();
    let Event::Promise { from, due, days, .. } = case::promise(&what, days, &at) else {
        return None;
    };
    Some(Promise { at, what, from, due, days, kept: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::codec::tests::event;
    use proptest::prelude::*;

    fn entry(event: Event) -> Entry {
        let at = "2026-11-21T08:30:00+07:00[Asia/Jakarta]".parse().unwrap();
        Entry { at, mono_ms: 0, event }
    }

    fn said(step: &str, text: &str) -> Entry {
        let answer = Answer::Text { text: text.into() };
        entry(Event::Answered { step: step.into(), answer })
    }

    #[test]
    fn every_item_is_kept_and_the_promise_comes_after_the_number() {
        let result = Answer::Choice { option: "number".into() };
        let log = [
            said("call2.promise", "teknisi senin 23 nov 10-12"),
            said("call2.promise.2", "kabar besok"),
            entry(Event::Answered { step: "call2.result".into(), answer: result }),
            said("call2.ticket", "IN001"),
            said("call2.ticket.2", "TT-2"),
            said("call2.ticket", "IN0012"),
            said("call2.explanation", "perlu ukur kabel"),
            said("call2.refused", "datang hari Minggu"),
            said("call2.rule", "jam kerja teknisi"),
            said("call.ticket", "OLD"),
        ];
        let notes = Notes::of(&log, "call2.");
        assert_eq!(
            (notes.tickets.as_slice(), notes.len()),
            (&["IN0012".into(), "TT-2".into()][..], 6)
        );
        let kinds: Vec<_> = notes.events();
        assert!(
            matches!(&kinds[..], [
            Event::Ticket { number: Some(first), explanation: None, .. },
            Event::Ticket { number: Some(_), explanation: Some(_), .. },
            Event::Promise { due: Some(_), from: Some(_), .. },
            Event::Promise { .. },
            Event::Refused { rule: Some(_), decides: None, .. },
        ] if first == "IN0012"),
            "{kinds:?}"
        );
        assert_eq!(Notes::of(&log, "call3."), Notes::default());
        assert!(Notes::of(&log, "call3.").events().is_empty());
    }

    #[test]
    fn no_number_has_its_reason_and_takes_back_the_number() {
        let none = Answer::Choice { option: "not-given".into() };
        let log = [
            said("call.ticket", "IN1"),
            entry(Event::Answered { step: "call.result".into(), answer: none }),
        ];
        let events = Notes::of(&log, "call.").events();
        assert!(matches!(&events[..], [Event::Ticket { number: None, reason: Some(_), .. }]));
    }

    proptest! {
        #[test]
        fn any_log_is_read(events in prop::collection::vec(event(), 0..12), prefix in "[a-z]{0,3}\\.?") {
            let log: Vec<_> = events.into_iter().map(entry).collect();
            let notes = Notes::of(&log, &prefix);
            prop_assert!(notes.events().len() <= notes.len() + 1);
        }
    }
}
