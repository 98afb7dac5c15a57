use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use super::*;
use crate::diagnosis::{Confidence, Diagnosis, Finding, Segment, Verdict};
use crate::evidence::{Evidence, Facts, Id, Item, Status};
use crate::lang::Lang;
use crate::moment::{Grain, Moment};
use crate::session::{
    Answer, Event, Noted, Omission, Restart, Return, Sighting, Stage, Turn, Watched,
};

pub(crate) fn header() -> Header {
    Header {
        format: FORMAT,
        program: "cekdulu 0.1.0".into(),
        list: "internet-mati".into(),
        version: "1.0.0".into(),
        hash: fnv1a(b"x"),
        lang: Lang::Id,
        data_date: "2026-11-22".into(),
        at: "2026-11-21T08:20:00+07:00[Asia/Jakarta]".parse().unwrap(),
    }
}

pub(crate) fn entry(event: Event) -> Entry {
    Entry { at: header().at, mono_ms: 5, event }
}

pub(crate) fn log_of(events: &[Event]) -> Vec<u8> {
    let lines = events.iter().map(|event| encode(&entry(event.clone())).unwrap());
    let mut log = encode_header(&header()).unwrap();
    lines.for_each(|line| log.push_str(&line));
    log.into_bytes()
}

/// One event of each kind, all their fields filled.
pub(crate) fn every_event() -> Vec<Event> {
    let moment = Moment { at: header().at, grain: Grain::Part, about: true };
    let step = || "merah".to_owned();
    let item = Item { id: Id::Path, status: Status::Got, ms: 3, facts: Facts::default() };
    vec![
        Event::Answered { step: step(), answer: Answer::Choice { option: "blinking".into() } },
        Event::Skipped { step: step(), how: Omission::CouldNot, why: Some("gelap".into()) },
        Event::WentBack { to: step() },
        Event::Noted { step: step(), note: "baris satu\nbaris \"dua\" \u{7} é".into() },
        Event::Measured { step: step(), evidence: Evidence { items: vec![item] } },
        Event::Verdict { step: step(), diagnosis: Diagnosis::not_measured() },
        Event::Summarised { on: true },
        Event::Language { lang: Lang::En },
        Event::Place { name: Some("rumah ibu".into()) },
        Event::Ticket {
            number: Some("IN0012".into()),
            reason: Some("area-outage".into()),
            explanation: Some("wilayah".into()),
            agent: Some("Jenni".into()),
        },
        Event::Promise {
            what: "teknisi".into(),
            from: Some(moment.clone()),
            due: Some(moment),
            days: Some("working".into()),
        },
        Event::Refused {
            what: "jadwal hari ini".into(),
            rule: Some("satu teknisi sehari".into()),
            decides: Some("atasan".into()),
        },
        Event::Terms { told: Some("SMS".into()), charge: Some("gratis".into()) },
        Event::Became { turn: Turn::Missed, when: Some(Moment::exact(header().at)) },
        Event::FollowedUp { to: "x".into(), about: Some("visit-missed".into()) },
        Event::Withdrawn { of: Noted::Ticket, said: Some("IN9".into()) },
        Event::Restarting { step: step(), stage: Stage::Unplugged, earlier: true },
        Event::Sighted {
            step: step(),
            sighting: Sighting { what: Watched::Gateway, up: true, found: true, at: header().at },
            seen_ms: 4,
        },
        Event::Finished,
    ]
}

fn zoned() -> impl Strategy<Value = Zoned> {
    let zones = vec!["Asia/Jakarta", "Asia/Jayapura", "Europe/Amsterdam", "UTC"];
    (0_i64..4_000_000_000, 0_i32..1000, prop::sample::select(zones)).prop_map(
        |(second, ms, zone)| {
            let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
            Timestamp::new(second, ms * 1_000_000).unwrap().to_zoned(zone)
        },
    )
}

fn moment() -> impl Strategy<Value = Moment> {
    let grains = vec![Grain::Minute, Grain::Part, Grain::Day];
    (zoned(), prop::sample::select(grains), any::<bool>()).prop_map(|(at, grain, about)| Moment {
        at,
        grain,
        about,
    })
}

