//! The walk through a list: asks, looks, keeps, and at the end says what it is and helps with the call.
//!
//! Edge. Who answers is behind [`Respondent`]: a person at a face, or a file of answers. Everything else
//! is the same for both, which is why the same answers make the same summary.

mod call;
mod companion;
mod given;
mod kept;
mod look;
mod measured;
mod place;
mod restart;
mod talk;
mod text;
mod time;
mod tone;
mod unfit;
mod wait;

pub(super) use given::Answers;
pub(super) use kept::Kept;
pub(super) use look::Eyes;
pub(super) use talk::Talk;

use jiff::Zoned;

use super::own::Book;
use super::reach::Reach;
use crate::checklist::providers::Chosen;
use crate::checklist::{Audience, Checklist, Kind, Step, Style};
use crate::diagnosis::Diagnosis;
use crate::engine::{Ending, Walk};
use crate::error::Exit;
use crate::evidence::Evidence;
use crate::lang::{Catalogue, Lang};
use crate::session::{Answer, Event, Omission, Restart};
use crate::spoken::Spelling;
use crate::store::{Places, Trouble};
use crate::summary::{self, Reader, Summary};
use crate::ui::{Face, Stop, Work, output};

/// Where a walk stands when a step is to be answered.
pub(super) struct Scene<'a> {
    /// The walk so far.
    pub walk: &'a Walk<'a>,
    /// The index of the step.
    pub at: usize,
    /// The step.
    pub step: &'a Step,
    /// The present moment.
    pub now: Zoned,
    /// The language.
    pub lang: Lang,
    /// Whether the step is one of the program's own about the call.
    pub call: bool,
    /// Whose customer the person is, where that is known.
    pub provider: Option<Chosen<'a>>,
}

/// What came of asking a step.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Given {
    /// An answer.
    Answer(Answer),
    /// The earlier ending stays.
    Keep,
    /// No answer.
    Omit(Omission, Option<String>),
    /// A note beside the step, which is then asked again.
    Note(String),
    /// An answer that could not be read, kept as a note; the step counts as unknown.
    Unread(String),
    /// Look at the network now.
    Look,
    /// To the question before.
    Back,
    /// Straight to the summary.
    Summary,
    /// The other language.
    Language,
}

/// Who answers.
pub(super) trait Respondent {
    /// Answers a step.
    fn step(&mut self, scene: &Scene<'_>) -> Result<Given, Halt>;

    /// Begins a part: says its heading.
    fn part(&mut self, scene: &Scene<'_>);

    /// Says something that is not a result.
    fn say(&mut self, text: &str);

    /// Shows that something is going on, until `work` returns.
    fn busy(&mut self, what: &str, work: &mut Work<'_>) {
        self.say(what);
        work(&mut |line| self.say(line));
    }

    /// Shows a page that was laid out for a width in columns.
    fn page(&mut self, text: &Page<'_>);

    /// Asks whether to go on with the questions though no call is needed.
    fn go_on(&mut self, scene: &Scene<'_>) -> Result<bool, Halt>;

    /// After "straight to the summary": go on with the questions that are open?
    fn open_questions(&mut self, lang: Lang) -> Result<bool, Halt>;

    /// Goes on in another language.
    fn speak(&mut self, lang: Lang);

    /// Returns the evidence that was given instead of a look at a step, if any.
    fn evidence(&self, step: &str) -> Option<&Evidence>;

    /// Returns what was given about a call besides the answers to its questions.
    fn notes(&self, prefix: &str) -> Vec<Event> {
        let _ = prefix;
        Vec::new()
    }

    /// Tells whether somebody is there to be asked.
    fn is_person(&self) -> bool;

    /// Returns the face, where a person is there to be asked.
    fn face(&mut self) -> Option<&mut dyn Face>;
}

/// Why a walk stops before its end.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Halt {
    /// The person stopped, or the input ended.
    Stopped(Stop),
    /// A file of answers lacks an answer or has a wrong one: what to say about it.
    Unusable(String),
}

impl From<Stop> for Halt {
    fn from(stop: Stop) -> Self {
        Self::Stopped(stop)
    }
}

/// A page that is laid out for a width in columns.
pub(super) type Page<'a> = dyn Fn(usize) -> String + 'a;

/// Leads through one session.
pub(super) struct Guide<'a> {
    /// Who answers.
    pub respondent: &'a mut dyn Respondent,
    /// The session.
    pub kept: Kept<'a>,
    /// What looks at the network.
    pub eyes: Eyes<'a>,
    /// The remembered places; none where nothing is to be saved.
    pub places: Option<Places>,
    /// How the session is reached again; none where nothing is to be saved.
    pub reach: Option<Reach>,
    /// Prints a result to standard output.
    pub print: &'a mut dyn FnMut(&Page<'_>),
    /// Whether results must be shown at the face too, because standard output goes elsewhere.
    pub screen: bool,
    /// The outcome whose result was shown last.
    pub shown: Option<String>,
    /// The key of the step that is being asked.
    pub at: Option<String>,
    /// The language.
    pub lang: Lang,
    /// Whom one calls.
    pub book: &'a Book,
    /// The words that letters are spelt with.
    pub spelling: Spelling,
    /// Whether the list's own questions are walked through as well, and not only a call made.
    pub walks: bool,
    /// The step before which a walk pauses.
    pub pause_at: Option<&'static str>,
}

impl<'a> Guide<'a> {
    /// Walks through the list, and through the call, to the end.
    pub(super) fn run(&mut self, list: &Checklist) -> Result<Exit, Halt> {
        if let Some(event) = self.book.event(&self.kept.entries) {
            self.note(event);
        }
        loop {
            self.walk(list, "")?;
            if self.conclude(list)? {
                break;
            }
        }
        if !self.kept.is_finished() && self.put_off().is_none() {
            self.note(Event::Finished);
        }
        Ok(self.kept.recorder.exit())
    }

