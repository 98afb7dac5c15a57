//! A person at a face: each step becomes a prompt, each reply an answer.
//!
//! Edge.

use super::{Given, Halt, Page, Respondent, Scene, looks, text, time};
use crate::checklist::{Choice as Option_, Kind, Slot, Style};
use crate::engine::Ending;
use crate::evidence::Evidence;
use crate::lang::{Catalogue, Lang};
use crate::session::{Answer, Omission};
use crate::ui::{Block, Choice, Command, Face, Input, Prompt, Reply, Work};

/// A person at a face.
pub(in crate::app) struct Talk<'a> {
    /// The face.
    pub face: &'a mut dyn Face,
    /// How wide pages are laid out, in columns.
    pub columns: &'a dyn Fn() -> usize,
}

/// What one reply came to.
pub(super) enum Asked {
    /// This.
    Given(Given),
    /// Nothing yet: ask again.
    Again,
}

impl Talk<'_> {
    /// Says a line.
    pub(super) fn line(&mut self, text: &str) {
        self.face.say(&Block::Line(text.to_owned()));
    }

    /// For those who confirm from memory: what the part consists of, before it is asked one by one.
    fn name_whole_part(&mut self, scene: &Scene<'_>) {
        let list = scene.walk.list();
        let Some((part, _)) = scene.walk.step(scene.at).filter(|_| !scene.call) else { return };
        if list.style != Style::DoConfirm {
            return;
        }
        let answered =
            |step: &str| scene.walk.find(step).is_some_and(|at| scene.walk.record(at).is_some());
        let own = (0..scene.walk.len()).filter(|at| scene.walk.is_shown(*at));
        let own = own.filter_map(|at| scene.walk.step(at)).filter(|(phase, _)| *phase == part);
        // What hangs on an answer of this very part may yet not be asked.
        let sure = own.filter(|(_, step)| {
            step.when.tests().chain(step.unless.tests()).all(|test| answered(&test.step))
        });
        let asks = sure.map(|(_, step)| step.ask.get(scene.lang)).filter(|ask| !ask.is_empty());
        let lines: Vec<_> = asks.map(|ask| format!("  - {ask}")).collect();
        self.line(Catalogue::of(scene.lang).get("handover.from-memory"));
        self.face.say(&Block::Text(lines.join("\n") + "\n"));
    }

    fn once(&mut self, scene: &Scene<'_>) -> Result<Asked, Halt> {
        let prompt = prompt(scene);
        let reply = self.face.ask(&prompt)?;
        match reply {
            Reply::Command(command, words) => self.command(scene, command, words),
            Reply::Keep => Ok(Asked::Given(Given::Keep)),
            Reply::Empty => Ok(Asked::Given(Given::Omit(Omission::Skipped, None))),
            Reply::Line(typed) => self.typed(scene, typed),
            Reply::One(index) => Ok(chosen(&scene.step.kind, index)),
            Reply::Many(indices) => Ok(several(&scene.step.kind, &indices)),
            Reply::YesNo(yes) => Ok(Asked::Given(Given::Answer(Answer::YesNo { yes }))),
            Reply::Enter => Ok(Asked::Given(Given::Answer(Answer::Done))),
        }
    }

    fn typed(&mut self, scene: &Scene<'_>, typed: String) -> Result<Asked, Halt> {
        if let Kind::Number { min, max, .. } = &scene.step.kind {
            return Ok(self.number(scene, &typed, (*min, *max)));
        }
        if matches!(scene.step.kind, Kind::DateTime | Kind::Restart { .. }) {
            return time::take(self, scene, typed);
        }
        text::take(self, scene, &typed)
    }

    fn number(
        &mut self,
        scene: &Scene<'_>,
        typed: &str,
        (min, max): (Option<f64>, Option<f64>),
    ) -> Asked {
        let texts = Catalogue::of(scene.lang);
        match parse_number(typed) {
            Some(value)
                if min.is_none_or(|min| value >= min) && max.is_none_or(|max| value <= max) =>
            {
                if let Some(range) = scene.step.kind.range() {
                    let judged = range.judge(value, scene.lang);
                    self.line(&texts.fill("range.reading", &[("judged", &judged)]));
                }
                Asked::Given(Given::Answer(Answer::Number { value }))
            }
            Some(_) => {
                let show = |limit: Option<f64>| limit.map_or("…".to_owned(), |at| at.to_string());
                let (min, max) = (show(min), show(max));
                self.line(&texts.fill("walk.out-of-range", &[("min", &min), ("max", &max)]));
                Asked::Again
            }
            None => {
                self.line(texts.get("walk.not-a-number"));
                Asked::Again
            }
        }
    }

    fn command(
        &mut self,
        scene: &Scene<'_>,
        command: Command,
        words: Option<String>,
    ) -> Result<Asked, Halt> {
        let texts = Catalogue::of(scene.lang);
        Ok(Asked::Given(match command {
            Command::Back if scene.walk.back_target().is_none() && !scene.call => {
                self.line(texts.get("walk.first-question"));
                return Ok(Asked::Again);
            }
            Command::Back => Given::Back,
            Command::Unknown => Given::Answer(Answer::Unknown),
            Command::Skip => Given::Omit(Omission::Skipped, self.kept(words, texts)),
            Command::CouldNot => Given::Omit(Omission::CouldNot, self.kept(words, texts)),
            Command::NotApplicable => {
                let why = self.words(words, texts, "walk.why-not-applicable")?;
                Given::Omit(Omission::NotApplicable, why)
            }
            Command::Note => match self.words(words, texts, "walk.type-note")? {
                Some(note) => {
                    self.line(texts.get("walk.noted"));
                    Given::Note(note)
                }
                None => return Ok(Asked::Again),
            },
            Command::Summary => Given::Summary,
            Command::Language => Given::Language,
            Command::Quit => return Err(Halt::Stopped(crate::ui::Stop::Interrupted)),
        }))
    }

    /// Returns the words behind a command, or asks for them.
    fn words(
        &mut self,
        words: Option<String>,
        texts: &Catalogue,
        ask: &str,
    ) -> Result<Option<String>, Halt> {
        if words.is_some() {
            return Ok(self.kept(words, texts));
        }
        let prompt = Prompt { optional: true, ..Prompt::new(texts.get(ask), Input::Line) };
        let reply = self.face.ask(&prompt)?;
        Ok(if let Reply::Line(words) = reply { self.kept(Some(words), texts) } else { None })
    }

    /// Lets words beside an answer pass, which are kept as well; a secret is refused, saying so.
    pub(super) fn kept(&mut self, words: Option<String>, texts: &Catalogue) -> Option<String> {
        let words = words?;
        let Some(key) = text::refusal(&words) else { return Some(words) };
        self.line(texts.get(key));
        None
    }
}

