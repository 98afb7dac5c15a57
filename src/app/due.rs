//! What the first screen says of what is waited for: since when it is due, or until when it is quiet.
//!
//! Pure, apart from the commands, for which the store is asked.

use jiff::Zoned;

use super::reach::Reach;
use crate::case;
use crate::followup::{self, Rung};
use crate::lang::{Catalogue, Lang};
use crate::moment::{self, Grain, Moment, Style};
use crate::session::glance::{Asked, Awaited};
use crate::store::SessionId;

/// For how many days something due is brought up; by then it is solved, or was asked about.
const REMINDED_DAYS: i64 = 30;

/// How much of a person's own words is repeated, in letters.
const REPEATED: usize = 100;

/// Who says it: in which language, and when.
#[derive(Clone, Copy)]
pub(super) struct Teller<'a> {
    /// The language.
    pub lang: Lang,
    /// The present.
    pub now: &'a Zoned,
}

impl Teller<'_> {
    /// Says how it was asked about, and what comes then.
    fn asked(self, key: &str, asked: &Asked, (name, value): (&str, &str)) -> String {
        let when =
            moment::speak(&Moment::exact(asked.at.clone()), Style::Full, self.lang, self.now);
        let channel = followup::called(&asked.to, self.lang);
        let values = [("channel", channel), ("asked", &when), (name, value)];
        Catalogue::of(self.lang).fill(key, &values)
    }

    /// Says what is due, what to do now, and what to do where it is solved; `step` is the next step where an
    /// answer did not come.
    pub(super) fn reminder(
        self,
        reach: &Reach,
        (id, due): (&SessionId, &Awaited),
        step: Option<Rung>,
    ) -> Vec<String> {
        let lang = self.lang;
        let texts = Catalogue::of(lang);
        let since = moment::speak(&due.due.after(), Style::Full, lang, self.now);
        let (what, ticket) = (due.what.as_deref().map(short), due.ticket.as_deref().map(short));
        let step = step.unwrap_or(Rung::SameTicket).say(lang);
        let mut said = match (&what, &ticket, &due.reason) {
            _ if due.asked.is_some() => {
                let asked = due.asked.iter();
                asked.map(|asked| self.asked("first.due-asked", asked, ("step", step))).collect()
            }
            (Some(what), ..) => texts.fill("first.due", &[("what", what), ("since", &since)]),
            (None, None, Some(reason)) => {
                texts.fill(&format!("first.due-{reason}"), &[("since", &since)])
            }
            (None, ..) => texts.fill("first.due-answer", &[("since", &since)]),
        };
        if let Some(refused) = due.refused.as_deref().map(short) {
            let noted = Moment { grain: Grain::Day, ..Moment::exact(due.noted.clone()) };
            let noted = moment::speak(&noted, Style::Full, lang, self.now);
            let values = [("refused", &*refused), ("noted", &noted)];
            said = format!("{said} {}", texts.fill("first.due-refused", &values));
        }
        if let Some(ticket) = &ticket {
            said = format!("{said} {}", texts.fill("first.due-ticket", &[("ticket", ticket)]));
        }
        let next = if ticket.is_some() { "first.next-number" } else { "first.next-no-number" };
        let ask = [("followup", &*reach.naming("followup", id, false))];
        let forget = [("forget", &*reach.forget(id))];
        vec![said, texts.fill(next, &ask), texts.fill("first.solved", &forget)]
    }

    /// Says until when no call is needed.
    pub(super) fn quiet(self, waiting: &Awaited) -> String {
        let lang = self.lang;
        let texts = Catalogue::of(lang);
        let when = until(&waiting.due, lang, self.now);
        if let Some(asked) = &waiting.asked {
            return self.asked("first.quiet-asked", asked, ("when", &when));
        }
        let what = waiting.what.as_deref().map(short);
        let key = if what.is_some() { "first.quiet-what" } else { "first.quiet" };
        let what = what.unwrap_or_default();
        texts.fill(key, &[("when", &when), ("what", &what)])
    }

    /// Says in the menu what is to be told about.
    pub(super) fn ask(self, awaited: &Awaited) -> String {
        let lang = self.lang;
        let texts = Catalogue::of(lang);
        let noted = Moment { grain: Grain::Day, ..Moment::exact(awaited.noted.clone()) };
        let noted = moment::speak(&noted, Style::Full, lang, self.now);
        if let Some(asked) = &awaited.asked {
            let ticket = awaited.ticket.as_deref().map(short);
            let key = if ticket.is_some() { "first.ask-asked" } else { "first.ask-asked-report" };
            let ticket = ticket.unwrap_or_default();
            return self.asked(key, asked, ("ticket", &ticket));
        }
        let Some(what) = awaited.what.as_deref().filter(|_| awaited.dated) else {
            let ticket = awaited.ticket.as_deref().map(short);
            let key = if ticket.is_some() { "first.ask-ticket" } else { "first.ask-report" };
            let ticket = ticket.unwrap_or_default();
            return texts.fill(key, &[("ticket", &ticket), ("noted", &noted)]);
        };
        let read = case::read(what, None, &awaited.noted).what;
        // A line of the menu is cut at the screen's edge; all of it is told above.
        let begins = awaited.from.as_ref().unwrap_or(&awaited.due);
        let when = moment::speak(begins, Style::Short, lang, self.now);
        let key = if read.is_empty() { "first.ask-promise" } else { "first.ask-what" };
        let mut letters = read.chars();
        let capital = letters.next().into_iter().flat_map(char::to_uppercase);
        let read = short(&capital.chain(letters).collect::<String>());
        texts.fill(key, &[("what", &read), ("when", &when), ("noted", &noted)])
    }
}

