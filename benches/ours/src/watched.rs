//! The cost of counted answers, of guards and of shadow mode.

use std::hint::black_box;

use toggle_measure::Case;
use toggle_runtime::{enabled, feature_toggle};

/// Defines the same function for every case: a few instructions and a `Result`.
macro_rules! function {
    ($(#[$attribute:meta])* fn $name:ident($number:ident)) => {
        $(#[$attribute])*
        #[inline(never)]
        fn $name($number: u64) -> Result<u64, u64> {
            new($number)
        }
    };
}

#[inline(always)]
fn new(number: u64) -> Result<u64, u64> {
    if number == 7 { Err(number) } else { Ok(number ^ 3) }
}

#[inline(always)]
fn old(number: u64) -> Result<u64, u64> {
    if number == 7 { Err(number) } else { Ok(number ^ 2 ^ 1) }
}

function! { fn plain(number) }
function! { #[feature_toggle("watched-on", else = old(number))] fn gated(number) }
function! { #[feature_toggle("watched-on", else = old(number), guard)] fn without_budget(number) }
function! { #[feature_toggle("watched-off", else = old(number), guard)] fn guarded_off(number) }
function! { #[feature_toggle("watched-guarded", else = old(number), guard)] fn guarded(number) }
function! { #[feature_toggle("watched-slow", else = old(number), guard)] fn timed(number) }
function! { #[feature_toggle("watched-off", else = old(number), shadow)] fn shadow_off(number) }
function! { #[feature_toggle("watched-on", else = old(number), shadow)] fn shadow_on(number) }
function! { #[feature_toggle("watched-hundredth", else = old(number), shadow)] fn hundredth(number) }
function! { #[feature_toggle("watched-shadow", else = old(number), shadow)] fn shadow(number) }

pub(crate) fn cases() -> Vec<Case> {
    let call = |who: &str, what: &str, function: fn(u64) -> Result<u64, u64>| {
        Case::new(who, what, move || function(black_box(1)))
    };
    vec![
        call("no attribute", "", plain),
        call("gated", "on", gated),
        call("`guard`", "off", guarded_off),
        call("`guard`", "on, without a budget", without_budget),
        call("`guard`", "on, with a budget", guarded),
        call("`shadow`", "off", shadow_off),
        call("`shadow`", "on", shadow_on),
        call("`shadow`", "1 % of calls", hundredth),
        call("`shadow`", "all calls", shadow),
        call("`guard` with `slow`", "on, with a budget", timed),
        Case::new("a check", "not observed", || enabled!("watched-on")),
        Case::new("a check", "observed, without events", || enabled!("watched-observed")),
        Case::new("a check", "observed, 1 % events, no subscriber", || enabled!("watched-told")),
    ]
}
