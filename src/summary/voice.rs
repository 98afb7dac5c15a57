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
use crate::moment::{self, Grain, Moment, Style};
use crate::session::Answer;
use crate::spoken::Spelling;
use crate::{safe, spoken};

/// What is longer, in bytes, is a sentence and is not spelt.
const LONGEST_CODE: usize = 24;

/// A figure of five digits or more may be a number that points to a person.
const LONG_FIGURE: f64 = 10_000.0;

/// Speaks one walk in one language to one reader.
pub(super) struct Voice<'a> {
    walk: &'a Walk<'a>,
    lang: Lang,
    reader: Reader,
    now: &'a Zoned,
    since: Option<&'a Moment>,
    /// Whether the person's own words are left out, for whomever it is.
    reserved: bool,
    spelling: Spelling,
}

impl<'a> Voice<'a> {
    /// Takes what is spoken from a source, for a text in which the person's own words are put one by one.
    pub(super) fn reserved(source: &Source<'a>) -> Self {
        Self { reserved: true, ..Self::new(source) }
    }

    /// Takes what is spoken from a source.
    pub(super) fn new(source: &Source<'a>) -> Self {
        let since = (0..source.walk.len())
            .filter(|at| begins(slot_of(source.walk, *at)))
            .find_map(|at| moment_of(source.walk.known(at)?));
        Self {
            walk: source.walk,
            lang: source.lang,
            reader: source.reader,
            now: source.now,
            since,
            reserved: false,
            spelling: Spelling::Local,
        }
    }

    /// Spells letters with other words.
    pub(super) fn spelling(self, spelling: Spelling) -> Self {
        Self { spelling, ..self }
    }

    /// Returns the spoken form of a step's answer; none where it is unknown, or not for this reader.
    pub(super) fn answer(&self, at: usize) -> Option<String> {
        let (_, step) = self.walk.step(at)?;
        let answer = self.walk.known(at).filter(|answer| self.may_hear(step, answer))?;
        let said = self.form(step, answer)?;
        (!said.is_empty()).then_some(said)
    }

    /// Returns the same as it stands in a sentence: a time with the preposition that the words before it lack.
    fn answer_after(&self, before: &str, at: usize) -> Option<String> {
        let said = self.answer(at)?;
        let (_, step) = self.walk.step(at)?;
        let Some(moment) = moment_within(self.walk.known(at)?) else { return Some(said) };
        let bare = Catalogue::of(self.lang).get("moment.bare-after");
        let last = before.split_whitespace().next_back().unwrap_or_default().to_lowercase();
        let full =
            if bare.split(' ').any(|word| word == last) { Style::Full } else { Style::FullWhen };
        let in_full = begins(step.slot) || self.is_before(moment);
        Some(if in_full { moment::speak(moment, full, self.lang, self.now) } else { said })
    }

    /// Tells whether a moment lies before the day on which the fault began.
    fn is_before(&self, moment: &Moment) -> bool {
        self.since.is_some_and(|since| moment.at.date() < since.at.date())
    }

    /// Tells whether the reader may hear a step's answer.
    ///
    /// Free text never leaves in a masked form, whatever it is about: nobody knows what is in it. A ticket
    /// number is the exception, for a follow-up is worthless without it. Nor does a figure that is as long as
    /// the numbers which point to a person.
    fn may_hear(&self, step: &Step, answer: &Answer) -> bool {
        let free = match answer {
            Answer::Text { text } => {
                step.slot != Some(Slot::EarlierReport) || !spoken::may_be_ticket(text)
            }
            Answer::Number { value } => value.abs() >= LONG_FIGURE,
            Answer::Done
            | Answer::Unknown
            | Answer::YesNo { .. }
            | Answer::Choice { .. }
            | Answer::Multi { .. }
            | Answer::DateTime { .. }
            | Answer::Restart(_)
            | Answer::Probe { .. } => false,
        };
        let class = step.slot.map_or(Privacy::Open, |slot| slots::spec(slot).privacy);
        match self.reader {
            Reader::Me | Reader::Provider => {
                let own_words = matches!(answer, Answer::Text { .. }) && free;
                !self.reserved || !own_words || step.slot.is_some_and(is_identity)
            }
            Reader::Public => class == Privacy::Open && !free,
        }
    }

    /// Tells whether a slot's step has an answer that this reader may not hear.
    pub(super) fn is_withheld(&self, slot: Slot) -> bool {
        let mut steps = (0..self.walk.len()).filter(|at| slot_of(self.walk, *at) == Some(slot));
        steps.any(|at| self.is_withheld_at(at))
    }

    /// Tells whether a step has an answer that this reader may not hear.
    pub(super) fn is_withheld_at(&self, at: usize) -> bool {
        let step = self.walk.step(at).map(|(_, step)| step);
        step.zip(self.walk.known(at)).is_some_and(|(step, answer)| !self.may_hear(step, answer))
    }

