//! Rules whose condition no context satisfies.

use std::collections::HashSet;

use super::{Lint, LintKind, Linted, contradiction};
use crate::{
    condition::{Condition, Test},
    policy::Compiled,
};

impl Linted<'_> {
    pub(super) fn never_matches(&self, versions: &HashSet<&str>) -> Vec<Lint> {
        let rules = self.rules.list.iter().enumerate();
        let lint = |(position, rule): (usize, &Compiled)| {
            let why = format!("never matches: {}", rule.unsatisfiable(versions)?);
            self.of_rule(LintKind::NeverMatches, position, &why)
        };
        rules.filter_map(lint).collect()
    }
}

/// The alternatives of a condition.
struct Alternatives<'c> {
    /// The alternatives that some context may satisfy.
    possible: Vec<&'c [Test]>,
    /// The reason why no context satisfies the first impossible alternative.
    reason: Option<String>,
}

impl<'c> Alternatives<'c> {
    fn of(condition: &'c Condition, versions: &HashSet<&str>) -> Self {
        let mut alternatives = Self { possible: Vec::new(), reason: None };
        for tests in &condition.any {
            match tests.iter().find_map(|test| contradiction::of_test(test, versions)) {
                Some(reason) => alternatives.reason = alternatives.reason.or(Some(reason)),
                None => alternatives.possible.push(tests),
            }
        }
        alternatives
    }
}

impl Compiled {
    /// Returns the reason why no context satisfies the condition, if none does.
    pub(super) fn unsatisfiable(&self, versions: &HashSet<&str>) -> Option<String> {
        let when = self.when().map(|when| Alternatives::of(when.condition, versions));
        if let Some(Alternatives { possible, reason: Some(reason) }) = &when
            && possible.is_empty()
        {
            return Some(reason.clone());
        }
        self.rule.segments.as_ref()?;
        let (mut possible, mut reason) = (Vec::new(), None);
        for (name, segment) in self.segments() {
            let alternatives = Alternatives::of(segment.condition, versions);
            possible.extend(alternatives.possible);
            let in_segment = |reason| format!("nobody is in the segment `{name}`, since {reason}");
            reason = reason.or(alternatives.reason.map(in_segment));
        }
        if possible.is_empty() {
            return reason;
        }
        let when = when?;
        let mut clashes = when.possible.iter().flat_map(|one| possible.iter().map(|other| clash(one, other)));
        let first = clashes.next()??;
        clashes.all(|clash| clash.is_some()).then(|| {
            format!(
                "`when` and `segment` exclude each other: `{first}` must be missing for one, and present for the other"
            )
        })
    }
}

/// Returns the attribute that one condition requires to be missing and the other requires to be present.
fn clash<'c>(one: &'c [Test], other: &'c [Test]) -> Option<&'c str> {
    let differs = |test: &&Test| {
        let is_missing = test.matcher.asks_for_absence();
        let same = other.iter().find(|other| other.attribute == test.attribute);
        same.is_some_and(|other| other.matcher.asks_for_absence() != is_missing)
    };
    one.iter().find(differs).map(|test| test.attribute.as_str())
}
