//! A session at a glance, for lists: what can be had without understanding every line.
//!
//! Pure. A glance is no check: a damaged line is passed over here, and refused when the session is opened.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::Zoned;
use serde::Deserialize;

use super::codec::{Fault, decode_header};
use super::pending::Pending;
pub use super::pending::{Asked, Awaited, a_day_after};
use super::{Entry, Event, Turn, count, counting};

/// What a list of sessions shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Glance {
    /// The key of the session's list.
    pub list: String,
    /// When the session began.
    pub started: Zoned,
    /// Whether the run reached its end.
    pub finished: bool,
    /// How many steps have an answer.
    pub answered: usize,
    /// The last ticket number that was noted.
    pub ticket: Option<String>,
    /// What is waited for after the newest call.
    pub awaited: Option<Awaited>,
    /// What the person said has become of it, where that is the newest of all.
    pub turn: Option<Turn>,
}

/// The part of a line that matters here.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    event: Happening<'a>,
}

#[derive(Deserialize)]
struct Happening<'a> {
    #[serde(borrow)]
    kind: Word<'a>,
    #[serde(borrow)]
    step: Option<Word<'a>>,
}

/// A word that is copied only where it was escaped: a list of sessions reads very many.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
struct Word<'a>(#[serde(borrow)] Cow<'a, str>);

/// Looks over a log.
///
/// # Errors
///
/// Only the header can fail it; see [`Fault`].
pub fn glance(log: &[u8]) -> Result<Glance, Fault> {
    let header = decode_header(log)?;
    let mut finished = false;
    let mut answered = BTreeSet::new();
    let mut calls: Vec<Entry> = Vec::new();
    for (line, event) in lines(log).filter_map(|line| Some((line, happening(line)?))) {
        if is_of_a_call(&event) {
            serde_json::from_slice(line).ok().into_iter().for_each(|it| count(&mut calls, it));
        }
        match (event.kind.0.as_ref(), event.step) {
            ("answered" | "verdict", Some(step)) => drop(answered.insert(step)),
            ("skipped", Some(step)) => drop(answered.remove(&step)),
            ("finished", _) => finished = true,
            _ => {}
        }
    }
    let ticket = calls.iter().rev().find_map(|entry| number(&entry.event)).cloned();
    let (answered, awaited) = (answered.len(), awaited(calls.iter().rev()));
    let turn = last_said(calls.iter().rev());
    Ok(Glance { list: header.list, started: header.at, finished, answered, ticket, awaited, turn })
}

/// Tells whether a log, or the end of one, says that the run reached its end.
pub fn has_finished(log: &[u8]) -> bool {
    // From the back, for the end is rarely followed by more than a call.
    lines(log).rev().filter_map(happening).any(|event| event.kind.0 == "finished")
}

/// How a session stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// Whether anything happened in it yet.
    pub begun: bool,
    /// Whether the run reached its end.
    pub finished: bool,
    /// What is waited for.
    pub awaited: Option<Awaited>,
}

/// Tells how a session stands from its log, or from the end of one.
///
/// What a call came to is written just before the end of the run, so that the end of the log has it too.
pub fn standing(log: &[u8]) -> Standing {
    let mut standing = Standing::default();
    let mut calls: Vec<Entry> = Vec::new();
    for line in lines(log).rev() {
        let Some(event) = happening(line) else { continue };
        standing.begun = true;
        match event.kind.0.as_ref() {
            "finished" => standing.finished = true,
            // Before the questions about the call stands what the list was told of an earlier one.
            "answered" | "verdict" | "skipped" if standing.finished && !of_call(&event) => break,
            _ if is_of_a_call(&event) => calls.extend(serde_json::from_slice(line).ok()),
            _ => {}
        }
    }
    calls.reverse();
    standing.awaited = awaited(counting(calls).iter().rev());
    standing
}

/// Tells what is waited for after the calls; the newest entry comes first.
pub fn awaited<'e>(newest_first: impl Iterator<Item = &'e Entry>) -> Option<Awaited> {
    let entries: Vec<_> = newest_first.collect();
    let mut pending = Pending::default();
    entries.into_iter().rev().for_each(|entry| pending.take(entry));
    pending.awaited()
}

