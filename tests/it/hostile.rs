//! Nothing that comes from outside steers the terminal: lists from strangers, typed and pasted words, files of
//! answers, file names, remembered places, a log that somebody has changed.

use std::fs;

use serde_json::json;

use crate::support::{Answers, Home, Ran, net};

/// Colours, the window's title, a C1 sequence, a bell, a lone return, text turned around, joined and hidden.
const EVIL: &str =
    "a\u{1b}[31mb\u{1b}]0;title\u{7}c\u{9b}2Jd\re\u{202e}f\u{2066}g\u{200b}h\u{2028}i\u{7f}";

/// Text turned around, joined and hidden, in which a list may be written.
const SLY: &str = "a\u{202e}b\u{2066}c\u{200b}.";

/// What is left to see of it all, in the order in which it came: proof that it was printed at all.
const LEFT: [&str; 2] = ["[31mb", "2Jd"];

/// Fails where a stream holds anything but lines of text.
#[track_caller]
fn assert_harmless(ran: &Ran) {
    for (name, bytes) in [("stdout", &ran.stdout), ("stderr", &ran.stderr)] {
        let text = std::str::from_utf8(bytes);
        let text = text.unwrap_or_else(|error| panic!("{name} is no text: {error}\n{ran}"));
        let bad = text.chars().find(|c| match c {
            '\n' | '\t' => false,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
            c => c.is_control(),
        });
        assert!(bad.is_none(), "{name} has {bad:?}\n{}", ran.to_string().escape_debug());
    }
}

/// Runs something whatever its end, and checks what it prints; returns all of it.
#[track_caller]
fn harmless(home: &Home, words: &str, typed: &[&str]) -> String {
    let ran = home.cekdulu(words).typed(typed).ends_anyhow().run();
    assert_harmless(&ran);
    ran.out() + &ran.err()
}

/// Shows the newest session in every form, and to every reader in one of them.
#[track_caller]
fn show_everything(home: &Home) -> String {
    let mut all = String::new();
    for words in [
        "show --lang id",
        "show --as text --for public",
        "show --as md --for provider --yes",
        "show --as json --for me --lang id",
        "show --as message",
        "sessions",
        "sessions --json",
    ] {
        all += &harmless(home, words, &[]);
    }
    all
}

