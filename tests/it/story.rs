//! One fault over days, from the first run to the thanks, in both languages: whatever is looked at says the same,
//! and nothing that was told is lost.

use cekdulu::followup::x_length;
use cekdulu::lang::Lang;
use cekdulu::tone;
use serde_json::Value;

use crate::support::past::hours_pass;
use crate::support::pty::Terminal;
use crate::support::run::flat;
use crate::support::{Answers, Home, net};

const TICKET: &str = "IN99887766";
/// What no text that is sent may hold: the agent, the customer, traces of a template.
const NEVER: &[&str] = &["Jenni", "Rina", "122345678901", "081200001234", "{", "}", "…", "  "];

/// One day of the story.
struct Day<'s> {
    /// How many hours have passed since the day before.
    hours: i64,
    /// What the first screen, the list of sessions and the text for X say before anything is told.
    before: [[&'s str; 2]; 3],
    /// The words of the command, and what is answered to it.
    command: &'s str,
    answers: &'s [&'s str],
    /// What is on the screen then, and what the list of sessions says after it.
    after: [[&'s str; 2]; 2],
}

const DAYS: &[Day<'_>] = &[
    Day {
        hours: 48,
        before: [
            ["SUDAH WAKTUNYA sejak", "NOW DUE since"],
            ["sudah waktunya sejak", "due since"],
            ["menurut catatan saya", "by my notes"],
        ],
        command: "followup --to x --plain",
        answers: &["2", "", "", "y"],
        after: [["belum terlaksana", "has not taken place"], ["ditanyakan lewat X", "asked by X"]],
    },
    Day {
        hours: 25,
        before: [
            [
                "WAKTUNYA BERTANYA LAGI: terakhir ditanyakan lewat X",
                "TIME TO ASK AGAIN: you asked by X",
            ],
            ["belum ada jawaban, waktunya bertanya lagi", "no answer noted, time to ask again"],
            ["belum terlaksana", "has not taken place"],
        ],
        command: "followup --to x --plain",
        answers: &["1", "1", "", "", "n"],
        after: [["erima kasih", "hank"], ["sudah pulih", "fixed"]],
    },
    Day {
        hours: 13,
        before: [["", ""], ["sudah pulih", "fixed"], ["berfungsi lagi", "works again"]],
        command: "followup --to x --plain",
        answers: &["1", "2", "", "", "y"],
        after: [["dibuka kembali", "reopened"], ["ditanyakan lewat X", "asked by X"]],
    },
    Day {
        hours: 2,
        before: [
            ["Sudah ditanyakan lewat X", "You asked by X"],
            ["tanyakan lagi mulai", "ask again from"],
            ["dibuka kembali", "reopened"],
        ],
        command: "followup --plain",
        answers: &["3", "5", "1", "", "", "y"],
        after: [["berfungsi lagi", "works again"], ["sudah pulih", "fixed"]],
    },
];

/// A fault's home, and what of its log must still be there.
struct Story {
    home: Home,
    lang: &'static str,
    at: usize,
    told: Vec<String>,
}

impl Story {
    fn begin(lang: &'static str, at: usize) -> Self {
        let home = Home::new();
        let call = format!(
            "ticket = {TICKET:?}\npromise = \"teknisi besok 10-12\"\ndays = \"dated\"\n\
             agent = \"Jenni\"\nexplanation = \"area normal, kata Jenni\""
        );
        let answers = Answers::red_los().with("call", call.parse::<toml::Table>().unwrap());
        home.write("answers.toml", answers.text());
        let run = home.cekdulu("run internet-mati --answers answers.toml").lang(lang);
        run.prints_anything().run();
        let mut story = Self { home, lang, at, told: Vec::new() };
        story.keeps();
        story
    }

    fn of(&self, both: [&'static str; 2]) -> &'static str {
        both[self.at]
    }

    fn screen(&self) -> String {
        let run = self.home.cekdulu("").lang(self.lang).typed(&["/quit"]).exits(130);
        flat(&run.says_anything().run().err())
    }

    fn prints(&self, words: &str) -> String {
        self.home.cekdulu(words).lang(self.lang).prints_anything().says_anything().run().out()
    }

    /// Whatever was in the log is in it still.
    fn keeps(&mut self) {
        let line = |event: &Value| {
            let [what, number, turn, to] =
                ["kind", "number", "turn", "to"].map(|key| event[key].to_string());
            format!("{what} {number} {turn} {to} {}", event["what"])
        };
        let told: Vec<_> = self.home.events().iter().map(line).collect();
        assert_eq!(told[..self.told.len()], self.told[..]);
        self.told = told;
    }

    fn has(&self, said: &str, both: [&'static str; 2]) {
        let said = flat(said);
        assert!(said.contains(self.of(both)), "{both:?} {}: {said}", self.lang);
    }

    /// Looks at everything that can be looked at.
    fn look(
        &mut self,
        screen: [&'static str; 2],
        sessions: [&'static str; 2],
        x: [&'static str; 2],
    ) {
        self.has(&self.screen(), screen);
        let listed = self.prints("sessions");
        assert!(listed.contains(TICKET), "{listed}");
        self.has(&listed, sessions);
        let script = flat(&self.prints("show --as script"));
        let next = ["petugas baru, atau telepon terputus", "new agent"];
        let after = script.split_once(self.of(next)).unwrap_or_else(|| panic!("{script}")).1;
        let reply: String = after.chars().take(200).collect();
        assert!(reply.contains(TICKET), "{reply}");
        for to in ["x", "whatsapp", "email", "letter", "employer"] {
            let text = self.prints(&format!("followup --to {to}"));
            self.is_fit(to, text.trim_end());
        }
        let post = self.prints("followup --to x");
        self.has(&post, x);
        self.keeps();
    }

    /// A text can be sent as it is.
    fn is_fit(&self, to: &str, text: &str) {
        assert!(text.contains(TICKET), "{to}: {text}");
        assert!(to != "x" || x_length(text) <= 280, "{text}");
        let lang = if self.lang == "id" { Lang::Id } else { Lang::En };
        assert_eq!(tone::check(text, lang), [], "{to}: {text}");
        // A mail and a letter are signed, and their lists are indented.
        let written = ["email", "letter"].contains(&to);
        let never = NEVER.iter().filter(|part| !written || !["Rina", "  "].contains(part));
        let found: Vec<_> = never.filter(|part| text.contains(**part)).collect();
        assert!(found.is_empty(), "{to} {found:?}: {text}");
    }

    /// Answers a command in a terminal.
    fn tell(&mut self, day: &Day<'_>, shows: [&'static str; 2]) {
        let mut terminal = Terminal::start(&self.home, day.command, self.lang, 80);
        for answer in day.answers {
            terminal.answer(answer);
        }
        assert_eq!(terminal.end(), Some(0), "{}", terminal.shown);
        self.has(&terminal.shown, shows);
        assert!(terminal.shown.contains(TICKET) && !terminal.shown.contains("Jenni"));
        self.keeps();
    }
}

#[test]
fn a_fault_over_days_is_one_story_wherever_it_is_looked_at() {
    if !net::is_own() {
        return;
    }
    for (at, lang) in ["id", "en"].into_iter().enumerate() {
        let mut story = Story::begin(lang, at);
        let quiet = ["tidak perlu menelepon lagi", "No need to call again before"];
        let asks = ["memastikan tiket", "ticket"];
        story.look(quiet, ["menunggu sampai", "waiting until"], asks);
        for day in DAYS {
            hours_pass(&story.home, day.hours);
            story.told.clear();
            let [screen, sessions, x] = day.before;
            story.look(screen, sessions, x);
            let [shows, stands] = day.after;
            story.tell(day, shows);
            story.has(&story.prints("sessions"), stands);
        }
        assert_eq!(
            ["ticket", "promise", "became", "followed-up"].map(|kind| {
                story.home.events().iter().filter(|event| event["kind"] == kind).count()
            }),
            [1, 1, 6, 3]
        );
        let letter = story.prints("followup --to letter");
        let lines = letter.lines().filter(|line| line.starts_with("- ")).count();
        assert_eq!(lines, 12, "nothing is lost: {letter}");
        let screen = story.screen();
        for reminder in ["WAKTUNYA", "NOW DUE", "TIME TO ASK", "ditanyakan", "You asked"] {
            assert!(!screen.contains(reminder), "nothing is waited for any more: {screen}");
        }
    }
}
