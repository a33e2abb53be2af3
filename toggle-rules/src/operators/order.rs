//! `above`, `at-least`, `at-most` and `below`: the order of a number or a date to a bound.

use std::{cmp::Ordering, fmt};

use jiff::Timestamp;

use super::{Domain, Operate, Operator, OperatorValue, Word};
use crate::{attribute::AttributeRef, date, number::Number};

pub(super) const ABOVE: Word = word(
    Order::Above,
    &["gt", "greater", "greater-than", "more-than", "after"],
    "Greater, or later.",
    "is greater, or later",
    |value| value.bound(Order::Above).map(Operator::Order),
);
pub(super) const AT_LEAST: Word = word(
    Order::AtLeast,
    &["gte", "ge", "min", "from", "since"],
    "Not less, or not earlier.",
    "is not less, or not earlier",
    |value| value.bound(Order::AtLeast).map(Operator::Order),
);
pub(super) const AT_MOST: Word =
    word(Order::AtMost, &["lte", "le", "max"], "Not greater, or not later.", "is not greater, or not later", |value| {
        value.bound(Order::AtMost).map(Operator::Order)
    });
pub(super) const BELOW: Word = word(
    Order::Below,
    &["lt", "less", "less-than", "before", "until"],
    "Less, or earlier.",
    "is less, or earlier",
    |value| value.bound(Order::Below).map(Operator::Order),
);

const fn word(
    order: Order,
    tried: &'static [&'static str],
    summary: &'static str,
    matches: &'static str,
    read: super::Read,
) -> Word {
    Word {
        name: order.word(),
        tried,
        summary,
        value: OperatorValue::Bound,
        reference: ["a number or a date", matches],
        read,
    }
}

/// The order that an attribute must have to a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Order {
    Above,
    AtLeast,
    AtMost,
    Below,
}

/// An order with its bound. One enum, since a bound of its own would make all operators larger.
#[derive(Clone, Copy, PartialEq)]
pub(in super::super) enum Ordered {
    Number(Order, Number),
    Date(Order, Timestamp),
}

impl Order {
    const fn word(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::AtLeast => "at-least",
            Self::AtMost => "at-most",
            Self::Below => "below",
        }
    }

    #[inline]
    pub(super) fn is(self, found: Ordering) -> bool {
        match self {
            Self::Above => found.is_gt(),
            Self::AtLeast => found.is_ge(),
            Self::AtMost => found.is_le(),
            Self::Below => found.is_lt(),
        }
    }
}

impl Operate for Ordered {
    type Value = Self;

    fn holds(ordered: &Self, attribute: &AttributeRef<'_>) -> bool {
        match *ordered {
            Self::Number(order, bound) => {
                number(attribute).and_then(|value| value.compare(bound)).is_some_and(|found| order.is(found))
            }
            Self::Date(order, bound) => instant(attribute).is_some_and(|value| order.is(value.cmp(&bound))),
        }
    }

    fn domain(ordered: &Self) -> Domain {
        match ordered {
            Self::Number(..) => Domain::Numbers,
            Self::Date(..) => Domain::Dates,
        }
    }

    fn impossible(ordered: &Self) -> Option<&'static str> {
        (*ordered == Self::Date(Order::Above, Timestamp::MAX)).then_some("no date is later")
    }

    fn show(ordered: &Self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match ordered {
            Self::Number(order, bound) => write!(f, "{} = {bound}", order.word()),
            Self::Date(order, bound) => write!(f, "{} = {bound}", order.word()),
        }
    }
}

// The versions of toggles that users see are digests of this.
impl fmt::Debug for Ordered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(order, bound) => write!(f, "{order:?}, Number({bound:?})"),
            Self::Date(order, bound) => write!(f, "{order:?}, Date({bound:?})"),
        }
    }
}

fn number(attribute: &AttributeRef<'_>) -> Option<Number> {
    match *attribute {
        AttributeRef::Integer(value) => Some(Number::Integer(value)),
        AttributeRef::Float(value) => Some(Number::Float(value)),
        _ => None,
    }
}

fn instant(attribute: &AttributeRef<'_>) -> Option<Timestamp> {
    match *attribute {
        AttributeRef::Date(value) => Some(value),
        AttributeRef::Text(text) => date::in_text(text),
        _ => None,
    }
}
