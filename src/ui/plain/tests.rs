//! The plain face over lines from a script and a clock that only waits move.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};

use jiff::Zoned;
use proptest::prelude::*;
use textwrap::core::display_width;

use super::*;
use crate::ui::Choice;
use crate::ui::input::LONGEST;

/// A clock that begins at 08:20 and moves by hand.
#[derive(Clone, Default)]
struct Hand(Arc<Mutex<Duration>>);

impl Clock for Hand {
    fn now(&self) -> Zoned {
        let began: Zoned = "2026-11-21T08:20:00+07:00[Asia/Jakarta]".parse().unwrap();
        began.checked_add(self.elapsed()).unwrap()
    }

    fn elapsed(&self) -> Duration {
        *self.0.lock().unwrap()
    }
}

/// Lines that come after so many seconds of a wait, or at once where they are asked for.
struct Script {
    lines: VecDeque<(u64, &'static str)>,
    clock: Hand,
    ahead: bool,
    stopped: bool,
}

impl Lines for Script {
    fn freshen(&mut self) -> bool {
        std::mem::take(&mut self.ahead)
    }

    fn next(&mut self) -> Result<Typed, Stop> {
        let (_, line) = self.lines.pop_front().ok_or(Stop::Closed)?;
        Ok(Typed { text: line.into(), cut: false })
    }

    fn within(&mut self, longest: Duration) -> Result<Option<Typed>, Stop> {
        if self.stopped {
            return Err(Stop::Interrupted);
        }
        *self.clock.0.lock().unwrap() += longest;
        let due = |(at, _): &(u64, &str)| *at <= self.clock.elapsed().as_secs();
        if self.lines.front().is_some_and(due) { self.next().map(Some) } else { Ok(None) }
    }

