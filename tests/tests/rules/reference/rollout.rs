//! The shares of rollouts, ramps and weights.

use toml::{Table, Value};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::{Attribute, table, toml_instant};

/// The threshold that includes everybody.
pub(super) const EVERYBODY: i128 = 100_000;

/// The result of a draw.
pub(super) enum Draw<T> {
    NoneNeeded(T),
    Drawn(T),
    ValueMissing,
}

/// Returns the bucket of a value in `0..100000`: in a rollout with `kind` 0, in weights with 1.
pub(crate) fn bucket(salt: &str, value: &[u8], kind: u64) -> i128 {
    let seed = xxh3_64_with_seed(salt.as_bytes(), kind);
    let hash = xxh3_64_with_seed(value, seed);
    i128::from(hash) * 100_000 / (1 << 64)
}

/// Returns the bytes of an attribute to hash, or `None` if the attribute cannot be hashed.
fn bytes(attribute: &Attribute) -> Option<Vec<u8>> {
    match attribute {
        Attribute::Text(text) => Some(text.clone().into_bytes()),
        Attribute::Integer(number) => Some(number.to_string().into_bytes()),
        Attribute::Bool(truth) => Some(truth.to_string().into_bytes()),
        Attribute::Float(_) | Attribute::Date(_) | Attribute::List(_) => None,
    }
}

/// Returns the threshold of a rule at an instant in nanoseconds since 1970.
pub(super) fn threshold(rule: &Table, now: i128) -> i128 {
    let Some(ramp) = rule.get("ramp") else { return rule.get("rollout").map_or(EVERYBODY, thousandths) };
    let steps: Vec<(i128, i128)> = ramp
        .as_array()
        .expect("a list of steps")
        .iter()
        .map(|step| (toml_instant(&table(step)["at"]), thousandths(&table(step)["to"])))
        .collect();
    let Some(index) = steps.iter().rposition(|(at, _)| *at <= now) else { return 0 };
    let (at, threshold) = steps[index];
    let is_linear = rule.get("linear") == Some(&Value::Boolean(true));
    match steps.get(index + 1) {
        Some((next_at, next)) if is_linear => {
            let milliseconds = |nanoseconds: i128| nanoseconds.div_euclid(1_000_000);
            let (since, whole) = (milliseconds(now) - milliseconds(at), milliseconds(*next_at) - milliseconds(at));
            // If both steps are in the same millisecond, no time has passed.
            threshold + (next - threshold) * since / whole.max(1)
        }
        _ => threshold,
    }
}

pub(super) fn taken_in(threshold: i128, salt: &str, hashed: Option<&Attribute>) -> Draw<bool> {
    if threshold == 0 || threshold == EVERYBODY {
        return Draw::NoneNeeded(threshold == EVERYBODY);
    }
    hashed.and_then(bytes).map_or(Draw::ValueMissing, |bytes| Draw::Drawn(bucket(salt, &bytes, 0) < threshold))
}

/// Returns the variant drawn by weight.
pub(super) fn weighted(weights: &Table, variants: &[String], salt: &str, hashed: Option<&Attribute>) -> Draw<String> {
    let weight = |variant: &String| weights.get(variant).map_or(0, thousandths);
    if let Some(only) = variants.iter().find(|variant| weight(variant) == EVERYBODY) {
        return Draw::NoneNeeded(only.clone());
    }
    let Some(bytes) = hashed.and_then(bytes) else { return Draw::ValueMissing };
    let bucket = bucket(salt, &bytes, 1);
    let mut sum = 0;
    for variant in variants {
        sum += weight(variant);
        if bucket < sum {
            return Draw::Drawn(variant.clone());
        }
    }
    panic!("the weights add up to {sum}");
}

/// Returns a percentage in thousandths of a percent, from its decimal digits.
fn thousandths(percentage: &Value) -> i128 {
    let written = match percentage {
        Value::Integer(whole) => whole.to_string(),
        Value::Float(number) => number.to_string(),
        Value::String(word) => word.strip_suffix('%').expect("the percent sign").to_owned(),
        other => panic!("{other} is no percentage"),
    };
    let (whole, decimals) = written.split_once('.').unwrap_or((&written, ""));
    assert!(decimals.len() <= 3, "{written}");
    format!("{whole}{decimals:0<3}").parse().expect("digits")
}
