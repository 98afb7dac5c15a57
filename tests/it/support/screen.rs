//! What a person sees: the screen that the program's bytes come to, not the bytes.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::pty::{PATIENCE, Terminal};
use super::{Home, net};

/// What a list shows while it waits for a key, in both languages.
const ASKS: [&str; 4] =
    ["lalu Enter:", "then Enter:", "hapus (Backspace):", "erase with Backspace:"];

/// How long nothing may be shown before a screen counts as at rest.
const REST: Duration = Duration::from_millis(200);

/// A window with the program in it.
pub(crate) struct Screen {
    /// The terminal.
    pub(crate) terminal: Terminal,
    parser: vt100::Parser,
    fed: usize,
}

impl Screen {
    /// Starts the program in a window of so many columns and rows.
    pub(crate) fn start(home: &Home, words: &str, lang: &str, size: (usize, usize)) -> Self {
        Self::with(home, words, lang, size, &[])
    }

    /// Starts the program with these variables set.
    pub(crate) fn with(
        home: &Home,
        words: &str,
        lang: &str,
        size: (usize, usize),
        vars: &[(&str, &str)],
    ) -> Self {
        let mut program: Vec<_> = net::enter().to_vec();
        program.push(env!("CARGO_BIN_EXE_cekdulu"));
        program.extend(words.split_whitespace());
        let mut command = Terminal::command(home, &program, lang);
        command.arg("--state-dir").arg(home.state()).envs(vars.iter().copied());
        Self::over(Terminal::spawn(command, size), size)
    }

    /// Starts a command of a shell, that has `$CEKDULU` and its words in it.
    pub(crate) fn shell(home: &Home, script: &str, lang: &str, size: (usize, usize)) -> Self {
        let mut program: Vec<_> = net::enter().to_vec();
        program.extend(["sh", "-c", script]);
        let mut command = Terminal::command(home, &program, lang);
        command.env("CEKDULU", env!("CARGO_BIN_EXE_cekdulu")).env("STATE", home.state());
        Self::over(Terminal::spawn(command, size), size)
    }

    /// Looks at a terminal.
    pub(crate) fn over(terminal: Terminal, (columns, rows): (usize, usize)) -> Self {
        Self { terminal, parser: parser(columns, rows), fed: 0 }
    }

    fn update(&mut self) -> bool {
        let more = self.terminal.look();
        self.parser.process(&self.terminal.bytes[self.fed..]);
        self.fed = self.terminal.bytes.len();
        more
    }

    /// Returns what is to be seen, line by line.
    pub(crate) fn rows(&self) -> Vec<String> {
        let (_, columns) = self.parser.screen().size();
        self.parser.screen().rows(0, columns).map(|row| row.trim_end().to_owned()).collect()
    }

    /// Returns what is to be seen.
    pub(crate) fn text(&self) -> String {
        self.rows().join("\n")
    }

    /// Tells whether the cursor is to be seen.
    pub(crate) fn shows_cursor(&self) -> bool {
        !self.parser.screen().hide_cursor()
    }

