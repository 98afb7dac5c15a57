//! The comfortable face in a real terminal: what a person sees, whatever is done to the window or the keys.

use std::fmt::Write as _;

use nix::sys::signal::Signal;

use crate::support::screen::Screen;
use crate::support::{Home, net};

const USUAL: (usize, usize) = (80, 24);

/// A kind of question: its step, words of its question, and whether a list is shown for it.
#[derive(Clone, Copy)]
struct Kind {
    step: &'static str,
    ask: &'static str,
    is_list: bool,
}

const ONE: Kind = Kind {
    step: "kind = \"choice\"\nask = \"Lampu mana yang menyala?\"\noptions = [{ key = \"a\", text = \"Merah\" }, \
           { key = \"b\", text = \"Hijau terus\" }, { key = \"c\", text = \"Kuning redup\" }]",
    ask: "Lampu mana yang menyala?",
    is_list: true,
};
const MANY: Kind = Kind {
    step: "kind = \"multi\"\nask = \"Ada apa waktu itu?\"\noptions = [{ key = \"a\", text = \"Hujan\" }, \
           { key = \"b\", text = \"Galian\" }, { key = \"none\", text = \"Tidak satu pun\" }]",
    ask: "Ada apa waktu itu?",
    is_list: true,
};
const YES_NO: Kind = Kind {
    step: "kind = \"yes-no\"\nask = \"Kabelnya terpasang?\"",
    ask: "Kabelnya terpasang?",
    is_list: true,
};
const READ_ON: Kind = Kind {
    step: "kind = \"info\"\nask = \"Siapkan nomor pelanggan.\"",
    ask: "Siapkan nomor",
    is_list: true,
};
const LINE: Kind = Kind {
    step: "kind = \"text\"\nask = \"Patokan rumah?\"",
    ask: "Patokan rumah?",
    is_list: false,
};
const LINES: Kind = Kind {
    step: "kind = \"text\"\nlines = true\nask = \"Ceritakan semuanya.\"",
    ask: "Ceritakan semuanya.",
    is_list: false,
};
const WAIT: Kind = Kind {
    step: "kind = \"wait\"\nseconds = 600\nask = \"Tunggu sampai lampu tenang.\"",
    ask: "Tunggu sampai lampu tenang.",
    is_list: false,
};
const LOOK: Kind = Kind { step: "kind = \"diagnose\"", ask: "", is_list: false };
const KINDS: [Kind; 7] = [ONE, MANY, YES_NO, READ_ON, LINE, LINES, WAIT];

/// Writes a list of these steps and returns its path.
fn list(home: &Home, steps: &[Kind]) -> String {
    let mut text = "format = 1\nkey = \"uji\"\nversion = \"1.0.0\"\nservice = \"internet\"\nstyle = \"read-do\"\n\
                    title = \"Uji\"\n\n[[phase]]\nkey = \"satu\"\ntitle = \"Satu-satunya\"\n"
        .to_owned();
    for (index, kind) in steps.iter().enumerate() {
        let _ = write!(text, "\n[[phase.step]]\nkey = \"s{index}\"\n{}\n", kind.step);
    }
    text += "\n[[outcome]]\nkey = \"akhir\"\nsegment = \"line\"\nsay = \"Selesai sudah.\"\nexpect = \"Petugas membantu.\"\n\
             request = [\"open-ticket\"]\n";
    home.write("uji.toml", text).display().to_string()
}

/// Waits until the question of a kind can be answered.
#[track_caller]
fn asked(screen: &mut Screen, kind: Kind) {
    if kind.is_list {
        screen.list(kind.ask);
    } else if kind.step == WAIT.step {
        screen.sees("lagi, sampai");
    } else {
        screen.line(kind.ask);
    }
}

/// Begins a list of these steps in a window and waits for its first question.
#[track_caller]
fn begin(home: &Home, steps: &[Kind], size: (usize, usize)) -> Screen {
    let path = list(home, steps);
    let mut screen = Screen::start(home, &format!("run {path}"), "id", size);
    asked(&mut screen, steps[0]);
    screen
}

