//! A gated `let` is as quiet as it was.
#![deny(warnings)]

use toggle_runtime::feature_toggle;

#[test]
#[feature_toggle]
fn allowed() {
    #[feature_toggle("x", else = 1)]
    #[allow(unused_variables, reason = "what is tried")]
    let unused = 0;
}
