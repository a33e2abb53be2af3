//! Digests that identify the versions of a toggle's states and rules.

use std::hash::{Hash, Hasher};

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::value::Value;

/// A hasher with the same result in every process of one version of this crate, on all platforms.
///
/// Different values share a digest with a probability of 2⁻⁶⁴.
#[derive(Default)]
pub(crate) struct Digest(Xxh3);

impl Hasher for Digest {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn write_u16(&mut self, number: u16) {
        self.write(&number.to_le_bytes());
    }

    fn write_u32(&mut self, number: u32) {
        self.write(&number.to_le_bytes());
    }

    fn write_u64(&mut self, number: u64) {
        self.write(&number.to_le_bytes());
    }

    fn write_u128(&mut self, number: u128) {
        self.write(&number.to_le_bytes());
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn finish(&self) -> u64 {
        self.0.digest()
    }
}

/// Returns the digest of a value. On and off have a fast path, since most changes of toggles are to these.
pub fn digest_of_value(value: &Value) -> u64 {
    match value {
        Value::On => xxh3_64(b"On"),
        Value::Off => xxh3_64(b"Off"),
        other => {
            let mut digest = Digest::default();
            other.hash(&mut digest);
            digest.finish()
        }
    }
}

/// Formats a digest for users: 16 hexadecimal digits.
///
/// Each change of a toggle formats one, and `format!` takes several times the instructions.
pub fn version(digest: u64) -> String {
    let mut version = String::with_capacity(16);
    for byte in digest.to_be_bytes() {
        version.extend([byte >> 4, byte & 15].iter().filter_map(|digit| char::from_digit(u32::from(*digit), 16)));
    }
    version
}

#[cfg(test)]
mod tests {
    use toggle_syntax::sorted::SortedSet;

    use super::*;
    use crate::{definition::RawState, read::Document};

    fn digest(text: &str) -> u64 {
        let document = Document::read(text, None).expect("the text is TOML");
        match document.entries.into_iter().next().and_then(|entry| entry.said.state) {
            Some(Ok(RawState::Rules(definition))) => definition.digest(&definition.rules),
            other => panic!("no rules: {other:?}"),
        }
    }

    #[test]
    fn values_have_digests_of_their_own() {
        let values = [Value::On, Value::Off, Value::Integer(3), 3.0.into(), Value::from("on"), Value::from("3")];
        let digests: SortedSet<u64> = values.iter().map(digest_of_value).collect();
        assert_eq!(digests.len(), values.len());
    }

    #[test]
    fn digest_is_the_same_on_every_machine() {
        let mut digest = Digest::default();
        (7_usize, 7_i16, "seven").hash(&mut digest);
        let bytes = [&[7, 0, 0, 0, 0, 0, 0, 0, 7, 0], &b"seven\xff"[..]].concat();
        assert_eq!(digest.finish(), xxh3_64(&bytes));
    }

    #[test]
    fn version_is_the_digest_in_16_digits() {
        for digest in [0, 1, 0x0123_4567_89ab_cdef, u64::MAX] {
            assert_eq!(version(digest), format!("{digest:016x}"));
        }
    }

    const RULES: &str = "[a]\nrules = [{ when = { group = \"staff\" } }, { rollout = 25 }]\notherwise = \"on\"\n";

    #[test]
    fn digest_ignores_positions_and_monitoring() {
        let elsewhere = format!("# Comment\n\n{RULES}observe = true\n").replace("{ rollout", "  { rollout");
        assert_eq!(digest(RULES), digest(&elsewhere));
    }

    #[test]
    fn all_else_does() {
        for (from, to) in [("staff", "Staff"), ("25", "25.001"), ("\"on\"", "\"off\""), ("group", "not-group")] {
            assert_ne!(digest(RULES), digest(&RULES.replace(from, to)), "{from}");
        }
        for more in ["requires = [\"b\"]", "salt = \"x\"", "from = 2026-12-01", "until = 2026-12-01"] {
            assert_ne!(digest(RULES), digest(&format!("{RULES}{more}\n")), "{more}");
        }
    }
}
