//! Says what was understood of a promise: weekday, date, hours, zone, and how the days were counted.
//!
//! Pure.

use jiff::Zoned;

use crate::case::{self, Days, Promise};
use crate::lang::{Catalogue, Lang};
use crate::moment::working::{Confidence, Deadline, Holiday};
use crate::moment::{self, Count, Counted, Grain, Moment, Style};

/// Repeats what was understood of a promise, one line each; says it plainly where no time was.
pub fn understood(promise: &Promise, lang: Lang, now: &Zoned) -> Vec<String> {
    let teller = Teller { lang, texts: Catalogue::of(lang), now };
    let Some(due) = &promise.due else {
        return vec![teller.texts.get("promise.not-understood").to_owned()];
    };
    let read = case::read(&promise.what, promise.days.as_deref(), &promise.at);
    match (read.count, &read.working) {
        (Some((count, Days::Unknown)), Some(working)) => {
            let later = teller.full(&working.due);
            let said = teller.counted("promise.either", (count, Days::Unknown), due, &later);
            let doubts = teller.doubts(working).into_iter();
            std::iter::once(said).chain(doubts).collect()
        }
        (Some(count), working) => {
            let said = teller.counted("promise.counted", count, due, "");
            let doubts = working.iter().flat_map(|working| teller.doubts(working));
            std::iter::once(said).chain(doubts).collect()
        }
        (None, _) => {
            let when = moment::speak_window(promise.from.as_ref(), due, lang, now);
            let deadline = promise.from.is_none() && due.grain == Grain::Minute;
            let key = if deadline { "promise.understood-by" } else { "promise.understood" };
            vec![teller.texts.fill(key, &[("when", &when)])]
        }
    }
}

struct Teller<'a> {
    lang: Lang,
    texts: &'static Catalogue,
    now: &'a Zoned,
}

impl Teller<'_> {
    fn full(&self, moment: &Moment) -> String {
        moment::speak(moment, Style::Full, self.lang, self.now)
    }

    fn counted(&self, key: &str, count: (Count, Days), due: &Moment, later: &str) -> String {
        let (Count { n, unit }, days) = count;
        let unit = match unit {
            Counted::Hours => "hours",
            Counted::Days | Counted::Calendar | Counted::Working => "days",
        };
        let kind = match days {
            Days::Working => "-working",
            Days::Calendar => "-calendar",
            Days::Unknown => "",
        };
        let many = if n == 1 { "one" } else { "many" };
        let span = format!("promise.span.{unit}{kind}-{many}");
        let span = self.texts.fill(&span, &[("n", &n.to_string())]);
        let values = [("span", &*span), ("when", &self.full(due)), ("later", later)];
        self.texts.fill(key, &values)
    }

    /// Says what was left out of the count, and what is in doubt.
    fn doubts(&self, working: &Deadline) -> Vec<String> {
        let mut said = Vec::new();
        if !working.free.is_empty() {
            let days = self.days(&working.free);
            said.push(self.texts.fill("promise.free", &[("days", &days)]));
        }
        if let Some(when) = &working.if_free {
            let many = working.doubtful.len() > 1;
            let key = if many { "promise.doubt-many" } else { "promise.doubt" };
            let days = self.days(&working.doubtful);
            said.push(self.texts.fill(key, &[("when", &self.full(when)), ("days", &days)]));
        }
        if let Some(year) = working.unknown_year {
            let year = year.to_string();
            said.push(self.texts.fill("promise.unknown-year", &[("year", &year)]));
        }
        said
    }

    fn days(&self, days: &[&Holiday]) -> String {
        let said = days.iter().filter_map(|day| {
            let noon = day.date.at(12, 0, 0, 0).to_zoned(self.now.time_zone().clone()).ok()?;
            let date = Moment { grain: Grain::Day, ..Moment::exact(noon) };
            let key = match day.confidence {
                Confidence::Sure => "promise.holiday",
                Confidence::Unsure => "promise.holiday-unsure",
            };
            let name = day.name.get(self.lang);
            Some(self.texts.fill(key, &[("name", name), ("date", &self.full(&date))]))
        });
        said.collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Entry, Event};

    fn told(text: &str, days: Option<&str>, at: &str, lang: Lang) -> String {
        let at: Zoned = format!("{at}+07:00[Asia/Jakarta]").parse().unwrap();
        let event = case::promise(text, days, &at);
        assert!(matches!(event, Event::Promise { .. }));
        let case = case::Case::of(&[Entry { at: at.clone(), mono_ms: 0, event }]);
        understood(&case.promises[0], lang, &at).join(" ")
    }

    #[test]
    fn what_was_understood_is_repeated_in_full() {
        let at = "2026-11-20T08:20:00";
        for (text, id, en) in [
            (
                "2026-11-24 10:00..12:00",
                "Dipahami: Selasa, 24 November, pukul 10.00 sampai 12.00 WIB.",
                "Understood: Tuesday 24 November, 10:00 to 12:00 Jakarta time.",
            ),
            (
                "teknisi senin jam 9",
                "Dipahami: paling lambat Senin, 23 November, pukul 09.00 WIB.",
                "Understood: by Monday 23 November, 09:00 Jakarta time.",
            ),
            (
                "3 hari kerja",
                "Dipahami: 3 hari kerja, jadi paling lambat Rabu, 25 November.",
                "Understood: 3 working days, so by Wednesday 25 November.",
            ),
            (
                "1x24 jam",
                "Dipahami: 1 x 24 jam. Bila hari kalender, paling lambat Sabtu, 21 November, pukul 08.20 WIB. \
                 Bila hari kerja, paling lambat Senin, 23 November, pukul 08.20 WIB. \
                 Pengingatnya memakai tanggal yang lebih awal.",
                "Understood: 1 x 24 hours. In calendar days that is by Saturday 21 November, 08:20 Jakarta \
                 time; in working days, by Monday 23 November, 08:20 Jakarta time. The reminder uses the \
                 earlier date.",
            ),
            (
                "secepatnya",
                "Waktunya tidak terbaca; kata-katanya tetap dicatat.",
                "No time was understood in that; the words are kept all the same.",
            ),
        ] {
            assert_eq!(told(text, None, at, Lang::Id), id);
            assert_eq!(told(text, None, at, Lang::En), en);
        }
    }

    #[test]
    fn holidays_and_doubts_are_told() {
        let said = told("2 hari kerja", None, "2026-12-23T10:00:00", Lang::En);
        assert_eq!(
            said,
            "Understood: 2 working days, so by Monday 28 December. Not counted: Christmas Day (Friday 25 \
             December). If the following is no working day, by Tuesday 29 December: joint leave for \
             Christmas (Thursday 24 December)."
        );
        let said = told("2 hari kerja", None, "2027-03-05T10:00:00", Lang::Id);
        assert!(said.contains("Nyepi (perkiraan: Senin, 8 Maret)"), "{said}");
        assert!(said.contains("Hari libur tahun 2027 belum semuanya diketahui"), "{said}");
    }
}
