//! Tickets and promises over days: what `ticket` writes, and what becomes of it on the later screens.

use std::fs::{self, File};

use jiff::Zoned;
use serde_json::{Value, json};

use crate::support::past::hours_pass;
use crate::support::run::flat;
use crate::support::{Answers, Home};

/// Returns the newest ticket of the only session.
fn ticket(home: &Home) -> Value {
    let events = home.events();
    events.into_iter().rfind(|event| event["kind"] == "ticket").unwrap()
}

/// Returns a home with one session about a dead fibre line in which only the call is left.
fn ready() -> Home {
    let home = Home::new();
    let answers = home.write("answers.toml", Answers::red_los().without("call").text());
    home.cekdulu("run internet-mati --answers").arg(answers).prints_anything().run();
    home
}

/// Puts the log of the only session `days` back.
fn days_pass(home: &Home, days: i64) {
    hours_pass(home, days * 24);
}

/// Writes an event into the log of the only session, as another command would.
fn happens(home: &Home, event: &Value) {
    let log = home.sessions()[0].join("log.jsonl");
    let now = Zoned::now().in_tz("Asia/Jakarta").unwrap().to_string();
    let line = json!({ "at": now, "mono_ms": 1, "event": event }).to_string() + "\n";
    fs::write(&log, fs::read_to_string(&log).unwrap() + &line).unwrap();
}

fn first(home: &Home, lang: &'static str) -> String {
    flat(&home.cekdulu("").lang(lang).typed(&["/quit"]).exits(130).says_anything().run().err())
}

fn count(home: &Home, kind: &str) -> usize {
    home.events().iter().filter(|event| event["kind"] == kind).count()
}

#[test]
fn a_number_ends_what_only_waited_for_the_call_and_is_written_once() {
    let home = ready();
    let promise = "teknisi besok 10-12";
    for head in ["Noted:", "Already noted; nothing was written twice:"] {
        let run =
            home.cekdulu("ticket IN00998877 --agent Dewi --note putus --promise").arg(promise);
        run.prints_with(&[
            head,
            "Ticket number IN00998877",
            "Read it back: IN - 0099 - 8877 (two letters, eight digits)",
            "Spelt: I as in India, N as in November, zero, zero",
            "Promised: “teknisi besok 10-12” Understood: ",
            "10:00 to 12:00 Jakarta time.",
            "No need to call again before",
            "cekdulu followup --session",
        ])
        .run();
        let counts = ["ticket", "promise", "finished"].map(|kind| count(&home, kind));
        assert_eq!(counts, [1, 1, 1]);
    }
    let noted = ticket(&home);
    assert_eq!((&noted["number"], &noted["agent"]), (&json!("IN00998877"), &json!("Dewi")));
    let said = ["Nomor aduan 0012", "Sampai ", "tidak perlu menelepon lagi", "Mulai "];
    home.cekdulu("ticket 0012").lang("id").prints_with(&said).run();
    assert_eq!(ticket(&home)["number"], "0012");
}

#[test]
fn every_way_to_promise_is_repeated_as_it_was_understood() {
    let home = ready();
    for (promise, said) in [
        ("2030-11-26 10:00..12:00", "Tuesday 26 November 2030, 10:00 to 12:00 Jakarta time."),
        ("besok jam 9", "Understood: by "),
        ("3 hari kerja", "Understood: 3 working days, so by "),
        ("1x24 jam", "Understood: 1 x 24 hours. In calendar days that is by "),
        ("dalam 3 hari", "in working days, by "),
        ("2 hari kalender", "Understood: 2 calendar days, so by "),
        ("secepatnya", "No time was understood in that; the words are kept all the same."),
    ] {
        let run = home.cekdulu("ticket --promise").arg(promise);
        run.prints_with(&[&format!("Promised: “{promise}”"), said]).run();
    }
    assert_eq!(count(&home, "promise"), 7);
    // All of it within minutes: one call.
    assert_eq!(count(&home, "ticket"), 1);
}

