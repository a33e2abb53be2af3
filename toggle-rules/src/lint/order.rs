//! Orders of numbers and dates that exclude each other.

use std::cmp::Ordering;

use jiff::Timestamp;

use crate::condition::{Bound, Order};

/// An order to a bound: one of the operators `above`, `at-least`, `at-most` and `below` with its value.
pub(super) type Ordered = (Order, Bound);

/// Returns whether no value has both orders.
pub(super) fn exclude(one: Ordered, other: Ordered) -> bool {
    match (is_lower(one.0), is_lower(other.0)) {
        (true, false) => is_empty(one, other),
        (false, true) => is_empty(other, one),
        (true, true) | (false, false) => false,
    }
}

/// Returns the order that a value of the same type has if it does not have this one.
pub(super) fn opposite((order, bound): Ordered) -> Ordered {
    let order = match order {
        Order::Above => Order::AtMost,
        Order::AtLeast => Order::Below,
        Order::AtMost => Order::Above,
        Order::Below => Order::AtLeast,
    };
    (order, bound)
}

/// Returns whether no date is late enough.
pub(super) fn is_after_all((order, bound): Ordered) -> bool {
    order == Order::Above && bound == Bound::Date(Timestamp::MAX)
}

fn is_lower(order: Order) -> bool {
    matches!(order, Order::Above | Order::AtLeast)
}

/// Returns whether no value lies between two bounds of one type.
fn is_empty((above, lower): Ordered, (below, upper): Ordered) -> bool {
    let are_strict = (above == Order::Above, below == Order::Below);
    match (lower, upper) {
        (Bound::Number(lower), Bound::Number(upper)) => match lower.compare(upper) {
            Some(Ordering::Less) | None => false,
            Some(Ordering::Equal) => are_strict != (false, false),
            Some(Ordering::Greater) => true,
        },
        // Instants are whole nanoseconds, so two that follow each other have none between them.
        (Bound::Date(lower), Bound::Date(upper)) => {
            let first = lower.as_nanosecond() + i128::from(are_strict.0);
            let last = upper.as_nanosecond() - i128::from(are_strict.1);
            first > last
        }
        (Bound::Number(_), Bound::Date(_)) | (Bound::Date(_), Bound::Number(_)) => false,
    }
}
