//! Digests that identify the versions of a toggle's states and rules.

use std::fmt::{self, Debug, Write};

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::value::Value;

/// Returns a digest of a value's `Debug` output.
///
/// Equal values have the same digest in every process of one version of this crate. Different values share a digest
/// with a probability of 2⁻⁶⁴.
pub fn digest(of: &dyn Debug) -> u64 {
    let mut hashed = Hashed(Xxh3::new());
    // Writing to the hasher never fails.
    let _ = write!(hashed, "{of:?}");
    hashed.0.digest()
}

/// Returns the [`digest`] of a value. On and off have a fast path, since most changes of toggles are to these.
pub fn digest_of_value(value: &Value) -> u64 {
    match value {
        Value::On => xxh3_64(b"On"),
        Value::Off => xxh3_64(b"Off"),
        other => digest(other),
    }
}

/// A writer that hashes its input. The complete `Debug` output of large rules would take much more memory than the
/// rules.
struct Hashed(Xxh3);

impl Write for Hashed {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
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
    use super::digest_of_value;
    use crate::{definition::RawState, read::Document, value::Value};

    fn digest(text: &str) -> u64 {
        let document = Document::read(text, None).expect("the text is TOML");
        match document.entries.into_iter().next().and_then(|entry| entry.said.state) {
            Some(Ok(RawState::Rules(definition))) => definition.digest(&definition.rules),
            other => panic!("no rules: {other:?}"),
        }
    }

    #[test]
    fn value_has_the_digest_of_its_debug() {
        for value in [Value::On, Value::Off, Value::Integer(3), Value::from("on")] {
            assert_eq!(digest_of_value(&value), super::digest(&value), "{value:?}");
        }
    }

    #[test]
    fn version_is_the_digest_in_16_digits() {
        for digest in [0, 1, 0x0123_4567_89ab_cdef, u64::MAX] {
            assert_eq!(super::version(digest), format!("{digest:016x}"));
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
