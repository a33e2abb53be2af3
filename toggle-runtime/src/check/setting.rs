use std::{sync::Arc, time::Duration};

use toggle_rules::{Reading, Value};
use toggle_syntax::DurationText;

use crate::{
    catalogue::DEFAULT_NUMBER,
    check::{asked::Check, variants::Variants},
};

/// What a [`Toggle`](crate::Toggle) can be: a `bool`, which is on or off, a whole number of up to 64 bits, an `f64`, a
/// [`Duration`], an `Arc<str>`, an enum of [`Variants`], or a [`Structured`](crate::Structured) struct.
///
/// Whole numbers of every type end at [`i64::MAX`], as those of TOML do.
///
/// `T::Given` is what the toggle gives whoever asks: an `Arc<T>` of a struct, and a `T` of every other type.
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
/// The trait is sealed: derive [`Variants`] or [`Structured`](crate::Structured) to add to it.
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

/// What the crate knows of each [`Setting`].
pub trait Typed: Sized + Send + Sync + 'static {
    /// What a declaration keeps, since it is a constant.
    type Default: Copy + Send + Sync + 'static;

    /// The type of a check's answer.
    type Given: Clone + Send + Sync + 'static;

    /// Stands for a default where a declaration is wrong.
    const ANY: Self::Default;

    /// The limits of a whole number as a record writes them: the least, and what follows it.
    const LIMITS: [&'static str; 2] = ["", ".."];

    /// The reader of tables, for a structure.
    const READING: Option<Reading> = None;

    /// Returns what the toggle gives by default.
    fn from_default(default: Self::Default) -> Self::Given;

    /// The setting that a point's fixed state means. None for a type of which a point can hold nothing.
    #[inline]
    fn from_index(_index: u8, _default: Self::Default) -> Option<Self::Given> {
        None
    }

    /// Asks whether the toggle is on, which takes fewer instructions than to ask for an index. None for a type that is not on
    /// or off.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as for `Point::is_on`")]
    fn is_on(_asked: Check, _default: Self::Default) -> Option<Self::Given> {
        None
    }

    /// The setting, if the value is one.
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

/// Whole numbers, with their limits.
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

// No toggle is more than TOML can write, which is an `i64`.
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

/// The value is a text that [`Target`](crate::rules::Target) has checked.
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
