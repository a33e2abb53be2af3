//! Toggles with integers of every type, and with durations.
#![forbid(unsafe_code)]
#![deny(warnings)]

use std::time::Duration;

use toggle_runtime::{Context, Toggle, Value, scope, toggle, value};

#[toggle("types.u8", default = 3)]
static BYTE: Toggle<u8>;
#[toggle("types.u16", default = 300, range = 1..)]
static SHORT: Toggle<u16>;
#[toggle("types.u32", default = 4_294_967_295)]
static WORD: Toggle<u32>;
#[toggle("types.u64", default = 0, range = ..=10)]
static LONG: Toggle<u64>;
#[toggle("types.usize", default = 7usize, range = 1..=100)]
static SIZE: Toggle<usize>;
#[toggle("types.i32", default = -5, range = -10..)]
static SIGNED: Toggle<i32>;
#[toggle("types.i8", default = -128)]
static SMALL: Toggle<i8>;
#[toggle("types.i16", default = 0)]
static SMALL_SHORT: Toggle<i16>;

type Aliased = Toggle<u8>;
#[toggle("types.aliased", default = 200)]
static ALIASED: Aliased;
type AliasedLong = Toggle<i64>;
#[toggle("types.aliased-long", default = 200)]
static ALIASED_LONG: AliasedLong;

macro_rules! declared {
    ($static:ident: $ty:ty) => {
        #[toggle("types.made", default = 1)]
        static $static: Toggle<$ty>;
    };
}
declared!(MADE: u16);

type Count = u8;
#[toggle("types.renamed", default = 1)]
static RENAMED: Toggle<Count>;

/// The longest wait.
#[toggle("types.timeout", default = "0.25s", range = "10ms"..="1m 30s")]
static TIMEOUT: Toggle<Duration>;

mod elsewhere {
    use super::{Toggle, toggle};

    #[toggle("types.pause", default = "0s")]
    pub(super) static PAUSE: Toggle<std::time::Duration>;
}
use elsewhere::PAUSE;

#[track_caller]
fn check_type(name: &str, ty: &str, default: impl Into<Value>) {
    let toggle = toggle_runtime::toggles().find(|toggle| toggle.name == name).expect("the toggle is linked");
    let declaration = toggle.declaration.expect("it is declared");
    assert_eq!((declaration.ty.to_string(), declaration.default), (ty.to_owned(), default.into()));
}

#[test]
fn record_has_the_limits_of_the_type() {
    check_type("types.u8", "integer 0..=255", 3);
    check_type("types.u16", "integer 1..=65535", 300);
    check_type("types.u32", "integer 0..=4294967295", 4_294_967_295_i64);
    check_type("types.u64", "integer 0..=10", 0);
    check_type("types.usize", "integer 1..=100", 7);
    check_type("types.i32", "integer -10..=2147483647", -5);
    check_type("types.i8", "integer -128..=127", -128);
    check_type("types.i16", "integer -32768..=32767", 0);
    check_type("types.aliased", "integer 0..=255", 200);
    check_type("types.aliased-long", "integer", 200);
    check_type("types.made", "integer 0..=65535", 1);
    check_type("types.renamed", "integer 0..=255", 1);
    check_type("types.timeout", "duration 10ms..=90s", "250ms");
    check_type("types.pause", "duration", "0s");
}

#[test]
fn value_without_source_is_the_default() {
    let ada = Context::new("ada");
    for _ in 0..2 {
        assert_eq!((BYTE.get(), SHORT.get(), WORD.get(), LONG.get()), (3, 300, u32::MAX, 0));
        assert_eq!((SIZE.get(), SIGNED.get(), SMALL.get(), SMALL_SHORT.get()), (7, -5, i8::MIN, 0));
        assert_eq!((value!(BYTE), value!(SIGNED, for = &ada), value!(ALIASED)), (3_u8, -5_i32, 200_u8));
        assert_eq!((ALIASED_LONG.get(), MADE.get(), RENAMED.get()), (200_i64, 1_u16, 1_u8));
        assert_eq!((TIMEOUT.get(), value!(TIMEOUT)), (Duration::from_millis(250), Duration::from_millis(250)));
        assert_eq!(PAUSE.get_for(&ada), Duration::ZERO);
    }
}

#[test]
fn scope_sets_values_of_each_type() {
    let all = scope()
        .set(&BYTE, 255_u8)
        .set(&WORD, 1_u32)
        .set(&LONG, 10_u64)
        .set(&SIZE, 9_usize)
        .set(&SIGNED, -10)
        .set(&TIMEOUT, Duration::from_secs(90))
        .set(&PAUSE, "1h 30m");
    all.run(|| {
        assert_eq!((BYTE.get(), WORD.get(), LONG.get(), SIZE.get(), SIGNED.get()), (255, 1, 10, 9, -10));
        assert_eq!((TIMEOUT.get(), PAUSE.get()), (Duration::from_secs(90), Duration::from_secs(5400)));
    });
    assert_eq!((BYTE.get(), TIMEOUT.get()), (3, Duration::from_millis(250)));
}

#[track_caller]
fn check_refused(name: impl AsRef<str>, value: impl Into<Value>, message: &str) {
    let error = toggle_runtime::set(name, value).expect_err("the toggle cannot be that").to_string();
    assert!(error.contains(message), "{error}");
}

#[test]
fn value_out_of_range_names_the_range() {
    check_refused(&BYTE, 256, "expected an integer in 0..=255, found the integer 256");
    check_refused(&BYTE, -1, "expected an integer in 0..=255, found the integer -1");
    check_refused(&SHORT, 0, "expected an integer in 1..=65535, found the integer 0");
    check_refused(&SMALL, -129, "expected an integer in -128..=127");
    check_refused(&LONG, u64::MAX, "expected an integer in 0..=10, found `18446744073709551615`");
    let timeout = "expected a duration in 10ms..=90s, such as `250ms`, found";
    check_refused(&TIMEOUT, "5ms", &format!("{timeout} `5ms`"));
    check_refused(&TIMEOUT, "91s", &format!("{timeout} `91s`"));
    check_refused(&TIMEOUT, "250", &format!("{timeout} `250`"));
    check_refused(&TIMEOUT, 250, &format!("{timeout} the integer 250"));
    check_refused(&PAUSE, "soon", "expected a duration, such as `250ms`, found `soon`");
}

#[test]
fn duration_is_kept_in_one_spelling() {
    scope().set(&TIMEOUT, "0.5s").run(|| {
        let decision = toggle_runtime::explain(&TIMEOUT);
        assert_eq!((TIMEOUT.get(), decision.value), (Duration::from_millis(500), Value::from("500ms")));
    });
}
