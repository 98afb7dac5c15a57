//! The companion during the call, in a real terminal and in both faces: a whole call, a kill in the middle, a second
//! call, a call put off until what was promised is due.

use cekdulu::lang::{Catalogue, Lang};
use nix::sys::signal::Signal;
use serde_json::Value;

use crate::support::pty::Terminal;
use crate::support::run::flat;
use crate::support::screen::Screen;
use crate::support::{Answers, Home, net, visit};

/// Makes a session that is ready for the call.
fn ready(lang: &'static str) -> Home {
    let home = Home::new();
    let answers = Answers::red_los().without("call").with("paket", "works");
    home.write("answers.toml", answers.text());
    let run = home.cekdulu("run internet-mati --answers answers.toml").lang(lang);
    run.prints_anything().run();
    home
}

/// Returns the events of a kind that were not taken back, the oldest first.
fn events(home: &Home, kind: &str) -> Vec<Value> {
    let mut counting: Vec<Value> = Vec::new();
    for event in home.events() {
        if event["kind"] == "withdrawn" {
            let said = |it: &Value| {
                ["number", "reason", "what", "told", "charge"]
                    .iter()
                    .any(|key| it[*key] == event["said"])
            };
            let at = counting.iter().rposition(|it| it["kind"] == event["of"] && said(it));
            counting.remove(at.unwrap());
        }
        counting.push(event);
    }
    counting.into_iter().filter(|event| event["kind"] == kind).collect()
}

/// Returns the text that is kept under a step's key.
fn kept(home: &Home, step: &str) -> Option<String> {
    let mut newest_first = events(home, "answered").into_iter().rev();
    let answer = newest_first.find(|event| event["step"] == step)?["answer"].clone();
    answer["text"].as_str().or(answer["option"].as_str()).map(Into::into)
}

/// Waits for the next turn, checks what is shown, and types a line.
#[track_caller]
fn step(terminal: &mut Terminal, parts: &[&str], line: &str) {
    let shown = flat(&terminal.turn());
    for part in parts {
        assert!(shown.contains(part), "no “{part}” before “{line}” in:\n{shown}");
    }
    terminal.press(&format!("{line}\n"));
}

/// Writes down two numbers, a promise and a refusal.
fn write_down(home: &Home, plain: &mut Terminal) {
    let mut talk = |shows: &[&str], line: &str| step(plain, shows, line);
    talk(&["Dicatat: kapan promo mulai"], "catat");
    talk(&["Apa yang dicatat?", "9 Catatan lain"], "1");
    talk(&["Nomor aduannya?"], "IN12345678L");
    talk(&["L seperti Lombok", "IN12345678L"], "1");
    assert_eq!(kept(home, "call.ticket").as_deref(), Some("IN12345678L"));
    talk(&["catatan 2"], "catat");
    talk(&[], "1");
    talk(&["1 Nomor lain lagi", "2 Perbaiki: IN12345678L"], "1");
    talk(&[], "TT100");
    talk(&[], "1");
    talk(&["catatan 3"], "catat");
    talk(&[], "3");
    talk(&[], "teknisi datang dalam 3 hari");
    talk(&["4 Belum disebut"], "1");
    talk(&["Betul?"], "1");
    talk(&["catatan 4"], "catat");
    talk(&[], "5");
    talk(&["Apa yang ditolak"], "datang hari Minggu");
    talk(&["Aturan apa"], "jam kerja");
    talk(&["Siapa yang dapat memutuskan"], "koordinator");
}

/// Checks what is kept of it, and who is shown it.
fn kept_of_a_whole_call(home: &Home) {
    let tickets: Vec<_> =
        events(home, "ticket").into_iter().map(|mut event| event["number"].take()).collect();
    assert_eq!(tickets, ["IN12345678L", "TT100"]);
    assert_eq!(events(home, "promise")[0]["days"], "working");
    let refused = &events(home, "refused")[0];
    assert_eq!(
        (refused["rule"].as_str(), refused["decides"].as_str()),
        (Some("jam kerja"), Some("koordinator"))
    );
    let terms = events(home, "terms");
    let [terms] = &terms[..] else { panic!("{terms:?}") };
    assert_eq!(
        (terms["told"].as_str(), terms["charge"].as_str()),
        (Some("WhatsApp"), Some("gratis"))
    );
    assert_eq!(home.events().last().unwrap()["kind"], "finished");
    let page = flat(&home.cekdulu("show --as text").lang("id").prints_anything().run().out());
    assert!(
        page.contains("Dikabari lewat: “WhatsApp”.")
            && page.contains("Biaya yang disebut: “gratis”."),
        "{page}"
    );
    let shared =
        home.cekdulu("show --as json").lang("id").prints_anything().says_anything().run().out();
    assert!(!shared.contains("WhatsApp") && !shared.contains("gratis"), "{shared}");
}

