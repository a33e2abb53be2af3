use std::sync::Arc;

use crate::{registry::DEFAULT_NUMBER, value::Value, variants::Variants};

/// What a [`Toggle`](crate::Toggle) can be: a `bool`, which is on or off, an `i64`, an `f64`, an `Arc<str>`, or an enum
/// of [`Variants`].
///
/// ```
/// use toggle_runtime::{Setting, Toggle};
///
/// fn describe<T: Setting + std::fmt::Debug>(toggle: &Toggle<T>) -> String {
///     format!("{} is {:?}", toggle.name(), toggle.get())
/// }
/// ```
///
/// The trait is sealed: derive [`Variants`] to add to it.
#[diagnostic::on_unimplemented(
    message = "a toggle cannot be set to a `{Self}`",
    label = "not a type for a toggle",
    note = "a toggle is a `bool`, an `i64`, an `f64`, an `Arc<str>`, or an enum with `#[derive(Variants, Clone, Copy)]`"
)]
pub trait Setting: Typed {}

impl Setting for bool {}
impl Setting for i64 {}
impl Setting for f64 {}
impl Setting for Arc<str> {}
#[diagnostic::do_not_recommend]
impl<T: Variants> Setting for T {}

/// What the crate knows of each [`Setting`].
pub trait Typed: Sized + Send + Sync + 'static {
    /// What a declaration keeps, since it is a constant.
    type Default: Copy + Send + Sync + 'static;

    /// Stands for a default where a declaration is wrong.
    const ANY: Self::Default;

    fn from_default(default: Self::Default) -> Self;

    /// The setting that a point's fixed state means. None for a type of which a point can hold nothing.
    #[inline]
    fn from_index(_index: u8, _default: Self::Default) -> Option<Self> {
        None
    }

    /// The setting, if the value is one.
    fn read(value: &Value) -> Option<Self>;
}

impl Typed for bool {
    type Default = Self;

    const ANY: Self = false;

    fn from_default(default: Self) -> Self {
        default
    }

    #[inline]
    fn from_index(index: u8, _default: Self) -> Option<Self> {
        Some(index != 0)
    }

    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Off => Some(false),
            Value::On => Some(true),
            _ => None,
        }
    }
}

impl Typed for i64 {
    type Default = Self;

    const ANY: Self = 0;

    fn from_default(default: Self) -> Self {
        default
    }

    #[inline]
    fn from_index(index: u8, default: Self) -> Option<Self> {
        (index == DEFAULT_NUMBER).then_some(default)
    }

    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }
}

impl Typed for f64 {
    type Default = Self;

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

impl Typed for Arc<str> {
    type Default = &'static str;

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