/// Returns what the person said last, unless there was a call or a promise since.
fn last_said<'e>(newest_first: impl Iterator<Item = &'e Entry>) -> Option<Turn> {
    let asked = |event: &&Event| matches!(event, Event::FollowedUp { .. });
    let newest = newest_first.map(|entry| &entry.event).find(|event| !asked(event))?;
    if let Event::Became { turn, .. } = newest { Some(*turn) } else { None }
}

/// Returns the ticket number in an event.
fn number(event: &Event) -> Option<&String> {
    if let Event::Ticket { number, .. } = event { number.as_ref() } else { None }
}

/// Tells whether an event says something about the calls.
fn is_of_a_call(event: &Happening<'_>) -> bool {
    matches!(
        &*event.kind.0,
        "ticket" | "promise" | "followed-up" | "became" | "refused" | "withdrawn"
    )
}

/// Tells whether a step is a question about a call: its key is `call.`, or with the call's number before the dot.
fn of_call(event: &Happening<'_>) -> bool {
    let rest = event.step.as_ref().and_then(|step| step.0.strip_prefix("call"));
    rest.is_some_and(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('.'))
}

/// Iterates over the complete lines.
fn lines(log: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    log.split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n"))
}

/// Returns what a line says, if it is an entry.
fn happening(line: &[u8]) -> Option<Happening<'_>> {
    short_way(line).or_else(|| long_way(line))
}

fn long_way(line: &[u8]) -> Option<Happening<'_>> {
    serde_json::from_slice::<Line<'_>>(line).ok().map(|line| line.event)
}

