//! `contains`: a substring.

use std::fmt;

use super::{
    operand::Read,
    word::{Domain, Operate, OperatorValue, Word},
};
use crate::{attribute::AttributeRef, scalars::Texts, shown, text};

pub(super) const CONTAINS: Word<Read<Texts>> = Word {
    name: "contains",
    tried: &[],
    summary: "A string that contains this, or one of these.",
    value: OperatorValue::Texts,
    reference: ["a string, or a list of strings", "is a string that contains one of them"],
    read: |value| value.texts(),
};

pub(super) struct Contains;

impl Operate for Contains {
    type Value = Texts;

    fn holds(parts: &Texts, attribute: &AttributeRef<'_>) -> bool {
        matches!(attribute, AttributeRef::Text(text) if parts.iter().any(|part| text::contains(text, part)))
    }

    fn domain(_: &Texts) -> Domain {
        Domain::Texts
    }

    fn show(parts: &Texts, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        shown::operator(CONTAINS.name, parts, f)
    }
}
