//! What generated code names. Not for users, and may change in any release: the macros are of this very version.

pub use core::{
    compile_error,
    convert::{From, identity},
    module_path,
    option::Option::{self, Some},
    option_env,
    prelude::v1::test,
    primitive::{bool, i128, str},
    result::Result::{Err, Ok},
    time::Duration,
};
pub use std::sync::Arc;

use crate::check::when_off::{ToggleOff, WhenOff};

pub use crate::{
    __check as check, __check_for as check_for, __declare as declare, __guarded_for as guarded_for,
    __is_failure as is_failure, __once as once, __point as point, __point_static as point_static,
    __polarity as polarity, __shadowed_for as shadowed_for, __value as value, __value_point as value_point,
    __watched as watched, __ways_for as ways_for,
    catalogue::{
        pin::{Pin, both, either, is_never, opposite},
        point::{Point, TOGGLE_RUNTIME_0_1_POINTS as POINTS},
        structure::{Structure, TOGGLE_RUNTIME_0_1_STRUCTURES as STRUCTURES},
    },
    check::{
        asked::Asked,
        condition::{All, Answer, Any, Condition, Not},
        guarded::{Alone, Guarded, Other},
        reached::{Reach, way},
        setting::{Setting, Typed},
        shadowed::Shadowed,
        structured::{DefaultOfItsType, InCode, Structured, given, of_code, reading_of},
        testing::{Ran, Runs},
        toggle::{Toggle, Valued},
        variants::Variants,
    },
    monitor::{
        guard::judge,
        shadow::{Comparable, Shown, reported, same},
    },
};
pub use toggle_rules::{Reading, Value};

/// What a point has to know of the declaration in a condition.
pub const fn asked<T: OnOrOff>(toggle: &Toggle<T>) -> Declaration {
    Declaration { name: toggle.name(), pin: toggle.pin(), default: toggle.default() }
}

/// The declaration that `value!` asks.
#[inline(always)]
#[allow(clippy::inline_always, reason = "as for `Asked::new`")]
pub const fn valued<T: Setting>(toggle: &'static Toggle<T>) -> Valued<T> {
    Valued(toggle)
}

/// The name of a declaration of any type.
pub const fn name<T: Setting>(toggle: &Toggle<T>) -> &'static str {
    toggle.name()
}

/// What a point has to know of a declaration.
#[derive(Debug, Clone, Copy)]
pub struct Declaration {
    pub name: &'static str,
    pub pin: Pin,
    pub default: bool,
}

/// What a condition asks.
#[diagnostic::on_unimplemented(
    message = "a toggle of type `{Self}` is not on or off, so it is no condition",
    label = "ask for its value: `match value!(TOGGLE) {{ .. }}`"
)]
pub trait OnOrOff: Setting<Default = bool> {}

impl OnOrOff for bool {}

/// What a function without `else` returns.
#[inline]
pub fn when_off<T: WhenOff>(toggle: &'static str) -> T {
    T::when_off(ToggleOff::new(toggle))
}

/// Stands behind a gated `return` that is the last statement of its block, for when the toggle is off.
#[inline]
pub fn nothing_follows<T: NothingFollows>() -> T {
    T::nothing()
}

/// The value of a block that ends in a statement.
#[diagnostic::on_unimplemented(
    message = "nothing gives the `{Self}` while the toggle is off",
    label = "the last statement of its block: nothing follows",
    note = "write the value for when the toggle is off below the statement, or `else = return ..` in its attribute"
)]
pub trait NothingFollows {
    fn nothing() -> Self;
}

impl NothingFollows for () {
    #[inline]
    fn nothing() -> Self {}
}

/// Nothing, of a type: for code that only tells the compiler what that is.
#[inline]
pub const fn none<T>() -> Option<T> {
    None
}

