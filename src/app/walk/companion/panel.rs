//! The panel of the call: what is shown, and what a key or a word does.
//!
//! Edge.

use jiff::Zoned;

use super::super::{Guide, Halt};
use super::acts::{ACTS, Act, IN_SIGHT, help};
use super::say_lines;
use crate::checklist::Checklist;
use crate::lang::Catalogue;
use crate::summary::companion::{Companion, Kind, Notes, Understood};
use crate::ui::{Block, Choice, Command, Face, Finder, Input, Prompt, Rank, Ranked, Reply, Stop};

/// How many numbered lines are shown at once where nothing is redrawn.
const AT_ONCE: usize = 9;

/// After how many minutes it is said again that a call is long.
const REMINDED_MINUTES: u64 = 5;

/// The remark at which voices rise.
const CALM: &str = "reply.calm";

/// What comes after a key or a word.
pub(super) enum Then {
    /// The panel again.
    Stay,
    /// Writing down.
    Write,
    /// These words are to be noted.
    Note(String),
    /// The end of the call.
    End,
}

/// What was shown last.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shown {
    /// The opening up to the stop.
    Greeting,
    /// The opening after the stop.
    Rest,
    /// The details.
    Details,
    /// The answer to the topic of this key.
    Topic(String),
}

/// The panel.
pub(super) struct Panel {
    /// Since when the agent is on the line.
    since: Option<Zoned>,
    shown: Shown,
    /// Whether the rest of the opening was read out.
    opened: bool,
    /// The group of numbered lines that is shown, from 0; none while there is an answer to read.
    group: Option<usize>,
    /// The group that was shown last.
    last_group: Option<usize>,
    /// At which minute it was said that the call is long.
    long_at: Option<u64>,
}

impl Panel {
    /// Makes the panel of a call that began then; `opened` tells whether the opening was said before.
    pub(super) fn new(since: Option<Zoned>, opened: bool) -> Self {
        Self {
            since,
            shown: if opened { Shown::Rest } else { Shown::Greeting },
            opened,
            group: None,
            last_group: None,
            long_at: None,
        }
    }

    /// Shows the opening up to its stop.
    pub(super) fn open(&mut self, guide: &mut Guide<'_>, list: &Checklist) {
        let page = guide.companion(list);
        self.shown = Shown::Greeting;
        self.show(guide, &page);
    }

    /// Tells whether the opening was said to its end.
    pub(super) fn is_opened(&self) -> bool {
        self.opened
    }

    fn minutes(&self, now: &Zoned) -> u64 {
        let seconds = self.since.as_ref().map_or(0, |since| now.duration_since(since).as_secs());
        u64::try_from(seconds / 60).unwrap_or(0)
    }

    /// Makes the question, with all that can be found and done.
    pub(super) fn prompt(&self, page: &Companion, notes: &Notes, now: &Zoned) -> Prompt {
        let texts = Catalogue::of(page.lang);
        let (min, n) = (self.minutes(now).to_string(), notes.len().to_string());
        let stopped = !self.opened;
        let values = [("min", &*min), ("n", &*n)];
        let ask = texts.fill(if stopped { "call.ask-open" } else { "call.ask-said" }, &values);
        let choices = page.topics.iter().map(|topic| {
            let quoted = topic.kind == Kind::Remark && !topic.label.starts_with('(');
            let text = if quoted { format!("“{}”", topic.label) } else { topic.label.clone() };
            Choice::new(&topic.key, text).also(topic.hear.join(" "))
        });
        let acts = ACTS.map(|act| {
            let name = if act == Act::Next && self.opened { "same" } else { act.name() };
            let does = texts.get(&format!("call.does.{name}")).to_owned();
            Choice::new(act.name(), does).also(act.words(page.lang))
        });
        let words = IN_SIGHT.map(|act| act.word(page.lang)).join(" · ");
        let hint = stopped.then(|| texts.get("call.hint-open").to_owned());
        let order = page.ranking();
        let rank = Rank::new(move |said| {
            let (places, found) = order(said);
            Ranked { places, found }
        });
        let first = self.group.unwrap_or(0) * AT_ONCE;
        let shown = if self.group.is_some() { first..first + AT_ONCE } else { 0..0 };
        let finder = Finder { choices: choices.collect(), shown, acts: acts.into(), words, rank };
        Prompt {
            key: Some("panel".to_owned()),
            hint,
            help: Some(help(texts)),
            optional: true,
            commands: vec![Command::Back, Command::Note, Command::Language, Command::Quit],
            ..Prompt::new(ask, Input::Find(finder))
        }
    }

