//! The levels of findings, as the command line and the manifest set them.

use std::collections::BTreeMap;

use super::{
    findings::Finding,
    rule::{Level, Rule},
};

/// The levels of the rules, by the command line and, below it, the manifest. A rule that is both allowed and denied is
/// allowed.
pub(super) struct Levels<'a> {
    deny: &'a [Rule],
    allow: &'a [Rule],
    manifest: BTreeMap<Rule, Option<Level>>,
}

impl<'a> Levels<'a> {
    pub(super) fn new(deny: &'a [Rule], allow: &'a [Rule], manifest: BTreeMap<Rule, Option<Level>>) -> Self {
        Self { deny, allow, manifest }
    }

    /// Sets the level of a finding, and returns whether the finding is reported.
    pub(super) fn apply(&self, finding: &mut Finding) -> bool {
        if self.allow.contains(&finding.rule) {
            return false;
        }
        let level = match self.manifest.get(&finding.rule) {
            _ if self.deny.contains(&finding.rule) => Some(Level::Error),
            Some(level) => {
                finding.level = level.unwrap_or(finding.level);
                return level.is_some();
            }
            None => finding.rule.level(),
        };
        // A finding may have a higher level than its rule.
        finding.level = level.map_or(finding.level, |level| level.min(finding.level));
        level.is_some()
    }
}
