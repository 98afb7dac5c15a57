use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;

use jiff::Zoned;

use super::*;
use crate::app::own::Book;
use crate::app::walk::{Eyes, Kept, Talk};
use crate::checklist::{self, Audience, Kind};
use crate::engine::Walk;
use crate::env::Clock;
use crate::evidence::Evidence;
use crate::lang::Lang;
use crate::probe::watch::{News, Until};
use crate::session::Watched::{Gateway, Internet, Link};
use crate::session::{Entry, Event, FORMAT, Header, Omission, Return, Sighting, Watched};
use crate::store::Recorder;
use crate::ui::{Reply, Stop, Tick, Work};

const LIST: &str = r#"
format = 1
key = "uji"
version = "1.0.0"
service = "internet"
style = "read-do"
title = { id = "Uji", en = "Test" }
[[phase]]
key = "coba"
title = { id = "Coba", en = "Try" }
[[phase.step]]
key = "pola"
kind = "choice"
slot = "pattern"
ask = { id = "Pola?", en = "Pattern?" }
options = [{ key = "constant", text = { id = "Terus", en = "Always" } }, { key = "on-off", text = { id = "Kadang", en = "Now and then" } }]
[[phase.step]]
key = "sudah"
kind = "choice"
slot = "restart"
ask = { id = "Sudah?", en = "Done?" }
options = [{ key = "not-yet", text = { id = "Belum", en = "Not yet" } }, { key = "minute", text = { id = "Sudah", en = "Yes" } }]
[[phase.step]]
key = "ulang"
kind = "restart"
device = "DEVICE"
[[phase.step]]
key = "lagi"
kind = "restart"
device = "DEVICE"
[[outcome]]
key = "lain"
call = false
say = { id = "Selesai.", en = "Done." }
"#;

/// A clock that goes on only while somebody waits.
struct FakeClock(AtomicU64);

impl FakeClock {
    fn at(second: u64) -> Zoned {
        let began: Zoned = "2026-11-21T08:20:00+07:00[Asia/Jakarta]".parse().unwrap();
        began.checked_add(Duration::from_secs(second)).unwrap()
    }

    fn second(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Zoned {
        Self::at(self.second())
    }

    fn elapsed(&self) -> Duration {
        Duration::from_secs(self.second())
    }
}

/// What the person does at a question or in a wait.
enum Does {
    Replies(Reply),
    /// Waits this long and then presses Enter.
    EntersAfter(u64),
    /// Waits this long and then types a command.
    Types(u64, Command),
    /// Waits to the end, whatever it is.
    Waits,
    Stops,
}

const DONE: Does = Does::Replies(Reply::One(0));

/// What the program will see, and at which second it learns of it.
type Seen = (u64, Watched, [bool; 2]);

const UP: [bool; 2] = [true, true];
const DOWN: [bool; 2] = [false, true];
const WENT: [bool; 2] = [false, false];
const CAME: [bool; 2] = [true, false];

struct FakeFace<'a> {
    clock: &'a FakeClock,
    person: VecDeque<Does>,
    sees: Vec<Seen>,
    sender: &'a RefCell<Option<Sender<News>>>,
    said: Vec<String>,
}

impl FakeFace<'_> {
    /// Lets a second pass.
    fn pass(&mut self) {
        self.clock.0.fetch_add(1, Ordering::Relaxed);
        self.tell();
    }

    fn tell(&mut self) {
        let now = self.clock.second();
        let sender = self.sender.borrow();
        let Some(sender) = sender.as_ref() else { return };
        for (second, what, [up, found]) in self.sees.extract_if(.., |(second, ..)| *second <= now) {
            let sighting = Sighting { what, up, found, at: FakeClock::at(second) };
            let _ = sender.send(News::now(sighting));
        }
    }
}

