//! `list`: the checklists, by their headers alone, so that it is quick however many there are.

use std::io::Write;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use super::own::{self, Listed, Origin};
use super::registry::Builtin;
use super::world::World;
use crate::checklist::{self, Style, paper};
use crate::cli::{self, List};
use crate::error::{Error, Exit, Result};
use crate::lang::{Catalogue, Lang, Text};
use crate::safe;
use crate::ui::output::{self, Results};

/// How many problems the first screen names.
const OFFERED: usize = 7;

/// The longest title that is offered, in bytes.
const LONGEST_TITLE: usize = 200;

/// What this command reads of a list; the rest is for those who go through it.
#[derive(Debug, Deserialize)]
struct Header {
    key: String,
    version: String,
    service: String,
    #[serde(default = "read_do")]
    style: Style,
    #[serde(deserialize_with = "text")]
    title: Text,
    #[serde(default, rename = "phase")]
    phases: Vec<Part>,
    #[serde(skip)]
    origin: Origin,
}

fn read_do() -> Style {
    Style::ReadDo
}

/// A part of a list.
#[derive(Debug, Deserialize)]
struct Part {
    key: String,
    #[serde(deserialize_with = "text")]
    title: Text,
    #[serde(default, rename = "step")]
    steps: Vec<serde::de::IgnoredAny>,
}

/// Reads a text as lists write it: one string, or a table of languages.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
    let value = toml::Value::deserialize(deserializer)?;
    match value.as_str() {
        Some(text) => Ok(Text::plain(text)),
        None => value.try_into().map_err(D::Error::custom),
    }
}

/// Prints the lists, or one of them with its parts or for paper.
pub(super) fn run<W: Write>(
    world: World<'_>,
    asked: &List,
    results: &mut Results<W>,
) -> Result<Exit> {
    let lists = own::lists(world)?;
    let (Some(key), Some(cli::Paper::Md)) = (&asked.key, asked.form) else {
        return show(asked, &lists, results, world.lang);
    };
    let source = world.keyed(key)?.ok_or_else(|| unknown(key, &lists, world.lang))?;
    results.text(&paper(&source.list, world.lang))?;
    Ok(Exit::Done)
}

fn show<W: Write>(
    asked: &List,
    lists: &[Listed],
    results: &mut Results<W>,
    lang: Lang,
) -> Result<Exit> {
    let wanted = |key: &str| asked.key.as_deref().is_none_or(|wanted| wanted == key);
    let sources = lists.iter().filter(|list| wanted(&list.key));
    // A built-in list that cannot be read does not pass the tests; it is left out rather than hide others.
    let whole = asked.key.is_some();
    let headers: Vec<Header> = sources.filter_map(|list| header(list, whole, lang)).collect();
    match (&asked.key, headers.as_slice()) {
        (Some(key), []) => Err(unknown(key, lists, lang)),
        (None, headers) if asked.json => results.json(&json(headers).to_string()),
        (Some(_), [header, ..]) if asked.json => results.json(&json_of(header).to_string()),
        (None, headers) => results.text(&table(headers, lang)),
        (Some(_), [header, ..]) => results.page(&parts(header, lang)),
    }?;
    Ok(Exit::Done)
}

/// Prints the JSON Schema of lists and fragments.
pub(super) fn schema<W: Write>(results: &mut Results<W>) -> Result<Exit> {
    let text = serde_json::to_string_pretty(&checklist::schema()).unwrap_or_default();
    results.text(&(text + "\n"))?;
    Ok(Exit::Done)
}

pub(super) fn unknown(key: &str, lists: &[Listed], lang: Lang) -> Error {
    let texts = Catalogue::of(lang);
    let error = Error::usage(texts.fill("app.no-list", &[("key", key)]));
    let known = lists.iter().map(|list| list.key.as_str());
    let near = known.map(|known| (strsim::osa_distance(known, key), known)).min();
    match near.filter(|(distance, _)| *distance <= 3) {
        Some((_, near)) => error.hint(texts.fill("ui.did-you-mean", &[("word", near)])),
        None => error.hint(texts.get("app.see-lists")),
    }
}

