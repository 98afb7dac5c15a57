//! Asking the provider after the report, and how long its answer is waited for.
//!
//! Pure, and the one place for these waits.

use jiff::Zoned;

/// A time that the provider was asked after the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// When.
    pub at: Zoned,
    /// The channel, `call` for a telephone call.
    pub to: String,
    /// Until when the answer is waited for.
    pub until: Zoned,
}

/// How many hours an answer is waited for: to the report and the first question, and to every later one.
///
/// # References
///
/// What customers and agents tell: a first question after a day, others two days apart.
const WAIT_HOURS: [i64; 2] = [24, 48];

/// Returns how long an answer is waited for, in hours, where the provider was asked so often after the report.
pub fn wait_hours(asked: usize) -> i64 {
    let [first, later] = WAIT_HOURS;
    if asked <= 1 { first } else { later }
}

/// Tells whether a follow-up waits for an answer: a note to the employer and thanks do not.
pub fn waits_for_answer(to: &str, about: Option<&str>) -> bool {
    to != "employer" && !matches!(about, Some("fixed" | "kept"))
}
