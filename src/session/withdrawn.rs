//! What was noted of a call and is noted anew: a number that was typed wrong is no second ticket.
//!
//! Pure. The log only grows, so that what counts no more is named by a later line; whoever reads the events gets only
//! those that count.

use serde::{Deserialize, Serialize};

use super::{Entry, Event};

/// What can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Noted {
    /// A ticket, or that there is none.
    Ticket,
    /// A promise.
    Promise,
    /// A refusal.
    Refused,
    /// How one is told, and what it costs.
    Terms,
}

impl Event {
    /// Returns the event that takes this one back; none for what cannot be.
    pub fn withdrawal(&self) -> Option<Self> {
        let (of, said) = noted(self)?;
        Some(Self::Withdrawn { of, said: said.map(ToOwned::to_owned) })
    }
}

/// Adds the next entry to those that count; a withdrawal takes away the newest that it names.
pub fn count(entries: &mut Vec<Entry>, next: Entry) {
    if let Event::Withdrawn { of, said } = &next.event {
        let named = |entry: &Entry| noted(&entry.event) == Some((*of, said.as_deref()));
        if let Some(at) = entries.iter().rposition(named) {
            entries.remove(at);
        }
    }
    entries.push(next);
}

/// Returns the entries that count, the oldest first.
pub fn counting(entries: impl IntoIterator<Item = Entry>) -> Vec<Entry> {
    let mut counting = Vec::new();
    entries.into_iter().for_each(|entry| count(&mut counting, entry));
    counting
}

/// Returns what an event notes of a call, and the words by which it is known.
fn noted(event: &Event) -> Option<(Noted, Option<&str>)> {
    if let Event::Ticket { number, reason, .. } = event {
        Some((Noted::Ticket, number.as_deref().or(reason.as_deref())))
    } else if let Event::Promise { what, .. } = event {
        Some((Noted::Promise, Some(what)))
    } else if let Event::Refused { what, .. } = event {
        Some((Noted::Refused, Some(what)))
    } else if let Event::Terms { told, charge } = event {
        Some((Noted::Terms, told.as_deref().or(charge.as_deref())))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::codec::tests::{entry, event};
    use proptest::prelude::*;

    #[test]
    fn a_wrong_number_is_gone_and_an_older_one_stays() {
        let ticket = |number: &str| Event::Ticket {
            number: Some(number.into()),
            reason: None,
            explanation: None,
            agent: None,
        };
        let wrong = ticket("IN2");
        let log = [ticket("IN1"), wrong.clone(), wrong.withdrawal().unwrap(), ticket("IN3")];
        let left = counting(log.map(entry));
        let numbers = left.iter().filter_map(|entry| noted(&entry.event)?.1);
        assert_eq!(numbers.collect::<Vec<_>>(), ["IN1", "IN3"]);
        assert_eq!(Event::Finished.withdrawal(), None);
    }

    proptest! {
        #[test]
        fn what_is_taken_back_at_once_was_never_there(log in prop::collection::vec(event(), 0..9), last in event()) {
            let before = counting(log.into_iter().map(entry));
            let mut after = before.clone();
            if let Some(back) = last.withdrawal() {
                count(&mut after, entry(last));
                count(&mut after, entry(back));
                after.pop();
            }
            prop_assert_eq!(after, before);
        }
    }
}
