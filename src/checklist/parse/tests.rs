//! Whole files: a good one, one full of mistakes, and one for every code.

mod include;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::checklist::condition::{Condition, StepTest, Test, Value};
use crate::checklist::finding::{Places, render_human};
use crate::checklist::{Audience, Device, Kind, Probe, Slot};
use crate::diagnosis::Segment;
use crate::lang::Lang;

const EXAMPLE: &str = include_str!("fixtures/example.toml");
const MISTAKES: &str = include_str!("fixtures/mistakes.toml");

fn example() -> Checklist {
    let parsed = parse(EXAMPLE);
    let drawn = render_human("example.toml", EXAMPLE, &parsed.findings, Lang::En);
    assert!(parsed.findings.is_empty(), "{drawn}");
    parsed.checklist.unwrap()
}

fn both(id: &str, en: &str) -> Text {
    Text { id: Some(id.into()), en: Some(en.into()) }
}

fn test(step: &str, field: Option<&str>, test: Test) -> StepTest {
    StepTest { step: step.into(), field: field.map(Into::into), test }
}

fn words(words: &[&str]) -> Vec<Value> {
    words.iter().map(|word| Value::word(*word)).collect()
}

/// Returns line, column and code of every finding.
fn places(source: &str) -> Vec<(usize, usize, &'static str)> {
    let places = Places::new(source);
    let found = findings(source);
    found
        .iter()
        .map(|finding| {
            let (line, column) = places.at(finding.span.start);
            (line, column, finding.code.name())
        })
        .collect()
}

#[test]
fn the_example_has_the_expected_heads_and_kinds() {
    let list = example();
    assert_eq!((list.key.as_str(), list.version.as_str()), ("internet-mati", "1.0.0"));
    assert_eq!((list.service.as_str(), list.style), ("internet", Style::ReadDo));
    assert_eq!(list.title, both("Internet mati", "No internet"));
    assert_eq!(list.languages, Lang::ALL);
    let shape: Vec<_> =
        list.phases.iter().map(|phase| (phase.key.as_str(), phase.steps.len())).collect();
    assert_eq!(shape, [("lihat", 3), ("coba", 10)]);
    let kinds: Vec<_> = list.steps().map(|(_, step)| step.kind.name()).collect();
    let expected = [
        "choice", "choice", "multi", "number", "wait", "restart", "text", "probe", "yes-no",
        "datetime", "do", "info",
    ];
    assert_eq!(kinds[..kinds.len() - 1], expected[..]);
}

#[test]
fn the_example_has_the_expected_steps() {
    let list = example();
    let kind = |key: &str| list.step(key).unwrap().kind.clone();
    let number =
        Kind::Number { unit: Text::plain("dBm"), min: Some(-40.0), max: Some(10.5), range: None };
    assert_eq!(kind("tegangan"), number);
    assert_eq!(list.step("tegangan").unwrap().audience, [Audience::Technician]);
    assert_eq!(kind("menunggu"), Kind::Wait { seconds: 60, until: Some(Probe::Internet) });
    assert_eq!(kind("ulang"), Kind::Restart { device: Device::Modem });
    assert!(list.step("ulang").unwrap().ask.is_empty());
    assert_eq!(kind("situs"), Kind::Text { pattern: Some("[a-z.]+".into()), lines: false });
    let site = Kind::Probe { probe: Probe::Site, host_from: Some("situs".into()) };
    assert_eq!(kind("sapa"), site);
    assert_eq!(kind("cek"), Kind::Diagnose);
    let options = kind("label").options().to_vec();
    assert_eq!(options[0], *crate::checklist::words::lookup("los").unwrap());
    assert_eq!((options[2].key.as_str(), options[2].was[0].as_str()), ("auth", "autentikasi"));
    let events = list.step("peristiwa").unwrap();
    assert_eq!(
        (events.key.as_str(), events.slot, events.optional),
        ("kejadian", Some(Slot::Events), true)
    );
    assert_eq!(events.reports.len(), 2);
}

