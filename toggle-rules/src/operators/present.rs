//! `present`: whether the attribute must be there or missing.

use std::fmt;

use super::{Domain, Operate, Operator, OperatorValue, Word};
use crate::attribute::AttributeRef;

pub(super) const PRESENT: Word = Word {
    name: "present",
    tried: &["exists", "missing"],
    summary: "Whether the attribute has to be there or not.",
    value: OperatorValue::Presence,
    reference: ["a boolean", "is there, or is not there"],
    read: |value| {
        if value.is_in_not() {
            return value.refuse_word("`present` does not go into `not`; write `present = false` outside of it");
        }
        value.boolean().map(Operator::Present)
    },
};

pub(super) struct Present;

impl Operate for Present {
    type Value = bool;

    const ASKS_WHOLE: bool = true;

    fn holds(present: &bool, _: &AttributeRef<'_>) -> bool {
        *present
    }

    fn domain(_: &bool) -> Domain {
        Domain::Any
    }

    fn show(present: &bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "present = {present}")
    }
}
