//! What one look may cost: the numbers of the design, as limits.

use std::time::Duration;

use crate::axes::Case;
use crate::probe::Cost;

/// What a healthy network may take, with loss and latency sampled.
const HEALTHY: Duration = Duration::from_secs(1);
/// What any other network may take whose round trips are short.
const BROKEN: Duration = Duration::from_millis(2500);
/// What the slowest line may take.
const SLOWEST: Duration = Duration::from_secs(8);
/// What a look under load may take: the person was asked.
const LOAD: Duration = Duration::from_secs(25);
/// What it takes to start: two programs between the lab's clock and the binary's, on a busy machine.
pub(crate) const START: Duration = Duration::from_millis(300);
/// How many bytes may be sent and received.
const BYTES: u64 = 100_000;

/// Returns how long a case's look may take.
pub(crate) fn time(case: Case<'_>) -> Duration {
    let row = case.row;
    if let Some(ms) = row.within_ms {
        return Duration::from_millis(ms);
    }
    if row.is_load() {
        return LOAD;
    }
    let round_trip = Duration::from_millis(u64::from(2 * case.delay_ms() + row.queue_ms));
    let slow = (HEALTHY + round_trip * 6).min(SLOWEST);
    let is_healthy = row.expect.code == "ok" && row.breaks.is_empty();
    slow.max(if is_healthy { HEALTHY } else { BROKEN })
}

/// Says which limit was passed, if any was.
pub(crate) fn passed(case: Case<'_>, took: Duration, cost: Cost) -> Option<String> {
    let (limit, bytes) = (time(case), case.row.bytes.unwrap_or(BYTES));
    if took > limit + START {
        let [took, limit] = [took, limit].map(|time| time.as_secs_f64());
        return Some(format!("took {took:.2} s, may take {limit:.2} s"));
    }
    let is_much = cost.bytes > bytes && !case.row.is_load();
    is_much.then(|| format!("moved {} bytes, may move {bytes}", cost.bytes))
}
