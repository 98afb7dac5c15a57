//! What stands at the person's side during the call: the opening with its stop, an answer to every question and to
//! every remark of an agent, found by the agent's own words.
//!
//! Pure. The answers are those of the script; here they are all there one by one, also those that the script has
//! said by then.

mod hear;
mod notes;
mod readback;
mod slow;

pub use super::phrases::Hearing;
pub use hear::{Spellings, alike};
pub use notes::{Notes, Refusal, is_typed, key_of};
pub use readback::{ReadBack, read_back};

use std::rc::Rc;

use super::phrases::{Known, Phrases};
use super::voice::Voice;
use super::{Source, Summary, asked, known};
use crate::case::Case;
use crate::checklist::Slot;
use crate::checklist::slots;
use crate::lang::{Catalogue, Lang};
use crate::moment::{self, Style};
use crate::safe;
use crate::spoken::Spelling;
use hear::Ear;

/// How many are named where nothing fits.
const NEAREST: usize = 3;

/// The reply for whoever takes over.
const NEW_AGENT: &str = "new-agent";

/// Everything that may be needed during a call.
pub struct Companion {
    /// The language that it is written in.
    pub lang: Lang,
    /// The script.
    pub summary: Summary,
    /// What to know before dialling.
    pub before: Vec<String>,
    /// What an agent may ask or say: the questions in the agents' order, their parts, the remarks.
    pub topics: Vec<Topic>,
    ear: Rc<Ear>,
    spelling: Spelling,
}

/// One thing that an agent may ask or say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Its key, such as `question.bill`, `slot.neighbours`, `reply.restart`.
    pub key: String,
    /// What kind of thing it is.
    pub kind: Kind,
    /// What it is about, or the agent's sentence.
    pub label: String,
    /// What to say.
    pub say: String,
    /// Whether the answers of the list say anything about it.
    pub known: bool,
    /// Whether it is a name, which is spelt letter by letter where it must be slow.
    pub name: bool,
    /// The words and phrases by which it is known.
    pub hear: Vec<String>,
}

/// What kind of thing a topic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A question that agents ask anyway.
    Question,
    /// A part of one, which may be asked alone.
    Part,
    /// A remark.
    Remark,
}

/// What was understood of an agent's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Understood {
    /// They are about this topic.
    About(usize),
    /// They are about none that is known; these are the nearest.
    Nearest([Option<usize>; NEAREST]),
}

impl Companion {
    /// Builds it from a session as it stands.
    pub fn build(source: &Source<'_>, spelling: Spelling) -> Self {
        let voice = Voice::new(source).spelling(spelling);
        let summary = super::build(source);
        let mut topics = questions(source, &voice);
        topics.extend(parts(source, &voice, &summary.seen));
        let facts: Known = known(source, &voice, summary.finding.as_ref(), &summary.seen);
        topics.extend(remarks(source, &facts));
        let before = Phrases::builtin().before_dialling(&facts, source.lang);
        let learnt: Vec<_> =
            topics.iter().map(|it| hear::Known { hear: &it.hear, label: &it.label }).collect();
        let ear = Rc::new(Ear::new(&learnt, &Phrases::builtin().hearing));
        Self { lang: source.lang, summary, before, topics, ear, spelling }
    }

    /// Finds what an agent's words are about.
    pub fn understand(&self, said: &str) -> Understood {
        if let Some(first) = self.ear.about(said).first() {
            return Understood::About(*first);
        }
        let mut near = self.ear.nearest(said, NEAREST).into_iter();
        Understood::Nearest(std::array::from_fn(|_| near.next()))
    }

    /// Returns the topics that the words may be about besides the likeliest, at most two.
    pub fn others(&self, said: &str) -> Vec<usize> {
        self.ear.nearly(said).into_iter().skip(1).take(NEAREST - 1).collect()
    }

    /// Puts the topics in order for an agent's words: what they may be about, the likeliest first, or, where the
    /// second says false, what is nearest. The first is what [`Companion::understand`] finds.
    pub fn ranking(&self) -> impl Fn(&str) -> (Vec<usize>, bool) + 'static {
        let ear = Rc::clone(&self.ear);
        move |said| {
            let about = ear.about(said);
            if about.is_empty() { (ear.nearest(said, NEAREST), false) } else { (about, true) }
        }
    }

    /// Returns the topic with this key.
    pub fn topic(&self, key: &str) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.key == key)
    }

    /// Says a topic's answer slowly, a line for each breath.
    pub fn slowly(&self, topic: &Topic) -> Vec<String> {
        if topic.name && topic.known {
            return slow::letters(&topic.say, self.lang, self.spelling);
        }
        slow::slow(&topic.say, self.lang, self.spelling)
    }

    /// Says any sentence slowly, such as the greeting.
    pub fn sentence_slowly(&self, say: &str) -> Vec<String> {
        slow::slow(say, self.lang, self.spelling)
    }

    /// Returns what is said after the stop, the request in a line of its own.
    pub fn after_the_stop(&self) -> Vec<String> {
        let (request, told): (Vec<_>, Vec<_>) =
            self.summary.opening.iter().cloned().partition(|said| said.about.is_none());
        let lines = [told, request].map(|said| super::script::joined(&said));
        lines.into_iter().filter(|line| !line.is_empty()).collect()
    }

    /// Says that it is time to end, where a call has lasted so many minutes; else nothing.
    pub fn too_long(&self, minutes: u64) -> Option<String> {
        let pace = &Phrases::builtin().pace;
        let text = pace.long.get(self.lang);
        (minutes >= pace.minutes).then(|| crate::lang::fill(text, &[("min", &minutes.to_string())]))
    }

    /// Says what to do when voices rise again.
    pub fn stop_rule(&self) -> &'static str {
        Phrases::builtin().pace.stop.get(self.lang)
    }
}