    /// Does what a reply means.
    pub(super) fn take(
        &mut self,
        guide: &mut Guide<'_>,
        page: &Companion,
        reply: Reply,
    ) -> Result<Then, Halt> {
        self.group = None;
        match reply {
            Reply::One(index) => match page.topics.get(index) {
                Some(topic) => self.topic(guide, page, &topic.key.clone()),
                None => return Ok(self.act(guide, page, index - page.topics.len())),
            },
            Reply::Line(said) => return Ok(self.said(guide, page, &said)),
            Reply::Empty | Reply::Keep | Reply::Enter => self.next(guide, page),
            Reply::Command(Command::Note, Some(said)) => return Ok(Then::Note(said)),
            Reply::Command(Command::Note, None) => return Ok(Then::Write),
            Reply::Command(Command::Language, _) => guide.change_language(),
            Reply::Command(Command::Quit, _) => return Err(Halt::Stopped(Stop::Interrupted)),
            Reply::Command(..) => self.again(guide, page, Shown::Greeting),
            Reply::Many(_) | Reply::YesNo(_) => {}
        }
        Ok(Then::Stay)
    }

    fn act(&mut self, guide: &mut Guide<'_>, page: &Companion, index: usize) -> Then {
        match ACTS.get(index).copied().unwrap_or(Act::Next) {
            Act::Next => self.next(guide, page),
            Act::Write => return Then::Write,
            Act::End => return Then::End,
            Act::Slow => self.slowly(guide, page),
            Act::Open => self.again(guide, page, Shown::Greeting),
            Act::Details => self.again(guide, page, Shown::Details),
            Act::Calm => self.topic(guide, page, CALM),
            Act::List => self.list(guide, page),
            Act::Time => {
                let min = self.minutes(&guide.kept.clock().now()).to_string();
                guide.say_line(&guide.texts().fill("call.minutes", &[("min", &min)]));
            }
        }
        Then::Stay
    }

    /// After the stop the rest of the opening; else what was shown last, once more.
    fn next(&mut self, guide: &mut Guide<'_>, page: &Companion) {
        if !self.opened {
            self.again(guide, page, Shown::Rest);
            return guide.say_line(guide.texts().get("call.example"));
        }
        self.show(guide, page);
    }

    fn again(&mut self, guide: &mut Guide<'_>, page: &Companion, shown: Shown) {
        self.opened = match &shown {
            Shown::Greeting => false,
            Shown::Rest => true,
            Shown::Details | Shown::Topic(_) => self.opened,
        };
        self.shown = shown;
        self.show(guide, page);
    }

    fn topic(&mut self, guide: &mut Guide<'_>, page: &Companion, key: &str) {
        self.again(guide, page, Shown::Topic(key.to_owned()));
    }

    /// Shows the next few numbered lines.
    fn list(&mut self, guide: &mut Guide<'_>, page: &Companion) {
        let next = self.last_group.map_or(0, |group| group + 1);
        let over = next * AT_ONCE >= page.topics.len();
        if over {
            guide.say_line(guide.texts().get("call.no-more"));
        }
        let group = if over { 0 } else { next };
        (self.group, self.last_group) = (Some(group), Some(group));
    }

