//! `present`: the presence or absence of the attribute.

use std::fmt;

use super::{
    operand::Read,
    word::{Domain, Operate, OperatorValue, Word},
};
use crate::attribute::AttributeRef;

pub(super) const PRESENT: Word<Read<bool>> = Word {
    name: "present",
    tried: &["exists", "missing"],
    summary: "Whether the attribute must be present.",
    value: OperatorValue::Presence,
    reference: ["a boolean", "is present, or missing for `false`"],
    read: |value| {
        if value.is_in_not() {
            value.refuse_word("`present` is not allowed in `not`; write `present = false` outside of it");
            return None;
        }
        value.boolean()
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