fn restart() -> impl Strategy<Value = Answer> {
    let back = || of(prop::sample::select(Return::ALL));
    let said = (of(moment()), of(moment()), any::<bool>());
    (said, [back(), back(), back()], vec(sighting(), 0..4)).prop_map(
        |((unplugged, plugged, seen), [link, gateway, internet], sightings)| {
            let seen = Restart { seen, gateway, internet, link, sightings, ..Restart::default() };
            Answer::Restart(Restart { unplugged, plugged, ..seen })
        },
    )
}

fn sighting() -> impl Strategy<Value = Sighting> {
    (prop::sample::select(Watched::ALL), any::<bool>(), any::<bool>(), zoned())
        .prop_map(|(what, up, found, at)| Sighting { what, up, found, at })
}

fn stage() -> impl Strategy<Value = Stage> {
    prop::sample::select(vec![
        Stage::Begun,
        Stage::Unplugged,
        Stage::Rested,
        Stage::Plugged,
        Stage::Ready,
        Stage::RouterPlugged,
        Stage::Over,
        Stage::Resumed,
    ])
}

fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        Just(Answer::Done),
        Just(Answer::Unknown),
        any::<bool>().prop_map(|yes| Answer::YesNo { yes }),
        any::<String>().prop_map(|option| Answer::Choice { option }),
        vec(any::<String>(), 0..4).prop_map(|options| Answer::Multi { options }),
        any::<i32>().prop_map(|value| Answer::Number { value: f64::from(value) / 100.0 }),
        any::<String>().prop_map(|text| Answer::Text { text }),
        (moment(), any::<String>()).prop_map(|(moment, said)| Answer::DateTime { moment, said }),
        restart(),
        of(any::<bool>()).prop_map(|passed| Answer::Probe { passed }),
    ]
}

fn evidence() -> impl Strategy<Value = Evidence> {
    let item = (prop::sample::select(Id::ALL), any::<u32>(), of(any::<String>()), any::<[u8; 4]>())
        .prop_map(|(id, ms, remark, address)| {
            let facts = Facts { remark, target: Some(address.into()), ..Facts::default() };
            Item { id, status: Status::Odd, ms, facts }
        });
    vec(item, 0..4).prop_map(|items| Evidence { items })
}

fn diagnosis() -> impl Strategy<Value = Diagnosis> {
    let finding = || (prop::sample::select(Verdict::ALL), prop::sample::select(Segment::ALL));
    (finding(), prop::sample::select(Confidence::ALL), vec(finding(), 0..3)).prop_map(
        |((verdict, segment), confidence, also)| {
            let also = also.into_iter().map(|(code, segment)| Finding { code, segment }).collect();
            Diagnosis { verdict, segment, confidence, also }
        },
    )
}

fn word() -> impl Strategy<Value = Option<String>> {
    of(any::<String>())
}

const NOTED: &[Noted] = &[Noted::Ticket, Noted::Promise, Noted::Refused];

const TURNS: &[Turn] =
    &[Turn::Kept, Turn::Missed, Turn::Closed, Turn::Fixed, Turn::Broken, Turn::Paid];

