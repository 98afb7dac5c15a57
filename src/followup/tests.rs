//! Texts over any history, and one story over days, in both languages.

mod privacy;
mod whose;

use jiff::Zoned;
use proptest::prelude::*;

use super::*;
use crate::app::registry;
use crate::case::Case;
use crate::checklist::providers::Providers;
use crate::checklist::{Checklist, parse_with};
use crate::engine::Walk;
use crate::moment::{Grain, Moment};
use crate::session::codec::tests::{event, header};
use crate::session::{Answer, Entry, Event, Turn};
use crate::summary::{Reader, Source};

const CHANNELS: [Channel; 5] =
    [Channel::X, Channel::Whatsapp, Channel::Email, Channel::Letter, Channel::Employer];
/// Things of a person and of an agent that no post may hold.
const PERSONAL: [&str; 7] =
    ["Rina", "Wijaya", "122345678901", "678901", "081200001234", "0812", "Jenni"];
/// What no text may hold: traces of templates and gaps.
const TRACES: [&str; 9] = ["{", "}", "  ", " .", " ,", "..", "()", "\"\"", "null"];
/// Words that nobody should send.
const HARSH: [&str; 12] = [
    "lelet",
    "payah",
    "parah",
    "bohong",
    "penipu",
    "malas",
    "useless",
    "liar",
    "lazy",
    "demand",
    "viral",
    "ridiculous",
];

fn list(key: &str) -> Checklist {
    parse_with(registry::find(key).unwrap(), &registry::fragment).checklist.unwrap()
}

fn at(text: &str) -> Zoned {
    format!("2026-11-{text}+07:00[Asia/Jakarta]").parse().unwrap()
}

fn entry(when: &str, event: Event) -> Entry {
    Entry { at: at(when), mono_ms: 0, event }
}

fn answered(step: &str, answer: Answer) -> Entry {
    entry("21T08:20:00", Event::Answered { step: step.into(), answer })
}

fn text(step: &str, text: &str) -> Entry {
    answered(step, Answer::Text { text: text.into() })
}

fn choice(step: &str, option: &str) -> Entry {
    answered(step, Answer::Choice { option: option.into() })
}

fn moment(step: &str, when: &str) -> Entry {
    let moment = Moment::exact(at(when));
    answered(step, Answer::DateTime { moment, said: String::new() })
}

fn ticket(number: Option<&str>, reason: Option<&str>) -> Event {
    Event::Ticket {
        number: number.map(Into::into),
        reason: reason.map(Into::into),
        explanation: Some("area normal, kata Jenni".into()),
        agent: Some("Jenni".into()),
    }
}

fn promise(what: &str, from: Option<&str>, due: &str) -> Event {
    let [from, due] = [from, Some(due)].map(|when| when.map(|when| Moment::exact(at(when))));
    Event::Promise { what: what.into(), from, due, days: None }
}

fn became(turn: Turn) -> Event {
    Event::Became { turn, when: None }
}

fn sent(to: &str) -> Event {
    Event::FollowedUp { to: to.into(), about: None }
}

/// The answers of a customer whose internet is dead.
fn answers() -> Vec<Entry> {
    vec![
        choice("tempat", "elsewhere"),
        moment("sejak", "20T19:00:00"),
        choice("jalur", "fibre"),
        choice("perangkat", "all"),
        choice("paket", "not-owned"),
        choice("merah", "blinking"),
        choice("label", "los"),
        choice("pon", "off"),
        text("nama", "Rina Wijaya"),
        choice("atas-nama", "self"),
        text("nomor", "122345678901"),
        text("hp", "081200001234"),
        choice("dampak", "work"),
    ]
}

