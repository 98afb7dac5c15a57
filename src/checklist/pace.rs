//! How long a step takes a person: for "about 5 minutes" at the top, and for the limits of a list.
//!
//! Pure. Estimates, not measurements.

use super::{Kind, Step};
use crate::lang::Lang;

/// Estimates a person's own time for one step, in seconds.
///
/// Reading takes 3.5 words a second, a choice 2 s, typing 8 s; a restart is one minute unplugged and
/// about two until the lights are steady, but only its half is the person's own. Estimates, not
/// measurements.
pub fn seconds(step: &Step, lang: Lang) -> u32 {
    let words = |text: &str| u32::try_from(text.split_whitespace().count()).unwrap_or(u32::MAX);
    let options = step.kind.options().iter().map(|option| words(option.text.get(lang)));
    let read = options.sum::<u32>() + words(step.ask.get(lang)) + words(step.warn.get(lang));
    let act = match &step.kind {
        Kind::YesNo | Kind::Choice { .. } | Kind::Info => 2,
        Kind::Number { .. } | Kind::DateTime => 6,
        Kind::Text { .. } => 8,
        Kind::Do => 20,
        Kind::Wait { seconds, .. } => *seconds,
        Kind::Restart { .. } => 90,
        Kind::Multi { .. } | Kind::Probe { .. } | Kind::Diagnose => 3,
    };
    read.saturating_mul(2) / 7 + act
}
