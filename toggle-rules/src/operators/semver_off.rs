//! The replacement of `semver.rs` where the feature `semver` is off: it refuses every requirement.

use std::fmt;

use super::{
    operand::Read,
    word::{Domain, Operate, OperatorValue, Word},
};
use crate::attribute::AttributeRef;

pub(super) const SEMVER: Word<Read<Requirement>> = Word {
    name: "semver",
    tried: &["version"],
    summary: "A version that satisfies this requirement, as in `Cargo.toml`: `>=2.3`.",
    value: OperatorValue::Text(None),
    reference: ["a requirement as in `Cargo.toml`", "is a string with a version that satisfies it"],
    read: |value| {
        value.refuse("`semver` needs the feature `semver` of toggle-runtime".to_owned());
        None
    },
};

pub(super) struct Semver;

/// A requirement on versions, a type without values.
#[derive(Debug, Clone, PartialEq, Hash)]
pub(crate) enum Requirement {}

pub(crate) fn has_pre_release(requirement: &Requirement) -> bool {
    match *requirement {}
}

impl Operate for Semver {
    type Value = Requirement;

    fn holds(requirement: &Requirement, _: &AttributeRef<'_>) -> bool {
        match *requirement {}
    }

    fn domain(requirement: &Requirement) -> Domain {
        match *requirement {}
    }

    fn impossible(requirement: &Requirement) -> Option<&'static str> {
        match *requirement {}
    }

    fn show(requirement: &Requirement, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *requirement {}
    }
}
