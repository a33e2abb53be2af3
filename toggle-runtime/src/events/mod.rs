//! The way of events to subscribers.

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
/// The longest time that a call waits for subscribers to take its events.
const PATIENCE: Duration = Duration::from_secs(1);
/// The time after which a subscriber that has not returned is a problem.
const SLOW: Duration = Duration::from_secs(5);
/// The time without an event after which the thread ends.
const LINGER: Duration = Duration::from_secs(1);
/// The pause between two attempts to make a thread.
const RETRY: Duration = Duration::from_secs(1);

/// Delivers events one at a time and in the order in which they happened, on a thread that is there while there are
/// events. No lock is held while a subscriber runs: a subscriber may ask, set and reload toggles. What that causes is
/// delivered after the event at hand.
///
/// Each event is logged before it is delivered. Whoever has caused the event does that at once: the process may not
/// live until the event is delivered.
pub(crate) struct EventQueue {
    /// The process that has the thread.
    process: u32,
    queue: Mutex<Queue>,
    /// Notified when events are added or delivered.
    changed: Condvar,
    subscribers: Arc<Subscribers>,
    last_resort: Arc<LastResort>,
    /// Whether `refused` is some.
    is_refused: AtomicBool,
}

#[derive(Default)]
struct Queue {
    unlogged: VecDeque<Event>,
    logging: bool,
    undelivered: VecDeque<Event>,
    /// The time since when subscribers have the event at hand.
    delivering: Option<Instant>,
    /// The number of events that were dropped after the last one that waits.
    lost: u64,
    /// The numbers of events that were ever put into `undelivered`, and that subscribers have heard.
    added: u64,
    delivered: u64,
    /// The numbers of events that were ever put into `unlogged`, and that were logged.
    pushed: u64,
    logged: u64,
    /// The number of threads that wait for a change.
    waiting: usize,
    has_thread: bool,
    /// The reason for which there is no thread, and the time until when none is tried.
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
        // They are more only where somebody's `tracing` subscriber does not return.
        if self.unlogged.len() < CAPACITY {
            self.unlogged.push_back(event);
            self.pushed += 1;
        } else {
            self.lost += 1;
        }
    }

    /// Adds an event for subscribers, or counts it as lost. Returns what else is to be logged.
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

    /// Returns the event that stands for those that are lost.
    fn take_loss(&mut self) -> Option<Event> {
        loss(std::mem::take(&mut self.lost))
    }

    fn problem(&self, is_full: bool) -> Problem {
        let reason = match &self.refused {
            Some((error, _)) => format!("no thread can be made: {error}"),
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

    /// Whether this process was forked from the one whose hub this is: the events in it are for the parent to deliver,
    /// which alone has the thread.
    pub(crate) fn is_parents(&self) -> bool {
        self.process != process::id()
    }

    /// Returns the hub of a forked child. It has the subscribers of its parent, and no lock of the parent.
    pub(crate) fn of_child(&self) -> Self {
        Self::of(self.subscribers.clone(), self.last_resort.clone())
    }

    /// Returns where problems go that nobody hears of.
    pub(crate) fn last_resort(&self) -> &LastResort {
        &self.last_resort
    }

    /// Adds events at the end of the queue. The caller holds the lock under which they happened, and delivers after it.
    pub(crate) fn push(&self, events: impl IntoIterator<Item = Event>) {
        let mut queue = self.queue.lock();
        events.into_iter().for_each(|event| queue.push(event));
    }

    /// As [`push`](Self::push), unless the queue is locked. It may be so by this very thread, whose allocator asks.
    pub(crate) fn try_push(&self, event: Event) -> bool {
        self.queue.try_lock().map(|mut queue| queue.push(event)).is_some()
    }

    /// Whether the system had no room for a thread when one was last wanted.
    pub(crate) fn is_refused(&self) -> bool {
        self.is_refused.load(Relaxed)
    }

    /// Returns the reason why events are not delivered, if they are not.
    pub(crate) fn problem(&self) -> Option<Problem> {
        let queue = self.queue.lock();
        let is_slow = queue.delivering.is_some_and(|since| since.elapsed() > SLOW);
        let is_refused = queue.refused.is_some() && queue.has_undelivered();
        (is_slow || is_refused || queue.lost > 0).then(|| queue.problem(!is_slow))
    }

    /// Whether nothing is waiting or being delivered.
    #[cfg(test)]
    pub(crate) fn is_idle(&self) -> bool {
        let queue = self.queue.lock();
        queue.unlogged.is_empty() && !queue.logging && queue.is_idle() && queue.lost == 0
    }

    /// Logs what is queued, unless another call, perhaps further up this stack, is doing so already.
    fn log(&self) {
        let mut next = self.next_unlogged();
        while let Some(event) = next {
            emit(&event);
            // An event that nobody has subscribed to is forgotten.
            let is_heard = !self.subscribers.is_empty();
            // Whether somebody logs it takes longer to find out than whether it is a problem.
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

    /// Logs what is queued, and has it delivered, without waiting for that.
    pub(crate) fn deliver_apart(self: &Arc<Self>) {
        self.log();
        self.start();
    }

    /// Logs what is queued, has it delivered, and waits for that. The wait ends after [`PATIENCE`], and there is none
    /// where subscribers hear of something else already: then a subscriber may be waiting for this very call.
    ///
    /// Calls the subscribers here, where no thread can be made.
    pub(crate) fn deliver(self: &Arc<Self>) {
        if self.subscribers.is_empty() {
            return self.log();
        }
        let was_idle = self.queue.lock().is_idle();
        self.log();
        if self.start_or_deliver() && was_idle {
            // Also for what subscribers cause.
            self.wait(PATIENCE, Queue::is_idle);
        }
    }

    /// Waits until subscribers have heard all events so far, and returns whether they have. A subscriber cannot wait
    /// for itself.
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

    /// Starts the thread if there is something to deliver, and delivers here if no thread can be made. Returns whether
    /// there is a thread.
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

    /// Starts the thread if there is something to deliver. Returns false if no thread can be made.
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
        // A thread that has started says itself when it ends.
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

    /// Delivers one event, and returns whether there was one. Another call may be delivering, perhaps further up this
    /// stack: then there is none for this one.
    fn deliver_next(&self) -> bool {
        let Some((event, is_new)) = self.next_undelivered() else { return false };
        if is_new {
            emit(&event);
        }
        for call in self.subscribers.callbacks() {
            // With the callback itself, which may be the last of its kind: dropping it runs what it has captured.
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

    /// Returns the next event, and whether it is to be logged.
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

/// Returns whether somebody logs what is emitted on this thread.
#[cfg(feature = "tracing")]
fn is_logged() -> bool {
    trace::is_logged()
}

#[cfg(not(feature = "tracing"))]
fn is_logged() -> bool {
    false
}

/// Calls code of others that hears of an event.
fn tell(call: impl FnOnce()) {
    while_in_callback(|| panics::catch_panic(call));
}
