//! `ends-with`: the end of a string.

use std::fmt;

use super::{
    operand::Read,
    word::{Domain, Operate, OperatorValue, Word},
};
use crate::{attribute::AttributeRef, scalars::Texts, shown};

pub(super) const ENDS_WITH: Word<Read<Texts>> = Word {
    name: "ends-with",
    tried: &["suffix"],
    summary: "A string that ends with this, or with one of these.",
    value: OperatorValue::Texts,
    reference: ["a string, or a list of strings", "is a string that ends with one of them"],
    read: |value| value.texts(),
};

pub(super) struct EndsWith;

impl Operate for EndsWith {
    type Value = Texts;

    fn holds(ends: &Texts, attribute: &AttributeRef<'_>) -> bool {
        matches!(attribute, AttributeRef::Text(text) if ends.iter().any(|end| text.ends_with(&**end)))
    }

    fn domain(_: &Texts) -> Domain {
        Domain::Texts
    }

    fn show(ends: &Texts, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        shown::operator(ENDS_WITH.name, ends, f)
    }
}