/// Asks a predicate, which has to take the type that the function returns, whether a result is a failure.
#[inline]
pub fn failure<R>(predicate: impl FnOnce(&R) -> bool, result: &R) -> bool {
    predicate(result)
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

/// The value of a declaration without `default`.
pub const fn undefaulted<T: OffByDefault>(name: &'static str, pin: Pin, point: &'static Point) -> Toggle<T> {
    Toggle::__new(name, pin, point, T::UNDEFAULTED)
}

/// What needs no `default`.
#[diagnostic::on_unimplemented(
    message = "a toggle of type `{Self}` needs a default",
    label = "write `default = ..` in the attribute",
    note = "that is the path of a variant, a number, or a text in quotes"
)]
pub trait OffByDefault: Setting {
    const UNDEFAULTED: Self::Default;
}

impl OffByDefault for bool {
    const UNDEFAULTED: Self = false;
}

/// The value of a declaration.
pub const fn declared<T: Setting>(Declared { name, pin, point, default }: Declared<T>) -> Toggle<T> {
    Toggle::__new(name, pin, point, default)
}

/// The value of a declaration of a whole number, and the bounds of its range, which have to be of its type.
pub const fn declared_within<T: Setting>(declared_toggle: Declared<T>, _: &[T::Default]) -> Toggle<T> {
    declared(declared_toggle)
}

/// What a record says of the limits of a whole number, where the declaration does not.
pub trait Limited {
    const LEAST: &'static str;
    const MOST: &'static str;
}

impl<T: Setting> Limited for Toggle<T> {
    const LEAST: &'static str = T::LIMITS[0];
    const MOST: &'static str = T::LIMITS[1];
}

/// The part of a record that only the compiler knows, for a toggle without a `default`.
pub trait Undefaulted {
    const READING: Option<Reading>;
    const TYPE: &'static str;
    /// Empty for a structure, whose default only its type knows.
    const DEFAULT: &'static str;
}

impl<T: Setting> Undefaulted for Toggle<T> {
    const READING: Option<Reading> = T::READING;
    const TYPE: &'static str = if T::READING.is_some() { "structure" } else { "" };
    const DEFAULT: &'static str = if T::READING.is_some() { "" } else { "off" };
}

/// What makes a declaration. A struct, since in a field the compiler finds a default of the wrong type where it stands;
/// in the arguments of a function it would find the function.
#[allow(missing_debug_implementations, reason = "nobody has one")]
pub struct Declared<T: Setting> {
    pub name: &'static str,
    pub pin: Pin,
    pub default: T::Default,
    pub point: &'static Point,
}

/// What the record of a declaration says of the variant with this discriminant and of its type, and what the build has
/// pinned the toggle to.
#[track_caller]
pub const fn described<T: Variants>(_: T, discriminant: i128, variable: &str, pin: Option<&str>) -> Described {
    let (mut discriminants, mut names) = (T::__DISCRIMINANTS, T::NAMES);
    while let ([first, other_discriminants @ ..], [name, other_names @ ..]) = (discriminants, names) {
        if *first == discriminant {
            return Described { name, ty: T::__TYPE, pin: Pin::variant(T::NAMES, variable, pin) };
        }
        (discriminants, names) = (other_discriminants, other_names);
    }
    panic!("each variant has its discriminant in the list")
}

/// See [`described`].
#[derive(Debug)]
pub struct Described {
    /// What configurations call the variant.
    pub name: &'static str,
    /// The text of the type.
    pub ty: &'static str,
    pub pin: Pin,
}

/// The value that sets a toggle to this variant.
pub fn variant<T: Variants>(variant: T) -> Value {
    variant.name().into()
}

/// Stands where a declaration is wrong, which has been reported, so that what refers to it is not.
pub const fn undeclared<T: Setting>() -> Toggle<T> {
    static POINT: Point = Point::new(b"");
    Toggle::__new("undeclared", Pin::NONE, &POINT, <T as Typed>::ANY)
}

