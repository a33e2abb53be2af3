//! Toggles in a `DashMap`.

use std::sync::LazyLock;

use dashmap::DashMap;
use toggle_measure::{Case, Flips};

use crate::check::{NAME, toggles};

static TOGGLES: LazyLock<DashMap<String, bool>> = LazyLock::new(toggles);

#[inline(never)]
fn ask() -> bool {
    TOGGLES.get(NAME).is_some_and(|on| *on)
}

pub(crate) fn checks() -> Vec<Case> {
    vec![Case::new("`dashmap`", "`DashMap`", ask).flips(Flips::Each)]
}