#[test]
fn the_example_has_the_expected_conditions() {
    let list = example();
    let when = |key: &str| list.step(key).unwrap().when.clone();
    let red = words(&["blinking", "steady"]);
    assert_eq!(when("label"), Condition::AnyOf(vec![vec![test("merah", None, Test::OneOf(red))]]));
    assert_eq!(when("merah"), Condition::Always);
    let los = vec![test("label", None, Test::OneOf(words(&["los"])))];
    assert_eq!(list.step("ulang").unwrap().unless, Condition::AnyOf(vec![los]));
    let expected = Condition::AnyOf(vec![
        vec![test("merah", None, Test::OneOf(words(&["none"])))],
        vec![test("merah", None, Test::Known(false))],
        vec![
            test("label", None, Test::Not(words(&["los", "auth"]))),
            test("merah", None, Test::OneOf(words(&["steady"]))),
        ],
    ]);
    assert_eq!(when("kejadian"), expected);
    let expected = Condition::AnyOf(vec![vec![
        test("kejadian", None, Test::Includes(words(&["rain"]))),
        test("tegangan", None, Test::AtLeast(1.5)),
        test("tegangan", None, Test::AtMost(9.0)),
    ]]);
    assert_eq!(list.step("kejadian").unwrap().reports[0].when, expected);
    let expected = Condition::AnyOf(vec![vec![
        test("situs", None, Test::Known(true)),
        test("tegangan", None, Test::OneOf(vec![Value::Number(3.0)])),
        test("menunggu", None, Test::OneOf(words(&["done"]))),
    ]]);
    assert_eq!(when("sapa"), expected);
    let passed = test("sapa", Some("passed"), Test::OneOf(vec![Value::Bool(false)]));
    assert_eq!(when("listrik"), Condition::AnyOf(vec![vec![passed]]));
    let yes = test("listrik", None, Test::OneOf(vec![Value::Bool(true)]));
    assert_eq!(when("sejak"), Condition::AnyOf(vec![vec![yes]]));
}

#[test]
fn the_example_has_the_expected_outcomes() {
    let list = example();
    let [back, los, rest] = &list.outcomes[..] else { panic!("{:?}", list.outcomes) };
    let expected = Condition::AnyOf(vec![vec![
        test("cek", Some("verdict"), Test::OneOf(words(&["ok"]))),
        test("cek", Some("confidence"), Test::OneOf(words(&["high"]))),
        test("ulang", Some("internet"), Test::OneOf(words(&["came-back"]))),
        test("ulang", Some("seen"), Test::OneOf(vec![Value::Bool(true)])),
    ]]);
    assert_eq!((&back.when, back.call, los.call), (&expected, false, true));
    assert_eq!(los.segment, Some(Segment::Line));
    assert_eq!(
        (&los.request[..], &los.alternative[..]),
        (&["check-area".into(), "book-visit".into()][..], &["wait-list".into()][..])
    );
    assert_eq!(los.todo.get(Lang::En), "Leave the modem on.");
    assert_eq!(los.ticket_note.get(Lang::Id), "LOS {merah}.");
    let expected = Condition::AnyOf(vec![vec![
        test("cek", Some("finding"), Test::Not(words(&["dns-down"]))),
        test("cek", Some("segment"), Test::Not(words(&["isp", "dns"]))),
    ]]);
    assert_eq!(
        (&rest.when, rest.from.as_deref(), rest.say.is_empty()),
        (&expected, Some("cek"), true)
    );
}

