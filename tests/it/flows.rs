//! What each kind of trouble comes to, in both languages: outcome, segment, confidence, requests, and what
//! the script must and must not say. The cases are data: `cases/*.toml`, each a difference from `base.toml`.

use std::fmt::Write as _;

use cekdulu::spoken::spoken_words;
use serde::Deserialize;
use serde_json::Value;
use toml::Table;

use crate::support::run::flat;
use crate::support::{Answers, Home};

/// The most spoken words of the opening, and of opening and details together.
const LONGEST: (usize, usize) = (70, 130);

/// What no script may hold, whatever was answered: traces of templates, gaps, words without a meaning.
const NEVER: &[&str] =
    &["{", "}", "_", "..", " .", " ,", ",,", "( )", "()", "null", "unknown", "None", ": ;", ": ."];

/// Little words that betray a sentence of the other language.
const FOREIGN: [(&str, &[&str]); 2] = [
    ("id", &["the", "is", "and", "not", "please"]),
    ("en", &["yang", "dan", "tidak", "mohon", "sudah"]),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    /// What a look at the network sees, by its name in `networks.toml`.
    network: String,
    /// Every step is answered with "I don't know" first.
    #[serde(default)]
    knows_nothing: bool,
    /// Answers that differ from `base.toml`.
    #[serde(default)]
    answers: Table,
    /// The expected outcome: its key, segment and confidence.
    outcome: String,
    segment: String,
    confidence: String,
    /// What the agent is asked for.
    #[serde(default)]
    request: Vec<String>,
    /// Whether a call is needed.
    #[serde(default = "yes")]
    call: bool,
    /// What the script says.
    #[serde(default)]
    says: Texts,
    /// What the script does not say.
    #[serde(default)]
    hides: Texts,
    /// What the result says.
    #[serde(default)]
    reports: Texts,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    #[serde(default)]
    both: Vec<String>,
    #[serde(default)]
    id: Vec<String>,
    #[serde(default)]
    en: Vec<String>,
}

impl Texts {
    fn of(&self, lang: &str) -> impl Iterator<Item = &String> {
        self.both.iter().chain(if lang == "id" { &self.id } else { &self.en })
    }
}

fn yes() -> bool {
    true
}

#[test]
fn fibre() {
    all(include_str!("cases/fibre.toml"));
}

#[test]
fn people() {
    all(include_str!("cases/people.toml"));
}

#[test]
fn lines() {
    all(include_str!("cases/lines.toml"));
}

#[test]
fn causes() {
    all(include_str!("cases/causes.toml"));
}

/// Runs every case in both languages and fails with everything that is wrong.
fn all(cases: &str) {
    let cases: Cases = toml::from_str(cases).unwrap();
    let mut wrong = String::new();
    for case in &cases.case {
        for lang in ["id", "en"] {
            for complaint in try_case(case, lang) {
                let _ = writeln!(wrong, "{} ({lang}): {complaint}", case.name);
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What one run of a case came to.
struct Told {
    lang: &'static str,
    summary: Value,
    /// Everything that is read out or answered in the call.
    script: String,
    /// Everything that the run printed.
    printed: String,
}

fn try_case(case: &Case, lang: &'static str) -> Vec<String> {
    let home = Home::new();
    home.write("answers.toml", answers(case).text());
    let run = home.cekdulu("run internet-mati --answers answers.toml").lang(lang);
    let printed = flat(&run.prints_anything().run().out());
    let show = home.cekdulu("show --for me --as json").lang(lang);
    let summary = show.prints_anything().run().json()["summary"].take();
    let script = script(&summary).join(" ");
    let told = Told { lang, summary, script, printed };
    [finding(case, &told), texts(case, &told), speakable(&told)].concat()
}

/// Returns every sentence of the script.
fn script(summary: &Value) -> Vec<String> {
    let parts = ["greeting", "opening", "details", "asked", "replies", "closing", "never"];
    parts.iter().flat_map(|part| sentences(&summary[part])).collect()
}

/// Returns the sentences of one part, with the labels where it has any.
fn sentences(part: &Value) -> Vec<String> {
    match part {
        Value::String(said) => vec![said.clone()],
        Value::Array(all) => all.iter().flat_map(sentences).collect(),
        Value::Object(pair) => {
            ["label", "say"].iter().filter_map(|name| pair.get(*name)).flat_map(sentences).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

fn answers(case: &Case) -> Answers {
    let mut answers = Answers::usual(&case.network);
    if case.knows_nothing {
        answers = answers.all_unknown();
    }
    answers.with_all(case.answers.clone())
}

fn finding(case: &Case, told: &Told) -> Vec<String> {
    let finding = &told.summary["finding"];
    let expected = [
        ("outcome", Value::from(case.outcome.clone())),
        ("segment", case.segment.clone().into()),
        ("confidence", case.confidence.clone().into()),
        ("call", case.call.into()),
        ("request", case.request.clone().into()),
    ];
    let differs = expected.into_iter().filter(|(field, expected)| finding[field] != *expected);
    differs.map(|(field, want)| format!("{field} is {}, not {want}", finding[field])).collect()
}

fn texts(case: &Case, told: &Told) -> Vec<String> {
    let Told { lang, script, printed, .. } = told;
    let says = case.says.of(lang).filter(|part| !script.contains(*part));
    let hides = case.hides.of(lang).filter(|part| script.contains(*part));
    let reports = case.reports.of(lang).filter(|part| !printed.contains(*part));
    let says = says.map(|part| format!("the script lacks “{part}”: {script}"));
    let hides = hides.map(|part| format!("the script has “{part}”: {script}"));
    let reports = reports.map(|part| format!("the result lacks “{part}”: {printed}"));
    says.chain(hides).chain(reports).collect()
}

/// What every script must be: short, whole, and in one language.
fn speakable(told: &Told) -> Vec<String> {
    let mut wrong = Vec::new();
    let part = |name: &str| sentences(&told.summary[name]);
    let (opening, details) = ([part("greeting"), part("opening")].concat(), part("details"));
    let words = |all: &[String]| all.iter().map(|said| spoken_words(said)).sum::<usize>();
    let (short, long) = (words(&opening), words(&opening) + words(&details));
    if short > LONGEST.0 || long > LONGEST.1 {
        wrong.push(format!("{short} words in the opening, {long} with the details"));
    }
    for said in opening.iter().chain(&details) {
        if !said.ends_with(['.', '?', '!']) {
            wrong.push(format!("no sentence: “{said}”"));
        }
        let traces = NEVER.iter().filter(|trace| said.contains(*trace));
        wrong.extend(traces.map(|trace| format!("“{trace}” in “{said}”")));
        let lower = said.to_lowercase();
        let words: Vec<_> = lower.split(|c: char| !c.is_alphanumeric()).collect();
        let foreign =
            FOREIGN.iter().filter(|(lang, _)| *lang == told.lang).flat_map(|(_, all)| *all);
        wrong.extend(
            foreign.filter(|word| words.contains(word)).map(|word| format!("“{word}” in “{said}”")),
        );
    }
    wrong
}
