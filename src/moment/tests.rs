use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::{Offset, TimeZone};
use proptest::prelude::*;

use super::*;
use crate::lang::Lang;

/// Saturday 21 November 2026, 08:20 in Jakarta.
fn now() -> Zoned {
    at(2026, 11, 21, 8, 20)
}

fn wib() -> TimeZone {
    TimeZone::posix("WIB-7").unwrap()
}

fn at(year: i16, month: i8, day: i8, hour: i8, minute: i8) -> Zoned {
    date(year, month, day).at(hour, minute, 0, 0).to_zoned(wib()).unwrap()
}

/// Writes a moment as "2026-11-20 19:00", with " about", or with the part or the day only.
fn brief(moment: &Moment) -> String {
    let about = if moment.about { " about" } else { "" };
    let format = match moment.grain {
        Grain::Minute => "%Y-%m-%d %H:%M",
        Grain::Part => "%Y-%m-%d part %H",
        Grain::Day => "%Y-%m-%d",
    };
    format!("{}{about}", moment.at.strftime(format))
}

/// What is said, and what it means on that Saturday morning.
const PAST: &[(&str, &str)] = &[
    ("jumat 19", "2026-11-20 19:00"),
    ("jumat 19.00", "2026-11-20 19:00"),
    ("Jum'at jam 7 malam", "2026-11-20 19:00"),
    ("jumat 19.20", "2026-11-20 19:20"),
    ("jumat", "2026-11-20"),
    ("hari jumat", "2026-11-20"),
    ("jumat 20", "2026-11-20"),
    ("jumat 7", "2026-11-20 19:00"),
    ("jumat lalu", "2026-11-20"),
    ("Jumat, 20 November 19:20", "2026-11-20 19:20"),
    ("Jumat, 20 November 2026, pukul 19.00 WIB, 13 jam lalu", "2026-11-20 19:00"),
    ("jumat malam", "2026-11-20 part 21"),
    ("malam jumat", "2026-11-19 part 21"),
    ("malam minggu", "2026-11-14 part 21"),
    ("malem jumat kemarin", "2026-11-20 part 21"),
    ("sejak jumat", "2026-11-20"),
    ("sabtu", "2026-11-21"),
    ("sabtu lalu", "2026-11-14"),
    ("minggu", "2026-11-15"),
    ("minggu lalu", "2026-11-14 about"),
    ("hari minggu lalu", "2026-11-14 about"),
    ("jumat minggu lalu", "2026-11-13"),
    ("bulan lalu", "2026-10-21 about"),
    ("senen", "2026-11-16"),
    ("slasa 10.15", "2026-11-17 10:15"),
    ("tadi pagi", "2026-11-21 part 07"),
    ("pagi ini", "2026-11-21 part 07"),
    ("tadi sore", "2026-11-20 part 16"),
    ("tadi jam 7", "2026-11-21 07:00"),
    ("tadi", "2026-11-21"),
    ("hari ini", "2026-11-21"),
    ("kemarin", "2026-11-20"),
    ("kemarin sore", "2026-11-20 part 16"),
    ("kemarin jam 4 sore", "2026-11-20 16:00"),
    ("kemarin lusa", "2026-11-19"),
    ("semalam", "2026-11-20 part 21"),
    ("tadi malam", "2026-11-20 part 21"),
    ("tadi malam jam 11", "2026-11-20 23:00"),
    ("tadi malam jam 1", "2026-11-21 01:00"),
    ("semalam jam 12", "2026-11-21 00:00"),
    ("barusan", "2026-11-21 08:20 about"),
    ("sekarang", "2026-11-21 08:20"),
    ("2 jam lalu", "2026-11-21 06:20 about"),
    ("dua jam yang lalu", "2026-11-21 06:20 about"),
    ("setengah jam lalu", "2026-11-21 07:50 about"),
    ("1,5 jam lalu", "2026-11-21 06:50 about"),
    ("satu setengah jam lalu", "2026-11-21 06:50 about"),
    ("sejam lalu", "2026-11-21 07:20 about"),
    ("dua puluh lima menit yang lalu", "2026-11-21 07:55 about"),
    ("dua belas jam lalu", "2026-11-20 20:20 about"),
    ("sudah 3 hari", "2026-11-18"),
    ("3 hari lalu", "2026-11-18"),
    ("3 hari lalu jam 9 malam", "2026-11-18 21:00"),
    ("2 minggu lalu", "2026-11-07 about"),
    ("sebulan lalu", "2026-10-21 about"),
    ("sekitar jam 7", "2026-11-21 07:00 about"),
    ("kira-kira pukul 19", "2026-11-20 19:00 about"),
    ("jam 7 malam", "2026-11-20 19:00"),
    ("jam 7 pagi", "2026-11-21 07:00"),
    ("jam 2 siang", "2026-11-20 14:00"),
    ("jam setengah 8", "2026-11-21 07:30"),
    ("jam 7 lewat 10", "2026-11-21 07:10"),
    ("jam 8 kurang 10", "2026-11-21 07:50"),
    ("19:00", "2026-11-20 19:00"),
    ("19.00", "2026-11-20 19:00"),
    ("20 nov 19.00", "2026-11-20 19:00"),
    ("20 nov 19", "2026-11-20 19:00"),
    ("20 nopember", "2026-11-20"),
    ("20/11 19.00", "2026-11-20 19:00"),
    ("20/11/2026 19.00", "2026-11-20 19:00"),
    ("2026-11-20 19:00", "2026-11-20 19:00"),
    ("2026-11-20T19:00:00+07:00", "2026-11-20 19:00"),
    ("2026-11-20T12:00:00Z", "2026-11-20 19:00"),
    ("tanggal 20", "2026-11-20"),
    ("tgl 20 jam 19.30", "2026-11-20 19:30"),
    ("tanggal 25", "2026-10-25"),
    ("25 des", "2025-12-25"),
    ("29 februari", "2024-02-29"),
    ("senin 16 nov 10-12", "2026-11-16 10:00 about"),
    ("internet ini mati kemarin", "2026-11-20"),
    ("jumat malam pas hujan deras", "2026-11-20 part 21"),
    ("jumat 20.00 WITA", "2026-11-20 19:00"),
    ("jumat 12:00 UTC", "2026-11-20 19:00"),
    ("jumat 14:00 UTC+02:00", "2026-11-20 19:00"),
    ("about 7", "2026-11-21 07:00 about"),
    ("around 7 pm", "2026-11-20 19:00 about"),
    ("7", "2026-11-21 07:00"),
    ("7pm", "2026-11-20 19:00"),
    ("7 o'clock", "2026-11-21 07:00"),
    ("12 am", "2026-11-21 00:00"),
    ("half past 7", "2026-11-21 07:30"),
    ("quarter to 8", "2026-11-21 07:45"),
    ("ten past seven", "2026-11-21 07:10"),
    ("yesterday 8 pm", "2026-11-20 20:00"),
    ("yesterday", "2026-11-20"),
    ("the day before yesterday", "2026-11-19"),
    ("last night", "2026-11-20 part 21"),
    ("last night at 1", "2026-11-21 01:00"),
    ("this morning", "2026-11-21 part 07"),
    ("friday 7pm", "2026-11-20 19:00"),
    ("Fri 19:00", "2026-11-20 19:00"),
    ("last friday", "2026-11-20"),
    ("last saturday", "2026-11-14"),
    ("firday evening", "2026-11-20 part 21"),
    ("since friday at 19:00", "2026-11-20 19:00"),
    ("on the 20th", "2026-11-20"),
    ("november 20th, 2026 at 7 pm", "2026-11-20 19:00"),
    ("an hour ago", "2026-11-21 07:20 about"),
    ("half an hour ago", "2026-11-21 07:50 about"),
    ("two hours ago", "2026-11-21 06:20 about"),
    ("three days ago", "2026-11-18"),
    ("just now", "2026-11-21 08:20 about"),
    ("midnight", "2026-11-21 00:00"),
    ("yesterday noon", "2026-11-20 12:00"),
    ("last week", "2026-11-14 about"),
];