#[test]
fn a_whole_call_in_plain_lines() {
    if !net::is_own() {
        return;
    }
    let home = ready("id");
    let mut plain = Terminal::start(&home, "call --plain --spelling icao", "id", 80);
    let mut talk = |shows: &[&str], line: &str| step(&mut plain, shows, line);
    let before = ["SEBELUM MENEKAN NOMOR", "bukan dari telepon rumah", "Sudah tersambung"];
    talk(&before, "1");
    talk(&["Saya Rina Wijaya", "[berhenti:", "sudah membuka data"], "pelan");
    talk(&["satu, dua, dua, tiga empat, lima", "membuka data"], "");
    talk(&["LALU BACAKAN INI", "Lampu LOS", "Mohon", "catatan 0"], "atas nama siapa langganannya");
    talk(&["Rina Wijaya"], "eja");
    talk(&["R seperti Romeo"], "dari kami normal semua pak");
    talk(&["Terima kasih sudah dicek"], "daftar");
    talk(&["1 Nomor pelanggan", "9 Tagihan bulan ini", "catat"], "lagi");
    talk(&["10 ", "18 "], "9");
    talk(&["dibayar"], "qwxyz zzkrt");
    talk(&["Belum ketemu. Ketik angka yang paling dekat", "“catat”"], "catat kapan promo mulai");
    write_down(&home, &mut plain);
    let mut talk = |shows: &[&str], line: &str| step(&mut plain, shows, line);
    talk(&["catatan 5"], "PIN saya 123456 tolong");
    talk(&["tidak saya berikan", "Jangan pernah sebut"], "tenang");
    talk(&["kesal pada keadaannya", "minta nomor aduannya"], "awal");
    talk(&["BACAKAN INI, LALU BERHENTI"], "akhiri");
    let back = ["saya bacakan kembali", "IN12345678L", "TT100", "hari kerja", "jam kerja"];
    let missing =
        ["MASIH PERLU DITANYAKAN", "dikabari lewat apa", "biayanya", "Misalnya SMS, WhatsApp"];
    talk(&[&back[..], &missing].concat(), "WhatsApp");
    talk(&["Berapa biayanya"], "");
    talk(&["Penjelasan petugas"], "perlu ukur kabel");
    talk(&["Nama depan"], "");
    let read =
        ["Saya dikabari lewat: WhatsApp.", "Penjelasannya: perlu ukur kabel.", "Sudah cocok"];
    talk(&read, "2");
    talk(&["Apa yang dicatat?"], "7");
    talk(&["Berapa biayanya"], "gratis");
    talk(&["Biayanya: gratis."], "1");
    assert_eq!(plain.end(), Some(0), "{}", plain.shown);
    let said = flat(&plain.shown);
    assert!(
        said.contains("Terima kasih atas bantuannya") && said.contains("tidak perlu menelepon")
    );
    kept_of_a_whole_call(&home);
}

