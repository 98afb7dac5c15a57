//! The servers' clock: this computer's, shifted by what the row says.
//!
//! To move the computer's own clock takes rights over the whole machine; seen from a program it is the same
//! when everybody else's moves the other way.

use jiff::{SignedDuration, Timestamp};

/// Tells the servers of a row by how many seconds their clock is ahead.
pub(crate) const SHIFT: &str = "CEKDULU_LAB_CLOCK_S";

/// Returns the shift of this process's servers, in seconds.
pub(super) fn shift() -> i64 {
    std::env::var(SHIFT).ok().and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// Writes the servers' time as HTTP does (RFC 9110 section 5.6.7).
pub(super) fn date() -> String {
    let now = Timestamp::now() + SignedDuration::from_secs(shift());
    now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
