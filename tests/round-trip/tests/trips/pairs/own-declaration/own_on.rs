//! A declaration with its imports, and one that stays.

use toggle_runtime::{Toggle, enabled, feature_toggle, toggle};

use self::toggles::OTHER;
use crate::prelude::*;

mod toggles {
    use super::{Toggle, toggle};

    /// Another one.
    pub(super) static OTHER: i64 = 1;
}

fn declared() -> i64 {
    call("new") + OTHER
}

pub fn run() {
    take(declared());
    call("by a path");
}
