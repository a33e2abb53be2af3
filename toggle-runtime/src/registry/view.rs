//! The view of all toggles at one time, and how scopes hold it without a lock.

use std::{
    cell::Cell,
    ops::Deref,
    sync::{
        Arc, OnceLock,
        atomic::Ordering::{Relaxed, SeqCst},
    },
};

use arc_swap::{ArcSwap, Guard};
use toggle_rules::Policy;

use crate::{
    base::sync::{AtomicU64, AtomicUsize},
    model::context::Context,
    registry::{cache_padded::CachePadded, resolved::Resolved},
};

/// The number of parts into which scopes are divided by their threads, so that scopes entered at the same time do not
/// write to the same memory.
#[cfg(not(all(test, shuttle)))]
pub(super) const SHARDS: usize = 32;
/// Each shard is a step of the scheduler in `retired/interleavings.rs`.
#[cfg(all(test, shuttle))]
pub(super) const SHARDS: usize = 2;

/// The policies of all toggles at one time.
pub(crate) struct View {
    pub(super) epoch: u64,
    pub(crate) resolved: Box<[Resolved]>,
    /// The name of each layer in decisions.
    pub(crate) sources: Arc<[Arc<str>]>,
    /// The attributes of the process, if it has some.
    pub(super) process: Option<Context>,
    /// The number of living scopes that hold this view, by shards.
    scopes: Box<[CachePadded<AtomicUsize>]>,
}

impl View {
    pub(super) fn new(
        epoch: u64,
        resolved: Box<[Resolved]>,
        sources: Arc<[Arc<str>]>,
        process: Option<Context>,
    ) -> Self {
        Self { epoch, resolved, sources, process, scopes: (0..SHARDS).map(|_| CachePadded::default()).collect() }
    }

    pub(crate) fn policy(&self, toggle: usize) -> Option<&Policy> {
        self.resolved.get(toggle).map(|resolved| &resolved.policy)
    }

    pub(super) fn is_held(&self) -> bool {
        self.scopes.iter().any(|scopes| scopes.load(SeqCst) > 0)
    }
}

/// A view as the scopes of one shard share it: a clone writes to no memory that other shards write to.
pub(crate) type ViewRef = Arc<CachePadded<ViewGuard>>;

/// A view that a scope holds, and the shard that counts the scope.
pub(crate) struct ViewGuard {
    view: Arc<View>,
    shard: usize,
}

impl Deref for ViewGuard {
    type Target = View;

    fn deref(&self) -> &View {
        &self.view
    }
}

/// The current view, which scopes hold without a lock.
///
/// A writer that publishes a new view must know whether scopes hold the previous one, and a scope must know that the
/// view it takes is current. Each side first writes what the other side reads. The scope counts itself in its shard of
/// the view and then reads `epoch`. The writer raises `epoch` and then reads the counts of all shards. All these
/// operations are sequentially consistent, so they have one order. If the scope reads `epoch` before the writer raises
/// it, the scope has counted itself before the writer reads its shard, and the writer sees the scope. Otherwise the
/// scope finds its view out of date, and takes the next one. The counts of the other shards play no part in that.
///
/// No thread reads all counts of a view at one instant, and no thread needs to. A replaced view only loses scopes. The
/// exceptions are scopes that count themselves in, read `epoch` and leave without a check. So an empty shard stays
/// empty of scopes that count, and a view whose shards were found empty one by one is not held.
///
/// A scope that empties a shard of a replaced view may be the last holder, so it looks at the other shards under the
/// lock of `Control`. Two scopes that leave two shards at once may both do so. The first may still see the other's
/// count, but the one that gets the lock later sees both shards empty, because each has left before it locks. If the
/// first already sees both empty, the other finds nothing to do. If a leaving scope still reads the view as current,
/// the writer reads the counts after that, and finds the scope gone.
pub(super) struct Current {
    published: ArcSwap<Published>,
    /// The epoch of the current view.
    epoch: AtomicU64,
}

/// A view, with its reference for each shard, made when the first scope of the shard is entered.
pub(crate) struct Published {
    pub(super) view: Arc<View>,
    by_shard: Box<[OnceLock<ViewRef>]>,
}

impl Published {
    fn new(view: View) -> Arc<Self> {
        Arc::new(Self { view: Arc::new(view), by_shard: (0..SHARDS).map(|_| OnceLock::new()).collect() })
    }

    pub(super) fn of_shard(&self, shard: usize) -> ViewRef {
        let made = || Arc::new(CachePadded(ViewGuard { view: self.view.clone(), shard }));
        self.by_shard[shard].get_or_init(made).clone()
    }
}

impl Deref for Published {
    type Target = View;

    fn deref(&self) -> &View {
        &self.view
    }
}

impl Current {
    pub(super) fn new(view: View) -> Self {
        Self { epoch: AtomicU64::new(view.epoch), published: ArcSwap::new(Published::new(view)) }
    }

    #[inline]
    pub(super) fn load(&self) -> Guard<Arc<Published>> {
        self.published.load()
    }

    /// Publishes a view, and returns the previous one.
    pub(super) fn replace(&self, view: View) -> Arc<View> {
        let epoch = view.epoch;
        let before = self.published.swap(Published::new(view));
        self.epoch.store(epoch, SeqCst);
        before.view.clone()
    }

    /// Takes hold of the current view. Calls `left` for a view that was replaced meanwhile.
    pub(super) fn hold(&self, left: impl FnMut(&ViewGuard)) -> ViewRef {
        self.hold_in(shard(), left)
    }

    pub(super) fn hold_in(&self, shard: usize, mut left: impl FnMut(&ViewGuard)) -> ViewRef {
        loop {
            let hold = self.load().of_shard(shard);
            if self.is_held_in_force(&hold) {
                return hold;
            }
            left(&hold);
        }
    }

    /// Counts a scope in a view, and returns whether the view is current. If not, the caller must release it.
    pub(super) fn is_held_in_force(&self, hold: &ViewGuard) -> bool {
        hold.scopes[hold.shard].fetch_add(1, SeqCst);
        self.is_in_force(hold)
    }

    /// Releases a view. Returns whether that may have been the last hold on a replaced view.
    pub(super) fn let_go(&self, hold: &ViewGuard) -> bool {
        hold.scopes[hold.shard].fetch_sub(1, SeqCst) == 1 && !self.is_in_force(hold)
    }

    fn is_in_force(&self, view: &View) -> bool {
        self.epoch.load(SeqCst) <= view.epoch
    }
}

/// Returns the shard of this thread. Threads get shards in turn.
fn shard() -> usize {
    thread_local! {
        static SHARD: Cell<Option<usize>> = const { Cell::new(None) };
    }
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    SHARD.get().unwrap_or_else(|| {
        let shard = NEXT.fetch_add(1, Relaxed) % SHARDS;
        SHARD.set(Some(shard));
        shard
    })
}
