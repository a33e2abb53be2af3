//! A user-defined type with the name `u8`.
#![allow(non_camel_case_types, reason = "what is tried")]

use toggle_runtime::{Toggle, enabled, feature_toggle, toggle};

struct u8;

#[toggle("x")]
static X: Toggle;

#[feature_toggle("x")]
fn gated() -> Option<u8> {
    enabled!(X).then_some(u8)
}

#[test]
fn compiles() {
    assert!(gated().is_none());
}