/// Writes a text as TOML, every doubtful character as an escape.
fn quoted(text: &str) -> String {
    let escape = |c: char| match c {
        ' '..='~' => c.to_string(),
        c => format!("\\U{:08X}", u32::from(c)),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

/// Returns a list in which this is every text.
fn list(text: &str) -> String {
    let text = quoted(text);
    let both = format!("{{ id = {text}, en = {text} }}");
    format!(
        r#"format = 1
key = "evil"
version = {text}
service = "internet"
style = "read-do"
title = {both}
[[phase]]
key = "one"
title = {both}
note = {both}
[[phase.step]]
key = "pick"
kind = "choice"
slot = "scope"
ask = {both}
help = {both}
warn = {both}
options = [{{ key = "a", text = {both}, say = {both} }}, {{ key = "b", text = {both}, say = {both} }}]
report = [{{ slot = "scope", say = {both} }}]
[[phase.step]]
key = "words"
kind = "text"
slot = "landmark"
ask = {both}
[[outcome]]
key = "end"
segment = "line"
say = {both}
do = {both}
expect = {both}
request = ["check-area"]
meanwhile = {both}
ticket_note = {both}
"#
    )
}

#[track_caller]
fn assert_left(said: &str) {
    for left in LEFT {
        assert!(said.contains(left), "“{left}” was never printed: {said}");
    }
}

#[test]
fn a_list_with_control_or_hidden_characters_is_refused() {
    for text in [EVIL, SLY] {
        let home = Home::new();
        home.write("evil.toml", list(text));
        let refused = ["error[control-character]"];
        assert_harmless(&home.cekdulu("check evil.toml").exits(1).prints_with(&refused).run());
        assert_harmless(&home.cekdulu("run evil.toml").exits(2).says(&refused).run());
        assert!(home.sessions().is_empty());
    }
}

#[test]
fn a_place_that_is_named_by_typing_does_not() {
    let home = Home::new();
    home.write("list.toml", list("Words."));
    home.cekdulu("check list.toml").prints_anything().run();
    // Help, a wrong answer, a choice, a note, words; the call later; a place of that name.
    let typed = ["?", EVIL, "1", "/catatan x", EVIL, "2", "4", EVIL];
    let said = harmless(&home, "run list.toml", &typed);
    assert!(home.state().join("places.json").exists(), "{said}");
    assert!(said.contains("Kept as") && said.contains("2Jd"), "{said}");
    assert!(show_everything(&home).contains("2Jd"));
    harmless(&home, "resume", &["?", "2"]);
    let offered = harmless(&home, "run list.toml", &["1", "1", "1"]);
    assert!(offered.contains("Which home is this about?") && offered.contains("2Jd"), "{offered}");
}

#[test]
fn a_list_does_not_when_it_is_checked() {
    let home = Home::new();
    let text = quoted(EVIL);
    // Unknown keys, options, steps and slots are all repeated in what is said about them.
    let wrong = list(EVIL)
        .replace("slot = \"scope\"", &format!("slot = {text}"))
        .replace("[[outcome]]", &format!("when = {{ {text} = {text} }}\n{text} = 1\n[[outcome]]"))
        .replace("kind = \"text\"", &format!("kind = {text}"));
    home.write("evil.toml", &wrong);
    for lang in ["id", "en"] {
        assert_left(&harmless(&home, &format!("check evil.toml --lang {lang}"), &[]));
        assert_left(&harmless(&home, &format!("run evil.toml --lang {lang}"), &[]));
    }
    // Raw characters, which TOML does not allow, in the lines that are shown with their mistakes.
    home.write("raw.toml", format!("format = 1\nkye = \"{EVIL}\"\nx = {EVIL}\n# {EVIL}\n"));
    assert_left(&harmless(&home, "check raw.toml", &[]));
    assert_left(&harmless(&home, "run raw.toml", &[]));
}

#[test]
fn answers_from_a_file_do_not() {
    let home = Home::new();
    let mut answers = Answers::red_los();
    let typed =
        ["data.penelepon.nama", "data.nomor", "data.hp", "kunjungan.waktu", "kunjungan.patokan"];
    for step in typed {
        answers = answers.with(step, EVIL);
    }
    let note: toml::Table = [("value", "none"), ("note", EVIL)]
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value.into()))
        .collect();
    let why: toml::Table = [("skip".to_owned(), EVIL.into())].into_iter().collect();
    let call: toml::Table = ["ticket", "promise", "explanation", "agent"]
        .into_iter()
        .map(|key| (key.to_owned(), EVIL.into()))
        .chain([("days".to_owned(), "working".into())])
        .collect();
    let answers = answers.with("lampu.merah", note).with("perangkat", why).with("call", call);
    home.write("answers.toml", answers.text());
    assert_left(&harmless(&home, "run internet-mati --answers answers.toml", &[]));
    assert_left(&show_everything(&home));
}

#[test]
fn wrong_answers_from_a_file_do_not() {
    for (step, value) in [("lampu.merah", EVIL), ("sejak", EVIL), (EVIL, "x"), ("measured", EVIL)] {
        let home = Home::new();
        home.write("answers.toml", Answers::red_los().with(step, value).text());
        harmless(&home, "run internet-mati --answers answers.toml", &[]);
    }
    let home = Home::new();
    home.write("answers.toml", format!("a = 1\n{EVIL}\n"));
    harmless(&home, "run internet-mati --answers answers.toml", &[]);
}

