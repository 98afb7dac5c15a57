//! `list`, help, version, completions, the manual, and what is typed wrongly.

use crate::support::Home;

#[test]
fn lists_are_shown_in_both_languages() {
    let home = Home::new();
    home.cekdulu("list")
        .prints("internet-mati      No internet\nlain               Something else\nkunjungan-teknisi  Technician's visit\n")
        .run();
    home.cekdulu("list")
        .lang("id")
        .prints("internet-mati      Internet mati\nlain               Lainnya\nkunjungan-teknisi  Kunjungan teknisi\n")
        .run();
    home.cekdulu("list --lang id")
        .prints("internet-mati      Internet mati\nlain               Lainnya\nkunjungan-teknisi  Kunjungan teknisi\n")
        .run();
    let parts = ["No internet (internet-mati 1.0.0)", "Look at the modem (steps: 12)"];
    home.cekdulu("list internet-mati").prints_with(&parts).run();
    let listed = home.cekdulu("list --json").prints_anything().run().json();
    assert_eq!(listed["schema"], "cekdulu.lists/1");
    assert_eq!(listed["lists"][0]["title"]["id"], "Internet mati");
    assert!(!home.state().exists(), "looking at lists keeps nothing");
}

#[test]
fn an_unknown_list_is_answered_with_the_nearest() {
    let home = Home::new();
    for command in ["list internet-mat", "run internet-mat"] {
        let en = ["There is no checklist \"internet-mat\".", "Did you mean internet-mati?"];
        home.cekdulu(command).exits(2).says(&en).run();
        let id = ["Tidak ada daftar pemeriksaan \"internet-mat\".", "Maksudnya internet-mati?"];
        home.cekdulu(command).lang("id").exits(2).says(&id).run();
    }
}

#[test]
fn help_and_version_are_results() {
    let home = Home::new();
    let version = format!("cekdulu {}\n", env!("CARGO_PKG_VERSION"));
    home.cekdulu("--version").state(None).prints(&version).run();
    home.cekdulu("--help").prints_with(&["Usage:", "resume", "forget", "sent nowhere"]).run();
    home.cekdulu("--help").lang("id").prints_with(&["Cara pakai:", "resume", "forget"]).run();
    home.cekdulu("help run").prints_with(&["cekdulu run", "--answers"]).run();
    home.cekdulu("man").prints_with(&[".TH", "130"]).run();
    home.cekdulu("completions bash").prints_with(&["--answers", "sessions"]).run();
}

#[test]
fn what_is_typed_wrongly_is_named_and_ends_with_2() {
    let home = Home::new();
    for (words, said) in [
        ("--bogus", "\"--bogus\" is not known here."),
        ("frobnicate", "There is no command \"frobnicate\"."),
        ("show --as pdf", "What can be used: script, text, md, json"),
        ("forget", "This is still missing:"),
        ("check", "This is still missing:"),
        ("help frobnicate", "There is no command \"frobnicate\"."),
    ] {
        home.cekdulu(words).exits(2).says(&[said, "cekdulu --help"]).run();
    }
    let said = ["Tidak ada perintah \"frobnicate\".", "cekdulu --help"];
    home.cekdulu("frobnicate").lang("id").exits(2).says(&said).run();
}

#[test]
fn the_endpoints_are_printed_without_being_contacted() {
    let home = Home::new();
    let printed = home.cekdulu("probe --endpoints").prints_anything().run().out();
    let addresses =
        printed.split_whitespace().filter(|word| word.parse::<std::net::IpAddr>().is_ok());
    assert!(addresses.count() >= 6, "{printed}");
}
