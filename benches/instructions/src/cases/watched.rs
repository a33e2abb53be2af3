//! Functions with a guard or in shadow mode, and checks whose answers are counted.

use toggle_runtime::{enabled, feature_toggle};

use super::Case;

pub(super) const STATES: &str = r#"
watched-on = true
watched-shadow = "shadow"
watched-guarded = { otherwise = "on", guard = { failures = "50%" } }
watched-observed = { observe = true }
"#;

#[inline(never)]
#[feature_toggle("watched-on", else = number + 2)]
fn gated(number: u64) -> u64 {
    number + 1
}

#[inline(never)]
#[feature_toggle("watched-off", else = number + 2, guard)]
fn guard_off(number: u64) -> u64 {
    number + 1
}

#[inline(never)]
#[feature_toggle("watched-on", else = number + 2, guard)]
fn guard_on(number: u64) -> u64 {
    number + 1
}

#[inline(never)]
#[feature_toggle("watched-guarded", else = number + 2, guard)]
fn guard_with_budget(number: u64) -> u64 {
    number + 1
}

#[inline(never)]
#[feature_toggle("watched-off", else = number + 2, shadow)]
fn shadow_off(number: u64) -> u64 {
    number + 1
}

#[inline(never)]
#[feature_toggle("watched-on", else = number + 2, shadow)]
fn shadow_on(number: u64) -> u64 {
    number + 1
}

#[inline(never)]
#[feature_toggle("watched-shadow", else = number + 1, shadow)]
fn shadow(number: u64) -> u64 {
    number + 1
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::new("watched: gated, on", gated),
        Case::new("watched: `guard`, off", guard_off),
        Case::new("watched: `guard`, on, without a budget", guard_on),
        Case::new("watched: `guard`, on, with a budget", guard_with_budget),
        Case::new("watched: `shadow`, off", shadow_off),
        Case::new("watched: `shadow`, on", shadow_on),
        Case::new("watched: `shadow`, both", shadow),
        Case::new("watched: observed check", |_| u64::from(enabled!("watched-observed"))),
    ]
}
