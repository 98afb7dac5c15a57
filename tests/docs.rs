//! What the README, the documents and the map of modules say, held against the program.
#![expect(clippy::disallowed_methods, reason = "runs the program and makes files for it")]

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Output};

use cekdulu::checklist::finding::{Code, Severity};
use cekdulu::checklist::providers::Providers;
use cekdulu::checklist::{Probe, Slot, ranges, requests};
use cekdulu::cli::{self, Asked};
use cekdulu::diagnosis::{Segment, Verdict};
use cekdulu::error::Exit;
use cekdulu::lang::Lang;

const README: &str = include_str!("../README.md");
const FORMAT: &str = include_str!("../docs/checklist-format.md");

const GUIDE: &str = include_str!("../docs/writing-checklists.md");
const MAP: &str = include_str!("../src/lib.rs");

/// Returns what stands between the fences of a language, with empty lines kept.
fn fenced<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let opening = format!("\n```{language}\n");
    text.split(&opening).skip(1).map(|rest| rest.split("```").next().unwrap_or_default()).collect()
}

/// Returns the whole checklists of a document.
fn lists(text: &str) -> Vec<&str> {
    fenced(text, "toml").into_iter().filter(|toml| toml.starts_with("format")).collect()
}

/// Iterates over everything in a document that is set as code within a line.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2))
}

/// Returns the part of a document from a heading to the next one.
fn section<'a>(text: &'a str, heading: &str) -> &'a str {
    let (_, rest) = text.split_once(&format!("\n## {heading}\n")).expect("the heading is there");
    rest.split("\n## ").next().unwrap_or_default()
}

/// Runs the program in English in a folder of its own.
fn run(folder: &Path, args: &[&str]) -> Output {
    run_in("en", folder, args)
}

/// Runs the program in a language in a folder of its own.
fn run_in(lang: &str, folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cekdulu"));
    command.current_dir(folder).args(["--lang", lang, "--no-save"]).args(args);
    command.output().expect("cargo built the program")
}

#[test]
fn every_example_list_is_without_a_mistake() {
    let folder = tempfile::tempdir().unwrap();
    let right = lists(GUIDE).into_iter().filter(|list| !list.contains("keliru")).collect();
    let all = [lists(README), lists(FORMAT), right].concat();
    assert_eq!(all.len(), 4);
    for list in all {
        std::fs::write(folder.path().join("list.toml"), list).unwrap();
        let output = run(folder.path(), &["check", "list.toml"]);
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}");
        assert!(!said.contains("error[") && !said.contains("warning["), "{said}");
    }
}

