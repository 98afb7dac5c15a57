//! Much data at once, on the person's word only: how fast it goes, and how late other packets become meanwhile.
//!
//! At most as many bytes as the row allows, each way, and at most some seconds each way. The connections that
//! measure lateness go to the literal addresses that every look uses, beside the data and not through it.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use url::Url;

use crate::evidence::{Family, Id, Item, Status};
use crate::os::View;
use crate::probe::endpoints::Load;
use crate::probe::limit::Limit;
use crate::probe::stream;
use crate::probe::web::Surroundings;
use crate::probe::{Plan, gather, millis};

mod carry;

use carry::{Place, Way, carry};

/// How long each way may take.
const LONGEST: Duration = Duration::from_secs(8);
/// How long names and connections may take before that.
const PREPARE: Duration = Duration::from_secs(3);
/// How many connections share the data: one alone is held back by its window on long lines.
const STREAMS: u64 = 4;
/// How often lateness is measured: beside the data, and before it.
const PACE: Duration = Duration::from_millis(200);
const IDLE_PACE: Duration = Duration::from_millis(60);
/// How many times it is measured before.
const IDLE: usize = 12;
/// After this a connection that measures lateness counts as this late.
const LATEST: Duration = Duration::from_secs(3);
/// What is not counted at the beginning of a way that does not come to its end: windows are still growing,
/// and this computer's own buffers are being filled.
const START: Duration = Duration::from_secs(2);

/// What one way came to.
#[derive(Debug, Default)]
struct Came {
    mbps: Option<f64>,
    moved: u64,
    late: Vec<f64>,
    failure: Option<Status>,
}

/// Returns the most that [`load`] moves, both ways together, in bytes; nothing where no row says with whom.
pub fn load_bytes(plan: &Plan) -> Option<u64> {
    plan.endpoints.load.first().map(|row| row.most_bytes.saturating_mul(2))
}

/// Moves data both ways and measures. Takes up to 20 s; not run where there is no way out.
pub fn load(plan: &Plan) -> Item {
    let mut item = Item::new(Id::Load, Status::NotRun);
    let view = plan.way_out();
    let Some(row) = plan.endpoints.load.first().filter(|_| !view.families.is_empty()) else {
        return item;
    };
    let began = Instant::now();
    item.facts.operator = Some(row.operator.clone());
    item.facts.url = Some(row.down.clone());
    let meters = meters(plan, &view);
    let idle = idle(&meters);
    let around = Surroundings::of(plan, &view);
    let ways = [Way::Down, Way::Up].map(|way| match place(row, way, &around) {
        Some(place) => run(&place, way, row.most_bytes, &meters),
        None => Came { failure: Some(Status::NotRun), ..Came::default() },
    });
    fill(&mut item, &idle, &ways);
    item.ms = gather::whole_millis(began.elapsed());
    item
}

fn fill(item: &mut Item, idle: &[f64], ways: &[Came; 2]) {
    let [down, up] = ways;
    item.facts.download_mbps = down.mbps;
    item.facts.upload_mbps = up.mbps;
    item.facts.moved_bytes = Some(down.moved + up.moved);
    item.facts.rtt_median_ms = median(idle);
    // The way that makes the others wait longer is the one that people feel.
    let medians = [median(&down.late), median(&up.late)].into_iter().flatten();
    item.facts.loaded_rtt_median_ms = medians.reduce(f64::max);
    let is_told = down.mbps.is_some() || up.mbps.is_some();
    let failure = down.failure.or(up.failure).unwrap_or(Status::Timeout);
    item.status = if is_told { Status::Got } else { failure };
}

/// Returns the middle value, rounded to a thousandth.
fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = *sorted.get(sorted.len().checked_sub(1)? / 2)?;
    Some((f64::midpoint(lower, upper) * 1000.0).round() / 1000.0)
}

/// Finds where the data goes.
fn place(row: &Load, way: Way, around: &Surroundings) -> Option<Place> {
    let share = (row.most_bytes / STREAMS).max(1);
    let text = match way {
        Way::Down => row.down.replace("{bytes}", &share.to_string()),
        Way::Up => row.up.clone(),
    };
    let url = Url::parse(&text).ok()?;
    let host = url.host_str()?.to_owned();
    let port = url.port_or_known_default()?;
    let addresses = match host.parse() {
        Ok(address) => vec![address],
        Err(_) => around.addresses(&host, &Limit::after(PREPARE))?,
    };
    let at = addresses.into_iter().map(|address| SocketAddr::new(address, port)).collect();
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let target = format!("{}{query}", url.path());
    Some(Place { at, host, target, secure: url.scheme() == "https" })
}

