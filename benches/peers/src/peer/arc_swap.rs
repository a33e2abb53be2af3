//! Toggles in an `ArcSwap<HashMap>`.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use arc_swap::ArcSwap;
use toggle_measure::{Case, Contended, Flips};

use crate::check::{NAME, toggles};

static TOGGLES: LazyLock<ArcSwap<HashMap<String, bool>>> = LazyLock::new(|| ArcSwap::from_pointee(toggles()));

#[inline(never)]
fn ask() -> bool {
    TOGGLES.load().get(NAME).copied().unwrap_or_default()
}

pub(crate) fn checks() -> Vec<Case> {
    vec![Case::new("`arc-swap`", "`ArcSwap<HashMap>`", ask).flips(Flips::Each)]
}

pub(crate) fn contended() -> Vec<Contended> {
    vec![Contended::new(Case::new("`arc-swap`", "check in an `ArcSwap<HashMap>`", ask), |on| {
        let mut toggles = HashMap::clone(&TOGGLES.load());
        toggles.insert(NAME.to_owned(), on);
        TOGGLES.store(Arc::new(toggles));
    })]
}
