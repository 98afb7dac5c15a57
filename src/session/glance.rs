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
    kind: Cow<'a, str>,
    step: Option<String>,
    number: Option<String>,
}

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
    for event in happenings(log) {
        match (event.kind.as_ref(), event.step) {
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
    happenings(log).any(|event| event.kind == "finished")
}

/// Iterates over what the complete lines say; what is no entry is passed over.
fn happenings(log: &[u8]) -> impl Iterator<Item = Happening<'_>> {
    let lines = log.split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n"));
    lines.filter_map(|line| serde_json::from_slice::<Line<'_>>(line).ok()).map(|line| line.event)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::codec::tests::{entry, header, log_of};
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
        let finished = crate::session::codec::encode(&entry(Event::Finished)).unwrap();
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

    proptest::proptest! {
        #[test]
        fn any_bytes_never_panic(bytes: Vec<u8>) {
            let _ = glance(&bytes);
            let _ = has_finished(&bytes);
        }
    }
}
