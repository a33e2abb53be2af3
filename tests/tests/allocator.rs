//! A global allocator with gated functions: the first check allocates, and so checks the toggle within itself.

mod gated;

use toggle_runtime::{enabled, scope};

#[global_allocator]
static ALLOCATOR: gated::Gated = gated::Gated;

#[test]
fn check_within_a_check_does_not_hang() {
    let seen = scope().set("own-allocator", true).run(|| {
        let _ = vec![0_u8; 100];
        enabled!("own-allocator")
    });
    assert!(seen);
    toggle_runtime::set("own-allocator", true).expect("it is a toggle");
    assert!(enabled!("own-allocator"));
    assert_eq!(vec![0_u8; 100].len(), 100);
}