/// Returns what stands before a built-in list's first part, which is all that a line about it needs.
fn head(source: &str) -> &str {
    source.split_once("\n[[").map_or(source, |(head, _)| head)
}

/// A problem that the first screen offers.
pub(super) struct Problem {
    /// The key of its list.
    pub key: String,
    /// What it is about.
    service: String,
    /// What it is, in users' words: the list's own title.
    pub title: Text,
}

/// The problems that the first screen offers, in their order.
pub(super) struct Problems {
    /// The first ones, at most [`OFFERED`].
    pub named: Vec<Problem>,
    /// The others, which have a screen of their own where there are any, those about one thing together, and at
    /// last the one for all else.
    pub others: Vec<Problem>,
}

/// Returns the lists for customers, those of the person's own among the others; technicians name theirs.
/// The last built-in one is for all else.
pub(super) fn problems(lists: &[Builtin], own: &[Listed]) -> Problems {
    let mine = |key: &str| own.iter().find(|list| list.key == key).and_then(problem);
    let built_in = lists.iter().filter_map(|list| {
        let built_in = problem(&Listed::built_in(list))?;
        Some(mine(&built_in.key).unwrap_or(built_in))
    });
    let mut named: Vec<_> = built_in.collect();
    let last = named.pop();
    let services: Vec<_> = named.iter().map(|problem| problem.service.clone()).collect();
    let mut others = named.split_off(named.len().min(OFFERED));
    let is_new = |list: &&Listed| lists.iter().all(|(key, _)| *key != list.key);
    others.extend(own.iter().filter(is_new).filter_map(problem));
    // A service that no built-in list is about comes after those that are.
    let rank = |service: &str| services.iter().position(|other| other == service);
    others.sort_by_key(|problem| match rank(&problem.service) {
        Some(rank) => (rank, String::new()),
        None => (services.len(), problem.service.clone()),
    });
    others.extend(last);
    Problems { named, others }
}

/// Reads what a list is offered by; none where it is not for customers or not readable so far.
fn problem(list: &Listed) -> Option<Problem> {
    let header = read(head(&list.source))?;
    let is_short =
        |lang: &Lang| (1..=LONGEST_TITLE).contains(&header.title.get(*lang).trim().len());
    let is_offered = header.style == Style::ReadDo && header.key == list.key;
    (is_offered && Lang::ALL.iter().all(is_short)).then_some(Problem {
        key: header.key,
        service: header.service,
        title: header.title,
    })
}

/// Reads what this command knows of a list.
fn read(source: &str) -> Option<Header> {
    if checklist::parse::is_excessive(source) { None } else { toml::from_str(source).ok() }
}

/// Reads what is shown of a list; one of the person's own that cannot be read is said to be so.
fn header(list: &Listed, whole: bool, lang: Lang) -> Option<Header> {
    let source: &str = if whole { &list.source } else { head(&list.source) };
    let Some(header) = read(source) else {
        let path = list.path.as_ref().map(|path| path.display().to_string());
        let values = [("key", &*list.key), ("path", &*safe::line(path.as_deref()?))];
        output::remark(&Catalogue::of(lang).fill("own.broken", &values));
        return None;
    };
    Some(Header { origin: list.origin, ..header })
}

fn table(headers: &[Header], lang: Lang) -> String {
    let widest = headers.iter().map(|header| header.key.chars().count()).max().unwrap_or_default();
    let lines = headers.iter().map(|header| {
        let (key, title) = (&header.key, header.title.get(lang));
        let origin = header.origin.said(lang);
        format!("{key:<widest$}  {title}{origin}\n")
    });
    lines.collect()
}

