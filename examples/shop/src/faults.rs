use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::error::ShopError;

/// What is wrong with the new checkout: as many of a hundred payments fail as is said here. A real shop has this without asking.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    percent: AtomicU64,
    payments: AtomicU64,
}

impl Faults {
    /// Has so many of a hundred payments fail.
    pub(crate) fn set(&self, percent: u8) {
        self.percent.store(percent.into(), Relaxed);
    }

    /// Makes a payment.
    ///
    /// # Errors
    ///
    /// If it is one of those that fail. They are spread evenly.
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
