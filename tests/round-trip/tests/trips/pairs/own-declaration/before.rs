//! A declaration with its imports, and one that stays.

use toggle_runtime::{Toggle, enabled, feature_toggle, toggle};

use self::toggles::{OTHER, OWN};
use crate::prelude::*;

mod toggles {
    use super::{Toggle, toggle};

    /// A toggle of this file.
    #[toggle("own", kind = release, owner = "tests")]
    pub(super) static OWN: Toggle;

    /// Another one.
    pub(super) static OTHER: i64 = 1;
}

#[feature_toggle(OWN, else = call("old"))]
fn declared() -> i64 {
    call("new") + OTHER
}

pub fn run() {
    take(declared());
    if enabled!(toggles::OWN) {
        call("by a path");
    }
}