#[test]
fn every_mistake_of_a_file_is_found_at_its_place_in_one_run() {
    let mut expected = BTreeSet::new();
    let mut last = 0;
    for (index, line) in MISTAKES.lines().enumerate() {
        let Some(mark) = line.strip_prefix("#@") else {
            last = index + 1;
            continue;
        };
        let (column, code) = mark.split_once(' ').unwrap();
        expected.insert((last, column.parse().unwrap(), code));
    }
    // What is not there has no place of its own: it is missing in the list, or in its table.
    expected.insert((1, 1, "missing-key"));
    assert!(expected.len() > 30);
    let found: BTreeSet<_> = places(MISTAKES).into_iter().collect();
    let drawn = render_human("mistakes.toml", MISTAKES, &findings(MISTAKES), Lang::En);
    let differing: Vec<_> = found.symmetric_difference(&expected).collect();
    assert!(differing.is_empty(), "{differing:?}\n{drawn}");
    assert_eq!(parse(MISTAKES).checklist, None);
}

#[test]
fn guesses_name_what_was_meant() {
    let found = findings(MISTAKES);
    let guesses: Vec<_> =
        found.iter().filter_map(|finding| finding.suggestion.as_deref()).collect();
    for meant in [
        "internet-mati",
        "style",
        "choice",
        "internet",
        "lights",
        "label",
        "los",
        "verdict",
        "at_least",
        "check-area",
        "line",
    ] {
        assert!(guesses.contains(&meant), "{meant}: {guesses:?}");
    }
}

#[test]
fn headings_and_what_follows_them_are_explained_once() {
    // Steps without their phase, as they stand in a fragment.
    let source =
        EXAMPLE.replacen("[[phase.step]]\nkey = \"catat\"", "[[step]]\nkey = \"catat\"", 1);
    let found = findings(&source);
    let step = found.iter().find(|finding| finding.code == Code::UnknownKey).unwrap();
    assert_eq!(step.suggestion.as_deref(), Some("phase.step"));
    // A bracket that is missing is one mistake, not one on each line after it.
    let open =
        "options = [\n    { key = \"a\", text = \"A\" },\n    { key = \"b\", text = \"B\" },\n]";
    let source =
        EXAMPLE.replacen("optional = true", open, 1).replacen("options = [\n", "options =\n", 1);
    let found = findings(&source);
    assert_eq!(found.iter().filter(|finding| finding.code == Code::Syntax).count(), 1, "{found:?}");
}

