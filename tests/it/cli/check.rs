//! `check`: everything that is wrong with a list, each with its place.

use crate::support::Home;

const GOOD: &str = include_str!("../../../checklists/internet-mati.toml");

#[test]
fn the_shipped_list_has_nothing_wrong() {
    let home = Home::new();
    home.write("good.toml", GOOD);
    let length = "good.toml: 25 questions on the commonest path (limit 25), 30 on the longest (limit 32), \
                  364 s of the person's own time (limit 420)\n";
    home.cekdulu("check good.toml").prints(length).run();
}

#[test]
fn findings_come_as_json_and_as_sarif() {
    let home = Home::new();
    home.write("bad.toml", GOOD.replacen("kind = \"choice\"", "kind = \"choise\"", 1));
    let ran = home.cekdulu("check bad.toml --format json").exits(1).prints_anything().run();
    let json: serde_json::Value = serde_json::from_str(&ran.out()).unwrap();
    let first = &json["files"][0]["findings"][0];
    assert_eq!((&first["code"], &first["line"]), (&"unknown-kind".into(), &40.into()), "{json}");
    let ran = home.cekdulu("check bad.toml --format sarif").exits(1).prints_anything().run();
    let sarif: serde_json::Value = serde_json::from_str(&ran.out()).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let first = &sarif["runs"][0]["results"][0];
    assert_eq!(first["ruleId"], "unknown-kind");
}

#[test]
fn a_code_is_explained_and_every_code_is_named_where_it_is_wrong() {
    let home = Home::new();
    let said = ["error[no-outcome]", "End the list with an outcome"];
    home.cekdulu("check --explain no-outcome").prints_with(&said).run();
    let all = ["Did you mean no-outcome?", "unreachable-step", "long-sentence"];
    home.cekdulu("check --explain no-outcom").exits(2).says(&all).run();
    home.cekdulu("check").exits(2).says(&["FILE"]).run();
}

#[test]
fn a_list_with_fragments_runs_and_keeps_them_written_out() {
    let home = Home::new();
    let list = "format = 1\nkey = \"kecil\"\nversion = \"1\"\nservice = \"internet\"\nstyle = \"read-do\"\n\
        title = { id = \"Kecil\", en = \"Small\" }\n[[phase]]\nkey = \"p\"\ntitle = { id = \"P\", en = \"P\" }\n\
        [[phase.step]]\nkey = \"data\"\nkind = \"include\"\nfragment = \"langganan\"\n\
        [[outcome]]\nkey = \"o\"\ncall = false\nsay = { id = \"Selesai.\", en = \"Done.\" }\n";
    home.write("kecil.toml", list);
    let answers = "\"data.nama\" = \"Rina\"\n\"data.atas-nama\" = \"self\"\n\"data.nomor\" = \"123\"\n\
        \"data.hp\" = { unknown = true }\n";
    home.write("answers.toml", answers);
    home.cekdulu("run kecil.toml --answers answers.toml")
        .prints_with(&["Done."])
        .says_anything()
        .run();
    let kept = std::fs::read_to_string(home.sessions()[0].join("checklist.toml")).unwrap();
    assert!(kept.contains("written_out = true") && !kept.contains("include"), "{kept}");
    home.write("kept.toml", &kept);
    home.cekdulu("check kept.toml").prints_anything().run();
    home.write("potongan.toml", include_str!("../../../checklists/fragments/tempat.toml"));
    home.cekdulu("check potongan.toml").run();
    let refused = ["potongan.toml is a fragment"];
    home.cekdulu("run potongan.toml").exits(2).says(&refused).run();
}

#[test]
fn every_mistake_is_printed_with_file_line_and_column() {
    let home = Home::new();
    let bad = GOOD
        .replacen("kind = \"choice\"", "kind = \"choise\"", 1)
        .replacen("slot = \"scope\"", "slot = \"scop\"", 1)
        .replacen("when = { lampu.merah = \"dark\" }", "when = { lampu.merha = \"dark\" }", 1);
    home.write("bad.toml", bad);
    let en = [
        "bad.toml:40:8: error[unknown-kind]: there is no kind of step called \"choise\"",
        "= did you mean \"choice\"?",
        "\"scop\"",
        "did you mean \"scope\"?",
        "\"lampu.merha\"",
        "did you mean \"lampu.merah\"?",
    ];
    let printed = home.cekdulu("check bad.toml").exits(1).prints_with(&en).run().out();
    for rust in ["enum", "struct", "Option<", "expected a", "serde", "u32", "variant"] {
        assert!(!printed.contains(rust), "{rust}: {printed}");
    }
    let id = ["bad.toml:40:8: ", "[unknown-kind]", "\"choise\"", "\"choice\"?"];
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
