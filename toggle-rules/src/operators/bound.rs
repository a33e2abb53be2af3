//! A bound, and the order of an attribute relative to it.

use std::cmp::Ordering;

use jiff::Timestamp;

use crate::number::Number;

/// The order that an attribute must have relative to a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Order {
    Above,
    AtLeast,
    AtMost,
    Below,
}

/// An order with its bound. The bound is part of the enum, since a separate bound would make all operators larger.
#[derive(Debug, Clone, Copy, PartialEq, Hash)]
pub(crate) enum Ordered {
    Number(Order, Number),
    Date(Order, Timestamp),
}

impl Order {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::AtLeast => "at-least",
            Self::AtMost => "at-most",
            Self::Below => "below",
        }
    }

    #[inline]
    pub(super) fn is(self, found: Ordering) -> bool {
        match self {
            Self::Above => found.is_gt(),
            Self::AtLeast => found.is_ge(),
            Self::AtMost => found.is_le(),
            Self::Below => found.is_lt(),
        }
    }
}
