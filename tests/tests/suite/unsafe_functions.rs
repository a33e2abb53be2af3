//! Gated `unsafe` and `extern` functions. The bodies stay unsafe, and the checks need no unsafe code.
#![deny(warnings, unsafe_op_in_unsafe_fn)]
#![allow(unsafe_code, reason = "unsafe functions are what is tried")]
#![allow(clippy::all, clippy::pedantic, reason = "unusual shapes are what is tried; lints have a file of their own")]

use std::{ffi::c_int, fmt::Debug};

use toggle_runtime::{feature_toggle, scope};

/// Checks the result of `call` with the toggle `unsafe` on and off.
#[track_caller]
fn check<T: PartialEq + Debug>(call: impl Fn() -> T, on: T, off: T) {
    assert_eq!(scope().set("unsafe", true).run(&call), on, "on");
    assert_eq!(scope().set("unsafe", false).run(&call), off, "off");
}

#[feature_toggle("unsafe", else = 0)]
unsafe fn read(from: *const u8) -> u8 {
    // SAFETY: the callers pass a pointer to a `u8`.
    unsafe { *from }
}

#[feature_toggle("unsafe", else = {
    // SAFETY: the callers pass a pointer to a `u8`.
    unsafe { read(from) }
})]
unsafe fn safe_body_and_unsafe_else(from: *const u8) -> u8 {
    let _ = from;
    1
}

#[feature_toggle("unsafe", else = a)]
extern "C" fn add(a: c_int, b: c_int) -> c_int {
    a + b
}

#[feature_toggle("unsafe", else = a)]
extern "Rust" fn subtract(a: c_int, b: c_int) -> c_int {
    a - b
}

#[feature_toggle("unsafe", else = -1)]
unsafe extern "C" fn first(numbers: *const c_int) -> c_int {
    // SAFETY: the callers pass a pointer to a number.
    unsafe { *numbers }
}

#[feature_toggle("unsafe", else = 7)]
/// Is exported.
#[unsafe(no_mangle)]
pub(crate) extern "C-unwind" fn toggle_tests_exported(mut number: c_int) -> c_int {
    number += 1;
    number
}

#[feature_toggle("unsafe")]
async unsafe fn asynchronous(from: *const u8) -> Option<u8> {
    // SAFETY: the callers pass a pointer to a `u8`.
    Some(unsafe { *from })
}

struct Cell(*mut u8);

#[feature_toggle("unsafe")]
impl Cell {
    unsafe fn set(&mut self, to: u8) {
        // SAFETY: the callers create the cell from a valid pointer.
        unsafe { *self.0 = to }
    }
}

unsafe trait Trusted {
    #[feature_toggle("unsafe", else = 1)]
    unsafe fn size(&self) -> usize {
        2
    }

    fn doubled(&self) -> usize;
}

#[feature_toggle("unsafe", else = 3)]
unsafe impl Trusted for u8 {
    fn doubled(&self) -> usize {
        4
    }
}

#[test]
fn unsafe_and_extern() {
    // SAFETY: every pointer is to a local variable that outlives the call.
    unsafe {
        check(|| read(&4), 4, 0);
        check(|| safe_body_and_unsafe_else(&4), 1, 0);
        check(|| first(&5), 5, -1);
        check(|| pollster::block_on(asynchronous(&6)), Some(6), None);
        check(|| 1_u8.size(), 2, 1);
        check(|| 1_u8.doubled(), 4, 3);
        let set = || {
            let mut number = 1;
            Cell(&raw mut number).set(2);
            number
        };
        check(set, 2, 1);
    }
    check(|| add(1, 2), 3, 1);
    check(|| subtract(3, 2), 1, 3);
    check(|| toggle_tests_exported(1), 2, 7);
    let pointer: extern "C" fn(c_int, c_int) -> c_int = add;
    check(|| pointer(1, 2), 3, 1);
}
