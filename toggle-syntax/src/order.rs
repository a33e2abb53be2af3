//! Sorting with little machine code. Each instance of the sorts of `std` takes about ten kilobytes. These functions
//! share one instance, which sorts positions.

use std::cmp::Ordering;

/// Sorts a slice by a comparison. The sort is stable.
pub fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let mut positions = sorted_positions(items.len(), &mut |one, other| compare(&items[one], &items[other]));
    arrange(&mut positions, &mut |one, other| items.swap(one, other));
}

/// Sorts a slice by the keys of its items. The sort is stable.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], mut key: impl FnMut(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// Sorts a slice by the keys of its items, and computes each key once. The sort is stable.
pub fn sort_by_cached_key<T, K: Ord>(items: &mut [T], key: impl FnMut(&T) -> K) {
    let keys: Vec<K> = items.iter().map(key).collect();
    let mut positions = sorted_positions(keys.len(), &mut |one, other| keys[one].cmp(&keys[other]));
    arrange(&mut positions, &mut |one, other| items.swap(one, other));
}

/// Sorts a slice. The sort is stable.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Returns the positions of `len` items in the order of the items.
fn sorted_positions(len: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut positions: Vec<usize> = (0..len).collect();
    positions.sort_by(|one, other| compare(*one, *other));
    positions
}

/// Moves each item to its place by swaps, one cycle after the other. `positions[i]` is the source of item `i`.
fn arrange(positions: &mut [usize], swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..positions.len() {
        let mut place = start;
        loop {
            let from = std::mem::replace(&mut positions[place], place);
            if from == start {
                break;
            }
            swap(place, from);
            place = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sort_by_key_keeps_order_of_equal_items() {
        let mut state = 1_u32;
        for len in 0..200 {
            let mut items: Vec<(u32, usize)> = Vec::new();
            for position in 0..len {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                items.push(((state >> 16) % 40, position));
            }
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            let mut cached = items.clone();
            sort_by_key(&mut items, |(key, _)| *key);
            sort_by_cached_key(&mut cached, |(key, _)| *key);
            assert_eq!((&items, &cached), (&expected, &expected));
            sort(&mut items);
            assert_eq!(items, expected);
        }
    }
}
