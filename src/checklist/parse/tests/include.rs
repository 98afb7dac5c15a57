//! Fragments: what they become in a list, what is wrong with them and where, and bombs made of them.

use std::fmt::Write as _;

use super::*;
use crate::checklist::write_out;

/// The codes that these tests reach.
pub(super) const CODES: [Code; 7] = [
    Code::NotAFragment,
    Code::BrokenFragment,
    Code::IncludeCycle,
    Code::IncludeTooDeep,
    Code::IncludeTooLarge,
    Code::FragmentLanguage,
    Code::ReservedKey,
];

const LIGHTS: &str = r#"format = 1
key = "lights"
version = "1.0.0"
title = { id = "Lampu", en = "Lights" }
[[step]]
key = "red"
kind = "yes-no"
slot = "lights"
ask = { id = "Merah?", en = "Red?" }
report = { slot = "lights", when = { label = { known = true } }, say = { id = "{label}.", en = "{label}." } }
[[step]]
key = "label"
kind = "choice"
when = { red = true }
ask = { id = "Label {red}?", en = "Label {red}?" }
options = ["los", "power"]
[[step]]
key = "cable"
kind = "include"
unless = [{ red = true }, { label = "los" }]
was = ["wire"]
"#;

const CABLE: &str = r#"format = 1
key = "cable"
version = "1.0.0"
title = { id = "Kabel", en = "Cable" }
[[step]]
key = "seen"
kind = "yes-no"
ask = { id = "Terlihat?", en = "Seen?" }
[[step]]
key = "bent"
kind = "multi"
for = ["technician"]
when = [{ seen = true }, { seen = { known = false } }]
unless = { seen = false }
options = ["bent", "loose"]
ask = { id = "Tertekuk?", en = "Bent?" }
"#;

/// Puts steps and outcomes into a list of one part.
fn list(rest: &str) -> String {
    format!(
        "format = 1\nkey = \"l\"\nversion = \"1\"\nservice = \"internet\"\nstyle = \"read-do\"\n\
         title = {{ id = \"L\", en = \"L\" }}\n[[phase]]\nkey = \"p\"\n\
         title = {{ id = \"P\", en = \"P\" }}\n{rest}\n[[outcome]]\nkey = \"o\"\ncall = false\n\
         when = {{ modem.label = \"los\", modem.cable.bent = \"loose\" }}\n\
         say = {{ id = \"O {{modem.label}}\", en = \"O {{modem.label}}\" }}\n"
    )
}

const INCLUDE: &str = "[[phase.step]]\nkey = \"ready\"\nkind = \"yes-no\"\n\
    ask = { id = \"Siap?\", en = \"Ready?\" }\n[[phase.step]]\nkey = \"modem\"\nkind = \"include\"\n\
    fragment = \"lights\"\nwhen = [{ ready = true }, { ready = { known = false } }]\nwas = [\"box\"]\n";

fn find(key: &str) -> Option<String> {
    let found = [("lights", LIGHTS), ("cable", CABLE)].into_iter().find(|(known, _)| *known == key);
    found.map(|(_, text)| text.to_owned())
}

fn good() -> Checklist {
    let source = list(INCLUDE);
    let parsed = parse_with(&source, &find);
    let drawn = render_human("l.toml", &source, &parsed.findings, Lang::En);
    assert!(parsed.findings.is_empty() && parsed.has_includes, "{drawn}");
    parsed.checklist.unwrap()
}

/// Returns file, line, column and code of every finding.
fn found(source: &str, find: &Resolver<'_>) -> Vec<(String, usize, usize, &'static str)> {
    let parsed = parse_with(source, find);
    let one = |finding: &Finding| {
        let file = finding.file.as_deref();
        let name = file.map(|file| file.name.clone()).unwrap_or_default();
        let places = Places::new(file.map_or(source, |file| &file.text));
        let (line, column) = places.at(finding.span.start);
        (name, line, column, finding.code.name())
    };
    parsed.findings.iter().map(one).collect()
}

