//! What `guard` expands to: gated code of which is counted what becomes of it.

mod failed;
mod future;

use std::{any::Any, panic::resume_unwind, sync::Arc, time::Duration};

use self::{failed::Running, future::RunAsync};
use crate::{
    base::panics,
    catalogue::point::{Point, mode},
    global,
    monitor::guard::{Call, Ended, Guard, Side},
    registry::Registry,
    scope::frame,
};

pub use self::failed::failed;
pub(crate) use self::future::Unwinding;

/// Gated code that is about to run and has another way. Its calls are counted while the toggle has a budget.
pub type Guarded = Way<GATED>;

/// Gated code that is about to run and has no other way. Its calls are counted like others, and never compared.
pub type Alone = Way<ALONE>;

/// The other way, which is about to run. Its calls are counted while the budget compares both ways.
pub type Other = Way<OTHER>;

const GATED: u8 = 0;
const ALONE: u8 = 1;
const OTHER: u8 = 2;

/// Code of one side. The type holds the side, so that no call asks for the side or passes it on.
#[derive(Debug, Clone, Copy)]
pub struct Way<const SIDE: u8> {
    /// None where nothing is counted: the build has fixed the toggle, so that nothing could switch it off.
    point: Option<&'static Point>,
}

impl<const SIDE: u8> Way<SIDE> {
    const SIDE: Side = match SIDE {
        GATED => Side::Gated,
        ALONE => Side::Alone,
        _ => Side::Other,
    };

    pub(crate) const fn new(point: Option<&'static Point>) -> Self {
        Self { point }
    }

    /// Runs the code. A panic is counted, and goes on.
    #[inline]
    pub fn run<R>(self, body: impl FnOnce() -> R, is_failure: impl FnOnce(&R) -> bool) -> R {
        match self.counting() {
            None => body(),
            Some(mut counting) => counting.run(body, is_failure),
        }
    }

    /// As [`run`](Self::run). Code that is dropped before its end has not failed, and does not count.
    #[inline]
    pub fn run_async<R, B, J>(self, body: B, is_failure: J) -> impl Future<Output = R>
    where
        B: Future<Output = R>,
        J: FnOnce(&R) -> bool,
    {
        RunAsync::new(self, body, is_failure)
    }

    #[inline]
    fn counting(self) -> Option<Counting> {
        let needed = if SIDE == OTHER { mode::COMPARED } else { mode::COUNTED };
        self.point.filter(|point| point.is(needed)).and_then(begin::<SIDE>)
    }
}

#[cold]
#[inline(never)]
fn begin<const SIDE: u8>(point: &'static Point) -> Option<Counting> {
    Counting::begin(global::registry_for_check()?, point, Way::<SIDE>::SIDE)
}

/// A call that is counted when it ends.
pub(crate) struct Counting {
    registry: &'static Registry,
    point: &'static Point,
    guard: Arc<Guard>,
    /// Taken when the call ends. What is left is given up.
    call: Option<Call>,
    /// Whether the code has said that the call fails.
    has_failed: bool,
}

impl Counting {
    /// None where there is no budget any more, or where the scope of this thread overrides toggles: such a call runs in
    /// a configuration that is not everybody's, so it tells nothing about that.
    pub(crate) fn begin(registry: &'static Registry, point: &'static Point, side: Side) -> Option<Self> {
        let guard = registry.guard(point)?;
        if frame::overrides_any(registry) && !guard.budget().overrides {
            return None;
        }
        // The clock is half of what this costs, and when a call began matters only if it may be slow.
        let start = if guard.budget().is_timed() { registry.now() } else { Duration::ZERO };
        let call = Some(guard.begin(side, start));
        Some(Self { registry, point, guard, call, has_failed: false })
    }

    pub(crate) fn run<R>(&mut self, body: impl FnOnce() -> R, is_failure: impl FnOnce(&R) -> bool) -> R {
        let result = self.attend(|| panics::catch_payload(body));
        self.finish(result, is_failure)
    }

    /// Runs a part of the call, whose [`failed`] is about this call. The part catches its panics.
    fn attend<R>(&mut self, part: impl FnOnce() -> R) -> R {
        let running = Running::enter(self.has_failed);
        let result = part();
        self.has_failed = running.leave();
        result
    }

    #[cfg(test)]
    pub(crate) fn run_async<B: Future, J: FnOnce(&B::Output) -> bool>(
        self,
        body: B,
        is_failure: J,
    ) -> RunAsync<B, future::Count<J, GATED>> {
        RunAsync::counted(self, body, is_failure)
    }

    fn finish<R>(&mut self, result: Result<R, Box<dyn Any + Send>>, is_failure: impl FnOnce(&R) -> bool) -> R {
        match result {
            Ok(result) => {
                // That is code of the user, too, and the result is there whatever it does.
                let mut ended = if self.has_failed { Ended::Failed } else { Ended::Panicked };
                if !self.has_failed {
                    panics::catch_panic(|| ended = if is_failure(&result) { Ended::Failed } else { Ended::Succeeded });
                }
                self.end(ended);
                result
            }
            Err(panic) => {
                self.end(Ended::Panicked);
                resume_unwind(panic)
            }
        }
    }

    fn end(&mut self, ended: Ended) {
        if let Some(call) = self.call.take() {
            self.follow(self.guard.end(call, ended, self.registry.now()));
        }
    }

    #[inline]
    fn follow(&self, has_changed: bool) {
        if has_changed {
            self.registry.follow_guard(self.point, &self.guard);
        }
    }
}

impl Counting {
    /// Ends a call whose code was dropped before its end.
    #[cold]
    #[inline(never)]
    fn give_up(&self, call: Call) {
        let now = self.registry.now();
        let has_changed =
            if self.has_failed { self.guard.end(call, Ended::Failed, now) } else { self.guard.abandon(call, now) };
        self.follow(has_changed);
    }
}

impl Drop for Counting {
    // In line, since most calls have ended by then.
    #[inline]
    fn drop(&mut self) {
        if let Some(call) = self.call.take() {
            self.give_up(call);
        }
    }
}
