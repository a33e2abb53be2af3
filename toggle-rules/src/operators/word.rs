//! The vocabulary of operators: the description of a word, and the behaviour of an operator.

use std::fmt;

use crate::attribute::AttributeRef;

/// Everything that is known of the word of an operator.
pub(crate) struct Word<R> {
    pub(crate) name: &'static str,
    /// Other words that people may try for it.
    pub(super) tried: &'static [&'static str],
    /// The description in a schema.
    pub(super) summary: &'static str,
    pub(super) value: OperatorValue,
    /// The row in the reference, as [`OperatorWord::reference`].
    pub(super) reference: [&'static str; 2],
    /// Makes the value of the operator, or reports the fault of what stands for it.
    pub(super) read: R,
}

impl<R> Word<R> {
    /// Returns the same word with another way to read it.
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
    /// `true` or `false`: whether the attribute is there. It does not stand within a `not`.
    Presence,
    /// Anything that can stand for an attribute within a `not`.
    Attribute,
    /// A text of at most so many bytes.
    Text(Option<usize>),
    /// A text, or a list of texts.
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
    /// The value, and the condition under which it matches ("matches if the attribute .."), as the reference says it.
    pub reference: [&'static str; 2],
}

/// The types of values that can fit an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Domain {
    /// The values themselves decide.
    Any,
    Texts,
    Numbers,
    /// Dates, and texts that are written as one.
    Dates,
}

/// The behaviour of an operator, given its value.
pub(super) trait Operate {
    type Value: ?Sized;

    /// True if it asks for a list as a whole. Any other operator asks for one element of a list.
    const ASKS_WHOLE: bool = false;

    /// Returns whether an attribute fits. An attribute that is a list is one only if the operator asks for the whole.
    fn holds(value: &Self::Value, attribute: &AttributeRef<'_>) -> bool;

    /// Returns the types of values that can fit.
    fn domain(value: &Self::Value) -> Domain;

    /// Returns the reason why nothing ever fits, as in "since no version does".
    fn impossible(_: &Self::Value) -> Option<&'static str> {
        None
    }

    /// Returns whether a date of the condition is compared with something.
    fn compares_dates(value: &Self::Value) -> bool {
        Self::domain(value) == Domain::Dates
    }

    /// Writes it as a file does, where it is not too long.
    fn show(value: &Self::Value, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}
