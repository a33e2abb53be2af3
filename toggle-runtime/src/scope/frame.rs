//! The stack of scopes that a thread is in.

use std::{
    cell::{Cell, RefCell},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
};

use jiff::Timestamp;
use toggle_rules::{Targeting, Value};

use crate::{
    base::clock,
    registry::{Evaluator, Registry, ViewRef},
    scope::ambient::Ambient,
};

/// A scope that has been entered, perhaps several times: the snapshot, overrides and context of the checks inside.
pub(crate) struct Frame {
    moment: Arc<Moment>,
    /// The overrides of this scope and of the scopes around it.
    overrides: Vec<(usize, Value)>,
    context: Ambient,
}

impl Frame {
    pub(super) fn new(
        registry: &'static Registry,
        base: Option<&Self>,
        context: Option<Ambient>,
        overrides: &[(usize, Value)],
    ) -> Self {
        let mut all: Vec<(usize, Value)> = overrides.to_vec();
        for inherited in base.iter().flat_map(|base| &base.overrides) {
            if !overrides.iter().any(|(toggle, _)| *toggle == inherited.0) {
                all.push(inherited.clone());
            }
        }
        let context = context.or_else(|| base.map(|base| base.context.clone())).unwrap_or_default();
        let moment = base.map_or_else(|| Arc::new(Moment::now(registry)), |base| base.moment.clone());
        registry.add_overrides(&all);
        Self { moment, overrides: all, context }
    }

    pub(crate) fn context(&self) -> &Ambient {
        &self.context
    }

    /// Returns whether the scope, or one around it, overrides a toggle.
    pub(crate) fn overrides(&self, toggle: usize) -> bool {
        self.overrides.iter().any(|(other, _)| *other == toggle)
    }

    /// Looks at the states of the scope's snapshot.
    pub(crate) fn look<R>(&self, context: Option<&dyn Targeting>, look: impl FnOnce(&Evaluator<'_>) -> R) -> R {
        self.look_at(None, context, look)
    }

    /// Does the same as [`look`](Self::look), at another time than the scope's own.
    pub(crate) fn look_at<R>(
        &self,
        at: Option<Timestamp>,
        context: Option<&dyn Targeting>,
        look: impl FnOnce(&Evaluator<'_>) -> R,
    ) -> R {
        let clock = || at.unwrap_or_else(|| self.moment.time());
        look(&Evaluator::new(
            &self.moment.view,
            &self.overrides,
            context.unwrap_or_else(|| self.context.targeting()),
            &clock,
        ))
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.moment.registry.remove_overrides(&self.overrides);
    }
}

/// The snapshot and the time that a scope and all scopes inside it share, until the last of them ends.
struct Moment {
    registry: &'static Registry,
    view: ViewRef,
    /// The time of the first rule that needed the time, in microseconds since 1970, or [`UNREAD`].
    time: AtomicI64,
}

/// The value of a time that no rule has needed.
const UNREAD: i64 = i64::MIN;

impl Moment {
    fn now(registry: &'static Registry) -> Self {
        Self { registry, view: registry.hold(), time: AtomicI64::new(UNREAD) }
    }

    fn time(&self) -> Timestamp {
        let mut time = self.time.load(Relaxed);
        if time == UNREAD {
            let now = clock::microseconds(clock::now());
            time = self.time.compare_exchange(UNREAD, now, Relaxed, Relaxed).map_or_else(|first| first, |_| now);
        }
        clock::of_microseconds(time)
    }
}

impl Drop for Moment {
    fn drop(&mut self) {
        self.registry.let_go(&self.view);
    }
}

thread_local! {
    static STACK: RefCell<Vec<(u64, Arc<Frame>)>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u64> = const { Cell::new(0) };
}

/// Enters a scope, and returns the id by which the scope is left. A thread that is ending is in no scope.
#[inline]
pub(super) fn push(frame: Arc<Frame>) -> u64 {
    let id = NEXT.get();
    NEXT.set(id + 1);
    push_all([(id, frame)]);
    id
}

/// Enters scopes again that [`leave_from`] has left.
#[inline]
pub(super) fn push_all(frames: impl IntoIterator<Item = (u64, Arc<Frame>)>) {
    let _ = STACK.try_with(|stack| stack.borrow_mut().extend(frames));
}

/// Leaves a scope at any position of the stack: guards may be dropped in any order.
pub(super) fn pop(id: u64) {
    let left = STACK.try_with(|stack| {
        let mut stack = stack.borrow_mut();
        let at = stack.iter().rposition(|(other, _)| *other == id)?;
        Some(stack.remove(at))
    });
    // After the borrow, because a scope that ends calls the registry.
    drop(left);
}

/// Leaves a scope and the scopes inside it, and returns the latter.
#[inline]
pub(super) fn leave_from(id: u64) -> Vec<(u64, Arc<Frame>)> {
    let left = STACK.try_with(|stack| {
        let mut stack = stack.borrow_mut();
        let at = stack.iter().rposition(|(other, _)| *other == id)?;
        let inside = stack.split_off(at + 1);
        Some((stack.pop(), inside))
    });
    // After the borrow, as in `pop`.
    left.ok().flatten().map(|(_, inside)| inside).unwrap_or_default()
}

/// Returns the scope of this thread, or `None` while the thread is ending.
pub(crate) fn current(registry: &Registry) -> Option<Arc<Frame>> {
    top(registry, Arc::clone)
}

/// Returns whether the scope of this thread, or one around it, overrides any toggle.
#[inline]
pub(crate) fn overrides_any(registry: &Registry) -> bool {
    registry.has_overrides() && overrides_any_here(registry)
}

#[cold]
#[inline(never)]
fn overrides_any_here(registry: &Registry) -> bool {
    top(registry, |frame| !frame.overrides.is_empty()).unwrap_or(false)
}

/// Looks at the states of the scope of this thread, if the thread is in a scope.
pub(crate) fn look<R>(
    registry: &Registry,
    context: Option<&dyn Targeting>,
    look: impl FnOnce(&Evaluator<'_>) -> R,
) -> Option<R> {
    // A context may be the user's code, which may enter and leave scopes, so the stack must not stay borrowed.
    if context.is_some() {
        return Some(current(registry)?.look(context, look));
    }
    let found = top(registry, |frame| match frame.context {
        Ambient::Plain(_) => Ok(frame.look(None, look)),
        Ambient::Layered(_) => Err((frame.clone(), look)),
    });
    Some(found?.unwrap_or_else(|(frame, look)| frame.look(None, look)))
}

fn top<T>(registry: &Registry, look: impl FnOnce(&Arc<Frame>) -> T) -> Option<T> {
    let found = STACK.try_with(|stack| {
        // The stack is borrowed while a scope is entered, which may allocate. A check in the allocator is in no
        // scope.
        let stack = stack.try_borrow().ok()?;
        let (_, frame) = stack.iter().rev().find(|(_, frame)| frame.moment.registry.is(registry))?;
        Some(look(frame))
    });
    found.ok().flatten()
}