fn parts(header: &Header, lang: Lang) -> String {
    let texts = Catalogue::of(lang);
    let mut page = format!(
        "{} ({} {}){}\n",
        header.title.get(lang),
        header.key,
        header.version,
        header.origin.said(lang)
    );
    for (index, part) in header.phases.iter().enumerate() {
        let number = (index + 1).to_string();
        let steps = part.steps.len().to_string();
        let values = [("number", number.as_str()), ("title", part.title.get(lang)), ("n", &steps)];
        page.push_str(&texts.fill("app.list-part", &values));
        page.push('\n');
    }
    page
}

fn json(headers: &[Header]) -> Value {
    json!({ "schema": "cekdulu.lists/1", "lists": headers.iter().map(summary).collect::<Vec<_>>() })
}

fn json_of(header: &Header) -> Value {
    let mut list = summary(header);
    let parts = header.phases.iter();
    let parts = parts
        .map(|part| json!({ "key": part.key, "title": part.title, "steps": part.steps.len() }));
    list.insert("parts".into(), parts.collect());
    json!({ "schema": "cekdulu.list/1", "list": list })
}

fn summary(header: &Header) -> Map<String, Value> {
    [
        ("key", json!(header.key)),
        ("version", json!(header.version)),
        ("service", json!(header.service)),
        ("title", json!(header.title)),
        ("origin", json!(header.origin.name())),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into_iter()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
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
            [[phase.step]]
            key = "b"
            "#,
        ),
        ("tv", "key = \"tv\"\nversion = \"2.0.0\"\nservice = \"tv\"\ntitle = \"TV\""),
    ];

    fn printed(key: Option<&str>, json: bool, lang: Lang) -> Result<String> {
        let mut out = Vec::new();
        let asked = List { key: key.map(Into::into), json, form: None };
        let lists: Vec<_> = LISTS.iter().map(Listed::built_in).collect();
        show(&asked, &lists, &mut Results::new(&mut out, Width::Unbroken, lang), lang)?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn lists_are_shown_by_key_and_title() {
        let said = printed(None, false, Lang::Id).unwrap();
        assert_eq!(said, "internet-mati  Internet mati\ntv             TV\n");
    }

    #[test]
    fn one_list_is_shown_with_its_parts() {
        let said = printed(Some("internet-mati"), false, Lang::En).unwrap();
        assert!(said.starts_with("No internet (internet-mati 1.0.0)\n"), "{said}");
        assert!(said.contains("Look at the modem") && said.contains('2'), "{said}");
    }

    #[test]
    fn seven_problems_are_offered_and_then_everything_else() {
        let named = |key: &'static str, style: &str| -> Builtin {
            let list = format!(
                "key = \"{key}\"\nversion = \"1\"\nservice = \"tv\"\nstyle = \"{style}\"\n\
                 title = \"The {key}\"\n[[phase]]\nnot read"
            );
            (key, list.leak())
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
        let built_in = super::super::registry::BUILTIN;
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
        let all: Value = serde_json::from_str(&printed(None, true, Lang::Id).unwrap()).unwrap();
        assert_eq!(all["lists"][0]["title"]["en"], "No internet");
        assert_eq!(all["lists"][1]["title"]["id"], "TV");
        let one: Value =
            serde_json::from_str(&printed(Some("internet-mati"), true, Lang::Id).unwrap()).unwrap();
        assert_eq!(one["list"]["parts"][0]["steps"], 2);
    }

    #[test]
    fn a_wrong_key_is_answered_with_the_nearest() {
        let error = printed(Some("internet-mat"), false, Lang::Id).unwrap_err();
        assert_eq!(error.exit, Exit::Usage);
        assert!(error.hint.is_some_and(|hint| hint.contains("internet-mati")));
        let error = printed(Some("x"), false, Lang::Id).unwrap_err();
        assert!(error.message.contains("\"x\""));
    }
}