pub(crate) fn event() -> impl Strategy<Value = Event> {
    let step = any::<String>;
    let how = || {
        prop::sample::select(vec![Omission::Skipped, Omission::CouldNot, Omission::NotApplicable])
    };
    prop_oneof![
        (step(), answer()).prop_map(|(step, answer)| Event::Answered { step, answer }),
        (step(), how(), word()).prop_map(|(step, how, why)| Event::Skipped { step, how, why }),
        step().prop_map(|to| Event::WentBack { to }),
        (step(), step()).prop_map(|(step, note)| Event::Noted { step, note }),
        (step(), evidence()).prop_map(|(step, evidence)| Event::Measured { step, evidence }),
        (step(), diagnosis()).prop_map(|(step, diagnosis)| Event::Verdict { step, diagnosis }),
        any::<bool>().prop_map(|on| Event::Summarised { on }),
        prop::sample::select(&Lang::ALL[..]).prop_map(|lang| Event::Language { lang }),
        word().prop_map(|name| Event::Place { name }),
        (word(), word(), word(), word()).prop_map(|(number, reason, explanation, agent)| {
            Event::Ticket { number, reason, explanation, agent }
        }),
        (step(), of(moment()), of(moment()), word())
            .prop_map(|(what, from, due, days)| Event::Promise { what, from, due, days }),
        (word(), word()).prop_map(|(told, charge)| Event::Terms { told, charge }),
        (step(), word(), word()).prop_map(|(what, rule, decides)| Event::Refused {
            what,
            rule,
            decides
        }),
        (prop::sample::select(TURNS), of(moment()))
            .prop_map(|(turn, when)| Event::Became { turn, when }),
        (step(), word()).prop_map(|(to, about)| Event::FollowedUp { to, about }),
        (step(), stage(), any::<bool>()).prop_map(|(step, stage, earlier)| Event::Restarting {
            step,
            stage,
            earlier
        }),
        (step(), sighting(), any::<u64>()).prop_map(|(step, sighting, seen_ms)| Event::Sighted {
            step,
            sighting,
            seen_ms
        }),
        (prop::sample::select(NOTED), word()).prop_map(|(of, said)| Event::Withdrawn { of, said }),
        Just(Event::Finished),
    ]
}

proptest! {
    #[test]
    fn every_event_survives(at in zoned(), mono_ms: u64, event in event()) {
        let entry = Entry { at, mono_ms, event };
        let line = encode(&entry).unwrap();
        prop_assert_eq!(line.matches('\n').count(), 1);
        let mut log = encode_header(&header()).unwrap();
        log.push_str(&line);
        let decoded = decode(log.as_bytes()).unwrap();
        prop_assert_eq!(decoded.good, log.len());
        prop_assert!(!decoded.torn);
        // Equal instants are equal times to jiff; the zone has to survive too.
        prop_assert_eq!(decoded.entries[0].at.to_string(), entry.at.to_string());
        prop_assert_eq!(decoded.entries, vec![entry]);
    }

    #[test]
    fn any_bytes_never_panic(bytes: Vec<u8>) {
        let _ = decode(&bytes);
    }

    #[test]
    fn any_bytes_after_a_header_never_panic(bytes: Vec<u8>) {
        let mut log = log_of(&[]);
        let good = log.len();
        log.extend(bytes);
        if let Ok(decoded) = decode(&log) {
            prop_assert!(decoded.good >= good && decoded.good <= log.len());
            prop_assert_eq!(decoded.torn, decoded.good < log.len());
        }
    }

    #[test]
    fn one_changed_byte_never_panics_nor_adds_lines(at in 0_usize..3000, byte: u8) {
        let mut log = log_of(&every_event());
        let at = at % log.len();
        log[at] = byte;
        if let Ok(decoded) = decode(&log) {
            prop_assert!(decoded.entries.len() <= every_event().len());
        }
    }
}

#[test]
fn a_log_cut_at_any_byte_keeps_its_complete_lines() {
    let log = log_of(&every_event());
    let first = log.iter().position(|byte| *byte == BREAK).unwrap();
    for end in 0..=log.len() {
        let cut = &log[..end];
        let breaks = cut.split(|byte| *byte == BREAK).count() - 1;
        if end <= first {
            assert_eq!(decode(cut), Err(Fault::NoHeader), "{end}");
            continue;
        }
        let decoded = decode(cut).unwrap();
        assert_eq!(decoded.entries.len(), breaks - 1, "{end}");
        assert_eq!(decoded.torn, cut.last() != Some(&b'\n'), "{end}");
        assert_eq!(decoded.good, cut.iter().rposition(|byte| *byte == BREAK).unwrap() + 1);
    }
}

#[test]
fn zeros_after_a_power_loss_are_torn() {
    let whole = log_of(&every_event());
    let mut zeros = whole.clone();
    zeros.extend([0; 4096]);
    let mut half = whole.clone();
    half.extend(b"{\"at\":\"2026\0\0\0\0\0\n");
    for log in [zeros, half] {
        let decoded = decode(&log).unwrap();
        assert_eq!((decoded.good, decoded.torn), (whole.len(), true));
    }
    assert_eq!(decode(&[0; 300]), Err(Fault::NoHeader));
    assert_eq!(decode(b"\0\0\0\0\n"), Err(Fault::NoHeader));
}