#[test]
fn a_kill_in_the_middle_loses_nothing_and_the_call_goes_on() {
    if !net::is_own() {
        return;
    }
    let home = ready("en");
    let mut plain = Terminal::start(&home, "call --plain", "en", 40);
    for line in ["1", "", "note", "1", "IN1"] {
        plain.answer(line);
    }
    plain.expect("Read it back");
    plain.signal(Signal::SIGKILL);
    plain.end();
    assert_eq!(kept(&home, "call.ticket").as_deref(), Some("IN1"));
    let mut again = Terminal::start(&home, "call --plain", "en", 40);
    step(
        &mut again,
        &["Going on with that call", "Notes kept so far: 1", "IN1", "Type: opening"],
        "opening",
    );
    assert!(!again.shown.contains("THEN STOP"), "it was said: {}", again.shown);
    step(&mut again, &["THEN STOP"], "");
    step(&mut again, &["THEN READ THIS"], "note");
    assert_eq!(events(&home, "ticket").len(), 1, "known to others before anything else");
    step(&mut again, &[], "3");
    step(&mut again, &[], "monday 10-12");
    step(&mut again, &["Right?"], "1");
    again.turn();
    again.press("\u{3}");
    assert_eq!(again.end(), Some(130), "{}", again.shown);
    assert!(flat(&again.shown).contains("cekdulu call"), "{}", again.shown);
    let kinds: Vec<_> = home.events().iter().rev().take(1).map(|it| it["kind"].clone()).collect();
    assert_eq!(kinds, ["promise"], "after its number");
    assert_eq!(events(&home, "ticket").len(), 1);
}

#[test]
fn resume_goes_back_to_the_agent_until_the_talk_was_ended() {
    if !net::is_own() {
        return;
    }
    let home = ready("id");
    let mut plain = Terminal::start(&home, "call --plain", "id", 80);
    for line in ["1", "", "catat", "1", "IN1", "1"] {
        plain.answer(line);
    }
    plain.turn();
    plain.signal(Signal::SIGKILL);
    plain.end();
    let mut again = Terminal::start(&home, "resume --plain", "id", 80);
    step(&mut again, &["Nomor aduannya IN1", "Petugasnya baru? Ketik: awal"], "akhiri");
    let shown = flat(&again.turn());
    assert!(shown.contains("Apa yang dijanjikan"), "{shown}");
    again.signal(Signal::SIGKILL);
    again.end();
    for command in ["resume --plain", "call --plain"] {
        let mut over = Terminal::start(&home, command, "id", 80);
        let shown = flat(&over.turn());
        assert!(shown.contains("Apa yang dijanjikan"), "{command}: {shown}");
        over.signal(Signal::SIGKILL);
        over.end();
    }
}

#[test]
fn a_second_call_has_its_own_notes_and_waits_for_what_was_promised() {
    if !net::is_own() {
        return;
    }
    let home = ready("en");
    let first =
        ["1", "end", "1", "IN1", "technician in 3 days", "2", "", "", "area is fine", "", "1"];
    home.cekdulu("call").typed(&first).says(&["“Just to be sure", "No need to call again"]).run();
    assert_eq!(home.events().last().unwrap()["kind"], "finished");
    let wait = ["What was promised: technician in 3 days", "After that type: cekdulu call"];
    home.cekdulu("call").typed(&["1"]).says(&wait).run();
    let before = home.events().len();
    let second = ["2", "1", "", "a new agent, another department", "end", "4", "", "", "", "1"];
    let said = home.cekdulu("call").typed(&second).says_anything().run().err();
    let said = flat(&said);
    for part in ["Call number 2", "I spoke with a colleague", "IN1", "technician in 3 days, by"] {
        assert!(said.contains(part), "no “{part}” in:\n{said}");
    }
    let events = home.events();
    assert!(events[before..].iter().any(|event| event["step"] == "call2.result"));
    assert!(
        events[before..]
            .iter()
            .all(|event| !event["step"].as_str().unwrap_or("").starts_with("call."))
    );
    assert_eq!(kept(&home, "call.ticket").as_deref(), Some("IN1"));
    assert_eq!(kept(&home, "call2.result").as_deref(), Some("not-given"));
    // A third call that turns out not to be needed; what was promised in the first stands.
    let third = home.cekdulu("call").typed(&["2", "3"]);
    third.says(&["Call number 3", "No call is needed now."]).run();
    assert_eq!(self::events(&home, "became").len(), 1);
    let unsaved = ["1", "", "note", "1", "IN9", "1", "end", "", "", "", "1"];
    let unsaved = home.cekdulu("call --no-save").typed(&unsaved).ends_anyhow().run();
    assert!(flat(&unsaved.err()).contains("IN9") && kept(&home, "call4.ticket").is_none());
}

