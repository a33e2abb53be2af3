//! The toggles that points cannot cache because of living scopes, and the old views that scopes hold.

use std::sync::Arc;

use toggle_syntax::sorted::SortedMap;

use crate::registry::view::View;

#[cfg(all(test, shuttle))]
mod interleavings;

/// The toggles that one load cannot answer, because some scope may see them in another state. A living scope overrides
/// them, or they have changed since a living scope was entered.
#[derive(Default)]
pub(super) struct RetiredViews {
    /// The number of scopes that override each toggle.
    overrides: SortedMap<usize, usize>,
    /// The replaced views that scopes hold, oldest first. There are no more of them than scopes.
    views: Vec<Arc<View>>,
    /// The epoch of the last change of each toggle that an older view has in its previous state.
    changes: SortedMap<usize, u64>,
}

impl RetiredViews {
    pub(super) fn is_held(&self, toggle: usize) -> bool {
        self.overrides.contains_key(&toggle) || self.changes.contains_key(&toggle)
    }

    /// Returns the number of replaced views that are held.
    pub(super) fn views(&self) -> usize {
        self.views.iter().filter(|view| view.is_held()).count()
    }

    /// Registers a scope that overrides these toggles.
    pub(super) fn add_overrides(&mut self, toggles: impl IntoIterator<Item = usize>) {
        for toggle in toggles {
            *self.overrides.get_or_insert_with(toggle, || 0) += 1;
        }
    }

    /// Unregisters a scope that overrides these toggles. Returns the toggles that no other scope overrides.
    pub(super) fn remove_overrides(&mut self, toggles: impl IntoIterator<Item = usize>) -> Vec<usize> {
        toggles.into_iter().filter(|toggle| release(&mut self.overrides, *toggle)).collect()
    }

    /// Retires a view that was replaced because these toggles changed. Call [`collect`](Self::collect) afterwards.
    pub(super) fn retire(&mut self, view: Arc<View>, changed: impl IntoIterator<Item = usize>) {
        let epoch = view.epoch + 1;
        self.views.push(view);
        self.changes.extend(changed.into_iter().map(|toggle| (toggle, epoch)));
    }

    /// Drops the views that no scope holds. Returns the toggles that no view has in a previous state any more.
    pub(super) fn collect(&mut self) -> Vec<usize> {
        self.views.retain(|view| view.is_held());
        let oldest = self.views.first().map_or(u64::MAX, |view| view.epoch);
        let mut released = Vec::new();
        self.changes.retain(|toggle, changed| {
            let is_held = *changed > oldest;
            if !is_held {
                released.push(*toggle);
            }
            is_held
        });
        released
    }
}

/// Decrements a count, and returns whether it was the last.
fn release(counts: &mut SortedMap<usize, usize>, toggle: usize) -> bool {
    let Some(count) = counts.get_mut(&toggle) else { return false };
    *count -= 1;
    let is_last = *count == 0;
    if is_last {
        counts.remove(&toggle);
    }
    is_last
}

#[cfg(test)]
mod tests {
    use std::{sync::Barrier, thread};

    use parking_lot::Mutex;

    use super::*;
    use crate::registry::view::{Current, SHARDS, ViewGuard};

    fn view(epoch: u64) -> View {
        View::new(epoch, Box::default(), Arc::new([]), None)
    }

    #[test]
    fn a_toggle_is_held_while_any_scope_overrides_it() {
        let mut holds = RetiredViews::default();
        holds.add_overrides([7]);
        holds.add_overrides([7, 8]);
        assert!(holds.remove_overrides([7]).is_empty());
        assert!(holds.is_held(7));
        assert_eq!(holds.remove_overrides([7, 8]), [7, 8]);
        assert!(!holds.is_held(7));
    }

    #[test]
    fn change_is_held_until_older_views_are_released() {
        let mut holds = RetiredViews::default();
        let current = Current::new(view(0));
        let first = current.hold(|_| {});
        holds.retire(current.replace(view(1)), [7]);
        let second = current.hold(|_| {});
        holds.retire(current.replace(view(2)), [8]);
        assert!(holds.collect().is_empty());
        assert_eq!(holds.views(), 2);
        assert!(current.let_go(&first));
        assert_eq!(holds.collect(), [7], "the view that is left has seen the change of 7");
        assert!(holds.is_held(8));
        assert!(current.let_go(&second));
        assert_eq!(holds.collect(), [8]);
        assert_eq!(holds.views(), 0);
    }

    #[test]
    fn a_change_that_no_scope_can_see_is_not_held() {
        let mut holds = RetiredViews::default();
        let current = Current::new(view(0));
        holds.retire(current.replace(view(1)), [7]);
        assert_eq!(holds.collect(), [7]);
        assert!(!holds.is_held(7));
    }

