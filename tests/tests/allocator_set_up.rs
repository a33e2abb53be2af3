//! A global allocator with gated large allocations. The set-up of toggles makes the first one.
#![allow(unsafe_code, reason = "an allocator is unsafe to write")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    sync::mpsc,
    thread,
    time::Duration,
};

use toggle_runtime::{enabled, feature_toggle};

struct Gated;

thread_local! {
    /// The smallest gated allocation of this thread. Other threads continue if this thread hangs.
    static LEAST: Cell<usize> = const { Cell::new(usize::MAX) };
}

// SAFETY: every call is forwarded to the system allocator.
unsafe impl GlobalAlloc for Gated {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if LEAST.try_with(|least| layout.size() >= least.get()) == Ok(true) {
            // SAFETY: the caller upholds the contract of `alloc`.
            return unsafe { large(layout) };
        }
        // SAFETY: the caller upholds the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller upholds the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[feature_toggle("large-pages", else = unsafe { System.alloc(layout) })]
unsafe fn large(layout: Layout) -> *mut u8 {
    // SAFETY: the caller upholds the contract of `alloc`.
    unsafe { System.alloc_zeroed(layout) }
}

#[global_allocator]
static ALLOCATOR: Gated = Gated;

/// Sets up toggles while allocations in every part of the set-up are gated.
#[test]
fn gated_allocations_do_not_hang_set_up() {
    let (done, is_done) = mpsc::channel();
    thread::spawn(move || {
        LEAST.set(64);
        let _ = toggle_runtime::subscribe(|_| {});
        let installed = toggle_runtime::builder().install();
        let set = toggle_runtime::set("large-pages", true);
        let _ = done.send((installed.is_ok(), set.is_ok(), enabled!("large-pages")));
    });
    assert_eq!(is_done.recv_timeout(Duration::from_secs(60)), Ok((true, true, true)));
}