impl Face for FakeFace<'_> {
    fn say(&mut self, block: &Block) {
        let (Block::Heading(text)
        | Block::Line(text)
        | Block::Warn(text)
        | Block::Strong(text)
        | Block::Text(text)) = block;
        self.said.push(text.clone());
    }

    fn ask(&mut self, prompt: &Prompt) -> Result<Reply, Stop> {
        self.said.push(prompt.ask.clone());
        match self.person.pop_front() {
            Some(Does::Replies(reply)) => Ok(reply),
            Some(Does::Types(_, command)) => Ok(Reply::Command(command, None)),
            Some(Does::Stops) => Err(Stop::Interrupted),
            Some(Does::EntersAfter(_) | Does::Waits) | None => panic!("asked: {}", prompt.ask),
        }
    }

    fn pause(&mut self, waiting: &Waiting, tick: &mut dyn FnMut() -> Tick) -> Result<Waited, Stop> {
        self.said.push(format!("{} [{} s]", waiting.what, waiting.lasts.as_secs()));
        let does = self.person.pop_front().unwrap_or_else(|| panic!("waits: {}", waiting.what));
        for passed in 0..waiting.lasts.as_secs() {
            match &does {
                Does::EntersAfter(seconds) if passed == *seconds => return Ok(Waited::Entered),
                Does::Types(seconds, command) if passed == *seconds => {
                    return Ok(Waited::Command(*command, None));
                }
                Does::Stops => return Err(Stop::Interrupted),
                Does::EntersAfter(_) | Does::Types(..) | Does::Waits | Does::Replies(_) => {}
            }
            self.pass();
            let Tick { news, over } = tick();
            self.said.extend(news);
            if over {
                return Ok(Waited::Ticked);
            }
        }
        Ok(Waited::Over)
    }

    fn busy(&mut self, _: &str, work: &mut Work<'_>) {
        self.tell();
        work(&mut |_| ());
    }

    fn speak(&mut self, _: Lang) {}

    fn is_interrupted(&self) -> bool {
        false
    }
}

/// What came of it.
struct Played {
    given: Result<Given, Halt>,
    said: Vec<String>,
    entries: Vec<Entry>,
    second: u64,
}

impl Played {
    fn restart(&self) -> &Restart {
        let Ok(Given::Answer(Answer::Restart(restart))) = &self.given else {
            panic!("{:?}\n{:#?}", self.given, self.said)
        };
        restart
    }

    fn says(&self, part: &str) -> bool {
        self.said.iter().any(|said| said.contains(part))
    }

    fn stages(&self) -> Vec<Stage> {
        let stage = |entry: &Entry| {
            if let Event::Restarting { stage, .. } = entry.event { Some(stage) } else { None }
        };
        self.entries.iter().filter_map(stage).collect()
    }
}

fn answered(step: &str, option: &str) -> Entry {
    let answer = Answer::Choice { option: option.into() };
    let event = Event::Answered { step: step.into(), answer };
    Entry { at: FakeClock::at(0), mono_ms: 0, event }
}

fn staged(second: u64, stage: Stage) -> Entry {
    let event = Event::Restarting { step: "ulang".into(), stage, earlier: false };
    Entry { at: FakeClock::at(second), mono_ms: 0, event }
}

/// The usual beginning: a line that is always dead, a modem that was not restarted.
fn asked() -> Vec<Entry> {
    vec![answered("pola", "constant"), answered("sudah", "not-yet")]
}

/// Plays a restart from a second on.
fn play(
    (device, key): (&str, &str),
    (second, entries): (u64, Vec<Entry>),
    (person, sees): (Vec<Does>, &[Seen]),
) -> Played {
    let list = checklist::parse(&LIST.replace("DEVICE", device)).checklist.unwrap();
    let walk = Walk::replay(&list, "", Audience::Customer, &entries);
    let clock = FakeClock(AtomicU64::new(second));
    let sender = RefCell::new(None);
    let watch = || {
        let (to, watch) = Watch::pair();
        *sender.borrow_mut() = (!sees.is_empty()).then_some(to);
        watch
    };
    let mut face = FakeFace {
        clock: &clock,
        person: person.into(),
        sees: sees.to_vec(),
        sender: &sender,
        said: Vec::new(),
    };
    let header = Header {
        format: FORMAT,
        program: String::new(),
        list: String::new(),
        version: String::new(),
        hash: String::new(),
        lang: Lang::En,
        data_date: String::new(),
        at: FakeClock::at(0),
    };
    let mut talk = Talk { face: &mut face, columns: &|| 80 };
    let mut guide_ = Guide {
        spelling: crate::spoken::Spelling::Local,
        walks: true,
        pause_at: None,
        respondent: &mut talk,
        kept: Kept::new(Recorder::memory(), header, entries, &clock),
        eyes: Eyes {
            look: &|_| Evidence::default(),
            quick: &|_| None,
            watch: &watch,
            until: &|_| Until::never(),
            site: &|_| None,
        },
        places: None,
        reach: None,
        print: &mut |_| (),
        screen: false,
        shown: None,
        at: Some(key.to_owned()),
        lang: Lang::En,
        book: &Book::builtin(),
    };
    let at = walk.find(key).unwrap();
    let step = walk.step(at).unwrap().1;
    let Kind::Restart { device } = step.kind else { panic!("no restart") };
    let now = clock.now();
    let scene = Scene { walk: &walk, at, step, now, lang: Lang::En, call: false, provider: None };
    let given = guide(&mut guide_, &scene, device);
    let entries = std::mem::take(&mut guide_.kept.entries);
    drop(guide_);
    assert!(face.person.is_empty(), "not everything was asked for: {:#?}", face.said);
    Played { given, said: face.said, entries, second: clock.second() }
}