/// Takes the words from where this program puts them, without reading the rest of the line.
///
/// It gives up where anything is not just so. A list of all sessions is a fifth faster for it.
fn short_way(line: &[u8]) -> Option<Happening<'_>> {
    let line = line.strip_prefix(br#"{"at":""#)?.strip_suffix(b"}}\n")?;
    let (_, rest) = until_quote(line)?;
    let rest = rest.strip_prefix(br#","mono_ms":"#)?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (kind, rest) = until_quote(rest.get(digits..)?.strip_prefix(br#","event":{"kind":""#)?)?;
    let step = rest.strip_prefix(br#","step":""#).map(until_quote);
    let step = match (kind.0.as_ref(), step) {
        ("answered" | "verdict" | "skipped", Some(step)) => Some(step?.0),
        ("answered" | "verdict" | "skipped", None) => return None,
        _ => None,
    };
    Some(Happening { kind, step })
}

/// Splits after the next quotation mark, unless something before it is escaped.
fn until_quote(text: &[u8]) -> Option<(Word<'_>, &[u8])> {
    let end = text.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))?;
    let (word, rest) = (text.get(..end)?, text.get(end..)?.strip_prefix(b"\"")?);
    Some((Word(Cow::Borrowed(std::str::from_utf8(word).ok()?)), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment::{Grain, Moment};
    use crate::session::codec::encode;
    use crate::session::codec::tests::{entry, event, every_event, header, log_of};
    use crate::session::{Answer, Omission};

    fn answered(step: &str) -> Event {
        Event::Answered { step: step.into(), answer: Answer::YesNo { yes: true } }
    }

    fn ticket(number: Option<&str>) -> Event {
        Event::Ticket {
            number: number.map(Into::into),
            reason: None,
            explanation: None,
            agent: None,
        }
    }

    #[test]
    fn counts_steps_once_and_keeps_the_last_number() {
        let skipped = Event::Skipped { step: "b".into(), how: Omission::Skipped, why: None };
        let note = r#"{"event":{"kind":"finished"}}"#;
        let log = log_of(&[
            answered("a"),
            answered("b"),
            answered("a"),
            skipped,
            ticket(Some("IN01")),
            ticket(None),
            Event::Noted { step: "a".into(), note: note.into() },
        ]);
        let seen = glance(&log).unwrap();
        assert_eq!((seen.answered, seen.ticket.as_deref()), (1, Some("IN01")));
        assert_eq!((seen.list.as_str(), seen.started), (header().list.as_str(), header().at));
        assert!(!seen.finished);
        assert!(!has_finished(&log));
    }

    #[test]
    fn the_end_is_found_in_a_tail_that_begins_anywhere() {
        let log = log_of(&[answered("a"), Event::Finished, ticket(Some("1"))]);
        let finished = encode(&entry(Event::Finished)).unwrap();
        let at = log.windows(finished.len()).position(|part| part == finished.as_bytes()).unwrap();
        for from in 0..log.len() {
            assert_eq!(has_finished(&log[from..]), from <= at, "from byte {from}");
        }
    }

    fn promise(due: Option<Moment>) -> Event {
        Event::Promise { what: "teknisi".into(), from: None, due, days: None }
    }

    fn later(hours: i64) -> Moment {
        Moment::exact(header().at.checked_add(jiff::Span::new().hours(hours)).unwrap())
    }

    #[test]
    fn the_newest_promise_is_waited_for_until_it_is_told_what_became_of_it() {
        let (old, new) = (promise(Some(later(1))), promise(Some(later(5))));
        let call = [ticket(Some("IN01")), old, answered("b"), ticket(Some("IN02")), new];
        let end = [Event::Finished];
        let seen = standing(&log_of(&[&call[..], &end].concat()));
        let waits = seen.awaited.unwrap();
        assert_eq!((waits.due, waits.ticket.as_deref()), (later(5), Some("IN02")));
        assert_eq!(waits.what.as_deref(), Some("teknisi"));
        assert!(seen.finished && seen.begun);
        for turn in [Turn::Kept, Turn::Missed, Turn::Closed, Turn::Fixed] {
            let told = Event::Became { turn, when: None };
            let log = log_of(&[&call[..], &end, &[told]].concat());
            let seen = standing(&log);
            assert_eq!((seen.awaited, seen.finished), (None, true));
            assert_eq!(glance(&log).unwrap().turn, Some(turn));
            let log =
                log_of(&[&call[..], &end, &[Event::Became { turn, when: None }], &call].concat());
            assert!(glance(&log).unwrap().turn.is_none() && standing(&log).awaited.is_some());
        }
        assert_eq!(standing(&log_of(&[])), Standing::default());
    }

    #[test]
    fn what_has_no_hour_is_asked_about_a_day_later() {
        let reason = |reason: &str| Event::Ticket {
            number: None,
            reason: Some(reason.into()),
            explanation: None,
            agent: None,
        };
        // Entries are written at the time of the header in these tests.
        for (events, known) in [
            (vec![ticket(Some("IN01"))], true),
            (vec![ticket(Some("IN01")), promise(None)], true),
            (vec![ticket(Some("IN01")), promise(Some(later(-3)))], true),
            (vec![reason("area-outage")], true),
            (vec![reason("dropped")], false),
            (vec![answered("a")], false),
        ] {
            let waits = standing(&log_of(&events)).awaited;
            let due = waits.map(|waits| (waits.due.at.date(), waits.due.grain));
            let day = entry(Event::Finished).at.date().tomorrow().unwrap();
            assert_eq!(due, known.then_some((day, Grain::Day)), "{events:?}");
        }
    }

    #[test]
    fn a_torn_end_is_not_the_end() {
        let log = log_of(&[Event::Finished]);
        assert!(has_finished(&log));
        assert!(!has_finished(&log[..log.len() - 1]));
    }

    #[test]
    fn the_short_way_knows_every_line() {
        for event in every_event() {
            let line = encode(&entry(event)).unwrap();
            assert!(short_way(line.as_bytes()).is_some(), "{line}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_short_way_says_the_same_as_the_long_way(event in event()) {
            let line = encode(&entry(event)).unwrap();
            let long = long_way(line.as_bytes()).unwrap();
            if let Some(short) = short_way(line.as_bytes()) {
                proptest::prop_assert_eq!(&short.kind, &long.kind);
                let counts = matches!(&*long.kind.0, "answered" | "verdict" | "skipped");
                proptest::prop_assert_eq!(short.step, long.step.filter(|_| counts));
            }
        }

        #[test]
        fn any_bytes_never_panic(bytes: Vec<u8>) {
            let _ = glance(&bytes);
            let _ = has_finished(&bytes);
            let _ = standing(&bytes);
        }
    }
}
