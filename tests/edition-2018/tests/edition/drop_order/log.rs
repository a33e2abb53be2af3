//! Values that record their drop, and the comparison of two records.

use std::cell::RefCell;
use std::ops::Range;

use toggle_runtime::scope;

thread_local! {
    static LOG: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

/// A value that records its drop.
#[derive(Debug)]
pub(crate) struct Noted(pub(crate) &'static str);

impl Drop for Noted {
    fn drop(&mut self) {
        LOG.with(|log| log.borrow_mut().push(self.0));
    }
}

impl Noted {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn range(&self) -> Range<usize> {
        0..self.len()
    }
}

/// Asserts that a gated function, with its toggle on or off, drops the same values in the same order as its twin.
#[track_caller]
pub(crate) fn same<T, U>(on: bool, gated: impl FnOnce() -> T, plain: impl FnOnce() -> U) {
    let gated = dropped_by(|| scope().set("drops", on).run(gated));
    let plain = dropped_by(plain);
    assert_eq!(gated, plain);
    assert!(plain.len() > 1, "there has to be an order");
}

fn dropped_by<T>(call: impl FnOnce() -> T) -> Vec<&'static str> {
    let _: T = call();
    LOG.with(|log| log.borrow_mut().split_off(0))
}
