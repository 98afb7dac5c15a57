//! A restart outlives the program: killed at every stage, it goes on where it was, with the true times.

use std::fs;

use jiff::{SignedDuration, Zoned};
use serde_json::Value;

use crate::support::pty::Terminal;
use crate::support::{Home, net};

const LIST: &str = include_str!("../lab/restart.toml");

/// Starts the list in a home, in Indonesian.
fn start(home: &Home) -> Terminal {
    let list = home.write("restart.toml", LIST);
    let mut terminal = Terminal::start(home, &format!("--plain run {}", list.display()), "id", 200);
    terminal.expect("Modem sudah dinyalakan ulang?");
    terminal.answer("1");
    terminal
}

fn resume(home: &Home) -> Terminal {
    Terminal::start(home, "--plain resume", "id", 200)
}

/// Returns the stages in the log of the only session.
fn stages(home: &Home) -> Vec<String> {
    let events = home.events();
    let stages = events.iter().filter(|event| event["kind"] == "restarting");
    stages.map(|event| event["stage"].as_str().unwrap().to_owned()).collect()
}

/// Returns when a stage was reached, as the log says.
fn reached(home: &Home, stage: &str) -> Zoned {
    let log = fs::read_to_string(home.sessions()[0].join("log.jsonl")).unwrap();
    let entries = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut entries = entries.filter(|entry| entry["event"]["stage"] == stage);
    entries.next().unwrap()["at"].as_str().unwrap().parse().unwrap()
}

/// Moves the whole log back in time, as if the program had been closed that long.
fn age(home: &Home, by: SignedDuration) {
    let path = home.sessions()[0].join("log.jsonl");
    let log = fs::read_to_string(&path).unwrap();
    let aged = log.lines().map(|line| {
        let mut entry: Value = serde_json::from_str(line).unwrap();
        let at: Zoned = entry["at"].as_str().unwrap().parse().unwrap();
        entry["at"] = at.checked_sub(by).unwrap().to_string().into();
        format!("{entry}\n")
    });
    fs::write(&path, aged.collect::<String>()).unwrap();
}

/// Returns what the restart came to, from the summary.
fn outcome(home: &Home) -> Value {
    let show = home.cekdulu("show --as json --for me").lang("id");
    let mut summary = show.prints_anything().run().json();
    let steps = summary["summary"]["parts"][0]["steps"].take();
    let mut steps = steps.as_array().unwrap().iter();
    steps.find(|step| step["key"] == "ulang").unwrap()["restart"].clone()
}

fn clock(at: &Zoned) -> String {
    at.strftime("pukul %H.%M.%S WIB").to_string()
}

/// The wait that is shown ends so many seconds after a stage, give or take the one that the run took.
#[track_caller]
fn ends(terminal: &Terminal, stage: &Zoned, (seconds, form): (i64, &str)) {
    let over = |more| stage.checked_add(SignedDuration::from_secs(seconds + more)).unwrap();
    let shown = |more| {
        let over = over(more).strftime(form).to_string();
        terminal.shown.contains(&format!("sampai pukul {over}"))
    };
    assert!(shown(0) || shown(1), "not {}:\n{}", over(0), terminal.shown);
}

