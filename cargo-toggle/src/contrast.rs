//! Two differing texts, cut so that the difference is visible.

/// The largest number of characters shown of a text.
const MOST: usize = 300;
/// The number of characters shown before the first that differs.
const BEFORE: usize = 60;
/// The mark of characters that are left out.
const MORE: char = '…';

/// Returns two texts, each cut to a few hundred characters around the first difference.
pub fn contrast(left: &str, right: &str) -> (String, String) {
    contrast_within(left, right, MOST)
}

/// Returns two texts, each cut to this many characters around the first difference.
pub fn contrast_within(left: &str, right: &str, most: usize) -> (String, String) {
    let same = left.chars().zip(right.chars()).take_while(|(left, right)| left == right).count();
    (window(left, same, most), window(right, same, most))
}

/// Returns the part of a text around this character.
fn window(text: &str, at: usize, most: usize) -> String {
    let len = text.chars().count();
    if len <= most {
        return text.to_owned();
    }
    let start = at.saturating_sub(BEFORE.min(most / 2)).min(len.saturating_sub(most));
    let part = text.chars().skip(start).take(most);
    let before = (start > 0).then_some(MORE);
    let after = (start + most < len).then_some(MORE);
    before.into_iter().chain(part).chain(after).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_are_shown_whole() {
        assert_eq!(contrast("a = 25", "a = 50"), ("a = 25".to_owned(), "a = 50".to_owned()));
    }

    #[test]
    fn difference_of_long_texts_is_shown() {
        let text = |middle: &str| format!("{}{middle}{}", "é".repeat(1000), "z".repeat(1000));
        let (left, right) = contrast(&text("25"), &text("50"));
        assert_eq!(left, format!("…{}25{}…", "é".repeat(BEFORE), "z".repeat(MOST - BEFORE - 2)));
        assert_eq!(right, format!("…{}50{}…", "é".repeat(BEFORE), "z".repeat(MOST - BEFORE - 2)));
        let (left, _) = contrast(&text("25"), "é");
        assert_eq!(left.chars().count(), MOST + 1);
    }

    #[test]
    fn difference_at_the_end_is_shown() {
        let text = |end: &str| format!("{}{end}", "a".repeat(1000));
        let (left, right) = contrast(&text("x"), &text(""));
        assert_eq!((left.ends_with("ax"), right.ends_with('a')), (true, true));
    }
}
