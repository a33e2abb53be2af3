//! Counts what a thread allocates.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

use crate::Case;

/// The system's allocator, and a count for each thread.
struct Counting;

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

// SAFETY: all of it is handed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const CALLS: u64 = 1_000;

/// How often a call of a case allocates.
pub(crate) fn allocations(case: &Case) -> f64 {
    // The first calls set things up.
    case.run(10);
    // What a case does once before its calls, and after them, is not of a call.
    let [once, twice] = [CALLS, 2 * CALLS].map(|calls| {
        let before = COUNT.get();
        case.run(calls);
        COUNT.get() - before
    });
    twice.saturating_sub(once) as f64 / CALLS as f64
}
