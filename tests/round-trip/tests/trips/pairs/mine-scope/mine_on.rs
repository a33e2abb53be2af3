//! Calls that set a toggle in a scope: a value that stays, and one that is gone.

use toggle_runtime::{Toggle, enabled, scope, toggle};

use crate::prelude::*;

pub fn run() {
    scope().set("a", true).set("b", true).run(|| take((true, enabled!("b"))));
    let _scope = scope().enter();
    take(true);
}
