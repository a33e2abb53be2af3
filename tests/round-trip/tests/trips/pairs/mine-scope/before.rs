//! Calls that set a toggle in a scope: a value that stays, and one that is gone.

use toggle_runtime::{Toggle, enabled, scope, toggle};

use crate::prelude::*;

#[toggle("mine")]
static MINE: Toggle;

pub fn run() {
    scope().set("a", true).set(&MINE, true).set("b", true).run(|| take((enabled!(MINE), enabled!("b"))));
    let _scope = scope().set("mine", true).enter();
    take(enabled!("mine"));
}