#[test]
fn a_call_that_was_put_off_is_asked_about_anew() {
    if !net::is_own() {
        return;
    }
    let home = ready("en");
    home.cekdulu("call").typed(&["2"]).says(&["When you are ready to call"]).run();
    // Enter alone does not put it off once more.
    let anew = home.cekdulu("call").typed(&["", "2"]);
    let said = anew.says(&["When you are ready to call"]).run().err();
    assert!(!said.contains("Enter alone keeps"), "{said}");
    assert_eq!(kept(&home, "call.connected").as_deref(), Some("later"));
}

#[test]
fn a_call_in_the_comfortable_face() {
    if !net::is_own() {
        return;
    }
    for (lang, size) in [(Lang::Id, (80, 24)), (Lang::En, (80, 24)), (Lang::En, (100, 40))] {
        let home = ready(lang.code());
        let texts = Catalogue::of(lang);
        let mut screen = Screen::start(&home, "call", lang.code(), size);
        screen.list(if lang == Lang::Id { "tersambung" } else { "through to" });
        screen.press("1\r");
        screen.list(texts.get("call.ask-open"));
        screen.press("\r");
        screen.sees(texts.get("call.after-stop"));
        let said = texts.get("call.ask-said").split(' ').take(3).collect::<Vec<_>>().join(" ");
        screen.list(&said);
        screen.press("normal\r");
        let reply =
            if lang == Lang::Id { "Terima kasih sudah dicek" } else { "Thank you for checking" };
        screen.sees(reply);
        screen.list(&said);
        // What is not in the list is typed freely, and what is found stands above the next question.
        screen.press("\u{1b}");
        screen.sees("> ");
        screen.rests();
        let paid =
            if lang == Lang::Id { "sudah lunas belum\r" } else { "is the invoice settled\r" };
        screen.press(paid);
        screen.sees(if lang == Lang::Id { "dibayar" } else { "paid" });
        screen.list(&said);
        screen.resize((60, 20));
        screen.rests();
        assert!(!screen.terminal.has_ended());
        let write = texts.get("call.act.write").split(' ').next().unwrap().to_owned();
        screen.press(&format!("{write}\r"));
        screen.list(texts.get("call.write.ask"));
        screen.press("1\r");
        screen.sees("> ");
        screen.rests();
        screen.press("IN77\r");
        screen.list("IN77");
        screen.press("1\r");
        screen.list(&said);
        screen.press("\u{3}");
        screen.rests();
        assert_eq!(screen.terminal.end(), Some(130));
        assert!(screen.shows_cursor());
        assert_eq!(events(&home, "ticket")[0]["number"], "IN77");
    }
}

#[test]
fn a_low_window_has_the_list_and_the_answer() {
    if !net::is_own() {
        return;
    }
    let home = ready("id");
    let mut screen = Screen::start(&home, "call", "id", (80, 14));
    screen.list("tersambung");
    screen.press("1\r");
    screen.list("membuka data");
    screen.press("\r");
    screen.list("Apa kata petugas");
    screen.press("tetangga");
    screen.rests();
    let text = screen.text();
    assert!(
        text.contains("> 1") && text.contains("Tetangga"),
        "what is typed finds at once: {text}"
    );
    screen.press("\r");
    screen.sees("etangga dengan penyedia");
    screen.rests();
    let text = flat(&screen.text());
    assert!(text.contains("etangga dengan penyedia") && text.contains("catat · akhiri"), "{text}");
    screen.press("\u{3}");
    screen.rests();
    assert_eq!(screen.terminal.end(), Some(130));
}

#[test]
fn a_small_window_has_the_answer_and_the_way_out_in_sight() {
    if !net::is_own() {
        return;
    }
    for lang in ["id", "en"] {
        let home = ready(lang);
        let mut screen = Screen::start(&home, "call", lang, (40, 10));
        let mut before = String::new();
        for keys in ["1\r", "\r", "normal\r"] {
            before = screen.turns(&before);
            screen.press(keys);
        }
        screen.turns(&before);
        screen.rests();
        let text = flat(&screen.text());
        let (reply, ways) = if lang == "id" {
            ("Boleh dicatat di tiket untuk teknisi?", "catat · akhiri")
        } else {
            ("Could the ticket say so for the technician?", "note · end")
        };
        assert!(text.contains(reply) && text.contains(ways), "{}", screen.text());
    }
}

