//! Operators on one attribute that no value satisfies.

use std::collections::HashSet;

use super::{
    order::{self, Ordered},
    versions,
};
use crate::{
    condition::{Bound, Matcher, Operator, Test},
    targeting::KEY,
};

/// Returns the reason why no context satisfies the test, if none does. `versions` has the attributes that are versions.
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
        Some(format!("{why}, so it is a text, and no text fits `{operator}`"))
    })?;
    Some(format!("`{name}` {why}"))
}

/// Returns whether the attribute must be missing.
pub(super) fn is_missing(matcher: &Matcher) -> bool {
    matcher.0.iter().all(|operator| matches!(operator, Operator::Present(false)))
}

/// Returns the reason why no value satisfies all operators.
///
/// A list needs one element that fits all operators but `not`, so a contradiction is one for lists, too.
fn of_matcher(matcher: &Matcher) -> Option<String> {
    let operators = &*matcher.0;
    if !is_missing(matcher) && operators.iter().any(|operator| matches!(operator, Operator::Present(false))) {
        return Some(format!("cannot be missing and have a value, as `{matcher}` asks"));
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

/// Returns the reason why no value satisfies an operator that stands beside the others.
fn of_operator(operator: &Operator, beside: &[Operator]) -> Option<String> {
    match operator {
        Operator::Semver(requirement) if !versions::is_satisfiable(requirement) => {
            Some(format!("cannot fit `{operator}`, since no version does"))
        }
        Operator::Matches(pattern) if !pattern.is_ever_found() => {
            Some(format!("cannot fit `{operator}`, since no text does"))
        }
        Operator::Order(order, bound) if order::is_after_all((*order, *bound)) => {
            Some(format!("cannot fit `{operator}`, since no date is later"))
        }
        Operator::Not(inner) if inner.0.iter().all(is_always_true) => {
            Some(format!("cannot fit `{operator}`, since every value fits what is in the `not`"))
        }
        Operator::Not(inner) if inner.0.iter().all(|operator| is_implied(operator, beside)) => {
            Some(format!("cannot fit `{operator}` and what stands beside it, which says the opposite"))
        }
        _ => None,
    }
}

/// Returns whether every value satisfies it.
fn is_always_true(operator: &Operator) -> bool {
    matches!(operator, Operator::Not(inner) if of_matcher(inner).is_some())
}

/// Returns whether whatever satisfies the operators that stand beside it satisfies this operator.
fn is_implied(operator: &Operator, beside: &[Operator]) -> bool {
    match operator {
        Operator::Not(_) | Operator::Present(_) => false,
        Operator::Order(order, bound) => {
            let opposite = order::opposite((*order, *bound));
            beside.iter().filter_map(ordered).any(|order| order::exclude(order, opposite))
        }
        other => beside.contains(other),
    }
}

/// Returns whether no value satisfies both.
fn exclude(one: &Operator, other: &Operator) -> bool {
    if let (Some(one), Some(other)) = (ordered(one), ordered(other)) {
        return order::exclude(one, other) || is_of_numbers(one) != is_of_numbers(other);
    }
    match (one, other) {
        (Operator::Order(_, Bound::Number(_)), other) | (other, Operator::Order(_, Bound::Number(_))) => {
            is_of_texts(other)
        }
        // A date such as `2026-12-01` is a pre-release of the version 2026 as well.
        (Operator::Order(_, Bound::Date(_)), Operator::Semver(requirement))
        | (Operator::Semver(requirement), Operator::Order(_, Bound::Date(_))) => {
            requirement.comparators.iter().all(|comparator| comparator.pre.is_empty())
        }
        _ => false,
    }
}

/// Returns a note for operators that are for values of different types.
fn types(one: &Operator, other: &Operator) -> &'static str {
    match (ordered(one), ordered(other)) {
        (Some(one), Some(other)) if is_of_numbers(one) == is_of_numbers(other) => "",
        _ => ", which are for values of different types",
    }
}

fn ordered(operator: &Operator) -> Option<Ordered> {
    match operator {
        Operator::Order(order, bound) => Some((*order, *bound)),
        _ => None,
    }
}

fn is_semver(operator: &Operator) -> bool {
    matches!(operator, Operator::Semver(_))
}

fn is_of_numbers((_, bound): Ordered) -> bool {
    matches!(bound, Bound::Number(_))
}

fn is_of_texts(operator: &Operator) -> bool {
    match operator {
        Operator::Semver(_)
        | Operator::StartsWith(_)
        | Operator::EndsWith(_)
        | Operator::Contains(_)
        | Operator::Matches(_) => true,
        Operator::IsOneOf(_) | Operator::Not(_) | Operator::Present(_) | Operator::Order(..) => false,
    }
}

/// Returns whether no text satisfies it. A text may be a date, unless it is a version.
fn excludes_text(operator: &Operator, may_be_date: bool) -> bool {
    match operator {
        Operator::Order(_, Bound::Number(_)) => true,
        Operator::Order(_, Bound::Date(_)) => !may_be_date,
        Operator::IsOneOf(scalars) => scalars.texts.is_empty() && (scalars.dates().is_empty() || !may_be_date),
        _ => false,
    }
}
