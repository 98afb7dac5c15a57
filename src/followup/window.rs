//! How a promised window is written.
//!
//! Pure.

use super::facts::Facts;
use crate::case::Promise;
use crate::moment::{self, Grain, Moment, Style};

impl Facts<'_> {
    /// Says a promised window; "today" only where the text is read on the day it is written.
    pub fn window(&self, promise: &Promise, same_day: bool) -> Option<String> {
        let due = promise.due.as_ref()?;
        let texts = self.texts();
        let begins = promise.from.as_ref().unwrap_or(due);
        let there = self.source.now.with_time_zone(begins.at.time_zone().clone());
        let today = same_day && begins.at.date() == there.date();
        let whole = Moment { grain: Grain::Day, about: false, ..begins.clone() };
        let day = if today { texts.get("followup.today").to_owned() } else { self.say(&whole) };
        let one_day = due.at.date() == begins.at.date();
        match (&promise.from, due.grain) {
            (Some(from), Grain::Minute) if one_day && from.grain == Grain::Minute => {
                Some(self.hours(&day, from, due))
            }
            (Some(from), _) if !one_day => {
                let (from, to) = (self.say(from), self.say(due));
                Some(texts.fill("followup.between", &[("from", &from), ("to", &to)]))
            }
            (_, Grain::Minute) if today => {
                let at = moment::speak(due, Style::ShortZoned, self.lang(), &due.at);
                Some(texts.fill("followup.today-by", &[("day", &day), ("at", &at)]))
            }
            (_, Grain::Minute) => Some(texts.fill("followup.by", &[("when", &self.say(due))])),
            (_, Grain::Part) => Some(self.say(due)),
            (_, Grain::Day) => Some(day),
        }
    }

    /// Says a day with two hours of it.
    fn hours(&self, day: &str, from: &Moment, due: &Moment) -> String {
        let texts = self.texts();
        let clock = |moment: &Moment| {
            let (hour, minute) = (moment.at.hour(), moment.at.minute());
            let (hour, minute) = (format!("{hour:02}"), format!("{minute:02}"));
            texts.fill("followup.clock", &[("hour", &hour), ("minute", &minute)])
        };
        let zone = moment::zone_name(&due.at, self.lang());
        let (from, to) = (clock(from), clock(due));
        let values = [("day", day), ("from", &from), ("to", &to), ("zone", &zone)];
        let said = texts.fill("followup.window", &values);
        // "About" is said once, before all of it.
        if due.about { texts.fill("moment.about", &[("what", &said)]) } else { said }
    }
}
