//! The first screen and the end: what is due, what is open, what comes next, and how all of it is reached.

use std::fs;

use jiff::{Span, Zoned};

use crate::support::run::flat;
use crate::support::{Home, Ran};

/// What is typed to *Something else* up to the call, about the account, so that nothing is looked at.
const UP_TO_THE_CALL: &[&str] = &[
    "The picture freezes",
    "2",
    "2026-11-05 19:00",
    "1",
    "1",
    "",
    "10",
    "Rina Wijaya",
    "1",
    "122345678901",
    "1",
    "081200001234",
    "1",
    "4",
];

/// Goes through *Something else* with these lines at the end, and through the call.
fn walked(home: &Home, options: &str, lang: &'static str, call: &[&str]) -> Ran {
    let lines = [UP_TO_THE_CALL, call].concat();
    let run = home.cekdulu(&format!("run lain {options}")).lang(lang).typed(&lines);
    run.prints_anything().says_anything().run()
}

/// Makes the time of a session's call `days` ago, and its promise due an hour ago.
fn long_ago(home: &Home, session: usize, days: i64) {
    let log = home.sessions()[session].join("log.jsonl");
    let now = Zoned::now().in_tz("Asia/Jakarta").unwrap();
    let called = now.checked_sub(Span::new().days(days)).unwrap();
    let due = now.checked_sub(Span::new().hours(1)).unwrap();
    let lines = fs::read_to_string(&log).unwrap();
    let lines = lines.lines().map(|line| {
        let mut entry: serde_json::Value = serde_json::from_str(line).unwrap();
        if ["ticket", "promise"].iter().any(|kind| entry["event"]["kind"] == *kind) {
            entry["at"] = called.to_string().into();
        }
        if entry["event"].get("due").is_some() {
            entry["event"]["due"]["at"] = due.to_string().into();
            entry["event"]["due"]["grain"] = "minute".into();
        }
        entry.to_string() + "\n"
    });
    fs::write(&log, lines.collect::<String>()).unwrap();
}

/// Returns the first screen.
fn first(home: &Home, lang: &'static str) -> String {
    let run = home.cekdulu("").lang(lang).typed(&["/quit"]).exits(130);
    flat(&run.says_anything().run().err())
}

fn name(home: &Home, session: usize) -> String {
    home.sessions()[session].file_name().unwrap().to_str().unwrap().to_owned()
}

#[track_caller]
fn says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no “{part}” in:\n{text}");
    }
}

/// The rest of a call with a ticket number and a promise, and nothing remembered.
const PROMISED: &[&str] =
    &["1", "end", "1", "IN12345678", "technician in 2 days", "2", "", "", "", "", "1", "1"];

#[test]
fn a_promise_comes_up_when_it_is_due_and_not_before() {
    let home = Home::new();
    let ran = walked(&home, "", "en", PROMISED);
    says(&flat(&ran.err()), &["No need to call again before", "After that type: cekdulu"]);
    assert!(!first(&home, "en").contains("NOW DUE"));
    long_ago(&home, 0, 3);
    let ask = format!("cekdulu followup --session {}", name(&home, 0));
    let forget = format!("cekdulu forget {}", name(&home, 0));
    let due = first(&home, "en");
    says(&due, &["“technician in 2 days”.", "Ticket IN12345678."]);
    says(&due, &["NOW DUE since", "The words to ask, with that number", &ask, &forget]);
    assert!(due.find("NOW DUE") < due.find("What is wrong?"), "before the question: {due}");
    let due = first(&home, "id");
    says(&due, &["SUDAH WAKTUNYA sejak", "Nomor aduan IN1234"]);
    let listed = home.cekdulu("sessions").prints_anything().run().out();
    says(&listed, &["ticket IN12345678", "due since"]);
    home.cekdulu("").arg("--no-save").typed(&["/quit"]).exits(130).says(&["not saved"]).run();
}

#[test]
fn three_promises_are_told_and_the_others_counted() {
    let home = Home::new();
    for session in 0..5 {
        walked(&home, "", "en", PROMISED);
        long_ago(&home, session, 3);
    }
    let due = first(&home, "en");
    assert_eq!(due.matches("NOW DUE").count(), 3, "{due}");
    says(&due, &["And 2 more: cekdulu sessions"]);
    // With the blank behind it: of two sessions in one second, one name begins the other.
    let at = |session| due.find(&format!("{} ", name(&home, session))).unwrap();
    assert!(at(4) < at(2), "the newest first: {due}");
}

#[test]
fn every_reason_for_no_number_has_its_next_step() {
    for (reason, end, then) in [
        ("2", "If it is not back by", "see whether the area outage that you reported is over"),
        ("3", "If no message has come by", "the ticket number that was to come by message"),
        ("4", "kindly ask for the ticket number", "ask for the ticket number that was not given"),
    ] {
        let home = Home::new();
        let ran = walked(&home, "", "en", &["1", "end", reason, "", "", "", "1", "1"]);
        says(&flat(&ran.err()), &[end, "After that type: cekdulu", "See it again: cekdulu show"]);
        long_ago(&home, 0, 3);
        says(&first(&home, "en"), &[then, "kindly ask for a ticket number"]);
        long_ago(&home, 0, 60);
        assert!(!first(&home, "en").contains("NOW DUE"), "long past");
    }
}

#[test]
fn a_number_without_a_readable_hour_is_asked_about_the_next_day() {
    let home = Home::new();
    let ran = walked(
        &home,
        "",
        "id",
        &["1", "akhiri", "1", "IN1", "nanti dikabari", "2", "", "", "", "", "1", "1"],
    );
    says(&flat(&ran.err()), &["belum ada kabar, telepon lagi dan sebut nomor aduan itu"]);
    long_ago(&home, 0, 2);
    says(&first(&home, "id"), &["“nanti dikabari”", "Nomor aduan IN1."]);
}

