//! Values as a file writes them, shortened to fit a line.

use std::fmt;

use crate::{attribute::AttributeRef, number::Number};

/// An attribute as TOML writes it, shortened to fit a line.
pub(super) struct Shown<'a>(pub(super) AttributeRef<'a>);

/// The number of characters that are shown of a string.
const MAX_SHOWN: usize = 60;

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            AttributeRef::Bool(value) => value.fmt(f),
            AttributeRef::Integer(value) => value.fmt(f),
            AttributeRef::Float(value) => fmt::Debug::fmt(&value, f),
            AttributeRef::Text(text) => self::text(text, f),
            AttributeRef::Date(value) => value.fmt(f),
            AttributeRef::List(values) => list(values.iter().map(|value| Shown(value.into())), f),
            AttributeRef::Texts(texts) => list(texts.iter().map(|text| Shown(AttributeRef::Text(text))), f),
        }
    }
}

/// Formats an operator whose value is one string or several.
pub(super) fn operator(word: &str, texts: &[Box<str>], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{word} = ")?;
    match texts {
        [only] => text(only, f),
        texts => list(texts.iter().map(|text| Shown(AttributeRef::Text(text))), f),
    }
}

fn text(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match text.char_indices().nth(MAX_SHOWN) {
        None => write!(f, "{text:?}"),
        Some((end, _)) => write!(f, "{:?}…", &text[..end]),
    }
}

/// Formats a list, and the number of elements that it omits.
pub(super) fn list(
    values: impl ExactSizeIterator<Item = impl fmt::Display>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let more = values.len().saturating_sub(8);
    f.write_str("[")?;
    for (position, value) in values.take(8).enumerate() {
        write!(f, "{}{value}", if position == 0 { "" } else { ", " })?;
    }
    if more > 0 {
        write!(f, ", and {more} more")?;
    }
    f.write_str("]")
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => number.fmt(f),
            Self::Float(number) => fmt::Debug::fmt(number, f),
        }
    }
}