    /// Asks every open step of one list; `prefix` stands before its keys in the log.
    fn walk(&mut self, list: &Checklist, prefix: &str) -> Result<Ended, Halt> {
        let mut walk = Walk::replay(list, prefix, audience(list), &self.kept.entries);
        let mut part = None;
        while let Some(at) = walk.current() {
            let Some((phase, step)) = walk.step(at) else { break };
            if self.pause_at == Some(&step.key) {
                return Ok(Ended::Paused);
            }
            let scene = self.scene(&walk, at, step, prefix);
            if part != Some(phase) {
                if part.is_some() && self.may_end(&scene)? {
                    self.apply(&mut walk, Event::Summarised { on: true });
                    continue;
                }
                self.respondent.part(&self.scene(&walk, at, step, prefix));
                part = Some(phase);
            }
            self.at = Some(format!("{prefix}{}", step.key));
            let given = self.ask(&walk, at, prefix)?;
            if given == Given::Back && walk.back_target().is_none() {
                return Ok(Ended::BackOut);
            }
            let before = self.kept.entries.len();
            self.take(&mut walk, at, prefix, given);
            if !prefix.is_empty() {
                self.keep_known(prefix);
            }
            tone::offer(self, &mut walk, (at, prefix), before)?;
            self.show_result(&walk);
        }
        Ok(Ended::Through)
    }

    fn scene<'s>(&self, walk: &'s Walk<'s>, at: usize, step: &'s Step, prefix: &str) -> Scene<'s>
    where
        'a: 's,
    {
        let now = self.kept.clock().now();
        // Only what a person is asked or told names the provider; to a file it would cost a search at every step.
        let provider = self.respondent.is_person();
        let provider = provider.then(|| self.book.chosen(&self.kept.entries, walk)).flatten();
        Scene { walk, at, step, now, lang: self.lang, call: !prefix.is_empty(), provider }
    }

    /// Answers a step: by looking, or by asking.
    fn ask(&mut self, walk: &Walk<'_>, at: usize, prefix: &str) -> Result<Given, Halt> {
        let Some((_, step)) = walk.step(at) else { return Ok(Given::Keep) };
        let again = walk.record(at).is_some();
        if looks(&step.kind) && !again {
            return Ok(Given::Look);
        }
        if let Some(answer) = self.book.answer(step).filter(|_| !again) {
            return Ok(Given::Answer(answer));
        }
        let scene = self.scene(walk, at, step, prefix);
        if let (Kind::Restart { device }, true) = (&step.kind, self.respondent.is_person()) {
            return restart::guide(self, &scene, *device);
        }
        if let (Kind::Wait { seconds, until }, true, false) =
            (&step.kind, self.respondent.is_person(), again)
        {
            return wait::guide(self, &scene, *seconds, *until);
        }
        let remembered = place::offer(self, &scene)?;
        remembered.map_or_else(|| self.respondent.step(&scene), Ok)
    }

    /// Turns what was given into events.
    fn take(&mut self, walk: &mut Walk<'_>, at: usize, prefix: &str, given: Given) {
        let Some((_, step)) = walk.step(at) else { return };
        let key = format!("{prefix}{}", step.key);
        match given {
            Given::Answer(answer) => self.apply(walk, Event::Answered { step: key, answer }),
            Given::Omit(how, why) => self.apply(walk, Event::Skipped { step: key, how, why }),
            Given::Note(note) => self.apply(walk, Event::Noted { step: key, note }),
            Given::Unread(note) => {
                self.apply(walk, Event::Noted { step: key.clone(), note });
                self.apply(walk, Event::Answered { step: key, answer: Answer::Unknown });
            }
            Given::Keep => {
                if let Some(event) = kept_event(walk, at, key) {
                    self.apply(walk, event);
                }
            }
            Given::Look => look::at_step(self, walk, at, &key),
            Given::Back => {
                if let Some(to) = walk.back_target().and_then(|to| walk.step(to)) {
                    self.apply(walk, Event::WentBack { to: format!("{prefix}{}", to.1.key) });
                }
            }
            Given::Summary => self.apply(walk, Event::Summarised { on: true }),
            Given::Language => {
                self.lang = self.lang.other();
                self.respondent.speak(self.lang);
                self.apply(walk, Event::Language { lang: self.lang });
            }
        }
    }

