//! What is written after the call, over days: sessions whose times are moved into the past, in both languages.

use std::fs;

use jiff::{Span, Zoned};
use serde::Deserialize;
use serde_json::{Value, json};

#[cfg(target_os = "linux")]
use crate::support::net;
use crate::support::past::hours_pass;
#[cfg(target_os = "linux")]
use crate::support::pty::Terminal;
use crate::support::run::flat;
#[cfg(target_os = "linux")]
use crate::support::screen::Screen;
use crate::support::{Answers, Home};

/// What no text on standard output may hold.
const NEVER: &[&str] = &["Jenni", "122345678901", "081200001234", "{", "}"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    /// How many hours ago the promised visit was due.
    due: i64,
    /// What happened since: `what:hours ago`.
    #[serde(default)]
    events: Vec<String>,
    to: Option<String>,
    says: Both,
    #[serde(default)]
    hides: Both,
    beside: Both,
}

#[derive(Default, Deserialize)]
struct Both {
    id: String,
    en: String,
}

impl Both {
    fn of(&self, lang: &str) -> &str {
        if lang == "id" { &self.id } else { &self.en }
    }
}

/// Returns the time so many hours ago, as logs have it.
fn ago(hours: i64) -> String {
    let now = Zoned::now().in_tz("Asia/Jakarta").unwrap();
    now.checked_sub(Span::new().hours(hours)).unwrap().to_string()
}

fn line(hours: i64, event: &Value) -> String {
    json!({ "at": ago(hours), "mono_ms": 1, "event": event }).to_string() + "\n"
}

fn moment(hours: i64) -> Value {
    moment_of(&ago(hours))
}

fn moment_of(at: &str) -> Value {
    json!({ "at": at, "grain": "minute" })
}

/// Returns when a window of two hours begins that was due so many hours ago, at midnight where it would begin on the
/// day before: told with two dates it leaves less room, and what is told must not hang on the hour of the test.
fn window_start(due: i64) -> String {
    let [from, to]: [Zoned; 2] = [due + 2, due].map(|hours| ago(hours).parse().unwrap());
    from.max(to.start_of_day().unwrap()).to_string()
}

/// Returns what happened, as a log has it.
fn event(what: &str) -> Value {
    match what {
        "x" | "whatsapp" | "email" | "letter" => json!({ "kind": "followed-up", "to": what }),
        turn => json!({ "kind": "became", "turn": turn }),
    }
}

/// Makes a home with a session that was called about 50 hours ago.
fn home(due: i64, events: &[String]) -> Home {
    let home = Home::new();
    let answers = Answers::red_los().with("sejak", &*ago(60)[..16].replace('T', " "));
    home.write("answers.toml", answers.text());
    home.cekdulu("run internet-mati --answers answers.toml").prints_anything().run();
    let path = home.sessions().remove(0).join("log.jsonl");
    let log = fs::read_to_string(&path).unwrap();
    let mut moved = String::new();
    for entry in log.lines() {
        let mut entry: Value = serde_json::from_str(entry).unwrap();
        let kind = entry["event"]["kind"].as_str().unwrap_or_default().to_owned();
        if !matches!(kind.as_str(), "ticket" | "promise" | "finished") {
            entry["at"] = ago(51).into();
            moved += &(entry.to_string() + "\n");
        }
    }
    let ticket = json!({ "kind": "ticket", "number": "IN99887766", "agent": "Jenni" });
    let what = "teknisi, kata Jenni";
    let (from, to) = (moment_of(&window_start(due)), moment(due));
    let promise = json!({ "kind": "promise", "what": what, "from": from, "due": to });
    moved += &(line(50, &ticket) + &line(50, &promise) + &line(50, &json!({ "kind": "finished" })));
    for happened in events {
        let (what, hours) = happened.split_once(':').unwrap();
        moved += &line(hours.parse().unwrap(), &event(what));
    }
    fs::write(path, moved).unwrap();
    home
}

