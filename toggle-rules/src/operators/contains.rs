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
    summary: "A text that has this in it, or one of these.",
    value: OperatorValue::Texts,
    reference: ["a text, or a list of texts", "is a text that has one of them in it"],
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
