//! Checks of pinned toggles, each next to the same code without a check. The compiler removes these checks.

use std::hint::black_box;

use toggle_runtime::{Context, Toggle, enabled, feature_toggle, toggle, value};

use super::{Case, Kind};

#[toggle("pinned-on")]
static PINNED_ON: Toggle;

type Row = (&'static str, fn(u64) -> u64);

const ON: &str = "pinned: the new path, without a check";
const OFF: &str = "pinned: the old path, without a check";

const ROWS: [(Row, &[Row]); 2] = [
    (
        (ON, new_path),
        &[
            ("pinned: on, gated by name", on_by_name),
            ("pinned: on, gated by path", on_by_path),
            ("pinned: on, `is_enabled`", on_by_method),
            ("pinned: on, `for =`", on_for),
            ("pinned: on, `value!`", on_value),
        ],
    ),
    (
        (OFF, old_path),
        &[
            ("pinned: off, gated by name", off_by_name),
            ("pinned: off, `all` with one that is not", off_by_all),
            ("pinned: on, `not`", off_by_not),
        ],
    ),
];

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for ((plain, call), gated) in ROWS {
        cases.push(Case::new(plain, call));
        for (name, call) in gated {
            cases.push(Case { kind: Kind::Pinned { plain }, ..Case::new(*name, *call) });
        }
    }
    cases
}

/// Returns a value after several instructions, so that the compiler does not compute both branches.
#[inline(always)]
fn new(number: u64) -> u64 {
    (0..8).fold(number, |sum, step| black_box(sum ^ step))
}

#[inline(always)]
fn old(number: u64) -> u64 {
    (0..16).fold(number, |sum, step| black_box(sum + step))
}

#[inline(never)]
fn new_path(number: u64) -> u64 {
    new(number)
}

#[inline(never)]
fn old_path(number: u64) -> u64 {
    old(number)
}

#[inline(never)]
#[feature_toggle("pinned-on", else = old(number))]
fn on_by_name(number: u64) -> u64 {
    new(number)
}

#[inline(never)]
#[feature_toggle(PINNED_ON, else = old(number))]
fn on_by_path(number: u64) -> u64 {
    new(number)
}

#[inline(never)]
fn on_by_method(number: u64) -> u64 {
    if PINNED_ON.is_enabled() { new(number) } else { old(number) }
}

#[inline(never)]
fn on_value(number: u64) -> u64 {
    if value!(PINNED_ON) { new(number) } else { old(number) }
}

#[inline(never)]
fn on_for(number: u64) -> u64 {
    if enabled!("pinned-on", for = &Context::new("user-4711")) { new(number) } else { old(number) }
}

#[inline(never)]
#[feature_toggle("pinned-off", else = old(number))]
fn off_by_name(number: u64) -> u64 {
    new(number)
}

#[inline(never)]
#[feature_toggle(all("pinned-off", "other"), else = old(number))]
fn off_by_all(number: u64) -> u64 {
    new(number)
}

#[inline(never)]
#[feature_toggle(not("pinned-on"), else = old(number))]
fn off_by_not(number: u64) -> u64 {
    new(number)
}
