use std::sync::{
    Arc,
    atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst},
};

use arc_swap::{ArcSwap, Guard};

use super::layer::Resolved;
use crate::rules::Policy;

/// What decides all toggles at one time.
pub(crate) struct View {
    pub(super) epoch: u64,
    pub(super) resolved: Box<[Resolved]>,
    /// How many living scopes look at it.
    scopes: AtomicUsize,
}

impl View {
    pub(super) fn new(epoch: u64, resolved: Box<[Resolved]>) -> Self {
        Self { epoch, resolved, scopes: AtomicUsize::new(0) }
    }

    pub(crate) fn policy(&self, toggle: usize) -> Option<&Policy> {
        self.resolved.get(toggle).map(|resolved| &resolved.policy)
    }

    pub(super) fn is_held(&self) -> bool {
        self.scopes.load(SeqCst) > 0
    }
}

/// The view in force, which scopes take hold of without a lock.
///
/// Whoever puts a new view into force has to know whether scopes hold the one before, and a scope has to know that the one
/// it takes is in force. Each side first writes what the other one reads: the scope counts itself in the view and then looks
/// at `epoch`; the writer raises `epoch` and then looks at the count. All four are sequentially consistent, so at least one
/// of the two sees the other: the writer counts the scope in, or the scope finds its view out of date and takes the next.
pub(super) struct Current {
    view: ArcSwap<View>,
    /// That of the view in force.
    epoch: AtomicU64,
}

impl Current {
    pub(super) fn new(view: View) -> Self {
        Self { epoch: AtomicU64::new(view.epoch), view: ArcSwap::from_pointee(view) }
    }

    pub(super) fn load(&self) -> Guard<Arc<View>> {
        self.view.load()
    }

    /// Puts a view into force, and gives the one before.
    pub(super) fn replace(&self, view: View) -> Arc<View> {
        let epoch = view.epoch;
        let before = self.view.swap(Arc::new(view));
        self.epoch.store(epoch, SeqCst);
        before
    }

    /// Takes hold of the view in force. `left` is called with one that was not in force any more.
    pub(super) fn hold(&self, mut left: impl FnMut(&View)) -> Arc<View> {
        loop {
            let view = self.view.load_full();
            if self.is_held_in_force(&view) {
                return view;
            }
            left(&view);
        }
    }

    /// Counts a scope in a view, and tells whether that is in force. If not, the caller lets go of it.
    pub(super) fn is_held_in_force(&self, view: &View) -> bool {
        view.scopes.fetch_add(1, SeqCst);
        self.is_in_force(view)
    }

    /// Lets go of a view. Tells whether that was the last hold on one that is not in force any more.
    pub(super) fn let_go(&self, view: &View) -> bool {
        view.scopes.fetch_sub(1, SeqCst) == 1 && !self.is_in_force(view)
    }

    fn is_in_force(&self, view: &View) -> bool {
        self.epoch.load(SeqCst) <= view.epoch
    }
}
