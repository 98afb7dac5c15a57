//! Random complete walks over a list, the same for the same seed.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::{ToSpan as _, Zoned};
use serde::Deserialize;

use crate::app::registry::{BUILTIN, fragment};
use crate::checklist::{Audience, Checklist, Kind, Slot, Step, Style, parse_with};
use crate::diagnosis::{Verdict, diagnose};
use crate::engine::Walk;
use crate::evidence::{Evidence, Item};
use crate::lang::Lang;
use crate::moment::{Grain, Moment};
use crate::session::{
    Answer, Entry, Event, FORMAT, Header, Omission, Restart, Return, Sighting, Watched,
};

/// What a walk's people would not want strangers to read; each occurs nowhere else.
pub(super) const SECRETS: &[&str] = &[
    "Zulaikha",
    "Prawira",
    "Oktaviani",
    "Nasrullah",
    "081298765432",
    "surau",
    "zamrud",
    "Ramadhani",
    "kasur",
    "plugh",
    "xyzzy",
    "frotz",
];

/// Customer numbers as providers write them.
pub(super) const NUMBERS: &[&str] = &["122345678901", "1313131313131", "C1234567", "10-2345/678"];

/// What never leaves the screen at all, or goes to the person alone.
pub(super) const NOTE: &str = "xyzzy di samping langkah ini";
/// Why a step was left.
pub(super) const WHY: &str = "plugh, sudah malam";
/// The agent's first name.
pub(super) const AGENT: &str = "Quetzalia";

/// Every built-in list.
pub(crate) fn lists() -> &'static [Checklist] {
    static LISTS: OnceLock<Vec<Checklist>> = OnceLock::new();
    LISTS.get_or_init(|| {
        let parsed = BUILTIN.iter().map(|(key, source)| (key, parse_with(source, &fragment)));
        let whole = |found: crate::checklist::Parsed, key| {
            found.checklist.unwrap_or_else(|| panic!("{key}: {:?}", found.findings))
        };
        parsed.map(|(key, found)| whole(found, key)).collect()
    })
}

/// Returns the built-in list with this key.
pub(crate) fn list(key: &str) -> &'static Checklist {
    lists().iter().find(|list| list.key == key).unwrap()
}

/// Whom a list is for.
pub(crate) fn audience(list: &Checklist) -> Audience {
    match list.style {
        Style::ReadDo => Audience::Customer,
        Style::DoConfirm => Audience::Technician,
    }
}

/// The evidence of every case that the diagnosis is tested with.
pub(super) fn evidence() -> &'static [Evidence] {
    #[derive(Deserialize)]
    struct File {
        case: Vec<Case>,
    }
    #[derive(Deserialize)]
    struct Case {
        parts: Vec<String>,
    }
    const FILES: &[&str] = &[
        include_str!("../../diagnosis/cases/healthy.toml"),
        include_str!("../../diagnosis/cases/path.toml"),
        include_str!("../../diagnosis/cases/router.toml"),
        include_str!("../../diagnosis/cases/line.toml"),
        include_str!("../../diagnosis/cases/names.toml"),
        include_str!("../../diagnosis/cases/page.toml"),
        include_str!("../../diagnosis/cases/word.toml"),
        include_str!("../../diagnosis/cases/quality.toml"),
        include_str!("../../diagnosis/cases/nothing.toml"),
    ];
    static ALL: OnceLock<Vec<Evidence>> = OnceLock::new();
    ALL.get_or_init(|| {
        let parts = include_str!("../../diagnosis/cases/parts.toml");
        let parts: BTreeMap<String, Vec<Item>> = toml::from_str(parts).unwrap();
        let cases = FILES.iter().flat_map(|file| toml::from_str::<File>(file).unwrap().case);
        cases
            .map(|case| Evidence {
                items: case.parts.iter().flat_map(|key| parts[key].clone()).collect(),
            })
            .collect()
    })
}

/// Returns evidence that proves this verdict.
pub(super) fn evidence_of(verdict: Verdict) -> Evidence {
    evidence().iter().find(|evidence| diagnose(evidence).verdict == verdict).unwrap().clone()
}

/// The morning on which every walk begins.
pub(crate) fn began() -> Zoned {
    "2026-11-21T08:20:00+07:00[Asia/Jakarta]".parse().unwrap()
}

