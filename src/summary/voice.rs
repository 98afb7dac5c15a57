//! How answers sound: the spoken form of each step, and the sentences that a list makes of them.
//!
//! Pure. For a reader who may not see everything, what is personal counts as unknown, so that a sentence
//! with it is simply not said.

use jiff::Zoned;

use super::phrases::fill;
use super::{Reader, Source};
use crate::checklist::{Kind, Report, Slot, Step, slots};
use crate::engine::Walk;
use crate::evidence::Privacy;
use crate::lang::{Catalogue, Lang};
use crate::moment::{self, Moment, Style};
use crate::session::Answer;
use crate::{safe, spoken};

/// Speaks one walk in one language to one reader.
pub(super) struct Voice<'a> {
    walk: &'a Walk<'a>,
    lang: Lang,
    reader: Reader,
    now: &'a Zoned,
    since: Option<&'a Moment>,
}

impl<'a> Voice<'a> {
    /// Takes what is spoken from a source.
    pub(super) fn new(source: &Source<'a>) -> Self {
        let since = (0..source.walk.len())
            .filter(|at| slot_of(source.walk, *at) == Some(Slot::Since))
            .find_map(|at| moment_of(source.walk.known(at)?));
        Self { walk: source.walk, lang: source.lang, reader: source.reader, now: source.now, since }
    }

    /// Returns the spoken form of a step's answer; none where it is unknown, or not for this reader.
    pub(super) fn answer(&self, at: usize) -> Option<String> {
        let (_, step) = self.walk.step(at)?;
        let answer = self.walk.known(at)?;
        if !self.may_hear(step) {
            return None;
        }
        let said = self.form(step, answer)?;
        (!said.is_empty()).then_some(said)
    }

    /// Tells whether the reader may hear a step's answer.
    ///
    /// Free text never leaves in a masked form, whatever it is about: nobody knows what is in it. A ticket
    /// number is the exception, for a follow-up is worthless without it.
    fn may_hear(&self, step: &Step) -> bool {
        if self.reader != Reader::Public {
            return true;
        }
        let class = step.slot.map_or(Privacy::Open, |slot| slots::spec(slot).privacy);
        let free = matches!(step.kind, Kind::Text { .. });
        class == Privacy::Open && (!free || step.slot == Some(Slot::EarlierReport))
    }

    fn form(&self, step: &Step, answer: &Answer) -> Option<String> {
        match answer {
            Answer::Choice { option } => self.option(step, option),
            Answer::Multi { options } => {
                let said: Vec<_> =
                    options.iter().filter_map(|key| self.option(step, key)).collect();
                Some(self.join(&said))
            }
            Answer::YesNo { yes } => {
                let key = if *yes { "walk.yes" } else { "walk.no" };
                Some(Catalogue::of(self.lang).get(key).to_lowercase())
            }
            Answer::Number { value } => Some(self.number(step, *value)),
            Answer::Text { text } => Some(self.text(step, text)),
            Answer::DateTime { moment, .. } => Some(self.moment(step.slot, moment)),
            Answer::Restart(restart) => {
                restart.unplugged.as_ref().map(|moment| self.moment(step.slot, moment))
            }
            Answer::Done | Answer::Unknown | Answer::Probe { .. } => None,
        }
    }

    fn option(&self, step: &Step, key: &str) -> Option<String> {
        let option = step.kind.options().iter().find(|option| option.key == key)?;
        let say = option.say.get(self.lang);
        let text = if say.is_empty() { option.text.get(self.lang) } else { say };
        Some(safe::line(text).into_owned())
    }

    fn number(&self, step: &Step, value: f64) -> String {
        let Kind::Number { unit, .. } = &step.kind else { return value.to_string() };
        let digits = match self.lang {
            Lang::Id => value.to_string().replace('.', ","),
            Lang::En => value.to_string(),
        };
        format!("{digits} {}", unit.get(self.lang)).trim_end().to_owned()
    }

    fn text(&self, step: &Step, text: &str) -> String {
        let text = safe::line(text).into_owned();
        match step.slot {
            Some(Slot::CustomerNumber) => spoken::group_digits(&text),
            Some(Slot::Contact) => spoken::group_digits(&text),
            Some(_) | None => text,
        }
    }

    /// Speaks a moment: what came after the beginning of the fault by its distance to it, all else in full.
    ///
    /// A weekday alone is understood as the one that follows, never as one before.
    fn moment(&self, slot: Option<Slot>, moment: &Moment) -> String {
        let follows = |since: &&Moment| moment.at.date() >= since.at.date();
        match self.since.filter(|_| slot != Some(Slot::Since)).filter(follows) {
            Some(since) => moment::speak(moment, Style::When, self.lang, &since.at),
            None => moment::speak(moment, Style::Full, self.lang, self.now),
        }
    }

    /// Joins words into a list: "a, b and c".
    pub(super) fn join(&self, words: &[String]) -> String {
        let and = Catalogue::of(self.lang).get("summary.and");
        match words.split_last() {
            None => String::new(),
            Some((last, [])) => last.clone(),
            Some((last, rest)) => format!("{} {and} {last}", rest.join(", ")),
        }
    }

    /// Returns every sentence that a step can make about a slot, the best first.
    pub(super) fn sentences(&self, at: usize, slot: Slot) -> Vec<String> {
        let Some((_, step)) = self.walk.step(at).filter(|_| self.walk.is_shown(at)) else {
            return Vec::new();
        };
        let reports = step.reports.iter().filter(|report| report.slot == slot);
        reports.filter_map(|report| self.sentence(report)).collect()
    }

    fn sentence(&self, report: &Report) -> Option<String> {
        let hidden =
            self.reader == Reader::Public && slots::spec(report.slot).privacy != Privacy::Open;
        if hidden || !self.walk.holds(&report.when) {
            return None;
        }
        let said = fill(report.say.get(self.lang), |key| self.answer(self.walk.find(key)?))?;
        Some(safe::line(&said).into_owned())
    }

    /// Returns the options that a slot's step was answered with.
    pub(super) fn chosen(&self, slot: Slot) -> Option<&'a str> {
        (0..self.walk.len()).filter(|at| slot_of(self.walk, *at) == Some(slot)).find_map(|at| {
            match self.walk.known(at)? {
                Answer::Choice { option } => Some(option.as_str()),
                _ => None,
            }
        })
    }

    /// Returns the spoken value of a slot's own step.
    pub(super) fn value(&self, slot: Slot) -> Option<String> {
        let mut steps = (0..self.walk.len()).filter(|at| slot_of(self.walk, *at) == Some(slot));
        steps.find_map(|at| self.answer(at))
    }

    /// Returns when the fault began, spoken in full.
    pub(super) fn since(&self) -> Option<String> {
        self.since.map(|since| self.moment(Some(Slot::Since), since))
    }

    /// Returns when something was seen, in relation to the beginning of the fault.
    pub(super) fn at(&self, moment: &Moment) -> String {
        self.moment(None, moment)
    }
}

fn slot_of(walk: &Walk<'_>, at: usize) -> Option<Slot> {
    walk.step(at).and_then(|(_, step)| step.slot)
}

fn moment_of(answer: &Answer) -> Option<&Moment> {
    if let Answer::DateTime { moment, .. } = answer { Some(moment) } else { None }
}
