//! The period in which rules apply, and the thresholds of their shares in that period.

use jiff::{Timestamp, ToSpan};

use crate::{definition::Share, policy::Rules, rollout::Ramp};

/// The part of a toggle's window that has not passed.
pub(super) struct Period {
    start: Timestamp,
    /// The last instant.
    end: Timestamp,
    /// Whether the window is over, so that no rule applies any more. The period is then the whole window.
    pub(super) is_over: bool,
}

impl Period {
    pub(super) fn of(rules: &Rules, now: Timestamp) -> Self {
        let is_over = rules.until.is_some_and(|until| until <= now);
        let from = rules.from.unwrap_or(Timestamp::MIN);
        let end = rules.until.map(|until| until.checked_sub(1.nanosecond()).unwrap_or(until));
        Self { start: if is_over { from } else { from.max(now) }, end: end.unwrap_or(Timestamp::MAX), is_over }
    }

    /// Returns the least and the greatest threshold of a share in this period.
    pub(super) fn thresholds(&self, share: &Share) -> (u32, u32) {
        match share {
            Share::Fixed(share) => (share.threshold(), share.threshold()),
            Share::Ramp(ramp) => self.thresholds_of_ramp(ramp),
        }
    }

    /// Returns the extremes of a ramp. They lie at its ends and steps, because a ramp is monotonic between two steps.
    fn thresholds_of_ramp(&self, ramp: &Ramp) -> (u32, u32) {
        let steps = ramp.steps.iter().map(|step| step.at).filter(|at| (self.start..=self.end).contains(at));
        let first = ramp.threshold(self.start);
        let thresholds = steps.chain([self.end]).map(|at| ramp.threshold(at));
        thresholds.fold((first, first), |(least, greatest), threshold| (least.min(threshold), greatest.max(threshold)))
    }
}
