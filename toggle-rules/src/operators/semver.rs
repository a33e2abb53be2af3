//! `semver`: a requirement that a version satisfies.

use std::fmt;

use semver::{Prerelease, Version, VersionReq};

use super::{
    operand::Read,
    word::{Domain, Operate, OperatorValue, Word},
};
use crate::{attribute::AttributeRef, version};

pub(super) const SEMVER: Word<Read<VersionReq>> = Word {
    name: "semver",
    tried: &["version"],
    summary: "A version that satisfies this requirement, as in `Cargo.toml`: `>=2.3`.",
    value: OperatorValue::Text(None),
    reference: ["a requirement as in `Cargo.toml`", "is a string with a version that satisfies it"],
    read: |value| {
        let text = value.text("a requirement, such as `\">=2.3\"`")?;
        match VersionReq::parse(&text) {
            Ok(mut requirement) => {
                requirement.comparators.shrink_to_fit();
                Some(requirement)
            }
            Err(error) => {
                value.refuse(format!("it is not a requirement such as `>=2.3, <3`: {error}"));
                None
            }
        }
    },
};

/// A requirement on versions.
pub(crate) type Requirement = VersionReq;

pub(super) struct Semver;

impl Operate for Semver {
    type Value = VersionReq;

    fn holds(requirement: &VersionReq, attribute: &AttributeRef<'_>) -> bool {
        matches!(attribute, AttributeRef::Text(text) if version::satisfies(text, requirement))
    }

    fn domain(_: &VersionReq) -> Domain {
        Domain::Texts
    }

    fn impossible(requirement: &VersionReq) -> Option<&'static str> {
        (!is_satisfiable(requirement)).then_some("no version does")
    }

    fn show(requirement: &VersionReq, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "semver = \"{requirement}\"")
    }
}

/// Returns whether a requirement names a pre-release.
pub(crate) fn has_pre_release(requirement: &Requirement) -> bool {
    requirement.comparators.iter().any(|comparator| !comparator.pre.is_empty())
}

/// Returns whether some version satisfies the requirement.
///
/// Each comparator accepts all versions from a first one up to a last one. So if any version satisfies all comparators,
/// the greatest of these first versions does.
pub(super) fn is_satisfiable(requirement: &VersionReq) -> bool {
    let mut firsts = vec![Version::new(0, 0, 0)];
    let pre_releases = || requirement.comparators.iter().map(|comparator| comparator.pre.as_str());
    for comparator in &requirement.comparators {
        let (major, minor, patch) = (comparator.major, comparator.minor.unwrap_or(0), comparator.patch.unwrap_or(0));
        firsts.push(Version::new(major, minor, patch));
        firsts.extend(patch.checked_add(1).map(|patch| Version::new(major, minor, patch)));
        firsts.extend(minor.checked_add(1).map(|minor| Version::new(major, minor, 0)));
        firsts.extend(major.checked_add(1).map(|major| Version::new(major, 0, 0)));
        if !comparator.pre.is_empty() {
            // The least pre-release is `0`, and `alpha.0` is the successor of `alpha`.
            let pre_releases = pre_releases().filter(|pre| !pre.is_empty());
            let pre_releases = pre_releases.flat_map(|pre| [pre.to_owned(), format!("{pre}.0")]);
            let pre_releases = pre_releases.chain(["0".to_owned()]).filter_map(|pre| Prerelease::new(&pre).ok());
            firsts.extend(pre_releases.map(|pre| Version { pre, ..Version::new(major, minor, patch) }));
        }
    }
    firsts.iter().any(|version| requirement.matches(version))
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

    /// Returns every version with small numbers.
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
