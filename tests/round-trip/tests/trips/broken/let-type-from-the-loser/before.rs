//! A `let` whose type the way that goes has given.

use toggle_runtime::feature_toggle;

use crate::prelude::*;

#[feature_toggle]
pub fn run() {
    #[feature_toggle("x", else = { None })]
    let Some(found) = Some(call("new")) else { return };
    take(found);
}