#[test]
fn typed_words_do_not() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    let note = format!("/catatan {EVIL}");
    let skip = format!("/lewati {EVIL}");
    let typed =
        ["3", EVIL, "2", &note, &skip, "/ringkasan", "2", "1", "1", EVIL, EVIL, "1", EVIL, EVIL];
    let typed = [&typed[..], &["4", EVIL]].concat();
    // A keyboard's own sequences are dropped whole; the rest of it stays as what it is, words.
    for said in [harmless(&home, "run internet-mati", &typed), show_everything(&home)] {
        assert!(said.contains("2Jd"), "{said}");
    }
    let command = format!("/{EVIL}");
    harmless(&home, "", &[&command, EVIL, "0", "99"]);
}

#[cfg(unix)]
#[test]
fn names_do_not() {
    let home = Home::new();
    let name = EVIL.replace('/', "");
    let (list, answers) = (format!("{name}.toml"), format!("{name}-answers.toml"));
    home.write(&list, "format = 1\n");
    home.write(&answers, "x = [");
    let run = |words: &str, name: &str| {
        let ran = home.cekdulu(words).arg(name).ends_anyhow().run();
        assert_harmless(&ran);
        assert_left(&(ran.out() + &ran.err()));
    };
    for name in [&*list, "evil\u{1b}[31mb\u{9b}2Jd/none.toml"] {
        run("check", name);
        run("run", name);
    }
    run("run internet-mati --answers", &format!("{name}-none.toml"));
    for words in ["list", "run", "forget", "show --session", "help", "sessions --lang"] {
        run(words, &name);
    }
    assert_harmless(&home.cekdulu("run internet-mati --answers").arg(answers).ends_anyhow().run());
    assert_harmless(&home.cekdulu("sessions").arg(&name).ends_anyhow().run());
    let blocked = home.write(format!("{name}-file"), "");
    let sessions = home.cekdulu("sessions").state(Some(&blocked)).ends_anyhow().run();
    assert_harmless(&sessions);
    assert_left(&sessions.err());
}

#[test]
fn remembered_places_and_a_changed_log_do_not() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    home.write("answers.toml", Answers::red_los().text());
    harmless(&home, "run internet-mati --answers answers.toml", &[]);
    let log = home.sessions()[0].join("log.jsonl");
    let text = |name: &str, value: &str| json!({ name: value }).to_string().replace(['{', '}'], "");
    let changed = fs::read_to_string(&log).unwrap();
    let changed = changed
        .replace("\"text\":\"Rina Wijaya\"", &text("text", EVIL))
        .replace("\"number\":\"IN99887766\"", &text("number", EVIL))
        .replace("\"what\":\"teknisi senin 10-12\"", &text("what", EVIL))
        .replace("\"program\":\"cekdulu 0.1.0\"", &text("program", EVIL));
    fs::write(&log, changed).unwrap();
    assert_left(&show_everything(&home));
    let place = json!({ "date": "2026-11-01", "slots": {
        "name": { "as": "text", "text": EVIL },
        "customer-number": { "as": "text", "text": EVIL },
    } });
    let places = json!({ "format": 1, "places": { (EVIL): place } });
    fs::write(home.state().join("places.json"), places.to_string()).unwrap();
    let typed = ["3", "/lewati", "1", "1", "1", "/ringkasan", "1", "1", "1", "1", "1"];
    harmless(&home, "run internet-mati", &typed);
    harmless(&home, "forget --profile", &[]);
    harmless(&home, "forget --all", &[]);
}

/// What a list begins with, up to its first phase.
const HEAD: &str = "format = 1\nkey = \"l\"\nversion = \"1\"\nservice = \"bank\"\nstyle = \"read-do\"\ntitle = \"L\"\n";
/// How it goes on, up to its first step, and how it ends.
const PART: &str = "[[phase]]\nkey = \"p\"\ntitle = \"P\"\n";
const END: &str = "[[outcome]]\nkey = \"end\"\ncall = false\nsay = \"Say.\"\n";
const STEP: &str = "[[phase.step]]\nkey = \"a\"\nkind = \"yes-no\"\nask = \"Ask?\"\n";

/// The most bytes that are ever said of one file, whatever is in it.
const MOST_SAID: usize = 600_000;

