//! Values of toggles, whose type comes from the declaration.

use std::{sync::Arc, time::Duration};

use toggle_runtime::{Setting, Toggle, Variants, toggle, value};

#[derive(Variants, Debug, Clone, Copy, PartialEq)]
enum Ranking {
    Bm25,
    Neural,
}

#[toggle("on")]
static ON: Toggle;

#[toggle("ranking", default = Ranking::Bm25)]
static RANKING: Toggle<Ranking>;

#[toggle("size", default = 20)]
static SIZE: Toggle<i64>;

#[toggle("small", default = 3)]
static SMALL: Toggle<u8>;

#[toggle("share", default = 0.5)]
static SHARE: Toggle<f64>;

#[toggle("timeout", default = "250ms")]
static TIMEOUT: Toggle<Duration>;

#[toggle("greeting", default = "Good morning")]
static GREETING: Toggle<Arc<str>>;

pub fn compared(text: &str) -> bool {
    SIZE.get() == text.parse().unwrap_or_default() && value!(SMALL) < text.parse().unwrap_or_default()
}

pub fn converted(number: u64) -> bool {
    number == SMALL.get().into()
        && u64::from(value!(SMALL)) == number
        && number == u64::try_from(SIZE.get()).unwrap_or(1)
}

pub fn in_arithmetic() -> f64 {
    -value!(SHARE) * 2.0 + SHARE.get().sqrt() + (0.5 - SHARE.get()).max(1.0)
}

pub fn in_lists() -> Vec<i64> {
    let sizes = vec![SIZE.get(), 1, value!(SIZE)];
    sizes.into_iter().chain((0..SIZE.get()).rev()).collect()
}

pub fn by_methods() -> (bool, Option<u8>, Duration, usize) {
    (ON.get().then_some(1).is_some(), SMALL.get().checked_add(1), TIMEOUT.get() * 2, GREETING.get().len())
}

pub fn matched() -> &'static str {
    match (value!(RANKING), ON.get()) {
        (Ranking::Bm25, true) | (Ranking::Neural, _) => "new",
        (Ranking::Bm25, false) => "old",
    }
}

pub fn in_closures() -> [bool; 2] {
    [&ON, &ON].map(|toggle| toggle.get())
}

pub fn generic<T: Setting<Given: PartialEq>>(toggle: &Toggle<T>) -> bool {
    toggle.get() == toggle.get()
}

pub fn of_all() -> bool {
    generic(&ON) && generic(&RANKING) && generic(&SIZE) && generic(&GREETING)
}
