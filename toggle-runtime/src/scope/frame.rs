//! The scopes that a thread is in.

use std::{
    cell::{Cell, RefCell},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
};

use jiff::Timestamp;

use crate::{
    context::Context,
    registry::{Registry, Scene, View},
    targeting::Targeting,
    value::Value,
};

/// A scope that has been entered, perhaps several times: what the checks inside see.
pub(crate) struct Frame {
    registry: Registry,
    view: Arc<View>,
    /// With those of the scope around it.
    overrides: Vec<(usize, Value)>,
    context: Context,
    instant: Instant,
}

impl Frame {
    pub(super) fn new(
        registry: &Registry,
        base: Option<&Self>,
        context: Option<Context>,
        overrides: &[(usize, Value)],
    ) -> Self {
        let mut all: Vec<(usize, Value)> = overrides.to_vec();
        for inherited in base.iter().flat_map(|base| &base.overrides) {
            if !overrides.iter().any(|(toggle, _)| *toggle == inherited.0) {
                all.push(inherited.clone());
            }
        }
        let context = context.or_else(|| base.map(|base| base.context.clone())).unwrap_or_default();
        let view = registry.enter(base.map(|base| base.view.clone()), &all);
        let instant = base.map_or_else(Instant::default, |base| base.instant.clone());
        Self { registry: registry.clone(), view, overrides: all, context, instant }
    }

    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    /// Whether the scope, or one around it, overrides a toggle.
    pub(crate) fn overrides(&self, toggle: usize) -> bool {
        self.overrides.iter().any(|(other, _)| *other == toggle)
    }

    /// Looks at the states as the scope sees them.
    pub(crate) fn look<R>(&self, context: Option<&dyn Targeting>, look: impl FnOnce(&Scene<'_>) -> R) -> R {
        self.look_at(None, context, look)
    }

    /// As [`look`](Self::look), at a time that is not the scope's own.
    pub(crate) fn look_at<R>(
        &self,
        at: Option<Timestamp>,
        context: Option<&dyn Targeting>,
        look: impl FnOnce(&Scene<'_>) -> R,
    ) -> R {
        let clock = || at.unwrap_or_else(|| self.instant.read());
        look(&Scene::new(&self.view, &self.overrides, context.unwrap_or(&self.context), &clock))
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.registry.leave(&self.view, &self.overrides);
    }
}

/// The time that a scope goes by, the same to its end: the one at which it was first asked for, in microseconds since 1970.
/// Scopes inside share it.
#[derive(Clone)]
struct Instant(Arc<AtomicI64>);

/// Nobody has asked for the time.
const UNREAD: i64 = i64::MIN;

impl Default for Instant {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(UNREAD)))
    }
}

impl Instant {
    fn read(&self) -> Timestamp {
        let mut instant = self.0.load(Relaxed);
        if instant == UNREAD {
            let now = Timestamp::now().as_microsecond();
            instant = self.0.compare_exchange(UNREAD, now, Relaxed, Relaxed).map_or_else(|first| first, |_| now);
        }
        Timestamp::from_microsecond(instant).unwrap_or_default()
    }
}

thread_local! {
    static STACK: RefCell<Vec<(u64, Arc<Frame>)>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u64> = const { Cell::new(0) };
}

/// Enters a scope, and gives what to leave it by. While the thread ends it is in no scope any more.
pub(super) fn push(frame: Arc<Frame>) -> u64 {
    let id = NEXT.get();
    NEXT.set(id + 1);
    push_all([(id, frame)]);
    id
}

/// Enters scopes again that [`leave_from`] has left.
pub(super) fn push_all(frames: impl IntoIterator<Item = (u64, Arc<Frame>)>) {
    let _ = STACK.try_with(|stack| stack.borrow_mut().extend(frames));
}

/// Leaves a scope, wherever in the stack it is: guards may be dropped in any order.
pub(super) fn pop(id: u64) {
    let left = STACK.try_with(|stack| {
        let mut stack = stack.borrow_mut();
        let at = stack.iter().rposition(|(other, _)| *other == id)?;
        Some(stack.remove(at))
    });
    // Outside of the borrow, since a scope that ends tells the registry.
    drop(left);
}

/// Leaves a scope and those that have been entered inside it and not left yet, and gives these.
pub(super) fn leave_from(id: u64) -> Vec<(u64, Arc<Frame>)> {
    let mut left = STACK
        .try_with(|stack| {
            let mut stack = stack.borrow_mut();
            let at = stack.iter().rposition(|(other, _)| *other == id).unwrap_or(stack.len());
            stack.split_off(at)
        })
        .unwrap_or_default();
    left.retain(|(other, _)| *other != id);
    left
}

/// The scope that this thread is in. None while the thread ends.
pub(crate) fn current(registry: &Registry) -> Option<Arc<Frame>> {
    top(registry, Arc::clone)
}

/// Looks at the states as the scope of this thread sees them, if it is in one.
pub(crate) fn look<R>(
    registry: &Registry,
    context: Option<&dyn Targeting>,
    look: impl FnOnce(&Scene<'_>) -> R,
) -> Option<R> {
    match context {
        None => top(registry, |frame| frame.look(None, look)),
        // It may be code of the user's, which may enter and leave scopes, so the stack cannot stay borrowed.
        context => Some(current(registry)?.look(context, look)),
    }
}

fn top<T>(registry: &Registry, look: impl FnOnce(&Arc<Frame>) -> T) -> Option<T> {
    let found = STACK.try_with(|stack| {
        // It is borrowed where a scope is being entered, which may allocate; an allocator that asks is in no scope.
        let stack = stack.try_borrow().ok()?;
        let (_, frame) = stack.iter().rev().find(|(_, frame)| frame.registry.is(registry))?;
        Some(look(frame))
    });
    found.ok().flatten()
}