/// One change to the example for each code, with `«` at the expected place.
const CHANGES: &[(Code, &str, &str)] = &[
    (Code::Syntax, "seconds = 60", "seconds = 6«_"),
    (Code::DuplicateKey, "seconds = 60", "seconds = 60\n«seconds = 61"),
    (Code::NewerFormat, "format = 1", "format = «2"),
    (Code::UnknownFormat, "format = 1", "format = «0"),
    (Code::MissingKey, "[[phase.step]]\nkey = \"catat\"", "«[[phase.step]]"),
    (Code::UnknownKey, "optional = true", "«optionel = true"),
    (Code::KeyNotForKind, "device = \"modem\"", "device = \"modem\"\n«seconds = 3"),
    (Code::WrongType, "min = -40", "min = «\"-40\""),
    (Code::WrongType, "min = -40", "min = «nan"),
    (Code::WrongType, "[[phase.step]]\nkey = \"catat\"", "«[phase.step]\nkey = \"catat\""),
    (Code::WrongType, "optional = true", "optional = «1979-05-27"),
    (Code::Empty, "[\"rain\", \"power-cut\", \"none\"]\n", "«[]\n"),
    (Code::Empty, "when = { listrik = true }", "when = «{}"),
    (Code::Empty, "\"Catat jamnya.\"", "«\" \""),
    (Code::BadKey, "\"catat\"", "«\"catat.jam\""),
    (Code::ControlCharacter, "\"Catat jamnya.\"", "«\"Catat \\u001b[31m\""),
    (Code::ControlCharacter, "\"Catat jamnya.\"", "«\"Catat \\u202e\""),
    (Code::OutOfRange, "seconds = 60", "seconds = «3601"),
    (Code::OutOfRange, "seconds = 60", "seconds = «0.5"),
    (Code::BadLimits, "min = -40", "min = «40"),
    (Code::BadPattern, "\"[a-z.]+\"", "«\"[a-z\""),
    (Code::UnknownKind, "\"info\"", "«\"infoo\""),
    (Code::UnknownStyle, "\"read-do\"", "«\"read\""),
    (Code::UnknownSlot, "slot = \"since\"", "slot = «\"sinse\""),
    (
        Code::UnknownWord,
        "[\"blinking\", \"steady\", \"none\"]",
        "[\"blinking\", \"steady\", \"none\", «\"blinky\"]",
    ),
    (Code::UnknownProbe, "probe = \"site\"", "probe = «\"sites\""),
    (Code::UnknownRange, "max = 10.5", "max = 10.5\nrange = «\"optic-rx\""),
    (Code::UnknownRequest, "[\"wait-list\"]", "[«\"waitlist\"]"),
    (Code::UnknownSegment, "segment = \"line\"", "segment = «\"lines\""),
    (Code::UnknownVerdict, "verdict = \"ok\"", "verdict = «\"okay\""),
    (Code::UnknownDevice, "device = \"modem\"", "device = «\"modems\""),
    (Code::UnknownAudience, "[\"technician\"]", "[«\"teknisi\"]"),
    (Code::DuplicatePhase, "key = \"coba\"", "key = «\"lihat\""),
    (Code::DuplicateStep, "key = \"catat\"", "key = «\"merah\""),
    (Code::DuplicateStep, "key = \"catat\"", "key = «\"peristiwa\""),
    (Code::DuplicateOption, "\"unreadable\"]", "\"unreadable\", «\"los\"]"),
    (Code::DuplicateOutcome, "key = \"lain\"", "key = «\"pulih\""),
    (Code::UnknownStep, "unless = { label", "unless = { «labels"),
    (
        Code::UnknownStep,
        "\"LOS {merah}.\", en = \"LOS {merah}.\"",
        "\"LOS «{mera}.\", en = \"LOS {merah}.\"",
    ),
    (Code::LaterStep, "unless = { label = \"los\" }", "unless = { «cek = { verdict = \"ok\" } }"),
    (Code::LaterStep, "unless = { label = \"los\" }", "unless = { «ulang = { seen = true } }"),
    (Code::LaterStep, "\"The program looks at {situs}.\"", "\"The program {situs} «{cek}.\""),
    (Code::UnknownOption, "unless = { label = \"los\" }", "unless = { label = «\"loss\" }"),
    (Code::UnknownOption, "menunggu = \"done\"", "menunggu = «\"finished\""),
    (Code::WrongTest, "when = { listrik = true }", "when = { listrik = «\"yes\" }"),
    (Code::WrongTest, "unless = { label = \"los\" }", "unless = { label = «true }"),
    (Code::WrongTest, "unless = { label = \"los\" }", "unless = { label = { «at_least = 3 } }"),
    (
        Code::WrongTest,
        "unless = { label = \"los\" }",
        "unless = { label = { «includes = \"los\" } }",
    ),
    (Code::WrongTest, "situs = { known = true }", "situs = «\"a\""),
    (Code::UnknownField, "passed = false", "«pased = false"),
    (Code::NeedsField, "sapa = { passed = false }", "sapa = «false"),
    (Code::FromNotDiagnose, "from = \"cek\"", "from = «\"merah\""),
    (Code::HostNotText, "host_from = \"situs\"", "host_from = «\"merah\""),
    (Code::HostNotSite, "probe = \"site\"\nhost_from = ", "probe = \"web\"\nhost_from = «"),
    (
        Code::MissingTranslation,
        "{ id = \"Catat jamnya.\", en = \"Note the time.\" }",
        "«{ id = \"Catat jamnya.\" }",
    ),
    (
        Code::LanguageUnsaid,
        "{ id = \"Catat jamnya.\", en = \"Note the time.\" }",
        "«\"Note the time.\"",
    ),
    (Code::MissingPlaceholder, "\"The program looks at {situs}.\"", "«\"The program looks.\""),
    (
        Code::UnknownFragment,
        "key = \"baca\"\nkind = \"info\"",
        "key = «\"baca\"\nkind = \"include\"",
    ),
    (Code::NoRequest, "[[outcome]]\nkey = \"pulih\"", "[[outcome]]\ncall = true\nkey = \"pulih\""),
];

