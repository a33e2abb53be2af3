use std::sync::atomic::{AtomicU64, Ordering};

use toggle_rules::Percentage;

/// Takes a share of calls: of 5 %, every 20th, and of `n` calls, exactly the share of `n`, rounded down. No chance is in it,
/// so that which calls are taken is not independent of calls that come in a fixed order.
///
/// Adds the share at each call, and takes the call at which that comes past a further 100 %. After a change of the share it
/// goes on from where it is.
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