    /// Records an event and lets the walk take it in.
    fn apply(&mut self, walk: &mut Walk<'_>, event: Event) {
        let (entry, trouble) = self.kept.record(event);
        walk.apply(&entry);
        self.complain(trouble);
    }

    /// Records an event that no walk needs to know at once.
    fn note(&mut self, event: Event) {
        let (_, trouble) = self.kept.record(event);
        self.complain(trouble);
    }

    /// Says once that nothing can be saved any more.
    pub(super) fn complain(&mut self, trouble: Option<Trouble>) {
        let Some(trouble) = trouble else { return };
        let error = trouble.explain(self.lang);
        if !self.respondent.is_person() {
            output::complain(&error);
            return;
        }
        self.respondent.say(&error.message);
        if let Some(hint) = error.hint {
            self.respondent.say(&hint);
        }
    }

    /// At a pause point: where no call is needed so far, the person may end here.
    fn may_end(&mut self, scene: &Scene<'_>) -> Result<bool, Halt> {
        let needless = scene.walk.outcome().is_some_and(|outcome| !outcome.call);
        // A technician's list has no call at its end, and is worth nothing unless it comes to it.
        let confirms = scene.walk.list().style == Style::DoConfirm;
        if scene.call || confirms || !needless || scene.walk.record(scene.at).is_some() {
            return Ok(false);
        }
        Ok(!self.respondent.go_on(scene)?)
    }

    /// Shows the result once the program has looked, and the person has said whether it works again.
    fn show_result(&mut self, walk: &Walk<'_>) {
        if walk.list().style == Style::DoConfirm {
            // What is seen before the work is not yet what the visit comes to.
            return;
        }
        let part = |at: Option<usize>| at.and_then(|at| walk.step(at)).map(|(phase, _)| phase);
        let looked = self.shown.is_none() && walk.is_diagnosed();
        if looked && part(walk.next_open()) != part(walk.last_ended()) {
            let now = self.kept.clock().now();
            let summary = self.summary(walk, &now);
            self.shown = summary.finding.as_ref().map(|finding| finding.outcome.clone());
            self.respondent.page(&|width| summary::result_text(&summary, width));
        }
    }

    /// Builds the summary that the person sees.
    fn summary(&self, walk: &Walk<'_>, now: &Zoned) -> Summary {
        summary::build(&summary::Source {
            walk,
            header: &self.kept.header,
            entries: &self.kept.entries,
            now,
            lang: self.lang,
            reader: Reader::Me,
            provider: self.book.chosen(&self.kept.entries, walk),
        })
    }

    /// Returns the program's own sentences.
    fn texts(&self) -> &'static Catalogue {
        Catalogue::of(self.lang)
    }
}

/// How the walk through one list ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// Nothing is open any more.
    Through,
    /// The person went back beyond its first step.
    BackOut,
    /// It came to the step before which it was to pause.
    Paused,
}

fn audience(list: &Checklist) -> Audience {
    list.style.audience()
}

fn looks(kind: &Kind) -> bool {
    matches!(kind, Kind::Diagnose | Kind::Probe { .. })
}

/// Returns the restart that a step was answered with.
fn restarted<'w>(scene: &Scene<'w>) -> Option<&'w Restart> {
    match &scene.walk.record(scene.at)?.ending {
        Ending::Answered(Answer::Restart(restart)) => Some(restart),
        Ending::Answered(_) | Ending::Diagnosed(_) | Ending::Left { .. } => None,
    }
}

/// Returns the event that says again how a step ended.
fn kept_event(walk: &Walk<'_>, at: usize, key: String) -> Option<Event> {
    Some(match walk.record(at)?.ending.clone() {
        Ending::Answered(answer) => Event::Answered { step: key, answer },
        Ending::Diagnosed(diagnosis) => Event::Verdict { step: key, diagnosis },
        Ending::Left { how, why } => Event::Skipped { step: key, how, why },
    })
}

/// Returns what a look came to, for a step that was looked at before.
fn diagnosed(walk: &Walk<'_>, at: usize) -> Option<Diagnosis> {
    walk.diagnosis(at).cloned()
}
