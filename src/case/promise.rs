//! Reads a promise as it was said: when it is due, and how sure that is.
//!
//! Pure. "3 hari kerja" are counted with the holidays that are known; days of unknown kind end at the earlier
//! of both readings, which is when it is fair to ask, and the other reading is told beside it.

use jiff::Zoned;

use crate::moment::working::{self, Deadline};
use crate::moment::{self, Count, Counted, Moment, Window};
use crate::session::Event;

/// The kind of days of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Days {
    /// Monday to Friday without holidays.
    Working,
    /// Every day.
    Calendar,
    /// Nobody said.
    Unknown,
}

/// What was understood of a promise.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// When the window begins, where there is one.
    pub from: Option<Moment>,
    /// When it is due, as far as that is certain; none where no time was understood.
    pub due: Option<Moment>,
    /// What the promise is apart from its time, such as "teknisi".
    pub what: String,
    /// How many days were said, where it was a number of days.
    pub count: Option<(Count, Days)>,
    /// What those days come to in working days, unless they are calendar days.
    pub working: Option<Deadline>,
}

/// Reads a promise that was made at `now`.
///
/// `days` is what was answered to "working days or calendar days?": `working`, `calendar`, `dated`, or nothing.
/// It goes before what the words themselves say.
pub fn read(text: &str, days: Option<&str>, now: &Zoned) -> Reading {
    let Some(Window { from, due, rest, count }) = moment::parse_window(text, now) else {
        let what = text.trim().to_owned();
        return Reading { from: None, due: None, what, count: None, working: None };
    };
    let answered = match days {
        Some("working") => Some(Days::Working),
        Some("calendar") => Some(Days::Calendar),
        _ => None,
    };
    let kind = |count: Count| {
        answered.unwrap_or(match count.unit {
            Counted::Working => Days::Working,
            Counted::Calendar => Days::Calendar,
            Counted::Days | Counted::Hours => Days::Unknown,
        })
    };
    let count = count.map(|count| (count, kind(count)));
    let counted = count.filter(|(_, days)| *days != Days::Calendar);
    let working = counted.and_then(|(count, _)| working::deadline(count, now));
    let due = match (count, &working) {
        (Some((_, Days::Working)), Some(deadline)) => {
            Moment { about: due.about, ..deadline.due.clone() }
        }
        (Some((count, Days::Calendar)), _) => working::calendar(count, now).unwrap_or(due),
        _ => due,
    };
    Reading { from, due: Some(due), what: rest, count, working }
}