#[test]
fn every_reason_for_no_number_has_its_next_step_and_day() {
    for (reason, said) in [
        ("area-outage", "mention the area outage. From "),
        ("by-message", "ask for the number to be read out. From "),
        ("not-given", "kindly ask for the ticket number. From "),
        ("dropped", "calls do drop. Call again when you are ready, best before "),
    ] {
        let home = ready();
        home.cekdulu("ticket --none").arg(reason).prints_with(&[said]).run();
    }
}

#[test]
fn slips_are_pointed_out_and_secrets_refused() {
    let home = ready();
    for (number, said) in [
        ("122345678901", "the same as your answer to “The customer number?”"),
        ("0812 0000 1234", "the same as your answer to"),
        ("081299990000", "looks like a phone number"),
        ("3171234567890001", "16 digits look like an identity or card number"),
        ("IN_77", "an unusual form"),
    ] {
        let run = home.cekdulu("ticket").arg(number).says(&[said]);
        run.prints_with(&[&format!("Ticket number {number}")]).run();
        assert_eq!(ticket(&home)["number"], number);
    }
    let before = home.events().len();
    let refused = ["no agent may ask for them"];
    home.cekdulu("ticket IN1 --note").arg("PIN 123456").exits(2).says(&refused).run();
    home.cekdulu("ticket IN1 --promise").arg("OTP: 4321").exits(2).says(&refused).run();
    home.cekdulu("ticket").arg(" ").exits(2).says(&["The ticket number is empty."]).run();
    home.cekdulu("ticket IN1 --no-save").exits(2).says(&["--no-save"]).run();
    assert_eq!(home.events().len(), before);
}

#[test]
fn a_ticket_needs_a_session_that_nobody_else_writes() {
    let none = ["No session is kept yet.", "Begin a new one with: cekdulu"];
    Home::new().cekdulu("ticket IN1").exits(2).says(&none).run();
    let home = ready();
    home.cekdulu("ticket IN1 --session zzz").exits(2).says(&["zzz"]).run();
    let lock = File::open(home.sessions()[0].join("lock")).unwrap();
    lock.lock().unwrap();
    home.cekdulu("ticket IN1").exits(3).says_anything().run();
    lock.unlock().unwrap();
    home.cekdulu("ticket IN1").prints_with(&["Ticket number IN1"]).says_anything().run();
}

#[test]
fn a_promise_is_waited_for_then_due_then_told_about() {
    let home = ready();
    let name = home.sessions()[0].file_name().unwrap().to_str().unwrap().to_owned();
    let promise = "teknisi besok 10-12";
    home.cekdulu("ticket IN77 --promise").arg(promise).prints_anything().run();
    let quiet = first(&home, "id");
    assert!(quiet.contains("tidak perlu menelepon lagi: “teknisi besok 10-12”"), "{quiet}");
    assert!(!quiet.contains("SUDAH WAKTUNYA") && !quiet.contains("catat apa yang terjadi"));
    home.cekdulu("sessions").prints_with(&["ticket IN77, waiting until "]).run();

    days_pass(&home, 3);
    let due = first(&home, "en");
    let ask = format!("cekdulu followup --session {name}");
    for part in ["NOW DUE since ", "“teknisi besok 10-12”. Ticket IN77.", &ask, "1 Teknisi, "] {
        assert!(due.contains(part), "{part}: {due}");
    }
    assert!(due.contains(" 10:00: say what became of it"), "{due}");
    home.cekdulu("sessions").prints_with(&["ticket IN77, due since "]).run();
    let listed = home.cekdulu("sessions --json").prints_anything().run().json();
    assert_eq!(listed["sessions"][0]["state"], "due");

    for (turn, said) in [
        ("kept", "the promise was kept"),
        ("missed", "the promise was not kept"),
        ("closed", "closed by the provider"),
        ("fixed", "fixed"),
    ] {
        happens(&home, &json!({ "kind": "became", "turn": turn }));
        let screen = first(&home, "en");
        assert!(!screen.contains("NOW DUE") && !screen.contains("what became of it"), "{screen}");
        home.cekdulu("sessions").prints_with(&[&format!("ticket IN77, {said}")]).run();
    }
    // A new promise after all that is waited for again.
    let again = home.cekdulu("ticket IN77 --promise").arg("besok");
    again.prints_with(&["Noted:", "No need to call again before the end of "]).run();
    home.cekdulu("sessions").prints_with(&["waiting until the end of "]).run();
}

