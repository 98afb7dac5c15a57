//! A hundred and twenty times `kill -9` at random moments of a talk, each followed by `resume`: no answer is lost or
//! asked for again, and the summary in the end is that of a talk which nobody disturbed.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::Duration;

use cekdulu::lang::Lang;
use serde_json::Value;

use crate::support::json::timeless;
use crate::support::talk::{Questions, Talk};
use crate::support::{Home, net};

/// How many kills there are in all.
const KILLS: usize = 120;

/// How many talks go on at once; each has a session, and then another, until the kills are used up.
const TALKS: usize = 2;

/// How many kills one session takes.
const A_SESSION: usize = 20;

/// What is typed to each question.
const ANSWERS: &[(&str, &str)] = &[
    ("confirm", "1"),
    ("remember", "1"),
    ("tempat.jaringan", "1"),
    ("sejak", "2026-11-05 19:00"),
    ("pola", "1"),
    ("perangkat", "1"),
    ("paket", "1"),
    ("lapor.sudah", "1"),
    ("lampu.merah", "2"),
    ("lampu.label", "1"),
    ("pon", "1"),
    ("kabel.terlihat", "1 3"),
    ("kejadian.apa", "/tidak-tahu"),
    ("pernah.sudah", "1"),
    ("pernah.kapan", "2026-11-05 19:20"),
    ("pernah.hasil", "1"),
    ("penyedia.siapa", "10"),
    ("data.penelepon.nama", "Rina Wijaya"),
    ("data.atas-nama", "3"),
    ("data.pemilik", "Sri Wahyuni"),
    ("data.nomor", "122345678901"),
    ("data.hp", "081200001234"),
    ("tagihan.bulan-ini", "1"),
    ("dibayar.tanggal", "2026-11-01"),
    ("tetangga.keadaan", "/lewati tidak sempat"),
    ("kunjungan.waktu", "Sabtu dan Minggu"),
    ("kunjungan.patokan", "seberang masjid"),
    ("dampak.apa", "1"),
    ("call.connected", "1"),
    ("panel", "akhiri"),
    ("call.result", "1"),
    ("call.ticket", "IN12345678"),
    ("call.promise", "besok pagi"),
    ("call.days", "3"),
    ("call.told", "SMS"),
    ("call.charge", "gratis"),
    ("call.explanation", "perlu ukur kabel"),
    ("call.agent", "Jenni"),
];

/// `SplitMix64`: enough to choose moments by.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

/// When a run is killed.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// So many microseconds after it was started.
    Starting(u64),
    /// While this question, counted from the run's first, waits for its answer.
    Asked(u64),
    /// After half of an answer was typed, without its Enter.
    Typing(u64),
    /// So many microseconds after the answer was sent.
    Answered(u64, u64),
}

impl Moment {
    fn choose(random: &mut Random) -> Self {
        match random.below(8) {
            0 => Self::Starting(random.below(60_000)),
            1 => Self::Asked(random.below(6)),
            2 => Self::Typing(random.below(6)),
            _ => Self::Answered(random.below(6), random.below(6_000)),
        }
    }
}

/// One session, over all its runs.
struct Session<'a> {
    home: Home,
    questions: &'a Questions,
    answers: &'a BTreeMap<&'a str, &'a str>,
    /// The steps whose answers were followed by another question: they must be on the disk.
    safe: BTreeSet<String>,
}

/// What one run came to.
enum Run {
    Killed,
    Ended,
}

impl<'a> Session<'a> {
    fn new(questions: &'a Questions, answers: &'a BTreeMap<&'a str, &'a str>) -> Self {
        Self { home: Home::new(), questions, answers, safe: BTreeSet::new() }
    }

    /// Returns the steps that the log has an ending of.
    fn logged(&self) -> BTreeSet<String> {
        if self.home.sessions().is_empty() {
            return BTreeSet::new();
        }
        let events = self.home.events();
        let ended =
            events.iter().filter(|event| event["kind"] == "answered" || event["kind"] == "skipped");
        ended.map(|event| event["step"].as_str().unwrap().to_owned()).collect()
    }

