//! The rules that `--deny` names: single rules, or all.

use std::sync::LazyLock;

use clap::{ValueEnum, builder::PossibleValue};

use super::rule::Rule;

/// A rule, or all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Denied {
    One(Rule),
    All,
}

static VARIANTS: LazyLock<Vec<Denied>> =
    LazyLock::new(|| Rule::all().iter().copied().map(Denied::One).chain([Denied::All]).collect());

impl ValueEnum for Denied {
    fn value_variants<'a>() -> &'a [Self] {
        &VARIANTS
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        match self {
            Self::One(rule) => rule.to_possible_value(),
            Self::All => Some(PossibleValue::new("all").help("All of these; `--allow` turns some off")),
        }
    }
}

/// Returns the rules that are denied.
pub(super) fn rules(denied: &[Denied]) -> Vec<Rule> {
    let of = |denied: &Denied| match denied {
        Denied::One(rule) => vec![*rule],
        Denied::All => Rule::all().to_vec(),
    };
    denied.iter().flat_map(of).collect()
}
