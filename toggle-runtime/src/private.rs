//! What generated code names. Not for users, and may change in any release: the macros are of this very version.

pub use linkme;

use crate::when_off::{ToggleOff, WhenOff};
pub use crate::{
    __check as check, __check_for as check_for, __declare as declare, __point as point, __point_static as point_static,
    __polarity as polarity,
    condition::{All, Answer, Any, Condition, Not},
    point::{Point, TOGGLE_RUNTIME_0_1_POINTS as POINTS},
    toggle::Toggle,
};

/// The name of a declaration, where a `const` needs it.
pub const fn name(toggle: &Toggle) -> &'static str {
    toggle.name()
}

/// What a function without `else` returns.
#[inline]
pub fn when_off<T: WhenOff>(toggle: &'static str) -> T {
    T::when_off(ToggleOff::new(toggle))
}

/// Stands where a declaration is wrong, which has been reported, so that what refers to it is not.
pub const fn undeclared() -> Toggle {
    static POINT: Point = Point::new(b"");
    Toggle::__new("undeclared", &POINT)
}

/// A check of one toggle, `check!("name", Positive, "function")`: whether it is on or, with `Negative`, off.
#[doc(hidden)]
#[macro_export]
macro_rules! __check {
    // The name as a token, so that a literal stays one.
    ($name:literal, Positive, $item:literal) => {
        $crate::__private::point!($name, Positive, $item).is_on()
    };
    ($name:literal, Negative, $item:literal) => {
        $crate::__private::point!($name, Negative, $item).is_off()
    };
    ($name:expr, Positive, $item:literal) => {
        $crate::__private::point!($name, Positive, $item).is_on()
    };
    ($name:expr, Negative, $item:literal) => {
        $crate::__private::point!($name, Negative, $item).is_off()
    };
}

/// A check that may need a context, which is evaluated only then.
#[doc(hidden)]
#[macro_export]
macro_rules! __check_for {
    ($condition:expr, $context:expr) => {
        match $condition {
            __condition => match $crate::__private::Condition::answer(__condition) {
                $crate::__private::Answer::Off => false,
                $crate::__private::Answer::On => true,
                $crate::__private::Answer::Undecided => $crate::__private::Condition::decide(__condition, $context),
            },
        }
    };
}

/// A point: its record, its static, and a reference to that. The name is a literal, or a constant expression.
#[doc(hidden)]
#[macro_export]
macro_rules! __point {
    ($name:literal, $polarity:ident, $item:literal) => {{
        $crate::__private::record_static!(__TOGGLE_BYTES = "p", $name, $item, $crate::__private::polarity!($polarity));
        $crate::__private::point_static!();
        &__TOGGLE_POINT
    }};
    ($name:expr, $polarity:ident, $item:literal) => {{
        $crate::__private::record_static!(__TOGGLE_BYTES = "p", $name, $item, $crate::__private::polarity!($polarity));
        $crate::__private::point_static!();
        &__TOGGLE_POINT
    }};
}

#[doc(hidden)]
#[macro_export]
macro_rules! __polarity {
    (Positive) => {
        "+"
    };
    (Negative) => {
        "-"
    };
}

/// The value of a declaration: its name, its item, and the other fields of its record.
#[doc(hidden)]
#[macro_export]
macro_rules! __declare {
    ($name:literal, $item:literal $(, $field:literal)*) => {{
        $crate::__private::record_static!(__TOGGLE_BYTES = "d", $name, $item $(, $field)*);
        $crate::__private::point_static!();
        $crate::__private::Toggle::__new($name, &__TOGGLE_POINT)
    }};
}

/// The point of the record `__TOGGLE_BYTES`, in the slice of all points.
#[doc(hidden)]
#[macro_export]
macro_rules! __point_static {
    () => {
        #[$crate::__private::linkme::distributed_slice($crate::__private::POINTS)]
        #[linkme(crate = $crate::__private::linkme)]
        static __TOGGLE_POINT: $crate::__private::Point = $crate::__private::Point::new(&__TOGGLE_BYTES);
    };
}

pub use toggle_syntax::__record_static as record_static;
