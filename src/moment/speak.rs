//! Says a point in time as exactly as it is known, and no more exactly.
//!
//! Pure. What is spoken in full can be read back by [`super::parse`].

use jiff::Zoned;

use super::calendar::Calendar;
use super::{Grain, Moment, Part};
use crate::lang::{Catalogue, Lang};

/// Beyond this many days from the reference the year is said unasked, for the date alone would mislead.
const YEAR_AFTER: i64 = 300;

/// How much of a moment is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Weekday, date, hour, zone: what is read to the agent.
    Full,
    /// The same with the year: what is written for another day.
    Dated,
    /// The same and how long ago it is: what is shown for confirmation.
    Confirm,
    /// As short as it can be beside a reference moment, without zone.
    Short,
    /// The same with the zone where an hour is said.
    ShortZoned,
    /// As [`Style::Short`], as it stands in a sentence: "at 19:20", "on Friday at 19:20", "hari Jumat pukul 19.20".
    When,
    /// As [`Style::Full`], as it stands in a sentence: "on Friday 20 November at 19:20 Jakarta time".
    FullWhen,
}

/// Says a moment; `reference` is the present, or for the short styles any moment just mentioned.
pub fn speak(moment: &Moment, style: Style, lang: Lang, reference: &Zoned) -> String {
    let voice = Voice { moment, lang, texts: Catalogue::of(lang) };
    let there = reference.with_time_zone(moment.at.time_zone().clone());
    let days = days_between(&there, &moment.at);
    let far = days.abs() > YEAR_AFTER;
    match style {
        Style::Full => voice.full(far, true),
        Style::Dated => voice.full(true, true),
        Style::Confirm => {
            let (when, ago) = (voice.full(true, true), ago(moment, reference, lang));
            voice.texts.fill("moment.confirm", &[("when", &when), ("ago", &ago)])
        }
        Style::When if days == 0 && moment.grain == Grain::Minute => {
            voice.texts.fill("moment.when", &[("clock", &voice.clock())])
        }
        Style::FullWhen => voice.full_when(far, true),
        Style::When if days.abs() <= 6 => voice.short_when(),
        Style::When => voice.full_when(far, false),
        Style::Short | Style::ShortZoned => {
            let zoned = style == Style::ShortZoned;
            if days.abs() <= 6 { voice.short(days == 0, zoned) } else { voice.full(far, zoned) }
        }
    }
}

/// Says a window or a deadline in full: weekday, date, hours, zone.
pub fn speak_window(from: Option<&Moment>, due: &Moment, lang: Lang, reference: &Zoned) -> String {
    let full = |moment: &Moment| speak(moment, Style::Full, lang, reference);
    let texts = Catalogue::of(lang);
    let Some(from) = from else { return full(due) };
    let minutes = from.grain == Grain::Minute && due.grain == Grain::Minute;
    if !minutes || from.at.date() != due.at.date() {
        return texts.fill("moment.span-of", &[("from", &full(from)), ("due", &full(due))]);
    }
    let there = reference.with_time_zone(due.at.time_zone().clone());
    let far = days_between(&there, &due.at).abs() > YEAR_AFTER;
    let day = Moment { grain: Grain::Day, about: false, ..due.clone() };
    let date = Voice { moment: &day, lang, texts }.full(far, true);
    let hour = |moment: &Moment| {
        let (hour, minute) = (moment.at.hour(), moment.at.minute());
        let values = [("hour", format!("{hour:02}")), ("minute", format!("{minute:02}"))];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        texts.fill("moment.clock-bare", &values)
    };
    let clock = texts.fill("moment.clock-span", &[("from", &hour(from)), ("due", &hour(due))]);
    let zone = zone_name(&due.at, lang);
    let said = texts.fill("moment.at", &[("date", &date), ("clock", &clock)]);
    let said = texts.fill("moment.zoned", &[("time", &said), ("zone", &zone)]);
    if due.about { texts.fill("moment.about", &[("what", &said)]) } else { said }
}

