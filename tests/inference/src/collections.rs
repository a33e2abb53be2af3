//! Vectors, maps and sets.

use std::collections::{BTreeMap, BTreeSet, HashMap};

pub fn nested(vectors: Vec<Vec<u8>>, optional: Option<Vec<u32>>) {
    assert_eq!(vectors, vec![vec![]]);
    assert_eq!(optional, Some(vec![]));
}

pub fn strings_by_order(words: Vec<&'static str>) -> bool {
    words < Default::default()
}

pub fn map(map: HashMap<u8, u8>) {
    assert_eq!(map, Default::default());
    assert_eq!(map, [(1, 2)].into());
    assert_eq!(map, vec![(1, 2)].into_iter().collect());
}

pub fn ordered(map: BTreeMap<String, String>, set: BTreeSet<String>) {
    assert_eq!(map, [].into());
    assert_eq!(set, ["a".to_owned()].into_iter().collect());
}
