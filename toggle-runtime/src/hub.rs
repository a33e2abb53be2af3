//! The way of events to subscribers.

use std::{
    collections::VecDeque,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Weak},
};

use parking_lot::Mutex;

use crate::{event::Event, meter::Meter};

type Callback = Arc<dyn Fn(&Event) + Send + Sync>;

/// Delivers events one at a time and in the order in which they happened, with no lock held while a subscriber runs: a
/// subscriber may ask, set and reload toggles. What that causes is delivered after the event at hand.
///
/// Each event is logged before it is delivered. That is done at once by whoever has caused it, also where a thread of its own
/// delivers it: the process may not live until that has begun.
#[derive(Default)]
pub(crate) struct Hub {
    queue: Mutex<Queue>,
    subscribers: Mutex<Vec<(u64, Callback)>>,
}

#[derive(Default)]
struct Queue {
    unlogged: VecDeque<Event>,
    logging: bool,
    undelivered: VecDeque<Event>,
    delivering: bool,
    next_subscriber: u64,
}

impl Hub {
    /// Adds events at the end of the queue. The caller holds the lock under which they happened, and delivers after it.
    pub(crate) fn push(&self, events: impl IntoIterator<Item = Event>) {
        self.queue.lock().unlogged.extend(events);
    }

    /// Begins anew in a forked child: the events so far are for the parent to deliver, which alone has the thread that
    /// is just doing so.
    pub(crate) fn leave_parent(&self) {
        let mut queue = self.queue.lock();
        *queue = Queue { next_subscriber: queue.next_subscriber, ..Queue::default() };
    }

    /// Whether there is something to deliver. What nobody has subscribed to is forgotten.
    pub(crate) fn has_undelivered(&self) -> bool {
        let is_heard = !self.subscribers.lock().is_empty();
        let mut queue = self.queue.lock();
        if !is_heard {
            queue.undelivered.clear();
        }
        !queue.undelivered.is_empty()
    }

    /// Whether nothing is waiting or being delivered.
    #[cfg(test)]
    pub(crate) fn is_idle(&self) -> bool {
        let queue = self.queue.lock();
        queue.unlogged.is_empty() && !queue.logging && queue.undelivered.is_empty() && !queue.delivering
    }

    /// Logs what is queued, unless another call, perhaps further up this stack, is doing so already.
    pub(crate) fn log(&self) {
        while let Some(event) = self.next_unlogged() {
            if let Event::Tripped { toggle, again: false, .. } = &event {
                Meter::of_trips(toggle).count();
            }
            #[cfg(feature = "tracing")]
            contain(|| trace::emit(&event));
            let mut queue = self.queue.lock();
            queue.undelivered.push_back(event);
            queue.logging = false;
        }
    }

    /// Logs and delivers what is queued, unless another call, perhaps further up this stack, is doing so already.
    pub(crate) fn deliver(&self) {
        loop {
            self.log();
            let Some(event) = self.next_undelivered() else { return };
            let subscribers: Vec<Callback> = self.subscribers.lock().iter().map(|(_, call)| call.clone()).collect();
            for call in subscribers {
                // With the callback itself, which may be the last of its kind: dropping it runs what it has captured.
                contain(|| {
                    let call = call;
                    call(&event);
                });
            }
            self.queue.lock().delivering = false;
        }
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

    fn next_undelivered(&self) -> Option<Event> {
        let mut queue = self.queue.lock();
        if queue.delivering {
            return None;
        }
        let event = queue.undelivered.pop_front()?;
        queue.delivering = true;
        Some(event)
    }

    pub(crate) fn subscribe(self: &Arc<Self>, call: Callback) -> Subscription {
        let id = {
            let mut queue = self.queue.lock();
            queue.next_subscriber += 1;
            queue.next_subscriber
        };
        self.subscribers.lock().push((id, call));
        Subscription { hub: Arc::downgrade(self), id }
    }
}

/// Calls code of others that wants to be told of something. Its panic has been reported by the panic hook. It ends neither the
/// delivery nor whoever caused the event, which may be a check.
pub(crate) fn contain(call: impl FnOnce()) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(call)) {
        // Dropping it could panic again.
        std::mem::forget(payload);
    }
}

/// A subscription made by [`subscribe`](crate::subscribe). It lasts as long as the process, or until
/// [`unsubscribe`](Self::unsubscribe); dropping this value does not end it.
pub struct Subscription {
    hub: Weak<Hub>,
    id: u64,
}

impl Subscription {
    /// Ends the subscription. An event that is being delivered at this moment may still arrive.
    pub fn unsubscribe(self) {
        if let Some(hub) = self.hub.upgrade() {
            let ended: Vec<_> = hub.subscribers.lock().extract_if(.., |(id, _)| *id == self.id).collect();
            // Outside of the lock: dropping it runs what it has captured.
            drop(ended);
        }
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription").finish_non_exhaustive()
    }
}

#[cfg(feature = "tracing")]
mod trace {
    use tracing::{error, info, warn};

    use crate::event::Event;

