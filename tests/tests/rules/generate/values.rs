//! Generated values, dates and percentages.

use jiff::Timestamp;
use proptest::{
    prelude::{Just, Strategy, prop_oneof},
    sample::select,
    strategy::BoxedStrategy,
};
use toml::Value;

use super::just;

/// The attributes. Each has a typical type.
pub(super) const ATTRIBUTES: [&str; 9] =
    ["age", "born", "country", "group", "plan", "score", "staff", "version", "key"];

pub(super) const TEXTS: [&str; 10] =
    ["NL", "BE", "nl", "pro", "", "Zoë", "true", "5", "staff", "a \"quoted\"\\ text\n"];
pub(super) const VERSIONS: [&str; 14] = [
    "2.3.0",
    "2.3",
    "v2.3.1",
    "2",
    "2.4.0-rc.1",
    "2.3.0-rc.1+b",
    "v2.4+b",
    "1.9.9",
    "3.0.0-alpha",
    "2.3.0.1",
    "V2.3",
    "2.x",
    "2.3-",
    "99999999999999999999.0",
];
pub(super) const REQUIREMENTS: [&str; 12] = [
    ">=2.3",
    "^2",
    "~2.3.1",
    "=2.3.0",
    "=2.3",
    "*",
    ">=2.3.0-beta, <3",
    "<2.3",
    "2.*",
    ">2",
    ">=2.4.0-alpha",
    "2.3.0+meta",
];
pub(super) const DATES: [&str; 16] = [
    "9999-12-31",
    "2026-12-01",
    "2026-12-01T00:00:00Z",
    "2026-12-01T01:00:00+01:00",
    "2026-12-01T09:00:00Z",
    "2026-12-01T09:00:00.5Z",
    "2026-12-01T09:00:00.000000001Z",
    "2026-12-01T09:00:00.1239-09:30",
    "2026-11-30T23:59:59.999999999Z",
    "2026-12-08",
    "2027-01-15",
    "1970-01-01",
    "1969-12-31T23:59:59.9999Z",
    "0001-01-01",
    "9999-12-30",
    "2024-02-29",
];
/// Strings that resemble dates.
pub(super) const NO_DATES: [&str; 8] = [
    "2026-02-29",
    "2026-12-01T09:00:00",
    "09:00:00",
    "2026-12-01T24:00:00Z",
    "2026-12-1",
    "2026-12-01Z",
    " 2026-12-01",
    "2026-12-01T09:00:00+0100",
];
pub(super) const WHOLES: [i64; 11] =
    [-1, 0, 1, 2, 5, 17, 18, 9_007_199_254_740_993, i64::MAX, i64::MIN, -9_007_199_254_740_993];
pub(super) const FLOATS: [f64; 10] = [
    0.5,
    1.0,
    5.0,
    17.5,
    -0.0,
    -1.0,
    9_007_199_254_740_992.0,
    9_223_372_036_854_775_807.0,
    -9_223_372_036_854_775_808.0,
    5e-324,
];
pub(super) const KEYS: [&str; 6] = ["user-1", "user-2", "user-3", "user-123", "", "2.3.0"];

/// Generates a value in the file for an attribute, usually of the attribute's type.
pub(super) fn value(attribute: &str) -> BoxedStrategy<Value> {
    super::mostly(typical(attribute), any())
}

fn typical(attribute: &str) -> BoxedStrategy<Value> {
    match attribute {
        "age" => select(&WHOLES).prop_map(Value::from).boxed(),
        "score" => select(&FLOATS).prop_map(Value::from).boxed(),
        "born" => date(),
        "staff" => proptest::prelude::any::<bool>().prop_map(Value::from).boxed(),
        "version" => select(&VERSIONS).prop_map(Value::from).boxed(),
        "key" => select(&KEYS).prop_map(Value::from).boxed(),
        _ => select(&TEXTS).prop_map(Value::from).boxed(),
    }
}

/// Generates any value except a string in the form of a date. The documentation leaves open whether it equals a date.
fn any() -> BoxedStrategy<Value> {
    prop_oneof![
        select(&TEXTS).prop_map(Value::from),
        select(&NO_DATES).prop_map(Value::from),
        select(&WHOLES).prop_map(Value::from),
        select(&FLOATS).prop_map(Value::from),
        date(),
        just(true),
    ]
    .boxed()
}

/// Generates a number or a date, usually of the attribute's type.
pub(super) fn ordered(attribute: &str) -> BoxedStrategy<Value> {
    let number = || super::mostly(select(&WHOLES).prop_map(Value::from), select(&FLOATS).prop_map(Value::from));
    match attribute {
        "born" => super::mostly(date(), number()),
        _ => super::mostly(number(), date()),
    }
}

pub(super) fn date() -> BoxedStrategy<Value> {
    select(&DATES).prop_map(|date| Value::Datetime(date.parse().expect("a date"))).boxed()
}

/// Generates times near the dates of the file, and between them.
pub(crate) fn time() -> impl Strategy<Value = Timestamp> {
    let around = (select(&DATES), prop_oneof![Just(0), Just(0), -1..=1_i64, -2_000_000..2_000_000_i64]).prop_map(
        |(date, nanoseconds)| {
            let instant = crate::reference::instant(date).expect("a date") + i128::from(nanoseconds);
            Timestamp::from_nanosecond(instant).unwrap_or(Timestamp::MAX)
        },
    );
    let between = (1_796_000_000..1_801_000_000_i64, 0..1_000_000_000)
        .prop_map(|(second, nanosecond)| Timestamp::new(second, nanosecond).expect("in range"));
    prop_oneof![2 => around, 1 => between]
}

/// Generates a percentage from its thousandths.
pub(super) fn percentage() -> impl Strategy<Value = Value> {
    (thousandths(), proptest::prelude::any::<bool>())
        .prop_map(|(thousandths, is_word)| as_percentage(thousandths, is_word))
}

pub(super) fn thousandths() -> impl Strategy<Value = u32> {
    prop_oneof![
        Just(0),
        Just(100_000),
        Just(50_000),
        (0..=100_u32).prop_map(|whole| whole * 1000),
        0..=100_000_u32,
        0..=2_u32,
        99_998..=100_000_u32
    ]
}

pub(super) fn as_percentage(thousandths: u32, is_word: bool) -> Value {
    let number = as_number(thousandths);
    if is_word { Value::String(format!("{number}%")) } else { number }
}

fn as_number(thousandths: u32) -> Value {
    if thousandths.is_multiple_of(1000) {
        Value::Integer((thousandths / 1000).into())
    } else {
        Value::Float(f64::from(thousandths) / 1000.0)
    }
}
