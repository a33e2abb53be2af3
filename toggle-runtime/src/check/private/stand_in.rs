//! Functions that replace code with a wrong attribute, or that only tell the compiler a type.

use crate::{
    catalogue::{pin::Pin, point::Point},
    check::{
        setting::{Setting, Typed},
        toggle::Toggle,
    },
};

/// Returns `None` of a type, for code that only tells the compiler the type.
#[inline]
pub const fn none<T>() -> Option<T> {
    None
}

/// Replaces the check in code with a wrong attribute. The macro has already reported the error.
#[inline]
pub const fn unknown() -> bool {
    false
}

/// Replaces the missing `else` in code with a wrong attribute, so that the compiler reports no missing value.
#[inline]
pub const fn unknown_value<T>() -> T {
    panic!("code with a wrong attribute does not compile")
}

/// Takes the comparison in a wrong attribute, so that the compiler checks it.
pub fn judges<T>(_: impl FnOnce(&T, &T) -> bool) {}

/// Takes the predicate of failures in a wrong attribute, so that the compiler checks it.
pub fn judge_of<T>(_: impl FnOnce(&T) -> bool) {}

/// Replaces a wrong declaration, so that the compiler reports no errors where the declaration is used.
pub const fn undeclared<T: Setting>() -> Toggle<T> {
    static POINT: Point = Point::new(b"");
    Toggle::__new("undeclared", Pin::NONE, &POINT, <T as Typed>::ANY)
}