#[test]
fn steps_get_the_key_of_the_include_and_keep_to_its_conditions() {
    let list = good();
    let keys: Vec<_> = list.steps().map(|(_, step)| step.key.as_str()).collect();
    let expected = ["ready", "modem.red", "modem.label", "modem.cable.seen", "modem.cable.bent"];
    assert_eq!(keys, expected);
    let label = list.step("modem.label").unwrap();
    assert_eq!(label.ask.get(Lang::En), "Label {modem.red}?");
    let Condition::AnyOf(groups) = &label.when else { panic!("{label:?}") };
    let yes = test("modem.red", None, Test::OneOf(vec![Value::Bool(true)]));
    assert_eq!(groups[0], [test("ready", None, Test::OneOf(vec![Value::Bool(true)])), yes]);
    assert_eq!(groups.len(), 2);
    let bent = list.step("modem.cable.bent").unwrap();
    let (Condition::AnyOf(when), Condition::AnyOf(unless)) = (&bent.when, &bent.unless) else {
        panic!("{bent:?}")
    };
    assert_eq!((when.len(), unless.len()), (4, 3));
    assert_eq!(bent.audience, [Audience::Technician]);
    assert_eq!(bent.was, ["modem.wire.bent", "box.cable.bent"]);
    assert!(list.step("box.red").is_some());
}

#[test]
fn an_include_names_the_keys_that_its_steps_had_before() {
    // One of them may be the key of the include, whose place the step took.
    let by_step = "was = { red = \"modem\", \"cable.seen\" = \"wire\" }";
    let source = list(&INCLUDE.replace("was = [\"box\"]", by_step));
    let parsed = parse_with(&source, &find);
    assert_eq!(parsed.findings, []);
    let list = parsed.checklist.unwrap();
    for (old, new) in [("modem", "modem.red"), ("wire", "modem.cable.seen")] {
        assert_eq!(list.step(old).unwrap().key, new);
    }
    let text = write_out(&list);
    assert_eq!(parse(&text).checklist.as_ref(), Some(&list), "{text}");
    for (wrong, code) in [
        ("was = { rot = \"x\" }", "unknown-step"),
        ("was = { red = \"ready\" }", "duplicate-step"),
        ("was = { red = 7 }", "wrong-type"),
    ] {
        let source = self::list(&INCLUDE.replace("was = [\"box\"]", wrong));
        let codes: Vec<_> = found(&source, &find).into_iter().map(|(.., code)| code).collect();
        assert_eq!(codes, [code], "{wrong}");
    }
}

#[test]
fn a_list_that_is_written_out_stands_on_its_own() {
    for list in [good(), example()] {
        let text = write_out(&list);
        let again = parse(&text);
        let drawn = render_human("out.toml", &text, &again.findings, Lang::En);
        assert!(again.findings.is_empty() && !again.has_includes, "{drawn}");
        assert_eq!(again.checklist.as_ref(), Some(&list));
        assert_eq!(write_out(&list), text);
    }
    for (key, source) in crate::app::registry::BUILTIN {
        let list = parse_with(source, &crate::app::registry::fragment).checklist.unwrap();
        assert_eq!(parse(&write_out(&list)).checklist, Some(list), "{key}");
    }
    let dotted = list("")
        .replace("[[outcome]]", "[[phase.step]]\nkey = \"a.b\"\nkind = \"do\"\n[[outcome]]");
    assert!(found(&dotted, &find).iter().any(|(_, _, _, code)| *code == "bad-key"));
}

#[test]
fn a_mistake_is_found_where_it_is_written() {
    let wrong_fragment =
        |key: &str| Some(find(key)?.replace("red = true }\nask", "rad = true }\nask"));
    let file = "fragments/lights.toml".to_owned();
    assert_eq!(found(&list(INCLUDE), &wrong_fragment), [(file.clone(), 14, 10, "unknown-step")]);
    let wrong_list = list(INCLUDE).replace("modem.label = \"los\"", "modem.lable = \"los\"");
    assert_eq!(found(&wrong_list, &find), [(String::new(), 24, 16, "unknown-step")]);
    let wrong_option = list(INCLUDE).replace("modem.label = \"los\"", "modem.label = \"loss\"");
    assert_eq!(found(&wrong_option, &find), [(String::new(), 24, 24, "unknown-option")]);
    let unknown = list(INCLUDE).replace("\"lights\"", "\"light\"");
    assert_eq!(found(&unknown, &find), [(String::new(), 17, 12, "unknown-fragment")]);
    let only_indonesian = |key: &str| Some(find(key)?.replace(", en = \"Merah?\"", ""));
    let missing = found(&list(INCLUDE), &|key| {
        Some(
            only_indonesian(key)?
                .replace("ask = { id = \"Merah?\", en = \"Red?\" }", "ask = { id = \"Merah?\" }"),
        )
    });
    assert_eq!(missing, [(file.clone(), 9, 7, "missing-translation")]);
    let one_language = |key: &str| {
        let text = find(key)?.replace("}, en", "");
        let cut = |line: &str| match line.split_once(", en = \"") {
            Some((head, tail)) => format!("{head}{}", tail.split_once('"').map_or("", |(_, t)| t)),
            None => line.to_owned(),
        };
        Some(text.lines().map(cut).collect::<Vec<_>>().join("\n"))
    };
    let lacks = found(&list(INCLUDE), &one_language);
    assert!(lacks.contains(&(String::new(), 17, 12, "fragment-language")), "{lacks:?}");
    let drawn = {
        let parsed = parse_with(&list(INCLUDE), &wrong_fragment);
        render_human("l.toml", &list(INCLUDE), &parsed.findings, Lang::En)
    };
    assert!(drawn.starts_with("fragments/lights.toml:14:10: error[unknown-step]"), "{drawn}");
    assert!(drawn.contains("14 | when = { rad = true }"), "{drawn}");
}