fn modem(person: Vec<Does>, sees: &[Seen]) -> Played {
    play(("modem", "ulang"), (0, asked()), (person, sees))
}

const FOUND: [Seen; 3] = [(0, Link, UP), (0, Gateway, UP), (0, Internet, DOWN)];

fn sees(more: &[Seen]) -> Vec<Seen> {
    [&FOUND, more].concat()
}

#[test]
fn a_restart_ends_as_soon_as_all_is_back() {
    let seen = sees(&[(3, Gateway, WENT), (100, Gateway, CAME), (130, Internet, CAME)]);
    let played = modem(vec![DONE, Does::Waits, DONE, Does::Waits], &seen);
    let restart = played.restart();
    assert_eq!(played.second, 130);
    assert_eq!(
        (restart.gateway, restart.internet),
        (Some(Return::CameBack), Some(Return::CameBack))
    );
    assert_eq!(restart.link, Some(Return::NeverLeft));
    assert_eq!(restart.sightings.len(), 6);
    assert_eq!(
        played.stages(),
        [Stage::Begun, Stage::Unplugged, Stage::Rested, Stage::Plugged, Stage::Over]
    );
    let expected = [
        "Right now: the modem answers; the internet does not answer.",
        "Do not press the RESET hole",
        "Unplug the modem's POWER",
        "Leave it unplugged for one minute. [60 s]",
        "The program saw the modem go off, 08:20:03 Jakarta time.",
        "Plug the modem's power in again.",
        "The modem is starting. That usually takes about 3 minutes. [300 s]",
        "The modem answers again, 08:21:40 Jakarta time.",
        "The internet answers again, 08:22:10 Jakarta time.",
        "Everything is back.",
    ];
    let mut said = played.said.iter();
    for part in expected {
        assert!(said.any(|line| line.contains(part)), "{part}:\n{:#?}", played.said);
    }
}

#[test]
fn what_never_comes_back_is_given_up_at_the_longest_start_up() {
    let seen = sees(&[(3, Gateway, WENT)]);
    let played = modem(vec![DONE, Does::Waits, DONE, Does::Waits], &seen);
    assert_eq!(played.second, 60 + 300);
    assert_eq!(played.restart().gateway, Some(Return::StayedAway));
    assert!(played.says("The longest start-up is over. That is all right"));
    assert_eq!(
        played.said.last().unwrap(),
        "Right now: the modem does not answer; the internet does not answer."
    );
}

#[test]
fn enter_ends_both_waits_and_a_skip_ends_the_last_one_too() {
    let waits = |last| vec![DONE, Does::EntersAfter(5), DONE, last];
    for last in [Does::EntersAfter(20), Does::Types(20, Command::Skip)] {
        let played = modem(waits(last), &sees(&[(3, Gateway, WENT)]));
        assert_eq!(played.second, 25);
        assert_eq!(played.restart().gateway, Some(Return::StayedAway));
    }
}

#[test]
fn two_boxes_start_one_after_the_other() {
    let seen = sees(&[(2, Gateway, WENT), (200, Gateway, CAME), (210, Internet, CAME)]);
    let person = vec![DONE, Does::Waits, DONE, Does::EntersAfter(90), DONE, Does::Waits];
    let played = play(("both", "ulang"), (0, asked()), (person, &seen));
    assert_eq!(played.second, 210);
    assert!(played.says("Plug in the MODEM's power first. Leave the router unplugged."));
    assert!(played.says("The modem is starting. That usually takes about 3 minutes. [300 s]"));
    assert!(played.says("Now plug in the ROUTER's power."));
    assert!(played.says("The router is starting. That usually takes about 2 minutes. [240 s]"));
    assert!(played.says("The program saw the router go off"));
    assert_eq!(
        played.stages()[3..],
        [Stage::Plugged, Stage::Ready, Stage::RouterPlugged, Stage::Over]
    );
}

