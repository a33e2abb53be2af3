//! A program that calls every function once, so that all are linked. One call is always gated, so that the runtime is
//! linked.

mod functions;

use std::hint::black_box;

#[toggle_runtime::feature_toggle("one-more", else = x)]
fn one_more(x: u64) -> u64 {
    x + 1
}

fn main() {
    black_box(one_more(black_box(1)));
    for function in black_box(&functions::FUNCTIONS) {
        black_box(function(black_box(1)));
    }
}
