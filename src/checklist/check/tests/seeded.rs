//! Mistakes of every kind, each found at its line and column: most in one file and one run, the others in lists of
//! their own, because they hide all else or need a long list.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::app::registry;
use crate::checklist::finding::Places;

/// A list in which every mistake is marked: `«code»` stands right before its place.
const MARKED: &str = include_str!("seeded.toml");

/// File (empty for the list itself), line, column and code.
type Mark = (String, usize, usize, String);

/// Takes the marks out of a file, and returns what they say.
fn unmarked(file: &str, marked: &str) -> (String, Vec<Mark>) {
    let mut source = String::new();
    let mut marks = Vec::new();
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('«') {
        source.push_str(before);
        let (code, after) = after.split_once('»').expect("a mark is closed");
        marks.push((source.len(), code.to_owned()));
        rest = after;
    }
    source.push_str(rest);
    let places = Places::new(&source);
    let marked = marks.into_iter().map(|(at, code)| {
        let (line, column) = places.at(at);
        (file.to_owned(), line, column, code)
    });
    let marked = marked.collect();
    (source, marked)
}

/// Fails where anything but what is marked is found in a list and its fragments; returns the codes.
#[track_caller]
fn assert_found(name: &str, list: &str, fragments: &BTreeMap<String, String>) -> BTreeSet<String> {
    let (source, mut expected) = unmarked("", list);
    let mut own = BTreeMap::new();
    for (key, text) in fragments {
        let (text, marks) = unmarked(&format!("fragments/{key}.toml"), text);
        own.insert(key.as_str(), text);
        expected.extend(marks);
    }
    let fragment = |key: &str| own.get(key).cloned().or_else(|| registry::fragment(key));
    let found = inspect(&source, &fragment).parsed.findings;
    let found: BTreeSet<Mark> = found
        .iter()
        .map(|finding| {
            let file = finding.file.as_deref();
            let places = Places::new(file.map_or(&source, |file| &file.text));
            let (line, column) = places.at(finding.span.start);
            let file = file.map(|file| file.name.clone()).unwrap_or_default();
            (file, line, column, finding.code.name().to_owned())
        })
        .collect();
    let expected: BTreeSet<_> = expected.into_iter().collect();
    let missed: Vec<_> = expected.difference(&found).collect();
    let surplus: Vec<_> = found.difference(&expected).collect();
    let is_right = missed.is_empty() && surplus.is_empty();
    assert!(is_right, "{name}: missed: {missed:#?}\nsurplus: {surplus:#?}");
    found.into_iter().map(|(_, _, _, code)| code).collect()
}

/// The list of many mistakes; what is too long to stand in a file is put in.
fn many() -> String {
    MARKED.replace("@long@", &"x".repeat(2001))
}

/// Lists that hold one or a few mistakes each.
fn alone() -> Vec<(&'static str, String)> {
    let ask = |key: &str| step(key, "yes-no", "");
    let small = |rest: &str| list(&(ask("a") + rest + &outcome("o", "")));
    vec![
        ("deep", small(&format!("x = {}«too-deep»[\n", "[".repeat(64)))),
        ("large", format!("{}«too-large»\n", "\n".repeat(500_000))),
        ("newer", small("[[phase]]\n").replace("format = 1", "format = «newer-format»2")),
        ("older", small("").replace("format = 1", "format = «unknown-format»0")),
        (
            "damaged",
            small("optional = «syntax»\nhelp = \"Look.\"\n«duplicate-key»help = \"Look.\"\n"),
        ),
        (
            "gap",
            list(&(ask("a") + &outcome("o", "when = { a = true }")))
                .replace("key = \"o\"", "key = «no-outcome»\"o\""),
        ),
        ("long", long()),
        (
            "undecided",
            pigeons(
                &format!("when = «not-decided»{}", all_known()),
                &outcome("rest", "").replace("key = ", "key = «not-decided»"),
            ),
        ),
        ("undecided end", pigeons("", "")),
        ("undecided phase", half_shown()),
    ]
}

/// A list of seventy questions to which the answers are typed.
fn long() -> String {
    let steps: String = (0..70).map(|at| step(&format!("s{at}"), "text", "")).collect();
    list(&(steps + &outcome("o", "")))
        .replacen("key = \"p\"", "key = «long-phase»\"p\"", 1)
        .replacen("\"L\"", "«too-many-questions»«too-much-time»\"L\"", 1)
}

/// How many birds there are for one hole less.
const BIRDS: usize = 9;

/// The condition that it is known of each bird where it sits.
fn all_known() -> String {
    let known: Vec<_> = (0..BIRDS).map(|bird| format!("b{bird} = {{ known = true }}")).collect();
    format!("{{ {} }}", known.join(", "))
}

