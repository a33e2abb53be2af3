//! Generated contexts of users and processes.

use std::collections::BTreeMap;

use jiff::Timestamp;
use proptest::{
    collection::{btree_map, vec},
    option::weighted,
    prelude::{Strategy, any, prop_oneof},
    sample::select,
    strategy::BoxedStrategy,
};

use super::values::{ATTRIBUTES, DATES, FLOATS, KEYS, NO_DATES, TEXTS, VERSIONS, WHOLES};
use crate::reference::{Attribute, Who, instant};

pub(super) fn who() -> impl Strategy<Value = Who> {
    let key = weighted(0.8, prop_oneof![select(&KEYS).prop_map(str::to_owned), "[a-zà-ÿ0-9]{0,300}"]);
    (key, attributes()).prop_map(|(key, attributes)| Who { key, attributes, process: BTreeMap::new() })
}

/// Generates the attributes of a process, which has no key.
pub(super) fn process() -> impl Strategy<Value = BTreeMap<String, Attribute>> {
    let without_key = |mut attributes: BTreeMap<String, Attribute>| {
        attributes.remove("key");
        attributes
    };
    weighted(0.7, attributes()).prop_map(move |attributes| attributes.map(without_key).unwrap_or_default())
}

fn attributes() -> impl Strategy<Value = BTreeMap<String, Attribute>> {
    let each = ATTRIBUTES.map(|name| weighted(if name == "key" { 0.1 } else { 0.7 }, attribute(name)));
    let known = each.prop_map(|values| {
        let values = ATTRIBUTES.into_iter().zip(values);
        values.filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    });
    let unknown = btree_map("[a-z]{1,3}", any_attribute(), 0..2);
    (known, unknown).prop_map(|(known, unknown): (BTreeMap<_, _>, _)| known.into_iter().chain(unknown).collect())
}

/// The greatest length of a list.
const LENGTH: usize = 3;

/// Generates an attribute, usually of its typical type.
fn attribute(name: &str) -> BoxedStrategy<Attribute> {
    let list = vec(super::mostly(text(&TEXTS), any_attribute()), 0..=LENGTH).prop_map(Attribute::List);
    let typical = match name {
        "age" => select(&WHOLES).prop_map(Attribute::Integer).boxed(),
        "score" => select(&FLOATS).prop_map(Attribute::Float).boxed(),
        "born" => prop_oneof![date(), text(&DATES), text(&NO_DATES)].boxed(),
        "staff" => any::<bool>().prop_map(Attribute::Bool).boxed(),
        "version" => text(&VERSIONS),
        "group" => list.boxed(),
        _ => text(&TEXTS),
    };
    prop_oneof![6 => typical.clone(), 1 => any_attribute(), 3 => vec(typical, 0..=LENGTH).prop_map(Attribute::List)]
        .boxed()
}

fn any_attribute() -> BoxedStrategy<Attribute> {
    let single = prop_oneof![
        text(&TEXTS),
        text(&DATES),
        text(&NO_DATES),
        text(&VERSIONS),
        select(&WHOLES).prop_map(Attribute::Integer),
        select(&FLOATS).prop_map(Attribute::Float),
        any::<bool>().prop_map(Attribute::Bool),
        select(&[f64::NAN, f64::INFINITY, f64::NEG_INFINITY]).prop_map(Attribute::Float),
        date(),
        ".{0,5}".prop_map(Attribute::Text),
    ];
    single.prop_recursive(2, 6, 3, |inner| vec(inner, 0..=2).prop_map(Attribute::List)).boxed()
}

fn text(texts: &'static [&'static str]) -> BoxedStrategy<Attribute> {
    select(texts).prop_map(|text| Attribute::Text(text.to_owned())).boxed()
}

fn date() -> BoxedStrategy<Attribute> {
    let date = |text| Timestamp::from_nanosecond(instant(text).expect("a date")).expect("in range");
    select(&DATES).prop_map(move |text| Attribute::Date(date(text))).boxed()
}
