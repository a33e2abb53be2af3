//! Shadow runs of futures.

use std::{
    cell::RefCell,
    future::{self, Future},
    panic::AssertUnwindSafe,
    pin::{Pin, pin},
    rc::Rc,
    sync::mpsc,
    task::{Context, Poll, Waker},
};

use futures_timer::Delay;

use super::*;

/// Runs both with this clock. The candidate is cancelled when the future of `limit` is ready.
fn run_async_with<C: Future, D: Future<Output = C::Output>, L: Future<Output = ()>>(
    first: First,
    clock: impl Fn() -> Duration,
    limit: impl FnOnce() -> L,
    control: C,
    candidate: D,
) -> impl Future<Output = (C::Output, Run<C::Output>)> {
    let mut limit = Some(limit);
    let comparisons = Comparisons::new("a");
    let mut pair = Box::pin(Pair::new(control, candidate));
    future::poll_fn(move |task| {
        let limit = || limit.take().expect("one is enough")();
        pair.as_mut().poll_both(task, Terms { comparisons: &comparisons, first, clock: &clock, limit })
    })
}

/// Yields once.
async fn pause() {
    let mut paused = false;
    future::poll_fn(|_| if std::mem::replace(&mut paused, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// Polls a future until it is ready.
fn finish<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = poll(future.as_mut()) {
            return value;
        }
    }
}

/// Returns a limit that is never reached.
fn unlimited() -> future::Pending<()> {
    future::pending()
}

/// A value that records its drop.
struct Witness<'a>(&'a RefCell<Vec<&'static str>>, &'static str);

impl Drop for Witness<'_> {
    fn drop(&mut self) {
        self.0.borrow_mut().push(self.1);
    }
}

#[track_caller]
fn check_order(first: First, expected: [&str; 4]) {
    let (now, order) = (Cell::new(ms(0)), RefCell::new(Vec::new()));
    let going = async |name, took: u64, dropped| {
        let _dropped = Witness(&order, dropped);
        order.borrow_mut().push(name);
        now.set(now.get() + ms(took));
        pause().await;
        now.set(now.get() + ms(took));
        name
    };
    let (control, candidate) = (going("control", 1, "control done"), going("candidate", 2, "candidate done"));
    let (value, run) = finish(run_async_with(first, || now.get(), unlimited, control, candidate));
    assert_eq!(value, "control");
    assert_eq!(run.candidate, Candidate::Returned("candidate"));
    assert_eq!((run.control_took, run.candidate_took), (ms(2), ms(4)));
    assert_eq!(*order.borrow(), expected);
}

#[test]
fn futures_run_one_at_a_time_in_given_order() {
    check_order(First::Control, ["control", "control done", "candidate", "candidate done"]);
    check_order(First::Candidate, ["candidate", "candidate done", "control", "control done"]);
}

#[track_caller]
fn check_panic(candidate: impl Future<Output = u8>, first: First, message: &str) {
    let (value, run) = finish(run_async_with(first, || ms(0), unlimited, future::ready(1), candidate));
    assert_eq!((value, run.candidate), (1, Candidate::Panicked(message.to_owned())));
}

#[test]
fn panicking_candidate_leaves_value_of_control() {
    let at_once = || async { panic!("at once") };
    let later = || async {
        pause().await;
        panic!("later")
    };
    let when_dropped = || async {
        let _explosive = Explosive;
        2
    };
    for first in [First::Control, First::Candidate] {
        check_panic(at_once(), first, "at once");
        check_panic(later(), first, "later");
        check_panic(when_dropped(), first, "dropped");
    }
}

/// A future that panics when it is dropped, and is never ready.
struct Stuck(Explosive);

impl Future for Stuck {
    type Output = u8;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u8> {
        Poll::Pending
    }
}

#[test]
fn candidate_that_panics_in_drop_is_not_noticed() {
    let (value, run) =
        finish(run_async_with(First::Candidate, || ms(0), || future::ready(()), future::ready(1), Stuck(Explosive)));
    assert_eq!((value, run.candidate), (1, Candidate::Panicked("dropped".to_owned())));

    let mut abandoned =
        Box::pin(run_async_with(First::Candidate, || ms(0), unlimited, future::ready(1), Stuck(Explosive)));
    assert!(poll(abandoned.as_mut()).is_pending());
    drop(abandoned);

    let returned = future::ready(Some(Explosive));
    let mut abandoned = Box::pin(run_async_with(First::Candidate, || ms(0), unlimited, future::pending(), returned));
    assert!(poll(abandoned.as_mut()).is_pending());
    drop(abandoned);
}

