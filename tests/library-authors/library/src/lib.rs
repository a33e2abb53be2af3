//! A library with gated functions. It uses only the toggle points, declarations and checks of `toggle-runtime`.

use toggle_runtime::{Toggle, Variants, enabled, feature_toggle, toggle};

/// The compression algorithms.
#[derive(Variants, Clone, Copy, Debug, PartialEq)]
pub enum Algorithm {
    /// Writes a repeated letter once, with its count.
    RunLength,
    /// Stores the text without compression.
    Stored,
}

/// The algorithm of [`compress`].
#[toggle("author-library.algorithm", default = Algorithm::Stored, owner = "library")]
pub static ALGORITHM: Toggle<Algorithm>;

/// The fast way of [`checksum`].
#[toggle("author-library.fast-checksum", kind = release, owner = "library")]
pub static FAST_CHECKSUM: Toggle;

/// Returns the sum of all bytes.
#[feature_toggle(FAST_CHECKSUM, else = slow_checksum(bytes))]
pub fn checksum(bytes: &[u8]) -> (u64, &'static str) {
    (bytes.iter().map(|byte| u64::from(*byte)).sum(), "fast")
}

fn slow_checksum(bytes: &[u8]) -> (u64, &'static str) {
    let mut sum = 0;
    for byte in bytes {
        sum += u64::from(*byte);
    }
    (sum, "slow")
}

/// Compresses a text.
pub fn compress(text: &str) -> String {
    match ALGORITHM.get() {
        Algorithm::Stored => text.to_owned(),
        Algorithm::RunLength => {
            let mut compressed = String::new();
            let mut letters = text.chars().peekable();
            while let Some(letter) = letters.next() {
                let mut count = 1;
                while letters.next_if_eq(&letter).is_some() {
                    count += 1;
                }
                compressed += &format!("{count}{letter}");
            }
            compressed
        }
    }
}

/// Returns whether the program explains errors at length.
pub fn is_verbose() -> bool {
    enabled!("author-library.verbose")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn library_alone_has_its_defaults() {
        assert_eq!(checksum(b"ab"), (195, "slow"));
        assert_eq!(compress("aab"), "aab");
        assert!(!is_verbose());
    }

    #[test]
    fn library_alone_can_be_set_in_a_scope() {
        let scope = toggle_runtime::scope().set("author-library.algorithm", Algorithm::RunLength.name());
        assert_eq!(
            scope.set("author-library.verbose", true).run(|| (compress("aab"), is_verbose())),
            ("2a1b".to_owned(), true)
        );
    }
}
