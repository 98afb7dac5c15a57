//! What leaves the screen: the message, the codes, the clipboard, and the person's word for it.

use crate::support::pty::Terminal;
use crate::support::scan::{self, DARK, LIGHT, Theme};
use crate::support::screen::Screen;
use crate::support::{Answers, Home, net};

/// The customer number, as it is typed and as it is read out.
const NUMBER: [&str; 2] = ["122345678901", "1223 - 4567 - 8901"];

/// What the shell says when the program has ended.
const END: &str = "THE END";

/// Returns a home with one finished session: red LOS, a ticket, a promise, and own words.
fn home() -> Home {
    let home = Home::new();
    let answers = Answers::red_los().with("kunjungan.patokan", "seberang masjid\nibu saya sakit");
    home.write("answers.toml", answers.text());
    home.cekdulu("run internet-mati --answers answers.toml").prints_anything().run();
    home
}

/// Starts `show` in a window.
fn show(home: &Home, words: &str, size: (usize, usize), vars: &[(&str, &str)]) -> Screen {
    let set = [("TERM", "xterm-256color")];
    Screen::with(home, &format!("show {words}"), "en", size, &[&set, vars].concat())
}

/// Starts the program from a shell that says when it has ended.
fn shell(home: &Home, words: &str, size: (usize, usize), vars: &[(&str, &str)]) -> Screen {
    let set: Vec<_> = vars.iter().map(|(name, value)| format!("{name}='{value}' ")).collect();
    let set = set.concat();
    let script = format!(
        "export TERM=xterm-256color; {set}$CEKDULU {words} --state-dir $STATE; printf '{END}'"
    );
    Screen::shell(home, &script, "en", size)
}

/// Returns the message as it is printed.
fn message(home: &Home) -> String {
    home.cekdulu("show --as message --yes").prints_anything().says_anything().run().out()
}

#[test]
fn the_message_is_masked_and_without_own_words_unless_somebody_says_otherwise() {
    let home = home();
    let said = [
        "Lines of your own words that were left out: 3.",
        "about health or have a secret code in them: 1.",
    ];
    let ran = home.cekdulu("show --as message").prints_anything().says(&said).run();
    let text = ran.out();
    assert!(
        text.contains("Ticket number: IN99887766\n") && text.ends_with("\nThank you.\n"),
        "{text}"
    );
    for personal in ["8901", "Wijaya", "0812", "Blok C5", "masjid", "sakit"] {
        assert!(!text.contains(personal), "{personal}: {text}");
    }
    let id = home
        .cekdulu("show --as message --yes")
        .lang("id")
        .prints_anything()
        .says_anything()
        .run()
        .out();
    assert!(id.starts_with("Selamat ") && id.ends_with("\nTerima kasih.\n"), "{id}");
    let mine = home.cekdulu("show --as message --for me").prints_anything().run().out();
    assert!(
        mine.contains("masjid") && mine.contains("sakit") && mine.contains(NUMBER[0]),
        "{mine}"
    );
}

#[test]
fn without_a_person_nothing_is_printed_for_the_provider_unasked() {
    let home = home();
    let refused = ["that needs a yes, and there is nobody to ask here", "--yes", "--for public"];
    for form in ["script", "text", "md", "json", "message", "qr"] {
        let show = |more: &str| home.cekdulu(&format!("show --as {form} --for provider{more}"));
        show("").exits(2).says(&refused).run();
        let holds = ["In it, in full: ", "Customer number"];
        let out = show(" --yes").prints_anything().says(&holds).run().out();
        let number = NUMBER.iter().any(|number| out.contains(number));
        assert_eq!(number, form != "qr", "{form}: {out}");
    }
    let id = ["perlu persetujuan", "--for public"];
    home.cekdulu("show --for provider").lang("id").exits(2).says(&id).run();
}