/// A check of one toggle, `check!("name", "TOGGLE_PIN_NAME", Positive, "function")`: whether it is on or, with
/// `Negative`, off. In place of the two literals, `asked(&DECLARATION)`.
#[doc(hidden)]
#[macro_export]
macro_rules! __check {
    // The name as a token, so that a literal stays one.
    ($name:literal, $variable:literal, Positive, $item:literal) => {
        $crate::__private::point!($name, $variable, Positive, $item).is_on()
    };
    ($name:literal, $variable:literal, Negative, $item:literal) => {
        $crate::__private::point!($name, $variable, Negative, $item).is_off()
    };
    ($asked:expr, Positive, $item:literal) => {
        $crate::__private::point!($asked, Positive, $item).is_on()
    };
    ($asked:expr, Negative, $item:literal) => {
        $crate::__private::point!($asked, Negative, $item).is_off()
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

/// A point: its record, its static, and what asks that. Takes what [`check!`](__check) takes.
#[doc(hidden)]
#[macro_export]
macro_rules! __point {
    ($name:literal, $variable:literal, $polarity:ident, $item:literal) => {{
        const __TOGGLE_PIN: $crate::__private::Pin =
            $crate::__private::Pin::on_or_off($variable, $crate::__private::option_env!($variable));
        $crate::__private::record_static!(
            __TOGGLE_BYTES = "p",
            pin = __TOGGLE_PIN.word(),
            $name,
            $item,
            $crate::__private::polarity!($polarity)
        );
        $crate::__private::point_static!();
        $crate::__private::Asked::new(&__TOGGLE_POINT, __TOGGLE_PIN)
    }};
    ($asked:expr, $polarity:ident, $item:literal) => {{
        const __TOGGLE: $crate::__private::Declaration = $asked;
        const __TOGGLE_PIN: $crate::__private::Pin = __TOGGLE.pin;
        $crate::__private::record_static!(
            __TOGGLE_BYTES = "p",
            pin = __TOGGLE_PIN.word(),
            __TOGGLE.name,
            $item,
            $crate::__private::polarity!($polarity)
        );
        $crate::__private::point_static!(__TOGGLE.default);
        $crate::__private::Asked::new(&__TOGGLE_POINT, __TOGGLE_PIN)
    }};
}

/// What asks where more is done with the gated code than to run it: as [`point!`](__point), with what that is.
#[doc(hidden)]
#[macro_export]
macro_rules! __watched {
    ($modes:literal, $name:literal, $variable:literal, $item:literal) => {{
        const __TOGGLE_PIN: $crate::__private::Pin =
            $crate::__private::Pin::on_or_off($variable, $crate::__private::option_env!($variable));
        $crate::__private::record_static!(
            __TOGGLE_BYTES = "p",
            pin = __TOGGLE_PIN.word(),
            modes = $modes,
            $name,
            $item,
            "+"
        );
        $crate::__private::point_static!();
        $crate::__private::Asked::new(&__TOGGLE_POINT, __TOGGLE_PIN)
    }};
    ($modes:literal, $asked:expr, $item:literal) => {{
        const __TOGGLE: $crate::__private::Declaration = $asked;
        const __TOGGLE_PIN: $crate::__private::Pin = __TOGGLE.pin;
        $crate::__private::record_static!(
            __TOGGLE_BYTES = "p",
            pin = __TOGGLE_PIN.word(),
            modes = $modes,
            __TOGGLE.name,
            $item,
            "+"
        );
        $crate::__private::point_static!(__TOGGLE.default);
        $crate::__private::Asked::new(&__TOGGLE_POINT, __TOGGLE_PIN)
    }};
}

/// The value of a declaration, asked at this place, and for a context if one is given, which is evaluated only if the
/// value depends on it.
#[doc(hidden)]
#[macro_export]
macro_rules! __value {
    ($valued:expr) => {
        $valued.get($crate::__private::value_point!($valued))
    };
    ($valued:expr, for = $context:expr) => {
        match $crate::__private::value_point!($valued) {
            __asked => match $valued.get_for_all(__asked) {
                $crate::__private::Some(__value) => __value,
                _ => $valued.decide_for(__asked, $context),
            },
        }
    };
}

/// The point of a place that asks for a value.
#[doc(hidden)]
#[macro_export]
macro_rules! __value_point {
    ($valued:expr) => {{
        const __TOGGLE: $crate::__private::Declaration = $valued.declaration();
        const __TOGGLE_PIN: $crate::__private::Pin = __TOGGLE.pin;
        $crate::__private::record_static!(
            __TOGGLE_BYTES = "p",
            pin = __TOGGLE_PIN.word(),
            modes = "value",
            __TOGGLE.name,
            "",
            "+"
        );
        $crate::__private::point_static!();
        $crate::__private::Asked::new(&__TOGGLE_POINT, __TOGGLE_PIN)
    }};
}

/// The gated code, if it is to run, for a context that is evaluated only if it matters, and is gone before the code
/// runs.
#[doc(hidden)]
#[macro_export]
macro_rules! __guarded_for {
    ($asked:expr, $context:expr) => {
        match $asked {
            __asked => {
                if __asked.needs_context() {
                    let __answer = __asked.guarded_for($context);
                    __answer
                } else {
                    __asked.guarded()
                }
            }
        }
    };
}

/// The gated code or the other way, whichever is to run, for a context that is evaluated only if it matters, and is gone
/// before the code runs.
#[doc(hidden)]
#[macro_export]
macro_rules! __ways_for {
    ($asked:expr, $context:expr) => {
        match $asked {
            __asked => {
                if __asked.needs_context() {
                    let __answer = __asked.ways_for($context);
                    __answer
                } else {
                    __asked.ways()
                }
            }
        }
    };
}

/// Which of two ways is to run, for a context that is evaluated only if it matters, and is gone before one does.
#[doc(hidden)]
#[macro_export]
macro_rules! __shadowed_for {
    ($asked:expr, $context:expr) => {
        match $asked {
            __asked => {
                if __asked.needs_context() {
                    let __answer = __asked.shadowed_for($context);
                    __answer
                } else {
                    __asked.shadowed()
                }
            }
        }
    };
}

/// The runs of a test, which the harness may start once.
#[doc(hidden)]
#[macro_export]
macro_rules! __once {
    ($runs:expr, $name:literal) => {{
        static __TOGGLE_RAN: $crate::__private::Ran = $crate::__private::Ran::new();
        $runs.once(&__TOGGLE_RAN, $crate::__private::module_path!(), $name)
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

/// The value of a declaration: how it is pinned and by what variable, its default, if it has one, its name, its item,
/// and the other fields of its record.
#[doc(hidden)]
#[macro_export]
macro_rules! __declare {
    // What a variant is called, and what others there are, only its type knows.
    (variant = $variable:literal, default = $default:expr, $name:literal, $item:literal $(, $field:literal)*) => {{
        // The braces make the cast one that stands here, and none that the user wrote.
        const __TOGGLE_VARIANT: $crate::__private::Described = $crate::__private::described(
            $default, { $default } as $crate::__private::i128, $variable, $crate::__private::option_env!($variable)
        );
        const __TOGGLE_PIN: $crate::__private::Pin = __TOGGLE_VARIANT.pin;
        $crate::__private::record_static!(
            __TOGGLE_BYTES = "d", pin = __TOGGLE_PIN.word(),
            $name, $item, (__TOGGLE_VARIANT.name) $(, $field)*, (__TOGGLE_VARIANT.ty)
        );
        $crate::__private::point_static!();
        $crate::__private::declared($crate::__private::Declared {
            name: $name, pin: __TOGGLE_PIN, point: &__TOGGLE_POINT, default: $default
        })
    }};
    // Without a default: on or off, or a structure, which only the type knows.
    (undefaulted = $variable:literal, $toggle:ty, $name:literal, $item:literal $(, $field:literal)*) => {{
        const __TOGGLE_READING: $crate::__private::Option<$crate::__private::Reading> =
            <$toggle as $crate::__private::Undefaulted>::READING;
        const __TOGGLE_PIN: $crate::__private::Pin = $crate::__private::Pin::undefaulted(
            __TOGGLE_READING.is_some(), $variable, $crate::__private::option_env!($variable)
        );
        $crate::__private::record_static!(
            __TOGGLE_BYTES = "d", pin = __TOGGLE_PIN.word(), $name, $item,
            (<$toggle as $crate::__private::Undefaulted>::DEFAULT) $(, $field)*,
            (<$toggle as $crate::__private::Undefaulted>::TYPE)
        );
        $crate::__private::point_static!();
        // `linkme` collects this static, as it does that of the point.
        $crate::__private::STRUCTURES! {
            #![linkme_macro = $crate::__private::STRUCTURES]
            static __TOGGLE_STRUCTURE: $crate::__private::Structure =
                $crate::__private::Structure::new(&__TOGGLE_BYTES, __TOGGLE_READING);
        }
        $crate::__private::undefaulted($name, __TOGGLE_PIN, &__TOGGLE_POINT)
    }};
    // A whole number of another type than `i64`, with the bounds of its range, and its limits as a record writes them.
    (
        integer = $variable:literal, default = $default:expr, bounds = [$($bound:expr),*], $name:literal, $item:literal
        $(, $field:literal)*, ($least:expr) ($most:expr)
    ) => {{
        const __TOGGLE_PIN: $crate::__private::Pin =
            $crate::__private::Pin::not_pinned($variable, $crate::__private::option_env!($variable));
        $crate::__private::record_static!(
            __TOGGLE_BYTES = "d", pin = __TOGGLE_PIN.word(), $name, $item $(, $field)*, ("integer ") ($least) ($most)
        );
        $crate::__private::point_static!();
        $crate::__private::declared_within($crate::__private::Declared {
            name: $name, pin: __TOGGLE_PIN, point: &__TOGGLE_POINT, default: $default
        }, &[$($bound),*])
    }};
    ($pin:ident = $variable:literal, $name:literal, $item:literal $(, $field:literal)*) => {{
        const __TOGGLE_PIN: $crate::__private::Pin =
            $crate::__private::Pin::$pin($variable, $crate::__private::option_env!($variable));
        $crate::__private::record_static!(__TOGGLE_BYTES = "d", pin = __TOGGLE_PIN.word(), $name, $item $(, $field)*);
        $crate::__private::point_static!();
        $crate::__private::undefaulted($name, __TOGGLE_PIN, &__TOGGLE_POINT)
    }};
    (on_or_off = $variable:literal, default = $default:expr, $name:literal, $item:literal $(, $field:literal)*) => {{
        const __TOGGLE_PIN: $crate::__private::Pin =
            $crate::__private::Pin::on_or_off($variable, $crate::__private::option_env!($variable));
        $crate::__private::record_static!(__TOGGLE_BYTES = "d", pin = __TOGGLE_PIN.word(), $name, $item $(, $field)*);
        $crate::__private::point_static!($default);
        $crate::__private::declared($crate::__private::Declared {
            name: $name, pin: __TOGGLE_PIN, point: &__TOGGLE_POINT, default: $default
        })
    }};
    ($pin:ident = $variable:literal, default = $default:expr, $name:literal, $item:literal $(, $field:literal)*) => {{
        const __TOGGLE_PIN: $crate::__private::Pin =
            $crate::__private::Pin::$pin($variable, $crate::__private::option_env!($variable));
        $crate::__private::record_static!(__TOGGLE_BYTES = "d", pin = __TOGGLE_PIN.word(), $name, $item $(, $field)*);
        $crate::__private::point_static!();
        $crate::__private::declared($crate::__private::Declared {
            name: $name, pin: __TOGGLE_PIN, point: &__TOGGLE_POINT, default: $default
        })
    }};
}

/// The point of the record `__TOGGLE_BYTES`, in the slice of all points, and whether its toggle is on by default, where
/// that is known.
///
/// This is what linkme's attribute expands to, but for a function that has the compiler check the type of the element,
/// which took it more than a third of what a point costs altogether. Here the type is always the same. The manifest
/// asks for the very version of linkme that expects this; another would fail to compile, not lose points.
#[doc(hidden)]
#[macro_export]
macro_rules! __point_static {
    () => {
        $crate::__private::POINTS! {
            #![linkme_macro = $crate::__private::POINTS]
            static __TOGGLE_POINT: $crate::__private::Point =
                $crate::__private::Point::pinned(&__TOGGLE_BYTES, __TOGGLE_PIN);
        }
    };
    ($default:expr) => {
        $crate::__private::POINTS! {
            #![linkme_macro = $crate::__private::POINTS]
            static __TOGGLE_POINT: $crate::__private::Point =
                $crate::__private::Point::declared(&__TOGGLE_BYTES, __TOGGLE_PIN, $default);
        }
    };
}

pub use toggle_macros::feature_toggle;
pub use toggle_syntax::__record_static as record_static;
