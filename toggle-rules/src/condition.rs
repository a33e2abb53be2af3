//! Conditions: what attributes of a context must be.

use std::sync::Arc;

use crate::{operators::Matcher, targeting::AttributeName};

/// A condition: one of these must hold.
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
    /// The tests of all alternatives, in turn.
    pub(super) fn tests(&self) -> impl Iterator<Item = &Test> {
        self.any.iter().flatten()
    }

    /// The number of attributes that it asks for.
    pub(super) fn len(&self) -> usize {
        self.any.iter().map(|tests| tests.len()).sum()
    }
}
