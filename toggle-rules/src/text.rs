//! Comparisons of short strings, for which a call to the C library takes longer than the comparison.

/// Returns whether two strings are equal.
#[inline]
pub fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && same_bytes(one.as_bytes(), other.as_bytes())
}

pub(super) fn starts(text: &str, start: &str) -> bool {
    text.as_bytes().get(..start.len()).is_some_and(|text| same_bytes(text, start.as_bytes()))
}

/// The length up to which a string is searched position by position.
const SHORT: usize = 64;

pub(super) fn contains(text: &str, part: &str) -> bool {
    match part.as_bytes() {
        [] => true,
        [first, ..] if text.len() <= SHORT => {
            text.as_bytes().windows(part.len()).any(|found| found[0] == *first && same_bytes(found, part.as_bytes()))
        }
        _ => text.contains(part),
    }
}

/// Compares two slices of equal length. Short slices are compared as two chunks, which may overlap.
#[inline]
fn same_bytes(one: &[u8], other: &[u8]) -> bool {
    match one.len() {
        ..4 => one.iter().eq(other),
        4..8 => one.first_chunk::<4>() == other.first_chunk() && one.last_chunk::<4>() == other.last_chunk(),
        8..=16 => one.first_chunk::<8>() == other.first_chunk() && one.last_chunk::<8>() == other.last_chunk(),
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns strings of every length up to one past the chunks, each with a byte changed at every position.
    fn texts() -> Vec<String> {
        let mut texts = Vec::new();
        for length in 0..=18 {
            let text: String = ('a'..).take(length).collect();
            for at in 0..length {
                let changed = |(place, letter)| if place == at { 'X' } else { letter };
                texts.push(text.chars().enumerate().map(changed).collect());
            }
            texts.push(text);
        }
        texts.extend(
            ["é", "ée", "日本", "aaaa", "aaaaaaab", &"ab".repeat(SHORT), &"a".repeat(SHORT)].map(str::to_owned),
        );
        texts
    }

    #[test]
    fn they_say_what_the_standard_library_says() {
        let texts = texts();
        for one in &texts {
            for other in &texts {
                assert_eq!(same(one, other), one == other, "{one} and {other}");
                assert_eq!(starts(one, other), one.starts_with(other.as_str()), "{one} and {other}");
                assert_eq!(contains(one, other), one.contains(other.as_str()), "{one} and {other}");
            }
        }
    }
}