/// Answers the question of a kind that is open.
#[track_caller]
fn answer(screen: &mut Screen, kind: Kind) {
    match kind.ask {
        ask if ask == ONE.ask => screen.takes("2", "Hijau terus"),
        ask if ask == MANY.ask => {
            screen.takes("2", "Galian");
            screen.sees("[x] Galian");
            screen.list(MANY.ask);
            screen.takes("0", "Selesai memilih");
        }
        ask if ask == YES_NO.ask => screen.takes("2", "Tidak"),
        ask if ask == LINES.ask => screen.press("satu\ndua\n\n"),
        ask if ask == LINE.ask => screen.press("dekat masjid\n"),
        _ => screen.press("\r"),
    }
}

/// Returns the answers in the log of the only session.
fn answers(home: &Home) -> Vec<serde_json::Value> {
    let events = home.events().into_iter();
    events
        .filter(|event| event["kind"] == "answered")
        .map(|event| event["answer"].clone())
        .collect()
}

#[test]
fn a_choice_is_taken_by_number_by_word_or_by_arrow_and_stays_on_the_screen() {
    if !net::is_own() {
        return;
    }
    for (keys, marked) in
        [("3", "Kuning redup"), ("hijau", "Hijau terus"), ("\u{1b}[B\u{1b}[B", "Hijau terus")]
    {
        let home = Home::new();
        let mut screen = begin(&home, &[ONE, YES_NO], USUAL);
        assert!(!screen.entries().iter().any(|entry| entry.starts_with('>')), "{}", screen.text());
        screen.press(keys);
        screen.marks(marked);
        screen.press("\r");
        screen.list(YES_NO.ask);
        let text = screen.text();
        assert!(text.contains(&format!(" {marked}\n")) && text.contains("\n> "), "{text}");
        assert!(!text.contains("  1  Merah"), "the list is gone: {text}");
        assert!(text.contains(ONE.ask), "{text}");
    }
}

#[test]
fn enter_alone_and_keys_without_a_meaning_answer_nothing() {
    if !net::is_own() {
        return;
    }
    for kind in [ONE, MANY, YES_NO] {
        let home = Home::new();
        let mut screen = begin(&home, &[kind, LINE], USUAL);
        screen.press("\r\r\u{4}\u{1a}\u{1b}[5~\u{1b}[H\r");
        screen.rests();
        asked(&mut screen, kind);
        // Letters that move or leave in other programs are only letters here.
        for letter in ["q", "x", "j", "k"] {
            screen.press(letter);
        }
        screen.rests();
        screen.press("\r\u{7f}\u{7f}\u{7f}\u{7f}");
        asked(&mut screen, kind);
        assert!(answers(&home).is_empty());
        answer(&mut screen, kind);
        screen.line(LINE.ask);
        assert_eq!(answers(&home).len(), 1);
    }
}

#[test]
fn several_are_picked_one_after_the_other_and_the_one_that_goes_alone_puts_them_back() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let mut screen = begin(&home, &[MANY, LINE], USUAL);
    assert!(!screen.text().contains("Selesai memilih"));
    for (number, text, shown) in [
        ("1", "Hujan", "1  [x] Hujan"),
        ("3", "Tidak satu", "3  [x] Tidak"),
        ("2", "Galian", "2  [x] Galian"),
    ] {
        screen.takes(number, text);
        screen.sees(shown);
        screen.list(MANY.ask);
        assert_eq!(screen.text().matches("[x]").count(), 1, "{}", screen.text());
    }
    screen.takes("1", "Hujan");
    screen.sees("1  [x] Hujan");
    screen.list(MANY.ask);
    screen.takes("0", "Selesai memilih");
    screen.line(LINE.ask);
    screen.sees("> 1 Hujan; 2 Galian");
    assert_eq!(answers(&home)[0]["options"], serde_json::json!(["a", "b"]));
}

#[test]
fn whatever_is_asked_ctrl_c_gives_back_cursor_terminal_and_session() {
    if !net::is_own() {
        return;
    }
    for kind in KINDS {
        let home = Home::new();
        let path = list(&home, &[YES_NO, kind]);
        let script = format!(
            "trap : INT; before=$(stty -g); \"$CEKDULU\" run {path} --state-dir \"$STATE\"; echo code $?; \
             [ \"$before\" = \"$(stty -g)\" ] && echo modes kept"
        );
        let mut screen = Screen::shell(&home, &script, "id", USUAL);
        screen.list(YES_NO.ask);
        screen.takes("1", "Ya");
        if kind.ask == YES_NO.ask {
            continue;
        }
        asked(&mut screen, kind);
        screen.press("\u{3}");
        screen.sees("code 130");
        screen.sees("modes kept");
        assert!(screen.text().contains("cekdulu resume"), "{}", screen.text());
        assert!(screen.shows_cursor());
        assert_eq!(answers(&home).len(), 1);
    }
}