#[test]
fn a_candidate_that_takes_too_long_is_dropped() {
    let (now, order) = (Cell::new(ms(0)), RefCell::new(Vec::new()));
    let (ring, bell) = mpsc::channel();
    let limit = || future::poll_fn(move |_| if bell.try_recv().is_ok() { Poll::Ready(()) } else { Poll::Pending });
    let candidate = async {
        let _dropped = Witness(&order, "dropped");
        future::pending().await
    };
    let control = async {
        order.borrow_mut().push("control");
        pause().await;
        1
    };
    let mut both = pin!(run_async_with(First::Candidate, || now.get(), limit, control, candidate));
    assert!(poll(both.as_mut()).is_pending());
    now.set(ms(5));
    assert!(poll(both.as_mut()).is_pending());
    assert!(order.borrow().is_empty());

    ring.send(()).expect("it listens");
    assert!(poll(both.as_mut()).is_pending());
    assert_eq!(*order.borrow(), ["dropped", "control"]);
    let Poll::Ready((value, run)) = poll(both.as_mut()) else { panic!("the control is done") };
    assert_eq!((value, run.candidate, run.candidate_took), (1, Candidate::TimedOut, ms(5)));
    assert!(poll(both).is_pending());
}

#[test]
fn a_value_that_is_there_in_the_end_is_in_time() {
    let candidate = async {
        pause().await;
        2
    };
    let limit = || async { pause().await };
    let (_, run) = finish(run_async_with(First::Control, || ms(0), limit, future::ready(1), candidate));
    assert_eq!(run.candidate, Candidate::Returned(2));
}

#[test]
fn a_limit_that_panics_is_not_noticed() {
    let limit = || async { panic!("no time") };
    let (value, run) = finish(run_async_with(First::Control, || ms(0), limit, future::ready(1), future::pending()));
    assert_eq!((value, run.candidate), (1, Candidate::Panicked("no time".to_owned())));
}

#[test]
fn a_panic_of_the_control_goes_through() {
    let both = run_async_with(First::Candidate, || ms(0), unlimited, async { panic!("control") }, future::ready(2));
    let panicked = panic::catch_unwind(AssertUnwindSafe(|| finish(both))).expect_err("it panics");
    assert_eq!(panicked.downcast_ref(), Some(&"control"));
}

#[test]
fn dropping_it_drops_both() {
    for polled in [false, true] {
        let order = RefCell::new(Vec::new());
        let stuck = |name| {
            let dropped = Witness(&order, name);
            async move {
                let _dropped = dropped;
                future::pending::<u8>().await
            }
        };
        let (control, candidate) = (stuck("control"), stuck("candidate"));
        let mut both = Box::pin(run_async_with(First::Control, || ms(0), unlimited, control, candidate));
        if polled {
            assert!(poll(both.as_mut()).is_pending());
        }
        drop(both);
        order.borrow_mut().sort_unstable();
        assert_eq!(*order.borrow(), ["candidate", "control"]);
    }
}

#[test]
fn future_that_runs_alone_is_dropped_when_done() {
    let order = RefCell::new(Vec::new());
    let going = |name| {
        let dropped = Witness(&order, name);
        async move {
            let _dropped = dropped;
            pause().await;
            name
        }
    };
    let mut pair = Box::pin(Pair::<_, _, Delay>::new(going("control"), going("candidate")));
    let mut task = Context::from_waker(Waker::noop());
    assert!(pair.as_mut().poll_control(&mut task).is_pending());
    assert_eq!(pair.as_mut().poll_control(&mut task), Poll::Ready("control"));
    assert_eq!(*order.borrow(), ["control"]);
    assert!(pair.as_mut().poll_control(&mut task).is_pending(), "it has been ready before");
    assert!(pair.as_mut().poll_candidate(&mut task).is_pending());
    assert_eq!(pair.as_mut().poll_candidate(&mut task), Poll::Ready("candidate"));
    assert_eq!(*order.borrow(), ["control", "candidate"]);
}

#[test]
fn panic_of_candidate_run_alone_reaches_caller() {
    let mut task = Context::from_waker(Waker::noop());
    let mut pair = Box::pin(Pair::<_, _, Delay>::new(future::ready(1), Stuck(Explosive)));
    assert!(pair.as_mut().poll_candidate(&mut task).is_pending());
    panic::catch_unwind(AssertUnwindSafe(|| drop(pair))).expect_err("the candidate is the caller's");
    // Next to a control that runs alone, the panic of the candidate has no receiver.
    let mut pair = Box::pin(Pair::<_, _, Delay>::new(future::ready(1), Stuck(Explosive)));
    assert_eq!(pair.as_mut().poll_control(&mut task), Poll::Ready(1));
    drop(pair);
}

/// The only test that waits: the limit needs no executor.
#[test]
fn the_limit_needs_no_executor() {
    let limit = || Delay::new(ms(5));
    let both = run_async_with(First::Candidate, || ms(0), limit, future::ready(1), future::pending());
    let (value, run) = pollster::block_on(both);
    assert_eq!((value, run.candidate), (1, Candidate::TimedOut));
}

#[test]
fn it_can_be_sent_if_both_can() {
    fn sendable<T: Send>(_: &T) {}
    sendable(&Pair::<_, _, Delay>::new(future::ready(1), future::ready(2)));
    let unsendable = future::ready(Rc::new(1));
    drop(Pair::<_, _, Delay>::new(unsendable.clone(), unsendable));
}