/// Says an hour to the second, with its zone: "pukul 08.21.05 WIB".
pub fn to_the_second(at: &Zoned, lang: Lang) -> String {
    let texts = Catalogue::of(lang);
    let two = |number: i8| format!("{number:02}");
    let (hour, minute, second) = (two(at.hour()), two(at.minute()), two(at.second()));
    let values = [("hour", &*hour), ("minute", &*minute), ("second", &*second)];
    let time = texts.fill("moment.clock-seconds", &values);
    let zone = zone_name(at, lang);
    texts.fill("moment.zoned", &[("time", &time), ("zone", &zone)])
}

/// Says how long a moment is past, or still ahead, rounded as people do: "13 jam lalu".
pub fn ago(moment: &Moment, now: &Zoned, lang: Lang) -> String {
    let texts = Catalogue::of(lang);
    let days = days_between(&now.with_time_zone(moment.at.time_zone().clone()), &moment.at);
    let seconds = moment.at.timestamp().as_second() - now.timestamp().as_second();
    let minutes = (seconds.abs() + 30) / 60;
    let (unit, count) = match (moment.grain, minutes) {
        (Grain::Minute, ..2) => {
            return texts
                .get(if seconds > 0 { "moment.ago.soon" } else { "moment.ago.now" })
                .to_owned();
        }
        (Grain::Minute, 2..90) => ("minute", minutes),
        (Grain::Minute, 90..2160) => ("hour", (minutes + 30) / 60),
        _ => match days.abs() {
            0 => return texts.get("moment.ago.today").to_owned(),
            1 => {
                let key = if days < 0 { "moment.ago.yesterday" } else { "moment.ago.tomorrow" };
                return texts.get(key).to_owned();
            }
            days @ 2..14 => ("day", days),
            days @ 14..60 => ("week", days / 7),
            days @ 60..730 => ("month", days * 12 / 365),
            days => ("year", days / 365),
        },
    };
    let key = format!("moment.span.{unit}-{}", if count == 1 { "one" } else { "many" });
    let span = texts.fill(&key, &[("n", &count.to_string())]);
    let past = seconds < 0;
    texts.fill(if past { "moment.ago.past" } else { "moment.ago.future" }, &[("span", &span)])
}

/// Returns the greeting of the hour, such as "Selamat pagi"; in English never "good night".
pub fn greeting(now: &Zoned, lang: Lang) -> &'static str {
    let key = match (Part::of_hour(now.hour()), lang, now.hour()) {
        (Part::Morning, ..) | (Part::Midday, Lang::En, ..12) => "moment.greeting.morning",
        (Part::Midday, ..) => "moment.greeting.midday",
        (Part::Afternoon, ..) => "moment.greeting.afternoon",
        (Part::Evening | Part::Early, ..) => "moment.greeting.evening",
    };
    Catalogue::of(lang).get(key)
}

/// Returns the name of a moment's zone: "WIB", "Jakarta time", "CEST", or its offset such as "UTC+7".
pub fn zone_name(at: &Zoned, lang: Lang) -> String {
    let info = at.time_zone().to_offset_info(at.timestamp());
    let texts = Catalogue::of(lang);
    match info.abbreviation() {
        "WIB" => texts.get("moment.zone.wib").to_owned(),
        "WITA" => texts.get("moment.zone.wita").to_owned(),
        "WIT" => texts.get("moment.zone.wit").to_owned(),
        name if !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic()) => {
            name.to_owned()
        }
        _ => offset_name(at.offset().seconds()),
    }
}

/// "UTC+7", "UTC-03:30".
fn offset_name(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    match (minutes / 60, minutes % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours:02}:{minutes:02}"),
    }
}

/// Returns the days from one date to another, both in the zone of the second.
fn days_between(from: &Zoned, to: &Zoned) -> i64 {
    from.date().until(to.date()).map_or(0, |span| i64::from(span.get_days()))
}

/// One moment in one language.
struct Voice<'a> {
    moment: &'a Moment,
    lang: Lang,
    texts: &'static Catalogue,
}

