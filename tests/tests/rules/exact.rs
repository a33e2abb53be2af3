//! The buckets of `golden.rs` in programs: one thousandth of a percent decides.

use std::collections::BTreeMap;

use jiff::Timestamp;
use toggle_runtime::{Attribute, Context};
use toml::{Table, Value};

use crate::{
    golden::rows,
    program::{decide, mistakes, program},
    reference::{Declaration, File, Type},
};

#[track_caller]
fn check(salt: &str, context: &Context, by: &str, rollout: u32, weights: u32) {
    let percentage = |thousandths: u32| f64::from(thousandths) / 1000.0;
    let on_off = |share| format!("salt = '{salt}'\nrules = [{{ by = '{by}', rollout = {} }}]\n", percentage(share));
    let variants = |share| {
        let (low, high) = (percentage(share), percentage(100_000 - share));
        format!("salt = '{salt}'\nrules = [{{ by = '{by}', serve = {{ high = {high}, low = {low} }} }}]\n")
    };
    let text = [
        format!("[out]\n{}[in]\n{}", on_off(rollout), on_off(rollout + 1)),
        format!("[high]\n{}[low]\n{}", variants(weights), variants(weights + 1)),
    ];
    let ty = Type::Variants(vec!["low".to_owned(), "high".to_owned()]);
    let variant = Declaration { ty, default: Value::from("low") };
    let switch = Declaration { ty: Type::OnOff, default: false.into() };
    let declarations = [("out", &switch), ("in", &switch), ("high", &variant), ("low", &variant)];
    let declarations = declarations.map(|(name, declaration)| (name.to_owned(), declaration.clone()));
    let file = File { table: Table::new(), stage: None, declarations: BTreeMap::from(declarations) };
    let program = program(&file, text.concat());
    assert_eq!(mistakes(&program), [""; 0]);
    let found = ["out", "in", "high", "low"].map(|name| decide(&program, name, context, Timestamp::UNIX_EPOCH).0);
    let expected = [Value::from(false), Value::from(true), Value::from("high"), Value::from("low")];
    assert_eq!(found, expected, "{salt} {context:?}");
}

#[test]
fn keys() {
    for (salt, value, rollout, weights) in rows() {
        check(salt, &Context::new(value), "key", rollout, weights);
    }
}

/// Checks that a number and a boolean have the buckets of their text forms.
#[test]
fn attributes() {
    for (value, attribute) in
        [("42", Attribute::Integer(42)), ("-7", Attribute::Integer(-7)), ("true", Attribute::Bool(true))]
    {
        let rows = rows().into_iter().filter(|(_, text, ..)| text == value);
        for (salt, _, rollout, weights) in rows {
            check(salt, &Context::new("other").with("company", attribute.clone()), "company", rollout, weights);
        }
    }
}