#[test]
fn the_provider_gets_nothing_before_the_person_has_seen_it() {
    if !net::is_own() {
        return;
    }
    let home = home();
    for (form, mark) in
        [("message", "Ticket number: IN99887766"), ("md", "# No internet"), ("json", "\"reader\"")]
    {
        for (answer, code, times) in [("2", Some(1), 1), ("1", Some(0), 2)] {
            let words = format!("show --as {form} --for provider --plain");
            let mut terminal = Terminal::start(&home, &words, "en", 100);
            if form == "message" {
                terminal.expect("Lines of your own words that could go in: 4.");
                terminal.answer("2");
            }
            terminal.expect("This is for the provider. What will be printed:");
            terminal.expect(mark);
            terminal.expect("In it, in full: ");
            terminal.expect("Customer number");
            terminal.expect("Print it for the provider?");
            terminal.answer(answer);
            assert_eq!(terminal.end(), code, "{}", terminal.shown);
            assert_eq!(terminal.shown.matches(mark).count(), times, "{}", terminal.shown);
        }
    }
}

#[test]
fn the_preview_names_the_provider_and_ends_with_ctrl_c() {
    if !net::is_own() {
        return;
    }
    let home = home();
    let words = "--for provider --provider indihome";
    let mut screen = show(&home, words, (100, 40), &[]);
    screen.list("Print it for the provider?");
    assert!(screen.terminal.shown.contains("This is for IndiHome"), "{}", screen.terminal.shown);
    screen.press("\u{3}");
    assert_eq!(screen.end(), Some(130));
}

#[test]
fn own_lines_go_in_one_by_one_on_the_persons_word() {
    if !net::is_own() {
        return;
    }
    let home = home();
    let mut terminal = Terminal::start(&home, "show --as message --plain", "id", 100);
    terminal.expect("3 baris. Lihat satu per satu?");
    terminal.answer("1");
    for (line, answer) in [
        ("Ada orang di rumah: ", "2"),
        ("Patokan rumah: seberang masjid", "1"),
        ("Dijanjikan: teknisi", "2"),
    ] {
        terminal.expect(line);
        terminal.expect("Masukkan baris ini?");
        terminal.answer(answer);
    }
    assert_eq!(terminal.end(), Some(0));
    let (_, printed) = terminal.shown.rsplit_once("Selamat ").unwrap();
    assert!(printed.contains("\nPatokan rumah: seberang masjid\n"), "{printed}");
    assert!(
        !printed.contains("Ada orang") && !printed.contains("Dijanjikan: teknisi"),
        "{printed}"
    );
}

/// Puts together what several codes say, each with its place before it.
fn joined(codes: &[String]) -> String {
    if let [only] = codes {
        return only.clone();
    }
    let count = codes.len();
    let parts = (1..).zip(codes).map(|(at, code)| {
        let beginning = format!("{at}/{count} ");
        code.strip_prefix(&beginning).unwrap_or_else(|| panic!("{beginning}: {code}")).to_owned()
    });
    parts.collect()
}

/// Pages through all codes of a window and returns what a camera reads of each, in each of some themes.
fn scanned(mut screen: Screen, size: (usize, usize), themes: &[Theme]) -> Vec<Vec<String>> {
    let mut read = vec![Vec::new(); themes.len()];
    for turn in 1.. {
        let turns = |screen: &Screen| screen.terminal.shown.matches("\n> ").count();
        screen.until("turn", |screen| {
            turns(screen) >= turn || screen.terminal.shown.trim_end().ends_with(END)
        });
        let over = turns(&screen) < turn;
        for (all, theme) in read.iter_mut().zip(themes) {
            let seen = scan::read(pictured(&screen, size).screen(), *theme);
            assert_eq!(seen.len(), 1, "one code, and only one, in {theme:?}:\n{}", screen.text());
            // The last one stays in sight after its question.
            if all.last() != seen.last() {
                all.extend(seen);
            }
        }
        if over {
            return read;
        }
        screen.press(if screen.text().contains("1 Go on") { "1\r" } else { "\r" });
    }
    read
}