#[test]
fn what_people_say_about_the_past_is_understood() {
    let mut wrong = Vec::new();
    for &(said, meant) in PAST {
        let got = parse(said, &now()).map(|moment| brief(&moment));
        if got.as_deref() != Some(meant) {
            wrong.push(format!("{said}: {got:?}, not {meant}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_says_no_time_or_one_to_come_is_not_a_past_moment() {
    let mut wrong = Vec::new();
    for said in [
        "",
        " ",
        "tidak tahu",
        "entah",
        "besok",
        "tomorrow",
        "2026-12-01",
        "21 nov 2026 20:00",
        "25",
        "25:61",
        "hari ini jam 19",
        "punya 2 kucing",
        "3 orang",
        "122345678901",
        "192.168.1.1",
        "may",
        "jam",
        "november",
        "30 februari",
        "99999999 jam lalu",
        "tonight",
        "kami",
        "beberapa jam lalu",
        "next week",
        "2026-13-40",
    ] {
        wrong.extend(parse(said, &now()).map(|moment| format!("{said}: {}", brief(&moment))));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(parse(&"jumat ".repeat(100_000), &now()), None);
}

/// What is promised: from when, until when, and the other words.
const PROMISES: &[(&str, Option<&str>, &str, &str)] = &[
    ("teknisi senin 23 nov 10-12", Some("2026-11-23 10:00"), "2026-11-23 12:00", "teknisi"),
    (
        "teknisi datang hari Senin, jam 10 - 12",
        Some("2026-11-23 10:00"),
        "2026-11-23 12:00",
        "teknisi datang",
    ),
    ("senin 23 nov 10.00 s/d 12.30", Some("2026-11-23 10:00"), "2026-11-23 12:30", ""),
    ("senin antara jam 10 dan 2", Some("2026-11-23 10:00"), "2026-11-23 14:00", ""),
    ("besok jam 1-3 siang", Some("2026-11-22 13:00"), "2026-11-22 15:00", ""),
    ("besok pagi", None, "2026-11-22 part 07", ""),
    ("besok jam 9", None, "2026-11-22 09:00", ""),
    ("besok jam 2", None, "2026-11-22 14:00", ""),
    ("besok", None, "2026-11-22", ""),
    ("lusa", None, "2026-11-23", ""),
    ("jam 8", None, "2026-11-21 20:00", ""),
    ("2026-11-24 10:00..12:00", Some("2026-11-24 10:00"), "2026-11-24 12:00", ""),
    ("hari ini 8-10", Some("2026-11-21 08:00"), "2026-11-21 10:00", ""),
    ("3x24 jam", None, "2026-11-24 08:20", ""),
    ("perbaikan maksimal 3 x 24 jam", None, "2026-11-24 08:20", "perbaikan maksimal"),
    ("dalam 2 hari", None, "2026-11-23", ""),
    ("2 hari lagi", None, "2026-11-23", ""),
    ("3 hari kerja", None, "2026-11-25", ""),
    ("10 hari kerja", None, "2026-12-04", ""),
    ("0 hari kerja", None, "2026-11-21", ""),
    ("within 3 days", None, "2026-11-24", ""),
    ("within 5 working days", None, "2026-11-27", ""),
    ("in 2 hours", None, "2026-11-21 10:20", ""),
    ("hari ini sore", None, "2026-11-21 part 16", ""),
    ("nanti malam", None, "2026-11-21 part 21", "nanti"),
    ("senin", None, "2026-11-23", ""),
    ("senin 23", None, "2026-11-23", ""),
    ("sabtu", None, "2026-11-21", ""),
    ("sabtu depan", None, "2026-11-28", ""),
    ("next monday", None, "2026-11-23", ""),
    ("monday 10-12", Some("2026-11-23 10:00"), "2026-11-23 12:00", ""),
    (
        "technician comes on monday between 10 and 12",
        Some("2026-11-23 10:00"),
        "2026-11-23 12:00",
        "technician comes",
    ),
    ("tomorrow", None, "2026-11-22", ""),
    ("tomorrow at 9 am", None, "2026-11-22 09:00", ""),
    ("by friday 5pm", None, "2026-11-27 17:00", ""),
    ("senin-rabu", Some("2026-11-23"), "2026-11-25", ""),
    ("24-26 nov", Some("2026-11-24"), "2026-11-26", ""),
    ("minggu depan", Some("2026-11-23"), "2026-11-29", ""),
    ("senin minggu depan", None, "2026-11-23", ""),
    ("next month", Some("2026-12-01"), "2026-12-31", ""),
    ("tanggal 5", None, "2026-12-05", ""),
    ("5 jan", None, "2027-01-05", ""),
    ("kami kabari besok pagi (lewat SMS)", None, "2026-11-22 part 07", "kami kabari (lewat SMS)"),
];

#[test]
fn what_people_promise_is_understood() {
    let mut wrong = Vec::new();
    for &(said, from, due, rest) in PROMISES {
        let got = parse_window(said, &now())
            .map(|window| (window.from.as_ref().map(brief), brief(&window.due), window.rest));
        if got != Some((from.map(str::to_owned), due.to_owned(), rest.to_owned())) {
            wrong.push(format!("{said}: {got:?}, not {from:?} {due} {rest:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_promise_without_a_time_to_come_is_none() {
    for said in [
        "",
        "secepatnya",
        "kemarin",
        "20 nov 2026",
        "teknisi menelepon",
        "tiket IN12345678",
        "lantai 10-12 kiri",
    ] {
        assert_eq!(parse_window(said, &now()), None, "{said}");
    }
}

#[test]
fn a_moment_is_spoken_as_exactly_as_it_is_known() {
    let table = [
        (
            "jumat 19",
            Style::Full,
            "Jumat, 20 November, pukul 19.00 WIB",
            "Friday 20 November, 19:00 Jakarta time",
        ),
        (
            "jumat 19",
            Style::Confirm,
            "Jumat, 20 November 2026, pukul 19.00 WIB, 13 jam lalu",
            "Friday 20 November 2026, 19:00 Jakarta time, 13 hours ago",
        ),
        (
            "about 7",
            Style::Full,
            "Sabtu, 21 November, sekitar pukul 07.00 WIB",
            "Saturday 21 November, about 07:00 Jakarta time",
        ),
        ("kemarin pagi", Style::Full, "Jumat pagi, 20 November", "Friday morning, 20 November"),
        (
            "kemarin pagi",
            Style::Confirm,
            "Jumat pagi, 20 November 2026, kemarin",
            "Friday morning, 20 November 2026, yesterday",
        ),
        ("jumat", Style::Full, "Jumat, 20 November", "Friday 20 November"),
        ("minggu lalu", Style::Full, "sekitar Sabtu, 14 November", "about Saturday 14 November"),
        ("07.05", Style::Short, "pukul 07.05", "07:05"),
        ("07.05", Style::ShortZoned, "pukul 07.05 WIB", "07:05 Jakarta time"),
        ("jumat 19.20", Style::Short, "Jumat pukul 19.20", "Friday 19:20"),
        ("jumat sore", Style::Short, "Jumat sore", "Friday afternoon"),
        ("15 nov 08.00", Style::Short, "Minggu pukul 08.00", "Sunday 08:00"),
        (
            "14 nov 08.00",
            Style::Short,
            "Sabtu, 14 November, pukul 08.00",
            "Saturday 14 November, 08:00",
        ),
        (
            "14 nov 2025 08.00",
            Style::Full,
            "Jumat, 14 November 2025, pukul 08.00 WIB",
            "Friday 14 November 2025, 08:00 Jakarta time",
        ),
    ];
    for (said, style, id, en) in table {
        let moment = parse(said, &now()).unwrap();
        assert_eq!(speak(&moment, style, Lang::Id, &now()), id, "{said}");
        assert_eq!(speak(&moment, style, Lang::En, &now()), en, "{said}");
    }
}

#[test]
fn the_time_that_has_passed_is_rounded_as_people_do() {
    for (said, id, en) in [
        ("sekarang", "baru saja", "just now"),
        ("8.05", "15 menit lalu", "15 minutes ago"),
        ("7.00", "80 menit lalu", "80 minutes ago"),
        ("kemarin 7.00", "25 jam lalu", "25 hours ago"),
        ("18 nov 7.00", "3 hari lalu", "3 days ago"),
        ("jumat", "kemarin", "yesterday"),
        ("tadi pagi", "hari ini", "today"),
        ("5 nov", "2 minggu lalu", "2 weeks ago"),
        ("20 agustus", "3 bulan lalu", "3 months ago"),
        ("20 agustus 2024", "2 tahun lalu", "2 years ago"),
    ] {
        let moment = parse(said, &now()).unwrap();
        assert_eq!(ago(&moment, &now(), Lang::Id), id, "{said}");
        assert_eq!(ago(&moment, &now(), Lang::En), en, "{said}");
    }
    let due = parse_window("besok jam 9", &now()).unwrap().due;
    assert_eq!(ago(&due, &now(), Lang::Id), "25 jam lagi");
    assert_eq!(ago(&due, &now(), Lang::En), "in 25 hours");
}

#[test]
fn the_greeting_follows_the_hour() {
    for (hour, id, en) in [
        (3, "Selamat malam", "Good evening"),
        (4, "Selamat pagi", "Good morning"),
        (10, "Selamat pagi", "Good morning"),
        (11, "Selamat siang", "Good morning"),
        (12, "Selamat siang", "Good afternoon"),
        (15, "Selamat sore", "Good afternoon"),
        (17, "Selamat sore", "Good afternoon"),
        (18, "Selamat malam", "Good evening"),
        (0, "Selamat malam", "Good evening"),
    ] {
        let now = at(2026, 11, 21, hour, 0);
        assert_eq!((greeting(&now, Lang::Id), greeting(&now, Lang::En)), (id, en), "{hour}");
    }
}

#[test]
fn zones_are_named_as_their_people_name_them() {
    let name = |zone: TimeZone, lang| zone_name(&now().with_time_zone(zone), lang);
    let posix = |text: &str| TimeZone::posix(text).unwrap();
    let fixed = |minutes: i32| TimeZone::fixed(Offset::from_seconds(minutes * 60).unwrap());
    assert_eq!(name(posix("WITA-8"), Lang::Id), "WITA");
    assert_eq!(name(posix("WITA-8"), Lang::En), "Makassar time");
    assert_eq!(name(posix("WIT-9"), Lang::En), "Jayapura time");
    assert_eq!(name(posix("CET-1"), Lang::En), "CET");
    assert_eq!(name(fixed(420), Lang::Id), "UTC+7");
    assert_eq!(name(fixed(-210), Lang::En), "UTC-03:30");
    assert_eq!(name(TimeZone::UTC, Lang::En), "UTC");
}

#[test]
fn a_day_and_a_part_are_over_at_their_end() {
    let end =
        |said: &str| parse_window(said, &now()).unwrap().due.end().strftime("%d %H:%M").to_string();
    assert_eq!(end("senin"), "24 00:00");
    assert_eq!(end("besok pagi"), "22 11:00");
    assert_eq!(end("besok malam"), "23 00:00");
    assert_eq!(end("besok jam 9"), "22 09:00");
    assert_eq!(parse("jumat", &now()).unwrap().start(), at(2026, 11, 20, 0, 0));
}

#[test]
fn an_hour_that_a_clock_skips_or_repeats_is_still_one() {
    let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
    let after = date(2026, 11, 21).at(8, 20, 0, 0).to_zoned(zone).unwrap();
    for said in ["29 maret 2.30", "25 oktober 2.30", "29 mar", "25 okt dini hari"] {
        assert!(parse(said, &after).is_some(), "{said}");
    }
}

fn any_zone() -> impl Strategy<Value = TimeZone> {
    prop_oneof![
        Just(wib()),
        Just(TimeZone::posix("WITA-8").unwrap()),
        Just(TimeZone::fixed(Offset::constant(7))),
        Just(TimeZone::fixed(Offset::from_seconds(-12_600).unwrap())),
        Just(TimeZone::UTC),
    ]
}

fn any_now() -> impl Strategy<Value = Zoned> {
    (400_000_000_i64..4_000_000_000, any_zone())
        .prop_map(|(second, zone)| Timestamp::from_second(second).unwrap().to_zoned(zone))
}

/// Words of the calendar, numbers and noise in any order.
fn any_phrase() -> impl Strategy<Value = String> {
    let words = "jumat senin minggu november mar pagi malam malem tadi kemarin besok lusa jam pukul tanggal 0 7 19 20 31 99 \
        2026 9999 20/11 19.00 24:00 3x24 - .. s/d sampai setengah quarter to past an half lalu depan last next \
        hari kerja tahun bulan wib utc + 07:00 am pm puluh belas dua lima teknisi , ( ) kurang lewat 29 februari";
    let words: Vec<&'static str> = words.split_whitespace().collect();
    proptest::collection::vec(proptest::sample::select(words), 0..9)
        .prop_map(|words| words.join(" "))
}

const STYLES: [Style; 7] = [
    Style::Full,
    Style::FullWhen,
    Style::Dated,
    Style::Confirm,
    Style::Short,
    Style::ShortZoned,
    Style::When,
];

/// Says one moment in every exactness, before and after the present.
fn all_ways(style: Style, lang: Lang) -> Vec<String> {
    let near = [-400, -40, -7, -6, -1, 0, 1, 6, 7, 40, 400];
    let grains = [Grain::Minute, Grain::Part, Grain::Day];
    let mut said = Vec::new();
    for (days, grain, about) in near.into_iter().flat_map(|days| {
        grains.into_iter().flat_map(move |grain| [(days, grain, false), (days, grain, true)])
    }) {
        let at = now().checked_add(jiff::Span::new().days(days)).unwrap();
        said.push(speak(&Moment { at, grain, about }, style, lang, &now()));
    }
    said
}

#[test]
fn in_a_sentence_a_moment_is_spoken_with_its_preposition() {
    let table = [
        ("07.05", Style::When, "pukul 07.05", "at 07:05"),
        ("about 7", Style::When, "sekitar pukul 07.00", "at about 07:00"),
        ("jumat 19.20", Style::When, "hari Jumat pukul 19.20", "on Friday at 19:20"),
        ("jumat sore", Style::When, "Jumat sore", "on Friday afternoon"),
        ("jumat", Style::When, "Jumat", "on Friday"),
        (
            "14 nov 08.00",
            Style::When,
            "Sabtu, 14 November, pukul 08.00",
            "on Saturday 14 November at 08:00",
        ),
        (
            "jumat 19.20",
            Style::FullWhen,
            "Jumat, 20 November, pukul 19.20 WIB",
            "on Friday 20 November at 19:20 Jakarta time",
        ),
        (
            "kemarin pagi",
            Style::FullWhen,
            "Jumat pagi, 20 November",
            "on Friday morning, 20 November",
        ),
        (
            "minggu lalu",
            Style::FullWhen,
            "sekitar Sabtu, 14 November",
            "about Saturday 14 November",
        ),
    ];
    for (said, style, id, en) in table {
        let moment = parse(said, &now()).unwrap();
        assert_eq!(speak(&moment, style, Lang::Id, &now()), id, "{said}");
        assert_eq!(speak(&moment, style, Lang::En, &now()), en, "{said}");
    }
}

#[test]
fn in_a_sentence_a_time_has_its_preposition_and_alone_it_has_none() {
    let leads = |said: &String| ["on ", "at "].iter().any(|word| said.starts_with(word));
    for style in [Style::When, Style::FullWhen] {
        for said in all_ways(style, Lang::En) {
            assert!(leads(&said) || said.starts_with("about "), "{said}");
            assert!(said.matches(" at ").count() <= 1 && !said.contains(" on "), "{said}");
            assert!(!said.contains(", at") && !said.contains("  "), "{said}");
        }
        // A weekday with an hour may follow a span: "satu menit hari Minggu pukul 15.00".
        for said in all_ways(style, Lang::Id) {
            let hour = said.starts_with("pukul") || said.starts_with("sekitar");
            assert!(
                hour || !said.contains("pukul") || said.starts_with("hari ") || said.contains(','),
                "{said}"
            );
        }
    }
    for said in all_ways(Style::Full, Lang::En).into_iter().chain(all_ways(Style::Full, Lang::Id)) {
        assert!(!leads(&said) && !said.starts_with("hari "), "{said}");
    }
}

proptest! {
    #[test]
    fn any_text_at_any_time_never_panics(text in "\\PC{0,60}", phrase in any_phrase(), now in any_now()) {
        for text in [text, phrase] {
            if let Some(moment) = parse(&text, &now) {
                prop_assert!(moment.at <= now, "{text}: {moment:?}");
                for style in STYLES {
                    for lang in Lang::ALL {
                        let spoken = speak(&moment, style, lang, &now);
                        prop_assert!(!spoken.contains('{'), "{}", spoken);
                    }
                }
            }
            if let Some(window) = parse_window(&text, &now) {
                prop_assert!(window.due.end() >= now, "{text}: {window:?}");
                prop_assert!(window.from.is_none_or(|from| from.start() <= window.due.end()), "{text}");
            }
        }
    }

    #[test]
    fn the_ends_of_time_never_panic(phrase in any_phrase(), last in any::<bool>()) {
        let edge = if last { Timestamp::MAX } else { Timestamp::MIN };
        let now = edge.to_zoned(wib());
        let _ = parse_window(&phrase, &now);
        if let Some(moment) = parse(&phrase, &now) {
            let _ = (speak(&moment, Style::Confirm, Lang::Id, &now), moment.start(), moment.end());
        }
    }

    #[test]
    fn what_is_spoken_in_full_is_read_back(now in any_now(), minutes in 1_i64..5_000_000, about: bool) {
        let at = now.checked_sub(jiff::SignedDuration::from_mins(minutes)).unwrap();
        let at = at.with().second(0).subsec_nanosecond(0).build().unwrap();
        let moment = Moment { at, grain: Grain::Minute, about };
        for lang in Lang::ALL {
            for style in [Style::Full, Style::FullWhen, Style::Dated] {
                let spoken = speak(&moment, style, lang, &now);
                let read = parse(&spoken, &now);
                prop_assert_eq!(read.as_ref().map(brief), Some(brief(&moment)), "{}", spoken);
                prop_assert_eq!(&read.unwrap().at, &moment.at, "{}", spoken);
            }
        }
    }

    #[test]
    fn a_spoken_day_or_part_is_read_back(now in any_now(), days in 1_i64..3000, hour in 0_i8..24, part: bool) {
        let date = now.date().checked_sub(jiff::Span::new().days(days)).unwrap();
        let middle = if part { Part::of_hour(hour).middle() } else { 720 };
        let at = resolve::at_minute(date, middle, now.time_zone()).unwrap();
        let moment = Moment { at, grain: if part { Grain::Part } else { Grain::Day }, about: false };
        for lang in Lang::ALL {
            for style in [Style::Full, Style::FullWhen] {
                let spoken = speak(&moment, style, lang, &now);
                prop_assert_eq!(parse(&spoken, &now), Some(moment.clone()), "{}", spoken);
            }
        }
    }
}
