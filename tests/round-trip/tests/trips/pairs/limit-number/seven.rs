//! The value of a number in place of the call.

use toggle_runtime::value;

use crate::prelude::*;

fn page(count: i64) -> i64 {
    count.min(7)
}

pub fn run() {
    take(page(3));
    take(page(300));
    take(-7);
    take(7 * 2);
    take("seven");
    let limit = 7;
    take(limit);
}
