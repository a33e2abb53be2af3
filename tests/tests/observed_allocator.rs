//! A global allocator that is gated and observed: recording an answer allocates, and so checks the toggle again.

mod gated;

use toggle_runtime::{Observe, Percentage, enabled};

#[global_allocator]
static ALLOCATOR: gated::Gated = gated::Gated;

#[test]
fn recording_an_answer_records_no_other() {
    let all = Observe::all().events(Percentage::ALL).with_context_id();
    toggle_runtime::builder().observe(all).install().expect("nothing is wrong with it");
    assert_eq!(vec![0_u8; 100].len(), 100);
    assert!(!enabled!("another"));
    let observed = |name| toggle_runtime::toggles().find(|toggle| toggle.name == name)?.observed;
    assert!(observed("own-allocator").is_some_and(|observed| observed.total() > 0));
    assert_eq!(observed("another").map(|observed| observed.total()), Some(1));
}
