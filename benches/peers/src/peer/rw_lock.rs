//! Toggles in an `RwLock<HashMap>`, of the standard library and of `parking_lot`.

use std::{
    collections::HashMap,
    sync::{LazyLock, PoisonError, RwLock},
};

use toggle_measure::{Case, Contended, Flips};

use crate::check::{NAME, toggles};

type Toggles = HashMap<String, bool>;

static STD: LazyLock<RwLock<Toggles>> = LazyLock::new(|| RwLock::new(toggles()));
static PARKING_LOT: LazyLock<parking_lot::RwLock<Toggles>> = LazyLock::new(|| parking_lot::RwLock::new(toggles()));

#[inline(never)]
fn ask_std() -> bool {
    STD.read().unwrap_or_else(PoisonError::into_inner).get(NAME).copied().unwrap_or_default()
}

#[inline(never)]
fn ask_parking_lot() -> bool {
    PARKING_LOT.read().get(NAME).copied().unwrap_or_default()
}

pub(crate) fn checks() -> Vec<Case> {
    vec![
        Case::new("`std`", "`RwLock<HashMap>`", ask_std).flips(Flips::Each),
        Case::new("`parking_lot`", "`RwLock<HashMap>`", ask_parking_lot).flips(Flips::Each),
    ]
}

pub(crate) fn contended() -> Vec<Contended> {
    vec![Contended::new(Case::new("`std`", "check in a `RwLock<HashMap>`", ask_std), |on| {
        STD.write().unwrap_or_else(PoisonError::into_inner).insert(NAME.to_owned(), on);
    })]
}
