//! The value of a number in place of the call.

use toggle_runtime::value;

use crate::prelude::*;

fn page(count: i64) -> i64 {
    count.min(LIMIT.get())
}

pub fn run() {
    take(page(3));
    take(page(300));
    take(-LIMIT.get());
    take(value!(LIMIT) * 2);
    take(match LIMIT.get() {
        5 => "five",
        7 => "seven",
        _ => "other",
    });
    let limit = LIMIT.get();
    take(limit);
}
