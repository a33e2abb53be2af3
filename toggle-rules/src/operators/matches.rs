//! `matches`: a regular expression that is found in a string.

use std::{fmt, sync::Arc};

use super::{
    operand::Read,
    word::{Domain, Operate, OperatorValue, Word},
};
use crate::{
    attribute::AttributeRef,
    pattern::{LONGEST, Pattern},
};

pub(crate) const MATCHES: Word<Read<Arc<Pattern>>> = Word {
    name: "matches",
    tried: &["regex", "regexp", "pattern"],
    summary: "A string in which this regular expression matches.",
    value: OperatorValue::Text(Some(LONGEST)),
    reference: ["a regular expression", "is a string in which it matches"],
    read: |value| value.pattern(),
};

pub(super) struct Matches;

impl Operate for Matches {
    type Value = Arc<Pattern>;

    fn holds(pattern: &Arc<Pattern>, attribute: &AttributeRef<'_>) -> bool {
        matches!(attribute, AttributeRef::Text(text) if pattern.is_found_in(text))
    }

    fn domain(_: &Arc<Pattern>) -> Domain {
        Domain::Texts
    }

    fn impossible(pattern: &Arc<Pattern>) -> Option<&'static str> {
        (!pattern.is_ever_found()).then_some("no string does")
    }

    fn show(pattern: &Arc<Pattern>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "matches = {pattern}")
    }
}
