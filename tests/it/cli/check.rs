//! `check`: everything that is wrong with a list, each with its place.

use crate::support::Home;

const GOOD: &str = include_str!("../../../checklists/internet-mati.toml");

#[test]
fn the_shipped_list_has_nothing_wrong() {
    let home = Home::new();
    home.write("good.toml", GOOD);
    home.cekdulu("check good.toml").run();
}

#[test]
fn every_mistake_is_printed_with_file_line_and_column() {
    let home = Home::new();
    let bad = GOOD
        .replacen("kind = \"choice\"", "kind = \"choise\"", 1)
        .replacen("slot = \"scope\"", "slot = \"scop\"", 1)
        .replacen("when = { merah = \"dark\" }", "when = { merha = \"dark\" }", 1);
    home.write("bad.toml", bad);
    let en = [
        "bad.toml:16:8: error[unknown-kind]: there is no kind of step called \"choise\"",
        "= did you mean \"choice\"?",
        "\"scop\"",
        "did you mean \"scope\"?",
        "\"merha\"",
        "did you mean \"merah\"?",
    ];
    let printed = home.cekdulu("check bad.toml").exits(1).prints_with(&en).run().out();
    for rust in ["enum", "struct", "Option<", "expected a", "serde", "u32", "variant"] {
        assert!(!printed.contains(rust), "{rust}: {printed}");
    }
    let id = ["bad.toml:16:8: ", "[unknown-kind]", "\"choise\"", "\"choice\"?"];
    home.cekdulu("check bad.toml").lang("id").exits(1).prints_with(&id).run();
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_checked_all_the_same() {
    let home = Home::new();
    home.write("good.toml", GOOD);
    home.write("bad.toml", "format = 1\nkye = \"x\"\n");
    home.write("bytes.toml", b"format = 1\nkey = \"\xff\"\n");
    home.write("big.toml", vec![b'#'; 4 * 1024 * 1024 + 1]);
    let missing = "The file missing.toml cannot be read";
    home.cekdulu("check missing.toml").exits(3).says(&[missing]).run();
    home.cekdulu("check bytes.toml").exits(2).says(&["bytes.toml is not UTF-8 text"]).run();
    let big = "big.toml is larger than 4 MiB, so it was not read";
    home.cekdulu("check big.toml").exits(2).says(&[big]).run();
    let all = home.cekdulu("check missing.toml bytes.toml big.toml good.toml bad.toml");
    all.exits(3).says(&[missing, "bytes.toml", big]).prints_with(&["bad.toml:2:1", "kye"]).run();
    let id = ["Berkas big.toml lebih besar dari 4 MiB"];
    home.cekdulu("check big.toml").lang("id").exits(2).says(&id).run();
}

#[test]
fn a_folder_and_a_newer_format_are_refused() {
    let home = Home::new();
    std::fs::create_dir(home.path("folder.toml")).unwrap();
    home.cekdulu("check folder.toml").exits(3).says(&["folder.toml cannot be read"]).run();
    home.write("newer.toml", GOOD.replacen("format = 1", "format = 2", 1));
    home.cekdulu("check newer.toml").exits(1).prints_with(&["newer.toml:2:", "format"]).run();
    home.cekdulu("run newer.toml").exits(2).says(&["newer.toml:2:", "cekdulu check FILE"]).run();
}