/// Files that are large in one way each, with the code of what must be said of them.
fn large() -> Vec<(&'static str, String, &'static str)> {
    let many =
        |count: usize, each: &dyn Fn(usize) -> String| (0..count).map(each).collect::<String>();
    let around = |rest: String| format!("{HEAD}{PART}{STEP}{rest}{END}");
    let option = |at: usize| format!("{{key=\"o{at:x}\",text=\"T{at:x}\"}},");
    let choice = |options: String| {
        around(format!(
            "[[phase.step]]\nkey=\"b\"\nkind=\"choice\"\nask=\"Ask?\"\noptions=[{options}]\n"
        ))
    };
    let steps = many(5_000, &|at| format!("{{key=\"s{at:x}\",kind=\"do\",ask=\"A\"}},\n"));
    let ends = |at: usize| {
        format!("[[outcome]]\nkey=\"{at:x}\"\ncall=false\nsay=\"S\"\nwhen={{a=true}}\n")
    };
    vec![
        ("lines", "=\n".repeat(600_000), "too-large"),
        ("signs", "=".repeat(600_000), "too-large"),
        ("escapes", format!("x = \"{}\"", "\\q".repeat(1_000_000)), "too-large"),
        ("control", "#\u{1}".repeat(1_000_000), "too-large"),
        ("a million outcomes", around("[[outcome]]\n".repeat(300_000)), "too-large"),
        ("deep", format!("{HEAD}x = {}", "[".repeat(1_000_000)), "too-deep"),
        ("deep tables", format!("{HEAD}x = {}", "{a=".repeat(500_000)), "too-deep"),
        ("deep keys", format!("{HEAD}{}b = 1\n", "a.".repeat(500_000)), "too-deep"),
        (
            "steps",
            format!("{HEAD}[[phase]]\nkey=\"p\"\ntitle=\"P\"\nstep=[\n{steps}]\n{END}"),
            "long-phase",
        ),
        (
            "title",
            around(String::new()).replace("\"L\"", &format!("\"{}\"", "x".repeat(1_000_000))),
            "too-long",
        ),
        ("options", choice(many(5_000, &option)), "too-much-time"),
        ("one option often", choice("{key=\"a\",text=\"T\"},".repeat(5_000)), "duplicate-option"),
        ("unknown words", choice("\"blinkin\",".repeat(5_000)), "unknown-word"),
        (
            "conditions",
            around(format!("when = [{}]\n", "{c=true},".repeat(10_000))),
            "unknown-step",
        ),
        ("outcomes", around(many(2_000, &ends)), "unreachable-outcome"),
        (
            "patterns",
            around(many(700, &|at| {
                format!(
                    "[[phase.step]]\nkey=\"t{at}\"\nkind=\"text\"\nask=\"A\"\npattern=\"((.{{99}}){{99}}){{99}}\"\n"
                )
            })),
            "bad-pattern",
        ),
        ("quotes", "\"\n".repeat(50_000), "syntax"),
    ]
}

#[test]
fn a_file_that_is_large_in_any_way_gets_a_short_answer() {
    let home = Home::new();
    for (name, text, code) in large() {
        assert!(text.len() < 4 << 20, "{name}");
        home.write("large.toml", text);
        let ran = home.cekdulu("check large.toml").ends_anyhow().run();
        assert!(
            ran.out().contains(&format!("[{code}]")),
            "{name}: {}",
            ran.out().lines().next().unwrap_or("")
        );
        assert!(ran.stdout.len() < MOST_SAID, "{name}: {}", ran.stdout.len());
        assert_eq!(ran.err(), "", "{name}");
    }
}

/// Makes a fragment of a person's own.
fn fragment(home: &Home, key: &str, steps: &str) {
    let folder = home.path("config/cekdulu/checklists/fragments");
    fs::create_dir_all(&folder).unwrap();
    let head = format!("format = 1\nkey = \"{key}\"\nversion = \"1\"\ntitle = \"F\"\n");
    fs::write(folder.join(format!("{key}.toml")), head + steps).unwrap();
}