    pub(super) fn emit(event: &Event) {
        match event {
            Event::Changed { toggle, from, to, source } => {
                let (from, to) = (from.to_string(), to.to_string());
                info!(name: "toggle_runtime.changed", target: "toggle_runtime", toggle, from, to, source, "{event}");
            }
            Event::SourceFailed { source, error } => {
                error!(name: "toggle_runtime.source_failed", target: "toggle_runtime", source, error, "{event}");
            }
            Event::SourceRecovered { source } => {
                info!(name: "toggle_runtime.source_recovered", target: "toggle_runtime", source, "{event}");
            }
            Event::Problem(_) => warn!(name: "toggle_runtime.problem", target: "toggle_runtime", "{event}"),
            Event::Tripped { toggle, counts, .. } => {
                let (calls, errors, panics, slow) = (counts.calls, counts.errors, counts.panics, counts.slow);
                error!(
                    name: "toggle_runtime.tripped",
                    target: "toggle_runtime",
                    toggle, calls, errors, panics, slow, "{event}"
                );
            }
            Event::Restored { toggle, .. } => {
                info!(name: "toggle_runtime.restored", target: "toggle_runtime", toggle, "{event}");
            }
            Event::Compared { toggle, .. } => {
                warn!(name: "toggle_runtime.compared", target: "toggle_runtime", toggle, "{event}");
            }
            Event::WriteFailed { path, error } => {
                error!(name: "toggle_runtime.write_failed", target: "toggle_runtime", path, error, "{event}");
            }
            Event::EarlyRead { toggle, place } => {
                warn!(name: "toggle_runtime.early_read", target: "toggle_runtime", toggle, %place, "{event}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    use super::*;

    fn recovered(source: &str) -> Event {
        Event::SourceRecovered { source: source.to_owned() }
    }

    #[test]
    fn what_a_subscriber_causes_comes_after_the_event_at_hand() {
        let hub = Arc::new(Hub::default());
        let seen = Arc::new(Mutex::new(Vec::new()));
        for subscriber in ["a", "b"] {
            let (inner, seen) = (hub.clone(), seen.clone());
            hub.subscribe(Arc::new(move |event| {
                let Event::SourceRecovered { source } = event else { return };
                seen.lock().push(format!("{subscriber}: {source}"));
                if subscriber == "a" && source == "first" {
                    inner.push([recovered("second")]);
                    inner.deliver();
                }
            }));
        }
        hub.push([recovered("first")]);
        hub.deliver();
        assert_eq!(*seen.lock(), ["a: first", "b: first", "a: second", "b: second"]);
    }

    #[test]
    fn a_panicking_subscriber_stops_nobody() {
        let hub = Arc::new(Hub::default());
        let count = Arc::new(AtomicUsize::new(0));
        hub.subscribe(Arc::new(|_| panic!("a subscriber's own fault")));
        let counted = count.clone();
        hub.subscribe(Arc::new(move |_| {
            counted.fetch_add(1, Relaxed);
        }));
        hub.push([recovered("x"), recovered("y")]);
        hub.deliver();
        assert_eq!(count.load(Relaxed), 2);
    }

    #[test]
    fn only_unsubscribing_ends_a_subscription() {
        let hub = Arc::new(Hub::default());
        let subscribe = || {
            let count = Arc::new(AtomicUsize::new(0));
            let counted = count.clone();
            let subscription = hub.subscribe(Arc::new(move |_| {
                counted.fetch_add(1, Relaxed);
            }));
            (subscription, count)
        };
        let (stays, leaves) = (subscribe(), subscribe());
        drop(stays.0);
        leaves.0.unsubscribe();
        hub.push([recovered("x")]);
        hub.deliver();
        assert_eq!([stays.1.load(Relaxed), leaves.1.load(Relaxed)], [1, 0]);
    }

    /// Subscribes and delivers when it is dropped, and then panics.
    struct Unruly(Arc<Hub>);

    impl Drop for Unruly {
        fn drop(&mut self) {
            self.0.subscribe(Arc::new(|_| {}));
            self.0.deliver();
            assert!(std::thread::panicking(), "a subscriber's own fault");
        }
    }

    #[test]
    fn what_a_subscriber_holds_may_do_anything_when_it_is_dropped() {
        let hub = Arc::new(Hub::default());
        let unruly = Unruly(hub.clone());
        let subscription = hub.subscribe(Arc::new(move |_| {
            let _ = &unruly;
        }));
        assert!(catch_unwind(AssertUnwindSafe(|| subscription.unsubscribe())).is_err());

        let own: Arc<Mutex<Option<Subscription>>> = Arc::default();
        let (ends, unruly) = (own.clone(), Unruly(hub.clone()));
        *own.lock() = Some(hub.subscribe(Arc::new(move |_| {
            let _ = &unruly;
            if let Some(subscription) = ends.lock().take() {
                subscription.unsubscribe();
            }
        })));
        hub.push([recovered("x"), recovered("y")]);
        hub.deliver();
        assert!(hub.is_idle());
    }
}
