//! A global allocator whose functions are gated: the first check allocates, and so asks inside itself.
#![allow(unsafe_code, reason = "an allocator is unsafe to write")]

use std::alloc::{GlobalAlloc, Layout, System};

use toggle_runtime::{enabled, feature_toggle, scope};

struct Gated;

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

#[global_allocator]
static ALLOCATOR: Gated = Gated;

#[test]
fn asking_while_asking_does_not_hang() {
    let seen = scope().set("own-allocator", true).run(|| {
        let _ = vec![0_u8; 100];
        enabled!("own-allocator")
    });
    assert!(seen);
    toggle_runtime::set("own-allocator", true).expect("it is a toggle");
    assert!(enabled!("own-allocator"));
    assert_eq!(vec![0_u8; 100].len(), 100);
}
