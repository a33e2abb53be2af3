//! Generated code in a crate without a prelude, not even the one of macros.
#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(clippy::unused_async, reason = "a function that waits for nothing is enough")]

use ::core::{clone::Clone, option::Option, primitive::bool};

#[::toggle_runtime::toggle("no-prelude", default = off, kind = ops, owner = "tests", since = "2026-11-23")]
static NO_PRELUDE: ::toggle_runtime::Toggle;

#[derive(::toggle_runtime::Variants, ::core::clone::Clone, ::core::marker::Copy)]
enum Choice {
    First,
    #[variant("other")]
    Second = 1,
}

#[::toggle_runtime::toggle("no-prelude.choice", default = Choice::Second)]
static CHOICE: ::toggle_runtime::Toggle<Choice>;

#[derive(::toggle_runtime::Structured, ::serde::Deserialize, ::core::default::Default)]
struct Limits {
    burst: ::core::primitive::u32,
}

#[::toggle_runtime::toggle("no-prelude.limits")]
static LIMITS: ::toggle_runtime::Toggle<Limits>;

#[::toggle_runtime::toggle("no-prelude.number", default = -1, range = ..=1)]
static NUMBER: ::toggle_runtime::Toggle<::core::primitive::i64>;

#[::toggle_runtime::toggle("no-prelude.text", default = "text")]
static TEXT: ::toggle_runtime::Toggle<::std::sync::Arc<::core::primitive::str>>;

#[::toggle_runtime::feature_toggle("no-prelude")]
fn unit(to: &mut bool) {
    *to = true;
}

#[::toggle_runtime::feature_toggle(NO_PRELUDE)]
fn option() -> Option<bool> {
    Option::Some(true)
}

#[::toggle_runtime::feature_toggle(all("no-prelude", not(any("no-prelude.not", "no-prelude.neither"))), else = false)]
fn combined() -> bool {
    true
}

#[::toggle_runtime::feature_toggle("no-prelude", for = &::toggle_runtime::Context::new("ada"), else = false)]
fn with_a_context() -> bool {
    true
}

#[::toggle_runtime::feature_toggle(any(NO_PRELUDE, "no-prelude.not"), for = context)]
async fn asynchronous(context: &::toggle_runtime::Context) -> Option<bool> {
    Option::Some(true)
}

#[::toggle_runtime::feature_toggle("no-prelude", else = self)]
impl Local {
    fn doubled(self) -> Self {
        Local { number: self.number * 2 }
    }
}

#[derive(Clone, Copy)]
struct Local {
    number: u8,
}

#[::toggle_runtime::feature_toggle("no-prelude", else = 1)]
mod module {
    pub(crate) fn gated() -> u8 {
        2
    }
}

#[::toggle_runtime::feature_toggle]
fn inside() -> u8 {
    let mut sum = 0;
    #[::toggle_runtime::feature_toggle("no-prelude")]
    {
        sum += 1;
    }
    #[::toggle_runtime::feature_toggle(NO_PRELUDE)]
    ::core::assert!(sum == 1);
    #[::toggle_runtime::feature_toggle("no-prelude", else = 20)]
    let second = 10;
    sum += second;
    match sum {
        #[::toggle_runtime::feature_toggle("no-prelude")]
        11 => sum,
        _ if ::toggle_runtime::enabled!("no-prelude") => 0,
        _ if ::toggle_runtime::enabled!(not(NO_PRELUDE), for = &::toggle_runtime::Context::new("ada")) => 100,
        _ => 0,
    }
}

#[::core::prelude::v1::test]
fn everything_works_without_a_prelude() {
    let all = || {
        let mut to = false;
        unit(&mut to);
        let ada = ::toggle_runtime::Context::new("ada");
        let asynchronous = ::pollster::block_on(asynchronous(&ada)).is_some();
        let answers = [to, option().is_some(), combined(), with_a_context(), asynchronous];
        (answers, (Local { number: 2 }).doubled().number, module::gated(), inside())
    };
    let on = ::toggle_runtime::scope().set("no-prelude", true).run(all);
    ::core::assert_eq!(on, ([true; 5], 4, 2, 11));
    let off = ::toggle_runtime::scope().set("no-prelude", false).run(all);
    ::core::assert_eq!(off, ([false; 5], 2, 1, 100));
}

#[::core::prelude::v1::test]
fn settings_work_without_a_prelude() {
    ::core::assert!(::core::matches!(::toggle_runtime::value!(CHOICE), Choice::Second));
    let ada = ::toggle_runtime::Context::new("ada");
    ::core::assert_eq!(::toggle_runtime::value!(NUMBER) + ::toggle_runtime::value!(NUMBER, for = &ada), -2);
    ::core::assert_eq!(&*::toggle_runtime::value!(TEXT, for = &ada), "text");
    let choice = match CHOICE.get() {
        Choice::First => 1,
        Choice::Second => 2,
    };
    ::core::assert_eq!((choice, NUMBER.get(), TEXT.get().len(), LIMITS.get().burst), (2, -1, 4, 0));
}

#[::toggle_runtime::feature_toggle("no-prelude", guard)]
fn guarded() -> Option<bool> {
    Option::Some(true)
}

#[::toggle_runtime::feature_toggle(NO_PRELUDE, for = &::toggle_runtime::Context::new("ada"), else = false, shadow, guard)]
async fn both() -> bool {
    true
}

#[::core::prelude::v1::test]
fn modes_work_without_a_prelude() {
    let all = || (guarded().is_some(), ::pollster::block_on(both()));
    ::core::assert_eq!(::toggle_runtime::scope().set("no-prelude", true).run(all), (true, true));
    ::core::assert_eq!(::toggle_runtime::scope().set("no-prelude", false).run(all), (false, false));
}
