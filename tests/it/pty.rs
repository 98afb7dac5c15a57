//! The talk in a real terminal.

use textwrap::core::display_width;

use crate::support::pty::Terminal;
use crate::support::{Home, net};

/// Returns how many steps the only session has answers to.
fn answered(home: &Home) -> usize {
    home.events().iter().filter(|event| event["kind"] == "answered").count()
}

#[test]
fn the_first_screen_speaks_the_other_language_at_0() {
    if !net::is_own() {
        return;
    }
    for (lang, [what, other], [what_then, other_then, list]) in [
        (
            "id",
            ["Apa yang terjadi?", "0 English"],
            ["What is wrong?", "0 Bahasa Indonesia", "No internet"],
        ),
        (
            "en",
            ["What is wrong?", "0 Bahasa Indonesia"],
            ["Apa yang terjadi?", "0 English", "Internet mati"],
        ),
    ] {
        let home = Home::new();
        let mut terminal = Terminal::start(&home, "--plain", lang, 80);
        terminal.expect(what);
        terminal.expect(other);
        terminal.answer("0");
        terminal.expect(what_then);
        terminal.expect(other_then);
        terminal.expect(&format!("1 {list}"));
        terminal.answer("1");
        terminal.expect(list);
        terminal.turn();
        assert!(!terminal.shown.contains('\u{1b}'), "the plain face uses no codes");
    }
}

#[test]
fn ctrl_c_keeps_the_session_and_says_how_to_go_on() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let mut terminal = Terminal::start(&home, "run internet-mati --plain", "en", 80);
    terminal.answer("3");
    terminal.turn();
    terminal.press("half an answ\u{3}");
    assert_eq!(terminal.end(), Some(130), "{}", terminal.shown);
    terminal.expect("Stopped for now.");
    terminal.expect("cekdulu resume");
    let mut again = Terminal::start(&home, "resume --plain", "en", 80);
    again.expect("Steps done so far: 1.");
    again.expect("Since when has it been dead?");
    again.turn();
    again.press("/quit\n");
    assert_eq!(again.end(), Some(130), "{}", again.shown);
    assert_eq!(answered(&home), 1);
}

#[test]
fn a_closed_window_or_input_keeps_every_answer() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let mut terminal = Terminal::start(&home, "run internet-mati --plain", "id", 80);
    terminal.answer("3");
    terminal.turn();
    terminal.close();
    let code = terminal.end();
    assert!(matches!(code, Some(130 | 3)), "{code:?}");
    let mut again = Terminal::start(&home, "resume --plain", "id", 80);
    again.expect("Sejak kapan mati?");
    again.turn();
    again.press("\u{4}");
    assert_eq!(again.end(), Some(2), "{}", again.shown);
    again.expect("Masukan berakhir");
    again.expect("cekdulu resume");
    assert_eq!(answered(&home), 1);
}

#[test]
fn no_line_is_wider_than_the_window_also_after_a_resize() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let mut terminal = Terminal::start(&home, "run internet-mati --plain", "id", 40);
    let narrow = |terminal: &mut Terminal, typed: &str, columns: usize| {
        let shown = terminal.turn();
        for line in shown.lines() {
            assert!(display_width(line) <= columns, "{columns}: {line}");
        }
        terminal.press(&format!("{typed}\n"));
        shown
    };
    for typed in ["1", "kemarin jam 7 malam", "1", "/bantuan"] {
        narrow(&mut terminal, typed, 40);
    }
    narrow(&mut terminal, "1", 40);
    terminal.turn();
    terminal.resize(100);
    terminal.press("1\n");
    let wide = terminal.turn();
    let widest = wide.lines().map(display_width).max();
    assert!(widest.is_some_and(|widest| widest > 40 && widest <= 100), "{wide}");
    terminal.resize(30);
    terminal.press("5\n");
    narrow(&mut terminal, "1", 30);
    narrow(&mut terminal, "1", 30);
}

#[test]
fn lines_that_were_pasted_do_not_answer_the_next_question() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let mut terminal = Terminal::start(&home, "run internet-mati --plain", "en", 80);
    terminal.turn();
    terminal.press("3\nyesterday\n1\n1\n1\n");
    terminal.expect("Since when has it been dead?");
    terminal.expect("What was typed before this question appeared was not used.");
    terminal.turn();
    assert_eq!(answered(&home), 1);
    terminal.press("yesterday 19:00\n");
    terminal.expect("1 Right");
    terminal.turn();
    assert_eq!(answered(&home), 1, "not before it is confirmed");
    terminal.press("1\n");
    terminal.expect("dead ever since");
    terminal.turn();
    assert_eq!(answered(&home), 2);
}

#[test]
fn a_wait_ends_with_enter_and_a_restart_is_the_persons_word() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let mut terminal = Terminal::start(&home, "run internet-mati --plain", "en", 80);
    // At another home, fibre, everything dead, no red light; not restarted yet.
    for typed in
        ["3", "yesterday 19:00", "1", "1", "1", "1", "5", "1", "1", "1", "3", "4", "5", "1"]
    {
        terminal.answer(typed);
    }
    terminal.expect("switched off and on again?");
    terminal.answer("5");
    terminal.expect("Do not press the RESET hole.");
    terminal.answer("1");
    terminal.expect("Waiting 1 minute, until");
    terminal.expect("Press Enter when the minute is over.");
    terminal.press("\n");
    terminal.expect("Plug the modem's power in again.");
    terminal.answer("1");
    terminal.expect("Waiting 5 minutes, until");
    terminal.press("\n");
    terminal.expect("What about the trouble?");
    terminal.turn();
    let events = home.events();
    let answered = |event: &&serde_json::Value| event["kind"] == "answered";
    let mut answers = events.iter().filter(answered);
    let restart = answers.find(|event| event["step"] == "ulang.mulai").unwrap();
    assert_eq!(restart["answer"]["as"], "restart");
    assert_eq!(restart["answer"]["seen"], false, "this computer is elsewhere");
}
