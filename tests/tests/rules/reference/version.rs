//! The comparison of versions.

use semver::{Version, VersionReq};

/// Returns whether a text is a version that satisfies the requirement.
pub(super) fn satisfies(text: &str, requirement: &str) -> bool {
    let requirement = VersionReq::parse(requirement).expect("a requirement");
    version(text).is_some_and(|version| requirement.matches(&version))
}

/// Parses a version, with zeros for missing numbers.
fn version(text: &str) -> Option<Version> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let end = text.find(['-', '+']).unwrap_or(text.len());
    let (numbers, rest) = text.split_at(end);
    let padding = match numbers.split('.').count() {
        1 => ".0.0",
        2 => ".0",
        _ => "",
    };
    Version::parse(&format!("{numbers}{padding}{rest}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(version(text).map(|version| version.to_string()).as_deref(), expected, "{text:?}");
    }

    #[test]
    fn versions() {
        check("1", Some("1.0.0"));
        check("v1.2", Some("1.2.0"));
        check("1.2.3", Some("1.2.3"));
        check("1-rc.1", Some("1.0.0-rc.1"));
        check("1.2+b-1", Some("1.2.0+b-1"));
        check("v1.2.3-a.b+c.d", Some("1.2.3-a.b+c.d"));
        for text in
            ["", "v", "V1", "vv1", "1.", ".1", "1.2.3.4", "a", "1.a", " 1", "1-", "1+", "-1", "99999999999999999999"]
        {
            check(text, None);
        }
    }

    #[test]
    fn requirements() {
        assert!(satisfies("2.3", ">=2.3"));
        assert!(!satisfies("2.4.0-rc.1", ">=2.3"));
        assert!(satisfies("2.4.0-rc.1", ">=2.4.0-alpha"));
        assert!(!satisfies("2.5.0-rc.1", ">=2.4.0-alpha"));
        assert!(satisfies("2.3.0+build", "=2.3.0"));
    }
}