/// Makes the event of a promise out of the words in which it was made at `now`; see [`read`] for `days`.
pub fn promise(text: &str, days: Option<&str>, now: &Zoned) -> Event {
    let reading = read(text, days, now);
    let own = match reading.count {
        Some((_, Days::Working)) => Some("working"),
        Some((_, Days::Calendar)) => Some("calendar"),
        Some((_, Days::Unknown)) => None,
        None => reading.due.as_ref().map(|_| "dated"),
    };
    Event::Promise {
        what: text.trim().to_owned(),
        from: reading.from,
        due: reading.due,
        days: days.or(own).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment::Grain;
    use proptest::prelude::*;

    fn now() -> Zoned {
        // A Friday before a weekend.
        "2026-11-20T08:20:00+07:00[Asia/Jakarta]".parse().unwrap()
    }

    fn due(text: &str, days: Option<&str>) -> (Option<String>, Option<String>) {
        let Event::Promise { due, days, .. } = promise(text, days, &now()) else { panic!() };
        (due.map(|due| due.end().strftime("%d %H:%M").to_string()), days)
    }

    #[test]
    fn the_kind_of_days_moves_the_deadline() {
        for (text, answer, end, days) in [
            ("3 hari kerja", None, "26 00:00", Some("working")),
            ("3 hari kerja", Some("working"), "26 00:00", Some("working")),
            ("3 hari kerja", Some("calendar"), "24 00:00", Some("calendar")),
            ("dalam 3 hari", None, "24 00:00", None),
            ("dalam 3 hari", Some("working"), "26 00:00", Some("working")),
            ("3 hari kalender", None, "24 00:00", Some("calendar")),
            ("3x24 jam", None, "23 08:20", None),
            ("3x24 jam", Some("working"), "25 08:20", Some("working")),
            ("1x24 jam", Some("calendar"), "21 08:20", Some("calendar")),
            ("teknisi senin 10-12", None, "23 12:00", Some("dated")),
            ("teknisi senin 10-12", Some("working"), "23 12:00", Some("working")),
            ("2026-11-24 10:00..12:00", None, "24 12:00", Some("dated")),
            ("2026-11-24..2026-11-26", None, "27 00:00", Some("dated")),
            ("2026-11-24 10:00..2026-11-25 12:00", None, "25 12:00", Some("dated")),
        ] {
            let told = (Some(end.to_owned()), days.map(str::to_owned));
            assert_eq!(due(text, answer), told, "{text} {answer:?}");
        }
        assert_eq!(due("secepatnya", None), (None, None));
    }

    #[test]
    fn what_may_be_working_days_is_told_beside_the_earlier_date() {
        let reading = read("perbaikan 3x24 jam", None, &now());
        assert_eq!(reading.count.map(|(_, days)| days), Some(Days::Unknown));
        assert!(reading.working.unwrap().due.end() > reading.due.unwrap().end());
        assert_eq!(reading.what, "perbaikan");
        assert_eq!(read("3 hari kalender", None, &now()).working, None);
    }

    const ZONES: &[&str] = &["Asia/Jakarta", "Asia/Jayapura", "Europe/Berlin", "America/St_Johns"];
    const UNITS: &[&str] = &["hari", "hari kerja", "hari kalender", "x24 jam", "jam"];
    const ANSWERS: &[Option<&str>] = &[None, Some("working"), Some("calendar"), Some("dated")];

    fn zoned(text: &str, zone: &str) -> Zoned {
        format!("{text}[{zone}]").parse().unwrap()
    }

    #[test]
    fn the_edges_of_days_months_years_and_zones_are_kept() {
        let (wib, wit) = ("Asia/Jakarta", "Asia/Jayapura");
        for (at, text, end) in [
            // Midnight, from both sides.
            ("2026-11-30T23:59:00+07:00", "besok", "2026-12-02T00:00:00+07:00"),
            ("2026-12-01T00:00:00+07:00", "besok", "2026-12-03T00:00:00+07:00"),
            ("2026-11-30T23:59:00+07:00", "hari ini", "2026-12-01T00:00:00+07:00"),
            ("2026-11-30T23:59:30+07:00", "jam 00.00", "2026-12-01T00:00:00+07:00"),
            // The end of a month and of a year, and a leap day.
            ("2026-12-31T23:30:00+07:00", "besok 10-12", "2027-01-01T12:00:00+07:00"),
            ("2028-02-28T09:00:00+07:00", "besok", "2028-03-01T00:00:00+07:00"),
            ("2027-02-28T09:00:00+07:00", "besok", "2027-03-02T00:00:00+07:00"),
            ("2026-12-31T09:00:00+07:00", "1x24 jam", "2027-01-01T09:00:00+07:00"),
            ("2026-12-31T10:00:00+07:00", "2 jan 10-12", "2027-01-02T12:00:00+07:00"),
            // New Year's Day and the weekend after it.
            ("2026-12-31T09:00:00+07:00", "1 hari kerja", "2027-01-05T00:00:00+07:00"),
            // A holiday on a Thursday: the Friday between is a working day unless decreed otherwise.
            ("2026-05-13T09:00:00+07:00", "1 hari kerja", "2026-05-16T00:00:00+07:00"),
            // Another zone was named.
            ("2026-11-20T08:20:00+07:00", "senin 10-12 wita", "2026-11-23T11:00:00+07:00"),
            ("2026-11-20T08:20:00+07:00", "senin jam 9 wit", "2026-11-23T07:00:00+07:00"),
        ] {
            let now = zoned(at, wib);
            let Event::Promise { due: Some(due), .. } = promise(text, None, &now) else {
                panic!("{text}")
            };
            assert_eq!(due.end(), zoned(end, wib), "{text} at {at}");
        }
        let now = zoned("2026-11-20T23:50:00+09:00", wit);
        let Event::Promise { due: Some(due), .. } = promise("besok", None, &now) else { panic!() };
        assert_eq!(due.end(), zoned("2026-11-22T00:00:00+09:00", wit));
    }

    const INDONESIA: &[&str] = &["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"];
    const SAID: &[&str] = &[
        "besok",
        "hari ini",
        "lusa",
        "senin",
        "jumat 10-12",
        "besok pagi",
        "nanti malam",
        "jam 10",
        "1x24 jam",
        "3 hari",
        "3 hari kerja",
        "5 hari kalender",
        "tanggal 1",
        "31 desember 23.59",
        "besok jam 00.00",
        "minggu depan",
    ];

    /// Instants around the edges: any day from 2026 to 2030, at or beside its midnight, in some zone.
    fn edges() -> impl Strategy<Value = Zoned> {
        let beside = prop::sample::select(&[-60_i64, -1, 0, 1, 60, 36_000, 86_399][..]);
        (0_i64..1_800, beside, prop::sample::select(INDONESIA)).prop_map(|(day, beside, zone)| {
            let zone = jiff::tz::TimeZone::get(zone).unwrap();
            let first = jiff::civil::date(2026, 1, 1).to_zoned(zone).unwrap();
            let day = first.checked_add(jiff::Span::new().days(day)).unwrap();
            day.checked_add(jiff::SignedDuration::from_secs(beside)).unwrap()
        })
    }

    proptest! {
        #[test]
        fn no_call_is_needed_until_the_very_end_whatever_zone_the_clock_is_in(
            now in edges(),
            said in prop::sample::select(SAID),
            days in prop::sample::select(ANSWERS),
            other in prop::sample::select(INDONESIA),
        ) {
            use crate::case::{Case, Situation};
            use crate::session::Entry;
            let ticket =
                Event::Ticket { number: Some("IN1".into()), reason: None, explanation: None, agent: None };
            let event = promise(said, days, &now);
            let Event::Promise { due, .. } = &event else { panic!() };
            let entries = [ticket, event.clone()];
            let entries = entries.map(|event| Entry { at: now.clone(), mono_ms: 0, event });
            let case = Case::of(&entries);
            let Some(due) = due.as_ref().filter(|due| due.end() > now) else { return Ok(()) };
            let second = jiff::SignedDuration::from_secs(1);
            let zone = jiff::tz::TimeZone::get(other).unwrap();
            for (at, waits) in [
                (now.clone(), true),
                (due.end().checked_sub(second).unwrap(), true),
                (due.end(), false),
                (due.end().checked_add(second).unwrap(), false),
            ] {
                let there = at.with_time_zone(zone.clone());
                prop_assert_eq!(case.quiet_until(&there).is_some(), waits, "{} {}", said, there);
                prop_assert_eq!(case.situation(&there) == Situation::Overdue, !waits);
            }
            // What is said of it names the day on which it ends, in the zone in which it was promised.
            let last = due.end().checked_sub(second).unwrap();
            if due.grain == Grain::Day {
                prop_assert_eq!(last.date(), due.at.date());
                prop_assert_eq!(due.at.time_zone(), now.time_zone());
            }
        }

        #[test]
        fn so_many_working_days_lie_between(now in edges(), n in 1_u32..30) {
            let reading = read(&format!("{n} hari kerja"), None, &now);
            let due = reading.due.unwrap();
            let mut date = now.date();
            let mut counted = 0;
            while date < due.at.date() {
                date = date.tomorrow().unwrap();
                counted += u32::from(working::is_working_day(date));
            }
            prop_assert_eq!(counted, n);
            prop_assert!(working::is_working_day(due.at.date()));
        }

        #[test]
        fn no_promise_is_due_before_it_was_made(
            at in 1_735_689_600_i64..1_893_456_000,
            zone in prop::sample::select(ZONES),
            n in 1_u32..60,
            unit in prop::sample::select(UNITS),
            days in prop::sample::select(ANSWERS),
        ) {
            let zone = jiff::tz::TimeZone::get(zone).unwrap();
            let now = jiff::Timestamp::from_second(at).unwrap().to_zoned(zone);
            let joint = if unit.starts_with('x') { "" } else { " " };
            let text = format!("{n}{joint}{unit}");
            let Event::Promise { due: Some(due), .. } = promise(&text, days, &now) else {
                panic!("{text}")
            };
            prop_assert!(due.end() > now);
            prop_assert_eq!(due.at.time_zone(), now.time_zone());
        }

        #[test]
        fn any_words_are_kept(text in "\\PC{0,40}") {
            let Event::Promise { what, .. } = promise(&text, None, &now()) else { panic!() };
            prop_assert_eq!(what, text.trim());
        }
    }
}
