//! Tests of the event queue.

use std::sync::{atomic::AtomicUsize, mpsc};

use super::*;

fn recovered(source: &str) -> Event {
    Event::SourceRecovered { source: source.to_owned() }
}

#[test]
fn event_pushed_by_subscriber_follows_current() {
    let events = Arc::new(EventQueue::default());
    let seen = Arc::new(Mutex::new(Vec::new()));
    for subscriber in ["a", "b"] {
        let (inner, seen) = (events.clone(), seen.clone());
        events.subscribe(Arc::new(move |event| {
            let Event::SourceRecovered { source } = event else { return };
            seen.lock().push(format!("{subscriber}: {source}"));
            if subscriber == "a" && source == "first" {
                inner.push([recovered("second")]);
                inner.deliver();
            }
        }));
    }
    events.push([recovered("first")]);
    events.deliver();
    assert_eq!(*seen.lock(), ["a: first", "b: first", "a: second", "b: second"]);
}

#[test]
fn a_panicking_subscriber_stops_nobody() {
    let events = Arc::new(EventQueue::default());
    let count = Arc::new(AtomicUsize::new(0));
    events.subscribe(Arc::new(|_| panic!("a subscriber's own fault")));
    let counted = count.clone();
    events.subscribe(Arc::new(move |_| {
        counted.fetch_add(1, Relaxed);
    }));
    events.push([recovered("x"), recovered("y")]);
    events.deliver();
    assert_eq!(count.load(Relaxed), 2);
}

#[test]
fn only_unsubscribing_ends_a_subscription() {
    let events = Arc::new(EventQueue::default());
    let subscribe = || {
        let count = Arc::new(AtomicUsize::new(0));
        let counted = count.clone();
        let subscription = events.subscribe(Arc::new(move |_| {
            counted.fetch_add(1, Relaxed);
        }));
        (subscription, count)
    };
    let (stays, leaves) = (subscribe(), subscribe());
    drop(stays.0);
    leaves.0.unsubscribe();
    events.push([recovered("x")]);
    events.deliver();
    assert_eq!([stays.1.load(Relaxed), leaves.1.load(Relaxed)], [1, 0]);
}

/// Longer than any machine needs.
const LONG: Duration = Duration::from_secs(60);

/// Adds a subscriber that does not return before the sender is dropped, and returns the events that it has received.
fn hanging(events: &Arc<EventQueue>) -> (mpsc::Sender<()>, Arc<Mutex<Vec<String>>>) {
    let (release, released) = mpsc::channel();
    let released = Mutex::new(released);
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = heard.clone();
    events.subscribe(Arc::new(move |event| {
        log.lock().push(event.to_string());
        let _ = released.lock().recv();
    }));
    (release, heard)
}

#[test]
fn hanging_subscriber_holds_up_nobody() {
    let events = Arc::new(EventQueue::default());
    let (release, heard) = hanging(&events);
    let (done, is_done) = mpsc::channel();
    let other = events.clone();
    std::thread::spawn(move || {
        for number in 0..CAPACITY + 10 {
            other.push([recovered(&number.to_string())]);
            other.deliver();
        }
        done.send(())
    });
    is_done.recv_timeout(LONG).expect("nobody waits");
    let problem = events.problem().map(|problem| problem.to_string()).unwrap_or_default();
    // One more event is with the subscriber.
    assert!(
        problem.starts_with("subscribers do not receive events") && problem.ends_with("9 events were lost"),
        "{problem}"
    );
    assert!(events.queue.lock().undelivered.len() == CAPACITY);
    assert!(!events.flush(Duration::ZERO));
    drop(release);
    assert!(events.flush(LONG));
    events.push([recovered("last")]);
    assert!(events.flush(LONG));
    let heard = heard.lock();
    assert_eq!(heard.len(), CAPACITY + 3);
    let in_order = (0..=CAPACITY).map(|number| format!("{number} can be read again"));
    let loss = "9 events were lost: a subscriber has not returned in time".to_owned();
    let expected = in_order.chain([loss, "last can be read again".to_owned()]);
    assert!(heard.iter().eq(expected.collect::<Vec<_>>().iter()), "{:?}", &heard[CAPACITY - 1..]);
    assert_eq!(events.problem(), None);
}

#[test]
fn event_after_a_loss_comes_after_it() {
    let mut queue = Queue::default();
    queue.undelivered.extend((0..CAPACITY).map(|_| recovered("x")));
    let told = queue.add(recovered("a")).expect("the first loss is told");
    assert!(matches!(told, Event::Problem(Problem::EventsHeld { lost: 1, .. })));
    assert_eq!(queue.add(recovered("b")), None, "it is told once");
    queue.undelivered.pop_front();
    assert_eq!(queue.add(recovered("c")), Some(Event::EventsLost { count: 2 }));
    assert_eq!(queue.undelivered.back(), Some(&recovered("c")));
}

