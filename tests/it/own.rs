//! A person's own lists, fragments and provider data, and whose customer one is.

use std::fs;

#[cfg(target_os = "linux")]
use crate::support::net;
#[cfg(target_os = "linux")]
use crate::support::pty::Terminal;
use crate::support::run::flat;
use crate::support::{Answers, Home};

const LIST: &str = include_str!("../../checklists/internet-mati.toml");

/// A provider's own row, certain of itself.
const ROW: &str = r#"
[[provider]]
key = "desa-net"
name = "Desa Net"

[provider.account]
name = { id = "ID Desa", en = "Desa ID" }
find = { id = "Ada di kuitansi.", en = "It is on the receipt." }
form = { id = "DN dan 5 angka", en = "DN and 5 digits" }
pattern = "DN[0-9]{5}"
source = "desa.example"
checked_on = "2026-11-20"
confidence = "high"

[[provider.channel]]
kind = "phone"
at = "0274-555-000"
source = "desa.example"
checked_on = "2026-11-20"
confidence = "high"
"#;

/// Puts a file into the folder for settings.
fn put(home: &Home, name: &str, text: &str) {
    let path = home.path("config/cekdulu").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn an_own_list_is_found_by_its_key_and_said_to_be_own() {
    let home = Home::new();
    let mine = LIST.replacen(
        "title = { id = \"Internet mati\", en = \"No internet\" }",
        "title = { id = \"Punyaku\", en = \"Mine\" }",
        1,
    );
    put(&home, "checklists/internet-mati.toml", &mine);
    put(&home, "checklists/warnet.toml", &mine.replacen("\"internet-mati\"", "\"warnet\"", 1));
    put(&home, "checklists/broken.toml", "x =");
    let parts = ["Mine [your own, in place of the built-in one]", "warnet Mine [your own]"];
    let broken = ["Your list \"broken\" cannot be read.", "cekdulu check"];
    home.cekdulu("list").prints_with(&parts).says(&broken).run();
    let listed = home.cekdulu("list --json").prints_anything().says_anything().run().json();
    assert_eq!(listed["lists"][0]["origin"], "overrides");
    home.write("answers.toml", Answers::red_los().text());
    home.cekdulu("run warnet --answers answers.toml").prints_with(&["READ THIS"]).run();
    home.cekdulu("show --as md").prints_with(&["# Mine"]).run();
}

#[test]
fn an_own_list_under_another_name_is_refused() {
    let home = Home::new();
    put(&home, "checklists/warnet.toml", LIST);
    let said = ["warnet.toml holds the list \"internet-mati\""];
    home.cekdulu("run warnet").exits(2).says(&said).run();
    home.cekdulu("run ../checklists/warnet").exits(3).says_anything().run();
}

#[test]
fn a_named_provider_comes_into_the_script_with_its_own_words() {
    let home = Home::new();
    put(&home, "data/providers.toml", ROW);
    home.write("answers.toml", Answers::red_los().text());
    let parts = [
        "BEFORE YOU DIAL DESA NET",
        "Phone: 0274-555-000.",
        "Desa ID: DN and 5 digits. It is on the receipt.",
        "This is Rina Wijaya, Desa ID",
    ];
    let run = home.cekdulu("run internet-mati --answers answers.toml --provider desa-net");
    run.prints_with(&parts).run();
    home.cekdulu("show").prints_with(&parts).run();
    home.cekdulu("show --provider cbn").prints_with(&["number of CBN: see your bill"]).run();
}

#[test]
fn an_unsure_number_stands_beside_where_to_look_it_up() {
    let home = Home::new();
    home.write("answers.toml", Answers::red_los().text());
    let run = home.cekdulu("run internet-mati --answers answers.toml --provider indihome");
    let parts = ["Phone: 188 (it was 147). This is not certain", "compare it with your bill"];
    run.prints_with(&parts).run();
}

#[test]
fn provider_data_that_cannot_be_used_is_named_with_its_place() {
    let home = Home::new();
    put(&home, "data/providers.toml", &ROW.replacen("\"high\"", "\"sure\"", 1));
    home.write("answers.toml", Answers::red_los().text());
    let run = || home.cekdulu("run internet-mati --answers answers.toml");
    run().exits(2).says(&["providers.toml:13:14:", "sure"]).run();
    assert!(home.sessions().is_empty(), "nothing was begun");
    fs::remove_file(home.path("config/cekdulu/data/providers.toml")).unwrap();
    fs::create_dir(home.path("config/cekdulu/data/providers.toml")).unwrap();
    run().exits(3).says(&["providers.toml cannot be read"]).run();
    let said = ["There is no provider \"indihom\"", "Did you mean indihome?"];
    fs::remove_dir(home.path("config/cekdulu/data/providers.toml")).unwrap();
    run().arg("--provider").arg("indihom").exits(2).says(&said).run();
}

#[test]
fn an_answer_picks_the_provider_too() {
    let home = Home::new();
    let answers = Answers::red_los().with("penyedia.siapa", "biznet");
    home.write("answers.toml", answers.text());
    let parts = ["BEFORE YOU DIAL BIZNET HOME", "Customer ID"];
    home.cekdulu("run internet-mati --answers answers.toml").prints_with(&parts).run();
}

/// A list of two numbers.
const NUMBERS: &str = r#"
format = 1
key = "nomor"
version = "1"
service = "internet"
style = "read-do"
title = "Numbers"

[[phase]]
key = "data"
title = "The account"

[[phase.step]]
key = "nomor"
kind = "text"
slot = "customer-number"
ask = "The customer number?"

[[phase.step]]
key = "hp"
kind = "text"
slot = "contact"
ask = "A mobile number?"

[[outcome]]
key = "lain"
call = false
say = "Noted."
"#;

#[test]
fn a_number_that_looks_different_is_questioned_and_may_stay() {
    let home = Home::new();
    home.write("nomor.toml", NUMBERS);
    let typed = ["12345", "1", "1", "999", "1", "1"];
    let run = home.cekdulu("run nomor.toml --provider indihome").typed(&typed);
    let says = [
        "The IndiHome number?",
        "IndiHome number: mostly 12 digits, usually beginning with 1.",
        "What you typed looks different. Is it right?",
        "Usually a mobile number of 10 to 13 digits",
    ];
    run.says(&says).prints_with(&["Noted."]).run();
    let json = home.cekdulu("show --as json --for me").prints_anything().run().json();
    assert_eq!(json["summary"]["parts"][0]["steps"][0]["answer"], "12345");
    let typed = ["1223 4567 8901", "1", "0812 3456 7890", "1"];
    let run = home.cekdulu("run nomor.toml --provider indihome --no-save").typed(&typed);
    let said = run.says_anything().prints_anything().run().err();
    assert!(!said.contains("looks different"), "{said}");
}

/// Makes a list of one question, about a service.
fn small(key: &str, service: &str, title: &str) -> String {
    NUMBERS
        .replace("\"nomor\"\nversion", &format!("\"{key}\"\nversion"))
        .replace("\"internet\"", &format!("\"{service}\""))
        .replace("\"Numbers\"", &format!("\"{title}\""))
}

#[cfg(target_os = "linux")]
#[test]
fn own_lists_stand_among_the_other_problems_by_what_they_are_about() {
    if !net::is_own() {
        return;
    }
    let home = Home::new();
    put(&home, "checklists/galon.toml", &small("galon", "water", "Gallons late"));
    put(&home, "checklists/jaringan.toml", &small("jaringan", "internet", "Cable cut"));
    let mine = LIST.replacen("en = \"No internet\"", "en = \"Dead again\"", 1);
    put(&home, "checklists/internet-mati.toml", &mine);
    let mut terminal = Terminal::start(&home, "--plain", "en", 80);
    terminal.expect("1 Dead again");
    terminal.answer("8");
    terminal.turn();
    let shown = terminal.shown.clone();
    let place = |title: &str| shown.rfind(title).unwrap_or_else(|| panic!("{title}: {shown}"));
    let titles = [
        "One site or app does not work",
        "Cable cut",
        "The bill is higher than usual",
        "Gallons late",
    ]
    .map(place);
    assert!(titles.is_sorted(), "{titles:?} {shown}");
    terminal.press("Gallons late\n");
    terminal.expect("The customer number?");
}

#[test]
fn bad_own_lists_leave_the_first_screen_and_the_others_as_they_are() {
    let home = Home::new();
    put(&home, "checklists/syntax.toml", "x = [");
    put(&home, "checklists/deep.toml", &format!("x = {}", "[".repeat(100_000)));
    put(&home, "checklists/title.toml", &small("title", "tv", &"long ".repeat(5000)));
    put(&home, "checklists/steer.toml", &small("steer", "tv", "\\u001b[2J\\u202eevil"));
    put(&home, "checklists/named.toml", &small("other-name", "tv", "Another name"));
    put(&home, "checklists/body.toml", &(small("body", "tv", "Half a list") + "[[phase]]\n"));
    put(&home, "checklists/wifi.toml", "format = 1\n");
    put(&home, "checklists/NOT A KEY.toml", "x = [");
    let folder = home.path("config/cekdulu/checklists");
    fs::write(folder.join("bytes.toml"), b"key = \"\xff\"\n").unwrap();
    fs::write(folder.join("huge.toml"), vec![b'#'; 5 << 20]).unwrap();
    fs::create_dir(folder.join("folder.toml")).unwrap();
    #[cfg(unix)]
    for (name, to) in [("zero", "/dev/zero"), ("loop", "loop.toml"), ("gone", "nowhere")] {
        std::os::unix::fs::symlink(to, folder.join(format!("{name}.toml"))).unwrap();
    }
    #[cfg(unix)]
    nix::unistd::mkfifo(&folder.join("pipe.toml"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    let names = ["internet-mati", "kunjungan-teknisi", "lain", "body", "Half a list"];
    let listed = home.cekdulu("list").prints_with(&names).says_anything().run();
    for key in ["syntax", "deep", "bytes", "huge", "folder", "wifi"] {
        let said = format!("Your list \"{key}\" cannot be read.");
        assert!(flat(&listed.err()).contains(&said), "{key}: {listed}");
    }
    // The one that is not whole is said to be so when it is chosen, and the screen comes back; the built-in one
    // stands in for its broken substitute.
    for typed in [&["8", "Half a list", "/quit"][..], &["4", "/quit"]] {
        let ran =
            home.cekdulu("").typed(typed).exits(130).says(&["error["]).prints_anything().run();
        let said = ran.err();
        assert!(!said.contains('\u{1b}') && !said.contains("Another name"), "{said}");
    }
    let ran = home.cekdulu("").typed(&["4"]).ends_anyhow().run();
    assert!(ran.err().contains("Wi-Fi"), "{ran}");
    home.cekdulu("run pipe")
        .exits(3)
        .says(&["pipe.toml cannot be read: not an ordinary file"])
        .run();
}

/// A fragment with one step, or one that includes another.
fn fragment(key: &str, step: &str) -> String {
    format!("format = 1\nkey = \"{key}\"\nversion = \"1\"\ntitle = \"T\"\n[[step]]\n{step}\n")
}

#[test]
fn fragments_beside_a_list_are_taken_before_all_others() {
    let home = Home::new();
    let list = "format = 1\nkey = \"l\"\nversion = \"1\"\nservice = \"move\"\nstyle = \"read-do\"\ntitle = \"L\"\n\
        [[phase]]\nkey = \"p\"\ntitle = \"P\"\n\
        [[phase.step]]\nkey = \"lampu\"\nkind = \"include\"\n\
        [[outcome]]\nkey = \"o\"\ncall = false\nsay = \"The end.\"\n";
    fs::create_dir_all(home.path("lists/fragments")).unwrap();
    home.write("lists/l.toml", list);
    let asks = |what: &str| format!("key = \"s\"\nkind = \"yes-no\"\nask = \"{what}?\"");
    put(&home, "checklists/fragments/lampu.toml", &fragment("lampu", &asks("From the settings")));
    home.write(
        "lists/fragments/lampu.toml",
        fragment("lampu", "key = \"tiang\"\nkind = \"include\""),
    );
    home.write("lists/fragments/tiang.toml", fragment("tiang", &asks("From beside it")));
    home.write("answers.toml", "\"lampu.tiang.s\" = true\n");
    let files = "check lists/l.toml lists/fragments/lampu.toml";
    home.cekdulu(files).prints_anything().run();
    let run = "run lists/l.toml --answers answers.toml --no-save";
    home.cekdulu(run).prints_with(&["The end."]).says_anything().run();
    // Only a list that is named by its file has fragments beside it.
    fs::remove_dir_all(home.path("config")).unwrap();
    fs::create_dir_all(home.path("fragments")).unwrap();
    home.write("fragments/tempat.toml", fragment("tempat", &asks("From where one happens to be")));
    let listed = home.cekdulu("list internet-mati --as md").prints_anything().run();
    assert!(!listed.out().contains("happens to be"), "{listed}");
}
