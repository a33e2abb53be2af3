//! A gated `let` that causes no new warning.
#![deny(warnings)]

use toggle_runtime::feature_toggle;

#[test]
#[feature_toggle]
fn unused_gated_let_can_be_allowed() {
    #[feature_toggle("x", else = 1)]
    #[allow(unused_variables, reason = "what is tried")]
    let unused = 0;
}