    /// A case that a test with threads does not reach: a scope is overtaken between finding the view and being
    /// counted.
    #[test]
    fn scope_overtaken_on_entry_takes_next_view() {
        let mut holds = RetiredViews::default();
        let current = Current::new(view(0));
        let found = current.load().of_shard(0);
        holds.retire(current.replace(view(1)), [7]);
        assert_eq!(holds.collect(), [7], "nobody was counted in by then");
        assert!(!current.is_held_in_force(&found));
        assert!(current.let_go(&found), "a change may have counted it in meanwhile");
        assert_eq!(current.hold(|_| {}).epoch, 1);
    }

    #[test]
    fn view_released_before_retirement_is_not_held() {
        let mut holds = RetiredViews::default();
        let current = Current::new(view(0));
        let held = current.hold(|_| {});
        let before = current.replace(view(1));
        assert!(current.let_go(&held), "it has to wait for the change, and look again");
        holds.retire(before, [7]);
        assert_eq!(holds.collect(), [7]);
        assert_eq!(holds.collect(), [0; 0]);
    }

    /// Each of the two is overtaken between leaving its shard and locking: both have to look, and one look is enough.
    #[test]
    fn last_two_scopes_may_leave_two_shards_at_once() {
        let mut holds = RetiredViews::default();
        let current = Current::new(view(0));
        let (one, other) = (current.hold_in(0, |_| {}), current.hold_in(1, |_| {}));
        holds.retire(current.replace(view(1)), [7]);
        assert!(holds.collect().is_empty());
        assert!(current.let_go(&one));
        assert!(current.let_go(&other));
        assert_eq!(holds.collect(), [7], "the first to look sees both gone");
        assert_eq!(holds.collect(), [0; 0], "and the second finds nothing to do");
    }

    #[test]
    fn a_view_is_held_while_any_shard_holds_it() {
        let mut holds = RetiredViews::default();
        let current = Current::new(view(0));
        let held: Vec<_> = (0..SHARDS).map(|shard| current.hold_in(shard, |_| {})).collect();
        let again: Vec<_> = (0..SHARDS).map(|shard| current.hold_in(shard, |_| {})).collect();
        holds.retire(current.replace(view(1)), [7]);
        assert!(again.iter().all(|again| !current.let_go(again)), "no shard is empty");
        for hold in &held {
            assert!(holds.collect().is_empty());
            assert_eq!(holds.views(), 1, "however many shards hold it");
            assert!(current.let_go(hold));
        }
        assert_eq!(holds.collect(), [7]);
        assert_eq!(holds.views(), 0);
    }

    /// More threads than shards enter and leave while views change. In every order, the last one that leaves a view
    /// collects it, and no collected view is ever seen as current again.
    #[test]
    fn views_of_many_entering_threads_are_collected() {
        let (current, holds) = (Current::new(view(0)), Mutex::new(RetiredViews::default()));
        let left = |hold: &ViewGuard| {
            if current.let_go(hold) {
                holds.lock().collect();
            }
        };
        let start = Barrier::new(2 * SHARDS + 1);
        thread::scope(|threads| {
            for number in 0..2 * SHARDS {
                let (current, holds, start, left) = (&current, &holds, &start, &left);
                threads.spawn(move || {
                    start.wait();
                    for round in 0..200 {
                        let hold = current.hold(left);
                        if (number + round) % 7 == 0 {
                            thread::yield_now();
                        }
                        let is_known = |holds: &RetiredViews| holds.views.iter().any(|view| view.epoch == hold.epoch);
                        let mut holds = holds.lock();
                        holds.collect();
                        assert!(is_known(&holds) || current.load().epoch == hold.epoch, "it was collected while held");
                        drop(holds);
                        left(&hold);
                    }
                });
            }
            start.wait();
            for epoch in 1..500 {
                let mut holds = holds.lock();
                holds.retire(current.replace(view(epoch)), [7]);
                holds.collect();
                drop(holds);
                thread::yield_now();
            }
        });
        let mut holds = holds.into_inner();
        assert!(holds.views.is_empty() && !holds.is_held(7), "{} views are left", holds.views.len());
        assert_eq!(holds.collect(), [0; 0]);
    }

    #[test]
    fn the_view_in_force_can_be_let_go_without_ado() {
        let current = Current::new(view(0));
        let held = current.hold(|_| {});
        let again = current.hold(|_| {});
        assert!(!current.let_go(&again));
        assert!(!current.let_go(&held));
    }
}
