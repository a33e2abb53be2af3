//! Generated conditions.

use proptest::{
    collection::{btree_map, vec},
    prelude::{Strategy, any, prop_oneof},
    sample::select,
    strategy::BoxedStrategy,
};
use toml::{Table, Value};

use super::values::{self, ATTRIBUTES, REQUIREMENTS};

const PARTS: [&str; 9] = ["N", "L", "", "o", "ë", "2026", "v2", "\n", "user-"];
const EXPRESSIONS: [&str; 11] =
    ["^v", "[0-9]+", "o", "^$", "(?i)nl", "ß|ë", r"\d{4}", r"(?-u:\b)2", "^user-[12]$", r"(?s)\A.{2}\z", r"\p{Lu}"];

/// Generates a table, or a list of tables.
pub(super) fn condition() -> BoxedStrategy<Value> {
    prop_oneof![4 => one_table(), 1 => vec(one_table(), 1..4).prop_map(Value::Array)].boxed()
}

fn one_table() -> impl Strategy<Value = Value> {
    let entries = vec(
        select(&ATTRIBUTES).prop_flat_map(|name| wanted(name).prop_map(move |wanted| (name.to_owned(), wanted))),
        1..3,
    );
    entries.prop_map(|entries| Value::Table(entries.into_iter().collect()))
}

/// Generates the condition on an attribute.
fn wanted(attribute: &'static str) -> BoxedStrategy<Value> {
    prop_oneof![
        4 => without_presence(attribute, 2),
        1 => any::<bool>().prop_map(|there| Value::Table(super::table([("present", Some(there.into()))]))),
    ]
    .boxed()
}

fn without_presence(attribute: &'static str, depth: u32) -> BoxedStrategy<Value> {
    let list = vec(values::value(attribute), 1..4).prop_map(Value::Array);
    prop_oneof![3 => values::value(attribute), 2 => list, 4 => operators(attribute, depth)].boxed()
}

fn operators(attribute: &'static str, depth: u32) -> BoxedStrategy<Value> {
    let named =
        |name: &'static str, value: BoxedStrategy<Value>| value.prop_map(move |value| (name.to_owned(), value)).boxed();
    let text_or_texts = || {
        let text = || select(&PARTS).prop_map(Value::from);
        super::mostly(text(), vec(text(), 1..3).prop_map(Value::Array))
    };
    let ordered = || values::ordered(attribute);
    let mut all = vec![
        named("semver", select(&REQUIREMENTS).prop_map(Value::from).boxed()),
        named("starts-with", text_or_texts()),
        named("ends-with", text_or_texts()),
        named("contains", text_or_texts()),
        named("above", ordered()),
        named("at-least", ordered()),
        named("at-most", ordered()),
        named("below", ordered()),
        named("matches", select(&EXPRESSIONS).prop_map(Value::from).boxed()),
    ];
    if depth > 0 {
        all.extend([
            named("not", without_presence(attribute, depth - 1)),
            named("not", without_presence(attribute, depth - 1)),
        ]);
    }
    let typical: &[usize] = match attribute {
        "age" | "score" | "born" => &[4, 5, 6, 7],
        "version" => &[0, 8],
        _ => &[1, 2, 3, 8],
    };
    let typical: Vec<_> = typical.iter().map(|index| all[*index].clone()).collect();
    let one = super::mostly(proptest::strategy::Union::new(typical), proptest::strategy::Union::new(all));
    vec(one, 1..=2).prop_map(|entries| Value::Table(Table::from_iter(entries))).boxed()
}

/// Generates references to segments, which several rules share.
pub(super) fn segments(names: &'static [&'static str]) -> BoxedStrategy<Value> {
    let name = || select(names).prop_map(Value::from);
    let several = btree_map(select(names), proptest::prelude::Just(()), 1..3);
    super::mostly(name(), several.prop_map(|names| Value::Array(names.into_keys().map(Value::from).collect())))
}
