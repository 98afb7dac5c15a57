//! The summary for machines: `cekdulu.summary/1`, which only ever grows.
//!
//! Pure.

use serde::Serialize;

use super::Summary;

#[derive(Serialize)]
struct Envelope<'a> {
    schema: &'static str,
    summary: &'a Summary,
}

/// Renders the summary as indented JSON; it ends in a line break.
///
/// # Panics
///
/// Never: the model has string keys only.
pub fn json(summary: &Summary) -> String {
    let envelope = Envelope { schema: "cekdulu.summary/1", summary };
    let plain = serde_json::to_string_pretty(&envelope).expect("the model has string keys only");
    crate::safe::json(&plain).into_owned() + "\n"
}
