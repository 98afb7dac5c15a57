//! A technician's visit: measured before and after, judged, and handed over.

use crate::support::{Home, visit};

#[test]
fn a_visit_ends_in_a_note_and_not_in_a_script() {
    for (lang, parts) in [
        (
            "en",
            [
                "The service works: the program measured it",
                "-31.5 dBm; outside the usual range, -27 to -8 dBm",
                "-21.6 dBm; within the usual range, -27 to -8 dBm",
                "92 %; within the usual range, roughly from 80 %",
                "WHAT THE PROGRAM MEASURED",
                "What was done: connector cleaned.",
            ],
        ),
        (
            "id",
            [
                "Layanan jalan: program mengukurnya",
                "-31,5 dBm; di luar rentang lazim, -27 sampai -8 dBm",
                "-21,6 dBm; dalam rentang lazim, -27 sampai -8 dBm",
                "92 %; dalam rentang lazim, kira-kira mulai 80 %",
                "YANG DIUKUR PROGRAM",
                "Yang dikerjakan: konektor dibersihkan.",
            ],
        ),
    ] {
        let home = Home::new();
        home.write("answers.toml", visit("dead-beyond", "fine"));
        let ran = home.cekdulu("run kunjungan-teknisi --answers answers.toml").lang(lang);
        let said = ran.prints_with(&parts).run().out();
        for call in ["READ THIS", "BACA INI", "NEVER SAY", "JANGAN PERNAH", "BEFORE HANGING UP"] {
            assert!(!said.contains(call), "{call} in {said}");
        }
        let note = home.cekdulu("show --as md").lang(lang).prints_anything().run().out();
        assert!(note.starts_with("# ") && note.contains("IN12345678"), "{note}");
        let json = home.cekdulu("show --as json").prints_anything().run().json();
        assert_eq!(json["summary"]["handover"], true);
        assert_eq!(json["summary"]["finding"]["outcome"], "terbukti");
        assert_eq!(json["summary"]["seen"].as_array().unwrap().len(), 2);
    }
}

#[test]
fn a_reading_outside_keeps_the_ticket_open_even_where_it_works() {
    let home = Home::new();
    let answers = visit("dead-beyond", "fine").replace("-21,6", "-27,4");
    home.write("answers.toml", answers);
    let parts = ["still outside the usual range", "Leave the ticket open.", "FOR THE TICKET"];
    home.cekdulu("run kunjungan-teknisi --answers answers.toml").prints_with(&parts).run();
}

#[test]
fn a_reading_is_judged_as_it_is_typed() {
    let home = Home::new();
    let typed = ["IN1", "1", "2", "1", "1", "-22,5"];
    let says = [
        "Do this part from memory. Only then confirm it, one by one:",
        "Never look into a fibre's end",
        "within the usual range, -27 to -8 dBm",
        "cekdulu resume",
    ];
    home.cekdulu("run kunjungan-teknisi").typed(&typed).exits(2).says(&says).run();
}

#[test]
fn technicians_lists_are_not_among_the_customers_problems() {
    let home = Home::new();
    let said = home.cekdulu("").typed(&[]).exits(2).says_anything().run().err();
    assert!(said.contains("No internet") && !said.contains("Technician"), "{said}");
}
