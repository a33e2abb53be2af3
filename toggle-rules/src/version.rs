//! Matching of versions in contexts against requirements as in `Cargo.toml`, which `semver` parses at load time.
//!
//! The code compares a borrowed version. `VersionReq::matches` needs a `semver::Version`, whose parser allocates for a
//! pre-release of more than eight bytes, and accepts neither a `v` nor fewer than three numbers. The tests check that
//! both give the same answers.

use std::cmp::Ordering;

use semver::{Comparator, Op, VersionReq};

use crate::text;

/// A borrowed version without its build metadata, which does not affect precedence.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Version<'a> {
    major: u64,
    minor: u64,
    patch: u64,
    pre: &'a str,
}

/// Returns whether the string is a version that satisfies the requirement.
pub(super) fn satisfies(text: &str, requirement: &VersionReq) -> bool {
    let Some(version) = Version::parse(text) else { return false };
    let all = requirement.comparators.iter().all(|comparator| version.fits(comparator));
    // A pre-release only satisfies a requirement that names a pre-release of the same three numbers.
    all && (version.pre.is_empty() || requirement.comparators.iter().any(|comparator| version.is_named_by(comparator)))
}

impl<'a> Version<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        Self::of_numbers(text).or_else(|| Self::parse_any(text))
    }

    /// Parses the common form in one pass: numbers alone, each short enough not to overflow.
    fn of_numbers(text: &str) -> Option<Self> {
        let mut numbers = [0; 3];
        let (mut part, mut digits) = (0, 0);
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' if digits < 18 && (digits == 0 || numbers[part] > 0) => {
                    numbers[part] = numbers[part] * 10 + u64::from(byte - b'0');
                    digits += 1;
                }
                b'.' if digits > 0 && part < 2 => (part, digits) = (part + 1, 0),
                _ => return None,
            }
        }
        let [major, minor, patch] = numbers;
        (digits > 0).then_some(Self { major, minor, patch, pre: "" })
    }

    fn parse_any(text: &'a str) -> Option<Self> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let (text, build) = text.split_once('+').map_or((text, None), |(text, build)| (text, Some(build)));
        let (numbers, pre) = text.split_once('-').map_or((text, None), |(numbers, pre)| (numbers, Some(pre)));
        if !build.is_none_or(|build| build.split('.').all(is_identifier)) {
            return None;
        }
        if !pre.is_none_or(|pre| pre.split('.').all(|part| is_identifier(part) && !has_leading_zero(part))) {
            return None;
        }
        let mut numbers = numbers.split('.').map(number);
        let version = Self {
            major: numbers.next()??,
            minor: numbers.next().unwrap_or(Some(0))?,
            patch: numbers.next().unwrap_or(Some(0))?,
            pre: pre.unwrap_or_default(),
        };
        numbers.next().is_none().then_some(version)
    }

    fn fits(&self, comparator: &Comparator) -> bool {
        match comparator.op {
            Op::Exact | Op::Wildcard => self.is_exactly(comparator),
            Op::Greater => self.is_greater(comparator),
            Op::GreaterEq => self.is_exactly(comparator) || self.is_greater(comparator),
            Op::Less => self.is_less(comparator),
            Op::LessEq => self.is_exactly(comparator) || self.is_less(comparator),
            Op::Tilde => self.is_about(comparator),
            Op::Caret => self.is_compatible(comparator),
            // An operator of a later release of `semver`.
            _ => false,
        }
    }

    fn is_named_by(&self, comparator: &Comparator) -> bool {
        !comparator.pre.is_empty()
            && (comparator.major, comparator.minor, comparator.patch)
                == (self.major, Some(self.minor), Some(self.patch))
    }

    /// Compares only the parts that the comparator has.
    fn is_exactly(&self, comparator: &Comparator) -> bool {
        self.major == comparator.major
            && comparator.minor.is_none_or(|minor| self.minor == minor)
            && comparator.patch.is_none_or(|patch| self.patch == patch)
            // `semver` stores an empty pre-release as a dangling pointer, for which `memcmp` is a hundred times slower.
            && text::same(self.pre, comparator.pre.as_str())
    }

    fn is_greater(&self, comparator: &Comparator) -> bool {
        self.numbers(comparator)
            .then_with(|| match comparator.patch {
                // A version that starts with the comparator's numbers is not greater.
                None => Ordering::Less,
                Some(_) => precedence(self.pre, comparator.pre.as_str()),
            })
            .is_gt()
    }

    fn is_less(&self, comparator: &Comparator) -> bool {
        self.numbers(comparator)
            .then_with(|| match comparator.patch {
                None => Ordering::Greater,
                Some(_) => precedence(self.pre, comparator.pre.as_str()),
            })
            .is_lt()
    }

    /// Returns whether the version matches `~1.2.3`: the patch may be greater. `~1.2` and `~1` match all versions that
    /// they begin.
    fn is_about(&self, comparator: &Comparator) -> bool {
        self.major == comparator.major
            && comparator.minor.is_none_or(|minor| self.minor == minor)
            && match comparator.patch {
                // Another comparator may admit a pre-release, but this one does not.
                None => self.pre.is_empty(),
                Some(_) => self.is_at_least(comparator),
            }
    }

    /// Returns whether the version matches `^1.2.3`: all parts after the first nonzero number may be greater.
    fn is_compatible(&self, comparator: &Comparator) -> bool {
        let same = match (comparator.major, comparator.minor, comparator.patch) {
            (major @ 1.., ..) | (major @ 0, None, _) => self.major == major,
            (0, Some(minor @ 1..), _) | (0, Some(minor @ 0), None) => self.major == 0 && self.minor == minor,
            (0, Some(0), Some(patch)) => (self.major, self.minor, self.patch) == (0, 0, patch),
        };
        same && self.is_at_least(comparator)
    }

    fn is_at_least(&self, comparator: &Comparator) -> bool {
        self.numbers(comparator)
            .then_with(|| match comparator.patch {
                None => Ordering::Equal,
                Some(_) => precedence(self.pre, comparator.pre.as_str()),
            })
            .is_ge()
    }

    /// Compares the numbers as far as the comparator has them.
    fn numbers(&self, comparator: &Comparator) -> Ordering {
        let part = |own: u64, other: Option<u64>| other.map_or(Ordering::Equal, |other| own.cmp(&other));
        self.major
            .cmp(&comparator.major)
            .then_with(|| part(self.minor, comparator.minor))
            .then_with(|| part(self.patch, comparator.patch))
    }
}

