//! The JSON object `cekdulu.diagnosis/1`.
//!
//! Pure. `/1` only ever grows: no name, type or unit in it changes. Texts are in one language, codes and
//! names in none.

use jiff::Zoned;
use serde_json::{Map, Value, json};

pub use super::lines::{Telling, lines};
pub use super::sentences::{item_say, seen_sentence};
use super::{Diagnosis, VerdictTexts};
use crate::evidence::{Evidence, Item};
use crate::lang::{Lang, Text};

/// The name of the form.
pub const SCHEMA: &str = "cekdulu.diagnosis/1";

/// When the network was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// When the first probe began.
    pub started_at: Zoned,
    /// How long it took until the verdict, in milliseconds.
    pub elapsed_ms: u64,
}

/// Makes the object: the verdict with its texts, lesser findings, all evidence, and when.
///
/// Times are in the form of RFC 9557. Print it with [`json`](crate::safe::json).
pub fn report(evidence: &Evidence, diagnosis: &Diagnosis, lang: Lang, run: &Run) -> Value {
    let items: Vec<Value> = evidence.items.iter().map(|item| item_json(item, lang)).collect();
    let also: Vec<Value> = diagnosis
        .also
        .iter()
        .map(|finding| json!({ "code": finding.code.code(), "segment": finding.segment.name() }))
        .collect();
    json!({
        "schema": SCHEMA,
        "verdict": verdict_json(diagnosis, lang),
        "also": also,
        "evidence": items,
        "started_at": run.started_at.to_string(),
        "elapsed_ms": run.elapsed_ms,
    })
}

fn verdict_json(diagnosis: &Diagnosis, lang: Lang) -> Value {
    let texts = VerdictTexts::of(diagnosis.verdict, diagnosis.segment);
    let text = |text: &Text| Value::from(text.get(lang));
    json!({
        "code": diagnosis.verdict.code(),
        "segment": diagnosis.segment.name(),
        "confidence": diagnosis.confidence.name(),
        "fault": diagnosis.verdict.is_fault(),
        "say": text(&texts.say),
        "do": text(&texts.act),
        "expect": text(&texts.expect),
        "request": texts.request,
        "alternative": texts.alternative,
    })
}

fn item_json(item: &Item, lang: Lang) -> Value {
    let status = serde_json::to_value(item.status).unwrap_or_default();
    let facts = serde_json::to_value(&item.facts).unwrap_or_else(|_| Value::Object(Map::new()));
    json!({
        "id": item.id.name(),
        "status": status,
        "ms": item.ms,
        "facts": facts,
        "say": item_say(item, lang),
    })
}