#[test]
fn killed_at_every_stage_it_goes_on_where_it_was() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let mut terminal = start(&home);
    terminal.expect("Cabut kabel LISTRIK modem");
    drop(terminal);

    let mut terminal = resume(&home);
    terminal.expect("Cabut kabel LISTRIK modem");
    terminal.answer("1");
    terminal.expect("Tekan Enter bila sudah satu menit.");
    drop(terminal);
    let unplugged = reached(&home, "unplugged");

    let mut terminal = resume(&home);
    terminal.expect(&format!("Listriknya dicabut sejak {}. Tinggal", clock(&unplugged)));
    // Only the rest of the minute: it ends when it would have ended.
    terminal.expect("Tekan Enter bila sudah satu menit.");
    ends(&terminal, &unplugged, (60, "%H.%M.%S"));
    terminal.press("\n");
    terminal.expect("Tancapkan lagi listrik modem.");
    drop(terminal);

    let mut terminal = resume(&home);
    terminal.expect("Tancapkan lagi listrik modem.");
    terminal.expect("2 Sudah saya tancapkan sebelum ini");
    terminal.answer("1");
    terminal.expect("Modem sedang menyala.");
    terminal.close();
    terminal.end();
    let plugged = reached(&home, "plugged");

    let mut terminal = resume(&home);
    terminal.expect(&format!("Listriknya ditancapkan sejak {}.", clock(&plugged)));
    terminal.expect("Tekan Enter bila lampunya sudah tidak berubah lagi.");
    ends(&terminal, &plugged, (300, "%H.%M"));
    terminal.press("\n");
    terminal.expect("Lampunya sekarang?");
    drop(terminal);

    let mut terminal = resume(&home);
    terminal.expect("Lampunya sekarang?");
    assert!(!terminal.shown.contains("listrik"), "it is over:\n{}", terminal.shown);
    terminal.answer("1");
    assert_eq!(terminal.end(), Some(0));
    let mut reached = stages(&home);
    reached.retain(|stage| stage != "resumed");
    assert_eq!(reached, ["begun", "unplugged", "rested", "plugged", "over"]);
    let restart = outcome(&home);
    assert_eq!(restart["unplugged"], unplugged.to_string());
    assert_eq!(restart["plugged"], plugged.to_string());
}

#[test]
fn hours_later_it_asks_the_lights_and_invents_nothing() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let mut terminal = start(&home);
    terminal.expect("Cabut kabel LISTRIK modem");
    terminal.answer("1");
    terminal.expect("Tekan Enter bila sudah satu menit.");
    drop(terminal);
    age(&home, SignedDuration::from_hours(30));

    let mut terminal = resume(&home);
    terminal.expect("Listriknya dicabut sejak ");
    terminal.expect(" WIB. Satu menitnya sudah lewat.");
    terminal.expect("2 Sudah saya tancapkan sebelum ini");
    terminal.answer("2");
    terminal.expect("Modem sedang menyala.");
    drop(terminal);

    // Nobody knows when it was plugged in, so the wait begins anew, and Enter ends it.
    let mut terminal = resume(&home);
    terminal.expect("Modem sedang menyala.");
    terminal.expect("Tekan Enter bila lampunya sudah tidak berubah lagi.");
    terminal.press("\n");
    terminal.expect("Lampunya sekarang?");
    terminal.answer("1");
    assert_eq!(terminal.end(), Some(0));
    let restart = outcome(&home);
    assert_eq!(restart["plugged"], Value::Null);
    assert!(!restart["unplugged"].is_null());
    assert_eq!(restart["gateway"], "stayed-away", "an empty network");
}

#[test]
fn ctrl_c_in_the_dark_says_that_the_power_is_off() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let mut terminal = start(&home);
    terminal.expect("Cabut kabel LISTRIK modem");
    terminal.answer("1");
    terminal.expect("Tekan Enter bila sudah satu menit.");
    terminal.press("\u{3}");
    assert_eq!(terminal.end(), Some(130), "{}", terminal.shown);
    terminal.expect("Jangan lupa: listriknya masih tercabut.");
    assert_eq!(stages(&home), ["begun", "unplugged"]);
}

#[test]
fn back_at_the_restart_nothing_is_asked_for_ever() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let mut terminal = start(&home);
    terminal.expect("Cabut kabel LISTRIK modem");
    terminal.answer("1");
    terminal.expect("Tekan Enter bila sudah satu menit.");
    terminal.press("\n");
    terminal.expect("Tancapkan lagi listrik modem.");
    terminal.answer("1");
    terminal.expect("Tekan Enter bila lampunya sudah tidak berubah lagi.");
    terminal.press("/lewati\n");
    terminal.expect("Lampunya sekarang?");
    terminal.answer("/kembali");
    terminal.expect("Satu kali cukup.");
    terminal.expect("2 Itu keliru: belum dinyalakan ulang");
    terminal.answer("1");
    terminal.expect("Lampunya sekarang?");
    terminal.answer("1");
    assert_eq!(terminal.end(), Some(0));
    assert!(!outcome(&home)["plugged"].is_null());
}
