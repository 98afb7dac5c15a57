//! Findings for machines: JSON of our own, and SARIF as code hosts read it.
//!
//! Pure.
//!
//! # References
//!
//! Static Analysis Results Interchange Format 2.1.0, OASIS Standard.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Code, Finding, Places, Severity, clean, order};
use crate::checklist::check::{Facts, Longest};
use crate::lang::Lang;

/// A file that was checked.
#[derive(Debug)]
pub struct Checked {
    /// Its name.
    pub path: String,
    /// Its text.
    pub source: String,
    /// What was found.
    pub findings: Vec<Finding>,
    /// How many more there are, which are too many to be told.
    pub omitted: usize,
    /// How long the list is.
    pub facts: Option<Facts>,
}

/// Where a finding stands, from 1, ends not included.
struct Region {
    path: String,
    start: (usize, usize),
    end: (usize, usize),
}

/// The places of all findings of a file; each source is read once.
fn regions(file: &Checked) -> Vec<(&Finding, Region)> {
    let mut sorted: Vec<_> = file.findings.iter().collect();
    sorted.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut all = Vec::new();
    let key = |finding: &Finding| order(finding).0.to_owned();
    for group in sorted.chunk_by(|a, b| key(a) == key(b)) {
        let other = group.first().and_then(|finding| finding.file.as_deref());
        let (path, source) =
            other.map_or((&*file.path, &*file.source), |file| (&*file.name, &*file.text));
        let places = Places::new(source);
        for finding in group {
            let (start, end) = (places.at(finding.span.start), places.at(finding.span.end));
            all.push((*finding, Region { path: clean(path), start, end: end.max(start) }));
        }
    }
    all
}

/// Makes one JSON object of all that was found (`cekdulu.check/1`, which only ever grows).
pub fn json(files: &[Checked], lang: Lang) -> Value {
    let file = |file: &Checked| {
        let findings: Vec<_> = regions(file)
            .into_iter()
            .map(|(finding, region)| {
                json!({
                    "code": finding.code.name(),
                    "severity": finding.severity().name(),
                    "path": region.path,
                    "line": region.start.0,
                    "column": region.start.1,
                    "end_line": region.end.0,
                    "end_column": region.end.1,
                    "message": finding.message(lang),
                    "help": finding.help(lang),
                })
            })
            .collect();
        let facts = file.facts.as_ref().map(facts);
        json!({
            "path": clean(&file.path),
            "findings": findings,
            "omitted": file.omitted,
            "facts": facts,
        })
    };
    let files: Vec<_> = files.iter().map(file).collect();
    json!({ "schema": "cekdulu.check/1", "files": files })
}

fn facts(facts: &Facts) -> Value {
    let longest = |longest: &Longest| json!({ "most": longest.found, "exact": longest.is_exact });
    json!({
        "commonest_questions": facts.commonest,
        "longest_questions": longest(&facts.questions),
        "longest_seconds": longest(&facts.seconds),
        "phase_steps": facts.phases.iter().map(longest).collect::<Vec<_>>(),
        "open_questions": facts.open,
    })
}

/// Makes one SARIF 2.1.0 log of all that was found.
pub fn sarif(files: &[Checked], lang: Lang) -> Value {
    let found: Vec<_> = files.iter().flat_map(regions).collect();
    let mut codes: Vec<Code> = found.iter().map(|(finding, _)| finding.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules: Vec<_> = codes.iter().map(|code| rule(*code, lang)).collect();
    let result = |(finding, region): &(&Finding, Region)| {
        let text = [Some(finding.message(lang)), finding.help(lang)];
        let text: Vec<_> = text.into_iter().flatten().collect();
        json!({
            "ruleId": finding.code.name(),
            "ruleIndex": codes.binary_search(&finding.code).unwrap_or_default(),
            "level": finding.severity().name(),
            "message": { "text": text.join("; ") },
            "locations": [{ "physicalLocation": {
                "artifactLocation": { "uri": uri(&region.path) },
                "region": {
                    "startLine": region.start.0,
                    "startColumn": region.start.1,
                    "endLine": region.end.0,
                    "endColumn": region.end.1,
                },
            } }],
        })
    };
    let results: Vec<_> = found.iter().map(result).collect();
    let driver = json!({
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    });
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            "columnKind": "unicodeCodePoints",
            "language": if lang == Lang::Id { "id-ID" } else { "en-US" },
            "results": results,
        }],
    })
}