impl Respondent for Talk<'_> {
    fn step(&mut self, scene: &Scene<'_>) -> Result<Given, Halt> {
        loop {
            if let Asked::Given(given) = self.once(scene)? {
                return Ok(given);
            }
        }
    }

    fn part(&mut self, scene: &Scene<'_>) {
        let texts = Catalogue::of(scene.lang);
        let position = scene.walk.position(scene.at);
        let Some((phase, _)) = scene.walk.step(scene.at) else { return };
        let Some(phase) = scene.walk.list().phases.get(phase) else { return };
        let title = phase.title.get(scene.lang).to_uppercase();
        self.face.say(&Block::Heading(if scene.call {
            title
        } else {
            let (part, parts) = (position.part.to_string(), position.parts.to_string());
            texts.fill("walk.part", &[("part", &part), ("parts", &parts), ("title", &title)])
        }));
        let note = phase.note.get(scene.lang);
        if !note.is_empty() {
            self.line(note);
        }
        self.name_whole_part(scene);
    }

    fn say(&mut self, text: &str) {
        self.line(text);
    }

    fn busy(&mut self, what: &str, work: &mut Work<'_>) {
        self.face.busy(what, work);
    }

    fn page(&mut self, text: &Page<'_>) {
        let columns = (self.columns)();
        self.face.say(&Block::Text(text(columns)));
    }

    fn go_on(&mut self, scene: &Scene<'_>) -> Result<bool, Halt> {
        let texts = Catalogue::of(scene.lang);
        let choices = vec![
            Choice::new("stop", texts.get("walk.end-here")),
            Choice::new("on", texts.get("walk.prepare-anyway")),
        ];
        let prompt = Prompt::new(texts.get("walk.no-call-needed"), Input::One(choices));
        Ok(matches!(self.face.ask(&prompt)?, Reply::One(1)))
    }

    fn open_questions(&mut self, lang: Lang) -> Result<bool, Halt> {
        let texts = Catalogue::of(lang);
        let choices = vec![
            Choice::new("on", texts.get("walk.answer-rest")),
            Choice::new("leave", texts.get("walk.leave-rest")),
        ];
        let prompt = Prompt::new(texts.get("walk.open-questions"), Input::One(choices));
        Ok(matches!(self.face.ask(&prompt)?, Reply::One(0)))
    }

    fn speak(&mut self, lang: Lang) {
        self.face.speak(lang);
    }

    fn evidence(&self, _: &str) -> Option<&Evidence> {
        None
    }

    fn is_person(&self) -> bool {
        true
    }

    fn face(&mut self) -> Option<&mut dyn Face> {
        Some(self.face)
    }
}

