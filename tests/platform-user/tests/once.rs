//! A user of a platform crate who names the path once, in the root of the crate.
#![forbid(unsafe_code)]
#![deny(warnings, rust_2018_idioms, unused_extern_crates)]

extern crate platform as toggle_runtime;

use platform::{Toggle, Variants, enabled, feature_toggle, scope, toggle, toggle_test};

#[derive(Variants, Debug, Clone, Copy, PartialEq)]
enum Size {
    Small,
    Large,
}

#[toggle("once-size", default = Size::Small)]
static SIZE: Toggle<Size>;
#[toggle("once")]
static ONCE: Toggle;

#[feature_toggle(ONCE, else = 0, guard)]
fn number() -> u8 {
    1
}

mod inside {
    #[platform::feature_toggle(super::ONCE, else = 0)]
    pub(crate) fn number() -> u8 {
        #[feature_toggle("once-inner", else = 1)]
        let number = 2;
        number
    }
}

#[test]
fn macros_need_no_path() {
    let all = || (number(), inside::number(), enabled!(all(ONCE, "once-inner")), SIZE.get());
    assert_eq!(all(), (0, 0, false, Size::Small));
    let on = scope().set(&ONCE, true).set("once-inner", true).set(&SIZE, Size::Large);
    assert_eq!(on.run(all), (1, 2, true, Size::Large));
}

#[toggle_test(ONCE)]
fn toggle_test_needs_no_path() {
    assert_eq!(number(), u8::from(ONCE.is_enabled()));
}
