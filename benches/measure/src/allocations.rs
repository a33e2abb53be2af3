//! The global allocator that counts allocations per thread, and the count for one case.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

use crate::Case;

/// The system allocator with a counter per thread.
struct Counting;

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

// SAFETY: every call is forwarded to the system allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: the caller upholds the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller upholds the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const CALLS: u64 = 1_000;

/// Returns the number of allocations per call of a case.
pub(crate) fn allocations(case: &Case) -> f64 {
    // The first calls run one-time set-up.
    case.run(10);
    // The difference of two runs excludes the allocations that a case makes once before and after its calls.
    let [once, twice] = [CALLS, 2 * CALLS].map(|calls| {
        let before = COUNT.get();
        case.run(calls);
        COUNT.get() - before
    });
    twice.saturating_sub(once) as f64 / CALLS as f64
}