    /// Waits until the screen is so.
    #[track_caller]
    pub(crate) fn until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let began = Instant::now();
        while !is_so(self) {
            let ended = !self.update() && self.terminal.has_ended() && !self.update();
            let late = began.elapsed() > PATIENCE;
            assert!(is_so(self) || !ended && !late, "no {what}:\n{}", self.text());
        }
    }

    /// Waits until this is to be seen.
    #[track_caller]
    pub(crate) fn sees(&mut self, text: &str) {
        self.until(text, |screen| screen.text().contains(text));
    }

    /// Waits until nothing more is shown.
    pub(crate) fn rests(&mut self) {
        let mut quiet = Instant::now();
        while quiet.elapsed() < REST {
            if self.update() {
                quiet = Instant::now();
            }
        }
    }

    /// Returns the row into which a list takes letters, the last on the screen.
    pub(crate) fn list_row(&self) -> Option<usize> {
        self.rows().iter().rposition(|row| ASKS.iter().any(|asks| row.contains(asks)))
    }

    /// Waits for a list under a question that has this in it.
    #[track_caller]
    pub(crate) fn list(&mut self, question: &str) {
        self.until(&format!("list under “{question}”"), |screen| {
            let rows = screen.rows();
            let Some(at) = screen.list_row() else { return false };
            let block = rows[..at].iter().rev().take_while(|row| !row.is_empty());
            let above = block.into_iter().any(|row| row.contains(question));
            above && rows[at].ends_with('_') && !screen.shows_cursor()
        });
    }

    /// Waits for the sign of a line under a question that has this in it.
    #[track_caller]
    pub(crate) fn line(&mut self, question: &str) {
        self.until(&format!("line under “{question}”"), |screen| {
            let (row, column) = screen.parser.screen().cursor_position();
            let rows = screen.rows();
            let at = usize::from(row);
            let above = rows[..at].iter().rev().take(6).any(|row| row.contains(question));
            above && rows[at] == ">" && column == 2 && screen.shows_cursor()
        });
    }

    /// Tells whether it is the person's turn: at an untouched list, or at the sign of a line.
    pub(crate) fn is_turn(&self) -> bool {
        let rows = self.rows();
        if self.shows_cursor() {
            let (row, column) = self.parser.screen().cursor_position();
            return rows[usize::from(row)] == ">" && column == 2;
        }
        self.list_row().is_some_and(|at| rows[at].ends_with(": _"))
    }

    /// Waits for a turn other than the one before, and returns what stands over it.
    #[track_caller]
    pub(crate) fn turns(&mut self, before: &str) -> String {
        let above = |screen: &Self| {
            let (row, _) = screen.parser.screen().cursor_position();
            let at = screen.list_row().filter(|_| !screen.shows_cursor());
            // No more than that: while a list is drawn, the screen moves up.
            let rows = screen.rows();
            let above = rows[..at.unwrap_or(usize::from(row))].iter().rev().take(5);
            above.map(String::as_str).collect::<Vec<_>>().join("\n")
        };
        self.until("turn", |screen| screen.is_turn() && above(screen) != before);
        above(self)
    }

    /// Returns the entries of the list, the mark before each included.
    pub(crate) fn entries(&self) -> Vec<String> {
        let Some(at) = self.list_row() else { return Vec::new() };
        self.rows().split_off(at + 1).into_iter().take_while(|row| !row.is_empty()).collect()
    }

    /// Waits until an entry that has this in it is the one that Enter takes.
    #[track_caller]
    pub(crate) fn marks(&mut self, text: &str) {
        self.until(&format!("mark at “{text}”"), |screen| {
            screen.entries().iter().any(|entry| entry.starts_with("> ") && entry.contains(text))
        });
    }

    /// Presses keys.
    pub(crate) fn press(&mut self, keys: &str) {
        self.terminal.press(keys);
    }

    /// Types the number of a choice, sees it marked, and takes it; the list is then gone.
    #[track_caller]
    pub(crate) fn takes(&mut self, number: &str, text: &str) {
        self.press(number);
        self.marks(text);
        self.press("\r");
    }

    /// Gives the window another size, as a terminal does that breaks its lines anew and keeps the last ones.
    pub(crate) fn resize(&mut self, (columns, rows): (usize, usize)) {
        self.rests();
        let (row, column) = self.parser.screen().cursor_position();
        let hidden = self.parser.screen().hide_cursor();
        let mut parser = parser(columns, rows);
        // With what was written of spaces: a line of those takes a second one too.
        let width = self.parser.screen().size().1;
        let line = |row: u16| self.parser.screen().contents_between(row, 0, row, width);
        for row in 0..row {
            parser.process(format!("{}\r\n", line(row)).as_bytes());
        }
        let last = line(row);
        let mut end = format!("{last}\r");
        if column > 0 {
            let _ = write!(end, "\u{1b}[{column}C");
        }
        parser.process(end.as_bytes());
        parser.process(if hidden { b"\x1b[?25l" } else { b"\x1b[?25h" });
        self.parser = parser;
        self.terminal.resize_to((columns, rows));
        let began = Instant::now();
        while began.elapsed() < 3 * REST {
            self.update();
        }
    }

    /// Waits for the end and returns the exit code.
    #[track_caller]
    pub(crate) fn end(&mut self) -> Option<i32> {
        let code = self.terminal.end();
        self.update();
        code
    }
}

fn parser(columns: usize, rows: usize) -> vt100::Parser {
    // The emulator itself needs some room.
    let (columns, rows) = (columns.max(4), rows.max(2));
    vt100::Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 0)
}
