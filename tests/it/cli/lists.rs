//! `list`, help, version, completions, the manual, and what is typed wrongly.

use crate::support::Home;

/// Every list, under what it is about.
const EN: &str = "\
INTERNET AT HOME\n\
\x20 internet-mati          No internet\n\
\x20 internet-lambat        Slow internet\n\
\x20 putus-nyambung         The internet keeps dropping\n\
\x20 wifi                   Wi-Fi is weak or does not work\n\
\x20 isolir                 A page about the bill comes up\n\
\x20 satu-situs             One site or app does not work\n\
\n\
TV\n\
\x20 tv-kabel               The TV has no picture, or it freezes\n\
\n\
HOME PHONE\n\
\x20 telepon-rumah          The home phone is dead or noisy\n\
\n\
BILLS\n\
\x20 tagihan-melonjak       The bill is higher than usual\n\
\n\
MOBILE PHONE AND SIM CARD\n\
\x20 sim-hilang             A lost phone or SIM card, or the signal suddenly gone\n\
\n\
BANK\n\
\x20 atm-uang-tidak-keluar  Cash machine: no cash came out, or it kept the card\n\
\n\
REPORTS ALREADY MADE\n\
\x20 tindak-lanjut          I have a ticket and want to know how it stands\n\
\n\
SERVICE\n\
\x20 keluhan-pelayanan      How I was served\n\
\n\
OTHER\n\
\x20 lain                   Something else\n\
\n\
FOR TECHNICIANS\n\
\x20 kunjungan-teknisi      Technician's visit\n";

/// The same in Indonesian.
const ID: &str = "\
INTERNET DI RUMAH\n\
\x20 internet-mati          Internet mati\n\
\x20 internet-lambat        Internet lambat\n\
\x20 putus-nyambung         Putus-nyambung\n\
\x20 wifi                   Wi-Fi lemah atau tidak bisa\n\
\x20 isolir                 Muncul halaman tagihan (isolir)\n\
\x20 satu-situs             Satu situs atau aplikasi tidak bisa\n\
\n\
TV\n\
\x20 tv-kabel               TV tidak ada gambar atau putus-putus\n\
\n\
TELEPON RUMAH\n\
\x20 telepon-rumah          Telepon rumah mati atau berisik\n\
\n\
TAGIHAN\n\
\x20 tagihan-melonjak       Tagihan lebih besar dari biasanya\n\
\n\
HP DAN KARTU SIM\n\
\x20 sim-hilang             HP atau kartu SIM hilang, atau sinyal tiba-tiba hilang\n\
\n\
BANK\n\
\x20 atm-uang-tidak-keluar  ATM: uang tidak keluar, atau kartu tertelan\n\
\n\
LAPORAN YANG SUDAH ADA\n\
\x20 tindak-lanjut          Tiket sudah ada, menanyakan kelanjutannya\n\
\n\
PELAYANAN\n\
\x20 keluhan-pelayanan      Cara saya dilayani\n\
\n\
LAINNYA\n\
\x20 lain                   Lainnya\n\
\n\
UNTUK TEKNISI\n\
\x20 kunjungan-teknisi      Kunjungan teknisi\n";

#[test]
fn lists_are_shown_in_both_languages() {
    let home = Home::new();
    home.cekdulu("list").prints(EN).run();
    home.cekdulu("list").lang("id").prints(ID).run();
    home.cekdulu("list --lang id").prints(ID).run();
    let parts = [
        "No internet (internet-mati 1.2.0)",
        "Look at the modem (steps: 13)",
        "beside that red light? (if needed)",
    ];
    home.cekdulu("list internet-mati").prints_with(&parts).run();
    let listed = home.cekdulu("list --json").prints_anything().run().json();
    assert_eq!(listed["schema"], "cekdulu.lists/1");
    assert_eq!(listed["lists"][0]["title"]["id"], "Internet mati");
    assert!(!home.state().exists(), "looking at lists keeps nothing");
}

#[test]
fn lists_are_found_by_words() {
    let home = Home::new();
    home.cekdulu("list lemot").prints("internet-lambat  Slow internet\n").run();
    let asked = ["sim-hilang"];
    home.cekdulu("list kartu hilang --lang id").prints_with(&asked).run();
    let question = ["internet-mati", "- What is printed beside that red light? LOS"];
    home.cekdulu("list LOS").prints_with(&question).run();
    let listed = home.cekdulu("list LOS --json").prints_anything().run().json();
    assert_eq!(listed["schema"], "cekdulu.lists/1");
    assert!(listed["lists"][0]["ask"]["id"].is_string(), "{listed}");
    home.cekdulu("list xyzzy").exits(2).says(&["There is no checklist \"xyzzy\"."]).run();
    home.cekdulu("list lemot --as md").exits(2).says(&["no checklist"]).run();
}

#[test]
fn an_unknown_list_is_answered_with_the_nearest() {
    let home = Home::new();
    for command in ["list internet-mat --as md", "run internet-mat"] {
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
