//! The queue that delivers events to subscribers.

use std::{
    collections::VecDeque,
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use self::subscribers::{Callback, Subscribers};
use crate::{
    base::{
        callback::{is_in_callback, while_in_callback},
        lock::{Condvar, Mutex},
        panics, thread,
    },
    model::{event::Event, problem::Problem},
};

mod subscribers;
mod last_resort;
#[cfg(feature = "tracing")]
mod trace;
#[cfg(test)]
mod tests;

pub(crate) use self::last_resort::{LastResort, write_to_stderr};
pub use self::subscribers::Subscription;

/// The largest number of events that wait for subscribers.
pub(crate) const CAPACITY: usize = 16_384;
/// The longest time that a call waits for subscribers to receive its events.
const PATIENCE: Duration = Duration::from_secs(1);
/// The time after which a running subscriber is a problem.
const SLOW: Duration = Duration::from_secs(5);
/// The idle time after which the thread ends.
const LINGER: Duration = Duration::from_secs(1);
/// The pause between two attempts to start a thread.
const RETRY: Duration = Duration::from_secs(1);

/// A queue that delivers events one at a time and in order, on a thread that exists while there are events.
///
/// No lock is held while a subscriber runs: a subscriber may check, set and reload toggles. Events that a subscriber
/// causes are delivered after the current event.
///
/// Each event is logged before it is delivered. The thread that has caused the event logs it at once, because the
/// process may end before the delivery.
pub(crate) struct EventQueue {
    /// The id of the process that owns the thread.
    process: u32,
    queue: Mutex<Queue>,
    /// Notified when events are added or delivered.
    changed: Condvar,
    subscribers: Arc<Subscribers>,
    last_resort: Arc<LastResort>,
    /// Whether `refused` is `Some`.
    is_refused: AtomicBool,
}

#[derive(Default)]
struct Queue {
    unlogged: VecDeque<Event>,
    logging: bool,
    undelivered: VecDeque<Event>,
    /// The time at which subscribers began to receive the current event.
    delivering: Option<Instant>,
    /// The number of events dropped after the last waiting one.
    lost: u64,
    /// The numbers of events that were ever added to `undelivered`, and that subscribers have received.
    added: u64,
    delivered: u64,
    /// The numbers of events that were ever added to `unlogged`, and that were logged.
    pushed: u64,
    logged: u64,
    /// The number of threads that wait for a change.
    waiting: usize,
    has_thread: bool,
    /// The reason why no thread could be started, and the time of the next attempt.
    refused: Option<(String, Instant)>,
}

impl Queue {
    fn is_idle(&self) -> bool {
        self.undelivered.is_empty() && self.delivering.is_none()
    }

    fn has_undelivered(&self) -> bool {
        !self.undelivered.is_empty() || self.lost > 0
    }

    /// Adds an event, or counts it as lost.
    fn push(&mut self, event: Event) {
        // The queue only fills up if a `tracing` subscriber does not return.
        if self.unlogged.len() < CAPACITY {
            self.unlogged.push_back(event);
            self.pushed += 1;
        } else {
            self.lost += 1;
        }
    }

    /// Adds an event for subscribers, or counts it as lost. Returns a further event that must be logged, if there is
    /// one.
    fn add(&mut self, event: Event) -> Option<Event> {
        if self.undelivered.len() >= CAPACITY {
            self.lost += 1;
            return (self.lost == 1).then(|| Event::Problem(self.problem(true)));
        }
        let lost = std::mem::take(&mut self.lost);
        for event in loss(lost).into_iter().chain([event]) {
            self.undelivered.push_back(event);
            self.added += 1;
        }
        loss(lost)
    }

    /// Returns the event that stands for the lost events, if there are any.
    fn take_loss(&mut self) -> Option<Event> {
        loss(std::mem::take(&mut self.lost))
    }

    fn problem(&self, is_full: bool) -> Problem {
        let reason = match &self.refused {
            Some((error, _)) => format!("cannot start a thread: {error}"),
            None if is_full => "subscribers are too slow".to_owned(),
            None => format!("a subscriber has not returned for more than {} seconds", SLOW.as_secs()),
        };
        Problem::EventsHeld { reason, lost: self.lost }
    }
}

/// Returns the event that stands for this number of lost ones.
fn loss(count: u64) -> Option<Event> {
    (count > 0).then_some(Event::EventsLost { count })
}

impl Default for EventQueue {
    fn default() -> Self {
        Self::of(Arc::default(), Arc::default())
    }
}

impl EventQueue {
    fn of(subscribers: Arc<Subscribers>, last_resort: Arc<LastResort>) -> Self {
        Self {
            process: process::id(),
            queue: Mutex::default(),
            changed: Condvar::default(),
            subscribers,
            last_resort,
            is_refused: AtomicBool::new(false),
        }
    }

    /// Returns whether this process was forked from the owner of this queue. The parent delivers the events of this
    /// queue, because only the parent has the thread.
    pub(crate) fn is_parents(&self) -> bool {
        self.process != process::id()
    }

    /// Returns the queue of a forked child, with the subscribers of its parent and without its locks.
    pub(crate) fn of_child(&self) -> Self {
        Self::of(self.subscribers.clone(), self.last_resort.clone())
    }

    /// Returns the reporter for problems without a receiver.
    pub(crate) fn last_resort(&self) -> &LastResort {
        &self.last_resort
    }

    /// Adds events at the end of the queue. The caller holds the lock under which they happened, and delivers them
    /// after it.
    pub(crate) fn push(&self, events: impl IntoIterator<Item = Event>) {
        let mut queue = self.queue.lock();
        events.into_iter().for_each(|event| queue.push(event));
    }

    /// Does the same as [`push`](Self::push), unless the queue is locked. This thread itself may hold the lock, if
    /// its allocator checks a toggle.
    pub(crate) fn try_push(&self, event: Event) -> bool {
        self.queue.try_lock().map(|mut queue| queue.push(event)).is_some()
    }

    /// Returns whether the last attempt to start a thread failed.
    pub(crate) fn is_refused(&self) -> bool {
        self.is_refused.load(Relaxed)
    }

    /// Returns the problem that delays the delivery of events, if there is one.
    pub(crate) fn problem(&self) -> Option<Problem> {
        let queue = self.queue.lock();
        let is_slow = queue.delivering.is_some_and(|since| since.elapsed() > SLOW);
        let is_refused = queue.refused.is_some() && queue.has_undelivered();
        (is_slow || is_refused || queue.lost > 0).then(|| queue.problem(!is_slow))
    }

    /// Returns whether no event is waiting or being delivered.
    #[cfg(test)]
    pub(crate) fn is_idle(&self) -> bool {
        let queue = self.queue.lock();
        queue.unlogged.is_empty() && !queue.logging && queue.is_idle() && queue.lost == 0
    }

    /// Logs the queued events, unless another call, perhaps further up this stack, is logging.
    fn log(&self) {
        let mut next = self.next_unlogged();
        while let Some(event) = next {
            emit(&event);
            // Without a subscriber, the event ends here.
            let is_heard = !self.subscribers.is_empty();
            // In this order, because `is_logged` takes longer than `is_problem`.
            if !is_heard && LastResort::is_problem(&event) && !is_logged() {
                self.last_resort.report(&event);
            }
            let (besides, is_awaited);
            {
                let mut queue = self.queue.lock();
                besides = if is_heard { queue.add(event) } else { None };
                queue.logged += 1;
                is_awaited = queue.waiting > 0;
                next = queue.unlogged.pop_front();
                queue.logging = next.is_some();
            }
            if is_awaited {
                self.changed.notify_all();
            }
            besides.iter().for_each(emit);
        }
    }

    /// Logs the queued events, and starts their delivery without waiting for it.
    pub(crate) fn deliver_apart(self: &Arc<Self>) {
        self.log();
        self.start();
    }

    /// Logs the queued events, starts their delivery, and waits for it for at most [`PATIENCE`].
    ///
    /// Does not wait if subscribers are busy with an earlier event, because a subscriber may be waiting for this
    /// call. Calls the subscribers on this thread if no thread can be started.
    pub(crate) fn deliver(self: &Arc<Self>) {
        if self.subscribers.is_empty() {
            return self.log();
        }
        let was_idle = self.queue.lock().is_idle();
        self.log();
        if self.start_or_deliver() && was_idle {
            // Also waits for the events that subscribers cause.
            self.wait(PATIENCE, Queue::is_idle);
        }
    }

    /// Waits until subscribers have received all events so far, and returns whether they have. A subscriber cannot
    /// wait for itself.
    pub(crate) fn flush(self: &Arc<Self>, within: Duration) -> bool {
        if is_in_callback() {
            return false;
        }
        let start = Instant::now();
        self.log();
        // Another thread may be logging.
        let pushed = self.queue.lock().pushed;
        if !self.wait(within, |queue| queue.logged >= pushed) {
            return false;
        }
        self.queue.lock().refused = None;
        self.start_or_deliver();
        let added = self.queue.lock().added;
        self.wait(within.saturating_sub(start.elapsed()), |queue| queue.delivered >= added)
    }

    /// Starts the thread if there are events to deliver, and delivers them on this thread if no thread can be
    /// started. Returns whether there is a thread.
    fn start_or_deliver(self: &Arc<Self>) -> bool {
        let is_started = self.start();
        while !is_started && self.deliver_next() {
            self.log();
        }
        is_started
    }

    fn wait(&self, within: Duration, is_done: impl Fn(&Queue) -> bool) -> bool {
        let deadline = Instant::now().checked_add(within);
        let mut queue = self.queue.lock();
        let mut is_over = false;
        while !is_done(&queue) && !is_over {
            queue.waiting += 1;
            (queue, is_over) = self.changed.wait_until(queue, deadline);
            queue.waiting -= 1;
        }
        is_done(&queue)
    }

    /// Starts the thread if there are events to deliver. Returns false if no thread can be started.
    pub(crate) fn start(self: &Arc<Self>) -> bool {
        {
            let mut queue = self.queue.lock();
            if !queue.has_undelivered() || queue.has_thread {
                self.changed.notify_all();
                return true;
            }
            if queue.refused.as_ref().is_some_and(|(_, until)| Instant::now() < *until) {
                return false;
            }
            queue.has_thread = true;
        }
        let events = self.clone();
        let started = thread::spawn("toggle-events", move || events.run());
        let is_started = started.is_ok();
        let mut queue = self.queue.lock();
        queue.refused = started.err().map(|error| (error.to_string(), Instant::now() + RETRY));
        self.is_refused.store(!is_started, Relaxed);
        // A started thread clears the flag itself when it ends.
        queue.has_thread &= is_started;
        is_started
    }

    fn run(&self) {
        loop {
            while self.deliver_next() {
                self.log();
            }
            let queue = self.queue.lock();
            if queue.has_undelivered() && queue.delivering.is_none() {
                continue;
            }
            let (mut queue, is_over) = self.changed.wait_for(queue, LINGER);
            if is_over && !queue.has_undelivered() {
                queue.has_thread = false;
                return;
            }
        }
    }

    /// Delivers one event, and returns whether there was one. If another call, perhaps further up this stack, is
    /// delivering, there is none for this one.
    fn deliver_next(&self) -> bool {
        let Some((event, is_new)) = self.next_undelivered() else { return false };
        if is_new {
            emit(&event);
        }
        for call in self.subscribers.callbacks() {
            // The closure owns the callback, because it may be the last reference: dropping that runs the user's
            // code.
            tell(|| {
                let call = call;
                call(&event);
            });
        }
        let mut queue = self.queue.lock();
        queue.delivering = None;
        queue.delivered += 1;
        drop(queue);
        self.changed.notify_all();
        true
    }

    fn next_unlogged(&self) -> Option<Event> {
        let mut queue = self.queue.lock();
        if queue.logging {
            return None;
        }
        let event = queue.unlogged.pop_front()?;
        queue.logging = true;
        Some(event)
    }

    /// Returns the next event, and whether it must be logged.
    fn next_undelivered(&self) -> Option<(Event, bool)> {
        let mut queue = self.queue.lock();
        if queue.delivering.is_some() {
            return None;
        }
        let waiting = queue.undelivered.pop_front().map(|event| (event, false));
        let next = waiting.or_else(|| {
            let loss = queue.take_loss()?;
            queue.added += 1;
            Some((loss, true))
        })?;
        queue.delivering = Some(Instant::now());
        Some(next)
    }

    pub(crate) fn subscribe(&self, call: Callback) -> Subscription {
        self.subscribers.add(call)
    }
}

#[cfg_attr(not(feature = "tracing"), expect(unused_variables, reason = "it is told to nobody else"))]
fn emit(event: &Event) {
    #[cfg(feature = "tracing")]
    tell(|| trace::emit(event));
}

/// Returns whether events on this thread are logged.
#[cfg(feature = "tracing")]
fn is_logged() -> bool {
    trace::is_logged()
}

#[cfg(not(feature = "tracing"))]
fn is_logged() -> bool {
    false
}

/// Calls foreign code that receives an event.
fn tell(call: impl FnOnce()) {
    while_in_callback(|| panics::catch_panic(call));
}