#[test]
fn fragments_that_multiply_end_at_a_limit() {
    let home = Home::new();
    let include = |key: &str, of: &str| {
        format!("[[step]]\nkey = \"{key}\"\nkind = \"include\"\nfragment = \"{of}\"\n")
    };
    let many = |of: &str| (0..12).map(|at| include(&format!("i{at}"), of)).collect::<String>();
    // Each has the next one twelve times: twelve million steps in all.
    for level in 0..6 {
        fragment(&home, &format!("bom-{level}"), &many(&format!("bom-{}", level + 1)));
    }
    let step = "[[step]]\nkey = \"q\"\nkind = \"do\"\nask = \"Do it.\"\n";
    fragment(&home, "bom-6", step);
    for level in 0..9 {
        fragment(&home, &format!("dalam-{level}"), &include("x", &format!("dalam-{}", level + 1)));
    }
    fragment(&home, "dalam-9", step);
    fragment(&home, "kamu", &include("x", "aku"));
    fragment(&home, "aku", &include("x", "kamu"));
    for (key, code) in
        [("bom-0", "include-too-large"), ("dalam-0", "include-too-deep"), ("aku", "include-cycle")]
    {
        let include = include("i", key).replace("[[step]]", "[[phase.step]]");
        home.write("list.toml", format!("{HEAD}{PART}{STEP}{include}{END}"));
        let code = format!("error[{code}]");
        let ran = home.cekdulu("check list.toml").exits(1).prints_with(&[&code]).run();
        assert!(ran.stdout.len() < MOST_SAID, "{key}: {}", ran.stdout.len());
        let ran = home.cekdulu("run list.toml").exits(2).says(&[&code]).run();
        assert!(ran.stderr.len() < MOST_SAID, "{key}: {}", ran.stderr.len());
    }
    assert!(home.sessions().is_empty());
}

/// How many steps the list has that is run.
const LONG: usize = 1_500;

#[test]
fn a_huge_list_is_run_to_its_end() {
    let home = Home::new();
    let step = |at: usize| {
        format!(
            "[[phase.step]]\nkey = \"s{at}\"\nkind = \"yes-no\"\noptional = true\nask = \"Ask?\"\n"
        )
    };
    let steps: String = (0..LONG).map(step).collect();
    home.write("huge.toml", format!("{HEAD}{PART}{steps}{END}"));
    home.write("answers.toml", "s1 = true\n");
    let run = home.cekdulu("run huge.toml --no-save --answers answers.toml");
    let ran = run.prints_with(&["Say."]).run();
    assert!(ran.stdout.len() < MOST_SAID, "{}", ran.stdout.len());
    let typed = home.cekdulu("run huge.toml --no-save").typed(&["1", "/quit"]).ends_anyhow().run();
    assert!(typed.err().contains("Ask?"), "{typed}");
}

/// How much memory a checked file may take in all, in KiB.
#[cfg(target_os = "linux")]
const MOST_MEMORY: &str = "1048576";

#[cfg(target_os = "linux")]
#[test]
fn the_worst_files_are_checked_within_a_limit_of_memory() {
    let home = Home::new();
    for (name, text) in
        [("lines", "=\n".repeat(249_000)), ("values", format!("x = [{}]", "a,".repeat(498_000)))]
    {
        home.write("worst.toml", text);
        let mut command = std::process::Command::new("/bin/sh");
        home.isolate(&mut command, "en");
        let line = "ulimit -v \"$1\" && exec \"$0\" check worst.toml";
        command.args(["-c", line, env!("CARGO_BIN_EXE_cekdulu"), MOST_MEMORY]);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{name}: {output:?}");
    }
}

