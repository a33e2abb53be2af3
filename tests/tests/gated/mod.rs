//! A global allocator with gated functions: the first check allocates, and so checks the toggle within itself.
#![allow(unsafe_code, reason = "an allocator is unsafe to write")]

use std::alloc::{GlobalAlloc, Layout, System};

use toggle_runtime::feature_toggle;

pub(crate) struct Gated;

// SAFETY: both paths forward to the system allocator.
unsafe impl GlobalAlloc for Gated {
    #[feature_toggle("own-allocator", else = unsafe { System.alloc(layout) })]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller upholds the contract of `alloc`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller upholds the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}
