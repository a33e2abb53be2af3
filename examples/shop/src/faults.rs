//! Simulated faults, so that a guard has failures to count.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::error::ShopError;

/// The simulated faults of the new checkout: a percentage of failing payments.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    percent: AtomicU64,
    payments: AtomicU64,
}

impl Faults {
    /// Sets the percentage of failing payments.
    pub(crate) fn set(&self, percent: u8) {
        self.percent.store(percent.into(), Relaxed);
    }

    /// Makes a payment.
    ///
    /// # Errors
    ///
    /// If the payment is one of the failing ones, which are spread evenly.
    pub(crate) fn pay(&self) -> Result<(), ShopError> {
        let percent = self.percent.load(Relaxed);
        let payment = self.payments.fetch_add(1, Relaxed);
        let due = |payments: u64| payments * percent / 100;
        if due(payment + 1) > due(payment) { Err(ShopError::Payment) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(percent: u8, expected: usize) {
        let faults = Faults::default();
        faults.set(percent);
        assert_eq!((0..200).filter(|_| faults.pay().is_err()).count(), expected);
    }

    #[test]
    fn so_many_fail() {
        check(0, 0);
        check(7, 14);
        check(20, 40);
        check(100, 200);
    }
}