    fn is_interrupted(&self) -> bool {
        self.stopped
    }
}

/// Talks with a plain face; returns what came of it and all that was written.
fn talk<T>(
    lines: &[(u64, &'static str)],
    columns: usize,
    lang: Lang,
    talk: impl FnOnce(&mut PlainFace<Script, &mut Vec<u8>>) -> T,
) -> (T, String) {
    let clock = Hand::default();
    let script = Script {
        lines: lines.iter().copied().collect(),
        clock: clock.clone(),
        ahead: false,
        stopped: false,
    };
    let mut out = Vec::new();
    let manner = Manner {
        lang,
        width: Width::Columns(columns),
        echo: true,
        look: Look::default(),
        clock: &clock,
    };
    let came = talk(&mut PlainFace::new(script, &mut out, manner));
    (came, String::from_utf8(out).unwrap())
}

fn asked(lines: &[&'static str], prompt: &Prompt, lang: Lang) -> (Result<Reply, Stop>, String) {
    let lines: Vec<_> = lines.iter().map(|line| (0, *line)).collect();
    talk(&lines, 80, lang, |face| face.ask(prompt))
}

fn lamps() -> Prompt {
    let choices = ["Ya, berkedip", "Ya, menyala terus", "Tidak ada yang merah"];
    let choices = choices.into_iter().map(|text| Choice::new(text, text)).collect();
    Prompt {
        place: Some("Bagian 2 dari 4 · pertanyaan 2".into()),
        hint: Some("Cukup melihat.".into()),
        help: Some("Lihat bagian depan modem.".into()),
        commands: vec![Command::Back, Command::Unknown],
        ..Prompt::new("Ada lampu MERAH?", Input::One(choices))
    }
}

#[test]
fn a_question_is_written_once_with_its_choices_and_how_to_answer() {
    let (reply, said) = asked(&["9", "3"], &lamps(), Lang::Id);
    assert_eq!(reply, Ok(Reply::One(2)));
    assert_eq!(
        said,
        "\nBagian 2 dari 4 · pertanyaan 2\n\
         Ada lampu MERAH?\n  1 Ya, berkedip\n  2 Ya, menyala terus\n  3 Tidak ada yang merah\n\
         Cukup melihat.\nKetik angka 1 sampai 3.\n> 9\nKetik angka 1 sampai 3.\n> 3\n"
    );
}

#[test]
fn help_says_more_and_asks_again() {
    let (reply, said) = asked(&["?", "/tidak-tahu"], &lamps(), Lang::En);
    assert_eq!(reply, Ok(Reply::Command(Command::Unknown, None)));
    for part in ["Lihat bagian depan modem.", "/dont-know", "/back", "/help"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("/skip"), "{said}");
    assert_eq!(said.matches("  1 Ya, berkedip").count(), 2, "{said}");
    assert_eq!(said.matches("Bagian 2 dari 4").count(), 1, "{said}");
}

#[test]
fn a_danger_is_said_before_the_question() {
    let prompt = Prompt { warn: Some("Jangan melihat ke ujung kabel.".into()), ..lamps() };
    let (_, said) = asked(&["1"], &prompt, Lang::Id);
    let warned = said.find("AWAS: Jangan melihat").unwrap();
    assert!(warned < said.find("Ada lampu").unwrap());
}

#[test]
fn the_earlier_answer_is_shown_and_enter_keeps_it() {
    let prompt = Prompt { current: Some("Ya, berkedip".into()), ..lamps() };
    let (reply, said) = asked(&[""], &prompt, Lang::Id);
    assert_eq!(reply, Ok(Reply::Keep));
    assert!(said.contains("Enter saja: tetap \"Ya, berkedip\"."), "{said}");
}

#[test]
fn the_other_language_is_a_key_away_and_both_word_lists_stay() {
    let prompt = Prompt {
        zero: Some((Command::Language, "English".into())),
        commands: vec![Command::Language, Command::Back],
        ..lamps()
    };
    let (replies, said) = talk(&[(0, "0"), (0, ""), (0, "/kembali")], 80, Lang::Id, |face| {
        let first = face.ask(&prompt);
        face.speak(Lang::En);
        (first, face.ask(&prompt))
    });
    assert_eq!(replies.0, Ok(Reply::Command(Command::Language, None)));
    assert_eq!(replies.1, Ok(Reply::Command(Command::Back, None)));
    assert!(said.contains("  0 English\n  1 Ya"), "{said}");
    assert!(said.contains("> 0\n") && said.contains("Type a number from 1 to 3."), "{said}");
}

#[test]
fn the_end_of_the_input_stops_and_leaves_a_whole_line() {
    let (reply, said) = asked(&["x"], &lamps(), Lang::Id);
    assert_eq!(reply, Err(Stop::Closed));
    assert!(said.ends_with("> \n"), "{said:?}");
}

#[test]
fn several_lines_end_with_an_empty_one() {
    let prompt =
        Prompt { commands: vec![Command::Back], ..Prompt::new("Kata petugas?", Input::Lines) };
    let (reply, said) = asked(&["area normal", "/back", "perlu ukur  ", ""], &prompt, Lang::Id);
    assert_eq!(reply, Ok(Reply::Line("area normal\nperlu ukur".into())));
    assert!(said.contains("baris kosong") && said.contains("lalu ketik /back."), "{said}");
    assert_eq!(asked(&["satu"], &prompt, Lang::Id).0, Ok(Reply::Line("satu".into())));
    assert_eq!(asked(&["/back"], &prompt, Lang::Id).0, Ok(Reply::Command(Command::Back, None)));
}

#[test]
fn what_was_typed_too_early_is_said_to_be_dropped() {
    let ((), said) = talk(&[(0, "1")], 80, Lang::En, |face| {
        face.lines.ahead = true;
        assert_eq!(face.ask(&lamps()), Ok(Reply::One(0)));
    });
    assert!(said.contains("was not used.\n> 1\n"), "{said}");
}

#[test]
fn a_long_answer_is_cut_with_a_notice() {
    struct Long;
    impl Lines for Long {
        fn freshen(&mut self) -> bool {
            false
        }
        fn next(&mut self) -> Result<Typed, Stop> {
            Ok(Typed { text: "x".repeat(LONGEST), cut: true })
        }
        fn within(&mut self, _: Duration) -> Result<Option<Typed>, Stop> {
            Ok(None)
        }
        fn is_interrupted(&self) -> bool {
            false
        }
    }
    let (clock, mut out) = (Hand::default(), Vec::new());
    let width = Width::Columns(80);
    let manner =
        Manner { lang: Lang::En, width, echo: false, look: Look::default(), clock: &clock };
    let reply = PlainFace::new(Long, &mut out, manner).ask(&Prompt::new("?", Input::Line));
    assert!(matches!(reply, Ok(Reply::Line(text)) if text.len() == LONGEST));
    assert!(String::from_utf8(out).unwrap().contains("too long"));
}

#[test]
fn nobody_there_to_read_stops_the_next_question() {
    struct Gone;
    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let clock = Hand::default();
    let lines = VecDeque::from([(0, "1")]);
    let script = Script { lines, clock: clock.clone(), ahead: false, stopped: false };
    let manner = Manner {
        lang: Lang::Id,
        width: Width::Window,
        echo: false,
        look: Look::default(),
        clock: &clock,
    };
    assert_eq!(PlainFace::new(script, Gone, manner).ask(&lamps()), Err(Stop::Failed));
}

fn minute_off() -> Waiting {
    Waiting {
        what: "Biarkan listriknya tercabut.".into(),
        lasts: Duration::from_secs(75),
        enter: None,
        commands: vec![Command::Skip],
    }
}

#[test]
fn a_wait_says_its_end_and_every_half_minute_how_long_still() {
    let (waited, said) =
        talk(&[], 80, Lang::Id, |face| face.pause(&minute_off(), &mut Tick::default));
    assert_eq!(waited, Ok(Waited::Over));
    assert_eq!(
        said,
        "\nBiarkan listriknya tercabut.\nMenunggu 1 menit 15 detik, sampai pukul 08.21.15.\n\
         Tinggal 45 detik.\nTinggal 15 detik.\nWaktunya habis.\n"
    );
    let long = Waiting { lasts: Duration::from_secs(300), ..minute_off() };
    let (_, said) = talk(&[], 80, Lang::En, |face| face.pause(&long, &mut Tick::default));
    assert!(
        said.contains("Waiting 5 minutes, until 08:25.\n4 minutes 30 seconds left.\n"),
        "{said}"
    );
    assert_eq!(said.matches(" left.\n").count(), 9, "{said}");
}

#[test]
fn a_wait_ends_by_its_tick_by_the_person_or_by_a_command() {
    let mut ticks = 0;
    let mut third = || {
        ticks += 1;
        Tick::over(ticks == 3)
    };
    let (waited, _) = talk(&[], 80, Lang::Id, |face| face.pause(&minute_off(), &mut third));
    assert_eq!(waited, Ok(Waited::Ticked));

    let enter = Some("Tekan Enter bila lampu sudah menyala.".to_owned());
    let lit = Waiting { enter, ..minute_off() };
    let (waited, said) =
        talk(&[(5, "")], 80, Lang::Id, |face| face.pause(&lit, &mut Tick::default));
    assert_eq!(waited, Ok(Waited::Entered));
    assert!(said.contains("Tekan Enter bila"), "{said}");

    let lines = [(2, ""), (3, "/nope"), (4, "/lewati listrik padam")];
    let (waited, said) =
        talk(&lines, 80, Lang::Id, |face| face.pause(&minute_off(), &mut Tick::default));
    assert_eq!(waited, Ok(Waited::Command(Command::Skip, Some("listrik padam".into()))));
    assert!(said.contains("Perintah itu tidak ada."), "{said}");
}

#[test]
fn a_wait_is_broken_off_by_an_interruption() {
    let (waited, _) = talk(&[], 80, Lang::Id, |face| {
        face.lines.stopped = true;
        assert!(face.is_interrupted());
        face.pause(&minute_off(), &mut Tick::default)
    });
    assert_eq!(waited, Err(Stop::Interrupted));
}

#[test]
fn blocks_are_told_apart_without_colour() {
    let ((), said) = talk(&[], 30, Lang::En, |face| {
        face.say(&Block::Heading("PART 1".into()));
        face.say(&Block::Warn("do not pull the thin cable out".into()));
        face.say(&Block::Text("READ THIS\n  Good morning, this is Rina Wijaya.".into()));
    });
    assert_eq!(
        said,
        "\nPART 1\nTAKE CARE: do not pull the\n           thin cable out\n\
         READ THIS\n  Good morning, this is Rina\n  Wijaya.\n"
    );
}

#[test]
fn twenty_columns_are_enough() {
    let (reply, said) = talk(&[(0, "?"), (0, "3")], 20, Lang::Id, |face| face.ask(&lamps()));
    assert_eq!(reply, Ok(Reply::One(2)));
    assert!(said.lines().all(|line| display_width(line) <= 20), "{said}");
    assert!(said.contains("  3 Tidak ada yang\n    merah\n"), "{said}");
}

proptest! {
    #[test]
    fn nothing_that_is_said_steers_the_terminal(text in any::<String>(), columns in 1_usize..100) {
        let ((), said) = talk(&[(0, "1")], columns, Lang::Id, |face| {
            let choices = vec![Choice::new("a", text.clone()), Choice::new("b", text.clone())];
            face.say(&Block::Text(text.clone()));
            let prompt = Prompt {
                place: Some(text.clone()),
                hint: Some(text.clone()),
                current: Some(text.clone()),
                ..Prompt::new(text.clone(), Input::One(choices))
            };
            assert_eq!(face.ask(&prompt), Ok(Reply::One(0)));
        });
        prop_assert!(!said.chars().any(|c| c.is_control() && c != '\n'));
        prop_assert!(said.lines().all(|line| display_width(line) <= columns.max(20)));
    }
}