#[test]
fn whatever_is_asked_the_system_can_end_it() {
    if !net::is_own() {
        return;
    }
    for kind in KINDS {
        let home = Home::new();
        let mut screen = begin(&home, &[kind, LINE], USUAL);
        screen.terminal.signal(Signal::SIGTERM);
        assert_eq!(screen.end(), Some(130), "{}", screen.text());
        assert!(screen.shows_cursor());
        assert!(screen.text().contains("cekdulu resume"), "{}", screen.text());
    }
}

#[test]
fn whatever_is_asked_a_closed_window_ends_it() {
    if !net::is_own() {
        return;
    }
    for kind in KINDS {
        let home = Home::new();
        let mut screen = begin(&home, &[kind, LINE], USUAL);
        screen.terminal.close();
        let code = screen.terminal.end();
        assert!(matches!(code, Some(130 | 3)), "{}: {code:?}", kind.ask);
        assert_eq!(home.sessions().len(), 1);
    }
}

#[test]
fn whatever_is_asked_another_window_size_loses_and_answers_nothing() {
    if !net::is_own() {
        return;
    }
    // Nearly all of it is waiting for the screen to rest.
    std::thread::scope(|scope| {
        for sizes in [[(44, 24), (120, 24)], [(80, 16), (80, 40)], [(40, 10), (200, 60)]] {
            scope.spawn(move || KINDS.into_iter().for_each(|kind| resized(kind, sizes)));
        }
    });
}

/// Asks a question in a window that takes on these sizes.
fn resized(kind: Kind, sizes: [(usize, usize); 2]) {
    let next = if kind.is_list { LINE } else { YES_NO };
    let home = Home::new();
    let mut screen = begin(&home, &[kind, next], USUAL);
    for size in sizes {
        screen.resize(size);
        screen.rests();
        assert!(!screen.terminal.has_ended(), "{}", screen.text());
        asked(&mut screen, kind);
        // A bar leaves nothing of itself behind at its next steps.
        assert!(screen.text().matches("lagi, sampai").count() < 2, "{}", screen.text());
        let question = kind.is_list || size.1 > 12;
        assert!(!question || screen.text().contains(kind.ask), "{size:?}: {}", screen.text());
    }
    if kind.is_list {
        screen.press("\u{1b}[B\u{1b}[B\u{1b}[A\u{1b}[A");
        screen.rests();
        assert!(screen.text().contains(kind.ask), "{}", screen.text());
        screen.press("1\u{7f}");
        asked(&mut screen, kind);
    }
    assert!(answers(&home).is_empty());
    answer(&mut screen, kind);
    asked(&mut screen, next);
    assert_eq!(answers(&home).len(), 1);
}

#[test]
fn a_window_too_small_to_move_in_is_talked_with_plainly() {
    if !net::is_own() {
        return;
    }
    for tiny in [(39, 24), (20, 3), (80, 2), (1, 1)] {
        let home = Home::new();
        let mut screen = begin(&home, &[ONE, YES_NO], USUAL);
        screen.resize(tiny);
        screen.rests();
        assert!(!screen.terminal.has_ended());
        let shown = &screen.terminal.shown;
        assert!(shown.ends_with("> "), "{shown}");
        let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.ends_with("Ketik angka 1 sampai 3. >"), "{shown}");
        assert!(screen.shows_cursor());
        screen.press("2\n");
        screen.rests();
        assert_eq!(answers(&home)[0]["option"], "b");
        screen.resize(USUAL);
        screen.press("ya\n");
        screen.rests();
        assert_eq!(answers(&home).len(), 2, "{}", screen.terminal.shown);
    }
    for size in [(39, 24), (80, 7)] {
        let home = Home::new();
        let path = list(&home, &[ONE]);
        let mut screen = Screen::start(&home, &format!("run {path}"), "id", size);
        screen.rests();
        screen.sees("Ketik angka 1");
        assert!(!screen.terminal.shown.contains('\u{1b}'), "{}", screen.terminal.shown);
    }
}