#[test]
fn odd_encodings_are_read_or_refused_in_words() {
    let home = Home::new();
    let good = format!("{HEAD}{PART}{STEP}{END}");
    for (bytes, exit, said) in [
        (format!("\u{feff}{good}").into_bytes(), 0, "1 question "),
        (good.replace('\n', "\r\n").into_bytes(), 0, "1 question "),
        (good.replace('\n', "\r").into_bytes(), 1, "error[syntax]"),
        (good.replace("\"L\"", "\"a\0b\"").into_bytes(), 1, "error[syntax]"),
        (good.replace("\"L\"", "\"a\\u0000b\"").into_bytes(), 1, "error[control-character]"),
        (good.replace("\"L\"", "\"a\u{200b}b\"").into_bytes(), 1, "error[control-character]"),
        (good.replace("\"L\"", "\"a\\u2060b\"").into_bytes(), 1, "error[control-character]"),
        (good.replace("\"L\"", "\"\u{1f6dc}\u{fe0f} ✓\"").into_bytes(), 0, "1 question "),
        (vec![0; 100_000], 1, "error[syntax]"),
        ([good.as_bytes(), b"# \xff\xfe"].concat(), 2, "is not UTF-8 text"),
        (Vec::new(), 1, "error[missing-key]"),
    ] {
        home.write("odd.toml", &bytes);
        let ran = home.cekdulu("check odd.toml").ends_anyhow().run();
        assert_harmless(&ran);
        assert_eq!(ran.code, Some(exit), "{said}: {ran}");
        assert!((ran.out() + &ran.err()).contains(said), "{said}: {ran}");
    }
}

#[test]
fn no_key_of_a_list_is_a_path() {
    let home = Home::new();
    home.write("secret.toml", "format = 1\nkey = \"secret\"\nversion = \"1\"\ntitle = \"T\"\n[[step]]\nkey = \"s\"\nkind = \"do\"\nask = \"Seen?\"\n");
    let paths = [
        "../secret",
        "../../secret",
        "/etc/passwd",
        "secret.toml",
        "..",
        "~",
        "a/b",
        "",
        "/dev/zero",
        "nul\\u0000",
    ];
    let includes = paths.iter().enumerate().map(|(at, path)| {
        format!("[[phase.step]]\nkey = \"i{at}\"\nkind = \"include\"\nfragment = \"{path}\"\n")
    });
    let includes: String = includes.collect();
    home.write("list.toml", format!("{HEAD}{PART}{STEP}{includes}{END}"));
    let ran = home.cekdulu("check list.toml").exits(1).prints_anything().run();
    assert!(!ran.out().contains("Seen?") && !ran.out().contains("root:"), "{ran}");
    assert!(ran.out().matches("error[").count() >= paths.len(), "{ran}");
    for path in paths {
        let named = format!("{HEAD}{PART}{STEP}{END}").replace("\"l\"", &format!("\"{path}\""));
        home.write("list.toml", named);
        home.cekdulu("run list.toml").exits(2).says(&["error["]).run();
    }
    for list in ["../../x", "../secret", "/etc/passwd", "/dev/null", "."] {
        let ran = home.cekdulu("run").arg(list).ends_anyhow().run();
        assert!(matches!(ran.code, Some(2 | 3)), "{ran}");
    }
    assert!(home.sessions().is_empty());
}

#[cfg(unix)]
#[test]
fn what_never_ends_is_read_up_to_the_limit() {
    let home = Home::new();
    std::os::unix::fs::symlink("/dev/zero", home.path("zero.toml")).unwrap();
    std::os::unix::fs::symlink("loop.toml", home.path("loop.toml")).unwrap();
    // Nobody will ever write into this one.
    nix::unistd::mkfifo(&home.path("pipe.toml"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    fs::create_dir(home.path("folder.toml")).unwrap();
    for command in ["check", "run"] {
        for name in ["pipe.toml", "folder.toml"] {
            let refused = [&*format!("{name} cannot be read: not an ordinary file.")];
            home.cekdulu(command).arg(name).exits(3).says(&refused).run();
        }
        let large = ["zero.toml is larger than 4 MiB"];
        home.cekdulu(command).arg("zero.toml").exits(2).says(&large).run();
        home.cekdulu(command).arg("loop.toml").exits(3).says(&["cannot be read"]).run();
    }
}