/// Makes the prompt of a step.
fn prompt(scene: &Scene<'_>) -> Prompt {
    let texts = Catalogue::of(scene.lang);
    let step = scene.step;
    let text = |text: &crate::lang::Text| {
        Some(text.get(scene.lang).to_owned()).filter(|text| !text.is_empty())
    };
    let ask = text(&step.ask).unwrap_or_else(|| standard_ask(&step.kind, texts));
    let number = scene.provider.filter(|_| step.slot == Some(Slot::CustomerNumber));
    let ask = number.map_or(ask.clone(), |provider| provider.in_words(&ask, scene.lang));
    Prompt {
        key: Some(step.key.clone()),
        place: (!scene.call).then(|| place(scene, texts)),
        warn: text(&step.warn),
        hint: number
            .and_then(|provider| provider.row.account_line(scene.lang))
            .or_else(|| hint(&step.kind, texts, scene.lang)),
        help: help(scene, text(&step.help)),
        current: current(scene),
        optional: step.optional,
        zero: None,
        commands: commands(scene),
        ..Prompt::new(ask, input(&step.kind, texts, scene.lang))
    }
}

/// Returns the help of a step; beside the lights it says what is printed on common modems.
fn help(scene: &Scene<'_>, own: Option<String>) -> Option<String> {
    let lights = scene.step.reports.iter().any(|report| report.slot == Slot::Lights);
    let provider = scene.provider.filter(|_| lights);
    let hint = provider.and_then(|provider| provider.light_hint(scene.lang));
    match (own, hint) {
        (Some(own), Some(hint)) => Some(format!("{own} {hint}")),
        (own, hint) => own.or(hint),
    }
}

/// Says where one is and how many minutes are left.
fn place(scene: &Scene<'_>, texts: &Catalogue) -> String {
    let position = scene.walk.position(scene.at);
    let minutes = scene.walk.seconds_left(scene.lang).div_ceil(60).max(1).to_string();
    let number = |number: usize| number.to_string();
    let (part, parts) = (number(position.part), number(position.parts));
    let (at, of) = (number(position.number), number(position.of));
    let values =
        [("part", &*part), ("parts", &*parts), ("number", &*at), ("of", &*of), ("min", &*minutes)];
    texts.fill("walk.place", &values)
}

/// What a step asks that has no question of its own.
fn standard_ask(kind: &Kind, texts: &Catalogue) -> String {
    let key = if looks(kind) {
        "walk.measure-again"
    } else if matches!(kind, Kind::Restart { .. }) {
        "walk.when-restarted"
    } else {
        "walk.read-on"
    };
    texts.get(key).to_owned()
}

fn hint(kind: &Kind, texts: &Catalogue, lang: Lang) -> Option<String> {
    if matches!(kind, Kind::DateTime | Kind::Restart { .. }) {
        return Some(texts.get("walk.time-examples").to_owned());
    }
    let Kind::Number { unit, .. } = kind else { return None };
    Some(unit.get(lang).to_owned()).filter(|unit| !unit.is_empty())
}