#[test]
fn the_smallest_and_the_largest_windows_show_question_and_choices() {
    if !net::is_own() {
        return;
    }
    for (size, lang) in [((40, 10), "id"), ((40, 10), "en"), ((80, 24), "en"), ((200, 60), "id")] {
        let home = Home::new();
        let mut screen = Screen::start(&home, "run internet-mati", lang, size);
        let ask = if lang == "id" { "memakai internet" } else { "Which internet" };
        screen.until("question", |screen| {
            screen.list_row().is_some() || screen.text().trim_end().ends_with('>')
        });
        screen.rests();
        let text = screen.text();
        assert!(text.contains(ask), "{text}");
        for number in ["1", "2", "3"] {
            assert!(text.contains(&format!("  {number} ")), "{text}");
        }
    }
}

#[test]
fn long_and_accented_choices_stand_in_full_above_and_eat_nothing() {
    if !net::is_own() {
        return;
    }
    let accented = "é".repeat(60);
    let step = format!(
        "kind = \"choice\"\nask = \"Yang mana?\"\noptions = [{{ key = \"a\", text = \"Satu {accented}\" }}, \
         {{ key = \"b\", text = \"日本語のルーター {}\" }}, {{ key = \"c\", text = \"Tiga – pendek\" }}]",
        "x".repeat(30)
    );
    let kind = Kind { step: step.leak(), ask: "Yang mana?", is_list: true };
    let home = Home::new();
    let mut screen = begin(&home, &[kind, LINE], USUAL);
    let above = screen.rows()[..screen.list_row().unwrap()].to_vec();
    for (number, text) in [("1 ", &*accented), ("2 ", "日"), ("3 ", "Tiga – pendek")] {
        assert!(
            above.iter().any(|row| row.starts_with(&format!("  {number}")) && row.contains(text)),
            "{above:?}"
        );
    }
    for _ in 0..12 {
        screen.press("\u{1b}[B");
    }
    screen.rests();
    assert_eq!(screen.rows()[..screen.list_row().unwrap()], above);
    assert!(screen.entries().iter().all(|entry| entry.is_ascii()), "{:?}", screen.entries());
    screen.press("2");
    screen.marks("> 2");
    screen.press("\r");
    screen.line(LINE.ask);
    screen.sees("> 2 日");
    assert_eq!(answers(&home)[0]["option"], "b");
}

#[test]
fn however_much_is_typed_into_a_list_it_is_drawn_once() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let mut screen = begin(&home, &[ONE, LINE], (40, 16));
    let above = screen.rows()[..screen.list_row().unwrap()].to_vec();
    for part in ["abc def ghi ", "日本語", "é\u{85}\u{202e}", "x".repeat(90).as_str()] {
        screen.press(part);
        screen.rests();
        // The line says too when nothing is found.
        let lines = ["lalu Enter:", "hapus (Backspace):"];
        let drawn = lines.map(|line| screen.text().matches(line).count());
        assert_eq!(drawn.iter().sum::<usize>(), 1, "{}", screen.text());
        assert_eq!(screen.rows()[..screen.list_row().unwrap()], above);
    }
    screen.press(&"\u{7f}".repeat(150));
    screen.list(ONE.ask);
    assert_eq!(screen.rows()[..screen.list_row().unwrap()], above);
}

#[test]
fn pasted_lines_do_not_answer_what_is_asked_next() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let mut screen = begin(&home, &[LINE, YES_NO, LINES], USUAL);
    screen.press("\u{1b}[200~baris satu\nya, mati\n1\n1\n\u{1b}[201~");
    screen.list(YES_NO.ask);
    screen.sees("Yang diketik sebelum pertanyaan ini muncul tidak dipakai.");
    screen.rests();
    assert_eq!(answers(&home).len(), 1);
    assert_eq!(answers(&home)[0]["text"], "baris satu");
    // The same into a list.
    screen.press("1\rdua\ntiga\n\n");
    screen.line(LINES.ask);
    screen.rests();
    assert_eq!(answers(&home).len(), 2);
    screen.press("mod\u{1b}[Dem\n\n");
    screen.rests();
    assert_eq!(answers(&home)[2]["text"], "modem");
    assert!(!screen.terminal.shown.contains("\u{1b}[?2004h"));
}