    /// Returns a step's answer as it was shown when it was given; none as with [`Voice::answer`].
    pub(super) fn shown(&self, at: usize) -> Option<String> {
        let (_, step) = self.walk.step(at)?;
        let written = |key: &String| {
            let option = step.kind.options().iter().find(|option| option.key == *key)?;
            Some(safe::line(option.text.get(self.lang)).into_owned())
        };
        let keys = match self.walk.known(at).filter(|answer| self.may_hear(step, answer))? {
            Answer::Choice { option } => std::slice::from_ref(option),
            Answer::Multi { options } => options.as_slice(),
            Answer::Number { value } => {
                let said = self.answer(at)?;
                let judged = step.kind.range().map(|range| range.judge(*value, self.lang));
                return Some(judged.map_or(said.clone(), |judged| format!("{said}; {judged}")));
            }
            Answer::Done
            | Answer::Unknown
            | Answer::YesNo { .. }
            | Answer::Text { .. }
            | Answer::DateTime { .. }
            | Answer::Restart(_)
            | Answer::Probe { .. } => return self.answer(at),
        };
        let all: Vec<_> = keys.iter().filter_map(written).collect();
        (!all.is_empty()).then(|| all.join("; "))
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
            Answer::Text { text } => Some(text_form(step, text)),
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

    /// Speaks a moment: the beginning of the fault in full, what came after it by its distance to it; where
    /// nobody knows the beginning, by its distance to the present, with the zone that is not said elsewhere.
    ///
    /// A weekday alone is understood as the one that follows, so what came before the fault has its date.
    fn moment(&self, slot: Option<Slot>, moment: &Moment) -> String {
        if begins(slot) || self.is_before(moment) {
            return moment::speak(moment, Style::Full, self.lang, self.now);
        }
        if let Some(since) = self.since {
            return moment::speak(moment, Style::When, self.lang, &since.at);
        }
        let when = moment::speak(moment, Style::When, self.lang, self.now);
        match moment.grain {
            Grain::Minute => format!("{when} {}", moment::zone_name(&moment.at, self.lang)),
            Grain::Part | Grain::Day => when,
        }
    }

    /// Joins words into a list: "a and b", "a, b, and c"; a comma also parts two that are long themselves.
    pub(super) fn join(&self, words: &[String]) -> String {
        let and = Catalogue::of(self.lang).get("summary.and");
        let long = words.len() > 2 || words.iter().any(|word| word.split(' ').count() > 2);
        let comma = if long { "," } else { "" };
        match words.split_last() {
            None => String::new(),
            Some((last, [])) => last.clone(),
            Some((last, rest)) => format!("{}{comma} {and} {last}", rest.join(", ")),
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
        let template = report.say.get(self.lang);
        let said = fill(template, |key| {
            let (before, _) = template.split_once(&format!("{{{key}}}"))?;
            self.answer_after(before, self.walk.find(key)?)
        })?;
        Some(safe::line(&said).into_owned())
    }

    /// Returns the option that a slot's step was answered with.
    pub(super) fn chosen(&self, slot: Slot) -> Option<&'a str> {
        let mut steps = (0..self.walk.len()).filter(|at| slot_of(self.walk, *at) == Some(slot));
        steps.find_map(|at| {
            let answer = self.walk.known(at)?;
            if let Answer::Choice { option } = answer { Some(option.as_str()) } else { None }
        })
    }

    /// Spells a slot's text for the telephone; none where it is all figures, or not for this reader.
    pub(super) fn spelt(&self, slot: Slot) -> Option<String> {
        let mut steps = (0..self.walk.len()).filter(|at| slot_of(self.walk, *at) == Some(slot));
        steps.find_map(|at| {
            let (_, step) = self.walk.step(at)?;
            let answer = self.walk.known(at).filter(|answer| self.may_hear(step, answer))?;
            if let Answer::Text { text } = answer { self.spell(text) } else { None }
        })
    }

    /// Spells a number or a code; none where it has no letter, for figures are read as they stand.
    pub(super) fn spell(&self, code: &str) -> Option<String> {
        let code = safe::line(code);
        let code = code.trim();
        let is_code = code.len() <= LONGEST_CODE && code.chars().any(char::is_alphabetic);
        is_code.then(|| spoken::spell(code, self.lang, self.spelling))
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

    /// Returns when something was that came after what was just told: on the same day by its hour alone.
    pub(super) fn after(&self, earlier: &Moment, moment: &Moment) -> String {
        moment::speak(moment, Style::When, self.lang, &earlier.at)
    }

    /// Returns when something was seen, in relation to the beginning of the fault.
    pub(super) fn at(&self, moment: &Moment) -> String {
        self.moment(None, moment)
    }
}

/// Tells whether a slot's words are what a provider knows the person by.
pub(super) fn is_identity(slot: Slot) -> bool {
    matches!(
        slot,
        Slot::Name
            | Slot::Holder
            | Slot::Registered
            | Slot::CustomerNumber
            | Slot::LineNumber
            | Slot::AccountNumber
            | Slot::Contact
            | Slot::Reference
    )
}

/// Speaks free text: numbers in groups, everything else as it was typed.
fn text_form(step: &Step, text: &str) -> String {
    let text = safe::line(text).trim().to_owned();
    match step.slot {
        Some(Slot::CustomerNumber | Slot::Contact | Slot::LineNumber | Slot::AccountNumber) => {
            spoken::group_digits(&text)
        }
        Some(_) | None => text,
    }
}

/// Tells whether a slot is the moment by which everything else is told.
fn begins(slot: Option<Slot>) -> bool {
    matches!(slot, Some(Slot::Since | Slot::Occurred))
}

fn slot_of(walk: &Walk<'_>, at: usize) -> Option<Slot> {
    walk.step(at).and_then(|(_, step)| step.slot)
}

/// Returns the time that an answer says, a restart's too.
fn moment_within(answer: &Answer) -> Option<&Moment> {
    if let Answer::Restart(restart) = answer {
        restart.unplugged.as_ref()
    } else {
        moment_of(answer)
    }
}

fn moment_of(answer: &Answer) -> Option<&Moment> {
    if let Answer::DateTime { moment, .. } = answer { Some(moment) } else { None }
}
