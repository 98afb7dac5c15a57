//! Runs probes side by side on threads that nobody joins, and collects what they saw until a limit.
//!
//! A stuck probe, such as a name lookup inside the C library, cannot hold anybody: its thread ends
//! with the process.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::evidence::{Id, Item, Status};
use crate::probe::limit::Limit;

/// How much stack a probe's thread has: name services of the C library use up to a quarter of it.
const STACK: usize = 1 << 20;

/// What a probe does: it fills in the blanks that it is given, and may leave out or add some.
type Run = Box<dyn FnOnce(Vec<Item>, &Limit) -> Vec<Item> + Send>;

/// A probe that has not run yet.
pub(super) struct Task {
    blanks: Vec<Item>,
    run: Run,
}

impl Task {
    /// Makes a task; the blank already names question and target.
    pub(super) fn new(
        blank: Item,
        run: impl FnOnce(Item, &Limit) -> Item + Send + 'static,
    ) -> Self {
        Self::several(vec![blank], move |blanks, limit| {
            blanks.into_iter().next().map(|blank| run(blank, limit)).into_iter().collect()
        })
    }

    /// Makes a task that sees several things at once, on one thread. The blanks stand for what it has not
    /// told at the limit.
    pub(super) fn several(
        blanks: Vec<Item>,
        run: impl FnOnce(Vec<Item>, &Limit) -> Vec<Item> + Send + 'static,
    ) -> Self {
        Self { blanks, run: Box::new(run) }
    }

    /// Tells whether it is to answer this question.
    pub(super) fn is_about(&self, id: Id) -> bool {
        self.blanks.iter().any(|blank| blank.id == id)
    }
}

/// One probe among those that run: its blank, then what it saw.
#[derive(Debug)]
pub(super) struct Slot {
    /// The blank, or the finished item.
    pub(super) item: Item,
    /// Whether it is finished.
    pub(super) done: bool,
}

/// What a look does while probes run.
pub(super) struct Watch<'a> {
    /// Is called with every item as it arrives.
    pub(super) on_item: &'a mut dyn FnMut(&Item),
    /// Tells, once what has arrived is enough, how long the others are still waited for.
    pub(super) enough: &'a dyn Fn(&[Slot]) -> Option<Duration>,
    /// Tells how long the whole look may take, once what has arrived says that the line is slow.
    pub(super) patience: &'a dyn Fn(&[Slot]) -> Option<Duration>,
}

/// What has been seen so far, and which task each slot belongs to.
#[derive(Default)]
struct Seen {
    slots: Vec<Slot>,
    owners: Vec<usize>,
}

impl Seen {
    fn add(&mut self, task: usize, blanks: &[Item]) {
        for blank in blanks {
            self.slots.push(Slot { item: blank.clone(), done: false });
            self.owners.push(task);
        }
    }

    /// Puts what a task saw into the place of its blanks.
    fn replace(&mut self, task: usize, items: Vec<Item>) {
        let begin = self.owners.partition_point(|owner| *owner < task);
        let end = self.owners.partition_point(|owner| *owner <= task);
        let _ = self.owners.splice(begin..end, items.iter().map(|_| task));
        let done = items.into_iter().map(|item| Slot { item, done: true });
        let _ = self.slots.splice(begin..end, done);
    }
}

/// Runs the tasks and returns what they saw, in their order. What has not arrived at the limit is a
/// timeout, see [`unfinished`].
pub(super) fn gather(tasks: Vec<Task>, limit: &Limit, watch: &mut Watch<'_>) -> Vec<Slot> {
    let began = Instant::now();
    let (sender, receiver) = mpsc::channel();
    let mut seen = Seen::default();
    for (index, task) in tasks.into_iter().enumerate() {
        seen.add(index, &task.blanks);
        let (sender, limit) = (sender.clone(), limit.for_probes());
        spawn(move || {
            let began = Instant::now();
            let mut items = (task.run)(task.blanks, &limit);
            for item in &mut items {
                item.ms = whole_millis(began.elapsed());
            }
            // Nobody listens any more once the limit has passed.
            let _ = sender.send((index, items));
        });
    }
    drop(sender);
    let was_enough = collect(&mut seen, &receiver, limit, watch);
    for slot in seen.slots.iter_mut().filter(|slot| !slot.done) {
        slot.item.status = unfinished(slot.item.id, was_enough);
        slot.item.ms = whole_millis(began.elapsed());
        (watch.on_item)(&slot.item);
    }
    seen.slots
}

