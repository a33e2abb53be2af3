//! The operators of conditions. A new one is a file here with its [`Word`] and its [`Operate`], and a line in the table
//! at the end of this file: reading, evaluation, `explain`, lints, the schema of `cargo toggle` and the reference follow.

mod one_of;
mod not;
mod present;
#[cfg_attr(not(feature = "semver"), path = "semver_off.rs")]
mod semver;
mod starts_with;
mod ends_with;
mod contains;
mod order;
mod matches;
mod matcher;
#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc};

use toggle_syntax::keys::Keyword;

use crate::{attribute::AttributeRef, pattern::Pattern, scalars::Scalars};

pub(super) use self::{
    matcher::Matcher,
    matches::MATCHES,
    order::{Order, Ordered},
    semver::has_pre_release,
};

/// Everything that is known of the word of an operator.
pub(super) struct Word {
    pub(super) name: &'static str,
    /// Other words that people may try for it.
    pub(super) tried: &'static [&'static str],
    /// The description in a schema.
    pub(super) summary: &'static str,
    pub(super) value: OperatorValue,
    /// The row in the reference, as [`OperatorWord::reference`].
    pub(super) reference: [&'static str; 2],
    pub(super) read: Read,
}

/// Makes an operator of its value, or reports the fault of the value.
type Read = fn(&mut dyn Operand) -> Option<Operator>;

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

/// The value of an operator in a file. Each function reports the fault of a value that it refuses.
pub(super) trait Operand {
    /// Returns whether the operator stands within a `not`.
    fn is_in_not(&self) -> bool;
    fn refuse(&mut self, message: String) -> Option<Operator>;
    /// Refuses the word of the operator, whatever its value.
    fn refuse_word(&mut self, message: &str) -> Option<Operator>;
    fn boolean(&mut self) -> Option<bool>;
    fn text(&mut self, expected: &str) -> Option<String>;
    /// Reads a text, or a list of texts.
    fn texts(&mut self) -> Option<Texts>;
    /// Reads a number or a date, as the bound of this order.
    fn bound(&mut self, order: Order) -> Option<Ordered>;
    fn pattern(&mut self) -> Option<Arc<Pattern>>;
    /// Reads whatever can stand for an attribute.
    fn matcher(&mut self) -> Option<Matcher>;
}

/// Texts, in little memory.
pub(super) type Texts = Box<[Box<str>]>;

/// The types of values that can fit an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Domain {
    /// The values themselves decide.
    Any,
    Texts,
    Numbers,
    /// Dates, and texts that are written as one.
    Dates,
}

/// The behaviour of an operator, given its value.
trait Operate {
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

/// Makes the type of all operators, and the table of their words.
macro_rules! operators {
    ($($(#[$attribute:meta])* $Variant:ident($Value:ty) by $Operate:ty: [$($word:expr),*],)+) => {
        // With a tag of its own, which is told apart faster than values of a field that are not otherwise in use.
        #[derive(Debug, PartialEq)]
        #[repr(u8)]
        pub(super) enum Operator {
            $($(#[$attribute])* $Variant($Value),)+
        }

        impl Operator {
            /// Returns whether it asks for a list as a whole.
            const fn asks_whole(&self) -> bool {
                match self {
                    $(Self::$Variant(_) => <$Operate>::ASKS_WHOLE,)+
                }
            }

            /// Returns whether an attribute fits. A list does only where the operator asks for the whole.
            pub(super) fn holds(&self, attribute: &AttributeRef<'_>) -> bool {
                match self {
                    $(Self::$Variant(value) => <$Operate>::holds(value, attribute),)+
                }
            }

            /// Returns the types of values that can fit.
            pub(super) fn domain(&self) -> Domain {
                match self {
                    $(Self::$Variant(value) => <$Operate>::domain(value),)+
                }
            }

            /// Returns the reason why nothing ever fits, if nothing does.
            pub(super) fn impossible(&self) -> Option<&'static str> {
                match self {
                    $(Self::$Variant(value) => <$Operate>::impossible(value),)+
                }
            }

            /// Returns whether a date of the condition is compared with something.
            pub(super) fn compares_dates(&self) -> bool {
                match self {
                    $(Self::$Variant(value) => <$Operate>::compares_dates(value),)+
                }
            }
        }

        impl fmt::Display for Operator {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$Variant(value) => <$Operate>::show(value, f),)+
                }
            }
        }

        /// The words of all operators, in the order in which a message lists them.
        pub(super) const TABLE: &[Word] = &[$($($word,)*)+];
    };
}

impl Operator {
    /// Returns whether the attribute must be missing. Whoever lacks an attribute fits nothing else.
    pub(super) const fn asks_for_absence(&self) -> bool {
        matches!(self, Self::Present(false))
    }

    /// Returns whether a text fits. Any does where the operator asks for a list as a whole.
    pub(super) fn holds_for_text(&self, text: &str) -> bool {
        self.asks_whole() || self.holds(&AttributeRef::Text(text))
    }
}

/// The word of an operator in a file.
#[derive(Clone, Copy)]
pub(super) struct OperatorKey(usize);

// Columns of the table, so that the texts for tools are in no program that does not ask for them.
const WORDS: [&str; TABLE.len()] = {
    let mut words = [""; TABLE.len()];
    let mut position = 0;
    while position < words.len() {
        words[position] = TABLE[position].name;
        position += 1;
    }
    words
};

const READ: [Read; TABLE.len()] = {
    let mut read = [TABLE[0].read; TABLE.len()];
    let mut position = 0;
    while position < read.len() {
        read[position] = TABLE[position].read;
        position += 1;
    }
    read
};

/// Words that people may try, with the word of the operator.
pub(super) const TRIED: [(&[&str], &str); TABLE.len()] = {
    let mut tried: [(&[&str], &str); TABLE.len()] = [(&[], ""); TABLE.len()];
    let mut position = 0;
    while position < tried.len() {
        tried[position] = (TABLE[position].tried, TABLE[position].name);
        position += 1;
    }
    tried
};

impl OperatorKey {
    /// Reads an operator.
    pub(super) fn read(self, operand: &mut dyn Operand) -> Option<Operator> {
        READ[self.0](operand)
    }
}

impl Keyword for OperatorKey {
    const WORDS: &'static [&'static str] = &WORDS;

    fn of(word: &str) -> Option<Self> {
        WORDS.iter().position(|known| *known == word).map(Self)
    }

    fn word(self) -> &'static str {
        WORDS[self.0]
    }
}

/// Returns the words of all operators for tools.
pub fn operator_words() -> impl Iterator<Item = OperatorWord> {
    let word = |&Word { name, summary, value, reference, .. }: &Word| OperatorWord { name, summary, value, reference };
    TABLE.iter().map(word)
}

operators! {
    // A value, or a list of which it is one, has no word.
    IsOneOf(Scalars) by one_of::IsOneOf: [],
    Not(Matcher) by not::Not: [not::NOT],
    Present(bool) by present::Present: [present::PRESENT],
    Semver(semver::Requirement) by semver::Semver: [semver::SEMVER],
    StartsWith(Texts) by starts_with::StartsWith: [starts_with::STARTS_WITH],
    EndsWith(Texts) by ends_with::EndsWith: [ends_with::ENDS_WITH],
    Contains(Texts) by contains::Contains: [contains::CONTAINS],
    Order(Ordered) by Ordered: [order::ABOVE, order::AT_LEAST, order::AT_MOST, order::BELOW],
    Matches(Arc<Pattern>) by matches::Matches: [MATCHES],
}
