//! Rules that have no effect, found without a context.
//!
//! A lint is exact: no answer at or after the given time changes if the rule is removed. The one assumption, about
//! attributes that are versions, is part of the message. The rules of a disabled toggle are linted as if it were
//! enabled.

mod no_effect;
mod shared_buckets;
mod never_matches;
mod contradiction;
mod order;
mod versions;
mod period;

use std::collections::HashSet;

use jiff::Timestamp;

use self::period::Period;
use crate::{
    policy::{Compiled, Rules},
    spanned::Position,
};

pub use self::versions::version_attributes;

/// A rule that has no effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lint {
    /// The kind of reason.
    pub kind: LintKind,
    /// The position of the rule, or `None` if the lint is about the table.
    pub at: Option<Position>,
    /// The reason, and the advice.
    pub message: String,
}

/// The reason why a rule has no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LintKind {
    /// The answer equals `otherwise` with or without the rule.
    NoEffect,
    /// An earlier rule takes the same buckets.
    SharedBuckets,
    /// No context satisfies the condition.
    NeverMatches,
}

/// The compiled rules of a toggle, with the data that all lints need.
struct Linted<'r> {
    rules: &'r Rules,
    name: &'r str,
    period: Period,
    /// The number of rules that some check may reach.
    reached: usize,
    /// Whether no context satisfies the condition, for each rule.
    is_unsatisfiable: Vec<bool>,
}

impl Rules {
    /// Returns the lints of the rules of the toggle `name` for answers at or after `now`.
    ///
    /// `versions` names the attributes that are versions.
    pub fn lints(&self, name: &str, now: Timestamp, versions: &HashSet<&str>) -> Vec<Lint> {
        // No versions here: the lint about a rule states that assumption, so it must not affect lints about other
        // rules.
        let is_unsatisfiable = |rule: &Compiled| rule.unsatisfiable(&HashSet::new()).is_some();
        let is_unsatisfiable = self.list.iter().map(is_unsatisfiable).collect();
        let reached = self.places().filter(|(_, is_reached)| *is_reached).count();
        let linted = Linted { rules: self, name, period: Period::of(self, now), reached, is_unsatisfiable };
        let mut lints = linted.never_matches(versions);
        lints.extend(linted.no_effect());
        lints.extend(linted.shared_buckets());
        lints
    }
}

impl<'r> Linted<'r> {
    /// Returns the rules that some context may match, each with its position.
    fn satisfiable(&self) -> impl DoubleEndedIterator<Item = (usize, &'r Compiled)> {
        let rules = self.rules.list.iter().enumerate();
        rules.filter(|(position, _)| !self.is_unsatisfiable[*position])
    }

    /// Returns a lint of the rule at `position`.
    ///
    /// Returns `None` if no check reaches that rule, which has its own lint, or if the rule is written as `25%`.
    fn of_rule(&self, kind: LintKind, position: usize, why: &str) -> Option<Lint> {
        let at = self.rules.list.get(position)?.at()?;
        let message = format!("rule {} of `{}` {why}", position + 1, self.name);
        (position < self.reached).then_some(Lint { kind, at: Some(at), message })
    }
}