/// The intake questions of the list's service, each answered in full or not known.
fn questions(source: &Source<'_>, voice: &Voice<'_>) -> Vec<Topic> {
    let not_known = Catalogue::of(source.lang).get("summary.not-known");
    let all = asked::answers(source, voice).into_iter();
    all.map(|(question, pair)| {
        let known = pair.say != not_known;
        let say = if known { pair.say } else { unknown(source.lang) };
        let name = question.key == "account-holder" || question.key == "registered";
        Topic {
            key: format!("question.{}", question.key),
            kind: Kind::Question,
            label: pair.label,
            say,
            known,
            name: name && known,
            hear: question.hear.clone(),
        }
    })
    .collect()
}

/// What agents also ask alone: a part of a question, or something that is in no question.
fn parts(source: &Source<'_>, voice: &Voice<'_>, seen: &[String]) -> Vec<Topic> {
    let service = &source.walk.list().service;
    let asked = |key: &str| {
        slots::questions().iter().any(|question| question.key == key && question.is_asked(service))
    };
    let own = slots::in_order().filter(|spec| !spec.hear.is_empty());
    let own = own.filter(|spec| spec.question.as_deref().is_none_or(asked));
    own.map(|spec| {
        let own = asked::answer(source, voice, spec.slot);
        // The program looked, over whatever this computer is joined by.
        let looked = seen.first().filter(|_| spec.slot == Slot::Connection).cloned();
        let beside = || asked::answer(source, voice, spec.instead?);
        let say = own.or(looked).or_else(beside);
        Topic {
            key: format!("slot.{}", spec.slot.name()),
            kind: Kind::Part,
            label: spec.label.get(source.lang).to_owned(),
            known: say.is_some(),
            say: say.unwrap_or_else(|| unknown_part(spec.slot, source.lang)),
            name: matches!(spec.slot, Slot::Name | Slot::Holder),
            hear: spec.hear.clone(),
        }
    })
    .collect()
}

/// What agents say, with the answers.
fn remarks(source: &Source<'_>, known: &Known) -> Vec<Topic> {
    let all = Phrases::builtin().reply.iter();
    let all = all.filter(|reply| reply.service.holds(&source.walk.list().service));
    all.filter_map(|reply| {
        let mut say = reply.answer(known, source.lang)?;
        if let (NEW_AGENT, Some(history)) = (reply.key.as_str(), history(source)) {
            say = format!("{say} {history}");
        }
        Some(Topic {
            key: format!("reply.{}", reply.key),
            kind: Kind::Remark,
            label: reply.agent.get(source.lang).to_owned(),
            say,
            known: true,
            name: false,
            hear: reply.hear.clone(),
        })
    })
    .collect()
}

/// Says for whoever takes over what was promised and refused before; none where nothing was.
fn history(source: &Source<'_>) -> Option<String> {
    let texts = Catalogue::of(source.lang);
    let case = Case::of(source.entries);
    let promise = case.promise().map(|promise| {
        let what = safe::line(promise.what.trim_end_matches(['.', ' '])).into_owned();
        let until = promise.due.as_ref();
        let until = until.map(|due| moment::speak(due, Style::Full, source.lang, source.now));
        match until {
            Some(until) => texts.fill("call.history-due", &[("what", &what), ("until", &until)]),
            None => texts.fill("call.history", &[("what", &what)]),
        }
    });
    let refused = case.refusals.last().map(|refusal| {
        let what = safe::line(refusal.what.trim_end_matches(['.', ' '])).into_owned();
        texts.fill("call.history-refused", &[("what", &what)])
    });
    let said: Vec<_> = [promise, refused].into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// What to say where nothing was answered: an address needs no list to be known.
fn unknown_part(slot: Slot, lang: Lang) -> String {
    if slot == Slot::Area {
        return Catalogue::of(lang).get("call.address").to_owned();
    }
    unknown(lang)
}

/// What to say where the person does not know.
fn unknown(lang: Lang) -> String {
    Catalogue::of(lang).get("call.not-known").to_owned()
}
