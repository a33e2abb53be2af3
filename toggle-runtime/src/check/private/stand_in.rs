//! Functions that stand in for code where an attribute is wrong, or that only tell the compiler a type.

use crate::{
    catalogue::{pin::Pin, point::Point},
    check::{
        setting::{Setting, Typed},
        toggle::Toggle,
    },
};

/// Nothing, of a type: for code that only tells the compiler what that is.
#[inline]
pub const fn none<T>() -> Option<T> {
    None
}

/// Stands where an attribute is wrong, which has been reported, in place of the check.
#[inline]
pub const fn unknown() -> bool {
    false
}

/// Stands where an attribute is wrong and has no value for when the toggle is off, so that none is asked for.
#[inline]
pub const fn unknown_value<T>() -> T {
    panic!("code with a wrong attribute does not compile")
}

/// Takes what a wrong attribute compares results with, so that the compiler checks it.
pub fn judges<T>(_: impl FnOnce(&T, &T) -> bool) {}

/// Takes what a wrong attribute judges results with, so that the compiler checks it.
pub fn judge_of<T>(_: impl FnOnce(&T) -> bool) {}

/// Stands where a declaration is wrong, which has been reported, so that what refers to it is not.
pub const fn undeclared<T: Setting>() -> Toggle<T> {
    static POINT: Point = Point::new(b"");
    Toggle::__new("undeclared", Pin::NONE, &POINT, <T as Typed>::ANY)
}
