//! The evaluation of conditions.

use std::cmp::Ordering;

use regex::Regex;
use toml::{Table, Value};

use super::{Attribute, Who, date::instant, number, one_or_many, text, toml_instant, version};

/// Returns whether all attributes match the table, or one table of a list.
pub(super) fn fits(condition: &Value, who: &Who) -> bool {
    match condition {
        Value::Array(tables) => tables.iter().any(|table| fits(table, who)),
        Value::Table(attributes) => attributes.iter().all(|(name, wanted)| match who.attribute(name) {
            Some(attribute) => matches(wanted, &attribute),
            None => wanted.as_table().is_some_and(asks_for_absence),
        }),
        other => panic!("{other} is no condition"),
    }
}

/// Returns whether the operators only require that the attribute is missing. No other operator matches then.
fn asks_for_absence(operators: &Table) -> bool {
    !operators.is_empty() && operators.iter().all(|(name, value)| name == "present" && *value == Value::Boolean(false))
}

/// Returns whether an attribute matches. One element of a list has to match all operators except `not` and `present`,
/// which apply to the whole list.
fn matches(wanted: &Value, attribute: &Attribute) -> bool {
    let elements = match attribute {
        Attribute::List(elements) => elements.clone(),
        single => vec![single.clone()],
    };
    let Value::Table(operators) = wanted else {
        return elements.iter().any(|element| is_one_of(wanted, element));
    };
    let (of_all, of_one): (Vec<_>, Vec<_>) =
        operators.iter().partition(|(name, _)| ["not", "present"].contains(&&***name));
    of_all.iter().all(|(name, value)| match &***name {
        "not" => !matches(value, attribute),
        _ => **value == Value::Boolean(true),
    }) && (of_one.is_empty()
        || elements.iter().any(|element| of_one.iter().all(|(name, value)| operator(name, value, element))))
}

fn is_one_of(wanted: &Value, element: &Attribute) -> bool {
    match wanted {
        Value::Array(several) => several.iter().any(|wanted| is_one_of(wanted, element)),
        one => compare(element, one) == Some(Ordering::Equal),
    }
}

fn operator(name: &str, value: &Value, element: &Attribute) -> bool {
    let ordering = || compare(element, value);
    match (name, element) {
        ("semver", Attribute::Text(element)) => version::satisfies(element, text(value)),
        ("starts-with", Attribute::Text(element)) => one_or_many(value).iter().any(|start| element.starts_with(start)),
        ("ends-with", Attribute::Text(element)) => one_or_many(value).iter().any(|end| element.ends_with(end)),
        ("contains", Attribute::Text(element)) => one_or_many(value).iter().any(|part| element.contains(part)),
        ("matches", Attribute::Text(element)) => {
            Regex::new(text(value)).expect("a regular expression").is_match(element)
        }
        ("semver" | "starts-with" | "ends-with" | "contains" | "matches", _) => false,
        ("above", _) => ordering() == Some(Ordering::Greater),
        ("at-least", _) => matches!(ordering(), Some(Ordering::Greater | Ordering::Equal)),
        ("at-most", _) => matches!(ordering(), Some(Ordering::Less | Ordering::Equal)),
        ("below", _) => ordering() == Some(Ordering::Less),
        (other, _) => panic!("{other} is no operator"),
    }
}

/// Compares an attribute with a value of the file, or returns `None` if they have no order.
fn compare(attribute: &Attribute, value: &Value) -> Option<Ordering> {
    match (attribute, value) {
        (Attribute::Bool(a), Value::Boolean(b)) => Some(a.cmp(b)),
        (Attribute::Integer(a), Value::Integer(b)) => Some(a.cmp(b)),
        (Attribute::Integer(a), Value::Float(b)) => number::compare(*a, *b),
        (Attribute::Float(a), Value::Integer(b)) => number::compare(*b, *a).map(Ordering::reverse),
        (Attribute::Float(a), Value::Float(b)) => a.partial_cmp(b),
        (Attribute::Text(a), Value::String(b)) => Some(a.cmp(b)),
        (Attribute::Text(a), Value::Datetime(_)) => Some(instant(a)?.cmp(&toml_instant(value))),
        (Attribute::Date(a), Value::Datetime(_)) => Some(a.as_nanosecond().cmp(&toml_instant(value))),
        _ => None,
    }
}
