use std::{
    cell::Cell,
    ops::Deref,
    sync::{
        Arc, OnceLock, atomic,
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

/// Into how many parts scopes are divided, by their threads, so that those that are entered at the same time do not write to
/// the same memory.
#[cfg(not(all(test, shuttle)))]
pub(super) const SHARDS: usize = 32;
/// Each shard is a step of the scheduler in `retired/interleavings.rs`.
#[cfg(all(test, shuttle))]
pub(super) const SHARDS: usize = 2;

/// What decides all toggles at one time.
pub(crate) struct View {
    pub(super) epoch: u64,
    pub(crate) resolved: Box<[Resolved]>,
    /// What decisions call each layer.
    pub(crate) sources: Arc<[Arc<str>]>,
    /// The attributes of the process, if it has some.
    pub(super) process: Option<Context>,
    /// How many living scopes look at it, by shards.
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

/// A view, as the scopes of one shard have it: to clone it writes to nothing that other shards write to.
pub(crate) type ViewRef = Arc<CachePadded<ViewGuard>>;

/// A view that a scope holds, and the shard in which it is counted there.
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

/// The view in force, which scopes take hold of without a lock.
///
/// Whoever puts a new view into force has to know whether scopes hold the one before, and a scope has to know that the one
/// it takes is in force. Each side first writes what the other one reads: the scope counts itself in its shard of the view
/// and then looks at `epoch`; the writer raises `epoch` and then looks at the counts of all shards. All of these are
/// sequentially consistent, so they have one order. If the scope looks at `epoch` before the writer raises it, it has counted
/// itself before the writer looks at its shard, and the writer sees it. Otherwise the scope finds its view out of date, and
/// takes the next. The counts of the other shards play no part in that.
///
/// Nobody looks at all counts of a view at one instant, and nobody needs to: what is not in force any more only loses scopes,
/// but for those that count themselves in, look, and leave without having asked anything. So a shard that was found empty
/// stays empty of scopes that count, and a view whose shards were found empty one by one is held by none.
///
/// Whoever empties a shard of a view that is not in force any more has perhaps let go of it last, and looks at the others
/// under the lock of `Control`. Two that leave two shards at once may both do so: the first may still see the other's count,
/// but whoever gets the lock later sees both shards empty, since each has left before it locks. If the first sees both empty
/// already, the other finds nothing to do. And if the view was still in force when somebody looked who left it, the
/// writer looks at the counts after that, and finds the one who left gone.
pub(super) struct Current {
    published: ArcSwap<Published>,
    /// That of the view in force.
    epoch: AtomicU64,
}

/// A view, and what the shards have of it, made when the first scope of each is entered.
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

    /// Puts a view into force, and gives the one before.
    pub(super) fn replace(&self, view: View) -> Arc<View> {
        let epoch = view.epoch;
        let before = self.published.swap(Published::new(view));
        self.epoch.store(epoch, SeqCst);
        before.view.clone()
    }

    /// Takes hold of the view in force. `left` is called with one that was not in force any more.
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

    /// Counts a scope in a view, and tells whether that is in force. If not, the caller lets go of it.
    pub(super) fn is_held_in_force(&self, hold: &ViewGuard) -> bool {
        hold.scopes[hold.shard].fetch_add(1, SeqCst);
        self.is_in_force(hold)
    }

    /// Lets go of a view. Tells whether that may have been the last hold on one that is not in force any more.
    pub(super) fn let_go(&self, hold: &ViewGuard) -> bool {
        hold.scopes[hold.shard].fetch_sub(1, SeqCst) == 1 && !self.is_in_force(hold)
    }

    fn is_in_force(&self, view: &View) -> bool {
        self.epoch.load(SeqCst) <= view.epoch
    }
}

/// The shard of this thread. Threads get them in turn.
fn shard() -> usize {
    thread_local! {
        static SHARD: Cell<Option<usize>> = const { Cell::new(None) };
    }
    static NEXT: atomic::AtomicUsize = atomic::AtomicUsize::new(0);
    SHARD.get().unwrap_or_else(|| {
        let shard = NEXT.fetch_add(1, Relaxed) % SHARDS;
        SHARD.set(Some(shard));
        shard
    })
}
