//! Operators on one attribute that no value satisfies.

use std::collections::HashSet;

use super::order;
use crate::{
    condition::Test,
    operators::{Domain, Matcher, Operator, Ordered, has_pre_release},
    targeting::KEY,
};

/// Returns the reason why no context satisfies the test, if there is one. `versions` names the attributes that are
/// versions.
pub(super) fn of_test(test: &Test, versions: &HashSet<&str>) -> Option<String> {
    let name = test.attribute.as_str();
    let why = of_matcher(&test.matcher).or_else(|| {
        let why = match name {
            KEY => "is the targeting key",
            name if versions.contains(name) && !test.matcher.0.iter().any(is_semver) => {
                "is compared by `semver` elsewhere"
            }
            _ => return None,
        };
        let operator = test.matcher.0.iter().find(|operator| excludes_text(operator, name == KEY))?;
        Some(format!("{why}, so it is a string, and no string fits `{operator}`"))
    })?;
    Some(format!("`{name}` {why}"))
}

/// Returns the reason why no value satisfies all operators, if there is one.
///
/// A list needs one element that fits all operators except `not`. A contradiction therefore holds for lists as well.
fn of_matcher(matcher: &Matcher) -> Option<String> {
    let operators = &*matcher.0;
    if !matcher.asks_for_absence() && operators.iter().any(Operator::asks_for_absence) {
        return Some(format!("cannot be missing and have a value, as `{matcher}` requires"));
    }
    operators.iter().find_map(|operator| of_operator(operator, operators)).or_else(|| {
        let mut pairs = operators
            .iter()
            .enumerate()
            .flat_map(|(position, one)| operators[position + 1..].iter().map(move |other| (one, other)));
        let (one, other) = pairs.find(|(one, other)| exclude(one, other))?;
        Some(format!("cannot fit both `{one}` and `{other}`{}", types(one, other)))
    })
}

/// Returns the reason why no value satisfies an operator together with the operators next to it.
fn of_operator(operator: &Operator, beside: &[Operator]) -> Option<String> {
    if let Some(reason) = operator.impossible() {
        return Some(format!("cannot fit `{operator}`, since {reason}"));
    }
    let Operator::Not(inner) = operator else { return None };
    if inner.0.iter().all(is_always_true) {
        return Some(format!("cannot fit `{operator}`, since every value fits the condition in the `not`"));
    }
    let is_opposite = inner.0.iter().all(|operator| is_implied(operator, beside));
    is_opposite.then(|| format!("cannot fit `{operator}` and the operators next to it, which are the opposite"))
}

/// Returns whether every value satisfies the operator.
fn is_always_true(operator: &Operator) -> bool {
    matches!(operator, Operator::Not(inner) if of_matcher(inner).is_some())
}

/// Returns whether every value that satisfies the operators next to this one satisfies this one as well.
fn is_implied(operator: &Operator, beside: &[Operator]) -> bool {
    match operator {
        Operator::Not(_) | Operator::Present(_) => false,
        Operator::Order(ordered) => {
            let opposite = order::opposite(*ordered);
            beside.iter().filter_map(orders).any(|order| order::exclude(order, opposite))
        }
        other => beside.contains(other),
    }
}

/// Returns whether no value satisfies both operators.
fn exclude(one: &Operator, other: &Operator) -> bool {
    if let (Some(first), Some(second)) = (orders(one), orders(other)) {
        return order::exclude(first, second) || one.domain() != other.domain();
    }
    match (one.domain(), other.domain()) {
        (Domain::Numbers, Domain::Texts) | (Domain::Texts, Domain::Numbers) => true,
        (Domain::Dates, Domain::Texts) => excludes_dates(other),
        (Domain::Texts, Domain::Dates) => excludes_dates(one),
        (Domain::Any, _)
        | (_, Domain::Any)
        | (Domain::Texts, Domain::Texts)
        | (Domain::Numbers | Domain::Dates, Domain::Numbers | Domain::Dates) => false,
    }
}

/// Returns whether no date string satisfies the operator.
fn excludes_dates(operator: &Operator) -> bool {
    // A date such as `2026-12-01` is also a pre-release of the version 2026.
    matches!(operator, Operator::Semver(requirement) if !has_pre_release(requirement))
}

/// Returns a note for operators that are for values of different types.
fn types(one: &Operator, other: &Operator) -> &'static str {
    match (orders(one), orders(other)) {
        (Some(_), Some(_)) if one.domain() == other.domain() => "",
        _ => ", which are for values of different types",
    }
}

fn orders(operator: &Operator) -> Option<Ordered> {
    match operator {
        Operator::Order(ordered) => Some(*ordered),
        _ => None,
    }
}

fn is_semver(operator: &Operator) -> bool {
    matches!(operator, Operator::Semver(_))
}

/// Returns whether no string satisfies the operator. A string may be a date, unless it is a version.
fn excludes_text(operator: &Operator, may_be_date: bool) -> bool {
    if let Operator::IsOneOf(scalars) = operator {
        return scalars.texts.is_empty() && (scalars.dates().is_empty() || !may_be_date);
    }
    match operator.domain() {
        Domain::Numbers => true,
        Domain::Dates => !may_be_date,
        Domain::Texts | Domain::Any => false,
    }
}
