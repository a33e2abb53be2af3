//! What `benches/instructions` counts: gated functions beside one that asks a plain `static AtomicBool`.

use std::{
    hint::black_box,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
};

use toggle_runtime::{Toggle, enabled, feature_toggle, toggle};

static PLAIN: AtomicBool = AtomicBool::new(false);

#[toggle("declared")]
static DECLARED: Toggle;

#[inline(never)]
fn plain_atomic(number: u64) -> u64 {
    if PLAIN.load(Relaxed) { number + 1 } else { number }
}

#[inline(never)]
#[feature_toggle("gated", else = number)]
fn gated_by_name(number: u64) -> u64 {
    number + 1
}

#[inline(never)]
#[feature_toggle(DECLARED, else = number)]
fn gated_by_path(number: u64) -> u64 {
    number + 1
}

#[inline(never)]
fn asks_enabled(number: u64) -> u64 {
    if enabled!("gated") { number + 1 } else { number }
}

#[inline(never)]
fn asks_method(number: u64) -> u64 {
    if DECLARED.is_enabled() { number + 1 } else { number }
}

#[inline(never)]
#[feature_toggle(not("gated"), else = number)]
fn gated_by_not(number: u64) -> u64 {
    number + 1
}

const CALLS: u64 = 100_000;

fn main() {
    let on = std::env::args().nth(1).is_some_and(|word| word == "on");
    PLAIN.store(on, Relaxed);
    toggle_runtime::set("gated", on).expect("it is asked below");
    toggle_runtime::set(&DECLARED, on).expect("it is declared");
    let mut sum = 0;
    for number in 0..CALLS {
        sum += plain_atomic(black_box(number));
        sum += gated_by_name(black_box(number));
        sum += gated_by_path(black_box(number));
        sum += asks_enabled(black_box(number));
        sum += asks_method(black_box(number));
        sum += gated_by_not(black_box(number));
    }
    black_box(sum);
}