/// The header of every walk.
pub(crate) fn header(list: &Checklist) -> Header {
    Header {
        format: FORMAT,
        program: "cekdulu 0".into(),
        list: list.key.clone(),
        version: list.version.clone(),
        hash: String::new(),
        lang: Lang::Id,
        data_date: "2026-11-22".into(),
        at: began(),
    }
}

/// Numbers as good as random, the same for the same seed.
///
/// # References
///
/// `SplitMix64`: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    /// Throws a number below `sides`.
    pub(super) fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).unwrap()
    }

    /// Comes true once in so many times.
    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

/// A log that grows by one event every twenty seconds.
pub(super) struct Log {
    pub(super) entries: Vec<Entry>,
}

impl Log {
    pub(super) fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// Writes an event down and returns its line.
    pub(super) fn add(&mut self, event: Event) -> Entry {
        let seconds = i64::try_from(self.entries.len()).unwrap() * 20;
        let at = began().checked_add(seconds.seconds()).unwrap();
        let entry = Entry { at, mono_ms: u64::try_from(seconds).unwrap() * 1000, event };
        self.entries.push(entry.clone());
        entry
    }
}

/// Walks a list to its end by chance, then sometimes calls.
pub(crate) fn random(list: &Checklist, seed: u64) -> Vec<Entry> {
    let mut dice = Dice(seed);
    // Some people know everything, some nothing, most something.
    let unsure = dice.one(&[1, 2, 4, 8, 8, 1000, 1000]);
    let mut walk = Walk::new(list, "", audience(list));
    let mut log = Log::new();
    while let Some((_, step)) = walk.current().and_then(|at| walk.step(at)) {
        let back = walk.back_target().filter(|_| dice.once_in(60));
        if let Some((_, to)) = back.and_then(|to| walk.step(to)) {
            walk.apply(&log.add(Event::WentBack { to: to.key.clone() }));
            continue;
        }
        if dice.once_in(30) {
            let note = Event::Noted { step: step.key.clone(), note: NOTE.into() };
            walk.apply(&log.add(note));
        }
        for event in ending(step, unsure, &mut dice) {
            walk.apply(&log.add(event));
        }
    }
    if dice.once_in(3) {
        for event in call(&mut dice) {
            log.add(event);
        }
    }
    log.entries
}

/// What came of a call.
fn call(dice: &mut Dice) -> Vec<Event> {
    let reason = ["area-outage", "by-message", "not-given", "dropped"];
    let number = dice.once_in(2).then(|| "IN87654321".to_owned());
    let reason = number.is_none().then(|| dice.one(&reason).to_owned());
    let explanation = dice.once_in(2).then(|| "frotz di ODP".to_owned());
    let ticket = Event::Ticket { number, reason, explanation, agent: Some(AGENT.into()) };
    let due = dice.once_in(2).then(|| began().checked_add(2.days()).map(Moment::exact).unwrap());
    let promise = Event::Promise { what: "frotz akan dicek".into(), from: None, due, days: None };
    if dice.once_in(2) { vec![ticket, promise] } else { vec![ticket] }
}

/// Ends a step in a way that it allows.
fn ending(step: &Step, unsure: usize, dice: &mut Dice) -> Vec<Event> {
    let key = step.key.clone();
    if dice.once_in(unsure) {
        let ways = [Omission::Skipped, Omission::CouldNot, Omission::NotApplicable];
        let why = dice.once_in(2).then(|| WHY.to_owned());
        let looks = matches!(step.kind, Kind::Diagnose);
        return if !looks && dice.below(3) > 0 {
            vec![Event::Answered { step: key, answer: Answer::Unknown }]
        } else {
            vec![Event::Skipped { step: key, how: dice.one(&ways), why }]
        };
    }
    if matches!(step.kind, Kind::Diagnose) {
        return measured(&key, dice.one(evidence()));
    }
    vec![Event::Answered { step: key, answer: answer(step, dice) }]
}

