//! Fingerprints of findings, by which code scanning recognizes a finding after its line has moved.

use std::collections::HashMap;

use toggle_admin::check::Finding;

/// Returns each finding with its fingerprint. Findings with the same hash are numbered.
pub(super) fn with(findings: &[Finding]) -> impl Iterator<Item = (&Finding, String)> {
    let mut seen: HashMap<u64, usize> = HashMap::new();
    findings.iter().map(move |finding| {
        let hash = of(finding);
        let number = seen.entry(hash).or_default();
        *number += 1;
        (finding, format!("{hash:016x}:{number}"))
    })
}

/// Returns the hash of the parts that stay the same from run to run: no line, and no message that contains an age.
fn of(finding: &Finding) -> u64 {
    let file = finding.location.as_ref().map_or("", |location| &location.file);
    let about = finding.toggle.as_deref().unwrap_or(&finding.message);
    let id = finding.rule.id();
    let texts = [id, file, about].into_iter().chain(finding.programs.iter().map(String::as_str));
    hash(texts.flat_map(|text| text.bytes().chain([0])))
}

/// Returns the FNV-1a hash ([draft-eastlake-fnv]), which is the same on every machine and in every version.
///
/// [draft-eastlake-fnv]: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use toggle_admin::check::{Location, Rule};

    use super::*;

    fn finding(line: usize, toggle: &str, message: &str) -> Finding {
        let location = Location { file: "t.toml".to_owned(), line: Some(line), column: None };
        Finding::new(Rule::TooOld, Some(toggle), message.to_owned(), Some(location))
    }

    #[test]
    fn hash_is_that_of_the_draft() {
        assert_eq!(hash("a".bytes()), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(hash("foobar".bytes()), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn moved_finding_keeps_its_fingerprint() {
        let of = |findings: &[Finding]| with(findings).map(|(_, fingerprint)| fingerprint).collect::<Vec<_>>();
        let first = of(&[finding(1, "a", "91 days"), finding(2, "b", "91 days")]);
        assert_eq!(of(&[finding(7, "a", "92 days"), finding(9, "b", "92 days")]), first);
        assert_ne!(first[0], first[1]);
        let twice = of(&[finding(1, "a", "x"), finding(2, "a", "y")]);
        assert!(twice[0].ends_with(":1") && twice[1].ends_with(":2"), "{twice:?}");
    }
}
