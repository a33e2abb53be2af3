//! Requirements that no version satisfies, and attributes that are versions.

use std::collections::{HashMap, HashSet};

use semver::VersionReq;

use crate::{
    condition::{Matcher, Operator, Test},
    policy::Rules,
    version,
};

/// Returns whether some version satisfies the requirement.
///
/// Each comparator takes all versions from a first one on, up to a last one. So if any version satisfies them all, the
/// greatest of these first versions does.
pub(super) fn is_satisfiable(requirement: &VersionReq) -> bool {
    let mut firsts = vec!["0".to_owned()];
    let pre_releases = requirement.comparators.iter().map(|comparator| comparator.pre.as_str());
    let pre_releases: Vec<&str> = pre_releases.filter(|pre| !pre.is_empty()).collect();
    for comparator in &requirement.comparators {
        let (major, minor, patch) = (comparator.major, comparator.minor.unwrap_or(0), comparator.patch.unwrap_or(0));
        firsts.push(format!("{major}.{minor}.{patch}"));
        firsts.extend(patch.checked_add(1).map(|patch| format!("{major}.{minor}.{patch}")));
        firsts.extend(minor.checked_add(1).map(|minor| format!("{major}.{minor}")));
        firsts.extend(major.checked_add(1).map(|major| major.to_string()));
        if !comparator.pre.is_empty() {
            // The least pre-release is `0`, and `alpha.0` is the next after `alpha`.
            firsts.push(format!("{major}.{minor}.{patch}-0"));
            for pre in &pre_releases {
                firsts.extend([format!("{major}.{minor}.{patch}-{pre}"), format!("{major}.{minor}.{patch}-{pre}.0")]);
            }
        }
    }
    firsts.iter().any(|version| version::satisfies(version, requirement))
}

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

/// Returns whether an operator of a matcher is such a one, or one within its `not`.
fn any(matcher: &Matcher, is: &impl Fn(&Operator) -> bool) -> bool {
    matcher.0.iter().any(|operator| match operator {
        Operator::Not(inner) => any(inner, is),
        operator => is(operator),
    })
}

fn is_of_other_type(operator: &Operator) -> bool {
    match operator {
        Operator::Order(..) => true,
        Operator::IsOneOf(scalars) => scalars.len() > scalars.texts.len(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::{
        collection::vec,
        prelude::{ProptestConfig, Strategy},
        prop_assert, proptest,
        sample::select,
    };

    use super::*;

    /// Every version with small numbers.
    fn versions() -> impl Iterator<Item = String> {
        let numbers = (0..216).map(|number| [number / 36, number / 6 % 6, number % 6]);
        numbers.flat_map(|[major, minor, patch]| {
            ["", "-0", "-1", "-a", "-a.0", "-a.1", "-b"].map(|pre| format!("{major}.{minor}.{patch}{pre}"))
        })
    }

    fn comparator() -> impl Strategy<Value = String> {
        let numbers = ["0", "1", "2", "0.0", "0.1", "1.2", "0.0.0", "0.0.1", "1.2.3", "1.2.4"];
        let pre = select(vec!["", "", "-0", "-a", "-a.0", "-b"]);
        (select(vec!["=", ">", ">=", "<", "<=", "~", "^"]), select(numbers.to_vec()), pre).prop_map(
            |(op, numbers, pre)| {
                let pre = if numbers.matches('.').count() == 2 { pre } else { "" };
                format!("{op}{numbers}{pre}")
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn versions_that_satisfy_are_among_the_firsts(comparators in vec(comparator(), 1..4)) {
            let requirement = VersionReq::parse(&comparators.join(", ")).expect("a requirement");
            let found = versions().find(|version| version::satisfies(version, &requirement));
            prop_assert!(found.is_some() == is_satisfiable(&requirement), "{} by {:?}", requirement, found);
        }
    }

    #[track_caller]
    fn check(requirement: &str, expected: bool) {
        let parsed = VersionReq::parse(requirement).expect("a requirement");
        assert_eq!(is_satisfiable(&parsed), expected, "{requirement}");
    }

    #[test]
    fn requirements_with_a_gap_are_satisfiable() {
        for requirement in [
            "*",
            ">=2, <3",
            ">1.2.3, <1.2.5",
            ">1, <3",
            ">1.2, <1.4",
            "<=1, >=1",
            "^0.0.3",
            "~1.2, <1.2.1",
            "=1.2, >1.2.8",
        ] {
            check(requirement, true);
        }
    }

    #[test]
    fn requirements_without_a_gap_are_not() {
        for requirement in [
            ">=2, <1",
            ">1.2.3, <1.2.4",
            ">1, <2",
            ">1.2, <1.3",
            "<0",
            "<0.0.0",
            "=1, =2",
            "^1, ^2",
            "~1.2, >=1.3",
            "1.*, >=2",
        ] {
            check(requirement, false);
        }
    }

    #[test]
    fn pre_releases_lie_between_releases() {
        check(">=2.0.0-alpha, <2.0.0", true);
        check(">2.0.0-alpha, <2.0.0-beta", true);
        check(">2.0.0-alpha, <2.0.0-alpha.0", false);
        check(">2.0.0-beta, <2.0.0-alpha", false);
        check("<0.0.0-0", false);
        check("<0.0.0-1", true);
        check("=1.2.3-rc.1, <1.2.3", true);
        check("=1.2.3-rc.1, >=1.2.3", false);
    }
}