fn number(text: &str) -> Option<u64> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && !has_leading_zero(text);
    if is_number { text.parse().ok() } else { None }
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Returns whether a string is a number with a leading zero, which is no valid number.
fn has_leading_zero(text: &str) -> bool {
    text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Compares pre-releases by the rules of [SemVer 2.0.0](https://semver.org/#spec-item-11), item 11.
fn precedence(one: &str, other: &str) -> Ordering {
    match (one.is_empty(), other.is_empty()) {
        (true, true) => return Ordering::Equal,
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    let (mut ours, mut theirs) = (one.split('.'), other.split('.'));
    loop {
        let order = match (ours.next(), theirs.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(one), Some(other)) => identifiers(one, other),
        };
        if order.is_ne() {
            return order;
        }
    }
}

fn identifiers(one: &str, other: &str) -> Ordering {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match (is_number(one), is_number(other)) {
        // Without leading zeros, the longer number is the greater one.
        (true, true) => one.len().cmp(&other.len()).then_with(|| one.cmp(other)),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => one.cmp(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERSIONS: [&str; 22] = [
        "0.0.0",
        "0.0.1",
        "0.0.2",
        "0.1.0",
        "0.1.2",
        "0.2.0",
        "1.0.0",
        "1.0.1",
        "1.2.0",
        "1.2.3",
        "1.3.0",
        "2.0.0",
        "2.3.0",
        "1.2.3-alpha",
        "1.2.3-alpha.1",
        "1.2.3-alpha.beta",
        "1.2.3-beta.2",
        "1.2.3-beta.11",
        "1.2.3-rc.1",
        "2.0.0-0",
        "1.2.3+build.5",
        "18446744073709551615.0.0-a.b.c.d.e.f",
    ];

    #[test]
    fn requirements_mean_what_they_mean_to_cargo() {
        let operators = ["", "=", ">", ">=", "<", "<=", "~", "^"];
        let mut compared = 0;
        for of in VERSIONS {
            for operator in operators {
                for cut in [of, of.rsplit_once('.').map_or(of, |(cut, _)| cut), of.split('.').next().unwrap_or(of)] {
                    let Ok(requirement) = VersionReq::parse(&format!("{operator}{cut}")) else { continue };
                    for version in VERSIONS {
                        let theirs = semver::Version::parse(version).is_ok_and(|version| requirement.matches(&version));
                        assert_eq!(satisfies(version, &requirement), theirs, "{version} and {requirement}");
                        compared += 1;
                    }
                }
            }
        }
        assert!(compared > 8_000, "{compared}");
        let operands = ["1", "1.2", "1.2.3"];
        let beside_a_pre_release = operators
            .iter()
            .flat_map(|operator| operands.map(|operand| format!("{operator}{operand}, >=1.2.3-alpha.1, <=2.0.0-0")));
        let others = ["*", "1.*", "1.2.*", ">=1.0, <2", ">1.2.3-alpha, <1.2.3-rc.9"].map(str::to_owned);
        for requirement in beside_a_pre_release.chain(others) {
            let requirement = VersionReq::parse(&requirement).expect("a requirement");
            for version in VERSIONS {
                let theirs = semver::Version::parse(version).is_ok_and(|version| requirement.matches(&version));
                assert_eq!(satisfies(version, &requirement), theirs, "{version} and {requirement}");
            }
        }
    }

    #[track_caller]
    fn check(text: &str, requirement: &str, expected: bool) {
        assert_eq!(satisfies(text, &VersionReq::parse(requirement).expect("a requirement")), expected, "{text}");
    }

    #[test]
    fn fast_path_agrees_with_the_full_parser() {
        let parts = ["", "0", "1", "00", "01", "10", "203", "x", "v1", "1-a", "1+a", &"9".repeat(18), &"9".repeat(19)];
        let mut texts: Vec<String> = VERSIONS.map(str::to_owned).to_vec();
        for major in parts {
            texts.extend([major.to_owned(), format!("{major}."), format!(".{major}")]);
            for minor in parts {
                texts.extend([format!("{major}.{minor}"), format!("{major}.{minor}.")]);
                texts.extend(parts.map(|patch| format!("{major}.{minor}.{patch}")));
            }
        }
        texts.extend(["1.2.3.4", "1..2", "1.2.3 "].map(str::to_owned));
        let mut simple = 0;
        for text in &texts {
            let with_care = Version::parse_any(text);
            if let Some(version) = Version::of_numbers(text) {
                assert_eq!(Some(version), with_care, "{text}");
                simple += 1;
            }
            assert_eq!(Version::parse(text), with_care, "{text}");
        }
        assert!(simple > 100, "{simple}");
    }

    #[test]
    fn a_version_may_be_short_and_have_a_v() {
        check("2.3", ">=2.3", true);
        check("2", ">=2.0.0, <2.0.1", true);
        check("v2.3.1", "~2.3", true);
        check("2-rc.1", ">=2.0.0-rc.1", true);
    }

    #[test]
    fn what_is_no_version_satisfies_nothing() {
        for text in [
            "",
            "v",
            "1.2.3.4",
            "01.2.3",
            "1.02",
            "1.2.3-",
            "1.2.3-01",
            "1.2.3+",
            "1.2.3-a..b",
            "a",
            "-1",
            "1.2.x",
            "vv1",
        ] {
            check(text, "*", false);
        }
        check("18446744073709551616", "*", false);
    }
}