/// Looks at the network, and draws the verdict as the program does.
pub(super) fn measured(key: &str, evidence: Evidence) -> Vec<Event> {
    let diagnosis = diagnose(&evidence);
    let step = key.to_owned();
    let how = Omission::CouldNot;
    let end = if diagnosis.verdict == Verdict::NotMeasured {
        Event::Skipped { step: step.clone(), how, why: None }
    } else {
        Event::Verdict { step: step.clone(), diagnosis }
    };
    vec![Event::Measured { step, evidence }, end]
}

/// Answers a step by chance.
pub(super) fn answer(step: &Step, dice: &mut Dice) -> Answer {
    match &step.kind {
        Kind::Do | Kind::Wait { .. } | Kind::Info | Kind::Diagnose => Answer::Done,
        Kind::YesNo => Answer::YesNo { yes: dice.once_in(2) },
        Kind::Choice { options } => Answer::Choice { option: dice.one(options).key },
        Kind::Multi { options } => {
            let mut keys: Vec<_> = options.iter().map(|option| option.key.clone()).collect();
            let only = dice.one(&keys);
            keys.retain(|key| *key != "none" && *key != "hidden" && dice.once_in(2));
            Answer::Multi { options: if keys.is_empty() { vec![only] } else { keys } }
        }
        Kind::Number { min, max, .. } => {
            let least = min.unwrap_or(0.0);
            let most = max.unwrap_or(least + 7.0);
            let middle = f64::midpoint(least, most);
            Answer::Number { value: dice.one(&[least, middle, middle, middle, most]) }
        }
        Kind::Text { .. } => Answer::Text { text: text(step, dice) },
        Kind::DateTime => Answer::DateTime { moment: moment(dice), said: "kasur".into() },
        Kind::Restart { .. } => Answer::Restart(restart(dice)),
        Kind::Probe { .. } => Answer::Probe { passed: dice.one(&[Some(true), Some(false), None]) },
    }
}

/// What somebody would type, by what it is about.
fn text(step: &Step, dice: &mut Dice) -> String {
    let visits = [
        "kasur, Sabtu pagi",
        "kasur: hari Sabtu dan Minggu, Senin mulai pukul 12, selain itu hanya malam hari sesudah pukul 19 karena kami bekerja",
    ];
    match step.slot {
        Some(Slot::Name) => dice.one(&["Zulaikha", "Zulaikha Prawira"]).to_owned(),
        Some(Slot::Holder) => dice.one(&["Ibu Oktaviani", "Oktaviani Nasrullah"]).to_owned(),
        Some(Slot::CustomerNumber | Slot::AccountNumber) => dice.one(NUMBERS).to_owned(),
        Some(Slot::Contact | Slot::LineNumber) => "081298765432".to_owned(),
        Some(Slot::Amount) => "Rp1.250.000 (Ramadhani)".to_owned(),
        Some(Slot::VisitTime) => dice.one(&visits).to_owned(),
        Some(Slot::Landmark) => "seberang surau, pagar zamrud".to_owned(),
        Some(Slot::EarlierReport) => "TT-100200".to_owned(),
        Some(_) | None => "Ramadhani".to_owned(),
    }
}

fn moment(dice: &mut Dice) -> Moment {
    let hours = dice.one(&[1, 3, 13, 37, 100, 800, 9000_i64]);
    let grain = dice.one(&[Grain::Minute, Grain::Minute, Grain::Part, Grain::Day]);
    let at = began().checked_sub(hours.hours()).unwrap();
    Moment { at, grain, about: dice.once_in(3) }
}

fn restart(dice: &mut Dice) -> Restart {
    let came = |dice: &mut Dice| dice.once_in(2).then(|| dice.one(Return::ALL));
    let said = dice.once_in(2).then(|| Moment::exact(began().checked_add(4.minutes()).unwrap()));
    Restart {
        plugged: said.clone(),
        unplugged: said,
        seen: dice.once_in(2),
        gateway: came(dice),
        internet: came(dice),
        link: came(dice),
        sightings: sightings(dice),
    }
}

fn sightings(dice: &mut Dice) -> Vec<Sighting> {
    let many = dice.one(&[0, 1, 3, 6_i64]);
    let sighting = |nth: i64| Sighting {
        what: dice.one(Watched::ALL),
        up: dice.once_in(2),
        found: nth < 2,
        at: began().checked_add((nth * 40).seconds()).unwrap(),
    };
    (0..many).map(sighting).collect()
}
