//! The calls of a session in one sentence each.

use super::walks;
use crate::case::Case;
use crate::engine::Walk;
use crate::lang::Lang;
use crate::session::codec::tests::{event, header};
use crate::session::{Entry, Event, Turn};
use crate::summary::own::{CALLS, WORDS, count, cut, sentences};
use crate::summary::{Reader, Source};
use jiff::{ToSpan as _, Zoned};
use proptest::prelude::*;

fn now() -> Zoned {
    "2026-11-24T09:00:00+07:00[Asia/Jakarta]".parse().unwrap()
}

fn told(entries: &[Entry], lang: Lang, reader: Reader) -> Vec<String> {
    let list = walks::list("internet-mati");
    let walk = Walk::replay(list, "", walks::audience(list), &[]);
    let (header, now) = (header(), now());
    let (walk, header) = (&walk, &header);
    let source = Source { walk, header, entries, now: &now, lang, reader, provider: None };
    let case = Case::of(entries);
    sentences(&source, &case)
}

fn story() -> Vec<Entry> {
    let at =
        |text: &str| -> Zoned { format!("2026-11-{text}+07:00[Asia/Jakarta]").parse().unwrap() };
    let ticket = |explanation: Option<&str>| Event::Ticket {
        number: Some("IN777".into()),
        reason: None,
        explanation: explanation.map(Into::into),
        agent: Some("Dewi".into()),
    };
    let promise = |text: &str, now: &str| crate::case::promise(text, None, &at(now));
    let (first, second) = ("20T08:30:00", "23T13:00:00");
    let refused = Event::Refused { what: "ganti modem".into(), rule: None, decides: None };
    [
        (first, ticket(Some("kabel di tiang putus karena pohon"))),
        (first, promise("teknisi senin 10-12", first)),
        ("23T12:30:00", Event::Became { turn: Turn::Missed, when: None }),
        (second, ticket(None)),
        (second, promise("dalam 2 hari", second)),
        (second, refused),
    ]
    .map(|(when, event)| Entry { at: at(when), mono_ms: 0, event })
    .to_vec()
}

#[test]
fn each_call_is_one_sentence_the_newest_first() {
    assert_eq!(
        told(&story(), Lang::Id, Reader::Me),
        [
            "Nomor aduannya IN777, Senin, 23 November; dijanjikan: paling lambat Rabu, 25 November; \
             yang tidak dapat dipenuhi: “ganti modem”.",
            "Nomor aduannya IN777, Jumat, 20 November; penjelasan petugas: “kabel di tiang putus karena…”; \
             dijanjikan “teknisi”: Senin, 23 November, pukul 10.00 sampai 12.00 WIB; tidak ditepati.",
        ]
    );
    let public = told(&story(), Lang::En, Reader::Public);
    assert_eq!(
        public[1],
        "The ticket number is IN777, of Friday 20 November; promised: Monday 23 November, 10:00 to \
         12:00 Jakarta time; not kept."
    );
    assert!(!public.concat().contains('“'), "{public:?}");
}

#[test]
fn a_quotation_is_cut_between_words() {
    assert_eq!(cut("satu dua tiga", 3).as_deref(), Some("“satu dua tiga”"));
    assert_eq!(cut("satu dua, tiga", 2).as_deref(), Some("“satu dua…”"));
    assert_eq!(cut("satu dua", 1), None);
    assert_eq!(cut(" ", 5), None);
}

proptest! {
    #[test]
    fn no_sentence_is_long_whatever_happened(events in prop::collection::vec((event(), 0_i64..100_000), 0..12)) {
        let mut at = now().checked_sub(20.days()).unwrap();
        let entries: Vec<_> = events.into_iter().map(|(event, later)| {
            at = at.checked_add(later.seconds()).unwrap();
            Entry { at: at.clone(), mono_ms: 0, event }
        }).collect();
        let calls = Case::of(&entries).calls.len();
        for lang in Lang::ALL {
            for reader in [Reader::Me, Reader::Provider, Reader::Public] {
                let said = told(&entries, lang, reader);
                prop_assert_eq!(said.len(), calls.min(CALLS));
                for sentence in said {
                    prop_assert!(count(&sentence) <= WORDS, "{}", sentence);
                    prop_assert!(!sentence.contains("next-agent."), "{}", sentence);
                }
            }
        }
    }
}
