//! `starts-with`: the start of a string.

use std::fmt;

use super::{
    operand::Read,
    word::{Domain, Operate, OperatorValue, Word},
};
use crate::{attribute::AttributeRef, scalars::Texts, shown, text};

pub(super) const STARTS_WITH: Word<Read<Texts>> = Word {
    name: "starts-with",
    tried: &["prefix"],
    summary: "A string that starts with this, or with one of these.",
    value: OperatorValue::Texts,
    reference: ["a string, or a list of strings", "is a string that starts with one of them"],
    read: |value| value.texts(),
};

pub(super) struct StartsWith;

impl Operate for StartsWith {
    type Value = Texts;

    fn holds(starts: &Texts, attribute: &AttributeRef<'_>) -> bool {
        matches!(attribute, AttributeRef::Text(text) if starts.iter().any(|start| text::starts(text, start)))
    }

    fn domain(_: &Texts) -> Domain {
        Domain::Texts
    }

    fn show(starts: &Texts, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        shown::operator(STARTS_WITH.name, starts, f)
    }
}
