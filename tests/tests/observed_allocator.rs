//! A global allocator that is gated and observed: whatever notes an answer allocates, and so asks once more.
#![allow(unsafe_code, reason = "an allocator is unsafe to write")]

use std::alloc::{GlobalAlloc, Layout, System};

use toggle_runtime::{Observe, Percentage, enabled, feature_toggle};

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
fn noting_an_answer_notes_no_other() {
    let all = Observe::all().events(Percentage::ALL).with_context_id();
    toggle_runtime::builder().observe(all).install().expect("nothing is wrong with it");
    assert_eq!(vec![0_u8; 100].len(), 100);
    assert!(!enabled!("another"));
    let observed = |name| toggle_runtime::toggles().find(|toggle| toggle.name == name)?.observed;
    assert!(observed("own-allocator").is_some_and(|observed| observed.total() > 0));
    assert_eq!(observed("another").map(|observed| observed.total()), Some(1));
}