#[test]
fn the_other_choices_are_a_key_away_and_the_words_with_a_slash_too() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let mut screen = begin(&home, &[YES_NO, ONE, LINE], (80, 30));
    screen.takes("1", "Ya");
    screen.list(ONE.ask);
    screen.press("\u{1b}");
    screen.until("long list", |screen| {
        screen.entries().iter().any(|entry| entry.contains("Kembali ke pilihan"))
    });
    screen.press("\u{1b}");
    screen.until("short list", |screen| {
        let entries = screen.entries();
        let has = |text: &str| entries.iter().any(|entry| entry.contains(text));
        has("Bantuan dan pilihan lain") && !has("/ringkasan")
    });
    screen.list(ONE.ask);
    screen.press("?");
    screen.marks("Bantuan dan pilihan lain");
    screen.press("\r");
    screen.until("long list", |screen| {
        screen.entries().iter().any(|entry| entry.contains("Kembali ke pilihan"))
    });
    screen.press("/kembali");
    screen.marks("/kembali");
    screen.press("\r");
    // Back at the first question, whose answer Enter keeps.
    screen.marks("Tetap: Ya");
    screen.press("\r");
    screen.list(ONE.ask);
    screen.sees("> Tetap: Ya");
    screen.press("/tidak-tahu");
    screen.marks("/tidak-tahu");
    screen.press("\r");
    screen.line(LINE.ask);
    screen.press("/keluar\n");
    assert_eq!(screen.end(), Some(130), "{}", screen.text());
}

#[test]
fn the_first_screen_speaks_the_other_language_at_0() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let mut screen = Screen::start(&home, "", "id", USUAL);
    screen.list("Apa yang terjadi?");
    screen.takes("0", "English");
    screen.list("What is wrong?");
    screen.takes("1", "No internet");
    screen.list("Which internet");
    assert!(screen.text().contains("> 1 No internet"), "{}", screen.text());
}

#[test]
fn a_wait_shows_what_is_left_and_ends_by_enter_but_not_by_keys_from_before() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let mut screen = begin(&home, &[YES_NO, WAIT, LINE], USUAL);
    screen.press("1");
    screen.marks("Ya");
    screen.press("\r\r\r");
    screen.sees("lagi, sampai");
    assert_eq!(answers(&home).len(), 1, "what was typed before does not count");
    let row = screen.rows().into_iter().find(|row| row.starts_with('[')).unwrap();
    assert!(row.contains("-] 9:5") || row.contains("-] 10:00 lagi, sampai "), "{row}");
    screen.sees("-] 9:58 lagi, sampai ");
    screen.press("abc\u{1b}[A\u{1b}[B ");
    screen.press("?");
    screen.list("Mau apa?");
    screen.takes("1", "Tunggu terus");
    screen.sees("lagi, sampai");
    screen.press("\u{1b}");
    screen.list("Mau apa?");
    assert!(screen.entries().iter().any(|entry| entry.contains("/lewati")));
    screen.press("\u{1b}\u{1b}");
    screen.rests();
    screen.list("Mau apa?");
    screen.takes("1", "Tunggu terus");
    screen.sees("lagi, sampai");
    screen.press("\r");
    screen.line(LINE.ask);
    assert!(!screen.text().contains("lagi, sampai"), "the bar is gone: {}", screen.text());
    assert_eq!(answers(&home).len(), 2);
}

#[test]
fn what_the_program_looks_at_appears_line_by_line_and_the_sign_of_work_goes() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let mut screen = begin(&home, &[YES_NO, LOOK, LINE], USUAL);
    screen.takes("1", "Ya");
    screen.line(LINE.ask);
    let rows = screen.rows();
    let at = rows.iter().position(|row| row.contains("Program memeriksa jaringan")).unwrap();
    assert!(rows[at + 1].chars().next().is_some_and(char::is_alphabetic), "{}", screen.text());
    let sign = |row: &String| {
        row.starts_with(['|', '/', '-', '\\']) && row.ends_with('s') && row.len() < 8
    };
    assert!(!rows.iter().any(sign), "{}", screen.text());
    assert!(screen.shows_cursor());
}

