//! The numbers of findings, by level and by rule.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{findings::Finding, rule::Level};

/// The number of findings.
#[derive(Debug, Default, Serialize)]
pub struct Counts {
    /// The number of errors.
    pub errors: usize,
    /// The number of warnings.
    pub warnings: usize,
    /// The number of findings of each rule that has any.
    pub rules: BTreeMap<&'static str, usize>,
}

impl Counts {
    pub(super) fn of(findings: &[Finding]) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            *counts.rules.entry(finding.rule.id()).or_default() += 1;
            match finding.level {
                Level::Error => counts.errors += 1,
                Level::Warning => counts.warnings += 1,
            }
        }
        counts
    }
}