/// Lists the places to which lateness is measured.
fn meters(plan: &Plan, view: &View) -> Vec<SocketAddr> {
    let rows = plan.endpoints.target.iter();
    let leading = rows.filter(|row| view.families.contains(&Family::of(row.address)));
    let places = leading.filter_map(|row| Some(SocketAddr::new(row.address, *row.ports.first()?)));
    places.take(3).collect()
}

/// Measures lateness before anything moves; the answer to a first packet wakes sleeping radios, and is left out.
fn idle(meters: &[SocketAddr]) -> Vec<f64> {
    let mut times = Vec::new();
    for at in 0..=IDLE {
        times.extend(lateness(meters, at));
        thread::sleep(IDLE_PACE);
    }
    times.into_iter().skip(1).collect()
}

/// Connects to one of the places, in turn, and returns how long that took, in milliseconds.
fn lateness(meters: &[SocketAddr], turn: usize) -> Option<f64> {
    let to = meters.get(turn % meters.len().max(1))?;
    let began = Instant::now();
    match TcpStream::connect_timeout(to, LATEST) {
        Ok(_) => Some(millis(began.elapsed())),
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => Some(millis(began.elapsed())),
        Err(error) if error.kind() == ErrorKind::TimedOut => Some(millis(LATEST)),
        Err(_) => None,
    }
}

/// Moves data one way over several connections, and measures lateness beside it.
fn run(place: &Place, way: Way, most: u64, meters: &[SocketAddr]) -> Came {
    let moved = Arc::new(AtomicU64::new(0));
    let limit = Limit::after(LONGEST);
    let (sender, ended) = mpsc::channel();
    for _ in 0..STREAMS {
        let (place, moved, limit, sender) =
            (place.clone(), Arc::clone(&moved), limit.clone(), sender.clone());
        gather::spawn(move || {
            let share = (most / STREAMS).max(1);
            let _ = sender.send(carry(&place, way, (share, &moved), &limit));
        });
    }
    drop(sender);
    let began = Instant::now();
    let mut watch = Watch {
        began,
        marks: Vec::new(),
        late: Vec::new(),
        failure: None,
        whole: true,
        any: false,
    };
    watch.until_the_end(&ended, &moved, meters, &limit);
    let total = moved.load(Ordering::Relaxed);
    let mbps = watch.mbps(total).filter(|_| watch.counts());
    Came { mbps, moved: total, late: watch.late, failure: watch.failure }
}

/// What is seen while data moves.
struct Watch {
    began: Instant,
    marks: Vec<(Duration, u64)>,
    late: Vec<f64>,
    failure: Option<Status>,
    /// Whether every connection has moved its share.
    whole: bool,
    /// Whether one has.
    any: bool,
}

impl Watch {
    fn until_the_end(
        &mut self,
        ended: &Receiver<io::Result<()>>,
        moved: &AtomicU64,
        meters: &[SocketAddr],
        limit: &Limit,
    ) {
        let mut turn = 0;
        while limit.left().is_some() {
            match ended.try_recv() {
                Ok(Ok(())) => {
                    self.any = true;
                    continue;
                }
                Ok(Err(error)) => {
                    self.whole = false;
                    self.failure = Some(stream::status_of(&error));
                    continue;
                }
                Err(TryRecvError::Disconnected) => break,
                Err(TryRecvError::Empty) => {}
            }
            let now = moved.load(Ordering::Relaxed);
            self.marks.push((self.began.elapsed(), now));
            let late = lateness(meters, turn);
            // Before the first byte nothing was moving.
            self.late.extend(late.filter(|_| now > 0));
            turn += 1;
            thread::sleep(PACE);
        }
        self.whole &= limit.left().is_some();
        self.marks.push((self.began.elapsed(), moved.load(Ordering::Relaxed)));
    }

    /// Tells whether what moved was taken: a server that says no may have been sent much before.
    fn counts(&self) -> bool {
        self.any || self.failure.is_none_or(|failure| failure == Status::Timeout)
    }

    /// Returns the speed: of the whole where all of it came, else of what came after the beginning.
    fn mbps(&self, total: u64) -> Option<f64> {
        let last = self.marks.last()?;
        let start = self.marks.iter().find(|(at, _)| *at >= START && !self.whole);
        let begun = self.marks.iter().rev().find(|(_, moved)| *moved == 0);
        let first = start.or(begun).copied().unwrap_or((Duration::ZERO, 0));
        let seconds = last.0.checked_sub(first.0)?.as_secs_f64();
        let bytes = u32::try_from(total.checked_sub(first.1)? / 1000).ok()?;
        let mbps = f64::from(bytes) * 8.0 / 1000.0 / seconds;
        (total > 0 && mbps.is_finite() && mbps > 0.0).then(|| (mbps * 100.0).round() / 100.0)
    }
}

#[cfg(test)]
mod tests;