#[test]
fn a_file_of_answers_may_have_several_of_everything() {
    let home = Home::new();
    let call: toml::Table = "ticket = [\"IN1\", \"TT2\"]\npromise = [\"teknisi senin 10-12\", \"kabar besok\"]\n\
         days = [\"dated\", \"calendar\"]\nrefused = [\"datang Minggu\", \"ganti modem\"]\nrule = [\"jam kerja\", \"stok\"]\n\
         decides = [\"koordinator\", \"gudang\"]\nexplanation = \"ukur kabel\"\nagent = \"Sari\"\ntold = \"SMS\"\ncharge = \"gratis\"\nnote = [\"a\", \"b\"]"
        .parse()
        .unwrap();
    home.write("answers.toml", Answers::red_los().with("call", call).text());
    home.cekdulu("run internet-mati --answers answers.toml").prints_anything().run();
    assert_eq!(events(&home, "ticket").len(), 2);
    let promises = events(&home, "promise");
    assert_eq!((promises.len(), promises[1]["days"].as_str()), (2, Some("calendar")));
    let refused = events(&home, "refused");
    let parts = [&refused[0]["rule"], &refused[1]["rule"], &refused[1]["decides"]];
    assert_eq!(parts, ["jam kerja", "stok", "gudang"]);
    assert_eq!(events(&home, "ticket")[1]["explanation"], "ukur kabel");
    assert_eq!(events(&home, "terms")[0]["told"], "SMS");
    let typed = ["told", "charge", "note.2", "ticket.2", "promise.2", "agent"];
    let typed = typed.map(|key| kept(&home, &format!("call.{key}")).unwrap());
    assert_eq!(typed, ["SMS", "gratis", "b", "TT2", "kabar besok", "Sari"]);
    for wrong in ["charge = 5", "note = \"PIN saya 123456\"", "days = [\"dated\", \"lunar\"]"] {
        let call: toml::Table = wrong.parse().unwrap();
        home.write("wrong.toml", Answers::red_los().with("call", call).text());
        let run = home.cekdulu("run internet-mati --answers wrong.toml").exits(2);
        run.says(&["the step “call."]).prints_anything().run();
    }
}

#[test]
fn without_a_session_or_with_a_technicians_there_is_no_call() {
    let home = Home::new();
    home.cekdulu("call").exits(2).says(&["cekdulu"]).run();
    home.write("visit.toml", visit("dead-beyond", "fine"));
    home.cekdulu("run kunjungan-teknisi --answers visit.toml").prints_anything().run();
    home.cekdulu("call").exits(2).says(&["a technician's visit"]).run();
}

/// Types a number, and is killed while it is read back.
fn killed(lang: &'static str, number: &str) -> Home {
    let home = ready(lang);
    let mut plain = Terminal::start(&home, "call --plain", lang, 80);
    for line in ["1", "", if lang == "id" { "catat" } else { "note" }, "1", number] {
        plain.answer(line);
    }
    plain.expect(if lang == "id" {
        "Petugas membenarkannya?"
    } else {
        "Does the agent confirm it?"
    });
    plain.signal(Signal::SIGKILL);
    plain.end();
    home
}

#[test]
fn what_was_typed_before_a_kill_is_known_to_every_command() {
    if !net::is_own() {
        return;
    }
    let home = killed("en", "IN4711");
    for command in ["show", "sessions", "followup --to email"] {
        let run =
            home.cekdulu(command).lang("en").prints_anything().says_anything().ends_anyhow().run();
        assert!(flat(&run.out()).contains("IN4711"), "{command}:\n{}\n{}", run.out(), run.err());
    }
}

#[test]
fn a_corrected_number_is_no_second_ticket() {
    if !net::is_own() {
        return;
    }
    let home = killed("en", "IN4711");
    let rest =
        ["", "end", "technician in 3 days", "1", "", "", "", "", "2", "1", "2", "IN4712", "1", "1"];
    home.cekdulu("call")
        .lang("en")
        .typed(&rest)
        .says(&["2 Correct: IN4711", "ticket number is IN4712"])
        .run();
    let numbers: Vec<_> =
        events(&home, "ticket").into_iter().map(|it| it["number"].clone()).collect();
    assert_eq!(numbers, ["IN4712"]);
    assert_eq!(events(&home, "promise").len(), 1);
    for command in ["show", "sessions", "followup --to email", "show --as json --for me"] {
        let run =
            home.cekdulu(command).lang("en").prints_anything().says_anything().ends_anyhow().run();
        assert!(
            !run.out().contains("IN4711") && run.out().contains("IN4712"),
            "{command}:\n{}",
            run.out()
        );
    }
}