#[test]
fn what_still_answers_is_said_once_and_blames_nobody() {
    let played = modem(vec![DONE, Does::Waits, DONE, Does::EntersAfter(5)], &FOUND);
    let said: Vec<_> =
        played.said.iter().filter(|line| line.starts_with("Some box still answers")).collect();
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("as it should be where there is a router of its own"));
    assert_eq!(played.restart().gateway, Some(Return::NeverLeft));
    // Before ten seconds have passed nothing is said.
    let quick = modem(vec![DONE, Does::EntersAfter(9), DONE, Does::EntersAfter(5)], &FOUND);
    assert!(!quick.says("Some box still answers"));
    let gone = sees(&[(3, Gateway, WENT)]);
    let gone = modem(vec![DONE, Does::Waits, DONE, Does::EntersAfter(5)], &gone);
    assert!(!gone.says("Some box still answers"));
}

#[test]
fn where_the_program_cannot_look_it_claims_nothing() {
    let played = modem(vec![DONE, Does::Waits, DONE, Does::Waits], &[]);
    assert_eq!(played.second, 360);
    let restart = played.restart();
    assert!(!restart.seen && restart.sightings.is_empty());
    assert_eq!((restart.link, restart.gateway, restart.internet), (None, None, None));
    assert!(!played.says("Right now"));
}

#[test]
fn no_second_restart_is_offered_and_it_says_why() {
    let done = vec![answered("pola", "constant"), answered("sudah", "minute")];
    let played = play(("modem", "ulang"), (0, done), (Vec::new(), &FOUND));
    let Ok(Given::Omit(Omission::NotApplicable, Some(why))) = &played.given else { panic!() };
    assert!(why.contains("once is enough"));
    let answer = Answer::Restart(Restart::default());
    let event = Event::Answered { step: "ulang".into(), answer };
    let mut done = asked();
    done.push(Entry { at: FakeClock::at(0), mono_ms: 0, event });
    let played = play(("modem", "lagi"), (0, done), (Vec::new(), &FOUND));
    assert!(matches!(played.given, Ok(Given::Omit(Omission::NotApplicable, _))));
}

#[test]
fn where_the_list_has_not_asked_the_program_does() {
    let unasked = vec![answered("pola", "constant")];
    let said = Reply::Line("tadi jam 7".into());
    let person = vec![Does::Replies(Reply::One(1)), Does::Replies(said), DONE];
    let played = play(("router", "ulang"), (0, unasked.clone()), (person, &FOUND));
    let unplugged = played.restart().unplugged.as_ref().unwrap();
    assert_eq!((unplugged.at.hour(), played.restart().seen), (7, false));
    assert!(played.stages().is_empty(), "nothing was begun");
    let person = vec![DONE, DONE, Does::EntersAfter(1), DONE, Does::EntersAfter(1)];
    let played = play(("router", "ulang"), (0, unasked), (person, &FOUND));
    assert!(played.restart().seen);
}

#[test]
fn before_a_line_that_comes_and_goes_is_restarted_its_times_are_noted() {
    let on_off = vec![answered("pola", "on-off"), answered("sudah", "not-yet")];
    let person = vec![Does::Replies(Reply::Line("07.10, 07.40".into()))];
    let played = play(("modem", "ulang"), (0, on_off.clone()), (person, &FOUND));
    assert_eq!(played.given, Ok(Given::Note("07.10, 07.40".into())));
    let note = Event::Noted { step: "ulang".into(), note: "07.10, 07.40".into() };
    let noted = Entry { at: FakeClock::at(0), mono_ms: 0, event: note };
    let entries = [on_off, vec![staged(0, Stage::Begun), noted]].concat();
    let person = vec![DONE, Does::EntersAfter(1), DONE, Does::EntersAfter(1)];
    let played = play(("modem", "ulang"), (0, entries), (person, &FOUND));
    assert!(!played.stages().contains(&Stage::Resumed), "the note is no interruption");
    assert_eq!(played.restart().link, Some(Return::NeverLeft));
}

