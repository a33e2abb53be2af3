//! The time limit of an asynchronous candidate.

use std::{
    pin::Pin,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    task::{Context, Poll},
    time::Duration,
};

use futures_timer::Delay;

use crate::base::{panics, thread};

/// The end of a candidate's time limit. If the system cannot start a thread for timers, the limit never ends.
pub(crate) struct Limit(Option<Delay>);

impl Limit {
    pub(super) fn new(limit: Duration) -> Self {
        Self(has_timer().then(|| Delay::new(limit)))
    }
}

/// Returns whether timers work. The first timer starts a thread, and without that thread every timer panics.
fn has_timer() -> bool {
    static IS_STARTED: AtomicBool = AtomicBool::new(false);
    if !IS_STARTED.load(Relaxed) {
        IS_STARTED.store(thread::is_room(), Relaxed);
    }
    IS_STARTED.load(Relaxed)
}

impl Future for Limit {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        let Some(delay) = &mut self.0 else { return Poll::Pending };
        // The system may have run out of threads between the test of `has_timer` and the start of the timer's thread.
        panics::catch_panic(|| Pin::new(delay).poll(task)).unwrap_or_else(|| {
            self.0 = None;
            Poll::Pending
        })
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    #[test]
    fn limit_without_room_for_a_thread_has_no_end() {
        // Another test may have started the timer's thread, which then stays.
        let mut limit = thread::refusing::run(|| Limit::new(Duration::from_secs(3600)));
        assert_eq!(Pin::new(&mut limit).poll(&mut Context::from_waker(Waker::noop())), Poll::Pending);
    }

    #[test]
    fn longest_limit_is_a_limit() {
        let mut limit = Limit::new(Duration::MAX);
        assert_eq!(Pin::new(&mut limit).poll(&mut Context::from_waker(Waker::noop())), Poll::Pending);
    }

    #[test]
    fn limit_ends() {
        pollster::block_on(Limit::new(Duration::from_millis(1)));
    }
}