#[test]
fn ctrl_d_ends_a_line_and_leaves_a_list_alone() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let mut screen = begin(&home, &[YES_NO, LINE], USUAL);
    screen.press("\u{4}\u{4}");
    screen.rests();
    screen.list(YES_NO.ask);
    screen.takes("1", "Ya");
    screen.line(LINE.ask);
    screen.press("\u{4}");
    assert_eq!(screen.end(), Some(2), "{}", screen.text());
    assert!(screen.text().contains("Masukan berakhir"), "{}", screen.text());
}

#[test]
fn ctrl_z_stops_the_job_and_its_question_is_still_open_afterwards() {
    if !net::is_own() {
        return;
    }
    for (kind, keys) in [(LINE, "dekat masjid\n"), (WAIT, "\r")] {
        let home = Home::new();
        let path = list(&home, &[kind, YES_NO]);
        let script = "PS1='$ ' exec bash --norc --noprofile --noediting -i";
        let mut screen = Screen::shell(&home, script, "id", USUAL);
        screen.sees("$");
        screen.press(&format!("\"$CEKDULU\" run {path} --state-dir \"$STATE\"\n"));
        asked(&mut screen, kind);
        screen.press("\u{1a}");
        screen.sees("Stopped");
        assert!(screen.shows_cursor());
        screen.press("stty -a | grep -o '[-]*echo '; jobs | wc -l\n");
        screen.sees("echo\n1");
        screen.press("clear; fg\n");
        screen.until("open question", |screen| {
            let text = screen.text();
            text.contains("\n>") || text.contains("lagi, sampai")
        });
        screen.rests();
        screen.press(keys);
        screen.list(YES_NO.ask);
        assert_eq!(answers(&home).len(), 1);
        screen.takes("1", "Ya");
        screen.rests();
        assert_eq!(answers(&home).len(), 2);
    }
}

#[test]
fn a_job_that_was_stopped_in_a_list_shows_it_again() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let mut screen = begin(&home, &[ONE, LINE], USUAL);
    screen.terminal.signal(Signal::SIGSTOP);
    // As a shell would leave it.
    screen.terminal.make_sane();
    screen.terminal.signal(Signal::SIGCONT);
    screen.until("question once more", |screen| screen.text().matches(ONE.ask).count() == 2);
    screen.list(ONE.ask);
    screen.takes("2", "Hijau terus");
    screen.line(LINE.ask);
    assert_eq!(answers(&home).len(), 1);
}

#[test]
fn only_a_terminal_that_can_show_it_gets_what_moves() {
    if !net::is_own() {
        return;
    }
    for (words, vars) in [
        ("--plain", &[][..]),
        ("", &[("TERM", "dumb")][..]),
        ("", &[("ACCESSIBLE", "1")][..]),
        ("", &[("TERM", "")][..]),
    ] {
        let home = Home::new();
        let path = list(&home, &[ONE, WAIT]);
        let mut screen = Screen::with(&home, &format!("run {path} {words}"), "id", USUAL, vars);
        screen.line("Ketik angka 1 sampai 3.");
        screen.press("2\n");
        screen.sees("Menunggu 10 menit, sampai pukul");
        assert!(!screen.terminal.shown.contains('\u{1b}'), "{}", screen.terminal.shown);
    }
}

#[test]
fn results_and_talk_can_go_elsewhere() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let path = list(&home, &[YES_NO]);
    let run = format!("\"$CEKDULU\" run {path} --state-dir \"$STATE\"");
    let mut screen = Screen::shell(&home, &format!("{run} > out"), "id", USUAL);
    screen.list(YES_NO.ask);
    screen.takes("1", "Ya");
    screen.list("Sudah tersambung");
    let printed = std::fs::read_to_string(home.path("out")).unwrap();
    assert!(printed.contains("Selesai sudah.") && !printed.contains('\u{1b}'), "{printed}");
    // Where nobody sees the talk it is plain, and goes where it was sent.
    let home = Home::new();
    let path = list(&home, &[YES_NO]);
    let run = format!("\"$CEKDULU\" run {path} --state-dir \"$STATE\"");
    let mut screen = Screen::shell(&home, &format!("{run} 2> err"), "id", USUAL);
    screen.rests();
    screen.press("1\n");
    screen.rests();
    let said = std::fs::read_to_string(home.path("err")).unwrap();
    assert!(said.contains("Kabelnya terpasang?\n  1 Ya\n") && !said.contains('\u{1b}'), "{said}");
    assert_eq!(answers(&home).len(), 1);
}

