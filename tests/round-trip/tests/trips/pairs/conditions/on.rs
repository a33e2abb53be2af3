//! Conditions of several toggles: the rest stays in the words that stood there.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

#[feature_toggle("a", else = call("not all"))]
fn all_of() -> i64 {
    call("all")
}

fn any_of() -> i64 {
    call("any")
}

#[feature_toggle(all("a", B, not(not("b"))), else = call("not nested"))]
fn nested() -> i64 {
    call("nested")
}

#[feature_toggle(
    "a",
    else = call("not on lines"),
)]
fn on_lines() -> i64 {
    call("on lines")
}

fn none_of() -> i64 {
    call("some")
}

#[feature_toggle("a", else = call("not outer"))]
#[feature_toggle("b", else = call("not inner"))]
fn stacked() -> i64 {
    call("stacked")
}

fn twice() -> i64 {
    1
}

pub fn run() {
    take(all_of());
    take(any_of());
    take(nested());
    take(on_lines());
    take(none_of());
    take(stacked());
    take(twice());
    take(enabled!("a"));
    take(enabled!(all("a", "b")));
    take(false);
    take(enabled!("b"));
}
