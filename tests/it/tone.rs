//! The tone of what is typed: a calmer wording is offered once, in both faces, and nothing is lost.

use std::fs;
use std::path::{Path, PathBuf};

use cekdulu::lang::{Lang, Text};
use cekdulu::tone;

use crate::support::Home;
use crate::support::run::flat;
#[cfg(target_os = "linux")]
use crate::support::{net, pty::Terminal, screen::Screen};

const ANGRY: &str = "Lemot banget dari Jumat, kalian penipu!!!";
const CALM: &str = "Lambat dari Jumat, mohon klarifikasi.";

/// Returns every text and every note that was recorded, in order.
fn told(home: &Home) -> Vec<String> {
    let events = home.events();
    let own = events.iter().filter_map(|event| {
        let text = event["answer"]["text"].as_str().or(event["note"].as_str())?;
        Some(text.to_owned())
    });
    own.collect()
}

#[test]
fn the_change_is_shown_and_the_person_chooses() {
    for (choice, kept) in [("1", vec![ANGRY]), ("2", vec![ANGRY, CALM])] {
        let home = Home::new();
        let run = home.cekdulu("run lain --plain").lang("id").typed(&[ANGRY, choice, "/keluar"]);
        let said = flat(&run.exits(130).says_anything().run().err());
        for part in [
            "“Lemot banget”: Bila ada angkanya",
            "“penipu”: Sebut faktanya",
            &format!("Sebelum: {ANGRY}"),
            &format!("Sesudah: {CALM}"),
            "1 Tetap kalimat saya",
            "2 Pakai kalimat yang lebih tenang",
            "3 Ketik lagi",
        ] {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert_eq!(said.matches("Kalimat mana yang dipakai?").count(), 1, "{said}");
        assert_eq!(told(&home), kept);
    }
}

#[test]
fn typing_again_keeps_the_first_words_and_the_same_words_are_not_asked_about_again() {
    let angry = "Your useless technician cut the cable.";
    // Enter keeps what was typed first; so does typing it again.
    for again in ["", angry] {
        let home = Home::new();
        let run = home.cekdulu("run lain --plain").lang("en").typed(&[angry, "3", again, "/quit"]);
        let said = flat(&run.exits(130).says_anything().run().err());
        assert_eq!(said.matches("Which wording shall be used?").count(), 1, "{said}");
        assert_eq!(told(&home), [angry, angry]);
        assert!(said.contains("What is it about?"), "{said}");
    }
}

#[test]
fn an_accusation_that_needs_the_person_is_kept_or_typed_again() {
    let home = Home::new();
    let text = "Saya merasa ditipu petugas soal paket 100 Mbps yang dijanjikan bulan lalu";
    let run = home.cekdulu("run lain --plain").lang("id").typed(&[
        text,
        "2",
        "Paketnya 100 Mbps, yang sampai 10",
        "/keluar",
    ]);
    let said = flat(&run.exits(130).says_anything().run().err());
    assert!(!said.contains("Sesudah:") && said.contains("2 Ketik lagi"), "{said}");
    assert_eq!(told(&home), [text, "Paketnya 100 Mbps, yang sampai 10"]);
}

#[test]
fn notes_are_asked_about_and_calm_words_and_names_are_not() {
    let home = Home::new();
    let lines = ["/note the agent lied to me", "2", "The picture freezes", "/quit"];
    let run = home.cekdulu("run lain --plain").lang("en").typed(&lines);
    let said = flat(&run.exits(130).says_anything().run().err());
    assert_eq!(said.matches("Which wording").count(), 1, "{said}");
    assert_eq!(
        told(&home),
        ["the agent lied to me", "this differs from what I was told", "The picture freezes"]
    );
}

#[test]
fn a_file_of_answers_is_asked_nothing() {
    let home = Home::new();
    let answers = home.write("a.toml", format!("masalah = {ANGRY:?}\n"));
    let run = home.cekdulu("run lain --plain --answers").arg(answers).lang("id").exits(2);
    let said = run.prints_anything().says_anything().run().err();
    assert!(!said.contains("Sesudah") && !said.contains("Kalimat mana"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn in_a_plain_terminal() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let mut terminal = Terminal::start(&home, "run lain --plain", "en", 40);
    terminal.answer("This is ridiculous, you people lied to me!!!");
    terminal.expect("Before:");
    terminal.expect("After:");
    let shown = terminal.turn();
    assert!(shown.contains("2 Use the calmer wording"), "{shown}");
    assert_eq!(told(&home).len(), 1, "on the disk before it is asked about");
    terminal.press("\n");
    // Enter alone chooses nothing.
    terminal.turn();
    terminal.press("2\n");
    terminal.expect("What is it about?");
    assert_eq!(
        told(&home).last().unwrap(),
        "This is difficult for us, this differs from what I was told."
    );
}

#[cfg(target_os = "linux")]
#[test]
fn in_the_comfortable_face() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let mut screen = Screen::start(&home, "run lain", "id", (80, 30));
    screen.line("Apa masalahnya?");
    screen.press(&format!("{ANGRY}\n"));
    screen.list("Kalimat mana yang dipakai?");
    screen.sees(&format!("Sebelum: {ANGRY}"));
    assert!(!screen.entries().iter().any(|entry| entry.starts_with('>')), "{}", screen.text());
    screen.takes("3", "Ketik lagi");
    screen.line("Apa masalahnya?");
    screen.sees(ANGRY);
    screen.press("Gambar TV berhenti\n");
    screen.list("Itu tentang apa?");
    assert_eq!(told(&home), [ANGRY, "Gambar TV berhenti"]);
}

/// Returns the TOML files under a folder, but the words that are looked for.
fn data_files(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(data_files(&path));
        } else if path.extension().is_some_and(|end| end == "toml")
            && !path.ends_with("data/tone.toml")
        {
            out.push(path);
        }
    }
    out
}

/// Returns every text of a value that is in some language.
fn texts(value: &toml::Value) -> Vec<(Lang, String)> {
    match value {
        toml::Value::Table(table) => {
            let own: Option<Text> = value.clone().try_into().ok();
            let own = own.into_iter().flat_map(|text| {
                Lang::ALL
                    .map(|lang| Some((lang, text.exact(lang)?.to_owned())))
                    .into_iter()
                    .flatten()
            });
            own.chain(table.values().flat_map(texts)).collect()
        }
        toml::Value::Array(all) => all.iter().flat_map(texts).collect(),
        toml::Value::String(_)
        | toml::Value::Integer(_)
        | toml::Value::Float(_)
        | toml::Value::Boolean(_)
        | toml::Value::Datetime(_) => Vec::new(),
    }
}

#[test]
fn the_programs_own_texts_are_calm() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut seen, mut wrong) = (0, Vec::new());
    for path in
        data_files(&root.join("checklists")).into_iter().chain(data_files(&root.join("src/lang")))
    {
        let file: toml::Value = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        for (lang, text) in texts(&file) {
            seen += 1;
            for remark in tone::check(&text, lang) {
                wrong.push(format!("{}: {} in {text}", path.display(), remark.found));
            }
        }
    }
    assert!(seen > 2000, "{seen}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
