//! The expansion of `guard`: gated code whose calls are counted with their outcomes.

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

/// Gated code that is about to run and has no other way. Its calls are counted, but never compared.
pub type Alone = Way<ALONE>;

/// The other way, which is about to run. Its calls are counted while the budget compares both ways.
pub type Other = Way<OTHER>;

const GATED: u8 = 0;
const ALONE: u8 = 1;
const OTHER: u8 = 2;

/// The code of one side. The side is part of the type, so that it needs no run-time value.
#[derive(Debug, Clone, Copy)]
pub struct Way<const SIDE: u8> {
    /// `None` if nothing is counted, because the build has fixed the toggle and no guard could switch it off.
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

    /// Runs the code and counts the call. Resumes a panic of the code.
    #[inline]
    pub fn run<R>(self, body: impl FnOnce() -> R, is_failure: impl FnOnce(&R) -> bool) -> R {
        match self.counting() {
            None => body(),
            Some(mut counting) => counting.run(body, is_failure),
        }
    }

    /// Runs the code's future and counts the call, like [`run`](Self::run). A future that is dropped before its end is
    /// not counted.
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
    /// The call, or `None` after its end. A call that has not ended when this is dropped is abandoned.
    call: Option<Call>,
    /// Whether the code has called [`failed`].
    has_failed: bool,
}

impl Counting {
    /// Begins a counted call. Returns `None` if the budget is gone, or if the scope of this thread overrides toggles.
    /// Such a call runs in an unusual configuration, so its outcome is no evidence about the usual one.
    pub(crate) fn begin(registry: &'static Registry, point: &'static Point, side: Side) -> Option<Self> {
        let guard = registry.guard(point)?;
        if frame::overrides_any(registry) && !guard.budget().overrides {
            return None;
        }
        // Reading the clock is half of the cost, and the start matters only for durations.
        let start = if guard.budget().is_timed() { registry.now() } else { Duration::ZERO };
        let call = Some(guard.begin(side, start));
        Some(Self { registry, point, guard, call, has_failed: false })
    }

    pub(crate) fn run<R>(&mut self, body: impl FnOnce() -> R, is_failure: impl FnOnce(&R) -> bool) -> R {
        let result = self.attend(|| panics::catch_payload(body));
        self.finish(result, is_failure)
    }

    /// Runs a part of the call, in which [`failed`] is about this call. The part must not panic.
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
                // The predicate is user code, too. The result exists even if the predicate panics.
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
    /// Ends a call whose code was dropped before its end. It counts only if the code has called [`failed`].
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
    // Inlined, because most calls have ended by then.
    #[inline]
    fn drop(&mut self) {
        if let Some(call) = self.call.take() {
            self.give_up(call);
        }
    }
}