/// A list that asks whether birds fit into fewer holes, each bird into one of its own: no search within the bound
/// can tell. Outcomes take whoever puts two into one hole, or does not know of one; `when` is the condition of one
/// more, before `rest`. Without it, the last of them all is marked.
fn pigeons(when: &str, rest: &str) -> String {
    let holes = 0..BIRDS - 1;
    let options: Vec<_> =
        holes.clone().map(|hole| format!("{{ key = \"h{hole}\", text = \"H{hole}\" }}")).collect();
    let options = format!("options = [{}]", options.join(", "));
    let birds: String =
        (0..BIRDS).map(|bird| step(&format!("b{bird}"), "choice", &options)).collect();
    let pairs = (0..BIRDS).flat_map(|one| (0..one).map(move |other| (one, other)));
    let shared: String = pairs
        .map(|(one, other)| {
            let both = holes
                .clone()
                .map(|hole| format!("{{ b{one} = \"h{hole}\", b{other} = \"h{hole}\" }}"));
            let both: Vec<_> = both.collect();
            outcome(&format!("o{one}-{other}"), &format!("when = [{}]", both.join(", ")))
        })
        .collect();
    let unknown = (0..BIRDS).map(|bird| format!("{{ b{bird} = {{ known = false }} }}"));
    let unknown = format!("when = [{}]", unknown.collect::<Vec<_>>().join(", "));
    let unknown = outcome("unknown", &unknown);
    let last = if when.is_empty() {
        unknown.replace("key = ", "key = «no-outcome-not-decided»")
    } else {
        unknown + &outcome("full", when)
    };
    list(&(birds + &shared + &last + rest))
}

/// A list with a phase of which nobody is shown more than half, in a way that depends on too many answers.
fn half_shown() -> String {
    let phase = |key: &str| format!("[[phase]]\nkey = {key}\ntitle = \"P\"\n");
    let asked = |from: usize, to: usize| -> String {
        let each = from..to;
        each.map(|at| step(&format!("s{at}"), "yes-no", "")).collect()
    };
    let parts: String =
        (0..9).map(|at| phase(&format!("\"q{at}\"")) + &asked(at * 8, at * 8 + 8)).collect();
    let shown = (0..12).map(|at| {
        let when = format!("when = {{ s{at} = true, s{} = false }}", at + 1);
        step(&format!("x{at}"), "info", &when)
    });
    let shown: String = shown.collect();
    let all: Vec<_> = (0..72).map(|at| format!("s{at} = true")).collect();
    let end = outcome("all", &format!("when = {{ {} }}", all.join(", "))) + &outcome("o", "");
    let head = list("").replacen("[[phase]]\nkey = \"p\"\ntitle = \"P\"\n", "", 1);
    head.replacen("\"L\"", "«too-many-questions»\"L\"", 1)
        + &parts
        + &phase("«long-phase-not-decided»\"half\"")
        + &shown
        + &end
}

/// Fragments in which, or in whose inclusion, something is wrong.
fn fragments() -> BTreeMap<String, String> {
    let fragment = |rest: &str| {
        format!(
            "format = 1\nkey = \"f\"\nversion = \"1\"\ntitle = {{ id = \"F\", en = \"F\" }}\n{rest}"
        )
    };
    let include =
        |of: &str| format!("[[step]]\nkey = \"n\"\nkind = \"include\"\nfragment = {of}\n");
    let good = "[[step]]\nkey = \"g\"\nkind = \"do\"\nask = { id = \"G.\", en = \"G.\" }\n";
    let mut all = BTreeMap::from([
        ("ring".to_owned(), fragment(&include("«include-cycle»\"ring\""))),
        ("whole".to_owned(), fragment(&(good.to_owned() + "[[outcome]]\n"))),
        ("broken".to_owned(), fragment("[[step]\n")),
        ("huge".to_owned(), fragment(&(good.to_owned() + "#" + &"x".repeat(4 << 20)))),
        (
            "single".to_owned(),
            fragment(good).replace(", en = \"F\"", "").replace(", en = \"G.\"", ""),
        ),
    ]);
    for level in 0..8 {
        let mark = if level == 7 { "«include-too-deep»" } else { "" };
        let next = include(&format!("{mark}\"level-{}\"", level + 1));
        all.insert(format!("level-{level}"), fragment(&next));
    }
    all
}

/// A list that includes them all.
fn including() -> String {
    let marks = [
        ("ring", ""),
        ("whole", "«not-a-fragment»"),
        ("broken", "«broken-fragment»"),
        ("huge", "«include-too-large»"),
        ("single", "«fragment-language»"),
        ("level-0", ""),
        ("nothing", "«unknown-fragment»"),
    ];
    let include = |(of, mark): (&str, &str)| {
        format!("[[phase.step]]\nkey = \"i-{of}\"\nkind = \"include\"\nfragment = {mark}\"{of}\"\n")
    };
    let steps: String = marks.map(include).concat();
    let both = |text: &str| format!("{{ id = {text}, en = {text} }}");
    let text = list(&(steps + &outcome("o", "")));
    ["\"L\"", "\"P\"", "\"Say.\""].iter().fold(text, |text, word| text.replace(word, &both(word)))
}

#[test]
fn mistakes_of_every_kind_are_found_in_one_run_at_their_places() {
    let codes = assert_found("many", &many(), &BTreeMap::new());
    assert!(codes.len() >= 50, "only {} kinds of mistakes are seeded", codes.len());
}

#[test]
fn mistakes_that_stand_alone_are_found_at_their_places_and_no_kind_is_without_one() {
    let mut codes = assert_found("many", &many(), &BTreeMap::new());
    for (name, list) in alone() {
        codes.extend(assert_found(name, &list, &BTreeMap::new()));
    }
    codes.extend(assert_found("including", &including(), &fragments()));
    let all: BTreeSet<_> = Code::ALL.iter().map(|code| code.name().to_owned()).collect();
    assert_eq!(codes, all);
}
