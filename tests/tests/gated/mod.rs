//! A global allocator whose functions are gated: the first check allocates, and so asks inside itself.
#![allow(unsafe_code, reason = "an allocator is unsafe to write")]

use std::alloc::{GlobalAlloc, Layout, System};

use toggle_runtime::feature_toggle;

pub(crate) struct Gated;

// SAFETY: both paths hand on to the system's allocator.
unsafe impl GlobalAlloc for Gated {
    #[feature_toggle("own-allocator", else = unsafe { System.alloc(layout) })]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }
}
