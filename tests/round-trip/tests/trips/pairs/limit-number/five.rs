//! The value of a number in place of the call.

use toggle_runtime::value;

use crate::prelude::*;

fn page(count: i64) -> i64 {
    count.min(5)
}

pub fn run() {
    take(page(3));
    take(page(300));
    take(-5);
    take(5 * 2);
    take("five");
    let limit = 5;
    take(limit);
}