#[test]
fn subscribers_without_thread_run_at_deliver() {
    let events = Arc::new(EventQueue::default());
    let heard = Arc::new(AtomicUsize::new(0));
    let count = heard.clone();
    events.subscribe(Arc::new(move |_| {
        count.fetch_add(1, Relaxed);
    }));
    thread::refusing::run(|| {
        events.push([recovered("a")]);
        events.deliver_apart();
        assert_eq!(heard.load(Relaxed), 0, "a check calls nobody");
        let problem = events.problem().map(|problem| problem.to_string()).unwrap_or_default();
        assert!(problem.contains("cannot start a thread: "), "{problem}");
        events.push([recovered("b")]);
        events.deliver();
        assert_eq!(heard.load(Relaxed), 2);
        assert_eq!(events.problem(), None);
    });
}

#[test]
fn event_without_room_for_a_thread_waits_for_one() {
    let events = Arc::new(EventQueue::default());
    let heard = Arc::new(AtomicUsize::new(0));
    let count = heard.clone();
    events.subscribe(Arc::new(move |_| {
        count.fetch_add(1, Relaxed);
    }));
    events.push([recovered("a")]);
    thread::refusing::run(|| events.deliver_apart());
    events.queue.lock().refused.as_mut().expect("it was refused").1 = Instant::now();
    events.deliver_apart();
    assert!(events.flush(LONG));
    assert_eq!(heard.load(Relaxed), 1);
}

#[test]
fn event_queue_of_child_keeps_subscribers_only() {
    let events = Arc::new(EventQueue::default());
    let (release, heard) = hanging(&events);
    events.push([recovered("a")]);
    events.log();
    let _held = events.queue.lock();
    let child = Arc::new(events.of_child());
    drop(release);
    child.push([recovered("b")]);
    assert!(child.flush(LONG));
    assert_eq!(*heard.lock(), ["b can be read again"]);
}

/// A subscriber that subscribes and delivers when it is dropped, and then panics.
struct Unruly(Arc<EventQueue>);

impl Drop for Unruly {
    fn drop(&mut self) {
        self.0.subscribe(Arc::new(|_| {}));
        self.0.deliver();
        assert!(std::thread::panicking(), "a subscriber's own fault");
    }
}

#[test]
fn dropped_subscriber_may_use_queue_and_panic() {
    let events = Arc::new(EventQueue::default());
    let unruly = Unruly(events.clone());
    let subscription = events.subscribe(Arc::new(move |_| {
        let _ = &unruly;
    }));
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| subscription.unsubscribe())).is_err());

    let own: Arc<Mutex<Option<Subscription>>> = Arc::default();
    let (ends, unruly) = (own.clone(), Unruly(events.clone()));
    *own.lock() = Some(events.subscribe(Arc::new(move |_| {
        let _ = &unruly;
        if let Some(subscription) = ends.lock().take() {
            subscription.unsubscribe();
        }
    })));
    events.push([recovered("x"), recovered("y")]);
    events.deliver();
    assert!(events.is_idle());
}

#[test]
fn flush_waits_for_what_another_thread_logs() {
    let events = Arc::new(EventQueue::default());
    let heard = Arc::new(AtomicUsize::new(0));
    let count = heard.clone();
    events.subscribe(Arc::new(move |_| {
        count.fetch_add(1, Relaxed);
    }));
    events.push([recovered("a"), recovered("b")]);
    // Stands for another thread, whose `tracing` subscriber is slow.
    let event = events.next_unlogged().expect("there are two");
    assert!(!events.flush(Duration::ZERO));
    let other = events.clone();
    let logging = std::thread::spawn(move || {
        {
            let mut queue = other.queue.lock();
            queue.add(event);
            queue.logged += 1;
            queue.logging = false;
        }
        other.deliver_apart();
    });
    assert!(events.flush(LONG));
    assert_eq!(heard.load(Relaxed), 2);
    logging.join().expect("it logs");
}

#[test]
fn subscriber_does_not_wait_for_itself() {
    let events = Arc::new(EventQueue::default());
    let (inner, flushed) = (events.clone(), Arc::new(Mutex::new(Vec::new())));
    let log = flushed.clone();
    events.subscribe(Arc::new(move |_| log.lock().push(inner.flush(Duration::MAX))));
    events.push([recovered("a")]);
    assert!(events.flush(LONG));
    assert_eq!(*flushed.lock(), [false]);
}
