//! The attributes in a crate of edition 2015, where a path from the root needs an `extern crate`.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(clippy::all, clippy::pedantic, reason = "old code has old ways")]

use toggle_runtime::{feature_toggle, scope, toggle, Toggle, Variants};

#[toggle("edition", kind = ops)]
static EDITION: Toggle;

#[feature_toggle("edition", else = value)]
fn gated(value: u8) -> u8 {
    value + 1
}

mod by_path {
    use toggle_runtime as runtime;

    #[runtime::feature_toggle("edition", else = 0, crate = runtime)]
    pub(crate) fn relative() -> u8 {
        #[feature_toggle("edition", else = 1, crate = ::toggle_runtime)]
        let number = 2;
        number
    }
}

mod module {
    use attributes::EDITION;

    struct Number(u8);

    #[::toggle_runtime::feature_toggle(EDITION, else = 0)]
    impl Number {
        fn get(&self) -> u8 {
            self.0
        }
    }

    #[::toggle_runtime::feature_toggle]
    pub(crate) fn inside(value: u8) -> u8 {
        #[feature_toggle(all("edition", not("edition.not")), else = 0)]
        let number = Number(value).get();

        match number {
            #[feature_toggle("edition")]
            number if number > 1 => 1,
            number if ::toggle_runtime::enabled!("edition") => number + 10,
            _ => 2,
        }
    }
}

#[test]
fn both_paths() {
    let all = || (gated(1), module::inside(5), module::inside(1), by_path::relative());
    assert_eq!(scope().set(&EDITION, true).run(all), (2, 1, 11, 2));
    assert_eq!(scope().set(&EDITION, false).run(all), (1, 2, 2, 0));
}

mod settings {
    use toggle_runtime::{Toggle, Variants};

    #[derive(Debug, Clone, Copy, PartialEq, Variants)]
    #[allow(non_camel_case_types, reason = "keywords of later editions are what is tried")]
    pub(crate) enum Choice {
        r#async,
        r#dyn,
    }

    #[::toggle_runtime::toggle("edition.choice", default = Choice::r#dyn)]
    pub(crate) static CHOICE: Toggle<::attributes::settings::Choice>;

    #[::toggle_runtime::toggle("edition.number", default = 20, range = 1..)]
    pub(crate) static NUMBER: Toggle<i64>;
}

#[test]
fn settings() {
    assert_eq!((settings::CHOICE.get(), settings::NUMBER.get()), (settings::Choice::r#dyn, 20));
    assert_eq!(settings::Choice::NAMES, ["async", "dyn"]);
}

#[feature_toggle("edition", guard)]
fn guarded(value: &str) -> Option<u8> {
    let number = value.parse::<u8>().ok()?;
    Some(number)
}

#[feature_toggle(EDITION, else = 0, shadow, guard)]
fn both(value: &str) -> usize {
    value.len()
}

#[test]
fn modes() {
    assert_eq!(scope().set("edition", true).run(|| (guarded("1"), both("ab"))), (Some(1), 2));
    assert_eq!(scope().set("edition", false).run(|| (guarded("1"), both("ab"))), (None, 0));
}