fn with<T>(
    list: &Checklist,
    entries: &[Entry],
    now: &Zoned,
    lang: Lang,
    work: impl FnOnce(&Facts<'_>) -> T,
) -> T {
    let walk = Walk::replay(list, "", list.style.audience(), entries);
    let header = header();
    let provider = Providers::builtin().choose("indihome");
    let reader = Reader::Public;
    work(&Facts::of(&Source { walk: &walk, header: &header, entries, now, lang, reader, provider }))
}

/// Writes a text as it goes out.
fn draft(
    list: &Checklist,
    entries: &[Entry],
    now: &str,
    lang: Lang,
    channel: Channel,
    wish: &Wish,
) -> Draft {
    let now = at(now);
    with(list, entries, &now, lang, |facts| {
        write(facts, channel, wish, &Ladder::of(&facts.case, &now))
    })
}

/// Returns what is wrong with a text, if anything.
fn faults(draft: &Draft, channel: Channel) -> Vec<String> {
    let text = &draft.text;
    let mut wrong = Vec::new();
    let mut note = |fault: String| wrong.push(format!("{fault} in {text:?}"));
    // What lists and hangs is indented by two.
    let flat = text.replace("\n  ", "\n");
    for trace in TRACES.iter().filter(|trace| flat.contains(**trace)) {
        note(format!("{trace:?}"));
    }
    let lower = flat.to_lowercase();
    let words: Vec<_> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    for harsh in HARSH.iter().filter(|harsh| words.contains(harsh)) {
        note(format!("{harsh:?}"));
    }
    if text.contains("Jenni") {
        note("an agent".into());
    }
    if text.trim() != text || text.is_empty() {
        note("an edge".into());
    }
    match channel {
        Channel::X => {
            let counted = x_length(text);
            if !draft.fits || counted > draft.length || draft.length > X_LIMIT {
                note(format!("{counted} letters"));
            }
            for own in PERSONAL.iter().filter(|own| text.contains(**own)) {
                note(format!("{own:?}"));
            }
            if text.starts_with('@') || !text.ends_with(['.', '?']) || text.contains('\n') {
                note("no post".into());
            }
        }
        Channel::Employer => {
            for own in ["122345678901", "081200001234", "LOS", "Rina"]
                .iter()
                .filter(|own| text.contains(**own))
            {
                note(format!("{own:?}"));
            }
        }
        Channel::Email | Channel::Letter => {
            let long = text.lines().skip(1).filter(|line| line.chars().count() > 78);
            long.for_each(|line| note(format!("a long line {line:?}")));
        }
        Channel::Whatsapp => {}
    }
    wrong
}

/// What one day of a story says.
struct Day {
    when: &'static str,
    events: Vec<Event>,
    stands: Situation,
    /// What the post must hold, in both languages.
    says: [&'static str; 2],
}

fn day(when: &'static str, events: Vec<Event>, stands: Situation, says: [&'static str; 2]) -> Day {
    Day { when, events, stands, says }
}

fn visit(from: &str, due: &str) -> Event {
    promise("teknisi, kata Jenni", Some(from), due)
}

/// A call, a promise, a missed visit, a follow-up with a new promise.
fn missed_visit() -> Vec<Day> {
    let call = vec![ticket(Some("IN12345678"), None), visit("23T10:00:00", "23T12:00:00")];
    let again = vec![sent("x"), visit("24T10:00:00", "24T12:00:00")];
    let missed = ["belum terlaksana.", "has not taken place."];
    vec![
        day("21T08:30:00", call, Situation::Waiting, ["masih sama?", "still the plan?"]),
        day(
            "23T10:30:00",
            vec![],
            Situation::DueNow,
            ["hari ini, pukul 10.00", "today, 10:00-12:00"],
        ),
        day("23T12:30:00", vec![], Situation::Overdue, ["menurut catatan saya", "by my notes"]),
        day("23T13:00:00", vec![became(Turn::Missed)], Situation::Missed, missed),
        day("23T13:10:00", again, Situation::Waiting, ["Selasa, 24 Nov", "Tuesday 24 Nov"]),
    ]
}

/// A visit, a closed ticket, the same ticket again, and thanks.
fn reopened() -> Vec<Day> {
    let again = vec![sent("x"), ticket(Some("IN12345678"), None)];
    let (done, thanks) =
        (["sudah terlaksana", "has taken place"], ["Terima kasih atas", "Thank you for"]);
    let broken = vec![became(Turn::Broken)];
    let closed = ["dibuka kembali", "be reopened"];
    let silent = ["belum ada kabar yang saya catat", "no news since"];
    vec![
        day("24T11:30:00", vec![became(Turn::Kept)], Situation::Kept, done),
        day("24T12:00:00", broken, Situation::NotFixed, thanks),
        day("25T09:00:00", vec![became(Turn::Closed)], Situation::ClosedNotFixed, closed),
        day("25T10:00:00", again, Situation::Waiting, ["sudah ada perkembangan", "any news yet"]),
        day("28T11:00:00", vec![], Situation::NoWord, silent),
        day(
            "28T12:00:00",
            vec![became(Turn::Fixed)],
            Situation::Fixed,
            ["berfungsi lagi", "works again"],
        ),
    ]
}

#[test]
fn a_story_over_days_has_a_text_for_every_day() {
    let list = list("internet-mati");
    for (index, lang) in Lang::ALL.into_iter().enumerate() {
        let mut entries = answers();
        for day in missed_visit().into_iter().chain(reopened()) {
            entries.extend(day.events.into_iter().map(|event| entry(day.when, event)));
            let stands = Case::of(&entries).situation(&at(day.when));
            assert_eq!(stands, day.stands, "{}", day.when);
            for channel in CHANNELS {
                let draft = draft(&list, &entries, day.when, lang, channel, &Wish::default());
                assert_eq!(faults(&draft, channel), [""; 0], "{} {channel:?}", day.when);
                let quoted = draft.text.contains("IN12345678");
                assert!(quoted, "{} {channel:?}: {}", day.when, draft.text);
                if channel == Channel::X {
                    assert!(draft.text.contains(day.says[index]), "{}: {}", day.when, draft.text);
                }
            }
        }
        let letter =
            draft(&list, &entries, "28T12:30:00", lang, Channel::Email, &Wish::default()).text;
        let lines = letter.lines().filter(|line| line.starts_with("- ")).count();
        assert_eq!(lines, 12, "nothing is lost: {letter}");
    }
}

#[test]
fn the_ladder_goes_up_by_broken_promises_and_fair_waits() {
    let visit = || promise("teknisi", Some("23T10:00:00"), "23T12:00:00");
    let mut entries =
        vec![entry("21T08:30:00", ticket(Some("IN1"), None)), entry("21T08:30:00", visit())];
    let mut ladder = |when: &str, event: Option<Event>| {
        entries.extend(event.map(|event| entry(when, event)));
        let ladder = Ladder::of(&Case::of(&entries), &at(when));
        (ladder.next, ladder.not_before.map(|until| until.strftime("%dT%H").to_string()))
    };
    assert_eq!(ladder("22T09:00:00", None), (Rung::SameTicket, Some("23T12".into())));
    assert_eq!(ladder("23T12:30:00", None), (Rung::SameTicket, None));
    assert_eq!(ladder("23T13:00:00", Some(sent("employer"))), (Rung::SameTicket, None));
    assert_eq!(ladder("23T13:00:00", Some(sent("x"))), (Rung::Supervisor, Some("24T13".into())));
    assert_eq!(
        ladder("23T20:00:00", Some(sent("x"))),
        (Rung::Supervisor, Some("25T20".into())),
        "too early counts as the same step"
    );
    assert_eq!(ladder("25T20:30:00", None), (Rung::Supervisor, None));
    assert_eq!(ladder("25T21:00:00", Some(sent("x"))), (Rung::Written, Some("27T21".into())));
    assert_eq!(ladder("26T09:00:00", Some(became(Turn::Missed))), (Rung::Written, None));
    assert_eq!(ladder("26T09:30:00", Some(sent("email"))), (Rung::Outlet, Some("28T09".into())));
    assert_eq!(ladder("28T10:00:00", Some(sent("letter"))), (Rung::Body, Some("30T10".into())));
    assert_eq!(
        ladder("29T10:00:00", Some(became(Turn::Fixed))).0,
        Rung::SameTicket,
        "it begins anew"
    );
    let case =
        Case::of(&[entry("21T08:30:00", ticket(None, None)), entry("22T09:00:00", sent("x"))]);
    let soon = Ladder::of(&case, &at("22T10:00:00"));
    assert!(soon.other_channel("whatsapp").is_some() && soon.other_channel("x").is_none());
    assert_eq!(soon.wait_after(&at("22T10:00:00")), at("24T10:00:00"));
}

#[test]
fn nothing_is_sent_at_night() {
    for (now, send) in [
        ("21T21:00:00", Some("22T07:00:00")),
        ("21T23:59:00", Some("22T07:00:00")),
        ("22T00:10:00", Some("22T07:00:00")),
        ("22T06:59:00", Some("22T07:00:00")),
        ("22T07:00:00", None),
        ("22T20:59:00", None),
    ] {
        assert_eq!(send_at(&at(now)), send.map(at), "{now}");
    }
}

#[test]
fn a_number_and_a_name_are_there_only_on_the_persons_word() {
    let list = list("internet-mati");
    let mut entries = answers();
    entries.push(entry("21T08:30:00", ticket(Some("IN12345678"), None)));
    entries.push(entry("22T12:00:00", became(Turn::Fixed)));
    let text =
        |channel, wish: &Wish| draft(&list, &entries, "22T13:00:00", Lang::Id, channel, wish).text;
    let usual = Wish::default();
    assert!(!text(Channel::Whatsapp, &usual).contains("901"));
    let tail = Wish { number: Shown::Tail, ..usual.clone() };
    assert!(text(Channel::Whatsapp, &tail).contains("Nomor pelanggan yang berakhir 901."));
    let whole = Wish { number: Shown::Whole, thank: true, ..usual };
    assert!(text(Channel::Whatsapp, &whole).contains("Nomor pelanggan 122345678901."));
    assert!(text(Channel::Whatsapp, &whole).contains("Terima kasih khusus untuk Kak Jenni"));
    for channel in [Channel::X, Channel::Employer] {
        let text = text(channel, &whole);
        assert!(
            PERSONAL[..6].iter().all(|own| !text.contains(own)) && !text.contains("Jenni"),
            "{text}"
        );
    }
    entries.push(entry("22T14:00:00", became(Turn::Broken)));
    for channel in CHANNELS {
        let text = draft(&list, &entries, "22T15:00:00", Lang::Id, channel, &whole).text;
        assert!(!text.contains("Jenni"), "no name in a complaint: {text}");
    }
}

#[test]
fn an_explanation_is_quoted_without_the_agent() {
    let list = list("internet-mati");
    let mut entries = answers();
    entries.push(entry("21T08:30:00", ticket(Some("IN12345678"), None)));
    let now = at("23T13:00:00");
    let said = with(&list, &entries, &now, Lang::Id, |facts| {
        // The agent is hidden, not what was said.
        facts.explanation()
    });
    let said = said.unwrap();
    assert!(said.starts_with("area normal") && !said.contains("Jenni"), "{said}");
    entries.push(entry(
        "21T09:00:00",
        Event::Ticket {
            number: Some("IN12345678".into()),
            reason: None,
            explanation: Some("perlu ukur kabel".into()),
            agent: None,
        },
    ));
    let quote = Wish { explanation: true, ..Wish::default() };
    let text = draft(&list, &entries, "23T13:00:00", Lang::Id, Channel::Email, &quote).text;
    assert!(text.contains("\"perlu ukur kabel\""), "{text}");
    let text = draft(&list, &entries, "23T13:00:00", Lang::Id, Channel::X, &quote).text;
    assert!(!text.contains("ukur"), "{text}");
}

#[test]
fn banks_and_what_was_not_reported_are_refused() {
    for (stands, service, channel, refused) in [
        (Situation::Missed, "bank", Channel::X, Some(Refusal::NotPublic)),
        (Situation::Missed, "bank", Channel::Email, None),
        (Situation::NotCalled, "internet", Channel::X, Some(Refusal::NotReported)),
        (Situation::CallDropped, "internet", Channel::Letter, Some(Refusal::NotReported)),
        (Situation::NotCalled, "internet", Channel::Employer, None),
        (Situation::Waiting, "internet", Channel::X, None),
    ] {
        assert_eq!(refusal(stands, service, channel), refused, "{stands:?} {service}");
    }
}

#[test]
fn a_ticket_from_elsewhere_is_a_history_too() {
    let list = list("tindak-lanjut");
    let told = |jadi: &str, kini: &str| {
        vec![
            choice("layanan", "internet"),
            choice("nomor-ada", "with-number"),
            text("nomor", "TT-100234"),
            moment("dilapor", "19T09:00:00"),
            choice("janji", "visit"),
            text("kapan", "jumat 20 nov 10-12"),
            choice("jadi", jadi),
            choice("kini", kini),
        ]
    };
    for (jadi, kini, stands) in [
        ("missed", "same", Situation::Missed),
        ("kept", "same", Situation::NotFixed),
        ("closed", "other", Situation::ClosedNotFixed),
        ("kept", "again", Situation::BackAgain),
        ("missed", "suspended", Situation::PaidStillSuspended),
        ("kept", "works", Situation::Fixed),
        ("still-time", "same", Situation::Overdue),
    ] {
        for lang in Lang::ALL {
            let now = at("21T09:00:00");
            with(&list, &told(jadi, kini), &now, lang, |facts| {
                assert_eq!(facts.situation, stands, "{jadi} {kini}");
                assert_eq!(facts.service, "internet");
            });
            for channel in CHANNELS {
                let draft =
                    draft(&list, &told(jadi, kini), "21T09:00:00", lang, channel, &Wish::default());
                assert_eq!(faults(&draft, channel), [""; 0]);
                assert!(draft.text.contains("TT-100234"), "{}", draft.text);
            }
        }
    }
}

#[test]
fn a_long_ticket_and_a_long_account_leave_room() {
    let list = list("internet-mati");
    let number = "AB1234567890/2026-11-21-CD.123";
    for lang in Lang::ALL {
        for turns in [
            &[][..],
            &[Turn::Missed],
            &[Turn::Closed, Turn::Broken],
            &[Turn::Fixed, Turn::Broken],
            &[Turn::Paid],
            &[Turn::Fixed],
            &[Turn::Kept, Turn::Broken],
        ] {
            let mut entries = answers();
            entries.push(entry("21T08:30:00", ticket(Some(number), None)));
            entries
                .push(entry("21T08:31:00", promise("teknisi", Some("23T22:00:00"), "24T01:00:00")));
            entries.extend(turns.iter().map(|turn| entry("24T08:00:00", became(*turn))));
            let wish = Wish { handle: handle("a23456789_12345"), ..Wish::default() };
            let draft = draft(&list, &entries, "24T09:00:00", lang, Channel::X, &wish);
            assert_eq!(faults(&draft, Channel::X), [""; 0], "{turns:?}");
            assert!(draft.text.contains(number) && draft.text.contains("@a23456789_12345"));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_history_has_a_text_that_can_be_sent(events in prop::collection::vec((event(), 0..96_i64), 0..8), hours in 0..200_i64) {
        let list = list("internet-mati");
        let mut entries = answers();
        let called = entry("21T08:30:00", ticket(Some("IN12345678"), None));
        entries.push(called);
        let begin = at("21T09:00:00");
        let moved = |hours: i64| begin.checked_add(jiff::Span::new().hours(hours)).unwrap();
        let mut events: Vec<_> = events.into_iter().map(|(event, hours)| Entry { at: moved(hours), mono_ms: 0, event }).collect();
        events.sort_by(|a, b| a.at.cmp(&b.at));
        entries.extend(events);
        let now = moved(hours);
        for lang in Lang::ALL {
            for channel in CHANNELS {
                with(&list, &entries, &now, lang, |facts| {
                    if refusal(facts.situation, &facts.service, channel).is_none() {
                        let draft = write(facts, channel, &Wish::default(), &Ladder::of(&facts.case, &now));
                        let free: Vec<_> = faults(&draft, channel);
                        assert_eq!(free, [""; 0]);
                    }
                });
            }
        }
    }

    #[test]
    fn own_words_never_break_a_text(own: String) {
        let list = list("internet-mati");
        let mut entries = answers();
        entries.push(entry("21T08:30:00", ticket(Some("IN12345678"), None)));
        let wish = Wish { own: Some(own), ..Wish::default() };
        for channel in CHANNELS {
            let draft = draft(&list, &entries, "23T13:00:00", Lang::Id, channel, &wish);
            prop_assert_eq!(draft.fits, channel != Channel::X || x_length(&draft.text) <= X_LIMIT);
        }
    }
}

#[test]
fn a_day_is_said_as_a_day() {
    let list = list("internet-mati");
    let due = Moment { grain: Grain::Day, ..Moment::exact(at("23T12:00:00")) };
    let mut entries = answers();
    entries.push(entry("21T08:30:00", ticket(Some("IN12345678"), None)));
    let what = "technician";
    entries.push(entry(
        "21T08:31:00",
        Event::Promise { what: what.into(), from: None, due: Some(due), days: None },
    ));
    let text = |now, channel| draft(&list, &entries, now, Lang::En, channel, &Wish::default()).text;
    assert!(text("22T10:00:00", Channel::X).contains("a technician is due Monday 23 November."));
    assert!(text("23T10:00:00", Channel::X).contains("a technician is due today."));
    assert!(
        text("23T10:00:00", Channel::Email).replace('\n', " ").contains("due Monday 23 November.")
    );
}
