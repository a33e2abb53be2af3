//! The types of toggles, and their conversion from cached indices and values.

use std::{sync::Arc, time::Duration};

use toggle_rules::{Reading, Value};
use toggle_syntax::DurationText;

use crate::{
    catalogue::DEFAULT_NUMBER,
    check::{asked::Check, variants::Variants},
};

/// The types of a [`Toggle`](crate::Toggle).
///
/// A toggle is a `bool`, an integer of up to 64 bits, an `f64`, a [`Duration`], an `Arc<str>`, an enum of [`Variants`],
/// or a [`Structured`](crate::Structured) struct. Integers of every type end at [`i64::MAX`], as in TOML.
///
/// `T::Given` is the type that a check returns: an `Arc<T>` for a struct, and `T` for every other type.
///
/// Use the trait as a bound of code for toggles of all types:
///
/// ```
/// use std::fmt::Debug;
///
/// use toggle_runtime::{Setting, Toggle};
///
/// fn describe<T: Setting<Given: Debug>>(toggle: &Toggle<T>) -> String {
///     format!("{} is {:?}", toggle.name(), toggle.get())
/// }
/// ```
///
/// The trait is sealed. Derive [`Variants`] or [`Structured`](crate::Structured) to add a type.
#[diagnostic::on_unimplemented(
    message = "a toggle cannot be set to a `{Self}`",
    label = "not a type for a toggle",
    note = "a toggle is a `bool`, an `i64` or a smaller integer, an `f64`, a `Duration`, an `Arc<str>`, an enum \
            with `#[derive(Variants, Clone, Copy)]`, or a struct with `#[derive(Structured, Deserialize, Default)]`"
)]
pub trait Setting: Typed {}

impl Setting for bool {}
impl Setting for f64 {}
impl Setting for Duration {}
impl Setting for Arc<str> {}
#[diagnostic::do_not_recommend]
impl<T: Variants> Setting for T {}

/// The properties of a [`Setting`] that this crate uses.
pub trait Typed: Sized + Send + Sync + 'static {
    /// The type of the default in a declaration, which is a constant.
    type Default: Copy + Send + Sync + 'static;

    /// The type that a check returns.
    type Given: Clone + Send + Sync + 'static;

    /// A placeholder for the default of a wrong declaration.
    const ANY: Self::Default;

    /// The limits of an integer in the form of a record: the lower limit, and the rest of the range.
    const LIMITS: [&'static str; 2] = ["", ".."];

    /// The reader of tables, for a structure.
    const READING: Option<Reading> = None;

    /// Converts the declared default to the type that a check returns.
    fn from_default(default: Self::Default) -> Self::Given;

    /// Converts a point's cached index to a value, or returns `None` for a type that a point cannot cache.
    #[inline]
    fn from_index(_index: u8, _default: Self::Default) -> Option<Self::Given> {
        None
    }

    /// Returns whether the toggle is on, with fewer instructions than by an index. Returns `None` for a type that is
    /// not on or off.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `Point::is_on`")]
    fn is_on(_asked: Check, _default: Self::Default) -> Option<Self::Given> {
        None
    }

    /// Converts a value, or returns `None` for a value of another type.
    fn read(value: &Value) -> Option<Self::Given>;
}

impl Typed for bool {
    type Default = Self;
    type Given = Self;

    const ANY: Self = false;

    fn from_default(default: Self) -> Self {
        default
    }

    #[inline]
    fn from_index(index: u8, _default: Self) -> Option<Self> {
        Some(index != 0)
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `Point::is_on`")]
    fn is_on(asked: Check, default: Self) -> Option<Self> {
        Some(asked.is_on_or(default))
    }

    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Off => Some(false),
            Value::On => Some(true),
            _ => None,
        }
    }
}

/// Implements [`Typed`] and [`Setting`] for integers, with their limits.
macro_rules! integers {
    ($($(#[$when:meta])? $ty:ty: $least:literal, $most:literal;)+) => {$(
        $(#[$when])?
        impl Typed for $ty {
            type Default = Self;
            type Given = Self;

            const ANY: Self = 0;

            const LIMITS: [&'static str; 2] = [$least, $most];

            fn from_default(default: Self) -> Self {
                default
            }

            #[inline]
            fn from_index(index: u8, default: Self) -> Option<Self> {
                (index == DEFAULT_NUMBER).then_some(default)
            }

            fn read(value: &Value) -> Option<Self> {
                match value {
                    Value::Integer(number) => Self::try_from(*number).ok(),
                    _ => None,
                }
            }
        }

        $(#[$when])?
        impl Setting for $ty {}
    )+};
}

// TOML's integers are `i64`, so no toggle exceeds `i64::MAX`.
integers! {
    i64: "", "..";
    i32: "-2147483648", "..=2147483647";
    i16: "-32768", "..=32767";
    i8: "-128", "..=127";
    u64: "0", "..=9223372036854775807";
    u32: "0", "..=4294967295";
    u16: "0", "..=65535";
    u8: "0", "..=255";
    #[cfg(target_pointer_width = "64")] usize: "0", "..=9223372036854775807";
    #[cfg(target_pointer_width = "64")] isize: "", "..";
    #[cfg(target_pointer_width = "32")] usize: "0", "..=4294967295";
    #[cfg(target_pointer_width = "32")] isize: "-2147483648", "..=2147483647";
    #[cfg(target_pointer_width = "16")] usize: "0", "..=65535";
    #[cfg(target_pointer_width = "16")] isize: "-32768", "..=32767";
}

impl Typed for f64 {
    type Default = Self;
    type Given = Self;

    const ANY: Self = 0.0;

    fn from_default(default: Self) -> Self {
        default
    }

    #[inline]
    fn from_index(index: u8, default: Self) -> Option<Self> {
        (index == DEFAULT_NUMBER).then_some(default)
    }

    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Float(number) => Some(*number),
            _ => None,
        }
    }
}

/// The value is a string that the rules' parser has already checked to be a duration.
impl Typed for Duration {
    type Default = Self;
    type Given = Self;

    const ANY: Self = Self::ZERO;

    fn from_default(default: Self) -> Self {
        default
    }

    #[inline]
    fn from_index(index: u8, default: Self) -> Option<Self> {
        (index == DEFAULT_NUMBER).then_some(default)
    }

    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => text.parse::<DurationText>().ok().map(|duration| duration.0),
            _ => None,
        }
    }
}

impl Typed for Arc<str> {
    type Default = &'static str;
    type Given = Self;

    const ANY: &'static str = "";

    fn from_default(default: &'static str) -> Self {
        default.into()
    }

    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Variants> Typed for T {
    type Default = Self;
    type Given = Self;

    const ANY: Self = Self::ALL[0];

    fn from_default(default: Self) -> Self {
        default
    }

    #[inline]
    fn from_index(index: u8, _default: Self) -> Option<Self> {
        Self::ALL.get(usize::from(index)).copied()
    }

    fn read(value: &Value) -> Option<Self> {
        let Value::Text(text) = value else { return None };
        Self::NAMES.iter().position(|name| **name == **text).map(|position| Self::ALL[position])
    }
}