#[test]
fn bold_is_used_unless_it_is_not_wanted() {
    if !net::is_own() {
        return;
    }
    for (words, vars, bold) in [
        ("", &[][..], true),
        ("", &[("NO_COLOR", "1")][..], false),
        ("--color never", &[][..], false),
        ("--color always", &[("NO_COLOR", "1")][..], true),
    ] {
        let home = Home::new();
        let path = list(&home, &[ONE, WAIT]);
        let mut screen = Screen::with(&home, &format!("run {path} {words}"), "id", USUAL, vars);
        screen.list(ONE.ask);
        screen.takes("1", "Merah");
        screen.sees("lagi, sampai");
        let shown = &screen.terminal.shown;
        assert_eq!(
            shown.contains("\u{1b}[1mLampu mana yang menyala?"),
            bold,
            "{words} {vars:?}: {shown}"
        );
        assert_eq!(shown.contains("\u{1b}[1m"), bold, "{words} {vars:?}");
    }
}

#[test]
fn a_terminal_without_utf_8_gets_ascii() {
    if !net::is_own() {
        return;
    }
    for words in ["", "--plain"] {
        let home = Home::new();
        let step = "kind = \"choice\"\nask = \"Café – “mana”?\"\noptions = [{ key = \"a\", text = \"Satu · 1\" }]";
        let kind = Kind { step, ask: "Cafe - \"mana\"?", is_list: true };
        let path = list(&home, &[kind]);
        let vars = [("LC_ALL", "C")];
        let mut screen =
            Screen::with(&home, &format!("run {path} {words} --lang id"), "id", USUAL, &vars);
        screen.sees(kind.ask);
        screen.sees("Satu - 1");
        screen.rests();
        screen.press(if words.is_empty() { "1\r" } else { "1\n" });
        screen.sees("Sudah tersambung");
        screen.rests();
        assert!(screen.terminal.shown.contains("BACA INI"));
        assert!(screen.terminal.shown.is_ascii(), "{}", screen.terminal.shown);
    }
}

/// Not a test of its own: the program that the test below runs in a terminal.
#[test]
#[ignore = "ends the test program on purpose"]
fn breaks() {
    use cekdulu::cli::{Asked, parse};
    use cekdulu::env::Env;
    use cekdulu::lang::Lang;
    let Ok(Asked::Do(cli)) = parse(&["cekdulu".into()], Lang::Id) else { panic!() };
    let env = Env::real();
    let mut face = cekdulu::ui::open(&env, &cli.common, Lang::Id).unwrap();
    cekdulu::ui::output::stay_calm();
    face.busy("Program bekerja.", &mut |tell| {
        tell("baris pertama");
        std::thread::sleep(std::time::Duration::from_millis(600));
        panic!("on purpose");
    });
}

#[test]
fn a_mistake_of_the_program_gives_the_terminal_back() {
    let home = Home::new();
    let test = std::env::current_exe().unwrap().display().to_string();
    let script = format!(
        "before=$(stty -g); '{test}' --exact comfort::breaks --ignored --nocapture; echo code $?; \
         [ \"$before\" = \"$(stty -g)\" ] && echo modes kept"
    );
    let mut screen = Screen::shell(&home, &script, "id", (160, 24));
    screen.sees("baris pertama");
    screen.sees("code 3");
    screen.sees("modes kept");
    let rows = screen.rows();
    let at = rows.iter().position(|row| row == "baris pertama").unwrap();
    let end = rows.iter().position(|row| row == "code 3").unwrap();
    let said = include_str!("../../src/lang/panic.txt").trim_end().lines().map(str::trim_end);
    assert_eq!(rows[at + 1..end], said.collect::<Vec<_>>(), "{}", screen.text());
    assert!(screen.shows_cursor());
}
