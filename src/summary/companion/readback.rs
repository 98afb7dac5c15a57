//! What is read back before hanging up, item by item, and what is still to be asked.
//!
//! Pure. It is built from what was typed; what was not typed becomes a question, for the call is still on.

use jiff::Zoned;

use super::notes::{Notes, Refusal};
use crate::case::Promise;
use crate::lang::{Catalogue, Lang};
use crate::moment;
use crate::safe;
use crate::spoken;

/// What is read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadBack {
    /// The items, each a sentence.
    pub items: Vec<String>,
    /// What is still to be asked, each a question.
    pub missing: Vec<String>,
}

/// Says what was written down, and what is missing; `visits` tells whether somebody may have to come to the home.
pub fn read_back(notes: &Notes, visits: bool, lang: Lang, now: &Zoned) -> ReadBack {
    let texts = Catalogue::of(lang);
    let fill = |key: &str, said: &str| texts.fill(key, &[("said", &clean(said))]);
    let mut items: Vec<_> = notes.tickets.iter().map(|number| ticket(number, texts)).collect();
    if let Some(reason) = notes.reason() {
        let key = format!("summary.reason-{reason}");
        items.push(fill("call.back.no-number", texts.get(&key)));
    }
    items.extend(notes.promises.iter().map(|promise| promised(promise, lang, now)));
    items.extend(notes.explanation.iter().map(|said| fill("call.back.explanation", said)));
    items.extend(notes.refusals.iter().map(|refusal| refused(refusal, texts)));
    for (key, said) in [("call.back.told", &notes.told), ("call.back.charge", &notes.charge)] {
        items.extend(said.iter().map(|said| fill(key, said)));
    }
    items.extend(notes.others.iter().map(|said| fill("call.back.note", said)));
    ReadBack { items, missing: missing(notes, visits, texts) }
}

/// Names the questions that nothing was written down about.
fn missing(notes: &Notes, visits: bool, texts: &Catalogue) -> Vec<String> {
    let no_day = notes.promises.iter().any(|promise| promise.due.is_none());
    let no_kind = notes.promises.iter().any(|it| it.days.is_none() && it.from.is_none());
    let open = [
        ("call.ask.number", notes.tickets.is_empty() && notes.reason().is_none()),
        ("call.ask.who-when", notes.promises.is_empty() && visits),
        ("call.ask.by-when", notes.promises.is_empty() && !visits),
        ("call.ask.which-day", no_day),
        ("call.ask.days", no_kind && !notes.promises.is_empty()),
        ("call.ask.told", notes.told.is_none()),
        ("call.ask.charge", notes.charge.is_none()),
    ];
    let open = open.into_iter().filter(|(_, open)| *open);
    open.map(|(key, _)| texts.get(key).to_owned()).collect()
}

fn ticket(number: &str, texts: &Catalogue) -> String {
    let said = clean(number);
    let grouped = spoken::group_digits(&said);
    let shown = if grouped == said { said } else { format!("{said} ({grouped})") };
    texts.fill("call.back.ticket", &[("said", &shown)])
}

fn promised(promise: &Promise, lang: Lang, now: &Zoned) -> String {
    let texts = Catalogue::of(lang);
    let what = clean(&promise.what);
    let when = promise.due.as_ref();
    let when = when.map(|due| moment::speak_window(promise.from.as_ref(), due, lang, now));
    let said = match (&promise.from, &when) {
        (Some(_), Some(when)) => {
            texts.fill("call.back.promise-window", &[("said", &what), ("when", when)])
        }
        (None, Some(until)) => {
            texts.fill("call.back.promise-due", &[("said", &what), ("until", until)])
        }
        (_, None) => texts.fill("call.back.promise", &[("said", &what)]),
    };
    let days = promise.days.as_deref().filter(|days| matches!(*days, "working" | "calendar"));
    let Some(days) = days else { return said };
    format!("{said} {}", texts.get(&format!("call.back.days-{days}")))
}

fn refused(refusal: &Refusal, texts: &Catalogue) -> String {
    let fill = |key: &str, said: &str| texts.fill(key, &[("said", &clean(said))]);
    let rule = refusal.rule.as_deref().map(|said| fill("call.back.rule", said));
    let decides = refusal.decides.as_deref().map(|said| fill("call.back.decides", said));
    let what = Some(fill("call.back.refused", &refusal.what));
    [what, rule, decides].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn clean(said: &str) -> String {
    safe::line(said).trim().trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Zoned {
        "2026-11-21T08:40:00+07:00[Asia/Jakarta]".parse().unwrap()
    }

    #[test]
    fn what_is_missing_is_asked_and_what_is_there_is_read_out() {
        let empty = read_back(&Notes::default(), true, Lang::En, &now());
        assert_eq!((empty.items.len(), empty.missing.len()), (0, 4));
        let window = moment::parse_window("teknisi senin 23 nov 10-12", &now()).unwrap();
        let promise = Promise {
            at: now(),
            kept: None,
            what: "teknisi senin 23 nov 10-12".into(),
            from: window.from,
            due: Some(window.due),
            days: None,
        };
        let refusal = Refusal {
            what: "hari Minggu".into(),
            rule: Some("jam kerja".into()),
            decides: Some("koordinator".into()),
        };
        let notes = Notes {
            tickets: vec!["IN12345678".into()],
            result: Some("number".into()),
            promises: vec![promise],
            refusals: vec![refusal],
            told: Some("SMS".into()),
            charge: Some("gratis".into()),
            ..Notes::default()
        };
        for lang in Lang::ALL {
            let said = read_back(&notes, true, lang, &now());
            assert!(said.missing.is_empty(), "{said:?}");
            let all = said.items.join("\n");
            for part in
                ["IN12345678", "1234 - 5678", "23", "10", "12", "jam kerja", "koordinator", "SMS"]
            {
                assert!(all.contains(part), "{part} in {all}");
            }
        }
    }
}
