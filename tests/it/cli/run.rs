//! `run`: a list to its end from a file of answers, and what a wrong file is told.

use crate::support::{Answers, Home};

#[test]
fn a_run_prints_result_and_script_and_nothing_else() {
    for (lang, parts) in [
        ("en", ["RESULT", "READ THIS", "This is Rina Wijaya", "BEFORE HANGING UP"]),
        ("id", ["HASIL", "BACA INI", "Saya Rina Wijaya", "SEBELUM MENUTUP"]),
    ] {
        let home = Home::new();
        let answers = home.write("answers.toml", Answers::red_los().text());
        let run = home.cekdulu("run internet-mati --answers").arg(answers).lang(lang);
        run.prints_with(&parts).run();
        assert_eq!(home.sessions().len(), 1);
    }
}

#[test]
fn a_list_is_run_from_a_path_too() {
    let home = Home::new();
    home.write("mine.toml", include_str!("../../../checklists/internet-mati.toml"));
    home.write("answers.toml", Answers::red_los().text());
    home.cekdulu("run mine.toml --answers answers.toml").prints_with(&["READ THIS"]).run();
    home.cekdulu("run ./mine.toml --answers answers.toml").prints_with(&["READ THIS"]).run();
    home.cekdulu("run other.toml").exits(3).says(&["other.toml cannot be read"]).run();
}

#[test]
fn a_missing_or_wrong_answer_names_its_step() {
    for (answers, en, id) in [
        (
            Answers::red_los().without("lampu.merah"),
            "no answer for the step “lampu.merah”",
            "langkah “lampu.merah” tidak ada",
        ),
        (
            Answers::red_los().with("lampu.merah", "blinkin"),
            "does not fit: \"blinkin\". It may be: none, blinking, steady, dark. Did you mean “blinking”?",
            "tidak cocok: \"blinkin\".",
        ),
        (
            Answers::red_los().with("sejak", "whenever"),
            "the step “sejak” does not fit: \"whenever\". That could not be read as a time. For instance:",
            "langkah “sejak” tidak cocok",
        ),
        (
            Answers::red_los().with("sejak", "2100-01-01 09:00"),
            "That is yet to come, but a time that is over is asked for. For instance:",
            "Waktu itu belum tiba, padahal yang ditanyakan waktu yang sudah lewat.",
        ),
        (
            Answers::red_los().with("data.nomor", 12),
            "Write words between quotes, for instance \"C1234567\".",
            "Tulis kata-kata di antara tanda kutip",
        ),
        (
            Answers::red_los().with("kabel.terlihat", "none"),
            "Write a list, for instance [\"",
            "langkah “kabel.terlihat” tidak cocok",
        ),
        (
            Answers::red_los().with("data.nomor", " "),
            "the step “data.nomor” does not fit",
            "langkah “data.nomor” tidak cocok",
        ),
        (
            Answers::red_los().with("lampu.mera", "none"),
            "no step called “lampu.mera”. Did you mean “lampu.merah”?",
            "bernama “lampu.mera” dalam daftar ini. Maksudnya “lampu.merah”?",
        ),
        (
            Answers::red_los().with("measured", "much"),
            "[measured] part cannot be read",
            "[measured] tidak terbaca",
        ),
    ] {
        let home = Home::new();
        home.write("answers.toml", answers.text());
        let run = || home.cekdulu("run internet-mati --answers answers.toml").exits(2);
        run().says(&[en]).run();
        run().lang("id").says(&[id]).run();
    }
}

#[test]
fn an_answer_about_the_call_is_named_as_such() {
    let home = Home::new();
    let call: toml::Table = "result = \"lost\"".parse().unwrap();
    home.write("answers.toml", Answers::red_los().with("call", call).text());
    let said = ["the step “call.result” does not fit: \"lost\"", "area-outage"];
    let run = home.cekdulu("run internet-mati --answers answers.toml");
    run.exits(2).prints_anything().says(&said).run();
}

#[test]
fn a_file_of_answers_that_is_no_toml_says_where() {
    let home = Home::new();
    home.write("answers.toml", "merah = \"none\"\nx = [\n");
    let said = ["The answers file cannot be read at line 2"];
    home.cekdulu("run internet-mati --answers answers.toml").exits(2).says(&said).run();
    let missing = ["nowhere.toml cannot be read"];
    home.cekdulu("run internet-mati --answers nowhere.toml").exits(3).says(&missing).run();
    assert!(home.sessions().is_empty(), "nothing was begun");
}

#[test]
fn a_secret_is_refused_wherever_it_comes_from() {
    let home = Home::new();
    home.write("answers.toml", Answers::red_los().with("data.penelepon.nama", "OTP 482913").text());
    let run = home.cekdulu("run internet-mati --answers answers.toml");
    run.exits(2).says(&["the step “data.penelepon.nama” does not fit"]).run();
}

#[test]
fn a_phone_that_was_taken_for_the_home_is_asked_about_once_more() {
    let home = Home::new();
    home.write("answers.toml", Answers::usual("phone").text());
    home.cekdulu("run internet-mati --answers answers.toml").prints_anything().run();
    let events = home.events();
    let back = events.iter().filter(|event| event["kind"] == "went-back");
    assert_eq!(back.map(|event| &event["to"]).collect::<Vec<_>>(), ["tempat.jaringan"]);
    let places = events.iter().filter(|event| event["step"] == "tempat.jaringan");
    assert_eq!(places.count(), 2);
}

#[test]
fn a_line_that_is_back_before_the_call_ends_the_session_without_a_ticket() {
    let home = Home::new();
    let call: toml::Table = "connected = \"back\"".parse().unwrap();
    home.write("answers.toml", Answers::red_los().with("call", call).text());
    home.cekdulu("run internet-mati --answers answers.toml").prints_anything().run();
    let events = home.events();
    assert!(events.iter().any(|event| event["kind"] == "finished"));
    assert!(!events.iter().any(|event| event["kind"] == "ticket"));
    home.cekdulu("sessions").prints_with(&["finished"]).run();
    home.cekdulu("resume").exits(2).says(&["There is no unfinished session."]).run();
}

#[test]
fn a_doubtful_answer_from_a_file_is_taken_and_remarked_on() {
    let home = Home::new();
    let list = include_str!("../../../docs/examples/pindah-rumah.toml");
    let answers = include_str!("../../../docs/examples/pindah-rumah.answers.toml");
    let ask = "ask = { id = \"Nomor permintaannya?\"";
    home.write("pindah-rumah.toml", list.replace(ask, &format!("pattern = \"MV[0-9]+\"\n{ask}")));
    let answers = answers.replace("minta = false", "minta = true\nnomor-minta = \"X1\"");
    let call = "\n[call]\nticket = \"IN1\"\npromise = \"2025-11-20 10:00\"\ndays = \"dated\"\n";
    home.write("answers.toml", answers + call);
    let said = [
        "The answer for the step “nomor-minta” does not match its pattern, MV[0-9]+.",
        "The time of the promise “2025-11-20 10:00” is over, so it is kept as words only.",
    ];
    let run = home.cekdulu("run pindah-rumah.toml --answers answers.toml");
    run.says(&said).prints_with(&["number X1"]).run();
}
