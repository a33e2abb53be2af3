//! All operators, in one type and one table.

use std::{fmt, sync::Arc};

use super::{
    bound::Ordered,
    contains, ends_with, matches, one_of,
    operand::Operand,
    order, present, semver, starts_with,
    word::{Domain, Operate, OperatorValue, Word},
};
use crate::{
    attribute::AttributeRef,
    pattern::Pattern,
    scalars::{Scalars, Texts},
};

/// Operators that must all hold.
#[derive(Debug, PartialEq, Hash)]
pub(crate) struct Matcher(pub(crate) Box<[Operator]>);

/// The value of an operator in a file, which may be operators.
pub(crate) trait Nesting: Operand {
    /// Reads any matcher that can stand for an attribute.
    fn matcher(&mut self) -> Option<Matcher>;
}

/// The function that reads an operator from its value, or reports the mistake of the value.
pub(super) type ReadOperator = fn(&mut dyn Nesting) -> Option<Operator>;

/// Defines the enum of all operators, and the table of their names.
macro_rules! operators {
    ($($(#[$attribute:meta])* $Variant:ident($Value:ty) by $Operate:ty: [$($word:expr),*],)+) => {
        // An explicit tag is faster to match than a niche in one of the fields.
        #[derive(Debug, PartialEq, Hash)]
        #[repr(u8)]
        pub(crate) enum Operator {
            $($(#[$attribute])* $Variant($Value),)+
        }

        impl Operator {
            /// Returns whether the operator applies to a list as a whole.
            pub(super) const fn asks_whole(&self) -> bool {
                match self {
                    $(Self::$Variant(_) => <$Operate>::ASKS_WHOLE,)+
                }
            }

            /// Returns whether an attribute fits. A list fits only operators that apply to a list as a whole.
            pub(crate) fn holds(&self, attribute: &AttributeRef<'_>) -> bool {
                match self {
                    $(Self::$Variant(value) => <$Operate>::holds(value, attribute),)+
                }
            }

            /// Returns the types of values that can fit.
            pub(crate) fn domain(&self) -> Domain {
                match self {
                    $(Self::$Variant(value) => <$Operate>::domain(value),)+
                }
            }

            /// Returns the reason why no value ever fits, if there is one.
            pub(crate) fn impossible(&self) -> Option<&'static str> {
                match self {
                    $(Self::$Variant(value) => <$Operate>::impossible(value),)+
                }
            }

            /// Returns whether the operator compares the attribute with a date.
            pub(crate) fn compares_dates(&self) -> bool {
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

        /// The words of all operators, in the order of messages that list them.
        pub(super) const TABLE: &[Word<ReadOperator>] = &[
            $($($word.read_by(|value| ($word.read)(value).map(Operator::$Variant)),)*)+
        ];
    };
}

impl Operator {
    /// Returns whether the attribute must be missing. No other operator fits a missing attribute.
    pub(crate) const fn asks_for_absence(&self) -> bool {
        matches!(self, Self::Present(false))
    }

    /// Returns whether a string fits. Every string fits an operator that applies to a list as a whole.
    pub(crate) fn holds_for_text(&self, text: &str) -> bool {
        self.asks_whole() || self.holds(&AttributeRef::Text(text))
    }
}

/// The word `not`: the negation of a matcher.
const NOT: Word<fn(&mut dyn Nesting) -> Option<Matcher>> = Word {
    name: "not",
    tried: &["ne", "not-in", "is-not"],
    summary: "The attribute is present and does not match this.",
    value: OperatorValue::Attribute,
    reference: [
        "any condition on the attribute except `present`; at most eight levels of `not`",
        "is present and does not match it",
    ],
    read: |value| value.matcher(),
};

struct Not;

impl Operate for Not {
    type Value = Matcher;

    const ASKS_WHOLE: bool = true;

    fn holds(matcher: &Matcher, attribute: &AttributeRef<'_>) -> bool {
        !matcher.holds(Some(attribute))
    }

    fn domain(_: &Matcher) -> Domain {
        Domain::Any
    }

    fn compares_dates(matcher: &Matcher) -> bool {
        matcher.compares_dates()
    }

    fn show(matcher: &Matcher, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not = {matcher}")
    }
}

operators! {
    // Equality has no word: it is written as a value, or as a list of values.
    IsOneOf(Scalars) by one_of::IsOneOf: [],
    Not(Matcher) by Not: [NOT],
    Present(bool) by present::Present: [present::PRESENT],
    Semver(semver::Requirement) by semver::Semver: [semver::SEMVER],
    StartsWith(Texts) by starts_with::StartsWith: [starts_with::STARTS_WITH],
    EndsWith(Texts) by ends_with::EndsWith: [ends_with::ENDS_WITH],
    Contains(Texts) by contains::Contains: [contains::CONTAINS],
    Order(Ordered) by Ordered: [order::ABOVE, order::AT_LEAST, order::AT_MOST, order::BELOW],
    Matches(Arc<Pattern>) by matches::Matches: [matches::MATCHES],
}
