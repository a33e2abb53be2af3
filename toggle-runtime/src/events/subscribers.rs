//! The list of subscribers to events.

use std::{
    fmt,
    sync::{
        Arc, Weak,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use arc_swap::ArcSwap;

use crate::model::event::Event;

pub(super) type Callback = Arc<dyn Fn(&Event) + Send + Sync>;

/// The subscribers, without a lock: a forked child inherits them, and a lock of its parent may stay locked.
#[derive(Default)]
pub(super) struct Subscribers {
    all: ArcSwap<Vec<(u64, Callback)>>,
    last: AtomicU64,
}

impl Subscribers {
    pub(super) fn is_empty(&self) -> bool {
        self.all.load().is_empty()
    }

    /// Returns the callbacks. The caller drops each of them, which may be the last reference.
    pub(super) fn callbacks(&self) -> Vec<Callback> {
        self.all.load().iter().map(|(_, call)| call.clone()).collect()
    }

    pub(super) fn add(self: &Arc<Self>, call: Callback) -> Subscription {
        let id = self.last.fetch_add(1, Relaxed);
        let subscriber = (id, call);
        self.all.rcu(|all| all.iter().chain([&subscriber]).cloned().collect::<Vec<_>>());
        Subscription { subscribers: Arc::downgrade(self), id }
    }
}

/// A subscription to events, which [`subscribe`](crate::subscribe) returns.
///
/// The subscription lasts as long as the process, or until [`unsubscribe`](Self::unsubscribe). Dropping this value
/// does not end it.
pub struct Subscription {
    subscribers: Weak<Subscribers>,
    id: u64,
}

impl Subscription {
    /// Ends the subscription. An event that is being delivered at this moment may still arrive.
    ///
    /// ```
    /// let subscription = toggle_runtime::subscribe(|event| println!("{event}"));
    /// subscription.unsubscribe();
    /// ```
    pub fn unsubscribe(self) {
        if let Some(subscribers) = self.subscribers.upgrade() {
            let without = |all: &Arc<Vec<(u64, Callback)>>| {
                all.iter().filter(|(id, _)| *id != self.id).cloned().collect::<Vec<_>>()
            };
            // Dropping the previous list may run the user's code. No lock is held.
            drop(subscribers.all.rcu(without));
        }
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription").finish_non_exhaustive()
    }
}
