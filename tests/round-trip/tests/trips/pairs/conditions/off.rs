//! Conditions of several toggles: the rest stays in the words that stood there.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

fn all_of() -> i64 {
    call("not all")
}

#[feature_toggle(A, else = call("not any"))]
fn any_of() -> i64 {
    call("any")
}

#[feature_toggle("a", else = call("not nested"))]
fn nested() -> i64 {
    call("nested")
}

fn on_lines() -> i64 {
    call("not on lines")
}

#[feature_toggle(not(any("a", "b")), else = call("some"))]
fn none_of() -> i64 {
    call("none")
}

#[feature_toggle("a", else = call("not outer"))]
fn stacked() -> i64 {
    call("not middle")
}

fn twice() -> i64 {
    0
}

pub fn run() {
    take(all_of());
    take(any_of());
    take(nested());
    take(on_lines());
    take(none_of());
    take(stacked());
    take(twice());
    take(false);
    take(true);
    take(true);
    take(enabled!("a"));
}