#[test]
fn the_example_answers_go_through_the_example_list() {
    let folder = tempfile::tempdir().unwrap();
    let answers = fenced(FORMAT, "toml").into_iter().find(|toml| toml.contains("[measured]"));
    std::fs::write(folder.path().join("list.toml"), lists(FORMAT)[0]).unwrap();
    std::fs::write(folder.path().join("answers.toml"), answers.unwrap()).unwrap();
    let output = run(folder.path(), &["run", "list.toml", "--answers", "answers.toml"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    for part in ["not connected to the home", "dead since Friday 20 November", "affected"] {
        assert!(said.contains(part), "{part} is missing in {said}");
    }
}

#[test]
fn the_guides_list_runs_with_its_answers_and_its_provider() {
    let folder = tempfile::tempdir().unwrap();
    let blocks = fenced(GUIDE, "toml");
    let answers = blocks.iter().find(|toml| toml.starts_with("sejak")).unwrap();
    let row = blocks.iter().find(|toml| toml.starts_with("[[provider]]")).unwrap();
    let settings = folder.path().join("cekdulu");
    for (name, text) in [
        ("checklists/paket-naik.toml", lists(GUIDE)[1]),
        ("data/providers.toml", row),
        ("answers.toml", answers),
    ] {
        let path = settings.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_cekdulu"));
    command.current_dir(&settings).env("XDG_CONFIG_HOME", folder.path());
    command.env("APPDATA", folder.path()).env("TZ", "Asia/Jakarta");
    let words = "--lang en --no-save run paket-naik --answers answers.toml --provider desa-net";
    let output = command.args(words.split(' ')).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    for part in ["BEFORE YOU DIAL DESA NET", "0274-555-000", "This is Rina, Desa ID", "31 Mbps"] {
        assert!(said.contains(part), "{part} is missing in {said}");
    }
    assert!(Providers::parse(row).is_ok());
}

#[test]
fn what_the_guide_shows_in_pieces_works_in_a_list() {
    let folder = tempfile::tempdir().unwrap();
    let blocks = fenced(GUIDE, "toml");
    let block = |part: &str| *blocks.iter().find(|toml| toml.contains(part)).unwrap();
    let fragment = block("# fragments/antena.toml");
    std::fs::create_dir(folder.path().join("fragments")).unwrap();
    std::fs::write(folder.path().join("fragments/antena.toml"), fragment).unwrap();
    let (head, _) = lists(GUIDE)[0].split_once("[[outcome]]").unwrap();
    let include = "[[phase.step]]\nkey = \"antena\"\nkind = \"include\"\n";
    let tilted = "[[outcome]]\nkey = \"antena\"\nwhen = { antena.letak = \"tilted\" }\ncall = false\n\
        say = { id = \"Antenanya {antena.letak}.\", en = \"The aerial {antena.letak}.\" }\n";
    let steps = [block("kind = \"diagnose\""), block("key = \"adaptor\""), include];
    let rest = [block("key = \"pernah\""), tilted, block("from = \"cek\"")];
    let list = [&[head][..], &steps, &rest].concat().concat();
    std::fs::write(folder.path().join("list.toml"), list).unwrap();
    let output = run(folder.path(), &["check", "list.toml", "fragments/antena.toml"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && !said.contains("warning["), "{said}");
}

#[test]
fn the_guides_mistakes_are_found_as_it_says() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("contoh-keliru.toml"), lists(GUIDE)[2]).unwrap();
    let output = run(folder.path(), &["check", "contoh-keliru.toml"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let found: Vec<_> = said.lines().filter(|line| line.contains(": error[")).collect();
    let shown: Vec<_> = fenced(GUIDE, "text")[0].lines().collect();
    assert_eq!(found, shown);
    assert_eq!(found.len(), 5);
}

#[test]
fn the_guide_explains_every_finding_under_its_weight() {
    let rows = section(GUIDE, "When `check` complains").lines();
    let mut weight = "";
    let mut named = BTreeSet::new();
    for row in rows.filter_map(|row| row.strip_prefix("| ")) {
        let cell = row.split(" | ").next().unwrap_or_default();
        if ["error", "warning", "note"].contains(&cell) {
            weight = cell;
        }
        named.extend(code(cell).map(|name| (weight, name)));
    }
    let all = Code::ALL.iter().map(|code| {
        let weight = match code.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        (weight, code.name())
    });
    assert_eq!(named, all.collect());
}

#[test]
fn every_example_of_the_guide_is_toml_and_every_range_is_named() {
    for block in fenced(GUIDE, "toml") {
        let parsed = block.parse::<toml::Table>();
        assert!(parsed.is_ok(), "{block}");
    }
    let named: Vec<_> = code(GUIDE).collect();
    assert!(ranges::keys().all(|key| named.contains(&key)));
}

#[test]
fn every_line_of_conditions_is_toml() {
    let conditions: Vec<_> = fenced(section(FORMAT, "Conditions"), "toml");
    let lines: Vec<_> = conditions.iter().flat_map(|block| block.lines()).collect();
    assert!(lines.len() >= 8);
    for line in lines {
        line.parse::<toml::Table>().unwrap();
    }
}

#[test]
fn the_format_names_whatever_a_list_can_name() {
    let kinds = [
        "do", "yes-no", "choice", "multi", "number", "text", "datetime", "wait", "restart",
        "probe", "diagnose", "info",
    ];
    let named: Vec<_> = code(FORMAT).collect();
    let all = kinds.into_iter();
    let all = all.chain(Slot::ALL.iter().map(|slot| slot.name()));
    let all = all.chain(Probe::ALL.iter().map(|probe| probe.name()));
    let all = all.chain(Segment::ALL.iter().map(|segment| segment.name()));
    let all = all.chain(Verdict::ALL.iter().map(|verdict| verdict.code()));
    for name in all.chain(requests::keys()) {
        assert!(named.contains(&name), "{name}");
    }
}

#[test]
fn the_readme_has_every_verdict_and_no_other() {
    let rows = section(README, "What the verdicts mean").lines();
    let named: Vec<_> = rows.filter_map(|row| row.strip_prefix("| `")?.split('`').next()).collect();
    let codes: Vec<_> = Verdict::ALL.iter().map(|verdict| verdict.code()).collect();
    assert_eq!(named, codes);
}

#[test]
fn the_readme_has_every_exit_code_and_no_other() {
    let rows = section(README, "Exit codes").lines();
    let named: Vec<u8> =
        rows.filter_map(|row| row.strip_prefix("| ")?.split(' ').next()?.parse().ok()).collect();
    let exits = [Exit::Done, Exit::No, Exit::Usage, Exit::Failed, Exit::Interrupted];
    assert_eq!(named, exits.map(Exit::code));
}

#[test]
fn every_command_that_is_shown_can_be_typed() {
    let shown = code(README).chain(code(FORMAT)).chain(code(GUIDE));
    let consoles = [README, FORMAT, GUIDE].map(|text| fenced(text, "console")).concat();
    let lines = consoles.iter().flat_map(|block| block.lines());
    let lines = lines.filter_map(|line| line.strip_prefix("$ ")?.split('#').next());
    let commands: Vec<_> =
        shown.chain(lines).filter(|text| text.split(' ').next() == Some("cekdulu")).collect();
    assert!(commands.len() >= 15, "{commands:?}");
    for command in commands {
        let args: Vec<OsString> = command.split_whitespace().map(Into::into).collect();
        assert!(matches!(cli::parse(&args, Lang::En), Ok(Asked::Do(_))), "{command}");
    }
}

/// Returns the modules of one column of the map, from the top, each with its row.
fn column(number: usize) -> Vec<(String, usize)> {
    let rows = MAP.lines().filter_map(|line| line.strip_prefix("//! | ")).skip(1);
    let cells = rows.map(|row| row.split(" | ").nth(number).unwrap_or_default());
    let named = cells.enumerate().flat_map(|(row, cell)| {
        let links = cell.split("[`").skip(1).filter_map(|link| link.split("`]").next());
        links.map(move |name| (name.trim_start_matches("mod@").to_owned(), row))
    });
    named.collect()
}

/// Returns the other modules that one imports outside its tests.
fn imports(module: &str, known: &[&str]) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![folder.join(format!("{module}.rs")), folder.join(module)];
    let mut imported = BTreeSet::new();
    while let Some(path) = files.pop() {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if ["tests", "tests.rs", "testing.rs"].contains(&name) {
            continue;
        }
        if path.is_dir() {
            let inside = path.read_dir().expect("the sources can be read");
            files.extend(inside.map(|entry| entry.expect("the sources can be read").path()));
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap_or_default();
        let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let lines = source.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
        let code = lines.collect::<Vec<_>>().join(" ");
        for used in code.split("crate::").skip(1) {
            let used = used.strip_prefix('{').and_then(|list| list.split('}').next()).unwrap_or(
                used.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or(used),
            );
            let words = used.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            imported.extend(words.filter(|word| known.contains(word)).map(str::to_owned));
        }
    }
    imported.remove(module);
    imported
}

#[test]
fn modules_import_only_what_the_map_has_below_them() {
    let (pure, edge) = (column(0), column(1));
    let modules: Vec<_> = MAP.lines().filter_map(|line| line.strip_prefix("pub mod ")).collect();
    let mut modules: Vec<_> = modules.iter().map(|name| name.trim_end_matches(';')).collect();
    let mut mapped: Vec<_> = pure.iter().chain(&edge).map(|(name, _)| name.as_str()).collect();
    mapped.sort_unstable();
    modules.sort_unstable();
    assert_eq!(mapped, modules);
    let row = |column: &[(String, usize)], name: &str| {
        column.iter().find(|(other, _)| other == name).map(|(_, row)| *row)
    };
    let mut seen = 0;
    for name in &modules {
        for used in imports(name, &modules) {
            let is_below = match (row(&pure, name), row(&pure, &used)) {
                (Some(own), Some(other)) => other >= own,
                (None, Some(_)) => true,
                (Some(_), None) => false,
                (None, None) => row(&edge, &used) > row(&edge, name),
            };
            assert!(is_below, "{name} imports {used}");
            seen += 1;
        }
    }
    assert!(seen > 30, "only {seen} imports were found");
}

const MOVE: &str = include_str!("../docs/examples/pindah-rumah.toml");
const MOVED: &str = include_str!("../docs/examples/pindah-rumah.answers.toml");

#[test]
fn the_example_beside_the_guide_is_clean_and_linked() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("pindah-rumah.toml"), MOVE).unwrap();
    let output = run(folder.path(), &["check", "pindah-rumah.toml"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(["error[", "warning[", "note["].iter().all(|kind| !said.contains(kind)), "{said}");
    for name in ["pindah-rumah.toml", "pindah-rumah.answers.toml"] {
        assert!(GUIDE.contains(&format!("(examples/{name})")), "{name}");
    }
}

#[test]
fn the_example_comes_to_each_of_its_ends() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("pindah-rumah.toml"), MOVE).unwrap();
    for (step, answer, ends) in [
        (
            "minta",
            "false",
            ["Pemindahan perlu diminta ke penyedia.", "The move has to be asked for."],
        ),
        ("minta", "true", ["sudah diminta, tetapi belum selesai.", "but it is not done."]),
        ("kapan", "\"open\"", ["belum dapat dijadwalkan.", "the move cannot be scheduled."]),
        ("izin", "false", ["kabel tidak dapat ditarik.", "no cable can be laid."]),
        ("kapan", "{ unknown = true }", ["perlu diminta ke penyedia.", "has to be asked for."]),
    ] {
        let mut answers: toml::Table = MOVED.parse().unwrap();
        let value = format!("x = {answer}").parse::<toml::Table>().unwrap().remove("x").unwrap();
        answers.insert(step.to_owned(), value);
        std::fs::write(folder.path().join("answers.toml"), answers.to_string()).unwrap();
        for (lang, end) in ["id", "en"].into_iter().zip(ends) {
            let words = ["run", "pindah-rumah.toml", "--answers", "answers.toml"];
            let output = run_in(lang, folder.path(), &words);
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert_eq!(output.status.code(), Some(0), "{step} {lang}: {output:?}");
            let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(flat.contains(end), "{step} {lang}: {end} is missing in {said}");
            assert!(!said.contains(['{', '}']), "{step} {lang}: {said}");
        }
    }
}