fn collect(
    seen: &mut Seen,
    arriving: &mpsc::Receiver<(usize, Vec<Item>)>,
    limit: &Limit,
    watch: &mut Watch<'_>,
) -> bool {
    let mut end = limit.clone();
    let mut is_enough = false;
    while seen.slots.iter().any(|slot| !slot.done)
        && let Some(left) = end.left()
    {
        let (index, items) = match arriving.recv_timeout(left) {
            Ok(arrived) => arrived,
            // The end may have moved meanwhile.
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => break,
        };
        for item in &items {
            (watch.on_item)(item);
        }
        seen.replace(index, items);
        if let Some(whole) = (watch.patience)(&seen.slots) {
            limit.extend_to(whole);
        }
        if !is_enough && let Some(grace) = (watch.enough)(&seen.slots) {
            is_enough = true;
            end = limit.at_most(grace);
        }
    }
    is_enough
}

/// Returns how a probe ended that did not end. One that takes several round trips by its nature has not been
/// silent when the look did not wait for it.
fn unfinished(id: Id, was_enough: bool) -> Status {
    let is_long = matches!(id, Id::WebSecure | Id::RouterWord | Id::Proxy);
    if was_enough && is_long { Status::NotRun } else { Status::Timeout }
}

/// Starts a thread that nobody joins. That none is to be had shows as silence of that probe.
pub(super) fn spawn(run: impl FnOnce() + Send + 'static) {
    let _ = thread::Builder::new().stack_size(STACK).spawn(run);
}

/// Returns whole milliseconds, rounded down.
pub(super) fn whole_millis(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(wait: Duration) -> Task {
        Task::new(Item::new(Id::BeyondTcp, Status::NotRun), move |mut item, _| {
            thread::sleep(wait);
            item.status = Status::Got;
            item
        })
    }

    fn statuses(tasks: Vec<Task>, limit: Duration, grace: Option<Duration>) -> Vec<Status> {
        let mut heard = Vec::new();
        let enough = |slots: &[Slot]| grace.filter(|_| slots.iter().any(|slot| slot.done));
        let mut on_item = |item: &Item| heard.push(item.status);
        let mut watch = Watch { on_item: &mut on_item, enough: &enough, patience: &|_| None };
        let slots = gather(tasks, &Limit::after(limit), &mut watch);
        assert_eq!(heard.len(), slots.len(), "every item is told once");
        slots.into_iter().map(|slot| slot.item.status).collect()
    }

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn a_stuck_probe_is_a_timeout_and_the_order_is_kept() {
        let tasks = vec![task(HOUR), task(Duration::ZERO)];
        let limit = Duration::from_millis(300);
        assert_eq!(statuses(tasks, limit, None), [Status::Timeout, Status::Got]);
    }

    #[test]
    fn once_enough_has_arrived_the_rest_is_not_waited_for() {
        let tasks = vec![task(Duration::ZERO), task(HOUR)];
        assert_eq!(statuses(tasks, HOUR, Some(Duration::ZERO)), [Status::Got, Status::Timeout]);
    }

    #[test]
    fn a_task_may_tell_less_or_more_than_was_foreseen_and_keeps_its_place() {
        let blank = |id| Item::new(id, Status::NotRun);
        let several = |ids: [Id; 2], told: Vec<Id>| {
            Task::several(ids.map(blank).to_vec(), move |_, _| {
                told.into_iter().map(|id| Item::new(id, Status::Got)).collect()
            })
        };
        let tasks = vec![
            several([Id::Hop; 2], vec![Id::Hop]),
            several([Id::PathMtu; 2], Vec::new()),
            several([Id::BeyondSample; 2], vec![Id::BeyondSample; 3]),
            several([Id::Hop; 2], vec![Id::Hop]),
        ];
        let mut count = 0;
        let mut on_item = |_: &Item| count += 1;
        let mut watch = Watch { on_item: &mut on_item, enough: &|_| None, patience: &|_| None };
        let slots = gather(tasks, &Limit::after(HOUR), &mut watch);
        let ids: Vec<_> = slots.iter().map(|slot| slot.item.id).collect();
        let sample = Id::BeyondSample;
        assert_eq!(ids, [Id::Hop, sample, sample, sample, Id::Hop]);
        assert!(slots.iter().all(|slot| slot.done) && count == 5);
    }

    #[test]
    fn what_takes_long_is_not_called_silent_when_nobody_waited() {
        assert_eq!(unfinished(Id::WebSecure, true), Status::NotRun);
        assert_eq!(unfinished(Id::WebSecure, false), Status::Timeout);
        assert_eq!(unfinished(Id::GatewayIcmp, true), Status::Timeout);
    }

    #[test]
    fn without_tasks_it_ends_at_once() {
        assert!(statuses(Vec::new(), HOUR, None).is_empty());
    }
}
