//! Generated code in a crate whose modules have the names of the crates that the code uses.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(clippy::unused_async, reason = "a function that waits for nothing is enough")]

use ::toggle_runtime::{Context, Toggle, enabled, feature_toggle, scope, toggle};

mod core {
    pub(crate) const LEN: usize = 1;
}

mod std {
    pub(crate) const LEN: usize = 2;
}

mod alloc {
    pub(crate) const LEN: usize = 3;
}

mod toggle_runtime {
    pub(crate) const LEN: usize = 4;

    pub(crate) mod __private {
        pub(crate) const LEN: usize = 5;
    }
}

mod linkme {
    pub(crate) const LEN: usize = 6;
}

mod toggle_syntax {
    pub(crate) const LEN: usize = 7;
}

#[toggle("shadowed-crates")]
static SHADOWED: Toggle;

#[derive(::toggle_runtime::Variants, Clone, Copy)]
enum Choice {
    First,
    Second,
}

#[toggle("shadowed-crates.choice", default = Choice::Second)]
static CHOICE: Toggle<Choice>;

#[derive(::toggle_runtime::Structured, ::serde::Deserialize, Default)]
struct Limits {
    burst: usize,
}

#[toggle("shadowed-crates.limits")]
static LIMITS: Toggle<Limits>;

#[toggle("shadowed-crates.number", default = 0.5, range = 0.0..)]
static NUMBER: Toggle<f64>;

#[feature_toggle("shadowed-crates", else = core::LEN + std::LEN)]
fn at_the_root() -> usize {
    alloc::LEN + toggle_runtime::LEN + toggle_runtime::__private::LEN + linkme::LEN + toggle_syntax::LEN
}

#[feature_toggle(all(SHADOWED, not("shadowed-crates.not")), for = &Context::new("ada"))]
async fn with_a_context() -> Option<usize> {
    Some(core::LEN)
}

mod below {
    use ::toggle_runtime::{Toggle, feature_toggle, toggle};

    mod core {}
    mod std {}
    mod alloc {}
    mod toggle_runtime {}
    mod linkme {}

    #[toggle("shadowed-crates.below")]
    pub(crate) static BELOW: Toggle;

    #[feature_toggle("shadowed-crates")]
    pub(crate) fn gated() -> Option<usize> {
        mod core {}
        mod std {}
        mod toggle_runtime {}
        Some(1)
    }
}

#[feature_toggle]
fn inside_a_body() -> usize {
    mod core {}
    mod std {}
    mod toggle_runtime {}
    mod linkme {}

    #[feature_toggle("shadowed-crates", else = 2)]
    let first = 1;
    #[feature_toggle("shadowed-crates", for = &Context::new("ada"))]
    if first == 1 {
        return 1;
    }
    match first {
        #[feature_toggle(below::BELOW)]
        2 => 2,
        _ if enabled!(SHADOWED) => 4,
        _ => 3,
    }
}

#[test]
fn on_and_off() {
    let on = scope().set("shadowed-crates", true);
    let off = scope().set("shadowed-crates", false);
    assert_eq!(on.run(at_the_root), 25);
    assert_eq!(off.run(at_the_root), 3);
    assert_eq!(pollster::block_on(on.run_async(with_a_context())), Some(1));
    assert_eq!(pollster::block_on(off.run_async(with_a_context())), None);
    assert_eq!(on.run(below::gated), Some(1));
    assert_eq!(off.run(below::gated), None);
    assert_eq!(on.run(inside_a_body), 1);
    assert_eq!(off.run(inside_a_body), 3);
}

#[test]
fn settings() {
    let choice = match CHOICE.get() {
        Choice::First => 1,
        Choice::Second => 2,
    };
    assert_eq!((choice, NUMBER.get().to_bits(), LIMITS.get().burst), (2, 0.5_f64.to_bits(), 0));
}

#[feature_toggle(SHADOWED, for = &Context::new("ada"), else = std::LEN, shadow, guard)]
async fn watched() -> usize {
    core::LEN
}

#[feature_toggle("shadowed-crates", guard)]
fn guarded() -> Option<usize> {
    Some(toggle_runtime::LEN)
}

#[test]
fn modes_find_their_crates() {
    let all = || (::pollster::block_on(watched()), guarded());
    assert_eq!(scope().set("shadowed-crates", true).run(all), (1, Some(4)));
    assert_eq!(scope().set("shadowed-crates", false).run(all), (2, None));
}
