//! The values into which declarations expand, and the parts of their records that only the compiler knows.

use toggle_rules::{Reading, Value};

use crate::{
    catalogue::{pin::Pin, point::Point},
    check::{setting::Setting, toggle::Toggle, variants::Variants},
};

/// Makes the value of a declaration without `default`.
pub const fn undefaulted<T: OffByDefault>(name: &'static str, pin: Pin, point: &'static Point) -> Toggle<T> {
    Toggle::__new(name, pin, point, T::UNDEFAULTED)
}

/// The types of toggles that need no `default`.
#[diagnostic::on_unimplemented(
    message = "a toggle of type `{Self}` needs a default",
    label = "write `default = ..` in the attribute",
    note = "that is the path of a variant, a number, or a string in quotes"
)]
pub trait OffByDefault: Setting {
    const UNDEFAULTED: Self::Default;
}

impl OffByDefault for bool {
    const UNDEFAULTED: Self = false;
}

/// Makes the value of a declaration.
pub const fn declared<T: Setting>(Declared { name, pin, point, default }: Declared<T>) -> Toggle<T> {
    Toggle::__new(name, pin, point, default)
}

/// Makes the value of a declaration of an integer. The bounds of its range must have its type.
pub const fn declared_within<T: Setting>(declared_toggle: Declared<T>, _: &[T::Default]) -> Toggle<T> {
    declared(declared_toggle)
}

/// The limits of an integer type, for the record of a declaration without a range.
pub trait Limited {
    const LEAST: &'static str;
    const MOST: &'static str;
}

impl<T: Setting> Limited for Toggle<T> {
    const LEAST: &'static str = T::LIMITS[0];
    const MOST: &'static str = T::LIMITS[1];
}

/// The parts of a record that only the compiler knows, for a toggle without a `default`.
pub trait Undefaulted {
    const READING: Option<Reading>;
    const TYPE: &'static str;
    /// Empty for a structure, because only its type knows the default.
    const DEFAULT: &'static str;
}

impl<T: Setting> Undefaulted for Toggle<T> {
    const READING: Option<Reading> = T::READING;
    const TYPE: &'static str = if T::READING.is_some() { "structure" } else { "" };
    const DEFAULT: &'static str = if T::READING.is_some() { "" } else { "off" };
}

/// The parts of a declaration.
///
/// They are fields, because the compiler reports a default of the wrong type at the field's expression. For an argument
/// of a function, it would report the function.
#[allow(missing_debug_implementations, reason = "nobody has one")]
pub struct Declared<T: Setting> {
    pub name: &'static str,
    pub pin: Pin,
    pub default: T::Default,
    pub point: &'static Point,
}

/// Returns the parts of a declaration's record for the variant with this discriminant, and the build's pin.
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

/// The result of [`described`].
#[derive(Debug)]
pub struct Described {
    /// The name of the variant in configurations.
    pub name: &'static str,
    /// The type in the form of a record.
    pub ty: &'static str,
    pub pin: Pin,
}

/// Returns the value that sets a toggle to this variant.
pub fn variant<T: Variants>(variant: T) -> Value {
    variant.name().into()
}
