//! A global allocator whose large allocations are gated: the first one is made while toggles are set up.
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
    /// The size from which allocations of this thread are gated. Others go on where this one hangs.
    static LEAST: Cell<usize> = const { Cell::new(usize::MAX) };
}

// SAFETY: it hands on to the system's allocator.
unsafe impl GlobalAlloc for Gated {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if LEAST.try_with(|least| layout.size() >= least.get()) == Ok(true) {
            // SAFETY: as the caller promises.
            return unsafe { large(layout) };
        }
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[feature_toggle("large-pages", else = unsafe { System.alloc(layout) })]
unsafe fn large(layout: Layout) -> *mut u8 {
    // SAFETY: as the caller promises.
    unsafe { System.alloc_zeroed(layout) }
}

#[global_allocator]
static ALLOCATOR: Gated = Gated;

/// Sets toggles up with gated allocations in every part of it.
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