/// Says the earlier answer, where the person came back to it.
fn current(scene: &Scene<'_>) -> Option<String> {
    let texts = Catalogue::of(scene.lang);
    let shown = |key: &String| {
        let options = scene.step.kind.options().iter();
        let option = options.into_iter().find(|option| option.key == *key)?;
        Some(option.text.get(scene.lang).to_owned())
    };
    let ending = &scene.walk.record(scene.at)?.ending;
    Some(match ending {
        // A call that was put off is asked about anew: Enter alone must not put it off once more.
        Ending::Answered(Answer::Choice { option })
            if scene.call && scene.step.key == "connected" && option != "yes" =>
        {
            return None;
        }
        Ending::Answered(Answer::Choice { option }) => shown(option)?,
        Ending::Answered(Answer::Multi { options }) => {
            options.iter().filter_map(shown).collect::<Vec<_>>().join("; ")
        }
        Ending::Answered(Answer::Text { text } | Answer::DateTime { said: text, .. }) => {
            text.clone()
        }
        Ending::Answered(Answer::Number { value }) => value.to_string(),
        Ending::Answered(Answer::YesNo { yes }) => {
            texts.get(if *yes { "walk.yes" } else { "walk.no" }).to_owned()
        }
        Ending::Answered(Answer::Unknown) => texts.get("summary.not-known").to_owned(),
        Ending::Answered(Answer::Done | Answer::Restart(_) | Answer::Probe { .. })
        | Ending::Diagnosed(_) => texts.get("summary.done").to_owned(),
        Ending::Left { .. } => texts.get("summary.state-skipped").to_owned(),
    })
}

fn commands(scene: &Scene<'_>) -> Vec<Command> {
    let mut commands = vec![Command::Back, Command::Unknown, Command::Skip, Command::CouldNot];
    commands.extend([Command::NotApplicable, Command::Note]);
    if !scene.call {
        commands.push(Command::Summary);
    }
    commands.extend([Command::Language, Command::Quit]);
    commands
}

fn input(kind: &Kind, texts: &Catalogue, lang: Lang) -> Input {
    let choices = |options: &[Option_]| {
        let choice = |option: &Option_| Choice::new(&option.key, option.text.get(lang));
        options.iter().map(choice).collect::<Vec<_>>()
    };
    match kind {
        Kind::YesNo => Input::YesNo,
        Kind::Choice { options } => Input::One(choices(options)),
        Kind::Multi { options } => Input::Many {
            choices: choices(options),
            alone: options.iter().position(|option| option.key == "none"),
        },
        Kind::Number { .. } | Kind::DateTime | Kind::Restart { .. } => Input::Line,
        Kind::Text { lines, .. } => {
            if *lines {
                Input::Lines
            } else {
                Input::Line
            }
        }
        Kind::Do | Kind::Wait { .. } => Input::One(vec![
            Choice::new("done", texts.get("walk.did-it")),
            Choice::new("could-not", texts.get("walk.could-not")),
        ]),
        Kind::Probe { .. } | Kind::Diagnose => Input::One(vec![
            Choice::new("keep", texts.get("walk.keep-measured")),
            Choice::new("again", texts.get("walk.measure-now")),
        ]),
        Kind::Info => Input::Enter,
    }
}

/// Turns the number of a choice into an answer.
fn chosen(kind: &Kind, index: usize) -> Asked {
    let given = match (kind, index) {
        (Kind::Choice { options }, _) => match options.get(index) {
            Some(option) => Given::Answer(Answer::Choice { option: option.key.clone() }),
            None => return Asked::Again,
        },
        (Kind::Probe { .. } | Kind::Diagnose, 0) => Given::Keep,
        (Kind::Probe { .. } | Kind::Diagnose, _) => Given::Look,
        (_, 0) => Given::Answer(Answer::Done),
        _ => Given::Omit(Omission::CouldNot, None),
    };
    Asked::Given(given)
}

fn several(kind: &Kind, indices: &[usize]) -> Asked {
    let options = kind.options();
    let keys = indices.iter().filter_map(|index| Some(options.get(*index)?.key.clone())).collect();
    Asked::Given(Given::Answer(Answer::Multi { options: keys }))
}

/// Reads a number with a comma or a dot, such as `-22,5`.
pub(super) fn parse_number(typed: &str) -> Option<f64> {
    let plain = typed.trim().replace(',', ".");
    plain.parse().ok().filter(|value: &f64| value.is_finite())
}