/// Says until when something is waited for: a day is waited for to its end.
pub(super) fn until(due: &Moment, lang: Lang, now: &Zoned) -> String {
    let when = moment::speak(due, Style::Full, lang, now);
    match due.grain {
        Grain::Minute => when,
        Grain::Part => Catalogue::of(lang).fill("standing.end-of-part", &[("when", &when)]),
        Grain::Day => Catalogue::of(lang).fill("standing.end-of", &[("when", &when)]),
    }
}

/// Tells whether the time for something has come, and is not long past.
pub(super) fn is_due(due: &Moment, now: &Zoned) -> bool {
    let end = due.end();
    let forgotten = end.checked_add(jiff::Span::new().days(REMINDED_DAYS));
    end <= *now && forgotten.is_ok_and(|until| *now < until)
}

/// Cuts words that are too long for a reminder.
fn short(words: &str) -> String {
    let mut short: String = words.chars().take(REPEATED).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_cut_and_others_are_not() {
        assert_eq!(short("teknisi besok"), "teknisi besok");
        let cut = short(&"é".repeat(REPEATED + 1));
        assert_eq!((cut.chars().count(), cut.ends_with('…')), (REPEATED + 1, true));
    }

    #[test]
    fn a_promise_is_due_at_its_end_and_for_a_month() {
        let at: Zoned = "2026-11-23T12:00:00+07:00[+07:00]".parse().unwrap();
        let now = |text: &str| text.parse::<Zoned>().unwrap();
        let hour = Moment::exact(at.clone());
        let day = Moment { grain: Grain::Day, ..hour.clone() };
        for (moment, when, due) in [
            (&hour, "2026-11-23T11:59:00+07:00[+07:00]", false),
            (&hour, "2026-11-23T12:00:00+07:00[+07:00]", true),
            (&day, "2026-11-23T23:59:00+07:00[+07:00]", false),
            (&day, "2026-11-24T00:00:00+07:00[+07:00]", true),
            (&hour, "2026-12-23T11:59:00+07:00[+07:00]", true),
            (&hour, "2026-12-23T12:00:00+07:00[+07:00]", false),
        ] {
            assert_eq!(is_due(moment, &now(when)), due, "{when}");
        }
    }
}