    /// Finds what the agent's words are about, and shows the answer.
    fn said(&mut self, guide: &mut Guide<'_>, page: &Companion, said: &str) -> Then {
        let texts = guide.texts();
        // "note the technician comes on monday": the word and what is to be noted, in one line.
        if let Some((word, rest)) = said.split_once(char::is_whitespace)
            && Act::Write.words(page.lang).split(' ').any(|own| own.eq_ignore_ascii_case(word))
        {
            return Then::Note(rest.trim().to_owned());
        }
        match page.understand(said) {
            Understood::About(index) => {
                let Some(topic) = page.topics.get(index) else { return Then::Stay };
                self.topic(guide, page, &topic.key);
                let others = named(page, page.others(said).into_iter());
                if !others.is_empty() {
                    guide.say_line(&texts.fill("call.or", &[("others", &others)]));
                }
            }
            Understood::Nearest(near) => {
                let write = Act::Write.word(page.lang);
                guide.say_line(&texts.fill("call.nearest", &[("write", &write)]));
                let lines: Vec<_> = near.into_iter().flatten().map(|at| one(page, at)).collect();
                if let Some(face) = guide.respondent.face() {
                    say_lines(face, &lines);
                }
            }
        }
        Then::Stay
    }

    /// Shows what is to be read out.
    fn show(&mut self, guide: &mut Guide<'_>, page: &Companion) {
        let texts = guide.texts();
        let minutes = self.minutes(&guide.kept.clock().now());
        let Some(face) = guide.respondent.face() else { return };
        let heading = |key: &str| Block::Heading(texts.get(key).to_owned());
        let summary = &page.summary;
        match &self.shown {
            Shown::Greeting => {
                face.say(&heading("call.read-stop"));
                face.say(&Block::Strong(summary.greeting.clone()));
                face.say(&Block::Line(texts.get("call.stop").to_owned()));
            }
            Shown::Rest => {
                face.say(&heading("call.after-stop"));
                page.after_the_stop().into_iter().for_each(|line| face.say(&Block::Strong(line)));
            }
            Shown::Details if summary.details.is_empty() => {
                face.say(&Block::Line(texts.get("call.no-details").to_owned()));
            }
            Shown::Details => {
                let seconds = summary.details_s.to_string();
                face.say(&Block::Heading(texts.fill("call.details", &[("s", &seconds)])));
                let details = summary.details.iter().map(|sentence| sentence.say.clone());
                face.say(&Block::Strong(details.collect::<Vec<_>>().join(" ")));
            }
            Shown::Topic(key) => {
                let Some(topic) = page.topic(key) else { return };
                face.say(&Block::Heading(topic.label.clone()));
                face.say(&Block::Strong(topic.say.clone()));
                if key == CALM {
                    face.say(&Block::Line(page.stop_rule().to_owned()));
                }
                if key == "reply.otp" {
                    let never = texts.fill("call.never", &[("never", &summary.never)]);
                    face.say(&Block::Line(never));
                }
            }
        }
        self.remind(face, page, minutes);
    }

    /// Says that a call is long: now and then is enough, an answer must not drown in it.
    fn remind(&mut self, face: &mut dyn Face, page: &Companion, minutes: u64) {
        let told = self.long_at.is_some_and(|at| minutes < at + REMINDED_MINUTES);
        if let Some(long) = page.too_long(minutes).filter(|_| !told) {
            face.say(&Block::Line(long));
            self.long_at = Some(minutes);
        }
    }

    /// Shows the same once more, slowly.
    fn slowly(&self, guide: &mut Guide<'_>, page: &Companion) {
        let summary = &page.summary;
        let lines = match &self.shown {
            Shown::Greeting => page.sentence_slowly(&summary.greeting),
            Shown::Rest => {
                page.after_the_stop().iter().flat_map(|line| page.sentence_slowly(line)).collect()
            }
            Shown::Details => {
                summary.details.iter().flat_map(|said| page.sentence_slowly(&said.say)).collect()
            }
            Shown::Topic(key) => page.topic(key).map(|it| page.slowly(it)).unwrap_or_default(),
        };
        let title = guide.texts().get("call.slowly").to_owned();
        let Some(face) = guide.respondent.face() else { return };
        face.say(&Block::Heading(title));
        say_lines(face, &lines);
    }
}

/// Names topics with their numbers.
fn named(page: &Companion, all: impl Iterator<Item = usize>) -> String {
    all.map(|index| one(page, index)).collect::<Vec<_>>().join("; ")
}

/// Names one topic with its number.
fn one(page: &Companion, index: usize) -> String {
    let label = page.topics.get(index).map_or("", |topic| topic.label.as_str());
    format!("{} {}", index + 1, label.trim_end_matches(['.', '?']))
}