fn rule(code: Code, lang: Lang) -> Value {
    let level = match code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    json!({
        "id": code.name(),
        "fullDescription": { "text": code.explanation(lang) },
        "defaultConfiguration": { "level": level },
    })
}

/// Writes a path as a relative reference: what a URI may not hold is escaped.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checklist::check::inspect;

    fn checked() -> Checked {
        let source = "format = 1\nkye = \"é\"\nstyle = \"read\"\n".to_owned();
        let findings = inspect(&source, &|_| None).parsed.findings;
        Checked { path: "a b/é.toml".into(), source, findings, omitted: 0, facts: None }
    }

    #[test]
    fn json_has_each_finding_with_its_place() {
        let value = json(&[checked()], Lang::En);
        assert_eq!(value["schema"], "cekdulu.check/1");
        let found = value["files"][0]["findings"].as_array().unwrap();
        let kye = found.iter().find(|finding| finding["code"] == "unknown-key").unwrap();
        assert_eq!((&kye["line"], &kye["column"]), (&json!(2), &json!(1)));
        assert_eq!((&kye["end_line"], &kye["end_column"]), (&json!(2), &json!(4)));
        assert_eq!(kye["severity"], "error");
        assert!(kye["message"].as_str().unwrap().contains("\"kye\""), "{kye}");
        let style = found.iter().find(|finding| finding["code"] == "unknown-style").unwrap();
        assert!(style["help"].as_str().unwrap().contains("read-do"), "{style}");
    }

    /// What the SARIF standard requires of the parts that are used here.
    #[test]
    fn sarif_has_the_shape_of_the_standard() {
        let value = sarif(&[checked()], Lang::Id);
        assert_eq!(value["version"], "2.1.0");
        assert!(value["$schema"].as_str().unwrap().contains("sarif-2.1.0"));
        let run = &value["runs"][0];
        let driver = &run["tool"]["driver"];
        assert_eq!(driver["name"], "cekdulu");
        let rules = driver["rules"].as_array().unwrap();
        let ids: Vec<_> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
        let mut unique = ids.clone();
        unique.dedup();
        assert_eq!(ids, unique);
        let results = run["results"].as_array().unwrap();
        assert!(results.len() >= 5);
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(ids[index], result["ruleId"]);
            let level = result["level"].as_str().unwrap();
            assert!(["error", "warning", "note"].contains(&level));
            assert_eq!(rules[index]["defaultConfiguration"]["level"], level);
            assert!(!rules[index]["fullDescription"]["text"].as_str().unwrap().is_empty());
            assert!(!result["message"]["text"].as_str().unwrap().is_empty());
            let place = &result["locations"][0]["physicalLocation"];
            assert_eq!(place["artifactLocation"]["uri"], "a%20b/%C3%A9.toml");
            let at = |key: &str| place["region"][key].as_u64().unwrap();
            assert!(at("startLine") >= 1 && at("startColumn") >= 1);
            let (start, end) =
                ((at("startLine"), at("startColumn")), (at("endLine"), at("endColumn")));
            assert!(end >= start);
        }
    }

    #[test]
    fn nothing_found_is_an_empty_list() {
        let none = Checked { findings: vec![], ..checked() };
        assert_eq!(sarif(&[none], Lang::En)["runs"][0]["results"], json!([]));
        assert_eq!(json(&[], Lang::En)["files"], json!([]));
    }
}
