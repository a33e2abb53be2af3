//! Scopes that are entered and left while views change, in thousands of orders of their atomic operations. The view and
//! its counts are the real ones; the scheduler of `shuttle` runs the threads:
//! `RUSTFLAGS="--cfg shuttle" cargo test -p toggle-runtime --lib interleavings`.
//!
//! The scheduler knows sequentially consistent orders alone. All operations of the protocol are sequentially
//! consistent.

use std::sync::Arc;

use shuttle::{sync::Mutex, thread};

use super::RetiredViews;
use crate::registry::view::{Current, View, ViewGuard};

/// The state that scopes and changes share.
struct Shared {
    current: Current,
    retired: Mutex<RetiredViews>,
}

/// The toggle that every change changes.
const TOGGLE: usize = 7;

fn view(epoch: u64) -> View {
    View::new(epoch, Box::default(), Arc::new([]), None)
}

impl Shared {
    fn new() -> Arc<Self> {
        Arc::new(Self { current: Current::new(view(0)), retired: Mutex::default() })
    }

    fn leave(&self, held: &ViewGuard) {
        if self.current.let_go(held) {
            self.retired.lock().expect("no thread panics").collect();
        }
    }

    /// Enters and leaves a scope. A view that the scope holds is the current one, or it is known to be held.
    fn scope(&self, shard: usize) {
        let held = self.current.hold_in(shard, |left| self.leave(left));
        let mut retired = self.retired.lock().expect("no thread panics");
        retired.collect();
        let is_current = self.current.load().epoch == held.epoch;
        assert!(is_current || is_known(&retired, held.epoch), "view {} was reclaimed while it was held", held.epoch);
        assert!(is_current || retired.is_held(TOGGLE), "a toggle that has changed under a scope left the slow path");
        drop(retired);
        self.leave(&held);
    }

    fn change(&self, epoch: u64) {
        let mut retired = self.retired.lock().expect("no thread panics");
        retired.retire(self.current.replace(view(epoch)), [TOGGLE]);
        retired.collect();
    }

    fn check_all_is_reclaimed(&self) {
        let mut retired = self.retired.lock().expect("no thread panics");
        assert_eq!(retired.views(), 0);
        assert!(!retired.is_held(TOGGLE), "no scope is left, so a check is one load again");
        assert_eq!(retired.collect(), [0; 0], "the last to leave has reclaimed everything");
    }
}

fn is_known(retired: &RetiredViews, epoch: u64) -> bool {
    retired.views.iter().any(|view| view.epoch == epoch)
}

/// Runs a scope in each of these shards, and changes in another thread.
fn run(shards: &[usize], changes: u64) {
    let shared = Shared::new();
    let mut threads: Vec<_> = shards
        .iter()
        .map(|&shard| {
            let shared = shared.clone();
            thread::spawn(move || shared.scope(shard))
        })
        .collect();
    let changing = shared.clone();
    threads.push(thread::spawn(move || (1..=changes).for_each(|epoch| changing.change(epoch))));
    for thread in threads {
        thread.join().expect("no thread panics");
    }
    shared.check_all_is_reclaimed();
}

/// Runs many orders: random ones, and ones with few switches between threads, which find rare mistakes sooner.
fn check(shards: &'static [usize], changes: u64) {
    shuttle::check_random(move || run(shards, changes), ORDERS);
    shuttle::check_pct(move || run(shards, changes), ORDERS, 3);
}

const ORDERS: usize = 5_000;

#[test]
fn one_scope_and_one_change() {
    check(&[0], 1);
}

#[test]
fn scopes_of_two_shards_and_changes() {
    check(&[0, 1], 2);
}

#[test]
fn scopes_of_one_shard_and_changes() {
    check(&[0, 0, 0], 2);
}
