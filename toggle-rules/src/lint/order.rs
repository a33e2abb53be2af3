//! Orders of numbers and dates that exclude each other.

use std::cmp::Ordering;

use jiff::Timestamp;

use crate::{
    number::Number,
    operators::{Order, Ordered},
};

/// Returns whether no value satisfies both orders.
pub(super) fn exclude(one: Ordered, other: Ordered) -> bool {
    match (one, other) {
        (Ordered::Number(one, lower), Ordered::Number(other, upper)) => match (is_lower(one), is_lower(other)) {
            (true, false) => has_no_number((one, lower), (other, upper)),
            (false, true) => has_no_number((other, upper), (one, lower)),
            (true, true) | (false, false) => false,
        },
        (Ordered::Date(one, lower), Ordered::Date(other, upper)) => match (is_lower(one), is_lower(other)) {
            (true, false) => has_no_date((one, lower), (other, upper)),
            (false, true) => has_no_date((other, upper), (one, lower)),
            (true, true) | (false, false) => false,
        },
        (Ordered::Number(..), Ordered::Date(..)) | (Ordered::Date(..), Ordered::Number(..)) => false,
    }
}

/// Returns the order of every value of the same type that does not satisfy this order.
pub(super) fn opposite(ordered: Ordered) -> Ordered {
    let opposite = |order| match order {
        Order::Above => Order::AtMost,
        Order::AtLeast => Order::Below,
        Order::AtMost => Order::Above,
        Order::Below => Order::AtLeast,
    };
    match ordered {
        Ordered::Number(order, bound) => Ordered::Number(opposite(order), bound),
        Ordered::Date(order, bound) => Ordered::Date(opposite(order), bound),
    }
}

fn is_lower(order: Order) -> bool {
    match order {
        Order::Above | Order::AtLeast => true,
        Order::AtMost | Order::Below => false,
    }
}

/// Returns whether no number lies between two bounds.
fn has_no_number((above, lower): (Order, Number), (below, upper): (Order, Number)) -> bool {
    match lower.compare(upper) {
        Some(Ordering::Less) | None => false,
        Some(Ordering::Equal) => above == Order::Above || below == Order::Below,
        Some(Ordering::Greater) => true,
    }
}

/// Returns whether no date lies between two bounds.
///
/// Instants have nanosecond resolution, so no instant lies between two successive ones.
fn has_no_date((above, lower): (Order, Timestamp), (below, upper): (Order, Timestamp)) -> bool {
    let first = lower.as_nanosecond() + i128::from(above == Order::Above);
    let last = upper.as_nanosecond() - i128::from(below == Order::Below);
    first > last
}
