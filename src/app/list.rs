//! `list`: the checklists, by their headers alone, so that it is quick however many there are; and what one of them asks.

mod search;

use std::io::Write;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use search::{Pages, Place};

use super::own::{self, Listed, Origin};
use super::registry::{BUILTIN, Builtin};
use super::world::World;
use crate::checklist::{self, Checklist, Condition, Step, Style, asks, paper};
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
    #[serde(skip)]
    origin: Origin,
}

/// What comes after everything else: what is for whatever has no list, and what customers do not need.
const LAST: [&str; 2] = ["other", "technicians"];

impl Header {
    /// Returns what it is about. The last built-in list is about whatever has no list.
    fn about(&self) -> &str {
        let [other, technicians] = LAST;
        match self.style {
            Style::DoConfirm => technicians,
            Style::ReadDo if BUILTIN.last().is_some_and(|(key, _)| *key == self.key) => other,
            Style::ReadDo => &self.service,
        }
    }
}

fn read_do() -> Style {
    Style::ReadDo
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
    if asked.words.is_empty() {
        return all(asked, &lists, results, world.lang);
    }
    let words = asked.words.join(" ");
    let named = lists.iter().find(|listed| asked.words == [&*listed.key]);
    let Some(Listed { key, origin, .. }) = named else {
        let hits = if asked.form.is_none() { hits(world, &lists, &words) } else { Vec::new() };
        return found(asked, &hits, results, world.lang)
            .unwrap_or_else(|| Err(unknown(&words, &lists, world.lang)));
    };
    let source = world.keyed(key)?.ok_or_else(|| unknown(key, &lists, world.lang))?;
    let (list, origin) = (&source.list, *origin);
    match asked.form {
        Some(cli::Paper::Md) => results.text(&paper(list, world.lang)),
        None if asked.json => results.json(&json_of(list, origin).to_string()),
        None => results.page(&parts(list, origin, world.lang)),
    }?;
    Ok(Exit::Done)
}

/// A list that was found, with the question that has what was looked for.
struct Found {
    header: Header,
    ask: Option<Text>,
}

/// Finds the lists that words may mean. One that cannot be read is looked for by its title alone.
fn hits(world: World<'_>, lists: &[Listed], words: &str) -> Vec<Found> {
    let headers = lists.iter().filter_map(|list| header(list, world.lang));
    let known: Vec<_> = headers
        .map(|header| {
            let source = world.keyed(&header.key).ok().flatten();
            (header, source.map(|source| source.list))
        })
        .collect();
    let pages: Vec<_> = known
        .iter()
        .map(|(header, list)| {
            let [id, en] = Lang::ALL.map(|lang| header.title.get(lang));
            Pages::of(&[&header.key, id, en, &header.service], list.as_ref())
        })
        .collect();
    let hits = search::search(&pages, words);
    let mut known: Vec<_> = known.into_iter().map(Some).collect();
    let found = hits.into_iter().filter_map(|hit| {
        let (header, list) = known.get_mut(hit.list)?.take()?;
        let ask = hit.place.and_then(|place| quoted(list.as_ref()?, place));
        Some(Found { header, ask })
    });
    found.collect()
}

/// Quotes the question that was found, with the option that was.
fn quoted(list: &Checklist, place: Place) -> Option<Text> {
    let (_, step) = list.steps().nth(place.step)?;
    let option = place.option.and_then(|at| step.kind.options().get(at));
    let [id, en] = Lang::ALL.map(|lang| {
        let option = option.map(|option| format!(" {}", option.text.get(lang)));
        Some(asks(step, lang, BY_ITSELF) + option.as_deref().unwrap_or_default())
    });
    Some(Text { id, en })
}

/// Prints the lists that were found; none where there are none.
fn found<W: Write>(
    asked: &List,
    hits: &[Found],
    results: &mut Results<W>,
    lang: Lang,
) -> Option<Result<Exit>> {
    if hits.is_empty() {
        return None;
    }
    let printed = if asked.json {
        let of = |hit: &Found| {
            let mut whole = summary(&hit.header);
            whole.extend(hit.ask.as_ref().map(|ask| ("ask".to_owned(), json!(ask))));
            whole
        };
        let lists: Vec<_> = hits.iter().map(of).collect();
        results.json(&json!({ "schema": "cekdulu.lists/1", "lists": lists }).to_string())
    } else {
        let rows: Vec<_> = hits.iter().map(|hit| (&hit.header, hit.ask.as_ref())).collect();
        results.text(&table(&rows, "", lang))
    };
    Some(printed.map(|()| Exit::Done))
}

