//! The error of a type that refuses a table.

use std::fmt;

use serde::de::{self, Expected, Unexpected, value};

use crate::{cut::cut, short::short, spanned::Position};

/// The error of a type that refuses a table.
#[derive(Debug)]
pub struct Fault {
    /// The message of the type.
    pub message: String,
    /// The position of the value in question, if it is known.
    pub at: Option<Position>,
}

impl Fault {
    /// Sets the position, unless the position of an inner value is already set.
    pub(super) fn or_at(self, at: Option<Position>) -> Self {
        Self { at: self.at.or(at), ..self }
    }
}

/// A message of `serde` quotes strings of the table, so that only the quoted string is shortened. A custom message of
/// the user's code may have any length, so the complete message is cut.
impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { message: cut(&message.to_string()), at: None }
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        with_short(unexpected, |unexpected| value::Error::invalid_type(unexpected, expected))
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        with_short(unexpected, |unexpected| value::Error::invalid_value(unexpected, expected))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        of_serde(&value::Error::unknown_variant(&short(variant), expected))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        of_serde(&value::Error::unknown_field(&short(field), expected))
    }
}

fn with_short(unexpected: Unexpected<'_>, error: impl FnOnce(Unexpected<'_>) -> value::Error) -> Fault {
    let error = match unexpected {
        Unexpected::Str(text) => error(Unexpected::Str(&short(text))),
        Unexpected::Other(text) => error(Unexpected::Other(&short(text))),
        unexpected => error(unexpected),
    };
    of_serde(&error)
}

fn of_serde(error: &value::Error) -> Fault {
    Fault { message: error.to_string(), at: None }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}
