//! A sampler without chance.

use std::sync::atomic::{AtomicU64, Ordering};

use toggle_rules::Percentage;

/// A sampler that takes an exact share of calls: for 5 %, every 20th call, and of `n` calls, the share of `n`, rounded
/// down. The sampler uses no random numbers, so that its selection is not independent of calls in a fixed order.
///
/// The sampler adds the share at each call, and takes the call at which the sum passes a further 100 %. After a change
/// of the share, it continues with the same sum.
#[derive(Debug, Default)]
pub(crate) struct Sampler {
    /// The sum of all shares, in thousandths of a percent.
    sum: AtomicU64,
}

impl Sampler {
    pub(crate) fn takes(&self, share: Percentage) -> bool {
        if share == Percentage::NONE {
            return false;
        }
        let (all, share) = (u64::from(Percentage::ALL.threshold()), u64::from(share.threshold()));
        let before = self.sum.fetch_add(share, Ordering::Relaxed);
        before % all + share >= all
    }
}
