//! `not`: what the attribute must not be.

use std::fmt;

use super::{Domain, Matcher, Operate, Operator, OperatorValue, Word};
use crate::attribute::AttributeRef;

pub(super) const NOT: Word = Word {
    name: "not",
    tried: &["ne", "not-in", "is-not"],
    summary: "The attribute is there and does not match this.",
    value: OperatorValue::Attribute,
    reference: [
        "anything that can stand for the attribute, but no `present`; up to eight of them in each other",
        "is there and does not match it",
    ],
    read: |value| value.matcher().map(Operator::Not),
};

pub(super) struct Not;

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
