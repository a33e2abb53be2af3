//! Attributes that are versions.

use std::collections::{HashMap, HashSet};

use crate::{
    condition::Test,
    operators::{Domain, Matcher, Operator},
    policy::Rules,
};

/// Returns the attributes that these rules compare with `semver` at least as often as with numbers, dates and booleans.
pub fn version_attributes<'r>(rules: impl Iterator<Item = &'r Rules>) -> HashSet<&'r str> {
    let mut uses: HashMap<&str, (usize, usize)> = HashMap::new();
    for test in rules.flat_map(tests) {
        let (versions, others) = uses.entry(test.attribute.as_str()).or_default();
        if any(&test.matcher, &|operator| matches!(operator, Operator::Semver(_))) {
            *versions += 1;
        } else if any(&test.matcher, &is_of_other_type) {
            *others += 1;
        }
    }
    let versions = uses.into_iter().filter(|(_, (versions, others))| *versions > 0 && versions >= others);
    versions.map(|(name, _)| name).collect()
}

fn tests(rules: &Rules) -> impl Iterator<Item = &Test> {
    rules.list.iter().flat_map(|rule| {
        let segments = rule.segments().map(|(_, segment)| segment);
        rule.when().into_iter().chain(segments).flat_map(|slotted| slotted.condition.tests())
    })
}

/// Returns whether `is` accepts an operator of a matcher, or an operator within its `not`.
fn any(matcher: &Matcher, is: &impl Fn(&Operator) -> bool) -> bool {
    matcher.0.iter().any(|operator| match operator {
        Operator::Not(inner) => any(inner, is),
        operator => is(operator),
    })
}

fn is_of_other_type(operator: &Operator) -> bool {
    if let Operator::IsOneOf(scalars) = operator {
        return scalars.len() > scalars.texts.len();
    }
    match operator.domain() {
        Domain::Numbers | Domain::Dates => true,
        Domain::Texts | Domain::Any => false,
    }
}