#[test]
fn every_case_has_its_text_in_both_languages() {
    let cases: Cases = toml::from_str(include_str!("cases/followup.toml")).unwrap();
    let mut wrong = Vec::new();
    for case in &cases.case {
        let home = home(case.due, &case.events);
        let log = home.sessions().remove(0).join("log.jsonl");
        let before = fs::read(&log).unwrap();
        for lang in ["id", "en"] {
            let to = case.to.as_ref().map(|to| format!(" --to {to}")).unwrap_or_default();
            let run = home.cekdulu(&format!("followup{to}")).lang(lang);
            let done = run.prints_anything().says_anything().run();
            let (out, err) = (flat(&done.out()), flat(&done.err()));
            let (says, hides) = (case.says.of(lang), case.hides.of(lang));
            let empty = says.is_empty() && !out.is_empty();
            if !out.contains(says.trim()) || empty || (!hides.is_empty() && out.contains(hides)) {
                wrong.push(format!("{} ({lang}): {out}", case.name));
            }
            if !err.contains(case.beside.of(lang)) {
                wrong.push(format!("{} ({lang}) beside it: {err}", case.name));
            }
            let traces = NEVER.iter().filter(|trace| out.contains(**trace));
            wrong.extend(traces.map(|trace| format!("{} ({lang}): {trace} in {out}", case.name)));
        }
        assert_eq!(fs::read(&log).unwrap(), before, "a pipe writes nothing down");
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_story_over_days_is_told_without_a_loss() {
    let story = ["missed:44", "x:43", "kept:30", "broken:29", "closed:20", "x:19", "fixed:2"];
    let days = story.map(str::to_owned);
    for (index, lang) in ["id", "en"].into_iter().enumerate() {
        let home = home(45, &days);
        let command = home.cekdulu("followup --to email").lang(lang);
        let mail = command.prints_anything().says_anything().run().out();
        let told: Vec<_> = mail.lines().filter(|line| line.starts_with("- ")).collect();
        assert_eq!(told.len(), 1 + 2 + story.len(), "{mail}");
        let subject =
            ["Subject: Tiket IN99887766: terima kasih", "Subject: Ticket IN99887766: thank you"];
        assert!(mail.starts_with(subject[index]), "{mail}");
        assert!(mail.trim_end().ends_with("Rina Wijaya"), "{mail}");
    }
}

#[test]
fn a_post_alone_goes_through_a_pipe() {
    let home = home(5, &["missed:4".to_owned()]);
    let done = home.cekdulu("followup --to x").prints_anything().says_anything().run();
    assert_eq!(done.out().lines().count(), 1);
    assert!(done.out().chars().count() <= 280);
}

#[test]
fn what_was_not_reported_is_not_followed_up() {
    let home = Home::new();
    home.cekdulu("followup").exits(2).says(&["No session is kept yet."]).run();
    home.cekdulu("run internet-mati").typed(&["3"]).exits(2).says_anything().run();
    let en = ["Nothing has been reported in this session", "cekdulu call"];
    home.cekdulu("followup").exits(2).says(&en).run();
    let id = ["Belum ada laporan di sesi ini", "cekdulu run tindak-lanjut"];
    home.cekdulu("followup --to email").lang("id").exits(2).says(&id).run();
}

const OPEN: &str = r#"
layanan = "internet"
nomor-ada = "with-number"
nomor = "TT-100234"
dilapor = "2026-11-19 09:00"
lewat = "phone"
janji = "visit"
kapan = "jumat 20 nov 2026 10-12"
jadi = "missed"
kini = "same"
sejak = { unknown = true }
minta = "time"
"penyedia.siapa" = { unknown = true }
"data.nama" = "Rina Wijaya"
"data.atas-nama" = "self"
"data.nomor" = { unknown = true }
"data.hp" = { unknown = true }
"#;

#[test]
fn a_ticket_from_elsewhere_is_followed_up_too() {
    let home = Home::new();
    home.write("open.toml", OPEN);
    home.cekdulu("run tindak-lanjut --answers open.toml").prints_anything().says_anything().run();
    let en = ["ticket TT-100234: the visit that was due", "has not taken place"];
    home.cekdulu("followup --to x").prints_with(&en).says_anything().run();
    let id = ["tiket TT-100234: kunjungan teknisi yang dijadwalkan", "belum terlaksana"];
    home.cekdulu("followup --to x").lang("id").prints_with(&id).says_anything().run();
}

#[test]
fn a_ticket_from_elsewhere_is_awaited_like_any_other() {
    let home = Home::new();
    let ahead =
        Zoned::now().in_tz("Asia/Jakarta").unwrap().checked_add(Span::new().days(2)).unwrap();
    let when = ahead.strftime("%Y-%m-%d").to_string() + " 10-12";
    let mut open: toml::Table = OPEN.parse().unwrap();
    for (step, answer) in [("kapan", &*when), ("jadi", "still-time"), ("kini", "same")] {
        open.insert(step.into(), answer.into());
    }
    home.write("open.toml", toml::to_string(&open).unwrap());
    home.cekdulu("run tindak-lanjut --answers open.toml").prints_anything().says_anything().run();
    let kinds: Vec<_> = home.events().iter().map(|event| event["kind"].clone()).collect();
    assert_eq!(kinds[kinds.len() - 3..], ["ticket", "promise", "finished"]);
    home.cekdulu("sessions").prints_with(&["TT-100234", "waiting until"]).run();
    let first = home.cekdulu("").typed(&["/quit"]).exits(130).says_anything().run().err();
    assert!(flat(&first).contains("No need to call again before"), "{first}");
    home.cekdulu("followup").says(&["No call and no message is needed until"]).run();
    let script = home.cekdulu("show --as script").prints_anything().run().out();
    assert!(flat(&script).contains("The ticket number is TT-100234"), "{script}");
    // Gone over again, nothing is written twice.
    let letter = home.cekdulu("followup --to letter").prints_anything().says_anything().run().out();
    assert_eq!(letter.matches("TT-100234.").count(), 1, "{letter}");
    hours_pass(&home, 72);
    home.cekdulu("sessions").prints_with(&["due since"]).run();
    let first = home.cekdulu("").typed(&["/quit"]).exits(130).says_anything().run().err();
    assert!(flat(&first).contains("NOW DUE since"), "{first}");
    home.cekdulu("followup --to x").prints_with(&["by my notes"]).says_anything().run();
}

#[test]
fn at_the_end_of_the_ladder_stand_those_who_help_and_how_sure_that_is() {
    let days = ["missed:44", "x:43", "missed:30", "email:29", "missed:20", "letter:19", "missed:1"];
    let home = home(45, &days.map(str::to_owned));
    let run = home.cekdulu("followup --to letter").prints_anything();
    run.says(&["Whom you can ask: - Komdigi", "Make sure first.", "- YLKI", "- BPSK"]).run();
}

#[test]
fn a_bank_is_not_written_to_in_public() {
    let home = Home::new();
    home.write("open.toml", OPEN.replace("\"internet\"", "\"bank\""));
    home.cekdulu("run tindak-lanjut --answers open.toml").prints_anything().says_anything().run();
    let en = ["Matters of a bank are not written in public", "back of the card", "--to email"];
    home.cekdulu("followup --to x").exits(2).says(&en).run();
    let id = ["Urusan bank tidak ditulis di tempat umum", "nomor di belakang kartu"];
    home.cekdulu("followup --to x").lang("id").exits(2).says(&id).run();
    home.cekdulu("followup").prints_with(&["Subject: Ticket TT-100234"]).says_anything().run();
}

const CONDUCT: &str = r#"
pokok = "manner"
terkena = "agent"
kapan = "2026-11-20 14:00"
lewat = "phone"
apa = "words"
asal = "settled"
harap = "coaching"
pembaca = "phone"
tenang = "slept"
kata = { unknown = true }
tiket = { unknown = true }
"penyedia.siapa" = { unknown = true }
"data.nama" = "Rina Wijaya"
"data.atas-nama" = "self"
"data.nomor" = { unknown = true }
"data.hp" = { unknown = true }
"#;

#[test]
fn a_complaint_about_conduct_needs_a_wish_and_names_nobody() {
    for (change, outcome) in [
        ("", "masukan"),
        ("tenang = \"tomorrow\"", "kirim-besok"),
        ("pembaca = \"public\"", "bukan-untuk-umum"),
        ("pokok = \"problem\"", "masalah-dulu"),
        ("harap = { unknown = true }", "belum-ada-harapan"),
        ("harap = \"rules\"", "prosesnya"),
        ("apa = \"data\"", "data-diminta"),
        ("pembaca = \"care\"", "tertulis"),
    ] {
        let home = Home::new();
        let mut answers: toml::Table = CONDUCT.parse().unwrap();
        answers.extend(change.parse::<toml::Table>().unwrap());
        home.write("a.toml", toml::to_string(&answers).unwrap());
        for (number, lang) in (1..).zip(["id", "en"]) {
            let run = home.cekdulu("run keluhan-pelayanan --answers a.toml").lang(lang);
            run.prints_anything().says_anything().run();
            assert_eq!(home.sessions().len(), number);
            let show = home.cekdulu("show --session 1 --as json --for me").lang(lang);
            let summary = show.prints_anything().run().json();
            assert_eq!(summary["summary"]["finding"]["outcome"], outcome, "{change}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn in_a_terminal_it_asks_first_and_keeps_every_answer() {
    if !net::is_own() {
        return;
    }
    let home = home(5, &[]);
    let mut terminal = Terminal::start(&home, "followup --to x --plain", "en", 80);
    terminal.expect("The promised time has passed.");
    terminal.expect("What has become of it?");
    terminal.answer("2");
    terminal.expect("Noted.");
    terminal.expect("official account on X?");
    terminal.answer("wa.me/62812");
    terminal.expect("letters, figures and underscores only");
    terminal.answer("isp_care");
    terminal.expect("in your own words?");
    terminal.answer("Jenni said so, call 0812 0000 1234");
    terminal.expect("The agent's name is not used.");
    terminal.answer("Somebody is at home all day.");
    terminal.expect("@isp_care");
    terminal.expect("Somebody is at home all day.");
    terminal.expect("Whoever answers may be a false account");
    terminal.expect("Have you sent it?");
    terminal.answer("y");
    terminal.expect("Wait for the answer until");
    assert_eq!(terminal.end(), Some(0), "{}", terminal.shown);
    let events = home.events();
    let [.., became, sent] = &events[..] else { panic!("{events:?}") };
    assert_eq!(became["turn"], "missed");
    assert_eq!((&sent["to"], &sent["about"]), (&"x".into(), &"missed".into()));
    // What comes too early is not pressed for.
    let mut again = Terminal::start(&home, "followup --plain", "id", 80);
    again.expect("Sudah ditanyakan lewat X");
    again.answer("4");
    assert_eq!(again.end(), Some(0), "{}", again.shown);
    assert_eq!(home.events().len(), events.len());
}

#[cfg(target_os = "linux")]
#[test]
fn a_visit_that_is_moved_is_a_new_promise() {
    if !net::is_own() {
        return;
    }
    let home = home(5, &[]);
    let mut terminal = Terminal::start(&home, "followup --plain", "id", 80);
    terminal.expect("Bagaimana kelanjutannya?");
    terminal.answer("3");
    terminal.expect("Dipindah ke kapan?");
    terminal.answer("entah");
    terminal.expect("belum saya pahami");
    terminal.answer("lusa jam 10-12");
    terminal.expect("Betul?");
    terminal.answer("y");
    terminal.expect("tidak perlu menelepon");
    terminal.answer("1");
    terminal.expect("Ada yang ingin ditambahkan");
    terminal.answer("");
    terminal.expect("Teknisi dijadwalkan");
    terminal.expect("Sudah dikirim?");
    terminal.answer("y");
    assert_eq!(terminal.end(), Some(0), "{}", terminal.shown);
    let events = home.events();
    let [.., promise, sent] = &events[..] else { panic!("{events:?}") };
    assert_eq!((&promise["kind"], &sent["to"]), (&"promise".into(), &"employer".into()));
    let what = promise["what"].as_str().unwrap();
    assert!(what.starts_with("teknisi") && what.ends_with("lusa jam 10-12"), "{what}");
    // A note to the employer waits for nothing, and takes no reminder away.
    home.cekdulu("sessions").lang("id").prints_with(&["menunggu sampai"]).run();
}

#[cfg(target_os = "linux")]
#[test]
fn every_word_that_is_typed_passes_the_tone_and_the_person_chooses() {
    if !net::is_own() {
        return;
    }
    let home = home(5, &["missed:1".to_owned()]);
    let angry = "Kalian penipu!!!";
    for (choice, kept) in [("1", true), ("2", false)] {
        let mut terminal = Terminal::start(&home, "followup --to whatsapp --plain", "id", 80);
        terminal.expect("Nomor pelanggan di teks ini?");
        terminal.answer("1");
        terminal.expect("dengan kata Anda sendiri?");
        terminal.answer(angry);
        terminal.expect("Sebelum: Kalian penipu!!!");
        terminal.expect("Kalimat mana yang dipakai?");
        terminal.answer("3");
        terminal.expect("dengan kata Anda sendiri?");
        terminal.answer(angry);
        terminal.expect("Kalimat mana yang dipakai?");
        terminal.answer(choice);
        terminal.expect("Sudah dikirim?");
        let text = terminal.shown.rsplit("Kalimat mana yang dipakai?").next().unwrap().to_owned();
        assert_eq!(text.contains("penipu"), kept, "{text}");
        terminal.answer("n");
        assert_eq!(terminal.end(), Some(0), "{}", terminal.shown);
    }
    let mut comfort = Screen::start(&home, "followup --to whatsapp", "id", (80, 30));
    comfort.list("Nomor pelanggan di teks ini?");
    comfort.takes("1", "Tidak disebut");
    comfort.line("dengan kata Anda sendiri?");
    comfort.press(&format!("{angry}\n"));
    comfort.list("Kalimat mana yang dipakai?");
    comfort.sees("Sesudah:");
}

#[cfg(target_os = "linux")]
#[test]
fn a_number_that_has_come_is_taken_where_it_is_asked_about() {
    if !net::is_own() {
        return;
    }
    let home = home(50, &[]);
    let log = home.sessions().remove(0).join("log.jsonl");
    let text = fs::read_to_string(&log).unwrap();
    let lines = text.lines().filter(|line| !line.contains("\"kind\":\"promise\""));
    let to_come =
        lines.map(|line| line.replace("\"number\":\"IN99887766\"", "\"reason\":\"by-message\""));
    fs::write(&log, to_come.map(|line| line + "\n").collect::<String>()).unwrap();
    let mut terminal = Terminal::start(&home, "followup --to x --plain", "en", 80);
    terminal.expect("1 The ticket number has come");
    terminal.answer("1");
    terminal.expect("What is the ticket number?");
    terminal.answer("122345678901");
    terminal.expect("a number of your own");
    terminal.answer("n");
    terminal.expect("What is the ticket number?");
    terminal.answer("IN5566");
    terminal.expect("Noted.");
    terminal.expect("official account on X?");
    terminal.answer("");
    terminal.expect("in your own words?");
    terminal.answer("");
    terminal.expect("IN5566");
    terminal.expect("Have you sent it?");
    terminal.answer("y");
    assert_eq!(terminal.end(), Some(0), "{}", terminal.shown);
    home.cekdulu("sessions").prints_with(&["IN5566", "asked by X", "ask again from"]).run();
    // It belongs to the call that was made: nobody was called again.
    let letter = home.cekdulu("followup --to letter").prints_anything().says_anything().run().out();
    let calls = letter.lines().filter(|line| line.starts_with("- ") && line.contains("reported"));
    assert_eq!(calls.count(), 1, "{letter}");
}

#[cfg(target_os = "linux")]
#[test]
fn what_was_refused_is_quoted_on_the_persons_word() {
    if !net::is_own() {
        return;
    }
    let home = home(5, &["missed:1".to_owned()]);
    let log = home.sessions().remove(0).join("log.jsonl");
    let refused = json!({ "kind": "refused", "what": "ganti modem", "rule": "masih baru, kata Jenni",
        "decides": "bagian teknik" });
    fs::write(&log, fs::read_to_string(&log).unwrap() + &line(3, &refused)).unwrap();
    for (answer, quoted) in [("n", false), ("y", true)] {
        let mut terminal = Terminal::start(&home, "followup --to email --plain", "en", 80);
        terminal.expect("The customer number in this text?");
        terminal.answer("1");
        terminal.expect("as you noted it: “ganti modem”; the reason");
        terminal.answer(answer);
        terminal.expect("Will you enclose this");
        terminal.answer("n");
        terminal.expect("in your own words?");
        terminal.answer("");
        terminal.expect("Have you sent it?");
        let mail = terminal.shown.rsplit("Subject:").next().unwrap().to_owned();
        assert_eq!(flat(&mail).contains("Who can decide it: \"bagian teknik\""), quoted, "{mail}");
        assert!(!terminal.shown.contains("Jenni"), "{}", terminal.shown);
        terminal.answer("n");
        assert_eq!(terminal.end(), Some(0), "{}", terminal.shown);
    }
    let bare = home.cekdulu("followup --to email").prints_anything().says_anything().run().out();
    assert!(!bare.contains("ganti modem"), "{bare}");
}
