//! What is kept: `show`, `sessions`, `forget`, `resume`.

use std::fs;

use super::{home_with_open_session, home_with_ticket};
use crate::support::Home;

const NUMBER: &str = "1223 - 4567 - 8901";

#[test]
fn a_summary_is_shown_in_every_form_for_every_reader() {
    let home = home_with_ticket();
    let warning = ["In it, in full: ", "Customer number", "never in public"];
    for (form, mark) in [
        ("script", "READ THIS"),
        ("text", "WHAT WAS TRIED"),
        ("md", "# No internet"),
        ("json", "\"schema\": \"cekdulu.summary/1\""),
    ] {
        let show = |reader: &str| home.cekdulu(&format!("show --as {form} --for {reader}"));
        show("me").prints_with(&[mark, NUMBER]).run();
        show("provider --yes").prints_with(&[mark, NUMBER]).says(&warning).run();
        let public = show("public").prints_with(&[mark]).run().out();
        // Fractions of a second may have the digits of a number by chance.
        let public: String = public.lines().filter(|line| !line.contains("\"at\": ")).collect();
        for personal in ["8901", "Wijaya", "0812", "- 1234", "Blok C5", "No. 7"] {
            assert!(!public.contains(personal), "{form} {personal}: {public}");
        }
    }
}

#[test]
fn what_travels_is_masked_unless_asked_otherwise() {
    let home = home_with_ticket();
    for (form, whole) in [("script", true), ("text", true), ("md", false), ("json", false)] {
        let shown = home.cekdulu(&format!("show --as {form}")).prints_anything().run().out();
        assert_eq!(shown.contains(NUMBER), whole, "{form}: {shown}");
    }
}

#[test]
fn a_summary_is_shown_in_the_language_of_the_reader() {
    let home = home_with_ticket();
    home.cekdulu("show").lang("id").prints_with(&["BACA INI", "Lampu LOS merah berkedip"]).run();
    home.cekdulu("show").prints_with(&["READ THIS", "LOS blinks red"]).run();
}

#[test]
fn sessions_are_listed_searched_and_filtered() {
    let home = home_with_ticket();
    let nothing_open = home.cekdulu("sessions --unfinished").prints_anything().run().out();
    assert!(!nothing_open.contains("internet-mati"), "{nothing_open}");
    home.cekdulu("run internet-mati").typed(&["3"]).exits(2).says_anything().run();
    home.cekdulu("sessions").prints_with(&["ticket IN99887766", "unfinished, 1 step"]).run();
    home.cekdulu("sessions").lang("id").prints_with(&["nomor aduan IN99887766"]).run();
    let open = home.cekdulu("sessions --unfinished").prints_anything().run().out();
    assert_eq!(open.lines().count(), 1, "{open}");
    assert!(open.contains("unfinished"), "{open}");
    let found = home.cekdulu("sessions in9988").prints_anything().run().out();
    assert_eq!(found.lines().count(), 1, "{found}");
    home.cekdulu("sessions zzz").prints("No session matches.\n").run();
    home.cekdulu("sessions zzz").lang("id").prints("Tidak ada sesi yang cocok.\n").run();
}

#[test]
fn sessions_are_listed_for_machines() {
    let home = home_with_ticket();
    let listed = home.cekdulu("sessions --json").prints_anything().run().json();
    assert_eq!(listed["schema"], "cekdulu.sessions/1");
    let session = &listed["sessions"][0];
    assert_eq!((&session["finished"], &session["ticket"]), (&true.into(), &"IN99887766".into()));
    let none = home.cekdulu("sessions --json zzz").prints_anything().run().json();
    assert_eq!(none["sessions"], serde_json::json!([]));
}

#[test]
fn a_session_is_chosen_by_name_beginning_or_number() {
    let home = home_with_ticket();
    let folder = home.sessions().remove(0);
    let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
    for wanted in [name.as_str(), &name[..15], "1"] {
        home.cekdulu("show --session").arg(wanted).prints_with(&["READ THIS"]).run();
    }
    home.cekdulu("show --session 9").exits(2).says(&["\"9\""]).run();
    let outside = ["\"../../etc\" is not the name or number of a session."];
    home.cekdulu("show --session ../../etc").exits(2).says(&outside).run();
}

