//! The vocabulary of operators: the description of a word, and the trait of an operator's behaviour.

use std::fmt;

use crate::attribute::AttributeRef;

/// The complete description of an operator's word.
pub(crate) struct Word<R> {
    pub(crate) name: &'static str,
    /// Other words that people may try instead.
    pub(super) tried: &'static [&'static str],
    /// The description in a schema.
    pub(super) summary: &'static str,
    pub(super) value: OperatorValue,
    /// The row in the reference, see [`OperatorWord::reference`].
    pub(super) reference: [&'static str; 2],
    /// The function that reads the value of the operator, or reports its mistake.
    pub(super) read: R,
}

impl<R> Word<R> {
    /// Returns the same word with another read function.
    pub(super) const fn read_by<S>(&self, read: S) -> Word<S> {
        Word {
            name: self.name,
            tried: self.tried,
            summary: self.summary,
            value: self.value,
            reference: self.reference,
            read,
        }
    }
}

/// The type of an operator's value in a file, which a schema checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperatorValue {
    /// `true` or `false`: whether the attribute is present. It is not allowed within a `not`.
    Presence,
    /// Any condition on an attribute that is allowed within a `not`.
    Attribute,
    /// A string of at most this many bytes.
    Text(Option<usize>),
    /// A string, or a list of strings.
    Texts,
    /// A number or a date.
    Bound,
}

/// The word of an operator, as tools and the reference describe it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OperatorWord {
    /// The word.
    pub name: &'static str,
    /// The description for editors.
    pub summary: &'static str,
    /// The type of its value.
    pub value: OperatorValue,
    /// The value, and the condition for a match ("matches if the attribute .."), in the words of the reference.
    pub reference: [&'static str; 2],
}

/// The types of values that can fit an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Domain {
    /// The types depend on the values.
    Any,
    Texts,
    Numbers,
    /// Dates, and strings that write a date.
    Dates,
}

/// The behaviour of an operator, given its value.
pub(super) trait Operate {
    type Value: ?Sized;

    /// True if the operator applies to a list as a whole. Any other operator applies to one element of a list.
    const ASKS_WHOLE: bool = false;

    /// Returns whether an attribute fits. The attribute is a list only if `ASKS_WHOLE` is true.
    fn holds(value: &Self::Value, attribute: &AttributeRef<'_>) -> bool;

    /// Returns the types of values that can fit.
    fn domain(value: &Self::Value) -> Domain;

    /// Returns the reason why no value ever fits, as in "since no version does".
    fn impossible(_: &Self::Value) -> Option<&'static str> {
        None
    }

    /// Returns whether the operator compares the attribute with a date.
    fn compares_dates(value: &Self::Value) -> bool {
        Self::domain(value) == Domain::Dates
    }

    /// Formats the operator as a file writes it, shortened if it is long.
    fn show(value: &Self::Value, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}