#[test]
fn a_calmer_wording_is_offered_once_when_all_is_read_back() {
    if !net::is_own() {
        return;
    }
    let home = ready("en");
    let angry = "your useless technician lied to me again";
    let typed = ["1", "", "note", "4", angry, "end", "1", "IN1", "", "", "1", "2"];
    let run = home.cekdulu("call").lang("en").typed(&typed).says(&["Before: ", "After: "]).run();
    let said = flat(&run.err());
    assert_eq!(said.matches("Which wording shall be used?").count(), 1, "{said}");
    assert!(
        said.find("Does the agent agree?") < said.find("Which wording shall be used?"),
        "{said}"
    );
    let explained = events(&home, "ticket").remove(0)["explanation"].as_str().unwrap().to_owned();
    assert!(!explained.contains("useless") && kept(&home, "call.explanation") == Some(explained));
}

#[test]
fn a_number_is_spelt_as_asked_and_no_letter_is_a_figure() {
    if !net::is_own() {
        return;
    }
    for (lang, spelling, letters) in [
        ("id", "icao", ["L seperti Lombok", "R seperti Romeo"]),
        ("id", "local", ["L seperti Lombok", "R seperti"]),
        ("en", "icao", ["L as in Lima", "R as in Romeo"]),
        ("en", "local", ["L as in", "R as in"]),
    ] {
        let home = ready(lang);
        let note = if lang == "id" { "catat" } else { "note" };
        let typed = ["1", "", note, "1", "LR5", "1"];
        let run = home.cekdulu(&format!("call --spelling {spelling}")).lang(lang);
        let said = flat(&run.typed(&typed).says(&letters).ends_anyhow().run().err());
        let lima = said.matches("Lima").count();
        assert_eq!(lima > 0, lang == "en", "{lang} {spelling}: {said}");
    }
}

#[test]
fn whatever_is_asked_before_the_stop_is_over_the_rest_still_comes() {
    if !net::is_own() {
        return;
    }
    let home = ready("en");
    let typed = ["1", "account number?", "", "qwxyz zzkrt", "not"];
    let run = home.cekdulu("call").lang("en").typed(&typed).ends_anyhow();
    let said = flat(&run.says(&["THEN READ THIS", "number of the nearest"]).run().err());
    assert!(said.contains("What would you like to note?"), "{said}");
}

#[test]
fn an_unknown_word_is_no_dead_end_in_the_list() {
    if !net::is_own() {
        return;
    }
    for (lang, near, first) in
        [("id", "Belum ketemu", "Nomor pelanggan"), ("en", "Not found", "Customer number")]
    {
        let home = ready(lang);
        let texts = Catalogue::of(if lang == "id" { Lang::Id } else { Lang::En });
        let mut screen = Screen::start(&home, "call", lang, (80, 24));
        screen.list(if lang == "id" { "tersambung" } else { "through to" });
        screen.press("1\r");
        screen.list(texts.get("call.ask-open"));
        assert!(
            screen.text().contains("Rina Wijaya")
                && screen.text().contains(texts.get("call.read-stop"))
        );
        screen.press("zzkrt");
        screen.sees(near);
        assert_eq!(screen.entries().len(), 4, "{}", screen.text());
        screen.press("\r");
        screen.sees(texts.get("call.nearest").split('“').next().unwrap().get(..20).unwrap());
        screen.list(texts.get("call.ask-open"));
        screen.press("nomornya berapa");
        screen.marks(first);
        screen.press("\r");
        screen.sees("1223 - 4567 - 8901");
        // The answer and what can be done are on one screen.
        screen.list(texts.get("call.ask-open"));
        screen.rests();
        assert!(screen.text().contains("1223 - 4567 - 8901") && screen.entries().len() > 5);
        screen.press("\u{3}");
        screen.rests();
        assert_eq!(screen.terminal.end(), Some(130));
    }
}