#[test]
fn it_can_be_left_at_every_stage_and_the_dark_modem_is_not_forgotten() {
    let dark = "the power is still unplugged";
    let leave = |mut person: Vec<Does>, command| {
        person.push(Does::Types(2, command));
        modem(person, &FOUND)
    };
    let at_unplug = leave(Vec::new(), Command::CouldNot);
    assert_eq!(at_unplug.given, Ok(Given::Omit(Omission::CouldNot, None)));
    assert!(!at_unplug.says(dark));
    let in_minute = leave(vec![DONE], Command::Skip);
    assert_eq!(in_minute.given, Ok(Given::Omit(Omission::Skipped, None)));
    assert!(in_minute.says(dark));
    let at_plug = leave(vec![DONE, Does::Waits], Command::Back);
    assert_eq!(at_plug.given, Ok(Given::Back));
    assert!(at_plug.says(dark));
    let starting = leave(vec![DONE, Does::Waits, DONE], Command::Back);
    assert_eq!(starting.given, Ok(Given::Back));
    assert!(!starting.says(dark));
    let stopped = modem(vec![DONE, Does::Stops], &FOUND);
    assert_eq!(stopped.given, Err(Halt::Stopped(Stop::Interrupted)));
    assert!(stopped.says(dark));
    assert_eq!(stopped.stages(), [Stage::Begun, Stage::Unplugged]);
    let quit = leave(vec![DONE], Command::Quit);
    assert_eq!(quit.given, Err(Halt::Stopped(Stop::Interrupted)));
}

#[test]
fn it_goes_on_in_the_minute_with_the_rest_of_it() {
    let closed = [asked(), vec![staged(0, Stage::Begun), staged(10, Stage::Unplugged)]].concat();
    let person = || vec![Does::Waits, DONE, Does::EntersAfter(1)];
    let played = play(("modem", "ulang"), (30, closed.clone()), (person(), &[]));
    assert!(played.says("unplugged since 08:20:10 Jakarta time. Only the rest"));
    assert!(played.says("Leave it unplugged for one minute. [40 s]"));
    assert_eq!(played.restart().unplugged.as_ref().unwrap().at, FakeClock::at(10));
    // Hours later the minute is over, and it may have been plugged in meanwhile: nobody knows when.
    let person = vec![Does::Replies(Reply::One(1)), Does::EntersAfter(1)];
    let played = play(("modem", "ulang"), (9000, closed), (person, &[]));
    assert!(played.says("The minute is over."));
    assert!(!played.says("Leave it unplugged"));
    assert_eq!(played.restart().plugged, None);
    assert!(played.stages().contains(&Stage::Resumed));
}

#[test]
fn it_goes_on_while_the_modem_starts_with_the_rest_of_the_wait() {
    let stages =
        [(0, Stage::Begun), (10, Stage::Unplugged), (70, Stage::Rested), (80, Stage::Plugged)];
    let closed = [asked(), stages.map(|(second, stage)| staged(second, stage)).to_vec()].concat();
    let seen: Vec<Seen> =
        vec![(0, Gateway, UP), (0, Link, UP), (0, Internet, DOWN), (200, Internet, CAME)];
    let played = play(("modem", "ulang"), (180, closed.clone()), (vec![Does::Waits], &seen));
    assert!(played.says("plugged in since 08:21:20 Jakarta time. Only the rest"));
    assert!(played.says("[200 s]"));
    assert_eq!(played.second, 200);
    let restart = played.restart();
    assert_eq!(restart.internet, Some(Return::CameBack));
    assert_eq!(restart.gateway, None, "whether it went away was not seen");
    // Long after, nothing is waited for: the lights are asked at once.
    let played = play(("modem", "ulang"), (5000, closed), (Vec::new(), &FOUND));
    assert_eq!(played.second, 5000);
    assert!(played.says("The longest start-up is over."));
    assert_eq!(played.restart().internet, Some(Return::StayedAway));
}

#[test]
fn whoever_comes_back_to_it_may_keep_it_or_take_a_mistake_back() {
    let unplugged = Some(moment::Moment::exact(FakeClock::at(10)));
    let answer = Answer::Restart(Restart { unplugged, ..Restart::default() });
    let event = Event::Answered { step: "ulang".into(), answer };
    let done = [asked(), vec![Entry { at: FakeClock::at(90), mono_ms: 0, event }]].concat();
    let played = play(("modem", "ulang"), (100, done.clone()), (vec![DONE], &FOUND));
    assert_eq!(played.given, Ok(Given::Keep));
    assert!(played.says("On record: it was unplugged at 08:20. Once is enough."));
    let mistake = Does::Replies(Reply::One(1));
    let person = vec![mistake, DONE, Does::EntersAfter(1), DONE, Does::EntersAfter(1)];
    let played = play(("modem", "ulang"), (100, done), (person, &FOUND));
    assert_eq!(played.restart().unplugged.as_ref().unwrap().at, FakeClock::at(100));
}
