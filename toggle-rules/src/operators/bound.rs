//! A bound, and the order of an attribute relative to it.

use std::{cmp::Ordering, fmt};

use jiff::Timestamp;

use crate::number::Number;

/// The order that an attribute must have relative to a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Above,
    AtLeast,
    AtMost,
    Below,
}

/// An order with its bound. The bound is part of the enum, since a separate bound would make all operators larger.
#[derive(Clone, Copy, PartialEq)]
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

// The output must not change, since users see digests of it as versions of toggles.
impl fmt::Debug for Ordered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(order, bound) => write!(f, "{order:?}, Number({bound:?})"),
            Self::Date(order, bound) => write!(f, "{order:?}, Date({bound:?})"),
        }
    }
}