impl Voice<'_> {
    fn weekday(&self) -> &'static str {
        let index = self.moment.at.weekday().to_monday_zero_offset();
        Calendar::get().weekday(usize::try_from(index).unwrap_or_default(), self.lang)
    }

    /// "Jumat, 20 November, pukul 19.00 WIB" and its less exact forms.
    fn full(&self, year: bool, zone: bool) -> String {
        match self.moment.grain {
            Grain::Minute => {
                let (date, clock) = (self.date("moment.date", year), self.clock());
                self.zoned(
                    self.texts.fill("moment.at", &[("date", &date), ("clock", &clock)]),
                    zone,
                )
            }
            Grain::Part => self.about(self.date("moment.part-date", year)),
            Grain::Day => self.about(self.date("moment.date", year)),
        }
    }

    /// "pukul 19.20" on the reference's day, else "Jumat pukul 19.20".
    fn short(&self, same_day: bool, zone: bool) -> String {
        match self.moment.grain {
            Grain::Minute if same_day => self.zoned(self.clock(), zone),
            Grain::Minute => {
                let values = [("weekday", self.weekday()), ("clock", &self.clock())];
                self.zoned(self.texts.fill("moment.on", &values), zone)
            }
            Grain::Part => self.about(self.part()),
            Grain::Day => self.about(self.weekday().to_owned()),
        }
    }

    /// "on Friday 20 November at 19:00 Jakarta time" and its less exact forms.
    fn full_when(&self, year: bool, zone: bool) -> String {
        match self.moment.grain {
            Grain::Minute => {
                let (date, clock) = (self.date("moment.date", year), self.clock());
                let values = [("date", &*date), ("clock", &*clock)];
                self.zoned(self.texts.fill("moment.on-date-at", &values), zone)
            }
            Grain::Part => self.on("moment.on-part", self.date("moment.part-date", year)),
            Grain::Day => self.on("moment.on-day", self.date("moment.date", year)),
        }
    }

    /// "on Friday at 19:20" and its less exact forms.
    fn short_when(&self) -> String {
        match self.moment.grain {
            Grain::Minute => {
                let values = [("weekday", self.weekday()), ("clock", &self.clock())];
                self.texts.fill("moment.on-at", &values)
            }
            Grain::Part => self.on("moment.on-part", self.part()),
            Grain::Day => self.on("moment.on-day", self.weekday().to_owned()),
        }
    }

    /// Puts the preposition before a day; "about" stands in its place.
    fn on(&self, key: &str, what: String) -> String {
        if self.moment.about { self.about(what) } else { self.texts.fill(key, &[("what", &what)]) }
    }

    fn date(&self, key: &str, year: bool) -> String {
        let at = &self.moment.at;
        let key = if year { format!("{key}-year") } else { key.to_owned() };
        let month =
            Calendar::get().month(usize::try_from(at.month()).unwrap_or_default(), self.lang);
        let (day, year, part) = (at.day().to_string(), at.year().to_string(), self.part());
        let values = [
            ("weekday", self.weekday()),
            ("part", &part),
            ("day", &day),
            ("month", month),
            ("year", &year),
        ];
        self.texts.fill(&key, &values)
    }

    fn part(&self) -> String {
        let key = match Part::of_hour(self.moment.at.hour()) {
            Part::Early => "moment.part.early",
            Part::Morning => "moment.part.morning",
            Part::Midday => "moment.part.midday",
            Part::Afternoon => "moment.part.afternoon",
            Part::Evening => "moment.part.evening",
        };
        self.texts.fill(key, &[("weekday", self.weekday())])
    }

    fn clock(&self) -> String {
        let (hour, minute) = (self.moment.at.hour(), self.moment.at.minute());
        let values = [("hour", format!("{hour:02}")), ("minute", format!("{minute:02}"))];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        self.about(self.texts.fill("moment.clock", &values))
    }

    fn about(&self, what: String) -> String {
        if self.moment.about { self.texts.fill("moment.about", &[("what", &what)]) } else { what }
    }

    fn zoned(&self, time: String, zone: bool) -> String {
        if !zone {
            return time;
        }
        let zone = zone_name(&self.moment.at, self.lang);
        self.texts.fill("moment.zoned", &[("time", &time), ("zone", &zone)])
    }
}