#[test]
fn every_code_is_reached_at_the_right_place() {
    let mut reached = BTreeSet::from([Code::TooDeep, Code::TooLarge, Code::TooLong]);
    for (code, from, to) in CHANGES {
        assert!(EXAMPLE.contains(from), "{from}");
        let mut source = EXAMPLE.replacen(from, to, 1);
        if *code == Code::NoRequest {
            source = source.replacen("call = false\n", "", 1).replacen(
                "[[outcome]]\ncall",
                "«[[outcome]]\ncall",
                1,
            );
        }
        let at = source.find('«').unwrap();
        let source = source.replacen('«', "", 1);
        let found = findings(&source);
        let hit = found.iter().find(|finding| finding.code == *code && finding.span.start == at);
        let drawn = render_human("f", &source, &found, Lang::En);
        assert!(hit.is_some(), "{code:?} {to}\n{drawn}");
        // What was changed once has no second finding, but for what it takes along.
        assert!(found.len() <= 2, "{code:?} {to}\n{drawn}");
        reached.insert(*code);
    }
    reached.extend(include::CODES);
    // What only the whole list shows is no matter of the parser.
    let own = |code: &&Code| **code < Code::UnreachableStep || **code == Code::NoRequest;
    assert_eq!(reached, Code::ALL.iter().filter(own).copied().collect());
}

#[test]
fn limits_on_depth_and_length_are_kept() {
    let long = EXAMPLE.replacen("Catat jamnya.", &"é".repeat(reader::LONGEST_TEXT + 1), 1);
    assert_eq!(findings(&long)[0].code, Code::TooLong);
    let fits = EXAMPLE.replacen("Catat jamnya.", &"é".repeat(reader::LONGEST_TEXT), 1);
    assert_eq!(findings(&fits), []);
    let lines = format!("{EXAMPLE}{}", "=\n".repeat(250_001));
    assert_eq!(findings(&lines)[0].code, Code::TooLarge);
    for deep in ["[", "{a=", "a.", "[{a.b="] {
        let source = format!("{}x = {}", EXAMPLE, deep.repeat(100_000));
        assert_eq!(findings(&source)[0].code, Code::TooDeep, "{deep}");
    }
    let dots = format!("{}{{", "a.".repeat(60) + "a = ").repeat(60);
    assert_eq!(findings(&dots)[0].code, Code::TooDeep);
}

#[test]
fn a_file_full_of_mistakes_is_told_of_up_to_a_limit_with_its_errors_first() {
    let many = format!("{EXAMPLE}[x]\n{}", "y = 1\n".repeat(2));
    assert_eq!(parse(&many).omitted, 0);
    let words: Vec<_> = (0..MOST_FINDINGS + 30_000).map(|at| format!("\"x{at}\"")).collect();
    let from = "[\"rain\", \"power-cut\", \"none\"]\n";
    assert!(EXAMPLE.contains(from));
    let source = EXAMPLE.replacen(from, &format!("[{}]\n", words.join(", ")), 1);
    let parsed = parse(&source);
    assert_eq!((parsed.findings.len(), parsed.omitted > 29_000), (MOST_FINDINGS, true));
    assert!(parsed.findings.iter().all(|found| found.severity() == Severity::Error));
    let mut sorted: Vec<_> = parsed.findings.iter().collect();
    sorted.sort_by(|a, b| order(a).cmp(&order(b)));
    assert!(sorted.iter().zip(&parsed.findings).all(|(a, b)| *a == b));
    assert_eq!(parsed.checklist, None);
}