#[test]
fn a_call_that_is_put_off_says_how_to_go_on() {
    for (call, end) in [
        (&["2", "1"][..], "When you are ready to call, type: cekdulu resume"),
        (&["1", "end", "5", "1"], "then type: cekdulu resume"),
    ] {
        let home = Home::new();
        says(&flat(&walked(&home, "", "en", call).err()), &[end]);
        says(&first(&home, "en"), &["1 Go on with “Something else” from", "only the call is left"]);
    }
}

#[test]
fn what_needs_no_call_says_so_and_where_it_is_kept() {
    let home = Home::new();
    let ran = walked(&home, "", "en", &["3", "1"]);
    let folder = "in the folder ~/state";
    says(&flat(&ran.err()), &["No call is needed now.", folder, "cekdulu show", "cekdulu forget"]);
}

#[test]
fn nothing_is_said_to_be_kept_where_nothing_is() {
    let home = Home::new();
    for (call, end) in [
        (&["2"][..], "The script is above. Use it when you are ready to call."),
        (&["1", "end", "5"], "the script is above"),
        (&PROMISED[..11], "No need to call again before"),
        (&["3"], "No call is needed now."),
    ] {
        let said = flat(&walked(&home, "--no-save", "en", call).err());
        says(&said, &[end, "nothing is kept (--no-save)"]);
        assert!(!said.contains("cekdulu resume") && !said.contains("cekdulu show"), "{said}");
    }
    assert!(home.sessions().is_empty());
}

#[test]
fn the_newest_unfinished_session_is_offered_and_the_others_are_named() {
    let home = Home::new();
    for lines in [&["x"][..], &["y", "2"]] {
        let stopped = home.cekdulu("run lain").typed(lines).exits(2).says_anything().run();
        says(&flat(&stopped.err()), &["Answers saved so far:", "Go on exactly here with:"]);
    }
    // One in which nothing happened yet is no news.
    home.cekdulu("run lain").exits(2).says(&["Answers saved so far: 0"]).run();
    let said = first(&home, "en");
    says(&said, &["Others that are not finished: 1", "cekdulu resume --session NAME --state-dir"]);
    says(&said, &["1 Go on with “Something else” from", ": 2 of 12 steps done", "2 No internet"]);
    says(&first(&home, "id"), &["1 Lanjutkan “Lainnya” dari", ": 2 dari 12 langkah sudah terisi"]);
    let chosen = home.cekdulu("").typed(&["1"]).exits(2);
    chosen.says(&["Going on with “Something else”. Steps done so far: 2.", "Since when?"]).run();
    let third = home.cekdulu("").typed(&["3"]).exits(2).says_anything().run();
    says(&flat(&third.err()), &["Slow internet: 6 parts"]);
}

#[test]
fn what_the_first_screen_does_not_name_is_behind_something_else() {
    let home = Home::new();
    let walked = |typed: &[&str]| {
        flat(&home.cekdulu("").lang("en").typed(typed).exits(2).says_anything().run().err())
    };
    let said = walked(&["8", "7"]);
    says(
        &said,
        &["7 A page about the bill comes up 8 Something else", "What is wrong? 0 Back 1 One"],
    );
    says(
        &said,
        &[
            "4 Cash machine: no cash came out",
            "6 How I was served",
            "7 Something else",
            "Something else: ",
        ],
    );
    assert!(!said.contains("Technician"), "{said}");
    // Back, the other language, and a list of the second screen.
    let said = walked(&["8", "0", "8", "/language", "2"]);
    assert_eq!(said.matches("your answers are sent nowhere").count(), 2, "{said}");
    says(&said, &["Satu situs atau aplikasi tidak bisa", "Tagihan lebih besar dari biasanya: "]);
}

#[test]
fn the_command_to_go_on_is_the_one_that_works() {
    let home = Home::new();
    home.cekdulu("run lain").typed(&["x"]).exits(2).says_anything().run();
    let older = name(&home, 0);
    home.cekdulu("run lain").typed(&["y"]).exits(2).says_anything().run();
    let stopped = home.cekdulu("resume --session").arg(&older).exits(2).says_anything().run();
    let said = flat(&stopped.err());
    let at = said.find("exactly here with: cekdulu ").unwrap();
    let command = &said[at + "exactly here with: cekdulu ".len()..];
    says(command, &[&older, "--state-dir"]);
    let ran = home.cekdulu(command).state(None).exits(2).says_anything().run();
    says(&ran.err(), &["Steps done so far: 1.", "What is it about?"]);
}

#[test]
fn the_first_screen_says_what_is_kept_and_how_it_is_deleted() {
    let home = Home::new();
    for (lang, parts) in [
        ("id", ["tidak dikirim ke mana pun", "di folder ~/state", "boleh dilewati", "menghapus"]),
        ("en", ["are sent nowhere", "in the folder ~/state", "can be skipped", "To delete:"]),
    ] {
        let run = home.cekdulu("").lang(lang).typed(&["?", "/quit"]).exits(130);
        let said = flat(&run.says_anything().run().err());
        says(&said, &parts);
        says(&said, &["cekdulu forget --all", "cekdulu forget --profile", "probe --endpoints"]);
    }
}

#[test]
fn after_the_switch_the_screen_is_shown_once_in_the_other_language() {
    let home = Home::new();
    let run = home.cekdulu("").lang("id").typed(&["0", "/quit"]).exits(130);
    let said = run.says_anything().run().err();
    assert_eq!(said.matches("Apa yang terjadi?").count(), 1, "{said}");
    assert_eq!(said.matches("What is wrong?").count(), 1, "{said}");
    assert_eq!(said.matches("sent nowhere").count(), 1, "{said}");
}