    /// Starts or goes on, up to the moment of the kill, or to the end.
    fn run(&mut self, moment: Option<Moment>) -> Run {
        let begun = !self.home.sessions().is_empty();
        let before = self.logged();
        let words = if begun { "resume" } else { "run internet-mati" };
        let mut talk = Talk::start(&self.home, words, Lang::Id);
        if let Some(Moment::Starting(micros)) = moment {
            thread::sleep(Duration::from_micros(micros));
            talk.kill();
            return Run::Killed;
        }
        let mut last: Option<String> = None;
        for count in 0.. {
            let Some(block) = talk.question() else { return self.ended(talk, begun) };
            let key = self.questions.key(&block).unwrap_or_else(|| panic!("not known: {block}"));
            assert!(!before.contains(key), "“{key}” is asked again:\n{}", talk.text);
            if key != "confirm" {
                self.safe.extend(last.replace(key.to_owned()));
            }
            let answer = self.answers[key];
            match moment {
                Some(Moment::Asked(at)) if at == count => {
                    talk.kill();
                    return Run::Killed;
                }
                Some(Moment::Typing(at)) if at == count => {
                    talk.write(&answer[..answer.len() / 2]);
                    talk.kill();
                    return Run::Killed;
                }
                Some(Moment::Answered(at, micros)) if at == count => {
                    talk.answer(answer);
                    thread::sleep(Duration::from_micros(micros));
                    let said = talk.kill();
                    self.shown_after(&said, last);
                    return Run::Killed;
                }
                _ => talk.answer(answer),
            };
        }
        Run::Ended
    }

    /// Where the next question was shown before the kill, the last answer must be safe.
    fn shown_after(&mut self, said: &str, last: Option<String>) {
        let shown = said.rfind("\n\n").map_or(said, |at| &said[at..]);
        let next = said.ends_with("\n> ").then(|| self.questions.key(shown)).flatten();
        if next.is_some_and(|next| next != "confirm" && Some(next) != last.as_deref()) {
            self.safe.extend(last);
        }
    }

    /// Takes the end of a run: it must have reached its end, now or just before it was killed.
    fn ended(&self, talk: Talk, begun: bool) -> Run {
        let (status, said) = talk.end();
        let finished = |event: &Value| event["kind"] == "finished";
        let over = begun && status.code() == Some(2) && self.home.events().iter().any(finished);
        assert!(status.success() || over, "{status}\n{said}");
        Run::Ended
    }

    /// After each run: nothing that must be safe is missing.
    fn check(&self) {
        let logged = self.logged();
        let asked = self.safe.iter().filter(|step| !["remember", "panel"].contains(&step.as_str()));
        let lost: Vec<_> = asked.filter(|step| !logged.contains(*step)).collect();
        assert!(lost.is_empty(), "lost: {lost:?}");
    }

    /// Returns the summary without times, and how often each step was answered.
    fn outcome(&self) -> (Value, BTreeMap<String, usize>) {
        let show = self.home.cekdulu("show --as json --for me").lang("id");
        let summary = timeless(&show.prints_anything().run().json());
        let mut endings = BTreeMap::new();
        for event in self.home.events() {
            if let (Some("answered" | "skipped"), Some(step)) =
                (event["kind"].as_str(), event["step"].as_str())
            {
                *endings.entry(step.to_owned()).or_default() += 1;
            }
        }
        (summary, endings)
    }
}

/// Kills the runs of one session after another, and returns how many kills there were.
fn disturb(seed: u64, kills: usize, undisturbed: &(Value, BTreeMap<String, usize>)) -> usize {
    let mut random = Random(seed);
    let (questions, answers) = (Questions::of(Lang::Id), ANSWERS.iter().copied().collect());
    let mut killed = 0;
    while killed < kills {
        let mut session = Session::new(&questions, &answers);
        for at in 0.. {
            let moment = (at < A_SESSION && killed < kills).then(|| Moment::choose(&mut random));
            let run = session.run(moment);
            session.check();
            match run {
                Run::Killed => killed += 1,
                Run::Ended => break,
            }
        }
        assert_eq!(session.outcome(), *undisturbed);
    }
    killed
}

#[test]
fn a_hundred_and_twenty_kills_lose_and_repeat_nothing() {
    if !net::is_own() {
        return;
    }
    let seed = std::env::var("CEKDULU_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| u64::from(std::process::id()));
    eprintln!("CEKDULU_SEED={seed}");
    let (questions, answers) = (Questions::of(Lang::Id), ANSWERS.iter().copied().collect());
    let mut session = Session::new(&questions, &answers);
    assert!(matches!(session.run(None), Run::Ended));
    let undisturbed = session.outcome();
    assert!(undisturbed.1.len() >= 30, "{undisturbed:?}");
    let killed: usize = thread::scope(|scope| {
        let talks: Vec<_> = (0..TALKS)
            .map(|talk| {
                let undisturbed = &undisturbed;
                let seed = seed.wrapping_mul(31).wrapping_add(talk as u64);
                scope.spawn(move || disturb(seed, KILLS / TALKS, undisturbed))
            })
            .collect();
        talks.into_iter().map(|talk| talk.join().unwrap()).sum()
    });
    assert_eq!(killed, KILLS);
}
