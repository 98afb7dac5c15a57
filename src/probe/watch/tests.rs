use super::*;
use crate::session::Watched::{Gateway, Internet, Link};

/// A clock that only goes on when it is told to.
struct Clock {
    began: Moment,
    seconds: u64,
}

impl Clock {
    fn new() -> Self {
        let at = "2026-11-21T08:20:00+07:00[Asia/Jakarta]".parse().unwrap();
        Self { began: Moment { at, mono: Instant::now() }, seconds: 0 }
    }

    fn tick(&mut self) -> Moment {
        let passed = Duration::from_secs(self.seconds);
        self.seconds += 1;
        let at = self.began.at.checked_add(passed).unwrap();
        Moment { at, mono: self.began.mono + passed }
    }
}

/// Hears one look a second and returns what was told: when by either clock, what, and how.
fn told(rounds: impl IntoIterator<Item = Round>) -> Vec<(u64, Watched, bool, bool)> {
    let (mut clock, mut judge) = (Clock::new(), Judge::default());
    let mut all = Vec::new();
    for round in rounds {
        for news in judge.hear(round, &clock.tick()) {
            let after = news.mono.duration_since(clock.began.mono);
            let shown = clock.began.at.checked_add(after).unwrap();
            assert_eq!(news.sighting.at, shown, "both clocks say the same");
            let Sighting { what, up, found, .. } = news.sighting;
            all.push((after.as_secs(), what, up, found));
        }
    }
    all
}

fn gateway(looks: &str) -> Vec<(u64, bool, bool)> {
    let round = |c: char| Round {
        gateway: match c {
            '1' => Some(true),
            '0' => Some(false),
            _ => None,
        },
        ..Round::default()
    };
    told(looks.chars().map(round)).into_iter().map(|(at, _, up, found)| (at, up, found)).collect()
}

fn internet(looks: &str) -> Vec<(u64, bool, bool)> {
    let count = |c: char| c.to_digit(10).map(|n| usize::try_from(n).unwrap());
    let round = |c| Round { internet: count(c), ..Round::default() };
    told(looks.chars().map(round)).into_iter().map(|(at, _, up, found)| (at, up, found)).collect()
}

#[test]
fn one_lost_packet_is_no_farewell_and_the_first_silence_is_the_time() {
    assert_eq!(gateway("1110111"), [(0, true, true)]);
    assert_eq!(gateway("11100"), [(0, true, true), (3, false, false)]);
    assert_eq!(gateway("1110000000"), [(0, true, true), (3, false, false)], "and it is told once");
    assert_eq!(gateway("1010101"), [(0, true, true)]);
}

#[test]
fn one_sure_answer_of_a_router_is_a_return() {
    assert_eq!(gateway("1100001"), [(0, true, true), (2, false, false), (6, true, false)]);
}

#[test]
fn how_it_was_found_is_no_change() {
    assert_eq!(gateway("00001"), [(0, false, true), (4, true, false)]);
    assert_eq!(gateway("01"), [(1, true, true)], "one silence is not how it was found");
}

#[test]
fn the_internet_needs_two_operators_or_one_twice() {
    assert_eq!(internet("002"), [(0, false, true), (2, true, false)]);
    assert_eq!(internet("0011"), [(0, false, true), (2, true, false)], "the time is the first's");
    assert_eq!(internet("00101"), [(0, false, true)], "not one now and one later");
    assert_eq!(internet("21111"), [(0, true, true)], "once up, one is enough to stay");
    assert_eq!(internet("211001"), [(0, true, true), (3, false, false)]);
}

#[test]
fn what_was_not_looked_at_changes_nothing() {
    assert_eq!(gateway("-----"), []);
    assert_eq!(gateway("11---11"), [(0, true, true)]);
    assert_eq!(gateway("11-0-0"), [(0, true, true), (3, false, false)]);
    assert_eq!(internet("---"), []);
}

#[test]
fn the_systems_own_word_on_the_link_counts_at_once() {
    let link = |up| Round { link: Some(up), ..Round::default() };
    let all = told([link(true), link(false), link(true)]);
    let expected = [(0, true, true), (1, false, false), (2, true, false)];
    assert_eq!(all, expected.map(|(at, up, found)| (at, Link, up, found)));
}

#[test]
fn a_whole_restart_is_told_in_its_order() {
    let round = |link, gateway, internet| Round {
        link: Some(link),
        gateway: Some(gateway),
        internet: Some(internet),
    };
    let mut rounds = vec![round(true, true, 0); 5];
    rounds.extend(vec![round(true, false, 0); 2]);
    rounds.extend(vec![round(false, false, 0); 60]);
    rounds.extend(vec![round(true, false, 0); 9]);
    rounds.extend(vec![round(true, true, 0); 20]);
    rounds.extend(vec![round(true, true, 2); 2]);
    assert_eq!(
        told(rounds),
        [
            (0, Link, true, true),
            (0, Gateway, true, true),
            (0, Internet, false, true),
            (5, Gateway, false, false),
            (7, Link, false, false),
            (67, Link, true, false),
            (76, Gateway, true, false),
            (96, Internet, true, false),
        ]
    );
}

#[test]
fn a_first_silence_is_looked_at_again_at_once() {
    let (mut clock, mut judge) = (Clock::new(), Judge::default());
    let silent = Round { gateway: Some(false), ..Round::default() };
    assert!(!judge.is_undecided(), "what cannot be looked at is waited for by nobody");
    judge.hear(silent, &clock.tick());
    assert!(judge.is_undecided());
    judge.hear(silent, &clock.tick());
    assert!(!judge.is_undecided());
}

/// Gives out looks and then says that there are no more.
struct Script(Vec<Round>, Sender<()>);

impl Source for Script {
    fn look(&mut self, _: Known) -> Round {
        if self.0.is_empty() {
            let _ = self.1.send(());
            return Round::default();
        }
        self.0.remove(0)
    }
}

#[test]
fn a_dropped_watch_ends_its_thread() {
    let (sender, watch) = Watch::pair();
    let stop = Flag(Arc::clone(&watch.stop.0));
    let (over, ended) = mpsc::channel();
    let undecided = Round { gateway: Some(false), ..Round::default() };
    let script = Script(vec![undecided, undecided], over);
    let thread = thread::spawn(move || run(script, &sender, &stop));
    let news = watch.next(Duration::from_secs(60)).unwrap();
    assert_eq!((news.sighting.what, news.sighting.up), (Gateway, false));
    drop(watch);
    thread.join().unwrap();
    drop(ended);
}