/// Prints every list in a line of its own, those about one thing together.
fn all<W: Write>(
    asked: &List,
    lists: &[Listed],
    results: &mut Results<W>,
    lang: Lang,
) -> Result<Exit> {
    // A built-in list that cannot be read does not pass the tests; it is left out rather than hide others.
    let headers: Vec<Header> = lists.iter().filter_map(|list| header(list, lang)).collect();
    if asked.json {
        results.json(&json(&headers).to_string())?;
    } else {
        results.text(&grouped(&headers, lang))?;
    }
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
fn header(list: &Listed, lang: Lang) -> Option<Header> {
    let Some(header) = read(head(&list.source)) else {
        let path = list.path.as_ref().map(|path| path.display().to_string());
        let values = [("key", &*list.key), ("path", &*safe::line(path.as_deref()?))];
        output::remark(&Catalogue::of(lang).fill("own.broken", &values));
        return None;
    };
    Some(Header { origin: list.origin, ..header })
}

/// Writes the lists under what they are about, in the order in which that comes first; technicians' at the end.
fn grouped(headers: &[Header], lang: Lang) -> String {
    let mut groups: Vec<(&str, Vec<&Header>)> = Vec::new();
    for header in headers {
        match groups.iter_mut().find(|(about, _)| *about == header.about()) {
            Some((_, lists)) => lists.push(header),
            None => groups.push((header.about(), vec![header])),
        }
    }
    groups.sort_by_key(|(about, _)| LAST.iter().position(|last| last == about));
    let widest = headers.iter().map(|header| width(&header.key)).max().unwrap_or_default();
    let page = groups.iter().map(|(about, lists)| {
        let rows: Vec<_> = lists.iter().map(|header| (*header, None)).collect();
        format!("{}\n{}", heading(about, lang), table_of(&rows, ("  ", widest), lang))
    });
    page.collect::<Vec<_>>().join("\n")
}

/// Names what lists are about; a service that the program does not know has its own word.
fn heading(about: &str, lang: Lang) -> String {
    let key = format!("list.service.{about}");
    let said = Catalogue::of(lang).get(&key);
    if said == key { about.to_owned() } else { said.to_owned() }
}

fn width(key: &str) -> usize {
    key.chars().count()
}

/// Writes lists in lines of their own, each with the question that was found in it.
fn table(rows: &[(&Header, Option<&Text>)], before: &str, lang: Lang) -> String {
    let widest = rows.iter().map(|(header, _)| width(&header.key)).max().unwrap_or_default();
    table_of(rows, (before, widest), lang)
}

fn table_of(
    rows: &[(&Header, Option<&Text>)],
    (before, widest): (&str, usize),
    lang: Lang,
) -> String {
    let line = |(header, ask): &(&Header, Option<&Text>)| {
        let (key, title) = (&header.key, header.title.get(lang));
        let origin = header.origin.said(lang);
        let ask = ask.map(|ask| {
            let values = [("ask", ask.get(lang))];
            format!("{}\n", Catalogue::of(lang).fill("app.list-step", &values))
        });
        format!("{before}{key:<widest$}  {title}{origin}\n{}", ask.unwrap_or_default())
    };
    rows.iter().map(line).collect()
}

/// Writes what a list asks, part by part, with the steps of its fragments in their place.
fn parts(list: &Checklist, origin: Origin, lang: Lang) -> String {
    let texts = Catalogue::of(lang);
    let title = list.title.get(lang);
    let mut page = format!("{title} ({} {}){}\n", list.key, list.version, origin.said(lang));
    for (index, phase) in list.phases.iter().enumerate() {
        let number = (index + 1).to_string();
        let steps = phase.steps.len().to_string();
        let values = [("number", number.as_str()), ("title", phase.title.get(lang)), ("n", &steps)];
        page.push_str(&texts.fill("app.list-part", &values));
        page.push('\n');
        for step in &phase.steps {
            let key = if is_always_asked(step) { "app.list-step" } else { "app.list-step-if" };
            page.push_str(&texts.fill(key, &[("ask", &asks(step, lang, BY_ITSELF))]));
            page.push('\n');
        }
    }
    page
}

/// What the program does by itself.
const BY_ITSELF: [&str; 2] = ["app.list-restart", "app.list-look"];

fn is_always_asked(step: &Step) -> bool {
    matches!((&step.when, &step.unless), (Condition::Always, Condition::Always))
}

fn json(headers: &[Header]) -> Value {
    json!({ "schema": "cekdulu.lists/1", "lists": headers.iter().map(summary).collect::<Vec<_>>() })
}

fn json_of(list: &Checklist, origin: Origin) -> Value {
    let header = Header {
        key: list.key.clone(),
        version: list.version.clone(),
        service: list.service.clone(),
        style: list.style,
        title: list.title.clone(),
        origin,
    };
    let mut whole = summary(&header);
    let parts = list.phases.iter().map(|phase| {
        let asks = phase.steps.iter().map(|step| {
            let ask = |lang| asks(step, lang, BY_ITSELF);
            json!({
                "key": step.key,
                "kind": step.kind.name(),
                "ask": { "id": ask(Lang::Id), "en": ask(Lang::En) },
                "conditional": !is_always_asked(step),
            })
        });
        let asks: Vec<_> = asks.collect();
        json!({ "key": phase.key, "title": phase.title, "steps": asks.len(), "asks": asks })
    });
    whole.insert("parts".into(), parts.collect());
    json!({ "schema": "cekdulu.list/1", "list": whole })
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
mod tests;