/// Returns what a window of this size shows now.
fn pictured(screen: &Screen, (columns, rows): (usize, usize)) -> vt100::Parser {
    let mut parser = vt100::Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 0);
    parser.process(&screen.terminal.bytes);
    parser
}

#[test]
fn a_camera_reads_the_message_off_every_window() {
    if !net::is_own() || !scan::has_reader() {
        return;
    }
    let home = home();
    let whole = message(&home);
    for (size, vars, themes) in [
        ((130, 70), &[][..], &[DARK, LIGHT][..]),
        ((80, 50), &[("TERM", "xterm")], &[DARK, LIGHT]),
        // Little room, so that less of it is left light around each code.
        ((80, 30), &[("TERM", "xterm")], &[DARK, LIGHT]),
        ((150, 80), &[("LANG", "C")], &[DARK, LIGHT]),
        // Without colours ink is light, unless the terminal says that its ground is.
        ((80, 50), &[("NO_COLOR", "1")], &[DARK]),
        ((80, 50), &[("NO_COLOR", "1"), ("COLORFGBG", "0;15")], &[LIGHT]),
        ((150, 80), &[("NO_COLOR", "1"), ("LANG", "C")], &[DARK]),
    ] {
        let screen = shell(&home, "show --as qr --yes", size, vars);
        for codes in scanned(screen, size, themes) {
            assert_eq!(joined(&codes), whole, "{size:?} {vars:?}");
            // A camera reads version 20 at most, 666 bytes: a large window needs few codes, and several in no case too many.
            let most = if size.1 == 70 { 2 } else { 20 };
            assert!((1..=most).contains(&codes.len()), "{size:?} {vars:?}: {}", codes.len());
        }
    }
}

#[test]
fn without_colours_the_drawing_can_be_turned_round() {
    if !net::is_own() || !scan::has_reader() {
        return;
    }
    let home = home();
    let size = (100, 60);
    let mut screen = show(&home, "--as qr --yes --color never", size, &[]);
    screen.sees("Drawn without colours, for a window with light letters on dark.");
    screen.until("turn", |screen| screen.terminal.shown.ends_with("\n> "));
    let seen = |screen: &Screen, theme| scan::read(pictured(screen, size).screen(), theme).len();
    assert_eq!((seen(&screen, DARK), seen(&screen, LIGHT)), (1, 0));
    screen.press("2\r");
    screen.until("turn", |screen| screen.terminal.shown.matches("\n> ").count() == 2);
    assert_eq!((seen(&screen, DARK), seen(&screen, LIGHT)), (0, 1));
    screen.press("\u{3}");
    assert_eq!(screen.end(), Some(130));
}

#[test]
fn codes_in_a_file_are_those_of_paper() {
    if !scan::has_reader() {
        return;
    }
    let home = home();
    let paper = ["for dark letters on light, as on paper", "left out"];
    let drawn = home.cekdulu("show --as qr").prints_anything().says(&paper).run().out();
    assert!(!drawn.contains('\u{1b}'));
    let mut codes: Vec<String> = Vec::new();
    let count = drawn.lines().filter(|line| line.contains('/')).count();
    for part in
        drawn.split(|c: char| c.is_ascii_digit() || c == '/').filter(|part| part.contains('█'))
    {
        let mut parser = vt100::Parser::new(60, 80, 0);
        parser.process(part.replace('\n', "\r\n").as_bytes());
        codes.extend(scan::read(parser.screen(), LIGHT));
    }
    assert_eq!((count, joined(&codes)), (codes.len(), message(&home)));
    let always =
        home.cekdulu("show --as qr --color always --yes").prints_anything().says_anything();
    assert!(always.run().out().contains("\u{1b}[30;47m"));
}