#[test]
fn what_cannot_be_included_is_refused_at_the_include() {
    let codes = |find: &Resolver<'_>| {
        let found = found(&list(INCLUDE), find);
        found.into_iter().map(|(file, line, _, code)| (file, line, code)).collect::<Vec<_>>()
    };
    let whole = codes(&|key| Some(find(key)? + "[[outcome]]\nkey = \"o\"\n"));
    assert_eq!(whole, [(String::new(), 17, "not-a-fragment")]);
    let broken = codes(&|key| Some(find(key)? + "x = [\n"));
    assert_eq!(broken, [(String::new(), 17, "broken-fragment")]);
    let deep = codes(&|key| Some(find(key)? + "x = " + &"[".repeat(9999)));
    assert_eq!(deep, [(String::new(), 17, "broken-fragment")]);
    let cycle = codes(&|key| {
        Some(find(key)?.replace("kind = \"multi\"", "kind = \"include\"\nfragment = \"lights\""))
    });
    assert!(cycle.contains(&("fragments/cable.toml".into(), 12, "include-cycle")), "{cycle:?}");
    let call = list(INCLUDE).replace("key = \"modem\"", "key = \"call\"");
    assert!(
        found(&call, &find).iter().any(|(_, line, _, code)| (*line, *code) == (15, "reserved-key"))
    );
    let huge = codes(&|key| Some(find(key)? + "#" + &"x".repeat(5 << 20)));
    assert_eq!(huge, [(String::new(), 17, "include-too-large")]);
}

#[test]
fn bombs_of_includes_are_stopped() {
    // Ten times ten times ... the next one: ten million steps, were nobody to count.
    let bomb = |key: &str| {
        let level: usize = key.strip_prefix("level-")?.parse().ok()?;
        let mut text = "format = 1\nkey = \"x\"\nversion = \"1\"\ntitle = \"T\"\n".to_owned();
        for index in 0..10 {
            let kind = if level == 6 { "do\"\nask = \"A" } else { "include" };
            let fragment = if level == 6 {
                String::new()
            } else {
                format!("fragment = \"level-{}\"\n", level + 1)
            };
            let _ = write!(text, "[[step]]\nkey = \"s{index}\"\nkind = \"{kind}\"\n{fragment}");
        }
        Some(text)
    };
    let source = list(INCLUDE).replace("\"lights\"", "\"level-0\"");
    let codes: BTreeSet<_> =
        found(&source, &bomb).into_iter().map(|(_, _, _, code)| code).collect();
    assert!(codes.contains("include-too-large"), "{codes:?}");
    let endless = |key: &str| {
        let level: usize = key.strip_prefix("level-")?.parse().ok()?;
        Some(format!(
            "format = 1\nkey = \"x\"\nversion = \"1\"\ntitle = \"T\"\n[[step]]\nkey = \"n\"\nkind = \"include\"\nfragment = \"level-{}\"\n",
            level + 1
        ))
    };
    let found = found(&source, &endless);
    assert!(
        found.iter().any(|(file, _, _, code)| {
            (file.as_str(), *code) == ("fragments/level-7.toml", "include-too-deep")
        }),
        "{found:?}"
    );
}

#[test]
fn a_fragment_is_checked_by_itself() {
    let parsed = parse_with(LIGHTS, &find);
    assert!(parsed.is_fragment && parsed.checklist.is_none());
    assert_eq!(parsed.findings, []);
    let wrong = LIGHTS.replace("kind = \"yes-no\"", "kind = \"yesno\"");
    assert_eq!(found(&wrong, &find), [(String::new(), 7, 8, "unknown-kind")]);
}
