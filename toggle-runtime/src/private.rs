//! What generated code names. Not for users, and may change in any release: the macros are of this very version.

pub use core;

pub use linkme;
pub use toggle_syntax::record::{Body, Declaration, Place, Polarity, Record};

use crate::when_off::{ToggleOff, WhenOff};
pub use crate::{
    __check as check, __check_for as check_for, __declare as declare, __place as place, __point as point,
    condition::{All, Answer, Any, Condition, Not},
    point::{Point, TOGGLE_RUNTIME_0_1_POINTS as POINTS},
    toggle::Toggle,
};

/// The name of a declaration, where a `const` needs it.
pub const fn name(toggle: &Toggle) -> &'static str {
    toggle.name()
}

/// What a macro names, or nothing.
pub const fn or_empty(text: Option<&'static str>) -> &'static str {
    match text {
        Some(text) => text,
        None => "",
    }
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

/// A check of one toggle: `check!("name", Positive, "function")`.
#[doc(hidden)]
#[macro_export]
macro_rules! __check {
    ($name:expr, $polarity:ident, $item:expr) => {
        $crate::__private::point!($name, $polarity, $item).is_on()
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

/// A point: its record, its static, and a reference to that.
#[doc(hidden)]
#[macro_export]
macro_rules! __point {
    ($name:expr, $polarity:ident, $item:expr) => {{
        const __RECORD: $crate::__private::Record<'static> = $crate::__private::Record {
            name: $name,
            place: $crate::__private::place!($item),
            body: $crate::__private::Body::Point { polarity: $crate::__private::Polarity::$polarity },
        };
        $crate::__static!(__RECORD);
        &__POINT
    }};
}

/// The value of a declaration.
#[doc(hidden)]
#[macro_export]
macro_rules! __declare {
    ($name:expr, $item:expr, $default:expr, $kind:expr, $owner:expr, $since:expr, $expires:expr, $description:expr) => {{
        const __RECORD: $crate::__private::Record<'static> = $crate::__private::Record {
            name: $name,
            place: $crate::__private::place!($item),
            body: $crate::__private::Body::Declaration($crate::__private::Declaration {
                default: $default,
                kind: $kind,
                owner: $owner,
                since: $since,
                expires: $expires,
                description: $description,
            }),
        };
        $crate::__static!(__RECORD);
        $crate::__private::Toggle::__new($name, &__POINT)
    }};
}

/// The statics of a record: its bytes in their section, and the point that refers to them, in the slice of all points.
#[doc(hidden)]
#[macro_export]
macro_rules! __static {
    ($record:ident) => {
        $crate::__private::record_static!(__BYTES = $record);
        #[$crate::__private::linkme::distributed_slice($crate::__private::POINTS)]
        #[linkme(crate = $crate::__private::linkme)]
        static __POINT: $crate::__private::Point = $crate::__private::Point::new(&__BYTES);
    };
}

/// Where the outermost macro call stands.
#[doc(hidden)]
#[macro_export]
macro_rules! __place {
    ($item:expr) => {
        $crate::__private::Place {
            package: $crate::__private::or_empty($crate::__private::core::option_env!("CARGO_PKG_NAME")),
            version: $crate::__private::or_empty($crate::__private::core::option_env!("CARGO_PKG_VERSION")),
            module: $crate::__private::core::module_path!(),
            item: $item,
            file: $crate::__private::core::file!(),
            line: $crate::__private::core::line!(),
            column: $crate::__private::core::column!(),
        }
    };
}

pub use toggle_syntax::__record_static as record_static;
