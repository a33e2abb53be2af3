//! Calls that set the toggle to the value that stays.

use toggle_runtime::{enabled, feature_toggle, is_enabled, scope};

use crate::prelude::*;

pub fn run() {
    scope().set("a", true).run(|| {
        take(enabled!("a"));
        take(is_enabled("a"));
    });
    let inner = scope().set("b", false).set("a", true);
    inner.run(|| take((enabled!("a"), enabled!("b"), false)));
}
