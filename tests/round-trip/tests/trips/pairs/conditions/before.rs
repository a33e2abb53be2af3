//! Conditions of several toggles: the rest stays in the words that stood there.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

#[feature_toggle(all("x", "a"), else = call("not all"))]
fn all_of() -> i64 {
    call("all")
}

#[feature_toggle(any("x", A), else = call("not any"))]
fn any_of() -> i64 {
    call("any")
}

#[feature_toggle(all("a", any(not("x"), B), not(all(X, not("b")))), else = call("not nested"))]
fn nested() -> i64 {
    call("nested")
}

#[feature_toggle(
    all(
        // The new one.
        "x",
        "a", // and this
    ),
    else = call("not on lines"),
)]
fn on_lines() -> i64 {
    call("on lines")
}

#[feature_toggle(not(any("x", "a", "b")), else = call("some"))]
fn none_of() -> i64 {
    call("none")
}

#[feature_toggle("a", else = call("not outer"))]
#[feature_toggle("x", else = call("not middle"))]
#[feature_toggle("b", else = call("not inner"))]
fn stacked() -> i64 {
    call("stacked")
}

#[feature_toggle(not(not("x")), else = 0)]
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
    take(enabled!(all("x", "a")));
    take(enabled!(any(not(X), all("a", "b"))));
    take(enabled!(not("x")));
    take(enabled!(all(any("a", "x"), any("b", not("x")))));
}