#[test]
fn a_window_that_is_too_small_says_what_would_do() {
    if !net::is_own() {
        return;
    }
    let home = home();
    for (lang, size, parts) in [
        (
            "en",
            (30, 60),
            [
                "This window is too small for QR codes.",
                "33 columns and 21 rows",
                "cekdulu show --as message",
            ],
        ),
        (
            "id",
            (100, 12),
            [
                "Jendela ini terlalu kecil untuk kode QR.",
                "33 kolom dan 21 baris",
                "cekdulu show --as message",
            ],
        ),
    ] {
        let mut screen = Screen::start(&home, "show --as qr --yes", lang, size);
        assert_eq!(screen.end(), Some(3));
        let said = screen.terminal.shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(parts.iter().all(|part| said.contains(part)), "{said}");
    }
    let mut screen = show(&home, "--as qr", (80, 24), &[]);
    for (turn, ask) in [(1, "Go through them?"), (2, "there would be only")] {
        screen.until("turn", |screen| screen.terminal.shown.matches("\n> ").count() == turn);
        screen.sees(ask);
        screen.press("2\r");
    }
    assert_eq!(screen.end(), Some(0));
}

/// RFC 4648, section 4, the other way.
fn unbase64(text: &str) -> Vec<u8> {
    let digit = |c: u8| match c {
        b'A'..=b'Z' => u32::from(c - b'A'),
        b'a'..=b'z' => u32::from(c - b'a') + 26,
        b'0'..=b'9' => u32::from(c - b'0') + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut out = Vec::new();
    for four in text.trim_end_matches('=').as_bytes().chunks(4) {
        let bits = four.iter().fold(0, |bits, c| bits << 6 | digit(*c)) << (6 * (4 - four.len()));
        out.extend(&bits.to_be_bytes()[1..four.len()]);
    }
    out
}

/// Returns what the terminal was asked to put on its clipboard.
fn clipboard(bytes: &[u8], beginning: &str) -> Option<String> {
    let shown = String::from_utf8_lossy(bytes);
    let (_, rest) = shown.split_once(beginning)?;
    let (data, _) = rest.split_once('\u{7}')?;
    String::from_utf8(unbase64(data)).ok()
}

#[test]
fn the_message_goes_to_the_clipboard_of_the_terminal() {
    if !net::is_own() {
        return;
    }
    let home = home();
    let whole = message(&home);
    for (vars, beginning) in
        [(&[][..], "\u{1b}]52;c;"), (&[("TMUX", "/tmp/tmux")], "\u{1b}Ptmux;\u{1b}\u{1b}]52;c;")]
    {
        let set = [&[("TERM", "xterm")], vars].concat();
        let mut terminal =
            Terminal::start_with(&home, "show --as message --copy --yes", ("en", 200), &set);
        terminal.expect("if your terminal supports it");
        terminal.expect("passed on between devices");
        assert_eq!(terminal.end(), Some(0));
        assert_eq!(clipboard(&terminal.bytes, beginning), Some(whole.clone()));
    }
}

#[test]
fn nothing_unmasked_is_copied_without_a_yes_and_nothing_without_a_terminal() {
    let home = home();
    let none = ["by way of the terminal, and there is none here"];
    home.cekdulu("show --as message --copy").exits(2).says(&none).run();
    for form in ["script", "json", "qr"] {
        let only = ["Only the forms message, text and md can be copied."];
        home.cekdulu(&format!("show --copy --as {form}")).exits(2).says(&only).run();
    }
    if !net::is_own() {
        return;
    }
    for (answer, copied) in [("2", false), ("1", true)] {
        let mut terminal = Terminal::start(&home, "show --as text --copy --plain", "en", 100);
        terminal.expect("Nothing in it is masked");
        terminal.answer(answer);
        assert_eq!(terminal.end(), Some(0), "{}", terminal.shown);
        let found = clipboard(&terminal.bytes, "\u{1b}]52;c;");
        assert_eq!(found.is_some_and(|text| text.contains(NUMBER[1])), copied);
        assert_eq!(terminal.shown.contains("It was not copied."), !copied);
    }
}