#[test]
fn one_session_is_forgotten() {
    let home = home_with_ticket();
    home.cekdulu("forget zzz").exits(2).says(&["There is no session \"zzz\""]).run();
    home.cekdulu("forget 1").prints_with(&["was deleted"]).run();
    assert!(home.sessions().is_empty());
    let nothing = ["No session is kept yet.", "Begin a new one"];
    home.cekdulu("show").exits(2).says(&nothing).run();
    home.cekdulu("sessions").prints("No session is kept yet.\n").run();
}

#[test]
fn remembered_places_are_forgotten_alone_and_everything_together() {
    let home = home_with_ticket();
    let places = home.state().join("places.json");
    home.cekdulu("forget --profile").prints_with(&["nothing to delete"]).run();
    fs::write(&places, "{}").unwrap();
    home.cekdulu("forget --profile").prints_anything().run();
    assert!(!places.exists() && home.sessions().len() == 1);
    fs::write(&places, "{}").unwrap();
    home.cekdulu("forget --all").lang("id").prints_with(&["dihapus"]).run();
    assert!(!places.exists() && home.sessions().is_empty());
    home.cekdulu("forget --all").prints_with(&["nothing to delete"]).run();
}

#[test]
fn nothing_open_is_said_and_how_to_begin() {
    let home = Home::new();
    let en = ["There is no unfinished session.", "Begin a new one with: cekdulu"];
    home.cekdulu("resume").exits(2).says(&en).run();
    let id = ["Tidak ada sesi yang belum selesai.", "Mulai yang baru dengan: cekdulu"];
    home.cekdulu("resume").lang("id").exits(2).says(&id).run();
    let home = home_with_ticket();
    home.cekdulu("resume").exits(2).says(&en).run();
    home.cekdulu("resume --session 1").exits(2).says(&["is finished", "cekdulu show"]).run();
}

#[test]
fn a_session_goes_on_after_its_last_answer() {
    let home = home_with_open_session();
    let ran = home.cekdulu("resume").exits(2).says(&["Steps done so far: 1.", "Since when"]).run();
    assert!(!ran.err().contains("Which internet is this computer using"), "{ran}");
    home.cekdulu("show").prints_with(&["READ THIS"]).run();
}

#[test]
fn a_torn_last_line_is_dropped_with_a_notice() {
    let home = home_with_open_session();
    let log = home.sessions()[0].join("log.jsonl");
    let whole = fs::read(&log).unwrap();
    fs::write(&log, [&whole[..], b"{\"at\":\"2026-11-2"].concat()).unwrap();
    let said = ["while the last answer was being saved", "Steps done so far: 1.", "Since when"];
    home.cekdulu("resume").exits(2).says(&said).run();
    assert_eq!(fs::read(&log).unwrap(), whole);
}

#[test]
fn a_damaged_or_newer_log_is_refused_and_left_as_it_is() {
    for (find, put) in [("\"kind\"", "\"kin"), ("\"format\":1", "\"format\":2")] {
        let home = home_with_open_session();
        let log = home.sessions()[0].join("log.jsonl");
        let spoilt = fs::read_to_string(&log).unwrap().replacen(find, put, 1);
        fs::write(&log, format!("{spoilt}{spoilt}")).unwrap();
        let before = fs::read(&log).unwrap();
        for command in ["resume --session 1", "show --session 1"] {
            home.cekdulu(command).exits(3).says_anything().run();
        }
        assert_eq!(fs::read(&log).unwrap(), before, "{put}");
    }
}

#[test]
fn a_promise_is_written_down_though_the_program_died_after_the_ticket() {
    let home = home_with_ticket();
    let log = home.sessions()[0].join("log.jsonl");
    let whole = fs::read_to_string(&log).unwrap();
    let ticket = whole.find("{\"kind\":\"ticket\"").unwrap();
    let end = ticket + whole[ticket..].find('\n').unwrap() + 1;
    assert!(whole[end..].contains("\"kind\":\"promise\""));
    fs::write(&log, &whole[..end]).unwrap();
    home.cekdulu("resume").typed(&["1"]).prints_anything().says_anything().run();
    let events = home.events();
    let count = |kind: &str| events.iter().filter(|event| event["kind"] == kind).count();
    assert_eq!((count("ticket"), count("promise"), count("finished")), (1, 1, 1));
}
