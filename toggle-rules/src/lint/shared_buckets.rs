//! Rules whose rollout matches no context, because an earlier rule takes the same buckets.

use super::{Lint, LintKind, Linted};
use crate::{
    definition::Share,
    percentage::Percentage,
    policy::{Compiled, Served},
    rollout::hashed,
};

const ALL: u32 = Percentage::ALL.threshold();

impl Linted<'_> {
    pub(super) fn shared_buckets(&self) -> Vec<Lint> {
        let mut lints = Vec::new();
        for (position, rule) in self.satisfiable() {
            let earlier = self.satisfiable().take_while(|(earlier, _)| *earlier < position);
            let mut covering = earlier.filter(|(_, earlier)| self.covers(earlier, rule));
            if self.draws(rule)
                && let Some((first, covering)) = covering.next()
            {
                lints.extend(self.of_rule(LintKind::SharedBuckets, position, &self.why(first, covering, rule)));
            }
        }
        lints
    }

    /// Returns whether the rule takes contexts only by their bucket, and takes some.
    fn draws(&self, rule: &Compiled) -> bool {
        let (_, greatest) = self.period.thresholds(&rule.rule.share);
        greatest > 0 && (greatest < ALL || matches!(rule.served, Served::Weighted(_)))
    }

    /// Returns whether `earlier` takes every context that `later` takes.
    fn covers(&self, earlier: &Compiled, later: &Compiled) -> bool {
        let takes_as_much = || {
            earlier.rule.share == later.rule.share
                || self.period.thresholds(&later.rule.share).1 <= self.period.thresholds(&earlier.rule.share).0
        };
        hashed(earlier.rule.by.as_deref()) == hashed(later.rule.by.as_deref())
            && fits_whoever_fits(earlier, later)
            && takes_as_much()
    }

    fn why(&self, first: usize, earlier: &Compiled, later: &Compiled) -> String {
        let sum = match (&earlier.rule.share, &later.rule.share) {
            (Share::Fixed(earlier), Share::Fixed(later)) => earlier.threshold() + later.threshold(),
            _ => ALL + 1,
        };
        let advice = if sum <= ALL && matches!(later.served, Served::One(_)) {
            format!("write the sum, `rollout = {}`", Percentage::of_threshold(sum))
        } else {
            "raise its share above that of the earlier rule, or remove one of them".to_owned()
        };
        let (_, greatest) = self.period.thresholds(&earlier.rule.share);
        format!(
            "takes nobody: rule {} already takes the buckets up to {} %, which all rules of a toggle share; {advice}",
            first + 1,
            Percentage::of_threshold(greatest)
        )
    }
}

/// Returns whether every context that satisfies the condition of `later` also satisfies the condition of `earlier`.
fn fits_whoever_fits(earlier: &Compiled, later: &Compiled) -> bool {
    let condition = |rule: &Compiled| rule.rule.when.clone();
    let has_same_condition = earlier.rule.when.is_none() || condition(earlier) == condition(later);
    let is_among = match (&earlier.rule.segments, &later.rule.segments) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(earlier), Some(later)) => {
            later.iter().all(|segment| earlier.iter().any(|other| other.name == segment.name))
        }
    };
    has_same_condition && is_among
}
