//! Functions whose conventional body clippy recognizes, also with a gate. Running clippy is the assertion.
#![deny(warnings, clippy::all)]
#![allow(
    clippy::clone_on_copy,
    clippy::expl_impl_clone_on_copy,
    clippy::transmute_ptr_to_ptr,
    reason = "the functions of this file break these by themselves"
)]

use std::{cmp::Ordering, mem::MaybeUninit};

use toggle_runtime::{feature_toggle, scope};

#[derive(Debug, PartialEq, Eq)]
struct Version(u32);

impl PartialOrd for Version {
    #[feature_toggle("conventional", else = None)]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

#[derive(Debug, Copy)]
struct Mark;

impl Clone for Mark {
    #[feature_toggle("conventional", else = *self)]
    fn clone(&self) -> Self {
        *self
    }
}

#[feature_toggle("conventional")]
fn is_sync<T: Sync>() {}

#[inline(always)]
#[feature_toggle("conventional")]
fn empty() {}

#[inline(always)]
#[feature_toggle("conventional", else = 1)]
fn starts_with_use() -> usize {
    use std::mem::size_of;

    size_of::<u16>()
}

#[allow(unsafe_code, reason = "a transmute is what is looked at")]
#[feature_toggle("conventional", else = &mut [])]
fn uninitialized(bytes: &mut [u8]) -> &mut [MaybeUninit<u8>] {
    // SAFETY: initialized bytes are valid as uninitialized ones while no code writes to them.
    unsafe { std::mem::transmute(bytes) }
}

#[test]
fn conventional_functions_behave_as_before() {
    scope().set("conventional", true).run(|| {
        assert!(Version(1) < Version(2));
        assert_eq!(uninitialized(&mut [1, 2]).len(), 2);
        is_sync::<Mark>();
        empty();
        assert_eq!(starts_with_use(), 2);
    });
    assert_eq!(Version(1).partial_cmp(&Version(2)), None);
    assert_eq!(uninitialized(&mut [1, 2]).len(), 0);
    let _: Mark = Mark.clone();
}
