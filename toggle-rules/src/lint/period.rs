//! The time in which rules count, and the thresholds of their shares in that time.

use jiff::{Timestamp, ToSpan};

use crate::{definition::Share, policy::Rules, rollout::Ramp};

/// The part of a toggle's window that has not passed.
pub(super) struct Period {
    start: Timestamp,
    /// The last instant.
    end: Timestamp,
    /// True if the window is over, so that no rule counts any more. The period is then the whole window.
    pub(super) is_over: bool,
}

impl Period {
    pub(super) fn of(rules: &Rules, now: Timestamp) -> Self {
        let is_over = rules.until.is_some_and(|until| until <= now);
        let from = rules.from.unwrap_or(Timestamp::MIN);
        let end = rules.until.map(|until| until.checked_sub(1.nanosecond()).unwrap_or(until));
        Self { start: if is_over { from } else { from.max(now) }, end: end.unwrap_or(Timestamp::MAX), is_over }
    }

    /// Returns the least and the greatest threshold that a share has in this period.
    pub(super) fn thresholds(&self, share: &Share) -> (u32, u32) {
        match share {
            Share::Fixed(share) => (share.threshold(), share.threshold()),
            Share::Ramp(ramp) => self.thresholds_of_ramp(ramp),
        }
    }

    /// Between two steps a ramp only grows or only shrinks, so its ends and its steps have the extremes.
    fn thresholds_of_ramp(&self, ramp: &Ramp) -> (u32, u32) {
        let steps = ramp.steps.iter().map(|step| step.at).filter(|at| (self.start..=self.end).contains(at));
        let first = ramp.threshold(self.start);
        let thresholds = steps.chain([self.end]).map(|at| ramp.threshold(at));
        thresholds.fold((first, first), |(least, greatest), threshold| (least.min(threshold), greatest.max(threshold)))
    }
}