#[test]
fn a_refusal_comes_up_with_its_day() {
    let home = ready();
    home.cekdulu("ticket --none not-given").prints_anything().run();
    happens(&home, &json!({ "kind": "refused", "what": "ganti modem", "decides": "kantor" }));
    days_pass(&home, 3);
    let due = first(&home, "en");
    assert!(due.contains("What could not be granted on "), "{due}");
    assert!(due.contains("“ganti modem”") && due.contains("The report of "), "{due}");
}

#[test]
fn the_summary_tells_all_calls_in_order_and_nothing_personal_in_public() {
    let home = ready();
    let promise = "teknisi besok 10-12";
    let call = home.cekdulu("ticket IN77 --agent Dewi --promise").arg(promise).arg("--note");
    call.arg("kabel frotz").prints_anything().run();
    days_pass(&home, 3);
    happens(&home, &json!({ "kind": "became", "turn": "missed" }));
    happens(
        &home,
        &json!({ "kind": "refused", "what": "frotz ganti modem", "rule": "frotz aturan" }),
    );
    home.cekdulu("ticket IN78 --promise").arg("3 hari kerja").prints_anything().run();

    let text = flat(&home.cekdulu("show --as text").prints_anything().run().out());
    let parts = [
        "Ticket IN77, noted ",
        "The agent explained: kabel frotz",
        "Promised “teknisi besok 10-12”, ",
        ": not kept.",
        "The promise was not kept, noted ",
        "Could not be granted: “frotz ganti modem”",
        "The rule: “frotz aturan”.",
        "Ticket IN78, noted ",
        "Promised “3 hari kerja”: by ",
    ];
    let places: Vec<_> = parts.iter().map(|part| text.find(part).expect(part)).collect();
    assert!(places.is_sorted(), "{text}");
    let next = "The ticket number is IN78, of ";
    assert!(text.contains(next) && text.contains("The ticket number is IN77, of "), "{text}");

    let public = home.cekdulu("show --as json --for public").prints_anything().run();
    assert!(!public.out().contains("frotz") && !public.out().contains("teknisi besok"));
    let states = public.json()["summary"]["promises"].clone();
    assert_eq!((&states[0]["state"], &states[1]["state"]), (&json!("missed"), &json!("waiting")));
    for form in ["script", "text", "md", "json"] {
        let shown = home.cekdulu(&format!("show --as {form} --for me")).prints_anything().run();
        assert!(!shown.out().contains("Dewi"), "{form}");
    }
}

#[test]
fn a_number_that_follows_by_message_completes_its_call() {
    let home = ready();
    home.cekdulu("ticket --none by-message").prints_anything().run();
    days_pass(&home, 1);
    let add = "ticket IN00998877 --told SMS --charge";
    let run = home.cekdulu(add).arg("gratis");
    run.prints_with(&["IN00998877", "To be told by: “SMS”", "The charge: “gratis”"]).run();
    let again = home.cekdulu(add).arg("gratis");
    again.prints_with(&["Already noted; nothing was written twice:"]).run();
    assert_eq!((count(&home, "ticket"), count(&home, "terms")), (2, 1));
    let page = flat(&home.cekdulu("show --as text").prints_anything().run().out());
    assert!(page.contains("Ticket IN00998877") && !page.contains("No ticket number"), "{page}");
    assert!(page.contains("To be told by: “SMS”."), "{page}");
    days_pass(&home, 3);
    let run = home.cekdulu("followup --to email").prints_anything().says_anything();
    let said = run.ends_anyhow().run();
    let both = flat(&format!("{} {}", said.out(), said.err()));
    assert!(both.contains("Word was to come by “SMS”: look there first."), "{both}");
}
