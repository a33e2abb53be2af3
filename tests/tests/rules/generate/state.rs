//! Generated states of toggles: values, percentages and tables of rules.

use proptest::{
    collection::{btree_set, vec},
    option::weighted,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::{select, subsequence},
    strategy::BoxedStrategy,
};
use toml::{Table, Value};

use super::{
    SEGMENTS, condition, just,
    values::{self, ATTRIBUTES, DATES, FLOATS, TEXTS, WHOLES},
};
use crate::reference::{Type, instant};

/// Generates the state of a toggle that may require the toggles in `earlier`.
pub(super) fn state(ty: Type, earlier: Vec<&'static str>) -> BoxedStrategy<Value> {
    let rules = rules(&ty, earlier).prop_map(Value::Table);
    if ty == Type::OnOff {
        let percentage = values::thousandths().prop_map(|thousandths| values::as_percentage(thousandths, true));
        return prop_oneof![2 => plain(ty), 1 => percentage, 7 => rules].boxed();
    }
    prop_oneof![1 => plain(ty), 5 => rules].boxed()
}

/// Generates a state that is the same for all users.
pub(super) fn plain(ty: Type) -> BoxedStrategy<Value> {
    match ty {
        Type::OnOff => prop_oneof![
            any::<bool>().prop_map(Value::from),
            select(&["on", "off", "YES", "0", "1"]).prop_map(Value::from)
        ]
        .boxed(),
        Type::Variants(variants) => select(variants).prop_map(Value::from).boxed(),
        Type::Integer => select(&WHOLES).prop_map(Value::from).boxed(),
        Type::Float => prop_oneof![select(&FLOATS[..7]).prop_map(Value::from), Just(Value::from(20))].boxed(),
        Type::Text => prop_oneof![select(&TEXTS).prop_map(Value::from), just("25%"), just("off")].boxed(),
    }
}

fn rules(ty: &Type, earlier: Vec<&'static str>) -> impl Strategy<Value = Table> + use<> {
    let most = earlier.len().min(2);
    let required = subsequence(earlier, 0..=most).prop_map(|names| {
        let names: Vec<Value> = names.into_iter().map(Value::from).collect();
        (!names.is_empty()).then_some(Value::Array(names))
    });
    let rules = weighted(
        0.95,
        vec(rule(ty), 1..5).prop_map(|rules| Value::Array(rules.into_iter().map(Value::Table).collect())),
    );
    let salt = weighted(0.3, select(&["on-a", "winter 2026", "é"]).prop_map(Value::from));
    let (otherwise, without_key) = (weighted(0.5, plain(ty.clone())), weighted(0.3, plain(ty.clone())));
    let enabled = prop_oneof![6 => Just(None), 1 => any::<bool>().prop_map(|enabled| Some(Value::from(enabled)))];
    (rules, otherwise, without_key, weighted(0.4, required), window(), salt, enabled).prop_map(
        |(rules, otherwise, without_key, requires, [from, until], salt, enabled)| {
            super::table([
                ("rules", rules),
                ("otherwise", otherwise),
                ("without-key", without_key),
                ("requires", requires.flatten()),
                ("from", from),
                ("until", until),
                ("salt", salt),
                ("enabled", enabled),
            ])
        },
    )
}

/// Generates `from` and `until`.
fn window() -> impl Strategy<Value = [Option<Value>; 2]> {
    let both = dates(2..=2).prop_map(|dates| <[Value; 2]>::try_from(dates).map_or([None, None], |both| both.map(Some)));
    let from = values::date().prop_map(|from| [Some(from), None]);
    let until = values::date().prop_map(|until| [None, Some(until)]);
    prop_oneof![6 => Just([None, None]), 1 => both, 1 => from, 1 => until]
}

/// Generates ascending dates.
fn dates(count: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Vec<Value>> {
    btree_set(select(&DATES).prop_map(|date| (instant(date).expect("a date"), date)), count).prop_map(|dates| {
        let mut dates: Vec<_> = dates.into_iter().collect();
        dates.dedup_by_key(|(instant, _)| *instant);
        dates.into_iter().map(|(_, date)| Value::Datetime(date.parse().expect("a date"))).collect()
    })
}

fn rule(ty: &Type) -> impl Strategy<Value = Table> + use<> {
    let by = weighted(0.3, select(&ATTRIBUTES).prop_map(Value::from));
    let serve =
        if *ty == Type::OnOff { weighted(0.3, plain(ty.clone())).boxed() } else { serve(ty).prop_map(Some).boxed() };
    let segment = weighted(0.3, condition::segments(&SEGMENTS));
    (weighted(0.6, condition::condition()), segment, share(), by, serve).prop_map(
        |(when, segment, mut share, by, serve)| {
            // `by` has no effect without a share.
            let by = by.filter(|_| !share.is_empty() || serve.as_ref().is_some_and(Value::is_table));
            share.extend(super::table([("when", when), ("segment", segment), ("by", by), ("serve", serve)]));
            share
        },
    )
}

/// Generates `rollout`, or `ramp` and `linear`.
fn share() -> BoxedStrategy<Table> {
    let rollout = values::percentage().prop_map(|percentage| super::table([("rollout", Some(percentage))]));
    let steps = (dates(1..=4), vec(values::percentage(), 4)).prop_map(|(dates, percentages)| {
        let steps = dates.into_iter().zip(percentages);
        steps.map(|(at, to)| Value::Table(super::table([("at", Some(at)), ("to", Some(to))]))).collect()
    });
    let linear =
        prop_oneof![just(true).prop_map(Some), just(true).prop_map(Some), just(false).prop_map(Some), Just(None)];
    let ramp = (steps, linear)
        .prop_map(|(steps, linear)| super::table([("ramp", Some(Value::Array(steps))), ("linear", linear)]));
    prop_oneof![2 => Just(Table::new()), 2 => rollout, 2 => ramp].boxed()
}

fn serve(ty: &Type) -> BoxedStrategy<Value> {
    let Type::Variants(variants) = ty else { return plain(ty.clone()) };
    let variants = variants.clone();
    let cuts = (values::thousandths(), values::thousandths(), any::<bool>(), any::<bool>());
    let weights = cuts.prop_map(move |(a, b, omits, is_word)| {
        let (low, high) = (a.min(b), a.max(b));
        let weights = variants.iter().cloned().zip([low, high - low, 100_000 - high]);
        let told = weights.filter(|(_, weight)| !omits || *weight > 0);
        Value::Table(told.map(|(variant, weight)| (variant, values::as_percentage(weight, is_word))).collect())
    });
    prop_oneof![1 => plain(ty.clone()), 2 => weights].boxed()
}
