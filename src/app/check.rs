//! `check`: everything that is wrong with lists, each with file, line and column.
//!
//! Edge.

use super::Printer;
use super::registry::FRAGMENTS;
use super::world::World;
use crate::checklist::check::{Facts, Longest, inspect};
use crate::checklist::closed;
use crate::checklist::finding::report::{self, Checked};
use crate::checklist::finding::{Code, Severity, more_line, render_human, summary_line};
use crate::cli::{Check, Report};
use crate::error::{Error, Exit, Result};
use crate::lang::{Catalogue, Lang, Text};
use crate::safe;
use crate::ui::output;

/// Checks files, or explains a code; the answer is no where any file has an error.
pub(super) fn run(world: World<'_>, asked: &Check, results: &mut Printer) -> Result<Exit> {
    if let Some(name) = &asked.explain {
        results.page(&explain(name, world.lang)?)?;
        return Ok(Exit::Done);
    }
    let mut exit = Exit::Done;
    let mut all = Vec::new();
    for path in &asked.files {
        let source = match world.read(path) {
            Ok(text) => text,
            Err(error) => {
                output::complain(&error);
                exit = exit.max(error.exit);
                continue;
            }
        };
        let inspected = inspect(&source, &|key| world.fragment(Some(path), key));
        let (findings, facts) = (inspected.parsed.findings, inspected.facts);
        let omitted = inspected.parsed.omitted;
        if findings.iter().any(|finding| finding.severity() == Severity::Error) {
            exit = exit.max(Exit::No);
        }
        let path = path.display().to_string();
        let checked = Checked { path, source, findings, omitted, facts };
        if asked.format == Report::Human {
            results.text(&human(&checked, world.lang))?;
            remark(world, &checked);
        } else {
            all.push(checked);
        }
    }
    match asked.format {
        Report::Human => {}
        Report::Json => results.json(&report::json(&all, world.lang).to_string())?,
        Report::Sarif => results.json(&report::sarif(&all, world.lang).to_string())?,
    }
    Ok(exit)
}

/// Writes the findings of a file as a person reads them, and how long its list is.
fn human(checked: &Checked, lang: Lang) -> String {
    let found = render_human(&checked.path, &checked.source, &checked.findings, lang);
    let facts = checked.facts.as_ref().map(|facts| length(&checked.path, facts, lang));
    found + &more_line(checked.omitted, lang) + &facts.unwrap_or_default()
}

/// Says in one line how long a list is.
fn length(path: &str, facts: &Facts, lang: Lang) -> String {
    let texts = Catalogue::of(lang);
    let most = |longest: Longest| {
        let number = longest.found.to_string();
        if longest.is_exact {
            number
        } else {
            texts.fill("check.facts-at-least", &[("n", &number)])
        }
    };
    let values = [
        ("path", &*safe::line(path)),
        ("commonest", &*facts.commonest.to_string()),
        ("longest", &*most(facts.questions)),
        ("seconds", &*most(facts.seconds)),
    ];
    texts.fill("check.facts", &values) + "\n"
}

/// Tells whoever sits at a terminal how many errors there are.
fn remark(world: World<'_>, checked: &Checked) {
    if world.env.stderr_tty {
        let name = safe::line(&checked.path);
        output::remark(&format!("{name}: {}", summary_line(&checked.findings, world.lang)));
    }
}

/// Explains a code; for anything else, says which codes there are.
fn explain(name: &str, lang: Lang) -> Result<String> {
    let texts = Catalogue::of(lang);
    if let Some(code) = Code::from_name(name) {
        let severity = code.severity().name();
        let said = format!("{severity}[{}]\n\n{}\n", code.name(), code.explanation(lang));
        return Ok(said + &closed_list(code, lang));
    }
    let name = safe::line(name);
    let error = Error::usage(texts.fill("check.no-code", &[("code", &name)]));
    let likeness = |code: &&Code| strsim::jaro_winkler(code.name(), &name);
    let near = Code::ALL.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let near = near.filter(|code| likeness(code) > 0.8);
    let near = near.map(|code| texts.fill("ui.did-you-mean", &[("word", code.name())]));
    let codes: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
    let codes = format!("{} {}", texts.get("check.codes"), codes.join(", "));
    Err(error.hint(near.into_iter().chain([codes]).collect::<Vec<_>>().join("\n")))
}

/// Lists what can be written in the place of an unknown word, each with what it says or stands for.
fn closed_list(code: Code, lang: Lang) -> String {
    let mut rows = closed::words_for(code, lang);
    if code == Code::UnknownFragment {
        rows.extend(FRAGMENTS.iter().map(|(key, source)| (*key, title(source, lang))));
        rows.sort_unstable();
    }
    if rows.is_empty() {
        return String::new();
    }
    let widest = rows.iter().map(|(key, _)| key.len()).max().unwrap_or_default();
    rows.iter()
        .fold("\n".to_owned(), |page, (key, says)| page + &format!("  {key:<widest$}  {says}\n"))
}

/// Returns what a fragment of the program is about.
fn title(source: &str, lang: Lang) -> String {
    let title = toml::from_str::<toml::Table>(source).ok().and_then(|mut all| all.remove("title"));
    let title = title.and_then(|title| title.try_into::<Text>().ok());
    title.map(|title| title.get(lang).to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checklist::Slot;

    #[test]
    fn a_code_is_explained_and_a_wrong_one_answered_with_the_nearest() {
        let said = explain("unreachable-step", Lang::En).unwrap();
        assert!(said.starts_with("error[unreachable-step]\n\nNo answers make"), "{said}");
        let error = explain("unreachable-stp", Lang::Id).unwrap_err();
        assert_eq!(error.exit, Exit::Usage);
        let hint = error.hint.unwrap();
        assert!(hint.lines().next().unwrap().contains("unreachable-step"), "{hint}");
        assert!(Code::ALL.iter().all(|code| hint.contains(code.name())));
        let said = explain("unknown-request", Lang::En).unwrap();
        let row =
            |line: &str| line.starts_with("  open-ticket ") && line.ends_with("tell me its number");
        assert!(said.lines().any(row), "{said}");
        for slot in Slot::ALL {
            assert!(
                explain("unknown-slot", Lang::Id)
                    .unwrap()
                    .contains(&format!("\n  {} ", slot.name()))
            );
        }
        let said = explain("unknown-fragment", Lang::Id).unwrap();
        assert!(said.lines().any(|line| line == "  langganan  Data langganan"), "{said}");
        assert!(!explain("zzz", Lang::En).unwrap_err().hint.unwrap().contains("mean"));
    }
}
