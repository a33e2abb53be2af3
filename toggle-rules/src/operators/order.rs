//! `above`, `at-least`, `at-most` and `below`: the order of a number or a date relative to a bound.

use std::fmt;

use jiff::Timestamp;

use super::{
    bound::{Order, Ordered},
    operand::Read,
    word::{Domain, Operate, OperatorValue, Word},
};
use crate::{attribute::AttributeRef, date, number::Number};

pub(super) const ABOVE: Word<Read<Ordered>> = word(
    Order::Above,
    &["gt", "greater", "greater-than", "more-than", "after"],
    "Greater, or later.",
    "is greater, or later",
    |value| value.bound(Order::Above),
);
pub(super) const AT_LEAST: Word<Read<Ordered>> = word(
    Order::AtLeast,
    &["gte", "ge", "min", "from", "since"],
    "Not less, or not earlier.",
    "is not less, or not earlier",
    |value| value.bound(Order::AtLeast),
);
pub(super) const AT_MOST: Word<Read<Ordered>> =
    word(Order::AtMost, &["lte", "le", "max"], "Not greater, or not later.", "is not greater, or not later", |value| {
        value.bound(Order::AtMost)
    });
pub(super) const BELOW: Word<Read<Ordered>> = word(
    Order::Below,
    &["lt", "less", "less-than", "before", "until"],
    "Less, or earlier.",
    "is less, or earlier",
    |value| value.bound(Order::Below),
);

const fn word(
    order: Order,
    tried: &'static [&'static str],
    summary: &'static str,
    matches: &'static str,
    read: Read<Ordered>,
) -> Word<Read<Ordered>> {
    Word {
        name: order.word(),
        tried,
        summary,
        value: OperatorValue::Bound,
        reference: ["a number or a date", matches],
        read,
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
