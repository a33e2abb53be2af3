//! The edit distance of two names.

/// Returns the Damerau-Levenshtein distance of two names: the number of wrong letters, with a swap of neighbours as one
/// mistake.
///
/// The algorithm is that of Lowrance and Wagner, <https://doi.org/10.1145/321879.321880>.
pub(crate) fn distance(one: &str, other: &str) -> usize {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    let width = other.len() + 2;
    // No swap begins before the first letters, so the first row and the first column exceed every distance.
    let never = one.len() + other.len();
    let mut distances = vec![never; (one.len() + 2) * width];
    for column in 0..=other.len() {
        distances[width + column + 1] = column;
    }
    // The last row with the same letter, for each letter of the other name.
    let mut same_rows = vec![0; other.len()];
    for (row, letter) in (1..).zip(&one) {
        let (above, here) = (row * width, (row + 1) * width);
        distances[here + 1] = row;
        let mut same_column = 0;
        for (column, other) in (1..).zip(&other) {
            let same_row = &mut same_rows[column - 1];
            let before_swap = distances[*same_row * width + same_column];
            let swapped = before_swap + (row - *same_row) + (column - same_column) - 1;
            let replaced = distances[above + column] + usize::from(letter != other);
            let added = distances[here + column] + 1;
            let removed = distances[above + column + 1] + 1;
            distances[here + column + 1] = swapped.min(replaced).min(added).min(removed);
            if letter == other {
                (*same_row, same_column) = (row, column);
            }
        }
    }
    distances[(one.len() + 1) * width + other.len() + 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(one: &str, other: &str, expected: usize) {
        assert_eq!(distance(one, other), expected);
        assert_eq!(distance(other, one), expected, "the other way round");
    }

    #[test]
    fn wrong_letters_count_one_each() {
        check("", "", 0);
        check("", "mail", 4);
        check("mail", "mail", 0);
        check("mail", "nail", 1);
        check("mail", "mai", 1);
        check("mail", "email", 1);
        check("kitten", "sitting", 3);
        check("größe", "grosse", 3);
    }

    #[test]
    fn swap_of_neighbours_counts_one() {
        check("mial", "mail", 1);
        check("new-chekcout", "new-checkout", 1);
        check("ab", "ba", 1);
        check("abcdef", "badcfe", 3);
    }

    #[test]
    fn letter_between_swapped_ones_counts_one_more() {
        check("ca", "abc", 2);
        check("a-cat", "an-abct", 3);
    }

    /// Computes the distance by its definition, without a table: the cheapest of all edits from one name to the other.
    fn of_definition(one: &[u8], other: &[u8]) -> usize {
        let (Some((first, one_rest)), Some((second, other_rest))) = (one.split_first(), other.split_first()) else {
            return one.len() + other.len();
        };
        let replaced = of_definition(one_rest, other_rest) + usize::from(first != second);
        let removed = of_definition(one_rest, other) + 1;
        let added = of_definition(one, other_rest) + 1;
        // A swap of letters that are not neighbours costs one more for each letter between them.
        let apart = |letter, letters: &[u8]| letters.iter().position(|other| *other == letter);
        let swapped =
            apart(*second, one_rest).zip(apart(*first, other_rest)).map_or(usize::MAX, |(in_one, in_other)| {
                of_definition(&one_rest[in_one + 1..], &other_rest[in_other + 1..]) + in_one + in_other + 1
            });
        replaced.min(removed).min(added).min(swapped)
    }

    #[test]
    fn table_gives_what_the_definition_does() {
        let mut state = 1_u32;
        let mut name = |most: u32| -> String {
            let mut next = |below: u32| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 16) % below
            };
            (0..next(most + 1)).map(|_| char::from(b"abc"[next(3) as usize])).collect()
        };
        for _ in 0..2000 {
            let (one, other) = (name(6), name(6));
            assert_eq!(distance(&one, &other), of_definition(one.as_bytes(), other.as_bytes()), "{one} {other}");
        }
    }
}
