//! A session at a glance, for lists: what can be had without understanding every line.
//!
//! Pure. A glance is no check: a damaged line is passed over here, and refused when the session is opened.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::Zoned;
use serde::Deserialize;

use super::codec::{Fault, decode_header};

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
    number: Option<String>,
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
    let mut ticket = None;
    for event in lines(log).filter_map(happening) {
        match (event.kind.0.as_ref(), event.step) {
            ("answered" | "verdict", Some(step)) => drop(answered.insert(step)),
            ("skipped", Some(step)) => drop(answered.remove(&step)),
            ("finished", _) => finished = true,
            ("ticket", _) => ticket = event.number.or(ticket),
            _ => {}
        }
    }
    let answered = answered.len();
    Ok(Glance { list: header.list, started: header.at, finished, answered, ticket })
}

/// Tells whether a log, or the end of one, says that the run reached its end.
pub fn has_finished(log: &[u8]) -> bool {
    // From the back, for the end is rarely followed by more than a call.
    lines(log).rev().filter_map(happening).any(|event| event.kind.0 == "finished")
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
        ("answered" | "verdict" | "skipped", None) | ("ticket", _) => return None,
        _ => None,
    };
    Some(Happening { kind, step, number: None })
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
    use crate::session::codec::encode;
    use crate::session::codec::tests::{entry, event, every_event, header, log_of};
    use crate::session::{Answer, Event, Omission};

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

    #[test]
    fn a_torn_end_is_not_the_end() {
        let log = log_of(&[Event::Finished]);
        assert!(has_finished(&log));
        assert!(!has_finished(&log[..log.len() - 1]));
    }

    #[test]
    fn the_short_way_knows_every_line_but_tickets() {
        for event in every_event() {
            let is_ticket = matches!(event, Event::Ticket { .. });
            let line = encode(&entry(event)).unwrap();
            assert_eq!(short_way(line.as_bytes()).is_none(), is_ticket, "{line}");
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
                proptest::prop_assert_eq!(short.number, long.number);
            }
        }

        #[test]
        fn any_bytes_never_panic(bytes: Vec<u8>) {
            let _ = glance(&bytes);
            let _ = has_finished(&bytes);
        }
    }
}
