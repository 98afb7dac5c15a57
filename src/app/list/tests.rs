use super::*;
use crate::data::Packed;
use crate::ui::output::Width;

const LISTS: &[(&str, &str)] = &[
    (
        "internet-mati",
        r#"
        format = 1
        key = "internet-mati"
        version = "1.0.0"
        service = "internet"
        style = "read-do"
        title = { id = "Internet mati", en = "No internet" }
        [[phase]]
        key = "lihat"
        title = { id = "Lihat modem", en = "Look at the modem" }
        [[phase.step]]
        key = "a"
        "#,
    ),
    ("tv", "key = \"tv\"\nversion = \"2.0.0\"\nservice = \"tv\"\ntitle = \"TV\""),
];

fn listed() -> Vec<Listed> {
    let list = |(key, text): &(_, &str)| Listed::built_in(&(*key, Packed::of((*text).into())));
    LISTS.iter().map(list).collect()
}

fn printed(json: bool, lang: Lang) -> String {
    let mut out = Vec::new();
    let asked = List { words: Vec::new(), json, form: None };
    let lists = listed();
    all(&asked, &lists, &mut Results::new(&mut out, Width::Unbroken, lang), lang).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn lists_are_shown_by_key_and_title() {
    let said = printed(false, Lang::Id);
    assert_eq!(
        said,
        "INTERNET DI RUMAH\n  internet-mati  Internet mati\n\nTV\n  tv             TV\n"
    );
}

#[test]
fn one_list_is_shown_with_whatever_it_asks() {
    let source = super::super::registry::find("internet-mati").unwrap();
    let parsed = checklist::parse_with(source, &super::super::registry::fragment);
    let list = parsed.checklist.unwrap();
    let said = parts(&list, Origin::default(), Lang::En);
    assert!(said.starts_with("No internet (internet-mati 1."), "{said}");
    // The first of a fragment's steps, and one that depends on it.
    let red = "\n    - Is any light on the modem RED now?\n    - What is printed beside that red light? (if needed)\n";
    assert!(said.contains(red), "{said}");
    let count = list.steps().count();
    assert_eq!(said.matches("\n    - ").count(), count);
    let json = json_of(&list, Origin::default());
    let parts = json["list"]["parts"].as_array().unwrap();
    let asks: Vec<_> = parts.iter().flat_map(|part| part["asks"].as_array().unwrap()).collect();
    assert_eq!(asks.len(), count);
    let label = asks.iter().find(|ask| ask["key"] == "lampu.label").unwrap();
    assert_eq!(label["ask"]["id"], "Tulisan di dekat lampu merah itu?");
    assert_eq!(label["conditional"], true);
}

#[test]
fn seven_problems_are_offered_and_then_everything_else() {
    let named = |key: &'static str, style: &str| -> Builtin {
        let list = format!(
            "key = \"{key}\"\nversion = \"1\"\nservice = \"tv\"\nstyle = \"{style}\"\n\
             title = \"The {key}\"\n[[phase]]\nnot read"
        );
        (key, Packed::of(list))
    };
    let mut lists = vec![named("teknisi", "do-confirm")];
    let customers = ["a", "b", "c", "d", "e", "f", "g", "h", "lain"];
    lists.extend(customers.map(|key| named(key, "read-do")));
    let offered = problems(&lists, &[]);
    let keys = |all: &[Problem]| {
        all.iter().map(|problem| problem.key.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!((&*keys(&offered.named), &*keys(&offered.others)), ("a b c d e f g", "h lain"));
    assert_eq!(offered.named[0].title.get(Lang::Id), "The a");
    let few = problems(&lists[7..], &[]);
    assert_eq!((&*keys(&few.named), &*keys(&few.others)), ("g h", "lain"));
    let built_in = BUILTIN;
    let all = keys(&problems(built_in, &[]).others);
    assert!(all.ends_with(" lain") && !all.contains("kunjungan-teknisi"), "{all}");
    let mut own: Vec<_> = ["x-air", "a", "x-tv", "x-bad", "x-long", "x-other", "x-deep"]
        .map(|key| Listed::built_in(&named(key, "read-do")))
        .into();
    own[0].source = own[0].source.replace("\"tv\"", "\"air\"").into();
    own[1].source = own[1].source.replace("The a", "Mine").into();
    own[3].source = "key = [".into();
    own[4].source = own[4].source.replace("The", &"The".repeat(99)).into();
    own[5].source = own[5].source.replace("\"x-other\"", "\"y\"").into();
    own[6].source = format!("x = {}", "[".repeat(9999)).into();
    let offered = problems(&lists, &own);
    assert_eq!(
        (&*keys(&offered.named), &*keys(&offered.others)),
        ("a b c d e f g", "h x-tv x-air lain")
    );
    assert_eq!(offered.named[0].title.get(Lang::Id), "Mine");
}

#[test]
fn json_has_both_languages() {
    let all: Value = serde_json::from_str(&printed(true, Lang::Id)).unwrap();
    assert_eq!(all["lists"][0]["title"]["en"], "No internet");
    assert_eq!(all["lists"][1]["title"]["id"], "TV");
}

#[test]
fn a_wrong_key_is_answered_with_the_nearest() {
    let lists = listed();
    let error = unknown("internet-mat", &lists, Lang::Id);
    assert_eq!(error.exit, Exit::Usage);
    assert!(error.hint.is_some_and(|hint| hint.contains("internet-mati")));
    assert!(unknown("x", &lists, Lang::Id).message.contains("\"x\""));
}
