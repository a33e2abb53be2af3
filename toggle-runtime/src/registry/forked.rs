//! A child that was forked from a process with installed toggles.
//!
//! The child has no thread of its parent, and a lock that another thread of the parent held stays locked in the
//! child. So the child takes over before it locks anything: it makes its own event queue and history, and follows the
//! sources.

use std::{
    cell::Cell,
    process,
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Duration,
};

use arc_swap::{ArcSwap, Guard};

use crate::{
    base::lock::MutexGuard,
    events::EventQueue,
    model::error::Error,
    monitor::{history::HistoryFile, observe::Calls},
    registry::{Control, Registry, layers::FIRST_SOURCE_LAYER},
};

/// The longest time that a child waits for a lock, which may be held by a thread of its parent.
const PATIENCE: Duration = Duration::from_secs(1);
/// The number of slow checks on a thread for each check of the process id. The id is a system call, which takes as
/// long as the toggle's check itself.
const CHECKS: u8 = 64;

impl Registry {
    /// Locks the part that one thread at a time changes. Returns `None` in a forked child for which the lock stays
    /// locked for ever.
    pub(crate) fn control(&self) -> Option<MutexGuard<'_, Control>> {
        let process = process::id();
        let in_charge = &self.0.follower.process;
        if in_charge.load(Relaxed) == process {
            return Some(self.0.control.lock());
        }
        let lost = &self.0.follower.lost_in;
        if lost.load(Relaxed) == process {
            return None;
        }
        let Some(mut control) = self.0.control.try_lock_for(PATIENCE) else {
            if in_charge.load(Relaxed) == process {
                // Another thread of this child holds the lock.
                return Some(self.0.control.lock());
            }
            lost.store(process, Relaxed);
            return None;
        };
        if in_charge.load(Relaxed) != process {
            if control.follow {
                let sources = FIRST_SOURCE_LAYER..FIRST_SOURCE_LAYER + control.sources.len();
                control.unfollowed = sources.map(|position| (position, None)).collect();
                self.0.follower.is_due_now();
            }
            in_charge.store(process, Relaxed);
        }
        Some(control)
    }

    /// Does the same as [`control`](Self::control), for a call that can fail.
    pub(super) fn control_or_error(&self) -> Result<MutexGuard<'_, Control>, Error> {
        self.control().ok_or_else(Error::forked)
    }

    /// Does the same as [`control`](Self::control), without a system call if the lock is free: for scopes.
    pub(super) fn control_of_scope(&self) -> Option<MutexGuard<'_, Control>> {
        self.0.control.try_lock().or_else(|| self.control())
    }

    /// Returns the event queue of this process.
    pub(crate) fn events(&self) -> Arc<EventQueue> {
        let events = self.0.events.load();
        if !events.is_parents() {
            return Guard::into_inner(events);
        }
        replace(&self.0.events, &events, Arc::new(events.of_child()));
        self.0.events.load_full()
    }

    /// Returns the history file of this process.
    pub(super) fn history_file(&self) -> Option<Arc<HistoryFile>> {
        let file = self.0.history.load();
        let present = file.as_ref()?;
        if !present.is_parents() {
            return Guard::into_inner(file);
        }
        let own = Some(present.of_child());
        self.0.history.compare_and_swap(&file, own);
        self.0.history.load_full()
    }

    /// Returns the queue of answers for functions in this process.
    pub(crate) fn calls(&self) -> Option<Arc<Calls>> {
        if !self.0.has_calls.load(Relaxed) {
            return None;
        }
        let calls = self.0.calls.load();
        let present = calls.as_ref()?;
        if !present.is_parents() {
            return Guard::into_inner(calls);
        }
        let own = Some(Arc::new(present.of_child()));
        self.0.calls.compare_and_swap(&calls, own);
        self.0.calls.load_full()
    }

    /// Tests at every [`CHECKS`]th call whether this process follows the sources, and starts to follow them.
    pub(super) fn tend_at_times(&self) {
        thread_local! {
            static CHECKED: Cell<u8> = const { Cell::new(0) };
        }
        let checked = CHECKED.get().wrapping_add(1);
        CHECKED.set(checked);
        if checked.is_multiple_of(CHECKS) {
            self.tend();
        }
    }
}

fn replace<T>(current: &ArcSwap<T>, before: &Arc<T>, after: Arc<T>) {
    // Another thread may have made the exchange first.
    current.compare_and_swap(before, after);
}
