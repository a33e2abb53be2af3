//! Checks of toggles that are on or off without rules, each next to the same code with bare `AtomicBool`s.

use std::{
    future::Future,
    hint::black_box,
    pin::pin,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    task::{Context, Poll, Waker},
};

use toggle_runtime::{Toggle, Variants, enabled, feature_toggle, toggle, value};

use super::{Case, Kind, State};

static BARE: AtomicBool = AtomicBool::new(false);
static OTHER_BARE: AtomicBool = AtomicBool::new(false);

#[toggle("declared")]
static DECLARED: Toggle;

/// A check with bare atomics, the same check with toggles, and the number of toggles it evaluates when they are on.
type Row = (&'static str, fn(u64) -> u64, &'static [(&'static str, fn(u64) -> u64)], u64);

#[derive(Variants, Clone, Copy)]
enum Way {
    Off,
    On,
}

#[toggle("valued", default = Way::Off)]
static VALUED: Toggle<Way>;

const ROWS: [Row; 5] = [
    (
        "a function",
        bare,
        &[
            ("gated by name", gated_by_name),
            ("gated by path", gated_by_path),
            ("`enabled!`", asks_enabled),
            ("`is_enabled`", asks_method),
            ("`value!`", asks_value),
        ],
        1,
    ),
    ("`not`", bare_not, &[("gated", gated_by_not)], 1),
    ("`all` of two", bare_all, &[("gated", gated_by_all)], 2),
    ("a generic function", bare_generic::<u64>, &[("gated", gated_generic::<u64>)], 1),
    ("a poll of an async function", bare_poll, &[("gated", gated_poll)], 1),
];

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (state, word, prepare) in [(State::Off, "off", off as fn()), (State::On, "on", on)] {
        for (what, bare, gated, asks) in ROWS {
            let name = |by: &str| format!("{word}: {what}, {by}");
            let bare_name = name("bare `AtomicBool`");
            cases.push(Case { prepare, ..Case::new(bare_name.clone(), bare) });
            cases.extend(gated.iter().map(|(by, call)| {
                let kind = Kind::Check { state, bare: bare_name.clone(), asks };
                Case { prepare, kind, ..Case::new(name(by), *call) }
            }));
        }
    }
    for (word, prepare) in [("off", off as fn()), ("on", on)] {
        cases.push(Case { prepare, ..Case::new(format!("{word}: `value!` of variants"), asks_variant) });
    }
    cases
}

fn off() {
    set(false);
}

fn on() {
    set(true);
}

fn set(on: bool) {
    BARE.store(on, Relaxed);
    OTHER_BARE.store(on, Relaxed);
    for name in ["gated", "other", "declared"] {
        toggle_runtime::set(name, on).expect("it is asked below");
    }
    toggle_runtime::set(&VALUED, if on { Way::On } else { Way::Off }).expect("it is asked below");
}

/// Returns a value that the compiler cannot turn into arithmetic, so that the check stays a branch.
#[inline(never)]
fn on_path(number: u64) -> u64 {
    black_box(number + 1)
}

#[inline(never)]
fn off_path(number: u64) -> u64 {
    black_box(number)
}

#[inline(never)]
fn bare(number: u64) -> u64 {
    if BARE.load(Relaxed) { on_path(number) } else { off_path(number) }
}

#[inline(never)]
#[feature_toggle("gated", else = off_path(number))]
fn gated_by_name(number: u64) -> u64 {
    on_path(number)
}

#[inline(never)]
#[feature_toggle(DECLARED, else = off_path(number))]
fn gated_by_path(number: u64) -> u64 {
    on_path(number)
}

#[inline(never)]
fn asks_enabled(number: u64) -> u64 {
    if enabled!("gated") { on_path(number) } else { off_path(number) }
}

#[inline(never)]
fn asks_method(number: u64) -> u64 {
    if DECLARED.is_enabled() { on_path(number) } else { off_path(number) }
}

#[inline(never)]
fn asks_value(number: u64) -> u64 {
    if value!(DECLARED) { on_path(number) } else { off_path(number) }
}

#[inline(never)]
fn asks_variant(number: u64) -> u64 {
    match value!(VALUED) {
        Way::On => on_path(number),
        Way::Off => off_path(number),
    }
}

#[inline(never)]
fn bare_not(number: u64) -> u64 {
    if BARE.load(Relaxed) { off_path(number) } else { on_path(number) }
}

#[inline(never)]
#[feature_toggle(not("gated"), else = off_path(number))]
fn gated_by_not(number: u64) -> u64 {
    on_path(number)
}

#[inline(never)]
fn bare_all(number: u64) -> u64 {
    if BARE.load(Relaxed) && OTHER_BARE.load(Relaxed) { on_path(number) } else { off_path(number) }
}

#[inline(never)]
#[feature_toggle(all("gated", "other"), else = off_path(number))]
fn gated_by_all(number: u64) -> u64 {
    on_path(number)
}

#[inline(never)]
fn bare_generic<T: From<u64> + Into<u64>>(number: u64) -> u64 {
    if BARE.load(Relaxed) { T::from(on_path(number)).into() } else { off_path(number) }
}

#[inline(never)]
#[feature_toggle("gated", else = off_path(number))]
fn gated_generic<T: From<u64> + Into<u64>>(number: u64) -> u64 {
    T::from(on_path(number)).into()
}

async fn bare_async(number: u64) -> u64 {
    if BARE.load(Relaxed) { on_path(number) } else { off_path(number) }
}

#[feature_toggle("gated", else = off_path(number))]
async fn gated_async(number: u64) -> u64 {
    on_path(number)
}

#[inline(never)]
fn bare_poll(number: u64) -> u64 {
    poll(bare_async(number))
}

#[inline(never)]
fn gated_poll(number: u64) -> u64 {
    poll(gated_async(number))
}

fn poll(future: impl Future<Output = u64>) -> u64 {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(number) => number,
        Poll::Pending => 0,
    }
}
