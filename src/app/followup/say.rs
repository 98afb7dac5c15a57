//! What is said beside a text: its length, whom to beware of, the step before and the step after.
//!
//! Pure.

use jiff::Zoned;

use super::{Draft, Facts, Ladder, Rung};
use crate::app::own::Book;
use crate::case::Situation;
use crate::cli::Channel;
use crate::diagnosis::Confidence;
use crate::followup::{self, X_LIMIT, send_at};
use crate::lang::Catalogue;
use crate::moment::{self, Moment, Style};

/// What is known beside a text.
#[derive(Clone, Copy)]
pub(super) struct Beside<'a> {
    /// What the text is made from.
    pub facts: &'a Facts<'a>,
    /// Where one stands on the ladder.
    pub ladder: &'a Ladder,
    /// The present moment.
    pub now: &'a Zoned,
    /// Whom one turns to.
    pub book: &'a Book,
}

impl Beside<'_> {
    fn texts(&self) -> &'static Catalogue {
        Catalogue::of(self.facts.lang())
    }

    fn when(&self, at: &Zoned) -> String {
        self.say(&Moment::exact(at.clone()))
    }

    fn say(&self, moment: &Moment) -> String {
        moment::speak(moment, Style::Full, self.facts.lang(), self.now)
    }

    /// Returns what a channel is called.
    pub(super) fn channel(&self, name: &str) -> &'static str {
        followup::called(name, self.facts.lang())
    }

    /// Says until when an answer is waited for.
    pub(super) fn answer(&self) -> Option<String> {
        let asked = self.facts.case.awaited()?.asked.filter(|asked| asked.until > *self.now)?;
        Some(self.sent(&asked.to, &asked.at, &asked.until))
    }

    fn sent(&self, to: &str, at: &Zoned, until: &Zoned) -> String {
        let (when, until) = (self.when(at), self.when(until));
        let values = [("channel", self.channel(to)), ("when", &*when), ("until", &*until)];
        self.texts().fill("followup.quiet.sent", &values)
    }

    /// Says until when nothing needs to be sent to the provider; none where it is time.
    pub(super) fn quiet(&self, to: Option<Channel>) -> Option<String> {
        if to == Some(Channel::Employer) {
            return None;
        }
        if let Some(answer) = self.answer() {
            return Some(answer);
        }
        match self.facts.case.situation(self.now) {
            Situation::Waiting => {
                let until = self.say(&self.facts.quiet_until(self.now)?);
                Some(self.texts().fill("followup.quiet.until", &[("until", &until)]))
            }
            Situation::Fixed
            | Situation::Kept
            | Situation::Closed
            | Situation::DueNow
            | Situation::NotCalled
            | Situation::CallDropped => None,
            Situation::AreaOutage
            | Situation::NumberToCome
            | Situation::NoNumber
            | Situation::Overdue
            | Situation::Missed
            | Situation::ClosedNotFixed
            | Situation::BackAgain
            | Situation::NotFixed
            | Situation::PaidStillSuspended
            | Situation::NoWord => {
                let (last, until) = (self.ladder.last.as_ref()?, self.ladder.not_before.as_ref()?);
                Some(self.sent(&last.to, &last.at, until))
            }
        }
    }

    /// Says which step was taken last and which comes now, or later.
    pub(super) fn steps(&self, channel: Channel) -> Vec<String> {
        let settled = matches!(self.facts.situation, Situation::Fixed | Situation::Kept);
        if settled || channel == Channel::Employer {
            return Vec::new();
        }
        let (texts, ladder) = (self.texts(), self.ladder);
        let mut all: Vec<_> = self.settled_before().into_iter().collect();
        if let Some(last) = &ladder.last {
            let when = self.when(&last.at);
            let values = [("channel", self.channel(&last.to)), ("when", &*when)];
            all.push(texts.fill("followup.ladder.last", &values));
        }
        let other = ladder.other_channel(followup::name(channel));
        if let (Some(other), Some(until)) = (other, &ladder.not_before) {
            let until = self.when(until);
            let values = [("channel", self.channel(&other.to)), ("until", &*until)];
            all.push(texts.fill("followup.ladder.other", &values));
        }
        let step = ladder.next.say(self.facts.lang());
        all.push(match &ladder.not_before {
            Some(at) => {
                let values = [("when", self.when(at)), ("step", step.to_owned())];
                let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
                texts.fill("followup.ladder.later", &values)
            }
            None => texts.fill("followup.ladder.now", &[("step", step)]),
        });
        all.extend(self.bodies());
        all
    }

    /// Says what the call settled and now matters: where word was to come from, or what a visit was to cost.
    fn settled_before(&self) -> Option<String> {
        let (key, said) = match self.facts.situation {
            Situation::Overdue
            | Situation::NumberToCome
            | Situation::NoNumber
            | Situation::NoWord => ("followup.told-by", self.facts.told_by()?),
            Situation::DueNow | Situation::Waiting | Situation::Missed => {
                ("followup.charge", self.facts.charge()?)
            }
            Situation::AreaOutage
            | Situation::CallDropped
            | Situation::NotCalled
            | Situation::Fixed
            | Situation::Kept
            | Situation::Closed
            | Situation::ClosedNotFixed
            | Situation::BackAgain
            | Situation::NotFixed
            | Situation::PaidStillSuspended => return None,
        };
        Some(self.texts().fill(key, &[("said", &said)]))
    }

    /// Says who helps in the end and how sure that is, once that is the step.
    fn bodies(&self) -> Vec<String> {
        if self.ladder.next != Rung::Body || !self.ladder.is_time() {
            return Vec::new();
        }
        let rows = self.book.regulators(&self.facts.service);
        let lines = rows.flat_map(|row| {
            let mut lines = row.lines(self.facts.lang()).into_iter();
            let first = lines.next().map(|name| format!("- {name}"));
            first.into_iter().chain(lines.map(|line| format!("  {line}")))
        });
        let heading = self.texts().get("followup.ladder.bodies").to_owned();
        std::iter::once(heading).chain(lines).collect()
    }

    /// Says how long a text is, where it goes, and what to beware of; `typed` is an account's name that the
    /// person gave.
    pub(super) fn notes(
        &self,
        channel: Channel,
        draft: &Draft,
        typed: Option<&str>,
    ) -> Vec<String> {
        let texts = self.texts();
        let mut all = vec![self.length(channel, draft, typed)];
        let to = match channel {
            Channel::X => "followup.beside.fakes",
            Channel::Whatsapp => "followup.beside.whatsapp",
            Channel::Email => "followup.beside.email",
            Channel::Letter => "followup.beside.letter",
            Channel::Employer => "followup.beside.employer",
        };
        let known = self.facts.account().filter(|_| channel == Channel::X && typed.is_none());
        if let Some((handle, _)) = known.filter(|(_, sure)| *sure != Confidence::High) {
            all.push(texts.fill("followup.beside.account", &[("handle", handle)]));
        }
        all.push(texts.get(to).to_owned());
        if !draft.enclosures.is_empty() {
            let list = draft.enclosures.join("; ");
            all.push(texts.fill("followup.beside.enclose", &[("list", &list)]));
            all.push(texts.get("followup.beside.photos").to_owned());
        }
        let named = self.facts.agent().is_some_and(|name| draft.text.contains(&name));
        if channel != Channel::Employer && !named {
            all.push(texts.get("followup.beside.forwarded").to_owned());
        }
        if let Some(at) = send_at(self.now).filter(|_| channel != Channel::Letter) {
            let when = self.when(&at);
            all.push(texts.fill("followup.beside.late", &[("when", &when)]));
        }
        all.retain(|line| !line.is_empty());
        all
    }

    fn length(&self, channel: Channel, draft: &Draft, typed: Option<&str>) -> String {
        let texts = self.texts();
        if channel == Channel::X {
            let (n, limit) = (draft.length.to_string(), X_LIMIT.to_string());
            let named = typed.is_some() || self.facts.account().is_some();
            let key = match (draft.fits, named) {
                (false, _) => "followup.beside.too-long",
                (true, true) => "followup.beside.length",
                (true, false) => "followup.beside.room",
            };
            return texts.fill(key, &[("n", &n), ("limit", &limit)]);
        }
        if !matches!(channel, Channel::Whatsapp | Channel::Employer) {
            return String::new();
        }
        let sms = followup::sms(&draft.text);
        let (messages, letters) = (sms.messages.to_string(), sms.letters.to_string());
        let key = if sms.messages == 1 { "followup.beside.sms-one" } else { "followup.beside.sms" };
        texts.fill(key, &[("messages", &messages), ("letters", &letters)])
    }
}