#[test]
fn only_the_last_line_may_be_torn() {
    let mut log = log_of(&[Event::Finished, Event::Finished]);
    let second = log.iter().position(|byte| *byte == BREAK).unwrap() + 1;
    log[second] = 0;
    assert_eq!(decode(&log), Err(Fault::Damaged { line: 2 }));
    log[0] = 0;
    assert_eq!(decode(&log), Err(Fault::Damaged { line: 1 }));
    // Two bad lines at the end are more than one torn line.
    let mut log = log_of(&[Event::Finished]);
    log.extend(b"{\"at\n{\"at");
    assert_eq!(decode(&log), Err(Fault::Damaged { line: 3 }));
    // A whole line of JSON that is no entry was not torn.
    let mut log = log_of(&[Event::Finished]);
    log.extend(b"{\"at\":5}\n");
    assert_eq!(decode(&log), Err(Fault::Damaged { line: 3 }));
}

#[test]
fn what_a_later_program_wrote_is_told_apart_from_damage() {
    let newer = header_with("\"format\":1", "\"format\":2");
    assert_eq!(decode(newer.as_bytes()), Err(Fault::Newer { format: 2 }));
    assert_eq!(decode(b"{\"format\":7,\"x\":[]}\n"), Err(Fault::Newer { format: 7 }));
    let zero = header_with("\"format\":1", "\"format\":0");
    assert_eq!(decode(zero.as_bytes()), Err(Fault::Damaged { line: 1 }));

    let log = String::from_utf8(log_of(&every_event())).unwrap();
    for (old, new, line) in [
        ("\"kind\":\"went-back\"", "\"kind\":\"went-up\"", 4),
        ("\"id\":\"path\"", "\"id\":\"igd\"", 6),
        ("\"verdict\":\"not-measured\"", "\"verdict\":\"melted\"", 7),
        ("\"ms\":3", "\"ms\":3,\"hops\":2", 6),
    ] {
        let changed = log.replacen(old, new, 1);
        assert_ne!(changed, log);
        assert_eq!(decode(changed.as_bytes()), Err(Fault::Unknown { line }), "{new}");
    }
    let missing = log.replacen("\"to\":\"merah\"", "\"two\":\"merah\"", 1);
    assert_eq!(decode(missing.as_bytes()), Err(Fault::Damaged { line: 4 }));
}

fn header_with(old: &str, new: &str) -> String {
    let text = encode_header(&header()).unwrap();
    let changed = text.replacen(old, new, 1);
    assert_ne!(changed, text);
    changed
}

#[test]
fn a_restart_of_an_earlier_version_is_read() {
    let line = r#"{"at":"2026-11-21T08:20:00+07:00[Asia/Jakarta]","mono_ms":5,"event":{"kind":"answered","step":"ulang","answer":{"as":"restart","seen":true,"gateway":"never-left"}}}"#;
    let log = [&log_of(&[])[..], line.as_bytes(), b"\n"].concat();
    let restart = Restart { seen: true, gateway: Some(Return::NeverLeft), ..Restart::default() };
    let answer = Answer::Restart(restart);
    let entries = decode(&log).unwrap().entries;
    assert_eq!(entries, [entry(Event::Answered { step: "ulang".into(), answer })]);
}

#[test]
fn what_could_not_be_read_back_is_not_written() {
    let event = |value| Event::Answered { step: "a".into(), answer: Answer::Number { value } };
    assert!(encode(&entry(event(1.5))).is_ok());
    assert!(encode(&entry(event(f64::NAN))).is_err());
    assert!(encode(&entry(event(f64::INFINITY))).is_err());
}

#[test]
fn the_hash_is_the_published_one() {
    // Vectors of draft-eastlake-fnv, appendix C.
    assert_eq!(fnv1a(b""), "cbf29ce484222325");
    assert_eq!(fnv1a(b"a"), "af63dc4c8601ec8c");
    assert_eq!(fnv1a(b"foobar"), "85944171f73967e8");
}
