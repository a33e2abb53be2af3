//! The rules and levels that arguments name.

use std::sync::LazyLock;

use clap::{ValueEnum, builder::PossibleValue};
use toggle_admin::check::{Level, Rule};

/// A rule that `--allow` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Allowed(pub(super) Rule);

/// A rule that `--deny` names, or all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Denied {
    One(Rule),
    All,
}

/// The lowest level that sets the exit status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// A mistake
    Error,
    /// A possible problem
    #[default]
    Warning,
}

static ALLOWED: LazyLock<Vec<Allowed>> = LazyLock::new(|| Rule::ALL.iter().copied().map(Allowed).collect());
static DENIED: LazyLock<Vec<Denied>> =
    LazyLock::new(|| Rule::ALL.iter().copied().map(Denied::One).chain([Denied::All]).collect());

fn possible_value(rule: Rule) -> PossibleValue {
    PossibleValue::new(rule.id()).help(rule.description())
}

impl ValueEnum for Allowed {
    fn value_variants<'a>() -> &'a [Self] {
        &ALLOWED
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(possible_value(self.0))
    }
}

impl ValueEnum for Denied {
    fn value_variants<'a>() -> &'a [Self] {
        &DENIED
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        match self {
            Self::One(rule) => Some(possible_value(*rule)),
            Self::All => Some(PossibleValue::new("all").help("All of these; `--allow` turns some off")),
        }
    }
}

impl FailOn {
    /// Returns the level of findings.
    pub(super) fn level(self) -> Level {
        match self {
            Self::Error => Level::Error,
            Self::Warning => Level::Warning,
        }
    }
}

/// Returns the rules that are denied.
pub(super) fn denied(denied: &[Denied]) -> Vec<Rule> {
    let of = |denied: &Denied| match denied {
        Denied::One(rule) => vec![*rule],
        Denied::All => Rule::ALL.to_vec(),
    };
    denied.iter().flat_map(of).collect()
}
