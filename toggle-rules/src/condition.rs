//! Conditions on the attributes of a context.

use std::sync::Arc;

use crate::{operators::Matcher, targeting::AttributeName};

/// A condition, which holds if one of its alternatives holds.
#[derive(Debug, PartialEq, Hash)]
pub(crate) struct Condition {
    pub(super) any: Box<[Box<[Test]>]>,
}

/// The operators that must hold for one attribute.
#[derive(Debug, PartialEq, Hash)]
pub(super) struct Test {
    pub(super) attribute: Arc<AttributeName>,
    pub(super) matcher: Matcher,
}

impl Condition {
    /// Returns the tests of all alternatives, in order.
    pub(super) fn tests(&self) -> impl Iterator<Item = &Test> {
        self.any.iter().flatten()
    }

    /// Returns the number of attribute tests in the condition.
    pub(super) fn len(&self) -> usize {
        self.any.iter().map(|tests| tests.len()).sum()
    }
}
