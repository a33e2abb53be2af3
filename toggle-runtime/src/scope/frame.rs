//! The scopes that a thread is in.

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

use crate::{
    context::Context,
    registry::{Registry, View},
    value::Value,
};

/// A scope that has been entered, perhaps several times: what the checks inside see.
pub(crate) struct Frame {
    registry: Registry,
    view: Arc<View>,
    /// With those of the scope around it.
    overrides: Vec<(usize, Value)>,
    context: Context,
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
                all.push(*inherited);
            }
        }
        let context = context.or_else(|| base.map(|base| base.context.clone())).unwrap_or_default();
        let view = registry.enter(base.map(|base| base.view.clone()), &all);
        Self { registry: registry.clone(), view, overrides: all, context }
    }

    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    fn see(&self, toggle: usize) -> Option<Seen> {
        let overridden = self.overrides.iter().find(|(other, _)| *other == toggle).map(|(_, value)| *value);
        let value = overridden.or_else(|| self.view.value(toggle))?;
        Some(Seen { value, overridden: overridden.is_some() })
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.registry.leave(&self.view, &self.overrides);
    }
}

/// What a scope sees of a toggle.
pub(crate) struct Seen {
    pub(crate) value: Value,
    pub(crate) overridden: bool,
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
    top(registry, |frame| Some(frame.clone()))
}

/// What the scope that this thread is in sees of a toggle.
pub(crate) fn seen(registry: &Registry, toggle: usize) -> Option<Seen> {
    top(registry, |frame| frame.see(toggle))
}

/// The answer that the scope of this thread gives.
pub(crate) fn answer(registry: &Registry, toggle: usize) -> Option<Value> {
    seen(registry, toggle).map(|seen| seen.value)
}

fn top<T>(registry: &Registry, look: impl FnOnce(&Arc<Frame>) -> Option<T>) -> Option<T> {
    let found = STACK.try_with(|stack| {
        // It is borrowed where a scope is being entered, which may allocate; an allocator that asks is in no scope.
        let stack = stack.try_borrow().ok()?;
        let (_, frame) = stack.iter().rev().find(|(_, frame)| frame.registry.is(registry))?;
        look(frame)
    });
    found.ok().flatten()
}