#[test]
fn a_newer_format_is_all_that_is_said() {
    let source = EXAMPLE.replace("format = 1", "format = 7").replace("choice", "new-kind");
    let found = findings(&source);
    assert_eq!(found.len(), 1);
    assert!(found[0].message(Lang::En).contains("needs a newer cekdulu"));
}

#[test]
fn a_list_in_one_language_is_complete_in_it() {
    let plain = |text: &str| {
        let pattern = regex_lite::Regex::new(r#"\{ id = ("[^"]*"), en = "[^"]*" \}"#).unwrap();
        pattern.replace_all(text, "$1").into_owned()
    };
    let list = parse(&plain(EXAMPLE));
    assert_eq!(list.findings, []);
    let list = list.checklist.unwrap();
    assert_eq!(list.title, Text::plain("Internet mati"));
    let pattern = regex_lite::Regex::new(r#", en = "[^"]*" \}"#).unwrap();
    let list = parse(&pattern.replace_all(EXAMPLE, " }"));
    assert_eq!(list.findings, []);
    assert_eq!(list.checklist.unwrap().languages, [Lang::Id]);
}

#[test]
fn a_broken_statement_does_not_hide_the_mistakes_after_it() {
    let late = "key = \"lain\"";
    for (from, to, line) in [
        ("version = \"1.0.0\"", "version", 4),
        (
            "options = [\"blinking\", \"steady\", \"none\"]",
            "options = [\"blinking\", \"steady\"",
            18,
        ),
        (
            "title = { id = \"Lihat modem\", en = \"Look at the modem\" }",
            "title = { id = \"Lihat modem\"",
            11,
        ),
        (
            "help = { id = \"Boleh beberapa.\", en = \"Several are fine.\" }",
            "help = \"\"\"Boleh\n\nbeberapa",
            35,
        ),
        ("[[phase.step]]\nkey = \"catat\"", "[[phase.step]\nkey = \"catat\"", 104),
        ("[[phase]]\nkey = \"coba\"", "[phase]\nkey = \"coba\"", 49),
        ("key = \"catat\"", "key: \"catat\"", 105),
    ] {
        assert!(EXAMPLE.contains(from), "{from}");
        let source = EXAMPLE.replacen(from, to, 1).replacen(late, "key = \"lain\"\ntypo = 1", 1);
        let found = findings(&source);
        let drawn = render_human("f", &source, &found, Lang::En);
        let codes: Vec<_> = found.iter().map(|finding| finding.code).collect();
        assert_eq!(codes.len(), 2, "{to}\n{drawn}");
        let is_form = matches!(codes[0], Code::Syntax | Code::DuplicateKey | Code::WrongType);
        assert!(is_form, "{to}\n{drawn}");
        assert_eq!(codes[1], Code::UnknownKey, "{to}\n{drawn}");
        assert_eq!(Places::new(&source).at(found[0].span.start).0, line, "{to}\n{drawn}");
    }
}

#[test]
fn no_sentence_speaks_of_types_of_the_program() {
    for (_, from, to) in CHANGES {
        let source = EXAMPLE.replacen(from, &to.replace('«', ""), 1);
        for lang in Lang::ALL {
            for finding in findings(&source) {
                let message = finding.message(lang);
                for word in ["::", "Spanned", "DeValue", "Option<", "expected", "check."] {
                    assert!(!message.contains(word), "{message}");
                }
                assert!(!message.ends_with('.') && !message.contains('\n'), "{message}");
            }
        }
    }
}

/// Makes a list of so many steps, each with conditions.
fn generated(steps: usize) -> String {
    let (head, _) = EXAMPLE.split_once("[[phase]]").unwrap();
    let mut source =
        format!("{head}[[phase]]\nkey = \"p\"\ntitle = {{ id = \"P\", en = \"P\" }}\n");
    for index in 0..steps {
        let _ = write!(
            source,
            "\n[[phase.step]]\nkey = \"s{index}\"\nkind = \"choice\"\noptions = [\"yes\", \"no\"]\n\
             ask = {{ id = \"Tanya {index}?\", en = \"Ask {index}?\" }}\n\
             report = {{ slot = \"lights\", say = {{ id = \"{{s{index}}}.\", en = \"{{s{index}}}.\" }} }}\n"
        );
        if index > 0 {
            let _ = writeln!(source, "when = {{ s{} = [\"yes\", \"no\"] }}", index / 2);
        }
    }
    source + "\n[[outcome]]\nkey = \"o\"\ncall = false\nsay = { id = \"O\", en = \"O\" }\n"
}

#[test]
fn a_huge_list_is_read_and_so_is_a_huge_list_of_mistakes() {
    let source = generated(2000);
    assert_eq!(findings(&source), []);
    let broken = source.replace("when = { s", "when = { x").replace("\"no\"]\n", "\"noo\"]\n");
    let parsed = parse(&broken);
    assert!(parsed.findings.len() + parsed.omitted >= 3999);
}

#[test]
#[ignore = "prints times: cargo test --release --lib -- --ignored --nocapture times_of"]
#[expect(clippy::disallowed_methods, reason = "measures; run by hand, asserts nothing")]
fn times_of_long_lists() {
    for steps in [1000, 10_000, 20_000] {
        let source = generated(steps);
        let broken = source.replace("when = { s", "when = { x");
        let unclosed = source.replacen("\"no\"]\n", "\"no\"\n", 5);
        for (name, source) in
            [("good", &source), ("10k mistakes", &broken), ("unclosed", &unclosed)]
        {
            let before = jiff::Timestamp::now();
            let found = findings(source).len();
            let took = jiff::Timestamp::now().duration_since(before);
            println!("{steps} steps, {} bytes, {name}: {found} findings, {took:?}", source.len());
        }
    }
}

/// Checks what must hold for any source at all.
fn survives(source: &str) -> Result<(), TestCaseError> {
    let parsed = parse(source);
    let is_sound = parsed.findings.iter().all(|finding| finding.severity() != Severity::Error);
    prop_assert_eq!(parsed.checklist.is_some(), is_sound && !parsed.is_fragment);
    let drawn = render_human("f", source, &parsed.findings, Lang::Id);
    prop_assert!(!drawn.chars().any(|c| c != '\n' && crate::checklist::finding::is_hostile(c)));
    for finding in &parsed.findings {
        prop_assert!(finding.span.start <= source.len() && finding.span.end <= source.len());
        prop_assert!(source.is_char_boundary(finding.span.start), "{finding:?}");
    }
    Ok(())
}

/// Makes a list worse: cuts something out, puts something in.
fn worsened(cuts: &[(prop::sample::Index, usize, String)]) -> String {
    let mut source = EXAMPLE.to_owned();
    for (at, length, put) in cuts {
        let start = crate::checklist::finding::floor(&source, at.index(source.len() + 1));
        let end = crate::checklist::finding::floor(&source, start + length).max(start);
        source.replace_range(start..end, put);
    }
    source
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        survives(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn anything_like_toml_never_panics(
        source in r#"([\[\]{}=,."'#\n \\a-c1é-]|"""|\[\[phase|step\]\]|key = ){0,60}"#,
    ) {
        survives(&source)?;
    }

    #[test]
    fn a_list_made_worse_never_panics(
        cuts in prop::collection::vec(
            (any::<prop::sample::Index>(), 0usize..30, r#"[\[\]{}=,."'#\n \u{1b}a-cé]{0,4}"#), 1..6,
        ),
    ) {
        survives(&worsened(&cuts))?;
    }
}
